"""What `plots.py` and `comparison_figures.py` stand on: fonts, an empty figure, its axes, the files it becomes.

Colours, sizes and fonts are all given by hand, and pyplot is not used, so that drawing is safe in threads, never
changes the caller's rcParams, and does not change with the caller's style.
"""

import io
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from pipeline.report.typeset import clip, clip_middle, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

# The colours of templates/page.css.
PAPER: Final = "#ffffff"
RULE: Final = "#dcd9d2"
INK: Final = "#1f2328"
SOFT: Final = "#5a5f66"
BLUE: Final = "#005f9e"
ORANGE: Final = "#b34700"
POINTS: Final = 9.0  # size of text
SMALL: Final = 8.0
FIFTHS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

_PIXELS: Final = 96  # of CSS in an inch
_LABEL: Final = 20  # cells that a label may take
_FACES: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Heiti SC",
    "STHeiti",
    "Noto Sans CJK JP",  # all that older versions of matplotlib see of the collection
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "Songti SC",
    "SimSun",
    "Arial Unicode MS",
)
# Names that matplotlib makes anew in each process. Those of glyphs are made of font and character, and stay.
_RANDOM_ID: Final = re.compile(r'(?<=["#])(?:\w+_)?[A-Za-z]?[0-9a-f]{10}(?=[")])')


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG file, and its size in CSS pixels."""

    svg: bytes
    width: int
    height: int

    @property
    def uri(self) -> str:
        """The file as a `data:` address."""
        return "data:image/svg+xml;base64," + b64encode(self.svg).decode("ascii")


def available() -> bool:
    """Whether matplotlib can be imported."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        return False
    return True


def numbered(labels: Sequence[str]) -> bool:
    """Whether plots show these labels as 1, 2, … because some character of theirs is in no font that is used."""
    known = _characters(_families())
    return not all(ord(char) in known for label in labels for char in clip(label, _LABEL))


def names_of(labels: Sequence[str], lines: int = 1) -> list[str]:
    """The labels as they stand in a plot: broken into so many lines or cut to size, no two alike; or numbers from 1.

    Labels that would be the same when cut at their end are cut in their middle, and numbered where that is not enough.
    """
    if numbered(labels):
        return [str(n) for n in range(1, len(labels) + 1)]
    width = _LABEL * lines
    shown = ["\n".join(wrap(label, _LABEL, lines)) if lines > 1 else clip(label, _LABEL) for label in labels]
    for sources in (labels, [f"{n}. {label}" for n, label in enumerate(labels, 1)]):
        often = Counter(shown)
        pairs = zip(sources, shown, strict=True)
        shown = [clip_middle(source, width) if often[name] > 1 else name for source, name in pairs]
    return shown


@cache
def _families() -> tuple[str, ...]:
    """Matplotlib's own font, which has no Chinese, and the first Chinese one of the list that is installed."""
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    return ("DejaVu Sans", *[name for name in _FACES if name in installed][:1])


@cache
def _characters(families: tuple[str, ...]) -> frozenset[int]:
    """The code points that one of the fonts has."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    paths = [findfont(FontProperties(family=[name]), fallback_to_default=False) for name in families]
    return frozenset(code for path in paths for code in get_font(path).get_charmap())


def font(size: float) -> "FontProperties":
    """The fonts of all plots at this size, in points."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(
        family=list(_families()), style="normal", variant="normal", weight="normal", stretch="normal", size=size
    )


def new_figure(width: float, height: float) -> "Figure":
    """An empty figure of this size in inches, which moves its axes until all text is inside."""
    from matplotlib.figure import Figure
    from matplotlib.gridspec import SubplotParams

    start = SubplotParams(left=0.12, bottom=0.11, right=0.9, top=0.88, wspace=0.2, hspace=0.2)
    figure = Figure(
        figsize=(width, height), dpi=72, facecolor=PAPER, edgecolor="none", linewidth=0, subplotpars=start
    )  # fmt: skip
    figure.set_layout_engine("constrained", w_pad=0.05, h_pad=0.05, wspace=0.02, hspace=0.02)
    return figure


def say(axes: "Axes", x: float, y: float, text: str, *, size: float = SMALL, color: str = INK, **how: Any) -> None:
    """Write `text` at a point. `how` is matplotlib's: alignment, rotation."""
    # parse_math: a dollar sign in a label is no formula.
    axes.text(x, y, text, color=color, parse_math=False, fontproperties=font(size), **how)


