"""Label Studio's JSON: a list of tasks, each a text with the annotations of people and the predictions of models.

    {"data": {"text", "document", "about"}, "annotations": [{"result": [..]}],
     "predictions": [{"model_version", "result": [..]}]}

A result is a region, `{"id", "from_name", "to_name", "type": "labels", "value": {"start", "end", "text", "labels"}}`
with a note in `meta.text`, or a relation, `{"type": "relation", "from_id", "to_id", "direction", "labels"}`. Written
are `label-studio.json`, one task for each document with all who labelled it, and `label-config.xml`, which is pasted
into Settings, Labeling Interface, Code before the tasks are imported. Label Studio keeps `data` as it is, of an
annotation only the results; so `data.about` holds an object for each annotator, and the annotator's name is a result,
the text of the TextArea `labelled_by` (the field `completed_by` must name a member of the project, else the import is
refused). Labels made by a model (`made_by` in about) are predictions, the annotator their `model_version`.

On the way in, an annotation that does not say who labelled it is that of `completed_by`: an e-mail address, or
`user-NUMBER`. Annotations that were cancelled are left out; those with regions from a prediction are `made_by` mixed.
A region with several labels is several marks, a relation in both directions two links. Label Studio counts code points,
some versions UTF-16 units; `value.text` tells which. JSON-MIN is read too; it has neither relations nor ids nor notes.
Results of other kinds (choices, ratings, further text areas), drafts, and predictions of which the export has only the
number are not read; labels on HTML are refused.

What Label Studio cannot hold: links of the same two marks keep their order only among themselves.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from pipeline.domain.marked import Link, Mark, MarkedText, flat_name, layer_and_label
from pipeline.errors import AnnotationError
from pipeline.formats.exchange import _values as v
from pipeline.formats.exchange._label_config import LABELLED_BY, LABELS, TEXT, label_config
from pipeline.formats.exchange._offsets import Span, code_points, located, utf16_units
from pipeline.formats.marks import in_order

_EXPORT: Final = "Export the project from Label Studio as JSON"
_CONFIG: Final = "label-config.xml"
# What is known of labels rather than of a document: others' say nothing about those of somebody new.
_OF_LABELS: Final = ("made_by", "via")


class _Set(NamedTuple):
    """The results of one annotator, or of a model."""

    results: list[Any]
    annotator: str
    by_model: bool
    where: str


def read_label_studio(files: Mapping[str, bytes]) -> list[MarkedText]:
    """The documents of one or more JSON exports, once for each annotator.

    Raises:
        AnnotationError: with file, task, annotation and remedy.
    """
    return v.all_different(
        found
        for name, data in files.items()
        if PurePosixPath(name).suffix != ".xml"
        for i, task in enumerate(_tasks(name, data), 1)
        for found in _documents(task, name, i)
    )


def write_label_studio(documents: Sequence[MarkedText]) -> dict[str, bytes]:
    """`label-studio.json` and the configuration that it needs, `label-config.xml`.

    Raises:
        AnnotationError: two documents have the same id and annotator.
    """
    v.all_different((d, f"document {i}") for i, d in enumerate(documents, 1))
    tasks: dict[tuple[str, str], list[MarkedText]] = {}
    for d in documents:
        tasks.setdefault((d.id, d.text), []).append(d)
    listed = [_task(i, found) for i, found in enumerate(tasks.values(), 1)]
    return {
        "label-studio.json": (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode(),
        _CONFIG: label_config(documents).encode(),
    }


def _task(number: int, documents: Sequence[MarkedText]) -> dict[str, Any]:
    def by_model(d: MarkedText) -> bool:
        return d.about.get("made_by") == "model"

    first = documents[0]
    return {
        "id": number,
        "data": {
            "text": first.text,
            "document": first.id,
            "about": {d.annotator: dict(d.about) for d in documents},
        },
        "annotations": [
            # Label Studio takes an annotation for the ground truth unless told otherwise.
            {"ground_truth": False, "was_cancelled": False, "result": _results(d) + _signature(d)}
            for d in documents
            if not by_model(d)
        ],
        "predictions": [{"model_version": d.annotator, "result": _results(d)} for d in documents if by_model(d)],
    }


def _results(d: MarkedText) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for m in d.marks:
        value = {"start": m.start, "end": m.end, "text": d.text[m.start : m.end], "labels": [flat_name(m)]}
        region = {"id": m.id, "from_name": LABELS, "to_name": TEXT, "type": "labels", "value": value}
        found.append(region | ({"meta": {"text": [m.note]}} if m.note else {}))
    # Label Studio keeps one relation between two regions, which may have several labels.
    labels: dict[tuple[str, str, bool], list[str]] = {}
    for link in d.links:
        labels.setdefault((link.source, link.target, not link.label), []).append(link.label)
    for (source, target, unnamed), names in labels.items():
        relation = {"from_id": source, "to_id": target, "type": "relation", "direction": "right"}
        found.append(relation | {"labels": [] if unnamed else names})
    return found


def _signature(d: MarkedText) -> list[dict[str, Any]]:
    if not d.annotator:
        return []
    id = v.fresh(LABELLED_BY, {m.id for m in d.marks})
    value = {"text": [d.annotator]}
    return [{"id": id, "from_name": LABELLED_BY, "to_name": TEXT, "type": "textarea", "value": value}]


def _tasks(name: str, data: bytes) -> list[Any]:
    found = v.parsed(v.decoded(data, name), name, _EXPORT)
    return v.expected([found] if isinstance(found, dict) else found, list, "the file", name)


def _documents(task: Any, name: str, number: int) -> Iterator[tuple[MarkedText, str]]:
    where = f"{name}: task {number}"
    v.expected(task, dict, "a task", where)
    small = not isinstance(task.get("data"), dict)
    data = task if small else task["data"]
    text = _text(data, where)
    id = data.get("document")
    if not isinstance(id, str):
        id = f"task-{task['id']}" if type(task.get("id")) is int else f"{PurePosixPath(name).stem}-{number}"
    used: set[str] = set()
    for found in _of_json_min(task, where) if small else _sets(task, where):
        # Label Studio lets one person label a task twice, and gives all that somebody imports to that person.
        annotator = v.fresh(found.annotator or ("annotator" if used else ""), used)
        marks, of_region = _marks(found, text)
        links = tuple(_links(found, of_region))
        about = _about(data.get("about"), annotator)
        if found.by_model:
            about["made_by"] = "model"
        elif any(str(r.get("origin")).startswith("prediction") for r in found.results):
            about.setdefault("made_by", "mixed")
        yield MarkedText(id, text, in_order(marks), links, annotator, about), found.where


def _text(data: Mapping[str, Any], where: str) -> str:
    if "text" in data:
        return v.taken(data, "text", str, where)
    texts = [value for value in data.values() if isinstance(value, str)]
    if len(texts) != 1:
        remedy = 'Call the field with the text "text", and export as JSON or JSON-MIN'
        raise AnnotationError('lacks a "text"', where=where, remedy=remedy)
    return texts[0]


def _sets(task: Mapping[str, Any], where: str) -> Iterator[_Set]:
    # "completions" and "skipped" are what old versions call them.
    key = "annotations" if "annotations" in task else "completions"
    if key not in task and "predictions" not in task:
        raise AnnotationError('lacks "annotations"', where=where, remedy=_EXPORT)
    for i, annotation in enumerate(v.expected(task.get(key, []), list, f'"{key}"', where), 1):
        place = f"{where}, annotation {i}"
        v.expected(annotation, dict, "an annotation", place)
        if not annotation.get("was_cancelled") and not annotation.get("skipped"):
            results = _checked_results(annotation, place)
            yield _Set(results, _annotator(results, annotation.get("completed_by")), False, place)
    for i, prediction in enumerate(v.expected(task.get("predictions", []), list, '"predictions"', where), 1):
        if type(prediction) is int:  # only its number: the export was asked to leave predictions out
            continue
        place = f"{where}, prediction {i}"
        v.expected(prediction, dict, "a prediction", place)
        version = prediction.get("model_version")
        yield _Set(_checked_results(prediction, place), version if isinstance(version, str) else "", True, place)


def _checked_results(holder: Mapping[str, Any], where: str) -> list[Any]:
    results = v.taken(holder, "result", list, where)
    for i, result in enumerate(results, 1):
        v.expected(result, dict, f"result {i}", where)
    return results


def _of_json_min(task: Mapping[str, Any], where: str) -> Iterator[_Set]:
    lists = [value for value in task.values() if isinstance(value, list)]
    values = [item for found in lists for item in found if isinstance(item, dict) and "labels" in item]
    if not values and "annotation_id" not in task:
        raise AnnotationError('lacks "data" and "annotations"', where=where, remedy=_EXPORT)
    signed = task.get(LABELLED_BY)
    annotator = signed if isinstance(signed, str) else _user(task.get("annotator"))
    yield _Set([{"type": "labels", "value": value} for value in values], annotator, False, where)


def _annotator(results: Sequence[Mapping[str, Any]], completed_by: Any) -> str:
    for r in results:
        value = r.get("value")
        if r.get("from_name") == LABELLED_BY and isinstance(value, dict):
            said = value.get("text")
            name = said[0] if isinstance(said, list) and said else said
            if isinstance(name, str) and name:
                return name
    return _user(completed_by)


def _user(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("email") or value.get("username") or value.get("id")
    if type(value) is int:
        return f"user-{value}"
    return value if isinstance(value, str) else ""


def _about(value: Any, annotator: str) -> dict[str, str]:
    known = value if isinstance(value, dict) else {}
    if annotator in known:
        return v.texts_of(known[annotator])
    others = [v.texts_of(x) for x in known.values()]
    shared = others[0].items() if others else ()
    return {k: x for k, x in shared if k not in _OF_LABELS and all(o.get(k) == x for o in others)}


def _marks(found: _Set, text: str) -> tuple[list[Mark], dict[str, list[str]]]:
    """The marks of all regions, and for each region the ids of those it became."""
    regions = []
    for i, r in enumerate(found.results, 1):
        kind = r.get("type")
        if isinstance(kind, str) and kind.endswith("labels"):
            id = str(r["id"]) if isinstance(r.get("id"), str | int) else str(i)
            place = f"{found.where}, region {id}"
            if kind != "labels":
                remedy = "Only labels on plain text (the tags Labels and Text) can be read"
                raise AnnotationError(f"is of the type {v.shown(kind)}", where=place, remedy=remedy)
            regions.append((id, r, v.taken(r, "value", dict, place), place))
    spans = []
    for _, _, value, place in regions:
        said = value.get("text")
        ends = v.taken(value, "start", int, place), v.taken(value, "end", int, place)
        spans.append(Span((ends,), said if isinstance(said, str) else None, place))
    used: set[str] = {id for id, *_ in regions}
    marks: list[Mark] = []
    span_of: dict[str, tuple[int, int]] = {}
    of_region: dict[str, list[str]] = {}
    for (id, r, value, place), span in zip(regions, located(text, spans, (code_points, utf16_units)), strict=True):
        if span_of.setdefault(id, span) != span:
            raise AnnotationError("has the id of another region", where=place, remedy=_EXPORT)
        for name in v.expected(value.get("labels", []), list, '"labels"', place) or ["sentence"]:
            layer, label = layer_and_label(v.expected(name, str, "a label", place))
            mark_id = v.fresh(id, used) if id in of_region else id
            of_region.setdefault(id, []).append(mark_id)
            marks.append(Mark(mark_id, *span, layer, label, _note(r)))
    return marks, of_region


def _note(region: Mapping[str, Any]) -> str:
    meta = region.get("meta")
    said = meta.get("text") if isinstance(meta, dict) else None
    lines = said if isinstance(said, list) else [said]
    return "\n".join(line for line in lines if isinstance(line, str))


def _links(found: _Set, of_region: Mapping[str, Sequence[str]]) -> Iterator[Link]:
    for i, r in enumerate(found.results, 1):
        if r.get("type") != "relation":
            continue
        place = f"{found.where}, result {i}"
        ends = [str(r.get(key)) for key in ("from_id", "to_id")]
        for id in ends:
            if id not in of_region:
                raise AnnotationError(f"no labelled region has the id {v.shown(id)}", where=place, remedy=_EXPORT)
        direction = r.get("direction") or "right"
        if direction not in ("right", "left", "bi"):
            what = f'"direction" is {v.shown(direction)}'
            raise AnnotationError(what, where=place, remedy="It must be right, left or bi")
        source, target = (of_region[id][0] for id in ends)
        pairs = {"right": [(source, target)], "left": [(target, source)]}.get(
            direction, [(source, target), (target, source)]
        )
        for name in v.expected(r.get("labels") or [], list, '"labels"', place) or [""]:
            label = v.expected(name, str, "a label", place)
            for ends_of_link in pairs:
                yield Link(*ends_of_link, label)
