"""The boxes of the argument map: sections and recommendation groups, their text wrapped and their size known.

Units are SVG user units, at full size CSS pixels. A cell (see `typeset`) is half an em wide.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from pipeline.domain.labels import ROLES
from pipeline.report.index import Index
from pipeline.report.typeset import visible, wrap

COLUMNS: Final = {"theory": (0, 280), "practice": (390, 280), "recommendation": (780, 400)}  # stage: (x, width)
_EM: Final = 15.0
_LINE: Final = 22.0
_SMALL_LINE: Final = 20.0
_PAD: Final = 14.0
_MEASURES: Final = 8  # measures listed in a box; the list under the map has them all


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; style is `title`, `small`, `state` or `measure`, y the baseline from the top of its box."""

    y: float
    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Box:
    """A section or a group. `key` names it to the page's script; `label` is all it says, in one line."""

    key: str
    kind: str
    anchor: str
    label: str
    x: float
    width: float
    height: float
    lines: tuple[Line, ...]
    grounded: bool = True
    y: float = 0.0

    @property
    def outline(self) -> str:
        """The path, from the top left corner; that of a group without grounds has its corners cut off."""
        w, h = self.width, self.height
        if self.grounded:
            return f"M0 0h{w:g}v{h:g}h{-w:g}z"
        c = 14
        return f"M{c:g} 0h{w - 2 * c:g}l{c} {c}v{h - 2 * c:g}l{-c} {c}h{2 * c - w:g}l{-c} {-c}v{2 * c - h:g}z"


def percent(probability: float) -> str:
    """A probability or share as people read it."""
    return f"{100 * probability:.0f}%"


def _lines(parts: list[tuple[str, str, int]], width: float) -> tuple[tuple[Line, ...], float]:
    """Wrap (text, style, most lines) under each other: the lines, and the height of the box that they fill."""
    laid: list[Line] = []
    y = _PAD - 4
    for text, style, most in parts:
        step = _LINE if style == "title" else _SMALL_LINE
        em = _EM if style == "title" else _EM - 2
        if style == "state":
            y += 3
        for line in wrap(text, int((width - 2 * _PAD) / (em / 2)), most):
            y += step
            laid.append(Line(y - 6, line, style))
    return tuple(laid), y + _PAD - 4


def section_box(index: Index, section: int, stage: str, grounds_of: int) -> Box:
    """A theory or practice section: title, its sentences by role, and how many groups it is a ground of."""
    words = index.words
    x, width = COLUMNS[stage]
    title = index.section_title(section)
    counts = Counter(index.analysis.roles[n].role for n in index.held[section])
    tally = " · ".join(f"{words.name('role', role)} {counts[role]}" for role in ROLES if counts[role])
    use = words["grounds_groups"].format(n=grounds_of) if grounds_of else words["grounds_none"]
    parts = [(title, "title", 3), (tally, "small", 2), (use, "small", 1)]
    lines, height = _lines([part for part in parts if part[0]], width)
    label = "; ".join(filter(None, (f"{words.name('stage', stage)}: {title}", tally, use)))
    return Box(f"c{section}", stage, index.section_anchor(section), label, x, width, height, lines)


def group_box(index: Index, number: int) -> Box:
    """A recommendation group: title, whether it has grounds, and its measures."""
    words, group = index.words, index.analysis.groups[number]
    x, width = COLUMNS["recommendation"]
    title = index.group_title(number)
    state = words["grounds_count"].format(n=len(group.grounds)) if group.grounded else f"△ {words['ungrounded']}"
    heads = [index.text(index.sentence_number[measure.head]) for measure in group.measures]
    if not heads:
        heads = [index.text(n) for n in index.orders(number)]
    parts = [(title, "title", 3), (state, "state", 1)]
    parts += [(f"· {head}", "measure", 2) for head in heads[:_MEASURES]]
    if len(heads) > _MEASURES:
        more = words["more_measures" if group.measures else "more_orders"]
        parts.append((more.format(n=len(heads) - _MEASURES), "small", 1))
    if not group.measures:
        parts.append((words["no_measures"], "small", 1))
    lines, height = _lines(parts, width)
    label = f"{words['group_n'].format(n=number + 1)}: {title}; {state}; " + " ".join(heads)
    anchor = index.group_anchor(number)
    return Box(f"g{number}", "group", anchor, visible(label), x, width, height, lines, group.grounded)
