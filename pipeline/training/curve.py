"""Does more text still help? A fold predicted by models that learned from growing shares of the other documents."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from pipeline.training.config import RoleConfig
from pipeline.training.crossval import Prediction, fit_roles, predict
from pipeline.training.examples import Example

_FEWEST = 2  # documents that a model is fitted on


@dataclass(frozen=True, eq=False)
class CurvePoint:
    """What models said of the fold after learning from `documents`, the share `share` of those outside it."""

    documents: int
    share: float
    predictions: tuple[Prediction, ...]


def learning_curve(
    examples: Sequence[Example],
    fold: AbstractSet[str],
    labels: Sequence[str],
    roles: RoleConfig,
    shares: Sequence[float],
    *,
    seed: int,
    progress: Callable[[str], None] = lambda _: None,
) -> list[CurvePoint]:
    """Predictions for the documents in `fold` by models of each of `shares` below 1, the smallest first.

    The documents learned from are drawn with the seed, and a larger share holds the smaller ones. A share whose
    documents have one label only teaches nothing, and is left out; so is one that comes to as many documents as a
    greater one.

    Raises:
        ConfigError: the component is not there.
    """
    held_out = [e for e in examples if e.document.id in fold]
    others = [e for e in examples if e.document.id not in fold]
    order = np.random.default_rng(seed).permutation(len(others))
    found: list[CurvePoint] = []
    # Of shares that come to as many documents, the greatest; all documents are the last point of the curve anyway.
    sizes = {max(_FEWEST, round(share * len(others))): share for share in sorted(set(shares) - {1.0})}
    for count, share in sizes.items():
        if count >= len(others):
            continue
        chosen = [others[i] for i in sorted(order[:count])]
        if len({label for e in chosen for label in e.gold_roles if label}) < 2:
            progress(f"learning curve: {share:.1%} left out, its {count} documents have one label only")
            continue
        progress(f"learning curve: {share:.1%}, {count} of {len(others)} documents to learn from")
        model = fit_roles(chosen, labels, roles).model
        found.append(CurvePoint(count, share, tuple(predict(held_out, model, None))))
    return found
