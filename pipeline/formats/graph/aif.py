"""AIF as AIFdb serves it.

    {"nodes": [{nodeID, text, type, timestamp}], "edges": [{edgeID, fromID, toID, formEdgeID}], "locutions": []}

It has room for texts and relations, and for nothing else. Timestamps are left empty: the same analysis gives the same
bytes.
"""

import json

from pipeline.domain.analysis import Analysis
from pipeline.formats.exchange import _values as v
from pipeline.formats.graph._aif import aif_of, read_aif_graph
from pipeline.formats.graph.graph import ArgumentGraph, graph_of, id_from


def write_aif(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.aif.json`."""
    nodes, edges = aif_of(graph_of(analysis), with_data=False)
    record = {
        "nodes": [node | {"timestamp": ""} for node in nodes],
        "edges": [edge | {"formEdgeID": None} for edge in edges],
        "locutions": [],
    }
    return {f"{name}.aif.json": f"{json.dumps(record, ensure_ascii=False, indent=1)}\n".encode()}


def read_aif(data: bytes, name: str) -> ArgumentGraph:
    """The graph of an AIF file.

    Raises:
        AnnotationError: with file, place and remedy.
    """
    record = v.parsed(v.decoded(data, name), name, "Give the JSON of AIFdb or OVA")
    nodes, edges, notes = read_aif_graph(record, name)
    return ArgumentGraph(id_from(name), nodes=nodes, edges=edges, notes=notes)
