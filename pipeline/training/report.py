"""Scores of cross-validated predictions, as JSON values."""

from collections.abc import Hashable, Sequence
from typing import Any, Final

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
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

_DIGITS: Final = 4
_SPANS: Final = ("groups", "measures", "grounds")
Pair = tuple[Sequence[str], Sequence[str]]


def score(
    predictions: Sequence[Prediction], labels: Sequence[str], *, bootstrap: int, level: float, seed: int
) -> dict[str, Any]:
    """Scores of predictions for documents that the models had not seen.

    Intervals are percentile bootstraps over documents, written as [value, low, high]. Roles are given their gold
    sentences; structure is scored on predicted roles.

    Raises:
        ValueError: no predictions, or a gold label outside `labels`.
    """
    pairs: list[Pair] = [(p.example.gold_roles, tuple(r.role for r in p.roles)) for p in predictions]
    languages = [p.example.document.language for p in predictions]
    gold = [label for row, _ in pairs for label in row]
    predicted = [label for _, row in pairs for label in row]
    right = [g == p for g, p in zip(gold, predicted, strict=True)]
    all_roles = [r for p in predictions for r in p.roles]
    certain = [hit for hit, r in zip(right, all_roles, strict=True) if not r.uncertain]
    per_label = label_scores(gold, predicted)
    confusion = confusion_matrix(gold, predicted, labels)

    def interval(chosen: Sequence[Pair], statistic: Statistic) -> list[float]:
        found = bootstrap_interval(chosen, statistic, n=bootstrap, seed=seed, level=level, labels=labels)
        return [_rounded(value) for value in found]

    def headline(chosen: Sequence[Pair]) -> dict[str, Any]:
        accuracy, macro_f1 = interval(chosen, accuracy_of), interval(chosen, macro_f1_of)
        return {"documents": len(chosen), "accuracy": accuracy, "macro_f1": macro_f1}

    result: dict[str, Any] = {
        "level": level,
        "sentences": len(gold),
        **headline(pairs),
        "labels": {
            label: {
                "precision": _rounded(per_label[label].precision),
                "recall": _rounded(per_label[label].recall),
                "f1": _rounded(per_label[label].f1),
                "support": per_label[label].support,
            }
            for label in labels
            if label in per_label
        },
        "confusion": {"labels": list(confusion.labels), "counts": confusion.counts.tolist()},
        "calibration_error": _rounded(
            expected_calibration_error([max(r.probabilities.values()) for r in all_roles], right)
        ),
        "uncertain": _rounded(1 - _share(certain, of=len(right))),
        "accuracy_of_certain": _rounded(_share([hit for hit in certain if hit], of=len(certain))),
        "languages": {
            language: headline([pair for pair, of in zip(pairs, languages, strict=True) if of == language])
            for language in sorted(set(languages))
        },
    }
    structured = [p for p in predictions if p.structure is not None]
    if structured:
        result["structure"] = _structure_scores(structured)
    return result


def _structure_scores(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """Stages and parents sentence by sentence; groups, measures and grounds as sets that must agree exactly."""
    stages: list[bool] = []
    parents: list[bool] = []
    parents_and_relations: list[bool] = []
    gold_spans: dict[str, set[Hashable]] = {kind: set() for kind in _SPANS}
    predicted_spans: dict[str, set[Hashable]] = {kind: set() for kind in _SPANS}
    exact = 0
    for p in predictions:
        structure, example = p.structure, p.example
        if structure is None:
            continue
        gold_stages = _stage_of_sentences(example.document, example.gold_stages)
        stages += [
            a == b for a, b in zip(gold_stages, _stage_of_sentences(structure.document, structure.stages), strict=True)
        ]
        predicted_parents = {r.source: (r.target, r.type) for r in structure.relations}
        for s in example.document.sentences:
            gold, predicted = example.gold_parents.get(s.id), predicted_parents.get(s.id)
            parents.append((gold and gold[0]) == (predicted and predicted[0]))
            parents_and_relations.append(gold == predicted)
        of_gold = _spans(example.document, example.gold_groups)
        of_predicted = _spans(structure.document, structure.groups)
        exact += of_gold["groups"] == of_predicted["groups"]
        for kind in _SPANS:
            gold_spans[kind] |= of_gold[kind]
            predicted_spans[kind] |= of_predicted[kind]
    return {
        "stage_accuracy": _rounded(_mean(stages)),
        "parent_accuracy": _rounded(_mean(parents)),
        "labelled_parent_accuracy": _rounded(_mean(parents_and_relations)),
        "documents_with_exact_groups": exact,
        "documents": len(predictions),
        **{f"{kind}_f1": _rounded(span_scores(gold_spans[kind], predicted_spans[kind]).f1) for kind in _SPANS},
    }


def _stage_of_sentences(document: Document, stages: Sequence[str]) -> list[str]:
    by_section = {section.id: stage for section, stage in zip(document.sections, stages, strict=True)}
    return [by_section[s.section] for s in document.sentences]


def _spans(document: Document, groups: Sequence[Group]) -> dict[str, set[Hashable]]:
    """What the groups of a document say, free of the names they go by.

    A group is known by its first sentence, a measure by its head, a ground by its group and where its section starts.
    """
    start = {section.id: section.start for section in document.sections}
    return {
        "groups": {(document.id, g.members[0]) for g in groups},
        "measures": {(document.id, m.head) for g in groups for m in g.measures},
        "grounds": {(document.id, g.members[0], start[r.section]) for g in groups for r in g.grounds},
    }


def _mean(hits: Sequence[bool]) -> float:
    return _share([hit for hit in hits if hit], of=len(hits))


def _share(part: Sequence[object], *, of: int) -> float:
    return len(part) / of if of else 0.0


def _rounded(value: float) -> float:
    return round(value, _DIGITS)
