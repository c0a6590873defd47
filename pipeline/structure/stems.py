"""Terms by which structure tells likeness, beside words: an English word counts by how it begins."""

from functools import lru_cache
from typing import Final

from pipeline.scoring.function_words import FUNCTION_WORDS
from pipeline.text.terms import pairs_of_characters

_LETTERS: Final = 5  # of an English word, so that train, trained and training are one
_REMEMBERED: Final = 4096


@lru_cache(_REMEMBERED)
def stems(text: str) -> tuple[str, ...]:
    """Pairs of Chinese characters, and how each English word begins that does not only hold others together."""
    # English letters come first of all in Unicode: nothing else is below `{`.
    return tuple(
        term if term >= "{" else term[:_LETTERS]
        for term in pairs_of_characters(text)
        if term >= "{" or term not in FUNCTION_WORDS
    )
