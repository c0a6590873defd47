"""Intervals and differences of measures between groups of documents.

The document is what is drawn and permuted, as sentences of one document are not independent. Intervals are expanded
percentile bootstraps; tests permute documents between two groups, p = (as extreme + 1) / (permutations + 1), two-sided,
adjusted over all that is tested together (Holm 1979, or Benjamini and Hochberg 1995); the effect is Cliff's delta
(1993) of the documents' own values: how much oftener one of the second group has the greater value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.comparison.batches import batches
from pipeline.comparison.measures import ROLE_SHARES, halves, ratios
from pipeline.comparison.model_error import Confusion, confusion_of, corrected, role_counts
from pipeline.comparison.record import DocumentRecord
from pipeline.domain.labels import ROLES

Array = npt.NDArray[np.float64]
Ends = tuple[float, float]

SAMPLES: Final = 2000
FEW: Final = 5  # documents of a group, below which there is no interval: a bootstrap over so few says nothing
CLEAR: Final = 0.05  # an adjusted p below it is called significant
_LEVEL: Final = 0.95
_NOTHING: Final = 1e-12  # an interval no wider is none
_SEED: Final = 20240229


@dataclass(frozen=True, slots=True)
class Difference:
    """Group b less group a in one measure.

    `corrected_difference` and its interval carry the errors of the model; None where these are not known. An interval
    is None too where the documents are too few for one. `least` is the least adjusted p that can come out of so many
    documents and comparisons: nothing was tested where it is not below `CLEAR`. `warnings` are codes: few-documents,
    untestable, model-error (the corrected interval holds 0 though the plain one does not).
    """

    measure: str
    group_a: str
    group_b: str
    value_a: float
    value_b: float
    difference: float
    interval: Ends | None
    corrected_difference: float | None
    corrected_interval: Ends | None
    p: float
    p_adjusted: float
    least: float
    effect: float
    documents_a: int
    documents_b: int
    warnings: tuple[str, ...]


def intervals(
    records: Sequence[DocumentRecord], measures: Sequence[str], *, samples: int = SAMPLES, seed: int = _SEED
) -> dict[str, tuple[float, Ends | None] | None]:
    """Each measure over the documents with its interval; None where nothing is to be counted.

    There is no interval of fewer documents than `FEW`, nor where all samples are alike: it would look like certainty.
    """
    if not records:
        return dict.fromkeys(measures)
    table = halves(records, measures)
    value = ratios(table.sum(axis=0))
    ends = _ends(_resampled(table, samples, np.random.default_rng(seed)), len(records))
    return {name: (float(value[k]), ends[k]) if np.isfinite(value[k]) else None for k, name in enumerate(measures)}


def compare_groups(
    records: Sequence[DocumentRecord],
    *,
    by: str,
    measures: Sequence[str],
    baseline: str | None = None,
    confusion: Mapping[str, Any] | None = None,
    method: str = "holm",
    samples: int = SAMPLES,
    seed: int = _SEED,
) -> tuple[Difference, ...]:
    """Every measure between every two groups, or between the baseline and each other group.

    Args:
        records: documents, those without the property left aside.
        by: the property of their metadata that makes the groups.
        measures: of `MEASURES`.
        baseline: the group that others are compared with.
        confusion: of the model, as its manifest has it.
        method: `holm` or `bh`.
        samples: of bootstraps and of permutations.
        seed: of what is drawn.

    Raises:
        ValueError: the method is unknown.
    """
    members: dict[str, list[DocumentRecord]] = {}
    for r in records:
        if by in r.metadata:
            members.setdefault(r.metadata[by], []).append(r)
    names = list(members)
    pairs = combinations(names, 2) if baseline is None else ((baseline, name) for name in names if name != baseline)
    known = confusion_of(confusion)
    found: list[Difference] = []
    for a, b in pairs:
        if a in members:
            found += _between((a, members[a]), (b, members[b]), measures, known, samples, seed)
    adjusted = adjust([d.p for d in found], method)
    least = adjust([d.least for d in found], method)
    return tuple(
        replace(d, p_adjusted=p, least=q, warnings=d.warnings if q < CLEAR else (*d.warnings, "untestable"))
        for d, p, q in zip(found, adjusted, least, strict=True)
    )


def least_p(a: int, b: int, samples: int = SAMPLES) -> float:
    """The least p that can come out where groups of so many documents are permuted.

    One deal of all is the one seen; the deal that swaps two groups of one size is as extreme.
    """
    return max((2 if a == b else 1) / comb(a + b, a), 1 / (samples + 1))


def adjust(p: Sequence[float], method: str = "holm") -> list[float]:
    """Adjusted p of a family, in the order given.

    Raises:
        ValueError: the method is neither `holm` nor `bh`.
    """
    n = len(p)
    order = sorted(range(n), key=lambda i: p[i])
    result = [0.0] * n
    if method == "holm":
        highest = 0.0
        for rank, i in enumerate(order):
            highest = max(highest, min(1.0, (n - rank) * p[i]))
            result[i] = highest
    elif method == "bh":
        lowest = 1.0
        for rank, i in reversed(list(enumerate(order, 1))):
            lowest = min(lowest, n / rank * p[i])
            result[i] = lowest
    else:
        raise ValueError(f"{method!r} is neither holm nor bh")
    return result


def cliffs_delta(a: Array, b: Array) -> float:
    """P(b > a) − P(b < a) for a value of each; 0 where there is none."""
    a, b = a[np.isfinite(a)], np.sort(b[np.isfinite(b)])
    if not len(a) or not len(b):
        return 0.0
    greater = len(b) - np.searchsorted(b, a, side="right")
    less = np.searchsorted(b, a, side="left")
    return float((greater - less).sum() / (len(a) * len(b)))


def _between(
    first: tuple[str, Sequence[DocumentRecord]],
    second: tuple[str, Sequence[DocumentRecord]],
    measures: Sequence[str],
    confusion: Confusion | None,
    samples: int,
    seed: int,
) -> list[Difference]:
    (name_a, a), (name_b, b) = first, second
    table_a, table_b = halves(a, measures), halves(b, measures)
    value_a, value_b = ratios(table_a.sum(axis=0)), ratios(table_b.sum(axis=0))
    draw = np.random.default_rng(seed)
    ends = _ends(_resampled(table_b, samples, draw) - _resampled(table_a, samples, draw), min(len(a), len(b)))
    p = _permuted(table_a, table_b, samples, draw)
    own_a, own_b = ratios(table_a), ratios(table_b)
    carried = _carried(a, b, confusion, samples, draw) if confusion is not None else {}
    few = ("few-documents",) if min(len(a), len(b)) < FEW else ()
    least = least_p(len(a), len(b), samples)
    found = []
    for k, measure in enumerate(measures):
        if not (np.isfinite(value_a[k]) and np.isfinite(value_b[k])):
            continue
        shift, interval = carried.get(measure, (None, None))
        plain = ends[k]
        by_model = _holds_none(interval) and not _holds_none(plain) and value_a[k] != value_b[k]
        found.append(
            Difference(
                *(measure, name_a, name_b, float(value_a[k]), float(value_b[k]), float(value_b[k] - value_a[k])),
                *(plain, shift, interval, float(p[k]), float(p[k]), least),
                *(cliffs_delta(own_a[:, k], own_b[:, k]), len(a), len(b)),
                (*few, *(("model-error",) if by_model else ())),
            )
        )
    return found


def _holds_none(ends: Ends | None) -> bool:
    return ends is not None and ends[0] <= 0 <= ends[1]


def _resampled(table: Array, samples: int, draw: np.random.Generator) -> Array:
    """Values of the measures in samples of as many documents: (documents, measures, 2) → (samples, measures)."""
    return ratios(_sums(table, samples, draw))


def _sums(table: Array, samples: int, draw: np.random.Generator) -> Array:
    """Sums over samples of as many rows as there are, drawn with replacement: (rows, …) → (samples, …)."""
    n = len(table)
    chances = np.full(n, 1 / n)
    drawn = (draw.multinomial(n, chances, size=size) for size in batches(samples, n))
    return np.concatenate([np.tensordot(weights, table, axes=1) for weights in drawn])


def _ends(sampled: Array, documents: int) -> list[Ends | None]:
    """The interval of each column, None where there is none; samples that had nothing to count are left out.

    Quantiles are further out than 2.5 and 97.5 %, by as much as Student's t and n / (n − 1) ask for so few documents,
    else intervals of a dozen documents are too narrow (Hesterberg 2015, What teachers should know about the bootstrap,
    the expanded percentile interval).
    """
    from scipy import stats

    if documents < FEW:
        return [None] * sampled.shape[1]
    spread = np.sqrt(documents / (documents - 1))
    tail = float(stats.norm.cdf(spread * stats.t.ppf((1 - _LEVEL) / 2, documents - 1)))
    found: list[Ends | None] = []
    for column in sampled.T:
        kept = column[np.isfinite(column)]
        low, high = map(float, np.quantile(kept, [tail, 1 - tail])) if len(kept) else (0.0, 0.0)
        found.append((low, high) if high - low > _NOTHING else None)
    return found


def _permuted(a: Array, b: Array, samples: int, draw: np.random.Generator) -> Array:
    """Two-sided p of each measure, documents dealt anew to the two groups; shape (measures,)."""
    both = np.concatenate([a, b])
    total = both.sum(axis=0)
    seen = np.abs(ratios(b.sum(axis=0)) - ratios(a.sum(axis=0)))
    sums = []
    for size in batches(samples, len(both)):
        chosen = np.argsort(draw.random((size, len(both))), axis=1)[:, : len(a)]
        picked = np.zeros((size, len(both)))
        np.put_along_axis(picked, chosen, 1.0, axis=1)
        sums.append(np.tensordot(picked, both, axes=1))
    of_a = np.concatenate(sums)
    dealt = np.abs(ratios(total[None] - of_a) - ratios(of_a))
    # What cannot be computed in a deal is no evidence against chance.
    as_extreme = (~np.isfinite(dealt) | (dealt >= seen[None] - 1e-12)).sum(axis=0)
    result: Array = (as_extreme + 1) / (samples + 1)
    return result


def _carried(
    a: Sequence[DocumentRecord],
    b: Sequence[DocumentRecord],
    confusion: Confusion,
    samples: int,
    draw: np.random.Generator,
) -> dict[str, tuple[float, Ends | None]]:
    """Differences of the shares of roles with the errors of the model taken out, and intervals that carry them."""
    counts = [role_counts([r.roles for r in group]) for group in (a, b)]
    if any(of.sum() == 0 for of in counts):
        return {}
    point = [corrected(of.sum(axis=0) / of.sum(), confusion.rates()) for of in counts]
    rates = confusion.drawn(samples, draw)
    sampled = []
    for of in counts:
        sums = _sums(of, samples, draw)
        sampled.append(corrected(sums / np.maximum(sums.sum(axis=1, keepdims=True), 1), rates))
    ends = _ends(sampled[1] - sampled[0], min(len(a), len(b)))
    place = {role: k for k, role in enumerate(ROLES)}
    return {
        measure: (float(point[1][place[role]] - point[0][place[role]]), ends[place[role]])
        for measure, role in ROLE_SHARES.items()
    }
