"""Annotations out to other tools and in from them: the recipes of `pipeline annotations export` and `import`."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipeline.domain.annotation import Annotation
from pipeline.domain.marked import Mark, MarkedText
from pipeline.errors import AnnotationError, ConfigError, PipelineError
from pipeline.files import write_atomically
from pipeline.formats.alignment import is_whole, onto_units, with_lf
from pipeline.formats.annotation_jsonl import read_annotation, write_annotation
from pipeline.formats.exchange import FORMATS, Format
from pipeline.formats.marks import from_marks, in_order, losses, to_marks
from pipeline.text.characters import language_of
from pipeline.text.segment import segment

MAX_BYTES: Final = 256 * 1024 * 1024  # of an export when unpacked
_MAX_FILES: Final = 20_000
_ARCHIVES: Final = (".zip",)
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, and the loss report: document (and annotator) → what the format could not hold."""

    files: tuple[Path, ...]
    losses: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Imported:
    """The label files written, and for each document what had to be changed on the way in."""

    files: tuple[Path, ...]
    notes: Mapping[str, tuple[str, ...]]


def export_annotations(
    root: Path,
    out: Path,
    *,
    format: str,
    annotators: Sequence[str] = (),
    ids: Sequence[str] = (),
    progress: Progress = lambda _: None,
) -> Exported:
    """Write the labels of a corpus, with their texts, in a format that another tool opens.

    Every file is read back before it is written, and what comes back otherwise is the loss report.

    Args:
        root: an annotation folder.
        out: the folder for the files.
        format: a name from `FORMATS`.
        annotators: only these; all by default.
        ids: only these documents; all by default.
        progress: told of documents left out because their text is not in the corpus.

    Raises:
        ConfigError: there is no such format.
        AnnotationError: the corpus is malformed, or holds nothing to export.
        OutputError: the folder cannot be written.
    """
    chosen = named_format(format)
    paths = sorted((root / "labels").glob("*/*.jsonl"))
    annotations = []
    for path in paths:
        if (annotators and path.parent.name not in annotators) or (ids and path.stem not in ids):
            continue
        annotation = read_annotation(path)
        if annotation.text is None:
            progress(f"{annotation.id} is left out: its text is not here (pipeline annotations attach)")
        else:
            annotations.append(annotation)
    if not annotations:
        remedy = "Name a folder with labels/ANNOTATOR/*.jsonl, and annotators and documents that it has"
        raise AnnotationError("holds nothing to export", where=str(root), remedy=remedy)
    files = chosen.write([to_marks(a) for a in annotations])
    report = _loss_report(annotations, chosen, files)
    written = []
    for name, data in files.items():
        write_atomically(out / name, data)
        written.append(out / name)
    return Exported(tuple(written), report)


