"""The plots of an evaluation as SVG pictures, drawn with matplotlib.

matplotlib is optional and imported inside functions: ask `plot_frame.available` first. The same figures give the same
bytes. Labels that no installed font can show become numbers (`plot_frame.numbered`); the table beside such a plot has
to tell which label is which.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeline.report.plot_frame import (
    BLUE,
    FIFTHS,
    INK,
    ORANGE,
    PAPER,
    POINTS,
    RULE,
    SOFT,
    Picture,
    finished,
    key,
    line,
    names_of,
    new_figure,
    say,
    set_axis,
)
from pipeline.report.typeset import cells

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH: Final = 4.4  # inches
_HEIGHT: Final = 3.3
_UPRIGHT: Final = 7  # cells of a name that still fits upright under a column of a matrix

Interval = Sequence[float]
"""A value and the ends of its interval: value, low, high."""


class Bin(NamedTuple):
    """A bin of confidences: its ends, the sentences in it, their mean confidence, the share of them that is right."""

    low: float
    high: float
    size: int
    confidence: float
    accuracy: float


def reliability_diagram(bins: Sequence[Bin]) -> Picture:
    """Accuracy over confidence with the diagonal of perfect calibration, and below it how many sentences a bin holds.

    After Niculescu-Mizil and Caruana (2005), "Predicting good probabilities with supervised learning". Empty bins are
    left out.
    """
    figure = new_figure(_WIDTH, 4.1)
    grid = figure.add_gridspec(2, 1, height_ratios=(3, 1))
    above, below = figure.add_subplot(grid[0]), figure.add_subplot(grid[1])
    filled = [b for b in bins if b.size]
    line(above, (0, 1), (0, 1), color=SOFT, width=0.9, dash=(4, 3))
    line(above, [b.confidence for b in filled], [b.accuracy for b in filled], marker="o")
    set_axis(above, "x", (0, 1), FIFTHS, [""] * len(FIFTHS))
    set_axis(above, "y", (0, 1), FIFTHS, _tenths(FIFTHS), "accuracy")
    most = max((b.size for b in filled), default=1)
    for b in filled:
        middle = (b.low + b.high) / 2
        below.bar(middle, b.size, width=0.86 * (b.high - b.low), color=BLUE, edgecolor="none", linewidth=0)
        say(below, middle, b.size + 0.04 * most, str(b.size), ha="center", va="bottom", size=7.5)
    set_axis(below, "x", (0, 1), FIFTHS, _tenths(FIFTHS), "confidence")
    set_axis(below, "y", (0, 1.35 * most), (), (), "sentences")
    return finished(figure)


def coverage_curve(curve: Sequence[tuple[float, float]], at: tuple[float, float] | None, threshold: float) -> Picture:
    """Accuracy over coverage: how often the model is right on the share of sentences that it is surest of.

    One minus the risk–coverage curve of El-Yaniv and Wiener (2010), "On the foundations of noise-free selective
    classification".

    Args:
        curve: (coverage, accuracy), both 0 to 1.
        at: coverage and accuracy at the threshold of the model, which is marked; None: no mark.
        threshold: its probability.
    """
    figure = new_figure(_WIDTH, _HEIGHT)
    axes = figure.add_subplot()
    ordered = sorted(curve)
    lowest = _floor([y for _, y in ordered] + ([at[1]] if at else []))
    line(axes, [x for x, _ in ordered], [y for _, y in ordered])
    if at:
        x, y = at
        line(axes, (x, x), (lowest, y), color=ORANGE, width=0.9, dash=(2, 2))
        line(axes, (x,), (y,), color=ORANGE, marker="o")
        told = f"threshold {threshold:.2f}\ncoverage {x:.0%}\naccuracy {y:.3f}"
        aside, ha = (-0.02, "right") if x > 0.5 else (0.02, "left")
        say(axes, x + aside, lowest + 0.03 * (1 - lowest), told, ha=ha, va="bottom", linespacing=1.3)
    set_axis(axes, "x", (0, 1), FIFTHS, [f"{x:.0%}" for x in FIFTHS], "coverage: share of sentences, surest first")
    _score_axis(axes, lowest, "accuracy")
    return finished(figure)


def confusion_map(labels: Sequence[str], counts: Sequence[Sequence[int]], rows: Sequence[int]) -> Picture:
    """The confusion matrix as a heat map: shaded by share of the row, the counts written below the shares.

    Args:
        labels: of the columns, and in the same order of the rows of `counts`.
        counts: gold × predicted.
        rows: numbers of the gold labels to draw, in order.
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    names = names_of(labels)
    widest = max(map(cells, names), default=1)
    turned = widest > _UPRIGHT
    margin = 0.4 + 0.075 * widest
    figure = new_figure(margin + 0.64 * len(labels), 0.5 * len(rows) + (0.35 + 0.65 * margin if turned else 0.5))
    axes = figure.add_subplot()
    shade = LinearSegmentedColormap.from_list("share", [PAPER, BLUE])
    for y, row in enumerate(rows):
        total = sum(counts[row])
        for x, count in enumerate(counts[row]):
            share = count / total if total else 0.0
            axes.add_patch(Rectangle((x, y), 1, 1, facecolor=shade(share), edgecolor=RULE, linewidth=0.6))
            if count:
                ink = PAPER if share > 0.72 else INK
                say(axes, x + 0.5, y + 0.4, f"{share:.0%}", ha="center", va="center", color=ink, size=POINTS)
                say(axes, x + 0.5, y + 0.76, f"{count:,}", ha="center", va="center", color=ink, size=6.5)
    columns = [i + 0.5 for i in range(len(labels))]
    set_axis(axes, "x", (0, len(labels)), columns, names, "predicted", bare=True, turned=turned)
    set_axis(axes, "y", (len(rows), 0), columns[: len(rows)], [names[row] for row in rows], "gold", bare=True)
    return finished(figure)


