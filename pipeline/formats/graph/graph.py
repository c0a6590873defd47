"""An argument as a graph: sentences, the relations between them, the groups that they form.

The value between an analysis and the formats of this package. What a writer draws or lists is in named fields; what a
format with room for it only carries along, as the analysis file has it, is in `data`. A reader fills in what its file
tells: of a graph that another tool made that is often no more than texts and relations.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from pipeline.domain.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Node:
    """One sentence. Offsets are half-open code points; "" and None stand for what is not known or not there."""

    id: str
    text: str
    role: str = ""
    uncertain: bool = False
    start: int | None = None
    end: int | None = None
    section: str = ""
    stage: str = ""
    group: str = ""
    measure: str = ""
    data: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` bears on `target` (ids of nodes) by a relation of the scheme."""

    source: str
    target: str
    type: str
    probability: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A section, by the title of its heading ("" where it has none)."""

    id: str
    title: str
    stage: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group of recommendations; `grounds` are the sections that motivate it, each with its probability."""

    id: str
    title: str
    start: int
    end: int
    grounds: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ArgumentGraph:
    """The graph of one document: nodes in the order of the text. `notes` tell what a reader had to change."""

    id: str
    title: str = ""
    language: str = ""
    text: str = ""
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    places: tuple[Place, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)


def id_from(name: str) -> str:
    """An id for the graph in a file: the name of the file, without what tells its format."""
    bare = PurePosixPath(name).name.removesuffix(".json")
    return bare.rpartition(".")[0] if bare.endswith((".xaif", ".aif", ".arguebuf", ".graphml")) else bare


# Keys of the analysis file that a graph says by itself.
_BY_ITSELF = ("text", "sentences", "relations")


def graph_of(analysis: Analysis) -> ArgumentGraph:
    """The graph of an analysis, with all else that the analysis file holds as `data`."""
    record = analysis.to_dict()
    document = analysis.document
    title = {h.id: h.title for h in document.headings}
    stage = {s.id: name for s, name in zip(document.sections, analysis.stages, strict=True)}
    return ArgumentGraph(
        id=document.id,
        title=document.title,
        language=document.language,
        text=document.text,
        nodes=tuple(
            Node(
                id=s["id"],
                text=s["text"],
                role=s["role"],
                uncertain=s["uncertain"],
                start=s["start"],
                end=s["end"],
                section=s["section"],
                stage=stage.get(s["section"], ""),
                group=s["group"] or "",
                measure=s["measure"] or "",
                data={key: value for key, value in s.items() if key not in ("id", "text")},
            )
            for s in record["sentences"]
        ),
        edges=tuple(Edge(r.source, r.target, r.type, r.probability) for r in analysis.relations),
        places=tuple(
            Place(s.id, title.get(s.heading or "", ""), stage[s.id], s.start, s.end) for s in document.sections
        ),
        clusters=tuple(
            Cluster(g.id, g.title, g.start, g.end, tuple((r.section, r.probability) for r in g.grounds))
            for g in analysis.groups
        ),
        data={key: value for key, value in record.items() if key not in _BY_ITSELF},
    )
