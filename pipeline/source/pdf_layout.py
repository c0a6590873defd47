"""Lines on pages → paragraphs, by where they stand: margins, indents, the space between lines, the size of type."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise
from typing import Final

from pipeline.source.pdf_columns import Placed, in_columns, parted, with_margins, without_footnotes
from pipeline.source.pdf_furniture import is_printed, without_furniture
from pipeline.source.pdf_page import ENDS, INDENT, Line, Page, text_size, usual
from pipeline.source.raised import without_notes

_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_IS_WIDE: Final = re.compile(f"[{_WIDE}“”‘’…—]")
_MARK: Final = re.compile(
    r"[•●·▪■◆○◦□☐※➢➤►▶✓✔→★☆\-–—*](?=\s)|(?:\d{1,2}(?:\.\d{1,2}){1,3}(?=\s)|[A-Za-z][.)](?=\s)|\([a-z]{1,4}\)|"
    r"\d{1,2}[.)、．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳]|"
    r"[\[［]\d{1,3}[\]］]|第[一二三四五六七八九十\d]{1,3}[章节条部])"
)
_BEHIND_MARK: Final = re.compile(rf"\A({_MARK.pattern})\t")
# What a margin moves to the next line as one: a Latin word or a figure, or a character, with the marks beside it.
_UNIT: Final = re.compile(
    r"[“‘「『（(《〈【]*(?:[^\s\u2e80-\U0003ffff“‘”’]+|[^\s])[”’」』）)》〉】，。、；：！？,.;:!?%％]*"
)
_HYPHENED: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_LAST_LETTERS: Final = re.compile(r"[^\W\d_]+\Z")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_NEIGHBOURS: Final = re.compile(
    r"相关(?:推荐|阅读|文章|新闻|报道|链接)|(?:推荐|延伸)阅读|热门(?:文章|推荐)|精选留言|网友评论|"
    r"(?:Related|Recommended)(?: \w+){0,2}|Most (?:read|popular)|Comments",
    re.I,
)
_LINK: Final = 60  # characters, at most, of a link to another page
_SAME_SIZE: Final = 0.12  # by which share type of one paragraph may differ in size
_LARGE: Final = 1.15  # times the size of the text, at least, is the type of titles
_TITLE: Final = 1.4  # and so large, at least, that of the title of a printed web page
_FAR: Final = 1.35  # times the usual distance of lines, at least, is that of paragraphs
# Characters: how much more room than it needs a word must have had to be moved by no margin, where a sentence ends
# before it, and where none does.
_SPARE: Final = 0.7
_SPARE_WITHIN: Final = 2.0
_SHORT: Final = 20  # characters, at most, of a line under a whole sentence that is a heading
_MOST_LINES: Final = 4  # of a title
_DIVIDED: Final = 0.03  # of the lines end in a hyphen, at least, where words are divided at the margin


def paragraphs(pages: Sequence[Page]) -> str:
    """The text of pages, a paragraph a line.

    Running heads, page numbers and notes at the foot of a page are left out. What stands beside the text comes after
    it; of a web page that a browser printed it is left out, and so are what stands above the title and the links to
    other pages below.
    """
    printed = is_printed(pages)
    placed = without_footnotes(in_columns(without_furniture(pages)), pages)
    lines, beside = parted(with_margins(placed, min((page.width for page in pages), default=0.0)))
    if not lines:
        return ""
    size = text_size(p.line for p in lines)
    lines = _from_title(lines, size) if printed else [*lines, *beside]
    pitch = _pitch(lines, size)
    parts: list[list[Line]] = []
    above: Placed | None = None
    for p in lines:
        if above is not None and _goes_on(above, p, parts[-1], size, pitch):
            parts[-1].append(p.line)
        else:
            parts.append([p.line])
        above = p
    join = _Joining([p.line for p in lines])
    texts = [join.joined(part) for part in parts]
    if printed:
        if parts[0][0].size > _TITLE * size and not texts[0].endswith("文件"):  # who issues an official paper
            texts[0] = f"# {texts[0]}"
        texts = _to_neighbours([text for text in texts if not text.endswith("↩")])  # a note with its way back
    return "\n".join(texts)


def _to_neighbours(texts: list[str]) -> list[str]:
    """The paragraphs of a printed web page up to the heading of its links to others, if nothing long follows."""
    for i, text in enumerate(texts):
        if 2 * i >= len(texts) and _NEIGHBOURS.fullmatch(text) and all(len(t) < _LINK for t in texts[i:]):
            return texts[:i]
    return texts


def _from_title(lines: Sequence[Placed], size: float) -> list[Placed]:
    """The lines from the first in the type of a title, if only ways through the site stand above it."""
    for i, placed in enumerate(lines):
        if placed.page != lines[0].page or ENDS.search(placed.line.text.strip()):
            break
        if placed.line.size > _TITLE * size and len(_LETTERS.findall(placed.line.text)) > 0:
            return list(lines[i:])
    return list(lines)


def _pitch(lines: Sequence[Placed], size: float) -> float:
    """The usual distance between two lines of a paragraph, from foot to foot."""
    apart = [
        a.line.bottom - b.line.bottom
        for a, b in pairwise(lines)
        if a.page == b.page and 0.5 * size < a.line.bottom - b.line.bottom < 4 * size and _is_full(a, b)
    ]
    return usual(apart) if apart else 1.5 * size


def _is_full(above: Placed, below: Placed) -> bool:
    """Whether the margin ended a line: what follows had no room behind it."""
    line, text = below.line, below.line.text
    unit = _UNIT.match(text)
    width = (line.right - line.left) / max(1, _columns(text))
    needed = width * _columns(unit[0]) if unit else 0.0
    spare = _SPARE if ENDS.search(above.line.text) else _SPARE_WITHIN
    return above.right - above.line.right < needed + spare * line.size


def _columns(text: str) -> int:
    return sum(2 if _IS_WIDE.match(c) else 1 for c in text)


def _goes_on(above: Placed, below: Placed, part: Sequence[Line], size: float, pitch: float) -> bool:
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
        return title and not ENDS.search(a.text)
    if not turned and apart > _FAR * pitch:
        return False
    if not turned and _is_centred(a, b) and min(a.left, b.left) > above.left + INDENT * size:
        return False
    if a.left > above.left + 0.4 * (above.right - above.left):  # a date, a signature
        return False
    short = (
        len(b.text) <= _SHORT
        and b.text[0] not in "([（［"
        and below.right - b.right > 2 * b.size
        and not ENDS.search(b.text)
    )
    if short and ENDS.search(a.text):  # a heading, over a page too
        return False
    indent = b.left - below.left
    hangs = bool(_MARK.match(part[0].text)) and b.left > part[0].left + 0.3 * size and not turned
    if _MARK.match(b.text) and (indent > INDENT * size or ENDS.search(a.text) or not _is_full(above, below)):
        return False
    if hangs and abs(b.left - part[-1].left) < 0.3 * size and len(part) > 1:
        return True
    if not _is_full(above, below):
        return False
    if indent >= INDENT * size and abs(b.left - a.left) < 0.3 * size and not _MARK.match(b.text):
        # Set in as the line above: a block goes on, or a paragraph of one line is followed by another.
        if len(part) > 1 and abs(part[-2].left - a.left) < 0.3 * size:
            return True
        wide = _IS_WIDE.match(b.text) is not None
        return not ENDS.search(a.text) and (above.right - a.right < size if wide else not b.text[0].isupper())
    return indent < INDENT * size or (hangs and not _MARK.match(b.text) and b.left - part[0].left < 4 * size)


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
