"""Annotations in from other tools: the recipe of `pipeline annotations import`."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.domain.annotation import MAKERS, SPLITS, Annotation
from pipeline.domain.marked import Mark, MarkedText
from pipeline.errors import AnnotationError, ConfigError
from pipeline.formats.alignment import is_whole, onto_units, with_lf
from pipeline.formats.annotation_jsonl import label_files, read_annotation, text_sha256, write_annotation
from pipeline.formats.marks import from_marks, to_marks
from pipeline.source.read import shown
from pipeline.text.characters import language_of
from pipeline.workflows.exchange_files import (
    files_in,
    fitting_files,
    guessed_format,
    named_format,
    safe_name,
    write_all,
)
from pipeline.workflows.foreign_labels import check_labels, chosen_versions, maker_of, translated
from pipeline.workflows.unlabelled import unlabelled


@dataclass(frozen=True, slots=True)
class Imported:
    """The label files written, and for each document what had to be changed on the way in."""

    files: tuple[Path, ...]
    notes: Mapping[str, tuple[str, ...]]


def import_annotations(
    source: Path,
    root: Path,
    *,
    format: str | None = None,
    annotator: str = "",
    made_by: str = "",
    translate: Mapping[str, str] | None = None,
    replace_labels: bool = False,
) -> Imported:
    """Read the labels of another tool into an annotation folder. Nothing is written unless all of it can be.

    Where the file does not mark sentences, headings and sections as the scheme has them, these are taken from labels
    that the corpus already has of the same text, else found by the segmenter, and the marks are laid onto them.

    Args:
        source: a file, a zip of files, or a folder.
        root: the annotation folder, made if it is missing.
        format: a name from `FORMATS`; by default told from the file's ending where only one format has it.
        annotator: the name to file the labels under, where the file names none or another is wanted.
        made_by: human, model or mixed, where the file does not tell.
        translate: foreign label → label of the scheme, or "-" for one that is left out.
        replace_labels: put these labels in the place of those that the same annotator has there.

    Raises:
        ConfigError: there is no such format, or the ending does not tell which.
        AnnotationError: a file is not of the format, does not fit the scheme, or would replace labels that are there.
        OutputError: the folder cannot be written.
    """
    if made_by and made_by not in MAKERS:
        raise ConfigError(f"{made_by!r} makes no labels", where="--made-by", remedy=f"Choose from {', '.join(MAKERS)}")
    where = source.name
    files = files_in(source)
    chosen = named_format(format) if format else guessed_format(source, files)
    read = chosen.read(fitting_files(files, chosen, source))
    found, notes = chosen_versions(read, annotator)
    found = [with_lf(marked) for marked in found]
    if translate:
        found, left_out = translated(found, translate)
        notes |= left_out
    check_labels(found, where)
    known = _Known(root)
    ready: dict[Path, Annotation] = {}
    for marked in found:
        name = safe_name(annotator or marked.annotator or "imported")
        told = maker_of(marked, annotator)
        about = _about(marked, known) | {
            "via": f"{chosen.name} {shown(Path(where))}",
            "made_by": told if told == "model" else made_by or told,
        }
        id = safe_name(marked.id)
        marked, changed = _complete(replace(marked, id=id, annotator=name, about=about), known)
        annotation = _with_source(from_marks(marked, where), known)
        path = root / "labels" / name / f"{id}.jsonl"
        _check_free(path, ready, known, annotation, replace_labels)
        ready[path] = annotation
        if changed:
            notes[f"{id} ({name})"] = changed
    if not ready:
        raise AnnotationError("holds no document", where=str(source), remedy=f"Give an export of {chosen.tools}")
    write_all(_contents(ready, root, where))
    return Imported(tuple(ready), notes)


def _about(marked: MarkedText, known: "_Known") -> dict[str, str]:
    """What is known of a document: from labels of the same text that the corpus has, else from the file itself."""
    same = known.same_text(marked)
    if same is not None:
        told = {key: str(getattr(same, key)) for key in ("title", "language", "genre", "topic", "shape", "split")}
        return told | ({"text_path": same.text_path} if same.text_path else {})
    about = {key: value for key, value in marked.about.items() if value.strip()}
    about["language"] = language_of(marked.text)
    if about.get("split") not in SPLITS:
        about["split"] = "train"
    return about | {"text_path": f"texts/{about['language']}/{safe_name(marked.id)}.txt"}


def _with_source(annotation: Annotation, known: "_Known") -> Annotation:
    """Labels on a text that the corpus may not ship stand off from it, whoever gave them."""
    same = known.same_id(annotation.id)
    if same is None or same.text_path is not None:
        return annotation
    return replace(annotation, text_path=None, source=same.source)


def _contents(ready: Mapping[Path, Annotation], root: Path, where: str) -> dict[Path, bytes]:
    """The files to be written, once each label file has been read back as the corpus will read it.

    Raises:
        AnnotationError: one of them would be refused, or two documents want the same text file.
    """
    files: dict[Path, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for path, annotation in ready.items():
            data = (annotation.text or "").encode()
            if annotation.text_path is not None:
                place = root / annotation.text_path
                there = place.read_bytes().replace(b"\r\n", b"\n") if place.is_file() else files.get(place, data)
                if there != data:
                    remedy = "Give one of the two documents another id"
                    raise AnnotationError("holds another text than the import", where=str(place), remedy=remedy)
                if not place.is_file():
                    files[place] = data
            trial = Path(folder) / path.name
            write_annotation(annotation, trial)
            try:
                read_annotation(trial, text=annotation.text)
            except AnnotationError as error:
                place_of_fault = f"{where}: {annotation.id}"
                raise AnnotationError(error.what, where=place_of_fault, remedy=error.remedy) from error
            files[path] = trial.read_bytes()
    return files


class _Known:
    """What an annotation folder already holds, read when first asked for."""

    def __init__(self, root: Path) -> None:
        self.paths = {p.stem: p for p in label_files(root)}
        self.root = root
        self._read: dict[str, Annotation] = {}

    def same_text(self, marked: MarkedText) -> Annotation | None:
        """Labels of the same text under the same id."""
        same = self.same_id(safe_name(marked.id))
        return same if same is not None and same.sha256 == text_sha256(marked.text) else None

    def same_id(self, id: str) -> Annotation | None:
        if id in self.paths and id not in self._read:
            self._read[id] = read_annotation(self.paths[id])
        return self._read.get(id)

    def units(self, marked: MarkedText) -> tuple[Mark, ...] | None:
        """Headings, sections and sentences of the same text as somebody labelled it before, without the labels."""
        known = self.same_text(marked)
        if known is None:
            return None
        layers = ("heading", "section", "sentence")
        units = to_marks(replace(known, text=marked.text)).marks
        return tuple(m if m.layer == "heading" else replace(m, label="") for m in units if m.layer in layers)


def _complete(marked: MarkedText, known: _Known) -> tuple[MarkedText, tuple[str, ...]]:
    if is_whole(marked):
        return marked, ()
    units = known.units(marked)
    if units is None:
        units = to_marks(unlabelled(marked.text, marked.id)).marks
    return onto_units(marked, units)


def _check_free(
    path: Path, ready: Mapping[Path, Annotation], known: _Known, annotation: Annotation, replace_labels: bool
) -> None:
    if path in ready:
        remedy = "Give each document an id, and each annotator a name, of its own"
        raise AnnotationError("would be written twice", where=str(path), remedy=remedy)
    if os.path.lexists(path) and not replace_labels:
        remedy = "Add --replace to put these labels in their place, or file them under another name with --annotator"
        raise AnnotationError("is there already and would be replaced", where=str(path), remedy=remedy)
    same = known.same_id(annotation.id)
    if same is not None and same.sha256 != annotation.sha256:
        what = f"has another text under the id {annotation.id}"
        remedy = "Import into another folder, or give the document another id"
        raise AnnotationError(what, where=str(known.root), remedy=remedy)
