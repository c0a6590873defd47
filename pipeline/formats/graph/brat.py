"""brat standoff of an analysis: what `pipeline annotations export` writes of labels, by the same module."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pipeline.domain.analysis import Analysis
from pipeline.domain.labels import RELATIONS, ROLES
from pipeline.domain.marked import Link, Mark, MarkedText
from pipeline.formats.exchange import brat
from pipeline.formats.exchange._brat_config import annotation_conf
from pipeline.formats.graph.labels import analysis_as_labels, labels_as_analysis
from pipeline.formats.marks import from_marks, to_marks

_CONF: Final = "annotation.conf"
_DEEPEST: Final = 9  # level of a heading
_EVERY_LABEL: Final = MarkedText(
    id="",
    text="",
    marks=(
        *(Mark(role, 0, 1, "sentence", role) for role in ROLES),
        *(Mark(f"h{level}", 0, 1, "heading", str(level)) for level in range(1, _DEEPEST + 1)),
    ),
    links=tuple(Link(a, b, relation) for relation in RELATIONS for a in ROLES for b in ROLES),
)


def write_brat(analysis: Analysis, name: str) -> dict[str, bytes]:
    """`NAME.txt`, `NAME.ann` and the configuration of the collection."""
    marked = to_marks(analysis_as_labels(analysis))
    # No mark is empty in brat, and none of these tools can say so.
    marked = replace(marked, id=name, marks=tuple(m for m in marked.marks if m.start < m.end))
    there = {m.id for m in marked.marks}
    links = tuple(link for link in marked.links if {link.source, link.target} <= there)
    files = brat.write_brat([replace(marked, links=links)])
    # The same for every analysis: many of them lie in one folder, with one configuration.
    return files | {_CONF: annotation_conf([_EVERY_LABEL]).encode()}


def read_back(analysis: Analysis, files: Mapping[str, bytes]) -> Analysis:
    """What an import finds in `files`, with the normal form of its sentences, which follows from the text."""
    (marked,) = brat.read_brat({name: data for name, data in files.items() if not name.endswith(".conf")})
    found = labels_as_analysis(from_marks(marked, marked.id))
    normal = {(s.start, s.end): s.text for s in analysis.document.sentences}
    sentences = tuple(replace(s, text=normal.get((s.start, s.end), s.text)) for s in found.document.sentences)
    return replace(found, document=replace(found.document, sentences=sentences))
