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
from typing import Final

from pipeline.text.characters import is_cjk
from pipeline.text.readings import SYLLABLE, canonical, has_tone, readings

LOST: Final = "\ufffd"
_LONGEST_WRECK, _NEAR = 40, 12

# A stray ASCII character that can be a GBK trail byte, alone behind an ideograph or a mark, with a gloss after it.
_ANCHOR = re.compile(rf"(?<![0-9A-Za-z])(?P<stray>[@-~])[(（](?P<reading>{SYLLABLE})[)）]")
_WIDENED = str.maketrans(",;:?!()", "，；：？！（）")
_MARKS = frozenset("。，、；：？！“”《》（）")
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
    untraced = _without_trace(text, floor, anchor.start(), stray, reading)
    if untraced is not None:
        return untraced[0], end, untraced[1]
    return (begin if anchor.start() - begin <= _NEAR else anchor.start()), end, None


def _without_trace(text: str, floor: int, anchor: int, stray: str, reading: str) -> tuple[int, str] | None:
    """With no `?` left by the lost byte, the wreck reaches as far left as the re-paired bytes make words."""
    best = None
    for begin in range(anchor - 1, max(floor, anchor - _NEAR) - 1, -1):
        pairs = _pairs(text[begin:anchor], stray)
        if pairs is None:
            break
        characters = [_decode(p) for p in pairs]
        word = "".join(c for c in characters if c)
        if len(word) == len(characters) >= 2 and reading in readings(word[-1]) and _all_words(word):
            best = (begin, LOST + word)
    return best


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
    # What is certain, as one string; a pair that yields no likely character had a dropped pair between its bytes.
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
    body = _settle(body, gaps)
    if len(body[-1]) != 1 or not _ends_in_word(body, after):
        return None
    head = _lead_options(first[0], before, body, after)
    return "".join(options[0] if len(options) == 1 else LOST for options in [head, *body])


def _across_dropped(pair: bytes, reading: str | None) -> list[list[str]]:
    """The characters two bytes may have belonged to when a whole pair between them was dropped."""
    left = [c for low in _DROPPED_LEADS if (c := _decode(bytes([pair[0], low]))) and is_cjk(c)]
    right = [c for high in range(0xA1, 0xFF) if (c := _decode(bytes([high, pair[1]]))) and is_cjk(c)]
    if reading is not None:
        right = [c for c in right if reading in readings(c)]
    return [left, right]


def _settle(body: list[list[str]], gaps: list[int]) -> list[list[str]]:
    """Both characters around a dropped pair, where just one choice of the two leaves each of them inside a word."""
    settled = [list(options) for options in body]
    for i in gaps:
        left, right = body[i], body[i + 1]
        before = body[i - 1][0] if i and len(body[i - 1]) == 1 else LOST
        after = body[i + 2][0] if i + 2 < len(body) and len(body[i + 2]) == 1 else LOST
        joined = [(a, b) for a in left for b in right if is_word(a + b)]
        apart = [(a, b) for a in left if is_word(before + a) for b in right if is_word(b + after)]
        choices = set(joined + apart)
        if len(choices) == 1:
            settled[i : i + 2] = [[c] for c in choices.pop()]
    return settled


def _ends_in_word(body: list[list[str]], after: str) -> bool:
    """Whether the last character, the one the gloss speaks of, stands in a dictionary word."""
    tail = "".join(options[0] if len(options) == 1 else LOST for options in body[-3:])
    ahead = "".join(c for c in after[:2] if is_cjk(c))
    return any(is_word(tail[-n:]) for n in (2, 3) if len(tail) >= n) or (
        bool(ahead) and (is_word(tail[-1] + ahead[0]) or is_word(tail[-1] + ahead))
    )


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


def _all_words(text: str) -> bool:
    import rjieba

    return all(len(word) > 1 for word in rjieba.cut(_simplified(text), False))


@lru_cache(maxsize=65536)
def is_word(text: str) -> bool:
    """Whether the dictionary (jieba's) has `text`, of two characters or more, in simplified form."""
    import rjieba

    return len(text) > 1 and bool(rjieba.has_word(_simplified(text)))


def _simplified(text: str) -> str:
    from pipeline.text.script import simplified

    return simplified(text)
