"""What a role component is: settings, a way to fit a model, and a way to keep it as arrays and JSON values.

A component is the part of a pipeline that gives each sentence of a document a label. `pipeline.roles.registry` finds
it by its name and version; training, evaluation and analysis know it through the types of this module alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.domain.analysis import Cue as Cue
from pipeline.domain.analysis import RoleLabel
from pipeline.domain.document import Document
from pipeline.scoring.chain import Array

Arrays = Mapping[str, npt.NDArray[Any]]


class Bounds(NamedTuple):
    """What a number among the settings may be: `low` is allowed where `from_low`; `high` always is."""

    low: float
    high: float
    from_low: bool = False


def bounded(default: float, low: float, high: float, *, from_low: bool = False, optional: bool = False) -> Any:
    """A numeric field of a settings class, with the bounds that a configuration is held to.

    One that is `optional` may be left out of a configuration.
    """
    return field(default=default, metadata={"bounds": Bounds(low, high, from_low), "optional": optional})


class RoleModel(Protocol):
    """A fitted model of roles. Frozen: predicting never changes it."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The label set, in the order of probabilities."""

    @property
    def threshold(self) -> float:
        """A top probability below this is `uncertain`."""

    def probabilities(self, documents: Sequence[Document]) -> list[Array]:
        """Of each document the probability of each label for each sentence: (sentences, labels), rows summing to 1."""

    def explain(self, document: Document, *, limit: int = 8) -> list[tuple[Cue, ...]]:
        """Of each sentence the cues that counted most for its most probable label, the strongest first."""


@dataclass(frozen=True, eq=False)
class FittedRoles:
    """A fitted model, and for each training document the probabilities given by models that had not seen it."""

    model: RoleModel
    held_out: tuple[Array, ...]


Gold = Sequence[Sequence[str]]
Agreement = Sequence[Sequence[float]]
Progress = Callable[[str], None]
Fit = Callable[..., FittedRoles]  # (documents, gold, labels, settings), and `agreement=` where it is `weighted`
FitFolds = Callable[..., Iterator[FittedRoles]]  # (documents, gold, labels, settings, folds, progress), the same


@dataclass(frozen=True, slots=True)
class RoleComponent:
    """One kind of role model.

    Attributes:
        settings: a frozen dataclass of numbers, strings and booleans, all with defaults; its fields are the keys of
            `[roles]` in a configuration beside `component`. One that came later than configurations did has
            `optional` in its field's metadata, and may be left out.
        fit: documents, the gold labels of their sentences, the label set and settings to a fitted model. Raises
            ValueError where there is nothing to learn: no document, a label outside the set, only one label.
        pack: a model as arrays and JSON values, from which `unpack` makes it again.
        unpack: raises KeyError, TypeError or ValueError where arrays and values do not fit each other.
        fit_folds: as `fit`, and sets of indices into the documents: a model for each, fitted on the documents outside
            it, `held_out` being of those. What several fits have in common need be computed only once.
        description: a sentence or two for a model card: what kind of model it is, what it looks at, what it rests on.
        weighted: whether `fit` and `fit_folds` take `agreement` too, of each label the share of annotators who agree
            on it, 0 to 1; None where nobody says.
    """

    settings: type
    fit: Fit
    pack: Callable[[Any], tuple[Arrays, Mapping[str, Any]]]
    unpack: Callable[[Arrays, Mapping[str, Any]], RoleModel]
    fit_folds: FitFolds | None = None
    description: str = ""
    weighted: bool = False


def fit_one(
    component: RoleComponent,
    documents: Sequence[Document],
    gold: Gold,
    labels: Sequence[str],
    settings: Any,
    agreement: Agreement | None = None,
) -> FittedRoles:
    """A model of all documents, which reads `agreement` where its component does.

    Raises:
        ValueError: there is nothing to learn.
    """
    return component.fit(documents, gold, labels, settings, **_told(component, agreement))


def _told(component: RoleComponent, agreement: Agreement | None) -> dict[str, Any]:
    return {"agreement": agreement} if component.weighted and agreement is not None else {}


def fit_folds(
    component: RoleComponent,
    documents: Sequence[Document],
    gold: Gold,
    labels: Sequence[str],
    settings: Any,
    folds: Sequence[AbstractSet[int]],
    progress: Progress = lambda _: None,
    agreement: Agreement | None = None,
) -> Iterator[FittedRoles]:
    """A model for each fold, fitted on the documents that are not in it; see `fit_one`.

    Raises:
        ValueError: there is nothing to learn outside a fold.
    """
    if component.fit_folds is not None:
        told = _told(component, agreement)
        yield from component.fit_folds(documents, gold, labels, settings, folds, progress, **told)
        return
    for k, fold in enumerate(folds, 1):
        rest = [i for i in range(len(documents)) if i not in fold]
        progress(f"fold {k}/{len(folds)}: {len(rest)} documents to learn from, {len(fold)} held out")
        of_rest = None if agreement is None else [agreement[i] for i in rest]
        yield fit_one(component, [documents[i] for i in rest], [gold[i] for i in rest], labels, settings, of_rest)


def predict(model: RoleModel, documents: Sequence[Document]) -> list[tuple[RoleLabel, ...]]:
    """The most probable role of each sentence of each document."""
    return [label_rows(p, model.labels, model.threshold) for p in model.probabilities(documents)]


def label_rows(probabilities: Array, labels: tuple[str, ...], threshold: float) -> tuple[RoleLabel, ...]:
    """Rows of probabilities as role labels."""
    found = []
    for row in probabilities:
        top = int(row.argmax())
        by_label = {label: float(p) for label, p in zip(labels, row, strict=True)}
        found.append(RoleLabel(labels[top], by_label, bool(row[top] < threshold)))
    return tuple(found)


def check_gold(gold: Gold, labels: Sequence[str]) -> list[npt.NDArray[np.intp]]:
    """Gold labels as indices into `labels`, an array for each document.

    Raises:
        ValueError: a label is not in `labels`, or there are fewer than two different ones.
    """
    index = {label: i for i, label in enumerate(labels)}
    unknown = sorted({g for row in gold for g in row} - set(labels))
    if unknown:
        raise ValueError(f"labels {unknown} are not among {list(labels)}")
    if len({g for row in gold for g in row}) < 2:
        raise ValueError("training needs at least two different labels")
    return [np.array([index[g] for g in row], dtype=np.intp) for row in gold]


def choose_threshold(probabilities: Array, y: npt.NDArray[np.intp], target: float) -> float:
    """The lowest threshold at which the sentences kept are right with frequency `target`; at most 0.95.

    The risk–coverage trade of El-Yaniv and Wiener (2010, On the foundations of noise-free selective classification).
    """
    if len(y) == 0:
        return 0.5
    top = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == y
    order = np.argsort(-top, kind="stable")
    accuracy = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(accuracy >= target)
    kept = int(good[-1]) if len(good) else 0
    return float(min(0.95, round(float(top[order][kept]), 4)))


def draw_folds(documents: int, count: int, seed: int) -> list[frozenset[int]]:
    """Indices of `documents` dealt into at most `count` folds at random; none where there are fewer than two."""
    order = np.random.default_rng(seed).permutation(documents)
    count = min(count, documents)
    return [frozenset(int(i) for i in order[k::count]) for k in range(count)] if count > 1 else []
