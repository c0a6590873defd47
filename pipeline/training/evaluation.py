"""The evaluation report of a model, schema `pipeline.evaluation/1`, as JSON values.

Intervals are percentile bootstraps over documents, written [value, low, high]; numbers have four digits. Sentences
whose gold label is ignored take part in no score, and documents without any other sentence do not either.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from pipeline.evaluation.leaks import Leak
from pipeline.evaluation.metrics import reliability, scored_positions
from pipeline.evaluation.repetition import Repeated
from pipeline.evaluation.selective import accuracy_coverage, aurc, risk_coverage
from pipeline.training.rows import Json, Labelled, Labels, Rows, Scorer, flatten, rounded, rounded_row

SCHEMA: Final = "pipeline.evaluation/1"
WORST: Final = 20  # sentences
_LENGTHS: Final = (10, 20, 40, 80)  # the longest of each bin, in characters
_LENGTH_NAMES: Final = ("1-10", "11-20", "21-40", "41-80", "81+")

Cues = Callable[[int, int], Sequence[tuple[str, float]]]


def evaluation_report(
    documents: Sequence[Labelled],
    labels: Labels,
    *,
    model: Mapping[str, Any],
    data: Mapping[str, Any],
    created_by: str,
    threshold: float,
    protocol: str = "held-out",
    folds: Mapping[str, Any] | None = None,
    ignored: Collection[str] = (),
    bootstrap: int = 1000,
    level: float = 0.95,
    seed: int = 0,
    learning_curve: Sequence[Mapping[str, Any]] = (),
    human: Mapping[str, Any] | None = None,
    leaks: Iterable[Leak] = (),
    repeated: Repeated | None = None,
    comparisons: Sequence[Mapping[str, Any]] = (),
    structure: Mapping[str, Any] | None = None,
    cues: Cues | None = None,
) -> Json:
    """The whole report; the parts that need more than these predictions are given ready-made.

    Args:
        documents: predictions for documents that the model had not seen.
        labels: of the model, in its order.
        model: name, version, sha256, component.
        data: name, documents, sentences, sha256.
        created_by: program and version.
        threshold: the probability below which the model marks a sentence uncertain.
        protocol: "held-out" or "cross-validation".
        folds: count, frozen; None where there are none.
        ignored: gold labels whose sentences take part in no score.
        bootstrap: how many samples an interval rests on.
        level: the share of samples inside an interval.
        seed: the same seed gives the same report.
        learning_curve: of `learning_point`.
        human: of `human_agreement`.
        leaks: of `find_leaks`.
        repeated: of `repeated_sentences`; None where the training texts are not at hand.
        comparisons: of the function of that name.
        structure: scores of stages, parents and groups.
        cues: what spoke for the predicted label of a sentence, by the index of the document in `documents` and of the
            sentence in it: (name, weight), strongest first. Asked only for the worst mistakes.

    Raises:
        ValueError: no sentence counts, or a label that counts is not in `labels`.
    """
    rows = flatten(documents, labels, ignored)
    score = Scorer(rows, scored_positions(labels, ignored), bootstrap, level, seed)
    return {
        "schema": SCHEMA,
        "created_by": created_by,
        "model": dict(model),
        "protocol": protocol,
        "folds": None if folds is None else dict(folds),
        "data": dict(data),
        "labels": list(labels),
        "ignored": sorted(ignored),
        "level": level,
        **score.overall(),
        **_confidence(rows, threshold),
        "learning_curve": [dict(point) for point in learning_curve],
        "breakdown": _breakdown(documents, rows, score),
        "worst": _worst(documents, rows, cues),
        "human": None if human is None else dict(human),
        "leaks": [{**leak._asdict(), "share": rounded(leak.share)} for leak in leaks],
        "repeated": None if repeated is None else _repeated(repeated),
        "comparisons": [dict(row) for row in comparisons],
        "structure": None if structure is None else dict(structure),
    }


def learning_point(
    documents: Sequence[Labelled],
    labels: Labels,
    *,
    trained_on: int,
    share: float,
    ignored: Collection[str] = (),
    bootstrap: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> Json:
    """Scores of models that learned from `trained_on` documents, the share `share` of all: one row of the curve.

    Raises:
        ValueError: as `evaluation_report`.
    """
    rows = flatten(documents, labels, ignored)
    found = Scorer(rows, scored_positions(labels, ignored), bootstrap, level, seed).headline(rows.everything)
    return {
        "documents": trained_on,
        "share": rounded(share),
        "accuracy": found["accuracy"],
        "macro_f1": found["macro_f1"],
    }


def _repeated(found: Repeated) -> Json:
    return {**found._asdict(), "share": rounded(found.share), "share_alike": rounded(found.share_alike)}


def _confidence(rows: Rows, threshold: float) -> Json:
    """How far the probability of the predicted label can be trusted, and what leaving out the least sure gains."""
    sure, right = rows.probability_of(rows.predicted), rows.right
    bins, curve = reliability(sure.tolist(), right.tolist()), risk_coverage(sure, right.tolist())
    error = sum(b.size * abs(b.accuracy - b.confidence) for b in bins) / len(right)
    certain = right[~rows.uncertain]
    return {
        "calibration": {"ece": rounded(error), "bins": [rounded_row(b._asdict()) for b in bins]},
        "selective": {
            "threshold": rounded(threshold),
            "uncertain": rounded(rows.uncertain.mean()),
            "accuracy_of_certain": rounded(certain.mean() if len(certain) else 0.0),
            "aurc": rounded(aurc(curve)),
            "curve": [[rounded(c), rounded(a)] for c, a in accuracy_coverage(curve)],
        },
    }


def _breakdown(documents: Sequence[Labelled], rows: Rows, score: Scorer) -> Json:
    """Scores of each kind of document and of sentence; where all are of one kind there is nothing to compare."""
    at = list(zip(rows.document.tolist(), rows.sentence.tolist(), strict=True))
    kinds: dict[str, list[str | None]] = {
        name: [documents[d].groups.get(name) for d, _ in at]
        for name in dict.fromkeys(name for document in documents for name in document.groups)
    }
    kinds["stage"] = [documents[d].stages[s] if documents[d].stages else None for d, s in at]
    lengths = np.searchsorted(_LENGTHS, [len(documents[d].texts[s]) for d, s in at])
    kinds["length"] = [_LENGTH_NAMES[i] for i in lengths]
    order = {name: i for i, name in enumerate(_LENGTH_NAMES)}
    found: Json = {}
    for kind, values in kinds.items():
        names = sorted({value for value in values if value is not None}, key=lambda name: (order.get(name, 0), name))
        column = np.array(values, dtype=object)
        if len(names) > 1:
            found[kind] = {name: score.headline(column == name) for name in names}
    return found


def _worst(documents: Sequence[Labelled], rows: Rows, cues: Cues | None) -> list[Json]:
    """The wrong sentences whose right label seemed least likely beside the predicted one, worst first."""
    p_gold, p_predicted = rows.probability_of(rows.gold), rows.probability_of(rows.predicted)
    wrong = np.flatnonzero(~rows.right)
    found = []
    for i in wrong[np.argsort((p_gold - p_predicted)[wrong], kind="stable")][:WORST]:
        d, s = int(rows.document[i]), int(rows.sentence[i])
        found.append(
            {
                "document": documents[d].id,
                "sentence": s,
                "text": documents[d].texts[s],
                "gold": documents[d].gold[s],
                "predicted": documents[d].predicted[s],
                "p_gold": rounded(p_gold[i]),
                "p_predicted": rounded(p_predicted[i]),
                "cues": [{"name": name, "weight": rounded(weight)} for name, weight in (cues(d, s) if cues else ())],
                "groups": dict(documents[d].groups),
            }
        )
    return found
