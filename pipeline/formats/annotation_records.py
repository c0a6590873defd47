"""The lines of an annotation file: JSON objects with known keys and types, or faults that say what to change."""

import json
import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.domain.annotation import MAKERS, SCHEMA, SPLITS
from pipeline.domain.labels import RELATIONS, ROLES, STAGES

_HALF_PAIR: Final = re.compile("[\ud800-\udfff]")


class Fault(NamedTuple):
    """One thing wrong in an annotation corpus: where (`line` counts from 1), what, and what to do about it."""

    path: Path
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}. {self.remedy}"


class Problem(NamedTuple):
    """A fault before its line is known: `id` names the heading, section, sentence or group, "" the header."""

    id: str
    message: str
    remedy: str


class Record(NamedTuple):
    """One well-formed line; `kind` is header, heading, section, sentence or group."""

    line: int
    kind: str
    values: dict[str, Any]


class _Kind(NamedTuple):
    """What a value may be: in words, as a test, and the names to choose from where there is a list of them."""

    words: str
    test: Callable[[Any], bool]
    names: tuple[str, ...] = ()


def _name_from(names: tuple[str, ...], *, null: bool = False) -> _Kind:
    words = f"one of {', '.join(names)}{' or null' if null else ''}"
    return _Kind(words, lambda v: v in names if isinstance(v, str) else null and v is None, names)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_measure(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"id", "head", "details"}
        and _is_text(value["id"])
        and _is_text(value["head"])
        and _is_names(value["details"])
    )


def _is_source(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"title", "sha256", "start", "end"}
        and _is_text(value["title"])
        and _is_hash(value["sha256"])
        and all(type(value[key]) is int for key in ("start", "end"))
        and 0 <= value["start"] < value["end"]
    )


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_inside_path(value: Any) -> bool:
    """A relative path, "/" between its parts, that cannot leave the corpus folder."""
    return (
        isinstance(value, str)
        and re.fullmatch(r"texts/(?!\.)[^/\\:\x00-\x1f]+/(?!\.)[^/\\:\x00-\x1f]+\.txt", value) is not None
    )


_TEXT: Final = _Kind("a text that is not empty", _is_text)
_TEXT_OR_NULL: Final = _Kind("a text that is not empty, or null", lambda v: v is None or _is_text(v))
# It names a file or a folder, so it can be no path.
_NAME: Final = _Kind(
    "a name without / or \\, that does not begin with a dot",
    lambda v: isinstance(v, str) and re.fullmatch(r"(?![. ])[^/\\:\x00-\x1f\x7f]+(?<! )", v) is not None,
)
_COUNT: Final = _Kind("a whole number, 0 or more", lambda v: type(v) is int and v >= 0)
_LEVEL: Final = _Kind("a whole number, 1 or more", lambda v: type(v) is int and v >= 1)

KEYS: Final[dict[str, dict[str, _Kind]]] = {
    "header": {
        "schema": _Kind(f'"{SCHEMA}"', lambda v: v == SCHEMA),
        **dict.fromkeys(("id", "language", "annotator"), _NAME),
        **dict.fromkeys(("title", "genre", "topic", "shape"), _TEXT),
        "split": _name_from(SPLITS),
        "text": _Kind('a path like "texts/zh/ID.txt", or null', lambda v: v is None or _is_inside_path(v)),
        "sha256": _Kind("64 hexadecimal digits", _is_hash),
        "source": _Kind(
            '{"title", "sha256", "start", "end"} of the document that the labelled text is cut from', _is_source
        ),
        "made_by": _name_from(MAKERS),
        "via": _TEXT,
    },
    "heading": {"heading": _TEXT, "start": _COUNT, "end": _COUNT, "level": _LEVEL, "parent": _TEXT_OR_NULL},
    "section": {
        "section": _TEXT,
        "heading": _TEXT_OR_NULL,
        "start": _COUNT,
        "end": _COUNT,
        "stage": _name_from(STAGES, null=True),
    },
    "sentence": {
        "sentence": _TEXT,
        "start": _COUNT,
        "end": _COUNT,
        "section": _TEXT,
        "paragraph": _COUNT,
        "role": _name_from(ROLES, null=True),
        "parent": _TEXT_OR_NULL,
        "relation": _name_from(RELATIONS, null=True),
        "group": _TEXT_OR_NULL,
        "measure": _TEXT_OR_NULL,
    },
    "group": {
        "group": _TEXT,
        "title": _TEXT,
        "start": _COUNT,
        "end": _COUNT,
        "measures": _Kind(
            'a list of {"id", "head", "details": [..]}', lambda v: isinstance(v, list) and all(map(_is_measure, v))
        ),
        "grounds": _Kind("a list of section ids", _is_names),
    },
}
# Header keys that may be left out: "source" belongs to texts that are not ours, the others tell where labels came from.
OPTIONAL: Final = frozenset({"source", "made_by", "via"})


