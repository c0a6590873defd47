"""DOT, for Graphviz: sentences as boxes in the colour of their role, groups as frames, grounds as dashed lines.

Labels are broken into short lines; the tooltip has the text in one. Nothing of a document is written but as a quoted
string: names in the file are s0, s1, … for sentences, c0 … for sections, g0 … for groups.
"""

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from pipeline.domain.analysis import Analysis
from pipeline.formats.graph.graph import ArgumentGraph, Node, graph_of

KEEPS: Final = (
    *("texts of sentences", "roles", "marks of uncertainty", "relations", "types of relations"),
    *("groups of sentences", "grounds", "title"),
)
COLOURS: Final = {  # of fillings: a black text stays legible on each of them
    "claim": "#cfe2f3",
    "evidence": "#d9ead3",
    "example": "#fff2cc",
    "recommendation": "#f4cccc",
    "other": "#eeeeee",
}
_STYLES: Final = {"supports": "solid", "exemplifies": "dotted", "specifies": "bold", "attacks": "solid"}
_WIDTH: Final = 36  # columns of a label; a Chinese character takes two
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def write_dot(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.dot`."""
    return {f"{name}.dot": "".join(f"{line}\n" for line in _lines(graph_of(analysis))).encode()}


def quoted(text: str) -> str:
    """A string of DOT that shows `text`: a backslash is one, and no character ends it."""
    kept = _UNSEEN.sub("\ufffd", text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", " ")
    return f'"{kept}"'


def _lines(graph: ArgumentGraph) -> Iterator[str]:
    yield "digraph argument {"
    yield f" graph [rankdir=BT, label={quoted(graph.title)}, labelloc=t, fontname={quoted('sans-serif')}];"
    yield ' node [shape=box, style=filled, fontname="sans-serif", fontsize=10];'
    yield ' edge [fontname="sans-serif", fontsize=9];'
    name = {n.id: f"s{i}" for i, n in enumerate(graph.nodes)}
    place = {p.id: f"c{i}" for i, p in enumerate(graph.places)}
    for n in graph.nodes:
        if not n.group:
            yield _node(n, name[n.id], " ")
    for i, c in enumerate(graph.clusters):
        yield f" subgraph cluster_{i} {{"
        yield f"  g{i} [shape=plaintext, style=solid, label={quoted(_broken(c.title))}];"
        for n in graph.nodes:
            if n.group == c.id:
                yield _node(n, name[n.id], "  ")
        yield " }"
    grounds = {section for c in graph.clusters for section, _ in c.grounds}
    for p in graph.places:
        if p.id in grounds:
            label = quoted(_broken(f"{p.title} ({p.stage})"))
            yield f" {place[p.id]} [shape=folder, fillcolor=white, label={label}];"
    for e in graph.edges:
        colour = "#b00020" if e.type == "attacks" else "#333333"
        yield f' {name[e.source]} -> {name[e.target]} [label="{e.type}", style={_STYLES[e.type]}, color="{colour}"];'
    for i, c in enumerate(graph.clusters):
        for section, _ in c.grounds:
            yield f' {place[section]} -> g{i} [label="grounds", style=dashed];'
    yield "}"


def _node(n: Node, name: str, indent: str) -> str:
    label, tip = quoted(_broken(n.text)), quoted(n.text)
    line = "dashed" if n.uncertain else "filled"
    style = f'"filled,{line}"' if n.uncertain else line
    colour = COLOURS.get(n.role, "white")
    return f'{indent}{name} [label={label}, tooltip={tip}, class="{n.role}", style={style}, fillcolor="{colour}"];'


def _broken(text: str) -> str:
    """`text` in lines of about `_WIDTH` columns."""
    wide = sum(1 for c in text if c >= "\u1100")
    width = _WIDTH // 2 if wide * 2 > len(text) else _WIDTH
    return "\n".join(textwrap.wrap(text, width)) or text
