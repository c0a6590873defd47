"""A model beside others: its rivals on the same documents, and people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from pipeline.evaluation.agreement import krippendorff_alpha
from pipeline.evaluation.metrics import Statistic, accuracy, accuracy_of, macro_f1, macro_f1_over, scored_positions
from pipeline.evaluation.significance import approximate_randomization, holm
from pipeline.training.rows import Json, Labelled, Labels, rounded, written


@dataclass(frozen=True, eq=False)
class Rival:
    """Another model's labels: `against` says which (name, version, sha256), `predicted` has them by document id."""

    against: Mapping[str, str]
    predicted: Mapping[str, Labels]


def comparisons(
    documents: Sequence[Labelled],
    rivals: Sequence[Rival],
    labels: Labels,
    *,
    ignored: Collection[str] = (),
    exchanges: int = 9_999,
    bootstrap: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> list[Json]:
    """The model against each rival, in accuracy and macro-F1, on the documents that both labelled.

    p-values are of `approximate_randomization`, `p_holm` the same adjusted for all rows together. Labels that only a
    rival knows are wrong wherever it gives them, and have no F1 of their own.

    Raises:
        ValueError: a rival shares no sentence that counts, or labels another number of sentences of a document.
    """
    foreign = {name for rival in rivals for row in rival.predicted.values() for name in row} - set(labels)
    names, chosen = [*labels, *sorted(foreign)], scored_positions(labels, ignored)
    statistics: dict[str, Statistic] = {"accuracy": accuracy_of, "macro_f1": macro_f1_over(chosen)}
    rows: list[Json] = []
    for rival in rivals:
        gold, ours, theirs = _aligned(documents, rival, ignored)
        for name, statistic in statistics.items():
            test = approximate_randomization(
                gold,
                ours,
                theirs,
                statistic=statistic,
                n=exchanges,
                bootstrap=bootstrap,
                level=level,
                seed=seed,
                labels=names,
            )
            rows.append(
                {
                    "against": dict(rival.against),
                    "statistic": name,
                    "value": rounded(test.a),
                    "other": rounded(test.b),
                    "difference": written(test.difference),
                    "p": test.p,
                    "p_holm": 1.0,
                    "documents": test.documents,
                }
            )
    for row, adjusted in zip(rows, holm([row["p"] for row in rows]), strict=True):
        row["p"], row["p_holm"] = rounded(row["p"]), rounded(adjusted)
    return rows


def human_agreement(
    first: Sequence[Labels],
    second: Sequence[Labels],
    model: Sequence[Labels],
    *,
    annotators: tuple[str, str],
    ignored: Collection[str] = (),
) -> Json:
    """How the second annotator, and the model, agree with the first on the same sentences.

    Sentences that the first gave an ignored label are left out. Alpha is Krippendorff's, nominal; None where it is
    undefined, because only one label was ever used.

    Args:
        first: labels of one annotator, document by document.
        second: of the other.
        model: of the model.
        annotators: who they are.
        ignored: labels whose sentences do not count.

    Raises:
        ValueError: the three do not have the same documents and sentences.
    """
    if not all(len(a) == len(b) == len(c) for a, b, c in zip(first, second, model, strict=True)):
        raise ValueError("both annotators and the model must label the same sentences")
    kept = [(d, i) for d, row in enumerate(first) for i in scored_positions(row, ignored)]
    gold, human, machine = ([side[d][i] for d, i in kept] for side in (first, second, model))
    return {
        "annotators": list(annotators),
        "documents": len({d for d, _ in kept}),
        "sentences": len(kept),
        **_agreement(gold, human, ignored),
        "model": _agreement(gold, machine, ignored),
    }


def _aligned(
    documents: Sequence[Labelled], rival: Rival, ignored: Collection[str]
) -> tuple[list[list[str]], list[list[str]], list[list[str]]]:
    """Gold, predicted and the rival's labels of the sentences that count, for the documents that have any."""
    gold: list[list[str]] = []
    ours: list[list[str]] = []
    theirs: list[list[str]] = []
    for document in documents:
        other, kept = rival.predicted.get(document.id), scored_positions(document.gold, ignored)
        if other is None or not kept:
            continue
        if len(other) != len(document.gold):
            raise ValueError(f"{document.id}: {len(document.gold)} sentences, {len(other)} labels of the other model")
        for side, row in ((gold, document.gold), (ours, document.predicted), (theirs, other)):
            side.append([row[i] for i in kept])
    if not gold:
        raise ValueError("the other model labelled none of the sentences to score")
    return gold, ours, theirs


def _agreement(first: Labels, second: Labels, ignored: Collection[str]) -> Json:
    names = sorted({*first, *second})
    ratings = np.array([[names.index(a), names.index(b)] for a, b in zip(first, second, strict=True)], dtype=np.int64)
    alpha = krippendorff_alpha(ratings.reshape(-1, 2))
    return {
        "accuracy": rounded(accuracy(first, second)),
        "macro_f1": rounded(macro_f1(first, second, [name for name in names if name not in ignored])),
        "alpha": None if isnan(alpha) else rounded(alpha),
    }
