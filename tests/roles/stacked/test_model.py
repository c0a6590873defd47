"""A fitted stack: each document by itself, whatever is predicted with it."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.document import Document
from pipeline.roles.component import predict
from pipeline.roles.stacked import model as model_module
from pipeline.roles.stacked.model import calibrated
from tests.roles.stacked.samples import DOCUMENTS, LABELS, document, fitted, odd_texts


def probabilities(documents: Sequence[Document]) -> list[np.ndarray]:
    return fitted().model.probabilities(documents)


def test_rows_are_probabilities() -> None:
    found = probabilities(DOCUMENTS)
    assert [p.shape for p in found] == [(len(d.sentences), len(LABELS)) for d in DOCUMENTS]
    for p in found:
        assert ((p > 0) & (p < 1)).all()
        np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)
    assert len({row.tobytes() for p in found for row in p}) > 10  # and not the same everywhere


def test_each_document_gets_what_it_gets_alone() -> None:
    together = probabilities(DOCUMENTS)
    for d, p in zip(DOCUMENTS, together, strict=True):
        np.testing.assert_array_equal(probabilities([d])[0], p)


@settings(max_examples=25, deadline=None)
@given(
    st.permutations(range(len(DOCUMENTS))),
    st.lists(st.lists(odd_texts, max_size=4), min_size=1, max_size=3),
    st.integers(0, 5),
)
def test_neither_order_nor_company_counts(order: list[int], odd: list[list[str]], place: int) -> None:
    """Documents of odd texts before, between and after, some without sentences."""
    strange = [document(texts, id=f"odd{i}") for i, texts in enumerate(odd)]
    some = [DOCUMENTS[i] for i in order]
    mixed = [*some[:place], *strange, *some[place:]]
    for d, p in zip(mixed, probabilities(mixed), strict=True):
        np.testing.assert_array_equal(p, probabilities([d])[0])
        assert np.isfinite(p).all()
        np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(odd_texts, min_size=1, max_size=5), min_size=1, max_size=3),
    st.text(max_size=8),
    st.text(max_size=8),
)
def test_no_text_gives_anything_but_probabilities(paragraphs: list[list[str]], title: str, heading: str) -> None:
    count = sum(map(len, paragraphs))
    d = document(*paragraphs, title=title, headings=[(heading, None)], sections=[i % 2 for i in range(count)])
    [p] = probabilities([d])
    assert p.shape == (count, len(LABELS))
    assert np.isfinite(p).all()
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)


def test_documents_without_sentences_and_of_one() -> None:
    assert probabilities([]) == []
    empty, one = document(), document(["渡口很好。"])
    assert [p.shape for p in probabilities([empty])] == [(0, 5)]
    assert [p.shape for p in probabilities([empty, one, empty, empty, one])] == [(0, 5), (1, 5), (0, 5), (0, 5), (1, 5)]
    assert fitted().model.explain(empty) == []
    assert [len(rows) for rows in predict(fitted().model, [empty, one])] == [0, 1]


def test_many_documents_are_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = probabilities(DOCUMENTS)
    read: list[int] = []

    def spy(documents: Sequence[Document], *, words: bool) -> model_module.Batch:
        read.append(len(documents))
        return real(documents, words=words)

    real = model_module.read_batch
    monkeypatch.setattr(model_module, "read_batch", spy)
    monkeypatch.setattr(model_module, "_SENTENCES", 15)
    for a, b in zip(probabilities(DOCUMENTS), whole, strict=True):
        np.testing.assert_array_equal(a, b)
    assert read == [2, 2, 1]


def test_predicting_changes_nothing() -> None:
    before = probabilities(DOCUMENTS)
    fitted().model.explain(DOCUMENTS[0])
    for a, b in zip(before, probabilities(DOCUMENTS), strict=True):
        np.testing.assert_array_equal(a, b)


def test_calibration_by_hand() -> None:
    """Log-probabilities of 1 : 4 at a temperature of 2 are 1 : 2; an offset of log 2 on the first makes them even."""
    p = np.log(np.array([[0.2, 0.8]]))
    np.testing.assert_allclose(calibrated(p, 1, np.zeros(2)), [[0.2, 0.8]])
    np.testing.assert_allclose(calibrated(p, 2, np.zeros(2)), [[1 / 3, 2 / 3]])
    np.testing.assert_allclose(calibrated(p, 2, np.array([np.log(2), 0])), [[0.5, 0.5]])
