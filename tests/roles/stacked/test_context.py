"""The table that trees read."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.document import Document
from pipeline.roles.stacked import context
from pipeline.roles.stacked.context import (
    ABSENT,
    SIMILARITIES,
    _along,
    _apart,
    _repeated,
    _standing,
    _window,
    similarities,
    table,
    table_width,
)
from pipeline.roles.stacked.families import fit_vocabularies, matrices, read_batch
from pipeline.roles.stacked.layout import Runs
from pipeline.roles.stacked.views import VIEWS
from pipeline.scoring.trees import as_levels
from tests.roles.stacked.samples import DOCUMENTS, document, odd_texts, runs


def the_table(documents: list[Document], labels: int, seed: int = 0) -> Any:
    """With scores at random, and likeness as the vocabulary of these documents has it."""
    batch = read_batch(documents)
    known = fit_vocabularies(batch, np.arange(len(batch)))
    scores = np.random.default_rng(seed).normal(size=(len(VIEWS), labels, len(batch))).astype(np.float32)
    return table(batch, similarities(batch, matrices(batch, known), known), scores)


@pytest.mark.parametrize("labels", [2, 3, 5, 12])
def test_it_is_as_wide_as_it_says(labels: int) -> None:
    found = the_table(DOCUMENTS, labels)
    assert found.shape == (sum(len(d.sentences) for d in DOCUMENTS), table_width(labels))
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


def test_the_width_by_hand() -> None:
    """Windows of 7, 5, 3, 5 and 3 sentences, 14 columns of what is elsewhere, for each label; and 57."""
    assert [table_width(k) for k in (0, 1, 5)] == [57, 57 + 37, 57 + 5 * 37]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(odd_texts, min_size=1, max_size=4), min_size=1, max_size=3), st.text(max_size=5))
def test_it_is_finite_of_any_text(documents: list[list[str]], title: str) -> None:
    found = the_table([document(texts, title=title) for texts in documents], 2)
    assert np.isfinite(found).all()


def test_a_window_by_hand() -> None:
    scores = np.array([[1.0, 2.0, 3.0]], np.float32)
    assert _window(scores, Runs(runs(2, 1)), 1).T.tolist() == [[ABSENT, 1, 2], [1, 2, ABSENT], [ABSENT, 3, ABSENT]]


def test_along_a_document_by_hand() -> None:
    """One label; the second document's first sentence has nothing before it."""
    p = np.array([[0.25, 0.75, 0.5, 0.125, 0.25]])
    before, after, total, rank, distance = _along(p, Runs(runs(3, 2)))
    assert before.ravel().tolist() == [0, 0.25, 0.75, 0, 0.125]
    assert after.ravel().tolist() == [0.75, 0.5, 0, 0.25, 0]
    assert total.ravel().tolist() == [0, 0.25, 1, 0, 0.125]
    assert rank.ravel().tolist() == [2, 0, 1, 1, 0]
    assert distance.ravel().tolist() == [-1, 0, 1, -1, 0]


def test_of_equals_the_first_ranks_first() -> None:
    *_, rank, distance = _along(np.array([[1.0, 1.0, 1.0]]), Runs(runs(1, 2)))
    assert rank.ravel().tolist() == [0, 0, 1]
    assert distance.ravel().tolist() == [0, 0, 1]


def test_standing_by_hand() -> None:
    """Four sentences in two paragraphs, of 4, 6, 2 and 4 characters; a second document of one sentence."""
    paragraphs = ["渡船停了", "渡，船，停！"], ["好？", "门槛12高"]
    first = document(*paragraphs, headings=[("书屋", None)], sections=[0, 0, 1, 1])
    found = _standing(read_batch([document(["渡"]), first])).T[1:]
    expected = {
        0: [0, 1, 2, 3],  # place in the document, and from its end
        1: [3, 2, 1, 0],
        2: [0, 1 / 3, 2 / 3, 1],
        3: [4] * 4,
        4: [0, 0, 1, 1],  # the paragraph's place, and from the end
        5: [1, 1, 0, 0],
        8: [0, 1, 0, 1],
        10: [2] * 4,
        11: [0, 0, 2, 2],  # sentences of the paragraph before, and after
        12: [2, 2, 0, 0],
        15: [10, 10, 6, 6],  # characters of the paragraph
        18: [0, 4 / 16, 10 / 16, 12 / 16],  # before the sentence
        19: [12 / 16, 6 / 16, 4 / 16, 0],  # after it
        20: [4, 6, 2, 4],
        21: [1, 6 / 4, 2 / 4, 1],  # to the mean of 4
        22: [0, 4, 6, 2],  # of the sentence before, and after
        23: [6, 2, 4, 0],
        27: [4] * 4,
        28: [2**0.5] * 4,
        29: [0] * 4,  # no paragraph of one sentence
        30: [0, 2, 0, 0],  # commas
        33: [0, 1, 0, 0],  # exclamation marks
        34: [0, 0, 1, 0],  # question marks
        39: [0, 0, 0, 1],  # numbers
        40: [0, 0, 0, 1],  # question marks in the sentence before, and after
        41: [0, 1, 0, 0],
        42: [0, 0, 1, 1],  # the section's place among those of the document
        47: [0, 0, 2, 2],  # units of the headings above
        50: [1, 1, 0, 0],  # others that begin alike
        52: [0, 0, 0, 0],
    }
    for column, values in expected.items():
        np.testing.assert_allclose(found[:, column], values, rtol=1e-12, err_msg=str(column))


