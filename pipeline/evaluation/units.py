"""Scores of argument trees over marked units, with bootstrap intervals over texts.

components  macro-F1 of the kinds of units (micro over texts)
links       macro-F1 of linked and not linked, over all ordered pairs of units of a text
functions   macro-F1 of the relations (or stances) of the units that have one in gold; "" for none is no right answer
uas, las    share of units with the right parent, and with the right parent and relation

After Stab and Gurevych (2017, Parsing argumentation structures in persuasive essays) and Peldszus and Stede (2015,
Joint prediction in MST-style discourse parsing); there, pairs are of one paragraph, which not every corpus marks.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.units import ROOT, UnitLabels
from pipeline.evaluation.metrics import Confusion, confusion_matrix, f1_of, percentile_interval, resample, scores_of

Counts = npt.NDArray[np.int64]

SCHEMA: Final = "pipeline.unit-evaluation/1"  # of reports of these scores
SCORES: Final = ("components", "links", "functions", "uas", "las")
SCORE_NAMES: Final = {
    "components": "components, macro-F1",
    "links": "linked pairs, macro-F1",
    "functions": "relations and stances, macro-F1",
    "uas": "right parent (UAS)",
    "las": "right parent and relation (LAS)",
    "tokens": "tags of tokens, macro-F1",
    "begin": "tokens that begin a component, F1",
    "inside": "tokens further inside one, F1",
    "outside": "tokens outside, F1",
    "spans": "components with both ends right, F1",
}
_DIGITS: Final = 4


def unit_scores(
    gold: Sequence[UnitLabels], found: Sequence[UnitLabels], *, samples: int = 1000, seed: int = 0
) -> dict[str, Any]:
    """Each of `SCORES` as [value, low, high]; those of which gold has nothing are left out.

    Raises:
        ValueError: there is no text, or texts or units differ in number.
    """
    if not gold or len(gold) != len(found):
        raise ValueError(f"{len(gold)} texts, {len(found)} predictions")
    if any(len(a.parents) != len(b.parents) for a, b in zip(gold, found, strict=True)):
        raise ValueError("a prediction must have the units of its text")
    pairs = list(zip(gold, found, strict=True))
    kinds = sorted({kind for of in gold for kind in of.components if kind})
    relations = sorted({relation for of in gold for relation in of.relations if relation})
    tables = {
        "components": np.stack([_classes(a.components, b.components, kinds) for a, b in pairs]),
        "links": np.stack([_links(a.parents, b.parents) for a, b in pairs]),
        "functions": np.stack([_functions(a, b, relations) for a, b in pairs]),
        "uas": np.stack([_hits([x == y for x, y in zip(a.parents, b.parents, strict=True)]) for a, b in pairs]),
        "las": np.stack([_hits([x == y for x, y in zip(_edges(a), _edges(b), strict=True)]) for a, b in pairs]),
    }
    drawn = np.random.default_rng(seed).multinomial(len(gold), np.full(len(gold), 1 / len(gold)), size=samples)
    result: dict[str, Any] = {"texts": len(gold), "units": sum(len(of.parents) for of in gold)}
    for name, each in tables.items():
        if each.shape[1] and each[..., 1].any():
            value = float(_macro(each.sum(axis=0)[None])[0])
            sampled = _macro(np.tensordot(drawn, each, axes=1))
            result[name] = [round(float(x), _DIGITS) for x in percentile_interval(value, sampled)]
    return result


def label_tables(
    gold: Sequence[UnitLabels], found: Sequence[UnitLabels], *, samples: int = 1000, seed: int = 0
) -> dict[str, Any]:
    """What units of each kind (`components`) and relation (`relations`) were taken for, of those that gold has.

    Each is `per_label` (precision, recall, f1 with its interval, support) and `confusion` (labels; counts, gold in
    rows). As in `unit_scores`, relations are those of units that have one in gold; "" is none.

    Raises:
        ValueError: texts or units differ in number.
    """
    pairs = list(zip(gold, found, strict=True))
    sides: dict[str, list[tuple[Sequence[str], Sequence[str]]]] = {
        "components": [(a.components, b.components) for a, b in pairs],
        "relations": [_of_related(a.relations, b.relations) for a, b in pairs],
    }
    tables: dict[str, Any] = {}
    for name, each in sides.items():
        if not any(label for labels, _ in each for label in labels):
            continue
        names = sorted({label for both in each for side in both for label in side})
        counts = np.stack([confusion_matrix(a, b, names).counts for a, b in each])
        drawn = resample(counts, n=samples, seed=seed)
        total = Confusion(tuple(names), counts.sum(axis=0))
        tables[name] = {
            "per_label": {
                label: {
                    "precision": round(of.precision, _DIGITS),
                    "recall": round(of.recall, _DIGITS),
                    "f1": [round(x, _DIGITS) for x in percentile_interval(of.f1, f1_of(names.index(label))(drawn))],
                    "support": of.support,
                }
                for label, of in scores_of(total).items()
                if label
            },
            "confusion": {"labels": names, "counts": total.counts.tolist()},
        }
    return tables


def _of_related(gold: Sequence[str], found: Sequence[str]) -> tuple[list[str], list[str]]:
    kept = [k for k, relation in enumerate(gold) if relation]
    return [gold[k] for k in kept], [found[k] for k in kept]


def _classes(gold: Sequence[str], found: Sequence[str], names: Sequence[str]) -> Counts:
    """Rows of (both, gold, found), one for each class."""
    rows = [[sum(a == b == n for a, b in zip(gold, found, strict=True)), gold.count(n), found.count(n)] for n in names]
    return np.array(rows, dtype=np.int64).reshape(len(names), 3)


def _functions(gold: UnitLabels, found: UnitLabels, names: Sequence[str]) -> Counts:
    return _classes(*_of_related(gold.relations, found.relations), names)


def _links(gold: Sequence[int], found: Sequence[int]) -> Counts:
    n = len(gold)
    there, said = sum(p != ROOT for p in gold), sum(p != ROOT for p in found)
    both = sum(a == b != ROOT for a, b in zip(gold, found, strict=True))
    every = n * (n - 1)
    neither = every - there - said + both
    return np.array([[both, there, said], [neither, every - there, every - said]], dtype=np.int64)


def _hits(hits: Sequence[bool]) -> Counts:
    return np.array([[sum(hits), len(hits), len(hits)]], dtype=np.int64)


def _edges(of: UnitLabels) -> list[tuple[int, str]]:
    return [(p, r if p != ROOT else "") for p, r in zip(of.parents, of.relations, strict=True)]


def _macro(counts: Counts) -> npt.NDArray[np.float64]:
    """Mean F1 over the classes that occur: (samples, classes, 3) → (samples,)."""
    total = counts[..., 1:].sum(axis=-1)
    f1 = np.divide(2.0 * counts[..., 0], total, out=np.zeros(total.shape), where=total > 0)
    result: npt.NDArray[np.float64] = f1.sum(axis=-1) / np.maximum((total > 0).sum(axis=-1), 1)
    return result
