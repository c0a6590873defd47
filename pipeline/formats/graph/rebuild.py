"""From a graph back to an analysis.

A file of ours that carries the rest of its analysis is put together again and checked like an analysis file. Of any
other graph, sentences are looked for in the text that comes with it, or, where they are not all in it, become a text of
their own, one a line; roles that the file does not tell follow from the relations, and are marked uncertain.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from hashlib import sha256
from math import fsum
from pathlib import PurePosixPath
from typing import Any, Final

from pipeline.domain.analysis import SCHEMA, Analysis, ModelRef, Relation, RoleLabel, Warning
from pipeline.domain.document import Document, Section, Sentence
from pipeline.domain.labels import ROLES
from pipeline.errors import AnnotationError, InputError
from pipeline.formats.analysis_json import validate
from pipeline.formats.graph.graph import ArgumentGraph, Edge
from pipeline.formats.graph.labels import certain, unknown

UNKNOWN_LANGUAGE: Final = "und"  # ISO 639: undetermined


def analysis_of(graph: ArgumentGraph, name: str, data: bytes) -> Analysis:
    """The analysis that a graph tells; its warnings say what had to be changed or concluded for that.

    Args:
        graph: what a reader made of the file.
        name: of the file.
        data: the file, whose hash stands for the model where none is named.

    Raises:
        AnnotationError: the graph has no sentence.
    """
    if not graph.nodes and not graph.data:
        remedy = "Give a file with nodes of the kind I, of the kind atom, or in GraphML with a label"
        raise AnnotationError("holds no sentence", where=name, remedy=remedy)
    return rebuilt(graph, name, data)


def with_one_parent(graph: ArgumentGraph) -> ArgumentGraph:
    """The graph with the edges that leave every sentence one parent at most and none above itself; notes tell the rest.

    The most probable edges go first, of equals the first in the file.
    """
    edges = graph.edges
    parent: dict[str, str] = {}
    kept: set[int] = set()
    seconds = circles = 0
    for i in sorted(range(len(edges)), key=lambda i: -_sure(edges[i].probability)):
        source, above = edges[i].source, edges[i].target
        if source in parent:
            seconds += 1
            continue
        while above != source and above in parent:
            above = parent[above]
        if above == source:
            circles += 1
            continue
        parent[source] = edges[i].target
        kept.add(i)
    notes = (
        (seconds, "relations to a second parent are left out, the most probable or first is kept"),
        (circles, "relations that close a circle are left out"),
    )
    told = tuple(f"{what}: {count}" for count, what in notes if count)
    return replace(graph, edges=tuple(e for i, e in enumerate(edges) if i in kept), notes=(*graph.notes, *told))


def rebuilt(graph: ArgumentGraph, name: str, data: bytes) -> Analysis:
    """The same of a graph that may be empty, as that of a document of headings is."""
    warnings = [Warning("graph", note) for note in graph.notes]
    if graph.data:
        whole = _whole(graph)
        if whole is not None:
            return replace(whole, warnings=(*whole.warnings, *warnings))
        warnings.append(Warning("graph", "the file was changed since it was written: only its graph is read"))
    return _of_graph_alone(graph, name, sha256(data).hexdigest(), warnings)


def _whole(graph: ArgumentGraph) -> Analysis | None:
    """The analysis that the file carries, with the sentences and relations that are there now; None if not sound."""
    record: dict[str, Any] = {
        **graph.data,
        "schema": SCHEMA,
        "text": graph.text,
        "sentences": [
            {**{k: x for k, x in n.data.items() if k != "order"}, "id": n.id, "text": n.text} for n in graph.nodes
        ],
        "relations": [
            {"source": e.source, "target": e.target, "type": e.type, "probability": _sure(e.probability)}
            for e in graph.edges
        ],
    }
    try:
        validate(record)
    except InputError:
        return None
    return Analysis.from_dict(record)


def _of_graph_alone(graph: ArgumentGraph, name: str, hash: str, warnings: Sequence[Warning]) -> Analysis:
    text, spans = _laid_out(graph)
    # In the order of the text, which need not be that of the file; a stable sort leaves equals as they are.
    order = sorted(range(len(graph.nodes)), key=lambda i: spans[i])
    nodes, spans = [graph.nodes[i] for i in order], [spans[i] for i in order]
    told = {n.id: role for n in nodes if (role := n.role or n.data.get("role")) in ROLES}
    first = {e.source: e for e in reversed(graph.edges)}
    into = {e.target for e in graph.edges}
    concluded = {n.id: _role(n.id, first, into, told) for n in nodes if n.id not in told}
    found = list(warnings)
    if concluded:
        message = f"roles that are not in the file were concluded from the relations: {len(concluded)}"
        found.append(Warning("roles-concluded", message))
    return Analysis(
        document=Document(
            id=graph.id or PurePosixPath(name).stem or "graph",
            title=graph.title,
            source=name,
            sha256=hash,
            language=graph.language or UNKNOWN_LANGUAGE,
            text=text,
            damage=(),
            headings=(),
            sections=(Section("c1", None, 0, len(text)),),
            sentences=tuple(
                Sentence(n.id, *span, n.text, "c1", paragraph)
                for n, span, paragraph in zip(nodes, spans, _paragraphs(text, spans), strict=True)
            ),
        ),
        roles=tuple(
            _label(told[n.id], n.data) if n.id in told else RoleLabel(concluded[n.id], unknown(), True) for n in nodes
        ),
        stages=("none",),
        relations=tuple(Relation(e.source, e.target, e.type, _sure(e.probability)) for e in graph.edges),
        groups=(),
        model=ModelRef(PurePosixPath(name).name or "graph", "unknown", hash),
        created_by="pipeline convert",
        config={},
        warnings=tuple(found),
    )


def _sure(probability: float | None) -> float:
    return 1.0 if probability is None else probability


def _laid_out(graph: ArgumentGraph) -> tuple[str, list[tuple[int, int]]]:
    """A text, and where in it each node is."""
    text = graph.text
    if text and "\r" not in text:
        told = [_span(n.data, text) for n in graph.nodes]
        known = [span for span in told if span is not None]
        if len(known) == len(told):
            return text, known
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces = [n.text.replace("\r\n", "\n").replace("\r", "\n") for n in graph.nodes]
    found = _found(text, pieces)
    if found is not None:
        return text, found
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece) + 1)
    joined = "".join(f"{piece}\n" for piece in pieces)
    return joined, [(start, start + len(piece)) for start, piece in zip(starts, pieces, strict=False)]


def _span(data: Mapping[str, Any], text: str) -> tuple[int, int] | None:
    start, end = data.get("start"), data.get("end")
    if type(start) is int and type(end) is int and 0 <= start <= end <= len(text):
        return start, end
    return None


def _found(text: str, pieces: Sequence[str]) -> list[tuple[int, int]] | None:
    """Where each piece stands, one behind the other as long as they are in order; None if one does not."""
    found: list[tuple[int, int]] = []
    after: dict[str, int] = {}  # where to look for a piece that is there again
    place = 0
    for piece in pieces:
        bare = piece.strip()
        start = text.find(bare, place) if bare else -1
        if start < 0 and bare:
            start = text.find(bare, after.get(bare, 0))
        if start < 0:
            return None
        place = after[bare] = start + len(bare)
        found.append((start, place))
    return found


def _paragraphs(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    number, before = 0, 0
    for i, (start, end) in enumerate(spans):
        number += bool(i) and "\n" in text[before:start]
        yield number
        before = max(before, end)


def _label(role: str, data: Mapping[str, Any]) -> RoleLabel:
    shares = data.get("probabilities")
    sound = (
        isinstance(shares, dict)
        and shares.keys() == set(ROLES)
        and all(type(x) in (int, float) and 0 <= x <= 1 for x in shares.values())
        and abs(fsum(shares.values()) - 1) < 1e-6
    )
    return RoleLabel(
        role, dict(shares) if sound and isinstance(shares, dict) else certain(role), data.get("uncertain") is True
    )


def _role(id: str, out: Mapping[str, Edge], into: Set[str], told: Mapping[str, str]) -> str:
    """The role that the relations of a sentence speak for: its first one `out`, and whether any leads `into` it."""
    seen: set[str] = set()
    while id not in seen:
        seen.add(id)
        if id in told:
            return told[id]
        edge = out.get(id)
        if edge is None:
            return "claim" if id in into else "other"
        if edge.type == "exemplifies":
            return "example"
        if edge.type != "specifies":
            return "claim" if id in into else "evidence"
        id = edge.target  # what specifies a sentence is of its kind
    return "claim"
