"""Role components in scikit-learn: pipelines, searches, and those of its own checks that need no table of numbers."""

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, KFold, cross_val_predict, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils import estimator_checks

from pipeline.domain.document import Document
from pipeline.errors import ConfigError
from pipeline.roles.component import predict
from pipeline.roles.estimator import RoleClassifier
from pipeline.roles.registry import component
from pipeline.text.segment import segment
from tests.roles.stacked.samples import DOCUMENTS, GOLD, document

QUICK = {"rounds": 3, "smallest_leaf": 2, "inner_folds": 2}

# Those of scikit-learn's checks that look at an estimator alone, or at what it does before it is fitted.
CHECKS = [
    estimator_checks.check_do_not_raise_errors_in_init_or_set_params,
    estimator_checks.check_estimator_cloneable,
    estimator_checks.check_estimator_repr,
    estimator_checks.check_estimators_unfitted,
    estimator_checks.check_get_params_invariance,
    estimator_checks.check_mixin_order,
    estimator_checks.check_no_attributes_set_in_init,
    estimator_checks.check_parameters_default_constructible,
    estimator_checks.check_set_params,
    estimator_checks.check_valid_tag_types,
]
# All others give `fit` a table of numbers, which is no document: what of it holds for documents is tested here below.
ELSEWHERE = {
    "check_fit_idempotent": "test_fitting_again_gives_the_same",
    "check_dict_unchanged": "test_nothing_but_fitting_changes_it",
    "check_estimators_pickle": "test_nothing_but_fitting_changes_it",
    "check_dont_overwrite_parameters": "test_parameters_stay_as_they_were_given",
    "check_estimators_overwrite_params": "test_parameters_stay_as_they_were_given",
    "check_estimators_fit_returns_self": "test_parameters_stay_as_they_were_given",
    "check_fit_check_is_fitted": "test_before_it_is_fitted",
    "check_methods_sample_order_invariance": "test_neither_order_nor_company_counts",
    "check_methods_subset_invariance": "test_neither_order_nor_company_counts",
    "check_pipeline_consistency": "test_in_a_pipeline_from_texts",
    "check_fit_score_takes_y": "test_the_score_by_hand",
    "check_classifiers_one_label": "test_what_does_not_match_is_refused",
    "check_estimators_empty_data_messages": "test_what_does_not_match_is_refused",
}


def quick(**settings: Any) -> RoleClassifier:
    return RoleClassifier(settings={**QUICK, **settings})


@pytest.fixture(scope="module")
def fitted() -> RoleClassifier:
    return quick().fit(DOCUMENTS, GOLD)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("estimator", [RoleClassifier(), quick(), RoleClassifier("chain.v1")])
def test_checks_of_scikit_learn(check: Callable[..., None], estimator: RoleClassifier) -> None:
    check("RoleClassifier", clone(estimator))


def test_the_checks_that_are_done_here_exist_there() -> None:
    for check, test in ELSEWHERE.items():
        assert hasattr(estimator_checks, check)
        assert test in globals()


def test_it_says_what_the_component_says(fitted: RoleClassifier) -> None:
    found = component("stacked.v1")
    labels = tuple(sorted({g for row in GOLD for g in row}))
    alone = found.fit(DOCUMENTS, GOLD, labels, found.settings(**QUICK))
    assert fitted.classes_.tolist() == list(labels)
    for a, b in zip(fitted.predict_proba(DOCUMENTS), alone.model.probabilities(DOCUMENTS), strict=True):
        np.testing.assert_array_equal(a, b)
    for a, b in zip(fitted.held_out_, alone.held_out, strict=True):
        np.testing.assert_array_equal(a, b)
    roles = predict(alone.model, DOCUMENTS)
    assert [row.tolist() for row in fitted.predict(DOCUMENTS)] == [[r.role for r in rows] for rows in roles]


def test_another_component() -> None:
    found = RoleClassifier("chain.v1", {"inner_folds": 2, "c": 1}).fit(DOCUMENTS, GOLD)
    assert type(found.model_).__name__ == "ChainModel"
    assert found.score(DOCUMENTS, GOLD) > 0.5


