"""Role components as a scikit-learn estimator: for a `Pipeline`, a search over settings, or cross-validation.

    from sklearn.model_selection import GridSearchCV, GroupKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    from pipeline.roles.estimator import RoleClassifier
    from pipeline.text.segment import segment

    def read(texts):
        return [segment(text, id=str(i)) for i, text in enumerate(texts)]

    search = GridSearchCV(RoleClassifier("stacked.v1"), {"settings__c": [0.5, 1.0]}, cv=3)
    search.fit(documents, labels)            # labels[i][j]: of sentence j of document i
    search.best_estimator_.predict(others)   # of each document an array of labels

    make_pipeline(FunctionTransformer(read), RoleClassifier(settings={"rounds": 50})).fit(texts, labels)

A sample is a document, so that whatever splits samples splits by document. Where documents repeat each other, give
`groups` and a splitter that keeps them: a search knows nothing of that by itself.

This is the one module of the room that imports scikit-learn when it is imported; nothing else imports it.
"""

from collections.abc import Sequence
from dataclasses import Field, fields
from typing import Any, Final, Self, TypeVar

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from pipeline.domain.document import Document
from pipeline.errors import ConfigError
from pipeline.roles.component import Agreement, Gold, RoleModel, fit_one
from pipeline.roles.registry import component as component_of
from pipeline.scoring.chain import Array

_PREFIX: Final = "settings__"


class RoleClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A role component as a classifier of sentences whose samples are documents.

    Every setting of the component is a parameter too, `settings__NAME`: `set_params(settings__c=2.0)`, and a grid
    `{"settings__c": [0.5, 1.0]}`.

    Args:
        component: name and version, as in a configuration.
        settings: those that are not to be the component's defaults.

    Attributes:
        classes_: the labels, sorted: the columns of `predict_proba`.
        model_: the fitted model, for `pipeline.roles.component.predict`, `explain` and its `threshold`.
        held_out_: of each training document the probabilities given by models that had not seen it.
    """

    # No "classifier" to scikit-learn: it would look for classes in `y` itself, to split by them, and a sequence of
    # sequences it refuses as an old form of several labels to a sample. Samples are dealt into folds as they come.
    _estimator_type = None

    def __init__(self, component: str = "stacked.v1", settings: dict[str, Any] | None = None) -> None:
        self.component = component
        self.settings = settings

    def fit(self, X: Sequence[Document], y: Gold, agreement: Agreement | None = None) -> Self:  # noqa: N803
        """Fit on documents and the labels of their sentences.

        `agreement` has of each label the share of annotators who agree on it, for components that read it
        (`settings__agreement` of stacked.v1).

        Raises:
            ConfigError: there is no such component, or a setting is unknown or out of its bounds.
            TypeError: something in `X` is no document.
            ValueError: labels and sentences do not match, or there is nothing to learn.
        """
        documents = _documents(X)
        settings = self._checked_settings()
        gold = [_labels_of(d, row) for d, row in zip(documents, _matched(documents, y), strict=True)]
        labels = tuple(sorted({label for row in gold for label in row}))
        told = None if agreement is None else _matched(documents, agreement)
        fitted = fit_one(component_of(self.component), documents, gold, labels, settings, told)
        self.model_: RoleModel = fitted.model
        self.held_out_ = list(fitted.held_out)
        self.classes_: npt.NDArray[np.str_] = np.array(labels)
        return self

    def predict_proba(self, X: Sequence[Document]) -> list[Array]:  # noqa: N803
        """Of each document the probability of each of `classes_` for each sentence: (sentences, labels).

        Raises:
            TypeError: something in `X` is no document.
        """
        check_is_fitted(self)
        return self.model_.probabilities(_documents(X))

    def predict(self, X: Sequence[Document]) -> npt.NDArray[np.object_]:  # noqa: N803
        """Of each document the most probable label of each sentence.

        Returns:
            Shape (documents,), of arrays of shape (sentences,).
        """
        probabilities = self.predict_proba(X)
        found = np.empty(len(probabilities), dtype=np.object_)
        for i, rows in enumerate(probabilities):
            found[i] = self.classes_[rows.argmax(axis=1)]
        return found

    def score(self, X: Sequence[Document], y: Gold, sample_weight: Sequence[float] | None = None) -> float:  # noqa: N803
        """The share of all sentences that get their label; a weight is of every sentence of a document.

        Raises:
            ValueError: labels and sentences do not match, or there is no sentence with a weight.
        """
        gold = _matched(X, y)
        right = [a == np.asarray(b, dtype=np.str_) for a, b in zip(self.predict(X), gold, strict=True)]
        weights = np.ones(len(right)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        total = weights @ [len(row) for row in right]
        if not total > 0:
            raise ValueError("there is no sentence to score on")
        return float(weights @ [row.sum() for row in right] / total)

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Parameters by name; with `deep` those of the component too, with the values that they would have."""
        found: dict[str, Any] = super().get_params(deep=False)
        if deep:
            given = self.settings if isinstance(self.settings, dict) else {}
            found |= {_PREFIX + name: value for name, value in (self._defaults() | given).items()}
        return found

    def set_params(self, **params: Any) -> Self:
        """Set parameters by name. The dictionary of settings that was given before is left as it is.

        Raises:
            ValueError: there is no such parameter.
        """
        of_settings = {name.removeprefix(_PREFIX): v for name, v in params.items() if name.startswith(_PREFIX)}
        super().set_params(**{name: v for name, v in params.items() if not name.startswith(_PREFIX)})
        if of_settings:
            known = self._defaults()
            unknown = sorted(of_settings.keys() - known.keys())
            if unknown:
                raise ValueError(f"{self.component} has no setting {unknown[0]!r}; it has {', '.join(known)}")
            self.settings = {**(self.settings or {}), **of_settings}
        return self

    def __sklearn_tags__(self) -> Any:
        """Documents are no array; and see `_estimator_type`."""
        tags = super().__sklearn_tags__()
        tags.estimator_type = None
        tags.classifier_tags = None
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.target_tags.one_d_labels = False
        return tags

    def _defaults(self) -> dict[str, Any]:
        """Of the component's settings; none where there is no such component, which only `fit` complains of."""
        try:
            settings = component_of(self.component).settings()
        except (ConfigError, TypeError):  # of a component that is no string, too
            return {}
        return {f.name: getattr(settings, f.name) for f in fields(settings)}

    def _checked_settings(self) -> Any:
        kind = component_of(self.component).settings
        by_name = {f.name: f for f in fields(kind)}
        checked = {}
        for name, value in (self.settings or {}).items():
            if name not in by_name:
                remedy = f"Those there are: {', '.join(by_name)}"
                raise ConfigError("it is unknown", where=f"settings.{name}", remedy=remedy)
            checked[name] = _checked(name, value, by_name[name])
        return kind(**checked)


