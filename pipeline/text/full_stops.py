"""Full stops of Latin script: which end a sentence, and which belong to an abbreviation, an initial or a number."""

import re
from typing import Final

from pipeline.text.characters import CLOSING, is_cjk

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
_NEAR = 20  # characters: no abbreviation is longer


def ends_sentence(text: str, begin: int, i: int, end: int) -> bool:
    """Whether the full stop `text[i]` ends the sentence that began at `begin`; the paragraph ends at `end`."""
    before = text[i - 1] if i > begin else ""
    after = text[i + 1] if i + 1 < end else ""
    if before and is_cjk(before):  # careless Chinese: a half-width full stop after a character
        return not after or after.isspace() or is_cjk(after) or after in _CLOSERS
    if text[i] != "." or (after and is_cjk(after)):
        return False  # `1.推进…`, `某某 Inc.的`
    if after and not after.isspace() and after not in _CLOSERS:
        return False
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
