"""Lines and pages of a PDF document as they were read, and what is asked of them in several places."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

INDENT: Final = 0.7  # of a character's size, at least, is an indent
SMALL_TYPE: Final = 0.95  # times the size of the text, at most, is that of notes and of most running heads
# How a sentence, or a clause that leads in to others, ends a line.
ENDS: Final = re.compile(r"[。！？!?；;：:.][”’」』）)\"']*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line; positions in points from the lower left corner of its page. `hyphen`: it ended in a hyphen."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    hyphen: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size in points, its lines in the order in which they are read."""

    width: float
    height: float
    lines: tuple[Line, ...]


def usual(values: Sequence[float]) -> float:
    """The middle one of some values, of two the lesser."""
    return sorted(values)[(len(values) - 1) // 2]


def text_size(lines: Iterable[Line]) -> float:
    """The size of type that the middle one of all characters has; 0 of no lines."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.size, 2)] += len(line.text)
    left = counts.total() / 2
    for size, count in sorted(counts.items()):
        left -= count
        if left <= 0:
            return size
    return 0.0
