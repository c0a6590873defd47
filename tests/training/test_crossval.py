"""Cross-validation: no model predicts a document that it, or what it was tuned on, has seen."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from pipeline.domain.labels import ROLES
from pipeline.roles.fitting import FitSettings, fit_roles
from pipeline.structure.fitting import StructureExample, fit_structure
from pipeline.training import crossval
from pipeline.training.crossval import cross_validate, fit, predict
from pipeline.training.examples import Example, from_annotation
from tests.training.samples import ARTICLES, FOLDS, article

SETTINGS = FitSettings(inner_folds=2)
EXAMPLES = [from_annotation(article(id)) for id in ARTICLES]
SETS = [frozenset(fold) for fold in FOLDS]


def test_no_model_is_fitted_on_a_document_that_it_predicts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every model carries the texts it has learned from; predicting a text that it carries is a leak."""
    seen_by: dict[int, set[str]] = {}
    models = []  # kept alive, so that ids stay theirs
    predicted: list[str] = []
    structured: list[str] = []

    def spy_roles(documents: Sequence[Any], gold: Any, labels: Any, settings: Any) -> Any:
        fitted = fit_roles(documents, gold, labels, settings)
        models.append(fitted.model)
        seen_by[id(fitted.model)] = {d.text for d in documents}
        return fitted

    def spy_structure(examples: Sequence[StructureExample], *, c: float) -> Any:
        model = fit_structure(examples, c=c)
        models.append(model)
        seen_by[id(model)] = {e.document.text for e in examples}
        return model

    def spy_predict(example: Example, model: Any, structure: Any) -> Any:
        for used in (model, structure):
            assert example.document.text not in seen_by[id(used)]
        predicted.append(example.document.id)
        structured.append(example.document.id)
        return predict(example, model, structure)

    monkeypatch.setattr(crossval, "fit_roles", spy_roles)
    monkeypatch.setattr(crossval, "fit_structure", spy_structure)
    monkeypatch.setattr(crossval, "predict", spy_predict)
    found = cross_validate(EXAMPLES, SETS, ROLES, SETTINGS, structure_c=1.0)
    assert sorted(predicted) == sorted(ARTICLES)
    assert [p.example for p in found] == EXAMPLES
    assert {len(texts) for texts in seen_by.values()} == {2, 3}


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
    for example in given:
        seen = model.probabilities(example.document)
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


def test_sections_that_only_stages_tell_apart_are_one_when_predicted() -> None:
    document = EXAMPLES[0].document
    bare = crossval.replace(
        document, headings=(), sections=tuple(crossval.replace(s, heading=None) for s in document.sections)
    )
    joined = crossval._unstaged(bare)
    assert [(s.id, s.start, s.end) for s in joined.sections] == [("c1", 0, len(document.text))]
    assert {s.section for s in joined.sentences} == {"c1"}
    assert crossval._unstaged(document) == document


def test_progress_is_told_of_each_fold() -> None:
    told: list[str] = []
    cross_validate(EXAMPLES, SETS, ROLES, SETTINGS, structure_c=1.0, progress=told.append)
    assert told == [
        "fold 1/2: 2 documents to learn from, 3 held out",
        "fold 2/2: 3 documents to learn from, 2 held out",
    ]
