"""Sentences of a paragraph, as the annotation scheme and GB/T 15834—2011 (punctuation) define them.

A sentence ends at 。！？!? or …… outside brackets and quotation marks, its closing marks included. In Latin script a
full stop ends one too, unless it belongs to an abbreviation, an initial or a number. A semicolon or a colon does not.
"""

import re
from collections.abc import Collection
from typing import Final

from pipeline.text.characters import CLOSING, OPENING, QUOTES, is_cjk
from pipeline.text.full_stops import NEXT_WORD, ends_sentence
from pipeline.text.markup import bold

_TERMINATORS: Final = frozenset("。｡！？!?")
_ENDINGS: Final = _TERMINATORS | {"…"}
_CLOSERS: Final = CLOSING | frozenset("\"'’*_")
# What cannot begin a sentence: after 「“为什么？”」 these show that the quotation was part of a longer sentence.
_CONTINUES: Final = frozenset("，、；：,;:的之等和与及或是也都吗呢吧）)》”’」』")
_GOES_ON: Final = frozenset("，、；：,;")
# `“……！”他合上本子说。`: who spoke, how, and a verb of saying that closes its clause.
_SPEECH = re.compile(
    r"(?![没沒无無不])(?:[这這那此][句番段席]?[话話语語问問]|[一-鿿]{1,12}?(?:说|說|问|問|答|喊|叫|道|笑|叹|嘆|写|寫|讲|講|"
    r"指出|表示|强调|強調|回答|补充|補充|嘀咕|追问|反问|感叹))"
    r"[道着了过]?(?:[，。：；！,]|$)"
)
_ENGLISH_SPEECH = re.compile(
    r"\s*(?:[A-Z][\w.’'-]*\s+|the\s+\w+\s+){1,4}"
    r"(?:said|says|asked|asks|replied|added|wrote|writes|answered|explained|told|shouted|cried|continued|noted)\b"
)
_QUOTATION: Final = QUOTES | {'"'}
_LONGEST_QUOTATION = 400

# Behind its end a sentence may tell where it is from, and a protocol how it was received; what follows is the next one.
_SOURCE: Final = r"来源|來源|资料来源|資料來源|数据来源|數據來源|见|見|参见|參見|详见|詳見|引自|摘自|转引自|轉引自"
# A page or a volume, alone or behind the title of a work; nothing but these may hold a stop before the bracket closes:
# `（《河湾县志》说桥要修。）` is a sentence of its own.
_COUNTED: Final = r"[\d一二三四五六七八九十百]{1,5}"
_COUNT: Final = rf"{_COUNTED}(?:[-–—~～至、,，]{_COUNTED}){{0,3}}"
_PLACE: Final = rf"(?:第 ?{_COUNT} ?[页頁卷册冊版]|{_COUNT} ?[页頁]|[卷页頁]{_COUNT}|[Pp]{{1,2}}\.? ?{_COUNT})"
_SAME: Final = r"(?:同上|同前|前引|前揭|上引)[书書文注]?"
_WORK: Final = r"(?:[^（()）。！？《》，,：:]{1,20}[：:])?《[^（()）。！？《》]{1,80}》"  # and who wrote it
_EDITION: Final = (  # who published it, and when
    r"(?:(?:[^（()）。！？《》，,、：:]{1,6}[：:])?[^（()）。！？《》，,、：:]{1,12}(?:出版社|[书書](?:局|店|馆|館))(?:\d{4}年版?)?"
    r"|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?|版)?)"
)
_CITATION: Final = (
    rf"[（(](?:(?:{_SOURCE}|{_SAME})[：:，,]?)?"
    rf"(?:{_WORK}{_EDITION}?(?:{_PLACE}|[，,、](?:{_PLACE}|{_EDITION})){{0,4}}|{_PLACE}(?:[，,、]?{_PLACE}){{0,2}})"
    r"[。.]?[)）]"
)
_NOTES = re.compile(
    rf"(?:{_CITATION}|"
    r"[（(](?:[^（()）。！？]{0,60}《[^（()）。！？]{1,80}|[^（()）。！？]{0,40}〔\d{4}〕[^（()）。！？]{0,20}"
    rf"|(?:{_SOURCE})[^（()）。！？]{{1,80}}|[^（()）。！？]{{0,8}}(?:掌声|掌聲|笑声|笑聲)[^（()）。！？]{{0,8}})[)）]"
    r"|[［\[〔]注?\d{1,3}(?:[,，–-]\d{1,3})*[\]］〕]|[（(]注\d{1,3}[)）]|[¹²³⁰⁴-⁹]{1,3}"
    r"|\s?\((?:[A-Z][^()]{0,60}\b(?:\d{4}[a-z]?|pp?\. ?\d+)[^()]{0,20}|see [^()]{1,60})(?<![.!?])\)(?=\s|$)"
    r")+[。！？.]?"
)

