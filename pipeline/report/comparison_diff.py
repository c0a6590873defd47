"""What differs between two documents, as the page shows it: what changed is marked inside the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from pipeline.comparison.diff import HEADING, Change, Diff
from pipeline.comparison.result import Part
from pipeline.report.typeset import visible
from pipeline.report.wording import Words

_MOST: Final = 400  # rows of a block
_FOLDED: Final = 12  # rows, beyond which a block is folded
_SHORTEST: Final = 2  # characters: a shorter stretch that two texts share between changes is chance


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text, and whether the other text lacks it."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change: the text before and after (nothing for none), and a note on it."""

    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Block:
    """Changes of a kind (added, dropped, reworded, moved, relabelled), how many, and how many of them are not shown."""

    kind: str
    rows: tuple[ChangeRow, ...]
    n: int
    more: int
    folded: bool


@dataclass(frozen=True, slots=True)
class DiffView:
    """The names of the two documents, what is told of all changes, and these; `first` puts them first on the page."""

    before: str
    after: str
    summary: str
    blocks: tuple[Block, ...]
    first: bool


def diff_view(part: Part, diff: Diff, names: Mapping[str, str], words: Words) -> DiffView:
    """The difference `diff` of the two documents of a part; recommendations first in each kind."""
    first, second = part.records
    blocks = tuple(
        _block(kind, changes, words)
        for kind, changes in (
            ("added", diff.added),
            ("dropped", diff.dropped),
            ("reworded", diff.reworded),
            ("moved", diff.moved),
            ("relabelled", diff.relabelled),
        )
    )
    summary = words["diff.summary"].format(same=diff.same, **{block.kind: block.n for block in blocks})
    return DiffView(names[first.id], names[second.id], summary, blocks, diff.versions)


def _block(kind: str, changes: Sequence[Change], words: Words) -> Block:
    ranked = sorted(changes, key=lambda change: "recommendation" not in _roles(change))
    rows = tuple(_row(change, words) for change in ranked[:_MOST])
    return Block(kind, rows, len(changes), len(changes) - len(rows), len(rows) > _FOLDED)


def _roles(change: Change) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said.role for said in (change.before, change.after) if said is not None))


def _row(change: Change, words: Words) -> ChangeRow:
    before, after = change.before, change.after
    notes = [" → ".join(words["diff.heading"] if r == HEADING else words.name("role", r) for r in _roles(change))]
    if change.moved and before is not None and after is not None:
        where = words["diff.elsewhere"]
        if before.under != after.under:
            where += words["diff.place"].format(before=before.under or "–", after=after.under or "–")
        notes.append(where)
    texts = before.text if before else "", after.text if after else ""
    return ChangeRow(*_stretches(*map(visible, texts)), " · ".join(notes))


def _stretches(before: str, after: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Both texts in stretches that are the other's too or not; whole where one of them is missing or all is other."""
    if not before or not after or before == after:
        return tuple((Stretch(text, False),) if text else () for text in (before, after))  # type: ignore[return-value]
    shared = [
        m for m in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks() if m.size >= _SHORTEST
    ]
    return (
        _cut(before, [(m.a, m.a + m.size) for m in shared]),
        _cut(after, [(m.b, m.b + m.size) for m in shared]),
    )


def _cut(text: str, shared: Sequence[tuple[int, int]]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    at = 0
    for start, end in (*shared, (len(text), len(text))):
        found += [Stretch(text[at:start], True)] if start > at else []
        found += [Stretch(text[start:end], False)] if end > start else []
        at = end
    return tuple(found)
