"""Scores of where components begin and end in texts, with bootstrap intervals over texts.

tokens      macro-F1 of the tags of tokens, B, I and O (micro over texts)
begin, inside, outside  F1 of each of these tags
spans       F1 of components with both ends right

Tokens after Stab and Gurevych (2017, Parsing argumentation structures in persuasive essays).
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.evaluation.metrics import percentile_interval

TAGS: Final = {"B": "begin", "I": "inside", "O": "outside"}
_DIGITS: Final = 4


def segmentation_scores(
    gold: Sequence[Sequence[str]], found: Sequence[Sequence[str]], *, samples: int = 1000, seed: int = 0
) -> dict[str, Any]:
    """Each score as [value, low, high], and how many texts and tokens there were.

    Args:
        gold: the tag of each token, for each text.
        found: likewise.
        samples: of the bootstrap.
        seed: of them.

    Raises:
        ValueError: there is no text, or texts or tokens differ in number.
    """
    if not gold or [len(tags) for tags in gold] != [len(tags) for tags in found]:
        raise ValueError(f"{len(gold)} texts, {len(found)} predictions, or their tokens differ in number")
    counts = np.stack([_counts(a, b) for a, b in zip(gold, found, strict=True)])
    drawn = np.random.default_rng(seed).multinomial(len(gold), np.full(len(gold), 1 / len(gold)), size=samples)
    every, sampled = counts.sum(axis=0)[None], np.tensordot(drawn, counts, axes=1)
    columns = {
        "tokens": (_macro(every[:, : len(TAGS)]), _macro(sampled[:, : len(TAGS)])),
        **{name: (_f1(every[:, k]), _f1(sampled[:, k])) for k, name in enumerate([*TAGS.values(), "spans"])},
    }
    scores: dict[str, Any] = {"texts": len(gold), "token_count": sum(map(len, gold))}
    for name, (value, of_samples) in columns.items():
        scores[name] = [round(float(x), _DIGITS) for x in percentile_interval(float(value[0]), of_samples)]
    return scores


def components(tags: Sequence[str]) -> set[tuple[int, int]]:
    """Half-open stretches of tokens, each from a B to the last I after it; an I that follows O is none."""
    found: set[tuple[int, int]] = set()
    start = None
    for place, tag in enumerate([*tags, "O"]):
        if tag != "I" and start is not None:
            found.add((start, place))
            start = None
        if tag == "B":
            start = place
    return found


def _counts(gold: Sequence[str], found: Sequence[str]) -> npt.NDArray[np.int64]:
    """Rows of (both, gold, found) for B, I, O and whole components."""
    rows = [
        [sum(a == b == tag for a, b in zip(gold, found, strict=True)), list(gold).count(tag), list(found).count(tag)]
        for tag in TAGS
    ]
    marked, said = components(gold), components(found)
    return np.array([*rows, [len(marked & said), len(marked), len(said)]], dtype=np.int64)


def _macro(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Mean F1 over the tags that occur: (samples, tags, 3) → (samples,)."""
    occur = counts[..., 1:].sum(axis=-1) > 0
    result: npt.NDArray[np.float64] = _f1(counts).sum(axis=-1) / np.maximum(occur.sum(axis=-1), 1)
    return result


def _f1(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Of (…, 3): twice what both have, of what each has; of nothing, 0."""
    total = counts[..., 1:].sum(axis=-1)
    result: npt.NDArray[np.float64] = np.divide(2.0 * counts[..., 0], total, out=np.zeros(total.shape), where=total > 0)
    return result
