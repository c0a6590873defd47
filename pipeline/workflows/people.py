"""How far two people agree on documents that a model has labelled, to set its score beside."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from pipeline.domain.annotation import ADJUDICATED
from pipeline.formats.annotation_jsonl import read_annotation
from pipeline.training.crossval import Prediction
from pipeline.training.rivals import human_agreement

Span = tuple[int, int]


def people_beside(
    root: Path, annotators: Sequence[str], predictions: Sequence[Prediction], ignored: Collection[str] = ()
) -> dict[str, Any] | None:
    """The two annotators who share most of the documents, and the model, on the sentences that all three have.

    None where no document was labelled by two, or `root` is no annotation folder. What was settled between annotators
    is no opinion of its own.

    Args:
        root: an annotation folder.
        annotators: whose labels the model learned from; of the two, one of these is the first.
        predictions: of the model, which had not seen the documents.
        ignored: labels whose sentences do not count.

    Raises:
        AnnotationError: a label file is malformed.
    """
    by_id = {p.example.document.id: p for p in predictions}
    roles: dict[str, dict[str, dict[Span, str]]] = {}
    for folder in sorted((root / "labels").glob("*")):
        for path in sorted(folder.glob("*.jsonl")) if folder.name != ADJUDICATED else ():
            annotation = read_annotation(path)
            prediction = by_id.get(annotation.id)
            if prediction is not None and prediction.example.document.sha256 == annotation.sha256:
                of_sentences = {(s.start, s.end): s.role for s in annotation.sentences if s.role}
                roles.setdefault(annotation.id, {})[folder.name] = of_sentences
    order = [*annotators, *sorted({name for by in roles.values() for name in by} - set(annotators))]
    pairs = Counter(pair for by in roles.values() for pair in combinations([n for n in order if n in by], 2))
    if not pairs:
        return None
    (a, b), _ = pairs.most_common(1)[0]
    first: list[list[str]] = []
    second: list[list[str]] = []
    model: list[list[str]] = []
    for id, by in roles.items():
        if a not in by or b not in by:
            continue
        prediction = by_id[id]
        said = {
            (s.start, s.end): label.role
            for s, label in zip(prediction.example.document.sentences, prediction.roles, strict=True)
        }
        both = [span for span in said if span in by[a] and span in by[b]]
        first.append([by[a][span] for span in both])
        second.append([by[b][span] for span in both])
        model.append([said[span] for span in both])
    found = human_agreement(first, second, model, annotators=(a, b), ignored=ignored)
    return found if found["sentences"] else None
