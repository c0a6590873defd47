"""What the pipeline found in one document: the argument map, and the analysis file (schema 1) as plain values.

Scores are carried beside what they belong to and never take part in equality.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pipeline.domain.document import Damage, Document, Heading, Section, Sentence
from pipeline.domain.fact import Fact as Fact

SCHEMA: Final = "pipeline.analysis/1"


class Cue(NamedTuple):
    """Something in a document that spoke for the label that a sentence was given; against it where `weight` < 0.

    `weight` is in the model's own units; only cues of the same sentence can be compared.
    """

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class RoleLabel:
    """The predicted role of one sentence; `probabilities` sum to 1, `uncertain` warns that the top one may be wrong."""

    role: str
    probabilities: Mapping[str, float] = field(compare=False)
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """`source` supports, exemplifies, specifies or attacks `target` (sentence ids)."""

    source: str
    target: str
    type: str
    probability: float = field(compare=False)


@dataclass(frozen=True, slots=True)
class SentenceGround:
    """A sentence of theory or practice that motivates a line of action; `cues` are the words that speak for it."""

    sentence: str
    probability: float = field(compare=False)
    cues: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """A second-level line of a group: its head sentence, the sentences that detail it, those that motivate it."""

    id: str
    head: str
    details: tuple[str, ...]
    grounds: tuple[SentenceGround, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """A theory or practice section whose content motivates a group; `cues` are the words that speak for it."""

    section: str
    probability: float = field(compare=False)
    cues: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """One top-level line of action in the recommendation stage. `members` are all its sentences, in order.

    `motives` are the sentences that motivate it where it has no measures, which else have their own.
    """

    id: str
    title: str
    start: int
    end: int
    members: tuple[str, ...]
    measures: tuple[Measure, ...]
    grounds: tuple[Ground, ...]
    motives: tuple[SentenceGround, ...] = ()

    @property
    def grounded(self) -> bool:
        """Whether at least one section motivates the group."""
        return bool(self.grounds)

    @property
    def motives_of_all(self) -> tuple[SentenceGround, ...]:
        """The sentences that motivate it or one of its measures, in the order of these; one may stand there twice."""
        return (*self.motives, *(ground for measure in self.measures for ground in measure.grounds))


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the argument leaves open, by id.

    `evidence` holds sentences of evidence or example that back no claim and motivate no recommendation, `claims`
    those that nothing in the article seems to back, the most doubtful first, `theory` sections of theory that ground no
    group.
    """

    evidence: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    theory: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Warning:
    """Something the reader should know: `code` for programs, `message` for people, a place where there is one."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class ModelRef:
    """Which model spoke."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """All found in one document. `roles` runs parallel to `document.sentences`, `stages` to `document.sections`.

    `cues` are what decided each label, parallel to `roles`, the strongest first; None where nobody asked.
    """

    document: Document
    roles: tuple[RoleLabel, ...]
    stages: tuple[str, ...]
    relations: tuple[Relation, ...]
    groups: tuple[Group, ...]
    model: ModelRef
    created_by: str
    config: Mapping[str, Any] = field(compare=False)
    warnings: tuple[Warning, ...]
    facts: tuple[Fact, ...] = ()
    gaps: Gaps = Gaps()
    cues: tuple[tuple[Cue, ...], ...] | None = field(default=None, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """The analysis file as JSON values, keys in the order of the schema."""
        doc = self.document
        place: dict[str, tuple[str, str | None]] = {}
        for group in self.groups:
            measure_of = {sid: m.id for m in group.measures for sid in (m.head, *m.details)}
            place.update({sid: (group.id, measure_of.get(sid)) for sid in group.members})
        return {
            "schema": SCHEMA,
            "document": {
                "id": doc.id,
                "title": doc.title,
                "source": doc.source,
                "sha256": doc.sha256,
                "language": doc.language,
                "characters": len(doc.text),
            },
            "text": doc.text,
            "damage": [{"start": d.start, "end": d.end, "kind": d.kind, "repair": d.repair} for d in doc.damage],
            "headings": [
                {"id": h.id, "start": h.start, "end": h.end, "level": h.level, "title": h.title, "parent": h.parent}
                for h in doc.headings
            ],
            "sections": [
                {"id": s.id, "heading": s.heading, "start": s.start, "end": s.end, "stage": stage}
                for s, stage in zip(doc.sections, self.stages, strict=True)
            ],
            "sentences": [
                {
                    "id": s.id,
                    "start": s.start,
                    "end": s.end,
                    "text": s.text,
                    "section": s.section,
                    "paragraph": s.paragraph,
                    "role": label.role,
                    "probabilities": dict(label.probabilities),
                    "uncertain": label.uncertain,
                    "group": place.get(s.id, (None, None))[0],
                    "measure": place.get(s.id, (None, None))[1],
                    **({} if cues is None else {"cues": [{"name": c.name, "weight": c.weight} for c in cues]}),
                }
                for s, label, cues in zip(doc.sentences, self.roles, self.cues or [None] * len(self.roles), strict=True)
            ],
            "relations": [
                {"source": r.source, "target": r.target, "type": r.type, "probability": r.probability}
                for r in self.relations
            ],
            "groups": [
                {
                    "id": g.id,
                    "title": g.title,
                    "start": g.start,
                    "end": g.end,
                    "measures": [
                        {
                            "id": m.id,
                            "head": m.head,
                            "details": list(m.details),
                            "grounds": _of_sentences(m.grounds),
                        }
                        for m in g.measures
                    ],
                    "grounds": [
                        {"section": r.section, "probability": r.probability, "cues": list(r.cues)} for r in g.grounds
                    ],
                    "grounded": g.grounded,
                    "motives": _of_sentences(g.motives),
                }
                for g in self.groups
            ],
            "gaps": {
                "evidence": list(self.gaps.evidence),
                "claims": list(self.gaps.claims),
                "theory": list(self.gaps.theory),
            },
            "facts": [f.to_dict() for f in self.facts],
            "model": {"name": self.model.name, "version": self.model.version, "sha256": self.model.sha256},
            "provenance": {
                "created_by": self.created_by,
                "config": dict(self.config),
                "warnings": [
                    {"code": w.code, "message": w.message, "start": w.start, "end": w.end} for w in self.warnings
                ],
            },
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Analysis":
        """The inverse of `to_dict`, for data that has been validated against the schema.

        Raises:
            KeyError: a key of the schema is missing.
        """
        head = data["document"]
        document = Document(
            id=head["id"],
            title=head["title"],
            source=head["source"],
            sha256=head["sha256"],
            language=head["language"],
            text=data["text"],
            damage=tuple(Damage(d["start"], d["end"], d["kind"], d["repair"]) for d in data["damage"]),
            headings=tuple(
                Heading(h["id"], h["start"], h["end"], h["level"], h["title"], h["parent"]) for h in data["headings"]
            ),
            sections=tuple(Section(s["id"], s["heading"], s["start"], s["end"]) for s in data["sections"]),
            sentences=tuple(
                Sentence(s["id"], s["start"], s["end"], s["text"], s["section"], s["paragraph"])
                for s in data["sentences"]
            ),
        )
        members: dict[str, list[str]] = {}
        for s in data["sentences"]:
            if s["group"] is not None:
                members.setdefault(s["group"], []).append(s["id"])
        return cls(
            document=document,
            roles=tuple(RoleLabel(s["role"], dict(s["probabilities"]), s["uncertain"]) for s in data["sentences"]),
            stages=tuple(s["stage"] for s in data["sections"]),
            relations=tuple(Relation(r["source"], r["target"], r["type"], r["probability"]) for r in data["relations"]),
            groups=tuple(
                Group(
                    id=g["id"],
                    title=g["title"],
                    start=g["start"],
                    end=g["end"],
                    members=tuple(members.get(g["id"], ())),
                    measures=tuple(
                        Measure(
                            m["id"],
                            m["head"],
                            tuple(m["details"]),
                            _sentence_grounds(m.get("grounds", ())),
                        )
                        for m in g["measures"]
                    ),
                    grounds=tuple(
                        Ground(r["section"], r["probability"], tuple(r.get("cues", ()))) for r in g["grounds"]
                    ),
                    motives=_sentence_grounds(g.get("motives", ())),
                )
                for g in data["groups"]
            ),
            model=ModelRef(data["model"]["name"], data["model"]["version"], data["model"]["sha256"]),
            created_by=data["provenance"]["created_by"],
            config=dict(data["provenance"]["config"]),
            warnings=tuple(
                Warning(w["code"], w["message"], w["start"], w["end"]) for w in data["provenance"]["warnings"]
            ),
            facts=tuple(Fact.from_dict(f) for f in data["facts"]),
            gaps=Gaps(**{name: tuple(data.get("gaps", {}).get(name, ())) for name in ("evidence", "claims", "theory")}),
            cues=_cues(data["sentences"]),
        )


def _of_sentences(grounds: Sequence[SentenceGround]) -> list[dict[str, Any]]:
    return [{"sentence": r.sentence, "probability": r.probability, "cues": list(r.cues)} for r in grounds]


def _sentence_grounds(data: Sequence[Mapping[str, Any]]) -> tuple[SentenceGround, ...]:
    return tuple(SentenceGround(r["sentence"], r["probability"], tuple(r.get("cues", ()))) for r in data)


def _cues(sentences: Sequence[Mapping[str, Any]]) -> tuple[tuple[Cue, ...], ...] | None:
    if not any("cues" in s for s in sentences):
        return None
    return tuple(tuple(Cue(c["name"], c["weight"]) for c in s.get("cues", ())) for s in sentences)
