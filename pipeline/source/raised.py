"""Figures set above the line: the numbers of notes, which are no text of a sentence, and powers, which are."""

import re
from typing import Final

RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
FIGURES: Final = "⁰¹²³⁴-⁹"
# Behind Chinese, a mark or a word of Latin letters; `m²` and `10³` are powers.
_NOTES: Final = re.compile(
    rf"(?:(?<=[\u2e80-\U0003ffff“”‘’….,;:!?%])|(?<=[^\W\d_]{{3}}))[{FIGURES}]+(?:[,，–⁻-][{FIGURES}]+)*"
)


def without_notes(text: str) -> str:
    """A text without the numbers of notes in it."""
    return _NOTES.sub("", text)
