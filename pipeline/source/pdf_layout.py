"""Lines on pages → paragraphs, by where they stand: margins, indents, the space between lines, the size of type."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pipeline.source.raised import FIGURES, without_notes

_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_IS_WIDE: Final = re.compile(f"[{_WIDE}“”‘’…—]")
_DIGITS: Final = re.compile(r"\d+")
# What only the number of a page looks like, with its dashes or words.
_PAGE_NUMBER: Final = re.compile(
    r"[\-—－–·•|]+\s*\d{1,4}\s*[\-—－–·•|]+|第\s*\d{1,4}\s*[页頁].{0,12}|\d{1,4}\s*/\s*\d{1,4}|"
    r"[Pp](?:age|\.)?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
)
_ROMAN: Final = re.compile(r"[ivxlc]{1,7}|[IVXLC]{1,7}")
_MARK: Final = re.compile(
    r"[•●·▪■◆○◦□☐※➢➤►▶✓✔→★☆\-–—*](?=\s)|(?:\d{1,2}(?:\.\d{1,2}){1,3}(?=\s)|[A-Za-z][.)](?=\s)|\([a-z]{1,4}\)|"
    r"\d{1,2}[.)、．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳]|"
    r"[\[［]\d{1,3}[\]］]|第[一二三四五六七八九十\d]{1,3}[章节条部])"
)
_BEHIND_MARK: Final = re.compile(rf"\A({_MARK.pattern})\t")
_ENDS: Final = re.compile(r"[。！？!?；;：:.][”’」』）)\"']*$")
# What a margin moves to the next line as one: a Latin word or a figure, or a character, with the marks beside it.
_UNIT: Final = re.compile(
    r"[“‘「『（(《〈【]*(?:[^\s\u2e80-\U0003ffff“‘”’]+|[^\s])[”’」』）)》〉】，。、；：！？,.;:!?%％]*"
)
# What browsers print at the edges of pages: the date and the title, the address and the page.
_PRINTED: Final = re.compile(
    r"(?:\d{1,2}/\d{1,2}/\d{2,4},|\d{4}/\d{1,2}/\d{1,2}) \d{1,2}:\d{2}.*|(?:https?|file)://\S+(?:\s+\d{1,4}/\d{1,4})?"
)
# How a note at the foot of a page begins, and the marks of notes within a text.
_NOTE: Final = re.compile(rf"(?P<raised>[{FIGURES}]+)|(?P<figure>\d{{1,2}})[.．]?(?=\s)|(?P<sign>[①-⑳*†‡])")
_NOTE_MARK: Final = re.compile(rf"[{FIGURES}]+")
_FROM_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_HYPHENED: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_LAST_LETTERS: Final = re.compile(r"[^\W\d_]+\Z")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_HEAD_SIZE: Final = 1.25  # times the size of the text, at most, is the type of running heads
_NOTE_SIZE: Final = 0.95  # times it, at most, is that of notes
_APART: Final = 0.9  # heights of a running head, at least, are free between it and the text
_BLOCK: Final = 3  # lines, at least and half of a block, end at a margin of its own,
_BLOCK_WIDTH: Final = 12  # and so many times the size of type, at least, it is wide
_EDGE: Final = 0.12  # of a page's height, above and below which running heads and page numbers stand
_SAME_SIZE: Final = 0.12  # by which share type of one paragraph may differ in size
_NARROWEST: Final = 0.33  # of a page's width, at least, is the only column of it
_SOME: Final = 0.1  # of the text of a column may stand beyond its margins
_LARGE: Final = 1.15  # times the size of the text, at least, is the type of titles
_TITLE: Final = 1.4  # and so large, at least, that of the title of a printed web page
_FAR: Final = 1.35  # times the usual distance of lines, at least, is that of paragraphs
_INDENT: Final = 0.7  # of a character's size, at least, is an indent
# Characters: how much more room than it needs a word must have had to be moved by no margin, where a sentence ends
# before it, and where none does.
_SPARE: Final = 0.7
_SPARE_WITHIN: Final = 2.0
_SHORT: Final = 20  # characters, at most, of a line under a whole sentence that is a heading
_MOST_LINES: Final = 4  # of a title
_DIVIDED: Final = 0.03  # of the lines end in a hyphen, at least, where words are divided at the margin


@dataclass(frozen=True, slots=True)
class Line:
    """One line; positions in points from the lower left corner of its page. `hyphen`: it ended in a hyphen."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    hyphen: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size in points, its lines in the order in which they are read."""

    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line of the text with its page, its column (0 where it is the only one, 1 or 2) and the margins of that."""

    line: Line
    page: int
    column: int
    left: float = 0.0
    right: float = 0.0


def paragraphs(pages: Sequence[Page]) -> str:
    """The text of pages, a paragraph a line.

    Running heads, page numbers and notes at the foot of a page are left out. What stands beside the text comes after
    it; of a web page that a browser printed it is left out, and so is what stands above the title.
    """
    printed = any(
        _PRINTED.fullmatch(line.text.strip()) for page in pages for line in page.lines if _at_edge(page, line)
    )
    placed = _without_notes(_in_columns(_without_furniture(pages)), pages)
    lines, beside = _parted(_with_margins(placed, min((page.width for page in pages), default=0.0)))
    if not lines:
        return ""
    size = _usual([p.line.size for p in lines for _ in p.line.text])
    lines = _from_title(lines, size) if printed else [*lines, *beside]
    pitch = _pitch(lines, size)
    parts: list[list[Line]] = []
    above: _Placed | None = None
    for p in lines:
        if above is not None and _goes_on(above, p, parts[-1], size, pitch):
            parts[-1].append(p.line)
        else:
            parts.append([p.line])
        above = p
    join = _Joining([p.line for p in lines])
    texts = [join.joined(part) for part in parts]
    if printed and parts[0][0].size > _TITLE * size:
        texts[0] = f"# {texts[0]}"
    return "\n".join(texts)


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without what stands at the same place at the edges of several of them, and without their numbers."""
    sizes = [line.size for page in pages for line in page.lines for _ in line.text]
    size = _usual(sizes) if sizes else 0.0
    # A head may be one for left pages and another for right ones.
    least = max(2, min(3, len(pages) // 2 + 1))
    edges = [(n, line) for n, page in enumerate(pages) for line in page.lines if _at_edge(page, line)]
    often = Counter(key for n, line in edges for key in _heads(line, n))
    numbered = Counter(
        (number - n, round(line.bottom / 6)) for n, line in edges if (number := _number(line.text)) is not None
    )

    def goes(number: int, line: Line) -> bool:
        said = line.text.strip()
        if _PRINTED.fullmatch(said) or _PAGE_NUMBER.fullmatch(said):
            return True
        if (page_number := _number(said)) is not None:  # which rises with the pages
            first = page_number - number
            return numbered[first, round(line.bottom / 6)] > 1 or (len(pages) == 1 and first == 1)
        if len(pages) < 2 or _ENDS.search(said) or max(often[key] for key in _heads(line, number)) < least:
            return False
        # A heading over each page, 主要问题 or 建议3, stands beside its text; a head stands apart, or is in small type.
        return line.size < _NOTE_SIZE * size or (line.size <= _HEAD_SIZE * size and _is_apart(pages[number], line))

    gone = {id(line) for number, line in edges if goes(number, line)}
    return [replace(page, lines=tuple(line for line in page.lines if id(line) not in gone)) for page in pages]


def _at_edge(page: Page, line: Line) -> bool:
    return line.top > (1 - _EDGE) * page.height or line.bottom < _EDGE * page.height


def _heads(line: Line, page: int) -> Iterator[tuple[str, int, int]]:
    """What a line says, as it is and with numbers as they rise with the pages, and its place in steps of 6 points."""
    said = "".join(line.text.split())
    where = round(line.bottom / 6), round(line.size)
    yield said, *where
    if (risen := _DIGITS.sub(lambda n: f"#{int(n[0]) - page}" if len(n[0]) < 5 else n[0], said)) != said:
        yield risen, *where


def _is_apart(page: Page, line: Line) -> bool:
    """Whether more than a line's height is free between a line at the edge of a page and the text."""
    above = line.top > page.height / 2
    others = (o for o in page.lines if o is not line and (o.top < line.bottom if above else o.bottom > line.top))
    nearest = min((line.bottom - o.top if above else o.bottom - line.top for o in others), default=page.height)
    return nearest > _APART * line.size


def _number(text: str) -> int | None:
    """The number that a text is and no more, in Arabic or Roman figures; None for what is none."""
    said = text.strip()
    if said.isascii() and said.isdecimal() and len(said) < 5:
        return int(said)
    if not _ROMAN.fullmatch(said):
        return None
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in said.lower()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _in_columns(pages: Sequence[Page]) -> list[_Placed]:
    """The lines with their columns: a page has one or two, and where most have two, one with half its text has."""
    found = []
    two = [_halves(page) for page in pages]
    mostly = 2 * sum(min(halves) > 1 / 4 for halves in two) > len(pages)
    for number, (page, halves) in enumerate(zip(pages, two, strict=True)):
        middle = page.width / 2
        apart = min(halves) > 1 / 4 or (mostly and sum(halves) > 3 / 4)
        for line in page.lines if apart else _from_above(page.lines):
            column = 0 if not apart or line.left < middle < line.right else 1 if line.right <= middle else 2
            found.append(_Placed(line, number, column))
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


def _without_notes(lines: Sequence[_Placed], pages: Sequence[Page]) -> list[_Placed]:
    """The lines without the notes at the foot of columns: small type from the number of one to the foot."""
    by_column: dict[tuple[int, int], list[_Placed]] = defaultdict(list)
    for placed in lines:
        by_column[placed.page, placed.column].append(placed)
    gone: set[int] = set()
    for (number, _), column in by_column.items():
        column.sort(key=lambda p: -p.line.bottom)
        text = "\n".join(p.line.text for p in lines if p.page == number)
        marks = {mark.translate(_FROM_RAISED) for mark in _NOTE_MARK.findall(text)}
        size = _usual([p.line.size for p in column for _ in p.line.text])
        for i, placed in enumerate(column):
            line, match = placed.line, _NOTE.match(placed.line.text)
            if match is None or line.bottom > pages[number].height / 2 or i == 0:
                continue
            if match["sign"]:  # `桥①要修`, where `问题：①桥` counts
                marked = re.search(rf"[\w”’）》][。！？”’]?{re.escape(match[0])}", text) is not None
            else:
                marked = (match["figure"] or match[0].translate(_FROM_RAISED)) in marks
            if marked and max(p.line.size for p in column[i:]) < _NOTE_SIZE * size:
                gone.update(id(p) for p in column[i:])
                break
    return [placed for placed in lines if id(placed) not in gone]


def _with_margins(lines: Sequence[_Placed], width: float) -> list[_Placed]:
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
            p.line.left > left + _INDENT * p.line.size
            and near >= max(_BLOCK, len(ends) / 2)
            and max(ends) > p.line.left + _BLOCK_WIDTH * p.line.size
        )
        placed.append(replace(p, left=left, right=min(right, max(ends)) if within else right))
    return placed


def _block(placed: _Placed) -> tuple[int, int, int]:
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


def _parted(lines: Sequence[_Placed]) -> tuple[list[_Placed], list[_Placed]]:
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


def _from_title(lines: Sequence[_Placed], size: float) -> list[_Placed]:
    """The lines from the first in the type of a title, if only ways through the site stand above it."""
    for i, placed in enumerate(lines):
        if placed.page != lines[0].page or _ENDS.search(placed.line.text.strip()):
            break
        if placed.line.size > _TITLE * size and len(_LETTERS.findall(placed.line.text)) > 0:
            return list(lines[i:])
    return list(lines)


def _usual(values: Sequence[float]) -> float:
    """The middle one of some values, of two the lesser."""
    return sorted(values)[(len(values) - 1) // 2]


def _pitch(lines: Sequence[_Placed], size: float) -> float:
    """The usual distance between two lines of a paragraph, from foot to foot."""
    apart = [
        a.line.bottom - b.line.bottom
        for a, b in pairwise(lines)
        if a.page == b.page and 0.5 * size < a.line.bottom - b.line.bottom < 4 * size and _is_full(a, b)
    ]
    return _usual(apart) if apart else 1.5 * size


def _is_full(above: _Placed, below: _Placed) -> bool:
    """Whether the margin ended a line: what follows had no room behind it."""
    line, text = below.line, below.line.text
    unit = _UNIT.match(text)
    width = (line.right - line.left) / max(1, _columns(text))
    needed = width * _columns(unit[0]) if unit else 0.0
    spare = _SPARE if _ENDS.search(above.line.text) else _SPARE_WITHIN
    return above.right - above.line.right < needed + spare * line.size


def _columns(text: str) -> int:
    return sum(2 if _IS_WIDE.match(c) else 1 for c in text)


def _goes_on(above: _Placed, below: _Placed, part: Sequence[Line], size: float, pitch: float) -> bool:
    """Whether a line goes on with the paragraph of the line above."""
    a, b = above.line, below.line
    if _is_row(a) or _is_row(b):
        return False
    if abs(a.size - b.size) > _SAME_SIZE * max(a.size, b.size):
        return False
    turned = above.page != below.page or b.bottom > a.top
    apart = a.bottom - b.bottom
    if not turned and abs(apart) < 0.3 * a.size:  # two pieces of one line
        return True
    if a.size > _LARGE * size:
        title = not turned and apart < 2 * a.size and not _MARK.match(b.text) and len(part) < _MOST_LINES
        return title and not _ENDS.search(a.text)
    if not turned and apart > _FAR * pitch:
        return False
    if not turned and _is_centred(a, b) and min(a.left, b.left) > above.left + _INDENT * size:
        return False
    if a.left > above.left + 0.4 * (above.right - above.left):  # a date, a signature
        return False
    short = (
        len(b.text) <= _SHORT
        and b.text[0] not in "([（［"
        and below.right - b.right > 2 * b.size
        and not _ENDS.search(b.text)
    )
    if short and _ENDS.search(a.text):  # a heading, over a page too
        return False
    indent = b.left - below.left
    hangs = bool(_MARK.match(part[0].text)) and b.left > part[0].left + 0.3 * size and not turned
    if _MARK.match(b.text) and (indent > _INDENT * size or _ENDS.search(a.text) or not _is_full(above, below)):
        return False
    if hangs and abs(b.left - part[-1].left) < 0.3 * size and len(part) > 1:
        return True
    if not _is_full(above, below):
        return False
    if indent >= _INDENT * size and abs(b.left - a.left) < 0.3 * size and not _MARK.match(b.text):
        # Set in as the line above: a block goes on, or a paragraph of one line is followed by another.
        if len(part) > 1 and abs(part[-2].left - a.left) < 0.3 * size:
            return True
        wide = _IS_WIDE.match(b.text) is not None
        return not _ENDS.search(a.text) and (above.right - a.right < size if wide else b.text[0].islower())
    return indent < _INDENT * size or (hangs and not _MARK.match(b.text) and b.left - part[0].left < 4 * size)


def _is_centred(a: Line, b: Line) -> bool:
    """Whether two lines of different lengths stand around one axis."""
    return abs(a.left + a.right - b.left - b.right) < 0.5 * a.size and abs(a.left - b.left) > 0.5 * a.size


def _is_row(line: Line) -> bool:
    """Whether a line is a row of a table, its cells apart by tabs; behind a number one tab is a blank."""
    return "\t" in _BEHIND_MARK.sub("", line.text)


class _Joining:
    """Joins the lines of paragraphs, given all lines of a document: which words these have tells about hyphens."""

    def __init__(self, lines: Sequence[Line]) -> None:
        whole = " ".join(line.text for line in lines).lower()
        self._compounds: Set[str] = frozenset(_HYPHENED.findall(whole))
        self._words = Counter(_LETTERS.findall(whole))
        self._divides = sum(line.hyphen for line in lines) >= _DIVIDED * len(lines)

    def joined(self, lines: Iterable[Line]) -> str:
        """The lines of a paragraph as one; a blank between Latin words, none where Chinese stands on either side."""
        text, hyphen = "", False
        for line in lines:
            said = line.text.strip()
            if hyphen:
                text += said if said[:1].islower() and self._is_divided(text, said) else f"-{said}"
            elif not text or not said or _IS_WIDE.match(text[-1]) or _IS_WIDE.match(said[0]) or text[-1] in "-–—/":
                text += said
            else:
                text += f" {said}"
            hyphen = line.hyphen
        return without_notes(_BEHIND_MARK.sub(r"\1 ", text)) + ("-" if hyphen else "")

    def _is_divided(self, above: str, below: str) -> bool:
        """Whether a hyphen at the end of a line divides a word, rather than joins two.

        It does where the text has the word whole elsewhere, or where many lines end so, unless it has the word with its
        hyphen, or both halves.
        """
        head, tail = _LAST_LETTERS.search(above), _LETTERS.match(below)
        first, second = head[0].lower() if head else "", tail[0].lower() if tail else ""
        if self._words[first + second]:
            return True
        known = f"{first}-{second}" in self._compounds or min(self._words[first], self._words[second]) > 1
        return self._divides and not known
