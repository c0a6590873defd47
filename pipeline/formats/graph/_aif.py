"""AIF as AIFdb and its heirs write it: nodes of information, nodes of schemes, edges without a name.

    sentence (I) ─▶ inference (RA) or conflict (CA) ─▶ sentence (I)

`supports` is an inference by default, `exemplifies` and `specifies` are inferences by the schemes `Example` and
`Specification`, `attacks` is a conflict.

In files of others: ids are numbers or texts, lists are null or missing, a scheme joins several premises, stands on
another scheme (an undercut), or is missing between two sentences; nodes of dialogue stand beside the sentences (L, TA,
YA). All that is read, and what the scheme of this package has no place for is told.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pipeline.domain.labels import RELATIONS
from pipeline.errors import AnnotationError
from pipeline.formats.exchange import _values as v
from pipeline.formats.graph.graph import ArgumentGraph, Edge, Node

OURS: Final = "pipeline"  # the key of what is added to a node or a graph; other tools pass over it, or drop it
SCHEMES: Final = {
    "supports": ("RA", "Default Inference"),
    "exemplifies": ("RA", "Example"),
    "specifies": ("RA", "Specification"),
    "attacks": ("CA", "Default Conflict"),
}
NO_TEXT: Final = "sentences that have no text are read as empty"
_DIALOGUE: Final = ("L", "TA", "YA")
_REMEDY: Final = "Give the file as the tool wrote it"


class Scheme(NamedTuple):
    """A node of a scheme: which relation it stands for, and how probable that is, where a file tells."""

    relation: str
    probability: float | None = None


def aif_of(graph: ArgumentGraph, *, with_data: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The nodes and edges of a graph; with what is known of them under the key `OURS`, where the format has room."""
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    used = {n.id for n in graph.nodes}
    for n in graph.nodes:
        nodes.append({"nodeID": n.id, "text": n.text, "type": "I"} | ({OURS: dict(n.data)} if with_data else {}))
    for i, e in enumerate(graph.edges, 1):
        id = v.fresh(f"r{i}", used)
        kind, text = SCHEMES[e.type]
        told = {OURS: {"type": e.type, "probability": e.probability}} if with_data else {}
        nodes.append({"nodeID": id, "text": text, "type": kind} | told)
        for source, target in ((e.source, id), (id, e.target)):
            edges.append({"edgeID": str(len(edges) + 1), "fromID": source, "toID": target})
    return nodes, edges


def read_aif_graph(record: Any, where: str) -> tuple[tuple[Node, ...], tuple[Edge, ...], tuple[str, ...]]:
    """The sentences and relations of an AIF record, and what had to be left out or read as something else.

    Raises:
        AnnotationError: it is no AIF, an id is missing or there twice.
    """
    record = v.expected(record, dict, "the graph", where)
    sentences: dict[str, Node] = {}
    schemes: dict[str, Scheme] = {}
    notes: Counter[str] = Counter()
    listed = list(_objects(record, "nodes", where))
    # Where a text has only been cut into segments yet, these are what there is.
    only_segments = not any(_text(n.get("type")) == "I" for n, _ in listed)
    wanted = ("I", "L") if only_segments else ("I",)
    for record_of_node, place in listed:
        id = _id(record_of_node.get("nodeID"), "nodeID", place)
        if id in sentences or id in schemes:
            raise AnnotationError(f"the node {v.shown(id)} is there twice", where=place, remedy=_REMEDY)
        kind = _text(record_of_node.get("type"))
        told = record_of_node.get(OURS)
        data = told if isinstance(told, dict) else {}
        if kind in wanted:
            said = record_of_node.get("text")
            notes[NO_TEXT] += not isinstance(said, str)
            sentences[id] = Node(id, _text(said), data=data)
            notes["segments of a dialogue are read as sentences"] += kind == "L"
        elif kind in ("RA", "CA", "MA", ""):
            schemes[id] = _scheme(kind, record_of_node, data)
            notes["rephrases (MA) are read as specifies"] += kind == "MA" and not data
            notes["schemes of no kind are read as supports"] += not kind
        elif kind in _DIALOGUE:
            notes["nodes of the dialogue (L, TA, YA) are left out"] += 1
        else:
            notes[f"nodes of the kind {v.shown(kind)} are left out"] += 1
    out = _outgoing(record, where, sentences, schemes, notes)
    edges = tuple(relations(sentences, schemes, out, notes))
    return tuple(sentences.values()), edges, tuple(f"{what}: {count}" for what, count in notes.items() if count)


