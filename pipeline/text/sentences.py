"""Sentences of a paragraph, as the annotation scheme and GB/T 15834—2011 (punctuation) define them.

A sentence ends at 。！？!? or …… outside brackets and quotation marks, its closing marks included. In Latin script a
full stop ends one too, unless it belongs to an abbreviation, an initial or a number. A semicolon or a colon does not.
"""

import re
from collections.abc import Collection
from typing import Final

from pipeline.text.characters import CLOSING, OPENING, QUOTES, is_cjk

_TERMINATORS: Final = frozenset("。｡！？!?")
_ENDINGS: Final = _TERMINATORS | {"…"}
_CLOSERS: Final = CLOSING | frozenset("\"'’*_")
# What cannot begin a sentence: after 「“为什么？”」 these show that the quotation was part of a longer sentence.
_CONTINUES: Final = frozenset("，、；：,;:的之等和与及或是也都）)》”’」』")
_GOES_ON: Final = frozenset("，、；：,;")
_SPEECH = re.compile(r"[他她它我你这那]?们?[一-鿿]{0,4}(?:说道?|问道?|答道?|喊道?|写道|指出|表示|强调|說|問|喊|指出)")
_LONGEST_QUOTATION = 400

_ABBREVIATIONS: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "sr",
        "jr",
        "st",
        "rev",
        "hon",
        "gov",
        "sen",
        "rep",
        "gen",
        "col",
        "capt",
        "lt",
        "sgt",
        "mt",
        "ft",
        "no",
        "nos",
        "vol",
        "vols",
        "pp",
        "p",
        "fig",
        "figs",
        "ch",
        "sec",
        "secs",
        "art",
        "arts",
        "par",
        "para",
        "paras",
        "cf",
        "vs",
        "viz",
        "eg",
        "ie",
        "e.g",
        "i.e",
        "al",
        "ed",
        "eds",
        "trans",
        "approx",
        "est",
        "dept",
        "univ",
        "assn",
        "bros",
        "inc",
        "ltd",
        "co",
        "corp",
        "plc",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "a.m",
        "p.m",
        "u.s",
        "u.k",
        "u.n",
        "e.u",
        "d.c",
        "ph.d",
        "ca",
        "c",
    ]
)
# Abbreviations that may also close a sentence: they do when a word follows that commonly opens one.
_MAY_CLOSE: Final = frozenset(
    ["inc", "ltd", "co", "corp", "plc", "jr", "sr", "a.m", "p.m", "u.s", "u.k", "u.n", "e.u", "d.c", "ph.d", "etc"]
)
_OPENERS: Final = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "It",
        "This",
        "That",
        "These",
        "Those",
        "We",
        "They",
        "He",
        "She",
        "But",
        "And",
        "However",
        "For",
        "If",
        "When",
        "While",
        "As",
        "Since",
        "To",
        "Of",
        "There",
        "What",
        "Why",
        "How",
        "Yet",
        "So",
        "Its",
        "Their",
        "Our",
        "First",
        "Second",
        "Third",
        "Finally",
    ]
)
_LAST_WORD = re.compile(r"[A-Za-z](?:[A-Za-z]|\.(?=[A-Za-z]))*$")
_NEXT_WORD = re.compile(r"[\s\"'“‘(\[*_]*([^\W_]+)")


def split_sentences(text: str, start: int, end: int, opaque: Collection[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Spans of the sentences of the paragraph `text[start:end]`, without the white space between them.

    `opaque` are spans (damage) inside which nothing ends a sentence. An opening mark that never closes swallows
    nothing: only marks that pair up within the paragraph hold a sentence together.
    """
    inside = _paired(text, start, end)
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
            ends = text[close - 1] in _ENDINGS and (text[i] in QUOTES | {'"'} or not text[begin:i].strip())
            i = close + 1
            if ends and _may_end(text, i, end):
                i = _close(text, i, end)
                spans.append((begin, i))
                begin = i
            continue
        stop = _terminated(text, begin, i, end)
        if stop is None:
            i += 1
            continue
        i = _close(text, stop, end)
        if i < end and text[i] in (_CONTINUES - _CLOSERS if i > stop else _GOES_ON):
            continue
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
    straight = [i for i in range(start, end) if text[i] == '"']
    if len(straight) % 2 == 0:
        pairs.update(zip(straight[::2], straight[1::2], strict=True))
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


def _terminated(text: str, begin: int, i: int, end: int) -> int | None:
    """Where the run of terminators beginning at `i` ends, or None if no sentence ends at `i`."""
    character = text[i]
    if character in _TERMINATORS:
        if character in "?!" and _in_address(text, i, end):
            return None
        while i < end and text[i] in _ENDINGS:
            i += 1
        return i
    if character == "…" or text.startswith("...", i):
        j = i
        while j < end and text[j] in "….":
            j += 1
        long_enough = j - i >= (2 if character == "…" else 6)
        return j if long_enough and (j >= end or text[j] not in _CONTINUES) else None
    if character in ".．":
        return i + 1 if _full_stop(text, begin, i, end) else None
    return None


def _in_address(text: str, i: int, end: int) -> bool:
    """Whether a `?` or `!` stands inside a web address or code: Latin letters on both sides."""
    before, after = text[i - 1 : i], text[i + 1 : i + 2] if i + 1 < end else ""
    return before.isascii() and before.isalnum() and after.isascii() and (after.isalnum() or after in "=&/")


def _full_stop(text: str, begin: int, i: int, end: int) -> bool:
    before = text[i - 1 : i]
    after = text[i + 1 : i + 2] if i + 1 < end else ""
    if before and is_cjk(before):  # careless Chinese: a half-width full stop after a character
        return not after or after.isspace() or is_cjk(after) or after in _CLOSERS
    if text[i] != "." or (after and not after.isspace() and after not in _CLOSERS and not is_cjk(after)):
        return False
    if after and is_cjk(after):
        return False  # 「1.推进…」, 「DeepSeek Inc.的」
    following = _NEXT_WORD.match(text, i + 1, end)
    if following is None:
        return True
    word = following[1]
    if word[0].islower():
        return False
    last = _LAST_WORD.search(text[max(0, i - 20) : i])
    if last is None:
        # "1. First" numbers what follows; "in 2019. Then" closes a sentence.
        return not text[begin:i].strip().isdigit()
    abbreviation = last[0].lower()
    if abbreviation in _MAY_CLOSE:
        return word in _OPENERS
    if abbreviation in _ABBREVIATIONS:
        return False
    return not (len(last[0]) == 1 and last[0].isupper() and last[0] != "I")


def _close(text: str, i: int, end: int) -> int:
    """Past the closing marks that follow a terminator directly."""
    while i < end and text[i] in _CLOSERS:
        if text[i] in "\"'*_" and i + 1 < end and not text[i + 1].isspace() and not is_cjk(text[i + 1]):
            break
        i += 1
    return i


def _may_end(text: str, i: int, end: int) -> bool:
    """Whether a sentence may end where a quotation that ended with a terminator closes."""
    if i >= end:
        return True
    if text[i] in _CONTINUES or text[i] in _ENDINGS:
        return False
    if text[i - 2] != "。":
        if _SPEECH.match(text, i):
            return False
        following = _NEXT_WORD.match(text, i, end)
        if following and following[1][0].isascii() and following[1][0].islower():
            return False
    following = _NEXT_WORD.match(text, i, end)
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
