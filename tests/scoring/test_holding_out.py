"""Parts held out of a corpus in turn."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.scoring.holding_out import held_out_parts


def test_each_part_is_every_so_many() -> None:
    assert list(held_out_parts(5, 2)) == [([1, 3], [0, 2, 4]), ([0, 2, 4], [1, 3])]


def test_a_document_alone_is_fitted_on_itself() -> None:
    assert list(held_out_parts(1, 3)) == [([0], [0])]
    assert list(held_out_parts(0, 3)) == []


@given(st.integers(2, 40), st.integers(2, 6))
def test_every_document_is_held_out_once_and_never_fitted_on_then(count: int, parts: int) -> None:
    found = list(held_out_parts(count, parts))
    assert sorted(n for _, held in found for n in held) == list(range(count))
    assert all(sorted(rest + held) == list(range(count)) for rest, held in found)
