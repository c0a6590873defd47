"""What a format does not keep of an analysis, in words with counts: the one loss report of all conversions.

An analysis is looked at in aspects, each a mapping from places (numbers of sentences, offsets of sections) to what
stands there. A format that can be read back loses what comes back otherwise. Of one that cannot, its module says which
aspects it keeps, and loses the rest. Ids are compared by themselves, so that units numbered anew are no loss of units.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final

from pipeline.domain.analysis import Analysis, SentenceGround

Aspect = Mapping[Hashable, Any]


def losses(before: Analysis, after: Analysis) -> Counter[str]:
    """How much of each aspect `after` does not tell as `before` does; aspects of which all is there are left out."""
    lost: Counter[str] = Counter()
    for name, aspect in ASPECTS.items():
        was, now = aspect(before), aspect(after)
        gone = sum(1 for key, value in was.items() if key not in now or now[key] != value)
        if gone:
            lost[name] = gone
    return lost


def losses_of_keeping(before: Analysis, kept: Iterable[str]) -> Counter[str]:
    """The same for a format that keeps the aspects `kept` and nothing else.

    Raises:
        KeyError: there is no such aspect.
    """
    names = set(kept)
    if unknown := names - set(ASPECTS):
        raise KeyError(*unknown)
    found = {name: len(aspect(before)) for name, aspect in ASPECTS.items() if name not in names}
    return Counter({name: count for name, count in found.items() if count})


def told(lost: Mapping[str, int]) -> str:
    """The report in a line: `offsets of sentences: 12; title`."""
    return "; ".join(f"{name}: {count}" if name not in _SINGLE else name for name, count in lost.items())


def _first_seen(values: Iterable[str | None]) -> dict[Hashable, int]:
    """Which sentences belong together, whatever the name of what they belong to; those that belong nowhere are out."""
    number: dict[str, int] = {}
    return {i: number.setdefault(value, len(number)) for i, value in enumerate(values) if value is not None}


def _roles(a: Analysis) -> dict[Hashable, str]:
    """Roles that somebody told: where all are equally probable, the one was only concluded."""
    return {i: r.role for i, r in enumerate(a.roles) if len(set(r.probabilities.values())) > 1}


def _places(a: Analysis) -> dict[str, int]:
    return {s.id: i for i, s in enumerate(a.document.sentences)}


def _group_of(a: Analysis) -> list[str | None]:
    of = {sid: g.id for g in a.groups for sid in g.members}
    return [of.get(s.id) for s in a.document.sentences]


def _measure_of(a: Analysis) -> list[str | None]:
    of = {sid: f"{g.id}\0{m.id}" for g in a.groups for m in g.measures for sid in (m.head, *m.details)}
    return [of.get(s.id) for s in a.document.sentences]


def _stage_of(a: Analysis) -> dict[Hashable, str]:
    stage = {s.id: name for s, name in zip(a.document.sections, a.stages, strict=True)}
    found = {i: stage.get(s.section, "none") for i, s in enumerate(a.document.sentences)}
    return {i: name for i, name in found.items() if name != "none"}


def _relations(a: Analysis, value: Callable[[Any], Any]) -> dict[Hashable, Any]:
    at = _places(a)
    seen: Counter[tuple[int, int]] = Counter()
    found: dict[Hashable, Any] = {}
    for r in sorted(a.relations, key=lambda r: r.type):  # a pair that is related twice, in whatever order
        pair = at[r.source], at[r.target]
        found[(*pair, seen[pair])] = value(r)
        seen[pair] += 1
    return {key: x for key, x in found.items() if x is not None}


def _section_spans(a: Analysis) -> dict[str, tuple[int, int]]:
    return {s.id: (s.start, s.end) for s in a.document.sections}


def _grounds(a: Analysis, value: Callable[[Any], Any]) -> dict[Hashable, Any]:
    span = _section_spans(a)
    found = {(i, span[r.section], k): value(r) for i, g in enumerate(a.groups) for k, r in enumerate(g.grounds)}
    return {key: x for key, x in found.items() if x is not None}


def _motives(a: Analysis, lines: Sequence[Sequence[SentenceGround]]) -> dict[Hashable, Any]:
    at = _places(a)
    return {
        (i, at.get(r.sentence), k): (r.probability, r.cues) for i, line in enumerate(lines) for k, r in enumerate(line)
    }


def _headings(a: Analysis) -> dict[Hashable, Any]:
    span = {h.id: (h.start, h.end) for h in a.document.headings}
    return {
        (i, h.start, h.end): (h.level, h.title, span.get(h.parent or "")) for i, h in enumerate(a.document.headings)
    }


def _section_headings(a: Analysis) -> dict[Hashable, Any]:
    span = {h.id: (h.start, h.end) for h in a.document.headings}
    return {(i, s.start, s.end): span[s.heading] for i, s in enumerate(a.document.sections) if s.heading in span}


def _if_unsure(probability: float) -> float | None:
    return probability if probability < 1 else None


def _single(value: Any) -> dict[Hashable, Any]:
    return {0: value} if value else {}


def _numbered(values: Iterable[Any]) -> dict[Hashable, Any]:
    return dict(enumerate(values))


ASPECTS: Final[dict[str, Callable[[Analysis], Aspect]]] = {
    "texts of sentences": lambda a: _numbered(s.text for s in a.document.sentences),
    "offsets of sentences": lambda a: _numbered((s.start, s.end) for s in a.document.sentences),
    "paragraphs of sentences": lambda a: _numbered(s.paragraph for s in a.document.sentences),
    "roles": _roles,
    "probabilities of roles": lambda a: {
        i: dict(r.probabilities)
        for i, r in enumerate(a.roles)
        if len(set(r.probabilities.values())) > 1 and max(r.probabilities.values()) < 1
    },
    "marks of uncertainty": lambda a: {i: True for i, r in enumerate(a.roles) if r.uncertain},
    "cues of roles": lambda a: {i: c for i, c in enumerate(a.cues or ()) if c},
    "relations": lambda a: _relations(a, lambda _: True),
    "types of relations": lambda a: _relations(a, lambda r: r.type),
    "probabilities of relations": lambda a: _relations(a, lambda r: _if_unsure(r.probability)),
    "sections": lambda a: {
        (i, s.start, s.end): stage for i, (s, stage) in enumerate(zip(a.document.sections, a.stages, strict=True))
    },
    "sections of sentences": lambda a: _first_seen(s.section for s in a.document.sentences),
    "stages of sentences": _stage_of,
    "headings": _headings,
    "headings of sections": _section_headings,
    "groups": lambda a: _numbered((g.title, g.start, g.end) for g in a.groups),
    "groups of sentences": lambda a: _first_seen(_group_of(a)),
    "measures of sentences": lambda a: _first_seen(_measure_of(a)),
    "heads of measures": lambda a: _numbered(_places(a).get(m.head) for g in a.groups for m in g.measures),
    "grounds": lambda a: _grounds(a, lambda _: True),
    "probabilities of grounds": lambda a: _grounds(a, lambda r: _if_unsure(r.probability)),
    "words for grounds": lambda a: _grounds(a, lambda r: r.cues or None),
    "grounds of measures": lambda a: _motives(a, [m.grounds for g in a.groups for m in g.measures]),
    "motives of groups": lambda a: _motives(a, [g.motives for g in a.groups]),
    "gaps": lambda a: _single(a.gaps if any((a.gaps.evidence, a.gaps.claims, a.gaps.theory)) else None),
    "facts": lambda a: _numbered(a.facts),
    "damage": lambda a: _numbered(a.document.damage),
    "warnings": lambda a: _numbered(a.warnings),
    "ids of sentences": lambda a: _numbered(s.id for s in a.document.sentences),
    "text of the document": lambda a: _single(a.document.text),
    "title": lambda a: _single(a.document.title),
    "language": lambda a: _single(a.document.language),
    "source": lambda a: _single((a.document.source, a.document.sha256)),
    "model": lambda a: _single(a.model),
    "settings": lambda a: _single(dict(a.config)),
}
_SINGLE: Final = ("text of the document", "title", "language", "source", "model", "settings")
