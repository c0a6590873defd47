"""Full stops of Latin script: which end a sentence, and which belong to an abbreviation, an initial or a number."""

import re
from typing import Final

from pipeline.text.characters import CJK, CLOSING, is_cjk

_CLOSERS: Final = CLOSING | frozenset("\"'’*_")
_LAST_WORD = re.compile(r"[A-Za-z](?:[A-Za-z]|\.(?=[A-Za-z]))*$")
# The word after a full stop, past the marks that may open a sentence.
NEXT_WORD: Final = re.compile(r"[\s\"'“‘(\[*_]*([^\W_]+)")

_ABBREVIATION = re.compile(
    r"mrs?|ms|mme|messrs|dr|prof|[sj]r|st|rev|hon|gov|sen|rep|gen|maj|brig|adm|cmdr|col|capt|lt|cpl|pvt|sgt|supt|mt|ft|"
    r"nos?|vols?|p|pp|pt|figs?|eqs?|ch|secs?|arts?|par|paras?|cf|vs|viz|e\.?g|i\.?e|al|eds?|trans|approx|est|dept|univ|"
    r"assn|bros|inc|ltd|co|corp|plc|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|"
    r"u\.s|u\.k|u\.n|e\.u|d\.c|ph\.d|ca|c",
    re.I,
)
# Abbreviations that may also close a sentence: they do when a word follows that commonly opens one.
_MAY_CLOSE = re.compile(r"inc|ltd|co|corp|plc|[js]r|u\.s|u\.k|u\.n|e\.u|d\.c|ph\.d|etc", re.I)
_OPENER = re.compile(
    r"The|An?|In|On|At|It|This|That|These|Those|We|They|He|She|But|And|However|For|If|When|While|As|Since|To|Of|There|"
    r"What|Why|How|Yet|So|Its|Their|Our|First|Second|Third|Finally"
)
# After `a.m.` only what belongs to the time of day goes on with the sentence.
_TIME_OF_DAY = re.compile(r"[ap]\.m", re.I)
_OF_TIME = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|[A-Z]{2,4}T$|UTC|Eastern|Pacific|Central"
)
# Words before a capital letter that is a name of its own, so that a full stop may follow it: `Exhibit C. Realtors`.
_LETTERED = re.compile(
    r"\b(?:Exhibit|Table|Figure|Appendix|Annex|Schedule|Part|Section|Class|Grade|Plan|Option|Group|Zone|Line|Vitamin|"
    r"Hepatitis|Type|Category|Scenario|Model|Block|Unit|Route|Phase|Party|Plot|Room|Site|Company|Firm) [A-Z]$",
    re.I,
)
# With a word before it, `Finding 1.` `Recommendation 12.`, it numbers too.
_NUMBER = re.compile(r"(?:[A-Z][a-z]+ )?[A-Z]?\d+(?:\.\d+)*")
# What follows the point of a number, and no year: `2亿元` of `1.2亿元`.
FRACTION: Final = rf"\d{{1,3}}(?:[%％‰℃]|(?![年月日号號])[{CJK}])"
_UNITS: Final = frozenset("%％‰℃")
_NEAR = 20  # characters: no abbreviation is longer
# Chinese that uses the full stop of Latin script. `_FIGURE` is what a sentence may open with after one: `2018年起`.
_FIGURE = re.compile(rf"\d+(?:[.,]\d+)*(?:[%％‰℃]|(?![所显顯示中为為是的和与與及至到])[{CJK}])")
# And a letter that names something: `B县`; the ending of a file's name is none.
_LETTER = re.compile(
    rf"(?!(?:PDF|DOCX?|XLSX?|PPTX?|WPS|OFD|TXT|CSV|ZIP|JPE?G|PNG)(?![A-Za-z]))[A-Z][A-Za-z0-9]{{0,15}}[{CJK}]"
)
_NUMBERED: Final = frozenset("图圖表件第例式一二三四五六七八九十")  # `图.2` and `一.2018年…` number what follows
_GOES_ON: Final = frozenset("的之等和与與及或")
_COUNT = re.compile(rf"[{CJK}A-Za-z]\d{{3,}}$")  # shorter ones number, too: `图1.`, `任务12.`
_IN_BRACKETS = re.compile(r"[（(\[【〔]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,3}|[A-Za-z])\s*[)）\]】〕]$")
# The point of a number that a margin cut: `资金1.` over `2亿元`.
_CUT = re.compile(rf"\r?\n{FRACTION}")
_ADDRESS = re.compile(r"[./@:_-][A-Za-z]+$|www", re.I)


