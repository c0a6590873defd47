"""A fitted stack: vocabularies, linear views, trees, and what makes their scores probabilities."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.domain.document import Document
from pipeline.roles.component import Cue
from pipeline.roles.stacked.context import similarities, table
from pipeline.roles.stacked.explanation import explain
from pipeline.roles.stacked.families import WORDED, Batch, matrices, read_batch
from pipeline.roles.stacked.views import LinearViews
from pipeline.roles.stacked.vocabulary import Floats, Vocabulary
from pipeline.scoring.chain import Array, log_softmax
from pipeline.scoring.trees import Trees

_SENTENCES: Final = 16384  # read at a time, so that memory does not grow with the corpus


@dataclass(frozen=True, eq=False)
class FirstLevel:
    """What scores sentences from their words and those around them."""

    vocabularies: Mapping[str, Vocabulary]
    views: LinearViews

    def batch(self, documents: Sequence[Document]) -> Batch:
        """Documents as this reads them: a model that knows no word is spared jieba."""
        return read_batch(documents, words=any(len(self.vocabularies[family]) for family in WORDED))

    def read(self, batch: Batch) -> tuple[Floats, Floats]:
        """Scores, (views, labels, sentences), and similarities, (sentences, columns), of a batch."""
        rows = matrices(batch, self.vocabularies)
        return self.views.scores(rows, batch.layout), similarities(batch, rows, self.vocabularies)


@dataclass(frozen=True, eq=False)
class StackedModel:
    """Gives each sentence of a document a label, from the whole document.

    Attributes:
        labels: in the order of probabilities.
        first: the first level.
        trees: the second level, over the table that `context` makes of the first.
        temperature: divides log-probabilities (Guo et al. 2017, On calibration of modern neural networks).
        offsets: added to them then; shape (labels,). Other than 0 only where labels were balanced.
        threshold: a top probability below this is `uncertain`.
    """

    labels: tuple[str, ...]
    first: FirstLevel
    trees: Trees
    temperature: float
    offsets: Array
    threshold: float

    def probabilities(self, documents: Sequence[Document]) -> list[Array]:
        """Of each document the probability of each label for each sentence: (sentences, labels)."""
        found: list[Array] = []
        for some in _batches(documents):
            sizes = [len(d.sentences) for d in some]
            rows = np.zeros((0, len(self.labels)))
            if sum(sizes):
                rows = self._probabilities_of(self.first.batch(some))
            found += np.split(rows, np.cumsum(sizes)[:-1])
        return found

    def explain(self, document: Document, *, limit: int = 8) -> list[tuple[Cue, ...]]:
        """Of each sentence the spans that spoke most for its label, and what its surroundings added.

        The weights are log-odds. Those of spans are exact for the view "full", which reads all that the others do; the
        cue `context` is what the second level adds to it.
        """
        if not document.sentences:
            return []
        batch = self.first.batch([document])
        log_probabilities = np.log(self._probabilities_of(batch) + 1e-12)
        return explain(batch, self.first.vocabularies, self.first.views, log_probabilities, limit)

    def _probabilities_of(self, batch: Batch) -> Array:
        """Of a batch that has sentences: (sentences, labels)."""
        scores, similarity = self.first.read(batch)
        rows = self.trees.log_probabilities(table(batch, similarity, scores))
        return calibrated(rows, self.temperature, self.offsets)


def calibrated(log_probabilities: Array, temperature: float, offsets: Array) -> Array:
    """Probabilities, rows summing to 1."""
    return np.exp(log_softmax(log_probabilities / temperature + offsets))


def _batches(documents: Sequence[Document]) -> Iterator[list[Document]]:
    some: list[Document] = []
    sentences = 0
    for d in documents:
        some.append(d)
        sentences += len(d.sentences)
        if sentences >= _SENTENCES:
            yield some
            some, sentences = [], 0
    if some:
        yield some