def parse(data: bytes, path: Path) -> tuple[list[Record], list[Fault]]:
    """The well-formed lines of an annotation file, and a fault for each of the others.

    The first record is the header, or there is none where the header is at fault.
    """
    records: list[Record] = []
    faults: list[Fault] = []
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        broken = data.count(b"\n", 0, error.start) + 1
        return [], [Fault(path, broken, "this line is no UTF-8", "Save the file as UTF-8")]
    if not data.strip():
        return [], [Fault(path, 1, "the file is empty", "Its first line must be the header")]
    for number, line in enumerate(lines, 1):
        if not line.strip() and number > 1:
            continue
        values, problem = _json_object(line)
        if problem:
            faults.append(Fault(path, number, problem, "Write one JSON object a line"))
            continue
        kind = "header" if number == 1 else _kind_of(values)
        found = [Fault(path, number, *f) for f in _problems(kind, values)]
        faults += found
        if not found:
            records.append(Record(number, kind, values))
        elif number == 1 and values.get("schema") != SCHEMA:
            break  # another format: its other lines would only give faults that mean nothing
    return records, faults


def _kind_of(values: dict[str, Any]) -> str:
    # A section also has the key "heading", a sentence "section" and "group": the most telling key comes first.
    return next((kind for kind in ("sentence", "group", "section", "heading") if kind in values), "")


def _problems(kind: str, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with one object, as (message, remedy)."""
    if kind == "header" and (problem := _schema_problem(values.get("schema"))):
        yield problem
        return
    if not kind:
        yield (
            "no heading, section, sentence or group stands here",
            'Name it by its first key, as in {"sentence": "s1", …}',
        )
        return
    keys = KEYS[kind]
    for key in (key for key in values if key not in keys):
        yield f'a {kind} has no key "{key}"', f"Use {_nearest(key, tuple(keys))}"
    for key, wanted in keys.items():
        if key not in values and key in OPTIONAL:
            continue
        if key not in values:
            yield f'this {kind} lacks "{key}"', f"Add it: {wanted.words}"
        elif not wanted.test(values[key]):
            shown = json.dumps(values[key], ensure_ascii=False)
            remedy = f"Use {_nearest(str(values[key]), wanted.names)}" if wanted.names else f"It must be {wanted.words}"
            yield f'"{key}" is {shown if len(shown) <= 60 else shown[:57] + "…"}', remedy
    if kind != "header" and not list(_wrong(keys, values)) and values["start"] >= values["end"]:
        yield f'"start" {values["start"]} is not before "end" {values["end"]}', "Offsets are half-open code points"


def _wrong(keys: dict[str, _Kind], values: dict[str, Any]) -> Iterator[str]:
    return (key for key, wanted in keys.items() if key not in values or not wanted.test(values[key]))


def _schema_problem(schema: Any) -> tuple[str, str] | None:
    if schema == SCHEMA:
        return None
    number = re.fullmatch(r"pipeline\.annotation/(\d{1,9})", schema) if isinstance(schema, str) else None
    if number and int(number[1]) > int(SCHEMA.rpartition("/")[2]):
        return f"this file has the newer schema {schema}; this version reads {SCHEMA}", "Upgrade argument-pipeline"
    return "this is no annotation file", f'Its first line must be a header with "schema": "{SCHEMA}"'


def _nearest(name: str, names: tuple[str, ...]) -> str:
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    return f'"{near[0]}" (nearest of {", ".join(names)})' if near else f"one of {', '.join(names)}"


def _json_object(line: str) -> tuple[dict[str, Any], str]:
    """The object on a line and "", or nothing and what is wrong."""
    repeated: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        repeated.extend(key for key in keys if keys.count(key) > 1)
        return dict(items)

    try:
        values = json.loads(line, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        return {}, f"this is no JSON: {error.msg} at column {error.colno}"
    except RecursionError:
        return {}, "this JSON is nested too deeply"
    except ValueError:
        return {}, "this JSON has a number of too many digits"
    if not isinstance(values, dict):
        return {}, "this is JSON, but no object"
    if _HALF_PAIR.search(json.dumps(values, ensure_ascii=False)):
        return {}, "this JSON holds half of a surrogate pair, which is no character"
    return values, f'the key "{repeated[0]}" stands here twice' if repeated else ""
