"""What a grammar found in one normalised sentence, and how the finds of several rules are reconciled."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

Amount = float | str
# Kinds that can be less than nothing; a dash before a count of things, or a length of time, is a dash.
SIGNED: Final = frozenset(("money", "share", "points", "multiple", "measure", "number"))
_LOOK_BACK: Final = 16


@dataclass(frozen=True, slots=True)
class Found:
    """A fact in a sentence; offsets are code points into the sentence's normal form.

    `value` is what was written, normalised: a number in `unit`, ISO 8601, a name, or the type of an instrument; of a
    range it is the lower end and `upper` the upper. `comparison` is the word beside a figure, as written.
    `actor` and `target` are stretches of the same sentence.
    """

    start: int
    end: int
    kind: str
    value: Amount
    unit: str | None = None
    upper: Amount | None = None
    approximate: bool = False
    comparison: str | None = None
    actor: tuple[int, int] | None = None
    target: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what a match of it says; None where it turns out to say nothing."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Found | None]


def matches(rules: Iterable[Rule], text: str) -> Iterator[Found]:
    """What each rule in turn finds in `text`."""
    for rule in rules:
        for match in rule.pattern.finditer(text):
            if found := rule.read(match):
                yield found


def without_overlap(candidates: Iterable[Found], length: int) -> list[Found]:
    """Those candidates that touch none before them in the order given, by place; the text has `length` characters."""
    taken = bytearray(length)
    kept = []
    for found in candidates:
        if not any(taken[found.start : found.end]):
            taken[found.start : found.end] = b"\1" * (found.end - found.start)
            kept.append(found)
    return sorted(kept, key=lambda f: f.start)


@dataclass(frozen=True, slots=True)
class Beside:
    """The words beside a figure that compare or soften it: patterns anchored at the figure's start and end."""

    before: re.Pattern[str]  # ends with `$`
    after: re.Pattern[str]
    softening: frozenset[str]
    of_time: frozenset[str]  # words that compare dates and stretches of time only: 到2030年, by 2030
    not_of_time: frozenset[str]  # words that mean something else beside a stretch of time: 近五年, over five years


def compared(found: Found, text: str, words: Beside) -> Found:
    """`found` with the word of comparison beside it, the one before it first."""
    before = words.before.search(text[max(0, found.start - _LOOK_BACK) : found.start])
    after = words.after.match(text, found.end)
    of_time = found.kind in {"period", "date"}
    near = [m[1] for m in (before, after) if m and (of_time or m[1].lower() not in words.of_time)]
    if not near:
        return found
    word = near[-1] if near[0] in words.of_time else near[0]  # 到2027年以后
    if of_time and word.lower() in words.not_of_time:
        return replace(found, comparison=word)
    soft = any(w.lower() in words.softening for w in near)
    return replace(found, comparison=word, approximate=found.approximate or soft)
