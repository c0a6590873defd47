"""How far two readings of the argument structure of the same documents agree: gold and found, or two people.

A reading is known by offsets, so that it does not matter what anybody calls a sentence or a group. All scores are of
the form 2·both / (first + second): of things that must agree exactly, F1; of one choice for each sentence that both
readings have, the share of equal choices. Intervals are percentile bootstraps over documents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pipeline.domain.labels import RELATIONS
from pipeline.evaluation.metrics import Counts, Floats, percentile_interval

Span = tuple[int, int]
Edge = tuple[Span, str]  # parent and relation

_DIGITS: Final = 4
# What is scored, in the order of reports. `relation_macro_f1` is the mean over the relations that occur.
SCORES: Final = (
    *("stage_accuracy", "parent_accuracy", "labelled_parent_accuracy", "relation_macro_f1"),
    *("groups_f1", "measures_f1", "grounds_f1", "exact_groups"),
)


@dataclass(frozen=True, eq=False)
class Reading:
    """What one reader says of the structure of a document.

    Attributes:
        stages: of each sentence.
        parents: of each sentence its parent and the relation to it, or None for a root.
        groups: where the first sentence of each group starts.
        measures: where the head of each measure starts.
        grounds: of each group, by its start, where the sections that motivate it start.
    """

    stages: Mapping[Span, str]
    parents: Mapping[Span, Edge | None]
    groups: frozenset[int]
    measures: frozenset[int]
    grounds: frozenset[tuple[int, int]]


def structure_scores(pairs: Sequence[tuple[Reading, Reading]], *, samples: int = 1000, seed: int = 0) -> dict[str, Any]:
    """Each of `SCORES` as [value, low, high], and of how many documents; `pairs` are of the same document each.

    Raises:
        ValueError: there is no document.
    """
    if not pairs:
        raise ValueError("give at least one document")
    each = np.stack([_counts(*pair) for pair in pairs])
    value = _statistics(each.sum(axis=0)[None])[0]
    drawn = np.random.default_rng(seed).multinomial(len(each), np.full(len(each), 1 / len(each)), size=samples)
    sampled = _statistics(np.tensordot(drawn, each, axes=1))
    found = {
        name: [round(float(x), _DIGITS) for x in percentile_interval(float(value[k]), sampled[:, k])]
        for k, name in enumerate(SCORES)
    }
    return {"documents": len(pairs), **found}


def _counts(first: Reading, second: Reading) -> Counts:
    """Rows of (both, first, second), in the order of `SCORES`, with a row for each relation."""
    both = first.parents.keys() & second.parents.keys()
    edges = [(span, first.parents[span], second.parents[span]) for span in both]
    rows = [
        _choices(first.stages.get(span) == second.stages.get(span) for span in both),
        _choices((a and a[0]) == (b and b[0]) for _, a, b in edges),
        _choices(a == b for _, a, b in edges),
    ]
    for relation in RELATIONS:
        of_first = {(span, a) for span, a, _ in edges if a and a[1] == relation}
        of_second = {(span, b) for span, _, b in edges if b and b[1] == relation}
        rows.append(_things(of_first, of_second))
    rows += [_things(getattr(first, name), getattr(second, name)) for name in ("groups", "measures", "grounds")]
    rows.append(_choices([first.groups == second.groups]))
    return np.array(rows, dtype=np.int64)


def _choices(equal: Iterable[bool]) -> tuple[int, int, int]:
    hits = list(equal)
    return sum(hits), len(hits), len(hits)


def _things(first: frozenset[Any] | set[Any], second: frozenset[Any] | set[Any]) -> tuple[int, int, int]:
    return len(first & second), len(first), len(second)


def _statistics(counts: Counts) -> Floats:
    """(samples, rows, 3) → (samples, scores)."""
    both, total = counts[..., 0].astype(np.float64), counts[..., 1:].sum(axis=-1).astype(np.float64)
    # Nothing to find and nothing found is a right answer.
    f1 = np.divide(2 * both, total, out=np.ones_like(both), where=total > 0)
    relations = slice(3, 3 + len(RELATIONS))
    occurs = total[:, relations] > 0
    macro = np.where(occurs, f1[:, relations], 0).sum(axis=1) / np.maximum(occurs.sum(axis=1), 1)
    return np.column_stack([f1[:, :3], macro, f1[:, 3 + len(RELATIONS) :]])
