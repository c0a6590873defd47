"""Likeness in content: by hand, and against scikit-learn."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.scoring.tfidf import collection, cosines, shared_terms, unit_rows
from pipeline.text.terms import pairs_of_characters


def test_rows_of_any_weights() -> None:
    known = collection(["甲乙 丙丁", "丙丁 戊己", ""], pairs_of_characters)
    assert known.held_by.tolist() == [1, 2, 1]
    rows, lengths = unit_rows(known.counts, np.array([3.0, 0.0, 4.0]))
    assert lengths.tolist() == [3, 4, 0]
    assert rows.toarray().tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 0]]
    assert rows.nnz == 2


def test_texts_without_terms() -> None:
    known = collection(["42", "!"], pairs_of_characters)
    assert cosines(known.unit(known.counts), known.unit(known.counts)).tolist() == [[0, 0], [0, 0]]


def test_texts_without_terms_hold_no_others() -> None:
    known = collection(["!"], pairs_of_characters)
    other = known.rows(["甲乙"])
    assert known.held(other, known.counts).tolist() == known.held(known.counts, other).tolist() == [[0]]


def test_weights_by_hand() -> None:
    known = collection(["甲乙", "甲乙甲乙 丙丁", "戊己"], pairs_of_characters)
    assert known.place == {"甲乙": 0, "乙甲": 1, "丙丁": 2, "戊己": 3}
    assert known.idf == pytest.approx([math.log(4 / 2), math.log(4), math.log(4), math.log(4)])
    first, second, third = known.unit(known.counts).toarray()
    assert first == pytest.approx([1, 0, 0, 0])
    raw = np.array([(1 + math.log(2)) * math.log(2), math.log(4), math.log(4), 0])
    assert second == pytest.approx(raw / np.linalg.norm(raw))
    table = cosines(known.unit(known.counts), known.unit(known.rows(["甲乙", "无关", ""])))
    assert table[:, 0] == pytest.approx([1, second[0], 0])
    assert (table[:, 1:] == 0).all()
    assert third[3] == 1


def test_how_much_of_a_text_another_holds() -> None:
    known = collection(["甲乙", "甲乙 丙丁", "戊己"], pairs_of_characters)
    held = known.held(known.rows(["丙丁 戊己", "无关"]), known.counts)
    assert held[0] == pytest.approx([0, 0.5, 0.5])
    assert (held[1] == 0).all()


def test_the_terms_that_two_texts_share_rarest_first() -> None:
    known = collection(["水渠 干渠 清单", "水渠 资金", "水渠 协会"], str.split)  # type: ignore[arg-type]
    assert shared_terms("水渠 干渠 别的", "干渠 水渠 水渠", known) == ("干渠", "水渠")
    assert shared_terms("水渠 干渠", "干渠 水渠", known, limit=1) == ("干渠",)
    assert shared_terms("甲", "甲", known) == ()


def test_small_numbers_and_words_that_hold_others_together_are_not_shown_as_shared() -> None:
    known = collection(["per 20 mains 2030", "sewers"], str.split)  # type: ignore[arg-type]
    assert shared_terms("per 20 mains 2030", "per 20 mains 2030", known) == ("mains", "2030")


@given(st.lists(st.text("甲乙丙 ab", max_size=8), min_size=1, max_size=6))
def test_cosines_are_cosines(texts: list[str]) -> None:
    known = collection(texts, pairs_of_characters)
    table = cosines(known.unit(known.counts), known.unit(known.counts))
    assert table == pytest.approx(table.T)
    assert ((table > -1e-9) & (table < 1 + 1e-9)).all()
    for k, text in enumerate(texts):
        assert table[k, k] == pytest.approx(1.0 if pairs_of_characters(text) else 0.0)


def test_texts_joined_are_the_collection_of_what_they_make() -> None:
    """A term that stands in no part is not rare but unknown: it weighs nothing in other texts either."""
    texts = ["a b b", "b c", "c d", "d e"]
    joined = collection(texts, str.split).joined([[0, 2], [1]])
    whole = collection(["a b b c d", "b c"], str.split)
    others = ["a e", "e", "d c"]
    for texts_of in (lambda of: of.counts, lambda of: of.rows(others)):
        alike = [cosines(of.unit(texts_of(of)), of.unit(of.counts)) for of in (joined, whole)]
        assert np.allclose(*alike)
        assert np.allclose(*(of.held(texts_of(of), of.counts) for of in (joined, whole)))
