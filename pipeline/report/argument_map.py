"""The argument map as a drawing: theory, practice and recommendation groups in columns, with links to what they ground.

`draw` computes where everything goes, `templates/map.svg.j2` draws it. Units are those of `map_boxes`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from pipeline.report.index import Index
from pipeline.report.map_boxes import COLUMNS, Box, group_box, percent, section_box

_WIDTH: Final = 1180
_TOP: Final = 44.0  # under the column heads
_GAP: Final = 26.0  # between boxes of a column
_WIDEST_GAP: Final = 150.0
_EMPTY: Final = 58.0  # height of the note in an empty column
_LANE: Final = 7.0  # between links that pass through the same gap
# A printed sheet (page.css: A4 less its margins, the map over its whole width) in our units, and the title's share.
_SHEET: Final = 1733.0
_SHEET_TITLE: Final = 99.0


@dataclass(frozen=True, slots=True)
class Curve:
    """A link from a section to a group: an SVG path, its weight (the probability, 0 to 1) and what it says."""

    source: str
    target: str
    path: str
    weight: float
    label: str

    @property
    def width(self) -> float:
        """Stroke width, 1 to 5."""
        return round(1 + 4 * self.weight, 2)

    @property
    def opacity(self) -> float:
        """Stroke opacity, never so faint that the line cannot be followed."""
        return round(0.35 + 0.5 * self.weight, 2)


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, and what it says when it is empty (else None)."""

    x: float
    width: float
    stage: str
    empty: str | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole map."""

    width: float
    height: float
    columns: tuple[Column, ...]
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]

    @property
    def tall(self) -> bool:
        """Whether it fits an upright sheet better than a wide one."""
        return self.height > 0.72 * self.width

    @property
    def long(self) -> bool:
        """Whether it needs more than one sheet."""
        return self.height > _SHEET - _SHEET_TITLE


def _stage_of(index: Index, section: int) -> str:
    """The column of a section. By the scheme a ground is theory or practice; one that is not is still shown."""
    stage = index.analysis.stages[section]
    return stage if stage in {"theory", "practice"} else "practice"


def _put(box: Box, y: float) -> Box:
    """The box at `y`, or at the head of the next sheet where print would cut it in two."""
    left = _SHEET - (y + _SHEET_TITLE) % _SHEET
    return replace(box, y=y if box.height <= left else y + left + _GAP / 2)


def _column(boxes: Iterable[Box], gap: float) -> list[Box]:
    """The boxes put under each other."""
    placed: list[Box] = []
    for box in boxes:
        placed.append(_put(box, placed[-1].y + placed[-1].height + gap if placed else _TOP))
    return placed


def _end(column: list[Box]) -> float:
    return column[-1].y + column[-1].height + _GAP if column else _TOP + _EMPTY + _GAP


def draw(index: Index) -> Drawing:
    """Lay out the map of an analysis.

    A link from the first column to the third is led through a gap between boxes of the second, the one nearest its
    straight line, and the gap is widened by what passes through it: no link runs behind a box.
    """
    analysis = index.analysis
    links = [
        (index.section_number[ground.section], number, ground.probability)
        for number, group in enumerate(analysis.groups)
        for ground in group.grounds
    ]
    used = Counter(section for section, _, _ in links)
    in_map = [n for n in index.shown if analysis.stages[n] in {"theory", "practice"} or used[n]]
    theory = [n for n in in_map if _stage_of(index, n) == "theory"]
    practice = [n for n in in_map if _stage_of(index, n) == "practice"]
    first_column = set(theory)
    sections = {n: section_box(index, n, _stage_of(index, n), used[n]) for n in in_map}
    first = _column([sections[n] for n in theory], _GAP)
    sections.update(zip(theory, first, strict=True))

    gaps = [_TOP - _GAP / 2]  # the heights at which links can pass the middle column, as it would stand without them
    for n in practice:
        gaps.append(gaps[-1] + sections[n].height + _GAP)
    if not practice:
        gaps = [_TOP + _EMPTY + _GAP]

    # Groups are spread down to where the sections end, which keeps links level.
    groups = [group_box(index, n) for n in range(len(analysis.groups))]
    spare = max(_end(first), gaps[-1]) - _TOP - sum(box.height for box in groups)
    groups = _column(groups, min(max(spare / max(len(groups), 1), _GAP), _WIDEST_GAP))

    # Where each link leaves and arrives: spread along the edges of the boxes.
    arrivals = Counter(group for _, group, _ in links)
    left, arrived = Counter[int](), Counter[int]()
    ends: list[tuple[float, float]] = []  # in the middle column, which has no place yet, from the top of the box
    for n, group, _ in links:
        left[n] += 1
        arrived[group] += 1
        start, goal = sections[n], groups[group]
        leave = start.y + start.height * left[n] / (used[n] + 1)
        ends.append((leave, goal.y + goal.height * arrived[group] / (arrivals[group] + 1)))

    lanes: list[list[int]] = [[] for _ in gaps]
    for at, (n, _, _) in enumerate(links):
        if n in first_column:
            middle = sum(ends[at]) / 2
            lanes[min(range(len(gaps)), key=lambda gap: abs(gaps[gap] - middle))].append(at)
    through: dict[int, float] = {}
    y = _TOP if practice else gaps[0] + _GAP / 2
    for gap, passing in enumerate(lanes):
        for lane, at in enumerate(sorted(passing, key=ends.__getitem__)):
            through[at] = y - (_GAP / 2 if gap or not practice else 0) + lane * _LANE
        outermost = gap in (0, len(gaps) - 1)
        y += _LANE * max(len(passing) - 1, 0) + (10 if passing and outermost else 0)
        if gap < len(practice):
            n = practice[gap]
            sections[n] = _put(sections[n], y)
            y = sections[n].y + sections[n].height + _GAP
    height = max(y, _end(first), _end(groups))

    curves = []
    for at, (n, group, probability) in enumerate(links):
        start, goal = sections[n], groups[group]
        leave = ends[at][0] + (0 if n in first_column else start.y)
        label = index.words["map_link"].format(
            section=index.section_title(n), group=index.group_title(group), p=percent(probability)
        )
        path = _path(start.x + start.width, leave, goal.x, ends[at][1], through.get(at))
        curves.append(Curve(f"c{n}", f"g{group}", path, min(max(probability, 0.0), 1.0), label))

    empty = {
        "theory": None if theory else index.words["no_sections"],
        "practice": None if practice else index.words["no_sections"],
        "recommendation": None if analysis.groups else index.no_groups(),
    }
    columns = tuple(Column(x, width, stage, empty[stage]) for stage, (x, width) in COLUMNS.items())
    return Drawing(_WIDTH, height, columns, (*sections.values(), *groups), tuple(curves))


def _path(x0: float, y0: float, x1: float, y1: float, lane: float | None) -> str:
    """A smooth curve; level across the middle column at the height `lane`, where there is one."""
    if lane is None:
        half = (x0 + x1) / 2
        return f"M{x0:g} {y0:.1f}C{half:g} {y0:.1f} {half:g} {y1:.1f} {x1:g} {y1:.1f}"
    left, width = COLUMNS["practice"]
    right = left + width
    first, second = (x0 + left) / 2, (right + x1) / 2
    return (
        f"M{x0:g} {y0:.1f}C{first:g} {y0:.1f} {first:g} {lane:.1f} {left:g} {lane:.1f}H{right:g}"
        f"C{second:g} {lane:.1f} {second:g} {y1:.1f} {x1:g} {y1:.1f}"
    )
