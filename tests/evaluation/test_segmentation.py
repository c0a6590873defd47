"""Scores of segmentation, counted by hand."""

import pytest

from pipeline.evaluation.segmentation import components, segmentation_scores


def test_scores_by_hand() -> None:
    gold = [["B", "I", "O", "B", "O"]]
    found = [["B", "I", "I", "O", "O"]]
    scores = segmentation_scores(gold, found)
    assert scores["begin"][0] == pytest.approx(2 / 3, abs=1e-4)  # 1 of 2, of 1 said
    assert scores["inside"][0] == pytest.approx(2 / 3, abs=1e-4)  # 1 of 1, of 2 said
    assert scores["outside"][0] == pytest.approx(1 / 2, abs=1e-4)  # 1 of 2, of 2 said
    assert scores["tokens"][0] == pytest.approx((2 / 3 + 2 / 3 + 1 / 2) / 3, abs=1e-4)
    assert scores["spans"][0] == 0.0  # (0, 2) and (3, 4) against (0, 3)
    assert (scores["texts"], scores["token_count"]) == (1, 5)


def test_what_is_right_scores_one_and_tags_that_occur_nowhere_do_not_count() -> None:
    scores = segmentation_scores([["B", "O"], ["O"]], [["B", "O"], ["O"]])
    assert scores["tokens"] == [1.0, 1.0, 1.0]  # also of samples that draw the second text twice
    assert scores["spans"][0] == 1.0


def test_components_have_both_ends() -> None:
    assert components(["B", "I", "B", "O", "I", "B"]) == {(0, 2), (2, 3), (5, 6)}


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="differ"):
        segmentation_scores([["B"]], [["B", "I"]])
    with pytest.raises(ValueError, match="0 texts"):
        segmentation_scores([], [])
