"""Fitting a stack: what is learned from what, and that nothing is scored by what has seen it."""

import sys
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, replace
from typing import Any

import joblib
import numpy as np
import pytest

from pipeline.domain.document import Document
from pipeline.errors import ConfigError
from pipeline.roles.component import FittedRoles, draw_folds, fit_folds, predict
from pipeline.roles.stacked import fitting
from pipeline.roles.stacked.families import FAMILIES, read_batch
from pipeline.roles.stacked.fitting import (
    COMPONENT,
    StackedSettings,
    _balancing,
    _Corpus,
    _loss,
    fit_stacked,
    fit_stacked_folds,
)
from pipeline.roles.stacked.model import StackedModel
from pipeline.roles.stacked.packing import pack
from pipeline.text.segment import segment
from tests.roles.stacked.samples import DOCUMENTS, GOLD, LABELS, SETTINGS, document, fitted


def corpus(count: int) -> tuple[list[Document], list[list[str]]]:
    """Claims say 应当 or 意义, evidence counts kilometres: easy on purpose. Document k has 4 + k % 3 sentences."""
    documents, gold = [], []
    for k in range(count):
        a = "渠路桥堤库闸"[k % 6]
        text = f"修{a}的意义重大。去年修了{k}公里。管{a}应当从严。前年修了{k + 3}公里。" + "路也修了两公里。" * (k % 3)
        documents.append(segment(text, id=f"d{k}"))
        gold.append(["claim", "evidence", "claim", "evidence"] + ["evidence"] * (k % 3))
    return documents, gold


def same(a: FittedRoles, b: FittedRoles) -> bool:
    (x, u), (y, v) = pack(a.model), pack(b.model)  # type: ignore[arg-type]
    held = all(p.tobytes() == q.tobytes() for p, q in zip(a.held_out, b.held_out, strict=True))
    return held and u == v and all(x[name].tobytes() == y[name].tobytes() for name in x)


def test_learns_what_is_easy() -> None:
    documents, gold = corpus(12)
    found = fit_stacked(documents[:-2], gold[:-2], ("claim", "evidence"), SETTINGS)
    assert [[row.role for row in rows] for rows in predict(found.model, documents[-2:])] == gold[-2:]
    assert found.model.labels == ("claim", "evidence")
    for p, row in zip(found.held_out, gold[:-2], strict=True):
        assert [("claim", "evidence")[k] for k in p.argmax(axis=1)] == row


def test_pruned_spans_are_in_more_sentences() -> None:
    documents, gold = corpus(12)
    usual, pruned = (
        fit_stacked(documents, gold, ("claim", "evidence"), replace(SETTINGS, prune=prune)).model for prune in (0, 9)
    )
    assert isinstance(usual, StackedModel)
    assert isinstance(pruned, StackedModel)
    of_usual, of_pruned = ({*m.first.vocabularies["unit"].hashes.tolist()} for m in (usual, pruned))
    assert of_pruned < of_usual
    (spans,) = read_batch(documents).spans["unit"]
    counts = {h: len(np.unique(spans.line_of[spans.first[spans.hashes == h]])) for h in of_usual}
    assert of_pruned == {h for h, count in counts.items() if count >= FAMILIES["unit"].min_count + 9}
    assert [row.role for row in predict(pruned, documents[:1])[0]] == gold[0]


def test_held_out_probabilities_are_of_every_sentence_in_order() -> None:
    assert [p.shape for p in fitted().held_out] == [(len(row), len(LABELS)) for row in GOLD]
    for p in fitted().held_out:
        np.testing.assert_allclose(p.sum(axis=1), 1)
        assert np.isfinite(p).all()


@pytest.mark.parametrize("settings", [SETTINGS, replace(SETTINGS, balance=True), StackedSettings(rounds=3)])
def test_the_same_data_and_settings_give_the_same_bytes(settings: StackedSettings) -> None:
    a, b = (fit_stacked(DOCUMENTS, GOLD, LABELS, settings) for _ in range(2))
    assert same(a, b)
    assert not same(a, fit_stacked(DOCUMENTS, GOLD, LABELS, replace(settings, seed=1)))


def test_a_label_counts_for_as_much_as_annotators_agree_on_it() -> None:
    """Half of the documents have the labels the wrong way round, and nobody agrees on these."""
    documents, gold = corpus(24)
    turned = {"claim": "evidence", "evidence": "claim"}
    doubtful = [i % 4 < 2 for i in range(24)]
    mixed = [[turned[g] for g in row] if doubtful[i] else list(row) for i, row in enumerate(gold)]
    agreement = [[0.1 if doubtful[i] else 1.0] * len(row) for i, row in enumerate(gold)]
    settings = replace(SETTINGS, agreement=2.0, rounds=20)
    fitted_to = fit_stacked(documents, mixed, ("claim", "evidence"), settings, agreement).model
    assert [[row.role for row in rows] for rows in predict(fitted_to, documents)] == gold