def relations(
    sentences: Mapping[str, Node], schemes: Mapping[str, Scheme], out: Mapping[str, Sequence[str]], notes: Counter[str]
) -> Iterator[Edge]:
    """The relations that lead from sentence to sentence through schemes; what is strange about them goes to `notes`.

    Args:
        sentences: by id.
        schemes: by id.
        out: where the edges of each node lead.
        notes: counts, added to.
    """
    for source in sentences:
        for target in out.get(source, ()):
            if target in sentences:
                notes["edges from sentence to sentence are read as supports"] += 1
                yield Edge(source, target, "supports")
            else:
                scheme = schemes[target]
                ends = list(_conclusions(target, sentences, out))
                notes["schemes that lead nowhere are left out"] += not ends
                direct = [end for end in out.get(target, ()) if end in sentences]
                notes["relations to a relation are read as ones to its conclusion"] += len(ends) > len(direct)
                yield from (Edge(source, end, scheme.relation, scheme.probability) for end in ends)
    led_to = {target for source in sentences for target in out.get(source, ())}
    notes["schemes that start nowhere are left out"] += sum(1 for id in schemes if id not in led_to)


def _conclusions(scheme: str, sentences: Mapping[str, Node], out: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The sentences that a scheme leads to, through others if need be."""
    open_, seen, found = [scheme], {scheme}, set()
    while open_:
        for target in out.get(open_.pop(), ()):
            if target in sentences:
                if target not in found:
                    found.add(target)
                    yield target
            elif target not in seen:
                seen.add(target)
                open_.append(target)


def _outgoing(
    record: Mapping[str, Any],
    where: str,
    sentences: Mapping[str, Node],
    schemes: Mapping[str, Scheme],
    notes: Counter[str],
) -> dict[str, list[str]]:
    known = sentences.keys() | schemes.keys()
    every = {_id(n.get("nodeID"), "nodeID", place) for n, place in _objects(record, "nodes", where)}
    out: dict[str, list[str]] = {}
    for edge, place in _objects(record, "edges", where):
        ends = [_id(edge.get(key), key, place) for key in ("fromID", "toID")]
        if not every.issuperset(ends):
            notes["edges have an end that is not there and are left out"] += 1
        elif known.issuperset(ends):
            out.setdefault(ends[0], []).append(ends[1])
    return out


def _scheme(kind: str, record: Mapping[str, Any], data: Mapping[str, Any]) -> Scheme:
    relation, probability = data.get("type"), data.get("probability")
    # Another tool may have turned the node into another one, and left what we wrote where it was.
    if relation in RELATIONS and SCHEMES[relation][0] == kind:
        return Scheme(relation, share(probability))
    name = f"{_text(record.get('text'))} {_text(record.get('scheme'))}".lower()
    if kind == "CA":
        return Scheme("attacks")
    if kind == "MA" or "specif" in name:
        return Scheme("specifies")
    return Scheme("exemplifies" if "example" in name else "supports")


def share(value: Any) -> float | None:
    """A probability that a file tells, or None."""
    return float(value) if type(value) in (int, float) and 0 <= value <= 1 else None


def _objects(record: Mapping[str, Any], key: str, where: str) -> Iterator[tuple[dict[str, Any], str]]:
    found = record.get(key)
    for i, item in enumerate(v.expected([] if found is None else found, list, f'"{key}"', where), 1):
        place = f"{where}: {key} {i}"
        yield v.expected(item, dict, "it", place), place


def _id(value: Any, key: str, where: str) -> str:
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is int:
        return str(value)
    if isinstance(value, str) and value:
        return value
    raise AnnotationError(f'"{key}" is {v.shown(value)}', where=where, remedy="It must be a number or a text")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
