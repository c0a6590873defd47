"""How deep headings stand: their levels, from the styles they are numbered in and the order these come in."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.text.headings import HeadingLine
from pipeline.text.numbering import RANK

_STEP: Final = RANK["bracketed"] + 0.5  # `第一步` stands below `（一）`, above `1.`
_DEEPEST: Final = float(len(RANK))
_UNNUMBERED: Final = frozenset({"plain", "front", "markdown"})


def levels(headings: Sequence[HeadingLine]) -> list[int]:
    """The level of each heading, from 1: wider numbering styles stand above narrower ones, whichever a text uses.

    Headings without a number stand in two ranks where one of them follows another with no text between: the upper are
    those that a heading follows at once, and those that the first of a row of numbered headings stands under.
    """
    plain = _rank_of_plain(headings)
    upper = [
        h.style == "plain" and (h.above or (after.ordinal == 1 and RANK.get(after.style, -1) > plain))
        for h, after in pairwise(headings)
    ] + [False]
    nested = any(
        h.above and h.style in {"plain", "front"} and after.style == "plain" for h, after in pairwise(headings)
    )
    ranks = [_rank(h, plain, nested and not is_upper) for h, is_upper in zip(headings, upper, strict=False)]
    # `引言` and `结语` are sections beside the widest of the others.
    top = min((r for r, h in zip(ranks, headings, strict=True) if h.style != "front"), default=0.0)
    top = min(top, plain) if nested else top
    open_ranks: list[float] = []
    result = []
    for h, own in zip(headings, ranks, strict=True):
        rank = top if h.style == "front" else own
        while open_ranks and open_ranks[-1] >= rank:
            open_ranks.pop()
        open_ranks.append(rank)
        result.append(len(open_ranks))
    return result


def _rank(heading: HeadingLine, plain: float, lower: bool) -> float:
    """`lower`: the text has plain headings in two ranks, and if this is one of them it is of the lower rank."""
    if heading.style == "plain":
        return plain + (0.01 if lower else 0.0)
    if heading.style == "step":
        return _STEP if plain == _DEEPEST else max(_STEP, plain + 0.02)
    if heading.style == "markdown":
        return -1.0 + heading.depth / 10
    return RANK.get(heading.style, 0) + heading.depth / 10


def _rank_of_plain(headings: Sequence[HeadingLine]) -> float:
    """Where headings without a number stand: right above the widest style whose numbers run below one of them.

    A style runs below plain headings if it begins at one right after one of them, and none of them interrupts it.
    """
    plain = [i for i, h in enumerate(headings) if h.style == "plain"]
    if len(plain) + sum(h.style == "front" for h in headings) < 2:
        return _DEEPEST
    styles = sorted({h.style for h in headings} - _UNNUMBERED, key=lambda s: RANK.get(s, _STEP))
    for style in styles:
        begun = broken = 0
        last: int | None = None
        for i, h in enumerate(headings):
            if h.style != style or h.depth:
                continue
            if (h.ordinal == 1 or (style == "step" and last is None)) and i and _titles(headings[i - 1]):
                begun += 1
            elif last is not None and any(last < p < i for p in plain):
                broken += 1
            last = i
        if begun > broken:
            return RANK.get(style, _STEP) - 0.5
    return _DEEPEST


def _titles(heading: HeadingLine) -> bool:
    return heading.style == "plain" or (heading.style == "front" and heading.above)