def test_agreement_counts_only_where_there_is_some_and_a_power_of_it() -> None:
    half = [[0.5] * len(row) for row in GOLD]
    uneven = [[1.0 if i % 2 else 0.4 for i, _ in enumerate(row)] for row in GOLD]
    weighing = replace(SETTINGS, agreement=1.0)
    usual = fit_stacked(DOCUMENTS, GOLD, LABELS, SETTINGS)
    assert same(usual, fit_stacked(DOCUMENTS, GOLD, LABELS, SETTINGS, uneven))
    assert same(usual, fit_stacked(DOCUMENTS, GOLD, LABELS, weighing))
    assert same(usual, fit_stacked(DOCUMENTS, GOLD, LABELS, weighing, half))
    assert not same(usual, fit_stacked(DOCUMENTS, GOLD, LABELS, weighing, uneven))


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_agreement_is_a_share(share: float) -> None:
    agreement = [[share] * len(row) for row in GOLD]
    with pytest.raises(ValueError, match="from 0 to 1"):
        fit_stacked(DOCUMENTS, GOLD, LABELS, replace(SETTINGS, agreement=1.0), agreement)


def test_labels_that_nobody_agrees_on_can_be_fitted() -> None:
    settings = replace(SETTINGS, agreement=10.0, rounds=2)
    found = fit_stacked(DOCUMENTS, GOLD, LABELS, settings, [[0.0] * len(row) for row in GOLD])
    assert all(np.isfinite(p).all() for p in found.held_out)


def test_processes_give_the_same_bytes_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []

    class Spy(joblib.Parallel):
        def __init__(self, **settings: Any) -> None:
            started.append(settings["n_jobs"])
            super().__init__(**settings)

    monkeypatch.setattr(joblib, "Parallel", Spy)
    documents, gold = corpus(4)
    settings = replace(SETTINGS, rounds=2, inner_folds=2)
    alone = fit_stacked(documents, gold, LABELS, settings)
    assert started == []
    monkeypatch.setattr(fitting, "_FEW", 0)
    monkeypatch.setattr(joblib, "cpu_count", lambda: 2)
    assert same(alone, fit_stacked(documents, gold, LABELS, settings))
    assert started == [2, 2]


