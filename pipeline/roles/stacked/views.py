"""Linear views of a sentence: each a set of feature families, of the sentence itself and of its neighbours.

A view scores the labels from its features by one linear classifier. That it hears of the neighbours is a matter of
adding up: the features of the sentence before times their weights, moved down by one sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np

from pipeline.roles.stacked.families import FAMILIES
from pipeline.roles.stacked.layout import Layout, Runs, shifted
from pipeline.roles.stacked.tokens import Indices
from pipeline.roles.stacked.vocabulary import Floats
from pipeline.scoring.chain import Array

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Part(NamedTuple):
    """A family as part of a view: of the sentence itself (`of` is 0), or of the one so many places after it."""

    family: str
    weight: float
    of: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """`learner`: of its weights; `c`: for "margin" the inverse strength of the penalty."""

    parts: tuple[Part, ...]
    learner: Literal["margin", "naive"]
    c: float = 1.0


_TEXT: Final = (Part("unit", 0.6), Part("pair", 0.8), Part("long", 1.0), Part("inner", 1.0))
VIEWS: Final[dict[str, View]] = {
    "full": View(
        (
            Part("unit", 0.5),
            Part("pair", 0.7),
            Part("long", 0.8),
            Part("inner", 0.6),
            Part("edge", 0.7),
            Part("word", 0.8),
            Part("phrase", 0.6),
            *(Part("word", w, k) for k, w in ((-1, 0.5), (1, 0.5), (-2, 0.3), (2, 0.3))),
            Part("edge", 0.5, -1),
            Part("edge", 0.5, 1),
            Part("place", 1.0),
            Part("cross", 0.6),
            Part("heading", 0.8),
        ),
        "margin",
        0.1,
    ),
    "text": View(_TEXT, "margin", 0.2),
    "edge": View((Part("edge", 1.0),), "margin", 0.2),
    "naive": View(_TEXT, "naive"),
    "naive word": View((Part("word", 1.0),), "naive"),
}
NAMES: Final = tuple(VIEWS)
# The weights of a family's every use lie side by side: the columns of one product.
USES: Final = {
    family: tuple((view, part) for view, v in VIEWS.items() for part in v.parts if part.family == family)
    for family in FAMILIES
}


@dataclass(frozen=True, eq=False)
class LinearViews:
    """All views fitted on the same sentences.

    Attributes:
        weights: of each family, shape (rows of its vocabulary, uses, labels), `uses` in the order of `USES`.
        bias: shape (views, labels).
    """

    weights: Mapping[str, Floats]
    bias: Floats

    def scores(self, matrices: "Mapping[str, csr_array]", layout: Layout) -> Floats:
        """Scores of all labels by all views: shape (views, labels, sentences)."""
        result = np.repeat(self.bias[:, :, None], len(layout), axis=2)
        for family, uses in USES.items():
            weights = self.weights[family]
            rows, _, labels = weights.shape
            if rows == 0:
                continue
            # Sentences last: additions over a few labels at a time would take longer than the product.
            products = np.ascontiguousarray((matrices[family] @ weights.reshape(rows, -1)).T)
            for k, (view, part) in enumerate(uses):
                of_part = products[k * labels : (k + 1) * labels]
                result[NAMES.index(view)] += shifted(of_part, layout.documents, part.of, 0.0)
        return result


def fit_view(
    view: View,
    matrices: "Mapping[str, csr_array]",
    layout: Layout,
    rows: Indices,
    gold: Indices,
    labels: int,
    c: float,
    sample_weight: Array | None = None,
) -> tuple[list[Floats], Floats]:
    """Weights of each part of a view, (rows of its vocabulary, labels), and the bias, (labels,).

    Args:
        view: which.
        matrices: of each family the sentences as rows.
        layout: of the sentences.
        rows: the sentences to learn from.
        gold: the label of each of these.
        labels: how many there are; one that no sentence has gets the same low score everywhere.
        c: multiplies the view's own.
        sample_weight: what each of these sentences counts; None where all count alike.
    """
    from scipy.sparse import hstack

    blocks = [part.weight * moved_matrix(matrices[part.family], part.of, layout.documents)[rows] for part in view.parts]
    matrix = hstack(blocks, format="csr")
    matrix.sum_duplicates()
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    present = np.unique(gold)
    coefficients: Any
    bias: Any
    if len(present) < 2 or matrix.shape[1] == 0:
        coefficients, bias = np.zeros((len(present), matrix.shape[1])), np.zeros(len(present))
    elif view.learner == "margin":
        coefficients, bias = _support_vectors(matrix, gold, c * view.c, sample_weight)
    else:
        coefficients, bias = _naive_bayes(matrix, gold, sample_weight)
    weights = np.zeros((matrix.shape[1], labels), dtype=np.float32)
    weights[:, present] = coefficients.T
    all_bias = np.full(labels, _NEVER, dtype=np.float32)
    all_bias[present] = bias
    ends = np.cumsum([block.shape[1] for block in blocks])
    parts = np.split(weights, ends[:-1])
    return [np.float32(part.weight) * w for part, w in zip(view.parts, parts, strict=True)], all_bias


_NEVER: Final = -2.0  # beyond the margin of what is not a label


def _support_vectors(matrix: Any, gold: Indices, c: float, sample_weight: Array | None) -> tuple[Any, Any]:
    """Coefficients (labels, features) and intercepts of one-against-all classifiers (Fan et al. 2008, LIBLINEAR)."""
    from sklearn.svm import LinearSVC

    learner = LinearSVC(C=c, tol=0.01, max_iter=1000, dual="auto", random_state=0)
    fitted = learner.fit(matrix, gold, sample_weight)
    if len(fitted.classes_) == 2:  # scikit-learn keeps one row for two classes
        return np.concatenate([-fitted.coef_, fitted.coef_]), np.concatenate([-fitted.intercept_, fitted.intercept_])
    return fitted.coef_, fitted.intercept_


def _naive_bayes(matrix: Any, gold: Indices, sample_weight: Array | None) -> tuple[Any, Any]:
    """Complement naive Bayes on weighted rows of length 1 (Rennie et al. 2003), centred over the labels."""
    from sklearn.naive_bayes import ComplementNB

    fitted = ComplementNB(alpha=0.3).fit(matrix, gold, sample_weight)
    weights = fitted.feature_log_prob_ - fitted.feature_log_prob_.mean(axis=0)
    return weights, np.zeros(len(weights))


def steps(weights: Floats) -> Floats:
    """What the weights of each use and label are counted in: 127 steps to the greatest; (uses, labels)."""
    most = np.abs(weights).max(axis=0, initial=0)
    result: Floats = np.where(most > 0, most / 127, 1).astype(np.float32)
    return result


def rounded(weights: Floats) -> Floats:
    """Weights, (rows, uses, labels), as whole multiples of their steps: what 8 bits hold of them."""
    step = steps(weights)
    result: Floats = np.rint(weights / step).astype(np.float32) * step
    return result


def moved_matrix(matrix: "csr_array", of: int, documents: Runs) -> "csr_array":
    """For each sentence the features of the one `of` places after it, none where there is no such sentence."""
    from scipy.sparse import csr_array

    if of == 0:
        return matrix
    n = matrix.shape[0]
    to = np.flatnonzero((documents.left >= of) & (documents.place >= -of))
    shift = csr_array((np.ones(len(to), dtype=np.float32), (to, to + of)), shape=(n, n))
    return csr_array(shift @ matrix)
