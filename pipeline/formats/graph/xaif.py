"""xAIF, which argument miners hand to each other: AIF, the text it was found in, and whatever else a tool wants to add.

    {"AIF": {"nodes": …, "edges": …, "locutions": …, "participants": …, …}, "text": …, "dialog": false, "OVA": …}

What an analysis knows beyond texts and relations is added under the key `pipeline`, of nodes and of the whole, so that
nothing is lost; other tools pass over it. `text` is a text, or in other files `{"txt": …}` with HTML in it.
"""

import html
import json
import re
from typing import Any, Final

from pipeline.domain.analysis import Analysis
from pipeline.formats.exchange import _values as v
from pipeline.formats.graph._aif import OURS, aif_of, read_aif_graph
from pipeline.formats.graph.graph import ArgumentGraph, graph_of, id_from

_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")


def write_xaif(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.xaif.json`."""
    graph = graph_of(analysis)
    nodes, edges = aif_of(graph, with_data=True)
    record = {
        "AIF": {
            "nodes": nodes,
            "edges": edges,
            "locutions": [],
            "participants": [],
            "schemefulfillments": [],
            "descriptorfulfillments": [],
        },
        "text": graph.text,
        "dialog": False,
        "OVA": {"firstname": "", "surname": "", "url": "", "nodes": [], "edges": []},
        OURS: dict(graph.data),
    }
    return {f"{name}.xaif.json": f"{json.dumps(record, ensure_ascii=False, indent=1)}\n".encode()}


def read_xaif(data: bytes, name: str) -> ArgumentGraph:
    """The graph of an xAIF file, in any of the variants that tools write.

    Raises:
        AnnotationError: with file, place and remedy.
    """
    remedy = "Give the JSON of an argument miner"
    record = v.expected(v.parsed(v.decoded(data, name), name, remedy), dict, "the file", name)
    nodes, edges, notes = read_aif_graph(v.taken(record, "AIF", dict, name), name)
    told = record.get(OURS)
    return ArgumentGraph(
        id=id_from(name),
        text=_text(record.get("text"), plain=isinstance(told, dict)),
        nodes=nodes,
        edges=edges,
        data=told if isinstance(told, dict) else {},
        notes=notes,
    )


def _text(value: Any, *, plain: bool) -> str:
    if isinstance(value, dict):
        value, plain = value.get("txt"), False
    if not isinstance(value, str):
        return ""
    return value if plain else html.unescape(_TAG.sub("", _BREAK.sub("\n", value)))
