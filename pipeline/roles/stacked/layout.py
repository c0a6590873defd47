"""Where sentences stand: in documents, paragraphs and sections, as arrays over all sentences of a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pipeline.domain.document import Document
from pipeline.roles.stacked.tokens import Indices


@dataclass(frozen=True, eq=False)
class Runs:
    """A division of a sequence into runs of neighbours.

    Attributes:
        of: the number of the run that each member is in, from 0, ascending; shape (members,).
    """

    of: Indices

    @cached_property
    def starts(self) -> Indices:
        """The first member of each run, and at the end the count of members."""
        return np.concatenate([np.flatnonzero(np.diff(self.of, prepend=-1)), [len(self.of)]]).astype(np.intp)

    @cached_property
    def sizes(self) -> Indices:
        """Members of each run."""
        return np.diff(self.starts)

    @cached_property
    def size(self) -> Indices:
        """Members of the run that each member is in."""
        return self.sizes[self.of]

    @cached_property
    def place(self) -> Indices:
        """How many members of its run are before each member."""
        return np.arange(len(self.of)) - self.starts[self.of]

    @cached_property
    def left(self) -> Indices:
        """How many members of its run are after each member."""
        return self.size - 1 - self.place


@dataclass(frozen=True, eq=False)
class Layout:
    """The sentences of a batch of documents, end to end, and how they are divided.

    Attributes:
        documents: runs of sentences.
        paragraphs: the same; a paragraph lies within a document.
        sections: the same; a section's own sentences that follow each other.
        paragraphs_of: runs of *paragraphs*: the document that each is in.
        sections_of: runs of sections: the document that each is in.
    """

    documents: Runs
    paragraphs: Runs
    sections: Runs

    @cached_property
    def paragraphs_of(self) -> Runs:
        """Runs of paragraphs: the document that each is in."""
        return Runs(self.documents.of[self.paragraphs.starts[:-1]])

    @cached_property
    def sections_of(self) -> Runs:
        """Runs of sections: the document that each is in."""
        return Runs(self.documents.of[self.sections.starts[:-1]])

    def __len__(self) -> int:
        return len(self.documents.of)


def shifted(values: Any, runs: Runs, k: int, absent: float) -> Any:
    """For each member of a run the value of the one `k` places after it; members are the last axis of `values`."""
    if k == 0:
        return values
    result = np.full_like(values, absent)
    to, source = (slice(None, -k), slice(k, None)) if k > 0 else (slice(-k, None), slice(None, k))
    has = (runs.left >= k) & (runs.place >= -k)
    result[..., to] = np.where(has[to], values[..., source], absent)
    return result


def lay_out(documents: Sequence[Document]) -> Layout:
    """The layout of documents, those without sentences left out."""
    sizes = [len(d.sentences) for d in documents]
    of = np.repeat(np.arange(len(sizes)), sizes)
    paragraphs = np.fromiter((s.paragraph for d in documents for s in d.sentences), dtype=np.intp, count=sum(sizes))
    names: dict[str, int] = {}
    sections = np.fromiter(
        (names.setdefault(s.section, len(names)) for d in documents for s in d.sentences),
        dtype=np.intp,
        count=sum(sizes),
    )
    return Layout(_runs(of), _runs(of, paragraphs), _runs(of, sections))


def _runs(*columns: Indices) -> Runs:
    """Runs of members that are alike in every column."""
    if len(columns[0]) == 0:
        return Runs(columns[0])
    new = np.zeros(len(columns[0]), dtype=np.bool_)
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return Runs(np.cumsum(new))
