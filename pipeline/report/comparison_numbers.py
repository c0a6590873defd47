"""Numbers of a comparison as they are written: shares in percent, others to three digits, intervals, probabilities."""

from collections.abc import Sequence
from typing import Final

from pipeline.comparison.likeness import fitted
from pipeline.comparison.measures import MEASURES
from pipeline.comparison.statistics import CLEAR as CLEAR
from pipeline.report.wording import Words

NONE: Final = "–"

# The measures that the summary and the figures tell first.
MAIN: Final = (
    "share_recommendation",
    "share_evidence",
    "evidence_per_recommendation",
    "support_per_recommendation",
    "share_in_groups",
    "share_grounded",
    "strength_must",
    "figures_per_1000",
)


def label_of(measure: str, words: Words) -> str:
    """The name of a measure in the language of the page."""
    known = MEASURES.get(measure)
    if known is None:
        return measure
    return known.zh if words["lang"].startswith("zh") else known.en


def is_share(measure: str) -> bool:
    """Whether a measure is a share of 1, written in percent."""
    known = MEASURES.get(measure)
    return known is not None and known.share


# Shares of what grammars recognise: none recognised is not none there.
RECOGNISED: Final = frozenset(
    ("share_with_actor", "share_with_instrument", "evidence_figure", "evidence_date", "evidence_body")
)


def value_of(measure: str, value: float | None, words: Words) -> str:
    """The value of a measure; of what grammars recognise, none is said in words."""
    return words["not_recognised"] if measure in RECOGNISED and value == 0 else number(value, share=is_share(measure))


def number(value: float | None, *, share: bool = False, sign: bool = False) -> str:
    """A value: a share in percent to one place (to two, where one shows nothing), a count whole, else three digits.

    A difference has its sign; one of shares is in points of a percentage, and bare: see `change`.
    """
    if value is None or value != value:
        return NONE
    if share:
        places = 2 if 0.00005 <= abs(value) < 0.0005 else 1
        said = f"{100 * value:+.{places}f}" if sign else f"{100 * value:.{places}f}%"
    elif abs(value) >= 1000:
        said = f"{value:+,.0f}" if sign else f"{value:,.0f}"
    elif float(value).is_integer():
        said = f"{value:+.0f}" if sign else f"{value:.0f}"
    else:
        said = f"{value:+.3g}" if sign else f"{value:.3g}"
    if not any(digit in "123456789" for digit in said):
        said = said.lstrip("+-")  # nothing has no direction
    return said.replace("-", "−")


def change(value: float | None, words: Words, *, share: bool) -> str:
    """A difference with its sign, and its unit where that is points of a percentage."""
    said = number(value, share=share, sign=True)
    return f"{said}{words['points']}" if share and said != NONE else said


def bracketed(ends: Sequence[float] | None, *, share: bool = False, sign: bool = False) -> str:
    """The ends of an interval in brackets, nothing for none."""
    if ends is None or any(x is None or x != x for x in ends):
        return ""
    low, high = (number(x, share=share, sign=sign) for x in ends)
    return f"[{low}, {high}]"


def in_words(ends: Sequence[float] | None, words: Words, *, share: bool = False, sign: bool = False) -> str:
    """An interval as a sentence says it, nothing for none."""
    if ends is None or any(x is None or x != x for x in ends):
        return ""
    low, high = (number(x, share=share, sign=sign) for x in ends)
    return words["interval"].format(low=low, high=high)


def p_value(p: float | None) -> str:
    """A probability to three places; what rounds to nothing is below the last of them."""
    if p is None or p != p:
        return NONE
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def p_phrase(p: float | None) -> str:
    """A probability after the letter p in a sentence."""
    said = p_value(p)
    return said if said.startswith("<") or said == NONE else f"= {said}"


def measured_likeness() -> dict[str, str]:
    """How well counterparts and conflicts are found, as measured when the likeness was fitted (`likeness.json`)."""
    told = fitted()["measured"]
    value, low, high = (f"{x:.2f}" for x in told["f1_same"])
    found, there = map(str, told["conflicts"])
    right = told["precision_same"]
    missed = 1 - told["f1_same"][0] * right / (2 * right - told["f1_same"][0])  # 1 - recall
    return {
        **{"pairs": str(told["test_pairs"]), "f1": value, "low": low, "high": high},
        **{
            "right": f"{right:.0%}",
            "wrong": f"{1 - right:.0%}",
            "missed": f"{missed:.0%}",
            "found": found,
            "there": there,
        },
    }
