"""A trained role classifier: a linear scorer of sentences, joined along the sequence, calibrated."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.domain.document import Document
from pipeline.roles.chain.features import extract
from pipeline.roles.component import Cue
from pipeline.scoring.chain import Array, log_softmax, marginals
from pipeline.scoring.linear import Floats, LinearScorer


@dataclass(frozen=True, eq=False)
class ChainModel:
    """Predicts the role of each sentence of a document.

    Attributes:
        linear: scores of the roles from named features.
        transitions: shape (2, labels + 1, labels), log-ratios log P(b | a) / P(b): `[0]` within a paragraph, `[1]`
            across a paragraph break; the last row stands for the beginning of the document.
        transition_weight: how much the sequence counts against the sentence.
        temperature: divides the linear scores (Guo et al. 2017, On calibration of modern neural networks).
        threshold: a top probability below this is `uncertain`.
    """

    linear: LinearScorer
    transitions: Floats
    transition_weight: float
    temperature: float
    threshold: float

    @property
    def labels(self) -> tuple[str, ...]:
        """The label set, in the order of probabilities."""
        return self.linear.classes

    def probabilities(self, documents: Sequence[Document]) -> list[Array]:
        """Calibrated probability of each label for each sentence of each document."""
        return [
            posterior(
                self.linear.scores(extract(document)),
                paragraph_breaks(document),
                self.transitions,
                self.transition_weight,
                self.temperature,
            )
            for document in documents
        ]

    def explain(self, document: Document, *, limit: int = 8) -> list[tuple[Cue, ...]]:
        """The features of each sentence that raise the score of its label most above the mean of all labels."""
        [probabilities] = self.probabilities([document])
        return [
            tuple(Cue(*found) for found in self.linear.contributions(features, int(row.argmax()))[:limit])
            for features, row in zip(extract(document), probabilities, strict=True)
        ]


def paragraph_breaks(document: Document) -> npt.NDArray[np.bool_]:
    """For each sentence, whether it opens a paragraph; shape (sentences,)."""
    paragraphs = np.array([s.paragraph for s in document.sentences], dtype=np.intp)
    return np.concatenate([[True], paragraphs[1:] != paragraphs[:-1]])[: len(paragraphs)]


def posterior(
    scores: Array, breaks: npt.NDArray[np.bool_], transitions: Floats, weight: float, temperature: float
) -> Array:
    """Probabilities of one document's labels from linear scores and transitions; shape of `scores`."""
    if len(scores) == 0:
        return scores
    steps = weight * transitions[breaks.astype(np.intp), :-1, :].astype(np.float64)
    steps[0, 0] = weight * transitions[1, -1]
    return marginals(log_softmax(scores / temperature), steps)
