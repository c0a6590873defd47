"""Lines of pages → lines in their columns: in the order in which they are read, with margins, without footnotes."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.source.pdf_page import INDENT, SMALL_TYPE, Line, Page, text_size
from pipeline.source.raised import FIGURES, LOWERED

# How a note at the foot of a page begins, and the marks of notes within a text.
_NOTE: Final = re.compile(rf"(?P<raised>[{FIGURES}]+)|(?P<figure>\d{{1,2}})[.．]?(?=\s)|(?P<sign>[①-⑳*†‡])")
_NOTE_MARK: Final = re.compile(rf"[{FIGURES}]+")
_BLOCK: Final = 3  # lines, at least and half of a block, end at a margin of its own,
_BLOCK_WIDTH: Final = 12  # and so many times the size of type, at least, it is wide
_NARROWEST: Final = 0.33  # of a page's width, at least, is the only column of it
_SOME: Final = 0.1  # of the text of a column may stand beyond its margins


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of the text with its page, its column (0 where it is the only one, 1 or 2) and the margins of that."""

    line: Line
    page: int
    column: int
    left: float = 0.0
    right: float = 0.0


def in_columns(pages: Sequence[Page]) -> list[Placed]:
    """The lines with their columns: a page has one or two, and where most have two, one with half its text has."""
    found = []
    two = [_halves(page) for page in pages]
    mostly = 2 * sum(min(halves) > 1 / 4 for halves in two) > len(pages)
    for number, (page, halves) in enumerate(zip(pages, two, strict=True)):
        middle = page.width / 2
        apart = min(halves) > 1 / 4 or (mostly and sum(halves) > 3 / 4)
        for line in page.lines if apart else _from_above(page.lines):
            column = 0 if not apart or line.left < middle < line.right else 1 if line.right <= middle else 2
            found.append(Placed(line, number, column))
    return found


def _from_above(lines: Sequence[Line]) -> list[Line]:
    """The lines of one column from above, where some programs write a page's foot first: runs of them change places."""
    runs: list[list[Line]] = []
    for line in lines:
        if runs and line.bottom < runs[-1][-1].top:
            runs[-1].append(line)
        else:
            runs.append([line])
    return [line for run in sorted(runs, key=lambda run: -run[0].top) for line in run]


def _halves(page: Page) -> tuple[float, float]:
    """Which share of a page's text stands wholly in its left half, and which in its right one."""
    middle = page.width / 2
    total = max(1, sum(len(line.text) for line in page.lines))
    left = sum(len(line.text) for line in page.lines if line.right <= middle + 1)
    right = sum(len(line.text) for line in page.lines if line.left >= middle - 1)
    return left / total, right / total


def without_footnotes(lines: Sequence[Placed], pages: Sequence[Page]) -> list[Placed]:
    """The lines without the notes at the foot of columns: small type from the number of one to the foot."""
    by_column: dict[tuple[int, int], list[Placed]] = defaultdict(list)
    for placed in lines:
        by_column[placed.page, placed.column].append(placed)
    texts: dict[int, list[str]] = defaultdict(list)
    for placed in lines:
        texts[placed.page].append(placed.line.text)
    gone: set[int] = set()
    for (number, _), column in by_column.items():
        column.sort(key=lambda p: -p.line.bottom)
        text = "\n".join(texts[number])
        marks = {mark.translate(LOWERED) for mark in _NOTE_MARK.findall(text)}
        size = text_size(p.line for p in column)
        for i, placed in enumerate(column):
            line, match = placed.line, _NOTE.match(placed.line.text)
            if match is None or line.bottom > pages[number].height / 2 or i == 0:
                continue
            if match["sign"]:  # `桥①要修`, where `问题：①桥` counts
                marked = re.search(rf"[\w”’）》][。！？”’]?{re.escape(match[0])}", text) is not None
            else:
                marked = (match["figure"] or match[0].translate(LOWERED)) in marks
            if marked and max(p.line.size for p in column[i:]) < SMALL_TYPE * size:
                gone.update(id(p) for p in column[i:])
                break
    return [placed for placed in lines if id(placed) not in gone]


def with_margins(lines: Sequence[Placed], width: float) -> list[Placed]:
    """The lines with the margins of their columns, on pages so wide."""
    columns: dict[int, list[Line]] = defaultdict(list)
    blocks: dict[tuple[int, int, int], list[float]] = defaultdict(list)
    for p in lines:
        columns[p.column].append(p.line)
        blocks[_block(p)].append(p.line.right)
    margins = {column: _margins(of) for column, of in columns.items()}
    if 0 in margins:  # short items alone show no margin
        left, right = margins[0]
        margins[0] = left, max(right, left + _NARROWEST * width)
    placed = []
    for p in lines:
        left, right = margins[p.column]
        ends = blocks[_block(p)]
        # A block that is set in from the left may be so from the right too.
        near = sum(end > max(ends) - p.line.size for end in ends)
        within = (
            p.line.left > left + INDENT * p.line.size
            and near >= max(_BLOCK, len(ends) / 2)
            and max(ends) > p.line.left + _BLOCK_WIDTH * p.line.size
        )
        placed.append(replace(p, left=left, right=min(right, max(ends)) if within else right))
    return placed


def _block(placed: Placed) -> tuple[int, int, int]:
    """What lines of a block on a page have in common: page, column and where they begin, in steps of 3 points."""
    return placed.page, placed.column, round(placed.line.left / 3)


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """The left and right margin of a column: what all but little text begins behind, and ends before."""
    begins: Counter[int] = Counter()
    for line in lines:
        begins[round(line.left)] += len(line.text)
    enough = _SOME * begins.total()
    often = [x for x, count in begins.items() if count + begins[x - 1] + begins[x + 1] >= enough]
    left = float(min(often or begins))
    ends = sorted((line.right, len(line.text)) for line in lines if line.right > left)
    total = sum(count for _, count in ends)
    seen = 0
    for right, count in ends:
        seen += count
        if seen >= (1 - _SOME) * total:
            return left, right
    return left, ends[-1][0] if ends else left


def parted(lines: Sequence[Placed]) -> tuple[list[Placed], list[Placed]]:
    """The lines of the text, and those that stand beside it, wholly beyond a margin; numbers of lines are neither."""
    text, beside = [], []
    for placed in lines:
        line = placed.line
        if placed.column == 0 and (line.left >= placed.right or line.right <= placed.left):
            if not line.text.strip().isdecimal():
                beside.append(placed)
        else:
            text.append(placed)
    return text, beside
