"""Measures over the years: a slope, and the year from which a measure is another.

The slope is that of Theil and Sen (Sen 1968), the median over pairs of documents, which no single document can pull; it
is tested by permuting the years. It is told for a decade where the years cover one, else over the years covered:
nothing is drawn out beyond them. A change point divides the years in two where the values of the documents differ most
from their means before and after (the statistic of Page 1954 in its least-squares form); its p is the share of
permutations with as great a gain, its interval the year found in bootstraps over documents.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import factorial, prod
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.comparison.batches import batches
from pipeline.comparison.measures import MEASURES, amounts
from pipeline.comparison.record import DocumentRecord
from pipeline.comparison.statistics import CLEAR

Array = npt.NDArray[np.float64]
Pairs = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]

SAMPLES: Final = 1000
FEW: Final = 10  # documents, below which a trend is said with a warning and without an interval
FEWEST: Final = 5  # documents, below which there is none
_YEARS: Final = 3  # different ones, at least: of two there is a difference and no trend
DECADE_YEARS: Final = 10
_SIDE: Final = 3  # documents, at least, on each side of a change
_LEVEL: Final = 0.95
_SEED: Final = 20240229
_PAIRS: Final = 50_000  # of documents that a slope is the median over; of more, so many are drawn once for all slopes


@dataclass(frozen=True, slots=True)
class Trend:
    """A measure over the years.

    `slope` is for `years` years: a decade, or those that the documents cover where they are fewer. `interval` is None
    of few documents, and where all samples are alike. `change` is the first year of the later part, None where there is
    no year to divide at.
    """

    measure: str
    slope: float
    years: int
    interval: tuple[float, float] | None
    p: float
    change: int | None
    change_p: float | None
    change_interval: tuple[float, float] | None
    points: tuple[tuple[int, float], ...]
    warnings: tuple[str, ...] = ()


def trend(
    records: Sequence[DocumentRecord], measure: str, *, samples: int = SAMPLES, seed: int = _SEED
) -> Trend | None:
    """The trend of a measure over documents with a `year`; None of too few, or of one year or two."""
    return next(iter(trends(records, (measure,), samples=samples, seed=seed)), None)


def trends(
    records: Sequence[DocumentRecord], measures: Iterable[str], *, samples: int = SAMPLES, seed: int = _SEED
) -> tuple[Trend, ...]:
    """The trends of all measures that have one: see `trend`."""
    dated = [(int(r.metadata["year"]), amounts(r)) for r in records if "year" in r.metadata]
    found = []
    for measure in measures:
        points = sorted((year, of[measure][0] / of[measure][1]) for year, of in dated if of[measure][1] > 0)
        if (one := _trend(measure, points, samples, seed)) is not None:
            found.append(one)
    return tuple(found)


def _trend(measure: str, points: Sequence[tuple[int, float]], samples: int, seed: int) -> Trend | None:
    of_years = [year for year, _ in points]
    if len(points) < FEWEST or len(set(of_years)) < _YEARS or least_p(of_years) >= CLEAR:
        return None
    years, values = (np.array(column, dtype=np.float64) for column in zip(*points, strict=True))
    draw = np.random.default_rng(seed)
    pairs = _pairs(len(years), draw)
    slope = _slope(years, values, pairs)
    dealt = _slopes_dealt(years, values, pairs, samples, draw)
    as_steep = int((np.abs(dealt) >= abs(slope) - 1e-12).sum())
    drawn = []
    for _ in range(samples // 4):
        chosen = draw.integers(0, len(years), len(years))
        if years[chosen].min() < years[chosen].max():
            drawn.append(_slope(years[chosen], values[chosen], pairs))
    span = min(DECADE_YEARS, points[-1][0] - points[0][0])
    low, high = (span * float(x) for x in np.quantile(drawn or [slope], [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2]))
    if MEASURES[measure].share:
        low, high = max(low, -1.0), min(high, 1.0)  # a share of a sample of few years may be drawn out beyond all
    change, change_p, change_interval = _change(years, values, samples, draw)
    return Trend(
        measure=measure,
        slope=span * slope,
        years=span,
        interval=(low, high) if len(points) >= FEW and high > low else None,
        p=(as_steep + 1) / (samples + 1),
        change=change,
        change_p=change_p,
        change_interval=change_interval,
        points=tuple((year, float(value)) for year, value in points),
        warnings=("few-documents",) if len(points) < FEW else (),
    )


def least_p(years: Sequence[int]) -> float:
    """The least p that can come out where values are dealt anew to these years.

    Values dealt to documents of one year are one deal; where the years are alike from both ends, two are as steep.
    """
    deals = factorial(len(years)) // prod(factorial(n) for n in Counter(years).values())
    turned = sorted(min(years) + max(years) - year for year in years)
    return (2 if turned == sorted(years) else 1) / deals


def _pairs(n: int, draw: np.random.Generator) -> Pairs:
    """The pairs of `n` documents that slopes are medians over.

    Permutations of one set of pairs are as good as of all: what is tested is any function of the values.
    """
    if n * (n - 1) // 2 <= _PAIRS:
        i, j = np.triu_indices(n, 1)
        return i, j
    return draw.integers(0, n, _PAIRS), draw.integers(0, n, _PAIRS)


def _slope(years: Array, values: Array, pairs: Pairs) -> float:
    i, j = pairs
    apart = years.take(j) - years.take(i)
    kept = apart != 0
    return float(_medians(((values.take(j) - values.take(i))[kept] / apart[kept])[None])[0]) if kept.any() else 0.0


def _slopes_dealt(years: Array, values: Array, pairs: Pairs, samples: int, draw: np.random.Generator) -> Array:
    """Slopes of the values dealt anew to the years, not all years alike; so many at once as memory allows."""
    i, j = pairs
    kept = years[i] != years[j]
    i, j = i[kept], j[kept]
    apart = years[j] - years[i]
    if not len(apart):
        return np.zeros(samples)
    found = []
    for size in batches(samples, len(apart)):
        dealt = np.array([draw.permutation(values) for _ in range(size)])
        found.append(_medians((dealt.take(j, axis=1) - dealt.take(i, axis=1)) / apart))
    return np.concatenate(found)


def _medians(rows: Array) -> Array:
    """Of each row, which has no NaN: `np.median` without what it does beside, four times as fast."""
    n = rows.shape[1]
    middle = (n - 1) // 2, n // 2
    result: Array = np.partition(rows, middle, axis=1)[:, list(middle)].sum(axis=1) / 2
    return result


def _change(
    years: Array, values: Array, samples: int, draw: np.random.Generator
) -> tuple[int | None, float | None, tuple[float, float] | None]:
    starts = _starts(years)
    if not len(starts):
        return None, None, None
    place, gain = _best(values[None], starts)
    gains = np.concatenate(
        [
            _best(np.array([draw.permutation(values) for _ in range(size)]), starts)[1]
            for size in batches(samples, len(values))
        ]
    )
    p = (int((gains >= gain[0] - 1e-12).sum()) + 1) / (samples + 1)
    found = []
    for _ in range(samples // 4):
        chosen = np.sort(draw.integers(0, len(years), len(years)))
        of = _starts(years[chosen])
        if len(of):
            k, _ = _best(values[chosen][None], of)
            found.append(years[chosen][of[k[0]]])
    low, high = np.quantile(found or [years[starts[place[0]]]], [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return int(years[starts[place[0]]]), p, (float(low), float(high))


def _starts(years: Array) -> npt.NDArray[np.intp]:
    """Where a later part may begin: at the first document of a year, enough of them on each side."""
    first = np.flatnonzero(np.r_[False, years[1:] != years[:-1]])
    return first[(first >= _SIDE) & (first <= len(years) - _SIDE)]


def _best(values: Array, starts: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], Array]:
    """Of each row the place in `starts` of the greatest gain in least squares, and that gain as a share of all."""
    n = values.shape[1]
    sums = np.cumsum(values, axis=1)
    total = sums[:, -1:]
    before = sums[:, starts - 1]
    gain = before**2 / starts + (total - before) ** 2 / (n - starts) - total**2 / n
    spread = ((values - total / n) ** 2).sum(axis=1)
    place = gain.argmax(axis=1)
    best = np.take_along_axis(gain, place[:, None], axis=1)[:, 0]
    return place, np.divide(best, spread, out=np.zeros_like(best), where=spread > 1e-15)
