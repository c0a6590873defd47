"""Forward–backward against the sum over every sequence there is."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.scoring.chain import Array, log_softmax, marginals

SCORES = st.floats(-30, 30, allow_subnormal=False)


@st.composite
def chains(draw: st.DrawFn) -> tuple[Array, Array]:
    n, labels = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    numbers = draw(st.lists(SCORES, min_size=n * labels * (1 + labels), max_size=n * labels * (1 + labels)))
    values = np.array(numbers)
    return values[: n * labels].reshape(n, labels), values[n * labels :].reshape(n, labels, labels)


def by_enumeration(emissions: Array, steps: Array) -> Array:
    n, labels = emissions.shape
    paths = list(product(range(labels), repeat=n))
    scores = np.array(
        [
            emissions[0, p[0]]
            + steps[0, 0, p[0]]
            + sum(steps[t, p[t - 1], p[t]] + emissions[t, p[t]] for t in range(1, n))
            for p in paths
        ]
    )
    weights = np.exp(scores - scores.max())
    result = np.zeros((n, labels))
    for path, weight in zip(paths, weights / weights.sum(), strict=True):
        result[range(n), path] += weight
    return result


@given(chains())
def test_marginals_are_those_of_all_sequences(chain: tuple[Array, Array]) -> None:
    found = marginals(*chain)
    np.testing.assert_allclose(found, by_enumeration(*chain), atol=1e-9)
    np.testing.assert_allclose(found.sum(axis=1), 1)


@given(chains(), SCORES)
def test_a_constant_added_to_a_place_changes_nothing(chain: tuple[Array, Array], constant: float) -> None:
    emissions, steps = chain
    shifted = emissions.copy()
    shifted[-1] += constant
    np.testing.assert_allclose(marginals(shifted, steps), marginals(emissions, steps), atol=1e-9)


def test_a_chain_by_hand() -> None:
    """Two places, two labels; staying scores ln 3 over changing: 3/8 + 3/8 of the weight on staying."""
    steps = np.zeros((2, 2, 2))
    steps[1] = np.log([[3, 1], [1, 3]])
    emissions = np.array([[np.log(3), 0.0], [0.0, 0.0]])
    # Weights: 00 → 9, 01 → 3, 10 → 1, 11 → 3.
    np.testing.assert_allclose(marginals(emissions, steps), [[12 / 16, 4 / 16], [10 / 16, 6 / 16]])


def test_the_rest_of_the_first_step_is_not_read() -> None:
    steps = np.zeros((2, 2, 2))
    steps[0, 1] = np.nan
    assert np.isfinite(marginals(np.zeros((2, 2)), steps)).all()


def test_without_steps_each_place_stands_alone() -> None:
    emissions = np.array([[1.0, 2.0, 3.0], [0.0, 5.0, 0.0]])
    np.testing.assert_allclose(marginals(emissions, np.zeros((2, 3, 3))), np.exp(log_softmax(emissions)))


def test_an_empty_chain() -> None:
    assert marginals(np.zeros((0, 3)), np.zeros((0, 3, 3))).shape == (0, 3)
    assert log_softmax(np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("scale", [1.0, 1e4])
def test_a_long_chain_neither_underflows_nor_overflows(scale: float) -> None:
    rng = np.random.default_rng(0)
    found = marginals(scale * rng.normal(size=(2000, 4)), rng.normal(size=(2000, 4, 4)))
    np.testing.assert_allclose(found.sum(axis=1), 1)
