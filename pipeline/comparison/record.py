"""What a comparison keeps of one document: counts, and its recommendations; the text is gone by then."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.domain.analysis import Analysis, Group, Measure
from pipeline.domain.fact import Fact
from pipeline.facts.actors import actor_of
from pipeline.facts.modality import strength_of

_HASH: Final = 12
_GIVES_REASON: Final = frozenset(("claim", "evidence", "example"))
_NOT_FIGURES: Final = frozenset(("date", "period", "body", "instrument"))
_NUMBER: Final = "[几数两一二三四五六七八九十0-9]+"
_WHAT: Final = "(?:方面|工作|任务|措施|建议|对策|举措|问题|事情?|要求|意见|原则|改革|内容)"
_KIND: Final = "(?:方面|重点|主要|重要)?的?"
_ANNOUNCES: Final = re.compile(
    rf"(?:以下|下列|下述|下面)的?(?:{_NUMBER}[个项条点件]大?{_KIND}{_WHAT}?|(?:{_NUMBER}大?)?{_KIND}{_WHAT})[。：:；]?$|"
    r"如下[。：:]?$|\b(?:as follows|the following(?: [a-z-]+){1,3})[.:]?$"
)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A line of action: a measure, a group that has none, or a recommendation outside all groups.

    Attributes:
        id: `DOCUMENT#PLACE`, the place being the id of the measure, group or sentence.
        document: id of its document.
        group: title of its group.
        text: normal form of its head sentence.
        details: normal forms of the sentences that detail it.
        start: of the head, in the source text.
        end: of the head.
        strength: one of `facts.modality.STRENGTHS`, of the head or else of the details.
        actor: who is to act, where that is said.
        target: for whom.
        instruments: kinds of instruments of policy.
        grounded: whether its group or itself has a ground in the document.
        support: sentences of evidence, example or claim below it in the tree or that motivate it.
        probability: that the head is a recommendation.
    """

    id: str
    document: str
    group: str | None
    text: str
    details: tuple[str, ...]
    start: int
    end: int
    strength: str
    actor: str | None
    target: str | None
    instruments: tuple[str, ...]
    grounded: bool
    support: int
    probability: float


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """The figures of one document.

    Attributes:
        roles: sentences of each predicted role.
        expected_roles: sums of the probabilities of each role.
        role_variances: sums of p(1 − p), the variance of the count if sentences were independent.
        stages: sentences in each stage.
        relations: by type.
        depth: mean number of steps from a sentence up to its root; 0 for a root.
        width: mean number of children of the sentences that have any.
        roots: sentences that hang on none, `other` aside.
        facts: by kind.
        evidence_kinds: evidence and examples by what they carry: figure, date, body, else instance or other.
        groups: of recommendations, `grounded_groups` of them grounded.
        unused_evidence: as `Analysis.gaps`, `unsupported_claims` too.
        uncertain: sentences marked so.
        model: name, version and the start of its hash.
        metadata: date, region, kind, source and whatever else is known of the document.
    """

    id: str
    title: str
    source: str
    language: str
    sha256: str
    characters: int
    sentences: int
    roles: Mapping[str, int]
    expected_roles: Mapping[str, float]
    role_variances: Mapping[str, float]
    stages: Mapping[str, int]
    relations: Mapping[str, int]
    depth: float
    width: float
    roots: int
    facts: Mapping[str, int]
    evidence_kinds: Mapping[str, int]
    groups: int
    grounded_groups: int
    unused_evidence: int
    unsupported_claims: int
    recommendations: tuple[Recommendation, ...]
    uncertain: int
    model: str
    metadata: Mapping[str, str]


def describe(analysis: Analysis) -> DocumentRecord:
    """The record of an analysis, without metadata."""
    d = analysis.document
    stage = {s.id: name for s, name in zip(d.sections, analysis.stages, strict=True)}
    expected: Counter[str] = Counter()
    variance: Counter[str] = Counter()
    for label in analysis.roles:
        for role, p in label.probabilities.items():
            expected[role] += p  # type: ignore[assignment]
            variance[role] += p * (1 - p)  # type: ignore[assignment]
    depth, width, roots = _shape(analysis)
    return DocumentRecord(
        id=d.id,
        title=d.title,
        source=d.source,
        language=d.language,
        sha256=d.sha256,
        characters=len(d.text),
        sentences=len(d.sentences),
        roles=dict(Counter(label.role for label in analysis.roles)),
        expected_roles=dict(expected),
        role_variances=dict(variance),
        stages=dict(Counter(stage.get(s.section, "none") for s in d.sentences)),
        relations=dict(Counter(r.type for r in analysis.relations)),
        depth=depth,
        width=width,
        roots=roots,
        facts=dict(Counter(f.kind for f in analysis.facts)),
        evidence_kinds=_evidence_kinds(analysis),
        groups=len(analysis.groups),
        grounded_groups=sum(g.grounded for g in analysis.groups),
        unused_evidence=len(analysis.gaps.evidence),
        unsupported_claims=len(analysis.gaps.claims),
        recommendations=tuple(_recommendations(analysis)),
        uncertain=sum(label.uncertain for label in analysis.roles),
        model=f"{analysis.model.name} {analysis.model.version} {analysis.model.sha256[:_HASH]}",
        metadata={},
    )


