"""Markdown's bold, `**…**`, as people and programs write it into drafts.

Two stars also stand for a name withheld: 张**和李**, 某**公司, （**某）. Only a pair that opens at the edge of a word
and takes brackets and quotation marks whole is bold; Chinese has no edges of words, so bold within a clause stays.
"""

import re
from typing import Final

_STARS: Final = re.compile(r"(?<!\*)\*\*(?!\*)")
_PAIRS: Final = {
    "）": "（",
    ")": "(",
    "”": "“",
    "’": "‘",
    "》": "《",
    "」": "「",
    "』": "『",
    "】": "【",
    "]": "[",
    "〉": "〈",
}
_OPENING: Final = frozenset(_PAIRS.values())


def bold(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Where the opening and the closing stars of each bold stretch of `text[start:end]` begin, in order."""
    stop = len(text) if end is None else end
    stars = [m.start() for m in _STARS.finditer(text, start, stop)]
    found = []
    k = 0
    while k + 1 < len(stars):
        a, b = stars[k], stars[k + 1]
        if _opens(text, start, a) and _closes(text, b + 2, stop) and _whole(text[a + 2 : b]):
            found.append((a, b))
            k += 2
        else:
            k += 1
    return found


def _opens(text: str, start: int, a: int) -> bool:
    """Whether stars at `a` stand at the edge of a word: behind none, behind a mark, or past a space behind Latin."""
    i = a
    while i > start and text[i - 1].isspace():
        i -= 1
    return i == start or not text[i - 1].isalnum() or (i < a and text[i - 1].isascii())


def _closes(text: str, after: int, end: int) -> bool:
    return after >= end or not (text[after].isascii() and text[after].isalnum())


def _whole(inside: str) -> bool:
    """Whether something is said, and no bracket or quotation mark crosses the ends of it."""
    open_marks: list[str] = []
    for character in inside:
        if character in _OPENING:
            open_marks.append(character)
        elif character in _PAIRS and (not open_marks or open_marks.pop() != _PAIRS[character]):
            return False
    return not open_marks and bool(inside.strip())
