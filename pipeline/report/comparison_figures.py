"""The figures of a comparison, as SVG and PNG, drawn with matplotlib (see `plot_frame`).

They take plain numbers and the words to write on them, so that they speak the language of the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeline.report.plot_frame import (
    BLUE,
    INK,
    ORANGE,
    PAPER,
    POINTS,
    RULE,
    SOFT,
    Picture,
    as_png,
    finished,
    font,
    line,
    names_of,
    new_figure,
    say,
    set_axis,
)
from pipeline.report.typeset import cells

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROLE_COLOURS: Final = {
    "claim": "#005f9e",
    "evidence": "#00705a",
    "example": "#8b3a78",
    "recommendation": "#b34700",
    "other": "#8a8a8a",
}
STAGE_COLOURS: Final = {
    "theory": "#3d4f73",
    "practice": "#4f7d3a",
    "recommendation": "#b34700",
    "none": "#b5b5b5",
}
# A colour and a mark for each group of documents over time: told apart without colour too.
_GROUP_MARKS: Final = (
    (BLUE, "o"), ("#b34700", "^"), ("#00705a", "s"), ("#8b3a78", "D"), ("#5b5b5b", "v"), ("#9a6a00", "P"),
)  # fmt: skip
MOST_COLOURS: Final = len(_GROUP_MARKS)
_WIDE: Final = 8.6  # inches
_PERCENTS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_SEGMENT: Final = 0.055  # of a bar, below which its share is not written into it


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as the page shows it, and as a PNG for other documents."""

    picture: Picture
    png: bytes


class Point(NamedTuple):
    """A document in time: its year, the measure in it, the number of its group (None for none)."""

    year: float
    value: float
    group: int | None = None


@dataclass(frozen=True, slots=True)
class TrendPlot:
    """What a plot of a measure over time shows: the documents, the fitted line, the year of a change (or None)."""

    title: str
    points: Sequence[Point]
    ends: tuple[Point, Point] | None
    change: int | None
    percent: bool


def mix(names: Sequence[str], shares: Sequence[Sequence[float]], parts: Sequence[tuple[str, str]]) -> Drawing:
    """Stacked bars, one a document or group: how it is made up.

    Args:
        names: of the bars, from the top.
        shares: names × parts, rows that sum to 1 (or to 0, of a bar with nothing in it).
        parts: name and colour of each.
    """
    from matplotlib.patches import Rectangle

    shown = names_of(names)
    figure = new_figure(_WIDE, 0.9 + 0.19 * len(names))
    axes = figure.add_subplot()
    for y, row in enumerate(shares):
        left = 0.0
        for share, (_, colour) in zip(row, parts, strict=True):
            if share > 0:
                axes.add_patch(
                    Rectangle((left, y - 0.41), share, 0.82, facecolor=colour, edgecolor=PAPER, linewidth=0.7)
                )
            if share >= _SEGMENT:
                say(axes, left + share / 2, y, f"{share:.0%}", ha="center", va="center", color=PAPER, size=6.5)
            left += share
    set_axis(axes, "x", (0, 1), _PERCENTS, [f"{x:.0%}" for x in _PERCENTS])
    set_axis(axes, "y", (len(names) - 0.4, -0.6), range(len(names)), shown, bare=True)
    _legend_above(axes, parts)
    return _drawn(figure)


