"""Files of annotation tools on the disk: found, unpacked, written whole or not at all."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from pipeline.errors import AnnotationError, ConfigError, OutputError
from pipeline.files import write_atomically
from pipeline.formats.exchange import FORMATS, Format
from pipeline.formats.exchange._archive import Archive

MAX_BYTES: Final = 256 * 1024 * 1024  # of an export when unpacked
_ARCHIVES: Final = (".zip",)

# Endings that one format has to itself, the most telling first: a brat folder holds .txt files too.
_TELLING: Final = {
    ".ann": "brat",
    ".xmi": "cas-xmi",
    ".qdpx": "refi-qda",
    ".xlsx": "xlsx",
    ".jsonl": "doccano",
    ".csv": "csv",
}


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
    """`name` as the name of a file on any system: no path, nothing hidden, no more than 150 bytes."""
    kept = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|\ud800-\udfff]+', "-", name).strip(". ")
    return kept.encode()[:150].decode("utf-8", "ignore").strip(". ") or "document"


def write_new(out: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files that people will work in: one that is there, with other contents, is never replaced.

    Raises:
        OutputError: one of them is there already, or the folder cannot be written; then none is.
    """
    for name, data in files.items():
        if os.path.lexists(out / name) and not ((out / name).is_file() and (out / name).read_bytes() == data):
            remedy = "Name another folder with --out: somebody may have worked in this file"
            raise OutputError("is there already and would be replaced", where=str(out / name), remedy=remedy)
    write_all({out / name: data for name, data in files.items()})
    return tuple(out / name for name in files)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write all of the files or, where one cannot be written or the user stops it, leave everything as it was."""
    before: dict[Path, bytes | None] = {}
    try:
        for path, data in files.items():
            before[path] = path.read_bytes() if path.is_file() else None
            write_atomically(path, data)
    except BaseException:
        for path, old in before.items():
            if old is None:
                path.unlink(missing_ok=True)
            else:
                write_atomically(path, old)
        raise


def guessed_format(
    source: Path, files: Mapping[str, bytes], *, option: str = "--format", choices: Iterable[str] = FORMATS
) -> Format:
    """The format that the endings of the files tell.

    Args:
        source: where the files come from.
        files: by name.
        option: of the command, which would name the format.
        choices: what it takes.

    Raises:
        ConfigError: they tell none, or more than one.
    """
    endings = {PurePosixPath(name).suffix.lower() for name in files}
    telling = [name for ending, name in _TELLING.items() if ending in endings]
    if len(telling) == 1:
        return FORMATS[telling[0]]
    fitting = [f.name for f in FORMATS.values() if endings & set(f.suffixes)]
    what = f"may be {' or '.join(telling or fitting)}" if fitting else "does not tell its format"
    article = " (an article itself is for `pipeline analyze`)" if endings & {".txt", ".md"} else ""
    raise ConfigError(what, where=str(source), remedy=f"Add {option}: {', '.join(choices)}{article}")


def files_in(source: Path) -> dict[str, bytes]:
    """The bytes of a file, of those in a folder, or of those in an archive, whatever their format.

    A file of a format that keeps its texts in another file comes with that one, where it lies beside it.
    """
    try:
        if source.is_dir():
            paths = sorted(p for p in source.rglob("*") if p.is_file() and not p.name.startswith("."))
            if sum(p.stat().st_size for p in paths) > MAX_BYTES:
                raise AnnotationError("holds too much", where=str(source), remedy="Name the files themselves")
            found = {p.relative_to(source).as_posix(): p.read_bytes() for p in paths}
        elif source.exists() and not source.is_file():
            raise AnnotationError("is neither a file nor a folder", where=str(source), remedy="Name an export")
        else:
            found = {source.name: source.read_bytes()}
            beside = {".ann": source.with_suffix(".txt"), ".csv": source.with_name("documents.csv")}
            text = beside.get(source.suffix.lower())
            if text is not None and text.is_file():
                found[text.name] = text.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotationError(f"cannot be read: {reason}", where=str(source), remedy="Check the path") from error
    alone = len(found) == 1
    files: dict[str, bytes] = {}
    size = 0
    for outer, inner in found.items():
        for name, data in _unpacked(outer, inner, depth=0):
            # Archives side by side may hold files of one name; the file's own name, which tells the annotator, stays.
            files[name if alone or name == outer else f"{outer.rpartition('.')[0]}/{name}"] = data
            size += len(data)
            if size > MAX_BYTES:
                raise AnnotationError("holds too much when unpacked", where=str(source), remedy="Export it in parts")
    return files


def fitting_files(files: Mapping[str, bytes], format: Format, source: Path) -> dict[str, bytes]:
    """Those of the files that belong to the format.

    Raises:
        AnnotationError: none does.
    """
    # A file named outright is read whatever it is called.
    found = files if len(files) == 1 else {name: data for name, data in files.items() if belongs_to(name, format)}
    if not found:
        what = f"holds no file of {format.tools} ({', '.join(format.suffixes)})"
        raise AnnotationError(what, where=str(source), remedy="Name the file itself, or another --format")
    return dict(found)


def belongs_to(name: str, format: Format) -> bool:
    """Whether a file has an ending of the format."""
    return name.lower().endswith(format.suffixes)


def _unpacked(name: str, data: bytes, *, depth: int) -> Iterator[tuple[str, bytes]]:
    """The files in an archive, also in archives in it; anything else as it is."""
    if not name.lower().endswith(_ARCHIVES):
        yield name, data
        return
    archive = Archive(data, name, "a zip archive")
    remedy = "Export it again, or unpack it and name the folder"
    if depth > 1 or len(set(archive.names)) < len(archive.names):
        what = "holds archives in archives in archives" if depth > 1 else "holds two files of one name"
        raise AnnotationError(what, where=name, remedy=remedy)
    for entry in archive.names:
        base = entry.rpartition("/")[2]
        if not entry.startswith("__MACOSX/") and not base.startswith("."):
            inside = entry if depth == 0 else f"{name.rpartition('.')[0]}/{entry}"
            yield from _unpacked(inside, archive.read(entry), depth=depth + 1)
