"""The figures of one language of a comparison, by name: roles, stages, themes, trends, groups."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from pipeline.comparison.measures import amounts
from pipeline.comparison.record import DocumentRecord
from pipeline.comparison.result import Part
from pipeline.domain.labels import ROLES, STAGES
from pipeline.report.comparison_numbers import CLEAR, MAIN, is_share, label_of
from pipeline.report.comparison_recommendations import names_of_documents, short_names
from pipeline.report.comparison_themes import DECADE, YEAR, matrix_of
from pipeline.report.comparison_view import group_heads
from pipeline.report.wording import Words

if TYPE_CHECKING:
    from pipeline.comparison.trends import Trend
    from pipeline.report.comparison_figures import Drawing, TrendPlot

_MOST_BARS: Final = 80
_FEWEST: Final = 2  # documents, below which a figure compares nothing
_MOST_THEMES: Final = 24


@dataclass(frozen=True, slots=True)
class Illustration:
    """A figure, what it shows in words, and the name of its file."""

    drawing: "Drawing"
    caption: str
    file: str


def illustrations(part: Part, by: str, words: Words) -> dict[str, Illustration]:
    """The figures of one language, none for a single document; needs matplotlib."""
    if len(part.records) < _FEWEST:
        return {}
    return dict(_drawn(part, by, words))


def _drawn(part: Part, by: str, words: Words) -> Iterator[tuple[str, Illustration]]:
    from pipeline.report.comparison_figures import ROLE_COLOURS, STAGE_COLOURS, heat, mix

    names = names_of_documents(part)
    together = len(part.records) > _MOST_BARS
    short = short_names(part, names)
    lines = _lines(part.records, by or DECADE, words) if together else [(short[r.id], [r]) for r in part.records]
    suffix = "_grouped" if together else ""
    for name, kind, order, colours in (
        ("roles", "role", ROLES, ROLE_COLOURS),
        ("stages", "stage", STAGES, STAGE_COLOURS),
    ):
        counts = [(line, [sum(getattr(r, name).get(x, 0) for r in records) for x in order]) for line, records in lines]
        shares = [[n / (sum(row) or 1) for n in row] for _, row in counts]
        drawing = mix([line for line, _ in counts], shares, [(words.name(kind, x), colours[x]) for x in order])
        yield name, Illustration(drawing, words[f"figure.{name}{suffix}"], f"{part.language}-{name}")
    if part.themes.labels:
        matrix = matrix_of(part, short, {}, by, words)
        columns = matrix.columns[:_MOST_THEMES]
        rows = [row.shares[:_MOST_THEMES] for row in matrix.rows]
        drawing = heat([row.name for row in matrix.rows], columns, rows, words["theme"])
        yield "themes", Illustration(drawing, words["figure.themes"], f"{part.language}-themes")
    yield from _of_trends(part, by, words)
    yield from _of_groups(part, words)


def _lines(records: Sequence[DocumentRecord], key: str, words: Words) -> list[tuple[str, list[DocumentRecord]]]:
    """Documents by the value of a property; the largest groups where there are too many."""
    groups: dict[str, list[DocumentRecord]] = {}
    for record in records:
        groups.setdefault(record.metadata.get(key, words["all"]), []).append(record)
    largest = {name for name, _ in Counter({k: len(v) for k, v in groups.items()}).most_common(_MOST_BARS)}
    return [(f"{name} ({len(members)})", members) for name, members in groups.items() if name in largest]


def _of_trends(part: Part, by: str, words: Words) -> Iterator[tuple[str, Illustration]]:
    from pipeline.report.comparison_figures import MOST_COLOURS, over_time

    trends = {t.measure: t for t in part.trends.get("", ())}
    chosen = [trends[name] for name in MAIN if name in trends] or list(trends.values())[:4]
    told = by not in (YEAR, DECADE) and len(part.groups) <= MOST_COLOURS
    names = part.groups if told and len(part.groups) >= _FEWEST else ()
    dated = [(int(r.metadata["year"]), r.metadata.get(by), amounts(r)) for r in part.records if "year" in r.metadata]
    plots = []
    for trend in chosen:
        points = [
            (year, of[trend.measure][0] / of[trend.measure][1], names.index(group) if group in names else None)
            for year, group, of in dated
            if of[trend.measure][1]
        ]
        plots.append(_plot(trend, points, words))
    if plots:
        caption = words["figure.trends_grouped" if names else "figure.trends"]
        yield "trends", Illustration(over_time(plots, names), caption, f"{part.language}-trends")


def _plot(trend: "Trend", found: Sequence[tuple[int, float, int | None]], words: Words) -> "TrendPlot":
    from pipeline.report.comparison_figures import Point, TrendPlot

    points = [Point(float(year), float(value), group) for year, value, group in found]
    first, last = min(p.year for p in points), max(p.year for p in points)
    slope = trend.slope / trend.years
    level = median(p.value - slope * p.year for p in points)  # with the slope of Theil and Sen
    low, high = (Point(year, level + slope * year) for year in (first, last))
    change = trend.change if trend.change_p is not None and trend.change_p < CLEAR else None
    return TrendPlot(label_of(trend.measure, words), points, (low, high), change, is_share(trend.measure))


def _of_groups(part: Part, words: Words) -> Iterator[tuple[str, Illustration]]:
    from pipeline.report.comparison_figures import dot_plots

    if len(part.groups) < _FEWEST:
        return
    found = {(e.group, e.measure): e for e in part.estimates}
    plots = []
    for measure in MAIN:
        rows: list[tuple[float, float, float] | None] = []
        for group in part.groups:
            e = found.get((group, measure))
            rows.append(None if e is None or e.value is None else (e.value, *(e.interval or (e.value, e.value))))
        if any(rows):
            plots.append((label_of(measure, words), rows, is_share(measure)))
    if plots:
        drawing = dot_plots(plots, group_heads(part, words)[1:])
        yield "groups", Illustration(drawing, words["figure.groups"], f"{part.language}-groups")
