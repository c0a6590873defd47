"""arguebuf JSON: the Protobuf message `arg_services.graph.v1.Graph` in its JSON form.

    {"nodes": {ID: {"atom": {"text", "reference": {"resource", "offset", "text"}}} or {"scheme": {"support": …}}},
     "edges": {ID: {"source", "target"}}, "resources": {ID: {"text", "title", "source"}}, "userdata": {…}}

Only fields of the message may stand in it; what an analysis knows beyond is `userdata`, which it has room for in every
node and in the graph. A Protobuf map has no order and its numbers no whole ones: nodes carry their place in the text,
and whole numbers are made whole again on the way in. No time is told, so that the same analysis gives the same bytes.
"""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from pipeline.domain.analysis import Analysis
from pipeline.domain.labels import RELATIONS
from pipeline.formats.exchange import _values as v
from pipeline.formats.graph._aif import NO_TEXT, Scheme, relations, share
from pipeline.formats.graph.graph import ArgumentGraph, Node, graph_of, id_from

_SCHEMES: Final = {
    "supports": {"support": "SUPPORT_DEFAULT"},
    "exemplifies": {"support": "SUPPORT_EXAMPLE"},
    "specifies": {"support": "SUPPORT_DEFAULT"},
    "attacks": {"attack": "ATTACK_DEFAULT"},
}
_RESOURCE: Final = "text"
_MAX_OFFSET: Final = 2**32  # of the message


def write_arguebuf(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.arguebuf.json`."""
    graph = graph_of(analysis)
    used = {n.id for n in graph.nodes}
    nodes: dict[str, Any] = {}
    edges: dict[str, Any] = {}
    for order, n in enumerate(graph.nodes):
        atom: dict[str, Any] = {"text": n.text}
        there = graph.text[n.start : n.end]
        if there and n.start is not None and n.start < _MAX_OFFSET:
            atom["reference"] = {"resource": _RESOURCE, "offset": n.start, "text": there}
        nodes[n.id] = {"atom": atom, "userdata": {"order": order, **n.data}}
    for order, e in enumerate(graph.edges):
        id = v.fresh(f"r{order + 1}", used)
        told = {"order": order, "type": e.type, "probability": e.probability}
        nodes[id] = {"scheme": _SCHEMES[e.type], "userdata": told}
        for source, target in ((e.source, id), (id, e.target)):
            edges[f"e{len(edges) + 1}"] = {"source": source, "target": target}
    record = {
        "nodes": nodes,
        "edges": edges,
        "resources": {
            _RESOURCE: {"text": graph.text, "title": graph.title, "source": analysis.document.source},
        },
        "schemaVersion": 1,
        "userdata": dict(graph.data),
    }
    return {f"{name}.arguebuf.json": f"{json.dumps(record, ensure_ascii=False, indent=1)}\n".encode()}


def read_arguebuf(data: bytes, name: str) -> ArgumentGraph:
    """The graph of an arguebuf file.

    Raises:
        AnnotationError: with file, place and remedy.
    """
    remedy = "Give the JSON that arguebuf wrote"
    record = v.expected(v.parsed(v.decoded(data, name), name, remedy), dict, "the file", name)
    sentences: dict[str, Node] = {}
    schemes: dict[str, Scheme] = {}
    notes: Counter[str] = Counter()
    for id, node in sorted(_items(record, "nodes", name), key=_order):
        told = _whole(node["userdata"]) if isinstance(node.get("userdata"), dict) else {}
        atom = node.get("atom")
        if isinstance(atom, dict):
            text = atom.get("text")
            notes[NO_TEXT] += not isinstance(text, str)
            sentences[id] = Node(id, text if isinstance(text, str) else "", data=told)
        elif "scheme" in node or "atom" not in node:
            schemes[id] = _scheme(node.get("scheme"), told, notes)
    out: dict[str, list[str]] = {}
    known = sentences.keys() | schemes.keys()
    for _, edge in _items(record, "edges", name):
        ends = str(edge.get("source")), str(edge.get("target"))
        if known.issuperset(ends):
            out.setdefault(ends[0], []).append(ends[1])
        else:
            notes["edges have an end that is not there and are left out"] += 1
    edges = tuple(relations(sentences, schemes, out, notes))
    resources = [r for _, r in _items(record, "resources", name)]
    notes["further texts are left out"] += max(0, len(resources) - 1)
    first = resources[0] if resources else {}
    told = record.get("userdata")
    return ArgumentGraph(
        id=id_from(name),
        title=first["title"] if isinstance(first.get("title"), str) else "",
        text=first["text"] if isinstance(first.get("text"), str) else "",
        nodes=tuple(sentences.values()),
        edges=edges,
        data=_whole(told) if isinstance(told, dict) else {},
        notes=tuple(f"{what}: {count}" for what, count in notes.items() if count),
    )


def _items(record: Mapping[str, Any], key: str, where: str) -> list[tuple[str, dict[str, Any]]]:
    found = record.get(key)
    items = v.expected({} if found is None else found, dict, f'"{key}"', where)
    return [(id, v.expected(item, dict, "it", f"{where}: {key} {id[:40]}")) for id, item in items.items()]


def _order(item: tuple[str, dict[str, Any]]) -> float:
    told = item[1].get("userdata")
    order = told.get("order") if isinstance(told, dict) else None
    # Compared with a number, one that is too large for a float is an error, and one that is none has no place.
    return float(order) if isinstance(order, int | float) and abs(order) <= _MAX_OFFSET else float("inf")


def _scheme(record: Any, told: Mapping[str, Any], notes: Counter[str]) -> Scheme:
    record = record if isinstance(record, dict) else {}
    relation = told.get("type")
    if relation in RELATIONS and all(record.get(key) == value for key, value in _SCHEMES[relation].items()):
        return Scheme(relation, share(told.get("probability")))
    if "attack" in record:
        return Scheme("attacks")
    if "rephrase" in record:
        notes["rephrases are read as specifies"] += 1
        return Scheme("specifies")
    notes["preferences and schemes of no kind are read as supports"] += "support" not in record
    return Scheme("exemplifies" if record.get("support") == "SUPPORT_EXAMPLE" else "supports")


def _whole(value: Any) -> Any:
    """`value` with 3.0 as 3, wherever in it."""
    if isinstance(value, dict):
        return {key: _whole(x) for key, x in value.items()}
    if isinstance(value, list):
        return [_whole(x) for x in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