def heat(rows: Sequence[str], columns: Sequence[str], shares: Sequence[Sequence[float]], column_title: str) -> Drawing:
    """A matrix as a heat map, shaded by share; a share is written where it is a twentieth or more."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    row_names, column_names = names_of(rows), names_of(columns, lines=2)
    widest = max(map(cells, row_names), default=1)
    tallest = max((cells(line) for name in column_names for line in name.split("\n")), default=1)
    width = max(4.0, 0.5 + 0.075 * widest + 0.42 * len(columns))
    figure = new_figure(width, max(0.19 * len(rows), 0.4) + 0.85 + 0.075 * tallest)
    axes = figure.add_subplot()
    shade = LinearSegmentedColormap.from_list("share", [PAPER, BLUE])
    top = max((x for row in shares for x in row), default=0.0) or 1.0
    for y, row in enumerate(shares):
        for x, share in enumerate(row):
            axes.add_patch(Rectangle((x, y), 1, 1, facecolor=shade(share / top), edgecolor=RULE, linewidth=0.4))
            if share >= 0.05:
                ink = PAPER if share / top > 0.6 else INK
                say(axes, x + 0.5, y + 0.54, f"{100 * share:.0f}", ha="center", va="center", color=ink, size=6)
    middles = [i + 0.5 for i in range(len(columns))]
    set_axis(axes, "x", (0, len(columns)), middles, column_names, column_title, bare=True, turned=True)
    set_axis(axes, "y", (len(rows), 0), [i + 0.5 for i in range(len(rows))], row_names, bare=True)
    return _drawn(figure)


def over_time(plots: Sequence[TrendPlot], groups: Sequence[str] = ()) -> Drawing:
    """Measures over the years, two plots abreast: a point for each document, the fitted line, the year of a change.

    Points of different `groups`, `MOST_COLOURS` at most, have colours and marks of their own, told by a legend.
    """
    rows = (len(plots) + 1) // 2
    figure = new_figure(_WIDE, 2.1 * rows + (0.3 if groups else 0))
    for i, plot in enumerate(plots):
        _over_time(figure.add_subplot(rows, 2, i + 1), plot, bool(groups))
    if groups:
        _legend_of_groups(figure, names_of(groups))
    return _drawn(figure)


def _legend_of_groups(figure: "Figure", names: Sequence[str]) -> None:
    from matplotlib.lines import Line2D

    figure.legend(
        [
            Line2D([], [], color=colour, marker=mark, linestyle="", markersize=4)
            for colour, mark in _GROUP_MARKS[: len(names)]
        ],
        names,
        loc="outside upper left",
        ncols=len(names),
        frameon=False,
        prop=font(POINTS),
        labelcolor=INK,
        handletextpad=0.2,
        columnspacing=1.4,
    )


def _over_time(axes: "Axes", plot: TrendPlot, grouped: bool) -> None:
    years = [p.year for p in plot.points]
    values = [p.value for p in plot.points]
    first, last = min(years), max(years)
    span = max(last - first, 1)
    top = max(values, default=0.0) * 1.12 or 1.0
    for group in sorted({p.group for p in plot.points}, key=lambda group: -1 if group is None else group):
        colour, mark = (SOFT if grouped else BLUE, "o") if group is None else _GROUP_MARKS[group]
        of = [p for p in plot.points if p.group == group]
        axes.scatter(
            [p.year for p in of], [p.value for p in of], s=13, color=colour, marker=mark, alpha=0.7, linewidths=0,
            zorder=3, clip_on=False,
        )  # fmt: skip
    if plot.ends:
        line(axes, [p.year for p in plot.ends], [p.value for p in plot.ends], color=ORANGE, width=1.4)
    if plot.change is not None and first <= plot.change <= last:
        line(axes, (plot.change, plot.change), (0, top), color=SOFT, width=0.9, dash=(3, 3))
        say(axes, plot.change + 0.01 * span, top, str(plot.change), ha="left", va="top", color=SOFT)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if span / s <= 8)
    ticks = [y for y in range(int(first) // step * step, int(last) + step, step) if first <= y <= last]
    set_axis(axes, "x", (first - 0.03 * span, last + 0.03 * span), ticks, [str(y) for y in ticks])
    heights = _heights(top)
    set_axis(axes, "y", (min(0, *values) if values else 0, top), heights, _said(heights, plot.percent))
    # Above the plot and at its left, like the head of a column.
    axes.annotate(
        plot.title, (0, 1), xycoords="axes fraction", xytext=(0, 5), textcoords="offset points", color=INK,
        parse_math=False, fontproperties=font(POINTS), ha="left", va="bottom",
    )  # fmt: skip


def _heights(top: float) -> list[float]:
    """Round numbers from 0 up to `top`, five at most."""
    size = 1e-9
    while top / size > 50:
        size *= 10
    step = next(size * s for s in (1, 2, 2.5, 5, 10, 20) if top / (size * s) <= 5)
    return [step * i for i in range(int(top / step + 1e-9) + 1)]


def _said(heights: Sequence[float], percent: bool) -> list[str]:
    return [f"{100 * height:.6g}%" if percent else f"{height:g}" for height in heights]


def dot_plots(
    plots: Sequence[tuple[str, Sequence[tuple[float, float, float] | None], bool]], names: Sequence[str]
) -> Drawing:
    """Several measures in the same groups, two plots abreast: a point on its interval (value, low, high)."""
    rows = (len(plots) + 1) // 2
    figure = new_figure(_WIDE, rows * (0.75 + 0.24 * len(names)))
    for i, (title, values, percent) in enumerate(plots):
        _dots(figure.add_subplot(rows, 2, i + 1), title, names, values, percent)
    return _drawn(figure)


def _dots(
    axes: "Axes", title: str, names: Sequence[str], rows: Sequence[tuple[float, float, float] | None], percent: bool
) -> None:
    for y, row in enumerate(rows):
        if row is not None:
            value, low, high = row
            line(axes, (low, high), (y, y), width=2.2, alpha=0.45)
            line(axes, (value,), (y,), marker="o")
    top = max((row[2] for row in rows if row), default=1.0) * 1.08 or 1.0
    heights = _heights(top)
    set_axis(axes, "x", (0, top), heights, _said(heights, percent), title)
    set_axis(axes, "y", (len(names) - 0.4, -0.6), range(len(names)), names_of(names), bare=True)


def _legend_above(axes: "Axes", parts: Sequence[tuple[str, str]]) -> None:
    from matplotlib.patches import Patch

    axes.legend(
        [Patch(facecolor=colour, edgecolor="none") for _, colour in parts],
        [name for name, _ in parts],
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=len(parts),
        frameon=False,
        prop=font(POINTS),
        labelcolor=INK,
        borderaxespad=0.3,
        handlelength=1.0,
        handleheight=0.9,
        handletextpad=0.5,
        columnspacing=1.4,
    )


def _drawn(figure: "Figure") -> Drawing:
    return Drawing(finished(figure), as_png(figure))
