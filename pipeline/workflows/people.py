"""How far two people agree on documents that a model has labelled, to set its score beside."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from pipeline.domain.annotation import ADJUDICATED, Annotation
from pipeline.evaluation.structure import Reading, structure_scores
from pipeline.formats.annotation_jsonl import read_annotation
from pipeline.training.crossval import Prediction
from pipeline.training.report import found_reading
from pipeline.training.rivals import human_agreement


@dataclass(frozen=True, eq=False)
class People:
    """The two annotators who share most of the documents that were predicted, and these documents."""

    annotators: tuple[str, str]
    documents: Sequence[tuple[Annotation, Annotation, Prediction]]


def two_people(root: Path, annotators: Sequence[str], predictions: Sequence[Prediction]) -> People | None:
    """Who labelled the same documents as the model; None where no document was labelled by two.

    What was settled between annotators is no opinion of its own.

    Args:
        root: an annotation folder, or something else, which has no annotators.
        annotators: whose labels the model learned from; of the two, one of these is the first.
        predictions: of the model, which had not seen the documents.

    Raises:
        AnnotationError: a label file is malformed.
    """
    by_id = {p.example.document.id: p for p in predictions}
    found: dict[str, dict[str, Annotation]] = {}
    for folder in sorted((root / "labels").glob("*")):
        for path in sorted(folder.glob("*.jsonl")) if folder.name != ADJUDICATED else ():
            annotation = read_annotation(path)
            prediction = by_id.get(annotation.id)
            if prediction is not None and prediction.example.document.sha256 == annotation.sha256:
                found.setdefault(annotation.id, {})[folder.name] = annotation
    order = [*annotators, *sorted({name for by in found.values() for name in by} - set(annotators))]
    pairs = Counter(pair for by in found.values() for pair in combinations([n for n in order if n in by], 2))
    if not pairs:
        return None
    (a, b), _ = pairs.most_common(1)[0]
    return People((a, b), [(by[a], by[b], by_id[id]) for id, by in found.items() if a in by and b in by])


def roles_beside(people: People | None, ignored: Collection[str] = ()) -> dict[str, Any] | None:
    """Agreement of the two on roles, and of the model with the first, on the sentences that all three have.

    None where there are none. Sentences whose label by the first is in `ignored` do not count.
    """
    if people is None:
        return None
    first: list[list[str]] = []
    second: list[list[str]] = []
    model: list[list[str]] = []
    for a, b, prediction in people.documents:
        of_a, of_b = ({(s.start, s.end): s.role for s in x.sentences if s.role} for x in (a, b))
        said = {
            (s.start, s.end): label.role
            for s, label in zip(prediction.example.document.sentences, prediction.roles, strict=True)
        }
        both = [span for span in said if span in of_a and span in of_b]
        first.append([of_a[span] for span in both])
        second.append([of_b[span] for span in both])
        model.append([said[span] for span in both])
    found = human_agreement(first, second, model, annotators=people.annotators, ignored=ignored)
    return found if found["sentences"] else None


def structure_beside(people: People | None) -> dict[str, Any] | None:
    """The same of structure: scores of the second and of the model against the first.

    None where the two did not both say something of structure.
    """
    if people is None:
        return None
    pairs: list[tuple[Reading, Reading]] = []
    of_model: list[tuple[Reading, Reading]] = []
    for a, b, prediction in people.documents:
        found = found_reading(prediction)
        if found is not None and all(any(c.stage for c in x.sections) and not x.unlabelled for x in (a, b)):
            pairs.append((_reading(a), _reading(b)))
            of_model.append((_reading(a), found))
    if not pairs:
        return None
    return {"annotators": list(people.annotators), **structure_scores(pairs), "model": structure_scores(of_model)}


def _reading(annotation: Annotation) -> Reading:
    span = {s.id: (s.start, s.end) for s in annotation.sentences}
    section = {c.id: c for c in annotation.sections}
    first = {g.id: span[members[0]][0] for g in annotation.groups if (members := annotation.members(g.id))}
    return Reading(
        stages={span[s.id]: section[s.section].stage for s in annotation.sentences},
        parents={
            span[s.id]: (span[s.parent], s.relation) if s.parent and s.relation else None for s in annotation.sentences
        },
        groups=frozenset(first.values()),
        measures=frozenset(span[m.head][0] for g in annotation.groups for m in g.measures),
        grounds=frozenset(
            (first[g.id], section[c].start) for g in annotation.groups if g.id in first for c in g.grounds
        ),
    )
