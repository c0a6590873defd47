"""brat standoff of an analysis: what `pipeline annotations export` writes of labels, by the same module."""

from collections.abc import Mapping
from dataclasses import replace

from pipeline.domain.analysis import Analysis
from pipeline.formats.exchange import brat
from pipeline.formats.graph.labels import analysis_as_labels, labels_as_analysis
from pipeline.formats.marks import from_marks, to_marks


def write_brat(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.txt`, `NAME.ann` and the configuration of the collection."""
    marked = to_marks(analysis_as_labels(analysis))
    # No mark is empty in brat, and none of these tools can say so.
    marked = replace(marked, id=name, marks=tuple(m for m in marked.marks if m.start < m.end))
    there = {m.id for m in marked.marks}
    links = tuple(link for link in marked.links if {link.source, link.target} <= there)
    return brat.write_brat([replace(marked, links=links)])


def read_back(analysis: Analysis, files: Mapping[str, bytes]) -> Analysis:
    """What an import finds in `files`, with the normal form of its sentences, which follows from the text."""
    (marked,) = brat.read_brat({name: data for name, data in files.items() if not name.endswith(".conf")})
    found = labels_as_analysis(from_marks(marked, marked.id))
    normal = {(s.start, s.end): s.text for s in analysis.document.sentences}
    sentences = tuple(replace(s, text=normal.get((s.start, s.end), s.text)) for s in found.document.sentences)
    return replace(found, document=replace(found.document, sentences=sentences))
