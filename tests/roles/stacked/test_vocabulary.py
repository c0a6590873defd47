"""Known spans, and sentences as sparse rows over them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.roles.stacked.tokens import Spans, ngrams, tokenize
from pipeline.roles.stacked.vocabulary import Vocabulary, fit_vocabulary

ONE = np.uint32(1) << np.uint32(22)  # hashes that differ in their leading ten bits


def spans(*lines: list[int]) -> Spans:
    """One span for each number, of that hash."""
    hashes = np.array([h for line in lines for h in line], np.uint32)
    of = np.array([i for i, line in enumerate(lines) for _ in line], np.intp)
    return Spans(hashes, np.arange(len(hashes)), of, 1)


def everything(lines: int) -> np.ndarray:
    return np.ones(lines, np.bool_)


def test_only_what_is_in_enough_of_the_chosen_sentences_is_known() -> None:
    a, b, c = (int(ONE) * k for k in (5, 3, 9))
    some = spans([a, a], [a, b], [b, c], [c])
    assert fit_vocabulary([some], everything(4), min_count=2, power=1).hashes.tolist() == [b, a, c]
    # Twice in one sentence is once; and the last sentence is not among those to learn from.
    chosen = np.array([True, True, True, False])
    assert fit_vocabulary([some], chosen, min_count=2, power=1).hashes.tolist() == [b, a]
    assert fit_vocabulary([some], chosen, min_count=1, power=1).hashes.tolist() == [b, a, c]


def test_weights_by_hand() -> None:
    """Of three sentences two have a: log(4 / 3) + 1; to the power of a half; kept as 16 bits."""
    a, b = int(ONE), int(ONE) * 2
    found = fit_vocabulary([spans([a], [a], [b])], everything(3), min_count=1, power=0.5)
    assert found.weights.dtype == np.float32
    expected = [(np.log(4 / 3) + 1) ** 0.5, (np.log(4 / 2) + 1) ** 0.5]
    assert found.weights.tolist() == [float(np.float16(w)) for w in expected]
    flat = fit_vocabulary([spans([a], [a], [b])], everything(3), min_count=1, power=0)
    assert flat.weights.tolist() == [1, 1]


def test_of_two_in_one_slot_the_more_frequent_is_kept() -> None:
    rare, frequent = 7, 8  # the first ten bits of both are 0
    some = spans([rare, frequent], [frequent], [rare, int(ONE)])
    assert fit_vocabulary([some], everything(2 + 1), min_count=1, power=0).hashes.tolist() == [rare, int(ONE)]
    some = spans([rare, frequent], [frequent], [int(ONE)])
    found = fit_vocabulary([some], everything(3), min_count=1, power=0)
    assert found.hashes.tolist() == [frequent, int(ONE)]
    assert found.bits == 10
    assert found.rows(np.array([rare, frequent, int(ONE), int(ONE) + 1, 2**32 - 1], np.uint32)).tolist() == [
        -1,
        0,
        1,
        -1,
        -1,
    ]


def test_the_table_grows_with_what_is_known() -> None:
    hashes = (np.arange(300, dtype=np.uint64) * 14_316_557).astype(np.uint32).tolist()
    found = fit_vocabulary([spans(hashes)], everything(1), min_count=1, power=0)
    assert found.bits == 12  # eight slots for each of 300 are 2400
    leading = found.hashes >> np.uint32(32 - found.bits)
    assert len(set(leading.tolist())) == len(found) > 280
    assert (np.diff(found.hashes.astype(np.int64)) > 0).all()


def test_rows_by_hand() -> None:
    """Weights 2 and 1: a a b is 4 and 1, of length √17; what is unknown is not there at all."""
    a, b, c = (int(ONE) * k for k in (1, 2, 3))
    known = Vocabulary(np.array([a, b], np.uint32), np.array([2, 1], np.float32), 10)
    matrix = known.matrix([spans([a, c, a], [], [b]), spans([b], [c], [])], 3)
    length = np.sqrt(np.float32(2 * 2 + 2 * 2 + 1))
    assert matrix.shape == (3, 2)
    assert matrix.dtype == np.float32
    np.testing.assert_allclose(matrix.toarray(), [[4 / length, 1 / length], [0, 0], [0, 1]], rtol=1e-6)
    assert matrix.indices.dtype == matrix.indptr.dtype == np.int32


@pytest.mark.parametrize("chosen", [np.zeros(2, np.bool_), np.ones(2, np.bool_)])
def test_nothing_known(chosen: np.ndarray) -> None:
    found = fit_vocabulary([spans([1], [2])], chosen, min_count=2, power=0.5)
    assert len(found) == 0
    assert found.rows(np.array([1, 2], np.uint32)).tolist() == [-1, -1]
    matrix = found.matrix([spans([1], [2])], 2)
    assert (matrix.shape, matrix.nnz) == ((2, 0), 0)
    assert Vocabulary(found.hashes, found.weights, 10).matrix([spans()], 0).shape == (0, 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("渡船门槛墙", max_size=6), min_size=1, max_size=6), st.integers(1, 3))
def test_rows_are_those_of_counting(sentences: list[str], min_count: int) -> None:
    """As a loop over sentences would find them: each span's weight times how often it occurs, over the row's length."""
    text = tokenize(sentences)
    kinds = ngrams(text.units, 2)
    known = fit_vocabulary(kinds, everything(len(sentences)), min_count=min_count, power=0.5)
    of = {int(h): k for k, h in enumerate(known.hashes)}
    expected = np.zeros((len(sentences), len(known)))
    squares = np.zeros(len(sentences))
    for kind in kinds:
        for h, line in zip(kind.hashes.tolist(), kind.lines.tolist(), strict=True):
            if h in of:
                expected[line, of[h]] += known.weights[of[h]]
                squares[line] += float(known.weights[of[h]]) ** 2
    expected /= np.sqrt(np.maximum(squares, 1e-9))[:, None]
    np.testing.assert_allclose(known.matrix(kinds, len(sentences)).toarray(), expected, rtol=1e-5)
