"""A model beside others and beside people, worked out by hand."""

import pytest

from pipeline.training.rivals import Rival, comparisons, human_agreement
from tests.training.evaluation_samples import FERRY, LABELS, SIGNALS, labelled


def test_comparisons_by_hand() -> None:
    """Eight documents of one sentence that only the model gets right, and a rival that gives the same labels."""
    documents = [labelled(f"d{i}", ["claim"], ["claim"]) for i in range(8)]
    wrong = Rival({"name": "w", "version": "2", "sha256": "ef"}, {f"d{i}": ["never heard"] for i in range(8)})
    same = Rival({"name": "s"}, {f"d{i}": ["claim"] for i in range(6)})
    found = comparisons(documents, [wrong, same], LABELS, exchanges=4999, bootstrap=50)
    assert [(row["against"]["name"], row["statistic"], row["documents"]) for row in found] == [
        ("w", "accuracy", 8),
        ("w", "macro_f1", 8),
        ("s", "accuracy", 6),
        ("s", "macro_f1", 6),
    ]
    first = found[0]
    assert list(first) == ["against", "statistic", "value", "other", "difference", "p", "p_holm", "documents"]
    assert (first["value"], first["other"], first["difference"]) == (1, 0, [1, 1, 1])
    assert first["p"] == pytest.approx(2 / 2**8, abs=0.005)
    assert first["p_holm"] == pytest.approx(4 * first["p"], abs=0.0003)  # the smallest of four, each rounded
    assert [row["difference"] for row in found[2:]] == [[0, 0, 0]] * 2
    assert [row["p_holm"] for row in found[2:]] == [1, 1]


def test_comparisons_leave_ignored_labels_out() -> None:
    rival = Rival({"name": "r"}, {"ferry": ["claim", "evidence", "claim", "claim"], "elsewhere": ["claim"]})
    accuracy_row, f1_row = comparisons([FERRY], [rival], LABELS, ignored=["other"], exchanges=9, bootstrap=9)
    assert (accuracy_row["value"], accuracy_row["other"]) == (round(2 / 3, 4), 1)
    assert (f1_row["value"], f1_row["other"]) == (round((4 / 5 + 0) / 2, 4), 1)
    assert accuracy_row["documents"] == 1


def test_rivals_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(ValueError, match="ferry: 4 sentences, 1 labels"):
        comparisons([FERRY], [Rival({}, {"ferry": ["claim"]})], LABELS)
    with pytest.raises(ValueError, match="none of the sentences"):
        comparisons([FERRY], [Rival({}, {"signals": SIGNALS.gold})], LABELS)
    assert comparisons([FERRY], [], LABELS) == []


def test_human_agreement_by_hand() -> None:
    """Four sentences count, of which the second annotator agrees on three and the model on two.

    Alpha of the annotators: labels a a a b and a a b b; 8 ratings, 5 a and 3 b, two differing ordered pairs of one
    sentence. 1 - 7 × 2 / (64 - 25 - 9) = 1 - 14 / 30.
    """
    first, second = [["a", "a"], ["a", "b", "o"]], [["a", "a"], ["b", "b", "a"]]
    model = [["b", "a"], ["b", "b", "o"]]
    found = human_agreement(first, second, model, annotators=("ann", "ben"), ignored=["o"])
    assert list(found) == ["annotators", "documents", "sentences", "accuracy", "macro_f1", "alpha", "model"]
    assert (found["annotators"], found["documents"], found["sentences"]) == (["ann", "ben"], 2, 4)
    assert found["accuracy"] == 0.75
    assert found["macro_f1"] == round((4 / 5 + 2 / 3) / 2, 4)
    assert found["alpha"] == round(1 - 14 / 30, 4)
    assert found["model"]["accuracy"] == 0.5
    # The model says b a b b: 4 a and 4 b, four differing ordered pairs.
    assert found["model"]["alpha"] == round(1 - 7 * 4 / (64 - 16 - 16), 4)


def test_an_ignored_label_of_the_second_annotator_is_a_miss_without_an_f1_of_its_own() -> None:
    found = human_agreement([["a", "a"]], [["a", "o"]], [["a", "a"]], annotators=("x", "y"), ignored=["o"])
    assert (found["sentences"], found["accuracy"], found["macro_f1"]) == (2, 0.5, round(2 / 3, 4))


def test_agreement_without_choice_is_undefined() -> None:
    found = human_agreement([["a", "a"]], [["a", "a"]], [["a", "a"]], annotators=("x", "y"))
    assert (found["accuracy"], found["alpha"], found["model"]["alpha"]) == (1, None, None)
    nothing = human_agreement([["o"]], [["a"]], [["a"]], annotators=("x", "y"), ignored=["o"])
    assert (nothing["documents"], nothing["sentences"], nothing["alpha"]) == (0, 0, None)


def test_agreement_needs_the_same_sentences() -> None:
    with pytest.raises(ValueError, match="the same sentences"):
        human_agreement([["a"]], [["a"]], [["a", "b"]], annotators=("x", "y"))
    with pytest.raises(ValueError, match="shorter"):
        human_agreement([["a"], ["b"]], [["a"]], [["a"]], annotators=("x", "y"))
