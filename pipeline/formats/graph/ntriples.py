"""RDF as N-Triples, in the terms of the AIF ontology as AIFdb writes it, for triple stores, rdflib, Jena.

    _:s0 a aif:I-node; aif:claimText "…"; dcterms:identifier "s1"; dcterms:type "claim"; dcterms:isPartOf _:document
    _:r0 a aif:RA-node or aif:CA-node; rdfs:label "Example"; aif:Premise _:s1; aif:Conclusion _:s0

Nodes are blank: no address is invented for what has none, and files can be joined without any node being taken for
another. Texts are UTF-8, with escapes for what a line cannot hold.
"""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.domain.analysis import Analysis
from pipeline.formats.graph._aif import SCHEMES
from pipeline.formats.graph.graph import ArgumentGraph, graph_of

KEEPS: Final = (
    *("texts of sentences", "ids of sentences", "roles", "relations", "types of relations", "title", "language"),
)
_AIF: Final = "http://www.arg.dundee.ac.uk/aif#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_DOCUMENT: Final = "_:document"
_NAMED: Final = {"\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"', "\\": "\\\\"}
# Besides what must be escaped: what some readers take for the end of a line, and what is no character.
_ESCAPED: Final = re.compile('[\x00-\x1f"\\\\\x7f-\x9f\u2028\u2029\ufffe\uffff]')


def write_ntriples(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.nt`."""
    return {f"{name}.nt": "".join(f"{line} .\n" for line in _triples(graph_of(analysis))).encode()}


def literal(text: str) -> str:
    """`text` as a literal."""
    kept = _ESCAPED.sub(lambda m: _NAMED.get(m[0]) or f"\\u{ord(m[0]):04X}", text)
    return f'"{kept}"'


def _triples(graph: ArgumentGraph) -> Iterator[str]:
    yield f"{_DOCUMENT} <{_DCTERMS}identifier> {literal(graph.id)}"
    if graph.title:
        yield f"{_DOCUMENT} <{_DCTERMS}title> {literal(graph.title)}"
    yield f"{_DOCUMENT} <{_DCTERMS}language> {literal(graph.language)}"
    label = {n.id: f"_:s{i}" for i, n in enumerate(graph.nodes)}
    for n in graph.nodes:
        subject = label[n.id]
        yield f"{subject} <{_TYPE}> <{_AIF}I-node>"
        yield f"{subject} <{_AIF}claimText> {literal(n.text)}"
        yield f"{subject} <{_DCTERMS}identifier> {literal(n.id)}"
        yield f"{subject} <{_DCTERMS}type> {literal(n.role)}"
        yield f"{subject} <{_DCTERMS}isPartOf> {_DOCUMENT}"
    for i, e in enumerate(graph.edges):
        kind, scheme = SCHEMES[e.type]
        yield f"_:r{i} <{_TYPE}> <{_AIF}{kind}-node>"
        yield f"_:r{i} <{_LABEL}> {literal(scheme)}"
        yield f"_:r{i} <{_AIF}Premise> {label[e.source]}"
        yield f"_:r{i} <{_AIF}Conclusion> {label[e.target]}"
