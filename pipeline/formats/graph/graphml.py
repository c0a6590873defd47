"""GraphML, for networkx, Gephi, yEd, igraph: sentences, sections, groups are nodes of a `kind`, relations are edges.

An edge `grounds` leads from a section to the group that it motivates. Ids in the file are n0, n1, …, for GraphML allows
few characters in them; the attribute `id` is that of the analysis. The text and the headings, which are no nodes, are
attributes of the graph. Characters that XML 1.0 cannot hold are shown as U+FFFD, and the attribute `exact` has the
values that hold them, as JSON. `_graphml_read.py` reads the file back.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from pipeline.domain.analysis import Analysis
from pipeline.domain.labels import ROLES
from pipeline.formats.exchange._xml import escaped
from pipeline.formats.graph._graphml_read import EXACT, ILLEGAL, read_graphml
from pipeline.formats.graph.graph import graph_of

__all__ = ["read_graphml", "write_graphml"]

_NODE_KEYS: Final = {
    **dict.fromkeys(("kind", "id", "label", "role", "stage", "section", "group", "measure", "heading"), "string"),
    **{"head": "boolean", "probability": "double", "uncertain": "boolean", "start": "int", "end": "int"},
    **{"paragraph": "int", **{f"probability_{role}": "double" for role in ROLES}, EXACT: "string"},
}
_EDGE_KEYS: Final = {"type": "string", "probability": "double"}
_GRAPH_KEYS: Final = {"title": "string", "language": "string", "text": "string", "headings": "string", EXACT: "string"}
Value = str | int | float | bool | None


def write_graphml(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.graphml`."""
    return {f"{name}.graphml": "".join(f"{line}\n" for line in _lines(analysis)).encode()}


def _lines(analysis: Analysis) -> Iterator[str]:
    graph = graph_of(analysis)
    heading = {section.id: section.heading for section in analysis.document.sections}
    heads = {m.head for g in analysis.groups for m in g.measures}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for domain, keys in (("graph", _GRAPH_KEYS), ("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for key, kind in keys.items():
            yield f' <key id="{domain}-{key}" for="{domain}" attr.name="{key}" attr.type="{kind}"/>'
    yield ' <graph id="argument" edgedefault="directed">'
    about = {"title": graph.title, "language": graph.language, "text": graph.text}
    yield from _data("graph", {**about, "headings": json.dumps(graph.data["headings"])}, "  ")
    names = (f"n{i}" for i in range(len(graph.nodes) + len(graph.places) + len(graph.clusters)))
    sentence, place, cluster = {}, {}, {}
    for n in graph.nodes:
        sentence[n.id] = next(names)
        shares: Mapping[str, float] = n.data["probabilities"]
        values: dict[str, Value] = {
            **{"kind": "sentence", "id": n.id, "label": n.text, "role": n.role},
            **{"probability": shares.get(n.role), "uncertain": n.uncertain},
            **{"start": n.start, "end": n.end, "paragraph": n.data["paragraph"]},
            **{"section": n.section, "stage": n.stage, "group": n.group or None, "measure": n.measure or None},
            **{"head": True if n.id in heads else None},
            **{f"probability_{role}": shares.get(role) for role in ROLES},
        }
        yield from _node(sentence[n.id], values)
    for p in graph.places:
        place[p.id] = next(names)
        values = {"kind": "section", "id": p.id, "label": p.title, "stage": p.stage, "start": p.start, "end": p.end}
        yield from _node(place[p.id], values | {"heading": heading[p.id]})
    for c in graph.clusters:
        cluster[c.id] = next(names)
        values = {"kind": "group", "id": c.id, "label": c.title, "start": c.start, "end": c.end}
        yield from _node(cluster[c.id], values)
    edges = [(sentence[e.source], sentence[e.target], e.type, e.probability) for e in graph.edges]
    edges += [(place[s], cluster[c.id], "grounds", p) for c in graph.clusters for s, p in c.grounds]
    for i, (source, target, type, probability) in enumerate(edges):
        yield f'  <edge id="e{i}" source="{source}" target="{target}">'
        yield from _data("edge", {"type": type, "probability": probability}, "   ")
        yield "  </edge>"
    yield " </graph>"
    yield "</graphml>"


def _node(name: str, values: Mapping[str, Value]) -> Iterator[str]:
    yield f'  <node id="{name}">'
    yield from _data("node", values, "   ")
    yield "  </node>"


def _data(domain: str, values: Mapping[str, Value], indent: str) -> Iterator[str]:
    exact = {key: value for key, value in values.items() if isinstance(value, str) and ILLEGAL.search(value)}
    held = {**values, EXACT: json.dumps(exact) if exact else None}  # ASCII, whatever is in it
    for key, value in held.items():
        if value is not None:
            written = str(value).lower() if isinstance(value, bool) else str(value)
            text = escaped(ILLEGAL.sub("\ufffd", written), "", "")
            yield f'{indent}<data key="{domain}-{key}">{text}</data>'