def ends_sentence(text: str, begin: int, i: int, end: int) -> bool:
    """Whether the full stop `text[i]` ends the sentence that began at `begin`; the paragraph ends at `end`."""
    before = text[i - 1] if i > begin else ""
    after = text[i + 1] if i + 1 < end else ""
    if before and is_cjk(before):  # careless Chinese: a half-width full stop after a character
        if not after or after.isspace() or is_cjk(after) or after in _CLOSERS:
            return True
        opens = _FIGURE.match(text, i + 1, end) or _LETTER.match(text, i + 1, end)
        return text[i] == "." and before not in _NUMBERED and opens is not None
    if text[i] != ".":
        return False
    if before.isdecimal() and _CUT.match(text, i + 1, end) and not _numbers(text, begin, i):
        return False
    if after and (is_cjk(after) or (after.isdecimal() and not before.isdecimal())):
        return _ends_before_chinese(text, begin, i, end)
    if after and not after.isspace() and after not in _CLOSERS:
        return before in _UNITS and _LETTER.match(text, i + 1, end) is not None
    following = NEXT_WORD.match(text, i + 1, end)
    if following is None:
        return True
    word = following[1]
    if word[0].islower():
        return False
    last = _LAST_WORD.search(text[max(begin, i - _NEAR) : i])
    if last is None:
        # `1. First` numbers what follows; `in 2019. Then` closes a sentence.
        return not _numbers(text, begin, i)
    return _closes(text, begin, i, last[0], word)


def _ends_before_chinese(text: str, begin: int, i: int, end: int) -> bool:
    """Whether a full stop after a sign, digit or letter ends a sentence that Chinese, or a figure, follows directly.

    `增长22.3%.全县…`, `主题IP.县里…` do; `1.推进…`, `图1.…`, `某某 Inc.的`, `约翰·F.某`, `H.264编码` do not.
    """
    if text[i + 1] in _GOES_ON or (text[i + 1].isdecimal() and not _FIGURE.match(text, i + 1, end)):
        return False
    before, so_far = text[i - 1 : i] if i > begin else "", text[max(begin, i - _NEAR) : i]
    if before == '"' or before in CLOSING:
        return _IN_BRACKETS.search(so_far) is None
    if before.isdecimal():
        return _COUNT.search(so_far) is not None
    last = _LAST_WORD.search(so_far)
    if last is None:
        return before in _UNITS
    known = _ABBREVIATION.fullmatch(last[0]) or _MAY_CLOSE.fullmatch(last[0]) or _TIME_OF_DAY.fullmatch(last[0])
    return len(last[0]) > 1 and "." not in last[0] and not known and not _ADDRESS.search(so_far)


def _numbers(text: str, begin: int, i: int) -> bool:
    """Whether all of the sentence so far is a number: `1.`, `A2.`, `3.1.`"""
    return i - begin <= _NEAR and _NUMBER.fullmatch(text[begin:i].strip()) is not None


def _closes(text: str, begin: int, i: int, last: str, word: str) -> bool:
    """Whether a full stop between the words `last` and `word` ends a sentence."""
    if len(last) == 1 and last.isupper() and last != "I":
        return _LETTERED.search(text, max(begin, i - _NEAR), i) is not None
    if _TIME_OF_DAY.fullmatch(last):
        return _OF_TIME.match(word) is None
    if _MAY_CLOSE.fullmatch(last):
        return _OPENER.fullmatch(word) is not None
    return _ABBREVIATION.fullmatch(last) is None
