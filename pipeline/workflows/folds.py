"""New documents into the frozen folds of a corpus, without moving one that is there."""

import json
from collections import Counter
from pathlib import Path
from typing import Final

from pipeline.errors import AnnotationError
from pipeline.files import write_atomically
from pipeline.formats.annotation_jsonl import label_files, read_annotation
from pipeline.workflows.corpus import FOLDS_SCHEMA, parsed_folds

_DEFAULT: Final = 5


def extend_folds(root: Path, *, count: int = _DEFAULT) -> dict[str, int]:
    """Place every training document that lies in no fold yet; the number of the fold of each, from 1.

    A new document goes to the fold with the fewest documents of its language and genre; of those equal in this, to the
    one with the fewest documents; then to the first. Where the corpus has no folds, `count` empty ones are begun.

    Raises:
        AnnotationError: a label file or `folds.json` is malformed, or there are no documents.
        OutputError: the file cannot be written.
    """
    path = root / "folds.json"
    folds = parsed_folds(path) if path.is_file() else [[] for _ in range(count)]
    stratum: dict[str, tuple[str, str]] = {}
    for label_file in label_files(root):
        annotation = read_annotation(label_file)
        if annotation.split == "train":
            stratum.setdefault(annotation.id, (annotation.language, annotation.genre))
    if not stratum:
        remedy = "An annotation corpus has labels/ANNOTATOR/ID.jsonl"
        raise AnnotationError("holds no document of the training split", where=str(root), remedy=remedy)
    placed = {id for fold in folds for id in fold}
    added: dict[str, int] = {}
    alike = [Counter(stratum[id] for id in fold if id in stratum) for fold in folds]
    for id in sorted(stratum.keys() - placed):
        k = min(range(len(folds)), key=lambda k: (alike[k][stratum[id]], len(folds[k]), k))
        folds[k].append(id)
        alike[k][stratum[id]] += 1
        added[id] = k + 1
    if added:
        kept = {"schema": FOLDS_SCHEMA, "folds": [sorted(fold) for fold in folds]}
        write_atomically(path, (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode())
    return added
