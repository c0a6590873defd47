"""Lines of a text, without what stands around an article: rules, page numbers, running heads, buttons of a page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pipeline.text.characters import INVISIBLE, INVISIBLE_SET, display_width
from pipeline.text.web_page import is_page_furniture

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(rf"[\s{INVISIBLE_SET}]")
_PAGE_TURN = re.compile(rf"\n[{INVISIBLE_SET}]+\n")
# Rules, of tables too, and page numbers with what marks them as such; a bare number may be data, and is kept.
_FURNITURE: Final = re.compile(
    r"[\s\-=_*~—─－·•.|:]+|[-—－–·]+ ?\d{1,4} ?[-—－–·]+|第 ?\d{1,4} ?[页頁](?:[ ，,/]*共 ?\d{1,4} ?[页頁])?|"
    r"page \d{1,4}(?: (?:of|/) \d{1,4})?",
    re.I,
)
_PAGE_NUMBER: Final = re.compile(
    r"(?:[-—－–·]+ ?|第 ?|page )?(\d{1,4})(?: ?[-—－–·]+| ?[页頁].{0,20}| (?:of|/) ?\d{1,4})?", re.I
)
_OFTEN: Final = 3  # times that a running head stands in a text, at the least
_PAGES: Final = 3  # from one of them to the next, at the most: a page may have no head
_HEAD_LETTERS: Final = 4  # that it has, at the least
# A line of a table of contents, with its dots.
_CONTENTS: Final = re.compile(r".{1,80}?(?:\.{4,}|…{2,}|·{4,}|(?:\. ){4,})[ \t]*\d{1,4}")
_FENCE = re.compile(r"```+[\w+-]*")  # of a block of code in Markdown
_QUOTE: Final = re.compile(r">+ ")
# What Markdown files begin with for programs: `title: …` and other keys between two rules.
FRONT_MATTER: Final = re.compile(
    r"---[ \t]*\n(?=(?:title|date|layout|author|tags|categories|description|lang|output|draft|slug)[ \t]*:)"
    r"(?:(?:title[ \t]*:[ \t]*(?:[|>][+-]?[ \t]*\n[ \t]+)?(?P<title>.*)|"
    r"[A-Za-z][\w-]*[ \t]*:.*|[ \t]+\S.*|- .*|#.*)?\n){1,60}?---[ \t]*(?=\n|\Z)"
)
_UNDERLINE = re.compile(r"={3,}|-{3,}")
ROW: Final = re.compile(r"\S(?:[ \u3000]{2,}|\t)\S.*\S(?:[ \u3000]{2,}|\t)\S")  # of a table of three columns or more
_CAPTION: Final = re.compile(
    r"(?:资料|資料|数据|數據)?(?:来源|來源)|[图圖表注] ?\d|[\[［]\d|Source|Note|Table|Fig", re.I
)
ENDS = re.compile(r"[。！？!?:：；;…][”’」』）)\"'*_]*$|\.[\"'”’)]*$")
OPENS = re.compile(
    r"[-*+•·▪●■□◆▶►○☆★] ?(?=\S)|——|#{1,6} |[|>]|"
    r"[（(]?[一二三四五六七八九十\d]{1,3}(?:[)）、．]|\.(?!\d)|,(?!\d)|，)|[㈠-㈩①-⑳⑴-⒛]|"
    r"第[一二三四五六七八九十百\d]{1,4}[章节節条條编編部，、是]|[一二三四五六七八九十]是|其[一二三四五六七八九][，,]"
)
LONG: Final = 40  # columns; what is shorter may be a heading
_TAIL = 40
_INDENT: Final = re.compile(r"(?:[\u3000 \t]{2,}|\t)\Z")
_DEEPEST: Final = 16  # characters of an indent that are looked at
_TAB: Final = "    "


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or several that were one, without the white space around it and the invisible characters in it.

    `breaks` counts the line ends between it and the line above, none where a page was turned within a paragraph;
    `indent`, the columns of white space right before it, of 16 characters at most, a tab being four, 0 for a single
    blank; `underlined` says that a rule of `=` or `-` stands right below it, as Markdown marks headings; `code`, that
    it stands in a block of code; `turned` holds the page numbers and running heads, by offsets, between it and the line
    above, and within it where several lines were put together.
    """

    start: int
    end: int
    text: str
    breaks: int = 1
    indent: int = 0
    underlined: bool = False
    code: bool = False
    turned: tuple[tuple[int, int], ...] = ()

    @property
    def tail(self) -> str:
        """The last characters: enough to see how the line ends, however long it is."""
        return self.text[-_TAIL:]


