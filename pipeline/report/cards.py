"""Recommendations as cards: who acts, with what, for whom, how strongly it is put, what it rests on, what it lacks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.domain.analysis import Group, SentenceGround
from pipeline.domain.fact import Fact
from pipeline.facts.actors import actor_of
from pipeline.facts.modality import strength_of
from pipeline.report.index import Index
from pipeline.report.typeset import visible
from pipeline.report.wording import Words, is_chinese

_DATES: Final = frozenset(("date", "period"))
_NAMES: Final = frozenset(("body", "instrument"))
_EVIDENCE: Final = frozenset(("evidence", "example"))
_NUMBER: Final = r"(\d+(?:\.\d+)?)"
_FIGURES: Final = 6  # of a card
_DURATION: Final = re.compile(
    f"P(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_PARTS: Final = ("Y", "M", "W", "D", "TH", "TM", "TS")
_NO_YEAR: Final = re.compile(r"--(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?")


@dataclass(frozen=True, slots=True)
class Motive:
    """A sentence (number) that motivates a line of action, how probably, and the words that speak for it."""

    sentence: int
    probability: float
    cues: str


@dataclass(frozen=True, slots=True)
class Card:
    """One line of action. `actor` to `figures` are words of the article, empty where it names none.

    `sentence` is the number of its head, `details` how many sentences detail it; `missing` are keys of the wording.
    `evidence` counts the sentences of evidence and example under it, its details and its motives in the tree; None
    where the group has no measures, for its motives are then its own (`motives_of`).
    """

    sentence: int
    details: int
    strength: str
    actor: str
    target: str
    instruments: str
    figures: str
    motives: tuple[Motive, ...]
    evidence: int | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the article: sentence (number), as written, kind, value and unit; lengths of time in words."""

    sentence: int
    text: str
    kind: str
    value: str
    unit: str


def cards_of(index: Index, group: int) -> tuple[Card, ...]:
    """A card for each measure of a group, or for each of its recommendations where it has no measures."""
    facts: dict[str, list[Fact]] = {}
    for fact in index.analysis.facts:
        facts.setdefault(fact.sentence, []).append(fact)
    of = index.analysis.groups[group]
    lines = [(m.head, m.details, m.grounds) for m in of.measures]
    if not lines:
        sentences = index.analysis.document.sentences
        lines = [(sentences[n].id, (), ()) for n in index.orders(group)]
    return tuple(_card(index, of, facts, *line) for line in lines)


def _card(
    index: Index,
    group: Group,
    facts: dict[str, list[Fact]],
    head: str,
    details: Sequence[str],
    grounds: Sequence[SentenceGround],
) -> Card:
    number = index.sentence_number[head]
    of_details = [index.sentence_number[s] for s in details]
    orders = [number, *(n for n in of_details if index.analysis.roles[n].role == "recommendation")]
    found = [f for s in (head, *details) for f in facts.get(s, ())]
    instruments = [f for f in found if f.kind == "instrument"]
    sentences = index.analysis.document.sentences
    language = "zh" if is_chinese(index.analysis.document.language) else "en"
    said = (actor_of(sentences[n].text, language) for n in (number, *of_details))
    actor = next(filter(None, said), "") or next((f.actor.text for f in instruments if f.actor is not None), "")
    target = next((f.target.text for f in instruments if f.target is not None), "")
    lacks = {
        "actor": not actor,
        "instrument": not instruments,
        "figure": not any(f.kind not in _DATES | _NAMES for f in found),
        "date": not any(f.kind in _DATES for f in found),
        "ground": not (grounds or group.grounded),
    }
    motives = motives_of(index, grounds)
    return Card(
        sentence=number,
        details=len(details),
        strength=strength_of((sentences[n].text for n in orders), language),
        actor=visible(actor),
        target=visible(target),
        instruments=visible(index.words["list_comma"].join(dict.fromkeys(f.text or str(f.value) for f in instruments))),
        figures=visible(index.words["list_comma"].join(_told(found, index.words))),
        motives=motives,
        evidence=_evidence(index, [number, *of_details, *(m.sentence for m in motives)]) if group.measures else None,
        missing=tuple(f"missing.{name}" for name, lacking in lacks.items() if lacking),
    )


def _told(facts: Sequence[Fact], words: Words) -> list[str]:
    """The figures and dates among facts as written, each once, a few of them."""
    told = dict.fromkeys(_beside(f.text, f, words) for f in facts if f.text and f.kind not in _NAMES)
    return [*list(told)[:_FIGURES], *(["…"] if len(told) > _FIGURES else [])]


def _beside(said: str, fact: Fact, words: Words) -> str:
    """A figure with the word that stands beside it, such as 不超过."""
    word = fact.comparison or (words["about"] if fact.approximate else "")
    return words["figure_beside"].format(value=said, word=word) if word else said


def motives_of(index: Index, grounds: Sequence[SentenceGround]) -> tuple[Motive, ...]:
    """The sentences that motivate a measure, or a group that has none, as they are shown."""
    return tuple(Motive(index.sentence_number[g.sentence], g.probability, visible(" ".join(g.cues))) for g in grounds)


def _evidence(index: Index, above: Sequence[int]) -> int:
    """How many sentences of evidence and example are among `above` or serve one of them, at whatever remove."""
    seen = set(above)
    waiting = list(seen)
    while waiting:
        below = [link.other for link in index.children[waiting.pop()] if link.other not in seen]
        seen.update(below)
        waiting += below
    return sum(index.analysis.roles[n].role in _EVIDENCE for n in seen)


def figures_of(index: Index) -> Iterator[Figure]:
    """The figures of evidence and examples, in the order of the text."""
    for fact in index.analysis.facts:
        number = index.sentence_number[fact.sentence]
        if fact.kind in _NAMES or index.analysis.roles[number].role not in _EVIDENCE:
            continue
        text = fact.text or index.analysis.document.text[fact.start : fact.end]
        words = index.words
        value = " – ".join(_written(v, fact.kind, words) for v in (fact.value, fact.upper) if v is not None)
        yield Figure(number, visible(text), fact.kind, visible(_beside(value, fact, words)), visible(fact.unit or ""))


def _written(value: str | float | None, kind: str, words: Words) -> str:
    if isinstance(value, float) and kind == "share":
        return f"{100 * value:.6g}%"
    if isinstance(value, float):
        return f"{value:,.10g}" if abs(value) >= 1 else f"{value:.4g}"
    return " – ".join(_spoken(part, words) for part in str(value).split("/")) if value is not None else ""


def _spoken(iso: str, words: Words) -> str:
    """A length of time (`PT15M`) and a day without a year (`--03-15`) in words; other dates as ISO 8601 has them."""
    if match := _DURATION.fullmatch(iso):
        parts = zip(_PARTS, match.groups(), strict=True)
        return " ".join(words[f"length.{part}"].format(n=number) for part, number in parts if number) or iso
    if match := _NO_YEAR.fullmatch(iso):
        month = words[f"month.{int(match[1])}"]
        return words["day"].format(month=month, day=int(match[2])) if match[2] else month
    return iso
