"""A corpus in one file: JSON Lines, a document a line, with its "text" and whatever else is known of it."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.errors import InputError
from pipeline.source.read import MAX_BYTES, Source, check_text, shown

SUFFIXES: Final = (".jsonl", ".ndjson")
_HALF_PAIR: Final = re.compile("[\ud800-\udfff]")
_PEEK: Final = 1 << 16


class Record(NamedTuple):
    """One document of a corpus file: its source, named FILE:LINE, its title ("" for none), and its other keys."""

    source: Source
    title: str
    about: Mapping[str, str]


def read_records(path: Path) -> Iterator[Record | InputError]:
    """The documents of a corpus file, one after another; a line that is none becomes the error that says why.

    The SHA-256 of a document is that of its text as UTF-8 with LF line ends. Keys beside "text" and "title" become
    strings; those without a value are left out.

    Raises:
        InputError: the file cannot be read.
    """
    name = shown(path)
    try:
        with path.open("rb") as stream:
            number = 0
            while line := stream.readline(MAX_BYTES + 1):
                number += 1
                if len(line) > MAX_BYTES:
                    remedy = "Write one document a line"
                    raise InputError(
                        "this line is larger than a document may be", where=f"{name}:{number}", remedy=remedy
                    )
                if line.strip(b" \t\r\n\xef\xbb\xbf"):
                    yield _record(line, f"{name}:{number}")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot be read: {reason}", where=name, remedy="Give JSON Lines in UTF-8") from error


def holds_records(path: Path) -> bool:
    """Whether a file of this ending begins with a document: label files are JSON Lines too, and hold none."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_PEEK)
    except OSError:
        return True  # reading it will say why it cannot be read
    first = next((line for line in head.split(b"\n") if line.strip()), b"")
    return b'"text"' in first and b'"schema"' not in first and b'"sentences"' not in first


def _record(line: bytes, where: str) -> Record | InputError:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return InputError(f"is no UTF-8: {error.reason}", where=where, remedy="Give JSON Lines in UTF-8")
    try:
        record: Any = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        return InputError(f"is no JSON: {error}", where=where, remedy="Write one JSON object a line")
    article = record.get("text") if isinstance(record, dict) else None
    if not isinstance(article, str) or _HALF_PAIR.search(text) or _HALF_PAIR.search(article):
        return InputError('has no "text"', where=where, remedy='Write {"title": …, "text": …}, in whole characters')
    article = article.replace("\r\n", "\n").replace("\r", "\n")
    try:
        check_text(article, where)
    except InputError as error:
        return error
    title = record.get("title")
    rest = {key: value for key, value in record.items() if key not in ("text", "title") and value is not None}
    source = Source(where, article, hashlib.sha256(article.encode()).hexdigest(), "utf-8")
    return Record(source, _said(title) if title is not None else "", {_said(k): _said(v) for k, v in rest.items()})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if twice := next((key for i, key in enumerate(keys) if key in keys[:i]), None):
        raise ValueError(f"the key {twice[:40]!r} stands twice in one object")
    return dict(pairs)


def _said(value: Any) -> str:
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _HALF_PAIR.sub("\ufffd", said).strip()
