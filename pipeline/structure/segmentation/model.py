"""A fitted segmenter: linear models of tokens and sentences, boosted trees over what these say, a valid path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.scoring.chain import Array, log_softmax
from pipeline.scoring.linear import LinearScorer
from pipeline.scoring.linear import pack as pack_linear
from pipeline.scoring.linear import unpack as unpack_linear
from pipeline.scoring.trees import Trees, pack_trees, unpack_trees
from pipeline.structure.segmentation.context import columns, context_table
from pipeline.structure.segmentation.features import VIEWS, Span, sentence_features, token_features

TAGS: Final = ("B", "I", "O")
NOTHING: Final = ""  # the kind of a sentence that holds no component
_INSIDE, _OUTSIDE = 1, 2
_NO_UNIT: Final = -1
_TOKENS, _SENTENCES, _TREES = "segment_tokens", "segment_sentences", "segment_trees"


@dataclass(frozen=True, eq=False)
class SegmentationModel:
    """A fitted segmenter.

    Attributes:
        tokens: scores `VIEW.TAG`, for each view and tag in order.
        sentences: scores what a sentence holds: `NOTHING`, or a kind of component.
        trees: vote for the tags.
    """

    tokens: LinearScorer
    sentences: LinearScorer
    trees: Trees

    def log_probabilities(self, tokens: Sequence[str]) -> Array:
        """Log-probabilities of B, I and O for each token of a text; shape (tokens, 3)."""
        if not tokens:
            return np.zeros((0, len(TAGS)))
        return self.trees.log_probabilities(first_level(self.tokens, self.sentences, tokens))

    def tags(self, tokens: Sequence[str]) -> tuple[str, ...]:
        """B, I or O for each token; I only after B or I."""
        return tuple(TAGS[k] for k in best_path(self.log_probabilities(tokens)))

    def spans(self, tokens: Sequence[str]) -> tuple[Span, ...]:
        """Half-open stretches of tokens that are components, in order."""
        return spans_of(self.tags(tokens))


def first_level(tokens_model: LinearScorer, sentences_model: LinearScorer, tokens: Sequence[str]) -> Any:
    """The table that trees read: shape (tokens, columns)."""
    scores = tokens_model.scores(list(token_features(tokens))).reshape(len(tokens), len(VIEWS), len(TAGS))
    of_sentences = sentences_model.log_probabilities(list(sentence_features(tokens)))
    return context_table(tokens, log_softmax(scores), of_sentences)


def best_path(log_probabilities: Array) -> list[int]:
    """The most probable tags of a text among those in which no I begins a text or follows O (Viterbi)."""
    if not len(log_probabilities):
        return []
    allowed = np.zeros((len(TAGS), len(TAGS)))
    allowed[_OUTSIDE, _INSIDE] = -np.inf
    score = log_probabilities[0].copy()
    score[_INSIDE] = -np.inf
    back = np.zeros(log_probabilities.shape, dtype=np.intp)
    for t in range(1, len(log_probabilities)):
        steps = score[:, None] + allowed
        back[t] = steps.argmax(axis=0)
        score = steps.max(axis=0) + log_probabilities[t]
    path = [int(score.argmax())]
    for t in range(len(log_probabilities) - 1, 0, -1):
        path.append(int(back[t, path[-1]]))
    return path[::-1]


def spans_of(tags: Sequence[str]) -> tuple[Span, ...]:
    """Half-open stretches of tokens, each from a B to the last I after it."""
    found: list[list[int]] = []
    for place, tag in enumerate(tags):
        if tag == "B":
            found.append([place, place + 1])
        elif tag == "I" and found and found[-1][1] == place:
            found[-1][1] = place + 1
    return tuple((start, end) for start, end in found)


def owners(spans: Sequence[Span], tokens: Sequence[Span]) -> list[int]:
    """For each token the number of the unit that it is of, the first of those that share it, or -1.

    Args:
        spans: where units are in a text, in order and apart.
        tokens: where tokens are, likewise.
    """
    found, unit = [], 0
    for start, end in tokens:
        while unit < len(spans) and spans[unit][1] <= start:
            unit += 1
        found.append(unit if unit < len(spans) and end > spans[unit][0] else _NO_UNIT)
    return found


def tags_of(owned: Sequence[int]) -> tuple[str, ...]:
    """B, I or O for each token, from the unit that it is of."""
    before = [_NO_UNIT, *owned]
    return tuple(
        "O" if unit == _NO_UNIT else "I" if unit == last else "B" for unit, last in zip(owned, before, strict=False)
    )


def pack(model: SegmentationModel) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """A model as arrays and JSON values, for a bundle."""
    arrays, settings = pack_linear({_TOKENS: model.tokens, _SENTENCES: model.sentences})
    return arrays | pack_trees(_TREES, model.trees), settings


def unpack(arrays: Mapping[str, npt.NDArray[Any]], settings: Mapping[str, Any]) -> SegmentationModel:
    """The model that `pack` stored.

    Raises:
        KeyError: a part is missing.
        ValueError: parts do not fit each other, or were made with other views.
    """
    tokens = unpack_linear(_TOKENS, arrays, settings)
    if tokens.classes != classes():
        raise ValueError(f"{_TOKENS} scores {', '.join(tokens.classes)}")
    sentences = unpack_linear(_SENTENCES, arrays, settings)
    width = columns(len(VIEWS), len(sentences.classes))
    return SegmentationModel(tokens, sentences, unpack_trees(_TREES, arrays, labels=len(TAGS), width=width))


def classes() -> tuple[str, ...]:
    """What the model of tokens scores."""
    return tuple(f"{view}.{tag}" for view in VIEWS for tag in TAGS)
