"""A text with marked spans and links between them: what annotation tools hold, whatever their file format.

It is the common ground of the formats in `pipeline/formats/exchange/`: each reads and writes `MarkedText`, none needs
to know the scheme. `pipeline/formats/marks.py` translates to and from `Annotation`. Offsets are half-open code points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

LAYERS: Final = ("heading", "section", "sentence", "group", "measure")
GROUNDS: Final = "grounds"


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked span.

    `layer` is one of `LAYERS`. `label` is the role of a sentence, the stage of a section, the level of a heading ("1"),
    "" for groups and measures and for what nobody has labelled yet. `note` is free text: the title of a group.
    """

    id: str
    start: int
    end: int
    layer: str
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A directed relation between two marks, by their ids: of the scheme, or `GROUNDS` from a group to a section."""

    source: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class MarkedText:
    """One document as one annotator marked it.

    `about` keeps what is known of the document and its labels: title, language, genre, topic, shape, split, text (the
    path of the text in its corpus), made_by (human, model or mixed), via (the file that the labels came by).
    """

    id: str
    text: str
    marks: tuple[Mark, ...]
    links: tuple[Link, ...] = ()
    annotator: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


def flat_name(mark: Mark) -> str:
    """Layer and label of a mark in one word, for tools that know labels only: `claim`, `stage-theory`, `heading-1`."""
    if mark.layer == "sentence":
        return mark.label or "sentence"
    prefix = "stage" if mark.layer == "section" else mark.layer
    return f"{prefix}-{mark.label}" if mark.label else prefix


def layer_and_label(name: str) -> tuple[str, str]:
    """The inverse of `flat_name`; a name that has no known prefix is a label of sentences, kept as it is."""
    if name == "sentence":
        return "sentence", ""
    prefix, _, label = name.partition("-")
    layer = "section" if prefix == "stage" else prefix
    return (layer, label) if layer in LAYERS and layer != "sentence" else ("sentence", name)
