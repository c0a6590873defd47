"""Repair of GB text whose bytes slipped by one.

Chinese web pages in GBK hold two bytes a character. When one byte is lost, the reader pairs the trail byte of each
character with the lead byte of the next (`技術` BC BC D0 67 becomes `?` + `夹` BC D0 + `g` 67) until an ASCII-range
trail byte falls out alone and brings it back into step. Scraped text keeps the wreck: a `?` for the lost byte, wrong
ideographs, one stray ASCII character, and often the gloss that belonged to the last character: `兰夹g(shù)`.

Writing the wreck back to bytes and pairing them anew gives the characters again, except where something is truly gone:
the lost lead byte, and pairs that fell in GBK's user-defined area and were dropped. For these all possible bytes are
tried; one is accepted only when the gloss and the dictionary leave exactly one answer. What stays open becomes U+FFFD.
"""

import re
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import Final

from pipeline.text.characters import encodable, is_cjk
from pipeline.text.readings import SYLLABLE, canonical, has_tone, readings

LOST: Final = "\ufffd"
_LONGEST_WRECK, _NEAR, _SHORTEST_UNTRACED = 40, 12, 3

# A stray ASCII character that can be a GBK trail byte, alone behind an ideograph or a mark, with a gloss after it.
_ANCHOR = re.compile(rf"(?<![0-9A-Za-z])(?P<stray>[@-~])[(（](?P<reading>{SYLLABLE})[)）]")
_WIDENED = str.maketrans(",;:?!()", "，；：？！（）")
_MARKS = frozenset("。，、；：？！“”《》（）")
_COMMON_MARKS = frozenset("。，、")
# User-defined areas 1 and 2 of GBK: pairs that decode to no character (private use) and get dropped.
_DROPPED_LEADS = (*range(0xAA, 0xB0), *range(0xF8, 0xFF))
_LEADS = range(0x81, 0xFF)


def find_slips(text: str) -> list[tuple[int, int, str | None]]:
    """Spans of slipped bytes as `(start, end, repair)`, the gloss included; `repair` is None if nothing is proved."""
    found: list[tuple[int, int, str | None]] = []
    for anchor in _ANCHOR.finditer(text):
        if not has_tone(anchor["reading"]) or not _preceded_by_wreck(text, anchor.start()):
            continue
        floor = found[-1][1] if found else 0
        found.append(_explain(text, floor, anchor))
    return found


def _preceded_by_wreck(text: str, position: int) -> bool:
    before = text[position - 1 : position]
    return before in {"?", ";", ",", ":", "!", LOST} or (before != "" and is_cjk(before))


def _explain(text: str, floor: int, anchor: re.Match[str]) -> tuple[int, int, str | None]:
    """The wreck before one anchor: from the trace of the lost byte if that proves something, else from words alone."""
    stray, reading, end = anchor["stray"], canonical(anchor["reading"]), anchor.end()
    lost = _lost_byte(text, floor, anchor.start())
    begin = anchor.start() if lost is None else lost
    while lost is not None and begin > floor and text[begin - 1] in "?" + LOST:
        begin -= 1  # more of the same wreck: what these stood for is gone with all its bytes
    if lost is not None:
        before = _ideographs(text[max(floor, begin - 12) : begin])[-3:] if begin == lost else ""
        repair = _repair(before, text[lost + 1 : anchor.start()], stray, reading, text[end : end + 3])
        if repair:
            return begin, end, LOST * (lost - begin) + repair
    untraced = _without_trace(text, floor, anchor.start(), stray, reading, text[end : end + 3])
    if untraced is not None:
        return untraced[0], end, untraced[1]
    return (begin if anchor.start() - begin <= _NEAR else anchor.start()), end, None


def _without_trace(text: str, floor: int, anchor: int, stray: str, reading: str, after: str) -> tuple[int, str] | None:
    """With no `?` left by the lost byte: the fewest characters back from the anchor whose bytes make words anew.

    A longer stretch could take in a sound character, one byte of which makes a word with its neighbour by chance.
    """
    for begin in range(anchor - _SHORTEST_UNTRACED, max(floor, anchor - _NEAR) - 1, -1):
        if any(c in "?" + LOST for c in text[begin:anchor]):
            return None
        pairs = _pairs(text[begin:anchor], stray)
        if pairs is None:
            return None
        characters = [_decode(p) for p in pairs]
        word = "".join(c for c in characters if c)
        if len(word) == len(characters) and reading in readings(word[-1]) and _proved(word, after) == word:
            return begin, LOST + word
    return None


def _lost_byte(text: str, floor: int, anchor: int) -> int | None:
    """Where the `?` (or U+FFFD) nearest before the anchor stands, with nothing but two-byte characters between."""
    for i in range(anchor - 1, max(floor, anchor - _LONGEST_WRECK) - 1, -1):
        if text[i] in "?" + LOST:
            return i
        if _gbk(text[i]) is None:
            return None
    return None


def _gbk(character: str) -> bytes | None:
    """The two bytes of a character in GBK, half-width marks as the full-width ones they were; None without two."""
    try:
        data = character.translate(_WIDENED).encode("gbk")
    except UnicodeEncodeError:
        return None
    return data if len(data) == 2 else None


def _pairs(wreck: str, stray: str) -> list[bytes] | None:
    """The bytes of `wreck` and the stray character, paired one byte later."""
    data = bytearray()
    for character in wreck:
        pair = _gbk(character)
        if pair is None:
            return None
        data += pair
    data = data[1:] + stray.encode()
    return [bytes(data[i : i + 2]) for i in range(0, len(data), 2)]


def _decode(pair: bytes) -> str | None:
    try:
        character = pair.decode("gbk")
    except UnicodeDecodeError:
        return None
    return character if len(character) == 1 else None


