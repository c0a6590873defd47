"""Readings (pinyin) of characters, and the readings that web pages print in brackets behind them."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from pipeline.text.characters import CJK

# One syllable: Latin letters with or without a tone mark, whole or as letter + combining mark.
SYLLABLE: Final = r"[a-zɡāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿ\u0300\u0301\u0304\u0308\u030c]{1,10}"
_GLOSS = re.compile(rf"(?P<character>[{CJK}])(?P<gloss>[(（](?P<reading>{SYLLABLE})[)）])")

_AGAIN = re.compile(rf"[(（](?P<reading>{SYLLABLE})[)）]")


def canonical(reading: str) -> str:
    """A reading in one spelling: composed marks, the script g as g, `v` as `ü`."""
    return unicodedata.normalize("NFC", reading).replace("ɡ", "g").replace("v", "ü")


def has_tone(reading: str) -> bool:
    """Whether a tone is marked in `reading`."""
    return any(mark in unicodedata.normalize("NFD", reading) for mark in "\u0300\u0301\u0304\u030c")


@lru_cache(maxsize=4096)
def readings(character: str) -> frozenset[str]:
    """All readings of a character, with tone marks and without; empty for what is not Chinese."""
    from pypinyin.constants import PINYIN_DICT  # a fifth of a second: only texts with glosses pay for it

    toned = {canonical(r) for r in PINYIN_DICT.get(ord(character), "").split(",") if r}
    plain = {_without_tone(r) for r in toned}
    return frozenset(toned | plain)


def _without_tone(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading)
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in "\u0300\u0301\u0304\u030c"))


def find_glosses(text: str) -> list[tuple[int, int]]:
    """Spans of brackets that hold a reading of the ideograph before them: the `(chuàng)` of `創(chuàng)新`.

    `GDP(gross)` and `（人力、資金）` are no glosses: nothing is one unless the dictionary of readings says so.
    """
    found: list[tuple[int, int]] = []
    for m in _GLOSS.finditer(text):
        end = m.end()
        if canonical(m["reading"]) not in readings(m["character"]):
            continue
        while (again := _AGAIN.match(text, end)) and canonical(again["reading"]) in readings(m["character"]):
            end = again.end()  # some pages print a gloss twice
        found.append((m.start("gloss"), end))
    return found