@pytest.mark.parametrize(
    ("gold", "error"),
    [
        ([["exmaple"] * len(row) for row in GOLD], "exmaple"),
        ([["claim"] * len(row) for row in GOLD], "two different"),
    ],
)
def test_labels_that_teach_nothing_are_refused(gold: list[list[str]], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        fit_stacked(DOCUMENTS, gold, LABELS, SETTINGS)


def test_no_document_is_refused() -> None:
    with pytest.raises(ValueError, match="two different"):
        fit_stacked([], [], LABELS, SETTINGS)


def test_what_is_missing_for_training_is_said_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(ConfigError, match=r"training boosted trees needs the package lightgbm"):
        fit_stacked(DOCUMENTS, GOLD, LABELS, SETTINGS)


Seen = list[tuple[frozenset[int], frozenset[int]]]


@pytest.fixture
def levels(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """The documents that each first-level model learned from, and those that it scored."""
    seen: Seen = []
    real = fitting._first_level

    def spy(some: _Corpus, train: AbstractSet[int], test: AbstractSet[int], c: float) -> Any:
        seen.append((frozenset(train), frozenset(test)))
        first, scores, similarity = real(some, train, test, c)
        assert scores.shape[2] == len(similarity) == sum(some.sizes[i] for i in test)
        return first, scores, similarity

    monkeypatch.setattr(fitting, "_first_level", spy)
    return seen


def test_no_document_is_scored_by_a_model_that_has_seen_it(levels: Seen) -> None:
    fit_stacked(DOCUMENTS, GOLD, LABELS, SETTINGS)
    everything = frozenset(range(5))
    *inner, whole = levels
    assert [test for _, test in inner] == draw_folds(5, 3, SETTINGS.seed)
    assert all(train == everything - test for train, test in inner)
    assert whole == (everything, frozenset())


PARTS = [frozenset({0, 5}), frozenset({1}), frozenset({2, 6}), frozenset({3, 4})]


def test_of_each_pair_of_folds_one_model_is_fitted_that_has_seen_neither(levels: Seen) -> None:
    documents, gold = corpus(7)
    list(fit_stacked_folds(documents, gold, LABELS, SETTINGS, PARTS, lambda _: None))
    everything = frozenset(range(7))
    pairs = [a | b for k, a in enumerate(PARTS) for b in PARTS[k + 1 :]]
    assert levels == [
        *((everything - pair, pair) for pair in pairs),
        *((everything - part, frozenset()) for part in PARTS),
    ]


def test_the_second_level_of_a_fold_learns_from_models_that_had_not_seen_that_fold_nor_what_they_score(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    documents, gold = corpus(7)
    trained: dict[int, frozenset[int]] = {}
    first_level, second_level = fitting._first_level, fitting._second_level
    checked: list[tuple[list[int], int]] = []

    def first(some: _Corpus, train: AbstractSet[int], test: AbstractSet[int], c: float) -> Any:
        found = first_level(some, train, test, c)
        trained[id(found[0])] = frozenset(train)
        kept.append(found)
        return found

    def second(some: _Corpus, known: AbstractSet[int], read: Any, of_all: Any, settings: StackedSettings) -> Any:
        out = frozenset(range(7)) - known
        assert frozenset().union(*read) == known
        assert trained[id(of_all)] == known
        for part, (model, scores, _) in read.items():
            assert trained[id(model)] == known - part
            assert not trained[id(model)] & (part | out)
            # And these are the scores of those sentences.
            rows = some.sentences(part)
            np.testing.assert_array_equal(scores, model.read(some.batch)[0][..., rows])
        checked.append((sorted(out), len(read)))
        return second_level(some, known, read, of_all, settings)

    kept: list[Any] = []
    monkeypatch.setattr(fitting, "_first_level", first)
    monkeypatch.setattr(fitting, "_second_level", second)
    list(fit_stacked_folds(documents, gold, LABELS, SETTINGS, PARTS, lambda _: None))
    fit_stacked(documents, gold, LABELS, SETTINGS)
    assert checked == [([0, 5], 3), ([1], 3), ([2, 6], 3), ([3, 4], 3), ([], 3)]


def test_folds_give_what_is_held_out_of_the_others_in_their_order() -> None:
    documents, gold = corpus(16)
    parts = [frozenset(range(k, 16, 4)) for k in range(4)]
    said: list[str] = []
    found = list(fit_stacked_folds(documents, gold, ("claim", "evidence"), SETTINGS, parts, said.append))
    assert len(found) == 4
    for part, one in zip(parts, found, strict=True):
        rest = [i for i in range(16) if i not in part]
        assert [[("claim", "evidence")[k] for k in p.argmax(axis=1)] for p in one.held_out] == [gold[i] for i in rest]
        predicted = predict(one.model, [documents[i] for i in sorted(part)])
        assert [[row.role for row in rows] for rows in predicted] == [gold[i] for i in sorted(part)]
    assert said[0] == "first level: 10 models for 4 folds"
    assert said[1] == "fold 1/4: 12 documents to learn from, 4 held out"
    assert len(said) == 5


def test_the_model_of_a_fold_does_not_depend_on_the_labels_in_it() -> None:
    documents, gold = corpus(7)
    other = [row if i not in PARTS[0] else ["evidence"] * len(row) for i, row in enumerate(gold)]
    a, b = (next(iter(fit_stacked_folds(documents, g, LABELS, SETTINGS, PARTS, lambda _: None))) for g in (gold, other))
    assert same(a, b)


@pytest.mark.parametrize(
    "parts",
    [
        [{0, 1}, {2, 3}, {4}],  # three
        [{0}, {1}, {2}, {3}],  # not everything
        [{0}, {1}, {2}, {3, 4}, {4}],  # one in two
    ],
)
def test_other_folds_are_fitted_one_by_one(levels: Seen, parts: list[set[int]]) -> None:
    documents, gold = corpus(5)
    said: list[str] = []
    found = list(fit_stacked_folds(documents, gold, LABELS, SETTINGS, parts, said.append))
    assert len(found) == len(said) == len(parts)
    for part, one in zip(parts, found, strict=True):
        rest = [i for i in range(5) if i not in part]
        alone = fit_stacked([documents[i] for i in rest], [gold[i] for i in rest], LABELS, SETTINGS)
        assert same(one, alone)
    assert said[0] == f"fold 1/{len(parts)}: {5 - len(parts[0])} documents to learn from, {len(parts[0])} held out"


def test_folds_that_hold_nothing_do_no_harm() -> None:
    """An empty one, and one whose documents have no sentences."""
    documents, gold = corpus(4)
    documents.append(document(id="empty"))
    gold.append([])
    parts: list[set[int]] = [{0}, {1}, {2, 3}, {4}, set(), set()]
    found = list(fit_folds(COMPONENT, documents, gold, LABELS, SETTINGS, parts))
    assert [len(one.held_out) for one in found] == [4, 4, 3, 4, 5, 5]
    assert [len(p) for p in found[-1].held_out] == [len(row) for row in gold]


def odd(*texts: Sequence[str]) -> list[Document]:
    return [document(some, id=f"d{i}") for i, some in enumerate(texts)]


@pytest.mark.parametrize(
    ("documents", "gold"),
    [
        (odd(["渡口好", "渡口坏"]), [["a", "b"]]),  # one document: nothing can be held out
        (odd(["渡口好"], ["渡口坏"]), [["a"], ["b"]]),  # one sentence each
        (odd([], ["渡口好", "渡口坏"]), [[], ["a", "b"]]),  # all the rest has no sentence
        (odd([], [], ["渡口好", "渡口坏"], []), [[], [], ["a", "b"], []]),
        (odd(["", " "], ["\n", "\u2028"]), [["a", "b"], ["b", "a"]]),  # no token at all
        (odd(["渡口"] * 4, ["渡口"] * 4), [["a", "b"] * 2, ["b", "a"] * 2]),  # nothing to tell them apart by
    ],
)
def test_next_to_nothing_can_be_learned_from(documents: list[Document], gold: list[list[str]]) -> None:
    for labels in (("a", "b"), ("a", "b", "never")):
        found = fit_stacked(documents, gold, labels, SETTINGS)
        for of_each in (found.held_out, found.model.probabilities(documents)):
            assert [p.shape for p in of_each] == [(len(row), len(labels)) for row in gold]
            for p in of_each:
                assert np.isfinite(p).all()
                np.testing.assert_allclose(p.sum(axis=1), 1)
        assert 0 <= found.model.threshold <= 0.95


def test_a_label_that_occurs_once_or_never() -> None:
    gold = [["claim" if g == "other" else g for g in row] for row in GOLD]
    gold[2][4] = "other"
    labels = (*LABELS, "never")
    found = fit_stacked(DOCUMENTS, gold, labels, SETTINGS)
    for p in found.model.probabilities(DOCUMENTS):
        assert np.isfinite(p).all()
        assert (p[:, -1] < 0.01).all()


def test_temperature_and_threshold_are_within_their_range() -> None:
    model = fitted().model
    assert isinstance(model, StackedModel)
    assert 0.6 <= model.temperature <= 2
    assert not model.offsets.any()
    balanced = fit_stacked(DOCUMENTS, GOLD, LABELS, replace(SETTINGS, balance=True)).model
    assert isinstance(balanced, StackedModel)
    assert balanced.offsets.shape == (5,)


def test_balancing_by_hand() -> None:
    """Of 10 a and 2 b all are taken for a, the b by 0.3: 0.6 less for a, the first tried, mends both; half is kept."""
    probabilities = np.log(np.array([[0.7, 0.3]] * 10 + [[1 / (1 + np.exp(-0.3)), 1 / (1 + np.exp(0.3))]] * 2))
    assert _balancing(probabilities, np.array([0] * 10 + [1] * 2)).tolist() == [-0.3, 0]
    certain = np.log(np.array([[0.9, 0.1]] * 3 + [[0.1, 0.9]] * 3))
    assert _balancing(certain, np.array([0] * 3 + [1] * 3)).tolist() == [0, 0]


def test_loss_by_hand() -> None:
    assert _loss(np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([0, 0])) == pytest.approx(np.log(2) * 1.5)
    assert _loss(np.array([[0.0, 1.0]]), np.array([0])) == pytest.approx(-np.log(1e-12))


SMALLEST_AND_GREATEST = [
    (f.name, value)
    for f in fields(StackedSettings)
    if "bounds" in f.metadata and f.name != "rounds"  # ten thousand rounds take their time
    for value in (
        f.metadata["bounds"].low if f.metadata["bounds"].from_low else 1e-6,
        f.metadata["bounds"].high,
    )
]


@pytest.mark.parametrize(("name", "value"), SMALLEST_AND_GREATEST)
def test_settings_at_their_bounds_can_be_fitted_with(name: str, value: float) -> None:
    kind = type(getattr(SETTINGS, name))
    found = fit_stacked(DOCUMENTS, GOLD, LABELS, replace(SETTINGS, **{"rounds": 2, name: kind(value)}))
    for p in [*found.held_out, *found.model.probabilities(DOCUMENTS)]:
        assert np.isfinite(p).all()
        np.testing.assert_allclose(p.sum(axis=1), 1)
