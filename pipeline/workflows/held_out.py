"""Documents to score a model on, and the texts that it learned from, found in files and folders."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.domain.annotation import ADJUDICATED, Annotation
from pipeline.errors import AnnotationError
from pipeline.formats.sentence_labels import corpus_parts, is_sentence_labels
from pipeline.training.examples import Example, from_annotation
from pipeline.workflows.corpus import Sentences, check_annotation, corpus_name, first_annotations, texts_of
from pipeline.workflows.labelled import read_entries

Progress = Callable[[str], None]
_TEST = "test"


class Held(NamedTuple):
    """A document to predict; `key` is what an output names it by."""

    key: str | int
    example: Example


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Documents to predict; `sha256` is that of their labels and texts, `name` the corpus as a report names it."""

    root: Path
    name: str
    entries: tuple[Held, ...]
    sha256: str


def read_held_out(
    data: Path,
    labels: Sequence[str],
    seen: Collection[str],
    annotators: Sequence[str],
    progress: Progress = lambda _: None,
) -> HeldOut:
    """The documents of a sentence-label file or of a folder's test part.

    Args:
        data: a sentence-label file; a folder with `test.jsonl`; or an annotation folder, of which the test split is
            taken, and where there is none, the documents whose text is not among `seen`.
        labels: those that the model knows; a file may also come without labels.
        seen: hashes of texts that the model learned from.
        annotators: whose labels count first in an annotation folder; after them, the others in alphabetical order.
        progress: told which documents were taken.

    Raises:
        AnnotationError: there is nothing to score a model on, or it is malformed.
    """
    if is_sentence_labels(data):
        path = data if data.is_file() else corpus_parts(data).get(_TEST)
        if path is None:
            remedy = f"Name a file, such as {next(iter(corpus_parts(data).values()))}"
            raise AnnotationError("has no test.jsonl", where=str(data), remedy=remedy)
        entries = tuple(Held(e.key, e.example) for e in read_entries(path, labels, labels_needed=False))
        return HeldOut(data, corpus_name(path), entries, hashlib.sha256(path.read_bytes()).hexdigest())
    if not (data / "labels").is_dir():
        there = data.exists()
        remedy = "Name a sentence-label file, or a folder with test.jsonl or labels/ANNOTATOR/*.jsonl"
        what = "holds no labelled documents" if there else "there is no such file or folder"
        raise AnnotationError(what, where=str(data), remedy=remedy)
    return _of_annotations(data, labels, seen, annotators, progress)


def learned_texts(train: Path, parts: Sequence[str], seen: Collection[str]) -> dict[str, Sentences]:
    """The sentences of each document that a model learned from, by its id.

    Args:
        train: a sentence-label file; a folder of such, of which `parts` count; or an annotation folder, of which the
            documents count whose text is among `seen`, or where `seen` is empty, those of the splits `parts`.
        parts: of the corpus.
        seen: hashes of texts that the model learned from.

    Raises:
        AnnotationError: there are no such documents, or they are malformed.
    """
    if is_sentence_labels(train):
        files = {"": train} if train.is_file() else {p: f for p, f in corpus_parts(train).items() if p in parts}
        entries = [e for part, path in files.items() for e in read_entries(path, None, part=part, labels_needed=False)]
        examples = [e.example for e in entries]
    else:
        examples = [
            from_annotation(a)
            for _, a in first_annotations(train, _everybody(train, ()))
            if a.text is not None and (a.sha256 in seen if seen else a.split in parts)
        ]
    if not examples:
        remedy = "Name what the model was trained on"
        raise AnnotationError("holds no document that the model learned from", where=str(train), remedy=remedy)
    return texts_of(examples)


def _of_annotations(
    root: Path, labels: Sequence[str], seen: Collection[str], annotators: Sequence[str], progress: Progress
) -> HeldOut:
    found: list[tuple[Path, Annotation]] = []
    absent = 0
    for path, annotation in first_annotations(root, _everybody(root, annotators)):
        if annotation.text is None:
            absent += 1
        else:
            found.append((path, annotation))
    if absent:
        progress(f"{absent} documents left out: their texts are not in the corpus")
    chosen = [(path, a) for path, a in found if a.split == _TEST]
    if chosen:
        progress(f"{root}: scoring on the {len(chosen)} documents of its test split")
    else:
        chosen = [(path, a) for path, a in found if a.sha256 not in seen]
        progress(f"{root} has no test split: scoring on the {len(chosen)} documents that the model did not learn from")
    if not chosen:
        remedy = "Name a corpus with other documents"
        raise AnnotationError("holds no document that the model did not learn from", where=str(root), remedy=remedy)
    digest = hashlib.sha256()
    for path, annotation in chosen:
        check_annotation(annotation, labels, path, root)
        digest.update(path.read_bytes() + (annotation.text or "").encode())
    entries = tuple(Held(a.id, from_annotation(a)) for _, a in chosen)
    return HeldOut(root, corpus_name(root), entries, digest.hexdigest())


def _everybody(root: Path, first: Sequence[str]) -> list[str]:
    """All annotators: those named first, then what was settled between them, then the others."""
    folders = sorted(path.name for path in (root / "labels").glob("*") if path.is_dir())
    return list(dict.fromkeys([*first, *(name for name in folders if name == ADJUDICATED), *folders]))
