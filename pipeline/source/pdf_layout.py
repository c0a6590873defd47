"""Lines on pages → paragraphs, by where they stand: margins, indents, the space between lines, the size of type."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_IS_WIDE: Final = re.compile(f"[{_WIDE}“”‘’…—]")
_DIGITS: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"[\s\-—－–·•|/第页頁共pPage of]*\d{1,4}(?:[\s\-—－–·•|/第页頁共of]+\d{0,4})?[\s\-—－–·•|]*"
)
_MARK: Final = re.compile(
    r"[•●·▪■◆○※\-–—*](?=\s)|(?:\d{1,2}[.)、．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳]|"
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
_HYPHENED: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_LAST_LETTERS: Final = re.compile(r"[^\W\d_]+\Z")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_EDGE: Final = 0.12  # of a page's height, above and below which running heads and page numbers stand
_SAME_SIZE: Final = 0.12  # by which share type of one paragraph may differ in size
_SOME: Final = 0.1  # of the text of a column may stand beyond its margins
_LARGE: Final = 1.15  # times the size of the text, at least, is the type of titles
_FAR: Final = 1.35  # times the usual distance of lines, at least, is that of paragraphs
_INDENT: Final = 0.7  # of a character's size, at least, is an indent
# Characters: how much more room than it needs a word must have had to be moved by no margin, where a sentence ends
# before it, and where none does.
_SPARE: Final = 0.7
_SPARE_WITHIN: Final = 2.0
_MOST_LINES: Final = 4  # of a title


@dataclass(frozen=True, slots=True)
class Line:
    """One line; positions in points from the lower left corner of its page. `hyphen`: it ends in a divided word."""

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
    """A line of the text with its page and the margins of its column."""

    line: Line
    page: int
    left: float
    right: float


def paragraphs(pages: Sequence[Page]) -> str:
    """The text of pages, a paragraph a line, without running heads and page numbers."""
    lines = _placed(_without_furniture(pages))
    if not lines:
        return ""
    size = _usual([placed.line.size for placed in lines for _ in placed.line.text])
    pitch = _pitch(lines, size)
    parts: list[list[Line]] = []
    above: _Placed | None = None
    for placed in lines:
        if above is not None and _goes_on(above, placed, parts[-1], size, pitch):
            parts[-1].append(placed.line)
        else:
            parts.append([placed.line])
        above = placed
    whole = " ".join(placed.line.text for placed in lines).lower()
    compounds, words = frozenset(_HYPHENED.findall(whole)), Counter(_LETTERS.findall(whole))
    return "\n".join(_joined(part, compounds, words) for part in parts)


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without what stands at the edges of several of them, numbers aside, and without their numbers."""
    often: Counter[tuple[str, bool]] = Counter()
    for page in pages:
        often.update({_key(page, line) for line in page.lines if _at_edge(page, line)})
    # A head may be one for left pages and another for right ones.
    least = max(2, min(3, len(pages) // 2 + 1))
    kept = []
    for page in pages:
        edge = [line for line in page.lines if _at_edge(page, line)]
        gone = {
            id(line)
            for line in edge
            if _PAGE_NUMBER.fullmatch(line.text.strip())
            or _PRINTED.fullmatch(line.text.strip())
            or (len(pages) > 1 and often[_key(page, line)] >= least)
        }
        kept.append(Page(page.width, page.height, tuple(line for line in page.lines if id(line) not in gone)))
    return kept


def _at_edge(page: Page, line: Line) -> bool:
    return line.top > (1 - _EDGE) * page.height or line.bottom < _EDGE * page.height


def _key(page: Page, line: Line) -> tuple[str, bool]:
    return _DIGITS.sub("0", "".join(line.text.split())), line.top > page.height / 2


def _placed(pages: Sequence[Page]) -> list[_Placed]:
    """Lines with the margins of their columns; a page has one column or two."""
    columns: dict[int, list[Line]] = defaultdict(list)
    of: list[tuple[Line, int, int]] = []
    for number, page in enumerate(pages):
        two = _has_two_columns(page)
        for line in page.lines:
            middle = page.width / 2
            column = 0 if not two or (line.left < middle < line.right) else 1 if line.right <= middle else 2
            columns[column].append(line)
            of.append((line, number, column))
    margins = {column: _margins(lines) for column, lines in columns.items()}
    return [_Placed(line, number, *margins[column]) for line, number, column in of]


def _has_two_columns(page: Page) -> bool:
    """Whether most text stands wholly in one half of the page or the other."""
    middle = page.width / 2
    left = sum(len(line.text) for line in page.lines if line.right <= middle + 1)
    right = sum(len(line.text) for line in page.lines if line.left >= middle - 1)
    total = sum(len(line.text) for line in page.lines)
    return min(left, right) > 0.25 * total


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """The left and right margin of a column: what all but little text begins behind, and ends before."""
    begins: Counter[int] = Counter()
    for line in lines:
        begins[round(line.left)] += len(line.text)
    enough = _SOME * begins.total()
    left = float(min(x for x, count in begins.items() if count + begins[x - 1] + begins[x + 1] >= enough))
    ends = sorted((line.right, len(line.text)) for line in lines if line.right > left)
    total = sum(count for _, count in ends)
    seen = 0
    for right, count in ends:
        seen += count
        if seen >= (1 - _SOME) * total:
            return left, right
    return left, ends[-1][0] if ends else left


def _usual(values: Sequence[float]) -> float:
    """The middle one of some values."""
    return sorted(values)[len(values) // 2]


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
    indent = b.left - below.left
    hangs = bool(_MARK.match(part[0].text)) and b.left > part[0].left + 0.3 * size and not turned
    if _MARK.match(b.text) and (indent > _INDENT * size or _ENDS.search(a.text) or not _is_full(above, below)):
        return False
    if hangs and abs(b.left - part[-1].left) < 0.3 * size and len(part) > 1:
        return True
    if not _is_full(above, below):
        return False
    return indent < _INDENT * size or (hangs and not _MARK.match(b.text) and b.left - part[0].left < 4 * size)


def _is_row(line: Line) -> bool:
    """Whether a line is a row of a table, its cells apart by tabs; behind a number one tab is a blank."""
    return "\t" in _BEHIND_MARK.sub("", line.text)


def _joined(lines: Sequence[Line], compounds: Set[str], words: Counter[str]) -> str:
    """The lines of a paragraph as one; a blank between Latin words, none where Chinese stands on either side.

    The hyphen of a word that a line end divides goes, unless the text has the word with its hyphen elsewhere
    (`compounds`), or both halves, counted in `words`, and not the whole.
    """
    text = _BEHIND_MARK.sub(r"\1 ", lines[0].text.strip())
    for above, line in pairwise(lines):
        said = line.text.strip()
        if above.hyphen:
            head, tail = _LAST_LETTERS.search(text), _LETTERS.match(said)
            first, second = head[0].lower() if head else "", tail[0].lower() if tail else ""
            apart = first + second not in words and min(words[first], words[second]) > 1
            kept = f"{first}-{second}" in compounds or apart
            text += said if said[:1].islower() and not kept else f"-{said}"
        elif not text or not said or _IS_WIDE.match(text[-1]) or _IS_WIDE.match(said[0]) or text[-1] in "-–—/":
            text += said
        else:
            text += f" {said}"
    return text
