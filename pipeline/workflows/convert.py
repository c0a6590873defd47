"""From file to file: analyses, annotations, argument graphs and labels of other tools, in another format."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pipeline.domain.analysis import Analysis
from pipeline.domain.annotation import Annotation
from pipeline.domain.marked import MarkedText
from pipeline.errors import AnnotationError, ConfigError, InputError, PipelineError
from pipeline.formats.alignment import is_whole, onto_units, with_lf
from pipeline.formats.analysis_json import read_analysis, validate
from pipeline.formats.annotation_jsonl import read_annotation
from pipeline.formats.exchange import FORMATS as EXCHANGE
from pipeline.formats.exchange import _values as v
from pipeline.formats.graph import GRAPH_FORMATS
from pipeline.formats.graph.labels import labels_as_analysis
from pipeline.formats.graph.rebuild import UNKNOWN_LANGUAGE, analysis_of, with_one_parent
from pipeline.formats.marks import from_marks, to_marks
from pipeline.source.read import shown
from pipeline.text.characters import language_of
from pipeline.text.normalize import normalize
from pipeline.workflows.batch import Failure, unused
from pipeline.workflows.exchange_files import (
    files_in,
    fitting_files,
    guessed_format,
    named_format,
    safe_name,
    write_new,
)
from pipeline.workflows.outputs import LossReport, check_formats, rendered
from pipeline.workflows.unlabelled import unlabelled

_READ: Final = tuple(name for name, f in GRAPH_FORMATS.items() if f.reads)
SOURCES: Final = ("analysis", "annotation", *_READ, *EXCHANGE)
_ONLY_WRITTEN: Final = {".html": "html", ".nt": "ntriples", ".dot": "dot", ".mmd": "mermaid", ".parquet": "parquet"}


@dataclass(frozen=True, slots=True)
class Converted:
    """One document: the files by name, and what had to be changed or concluded on the way in."""

    id: str
    files: dict[str, bytes]
    notes: tuple[str, ...]


def convert_files(
    paths: Iterable[Path], *, to: str, source: str | None = None, losses: LossReport | None = None
) -> Iterator[Converted | Failure]:
    """The documents of all files, one after another; one bad file stops no other.

    Names of files come from ids of documents, made fit for any file system and numbered where two are the same.

    Args:
        paths: files, or for formats of several files the folder or archive of them.
        to: a name from `FORMATS`.
        source: a name from `SOURCES`; by default told from the file.
        losses: told what the format does not keep.

    Raises:
        ConfigError: there is no such format; before anything is read.
    """
    check_formats([to], "--to")
    if source is not None and source not in SOURCES:
        what = f"there is no format {source!r} that can be read"
        raise ConfigError(what, where="--from", remedy=f"Choose from {', '.join(SOURCES)}")
    return _converted(paths, to, source, losses if losses is not None else LossReport())


def write_converted(converted: Converted, out: Path) -> tuple[Path, ...]:
    """Write the files of one document; one that is there, with other contents, is never replaced.

    Raises:
        OutputError: one is there, or the folder cannot be written.
    """
    return write_new(out, converted.files)


def _converted(paths: Iterable[Path], to: str, source: str | None, losses: LossReport) -> Iterator[Converted | Failure]:
    taken: set[str] = set()
    for path in paths:
        try:
            found = read_any(path, source)
            for analysis, notes in found:
                id = unused(safe_name(analysis.document.id), taken)
                done = rendered(analysis, to, id)
                losses.add(to, done.lost)
                yield Converted(id, done.files, notes)
        except PipelineError as error:
            yield Failure(shown(path), error)
        except Exception as error:  # noqa: BLE001 - a bug that one file meets must not cost the others
            yield Failure(shown(path), error)


def read_any(path: Path, source: str | None = None) -> list[tuple[Analysis, tuple[str, ...]]]:
    """The analyses that a file tells, each with what had to be changed for that.

    Args:
        path: a file in any of the formats of `SOURCES`; a folder or an archive of an annotation tool's files.
        source: which of them; by default told from the contents, or where these do not tell, from the ending.

    Raises:
        ConfigError: the format cannot be told.
        InputError: an analysis file is not sound.
        AnnotationError: any other file is not of its format.
    """
    name = shown(path)
    files = {} if source in ("analysis", "annotation") else files_in(path)
    source = source or _told(path, files)
    if source == "analysis":
        return [(read_analysis(path), ())]
    if source == "annotation":
        return [(_labelled(read_annotation(path)), ())]
    if source in _READ:
        if len(files) != 1:
            raise AnnotationError("is no single file", where=name, remedy="Name the file itself")
        (data,) = files.values()
        return [_from_graph(source, name, data)]
    chosen = named_format(source) if source else guessed_format(path, files, option="--from", choices=SOURCES)
    read = chosen.read(fitting_files(files, chosen, path))
    return [_from_marks(with_lf(marked), name) for marked in read]


def _told(path: Path, files: dict[str, bytes]) -> str | None:
    """The format that the contents of a file tell, if it is one of ours or a graph."""
    if len(files) != 1:
        return None
    (data,) = files.values()
    suffix = path.suffix.lower()
    if suffix in _ONLY_WRITTEN:
        remedy = "Convert from the analysis file (.analysis.json), or from " + ", ".join(_READ)
        raise ConfigError(f"{_ONLY_WRITTEN[suffix]} is written, but not read", where=shown(path), remedy=remedy)
    if suffix == ".graphml" or re.match(rb"\s*<(?:\?xml[^>]*>\s*<)?graphml[\s>]", data.removeprefix(b"\xef\xbb\xbf")):
        return "graphml"
    if suffix == ".jsonl":
        head = _json(data.partition(b"\n")[0])
        schema = head.get("schema") if isinstance(head, dict) else None
        return "annotation" if isinstance(schema, str) and schema.startswith("pipeline.annotation/") else None
    if suffix != ".json":
        return None
    record = _json(data)
    if record is None:
        v.parsed(v.decoded(data, shown(path)), shown(path), "Give the file as the tool wrote it")  # says what is wrong
    if not isinstance(record, dict):
        return None
    if "schema" in record:
        return "analysis"  # whose reader says what is wrong with another
    if "AIF" in record:
        return "xaif"
    nodes = record.get("nodes")
    if isinstance(nodes, dict):
        return "arguebuf"
    of_aif = isinstance(nodes, list) and (
        "edges" in record or any(isinstance(n, dict) and "nodeID" in n for n in nodes)
    )
    return "aif" if of_aif else None


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _from_graph(source: str, name: str, data: bytes) -> tuple[Analysis, tuple[str, ...]]:
    analysis = analysis_of(with_one_parent(GRAPH_FORMATS[source].read(data, name)), name, data)
    document = analysis.document
    if document.language == UNKNOWN_LANGUAGE:
        analysis = replace(analysis, document=replace(document, language=language_of(document.text)))
    record = analysis.to_dict()
    try:
        validate(record)
    except InputError as error:
        what = f"tells no sound analysis: {error.what}"
        where = f"{name}#{error.where}"
        raise InputError(what, where=where, remedy="Give the file as the tool wrote it") from error
    codes = ("graph", "roles-concluded")
    return analysis, tuple(w.message for w in analysis.warnings if w.code in codes)


def _from_marks(marked: MarkedText, name: str) -> tuple[Analysis, tuple[str, ...]]:
    notes: tuple[str, ...] = ()
    if not is_whole(marked):
        marked, notes = onto_units(marked, to_marks(unlabelled(marked.text, marked.id)).marks)
    about = {"language": language_of(marked.text), "via": name, **marked.about}
    return _labelled(from_marks(replace(marked, about=about), name)), notes


def _labelled(annotation: Annotation) -> Analysis:
    return labels_as_analysis(annotation, lambda sentence: normalize(sentence).text)