# The number of a note in a circle, which more often numbers what follows it: `。①修桥；②修路。`
_CIRCLED = re.compile(r"[①-⑳](?:(?<=[”」』].)|(?=\s*\Z))")
_PAGE = re.compile(r"[\s.…]*\d{1,4}\s*$")
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\(")  # of Markdown
_STRAIGHT = re.compile(r'(?<!\d)"|"(?=[，。；：！？,.;:!?)）]|$)')


def split_sentences(text: str, start: int, end: int, opaque: Collection[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Spans of the sentences of the paragraph `text[start:end]`, without the white space between them.

    `opaque` are spans (damage) inside which nothing ends a sentence. An opening mark that never closes swallows
    nothing: only marks that pair up within the paragraph hold a sentence together.
    """
    inside = _paired(text, start, end)
    stars = {close for _, close in bold(text, start, end)}
    blocked = sorted(opaque)
    spans: list[tuple[int, int]] = []
    begin = i = start
    block = 0
    while i < end:
        while block < len(blocked) and blocked[block][1] <= i:
            block += 1
        if block < len(blocked) and blocked[block][0] <= i:
            i = blocked[block][1]
            continue
        if i in inside:
            # A quotation or bracket: step over it, unless it ends with a terminator and so may end the sentence.
            close = inside[i]
            ends = text[i] in _QUOTATION or (text[i] in "（([【〔" and not text[begin:i].strip())
            ends = ends and (text[close - 1] in _ENDINGS or _stop_inside(text, close, end))
            i = close + 1
            if ends and _may_end(text, i, end):
                i = _noted(text, _close(text, i, end, stars), end)
                spans.append((begin, i))
                begin = i
            continue
        stop = _terminated(text, begin, i, end)
        if stop is None:
            i += 1
            continue
        i = _close(text, stop, end, stars)
        if i < end and text[i] in (_CONTINUES - _CLOSERS if i > stop else _GOES_ON):
            continue
        i = _noted(text, i, end)
        spans.append((begin, i))
        begin = i
    spans.append((begin, end))
    return _stripped(text, spans)


def _paired(text: str, start: int, end: int) -> dict[int, int]:
    """Opening marks and where each closes, outermost only.

    Chinese quotation marks do not nest in their own kind, so a second opening mark shows that the first never closed.
    """
    pairs: dict[int, int] = {}
    opened: list[int] = []
    pairs.update(_straight_pairs(text, start, end))
    for i in range(start, end):
        character = text[i]
        if character in OPENING:
            if character in QUOTES:
                opened = [j for j in opened if text[j] != character]
            opened.append(i)
        elif character in CLOSING:
            for depth in range(len(opened) - 1, -1, -1):
                if OPENING[text[opened[depth]]] == character:
                    if i - opened[depth] <= _LONGEST_QUOTATION:
                        pairs[opened[depth]] = i
                    del opened[depth:]
                    break
    outermost: dict[int, int] = {}
    reach = -1
    for i in sorted(pairs):
        if i > reach:
            outermost[i] = reach = pairs[i]
    return outermost


def _straight_pairs(text: str, start: int, end: int) -> dict[int, int]:
    """Straight double quotes that pair up; those of inches and seconds (`5" pipe`) left out, and all if one is left."""
    marks = [m.start() for m in _STRAIGHT.finditer(text, start, end)]
    if len(marks) % 2:
        return {}
    return {a: b for a, b in zip(marks[::2], marks[1::2], strict=True) if b - a <= _LONGEST_QUOTATION}


def _stop_inside(text: str, close: int, end: int) -> bool:
    """Whether a full stop before a closing mark ends an English sentence: `“pending review.” Officers …`."""
    if text[close - 1] != "." or is_cjk(text[close - 2]):
        return False
    if close + 1 >= end:
        return True
    following = NEXT_WORD.match(text, close + 1, end)
    return text[close + 1].isspace() and (following is None or not following[1][0].islower())


def _terminated(text: str, begin: int, i: int, end: int) -> int | None:
    """Where the run of terminators beginning at `i` ends, or None if no sentence ends at `i`."""
    character = text[i]
    if character in _TERMINATORS:
        if character in "?!" and (_in_address(text, i, end) or _PICTURE.match(text, i, end)):
            return None
        while i < end and text[i] in _ENDINGS and not _PICTURE.match(text, i, end):
            i += 1
        return i
    if character == "…" or text.startswith("...", i):
        j = i
        while j < end and text[j] in "….":
            j += 1
        long_enough = j - i >= (2 if character == "…" else 6)
        # Dots before a page number belong to a table of contents.
        return j if long_enough and (j >= end or text[j] not in _CONTINUES) and not _PAGE.match(text, j, end) else None
    if character in ".．":
        return i + 1 if ends_sentence(text, begin, i, end) else None
    return None


def _in_address(text: str, i: int, end: int) -> bool:
    """Whether a `?` or `!` stands inside a web address or code: Latin letters on both sides."""
    before, after = text[i - 1 : i], text[i + 1 : i + 2] if i + 1 < end else ""
    inside = before.isascii() and (before.isalnum() or before in "/=&")
    return inside and after.isascii() and (after.isalnum() or after in "=&/")


def _close(text: str, i: int, end: int, stars: Collection[int]) -> int:
    """Past the closing marks that follow a terminator directly; `stars`: where bold ends."""
    while i < end and text[i] in _CLOSERS:
        if i in stars:
            i += 2
            continue
        if text[i] in "\"'*_" and i + 1 < end and not text[i + 1].isspace() and not is_cjk(text[i + 1]):
            break
        i += 1
    return i


def _noted(text: str, i: int, end: int) -> int:
    """Past the notes on a sentence that stand behind its end: `……。”（《人民日报》1972年）`, `……。［3］`, `……。”①`."""
    if _CIRCLED.match(text, i, end):
        i += 1
    notes = _NOTES.match(text, i, end)
    return notes.end() if notes else i


def _may_end(text: str, i: int, end: int) -> bool:
    """Whether a sentence may end where a quotation that ended with a terminator closes."""
    if i >= end:
        return True
    if text[i] in _CONTINUES or text[i] in _ENDINGS:
        return False
    if _SPEECH.match(text, i, end) or _ENGLISH_SPEECH.match(text, i, end):
        return False
    following = NEXT_WORD.match(text, i, end)
    return not (following and following[1][0].islower() and following[1][0].isascii())


def _stripped(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for a, b in spans:
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        if a < b:
            if kept and not any(c.isalnum() for c in text[a:b]):
                kept[-1] = (kept[-1][0], b)  # stray marks belong to the sentence before them
            else:
                kept.append((a, b))
    return kept
