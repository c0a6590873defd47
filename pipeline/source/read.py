"""A file, a folder or standard input → sources: the text, and the SHA-256 of the bytes that it was read from."""

import hashlib
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from pipeline.errors import InputError
from pipeline.source import html
from pipeline.source.binary import is_pdf, is_word
from pipeline.source.decode import Decoded, decode

MAX_BYTES: Final = 32 * 1024 * 1024  # of a text
MAX_DOCUMENT: Final = 256 * 1024 * 1024  # of a Word or PDF document, which holds its pictures too
MAX_LINE: Final = 1_000_000  # characters; a longer line is a data dump, and no sentence splitter gets through it
SUFFIXES: Final = (".txt", ".md", ".markdown", ".text", ".docx", ".pdf", ".html", ".htm", ".xhtml", ".mht", ".mhtml")
STDIN_NAME: Final = "standard input"
_PEEK: Final = 4096
_LOCK: Final = "~$"  # how Word calls a file that says that a document is open
_XML: Final = re.compile(r"\s*<\?xml\s")
_JSON: Final = re.compile(r'\s*\{\s*"[^"\n]{1,80}"\s*:')
# White space, control and zero-width characters: a text of nothing else has nothing to read in it.
_VISIBLE: Final = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


class Source(NamedTuple):
    """One document as read.

    `name` is the path as the user gave it, `sha256` is that of the raw bytes, `encoding` is Python's name of it, or
    "docx" or "pdf", and `broken` counts the U+FFFD in `text` that stand for bytes which are wrong in that encoding.
    """

    name: str
    text: str
    sha256: str
    encoding: str
    broken: int = 0


def read_source(path: Path | None, *, stdin: BinaryIO | None = None, limit: int = MAX_BYTES) -> Source:
    """The text of one file, or of standard input where `path` is None.

    What it holds, its bytes say, not its name: a Word document, a PDF, a web page, or text.

    Args:
        path: a file; a text may be in any encoding that `decode` knows. Line ends become LF.
        stdin: read instead of the process's own standard input.
        limit: bytes of a text, `MAX_DOCUMENT` of a Word or PDF document; no more than one beyond it is read.

    Raises:
        InputError: the file is missing, a folder, unreadable, larger than `limit`, empty, holds only white space, has
            a line longer than `MAX_LINE` characters, is a document that is not sound, locked or of pictures only, or
            is no text that people read: a picture, XML, JSON.
        EncodingError: the bytes are no text in any encoding tried.
    """
    name = STDIN_NAME if path is None else shown(path)
    data = _read(stdin or sys.stdin.buffer, limit) if path is None else _read_file(path, name, limit)
    if not data:
        raise InputError("is empty", where=name, remedy="Give a file with the text of an article")
    most = max(limit, MAX_DOCUMENT) if len(data) > limit and _is_document(data) else limit
    if len(data) > most:
        raise InputError(f"is larger than {_size(most)}", where=name, remedy="Split it into one file for each article")
    text, encoding, broken = _text(data, name)
    check_text(text, name)
    return Source(name, text, hashlib.sha256(data).hexdigest(), encoding, broken)


def _text(data: bytes, name: str) -> Decoded:
    if is_word(data):
        from pipeline.source import docx

        if docx.is_report(io.BytesIO(data)):
            raise _report(name)
        return Decoded(docx.read_docx(data, name), "docx")
    if is_pdf(data):
        from pipeline.source.pdf import read_pdf

        return Decoded(read_pdf(data, name), "pdf")
    saved = html.saved_page(data)
    found = decode(data if saved is None else saved, name=name)
    if saved is not None or html.is_html(found.text):
        if html.is_report(found.text):
            raise _report(name)
        return found._replace(text=html.read_html(found.text, name))
    if _XML.match(found.text):
        remedy = "Open it in the program that it is from, and save it as .docx, or as plain text (UTF-8)"
        raise InputError("is XML", where=name, remedy=remedy)
    if _JSON.match(found.text):
        remedy = "Give the text of an article; what `pipeline analyze` wrote is for `pipeline convert` and `compare`"
        raise InputError("is JSON", where=name, remedy=remedy)
    return found


