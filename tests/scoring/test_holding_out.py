"""Parts held out of a corpus in turn."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.scoring.holding_out import held_out_parts, shuffled_parts


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


def test_a_seed_draws_other_parts_of_the_same_sizes() -> None:
    drawn = {seed: list(shuffled_parts(7, 3, seed)) for seed in (0, 1)}
    assert list(shuffled_parts(7, 3, 0)) == drawn[0] != drawn[1]
    assert [len(held) for _, held in drawn[0]] == [len(held) for _, held in held_out_parts(7, 3)]
    assert all(rest == sorted(set(range(7)) - set(held)) for rest, held in drawn[0])
    assert list(shuffled_parts(1, 3, 0)) == [([0], [0])]
