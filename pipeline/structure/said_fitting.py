"""Fit scorers of words whose answers trees learn from, so that no answer comes from a scorer that saw its document."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from pipeline.scoring.chain import Array
from pipeline.scoring.holding_out import held_out_parts
from pipeline.scoring.linear import LinearScorer, fit_linear

_PARTS: Final = 4  # of the documents, without each of which a scorer is fitted in turn

Items = Sequence[Sequence[Mapping[str, float]]]  # of each document, the features of what is scored


def fit_said(
    items: Items, gold: Sequence[Sequence[str]], labels: Sequence[str], *, c: float, min_count: int
) -> tuple[LinearScorer, list[Array]]:
    """A scorer fitted on all documents; and for each the probabilities by one that had not seen it: (items, labels).

    Args:
        items: of the documents.
        gold: the label of each item.
        labels: all that there are.
        c: inverse strength of the penalty.
        min_count: items that a feature must be in.
    """

    def fitted(chosen: Sequence[int]) -> LinearScorer:
        return fit_linear(
            [features for n in chosen for features in items[n]],
            [name for n in chosen for name in gold[n]],
            labels,
            c=c,
            min_count=min_count,
        )

    said: dict[int, Array] = {}
    for rest, held in held_out_parts(len(items), _PARTS):
        scorer = fitted(rest)
        for n in held:
            said[n] = np.exp(scorer.log_probabilities(items[n]))
    everything = range(len(items))
    return fitted(everything), [said[n] for n in everything]
