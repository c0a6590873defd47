"""Labels that stand off from other people's documents, put together with those documents on the user's own machine."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pipeline.domain.annotation import Annotation
from pipeline.errors import AnnotationError, InputError, OutputError
from pipeline.files import write_atomically
from pipeline.formats.annotation_jsonl import label_files, read_annotation, text_sha256, write_annotation
from pipeline.source.read import read_source

_HALF_PAIR: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Attached:
    """The new corpus folder, the documents whose text was found, and those whose text is still absent."""

    folder: Path
    attached: tuple[str, ...]
    absent: tuple[str, ...]


def attach(root: Path, sources: Sequence[Path], out: Path) -> Attached:
    """Write a copy of the corpus in which labels on other people's documents have their texts.

    Args:
        root: an annotation folder; it is not changed.
        sources: text files, or JSON Lines with the keys "text" and "title", each record a document.
        out: the folder for the copy; it must not exist, or be empty.

    Raises:
        AnnotationError: a label file is malformed, or a source is none of the documents that the labels are of: its
            hash differs.
        InputError: a source cannot be read.
        OutputError: `out` holds something, or cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError("is not an empty folder", where=str(out), remedy="Name a new folder with --out")
    if out.resolve().is_relative_to(root.resolve()):
        raise OutputError("lies in the corpus itself", where=str(out), remedy="Name a folder elsewhere with --out")
    labels = {path: read_annotation(path) for path in label_files(root)}
    wanted = {_source_hash(a): a for a in labels.values() if a.text_path is None}
    if not wanted:
        remedy = "There is nothing to attach: train on it as it is"
        raise AnnotationError("has no labels on texts that are not in it", where=str(root), remedy=remedy)
    texts = _matching(sources, wanted)
    standoff = {path: a for path, a in labels.items() if a.text_path is None}
    joined = {
        path: _with_text(a, texts[_source_hash(a)], path) for path, a in standoff.items() if _source_hash(a) in texts
    }
    _write(root, out, joined)
    absent = {a.id for path, a in standoff.items() if path not in joined}
    return Attached(out, tuple(sorted({a.id for a in joined.values()})), tuple(sorted(absent)))


def _write(root: Path, out: Path, joined: Mapping[Path, Annotation]) -> None:
    """The copy, made beside its place and then moved there: it is whole or not there."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=out.parent, prefix=".attach-"))
    except OSError as error:
        raise OutputError(f"cannot be written: {error}", where=str(out), remedy="Choose another place") from error
    try:
        _copy(root, place)
        for path, annotation in joined.items():
            write_atomically(place / str(annotation.text_path), str(annotation.text).encode())
            write_annotation(annotation, place / path.relative_to(root))
        place.chmod(0o755)
        place.replace(out)
    except BaseException as error:
        shutil.rmtree(place, ignore_errors=True)
        if isinstance(error, OSError):
            raise OutputError(f"cannot be written: {error}", where=str(out), remedy="Choose another place") from error
        raise


def _source_hash(annotation: Annotation) -> str:
    return annotation.source.sha256 if annotation.source else annotation.sha256


def _with_text(annotation: Annotation, text: str, path: Path) -> Annotation:
    if annotation.source:
        text = text[annotation.source.start : annotation.source.end]
    if text_sha256(text) != annotation.sha256:
        where = "header: the passage of its source has another hash than the labels"
        raise AnnotationError(where, where=str(path), remedy="Correct start and end of the source")
    return replace(annotation, text=text, text_path=f"texts/{annotation.language}/{annotation.id}.txt")


def _matching(sources: Sequence[Path], wanted: dict[str, Annotation]) -> dict[str, str]:
    """The texts that labels are of, by hash. Each source must give one at least; none under a title of ours may
    differ."""
    titles = {a.source.title: a for a in wanted.values() if a.source}
    found: dict[str, str] = {}
    for path in sources:
        hit = False
        for place, title, text in _documents(path):
            sha256 = text_sha256(text)
            if sha256 in wanted:
                hit = True
                found[sha256] = text
            elif title in titles:
                raise _other_text(place, sha256, titles[title])
        if not hit:
            raise _other_text(str(path), "", None)
    return found


def _other_text(place: str, sha256: str, annotation: Annotation | None) -> AnnotationError:
    if annotation is None:
        what = "holds none of the documents that the labels are of: no text has the SHA-256 they ask for"
    else:
        expected = _source_hash(annotation)
        what = f"has the SHA-256 {sha256[:12]}…, the labels of {annotation.id} are of the text {expected[:12]}…"
    return AnnotationError(
        what, where=place, remedy="Offsets fit one exact text only: give the same edition, unchanged"
    )


def _documents(path: Path) -> Iterator[tuple[str, str, str]]:
    """Place, title and text (line ends as LF) of each document in a source."""
    if path.suffix.lower() not in (".jsonl", ".ndjson"):
        yield str(path), path.stem, read_source(path).text
        return
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(path), remedy="Give JSON Lines in UTF-8") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            record: Any = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"is no JSON: {error}", where=where, remedy="Write one JSON object a line") from error
        text = record.get("text") if isinstance(record, dict) else None
        if not isinstance(text, str) or _HALF_PAIR.search(text):
            raise InputError('has no "text"', where=where, remedy='Write {"title": …, "text": …}, in whole characters')
        yield where, str(record.get("title", "")), text.replace("\r\n", "\n").replace("\r", "\n")


def _copy(root: Path, out: Path) -> None:
    for part in ("labels", "texts"):
        if (root / part).is_dir():
            shutil.copytree(root / part, out / part, ignore=shutil.ignore_patterns(".*"))
    if (root / "folds.json").is_file():
        shutil.copy(root / "folds.json", out / "folds.json")
