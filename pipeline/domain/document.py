"""A text and its parts. Offsets are half-open code points into `Document.text` (line ends as LF)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of the source that is not what its author wrote.

    `kind` is `gloss` (a reading in brackets), `control` (control or zero-width characters), `page` (a page number or
    running head within a paragraph) or `encoding` (bytes read wrongly). `repair` is what the stretch becomes in
    normalised text, or None where it is left as it is because no single answer could be proved. A repair may hold
    U+FFFD for a character that is lost.
    """

    start: int
    end: int
    kind: str
    repair: str | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that titles what follows. `level` counts from 1; `parent` is the id of the enclosing heading."""

    id: str
    start: int
    end: int
    level: int
    title: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all it covers, its sub-sections included; or, with no heading, a run of paragraphs."""

    id: str
    heading: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `text` is normalised, `section` the innermost section, `paragraph` counts from 0."""

    id: str
    start: int
    end: int
    text: str
    section: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Document:
    """A segmented text: headings, sentences and the separators between them cover `text` exactly.

    Separators are white space, and lines that say nothing: rules, page numbers, the fences of code.
    """

    id: str
    title: str
    source: str
    sha256: str
    language: str
    text: str
    damage: tuple[Damage, ...]
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