def line(
    axes: "Axes",
    x: Sequence[float],
    y: Sequence[float],
    *,
    color: str = BLUE,
    width: float = 1.6,
    dash: tuple[float, float] | None = None,
    marker: str = "None",
    alpha: float = 1.0,
) -> None:
    """Join points by a line, `dash` points on and off, with a marker ("o", "s") at each of them."""
    axes.plot(
        x,
        y,
        color=color,
        linewidth=width,
        linestyle=(0, dash) if dash else "-",
        solid_capstyle="butt",
        solid_joinstyle="round",
        dash_capstyle="butt",
        dash_joinstyle="round",
        marker=marker,
        markersize=5,
        markeredgewidth=0,
        markerfacecolor=color,
        markeredgecolor="none",
        alpha=alpha,
        clip_on=marker == "None",
        zorder=2 if marker == "None" else 3,
    )


def key(axes: "Axes", entries: Sequence[tuple[str, str, str]]) -> None:
    """A legend in the lower right corner of (words, colour, marker)."""
    from matplotlib.lines import Line2D

    axes.legend(
        [
            Line2D(
                [], [], color=c, linewidth=1.6, linestyle="-", marker=m, markersize=5, markeredgewidth=0,
                solid_capstyle="butt", markerfacecolor=c, markeredgecolor="none",
            )
            for _, c, m in entries
        ],
        [words for words, _, _ in entries],
        loc="lower right",
        frameon=False,
        prop=font(POINTS),
        labelcolor=INK,
        numpoints=1,
        markerscale=1,
        borderaxespad=0.3,
        borderpad=0.2,
        handlelength=1.8,
        handleheight=0.7,
        handletextpad=0.6,
        labelspacing=0.4,
    )  # fmt: skip


def set_axis(
    axes: "Axes",
    which: Literal["x", "y"],
    ends: tuple[float, float],
    ticks: Sequence[float],
    names: Sequence[str],
    title: str = "",
    *,
    bare: bool = False,
    turned: bool = False,
) -> None:
    """Set up one axis.

    Args:
        axes: that it belongs to.
        which: of the two.
        ends: of its range; the greater first turns the axis round.
        ticks: where a name stands.
        names: of the ticks.
        title: along the axis.
        bare: without grid, ticks and spine.
        turned: names slant, as long ones must under a matrix.
    """
    axes.set_facecolor(PAPER)
    axes.set_axisbelow(True)
    first, second = ("bottom", "top") if which == "x" else ("left", "right")
    axes.spines[first].set(visible=not bare, color=SOFT, linewidth=0.8)
    axes.spines[second].set_visible(False)
    axes.tick_params(
        axis=which, which="both", direction="out", length=0 if bare else 3, width=0.8, color=SOFT, pad=3,
        **{first: True, second: False},
    )  # fmt: skip
    how: dict[str, Any] = {"color": INK, "fontproperties": font(POINTS), "parse_math": False}
    about: dict[str, Any] = {"color": SOFT, "fontproperties": font(POINTS), "labelpad": 4, "loc": "center"}
    if turned:
        steep = 58 if any("\n" in name for name in names) else 40  # two lines need more room beside each other
        how |= {"rotation": steep, "ha": "right", "rotation_mode": "anchor"}
    if which == "x":
        axes.set_xlim(*ends)
        axes.set_xticks(ticks, names, **how)
        axes.set_xlabel(title, **about)
    else:
        axes.set_ylim(*ends)
        axes.set_yticks(ticks, names, **how)
        axes.set_ylabel(title, **about)
    axes.grid(visible=False, which="both", axis=which)
    if not bare:
        axes.grid(
            visible=True, which="major", axis=which, color=RULE, linewidth=0.6, linestyle="-", alpha=1,
            solid_capstyle="butt",
        )  # fmt: skip


def finished(figure: "Figure") -> Picture:
    """The figure as a file: no date, no name of the program, and the same bytes every time."""
    file = io.BytesIO()
    figure.savefig(
        file,
        format="svg",
        dpi=72,
        facecolor=PAPER,
        edgecolor="none",
        transparent=False,
        bbox_inches=None,
        metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
    )
    width, height = (round(_PIXELS * float(side)) for side in figure.get_size_inches())
    return Picture(_renamed(file.getvalue().decode("utf-8")).encode("utf-8"), width, height)


def as_png(figure: "Figure", dpi: int = 200) -> bytes:
    """The figure as a PNG file, for documents that cannot hold SVG; the same bytes every time."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=dpi, facecolor=PAPER, edgecolor="none", metadata={"Software": None})
    return file.getvalue()


def _renamed(svg: str) -> str:
    """`svg` with random names numbered in order. (rcParams["svg.hashsalt"] would do it, but for the whole process.)"""
    found: dict[str, str] = {}
    return _RANDOM_ID.sub(lambda match: found.setdefault(match[0], f"n{len(found)}"), svg)
