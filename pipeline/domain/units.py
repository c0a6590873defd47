"""Texts whose argument components somebody marked, and beside them what was said of these: input below the sentence.

Offsets are half-open code points into `text`. A unit is a component of an argument, an elementary discourse unit, a
sentence: whatever the corpus divides texts into.
"""

from dataclasses import dataclass, field
from typing import Final

ROOT: Final = -1


@dataclass(frozen=True, slots=True)
class UnitText:
    """A text and the units in it, in order; `blocks` number the stretches that a parent does not lie beyond."""

    id: str
    language: str
    text: str
    spans: tuple[tuple[int, int], ...]
    paragraphs: tuple[int, ...]
    blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UnitLabels:
    """What somebody said of the units of a text, parallel to them.

    Attributes:
        components: the kind of each; "" where the corpus has none.
        parents: index of the unit that each hangs on, or `ROOT`.
        relations: to the parent, or of a root whatever is said of it (a claim `For` the thesis); "" for nothing.
    """

    components: tuple[str, ...]
    parents: tuple[int, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitProbabilities:
    """How probable a model takes to be what it chose for a unit, each between 0 and 1.

    Attributes:
        component: the kind, whatever the relation.
        parent: the unit or `ROOT` among all that it may hang on; before the tree is made of these.
        relation: given the parent, whatever the kind.
    """

    component: float
    parent: float
    relation: float


@dataclass(frozen=True, slots=True)
class FoundUnits:
    """What a model says of the units of a text; the probabilities are parallel to them."""

    labels: UnitLabels
    probabilities: tuple[UnitProbabilities, ...] = field(compare=False)
