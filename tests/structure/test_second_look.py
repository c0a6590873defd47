"""What a first reading says around a pair, against the same by loops over the whole matrix."""

import tracemalloc

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.scoring.arborescence import ROOT
from pipeline.structure.pairs import as_pairs
from pipeline.structure.second_look import LOOK_COLUMNS, look_around, shares

ALONE, HELD, BEFORE_ON_ME, AFTER_ON_ME = 2, 3, 4, 5
OF_PARENT = range(8, LOOK_COLUMNS)


def test_shares_are_among_the_pairs_of_a_source() -> None:
    assert np.allclose(shares(np.array([0.2, 0.6, 0.5]), np.array([0, 0, 1])), [0.25, 0.75, 1.0])


def test_three_units_by_hand() -> None:
    """The second and the third hang on the first, for the most part."""
    sources, targets = as_pairs([[ROOT], [ROOT, 0], [ROOT, 0, 1]])
    first = np.array([1.0, 0.25, 0.75, 0.1, 0.6, 0.3])
    found = look_around(3, sources, targets, first)
    assert found.shape == (6, LOOK_COLUMNS)
    third_on_first = found[4].tolist()
    expected = [0.6, 0, 0.1, 0, 0, -1, 0.25, -1, 1.0, 0.75, 0.75, 0.75, 0, 0, 0.3 * 0.75, 0.0, 1.0]
    # Both on the same: nothing hangs where the first does, so 0; the first is most sure of being a root.
    assert np.allclose(third_on_first, expected)
    assert (found[targets == ROOT][:, OF_PARENT] == -1).all()


def test_nothing_at_all() -> None:
    none = np.zeros(0, dtype=np.intp)
    assert look_around(0, none, none, np.zeros(0)).shape == (0, LOOK_COLUMNS)


def test_memory_does_not_grow_with_the_square_of_a_section() -> None:
    """All may hang on the opening of a section, so that any two have that in common."""

    def peak(units: int) -> int:
        sources, targets = as_pairs([[ROOT, *{0, max(0, i - 1)} - {i}] for i in range(units)])
        first = shares(np.ones(len(sources)), sources)
        tracemalloc.start()
        look_around(units, sources, targets, first)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(4000) < 3 * peak(2000)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_the_same_as_over_the_whole_matrix(units: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    offers = [[ROOT, *(j for j in range(units) if j != i and draw.random() < 0.6)] for i in range(units)]
    sources, targets = as_pairs(offers)
    first = shares(draw.uniform(0.01, 1, len(sources)), sources)
    whole = np.zeros((units, units))
    alone = np.zeros(units)
    for i, j, p in zip(sources, targets, first, strict=True):
        if j == ROOT:
            alone[i] = p
        else:
            whole[i, j] = p
    most = [first[sources == i].max() for i in range(units)]
    for row, i, j, p in zip(look_around(units, sources, targets, first), sources, targets, first, strict=True):
        expected = [
            p,
            p - most[i],
            alone[i],
            whole[:, i].sum(),
            whole[i - 1, i] if i else -1,
            whole[i + 1, i] if i + 1 < units else -1,
            alone[i - 1] if i else -1,
            alone[i + 1] if i + 1 < units else -1,
        ]
        if j == ROOT:
            expected += [-1] * 9
        else:
            expected += [
                alone[j],
                whole[:i, j].sum(),
                whole[:, j].sum() - p,
                whole[i - 1, j] if i else 0,
                whole[i + 1, j] if i + 1 < units else 0,
                whole[j, i],
                (whole @ whole)[i, j],
                (whole @ whole.T)[i, j],
                most[j],
            ]
        assert np.allclose(row, expected, atol=1e-6)