def test_a_search_over_settings() -> None:
    search = GridSearchCV(quick(), {"settings__c": [1e-6, 1.0], "settings__rounds": [2]}, cv=2, error_score="raise")
    search.fit(DOCUMENTS, GOLD)
    tried = [p["settings__c"] for p in search.cv_results_["params"]]
    assert tried == [1e-6, 1.0]
    assert search.best_estimator_.settings == {**QUICK, **{n[10:]: v for n, v in search.best_params_.items()}}
    assert search.predict(DOCUMENTS).shape == (5,)
    # What a split scores is what a fit on the rest of its documents scores.
    train, test = next(iter(KFold(2).split(DOCUMENTS)))
    alone = quick(c=1e-6, rounds=2).fit([DOCUMENTS[i] for i in train], [GOLD[i] for i in train])
    expected = alone.score([DOCUMENTS[i] for i in test], [GOLD[i] for i in test])
    assert search.cv_results_["split0_test_score"][0] == pytest.approx(expected)


def read(texts: list[str]) -> list[Document]:
    return [segment(text, id=f"d{i}") for i, text in enumerate(texts)]


def test_in_a_pipeline_from_texts() -> None:
    texts = [f"修{a}的意义重大。去年修了{n}公里。" for n, a in enumerate("渠路桥堤")]
    gold = [["claim", "evidence"]] * 4
    found = make_pipeline(FunctionTransformer(read), quick()).fit(texts, gold)
    assert [row.tolist() for row in found.predict(texts)] == gold
    assert found.score(texts, gold) == 1
    again = quick().fit(read(texts), gold)
    for a, b in zip(found.predict_proba(texts), again.predict_proba(read(texts)), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_search_over_a_pipeline() -> None:
    pipeline = Pipeline([("same", FunctionTransformer()), ("roles", quick())])
    search = GridSearchCV(pipeline, {"roles__settings__c": [0.5, 1.0]}, cv=2, error_score="raise", refit=False)
    assert len(search.fit(DOCUMENTS, GOLD).cv_results_["params"]) == 2


def test_cross_validation_by_document() -> None:
    scores = cross_val_score(quick(), DOCUMENTS, GOLD, cv=5)
    found = cross_val_predict(quick(), DOCUMENTS, GOLD, cv=5)
    assert [len(row) for row in found] == [len(row) for row in GOLD]
    for row, gold, score in zip(found, GOLD, scores, strict=True):
        assert (row == np.array(gold)).mean() == pytest.approx(score)
    assert not is_classifier(quick())  # else folds would be drawn by label, of samples that have many
    assert quick()._estimator_type is None  # what releases before 1.6 look at


def test_the_score_by_hand(fitted: RoleClassifier) -> None:
    """Of 2 + 1 sentences one is right; with weights 3 and 1 it is 3 of 7."""
    documents = [document(["渡口", "书屋"]), document(["门槛"])]
    said = [row.tolist() for row in fitted.predict(documents)]
    gold = [[said[0][0], "no"], ["no"]]
    assert fitted.score(documents, gold) == pytest.approx(1 / 3)
    assert fitted.score(documents, gold, sample_weight=[3, 1]) == pytest.approx(3 / 7)
    with pytest.raises(ValueError, match="no sentence to score on"):
        fitted.score([document()], [[]])


def test_parameters_by_name() -> None:
    estimator = RoleClassifier(settings={"rounds": 3})
    assert estimator.get_params(deep=False) == {"component": "stacked.v1", "settings": {"rounds": 3}}
    found = estimator.get_params()
    assert (found["settings__rounds"], found["settings__seed"]) == (3, 0)
    given = estimator.settings
    assert estimator.set_params(settings__c=2.0) is estimator
    assert estimator.settings == {"rounds": 3, "c": 2.0}
    assert given == {"rounds": 3}
    estimator.set_params(component="chain.v1", settings={}, settings__min_count=3)
    assert (estimator.component, estimator.settings) == ("chain.v1", {"min_count": 3})
    assert estimator.get_params()["settings__c"] == 4.0
    with pytest.raises(ValueError, match=r"chain\.v1 has no setting 'rounds'; it has c, min_count"):
        estimator.set_params(settings__rounds=3)
    with pytest.raises(ValueError, match="Invalid parameter 'c'"):
        estimator.set_params(c=1.0)


def test_a_clone_is_another_with_the_same_settings() -> None:
    estimator = quick()
    other = clone(estimator)
    assert other.settings == estimator.settings
    assert other.settings is not estimator.settings
    assert clone(RoleClassifier()).settings is None


def test_parameters_stay_as_they_were_given() -> None:
    settings = dict(QUICK)
    estimator = RoleClassifier(settings=settings)
    before = set(vars(estimator))
    assert estimator.fit(DOCUMENTS, GOLD) is estimator
    assert estimator.settings is settings
    assert settings == QUICK
    assert set(vars(estimator)) - before == {"model_", "held_out_", "classes_"}


def test_fitting_again_gives_the_same(fitted: RoleClassifier) -> None:
    other = quick().fit(DOCUMENTS[:4], GOLD[:4]).fit(DOCUMENTS, GOLD)
    for a, b in zip(fitted.predict_proba(DOCUMENTS), other.predict_proba(DOCUMENTS), strict=True):
        np.testing.assert_array_equal(a, b)


def test_nothing_but_fitting_changes_it(fitted: RoleClassifier) -> None:
    before = vars(fitted).copy()
    said = fitted.predict_proba(DOCUMENTS)
    fitted.predict(DOCUMENTS)
    fitted.score(DOCUMENTS, GOLD)
    assert vars(fitted) == before
    for a, b in zip(pickle.loads(pickle.dumps(fitted)).predict_proba(DOCUMENTS), said, strict=True):
        np.testing.assert_array_equal(a, b)


def test_neither_order_nor_company_counts(fitted: RoleClassifier) -> None:
    documents = [document(["渡口好", "书屋"]), document(), document(["门槛"])]
    together = fitted.predict_proba(documents)
    for d, p, q in zip(documents, together, fitted.predict_proba(documents[::-1])[::-1], strict=True):
        np.testing.assert_array_equal(p, q)
        np.testing.assert_array_equal(p, fitted.predict_proba([d])[0])
    assert fitted.predict([]).shape == (0,)


def test_before_it_is_fitted() -> None:
    for ask in (quick().predict, quick().predict_proba):
        with pytest.raises(NotFittedError):
            ask(DOCUMENTS)


@pytest.mark.parametrize(
    ("documents", "gold", "message"),
    [
        (DOCUMENTS, GOLD[:-1], "there are 5 documents and labels of 4"),
        (DOCUMENTS[:1], [GOLD[0][:-1]], "document 'zh-ferry' has 10 sentences and 9 labels"),
        (DOCUMENTS[:1], [[None] * 10], "document 'zh-ferry' has a label None: a label is a string, and not empty"),
        (DOCUMENTS[:1], [[""] * 10], "document 'zh-ferry' has a label ''"),
        (DOCUMENTS[:1], ["abcdefghij"], "document 'zh-ferry' has the labels 'abcdefghij': give a sequence of strings"),
        ([], [], "two different labels"),
        (DOCUMENTS[:1], [["claim"] * 10], "two different labels"),
    ],
)
def test_what_does_not_match_is_refused(documents: list[Document], gold: list[list[str]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        quick().fit(documents, gold)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rouds": 3}, "settings.rouds: it is unknown. Those there are: c, rounds"),
        ({"c": 0}, "settings.c: it is 0.0. Give a number above 0 to 10000"),
        ({"c": np.float64("nan")}, "settings.c: it is nan. Give a number above 0"),
        ({"leaves": 9}, "settings.leaves: it is 9. Give a number from 2 to 8"),
        ({"rounds": 2.5}, "settings.rounds: it is 2.5. Give a value of type int"),
        ({"rounds": True}, "settings.rounds: it is True. Give a value of type int"),
        ({"balance": 1}, "settings.balance: it is 1. Give a value of type bool"),
    ],
)
def test_settings_are_checked_when_fitting(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        RoleClassifier(settings=settings).fit(DOCUMENTS, GOLD)
    assert str(caught.value).startswith(message)


def test_numbers_of_numpy_are_numbers() -> None:
    """A grid from `np.linspace` or `np.arange` holds these."""
    a = quick(c=np.float64(2), rounds=np.int64(3)).fit(DOCUMENTS, GOLD)
    b = quick(c=2.0, rounds=3).fit(DOCUMENTS, GOLD)
    for p, q in zip(a.predict_proba(DOCUMENTS), b.predict_proba(DOCUMENTS), strict=True):
        np.testing.assert_array_equal(p, q)


def test_a_component_that_there_is_not_is_said_when_fitting() -> None:
    estimator = RoleClassifier("stcked.v1")
    assert estimator.get_params() == {"component": "stcked.v1", "settings": None}
    with pytest.raises(ConfigError, match=r"Did you mean stacked\.v1"):
        estimator.fit(DOCUMENTS, GOLD)


def test_nothing_else_of_the_room_imports_scikit_learn() -> None:
    code = (
        "import sys; import pipeline.roles.stacked.fitting, pipeline.roles.registry; "
        "assert not {'sklearn', 'scipy', 'lightgbm', 'joblib'} & set(sys.modules); "
        "import pipeline.roles.estimator; assert 'sklearn' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
