"""Cross-validation: no model predicts a document that it, or what it was tuned on, has seen."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES
from pipeline.errors import ConfigError
from pipeline.roles.chain.fitting import COMPONENT, ChainSettings, fit_chain
from pipeline.roles.component import Cue, FittedRoles, RoleComponent, RoleModel
from pipeline.scoring.chain import Array
from pipeline.structure.fitting import StructureExample, fit_structure
from pipeline.structure.model import Structure, StructureModel, find_structure
from pipeline.training import crossval
from pipeline.training.config import RoleConfig
from pipeline.training.crossval import cross_validate, fit, predict
from pipeline.training.examples import Example, from_annotation
from tests.training.samples import ARTICLES, FOLDS, article

SETTINGS = RoleConfig("chain.v1", ChainSettings(inner_folds=2))
EXAMPLES = [from_annotation(article(id)) for id in ARTICLES]
SETS = [frozenset(fold) for fold in FOLDS]


class Watched:
    """A model that carries the texts it has learned from; predicting a text that it carries is a leak."""

    def __init__(self, model: RoleModel, learned: frozenset[str], predicted: list[str]) -> None:
        self.model, self.learned, self.predicted = model, learned, predicted
        self.labels, self.threshold = model.labels, model.threshold

    def probabilities(self, documents: Sequence[Document]) -> list[Array]:
        assert not self.learned & {d.text for d in documents}
        self.predicted += [d.id for d in documents]
        return self.model.probabilities(documents)

    def explain(self, document: Document, *, limit: int = 8) -> list[tuple[Cue, ...]]:
        return self.model.explain(document, limit=limit)


class Watch:
    """Stands in for a role component and for the fitting and finding of structure, and notes who has seen what."""

    def __init__(self) -> None:
        self.predicted: list[str] = []
        self.structured: list[str] = []
        self.learned: list[int] = []
        self.asked_of_folds = 0
        self._structures: list[tuple[StructureModel, frozenset[str]]] = []
        self._held_out: dict[frozenset[str], dict[str, Array]] = {}  # by the texts that were learned from

    def fit(self, documents: Sequence[Document], gold: Any, labels: Any, settings: Any) -> FittedRoles:
        fitted = fit_chain(documents, gold, labels, settings)
        texts = frozenset(d.text for d in documents)
        self.learned.append(len(documents))
        self._held_out[texts] = {d.text: p for d, p in zip(documents, fitted.held_out, strict=True)}
        return FittedRoles(Watched(fitted.model, texts, self.predicted), fitted.held_out)

    def fit_folds(
        self, documents: Any, gold: Any, labels: Any, settings: Any, folds: Sequence[AbstractSet[int]], progress: Any
    ) -> Iterator[FittedRoles]:
        self.asked_of_folds += 1
        for fold in folds:
            rest = [i for i in range(len(documents)) if i not in fold]
            yield self.fit([documents[i] for i in rest], [gold[i] for i in rest], labels, settings)

    def component(self, *, folds: bool) -> RoleComponent:
        return replace(COMPONENT, fit=self.fit, fit_folds=self.fit_folds if folds else None)

    def fit_structure(self, examples: Sequence[StructureExample], *, c: float) -> StructureModel:
        texts = [e.document.text for e in examples]
        held_out = self._held_out.pop(frozenset(texts))  # what the roles of one fold were fitted on, and nothing else
        assert sorted(texts) == sorted(held_out)
        for e in examples:
            np.testing.assert_array_equal(e.role_probabilities, held_out[e.document.text])
        model = fit_structure(examples, c=c)
        self._structures.append((model, frozenset(texts)))
        return model

    def find_structure(self, document: Document, roles: Any, structure: StructureModel) -> Structure:
        [learned] = [texts for model, texts in self._structures if model is structure]
        assert document.text not in learned
        self.structured.append(document.id)
        return find_structure(document, roles, structure)


@pytest.mark.parametrize("folds", [False, True], ids=["fit alone", "fit_folds"])
def test_no_model_is_fitted_on_a_document_that_it_predicts(monkeypatch: pytest.MonkeyPatch, folds: bool) -> None:
    watch = Watch()
    monkeypatch.setattr(crossval, "component", lambda name: {"watched.v1": watch.component(folds=folds)}[name])
    monkeypatch.setattr(crossval, "fit_structure", watch.fit_structure)
    monkeypatch.setattr(crossval, "find_structure", watch.find_structure)
    found = cross_validate(EXAMPLES, SETS, ROLES, replace(SETTINGS, component="watched.v1"), structure_c=1.0)
    assert sorted(watch.predicted) == sorted(watch.structured) == sorted(ARTICLES)
    assert [p.example for p in found] == EXAMPLES
    assert watch.learned == [2, 3]
    assert watch.asked_of_folds == folds


def test_a_component_that_fits_folds_itself_predicts_as_one_that_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same models, dealt to the folds that they are of."""
    alone = cross_validate(EXAMPLES, SETS, ROLES, SETTINGS, structure_c=1.0)
    monkeypatch.setattr(crossval, "component", lambda _: Watch().component(folds=True))
    together = cross_validate(EXAMPLES, SETS, ROLES, SETTINGS, structure_c=1.0)
    for a, b in zip(alone, together, strict=True):
        assert (a.example, a.roles, a.structure) == (b.example, b.roles, b.structure)


