"""A comparison as tidy tables: a row a thing, a column a property, ids that join them.

documents        what is known of each document, its metadata in columns of their own names
measures         a row for each document and measure, with its numerator and denominator, so that groups can be pooled
recommendations  with theme, cluster, and whether another document shares them
pairs            of recommendations that are the same, related or in conflict
clusters         of recommendations that are the same: a row a member
themes           with their words; `document_theme` how many recommendations of each document belong to each
estimates        of measures over groups of documents, with intervals
differences      between groups, with p, effect size and the figures corrected for errors of the model
trends           of measures over the years; the slope is for `slope_years` years, ten or those covered if fewer
left_out         documents that are not in the comparison, and why

Languages are never pooled: a table of things that span documents has a column `language`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipeline.comparison.measures import amounts
from pipeline.comparison.record import DocumentRecord
from pipeline.comparison.result import Comparison, Part
from pipeline.domain.labels import RELATIONS, ROLES, STAGES
from pipeline.formats.graph.tables import Cell, Table

_OWN: Final = "meta_"  # before the name of a property that another column has already
_SEPARATOR: Final = " | "


def tables_of(comparison: Comparison) -> Iterator[Table]:
    """All tables, empty ones too: who reads many comparisons counts on them."""
    parts = comparison.parts
    yield _documents([r for part in parts for r in part.records])
    yield _measures(parts)
    yield _recommendations(parts)
    yield _pairs(parts)
    yield _clusters(parts)
    yield from _themes(parts)
    yield _estimates(parts)
    yield _differences(parts)
    yield _trends(parts)
    rows = tuple((item.name, item.reason, item.same_as) for item in comparison.left_out)
    yield Table("left_out", {"file": str, "reason": str, "same_as": str}, rows)


def _documents(records: Sequence[DocumentRecord]) -> Table:
    columns: dict[str, type] = {
        **dict.fromkeys(("document", "title", "file", "language", "sha256", "model"), str),
        **dict.fromkeys(("characters", "sentences", "recommendations", "groups", "grounded_groups"), int),
        **dict.fromkeys(("depth", "width"), float),
        **dict.fromkeys(("trees", "unused_evidence", "unsupported_claims", "uncertain"), int),
        **{f"role_{role}": int for role in ROLES},
        **{f"role_{role}_expected": float for role in ROLES},
        **{f"stage_{stage}": int for stage in STAGES},
        **{f"relation_{relation}": int for relation in RELATIONS},
    }
    facts = sorted({kind for r in records for kind in r.facts})
    kinds = sorted({kind for r in records for kind in r.evidence_kinds})
    columns |= {f"facts_{kind}": int for kind in facts} | {f"evidence_{kind}": int for kind in kinds}
    properties = sorted({key for r in records for key in r.metadata})
    names: dict[str, str] = {}
    for key in properties:
        name = key
        while name in columns or name in names.values():
            name = f"{_OWN}{name}"
        names[key] = name
    columns |= {names[key]: int if key == "year" else str for key in properties}
    rows: list[tuple[Cell, ...]] = [
        (
            *(r.id, r.title, r.source, r.language, r.sha256, r.model),
            *(r.characters, r.sentences, len(r.recommendations), r.groups, r.grounded_groups),
            *(float(r.depth), float(r.width), r.roots, r.unused_evidence, r.unsupported_claims, r.uncertain),
            *(r.roles.get(role, 0) for role in ROLES),
            *(float(r.expected_roles.get(role, 0)) for role in ROLES),
            *(r.stages.get(stage, 0) for stage in STAGES),
            *(r.relations.get(relation, 0) for relation in RELATIONS),
            *(r.facts.get(kind, 0) for kind in facts),
            *(r.evidence_kinds.get(kind, 0) for kind in kinds),
            *(_property(r.metadata, key) for key in properties),
        )
        for r in records
    ]
    return Table("documents", columns, tuple(rows))


def _property(metadata: Mapping[str, str], key: str) -> Cell:
    value = metadata.get(key)
    return int(value) if key == "year" and value is not None else value


def _measures(parts: Sequence[Part]) -> Table:
    columns = {
        **dict.fromkeys(("document", "language", "measure"), str),
        **dict.fromkeys(("value", "numerator", "denominator"), float),
    }
    rows: list[tuple[Cell, ...]] = []
    for part in parts:
        for record in part.records:
            for measure, (numerator, denominator) in amounts(record).items():
                value = numerator / denominator if denominator else None
                rows.append((record.id, part.language, measure, value, float(numerator), float(denominator)))
    return Table("measures", columns, tuple(rows))


def _recommendations(parts: Sequence[Part]) -> Table:
    columns: dict[str, type] = {
        **dict.fromkeys(("recommendation", "document", "language", "group", "text", "details"), str),
        **{"start": int, "end": int, "strength": str, "actor": str, "target": str, "instruments": str},
        **{"grounded": bool, "support": int, "probability": float, "theme": int, "cluster": int, "shared": bool},
    }
    rows: list[tuple[Cell, ...]] = []
    for part in parts:
        unique = frozenset(part.alignment.unique)
        cluster = {id: number for number, members in enumerate(part.alignment.clusters) for id in members}
        for record in part.records:
            for item in record.recommendations:
                what = item.id, item.document, part.language, item.group, item.text, _SEPARATOR.join(item.details)
                how = item.strength, item.actor, item.target, _SEPARATOR.join(item.instruments)
                rows.append(
                    (
                        *(*what, item.start, item.end, *how, item.grounded, item.support, float(item.probability)),
                        *(part.themes.assignment.get(item.id), cluster.get(item.id), item.id not in unique),
                    )
                )
    return Table("recommendations", columns, tuple(rows))


def _pairs(parts: Sequence[Part]) -> Table:
    columns = {
        **dict.fromkeys(("language", "a", "b", "document_a", "document_b"), str),
        **{"likeness": float, "probability": float, "verdict": str},
    }
    rows: list[tuple[Cell, ...]] = []
    for part in parts:
        home = {item.id: item.document for record in part.records for item in record.recommendations}
        rows += [
            (part.language, p.a, p.b, home[p.a], home[p.b], float(p.likeness), float(p.probability), p.verdict)
            for p in part.alignment.pairs
        ]
    return Table("pairs", columns, tuple(rows))


def _clusters(parts: Sequence[Part]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for part in parts:
        home = {item.id: item.document for record in part.records for item in record.recommendations}
        for number, members in enumerate(part.alignment.clusters):
            rows += [(part.language, number, id, home[id]) for id in members]
    return Table("clusters", {"language": str, "cluster": int, "recommendation": str, "document": str}, tuple(rows))


def _themes(parts: Sequence[Part]) -> Iterator[Table]:
    themes: list[tuple[Cell, ...]] = []
    cells: list[tuple[Cell, ...]] = []
    for part in parts:
        counts: dict[tuple[str, int], int] = {}
        for record in part.records:
            for item in record.recommendations:
                theme = part.themes.assignment.get(item.id)
                if theme is not None:
                    counts[record.id, theme] = counts.get((record.id, theme), 0) + 1
        for number, label in enumerate(part.themes.labels):
            years = [int(r.metadata["year"]) for r in part.records if (r.id, number) in counts and "year" in r.metadata]
            holding = [n for (_, theme), n in counts.items() if theme == number]
            span = (min(years), max(years)) if years else (None, None)
            words = _SEPARATOR.join(part.themes.words[number])
            themes.append((part.language, number, label, words, sum(holding), len(holding), *span))
        for record in part.records:
            total = sum(counts.get((record.id, theme), 0) for theme in range(len(part.themes.labels)))
            for number, label in enumerate(part.themes.labels):
                n = counts.get((record.id, number), 0)
                cells.append((part.language, record.id, number, label, n, n / total if total else None))
    columns = {"language": str, "theme": int, "label": str, "words": str}
    counted = dict.fromkeys(("recommendations", "documents", "first_year", "last_year"), int)
    yield Table("themes", columns | counted, tuple(themes))
    shape = {"language": str, "document": str, "theme": int, "label": str, "recommendations": int, "share": float}
    yield Table("document_theme", shape, tuple(cells))


def _estimates(parts: Sequence[Part]) -> Table:
    columns = {
        **dict.fromkeys(("language", "group", "measure"), str),
        **dict.fromkeys(("value", "low", "high"), float),
        "documents": int,
    }
    rows: list[tuple[Cell, ...]] = [
        (part.language, e.group, e.measure, _figure(e.value), *_ends(e.interval), e.documents)
        for part in parts
        for e in part.estimates
    ]
    return Table("estimates", columns, tuple(rows))


def _differences(parts: Sequence[Part]) -> Table:
    columns = {
        **dict.fromkeys(("language", "measure", "group_a", "group_b"), str),
        **dict.fromkeys(("value_a", "value_b", "difference", "low", "high"), float),
        **dict.fromkeys(("corrected_difference", "corrected_low", "corrected_high"), float),
        **dict.fromkeys(("p", "p_adjusted", "least_p_adjusted", "effect"), float),
        **{"documents_a": int, "documents_b": int, "warnings": str},
    }
    rows: list[tuple[Cell, ...]] = [
        (
            *(part.language, d.measure, d.group_a, d.group_b),
            *map(_figure, (d.value_a, d.value_b, d.difference)),
            *_ends(d.interval),
            *(_figure(d.corrected_difference), *_ends(d.corrected_interval)),
            *map(_figure, (d.p, d.p_adjusted, d.least, d.effect)),
            *(d.documents_a, d.documents_b, _SEPARATOR.join(d.warnings)),
        )
        for part in parts
        for d in part.differences
    ]
    return Table("differences", columns, tuple(rows))


def _trends(parts: Sequence[Part]) -> Table:
    columns = {
        **dict.fromkeys(("language", "group", "measure"), str),
        **dict.fromkeys(("slope", "low", "high"), float),
        **{"slope_years": int, "first_year": int, "last_year": int, "p": float, "p_adjusted": float},
        **{"change": int, "change_low": float, "change_high": float, "change_p": float},
        **{"documents": int, "warnings": str},
    }
    rows: list[tuple[Cell, ...]] = [
        (
            *(part.language, group, t.measure, _figure(t.slope), *_ends(t.interval)),
            *(t.years, t.points[0][0], t.points[-1][0], _figure(t.p), p),
            *(t.change, *_ends(t.change_interval), _figure(t.change_p)),
            *(len(t.points), _SEPARATOR.join(t.warnings)),
        )
        for part in parts
        for group, trends in part.trends.items()
        for t, p in zip(trends, part.adjusted_trends(group), strict=True)
    ]
    return Table("trends", columns, tuple(rows))


def _ends(interval: Sequence[float] | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (_figure(interval[0]), _figure(interval[1]))


def _figure(value: float | None) -> float | None:
    """A number as all formats hold it: JSON and Excel have no word for what is not a number."""
    return float(value) if value is not None and math.isfinite(value) else None