def test_beginnings_and_ends_that_come_again() -> None:
    """Within the document only: the second one begins with 渡口 too."""
    batch = read_batch([document(["渡口停了", "渡口开了", "渡船停了", "了"]), document(["渡口停了"])])
    one, two, ends = (column.tolist() for column in _repeated(batch))
    assert one == [2, 2, 2, 0, 0]
    assert two == [1, 1, 0, 0, 0]
    assert ends == [1, 0, 1, 0, 0]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.lists(st.text("渡船门槛", max_size=6), min_size=1, max_size=3), min_size=1, max_size=3),
        min_size=1,
        max_size=3,
    )
)
def test_similarities_are_those_of_dense_arithmetic(documents: list[list[list[str]]]) -> None:
    batch = read_batch([document(*paragraphs, id=str(i)) for i, paragraphs in enumerate(documents)])
    known = fit_vocabularies(batch, np.arange(len(batch)))
    found = similarities(batch, matrices(batch, known), known)
    sparse = matrices(batch, known)["pair"]
    rows = sparse.toarray().astype(np.float64) * known["pair"].weights
    squares = [
        (sparse.data[a:b].astype(np.float64) * known["pair"].weights[sparse.indices[a:b]]) ** 2
        for a, b in pairwise(sparse.indptr)
    ]
    rows /= np.sqrt(np.maximum([[of_row.sum()] for of_row in squares], 1e-12))
    cosine = rows @ rows.T
    documents_of, paragraphs_of = batch.layout.documents.of, batch.layout.paragraphs.of
    opening = batch.layout.paragraphs.place == 0
    assert found.shape == (len(batch), SIMILARITIES)
    for i in range(len(batch)):
        here = documents_of == documents_of[i]
        others = here & (paragraphs_of != paragraphs_of[i])
        beside = (paragraphs_of == paragraphs_of[i]) & (np.arange(len(batch)) != i)
        first = others & opening
        expected = [
            cosine[i, beside].sum() / max(1, beside.sum()),
            cosine[i, others].sum() / max(1, others.sum()),
            cosine[i, first].max(initial=0),
            cosine[i, first].sum() / max(1, first.sum()),
        ]
        np.testing.assert_allclose(found[i], expected, atol=1e-5)


def test_a_document_has_the_same_rows_in_any_batch() -> None:
    """To the last bit, likeness and scores being given: what trees read is cut off, and a bit may be a level."""
    batch = read_batch(DOCUMENTS)
    known = fit_vocabularies(batch, np.arange(len(batch)))
    scores = np.random.default_rng(1).normal(size=(len(VIEWS), 5, len(batch))).astype(np.float32)
    together = table(batch, similarities(batch, matrices(batch, known), known), scores)
    for k, d in enumerate(DOCUMENTS):
        alone = read_batch([d])
        rows = np.flatnonzero(batch.layout.documents.of == k)
        likeness = similarities(alone, matrices(alone, known), known)
        np.testing.assert_array_equal(together[rows], table(alone, likeness, scores[..., rows]))
        assert (as_levels(together[rows]) == as_levels(table(alone, likeness, scores[..., rows]))).all()


def test_what_is_summed_up_over_a_batch_is_whole_multiples_of_a_fraction(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums and differences of these are exact: nothing is left in a document of those before it, not a last bit."""
    seen: list[Any] = []
    real = context._elsewhere

    def spy(first: Any, layout: Any) -> Any:
        seen.append(first)
        return real(first, layout)

    monkeypatch.setattr(context, "_elsewhere", spy)
    the_table(DOCUMENTS, 3)
    [first] = seen
    assert first.dtype == np.float64
    assert (first * 2**24 == np.rint(first * 2**24)).all()
    np.testing.assert_allclose(first.sum(axis=0), 1, atol=1e-6)
    assert len(np.unique(first)) > 100


def test_a_sentence_that_repeats_itself_without_end_is_no_dearer_than_what_is_in_it() -> None:
    """Each entry of the product would be the square of how often a pair comes."""
    texts = ["渡口停了，" * 3000, "渡口停了。", "渡口开了。"]
    batch = read_batch([document(texts), document(["渡口停了。", "船开了。"])])
    known = fit_vocabularies(batch, np.arange(len(batch)))
    apart, _ = _apart(matrices(batch, known)["pair"], known["pair"], batch.layout.documents)
    assert np.diff(apart.indptr)[0] < 50


@pytest.mark.parametrize("least", [0, 3])
def test_adding_up_changes_no_likeness(monkeypatch: pytest.MonkeyPatch, least: int) -> None:
    batch = read_batch(DOCUMENTS)
    known = fit_vocabularies(batch, np.arange(len(batch)))
    wanted = similarities(batch, matrices(batch, known), known)
    monkeypatch.setattr(context, "_LONG", least)
    np.testing.assert_allclose(similarities(batch, matrices(batch, known), known), wanted, rtol=1e-5, atol=1e-6)
