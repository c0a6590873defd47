"""Values out of a foreign file, checked: each fault is an `AnnotationError` with its place, and nothing else is raised.

And names that become names of files, so that they come back whatever characters they hold.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import unquote_to_bytes

from pipeline.domain.marked import MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.json_keys import RepeatedKeyError, unique_keys

T = TypeVar("T")
_WORDS: Final[dict[type, str]] = {
    str: "a text",
    int: "a whole number",
    list: "a list",
    dict: "an object in braces",
}
_HALF_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_HALF_PAIR: Final = re.compile("[\ud800-\udfff]")
# What some file system or shell refuses in a name, and the sign that escapes are written with.
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029%/\\:*?"<>|]|^\.|[. ]$')


def decoded(data: bytes, name: str) -> str:
    """The text of a UTF-8 file, without a byte order mark.

    Raises:
        AnnotationError: it is no UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise AnnotationError("is no UTF-8", where=f"{name}:{line}", remedy="Save it as UTF-8") from error


def parsed(text: str, where: str, remedy: str) -> Any:
    """What a JSON text says.

    Args:
        text: the JSON.
        where: its file, and line where that is one of many.
        remedy: what to do if it is no JSON.

    Raises:
        AnnotationError: it is no JSON, or holds what no text can hold.
    """
    try:
        value = json.loads(text, object_pairs_hook=unique_keys)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise AnnotationError(f"is no JSON: {error.msg} ({place})", where=where, remedy=remedy) from error
    except RecursionError as error:
        raise AnnotationError("is JSON nested too deeply", where=where, remedy=remedy) from error
    except RepeatedKeyError as error:
        raise AnnotationError(f"is no sound JSON: {error}", where=where, remedy="Keep one of the two") from error
    except ValueError as error:
        raise AnnotationError("is JSON with a number of too many digits", where=where, remedy=remedy) from error
    if _HALF_ESCAPE.search(text) and _HALF_PAIR.search(json.dumps(value, ensure_ascii=False)):
        what = "holds half of a surrogate pair, which is no character"
        raise AnnotationError(what, where=where, remedy="Export it again, or delete the escape \\ud8…")
    return value


def expected(value: Any, kind: type[T], what: str, where: str) -> T:
    """`value`, if it is of this kind (a truth value is no number).

    Raises:
        AnnotationError: it is not; `what` names it in the message.
    """
    if type(value) is not kind:
        raise AnnotationError(f"{what} is {shown(value)}", where=where, remedy=f"It must be {_WORDS[kind]}")
    return value


def taken(record: Mapping[str, Any], key: str, kind: type[T], where: str) -> T:
    """The value at `key`, if it is of this kind.

    Raises:
        AnnotationError: it is not, or there is none.
    """
    if key not in record:
        raise AnnotationError(f'lacks "{key}"', where=where, remedy=f"It must be {_WORDS[kind]}")
    return expected(record[key], kind, f'"{key}"', where)


def shown(value: Any) -> str:
    """`value` as JSON, cut to what fits into a message."""
    if isinstance(value, list | dict):
        return f"{_WORDS[type(value)]} of {len(value)}"
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= 60 else f"{line[:57]}…"


def texts_of(value: Any) -> dict[str, str]:
    """The pairs of texts among the items of an object; none where it is no object."""
    return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


def checked_span(start: Any, end: Any, text: str, where: str) -> tuple[int, int]:
    """The offsets, if they are those of a part of the text.

    Raises:
        AnnotationError: they are not.
    """
    for value in (start, end):
        expected(value, int, "an offset", where)
    if not 0 <= start < end <= len(text):
        what = f"the offsets {shown(start)} to {shown(end)} are none of a text of {len(text)} characters"
        raise AnnotationError(what, where=where, remedy="Give the text that was annotated, whole and unchanged")
    return start, end


def fresh(name: str, used: set[str]) -> str:
    """`name`, with a number behind it if it is used already; it is used from now on."""
    found, number = name, 1
    while found in used:
        number += 1
        found = f"{name}-{number}"
    used.add(found)
    return found


def all_different(found: Iterable[tuple[MarkedText, str]]) -> list[MarkedText]:
    """The documents, each with its place, if no annotator has one of them twice.

    Raises:
        AnnotationError: two have the same id and annotator.
    """
    places: dict[tuple[str, str], str] = {}
    documents = []
    for marked, where in found:
        key = marked.id, marked.annotator
        if key in places:
            by = f" by {shown(marked.annotator)}" if marked.annotator else ""
            what = f"has the document {shown(marked.id)}{by} again, which is at {places[key]} too"
            raise AnnotationError(what, where=where, remedy="Delete one of the two, or give it another id")
        places[key] = where
        documents.append(marked)
    return documents


def as_file_name(name: str) -> str:
    """`name` with what file systems refuse written as `%2F` and the like. Never empty, never hidden."""
    escaped = _UNSAFE.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), name)
    return escaped or "%"


def from_file_name(name: str) -> str:
    """The inverse of `as_file_name`; a name that is not its work is kept as it is."""
    name = _HALF_PAIR.sub("\ufffd", name)  # of a file system that is not UTF-8
    found = "" if name == "%" else unquote_to_bytes(name).decode("utf-8", "replace")
    return found if as_file_name(found) == name else name
