"""Where sentences stand, as arrays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.roles.stacked.layout import Runs, lay_out
from tests.roles.stacked.samples import document, runs


def test_runs_by_hand() -> None:
    found = Runs(np.array([0, 0, 0, 1, 2, 2]))
    assert found.starts.tolist() == [0, 3, 4, 6]
    assert found.sizes.tolist() == [3, 1, 2]
    assert found.size.tolist() == [3, 3, 3, 1, 2, 2]
    assert found.place.tolist() == [0, 1, 2, 0, 0, 1]
    assert found.left.tolist() == [2, 1, 0, 0, 1, 0]


def test_no_members_are_no_runs() -> None:
    found = Runs(np.zeros(0, np.intp))
    assert found.starts.tolist() == [0]
    assert [len(a) for a in (found.sizes, found.size, found.place, found.left)] == [0] * 4


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_place_and_left_add_up(sizes: list[int]) -> None:
    found = Runs(runs(*sizes))
    assert found.sizes.tolist() == sizes
    assert (found.place + found.left + 1 == found.size).all()
    assert found.place.tolist() == [k for size in sizes for k in range(size)]


def test_a_layout_by_hand() -> None:
    """Paragraphs and sections of two documents bear the same numbers, and are not the same; c1 is come back to."""
    first = document(["一", "二"], ["三", "四"], headings=[("甲", None), ("乙", None)], sections=[1, 1, 2, 1])
    second = document(["五"], ["六"], headings=[("丙", None)], sections=[1, 1])
    found = lay_out([first, second])
    assert len(found) == 6
    assert found.documents.of.tolist() == [0, 0, 0, 0, 1, 1]
    assert found.paragraphs.of.tolist() == [0, 0, 1, 1, 2, 3]
    assert found.sections.of.tolist() == [0, 0, 1, 2, 3, 3]
    assert found.paragraphs_of.of.tolist() == [0, 0, 1, 1]
    assert found.sections_of.of.tolist() == [0, 0, 0, 1]


def test_the_last_paragraph_of_one_document_is_not_the_first_of_the_next() -> None:
    found = lay_out([document(["一"]), document(["二"])])
    assert found.paragraphs.of.tolist() == found.sections.of.tolist() == found.documents.of.tolist() == [0, 1]


@pytest.mark.parametrize("documents", [[], [document()], [document(), document()]])
def test_nothing_to_lay_out(documents: list) -> None:
    found = lay_out(documents)
    assert len(found) == 0
    assert found.paragraphs_of.sizes.tolist() == found.documents.sizes.tolist() == []


def test_documents_without_sentences_are_left_out() -> None:
    found = lay_out([document(), document(["一"]), document(), document(["二", "三"])])
    assert found.documents.of.tolist() == [0, 1, 1]