def _repair(before: str, wreck: str, stray: str, reading: str, after: str) -> str | None:
    """The text that `?` + wreck + stray + gloss stood for, U+FFFD for what is lost; None if it is not proved."""
    if not wreck:
        return None
    pairs = _pairs(wreck, stray)
    first = _gbk(wreck[0])
    if pairs is None or first is None:
        return None
    # A pair that yields no likely character had a dropped pair between its bytes.
    known = [_decode(p) or "" for p in pairs]
    body: list[list[str]] = []
    gaps: list[int] = []
    for i, character in enumerate(known):
        last = i == len(known) - 1
        fits = (reading in readings(character)) if last and character else _likely(character)
        if fits and character:
            body.append([character])
        else:
            gaps.append(len(body))
            body.extend(_across_dropped(pairs[i], reading if last else None))
    if len(gaps) > 1 or not body[-1]:
        return None
    if gaps and gaps[0] == len(body) - 2:
        body = _settle(body)
    if len(body[-1]) != 1:
        return None
    proved = _proved("".join(options[0] if len(options) == 1 else LOST for options in body), after)
    if proved[-1] == LOST:
        return None
    return _head(first[0], before, proved, after) + proved


def _proved(text: str, after: str) -> str:
    """`text` with every character lost that stands in no word of the likeliest division, its right context included.

    A dropped pair that leaves two odd bytes behind can look like a character; it hardly ever makes a word as well.
    """
    kept: list[str] = []
    for piece in re.split(f"({LOST}+)", text + "".join(_leading_ideographs(after))):
        if not piece or piece[0] == LOST:
            kept.append(piece)
            continue
        for word in cut(piece):
            kept.append(word if len(word) > 1 or word in _MARKS or word == "的" else LOST * len(word))
    joined = [t if k != LOST else LOST for t, k in zip(text, "".join(kept), strict=False)]
    traditional = not _encodes("".join(joined).replace(LOST, ""), "gb2312")
    for i, character in enumerate(joined):
        stray_mark = character in _MARKS and (i == 0 or LOST in joined[i - 1 : i + 2] or character not in _COMMON_MARKS)
        if stray_mark or (traditional and not _encodes(character, "big5")):
            joined[i] = LOST
    return "".join(joined)


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _leading_ideographs(text: str) -> str:
    return "".join(takewhile(is_cjk, text))


def _head(trail: int, before: str, proved: str, after: str) -> str:
    """The first character, of which only the trail byte is left: a mark, where nothing else makes a word there.

    A character is not restored even where it alone makes a word: what stood there may have been a word by itself.
    """
    options = _lead_options(trail, before, [[c] for c in proved], after)
    return options[0] if len(options) == 1 and options[0] in _COMMON_MARKS and proved[0] != LOST else LOST


def cut(text: str) -> list[str]:
    """The likeliest division of `text` into words of the dictionary."""
    import rjieba

    lengths = [len(word) for word in rjieba.cut(_simplified(text), False)]
    return [text[end - n : end] for n, end in zip(lengths, accumulate(lengths), strict=True)]


def _across_dropped(pair: bytes, reading: str | None) -> list[list[str]]:
    """The characters two bytes may have belonged to when a whole pair between them was dropped."""
    left = [c for low in _DROPPED_LEADS if (c := _decode(bytes([pair[0], low]))) and is_cjk(c)]
    right = [c for high in range(0xA1, 0xFF) if (c := _decode(bytes([high, pair[1]]))) and is_cjk(c)]
    if reading is not None:
        right = [c for c in right if reading in readings(c)]
    return [left, right]


def _settle(body: list[list[str]]) -> list[list[str]]:
    """The last two characters, where a dropped pair stood between them and just one choice of the two makes a word.

    Elsewhere nothing but the dictionary would speak for a choice; here the gloss does too.
    """
    left, right = body[-2:]
    words = {(a, b) for a in left for b in right if _likely(a) and _likely(b) and is_word(a + b)}
    return [*body[:-2], *([c] for c in words.pop())] if len(words) == 1 else body


def _lead_options(trail: int, before: str, body: list[list[str]], after: str) -> list[str]:
    """What the first character, of which only the trail byte is left, can have been: a mark, or part of a word."""
    ahead = "".join(options[0] if len(options) == 1 else LOST for options in body) + after
    candidates = [c for lead in _LEADS if (c := _decode(bytes([lead, trail])))]
    return [c for c in candidates if c in _MARKS or (is_cjk(c) and _within_word(before, c, ahead))]


def _within_word(before: str, character: str, ahead: str) -> bool:
    """Whether the likeliest division into words puts `character` together with a neighbour."""
    import rjieba

    position = 0
    for word in rjieba.cut(_simplified(before + character + ahead), False):
        if position <= len(before) < position + len(word):
            return len(word) > 1
        position += len(word)
    return False


def _ideographs(text: str) -> str:
    return "".join(c for c in text if is_cjk(c))


def _likely(character: str) -> bool:
    """Whether a character is one of the 3,755 common ones (GB 2312 level 1, in either script) or a mark."""
    if character in _MARKS:
        return True
    if not character or not is_cjk(character):
        return False
    try:
        lead = _simplified(character).encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xB0 <= lead <= 0xD7


@lru_cache(maxsize=65536)
def is_word(text: str) -> bool:
    """Whether the dictionary (jieba's) has `text`, of two characters or more, in simplified form."""
    import rjieba

    return len(text) > 1 and bool(rjieba.has_word(_simplified(text)))


def _simplified(text: str) -> str:
    from pipeline.text.script import simplified

    return simplified(encodable(text))
