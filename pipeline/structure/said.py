"""The words of a sentence as scorers of structure hear them."""

from functools import lru_cache
from typing import Final

from pipeline.text.tokens import digits_masked, words

_REMEMBERED: Final = 4096  # sentences: each is read for itself, for its neighbours and for its paragraph


@lru_cache(_REMEMBERED)
def said_words(text: str) -> tuple[str, ...]:
    """Words in lower case, every number as `0`: how many is not heard."""
    return tuple(w.lower() for w in words(digits_masked(text)))
