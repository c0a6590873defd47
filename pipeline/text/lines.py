"""Lines of a text, and which of them one sentence runs over.

Most texts keep a paragraph on a line. Typescripts, mails and PDF files wrap it at a fixed width, and pages taken from
the web break it wherever a link or a footnote stood. Both are put together again here, before headings are looked for:
half a sentence is as short and unpunctuated as a heading.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pipeline.text.characters import CJK, INVISIBLE, INVISIBLE_SET, display_width, is_wide
from pipeline.text.full_stops import FRACTION
from pipeline.text.numbering import NOUNS, NUMERAL
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
# The first line of a document that names its kind and has no punctuation: under it the text begins.
_TITLE: Final = re.compile(
    rf"[{CJK}A-Za-z0-9“”《》、 ]{{4,40}}(?:计划|計劃|方案|意见|意見|报告|報告|规划|規劃|通知|办法|辦法|纲要|綱要|"
    "决定|決定|研究|思考|建议|建議)"
)
_FENCE = re.compile(r"```+[\w+-]*")  # of a block of code in Markdown
_ROW: Final = re.compile(r"\S(?:[ \u3000]{2,}|\t)\S.*\S(?:[ \u3000]{2,}|\t)\S")  # of a table of three columns or more
_DANGLING: Final = frozenset("与與和及暨")  # which no title ends with
_QUOTE: Final = re.compile(r">+ ")
# Of a figure cut by the end of a line, after Chinese: a point, or a group of thousands that is not full.
_HEAD_OF_FIGURE: Final = re.compile(rf"[{CJK}]\d{{1,3}}(?:(?P<point>\.)|(?:,\d{{3}})*,(?P<group>\d{{0,2}}))$")
_REST_OF_FIGURE: Final = re.compile(rf"\d{{1,3}}(?=[%％‰{CJK}])")
_THOUSAND: Final = 3  # digits of a group
_ONE_LEFT: Final = re.compile(rf"[{CJK}][。！？]?")  # what a margin leaves of a word
_UNDERLINE = re.compile(r"={3,}|-{3,}")

_ENDS = re.compile(r"[。！？!?:：；;…][”’」』）)\"'*_]*$|\.[\"'”’)]*$")
_OPENS = re.compile(
    r"[-*+•·▪●■□◆▶►○☆★] ?(?=\S)|——|#{1,6} |[|>]|"
    r"[（(]?[一二三四五六七八九十\d]{1,3}(?:[)）、．]|\.(?!\d)|,(?!\d)|，)|[㈠-㈩①-⑳⑴-⒛]|"
    r"第[一二三四五六七八九十百\d]{1,4}[章节節条條编編部，、是]|[一二三四五六七八九十]是|其[一二三四五六七八九][，,]"
)
_CANNOT_OPEN: Final = frozenset("，、。；：！？）》」』”】〕〉,;)]")
_CANNOT_CLOSE: Final = frozenset("《〈（(【〔[「『“")
# Of these, what an item cannot follow either: a list may be quoted, but `（` and `一）` below it are one number.
_HOLDS_NUMBER: Final = frozenset("《〈（(【〔")
_REST_OF_ORDINAL = re.compile(rf"[（(]?[{NUMERAL}\d]")  # of `第`, which no line ends with
_LONE_NUMBER = re.compile(
    r"(?:第[一二三四五六七八九十]{1,3}[，,、]|[一二三四五六七八九十]{1,3}(?:\s*[、．.]|是|要|，)|"
    r"[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、．.]|其[一二三四五六七八九][，,])"
)
_NUMBER_AT_END: Final = re.compile(
    rf"[。！？；;](?:(?:{NOUNS})之?[一二三四五六七八九十\d]{{1,3}}[：:]|"
    rf"其[一二三四五六七八九][：:]|{_LONE_NUMBER.pattern})$"
)
_MARK: Final = re.compile(r"(?:[-*+•·▪●■□◆▶►○☆★]|(?P<number>[（(]?\d{1,3}[)）、．.])) +")
_LONG: Final = 40  # columns; what is shorter may be a heading
_FOOTNOTE = re.compile(r"[\[［〔]\s*\d{0,3}\s*[\]］〕]?")
_BRACKET_OF_NOTE: Final = re.compile(r"[\[［〔]")
_NOTE: Final = re.compile(r"[\w ]{1,6}")
_WHOLE_NOTE: Final = re.compile(r"[\[［〔] ?\w{1,4} ?[\]］〕]|[①-⑳]|[¹²³⁰⁴-⁹]{1,3}")
_END_OF_NOTE: Final = re.compile(r"[\]］〕]")
_LABEL = re.compile(rf"[\[［【（(]?[{CJK}]{{2,6}}[：:]")
_IN_BRACKETS = re.compile(r"[（(\[［【].*[)）\]］】]", re.S)
_POINT_AT_END, _FRACTION = re.compile(r"\D\d{1,3}\.$"), re.compile(FRACTION)
_LEFT_OPEN = re.compile(r"[（(][^（()）]+\Z")  # at the end of a line: a bracket that another closes
_CLOSES = re.compile(r"[^（()）]*[)）]")
_INNER_STOP = re.compile(r"[。！？].|[a-z][.!?] [A-Z“\"]")
_SALUTATION = re.compile(r"各位|同志|尊敬|亲爱|親愛|女士|先生|朋友|Dear |Ladies")
_GOES_ON = re.compile(rf"[{CJK}A-Za-z0-9%％）)》”’」\]]$")
_LATIN_GOES_ON = re.compile(r"[A-Za-z,;]$")
_FIRST_WORD = re.compile(r"[^\s\u2e80-\U0003ffff]+")
_NARROWEST, _WIDEST = 30, 140  # columns that people and programs wrap texts at
_OF_PROSE, _OF_ITEMS = 0.9, 0.97  # of the width: how near the margin a line must come that goes on
_TAIL = 40
_BRACKETED: Final = 121  # characters before the end of a line, among which a bracket that it leaves open begins
_INDENT: Final = re.compile(r"(?:[\u3000 \t]{2,}|\t)\Z")
_DEEPEST: Final = 16  # characters of an indent that are looked at
_TAB: Final = "    "


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or several that were one, without the white space around it.

    `breaks` counts the line ends between it and the line above, none where a page was turned within a paragraph;
    `indent`, the columns of white space right before it, of 16 characters at most, a tab being four, 0 for a single
    blank; `underlined` says that a rule of `=` or `-` stands right below it, as Markdown marks headings; `code`, that
    it stands in a block of code.
    """

    start: int
    end: int
    text: str
    breaks: int = 1
    indent: int = 0
    underlined: bool = False
    code: bool = False

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
    spans = _spans(text)
    fences = [i for i, (start, end) in enumerate(spans) if _FENCE.fullmatch(text, start, end)]
    open_fences, close_fences = frozenset(fences[::2][: len(fences) // 2]), frozenset(fences[1::2])
    turns = _page_turns(text, spans)
    last_end, turned = 0, 0
    code = False
    for i, (start, end) in enumerate(spans):
        if i in open_fences or i in close_fences:  # one that never closes fences nothing
            code = i in open_fences
            continue
        # Something invisible alone on a line marks where a page was turned: that makes no blank line.
        breaks = len(_LINE_END.findall(_PAGE_TURN.sub("", text[last_end:start]))) - turned if found else 1
        if i in turns:
            turned += 1
            continue
        if turned and found and (_left_open(found[-1]) or (breaks == 1 and not _may_be_heading(found[-1].text))):
            breaks = 0
        if _FURNITURE.fullmatch(text, start, end):
            if found and breaks == 1 and _UNDERLINE.fullmatch(text, start, end):
                found[-1] = replace(found[-1], underlined=True)
            continue
        if not code and found and _CONTENTS.fullmatch(text, start, end):
            continue
        if not code and is_page_furniture(text[start:end], at_top=not found):
            continue
        found.append(Line(start, end, INVISIBLE.sub("", text[start:end]), breaks, _indent(text, start), code=code))
        last_end, turned = end, 0
    return found


def page_turns(text: str) -> list[tuple[int, int]]:
    """The running heads and the page numbers beside them, by offsets and in order."""
    spans = _spans(text)
    return [spans[i] for i in sorted(_page_turns(text, spans))]


def _spans(text: str) -> list[tuple[int, int]]:
    """Where the lines with something on them stand, without white space around it."""
    return [span for m in _LINE.finditer(text) if (span := _trimmed(text, m.start(), m.end())) is not None]


def _may_be_heading(text: str) -> bool:
    return _OPENS.match(text) is not None or display_width(text) < _LONG


def _left_open(line: Line) -> bool:
    """Whether a line surely goes on, over the blank lines around a page number too."""
    return line.text[-1] in "，、," or not (_may_be_heading(line.text) or _ENDS.search(line.tail))


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
        if i not in numbers and len(line) >= _HEAD_LETTERS and not _ENDS.search(line[-_TAIL:]):
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


def joined(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines with those that one sentence runs over put together."""
    width = wrapped_at(lines)
    marked = width > 0 and any(line.breaks > 1 or line.indent for line in lines[1:])
    blocks: list[tuple[Line, Line]] = []  # first and last line of each
    prose = False
    around_notes = _around_notes(lines)
    for i, line in enumerate(lines):
        above = blocks[-1][1] if blocks else None
        if (
            above is not None
            and not (above is lines[0] and _is_title(above, line))
            and (
                i in around_notes
                or (above is lines[0] and _goes_on_with_title(above, line))
                or _hangs(blocks[-1][0], line)
                or _continues(above, line, prose, width, marked)
                or _in_brackets(text[max(blocks[-1][0].start, above.end - _BRACKETED) : above.end], above, line, width)
            )
        ):
            blocks[-1] = (blocks[-1][0], line)
            # Where paragraphs are marked, what ran over a line once is one, until the next mark.
            prose = (
                prose or (marked and not _OPENS.match(blocks[-1][0].text)) or _INNER_STOP.search(line.text) is not None
            )
        else:
            blocks.append((line, line))
            prose = _INNER_STOP.search(line.text) is not None
    return [
        a if a is b else replace(a, end=b.end, text=INVISIBLE.sub("", text[a.start : b.end]), underlined=b.underlined)
        for a, b in blocks
    ]


def _around_notes(lines: Sequence[Line]) -> frozenset[int]:
    """Which lines go on with the one above them around the mark of a footnote that stands on lines of its own.

    So a web page comes out that is copied element by element: `[4]`, or `[`, `4` and `]`.
    """
    found: set[int] = set()
    for i in range(1, len(lines) - 1):
        mark, after = lines[i], lines[i + 1]
        if _WHOLE_NOTE.fullmatch(mark.text) and mark.breaks == after.breaks == 1 and after.text[0] in _CANNOT_OPEN:
            found.update((i, i + 1))
    for i in range(1, len(lines) - 2):
        if not _BRACKET_OF_NOTE.fullmatch(lines[i].text):
            continue
        of_mark = lines[i : i + 3]
        close = of_mark[-1].text
        if any(line.breaks != 1 for line in of_mark) or not _NOTE.fullmatch(of_mark[1].text):
            continue
        if not _END_OF_NOTE.match(close):
            continue
        found.update(range(i, i + 3))
        rest = lines[i + 3 : i + 4]
        headed = _OPENS.match(lines[i - 1].text) or _ENDS.search(lines[i - 1].tail)
        if rest and rest[0].breaks == 1 and len(close) == 1 and not (headed or _OPENS.match(rest[0].text)):
            found.add(i + 3)
    return frozenset(found)


def _is_title(first: Line, line: Line) -> bool:
    """Whether the first line of a document names it, so that `line` under it begins the text."""
    return _TITLE.fullmatch(first.text) is not None and line.text[0] not in _CANNOT_OPEN


def _goes_on_with_title(first: Line, line: Line) -> bool:
    """Whether the first two lines of a document are one title, as `桥梁检测与` and `维修研究` are."""
    return line.breaks == 1 and first.text[-1] in _DANGLING and _TITLE.fullmatch(first.text + line.text) is not None


def _hangs(first: Line, line: Line) -> bool:
    """Whether `line` stands under the words of the item that `first` opens with a mark or a number."""
    mark = _MARK.match(first.text)
    if mark is None or line.breaks > 1 or line.code or _OPENS.match(line.text):
        return False
    if mark["number"] and _reach(first) < _LONG:
        return False
    return line.indent == first.indent + display_width(mark[0])


def _in_brackets(so_far: str, above: Line, line: Line, width: int) -> bool:
    """Whether `line` stands in a bracket that the lines above leave open, as `单位：水务局）` under `（责任` does."""
    if line.breaks != 1 or line.code or _OPENS.match(line.text) or not _LEFT_OPEN.search(so_far):
        return False
    return _CLOSES.match(line.text) is not None or (width > 0 and not _has_room(above, line, _OF_PROSE * width))


def _continues(above: Line, line: Line, prose: bool, width: int, marked: bool) -> bool:
    """Whether `line` goes on with the sentence that `above` leaves open; `prose`: it stands in a paragraph."""
    if line.breaks > 2 or above.text[0] in "|#" or above.underlined or above.code or line.code:
        return False
    if line.text[0] in _CANNOT_OPEN or (_FOOTNOTE.fullmatch(line.text) and prose):
        return True
    if above.text[-1] in _CANNOT_CLOSE and (above.text[-1] in _HOLDS_NUMBER or not _OPENS.match(line.text)):
        return True
    if above.text[-1] == "第" and _REST_OF_ORDINAL.match(line.text):
        return True
    if line.breaks < 2 and (_cuts_a_number(above, line) or _is_left_over(above, line)):
        return True
    if line.breaks > 1 or _OPENS.match(line.text) or _LABEL.match(line.text):
        return False
    if _LONE_NUMBER.fullmatch(above.text):
        return True
    if _IN_BRACKETS.fullmatch(above.text):
        return False
    if line.indent and not (width and line.indent == above.indent):  # where all lines are indented, it says nothing
        return False
    if above.text[-1] in "，、":
        return not _SALUTATION.match(above.text)
    if width and _NUMBER_AT_END.search(above.tail) and not _has_room(above, line, _OF_PROSE * width):
        return True
    if width and _POINT_AT_END.search(above.tail) and _FRACTION.match(line.text):
        return not _has_room(above, line, _OF_PROSE * width)
    if _ENDS.search(above.tail):
        return marked and not _has_room(above, line, width)
    if line.breaks == 0 and _GOES_ON.search(above.tail):
        return True
    if prose and _GOES_ON.search(above.tail) and (is_wide(line.text[0]) or not line.text[0].isupper()):
        return True
    if line.text[0].islower() and _LATIN_GOES_ON.search(above.tail) and display_width(above.text) >= _LONG:
        return True
    # Items of a list are often short, so that one must nearly reach the margin: punctuation hangs over it by a column.
    near = _OF_ITEMS if _OPENS.match(above.text) else _OF_PROSE
    return bool(width) and not _has_room(above, line, near * width)


def _is_left_over(above: Line, line: Line) -> bool:
    """Whether a line has but one character, which the margin left of the word above it."""
    return _ONE_LEFT.fullmatch(line.text) is not None and not _ENDS.search(above.tail) and len(above.text) > 1


def _cuts_a_number(above: Line, line: Line) -> bool:
    """Whether a line ends within a figure: `38,9` above `20宗`, `12.` above `5%`."""
    head, rest = _HEAD_OF_FIGURE.search(above.tail), _REST_OF_FIGURE.match(line.text)
    if head is None or rest is None:
        return False
    return head["point"] is not None or len(head["group"]) + len(rest[0]) == _THOUSAND


def wrapped_at(lines: Sequence[Line]) -> int:
    """The width in columns at which a typewriter or a mail program wrapped the text; 0 if lines are paragraphs."""
    pairs = [(a, b) for a, b in pairwise(lines) if b.breaks == 1 and not (_OPENS.match(b.text) or _ROW.search(a.text))]
    if len(pairs) < 3:
        return 0
    widths = sorted(_reach(a) for a, _ in pairs)
    widest = widths[int(0.95 * (len(widths) - 1))]
    if not _NARROWEST <= widest <= _WIDEST:
        return 0
    # Nothing runs past a margin: where much does, what was measured are headings over paragraphs.
    if sum(_reach(line) > 1.2 * widest for line in lines) > 0.1 * len(lines):
        return 0
    broken = [a for a, b in pairs if not _ENDS.search(a.tail) and not _has_room(a, b, _OF_PROSE * widest)]
    return widest if len(broken) >= 0.4 * len(pairs) else 0


def _has_room(above: Line, line: Line, width: float) -> bool:
    """Whether the first word of `line` had room behind `above`: then its writer, not the margin, ended that line."""
    word = _FIRST_WORD.match(line.text)
    return _reach(above) + (display_width(word[0]) + 1 if word else 2) <= width


def _reach(line: Line) -> int:
    """The column at which a line ends."""
    return line.indent + display_width(line.text)