def _shape(analysis: Analysis) -> tuple[float, float, int]:
    parent = {r.source: r.target for r in analysis.relations}
    depth: dict[str, int] = {}
    for s in analysis.document.sentences:
        way: list[str] = []
        place = s.id
        while place not in depth and place in parent and place not in way:
            way.append(place)
            place = parent[place]
        base = depth.setdefault(place, 0)
        for steps, id in enumerate(reversed(way), 1):
            depth[id] = base + steps
    children = Counter(parent.values())
    counted = [s.id for s, r in zip(analysis.document.sentences, analysis.roles, strict=True) if r.role != "other"]
    mean_depth = sum(depth[id] for id in counted) / len(counted) if counted else 0.0
    return (
        mean_depth,
        (sum(children.values()) / len(children) if children else 0.0),
        sum(i not in parent for i in counted),
    )


def _evidence_kinds(analysis: Analysis) -> dict[str, int]:
    carried: dict[str, set[str]] = {}
    for fact in analysis.facts:
        kind = "date" if fact.kind == "period" else fact.kind if fact.kind in _NOT_FIGURES else "figure"
        carried.setdefault(fact.sentence, set()).add(kind)
    found: Counter[str] = Counter()
    for s, label in zip(analysis.document.sentences, analysis.roles, strict=True):
        if label.role in {"evidence", "example"}:
            of = carried.get(s.id, set())
            alone = "instance" if label.role == "example" else "other"
            found[next((k for k in ("figure", "date", "body") if k in of), alone)] += 1
    return dict(found)


def _recommendations(analysis: Analysis) -> Iterator[Recommendation]:
    lines = _Lines(analysis)
    in_measures = {s for g in analysis.groups for m in g.measures for s in (m.head, *m.details)}
    in_whole_groups: set[str] = set()
    for g in analysis.groups:
        for m in g.measures:
            yield lines.of(m.id, m.head, m.details, g, m)
        if not g.measures and g.members:
            orders = [s for s in g.members if lines.role[s] == "recommendation"]
            head = next((s for s in orders if not lines.announces(s)), (orders or g.members)[0])
            in_whole_groups |= set(g.members)
            yield lines.of(g.id, head, [s for s in g.members if s != head], g, None)
    for s in analysis.document.sentences:
        alone = s.id not in in_measures and s.id not in in_whole_groups
        if lines.role[s.id] == "recommendation" and alone and not lines.announces(s.id):
            group = next((g for g in analysis.groups if s.id in g.members), None)
            yield lines.of(s.id, s.id, (), group, None)


class _Lines:
    """Makes recommendations of one analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self.document = analysis.document
        self.sentence = {s.id: s for s in analysis.document.sentences}
        self.label = {s.id: r for s, r in zip(analysis.document.sentences, analysis.roles, strict=True)}
        self.role = {id: label.role for id, label in self.label.items()}
        self.below: dict[str, list[str]] = {}
        for r in (r for r in analysis.relations if r.type != "attacks"):
            self.below.setdefault(r.target, []).append(r.source)
        self.instruments: dict[str, list[Fact]] = {}
        for fact in analysis.facts:
            if fact.kind == "instrument":
                self.instruments.setdefault(fact.sentence, []).append(fact)

    def of(
        self, place: str, head: str, details: Sequence[str], group: Group | None, measure: Measure | None
    ) -> Recommendation:
        """Of a measure what its details say, too; of a whole group not, whose others are orders of their own."""
        s = self.sentence[head]
        facts = [f for id in (head, *details) for f in self.instruments.get(id, ())]
        motives = measure.grounds if measure is not None else group.motives if group is not None else ()
        own = (head, *details) if measure is not None else (head,)
        orders = [self.sentence[id].text for id in own if id == head or self.role[id] == "recommendation"]
        parties = [f for f in facts if f.sentence in own]
        said = (actor_of(self.sentence[id].text, self.document.language) for id in own)
        actor = next(filter(None, said), None) or next((f.actor.text for f in parties if f.actor is not None), None)
        return Recommendation(
            id=f"{self.document.id}#{place}",
            document=self.document.id,
            group=group.title if group is not None else None,
            text=s.text,
            details=tuple(self.sentence[id].text for id in details),
            start=s.start,
            end=s.end,
            strength=strength_of(orders, self.document.language),
            actor=actor,
            target=next((f.target.text for f in parties if f.target is not None), None),
            instruments=tuple(dict.fromkeys(str(f.value) for f in facts)),
            grounded=bool(motives) or (group is not None and group.grounded),
            support=len(self._reasons((head, *details)) | {m.sentence for m in motives}),
            probability=float(self.label[head].probabilities.get("recommendation", 0.0)),
        )

    def announces(self, id: str) -> bool:
        """Whether a sentence only says that orders follow: 要抓好以下工作."""
        return _ANNOUNCES.search(self.sentence[id].text) is not None

    def _reasons(self, ids: Sequence[str]) -> set[str]:
        """The sentences below some that give reasons, at any depth."""
        found: set[str] = set()
        waiting = list(ids)
        seen = set(ids)
        while waiting:
            for id in self.below.get(waiting.pop(), ()):
                if id not in seen:
                    seen.add(id)
                    waiting.append(id)
                    if self.role[id] in _GIVES_REASON:
                        found.add(id)
        return found
