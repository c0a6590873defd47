"""From a file to its analysis, and from many files to a folder of them."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline import __version__
from pipeline.domain.analysis import Analysis, Warning
from pipeline.domain.document import Damage
from pipeline.errors import ConfigError, InputError
from pipeline.files import write_atomically
from pipeline.source.read import Source, find_sources, read_source
from pipeline.workflows.models import DEFAULT, load_model

if TYPE_CHECKING:
    from pipeline.training.packing import Model

FORMATS: Final = ("html", "json")
_SUFFIX: Final = {"html": ".html", "json": ".analysis.json"}


def analyze_text(text: str, *, id: str = "text", title: str = "", model: str = DEFAULT) -> Analysis:
    """Analyse a text.

    Args:
        text: the article; line ends may be of any kind, offsets of the result count them as LF.
        id: a name for it.
        title: its title, if it is not the first line.
        model: name of a shipped model, or a model folder.

    Raises:
        InputError: the text is empty.
        ModelError: the model is missing or not sound.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError("is empty", where=id, remedy="Give a text with at least one sentence")
    source = Source(id, text, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), "utf-8")
    return analyze_source(source, id=id, title=title, model=load_model(model))


def analyze_file(path: str | Path, *, model: str = DEFAULT) -> Analysis:
    """Analyse a text or Markdown file in any of the encodings that `pipeline.source` reads.

    Raises:
        InputError: the file is missing, empty, too large or no text.
        ModelError: the model is missing or not sound.
    """
    path = Path(path)
    return analyze_source(read_source(path), id=path.stem, model=load_model(model))


def analyze_source(source: Source, *, id: str, model: "Model", title: str = "") -> Analysis:
    """Text → document → roles → structure: the recipe of the whole program.

    Raises:
        ConfigError: the model knows other roles than the scheme, so that no structure can be found with it.
    """
    from pipeline.structure.model import find_structure
    from pipeline.text.segment import segment

    if model.structure is None:
        raise ConfigError(
            f"the model {model.ref.name} labels {', '.join(model.roles.labels)}, not the roles of the scheme",
            remedy="Use it with `pipeline evaluate`, or analyse with a model trained on annotations",
        )
    document = segment(source.text, id=id, title=title, source=source.name, sha256=source.sha256)
    roles = model.roles.predict(document)
    structure = find_structure(document, roles, model.structure)
    return Analysis(
        document=structure.document,
        roles=roles,
        stages=structure.stages,
        relations=structure.relations,
        groups=structure.groups,
        model=model.ref,
        created_by=f"pipeline {__version__}",
        config={"encoding": source.encoding},
        warnings=(*_text_warnings(structure.document.language, document.damage), *structure.warnings),
    )


def _text_warnings(language: str, damage: Iterable[Damage]) -> Iterator[Warning]:
    for d in damage:
        if d.kind != "encoding":
            continue
        whole = d.repair is not None and "\ufffd" not in d.repair
        if language == "zh":
            message = "编码受损，已修复。" if whole else "编码受损，部分或全部无法确定。"
        else:
            message = "Damaged encoding, repaired." if whole else "Damaged encoding, not all of it could be repaired."
        yield Warning("encoding-damage", message, d.start, d.end)


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be analysed, and why in one line."""

    name: str
    error: str


@dataclass(frozen=True, slots=True)
class Done:
    """A document that was analysed, and the files written for it."""

    analysis: Analysis
    files: tuple[Path, ...]


def analyze_paths(
    paths: Sequence[Path],
    out: Path,
    formats: Sequence[str],
    *,
    model: str = DEFAULT,
    finished: Callable[[Done | Failure], None] = lambda _: None,
) -> tuple[int, int]:
    """Analyse files and folders, writing each analysis as soon as it is done; one bad document stops no other.

    Args:
        paths: files, folders (searched for text files), or `-` for standard input.
        out: folder to write to, made if missing.
        formats: any of `FORMATS`.
        model: name of a shipped model, or a model folder.
        finished: called with each result as it comes.

    Returns:
        How many documents were analysed and how many failed.

    Raises:
        InputError: a path is missing, or there is nothing to analyse.
        ModelError: the model is missing or not sound.
        OutputError: the folder cannot be written.
    """
    check_formats(formats)
    loaded = load_model(model)
    good = bad = 0
    for item in _analyses(paths, loaded):
        if isinstance(item, Failure):
            bad += 1
            finished(item)
            continue
        files = tuple(_write(item, out, f) for f in formats)
        good += 1
        finished(Done(item, files))
    return good, bad


def iterate_analyses(paths: Sequence[Path], *, model: str = DEFAULT) -> Iterator[Analysis | Failure]:
    """Analyses of files and folders, one after another, nothing written.

    Raises:
        InputError: a path is missing, or there is nothing to analyse.
        ModelError: the model is missing or not sound.
    """
    return _analyses(paths, load_model(model))


def render(analysis: Analysis, format: str) -> bytes:
    """An analysis in one of `FORMATS`."""
    if format == "json":
        from pipeline.formats.analysis_json import analysis_bytes

        return analysis_bytes(analysis)
    from pipeline.report.html import render_html

    return render_html(analysis).encode()


def check_formats(formats: Sequence[str]) -> None:
    """Refuse a format that there is not.

    Raises:
        ConfigError: naming those there are.
    """
    for f in formats:
        if f not in FORMATS:
            raise ConfigError(f"there is no format {f!r}", where="--format", remedy=f"Choose from {', '.join(FORMATS)}")


def _analyses(paths: Sequence[Path], model: "Model") -> Iterator[Analysis | Failure]:
    ids: set[str] = set()
    for path in _sources(paths):
        if isinstance(path, Failure):
            yield path
            continue
        name = "stdin" if path is None else str(path)
        try:
            source = read_source(path)
            id = _unused("stdin" if path is None else path.stem, ids)
            yield analyze_source(source, id=id, model=model)
        except InputError as error:
            yield Failure(name, str(error))


def _sources(paths: Sequence[Path]) -> Iterator[Path | Failure | None]:
    for path in paths:
        if str(path) == "-":
            yield None
            continue
        try:
            yield from find_sources([path])
        except InputError as error:
            yield Failure(str(path), str(error))


def _unused(stem: str, taken: set[str]) -> str:
    """A name for a document that no other has, not even where case is ignored: files are named after it."""
    id, count = stem, 1
    while id.casefold() in taken:
        count += 1
        id = f"{stem}-{count}"
    taken.add(id.casefold())
    return id


def _write(analysis: Analysis, out: Path, format: str) -> Path:
    path = out / f"{analysis.document.id}{_SUFFIX[format]}"
    write_atomically(path, render(analysis, format))
    return path
