"""Figures set above the line: the numbers of notes, which are no text of a sentence, and powers, which are."""

import re
from typing import Final

RAISED: Final = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
LOWERED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
FIGURES: Final = "⁰¹²³⁴-⁹"
_NUMBERS: Final = rf"[{FIGURES}]+(?:[,，、~～⁻–-][{FIGURES}]+)*"
# In brackets, or behind Chinese, a mark or a word in small letters; `m²`, `10³`, `千米²`, `（1+r）²` and `Age²` are
# powers, and figures right before a letter are of that: `¹³⁷Cs`.
_NOTES: Final = re.compile(
    rf"[\[［〔【(（]{_NUMBERS}[\]］〕】)）]|"
    rf"(?:(?<=[\u2e80-\U0003ffff“”‘’….,;:!?%])(?<![米）])|(?<=[a-z]{{3}}))[{FIGURES}]+(?:[,⁻–-][{FIGURES}]+)*(?![A-Za-z{FIGURES}])"
)


def without_notes(text: str) -> str:
    """A text without the numbers of notes in it."""
    return _NOTES.sub("", text)
