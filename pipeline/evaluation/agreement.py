"""Agreement between annotators: chance-corrected coefficients, trees, and their intervals.

Ratings are arrays of shape (items, annotators) that hold the index of a label, or `MISSING`. Coefficients that are
undefined, because there is nothing to compare or only one label was ever used, are NaN.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluation.metrics import Interval

Ratings: TypeAlias = NDArray[np.int64]
MISSING: Final = -1


def cohen_kappa(ratings: Ratings) -> float:
    """Cohen's kappa (1960) of two annotators, over the items that both rated; by scikit-learn.

    Raises:
        ValueError: there are not two columns.
    """
    from sklearn.metrics import cohen_kappa_score

    if ratings.shape[1] != 2:
        raise ValueError("Cohen's kappa compares two annotators")
    both = _complete(ratings)
    if len(both) == 0 or len(np.unique(both)) < 2:
        return float("nan")
    return float(cohen_kappa_score(both[:, 0], both[:, 1]))


def fleiss_kappa(ratings: Ratings) -> float:
    """Fleiss' kappa (1971), over the items that all annotators rated; by statsmodels.

    Raises:
        ModuleNotFoundError: statsmodels is not installed.
    """
    from statsmodels.stats.inter_rater import aggregate_raters
    from statsmodels.stats.inter_rater import fleiss_kappa as kappa

    all_rated = _complete(ratings)
    if len(all_rated) == 0 or len(np.unique(all_rated)) < 2:
        return float("nan")
    return float(kappa(aggregate_raters(all_rated)[0]))


def krippendorff_alpha(ratings: Ratings) -> float:
    """Krippendorff's alpha for nominal data, over the items that at least two annotators rated.

    1 − (observed disagreement / expected disagreement), both from the coincidence matrix (Krippendorff, Computing
    Krippendorff's alpha-reliability, 2011). Written here because the library made for it has a copyleft licence.
    """
    counts = _counts(ratings)
    sizes = counts.sum(axis=1)
    counts, sizes = counts[sizes > 1], sizes[sizes > 1]
    totals = counts.sum(axis=0)
    n = totals.sum()
    expected = n * n - (totals * totals).sum()
    if n == 0 or expected == 0:
        return float("nan")
    # Pairs within an item that differ, each item weighted so that a rating counts once.
    observed = ((sizes * sizes - (counts * counts).sum(axis=1)) / (sizes - 1)).sum()
    return float(1 - (n - 1) * observed / expected)


def observed_agreement(ratings: Ratings) -> float:
    """The share of pairs of ratings of one item that agree."""
    counts = _counts(ratings)
    sizes = counts.sum(axis=1)
    pairs = (sizes * (sizes - 1)).sum()
    return float((counts * (counts - 1)).sum() / pairs) if pairs else float("nan")


def one_against_rest(ratings: Ratings, label: int) -> Ratings:
    """The ratings of one label: 1 where it was given, 0 where another was."""
    return np.where(ratings == MISSING, MISSING, (ratings == label).astype(np.int64))


def over_documents(
    documents: Sequence[NDArray[Any]],
    statistic: Callable[[NDArray[Any]], float],
    *,
    n: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> Interval:
    """A statistic of the items of all documents, with the percentile interval of a bootstrap over documents.

    A document gives an array with a row or a value for each item: ratings, hits, scores. Whole documents are drawn,
    because the sentences of one document are not independent. Samples in which the statistic is undefined do not count.

    Raises:
        ValueError: no documents, or `n` or `level` out of range.
    """
    if not documents or n < 1 or not 0 < level < 1:
        raise ValueError("give at least one document and one sample, and a level between 0 and 1")
    value = statistic(np.concatenate(documents))
    draws = np.random.default_rng(seed).integers(len(documents), size=(n, len(documents)))
    samples = np.array([statistic(np.concatenate([documents[i] for i in draw])) for draw in draws])
    if np.isnan(value) or np.isnan(samples).all():
        return Interval(value, float("nan"), float("nan"))
    low, high = np.nanquantile(samples, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high))


def tree_agreement(a: Mapping[str, str | None], b: Mapping[str, str | None]) -> float:
    """How near two trees over the same sentences are, between 0 and 1.

    The graph-based measure of Kirschner, Eckle-Kohler & Gurevych (Linking the thoughts, 2015): for each edge of one
    tree, the inverse of the length of the shortest path between its two ends in the other, directions not counted; the
    mean of both ways. A sentence that hangs on the nephew instead of the uncle costs less than one in another tree.

    Args:
        a: the parent of each sentence, None for a root.
        b: the same by another annotator.

    Returns:
        1 where both have no edge; 0 where only one has.
    """
    there, back = _inverse_distances(a, b), _inverse_distances(b, a)
    if there is None and back is None:
        return 1.0
    return ((there or 0.0) + (back or 0.0)) / 2


def _inverse_distances(a: Mapping[str, str | None], b: Mapping[str, str | None]) -> float | None:
    edges = [(child, parent) for child, parent in a.items() if parent is not None]
    if not edges:
        return None
    neighbours: dict[str, list[str]] = {}
    for child, parent in b.items():
        if parent is not None:
            neighbours.setdefault(child, []).append(parent)
            neighbours.setdefault(parent, []).append(child)
    return sum(_inverse_distance(neighbours, *edge) for edge in edges) / len(edges)


def _inverse_distance(neighbours: Mapping[str, Sequence[str]], start: str, goal: str) -> float:
    queue, seen = deque([(start, 0)]), {start}
    while queue:
        at, steps = queue.popleft()
        if at == goal:
            return 1 / steps
        for other in neighbours.get(at, ()):
            if other not in seen:
                seen.add(other)
                queue.append((other, steps + 1))
    return 0.0


def _counts(ratings: Ratings) -> NDArray[np.int64]:
    """How often each label was given to each item; shape (items, labels)."""
    labels = int(ratings.max(initial=MISSING)) + 1
    return (
        np.stack([(ratings == k).sum(axis=1) for k in range(labels)], axis=1) if labels else np.zeros((0, 0), np.int64)
    )


def _complete(ratings: Ratings) -> Ratings:
    complete: Ratings = ratings[(ratings != MISSING).all(axis=1)]
    return complete
