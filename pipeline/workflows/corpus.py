"""An annotation folder as training takes it: its documents, and the folds they are held out in."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.domain.annotation import ADJUDICATED, Annotation
from pipeline.errors import AnnotationError
from pipeline.formats.annotation_check import check_annotation_file
from pipeline.formats.annotation_jsonl import label_files, read_annotation
from pipeline.roles.fitting import folds as draw_folds
from pipeline.training.config import Config
from pipeline.training.examples import Example, from_annotation

FOLDS_SCHEMA: Final = "pipeline.folds/1"


@dataclass(frozen=True, eq=False)
class Corpus:
    """Training documents in the order of their names; `sha256` is that of all their labels and texts."""

    examples: tuple[Example, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Folds:
    """Sets of document ids, each held out in turn. `frozen`: kept with the corpus, not drawn from the seed."""

    folds: tuple[frozenset[str], ...]
    frozen: bool


def read_corpus(root: Path, config: Config, progress: Callable[[str], None] = lambda _: None) -> Corpus:
    """The training split of an annotation folder, as the first of `config.corpus.annotator` labelled each.

    Args:
        root: holds `labels/ANNOTATOR/*.jsonl` and `texts/`.
        config: whose labels, and which label set.
        progress: told of documents left out because their text is not shipped.

    Raises:
        AnnotationError: there are no documents, or one is malformed, stands twice or has a role outside the label set.
    """
    chosen: dict[str, Path] = {}
    for annotator in config.corpus.annotator:
        for path in (root / "labels" / annotator).glob("*.jsonl"):
            chosen.setdefault(path.stem, path)
    examples: list[Example] = []
    digest = hashlib.sha256()
    place_of: dict[str, Path] = {}
    absent = 0
    for path in (chosen[id] for id in sorted(chosen)):
        annotation = read_annotation(path)
        if annotation.split != "train":
            continue
        if annotation.text is None:
            absent += 1
            continue
        _check(annotation, config.corpus.labels, path, root)
        # The same text twice would be held out and learned from at once.
        for key in (annotation.id, annotation.sha256):
            if key in place_of:
                what = f"holds the document of {place_of[key].name} again"
                raise AnnotationError(what, where=str(path), remedy="Keep one of the two")
            place_of[key] = path
        digest.update(path.read_bytes() + annotation.text.encode())
        examples.append(from_annotation(annotation))
    others = sorted({p.stem for p in label_files(root) if p.parent.name != ADJUDICATED} - chosen.keys())
    if others:
        progress(
            f"{len(others)} documents left out, {others[0]} the first: nobody of {', '.join(config.corpus.annotator)} "
            "labelled them; name others with --set 'corpus.annotator=[\"NAME\", …]'"
        )
    if absent:
        progress(f"{absent} documents left out: their texts are not in the corpus")
    if not examples:
        remedy = "Name an annotation folder with --corpus; its labels lie in labels/ANNOTATOR/*.jsonl"
        where = str(root / "labels" / "|".join(config.corpus.annotator))
        raise AnnotationError("holds no annotated document of the training split", where=where, remedy=remedy)
    return Corpus(tuple(examples), digest.hexdigest())


def read_folds(root: Path, ids: Sequence[str], *, count: int, seed: int) -> Folds:
    """The frozen folds of a corpus (`folds.json`), or `count` folds drawn from `seed` where it keeps none.

    Raises:
        AnnotationError: there are fewer than two documents, or the frozen folds are malformed, leave one of `ids` out
            or place one twice.
    """
    if len(ids) < 2:
        remedy = "Annotate a second document: one is held out to score the model"
        raise AnnotationError("holds one document only", where=str(root), remedy=remedy)
    path = root / "folds.json"
    if not path.is_file():
        drawn = draw_folds(len(ids), count, seed)
        return Folds(tuple(frozenset(ids[i] for i in fold) for fold in drawn), frozen=False)
    frozen = parsed_folds(path)
    times = Counter(id for fold in frozen for id in fold)
    wrong = [(id, "in no fold") for id in ids if not times[id]] + [(id, "twice") for id, n in times.items() if n > 1]
    if wrong:
        remedy = f"Place new documents with `pipeline annotations folds {root}`; never move an old one"
        raise AnnotationError(f"places {wrong[0][0]} {wrong[0][1]}", where=str(path), remedy=remedy)
    here = tuple(kept for fold in frozen if (kept := frozenset(fold) & frozenset(ids)))
    if len(here) < 2:
        what, remedy = "places all documents in one fold", "Divide them: the others are what a model learns from"
        raise AnnotationError(what, where=str(path), remedy=remedy)
    return Folds(here, frozen=True)


def parsed_folds(path: Path) -> list[list[str]]:
    """What `folds.json` says, read for its form only.

    Raises:
        AnnotationError: it cannot be read, or is of another form or schema.
    """
    try:
        data: Any = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise AnnotationError(f"cannot be read: {error}", where=str(path), remedy="Restore the file") from error
    schema, folds = (data.get("schema"), data.get("folds")) if isinstance(data, dict) else (None, None)
    if schema != FOLDS_SCHEMA:
        remedy = f'This program reads "schema": "{FOLDS_SCHEMA}"'
        raise AnnotationError(f"is of schema {schema!r}", where=str(path), remedy=remedy)
    if not (
        isinstance(folds, list)
        and folds
        and all(isinstance(f, list) and all(isinstance(i, str) and i.isprintable() for i in f) for f in folds)
    ):
        raise AnnotationError("folds is no list of lists", where=str(path), remedy='Write "folds": [["id", …], …]')
    return folds


def _check(annotation: Annotation, labels: Sequence[str], path: Path, root: Path) -> None:
    strange = sorted({s.role for s in annotation.sentences if s.role} - set(labels))
    if strange:
        remedy = "Add it there or correct the label"
        raise AnnotationError(f"the role {strange[0]!r} is not in corpus.labels", where=str(path), remedy=remedy)
    faults = check_annotation_file(path, root=root)
    if faults:
        more = f" (`pipeline annotations check` lists {len(faults)})" if len(faults) > 1 else ""
        where, remedy = f"{path}:{faults[0].line}", faults[0].remedy + more
        raise AnnotationError(faults[0].message, where=where, remedy=remedy)
