"""doccano's JSONL, one document a line, in its two forms.

With relations (a sequence labelling project that uses them), which is also what is written:

    {"text", "entities": [{"id", "label", "start_offset", "end_offset"}], "relations": [{"id", "from_id", "to_id",
     "type"}], …}

Without: `{"text", "label": [[start, end, name], …], …}`, the list spelled "labels" by some versions. Offsets are code
points; a project must not "count grapheme clusters as one character". doccano gives entities ids of its own, and every
other key of a line is metadata that it keeps. Those we write:

    document   the id of the document (doccano's own "id" is a number, and read as `doccano-NUMBER`)
    annotator  who labelled it
    about      an object of what else is known
    marks      a list of [start, end, layer, id, note]: what an entity has no place for

Each annotator's documents are one file, `ANNOTATOR.jsonl`, as doccano exports them from a project that is not
collaborative; a project where all label together gives `all.jsonl`. So on the way in a line that has been in doccano
(its "id" is a number) belongs to the user whose file it is in, and the name in the line, of whom it was before, counts
only where there is no user's file: in `all.jsonl`, and in a lone `admin.jsonl`, for that user is on every installation.
A per-user export lists for each user what the others labelled too, without labels, unless only approved documents are
exported.

To import: make a project "Sequence Labeling" with "Allow overlapping spans" (else doccano drops sentences within
sections) and "Use relation labeling". What doccano cannot hold: a relation without a name, and of spans that are moved
or new their id and note. Comments, and the categories of an intent detection project, are not read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from pipeline.domain.marked import Link, Mark, MarkedText, flat_name, layer_and_label
from pipeline.errors import AnnotationError
from pipeline.formats.exchange import _values as v
from pipeline.formats.marks import in_order

_EVERYBODY: Final = "all"
_DEFAULT_USER: Final = "admin"
_EXPORT: Final = "Export a sequence labelling project from doccano as JSONL"


class _Remembered(NamedTuple):
    """An item of "marks"."""

    start: int
    end: int
    layer: str
    id: str
    note: str


def read_doccano(files: Mapping[str, bytes]) -> list[MarkedText]:
    """The documents of one or more JSONL files.

    Raises:
        AnnotationError: with file, line and remedy.
    """
    return v.all_different(
        (_document(record, user, where), where)
        for name, data in files.items()
        for user in [_user(name, alone=len(files) == 1)]
        for record, where in _records(name, data)
    )


def write_doccano(documents: Sequence[MarkedText]) -> dict[str, bytes]:
    """`ANNOTATOR.jsonl` for each annotator, `all.jsonl` for labels of nobody in particular.

    Raises:
        AnnotationError: two documents have the same id and annotator.
    """
    v.all_different((d, f"document {i}") for i, d in enumerate(documents, 1))
    lines: dict[str, list[str]] = {}
    for d in documents:
        # Escapes keep it ASCII: doccano guesses the encoding, and takes UTF-8 with few such characters for another.
        lines.setdefault(d.annotator, []).append(json.dumps(_record(d)) + "\n")
    return {f"{_stem(annotator)}.jsonl": "".join(found).encode() for annotator, found in lines.items()}


def _stem(annotator: str) -> str:
    if not annotator:
        return _EVERYBODY
    # Nobody's labels and those of somebody called "all" are two files.
    return "%61ll" if annotator == _EVERYBODY else v.as_file_name(annotator)


def _record(d: MarkedText) -> dict[str, Any]:
    # Every line has all keys: doccano fills a column that some lines lack with NaN, which is no JSON.
    number = {m.id: i for i, m in enumerate(d.marks)}
    return {
        "text": d.text,
        "entities": [
            {"id": i, "label": flat_name(m), "start_offset": m.start, "end_offset": m.end}
            for i, m in enumerate(d.marks)
        ],
        "relations": [
            {"id": i, "from_id": number[link.source], "to_id": number[link.target], "type": link.label}
            for i, link in enumerate(d.links)
        ],
        "document": d.id,
        "annotator": d.annotator,
        "about": dict(d.about),
        "marks": [[m.start, m.end, m.layer, m.id, m.note] for m in d.marks],
    }


def _user(name: str, *, alone: bool) -> str:
    """Whose labels a file holds by its name, "" where that does not tell."""
    stem = PurePosixPath(name).name.removesuffix(".jsonl")
    return "" if stem == _EVERYBODY or (alone and stem == _DEFAULT_USER) else stem


def _records(name: str, data: bytes) -> Iterator[tuple[dict[str, Any], str]]:
    for number, line in enumerate(v.decoded(data, name).split("\n"), 1):
        if line.strip():
            where = f"{name}:{number}"
            yield v.expected(v.parsed(line, where, _EXPORT), dict, "the line", where), where


def _document(record: dict[str, Any], user: str, where: str) -> MarkedText:
    text = v.taken(record, "text", str, where)
    # Versions before 1.5 keep metadata in an object of their own.
    known = {**(record["meta"] if isinstance(record.get("meta"), dict) else {}), **record}
    key = next((k for k in ("entities", "label", "labels") if k in record), None)
    if key is None:
        raise AnnotationError('lacks "entities" and "label"', where=where, remedy=_EXPORT)
    remembered = _remembered(known.get("marks"))
    waiting: dict[tuple[int, int, str], list[_Remembered]] = {}
    for r in remembered.values():
        waiting.setdefault((r.start, r.end, r.layer), []).append(r)
    used = {r.id for r in remembered.values()}
    marks = []
    of_entity: dict[int, str] = {}
    for i, item in enumerate(v.taken(record, key, list, where)):
        place = f"{where}, {key} {i + 1}"
        entity = _entity(item, place)
        start, end = v.checked_span(entity["start_offset"], entity["end_offset"], text, place)
        layer, label = layer_and_label(entity["label"])
        before = waiting.get((start, end, layer))
        id, note = before.pop(0)[3:] if before else (v.fresh(str(entity.get("id", i)), used), "")
        marks.append(Mark(id, start, end, layer, label, note))
        if "id" in entity and of_entity.setdefault(entity["id"], id) != id:
            raise AnnotationError(f"has the id {entity['id']} of another", where=place, remedy=_EXPORT)
    if not of_entity:
        # A project without relations keeps ours as metadata; they count the spans as they were when we wrote them.
        there = {m.id for m in marks}
        of_entity = {number: r.id if r.id in there else "" for number, r in remembered.items()}
    links = tuple(_links(record.get("relations", []), of_entity, where))
    named = known.get("annotator") if isinstance(known.get("annotator"), str) else ""
    been_in_doccano = type(record.get("id")) is int
    annotator = (user or named) if been_in_doccano else (named or user)
    return MarkedText(_id(known, where), text, in_order(marks), links, annotator or "", v.texts_of(known.get("about")))


def _entity(item: Any, where: str) -> dict[str, Any]:
    if isinstance(item, list):
        if len(item) != 3:
            raise AnnotationError("is no [start, end, name]", where=where, remedy=_EXPORT)
        item = dict(zip(("start_offset", "end_offset", "label"), item, strict=True))
    elif not isinstance(item, dict):
        raise AnnotationError(f"is {v.shown(item)}, no labelled span", where=where, remedy=_EXPORT)
    for key, kind in (("start_offset", int), ("end_offset", int), ("label", str)):
        v.taken(item, key, kind, where)
    if "id" in item:
        v.taken(item, "id", int, where)
    entity: dict[str, Any] = item
    return entity


def _remembered(value: Any) -> dict[int, _Remembered]:
    """The marks as we wrote them, by number; nothing where "marks" is something else."""
    found: dict[int, _Remembered] = {}
    seen = set()
    for number, item in enumerate(value if isinstance(value, list) else []):
        if isinstance(item, list) and [type(x) for x in item] == [int, int, str, str, str] and item[3] not in seen:
            seen.add(item[3])
            found[number] = _Remembered(*item)
    return found


def _links(relations: Any, of_entity: Mapping[int, str], where: str) -> Iterator[Link]:
    for i, relation in enumerate(v.expected(relations, list, '"relations"', where), 1):
        place = f"{where}, relations {i}"
        v.expected(relation, dict, "a relation", place)
        ends = [v.taken(relation, key, int, place) for key in ("from_id", "to_id")]
        for end in ends:
            if end not in of_entity:
                raise AnnotationError(f"no entity has the id {end}", where=place, remedy=_EXPORT)
        label = v.taken(relation, "type", str, place)
        source, target = (of_entity[end] for end in ends)
        if source and target:  # else one of them has been deleted
            yield Link(source, target, label)


def _id(known: Mapping[str, Any], where: str) -> str:
    for key in ("document", "id"):
        value = known.get(key)
        if isinstance(value, str) and (value or key == "document"):
            return value
        if type(value) is int:
            return f"doccano-{value}"
    name, _, line = where.rpartition(":")
    return f"{PurePosixPath(name).name.removesuffix('.jsonl')}-{line}"
