"""Words of a normalised sentence."""

import re
from typing import Final

from pipeline.text.characters import CJK, encodable

_CHINESE = re.compile(f"[{CJK}]")
_LATIN_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*|[^\w\s]|_")
_DIGITS: Final = re.compile(r"\d+(?:[.,]\d+)*")


def words(text: str) -> list[str]:
    """The words of a sentence, punctuation included, white space dropped.

    Chinese is divided by jieba's dictionary and model (`rjieba`, the same algorithm compiled); other text at spaces
    and punctuation.
    """
    if _CHINESE.search(text):
        import rjieba  # loads its dictionary on first use

        return [w for w in rjieba.cut(encodable(text)) if not w.isspace()]
    return _LATIN_WORD.findall(text)


def digits_masked(text: str) -> str:
    """`text` with every number as `0`: what was counted tells more of a sentence's role than how many."""
    return _DIGITS.sub("0", text)
