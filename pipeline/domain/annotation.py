"""Labels that people gave one document: gold values, kept apart from everything predicted.

Offsets are half-open code points into the document's text, line ends as LF. The file format is
`pipeline.annotation/1` (`pipeline/formats/annotation_jsonl.py`), the scheme is in `annotations/GUIDELINES.md`.
"""

from dataclasses import dataclass
from typing import Final

from pipeline.domain.analysis import Ground, Group, Measure

SCHEMA: Final = "pipeline.annotation/1"
SPLITS: Final = ("train", "test")
MAKERS: Final = ("human", "model", "mixed")
# The annotator that labels go by once two have labelled a document and their differences have been settled.
ADJUDICATED: Final = "adjudicated"


@dataclass(frozen=True, slots=True)
class GoldHeading:
    """A line that titles what follows; `level` counts from 1, `parent` is the id of the enclosing heading."""

    id: str
    start: int
    end: int
    level: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class GoldSection:
    """A heading and all it covers, or with no heading a run of paragraphs.

    `stage` is one of `labels.STAGES`, or "" where nobody has labelled it yet.
    """

    id: str
    heading: str | None
    start: int
    end: int
    stage: str


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """One sentence with its role ("" where nobody has labelled it yet) and its place in the argument.

    `parent` is the sentence it backs, illustrates or specifies, by `relation`; a root has neither. `section` is the
    innermost section it stands in, `group` the recommendation group it belongs to. `paragraph` counts from 0.
    """

    id: str
    start: int
    end: int
    paragraph: int
    role: str
    parent: str | None
    relation: str | None
    section: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class GoldMeasure:
    """A second-level line of a group: the sentence that heads it and those that detail it."""

    id: str
    head: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldGroup:
    """One top-level line of action; `grounds` are the sections whose content motivates it."""

    id: str
    title: str
    start: int
    end: int
    measures: tuple[GoldMeasure, ...]
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody else's document that labels stand off from: its title, the SHA-256 of its text (UTF-8, line ends LF).

    The labelled text is `text[start:end]` of it; the offsets of the labels count from `start`.
    """

    title: str
    sha256: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """One document as one annotator labelled it.

    `text_path` is where the text lies under the corpus folder, or None for labels on somebody else's document, which
    is found by `source` and not shipped. `sha256` is that of the labelled text (UTF-8, line ends LF). `text` is None
    until it has been attached. `made_by` is one of `MAKERS` or "" (not told), `via` the file that labels came from.
    """

    id: str
    title: str
    language: str
    genre: str
    topic: str
    shape: str
    annotator: str
    split: str
    sha256: str
    text_path: str | None
    text: str | None
    headings: tuple[GoldHeading, ...]
    sections: tuple[GoldSection, ...]
    sentences: tuple[GoldSentence, ...]
    groups: tuple[GoldGroup, ...]
    source: Source | None = None
    made_by: str = ""
    via: str = ""

    @property
    def unlabelled(self) -> int:
        """How many sentences have no role yet."""
        return sum(not s.role for s in self.sentences)

    def members(self, group: str) -> tuple[str, ...]:
        """The ids of all sentences of a group, in order: its measures' and those before or between them."""
        return tuple(s.id for s in self.sentences if s.group == group)

    def groups_as_found(self) -> tuple[Group, ...]:
        """Its groups in the form in which they are found; their grounds are certain."""
        return tuple(
            Group(
                g.id,
                g.title,
                g.start,
                g.end,
                self.members(g.id),
                tuple(Measure(m.id, m.head, m.details) for m in g.measures),
                tuple(Ground(section, 1.0) for section in g.grounds),
            )
            for g in self.groups
        )

    def measure_of(self) -> dict[str, str]:
        """The measure of each sentence that belongs to one, as sentence id → measure id."""
        return {sid: m.id for g in self.groups for m in g.measures for sid in (m.head, *m.details)}