def learning_curve(documents: Sequence[int], accuracy: Sequence[Interval], macro_f1: Sequence[Interval]) -> Picture:
    """Accuracy and macro-F1 over the number of documents learned from, each with a band for its interval."""
    figure = new_figure(_WIDTH, _HEIGHT)
    axes = figure.add_subplot()
    for rows, colour, marker in ((accuracy, BLUE, "o"), (macro_f1, ORANGE, "s")):
        lows, highs = [r[1] for r in rows], [r[2] for r in rows]
        axes.fill_between(documents, lows, highs, facecolor=colour, alpha=0.14, edgecolor="none", linewidth=0)
        line(axes, documents, [r[0] for r in rows], color=colour, marker=marker)
    first, last = min(documents), max(documents)
    span = (last - first) or 1
    ticks: list[int] = []
    for n in sorted(set(documents), reverse=True):  # from the right: where two are too near, the greater has a name
        if not ticks or ticks[-1] - n > 0.09 * span:
            ticks.append(n)
    ends = (first - 0.05 * span, last + 0.05 * span)
    set_axis(axes, "x", ends, ticks, [f"{n:,}" for n in ticks], "documents learned from")
    _score_axis(axes, _floor([r[1] for rows in (accuracy, macro_f1) for r in rows]), "score")
    key(axes, (("accuracy", BLUE, "o"), ("macro-F1", ORANGE, "s")))
    return finished(figure)


def label_scores(labels: Sequence[str], f1: Sequence[Interval]) -> Picture:
    """The F1 of each label: a point on its interval."""
    figure = new_figure(_WIDTH, 0.75 + 0.34 * len(labels))
    axes = figure.add_subplot()
    for y, (value, low, high) in enumerate(f1):
        line(axes, (low, high), (y, y), width=2.2, alpha=0.45)
        line(axes, (value,), (y,), marker="o")
    set_axis(axes, "x", (0, 1), FIFTHS, _tenths(FIFTHS), "F1")
    set_axis(axes, "y", (len(labels) - 0.4, -0.6), range(len(labels)), names_of(labels), bare=True)
    return finished(figure)


def _score_axis(axes: "Axes", lowest: float, title: str) -> None:
    step = 0.2 if lowest < 0.5 else 0.1
    ticks = [1 - step * i for i in range(int((1 - lowest) / step + 1e-6) + 1)]
    set_axis(axes, "y", (lowest, 1), ticks, _tenths(ticks), title)


def _floor(values: Sequence[float]) -> float:
    """The tenth at or below the least value, and never so near to 1 that a plot shows noise."""
    return max(0.0, min(0.8, int(10 * min(values, default=0.0) + 1e-9) / 10))


def _tenths(values: Sequence[float]) -> list[str]:
    return [f"{value:.1f}" for value in values]
