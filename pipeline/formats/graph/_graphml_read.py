"""GraphML back to a graph: what `graphml.py` wrote, also after another program has saved it, and graphs of others.

Attributes are told by their names, not by the ids of their keys, which every program gives anew. In a file of ours the
attribute `kind` tells sentences from sections and groups; in another every node with a text is a sentence. Settings,
facts and the like are not in the file: an analysis of it names the file in the place of the model.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePath
from typing import Any, Final

from pipeline.domain.labels import RELATIONS, ROLES
from pipeline.errors import AnnotationError
from pipeline.formats.exchange import _values as v
from pipeline.formats.exchange._xml import Element, parse_xml
from pipeline.formats.graph._aif import share
from pipeline.formats.graph.graph import ArgumentGraph, Edge, Node, id_from
from pipeline.formats.graph.labels import certain

EXACT: Final = "exact"  # values with characters that XML cannot hold
ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GROUNDS: Final = "grounds"
_LABELS: Final = ("label", "text", "name", "description")  # which attribute is the text, in files of others
_WHAT: Final = "a GraphML file"


@dataclass(frozen=True, slots=True)
class _Item:
    """A node or an edge: its element, and its attributes by name."""

    element: Element
    values: Mapping[str, str]


@dataclass(slots=True)
class _Found:
    """Nodes by their ids in the file, by kind; the edges; what was left out."""

    sentences: dict[str, _Item] = field(default_factory=dict)
    sections: dict[str, _Item] = field(default_factory=dict)
    groups: dict[str, _Item] = field(default_factory=dict)
    edges: list[_Item] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)


def read_graphml(data: bytes, name: str) -> ArgumentGraph:
    """The graph of a GraphML file.

    Raises:
        AnnotationError: with file, place and remedy.
    """
    root = parse_xml(data, name, _WHAT)
    if root.name != "graphml":
        raise _fault(f"is no GraphML: it begins with <{root.name[:40]}>", root, name)
    names = {key.get("id") or "": key.get("attr.name") or key.get("id") or "" for key in root.all("key")}
    graphs = list(root.all("graph"))
    if not graphs:
        raise _fault("holds no graph", root, name)
    found = _Found()
    found.notes["further graphs are left out"] += len(graphs) - 1
    _sort(_items(graphs[0], names), found, name)
    of_graph = _values(graphs[0], names)
    nodes = _with_ids(found.sentences, name)
    edges = tuple(_relations(found, nodes))
    return ArgumentGraph(
        id=id_from(name),
        title=of_graph.get("title", ""),
        language=of_graph.get("language", ""),
        text=of_graph.get("text", ""),
        nodes=tuple(nodes.values()),
        edges=edges,
        data=_rest(found, nodes, of_graph, name, sha256(data).hexdigest()) if found.sections else {},
        notes=tuple(f"{what}: {count}" for what, count in found.notes.items() if count),
    )


def _items(graph: Element, names: Mapping[str, str]) -> Iterator[_Item]:
    """Nodes and edges, also those of a graph within a node."""
    for child in graph.children:
        if child.name in ("node", "edge", "hyperedge"):
            yield _Item(child, _values(child, names))
            for inner in child.all("graph"):
                yield from _items(inner, names)


def _values(element: Element, names: Mapping[str, str]) -> dict[str, str]:
    values = {names.get(d.get("key") or "", ""): d.text for d in element.all("data")}
    exact = _json(values.get(EXACT, "{}"))
    if isinstance(exact, dict):
        for key, value in exact.items():
            # Where the value that is shown was changed, it counts.
            if isinstance(value, str) and ILLEGAL.sub("\ufffd", value) == values.get(key):
                values[key] = value
    return values


def _json(written: str) -> Any:
    """What a JSON text says; None where it is none, as an attribute of that name may be in files of others."""
    try:
        return v.parsed(written, "", "")
    except AnnotationError:
        return None


def _sort(items: Iterable[_Item], found: _Found, name: str) -> None:
    seen: set[str] = set()
    for item in items:
        element, values = item.element, item.values
        if element.name == "edge":
            found.edges.append(item)
            continue
        if element.name == "hyperedge":
            found.notes["edges of more than two ends are left out"] += 1
            continue
        id = element.get("id")
        if not id:
            raise _fault("a node has no id", element, name)
        if id in seen:
            raise _fault(f'the node "{id[:40]}" is there twice', element, name)
        seen.add(id)
        kind = values.get("kind", "")
        if kind in ("section", "group"):
            (found.sections if kind == "section" else found.groups)[id] = item
        elif kind == "sentence" or any(values.get(key, "").strip() for key in _LABELS):
            found.sentences[id] = item
        else:
            found.notes["nodes without a text are left out"] += 1


def _with_ids(items: Mapping[str, _Item], name: str) -> dict[str, Node]:
    """The sentences by their ids in the file, with the ids that they had in the analysis."""
    nodes: dict[str, Node] = {}
    taken: set[str] = set()
    for file_id, item in items.items():
        id = item.values.get("id") or file_id
        if id in taken:
            raise _fault(f'the id "{id[:40]}" is there twice', item.element, name)
        taken.add(id)
        text = next((item.values[key] for key in _LABELS if key in item.values), "")
        nodes[file_id] = Node(id, text, data=_sentence(item, name))
    return nodes


def _sentence(item: _Item, name: str) -> dict[str, Any]:
    """What is known of a sentence, as the analysis file has it."""
    values = item.values
    known: dict[str, Any] = {key: _whole(item, key, name) for key in ("start", "end", "paragraph")}
    role = values.get("role", "")
    shares = {r: share(_number(item, f"probability_{r}", name)) for r in ROLES if f"probability_{r}" in values}
    if role in ROLES:
        whole = len(shares) == len(ROLES) and None not in shares.values()
        known |= {"role": role, "probabilities": shares if whole else certain(role)}
    known["uncertain"] = values.get("uncertain", "").strip().lower() in ("true", "1")
    known |= {key: values.get(key) or None for key in ("section", "group", "measure")}
    return {key: value for key, value in known.items() if value is not None or key in ("group", "measure")}


def _relations(found: _Found, nodes: Mapping[str, Node]) -> Iterator[Edge]:
    known = found.sentences.keys() | found.sections.keys() | found.groups.keys()
    for item in found.edges:
        source, target = item.element.get("source") or "", item.element.get("target") or ""
        type = item.values.get("type") or item.values.get("label") or ""
        if source in nodes and target in nodes:
            found.notes["relations of no kind that is known are read as supports"] += type not in RELATIONS
            type = type if type in RELATIONS else "supports"
            yield Edge(nodes[source].id, nodes[target].id, type, share(_probability(item)))
        elif not {source, target} <= known:
            found.notes["edges have an end that is not there and are left out"] += 1
        elif not (type == _GROUNDS and source in found.sections and target in found.groups):
            found.notes["edges that join no two sentences are left out"] += 1


def _rest(
    found: _Found, nodes: Mapping[str, Node], of_graph: Mapping[str, str], name: str, hash: str
) -> dict[str, Any]:
    """The analysis file of the graph, without its sentences and relations; `hash` of the file stands for the model."""
    text = of_graph.get("text", "")
    headings = _json(of_graph.get("headings", "[]"))
    known = [h.get("id") for h in headings if isinstance(h, dict)] if isinstance(headings, list) else []
    return {
        "document": {
            **{"id": id_from(name) or "graph", "title": of_graph.get("title", ""), "source": name, "sha256": hash},
            **{"language": of_graph.get("language", ""), "characters": len(text)},
        },
        **{"damage": [], "facts": [], "headings": headings},
        "sections": [
            {
                **_extent(file_id, item, name),
                **{"heading": told if (told := item.values.get("heading")) in known else None},
                **{"stage": item.values.get("stage", "")},
            }
            for file_id, item in found.sections.items()
        ],
        "groups": [_group(file_id, item, found, nodes, name) for file_id, item in found.groups.items()],
        "model": {"name": PurePath(name).name or "graph", "version": "unknown", "sha256": hash},
        "provenance": {"created_by": "pipeline convert", "config": {}, "warnings": []},
    }


def _group(file_id: str, item: _Item, found: _Found, nodes: Mapping[str, Node], name: str) -> dict[str, Any]:
    extent = _extent(file_id, item, name)
    measures: dict[str, list[str]] = {}
    heads: dict[str, str] = {}
    for key, node in nodes.items():
        measure = node.data.get("measure")
        if measure is not None and node.data.get("group") == extent["id"]:
            measures.setdefault(measure, []).append(node.id)
            if found.sentences[key].values.get("head", "").strip().lower() in ("true", "1"):
                heads.setdefault(measure, node.id)
    grounds = [
        {
            "section": found.sections[source].values.get("id") or source,
            "probability": 1.0 if (told := share(_probability(edge))) is None else told,
            "cues": [],
        }
        for edge in found.edges
        if edge.values.get("type") == _GROUNDS
        and edge.element.get("target") == file_id
        and (source := edge.element.get("source") or "") in found.sections
    ]
    return {
        **extent,
        "title": item.values.get("label", ""),
        "measures": [
            # Of a measure whose head another program took out, the first that is left stands for it.
            {"id": id, "head": head, "details": [sid for sid in of if sid != head], "grounds": []}
            for id, of in measures.items()
            for head in [heads.get(id, of[0])]
        ],
        "grounds": grounds,
        "grounded": bool(grounds),
    }


def _extent(file_id: str, item: _Item, name: str) -> dict[str, Any]:
    start, end = _whole(item, "start", name), _whole(item, "end", name)
    return {"id": item.values.get("id") or file_id, "start": start or 0, "end": end or 0}


def _whole(item: _Item, key: str, name: str) -> int | None:
    number = _number(item, key, name)
    if number is None:
        return None
    if not number.is_integer() or number < 0:
        raise _fault(f'"{key}" is {number:g}, not a whole number from 0', item.element, name)
    return int(number)


def _number(item: _Item, key: str, name: str) -> float | None:
    written = item.values.get(key, "").strip()
    if not written:
        return None
    try:
        return float(written)
    except ValueError as error:
        raise _fault(f'"{key}" is "{written[:40]}", not a number', item.element, name) from error


def _probability(item: _Item) -> float | None:
    try:
        return float(item.values.get("probability", ""))
    except ValueError:
        return None


def _fault(what: str, element: Element, name: str) -> AnnotationError:
    return AnnotationError(what, where=f"{name}:{element.line}", remedy=f"Give {_WHAT} as the tool exports it")
