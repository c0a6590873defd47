"""Text of a document made safe to show and cut to size, in cells: a Chinese character is two, a Latin letter one.

Safe here means what `pipeline.visible` makes of it. HTML is escaped elsewhere, by the template engine.
"""

import re
import unicodedata
from typing import Final

from pipeline.visible import visible as visible

_EVEN: Final = 0.5

ELLIPSIS: Final = "…"

# No line may begin with these (a short form of the rules for Chinese line breaking).
_NOT_FIRST: Final = frozenset("，。、；：？！）】》〉”’」』…—,.;:?!)]}%")
_PIECES: Final = re.compile(r"\s+|[^\s\u2e80-\uffef]+|.", re.DOTALL)


def spelled(text: str) -> str:
    """`text` with every invisible character written as ⟨U+200B⟩, for showing what was damaged in a source."""
    return "".join(
        f"⟨U+{ord(c):04X}⟩" if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} else c for c in text
    )


def cells(text: str) -> int:
    """The width of `text` in cells. Ambiguous characters count two, as Chinese fonts draw them."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _head(text: str, width: int) -> str:
    used = 0
    for at, char in enumerate(text):
        used += cells(char)
        if used > width:
            return text[:at]
    return text


def doubt(probability: float) -> str:
    """The question mark of what is less likely than not, else nothing."""
    return "?" if probability < _EVEN else ""


def clip(text: str, width: int) -> str:
    """`text` made visible and cut to `width` cells, the last of them an ellipsis where something was cut off."""
    line = visible(text).strip()
    if cells(line) <= width:
        return line
    return _head(line, max(width - cells(ELLIPSIS), 0)).rstrip() + ELLIPSIS


def clip_middle(text: str, width: int) -> str:
    """`text` made visible and cut to `width` cells in its middle: titles that begin alike differ at their ends."""
    line = visible(text).strip()
    if cells(line) <= width:
        return line
    left = max(width - cells(ELLIPSIS), 0)
    tail = _head(line[::-1], left // 2)[::-1]
    return _head(line, left - cells(tail)).rstrip() + ELLIPSIS + tail.lstrip()


def wrap(text: str, width: int, lines: int) -> tuple[str, ...]:
    """`text` made visible and broken into at most `lines` lines of `width` cells, ending in an ellipsis if cut off.

    Chinese breaks between any two characters, except before closing punctuation; other scripts at white space, or
    inside a word too long for a line.
    """
    pieces: list[str] = []
    for piece in _PIECES.findall(visible(text).strip()):
        if pieces and piece in _NOT_FIRST:
            pieces[-1] += piece
        else:
            while cells(piece) > width and (head := _head(piece, width)):
                pieces.append(head)
                piece = piece[len(head) :]
            pieces.append(piece)
    done: list[str] = []
    line = ""
    for at, piece in enumerate(pieces):
        if line and cells(line + piece.rstrip()) > width:
            if len(done) == lines - 1:
                return (*done, clip(line + "".join(pieces[at:]), width))
            done.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return (*done, line.rstrip()) if line.strip() or not done else tuple(done)
