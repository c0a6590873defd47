"""Predictions as a report takes them, the scores that a manifest keeps of a report, and those of structure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
from pipeline.evaluation.structure import Reading
from pipeline.evaluation.structure import structure_scores as agreement_of_structure
from pipeline.training.crossval import Prediction
from pipeline.training.examples import Example
from pipeline.training.rows import Labelled

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


def structure_scores(
    predictions: Sequence[Prediction], *, human: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    """Scores of the structure that was found, on predicted roles and gold sentences; None where none was.

    Beside them under `human` how two people agree, where that is known.
    """
    found = [(gold_reading(p.example), of_model) for p in predictions if (of_model := found_reading(p)) is not None]
    return {**agreement_of_structure(found), **({"human": dict(human)} if human else {})} if found else None


def found_reading(prediction: Prediction) -> Reading | None:
    """What the model says of the structure of a document, if anything."""
    structure = prediction.structure
    if structure is None:
        return None
    edges = {r.source: (r.target, r.type) for r in structure.relations}
    return reading(structure.document, structure.stages, structure.groups, edges)


def gold_reading(example: Example) -> Reading:
    """What the annotator of an example says of its structure."""
    return reading(example.document, example.gold_stages, example.gold_groups, example.gold_parents)


def reading(
    document: Document, stages: Sequence[str], groups: Sequence[Group], edges: Mapping[str, tuple[str, str]]
) -> Reading:
    """The structure of a document by offsets; `edges` maps a sentence id to its parent and relation."""
    span = {s.id: (s.start, s.end) for s in document.sentences}
    start = {section.id: section.start for section in document.sections}
    parents = {span[s.id]: (span[edge[0]], edge[1]) if (edge := edges.get(s.id)) else None for s in document.sentences}
    return Reading(
        stages=dict(zip(span.values(), _stage_of_sentences(document, stages), strict=True)),
        parents=parents,
        groups=frozenset(span[g.members[0]][0] for g in groups),
        measures=frozenset(span[m.head][0] for g in groups for m in g.measures),
        grounds=frozenset((span[g.members[0]][0], start[r.section]) for g in groups for r in g.grounds),
    )


def _stage_of_sentences(document: Document, stages: Sequence[str]) -> list[str]:
    by_section = {section.id: stage for section, stage in zip(document.sections, stages, strict=True)}
    return [by_section[s.section] for s in document.sentences]
