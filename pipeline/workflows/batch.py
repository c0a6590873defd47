"""Many files, one after another: analysed, written, and none of them in the way of the others."""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.domain.analysis import Analysis
from pipeline.errors import InputError, OutputError, PipelineError, UnfitError
from pipeline.files import write_atomically
from pipeline.source.read import STDIN_NAME, find_sources, read_source, shown
from pipeline.source.records import SUFFIXES as RECORD_SUFFIXES
from pipeline.source.records import Record, holds_records, read_records
from pipeline.workflows.analyze import analyze_source
from pipeline.workflows.models import DEFAULT, load_model
from pipeline.workflows.outputs import LossReport, Rendered, check_formats, check_single, rendered

if TYPE_CHECKING:
    from pipeline.training.packing import Model

_STDIN_ID: Final = "stdin"
_LONGEST_ID: Final = 200  # bytes; file names end at 255, and a number, a suffix and a temporary mark come behind it


@dataclass(frozen=True, eq=False)
class Failure:
    """A document that could not be analysed, and why: an `InputError`, or whatever a bug of ours raised."""

    name: str
    error: Exception


def analyze_paths(
    paths: Iterable[Path], *, model: str = DEFAULT, explain: bool = False
) -> Iterator[Analysis | Failure]:
    """Analyses one after another; one bad document stops no other.

    The ids of the documents are the names of their files, numbered where two are the same; in a corpus, with the line.

    Args:
        paths: files, folders (searched for text files), or `-` for standard input; what is named twice is read once.
            A file of JSON Lines is a corpus, a document a line: see `source.records`.
        model: name of a shipped model, or a model folder.
        explain: give the cues that decided each sentence's role.

    Raises:
        ModelError: the model is missing, not sound, or cannot find structure; before anything is read.
    """
    return _analyses(paths, load_model(model), explain)


def render(analysis: Analysis, format: str, losses: LossReport | None = None, *, explain: bool = True) -> bytes:
    """An analysis in one of `outputs.FORMATS` that is a single file; `losses` is told what the format does not keep.

    Without `explain` only the page has the cues.

    Raises:
        ConfigError: there is no such format, or it is several files.
        UnfitError: the format cannot hold the analysis.
    """
    check_formats([format])
    check_single(format)
    done = _fitted(analysis, format, explain)
    if losses is not None:
        losses.add(format, done.lost)
    (data,) = done.files.values()
    return data


def save(
    analysis: Analysis, out: Path, formats: Sequence[str], losses: LossReport | None = None, *, explain: bool = True
) -> list[Path]:
    """Write an analysis to the folder `out` in each of `formats`; nothing is written unless all can be rendered.

    Args:
        analysis: what to write; the files are called by the id of its document.
        out: the folder, made if it is missing.
        formats: names from `outputs.FORMATS`.
        losses: told what the formats do not keep.
        explain: give the cues of an explained analysis in every format; else in the page alone.

    Raises:
        ConfigError: there is no such format.
        UnfitError: a format cannot hold the analysis.
        OutputError: the folder cannot be written.
    """
    check_formats(formats)
    done = {f: _fitted(analysis, f, explain) for f in formats}
    contents = {out / name: data for one in done.values() for name, data in one.files.items()}
    source = Path(analysis.document.source)
    for path in contents:
        if path.exists() and source.exists() and path.samefile(source):
            remedy = "Choose another folder with --out"
            raise OutputError(
                "is the document itself, and would be overwritten by its report", where=str(path), remedy=remedy
            )
    for path, data in contents.items():
        write_atomically(path, data)
    for format, one in done.items():
        if losses is not None:
            losses.add(format, one.lost)
    return list(contents)


def _fitted(analysis: Analysis, format: str, explain: bool) -> Rendered:
    try:
        return rendered(_told(analysis, format, explain), format, analysis.document.id)
    except PipelineError as error:  # the format is there: it is this document that it cannot hold
        what = f"cannot be written as {format}: {error.what}"
        raise UnfitError(what, where=analysis.document.source or error.where, remedy=error.remedy) from error


def _told(analysis: Analysis, format: str, explain: bool) -> Analysis:
    return analysis if explain or format == "html" else replace(analysis, cues=None)


def documents(paths: Iterable[Path]) -> Iterator[tuple[str, Record] | Failure]:
    """The documents of all paths, read one after another: a stem for an id, and what was read.

    A file is a document; one of JSON Lines (`source.records`) holds a document a line.

    Args:
        paths: as for `analyze_paths`.
    """
    for path in _sources(paths):
        if isinstance(path, Failure):
            yield path
            continue
        try:
            if path is not None and path.suffix.lower() in RECORD_SUFFIXES:
                yield from _records(path)
            else:
                stem = _STDIN_ID if path is None else Path(shown(path)).stem
                yield stem, Record(read_source(path), "", {})
        except InputError as error:
            yield _failure(path, error)
        except Exception as error:  # noqa: BLE001 - a bug that one file meets must not cost the other thousand
            yield _failure(path, error)


def _records(path: Path) -> Iterator[tuple[str, Record] | Failure]:
    if not holds_records(path):
        remedy = 'Write {"title": …, "text": …} on each line'
        raise InputError(
            'does not begin with a document: its first line has no "text"', where=shown(path), remedy=remedy
        )
    for record in read_records(path):
        if isinstance(record, InputError):
            yield Failure(record.where, record)
        else:
            yield f"{Path(shown(path)).stem}-{record.source.name.rpartition(':')[2]}", record


def _analyses(paths: Iterable[Path], model: "Model", explain: bool) -> Iterator[Analysis | Failure]:
    ids: set[str] = set()
    for item in documents(paths):
        if isinstance(item, Failure):
            yield item
            continue
        stem, record = item
        yield analyzed(record, id=unused(stem, ids), model=model, explain=explain)


def analyzed(record: Record, *, id: str, model: "Model", explain: bool = False) -> Analysis | Failure:
    """The analysis of a document that was read, or why there is none.

    Raises:
        PipelineError: the model or the settings are at fault: no other document would fare better.
    """
    source, title, _ = record
    try:
        return analyze_source(source, id=id, title=title, model=model, explain=explain)
    except InputError as error:
        return Failure(source.name, error)
    except PipelineError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug that one document meets must not cost the other thousand
        return Failure(source.name, error)


def _sources(paths: Iterable[Path]) -> Iterator[Path | Failure | None]:
    seen: set[str] = set()
    for path in paths:
        if str(path) == "-":
            found: list[Path | None] = [None]
        else:
            try:
                found = list(find_sources([path]))
            except InputError as error:
                yield _failure(path, error)
                continue
        for file in found:
            real = "-" if file is None else os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                yield file


def _failure(path: Path | None, error: Exception) -> Failure:
    return Failure(STDIN_NAME if path is None else shown(path), error)


def unused(stem: str, taken: set[str]) -> str:
    """A name for a document that no other has, not even where case and composition are ignored: it names files."""
    stem = stem.encode()[:_LONGEST_ID].decode("utf-8", "ignore")
    id, count = stem, 1
    while (key := unicodedata.normalize("NFC", id.casefold())) in taken:
        count += 1
        id = f"{stem}-{count}"
    taken.add(key)
    return id
