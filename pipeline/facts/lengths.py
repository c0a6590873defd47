"""Lengths of time as ISO 8601 writes them, and parts of them in whole smaller units."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

# What a unit is made of: the unit of a part is its letter, after T for those of a day; C stands for a century.
_SMALLER: Final = {"C": (100, "Y"), "Y": (12, "M"), "M": (30, "D"), "D": (24, "TH"), "TH": (60, "TM"), "TM": (60, "TS")}
_WRITTEN: Final = frozenset("C")  # what ISO 8601 has no letter for is written in its smaller unit
_PLACES: Final = 4


def length(number: Decimal, part: str) -> str:
    """`3` of `M` as `P3M`, `2` of `TH` as `PT2H`."""
    digits = format(number.normalize(), "f")
    return f"PT{digits}{part[1]}" if part[0] == "T" else f"P{digits}{part}"


def part_of(share: Fraction, part: str) -> str:
    """Half of `Y` as `P6M`, a quarter of `TH` as `PT15M`; what makes no whole smaller units as a decimal."""
    many, smaller = _SMALLER.get(part, (1, part))
    pieces = share * many
    if pieces.denominator == 1:
        return length(Decimal(pieces.numerator), smaller)
    if part in _WRITTEN:
        share, part = pieces, smaller
    return length(round(Decimal(share.numerator) / Decimal(share.denominator), _PLACES), part)


def and_a_half(number: int, part: str) -> str:
    """`1` of `Y` as `P1Y6M`, `2` of `TH` as `PT2H30M`, `3` of `W` as `P3.5W`."""
    half = part_of(Fraction(1, 2), part)
    if part not in _SMALLER:
        return length(Decimal(number) + Decimal("0.5"), part)
    whole = length(Decimal(number), part)
    rest = half.removeprefix("P")
    return whole + (rest.removeprefix("T") if "T" in whole else rest)
