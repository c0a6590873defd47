"""The terms by which likeness in content is told: words, and pairs of characters.

Pairs of characters see what words cut differently (`停车难` and `停车位`); words keep letters together in English.
"""

import re
from functools import lru_cache
from typing import Final

from pipeline.text.tokens import words

_REMEMBERED: Final = 4096  # texts: each step of structure looks at the same sentences again
# Ordinals, but no name that is made of numerals: 十四五, 五一.
_COUNTS: Final = re.compile(r"[第其][一二三四五六七八九十]+|[一二三四五六七八九十]{1,3}[是要]|首先|其次|再次|最后")
_LETTERS: Final = re.compile(r"[A-Za-z]+|[^\W\d_A-Za-z]+")


@lru_cache(_REMEMBERED)
def content_words(text: str) -> tuple[str, ...]:
    """Words of more than one character, but for those that only count (`一是`, `其二`, `首先`)."""
    return tuple(w for w in words(text) if len(w) > 1 and not _COUNTS.fullmatch(w))


@lru_cache(_REMEMBERED)
def pairs_of_characters(text: str) -> tuple[str, ...]:
    """Every two neighbouring Chinese characters; an English word counts whole, in small letters."""
    found: list[str] = []
    for run in _LETTERS.findall(text):
        found += [run.lower()] if run[0].isascii() else [run[i : i + 2] for i in range(len(run) - 1)]
    return tuple(found)