def import_annotations(
    source: Path,
    root: Path,
    *,
    format: str | None = None,
    annotator: str = "",
    made_by: str = "",
    translate: Mapping[str, str] | None = None,
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
        translate: foreign label → label of the scheme.

    Raises:
        ConfigError: there is no such format, or the ending does not tell which.
        AnnotationError: a file is not of the format, does not fit the scheme, or would replace labels that are there.
        OutputError: the folder cannot be written.
    """
    chosen = named_format(format) if format else _guessed(source)
    files = _files(source, chosen)
    known = _Known(root)
    ready: dict[Path, Annotation] = {}
    notes: dict[str, tuple[str, ...]] = {}
    for marked in chosen.read(files):
        where = source.name
        marked = _translated(with_lf(marked), translate or {}, where)
        id = safe_name(marked.id)
        name = safe_name(annotator or marked.annotator or "imported")
        about = {"language": language_of(marked.text), **marked.about, "via": f"{chosen.name} {where}"}
        about["made_by"] = made_by or about.get("made_by", "")
        about["text_path"] = f"texts/{about['language']}/{id}.txt"
        marked, changed = _complete(replace(marked, id=id, annotator=name, about=about), known)
        annotation = from_marks(marked, where)
        path = root / "labels" / name / f"{id}.jsonl"
        _check_free(path, ready, known, annotation)
        ready[path] = annotation
        if changed:
            notes[f"{id} ({name})"] = changed
    if not ready:
        raise AnnotationError("holds no document", where=str(source), remedy=f"Give an export of {chosen.tools}")
    for path, annotation in ready.items():
        text = root / str(annotation.text_path)
        if annotation.text is not None and not text.exists():
            write_atomically(text, annotation.text.encode())
        write_annotation(annotation, path)
    return Imported(tuple(ready), notes)


def named_format(name: str) -> Format:
    """The format of that name.

    Raises:
        ConfigError: there is none; the message lists those there are.
    """
    if name not in FORMATS:
        remedy = f"Choose from {', '.join(FORMATS)}"
        raise ConfigError(f"there is no format {name!r}", where="--format", remedy=remedy)
    return FORMATS[name]


def safe_name(name: str) -> str:
    """`name` as the name of a file: no path, nothing hidden, no more than 100 characters."""
    kept = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", name)).strip(".-")[:100]
    return kept or "document"


def _guessed(source: Path) -> Format:
    suffixes = {source.suffix.lower()}
    fitting = [f for f in FORMATS.values() if suffixes & set(f.suffixes)]
    if len(fitting) == 1:
        return fitting[0]
    what = f"may be {' or '.join(f.name for f in fitting)}" if fitting else "does not tell its format"
    raise ConfigError(what, where=str(source), remedy=f"Add --format: {', '.join(FORMATS)}")


def _files(source: Path, format: Format) -> dict[str, bytes]:
    """The bytes of the file, of those in the folder, or of those in the archive."""
    try:
        if source.is_dir():
            paths = sorted(p for p in source.rglob("*") if p.is_file() and not p.name.startswith("."))
            found = {p.relative_to(source).as_posix(): p.read_bytes() for p in paths if _wanted(p.name, format)}
        else:
            found = {source.name: source.read_bytes()}
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotationError(f"cannot be read: {reason}", where=str(source), remedy="Check the path") from error
    files = {
        name: data for outer, inner in found.items() for name, data in _unpacked(outer, inner, format, depth=0).items()
    }
    if not files:
        what = f"holds no file of {format.tools} ({', '.join(format.suffixes)})"
        raise AnnotationError(what, where=str(source), remedy="Name the file itself, or another --format")
    return files


def _wanted(name: str, format: Format) -> bool:
    return name.lower().endswith((*format.suffixes, *_ARCHIVES))


def _unpacked(name: str, data: bytes, format: Format, *, depth: int) -> dict[str, bytes]:
    """The files in an archive, also in archives in it; anything else as it is."""
    if not name.lower().endswith(_ARCHIVES):
        return {name: data}
    found: dict[str, bytes] = {}
    remedy = "Export it again, or unpack it and name the folder"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir() and _wanted(e.filename, format)]
            if sum(e.file_size for e in entries) > MAX_BYTES or len(entries) > _MAX_FILES or depth > 1:
                raise AnnotationError("is too large or too deep an archive", where=name, remedy=remedy)
            for entry in entries:
                with archive.open(entry) as stream:
                    inner = stream.read(MAX_BYTES + 1)
                inside = entry.filename if depth == 0 else f"{name.removesuffix('.zip')}/{entry.filename}"
                found |= _unpacked(inside, inner, format, depth=depth + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise AnnotationError(f"is no sound zip archive: {error}", where=name, remedy=remedy) from error
    return found


def _translated(marked: MarkedText, translate: Mapping[str, str], where: str) -> MarkedText:
    """With labels that the user translated; `-` for a label that is to be left out."""
    if not translate:
        return marked
    marks = [replace(m, label=translate.get(m.label, m.label)) for m in marked.marks]
    kept = tuple(m for m in marks if m.label != "-")
    ids = {m.id for m in kept}
    links = [replace(link, label=translate.get(link.label, link.label)) for link in marked.links]
    return replace(
        marked,
        marks=kept,
        links=tuple(link for link in links if link.label != "-" and link.source in ids and link.target in ids),
    )


class _Known:
    """What an annotation folder already holds, read when first asked for."""

    def __init__(self, root: Path) -> None:
        self.paths = {p.stem: p for p in sorted((root / "labels").glob("*/*.jsonl"))}
        self.root = root

    def same_id(self, id: str) -> Annotation | None:
        return read_annotation(self.paths[id]) if id in self.paths else None

    def units(self, marked: MarkedText) -> tuple[Mark, ...] | None:
        """Headings, sections and sentences of the same text as somebody labelled it before, without the labels."""
        known = self.same_id(marked.id)
        if known is None or known.text != marked.text:
            return None
        layers = ("heading", "section", "sentence")
        return tuple(
            m if m.layer == "heading" else replace(m, label="") for m in to_marks(known).marks if m.layer in layers
        )


def _complete(marked: MarkedText, known: _Known) -> tuple[MarkedText, tuple[str, ...]]:
    if is_whole(marked):
        return marked, ()
    units = known.units(marked)
    if units is None:
        document = segment(marked.text, id=marked.id)
        units = in_order(
            [
                *(Mark(h.id, h.start, h.end, "heading", str(h.level)) for h in document.headings),
                *(Mark(c.id, c.start, c.end, "section") for c in document.sections),
                *(Mark(s.id, s.start, s.end, "sentence") for s in document.sentences),
            ]
        )
    return onto_units(marked, units)


def _check_free(path: Path, ready: Mapping[Path, Annotation], known: _Known, annotation: Annotation) -> None:
    if path.exists() or path in ready:
        what = "is there already and would be replaced" if path.exists() else "would be written twice"
        raise AnnotationError(what, where=str(path), remedy="File the labels under another name with --annotator")
    same = known.same_id(annotation.id)
    if same is not None and same.sha256 != annotation.sha256:
        what = f"has another text under the id {annotation.id}"
        remedy = "Import into another folder, or give the document another id"
        raise AnnotationError(what, where=str(known.root), remedy=remedy)


def _loss_report(
    annotations: Sequence[Annotation], format: Format, files: Mapping[str, bytes]
) -> dict[str, tuple[str, ...]]:
    back: dict[tuple[str, str], MarkedText] = {}
    # As an import would find them: without what is there for the tool only, a configuration or a list of layers.
    for marked in format.read({name: data for name, data in files.items() if _wanted(name, format)}):
        back.setdefault((marked.id, marked.annotator), marked)
        back.setdefault((marked.id, ""), marked)
    report = {}
    for a in annotations:
        found = back.get((a.id, a.annotator)) or back.get((a.id, ""))
        try:
            lost = losses(a, from_marks(found, format.name)) if found else ("the document",)
        except PipelineError as error:
            lost = (f"it cannot be read back: {error}",)
        if lost:
            report[f"{a.id} ({a.annotator})"] = lost
    return report


def parse_translation(pairs: Sequence[str]) -> dict[str, str]:
    """`["Premise=evidence", …]` as a mapping.

    Raises:
        ConfigError: a pair has no `=`.
    """
    found = {}
    for pair in pairs:
        old, sign, new = pair.partition("=")
        if not sign or not old.strip() or not new.strip():
            remedy = "Write OLD=NEW, as in --map Premise=evidence, or OLD=- to leave a label out"
            raise ConfigError(f"{pair!r} is no translation", where="--map", remedy=remedy)
        found[old.strip()] = new.strip()
    return found
