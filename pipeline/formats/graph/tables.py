"""An analysis as tidy tables: a row a thing, a column a property, the document first, so that tables can be stacked.

documents   a row for the document: title, source, hash, language, model
headings, sections, sentences, relations, groups, measures, grounds, measure_grounds, group_motives, gaps, facts
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.domain.analysis import Analysis
from pipeline.domain.labels import ROLES

KEEPS: Final = (
    *("texts of sentences", "offsets of sentences", "paragraphs of sentences", "ids of sentences"),
    *("roles", "probabilities of roles", "marks of uncertainty"),
    *("relations", "types of relations", "probabilities of relations"),
    *("headings", "sections", "headings of sections", "sections of sentences", "stages of sentences"),
    *("groups", "groups of sentences", "measures of sentences", "heads of measures"),
    *(
        "grounds",
        "probabilities of grounds",
        "words for grounds",
        "grounds of measures",
        "motives of groups",
        "gaps",
        "facts",
        "title",
        "language",
        "source",
        "model",
    ),
)
Cell = str | int | float | bool | None
_SPAN: Final = {"start": int, "end": int}


@dataclass(frozen=True, slots=True)
class Table:
    """Its name, its columns with the type of what is in them (or None), its rows."""

    name: str
    columns: dict[str, type]
    rows: tuple[tuple[Cell, ...], ...]


def tables_of(analysis: Analysis) -> Iterator[Table]:
    """The tables of one analysis, empty ones too: who reads many documents counts on them."""
    d = analysis.document
    model = analysis.model
    of_document = d.title, d.source, d.sha256, d.language, len(d.text)
    yield _table(
        d.id,
        "documents",
        {
            **dict.fromkeys(("title", "source", "sha256", "language"), str),
            "characters": int,
            **dict.fromkeys(("model", "model_version", "model_sha256", "created_by"), str),
        },
        [(*of_document, model.name, model.version, model.sha256, analysis.created_by)],
    )
    yield _table(
        d.id,
        "headings",
        {"heading": str, **_SPAN, "level": int, "title": str, "parent": str},
        [(h.id, h.start, h.end, h.level, h.title, h.parent) for h in d.headings],
    )
    yield _table(
        d.id,
        "sections",
        {"section": str, "heading": str, **_SPAN, "stage": str},
        [(s.id, s.heading, s.start, s.end, stage) for s, stage in zip(d.sections, analysis.stages, strict=True)],
    )
    yield _sentences(analysis)
    yield _table(
        d.id,
        "relations",
        {"source": str, "target": str, "type": str, "probability": float},
        [(r.source, r.target, r.type, float(r.probability)) for r in analysis.relations],
    )
    yield _table(
        d.id,
        "groups",
        {"group": str, "title": str, **_SPAN, "grounded": bool},
        [(g.id, g.title, g.start, g.end, g.grounded) for g in analysis.groups],
    )
    yield _table(
        d.id,
        "measures",
        {"group": str, "measure": str, "head": str},
        [(g.id, m.id, m.head) for g in analysis.groups for m in g.measures],
    )
    yield _table(
        d.id,
        "grounds",
        {"group": str, "section": str, "probability": float, "cues": str},
        [(g.id, r.section, float(r.probability), " ".join(r.cues)) for g in analysis.groups for r in g.grounds],
    )
    yield _table(
        d.id,
        "measure_grounds",
        {"group": str, "measure": str, "sentence": str, "probability": float, "cues": str},
        [
            (g.id, m.id, r.sentence, float(r.probability), " ".join(r.cues))
            for g in analysis.groups
            for m in g.measures
            for r in m.grounds
        ],
    )
    yield _table(
        d.id,
        "group_motives",
        {"group": str, "sentence": str, "probability": float, "cues": str},
        [(g.id, r.sentence, float(r.probability), " ".join(r.cues)) for g in analysis.groups for r in g.motives],
    )
    gaps = analysis.gaps
    yield _table(
        d.id,
        "gaps",
        {"kind": str, "id": str},
        [
            (kind, id)
            for kind, ids in (("evidence", gaps.evidence), ("claims", gaps.claims), ("theory", gaps.theory))
            for id in ids
        ],
    )
    yield _facts(analysis)


def _sentences(analysis: Analysis) -> Table:
    stage = {s.id: name for s, name in zip(analysis.document.sections, analysis.stages, strict=True)}
    group = {sid: g.id for g in analysis.groups for sid in g.members}
    measure = {
        sid: m.id for g in analysis.groups for m in g.measures for sid in (m.head, *m.details) if group.get(sid) == g.id
    }
    columns = {
        **{"sentence": str, **_SPAN, "text": str, "paragraph": int, "section": str, "stage": str},
        **{"group": str, "measure": str, "role": str, "uncertain": bool},
        **{f"probability_{role}": float for role in ROLES},
    }
    rows: list[tuple[Cell, ...]] = []
    for s, label in zip(analysis.document.sentences, analysis.roles, strict=True):
        place = s.id, s.start, s.end, s.text, s.paragraph, s.section, stage.get(s.section)
        shares = (float(label.probabilities.get(role, 0)) for role in ROLES)
        rows.append((*place, group.get(s.id), measure.get(s.id), label.role, label.uncertain, *shares))
    return _table(analysis.document.id, "sentences", columns, rows)


def _facts(analysis: Analysis) -> Table:
    """What is said of each fact; `number` is its value where that is one, so that it can be summed."""
    columns = {
        **{
            "sentence": str,
            **_SPAN,
            "kind": str,
            "value": str,
            "number": float,
            "upper": str,
            "unit": str,
            "text": str,
        },
        **{"approximate": bool, "comparison": str, "actor": str, "target": str},
    }
    rows: list[tuple[Cell, ...]] = [
        (
            *(f.sentence, f.start, f.end, f.kind, _text(f.value)),
            float(f.value) if isinstance(f.value, int | float) else None,
            *(_text(f.upper), f.unit, f.text, f.approximate, f.comparison),
            *(f.actor.text if f.actor else None, f.target.text if f.target else None),
        )
        for f in analysis.facts
    ]
    return _table(analysis.document.id, "facts", columns, rows)


def _text(value: str | float | None) -> str | None:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return None if value is None else str(value)


def _table(document: str, name: str, columns: dict[str, type], rows: list[tuple[Cell, ...]]) -> Table:
    return Table(name, {"document": str, **columns}, tuple((document, *row) for row in rows))
