"""What Markdown writes within a line: bold, `**…**`, and links, `[words](address)`.

Two stars also stand for a name withheld: 张**和李**, 某**公司, （**某）. Only a pair that opens at the edge of a word
and takes brackets and quotation marks whole is bold; Chinese has no edges of words, so bold within a clause stays.
"""

import re
from typing import Final

# A link or, behind `!`, a picture. What stands in the brackets must look like an address: `[注](见附件)` is none.
LINK: Final = re.compile(
    r"(?P<picture>!?)\[(?P<words>[^\[\]\n]{0,300})\]\((?:[a-z][a-z+.-]{1,9}:|[/#.]|[\w%./-]{1,200}\.[a-z]{2,5}(?=[)#?]))"
    r"(?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?: \"[^\"\n]{0,200}\")?\)",
    re.I,
)
_STARS: Final = re.compile(r"(?<![*＊])[*＊]{2}(?![*＊])")
_NEXT: Final = re.compile(r"\s*(\S)")
_STOPS: Final = frozenset(".!?。！？")
_GO_ON: Final = frozenset("，、；：。！？,;:.!?")  # no words begin with these: `原告：**，被告：**`
_PAIRS: Final = dict(zip("）”’》」』】]〉", "（“‘《「『【[〈", strict=True))  # what closes, and what opens
_WIDE: Final = str.maketrans("()", "（）")
_OPENING: Final = frozenset(_PAIRS.values())


def bold(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Where the opening and the closing stars of each bold stretch of `text[start:end]` begin, in order."""
    stop = len(text) if end is None else end
    stars = [m.start() for m in _STARS.finditer(text, start, stop)]
    found = []
    k = 0
    while k + 1 < len(stars):
        a, b = stars[k], stars[k + 1]
        if _opens(text, start, a) and _closes(text, a + 2, b, stop) and _whole(text[a + 2 : b]):
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


def _closes(text: str, inside: int, b: int, end: int) -> bool:
    """Whether what follows stars at `b` may: Latin if a stop ends the inside, no word if one character is inside."""
    said = text[inside:b].strip()
    if b + 2 < end and text[b + 2].isascii() and text[b + 2].isalnum():
        return said[-1:] in _STOPS
    if len(said) > 1:
        return True
    following = _NEXT.match(text, b + 2, end)  # 李 of `**李**说` is what is not withheld
    return following is None or not following[1].isalnum()


def _whole(inside: str) -> bool:
    """Whether words stand inside, next to the stars, and no bracket or quotation mark crosses the ends of them."""
    said = inside.strip()
    if not said or said[0] in _GO_ON:
        return False
    for space, beside in ((inside[0], said[0]), (inside[-1], said[-1])):
        if space.isspace() and beside.isascii() and beside.isalnum():  # `Mr ** and Mrs ** came`, `2 ** 3 ** 4`
            return False
    open_marks: list[str] = []
    for character in inside.translate(_WIDE):
        if character in _OPENING:
            open_marks.append(character)
        elif character in _PAIRS and (not open_marks or open_marks.pop() != _PAIRS[character]):
            return False
    return not open_marks
