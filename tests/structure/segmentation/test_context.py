"""What trees read around a token."""

import numpy as np
import pytest

from pipeline.scoring.chain import log_softmax
from pipeline.structure.segmentation.context import columns, context_table


def table(tokens: list[str], raw: np.ndarray, kinds: int = 2) -> np.ndarray:
    scores = log_softmax(raw)
    of_sentences = log_softmax(np.zeros((tokens.count(".") + (tokens[-1] != "."), kinds)))
    return context_table(tokens, scores, of_sentences)


def test_every_token_has_all_columns() -> None:
    raw = np.random.default_rng(0).normal(size=(5, 2, 3))
    found = table(["I", "hope", ",", "boats", "."], raw, 3)
    assert found.shape == (5, columns(2, 3))
    assert np.isfinite(found).all()


def test_scores_of_those_around_stand_beside_it() -> None:
    raw = np.zeros((3, 1, 3))
    raw[1, 0] = [2.0, 0.0, 0.0]
    found = table(["boats", "sail", "."], raw)
    odds = np.log(np.exp(2) / 2)
    middle = 6 * 3  # of a window of 13 tokens
    assert found[1, middle] == pytest.approx(odds, abs=1e-5)
    assert found[0, middle + 3] == found[2, middle - 3] == found[1, middle]
    assert found[0, middle - 3] == -9.0  # before the text


def test_probabilities_that_are_certain_stay_finite() -> None:
    raw = np.zeros((2, 2, 3))
    raw[:, :, 2] = 400.0
    assert np.isfinite(table(["boats", "."], raw)).all()


def test_beginnings_count_within_their_own_sentence() -> None:
    raw = np.zeros((4, 2, 3))
    raw[0, :, 0], raw[1:, :, 2] = 50.0, 50.0
    found = table(["boats", ".", "rowers", "."], raw)
    second_view = 13 * 3 + 5 * 3
    assert found[:, second_view].tolist() == pytest.approx([1, 1, 0, 0], abs=1e-6)
    assert found[:2, second_view + 1].tolist() == [0, -1]  # how far on the beginning is


def test_sentences_are_counted_from_both_ends() -> None:
    raw = np.random.default_rng(1).normal(size=(6, 1, 3))
    both = table(["boats", "sail", ".", "rowers", "row", "."], raw)
    assert both[:, -3].tolist() == [0, 0, 0, 1, 1, 1]
    assert both[:, -2].tolist() == [1, 1, 1, 0, 0, 0]
