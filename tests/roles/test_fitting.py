import numpy as np
import pytest

from pipeline.roles.fitting import FitSettings, choose_threshold, fit_roles, fit_transitions, folds
from pipeline.text.segment import segment

LABELS = ("claim", "evidence")
SETTINGS = FitSettings(min_count=1, inner_folds=3)


def corpus() -> tuple[list, list[list[str]]]:
    """Claims say 应当 or 意义, evidence counts kilometres: easy on purpose."""
    texts = [
        f"修{a}的意义重大。去年修了{n}公里。管{a}应当从严。前年修了{n + 3}公里。"
        for n, a in enumerate(("渠", "路", "桥", "堤", "库", "闸"), 4)
    ]
    documents = [segment(t, id=f"d{i}") for i, t in enumerate(texts)]
    return documents, [["claim", "evidence", "claim", "evidence"] for _ in documents]


def test_learns_what_is_easy() -> None:
    documents, gold = corpus()
    model = fit_roles(documents[:-1], gold[:-1], LABELS, SETTINGS).model
    found = model.predict(documents[-1])
    assert [f.role for f in found] == gold[-1]
    for f in found:
        assert abs(sum(f.probabilities.values()) - 1) < 1e-9
        assert f.role == max(f.probabilities, key=f.probabilities.__getitem__)


def test_the_same_data_and_seed_give_the_same_model() -> None:
    documents, gold = corpus()
    a, b = (fit_roles(documents, gold, LABELS, SETTINGS).model for _ in range(2))
    assert a.linear.features == b.linear.features
    assert np.array_equal(a.linear.weights, b.linear.weights)
    assert (a.temperature, a.transition_weight, a.threshold) == (b.temperature, b.transition_weight, b.threshold)


def test_held_out_probabilities_cover_every_sentence() -> None:
    documents, gold = corpus()
    fitted = fit_roles(documents, gold, LABELS, SETTINGS)
    for p, row in zip(fitted.held_out, gold, strict=True):
        assert p.shape == (len(row), len(LABELS))
        assert np.allclose(p.sum(axis=1), 1)


def test_a_label_outside_the_set_is_refused() -> None:
    documents, gold = corpus()
    with pytest.raises(ValueError, match="exmaple"):
        fit_roles(documents, [["exmaple", *row[1:]] for row in gold], LABELS, SETTINGS)


def test_one_label_alone_is_refused() -> None:
    documents, gold = corpus()
    with pytest.raises(ValueError, match="two different"):
        fit_roles(documents, [["claim"] * len(row) for row in gold], LABELS, SETTINGS)


def test_folds_deal_every_document_once() -> None:
    dealt = folds(11, 4, seed=3)
    assert sorted(i for fold in dealt for i in fold) == list(range(11))
    assert max(map(len, dealt)) - min(map(len, dealt)) <= 1
    assert folds(1, 5, seed=0) == []


def test_transitions_by_hand() -> None:
    """Two documents a b | a b: within the paragraph b always follows a."""
    y = [np.array([0, 1]), np.array([0, 1])]
    breaks = [np.array([True, False])] * 2
    t = fit_transitions(y, breaks, 2)
    # Counts: (within) a→b 2; (across) begin→a 2. Prior with one added each: a 3/6, b 3/6. Smoothing 2 × prior.
    assert t[0, 0, 1] == pytest.approx(np.log((3 / 4) / 0.5), abs=1e-6)
    assert t[0, 0, 0] == pytest.approx(np.log((1 / 4) / 0.5), abs=1e-6)
    assert t[1, 2, 0] == pytest.approx(np.log((3 / 4) / 0.5), abs=1e-6)


def test_threshold_by_hand() -> None:
    """Sorted by confidence: right, right, wrong, right. At 0.75 all four may be kept, at 0.9 the first two."""
    p = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4]])
    y = np.array([0, 0, 1, 0])
    assert choose_threshold(p, y, 0.75) == pytest.approx(0.6)
    assert choose_threshold(p, y, 0.9) == pytest.approx(0.8)
