"""Families of features: kinds of span that share a vocabulary, and a row of length 1 in each sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.domain.document import Document
from pipeline.roles.stacked.layout import Layout, Runs, lay_out
from pipeline.roles.stacked.tokens import (
    Hashes,
    Indices,
    Spans,
    TokenizedText,
    Tokens,
    early,
    edged_ngrams,
    endings,
    hashed,
    inner_ngrams,
    late,
    ngrams,
    openings,
    tokenize,
)
from pipeline.roles.stacked.vocabulary import Vocabulary, fit_vocabulary
from pipeline.scoring.chain import Array

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class Batch:
    """Documents read for prediction: their text, where sentences stand, and the spans of each family.

    Attributes:
        layout: of the sentences.
        text: the sentences tokenised.
        headings: the headings above each run of sentences in one section, joined, a line each.
        title_overlap: the share of its title's units, and of its pairs of units, that a sentence has; (sentences, 2).
        spans: of each family.
    """

    layout: Layout
    text: TokenizedText
    headings: TokenizedText
    title_overlap: Array
    spans: Mapping[str, tuple[Spans, ...]]

    def __len__(self) -> int:
        return len(self.layout)


class Family(NamedTuple):
    """`min_count`: a span is known if so many sentences have it; `power`: of idf in its weight."""

    min_count: int
    power: float


FAMILIES: Final[dict[str, Family]] = {
    "unit": Family(2, 0.5),
    "pair": Family(2, 0.5),  # two units in a row
    "long": Family(3, 0.5),  # three or four
    "inner": Family(3, 0.5),  # three to five letters within a word
    "edge": Family(2, 0.3),  # how a sentence begins and ends
    "word": Family(2, 0.5),
    "phrase": Family(3, 0.5),  # two or three words
    "place": Family(2, 0.0),  # in document, paragraph and section; length
    "cross": Family(3, 0.5),  # words by place
    "heading": Family(2, 0.3),  # words of the headings above
}
WORDED: Final = ("word", "phrase", "cross")  # the families that jieba's words are for
_SPREAD: Final = np.uint64(0xD6E8FEB86659FD93)
_HEADING: Final = np.uint32(0x5BD1E995)  # tells a heading's words from a sentence's
_SEEN_BITS: Final = 20


def read_batch(documents: Sequence[Document], *, words: bool = True) -> Batch:
    """The spans of every family in documents; those without sentences are left out.

    Without `words` the families of `WORDED` have no spans.
    """
    documents = [d for d in documents if d.sentences]
    layout = lay_out(documents)
    text = tokenize([s.text for d in documents for s in d.sentences], words=words)
    headings = tokenize(_headings_above(documents, layout), words=False)
    # A text without a title goes by its id, often the name of a file: the same text is the same under any.
    titles = ["" if d.title == d.id else d.title for d in documents]
    overlap = _title_overlap(layout, text, tokenize(titles, words=False))
    units = text.units
    codes, cross = _places(layout, text, overlap)
    pair, three, four = edged_ngrams(units, 4)
    one_word, *phrases = ngrams(text.words, 3)
    spans: dict[str, tuple[Spans, ...]] = {
        "unit": tuple(ngrams(units, 1)),
        "pair": (pair,),
        "long": (three, four),
        "inner": tuple(inner_ngrams(text, n) for n in (3, 4, 5)),
        "edge": (
            early(units, 1, within=8),
            early(units, 2, within=8),
            late(units, 1, within=5),
            late(units, 2, within=5),
            *(openings(units, n) for n in (1, 2, 3, 4, 5)),
            *(endings(units, n) for n in (1, 2, 3, 4)),
        ),
        "word": (one_word,),
        "phrase": tuple(phrases),
        "place": tuple(_category(column, k) for k, column in enumerate(codes)),
        "cross": tuple(_crossed(text.words, column, k) for k, column in enumerate(cross)),
        "heading": (*(_spread(kind, layout.sections) for kind in ngrams(headings.units, 2)), _bare(headings, layout)),
    }
    return Batch(layout, text, headings, overlap, spans)


def fit_vocabularies(batch: Batch, sentences: Indices, *, prune: int = 0) -> dict[str, Vocabulary]:
    """The vocabulary of each family, from some sentences of a batch: spans in `prune` more of them than is usual."""
    chosen = np.zeros(len(batch), dtype=np.bool_)
    chosen[sentences] = True
    return {
        name: fit_vocabulary(batch.spans[name], chosen, min_count=f.min_count + prune, power=f.power)
        for name, f in FAMILIES.items()
    }


def matrices(batch: Batch, vocabularies: Mapping[str, Vocabulary]) -> "dict[str, csr_array]":
    """Of each family the sentences as sparse rows of length 1."""
    return {name: vocabulary.matrix(batch.spans[name], len(batch)) for name, vocabulary in vocabularies.items()}


def _places(layout: Layout, text: TokenizedText, overlap: Array) -> tuple[list[Indices], list[Indices]]:
    """Categories of each sentence's place, and the two of them that words are crossed with."""
    documents, paragraphs, sections = layout.documents, layout.paragraphs, layout.sections
    paragraph = layout.paragraphs_of.place[paragraphs.of]
    paragraphs_left = layout.paragraphs_of.left[paragraphs.of]
    size = documents.size
    # In its paragraph: 0 alone, 1 first, 2 last, 3 between.
    within = np.select([paragraphs.size == 1, paragraphs.place == 0, paragraphs.left == 0], [0, 1, 2], 3)
    # Its paragraph in the document: 5 first, 6 last, 7 second, 8 between; fifths where there is one paragraph only.
    alone = layout.paragraphs_of.size[paragraphs.of] == 1
    of_document = np.select(
        [alone, paragraph == 0, paragraphs_left == 0, paragraph == 1],
        [5 * documents.place // np.maximum(1, size), 5, 6, 7],
        8,
    )
    ends = text.units.starts[1:] - 1
    last = np.where(text.units.counts > 0, text.units.codes[ends] if len(text.units.codes) else 0, 0)
    length = np.log2(characters(text, len(layout)) + 1)
    columns = [
        within,
        np.minimum(paragraphs.place, 5),
        np.minimum(paragraphs.size, 8),
        8 * documents.place // np.maximum(1, size - 1),
        np.minimum(documents.place, 6),
        np.minimum(documents.left, 6),
        of_document,
        10 * within + of_document,
        np.minimum(paragraphs_left, 4),
        np.minimum(paragraph, 4),
        np.minimum(sections.place, 3),
        last.astype(np.intp),
        np.minimum(9, (1.5 * length).astype(np.intp)),
        (4 * overlap[:, 1]).astype(np.intp),
    ]
    return columns, [of_document, within]


def _category(column: Indices, k: int) -> Spans:
    """A category as a span of no tokens; `length` is the number of the column."""
    return Spans(hashed(column.astype(np.uint64), 100 + k), np.arange(len(column)), np.arange(len(column)), k)


def _crossed(words: Tokens, column: Indices, k: int) -> Spans:
    codes = words.codes + (column.astype(np.uint64) * _SPREAD)[words.lines]
    return Spans(hashed(codes, 120 + k), np.arange(len(codes)), words.lines, 1)


def _headings_above(documents: Sequence[Document], layout: Layout) -> list[str]:
    """The headings above each run of sentences in one section, from the top one down, joined."""
    sentences = [(d, s) for d in documents for s in d.sentences]
    above: dict[int, dict[str, str]] = {}
    for d in documents:
        title, parent = {h.id: h.title for h in d.headings}, {h.id: h.parent for h in d.headings}
        path: dict[str | None, str] = {None: ""}
        for h in d.headings:  # a parent comes before its children
            path[h.id] = f"{path.get(parent[h.id], '')} {title[h.id]}"
        above[id(d)] = {s.id: path.get(s.heading, "") for s in d.sections}
    return [above[id(d)].get(s.section, "") for d, s in (sentences[i] for i in layout.sections.starts[:-1])]


def _spread(spans: Spans, runs: Runs) -> Spans:
    """Spans whose lines are runs, given to every member of the run; `first` counts the spans so given."""
    counts = np.bincount(spans.lines, minlength=len(runs.sizes))
    begin = np.cumsum(counts) - counts
    each = counts[runs.of]
    index = np.repeat(begin[runs.of], each) + np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
    lines = np.repeat(np.arange(len(each)), each)
    return Spans(spans.hashes[index] ^ _HEADING, np.arange(len(index)), lines, spans.length)


def _bare(headings: TokenizedText, layout: Layout) -> Spans:
    """One span of its own for sentences with no heading above."""
    lines = np.flatnonzero(headings.units.counts[layout.sections.of] == 0)
    return Spans(np.full(len(lines), _HEADING), lines, np.arange(len(layout)), 0)


def characters(text: TokenizedText, lines: int) -> Array:
    """How many characters each line has."""
    return np.bincount(text.lines[text.characters != 10], minlength=lines).astype(np.float64)


def _title_overlap(layout: Layout, text: TokenizedText, titles: TokenizedText) -> Array:
    """Shares of the title's units and pairs of units that occur in each sentence, at most 1; (sentences, 2)."""
    columns = []
    for of_title, of_text in zip(ngrams(titles.units, 2), ngrams(text.units, 2), strict=True):
        wanted, lines = _keys(of_title.hashes, of_title.lines), of_text.lines
        # A Bloom filter of one hash first: to look every span up among the titles' would cost ten times as much.
        filled = np.zeros(1 << _SEEN_BITS, dtype=np.bool_)
        filled[_slots(of_title.hashes, _salts(of_title.lines))] = True
        salts = _salts(layout.documents.of).take(lines)
        likely = np.flatnonzero(filled.take(_slots(of_text.hashes, salts)))
        documents = layout.documents.of[lines[likely]]
        hits = likely[np.isin(_keys(of_text.hashes[likely], documents), wanted)]
        count = np.bincount(lines[hits], minlength=len(layout))
        total = np.bincount(of_title.lines, minlength=len(titles.units.starts) - 1)
        columns.append(np.minimum(1.0, count / np.maximum(1, total)[layout.documents.of]))
    return np.stack(columns, axis=1)


def _keys(hashes: Hashes, document: Indices) -> npt.NDArray[np.uint64]:
    found: npt.NDArray[np.uint64] = hashes.astype(np.uint64) << np.uint64(32) | document.astype(np.uint64)
    return found


def _salts(document: Indices) -> Hashes:
    return document.astype(np.uint32) * np.uint32(0x9E3779B1)


def _slots(hashes: Hashes, salts: Hashes) -> Indices:
    return ((hashes ^ salts) >> np.uint32(32 - _SEEN_BITS)).astype(np.intp)
