"""Lines put together that one sentence runs over.

Most texts keep a paragraph on a line. Typescripts, mails and PDF files wrap it at a fixed width, and pages taken from
the web break it wherever a link or a footnote stood. Both are put together again here, before headings are looked for:
half a sentence is as short and unpunctuated as a heading.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.text.characters import CJK, INVISIBLE, display_width, is_wide
from pipeline.text.full_stops import FRACTION
from pipeline.text.lines import ENDS, LONG, OPENS, ROW, Line
from pipeline.text.numbering import NOUNS, NUMERAL

# The first line of a document that names its kind and has no punctuation: under it the text begins.
_TITLE: Final = re.compile(
    rf"[{CJK}A-Za-z0-9“”《》、 ]{{4,40}}(?:计划|計劃|方案|意见|意見|报告|報告|规划|規劃|通知|办法|辦法|纲要|綱要|"
    "决定|決定|研究|思考|建议|建議)"
)
_DANGLING: Final = frozenset("与與和及暨")  # which no title ends with
# Of a figure cut by the end of a line, after Chinese: a point, or a group of thousands that is not full.
_HEAD_OF_FIGURE: Final = re.compile(
    rf"(?<![表图圖件附第])[{CJK}](?<![表图圖件附第])\d{{1,3}}(?:(?P<point>\.)|(?:,\d{{3}})*,(?P<group>\d{{1,2}}))$"
)
_REST_OF_FIGURE: Final = re.compile(rf"\d{{1,3}}(?:(?P<share>[%％‰万亿倍])|(?=[{CJK}]))")
_THOUSAND: Final = 3  # digits of a group
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
_FOOTNOTE = re.compile(r"[\[［〔]\s*\d{0,3}\s*[\]］〕]?")
_NOTE_OPENS, _NOTE_CLOSES = frozenset("[［〔"), frozenset("]］〕")
_NOTE: Final = re.compile(r"(?:注|註|[A-Za-z]{1,4})? ?\d{1,3}|[a-z*]", re.I)
_MOSTLY: Final = 0.6  # of the lines, from which blank lines are what parts paragraphs
# The heading of references, where the mark stands before what it marks.
_LIST_OF_NOTES: Final = re.compile(r"(?:参考文献|參考文獻|注\s*释|註\s*釋|(?:foot|end)?notes|references)[:：]?", re.I)
_WHOLE_NOTE: Final = re.compile(r"[\[［〔] ?\w{1,4} ?[\]］〕]|[①-⑳]|[¹²³⁰⁴-⁹]{1,3}")
_LABEL = re.compile(rf"[\[［【（(]?[{CJK}]{{2,6}}[：:]")
_IN_BRACKETS = re.compile(r"[（(\[［【].*[)）\]］】]", re.S)
_POINT_AT_END, _FRACTION = re.compile(r"\D\d{1,3}\.$"), re.compile(FRACTION)
_LEFT_OPEN = re.compile(r"[（(][^（()）]+\Z")  # at the end of a line: a bracket that another closes
_CLOSES = re.compile(r"[^（()）]*[)）]")
_BRACKET_BEHIND = re.compile(r"[。！？][（(][^（()）]{1,30}[)）]$")  # who took a picture, where a quotation is from
_INNER_STOP = re.compile(r"[。！？].|[a-z][.!?] [A-Z“\"]")
_SALUTATION = re.compile(r"各位|同志|尊敬|亲爱|親愛|女士|先生|朋友|Dear |Ladies")
_GOES_ON = re.compile(rf"[{CJK}A-Za-z0-9%％）)》”’」\]]$")
_LATIN_GOES_ON = re.compile(r"[A-Za-z,;]$")
_FIRST_WORD = re.compile(r"[^\s\u2e80-\U0003ffff]+")
_NARROWEST, _WIDEST = 30, 140  # columns that people and programs wrap texts at
_OF_RUNS, _OF_PROSE, _OF_ITEMS = 0.85, 0.9, 0.97  # of the width: how near the margin a line must come that goes on
_BRACKETED: Final = 121  # characters before the end of a line, among which a bracket that it leaves open begins


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
                or _continues(above, line, prose, width, marked, runs=blocks[-1][0] is not above)
                or _in_brackets(text[max(blocks[-1][0].start, above.end - _BRACKETED) : above.end], above, line, width)
            )
        ):
            turned = above.turned + line.turned
            blocks[-1] = (blocks[-1][0], replace(line, turned=turned) if turned else line)
            prose = prose or _INNER_STOP.search(line.text) is not None
        else:
            blocks.append((line, line))
            prose = _INNER_STOP.search(line.text) is not None
    return [a if a is b else _as_one(text, a, b) for a, b in blocks]


def _as_one(text: str, first: Line, last: Line) -> Line:
    """The lines from one to another put together, without the pages turned between them."""
    place, parts = first.start, []
    for start, end in last.turned:
        if start > first.start:
            parts.append(text[place:start].rstrip())
            place = end
    written = INVISIBLE.sub("", "".join([*parts, text[place : last.end]]))
    return replace(first, end=last.end, text=written, underlined=last.underlined, turned=last.turned)


def _around_notes(lines: Sequence[Line]) -> frozenset[int]:
    """Which lines go on with the one above them around the mark of a footnote that stands on lines of its own.

    So a web page comes out that is copied element by element: `[4]`, or `[`, `4` and `]`.
    """
    found: set[int] = set()
    listed = next((i for i, line in enumerate(lines) if _LIST_OF_NOTES.fullmatch(line.text)), len(lines))
    lines = lines[:listed]
    # Where blank lines stand between paragraphs, one that follows without is of the same paragraph.
    apart = sum(line.breaks > 1 for line in lines) > _MOSTLY * sum(len(line.text) > 1 for line in lines)
    for i in range(1, len(lines) - 1):
        mark, after = lines[i], lines[i + 1]
        alone = _WHOLE_NOTE.fullmatch(mark.text) and mark.breaks == after.breaks == 1
        if alone and after.text[0] in _CANNOT_OPEN and not OPENS.match(lines[i - 1].text):
            found.update((i, i + 1))
    for i in range(1, len(lines) - 2):
        if lines[i].text not in _NOTE_OPENS:
            continue
        of_mark = lines[i : i + 3]
        close = of_mark[-1].text
        if any(line.breaks != 1 for line in of_mark) or not _NOTE.fullmatch(of_mark[1].text):
            continue
        if close[0] not in _NOTE_CLOSES:
            continue
        found.update(range(i, i + 3))
        above, rest = lines[i - 1], lines[i + 3 : i + 4]
        whole = OPENS.match(above.text) or ENDS.search(above.tail) or (display_width(above.text) < LONG and not apart)
        if rest and rest[0].breaks == 1 and len(close) == 1 and not (whole or OPENS.match(rest[0].text)):
            found.add(i + 3)
    return frozenset(found)


def _is_title(first: Line, line: Line) -> bool:
    """Whether the first line of a document names it, so that `line` under it begins the text."""
    return _TITLE.fullmatch(first.text) is not None and line.text[0] not in _CANNOT_OPEN


def _goes_on_with_title(first: Line, line: Line) -> bool:
    """Whether the first two lines of a document are one title: `桥梁检测与` and `维修研究`, `维修报` and `告`."""
    cut = first.text[-1] in _DANGLING or len(line.text) == 1
    return line.breaks == 1 and cut and _TITLE.fullmatch(first.text + line.text) is not None


def _hangs(first: Line, line: Line) -> bool:
    """Whether `line` stands under the words of the item that `first` opens with a mark or a number."""
    mark = _MARK.match(first.text)
    if mark is None or line.breaks > 1 or line.code or OPENS.match(line.text):
        return False
    if mark["number"] and _reach(first) < LONG:
        return False
    return line.indent == first.indent + display_width(mark[0])


def _in_brackets(so_far: str, above: Line, line: Line, width: int) -> bool:
    """Whether `line` stands in a bracket that the lines above leave open, as `单位：水务局）` under `（责任` does."""
    if line.breaks != 1 or line.code or OPENS.match(line.text) or not _LEFT_OPEN.search(so_far):
        return False
    return _CLOSES.match(line.text) is not None or (width > 0 and not _has_room(above, line, _OF_PROSE * width))


def _continues(above: Line, line: Line, prose: bool, width: int, marked: bool, *, runs: bool) -> bool:
    """Whether `line` goes on with the sentence that `above` leaves open.

    `prose`: it stands in a paragraph; `runs`: what is above has run over a line already.
    """
    if line.breaks > 2 or above.text[0] in "|#" or above.underlined or above.code or line.code:
        return False
    if line.text[0] in _CANNOT_OPEN or (_FOOTNOTE.fullmatch(line.text) and prose):
        return True
    if above.text[-1] in _CANNOT_CLOSE and (above.text[-1] in _HOLDS_NUMBER or not OPENS.match(line.text)):
        return True
    if above.text[-1] == "第" and _REST_OF_ORDINAL.match(line.text):
        return True
    if line.breaks < 2 and _cuts_a_number(above, line):
        return True
    if line.breaks > 1 or OPENS.match(line.text) or _LABEL.match(line.text):
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
    if ENDS.search(above.tail) or _BRACKET_BEHIND.search(above.tail):
        return marked and not _has_room(above, line, width)
    if line.breaks == 0 and _GOES_ON.search(above.tail):
        return True
    if prose and _GOES_ON.search(above.tail) and (is_wide(line.text[0]) or not line.text[0].isupper()):
        return True
    if line.text[0].islower() and _LATIN_GOES_ON.search(above.tail) and display_width(above.text) >= LONG:
        return True
    # Items of a list are often short, so that one must nearly reach the margin: punctuation hangs over it by a column.
    near = _OF_ITEMS if OPENS.match(above.text) else _OF_RUNS if runs and marked else _OF_PROSE
    return bool(width) and not _has_room(above, line, near * width)


def _cuts_a_number(above: Line, line: Line) -> bool:
    """Whether a line ends within a figure: `38,9` above `20宗`, `12.` above `5%`."""
    head, rest = _HEAD_OF_FIGURE.search(above.tail), _REST_OF_FIGURE.match(line.text)
    if head is None or rest is None:
        return False
    if head["point"]:
        return rest["share"] is not None
    return len(head["group"]) + len(rest[0].rstrip("%％‰万亿倍")) == _THOUSAND


def wrapped_at(lines: Sequence[Line]) -> int:
    """The width in columns at which a typewriter or a mail program wrapped the text; 0 if lines are paragraphs."""
    pairs = [(a, b) for a, b in pairwise(lines) if b.breaks == 1 and not (OPENS.match(b.text) or ROW.search(a.text))]
    if len(pairs) < 3:
        return 0
    widths = sorted(_reach(a) for a, _ in pairs)
    widest = widths[int(0.95 * (len(widths) - 1))]
    if not _NARROWEST <= widest <= _WIDEST:
        return 0
    # Nothing runs past a margin: where much does, what was measured are headings over paragraphs.
    if sum(_reach(line) > 1.2 * widest for line in lines) > 0.1 * len(lines):
        return 0
    broken = [a for a, b in pairs if not ENDS.search(a.tail) and not _has_room(a, b, _OF_PROSE * widest)]
    return widest if len(broken) >= 0.4 * len(pairs) else 0


def _has_room(above: Line, line: Line, width: float) -> bool:
    """Whether the first word of `line` had room behind `above`: then its writer, not the margin, ended that line."""
    word = _FIRST_WORD.match(line.text)
    return _reach(above) + (display_width(word[0]) + 1 if word else 2) <= width


def _reach(line: Line) -> int:
    """The column at which a line ends."""
    return line.indent + display_width(line.text)