def _report(name: str) -> InputError:
    remedy = "Give the document itself; the analysis beside the report is for `pipeline convert` and `compare`"
    return InputError("is a report that this program wrote", where=name, remedy=remedy)


def _is_document(data: bytes) -> bool:
    return is_word(data) or is_pdf(data)


def check_text(text: str, name: str) -> None:
    """Refuse a text (line ends as LF) with nothing to read in it, or with a line beyond `MAX_LINE` characters.

    Raises:
        InputError: naming `name`, and the line.
    """
    if not _VISIBLE.search(text):
        raise InputError("holds nothing but white space", where=name, remedy="Give a file with the text of an article")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise InputError(
                f"this line is {len(line):,} characters long, the limit is {MAX_LINE:,}",
                where=f"{name}:{number}",
                remedy="Put line breaks between its paragraphs",
            )


def find_sources(paths: Iterable[Path], suffixes: tuple[str, ...] = SUFFIXES) -> list[Path]:
    """The files that `paths` name, each once, in the order given; a folder gives its documents, sorted.

    A file named outright is kept whatever its suffix. In a folder, at any depth, files ending in one of `suffixes`
    (in either case) count; hidden files and folders do not, nor the reports that this
    program wrote. Links are followed, each folder and file once.

    Raises:
        InputError: a path is missing, a folder cannot be listed, or a folder holds no document.
    """
    found: dict[str, Path] = {}
    for path in paths:
        if not os.path.lexists(path):
            raise _missing(shown(path))
        inside = sorted(_files_in(path, suffixes)) if path.is_dir() else [path]
        if not inside:
            raise InputError(
                f"this folder holds no document ({', '.join(suffixes)})",
                where=shown(path),
                remedy="Name the files themselves, or give them one of these endings",
            )
        for file in inside:
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def shown(path: Path) -> str:
    """The path as text that can be printed and written as UTF-8, whatever bytes the file system holds."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def _read(stream: BinaryIO, limit: int) -> bytes:
    """All of a stream, up to one byte beyond the limit of what it holds."""
    data = stream.read(limit + 1)
    return data + stream.read(max(0, MAX_DOCUMENT - limit)) if len(data) > limit and _is_document(data) else data


def _read_file(path: Path, name: str, limit: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return _read(stream, limit)
    except FileNotFoundError:
        raise _missing(name) from None
    except IsADirectoryError:
        raise InputError("is a folder, not a file", where=name, remedy="Name a file in it") from None
    except PermissionError:
        # Windows says the same of a folder.
        what = "is a folder, not a file" if path.is_dir() else "may not be read by this user"
        raise InputError(what, where=name, remedy="Name a file that you may read") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}", where=name, remedy="Check the path") from error


def _files_in(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        where = shown(Path(error.filename or folder))
        raise InputError(f"cannot list this folder: {error.strerror}", where=where, remedy="Give read permission")

    seen: set[str] = set()
    for place, folders, files in os.walk(folder, followlinks=True, onerror=refuse):
        real = os.path.realpath(place)
        if real in seen:  # a link back up, or a second link to the same folder
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        named = (Path(place, f) for f in files if not f.startswith((".", _LOCK)) and f.lower().endswith(suffixes))
        readable = (path for path in named if not (path.is_fifo() or path.is_socket()))  # which would be waited for
        yield from (path for path in readable if not _is_report(path))


def _is_report(path: Path) -> bool:
    """Whether a file found in a folder is a report that this program wrote; one that cannot be read is none."""
    suffix = path.suffix.lower()
    if suffix not in (".html", ".docx"):
        return False
    try:
        with path.open("rb") as stream:
            if suffix == ".html":
                return html.is_report(stream.read(_PEEK).decode("utf-8", "replace"))
            from pipeline.source import docx

            return docx.is_report(stream)
    except OSError:
        return False


def _missing(name: str) -> InputError:
    return InputError("there is no such file", where=name, remedy="Check the path and its spelling")


def _size(limit: int) -> str:
    megabytes = limit / (1024 * 1024)
    return f"{megabytes:g} MB" if megabytes >= 1 else f"{limit:,} bytes"
