"""The second level's table: what the first level says of a sentence and of those around it, and where it stands.

One row a sentence, one column a number; what has no value, as the score of the sentence before the first, is `ABSENT`.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pipeline.roles.stacked.families import Batch, characters
from pipeline.roles.stacked.layout import Layout, Runs, shifted
from pipeline.roles.stacked.tokens import Indices, Mask, TokenizedText, endings, openings
from pipeline.roles.stacked.views import NAMES
from pipeline.roles.stacked.vocabulary import Floats, Vocabulary
from pipeline.scoring.chain import Array, log_softmax

if TYPE_CHECKING:
    from scipy.sparse import csr_array

ABSENT: Final = -9.0
_REACH: Final = {"full": 3, "text": 2, "naive": 2}  # sentences each way; else 1
SHARPNESS: Final = 2.0  # of the first level's scores, as probabilities
_MARKS: Final = ("，,、；;", '“”"‘', "《", "！!", "？?", "：:", "（(", "—-", "…", "0")
_QUESTION: Final = 4  # which of them
SIMILARITIES: Final = 4  # columns of these
_LONG: Final = 4096  # pairs of units in a sentence; real ones have a tenth of them
_PAIRS: Final = 4_000_000  # of sentences, looked at together
_STANDING, _ELSEWHERE = 53, 14  # columns of the rest; the last for every label


def table(batch: Batch, similarity: Floats, scores: Floats) -> Floats:
    """The table of a batch: shape (sentences, columns).

    Args:
        batch: the documents.
        similarity: of the same, from `similarities`.
        scores: of the first level for them, (views, labels, sentences).
    """
    layout = batch.layout
    full = scores[NAMES.index("full")].T.astype(np.float64, order="C")
    first = np.exp(log_softmax(SHARPNESS * full)).T.copy()
    # Multiples of 2^-24: sums over a whole batch are exact, so that no document depends on those before it.
    first = np.rint(first * 2.0**24) / 2.0**24
    windows = [
        _window(of_view, layout.documents, _REACH.get(view, 1)) for view, of_view in zip(NAMES, scores, strict=True)
    ]
    columns: list[Any] = [_standing(batch), similarity.T, *windows, *_elsewhere(first, layout)]
    # A column after the other, as they are computed and as trees read them.
    result: Floats = np.concatenate(columns, dtype=np.float32, casting="same_kind")
    return result.T


def table_width(labels: int) -> int:
    """How many columns the table of a model of so many labels has."""
    windows = sum(2 * _REACH.get(view, 1) + 1 for view in NAMES)
    return _STANDING + SIMILARITIES + (windows + _ELSEWHERE) * labels


def _window(scores: Floats, documents: Runs, reach: int) -> Floats:
    """Scores, (labels, sentences), of the sentences up to `reach` before and after, one below the other."""
    return np.concatenate([shifted(scores, documents, k, ABSENT) for k in range(-reach, reach + 1)])


def _elsewhere(first: Array, layout: Layout) -> list[Array]:
    """What the first level thinks of the rest of the paragraph and the document: each (labels, sentences)."""
    documents, paragraphs, of = layout.documents, layout.paragraphs, layout.paragraphs_of
    mean = _means(first, paragraphs)
    opening, closing = first[:, paragraphs.starts[:-1]], first[:, paragraphs.starts[1:] - 1]
    around = [mean, shifted(mean, of, -1, ABSENT), shifted(mean, of, 1, ABSENT), opening, closing]
    around += [shifted(opening, of, 1, ABSENT), shifted(closing, of, -1, ABSENT), shifted(opening, of, -1, ABSENT)]
    of_paragraph = (a.take(paragraphs.of, axis=1) for a in around)
    return [_means(first, documents).take(documents.of, axis=1), *of_paragraph, *_along(first, documents)]


def _along(p: Array, documents: Runs) -> list[Array]:
    """Greatest before and after, sum before, rank, and distance from the greatest, of each row in each document."""
    document = 2.0 * documents.of  # apart by more than any probability: documents do not run into each other
    before = np.maximum.accumulate(p + document, axis=1) - document
    after = np.maximum.accumulate((p - document)[:, ::-1], axis=1)[:, ::-1] + document
    start, place = documents.starts[:-1], np.arange(p.shape[1])
    total = np.cumsum(p, axis=1)
    total -= (total - p)[:, start].take(documents.of, axis=1)
    order = np.argsort(document - p, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, place[None], axis=1)
    return [
        shifted(before, documents, -1, 0.0),
        shifted(after, documents, 1, 0.0),
        shifted(total, documents, -1, 0.0),
        rank - start[documents.of],
        place - order[:, start].take(documents.of, axis=1),
    ]


def _means(values: Array, runs: Runs) -> Array:
    """Means over the members of each run, which are the last axis."""
    means: Array = np.add.reduceat(values, runs.starts[:-1], axis=-1) / runs.sizes
    return means


def _standing(batch: Batch) -> Array:
    """Position, length and punctuation of sentences, and what is special about their documents in these.

    Shape (columns, sentences).
    """
    layout, text = batch.layout, batch.text
    documents, paragraphs, sections = layout.documents, layout.paragraphs, layout.sections
    of_paragraph, of_section = layout.paragraphs_of, layout.sections_of
    paragraph, section = paragraphs.of, sections.of
    size = documents.size
    length = characters(text, len(layout))
    in_document = np.add.reduceat(length, documents.starts[:-1])[documents.of]
    in_paragraph = np.add.reduceat(length, paragraphs.starts[:-1])[paragraph]
    before = np.cumsum(length) - length
    before -= before[documents.starts[:-1]][documents.of]
    mean = in_document / size
    spread = np.sqrt(np.maximum(0, _means(length**2, documents)[documents.of] - mean**2))
    single = _means((paragraphs.size == 1).astype(np.float64), documents)[documents.of]
    near_sizes = [shifted(paragraphs.sizes, of_paragraph, k, 0)[paragraph] for k in (-1, 1, -2, 2)]
    near_lengths = [shifted(length, documents, k, 0.0) for k in (-1, 1, -2, 2)]
    marks = _marks(text, len(layout))
    paragraphs_of_document = of_paragraph.size[paragraph]
    columns = [
        documents.place,
        documents.left,
        documents.place / np.maximum(1, size - 1),
        size,
        of_paragraph.place[paragraph],
        of_paragraph.left[paragraph],
        of_paragraph.place[paragraph] / np.maximum(1, paragraphs_of_document - 1),
        paragraphs_of_document,
        paragraphs.place,
        paragraphs.left,
        paragraphs.size,
        *near_sizes,
        in_paragraph,
        in_paragraph / np.maximum(1, in_document) * paragraphs_of_document,
        in_paragraph / np.maximum(1, in_document),
        before / np.maximum(1, in_document),
        1 - (before + length) / np.maximum(1, in_document),
        length,
        length / np.maximum(1, mean),
        *near_lengths,
        text.units.counts,
        mean,
        spread,
        single,
        *marks,
        *(shifted(marks[_QUESTION], documents, k, 0) for k in (-1, 1)),
        of_section.place[section],
        of_section.left[section],
        sections.place,
        sections.left,
        sections.size,
        batch.headings.units.counts[section],
        *batch.title_overlap.T,
        *_repeated(batch),
    ]
    return np.array(columns, dtype=np.float64)


@cache
def _kinds() -> Indices:
    """By code point which of `_MARKS` a character is, -1 for none; the last entry is for all beyond."""
    kinds = np.full(0x10000, -1, dtype=np.intp)
    for kind, some in enumerate(_MARKS):
        kinds[[ord(mark) for mark in some]] = kind
    return kinds


def _marks(text: TokenizedText, lines: int) -> Indices:
    """How often each kind of mark is in each line: shape (kinds, lines)."""
    kinds = _kinds().take(np.minimum(text.characters, len(_kinds()) - 1))
    marks = np.flatnonzero(kinds >= 0)
    return np.bincount(kinds.take(marks) * lines + text.lines.take(marks), minlength=len(_MARKS) * lines).reshape(
        len(_MARKS), lines
    )


def _repeated(batch: Batch) -> list[Array]:
    """How many other sentences of the document begin with the same one or two units, or end with the same two."""
    units, documents = batch.text.units, batch.layout.documents
    columns = []
    for spans in (openings(units, 1), openings(units, 2), endings(units, 2)):
        key = spans.hashes.astype(np.uint64) << np.uint64(32) | documents.of[spans.lines].astype(np.uint64)
        _, which, counts = np.unique(key, return_inverse=True, return_counts=True)
        column = np.zeros(len(batch.layout))
        column[spans.lines] = counts[which] - 1
        columns.append(column)
    return columns


def similarities(batch: Batch, matrices: "Mapping[str, csr_array]", vocabularies: Mapping[str, Vocabulary]) -> Floats:
    """How like each sentence is to others of its document: shape (sentences, 4).

    Cosines over pairs of units: the mean over the other sentences of its paragraph, and over those of the other
    paragraphs; the greatest and the mean over the first sentences of the other paragraphs. They are a little more than
    cosines, up to above 1, where a sentence has a pair twice: see `Vocabulary.matrix`.
    """
    layout = batch.layout
    n = len(batch)
    result = np.zeros((n, SIMILARITIES), dtype=np.float32)
    if matrices["pair"].nnz:
        apart, turned = _apart(matrices["pair"], vocabularies["pair"], layout.documents)
        # Of a long document nearly all pairs of sentences have something in common: not all at once.
        rows = max(1, _PAIRS // int(layout.documents.sizes.max()))
        for start in range(0, n, rows):
            block = apart[start : start + rows] @ turned
            row = np.repeat(np.arange(start, start + block.shape[0]), np.diff(block.indptr))
            different = np.flatnonzero(row != block.indices)
            found = (row[different], block.indices[different].astype(np.intp), block.data[different])
            result[start : start + rows] = _likeness(*found, layout)[start : start + rows]
    return result


def _apart(matrix: "csr_array", vocabulary: Vocabulary, documents: Runs) -> "tuple[csr_array, csr_array]":
    """Sentences as rows over columns that no two documents have in common, so that no product joins two documents.

    Rows are weighted once more by idf, and brought to length 1 again: common characters make nothing alike. The second
    array is the first one turned.
    """
    from scipy.sparse import csr_array

    n = matrix.shape[0]
    rows = np.repeat(np.arange(n), np.diff(matrix.indptr))
    data = matrix.data * vocabulary.weights[matrix.indices]
    length = np.sqrt(np.bincount(rows, weights=data * data, minlength=n)).astype(np.float32)
    data /= length[rows]
    indices, starts = matrix.indices, matrix.indptr
    if np.diff(starts).max(initial=0) > _LONG:
        rows, indices, data = _joined(rows, indices, data)
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n))]).astype(starts.dtype)
    entries = len(data)
    # By column, and in each by sentence: what is of one column and one document lies together. Sorting would be slower.
    turned = csr_array((np.arange(entries), indices, starts), shape=matrix.shape).tocsc()
    entry, sentence = turned.data, turned.indices
    column, document = indices[entry], documents.of[sentence]
    new = np.ones(entries, dtype=np.bool_)
    new[1:] = (column[1:] != column[:-1]) | (document[1:] != document[:-1])
    columns = np.empty(entries, dtype=np.int32)
    columns[entry] = np.cumsum(new) - 1
    begins = np.append(np.flatnonzero(new), entries).astype(np.int32)
    width = len(begins) - 1
    return (
        csr_array((data, columns, starts), shape=(n, width)),
        csr_array((data[entry], sentence, begins), shape=(width, n)),
    )


def _joined(rows: Indices, columns: Indices, data: Floats) -> tuple[Indices, Indices, Floats]:
    """The entries of a matrix, those of one place added up where a row has more than `_LONG` of them.

    The product takes each entry of a place with each: a sentence of 50 000 clauses that are all alike took minutes. Of
    other rows the entries stay as they are, and their sums with them.
    """
    many = (np.bincount(rows) > _LONG)[rows]
    width = int(columns.max()) + 1
    places, of = np.unique(rows[many] * width + columns[many], return_inverse=True)
    added = np.bincount(of, weights=data[many]).astype(data.dtype)
    rows = np.concatenate([rows[~many], places // width])
    columns, data = np.concatenate([columns[~many], places % width]), np.concatenate([data[~many], added])
    order = np.argsort(rows, kind="stable")
    return rows[order], columns[order], data[order]


def _likeness(row: Indices, column: Indices, cosine: Floats, layout: Layout) -> Floats:
    """The columns of `similarities` from pairs of sentences that are alike at all, given row by row."""
    documents, paragraphs = layout.documents, layout.paragraphs
    n = len(layout)
    result = np.zeros((n, SIMILARITIES), dtype=np.float32)
    if not len(row):
        return result
    within = paragraphs.of[row] == paragraphs.of[column]
    opening = (paragraphs.place == 0)[column] & ~within
    begin = np.flatnonzero(np.diff(row, prepend=-1))

    def total(which: Mask) -> Any:
        return np.bincount(row, weights=np.where(which, cosine, 0), minlength=n)

    result[:, 0] = total(within) / np.maximum(1, paragraphs.size - 1)
    result[:, 1] = total(~within) / np.maximum(1, documents.size - paragraphs.size)
    result[row[begin], 2] = np.maximum.reduceat(np.where(opening, cosine, 0), begin)
    result[:, 3] = total(opening) / np.maximum(1, layout.paragraphs_of.size[paragraphs.of] - 1)
    return result
