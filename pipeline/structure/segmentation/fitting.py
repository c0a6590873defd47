"""Fit a segmenter: linear models for every part of the texts held out, then trees on what these said of it."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.scoring.chain import Array
from pipeline.scoring.holding_out import shuffled_parts
from pipeline.scoring.linear import Features, Floats, LinearScorer, fit_logistic
from pipeline.scoring.trees import booster_library, fit_trees
from pipeline.structure.segmentation.features import (
    VIEWS,
    WITHIN,
    sentence_features,
    sentences,
    token_features,
)
from pipeline.structure.segmentation.model import NOTHING, TAGS, SegmentationModel, classes, first_level

_ITERATIONS: Final = 40  # the last digits of a linear model are not worth the time

Indices = npt.NDArray[np.intp]
Chosen = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SegmentationSettings:
    """How to fit.

    Attributes:
        c: inverse strength of the penalty of the linear models of tokens.
        c_sentences: of the one of sentences.
        min_count: a feature must be present in so many examples.
        rounds: of boosting; each adds a tree for every tag.
        learning_rate: shrinks each tree.
        leaves: at most, of a tree.
        smallest_leaf: tokens of a leaf, at least; of a small corpus fewer.
        columns: share of the table's columns that a tree is grown on.
        rows: share of the tokens.
        penalty: L2, on the values of leaves.
        inner_folds: of texts, whose scores the trees learn from.
        seed: of folds and shares.
    """

    c: float = 0.1
    c_sentences: float = 0.05
    min_count: int = 3
    rounds: int = 500
    learning_rate: float = 0.04
    leaves: int = 8
    smallest_leaf: int = 40
    columns: float = 0.3
    rows: float = 0.7
    penalty: float = 5.0
    inner_folds: int = 5
    seed: int = 0


@dataclass(frozen=True, slots=True)
class SegmentedText:
    """A text to learn from: its tokens, the tag of each, and what each of its `sentences` holds."""

    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    kinds: tuple[str, ...]


def segmented(tokens: Sequence[str], tags: Sequence[str], components: Sequence[str]) -> SegmentedText:
    """A text from the tags of its tokens and the kinds of its components, in order.

    Raises:
        ValueError: they differ in number.
    """
    if len(tags) != len(tokens) or list(tags).count("B") != len(components):
        raise ValueError(f"{len(tokens)} tokens, {len(tags)} tags, {len(components)} components")
    of_token, begun = [], 0
    for tag in tags:
        begun += tag == "B"
        of_token.append(components[begun - 1] if tag != "O" and begun else NOTHING)
    kinds = tuple(next((kind for kind in of_token[a:b] if kind != NOTHING), NOTHING) for a, b in sentences(tokens))
    return SegmentedText(tuple(tokens), tuple(tags), kinds)


def fit_segmentation(texts: Sequence[SegmentedText], settings: SegmentationSettings) -> SegmentationModel:
    """A segmenter from texts whose tokens are tagged.

    Raises:
        ConfigError: LightGBM is not installed.
        ValueError: there is no token.
    """
    if not any(text.tokens for text in texts):
        raise ValueError("training needs a text with tokens")
    booster_library()  # a missing one is said now, not after minutes
    corpus = _read([text for text in texts if text.tokens])
    tables: dict[int, Floats] = {}
    for rest, part in shuffled_parts(len(corpus.texts), settings.inner_folds, settings.seed):
        models = _linear(corpus, rest, settings)
        tables |= {k: first_level(*models, corpus.texts[k].tokens) for k in part}
    table = np.concatenate([tables[k] for k in range(len(corpus.texts))])
    trees = fit_trees(
        table,
        corpus.tags,
        len(TAGS),
        rounds=settings.rounds,
        learning_rate=settings.learning_rate,
        leaves=settings.leaves,
        smallest_leaf=min(settings.smallest_leaf, max(2, len(table) // 50)),
        columns=settings.columns,
        rows=settings.rows,
        penalty=settings.penalty,
        seed=settings.seed,
    )
    tokens, of_sentences = _linear(corpus, range(len(corpus.texts)), settings)
    return SegmentationModel(tokens, of_sentences, trees)


@dataclass(frozen=True, eq=False)
class _Corpus:
    """All features of all texts, read once; gold as numbers; which text each token and sentence is of."""

    texts: Sequence[SegmentedText]
    kinds: tuple[str, ...]
    token_names: tuple[str, ...]
    token_features: Any
    tags: Indices
    text_of_token: Indices
    inside: Chosen
    sentence_names: tuple[str, ...]
    sentence_features: Any
    kind: Indices
    text_of_sentence: Indices


def _read(texts: Sequence[SegmentedText]) -> _Corpus:
    kinds = tuple(sorted({NOTHING, "-"} | {kind for text in texts for kind in text.kinds}))
    token_names, of_tokens = _matrix(f for text in texts for f in token_features(text.tokens))
    sentence_names, of_sentences = _matrix(f for text in texts for f in sentence_features(text.tokens))
    kind = np.array([kinds.index(k) for text in texts for k in text.kinds], dtype=np.intp)
    lengths = [b - a for text in texts for a, b in sentences(text.tokens)]
    number = np.arange(len(texts))
    return _Corpus(
        texts=texts,
        kinds=kinds,
        token_names=token_names,
        token_features=of_tokens,
        tags=np.array([TAGS.index(tag) for text in texts for tag in text.tags], dtype=np.intp),
        text_of_token=np.repeat(number, [len(text.tokens) for text in texts]),
        inside=np.repeat(kind != kinds.index(NOTHING), lengths),
        sentence_names=sentence_names,
        sentence_features=of_sentences,
        kind=kind,
        text_of_sentence=np.repeat(number, [len(text.kinds) for text in texts]),
    )


def _matrix(items: Iterable[Features]) -> tuple[tuple[str, ...], Any]:
    from sklearn.feature_extraction import DictVectorizer

    vectorizer = DictVectorizer(dtype=np.float64)
    matrix = vectorizer.fit_transform(items)
    return tuple(str(name) for name in vectorizer.get_feature_names_out()), matrix


def _linear(corpus: _Corpus, texts: Sequence[int], settings: SegmentationSettings) -> tuple[LinearScorer, LinearScorer]:
    """The first level, fitted on some of the texts."""
    rows = np.isin(corpus.text_of_token, texts)
    kept = np.flatnonzero(corpus.token_features[rows].getnnz(axis=0) >= settings.min_count)
    names = [corpus.token_names[k] for k in kept]
    begins = np.array([name.split("=", 1)[0] for name in names], dtype=np.str_)
    weights = np.zeros((len(kept), len(VIEWS) * len(TAGS)))
    bias = np.zeros(len(VIEWS) * len(TAGS))
    for k, (view, read) in enumerate(VIEWS.items()):
        of_view = np.arange(len(kept)) if read is None else np.flatnonzero(np.isin(begins, sorted(read)))
        chosen = rows & corpus.inside if view == WITHIN and (rows & corpus.inside).any() else rows
        matrix = corpus.token_features[chosen][:, kept[of_view]]
        part = slice(k * len(TAGS), (k + 1) * len(TAGS))
        weights[of_view, part], bias[part] = _logistic(matrix, corpus.tags[chosen], len(TAGS), settings.c)
    tokens = LinearScorer(classes(), tuple(names), weights.astype(np.float32), bias.astype(np.float32))
    rows = np.isin(corpus.text_of_sentence, texts)
    matrix = corpus.sentence_features[rows]
    kept = np.flatnonzero(matrix.getnnz(axis=0) >= settings.min_count)
    of_kept, bias = _logistic(matrix[:, kept], corpus.kind[rows], len(corpus.kinds), settings.c_sentences)
    names = [corpus.sentence_names[k] for k in kept]
    found = LinearScorer(corpus.kinds, tuple(names), of_kept.astype(np.float32), bias.astype(np.float32))
    return tokens, found


def _logistic(matrix: Any, target: Indices, labels: int, c: float) -> tuple[Array, Array]:
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return fit_logistic(matrix, target, labels, c=c, max_iterations=_ITERATIONS)
