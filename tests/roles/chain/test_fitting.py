"""Fitting a chain, what it says, why, and how it is stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipeline.domain.document import Document
from pipeline.roles.chain import fitting
from pipeline.roles.chain.features import extract
from pipeline.roles.chain.fitting import COMPONENT, ChainSettings, fit_chain, fit_transitions
from pipeline.roles.chain.model import ChainModel
from pipeline.roles.component import predict
from pipeline.scoring.linear import LinearScorer, fit_linear
from pipeline.text.segment import segment

LABELS = ("claim", "evidence")
SETTINGS = ChainSettings(min_count=1, inner_folds=3)


def corpus() -> tuple[list[Document], list[list[str]]]:
    """Claims say 应当 or 意义, evidence counts kilometres: easy on purpose."""
    texts = [
        f"修{a}的意义重大。去年修了{n}公里。管{a}应当从严。前年修了{n + 3}公里。"
        for n, a in enumerate(("渠", "路", "桥", "堤", "库", "闸"), 4)
    ]
    documents = [segment(t, id=f"d{i}") for i, t in enumerate(texts)]
    return documents, [["claim", "evidence", "claim", "evidence"] for _ in documents]


def test_learns_what_is_easy() -> None:
    documents, gold = corpus()
    model = fit_chain(documents[:-1], gold[:-1], LABELS, SETTINGS).model
    [found] = predict(model, documents[-1:])
    assert [f.role for f in found] == gold[-1]
    for f in found:
        assert abs(sum(f.probabilities.values()) - 1) < 1e-9
        assert f.role == max(f.probabilities, key=f.probabilities.__getitem__)


def test_the_same_data_and_seed_give_the_same_model() -> None:
    documents, gold = corpus()
    a, b = (fit_chain(documents, gold, LABELS, SETTINGS).model for _ in range(2))
    assert a.linear.features == b.linear.features
    assert np.array_equal(a.linear.weights, b.linear.weights)
    assert (a.temperature, a.transition_weight, a.threshold) == (b.temperature, b.transition_weight, b.threshold)


def test_held_out_probabilities_cover_every_sentence() -> None:
    documents, gold = corpus()
    fitted = fit_chain(documents, gold, LABELS, SETTINGS)
    for p, row in zip(fitted.held_out, gold, strict=True):
        assert p.shape == (len(row), len(LABELS))
        assert np.allclose(p.sum(axis=1), 1)


def test_a_label_outside_the_set_is_refused() -> None:
    documents, gold = corpus()
    with pytest.raises(ValueError, match="exmaple"):
        fit_chain(documents, [["exmaple", *row[1:]] for row in gold], LABELS, SETTINGS)


def test_one_label_alone_is_refused() -> None:
    documents, gold = corpus()
    with pytest.raises(ValueError, match="two different"):
        fit_chain(documents, [["claim"] * len(row) for row in gold], LABELS, SETTINGS)


def test_transitions_by_hand() -> None:
    """Two documents a b | a b: within the paragraph b always follows a."""
    y = [np.array([0, 1]), np.array([0, 1])]
    breaks = [np.array([True, False])] * 2
    t = fit_transitions(y, breaks, 2)
    # Counts: (within) a→b 2; (across) begin→a 2. Prior with one added each: a 3/6, b 3/6. Smoothing 2 × prior.
    assert t[0, 0, 1] == pytest.approx(np.log((3 / 4) / 0.5), abs=1e-6)
    assert t[0, 0, 0] == pytest.approx(np.log((1 / 4) / 0.5), abs=1e-6)
    assert t[1, 2, 0] == pytest.approx(np.log((3 / 4) / 0.5), abs=1e-6)


def test_no_scorer_is_tuned_on_a_document_that_it_was_fitted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Held-out probabilities, and with them temperature and threshold, come from scorers that had not seen them."""
    scored: list[int] = []

    def spy(items: Iterable[Mapping[str, float]], *args: Any, **settings: Any) -> LinearScorer:
        learned = list(items)
        linear = fit_linear(learned, *args, **settings)

        class Spy(LinearScorer):
            def scores(self, items: Sequence[Mapping[str, float]]) -> Any:
                assert not [item for item in items if item in learned]
                scored.append(len(items))
                return super().scores(items)

        return Spy(linear.classes, linear.features, linear.weights, linear.bias)

    monkeypatch.setattr(fitting, "fit_linear", spy)
    documents, gold = corpus()
    fit_chain(documents, gold, LABELS, SETTINGS)
    assert scored == [4] * len(documents)


def test_of_one_document_nothing_is_held_out() -> None:
    documents, gold = corpus()
    fitted = fit_chain(documents[:1], gold[:1], LABELS, SETTINGS)
    assert [p.shape for p in fitted.held_out] == [(4, 2)]
    assert fitted.model.labels == LABELS


def model_by_hand() -> ChainModel:
    """The sentence before last looks most like evidence by its 公里, the last like a claim."""
    names = ("c:公里", "c:应当", "1.edge")
    weights = np.array([[-1, 3], [2, -2], [0.5, 0.5]], np.float32)
    linear = LinearScorer(LABELS, names, weights, np.zeros(2, np.float32))
    return ChainModel(linear, np.zeros((2, 3, 2), np.float32), 1.0, 1.0, 0.6)


def test_an_explanation_by_hand() -> None:
    """A cue's weight: value × (weight for the label given − mean over labels); 公里 3 − 1, 应当 2 − 0, edge 0."""
    document = segment("去年修了五公里。管渠应当从严。", id="d")
    first, last = extract(document)
    road, rule = model_by_hand().explain(document)
    assert [cue.name for cue in road] == ["c:公里"]
    assert road[0].weight == pytest.approx(2 * first["c:公里"])
    assert [cue.name for cue in rule] == ["c:应当", "1.edge"]
    assert [cue.weight for cue in rule] == pytest.approx([2 * last["c:应当"], 0])


def test_an_explanation_is_of_the_label_given_and_sorted() -> None:
    documents, gold = corpus()
    model = fit_chain(documents, gold, LABELS, SETTINGS).model
    [labels] = predict(model, documents[:1])
    explained = model.explain(documents[0], limit=5)
    assert len(explained) == len(labels) == 4
    for cues, label, features in zip(explained, labels, extract(documents[0]), strict=True):
        assert len(cues) == 5
        weights = [cue.weight for cue in cues]
        assert weights == sorted(weights, reverse=True)
        assert dict(cues).items() <= dict(model.linear.contributions(features, LABELS.index(label.role))).items()
        assert weights[0] > 0


def test_nothing_has_no_explanation() -> None:
    assert model_by_hand().explain(segment("———", id="d")) == []
    assert model_by_hand().probabilities([]) == []


def test_packed_it_says_the_same() -> None:
    documents, gold = corpus()
    model = fit_chain(documents, gold, LABELS, SETTINGS).model
    found = COMPONENT.unpack(*COMPONENT.pack(model))
    assert (found.labels, found.threshold) == (model.labels, model.threshold)
    for a, b in zip(found.probabilities(documents), model.probabilities(documents), strict=True):
        np.testing.assert_array_equal(a, b)
    assert found.explain(documents[0]) == model.explain(documents[0])


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"transition_weight": float("inf")}, "transition_weight"),
        ({"temperature": 0.0}, "temperature"),
        ({"threshold": float("nan")}, "threshold"),
        ({"transitions": np.zeros((2, 2, 2), np.float32)}, "transitions must hold finite numbers"),
    ],
)
def test_what_does_not_fit_is_not_unpacked(change: dict[str, Any], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        COMPONENT.unpack(*COMPONENT.pack(replace(model_by_hand(), **change)))
