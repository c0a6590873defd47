"""Predictions as a report takes them, the scores that a manifest keeps of a report, and those of structure."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
from pipeline.evaluation.metrics import span_scores
from pipeline.training.crossval import Prediction
from pipeline.training.rows import Labelled, rounded

_SPANS: Final = ("groups", "measures", "grounds")
_UNKNOWN: Final = "unknown"  # language


def labelled(prediction: Prediction, labels: Sequence[str]) -> Labelled:
    """A prediction beside the gold labels of its document; probabilities in the order of `labels`."""
    example, roles = prediction.example, prediction.roles
    document = example.document
    probabilities = np.array([[r.probabilities[label] for label in labels] for r in roles], dtype=np.float64)
    return Labelled(
        id=document.id,
        groups={"language": document.language or _UNKNOWN, **({"genre": example.genre} if example.genre else {})},
        gold=example.gold_roles,
        predicted=tuple(r.role for r in roles),
        probabilities=probabilities.reshape(-1, len(labels)),
        uncertain=tuple(r.uncertain for r in roles),
        texts=tuple(s.text for s in document.sentences),
        stages=tuple(_stage_of_sentences(document, example.gold_stages)) if example.gold_stages else (),
    )


def summary(report: Mapping[str, Any], documents: Sequence[Labelled]) -> dict[str, Any]:
    """What a manifest keeps of an evaluation report on `documents`, and the card says.

    The keys are those of the first manifests; ignored labels, the learning curve and the agreement of people stand
    beside them where there are such.
    """
    headline = {"documents": report["data"]["documents"], **_headline(report["scores"])}
    only = documents[0].groups["language"]  # a report breaks nothing down that is all of one kind
    languages = report["breakdown"].get("language") or {only: headline}
    optional = {key: report[key] for key in ("ignored", "learning_curve", "human", "structure")}
    return {
        "level": report["level"],
        "sentences": sum(map(sum, report["confusion"]["counts"])),
        **headline,
        "labels": {name: {**row, "f1": row["f1"][0]} for name, row in report["per_label"].items()},
        "confusion": report["confusion"],
        "calibration_error": report["calibration"]["ece"],
        "uncertain": report["selective"]["uncertain"],
        "accuracy_of_certain": report["selective"]["accuracy_of_certain"],
        "languages": {name: {"documents": s["documents"], **_headline(s)} for name, s in languages.items()},
        **{key: value for key, value in optional.items() if value},
    }


def _headline(scores: Mapping[str, Any]) -> dict[str, Any]:
    return {key: scores[key] for key in ("accuracy", "macro_f1")}


def structure_scores(predictions: Sequence[Prediction]) -> dict[str, Any] | None:
    """Stages and parents sentence by sentence; groups, measures and grounds as sets that must agree exactly.

    None where no structure was found. It was found on predicted roles and gold sentences.
    """
    predictions = [p for p in predictions if p.structure is not None]
    if not predictions:
        return None
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
        "stage_accuracy": rounded(_mean(stages)),
        "parent_accuracy": rounded(_mean(parents)),
        "labelled_parent_accuracy": rounded(_mean(parents_and_relations)),
        "documents_with_exact_groups": exact,
        "documents": len(predictions),
        **{f"{kind}_f1": rounded(span_scores(gold_spans[kind], predicted_spans[kind]).f1) for kind in _SPANS},
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
