"""Mermaid flowcharts, which GitHub, GitLab and many editors draw in Markdown: sentences, relations, groups, grounds.

Texts are quoted, and every character that Mermaid or the HTML it makes could take for its own is an entity (`#34;`).
"""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.domain.analysis import Analysis
from pipeline.formats.graph.dot import COLOURS
from pipeline.formats.graph.graph import ArgumentGraph, graph_of

KEEPS: Final = (*("texts of sentences", "roles", "relations", "types of relations", "groups of sentences", "grounds"),)
_ARROWS: Final = {"supports": "-->", "exemplifies": "-.->", "specifies": "==>", "attacks": "--x"}
# Letters, digits and marks of any script are left as they are; of ASCII, what is certain to mean nothing.
_OWN: Final = re.compile(r"[\x21-\x2b\x2f:;<=>?@\[\\\]^_`{|}~]")
# Newer versions take a label that begins like an item of a list for one, and refuse to draw it.
_LIST: Final = re.compile(r"^(\s*[0-9]*)([.-])")
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def write_mermaid(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.mmd`."""
    return {f"{name}.mmd": "".join(f"{line}\n" for line in _lines(graph_of(analysis))).encode()}


def quoted(text: str) -> str:
    """A label that shows `text`."""
    kept = _OWN.sub(lambda m: f"#{ord(m[0])};", _UNSEEN.sub("\ufffd", text))
    kept = _LIST.sub(lambda m: f"{m[1]}#{ord(m[2])};", kept)
    kept = kept.replace("\n", "<br/>").replace("\t", " ").replace("\u2028", "<br/>").replace("\u2029", "<br/>")
    return f'"{kept or " "}"'


def _lines(graph: ArgumentGraph) -> Iterator[str]:
    yield "flowchart BT"
    name = {n.id: f"s{i}" for i, n in enumerate(graph.nodes)}
    place = {p.id: f"c{i}" for i, p in enumerate(graph.places)}
    members = {c.id: [n for n in graph.nodes if n.group == c.id] for c in graph.clusters}
    for n in graph.nodes:
        if n.group not in members:
            yield f"  {name[n.id]}[{quoted(n.text)}]:::{n.role}"
    for i, c in enumerate(graph.clusters):
        if not members[c.id]:  # an empty frame is not drawn
            yield f"  g{i}[{quoted(c.title)}]"
            continue
        yield f"  subgraph g{i}[{quoted(c.title)}]"
        for n in members[c.id]:
            yield f"    {name[n.id]}[{quoted(n.text)}]:::{n.role}"
        yield "  end"
    grounds = {section for c in graph.clusters for section, _ in c.grounds}
    for p in graph.places:
        if p.id in grounds:
            yield f"  {place[p.id]}[[{quoted(f'{p.title} ({p.stage})'.strip())}]]"
    for e in graph.edges:
        yield f"  {name[e.source]} {_ARROWS[e.type]}|{e.type}| {name[e.target]}"
    for i, c in enumerate(graph.clusters):
        for section, _ in c.grounds:
            yield f"  {place[section]} -.->|grounds| g{i}"
    for role, colour in COLOURS.items():
        yield f"  classDef {role} fill:{colour},stroke:#333,color:#000"
