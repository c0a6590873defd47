"""Scores of cross-validated predictions, as JSON values."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.domain.analysis import Group
from pipeline.evaluation.metrics import (
    Statistic,
    accuracy_of,
    bootstrap_interval,
    confusion_matrix,
    expected_calibration_error,
    label_scores,
    macro_f1_of,
    span_scores,
)
from pipeline.training.crossval import Prediction


def score(
    predictions: Sequence[Prediction], labels: Sequence[str], *, bootstrap: int, level: float, seed: int
) -> dict[str, Any]:
    """Scores of predictions for documents that the models had not seen.

    Intervals are percentile bootstraps over documents. Roles are given their gold sentences; structure is scored on
    predicted roles.
    """
    pairs = [(p.example.gold_roles, tuple(r.role for r in p.roles)) for p in predictions]
    gold = [g for row, _ in pairs for g in row]
    predicted = [r for _, row in pairs for r in row]
    per_label = label_scores(gold, predicted)
    confusion = confusion_matrix(gold, predicted, labels)
    certain = [
        g == r.role for p in predictions for g, r in zip(p.example.gold_roles, p.roles, strict=True) if not r.uncertain
    ]
    top = [max(r.probabilities.values()) for p in predictions for r in p.roles]

    def interval(chosen: Sequence[tuple[Sequence[str], Sequence[str]]], statistic: Statistic) -> list[float]:
        found = bootstrap_interval(chosen, statistic, n=bootstrap, seed=seed, level=level, labels=list(labels))
        return [round(found.value, 4), round(found.low, 4), round(found.high, 4)]

    result: dict[str, Any] = {
        "level": level,
        "documents": len(predictions),
        "sentences": len(gold),
        "accuracy": interval(pairs, accuracy_of),
        "macro_f1": interval(pairs, macro_f1_of),
        "labels": {
            name: {
                "precision": round(s.precision, 4),
                "recall": round(s.recall, 4),
                "f1": round(s.f1, 4),
                "support": s.support,
            }
            for name, s in ((label, per_label[label]) for label in labels if label in per_label)
        },
        "confusion": {"labels": list(confusion.labels), "counts": confusion.counts.tolist()},
        "calibration_error": round(
            expected_calibration_error(top, [g == r for g, r in zip(gold, predicted, strict=True)]), 4
        ),
        "uncertain": round(1 - len(certain) / max(1, len(gold)), 4),
        "accuracy_of_certain": round(sum(certain) / max(1, len(certain)), 4),
        "languages": {},
    }
    for language in sorted({p.example.document.language for p in predictions}):
        of = [pair for p, pair in zip(predictions, pairs, strict=True) if p.example.document.language == language]
        result["languages"][language] = {
            "documents": len(of),
            "accuracy": interval(of, accuracy_of),
            "macro_f1": interval(of, macro_f1_of),
        }
    structured = [p for p in predictions if p.structure is not None]
    if structured:
        result["structure"] = _structure(structured)
    return result


def _structure(predictions: Sequence[Prediction]) -> dict[str, Any]:
    stages: list[bool] = []
    parents: list[bool] = []
    labelled: list[bool] = []
    exact = 0
    found: dict[str, tuple[set[object], set[object]]] = {k: (set(), set()) for k in ("groups", "measures", "grounds")}
    for p in predictions:
        example, structure = p.example, p.structure
        if structure is None:
            continue
        document = example.document
        gold_stage = {s.id: stage for s, stage in zip(document.sections, example.gold_stages, strict=True)}
        stage = {s.id: st for s, st in zip(structure.document.sections, structure.stages, strict=True)}
        for a, b in zip(document.sentences, structure.document.sentences, strict=True):
            stages.append(gold_stage[a.section] == stage[b.section])
        predicted_parent = {r.source: (r.target, r.type) for r in structure.relations}
        for s in document.sentences:
            gold, guess = example.gold_parents.get(s.id), predicted_parent.get(s.id)
            parents.append((gold and gold[0]) == (guess and guess[0]))
            labelled.append(gold == guess)
        sides = (
            (example.gold_groups, {s.id: s.start for s in document.sections}),
            (structure.groups, {s.id: s.start for s in structure.document.sections}),
        )
        starts = []
        for side, (groups, place) in enumerate(sides):
            starts.append({g.members[0] for g in groups})
            _collect(found, side, document.id, groups, place)
        exact += starts[0] == starts[1]
    result: dict[str, Any] = {
        "stage_accuracy": round(float(np.mean(stages)), 4),
        "parent_accuracy": round(float(np.mean(parents)), 4),
        "labelled_parent_accuracy": round(float(np.mean(labelled)), 4),
        "documents_with_exact_groups": exact,
        "documents": len(predictions),
    }
    for name, (gold_spans, guessed) in found.items():
        result[f"{name}_f1"] = round(span_scores(gold_spans, guessed).f1, 4)
    return result


def _collect(
    found: dict[str, tuple[set[object], set[object]]],
    side: int,
    id: str,
    groups: Sequence[Group],
    place: dict[str, int],
) -> None:
    for g in groups:
        found["groups"][side].add((id, g.members[0]))
        found["measures"][side].update((id, m.head) for m in g.measures)
        found["grounds"][side].update((id, g.members[0], place[r.section]) for r in g.grounds)