def test_agreement_is_told_where_there_is_some(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []

    def fit(*given: Any, agreement: Any = None) -> FittedRoles:
        told.append(agreement)
        return COMPONENT.fit(*given)

    monkeypatch.setattr(crossval, "component", lambda _: replace(COMPONENT, fit=fit, fit_folds=None, weighted=True))
    halves = (0.5,) * len(EXAMPLES[1].gold_roles)
    crossval.fit_roles(EXAMPLES[:2], ROLES, SETTINGS)
    crossval.fit_roles([EXAMPLES[0], replace(EXAMPLES[1], agreement=halves)], ROLES, SETTINGS)
    assert told == [None, [(1.0,) * len(EXAMPLES[0].gold_roles), halves]]


@pytest.mark.parametrize("models", [1, 3])
def test_a_component_must_give_a_model_for_each_fold(monkeypatch: pytest.MonkeyPatch, models: int) -> None:
    def some(documents: Any, gold: Any, labels: Any, settings: Any, *_: Any) -> Iterator[FittedRoles]:
        for _ in range(models):
            fitted = fit_chain(documents[:2], gold[:2], labels, settings)
            yield replace(fitted, held_out=(*fitted.held_out, fitted.held_out[0])[:2])

    monkeypatch.setattr(crossval, "component", lambda _: replace(COMPONENT, fit_folds=some))
    monkeypatch.setattr(crossval, "_structure", lambda *_: None)
    with pytest.raises(ValueError, match="zip"):
        cross_validate(EXAMPLES, SETS, ROLES, SETTINGS, structure_c=1.0)


def test_a_component_that_is_not_there() -> None:
    for run in (fit, lambda *given, structure_c: cross_validate(given[0], SETS, *given[1:], structure_c=structure_c)):
        with pytest.raises(ConfigError, match=r"there is no component 'chain\.v0'"):
            run(EXAMPLES, ROLES, replace(SETTINGS, component="chain.v0"), structure_c=1.0)


def test_gold_labels_of_a_held_out_document_do_not_reach_its_prediction() -> None:
    """The same documents with the labels of one fold turned around: its predictions stay as they were."""
    turned = [
        Example(e.document, e.genre, e.gold_roles[::-1], e.gold_stages[::-1], (), {}) if e.document.id in SETS[0] else e
        for e in EXAMPLES
    ]
    right = cross_validate(EXAMPLES, SETS[:1], ROLES, SETTINGS, structure_c=1.0)
    wrong = cross_validate(turned, SETS[:1], ROLES, SETTINGS, structure_c=1.0)
    for a, b in zip(right, wrong, strict=True):
        assert [r.probabilities for r in a.roles] == [r.probabilities for r in b.roles]
        assert a.structure == b.structure


def test_structure_learns_from_probabilities_of_models_that_had_not_seen_the_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = []
    monkeypatch.setattr(crossval, "fit_structure", lambda examples, c: given.extend(examples))
    model, _ = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    assert len(given) == len(EXAMPLES)
    for example in given:
        [seen] = model.probabilities([example.document])
        assert not np.allclose(example.role_probabilities, seen)


def test_structure_reads_probabilities_in_the_order_of_the_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[StructureExample]] = []
    monkeypatch.setattr(crossval, "fit_structure", lambda examples, c: given.append(examples))
    for labels in (ROLES, ROLES[::-1]):
        fit(EXAMPLES, labels, SETTINGS, structure_c=1.0)
    for a, b in zip(*given, strict=True):
        np.testing.assert_allclose(a.role_probabilities, b.role_probabilities, atol=0.02)


def test_documents_outside_the_folds_are_not_predicted() -> None:
    found = cross_validate(EXAMPLES, [frozenset(["en-signals"])], ROLES, SETTINGS, structure_c=1.0)
    assert [p.example.document.id for p in found] == ["en-signals"]
    assert found[0].structure is not None


def test_another_label_set_has_roles_and_no_structure() -> None:
    renamed = [
        Example(e.document, e.genre, tuple("c" if r == "claim" else "x" for r in e.gold_roles), e.gold_stages, (), {})
        for e in EXAMPLES
    ]
    (found,) = cross_validate(renamed, [frozenset(["zh-ferry"])], ("c", "x"), SETTINGS, structure_c=1.0)
    assert found.structure is None
    assert {r.role for r in found.roles} <= {"c", "x"}


def test_progress_is_told_of_each_fold() -> None:
    told: list[str] = []
    cross_validate(EXAMPLES, SETS, ROLES, SETTINGS, structure_c=1.0, progress=told.append)
    assert told == [
        "fold 1/2: 2 documents to learn from, 3 held out",
        "fold 2/2: 3 documents to learn from, 2 held out",
    ]


def test_documents_are_predicted_in_the_order_given() -> None:
    model, structure = fit(EXAMPLES, ROLES, SETTINGS, structure_c=1.0)
    turned = EXAMPLES[::-1]
    found = predict(turned, model, structure)
    assert [p.example for p in found] == turned
    assert [len(p.roles) for p in found] == [len(e.gold_roles) for e in turned]
    assert predict([], model, structure) == []
    assert [p.structure for p in predict(turned, model, None)] == [None] * len(turned)


def test_each_model_is_shown_with_what_it_predicted() -> None:
    shown: list[tuple[RoleModel, list[str]]] = []
    cross_validate(
        EXAMPLES,
        SETS,
        ROLES,
        SETTINGS,
        structure_c=1.0,
        seen=lambda model, predictions: shown.append((model, [p.example.document.id for p in predictions])),
    )
    assert [set(ids) for _, ids in shown] == SETS
    assert shown[0][0] is not shown[1][0]


def test_structure_is_the_same_fitted_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    in_turn = cross_validate(EXAMPLES, SETS, ROLES, SETTINGS, structure_c=1.0)
    monkeypatch.setattr(crossval, "_MANY", 0)
    beside = cross_validate(EXAMPLES, SETS, ROLES, SETTINGS, structure_c=1.0)
    assert [(p.roles, p.structure) for p in beside] == [(p.roles, p.structure) for p in in_turn]
    assert all(p.structure is not None for p in beside)