def _checked(name: str, value: Any, field: "Field[Any]") -> Any:
    """A setting as its field has it, numbers of NumPy as those of Python.

    Raises:
        ConfigError: it is of another type, or out of its bounds.
    """
    kind = type(field.default)
    value = value.item() if isinstance(value, np.generic) else value
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise ConfigError(f"it is {value!r}", where=f"settings.{name}", remedy=f"Give a value of type {kind.__name__}")
    bounds = field.metadata.get("bounds")
    if bounds is None:
        return value
    from_low = value >= bounds.low if bounds.from_low else value > bounds.low
    if not (from_low and value <= bounds.high):
        remedy = f"Give a number {'from' if bounds.from_low else 'above'} {bounds.low:g} to {bounds.high:g}"
        raise ConfigError(f"it is {value}", where=f"settings.{name}", remedy=remedy)
    return value


def _documents(given: Sequence[Document]) -> list[Document]:
    """What is given, if all of it is documents.

    Raises:
        TypeError: it is not.
    """
    found = list(given)
    for one in found:
        if not isinstance(one, Document):
            raise TypeError(
                f"give documents, such as pipeline.text.segment.segment makes of texts, not {type(one).__name__}"
            )
    return found


def _labels_of(document: Document, row: Sequence[Any]) -> list[str]:
    """The labels of a document's sentences.

    Raises:
        ValueError: one is no string, or empty; or `row` is a string, of which each letter would be a label.
    """
    if isinstance(row, str):
        raise ValueError(f"document {document.id!r} has the labels {row!r}: give a sequence of strings")
    wrong = [label for label in row if not isinstance(label, str) or not label]
    if wrong:
        raise ValueError(f"document {document.id!r} has a label {wrong[0]!r}: a label is a string, and not empty")
    return [str(label) for label in row]


_T = TypeVar("_T")


def _matched(documents: Sequence[Document], gold: Sequence[Sequence[_T]]) -> Sequence[Sequence[_T]]:
    """The labels, or what else is told of each sentence, if there is one for each sentence.

    Raises:
        ValueError: there is not.
    """
    if len(documents) != len(gold):
        raise ValueError(f"there are {len(documents)} documents and labels of {len(gold)}")
    for d, row in zip(documents, gold, strict=True):
        if len(d.sentences) != len(row):
            raise ValueError(f"document {d.id!r} has {len(d.sentences)} sentences and {len(row)} labels")
    return gold
