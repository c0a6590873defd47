"""Terms by which structure tells likeness, beside words: an English word counts by how it begins."""

import re
from functools import lru_cache
from typing import Final

from pipeline.scoring.function_words import FUNCTION_WORDS
from pipeline.text.terms import pairs_of_characters

_LETTERS: Final = 5  # of an English word, so that train, trained and training are one
_REMEMBERED: Final = 4096
_ENGLISH: Final = re.compile(r"[a-z]+")


@lru_cache(_REMEMBERED)
def stems(text: str) -> tuple[str, ...]:
    """Pairs of Chinese characters, and how each English word begins that does not only hold others together."""
    return tuple(
        term[:_LETTERS] if _ENGLISH.fullmatch(term) else term
        for term in pairs_of_characters(text)
        if term not in FUNCTION_WORDS
    )