def lines_of(text: str) -> list[Line]:
    """The lines with something on them.

    Rules such as `-----`, page numbers such as `- 3 -`, running heads beside these and what a web page puts around an
    article count as white space.
    """
    found: list[Line] = []
    front = FRONT_MATTER.match(text)
    begin = front.end() if front else 0
    spans = [span for m in _LINE.finditer(text, begin) if (span := _trimmed(text, m.start(), m.end())) is not None]
    fences = [i for i, (start, end) in enumerate(spans) if _FENCE.fullmatch(text, start, end)]
    open_fences, close_fences = frozenset(fences[::2][: len(fences) // 2]), frozenset(fences[1::2])
    turns = _page_turns(text, spans)
    last_end = 0
    turned: list[tuple[int, int]] = []
    code = False
    for i, (start, end) in enumerate(spans):
        if i in open_fences or i in close_fences:  # one that never closes fences nothing
            code = i in open_fences
            continue
        # Something invisible alone on a line marks where a page was turned: that makes no blank line.
        breaks = len(_LINE_END.findall(_PAGE_TURN.sub("", text[last_end:start]))) - len(turned) if found else 1
        if i in turns:
            turned.append((start, end))
            continue
        if (
            turned
            and found
            and (_goes_over(found[-1], text[start:end]) or (breaks == 1 and not _may_be_heading(found[-1].text)))
        ):
            breaks = 0
        if _FURNITURE.fullmatch(text, start, end):
            if found and breaks == 1 and _UNDERLINE.fullmatch(text, start, end):
                found[-1] = replace(found[-1], underlined=True)
            continue
        if not code and found and _CONTENTS.fullmatch(text, start, end):
            continue
        if not code and is_page_furniture(text[start:end], at_top=not found):
            continue
        shown = INVISIBLE.sub("", text[start:end])
        found.append(Line(start, end, shown, breaks, _indent(text, start), code=code, turned=tuple(turned)))
        last_end, turned = end, []
    return found


def _may_be_heading(text: str) -> bool:
    return OPENS.match(text) is not None or display_width(text) < LONG


def _goes_over(above: Line, below: str) -> bool:
    """Whether a line surely goes on over a page, blank lines around its number too, with a line that is no heading."""
    if (
        (_may_be_heading(below) and not ENDS.search(below[-_TAIL:]))
        or _CAPTION.match(above.text)
        or ROW.search(above.text)
    ):
        return False
    return above.text[-1] in "，、," or not (_may_be_heading(above.text) or ENDS.search(above.tail))


def _page_turns(text: str, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Which lines are running heads, that stand again and again beside page numbers, or the numbers beside these.

    Page numbers rise from page to page, as the figures of a table that is a cell to a line do not.
    """
    numbers = {i: int(match[1]) for i, span in enumerate(spans) if (match := _PAGE_NUMBER.fullmatch(text, *span))}
    if not numbers:
        return frozenset()
    places: dict[str, list[int]] = {}
    for i, (start, end) in enumerate(spans):
        line = text[start:end]
        if i not in numbers and len(line) >= _HEAD_LETTERS and not ENDS.search(line[-_TAIL:]):
            places.setdefault(line, []).append(i)
    heads: set[int] = set()
    for of in places.values():
        beside = [next((numbers[j] for j in (i - 1, i + 1) if j in numbers), None) for i in of]
        pages = [number for number in beside if number is not None]
        often = len(of) >= _OFTEN and 2 * len(pages) > len(of)
        if often and pages[0] < pages[-1] and all(0 <= b - a <= _PAGES for a, b in pairwise(pages)):
            heads.update(of)
    turns = {i for i in numbers if not heads.isdisjoint((i - 1, i + 1))}
    last = len(spans) - 1  # under the last page no head follows
    if turns and 0 <= numbers.get(last, -1) - numbers[max(turns)] <= _PAGES:
        turns.add(last)
    return frozenset(heads | turns)


def _indent(text: str, start: int) -> int:
    """The columns of white space right before an offset, as `Line.indent`."""
    before = _INDENT.search(text, max(0, start - _DEEPEST), start)
    return display_width(before[0].replace("\t", _TAB)) if before else 0


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without white space, invisible characters and Markdown's quotation marks at its ends."""
    while True:
        while start < end and _UNSEEN.match(text, start):
            start += 1
        quoted = _QUOTE.match(text, start, end)
        if quoted is None:
            break
        start = quoted.end()
    while end > start and _UNSEEN.match(text, end - 1):
        end -= 1
    return (start, end) if start < end else None
