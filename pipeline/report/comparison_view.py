"""The tables of a comparison's page: documents, measures, differences, trends, as rows of words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.comparison.record import DocumentRecord
from pipeline.comparison.result import Part
from pipeline.comparison.trends import DECADE_YEARS
from pipeline.domain.labels import ROLES, STAGES
from pipeline.report.comparison_numbers import (
    CLEAR,
    MAIN,
    NONE,
    bracketed,
    change,
    is_share,
    label_of,
    number,
    p_value,
    value_of,
)
from pipeline.report.comparison_recommendations import More
from pipeline.report.wording import Words

if TYPE_CHECKING:
    from pipeline.comparison.trends import Trend

_MOST_DOCUMENTS: Final = 1500
_MOST_DIFFERENCES: Final = 80
_DERIVED: Final = ("year", "decade")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a bar: what of, where it begins and how long it is, as shares of 1."""

    name: str
    left: float
    share: float


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document: its place in the page, title, metadata, and what it is made up of."""

    anchor: str
    title: str
    cells: tuple[str, ...]
    sentences: str
    recommendations: str
    grounded: str
    roles: tuple[Segment, ...]
    stages: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A figure and its interval."""

    value: str
    range: str


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure in each group; folded where it is nothing in all."""

    label: str
    cells: tuple[Value, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A difference between two groups; folded where it cannot be told from none."""

    label: str
    group_a: str
    group_b: str
    value_a: str
    value_b: str
    difference: str
    interval: str
    corrected: str
    corrected_interval: str
    p: str
    p_adjusted: str
    effect: str
    warnings: tuple[str, ...]
    clear: bool
    folded: bool


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A measure over the years, of all documents or of a group; folded where it cannot be told from none."""

    label: str
    group: str
    slope: str
    years: str
    interval: str
    p: str
    p_adjusted: str
    change: str
    change_interval: str
    change_p: str
    warnings: tuple[str, ...]
    clear: bool
    folded: bool


def columns_of(part: Part) -> tuple[str, ...]:
    """The properties that the table of documents shows: the year, and what else is known of any."""
    keys = {key for record in part.records for key in record.metadata} - {*_DERIVED, "date"}
    dated = any("year" in record.metadata for record in part.records)
    return (*(["year"] if dated else []), *sorted(keys))


def document_rows(
    part: Part, names: Mapping[str, str], anchors: Mapping[str, str]
) -> tuple[tuple[DocumentRow, ...], More]:
    """A row for each document, up to a number that a page can show."""
    columns = columns_of(part)
    rows = tuple(_document(r, columns, names[r.id], anchors[r.id]) for r in part.records[:_MOST_DOCUMENTS])
    return rows, More(len(part.records) - len(rows), "documents.csv")


def _document(record: DocumentRecord, columns: Sequence[str], name: str, anchor: str) -> DocumentRow:
    n = len(record.recommendations)
    grouped = [item.grounded for item in record.recommendations if item.group is not None]
    return DocumentRow(
        anchor=anchor,
        title=name,
        cells=tuple(record.metadata.get(column, "") for column in columns),
        sentences=f"{record.sentences:,}",
        recommendations=f"{n:,}",
        grounded=number(sum(grouped) / len(grouped), share=True) if grouped else NONE,
        roles=_segments(record.roles, ROLES),
        stages=_segments(record.stages, STAGES),
    )


def _segments(counts: Mapping[str, int], order: Sequence[str]) -> tuple[Segment, ...]:
    total = sum(counts.get(name, 0) for name in order) or 1
    done, left = [], 0.0
    for name in order:
        share = counts.get(name, 0) / total
        done.append(Segment(name, left, share))
        left += share
    return tuple(done)


def measure_rows(part: Part, words: Words) -> tuple[MeasureRow, ...]:
    """Measures × groups, all documents in the first column; the main ones first."""
    found = {(e.group, e.measure): e for e in part.estimates}
    names = list(dict.fromkeys(e.measure for e in part.estimates))
    names.sort(key=lambda name: MAIN.index(name) if name in MAIN else len(MAIN))
    rows = []
    for measure in names:
        cells, values = [], []
        for group in ("", *part.groups):
            e = found.get((group, measure))
            value, ends = (None, None) if e is None else (e.value, e.interval)
            cells.append(Value(value_of(measure, value, words), bracketed(ends, share=is_share(measure))))
            values.append(value)
        rows.append(MeasureRow(label_of(measure, words), tuple(cells), measure not in MAIN and not any(values)))
    return tuple(rows)


def group_heads(part: Part, words: Words) -> tuple[str, ...]:
    """The heads of the columns of `measure_rows`, with how many documents each is of."""
    n = {e.group: e.documents for e in part.estimates}
    return tuple(words["of_n"].format(name=group or words["all"], n=n.get(group, 0)) for group in ("", *part.groups))


def difference_rows(part: Part, words: Words) -> tuple[tuple[DifferenceRow, ...], More]:
    """Differences, the surest first."""
    ranked = sorted(part.differences, key=lambda d: (d.p_adjusted, d.p, d.measure, d.group_a, d.group_b))
    rows = []
    for d in ranked[:_MOST_DIFFERENCES]:
        share = is_share(d.measure)
        rows.append(
            DifferenceRow(
                label=label_of(d.measure, words),
                group_a=d.group_a,
                group_b=d.group_b,
                value_a=value_of(d.measure, d.value_a, words),
                value_b=value_of(d.measure, d.value_b, words),
                difference=change(d.difference, words, share=share),
                interval=bracketed(d.interval, share=share, sign=True),
                corrected=change(d.corrected_difference, words, share=share),
                corrected_interval=bracketed(d.corrected_interval, share=share, sign=True),
                p=p_value(d.p if d.least < CLEAR else None),
                p_adjusted=p_value(d.p_adjusted if d.least < CLEAR else None),
                effect=number(d.effect, sign=True),
                warnings=tuple(words.get(f"caution.{code}", code) for code in d.warnings),
                clear=d.p_adjusted < CLEAR,
                folded=d.p >= CLEAR or d.least >= CLEAR,
            )
        )
    return tuple(rows), More(len(ranked) - len(rows), "differences.csv")


def trend_rows(part: Part, words: Words) -> tuple[TrendRow, ...]:
    """Trends of all documents, then of each group."""
    return tuple(
        _trend(trend, p, group or words["all"], words)
        for group, trends in part.trends.items()
        for trend, p in zip(trends, part.adjusted_trends(group), strict=True)
    )


def _trend(trend: "Trend", p_adjusted: float, group: str, words: Words) -> TrendRow:
    share = is_share(trend.measure)
    return TrendRow(
        label=label_of(trend.measure, words),
        group=group,
        slope=change(trend.slope, words, share=share),
        years=words["per_decade"]
        if trend.years == DECADE_YEARS
        else words["per_span"].format(first=trend.points[0][0], last=trend.points[-1][0]),
        interval=bracketed(trend.interval, share=share, sign=True),
        p=p_value(trend.p),
        p_adjusted=p_value(p_adjusted),
        change=NONE if trend.change is None else str(trend.change),
        change_interval="" if trend.change_interval is None else "[{:.0f}, {:.0f}]".format(*trend.change_interval),
        change_p=p_value(trend.change_p),
        warnings=tuple(words.get(f"caution.{code}", code) for code in trend.warnings),
        clear=p_adjusted < CLEAR,
        folded=trend.p >= CLEAR and (trend.change_p is None or trend.change_p >= CLEAR),
    )
