"""Fit a stack: first-level models for every set of documents held out, then trees on what these said of them."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, Final

import numpy as np

from pipeline.domain.document import Document
from pipeline.roles.component import (
    Agreement,
    FittedRoles,
    Gold,
    Progress,
    RoleComponent,
    bounded,
    check_gold,
    choose_threshold,
    draw_folds,
    fit_folds,
)
from pipeline.roles.stacked.context import SIMILARITIES, table
from pipeline.roles.stacked.families import Batch, fit_vocabularies, matrices, read_batch
from pipeline.roles.stacked.model import FirstLevel, StackedModel, calibrated
from pipeline.roles.stacked.packing import pack, unpack
from pipeline.roles.stacked.tokens import Indices
from pipeline.roles.stacked.views import USES, VIEWS, LinearViews, fit_view, rounded
from pipeline.roles.stacked.vocabulary import Floats
from pipeline.scoring.chain import Array
from pipeline.scoring.trees import Trees, booster_library, fit_trees

_PAIRED: Final = 4  # folds: with fewer, too little is left when two are held out
_FEW: Final = 3000  # sentences: with fewer, starting a process costs more than it saves
_TEMPERATURES: Final = tuple(np.round(np.arange(0.6, 2.01, 0.05), 2).tolist())
_OFFSETS: Final = (-0.6, -0.4, -0.2, -0.1, 0.1, 0.2, 0.4, 0.6)


@dataclass(frozen=True, slots=True)
class StackedSettings:
    """How to fit.

    Attributes:
        c: inverse strength of the penalty of the linear views, as a multiple of what each was tuned to.
        rounds: of boosting; each adds a tree for every label.
        learning_rate: shrinks each tree.
        leaves: at most, of a tree.
        smallest_leaf: sentences of a leaf, at least; of a small corpus no more than a fifteenth of all.
        columns: share of the table's columns that a tree is grown on.
        rows: share of the sentences that a tree is grown on.
        penalty: L2, on the values of leaves.
        balance: whether to shift probabilities towards rare labels, as accuracy and macro-F1 on held-out documents
            have it together.
        words: whether to read jieba's words too. Without them predicting is faster; where characters tell as much,
            nothing is lost, which cross-validation shows.
        prune: sentences, beyond the two or three that are usual, that a span must be in to be known. Models of large
            corpora are smaller with 1 (`benchmarks/log.md`).
        agreement: power of the share of annotators who agree on a label, where the corpus has it, that the label counts
            with while views and trees are fitted; with 0 all count alike.
        inner_folds: folds, by document, whose first-level scores the second level learns from.
        target_accuracy: sentences more probable than the threshold of `uncertain` are right at least this often.
        seed: for the folds and for the shares that trees are grown on.
    """

    c: float = bounded(1.0, 0, 1e4)
    rounds: int = bounded(150, 1, 10_000, from_low=True)
    learning_rate: float = bounded(0.06, 0, 1)
    leaves: int = bounded(8, 2, 8, from_low=True)
    smallest_leaf: int = bounded(40, 1, 1e6, from_low=True)
    columns: float = bounded(0.25, 0, 1)
    rows: float = bounded(0.7, 0, 1)
    penalty: float = bounded(5.0, 0, 1e6, from_low=True)
    balance: bool = False
    words: bool = field(default=True, metadata={"optional": True})
    prune: int = bounded(0, 0, 1e6, from_low=True, optional=True)
    agreement: float = bounded(0.0, 0, 10, from_low=True, optional=True)
    inner_folds: int = bounded(5, 2, 100, from_low=True)
    target_accuracy: float = bounded(0.9, 0, 1)
    seed: int = bounded(0, 0, 2**31 - 1, from_low=True)


@dataclass(frozen=True, eq=False)
class _Corpus:
    """All that fitting reads: the documents as a batch, the label of each sentence and, if not 1, what it counts."""

    batch: Batch
    gold: Indices
    weights: Array | None
    labels: tuple[str, ...]
    sizes: tuple[int, ...]

    def sentences(self, documents: AbstractSet[int]) -> Indices:
        """The sentences of documents, in order."""
        chosen = np.array([i in documents for i in range(len(self.sizes))], dtype=np.bool_)
        return np.flatnonzero(np.repeat(chosen, self.sizes))

    def weights_of(self, rows: Indices) -> Array | None:
        """What these sentences count, 1 on average; None where all count alike."""
        return None if self.weights is None else self.weights[rows] / self.weights[rows].mean()


def fit_stacked(
    documents: Sequence[Document],
    gold: Gold,
    labels: Sequence[str],
    settings: StackedSettings,
    agreement: Agreement | None = None,
) -> FittedRoles:
    """A stack from documents and the gold label of each of their sentences.

    Raises:
        ValueError: no document, a label outside `labels`, or fewer than two labels in the data.
    """
    corpus = _read(documents, gold, labels, settings, agreement)
    everything = frozenset(range(len(documents)))
    parts = draw_folds(len(documents), settings.inner_folds, settings.seed) or [everything]
    tasks = [(everything - part, part) for part in parts]
    *held_out, whole = _in_parallel(
        corpus, [(_first_level, corpus, train, test, settings) for train, test in [*tasks, (everything, frozenset())]]
    )
    read = dict(zip(parts, held_out, strict=True))
    return _second_level(corpus, everything, read, whole[0], settings)


def fit_stacked_folds(
    documents: Sequence[Document],
    gold: Gold,
    labels: Sequence[str],
    settings: StackedSettings,
    folds: Sequence[AbstractSet[int]],
    progress: Progress,
    agreement: Agreement | None = None,
) -> Iterator[FittedRoles]:
    """A stack for each fold. The folds serve as inner folds too: what two have in common is fitted once.

    Outside fold A, the second level learns what first-level models said of B that had seen neither A nor B; outside B,
    what the same models said of A.
    """
    everything = frozenset(range(len(documents)))
    parts = [frozenset(fold) for fold in folds]
    if len(parts) < _PAIRED or sum(map(len, parts)) != len(everything) or frozenset().union(*parts) != everything:
        one_by_one = replace(COMPONENT, fit_folds=None)
        yield from fit_folds(one_by_one, documents, gold, labels, settings, parts, progress, agreement)
        return
    corpus = _read(documents, gold, labels, settings, agreement)
    for part in parts:
        if len(np.unique(corpus.gold[corpus.sentences(everything - part)])) < 2:
            raise ValueError("training needs at least two different labels outside every fold")
    pairs = [frozenset(pair) for pair in combinations(range(len(parts)), 2)]
    out = [frozenset().union(*(parts[k] for k in pair)) for pair in pairs]
    tasks: list[Any] = [(_first_level, corpus, everything - both, both, settings) for both in out]
    tasks += [(_first_level, corpus, everything - part, frozenset(), settings) for part in parts]
    progress(f"first level: {len(tasks)} models for {len(parts)} folds")
    done = _in_parallel(corpus, tasks)
    said = dict(zip(pairs, done, strict=False))
    for k, part in enumerate(parts):
        progress(f"fold {k + 1}/{len(parts)}: {len(everything - part)} documents to learn from, {len(part)} held out")
        read = {}
        for j, other in enumerate(parts):
            if j != k:
                pair = frozenset((k, j))
                read[other] = _restricted(corpus, said[pair], out[pairs.index(pair)], other)
        yield _second_level(corpus, everything - part, read, done[len(pairs) + k][0], settings)


# What a first-level model says of documents: itself, and the scores and similarities of their sentences, in order.
_Said = tuple[FirstLevel, Floats, Floats]


def _first_level(corpus: _Corpus, train: AbstractSet[int], test: AbstractSet[int], settings: StackedSettings) -> _Said:
    """A model fitted on some documents, and what it says of others."""
    batch, labels = corpus.batch, len(corpus.labels)
    rows = corpus.sentences(train)
    vocabularies = fit_vocabularies(batch, rows, prune=settings.prune)
    found = matrices(batch, vocabularies)
    weights = {name: np.zeros((len(v), len(USES[name]), labels), np.float32) for name, v in vocabularies.items()}
    bias = np.zeros((len(VIEWS), labels), dtype=np.float32)
    for k, (name, view) in enumerate(VIEWS.items()):
        of_parts, bias[k] = fit_view(
            view, found, batch.layout, rows, corpus.gold[rows], labels, settings.c, corpus.weights_of(rows)
        )
        for part, of_part in zip(view.parts, of_parts, strict=True):
            weights[part.family][:, USES[part.family].index((name, part))] = of_part
    first = FirstLevel(vocabularies, LinearViews({name: rounded(w) for name, w in weights.items()}, bias))
    if not test:
        return first, np.zeros((len(VIEWS), labels, 0), np.float32), np.zeros((0, SIMILARITIES), np.float32)
    wanted = corpus.sentences(test)
    scores, similarity = first.read(batch)
    return first, scores[..., wanted], similarity[wanted]


def _restricted(corpus: _Corpus, said: _Said, of: AbstractSet[int], to: AbstractSet[int]) -> _Said:
    first, scores, similarity = said
    chosen = np.isin(corpus.sentences(of), corpus.sentences(to))
    return first, scores[..., chosen], similarity[chosen]


def _second_level(
    corpus: _Corpus,
    documents: AbstractSet[int],
    read: dict[frozenset[int], _Said],
    first: FirstLevel,
    settings: StackedSettings,
) -> FittedRoles:
    """Trees, calibration and threshold, from what models that had not seen `documents` said of them."""
    scores = np.zeros((len(VIEWS), len(corpus.labels), len(corpus.gold)), dtype=np.float32)
    similarity = np.zeros((len(corpus.gold), next(iter(read.values()))[2].shape[1]), dtype=np.float32)
    for part, (_, of_part, likeness) in read.items():
        rows = corpus.sentences(part)
        scores[..., rows], similarity[rows] = of_part, likeness
    known = corpus.sentences(documents)
    rows_of = table(corpus.batch, similarity, scores)[known]
    gold = corpus.gold[known]
    order = sorted(documents)
    sizes = [corpus.sizes[i] for i in order]
    document = np.repeat(np.arange(len(order)), sizes)
    labels = len(corpus.labels)
    tests = [np.isin(document, list(part)) for part in draw_folds(len(order), _CALIBRATING, settings.seed + 1)]
    jobs: list[Any] = [(_trees, rows_of[~t], gold[~t], corpus.weights_of(known[~t]), labels, settings) for t in tests]
    whole = (_trees, rows_of, gold, corpus.weights_of(known), labels, settings)
    *partial, trees = _in_parallel(corpus, [*jobs, whole])
    held_out = np.zeros((len(gold), labels))
    for test, of_part in zip(tests, partial, strict=True):
        held_out[test] = of_part.log_probabilities(rows_of[test])
    if not tests:  # one document: nothing can be held out
        held_out = trees.log_probabilities(rows_of)
    temperature = min(_TEMPERATURES, key=lambda t: _loss(calibrated(held_out, t, np.zeros(labels)), gold))
    offsets = _balancing(held_out / temperature, gold) if settings.balance else np.zeros(labels)
    probabilities = calibrated(held_out, temperature, offsets)
    threshold = choose_threshold(probabilities, gold, settings.target_accuracy)
    model = StackedModel(corpus.labels, first, trees, float(temperature), offsets, threshold)
    return FittedRoles(model, tuple(np.split(probabilities, np.cumsum(sizes)[:-1])))


_LEAVES_AT_LEAST: Final = 15  # that the sentences would fill: else a small corpus gets trees without a branch
_CALIBRATING: Final = 3  # folds of the second level that calibration is chosen on


def _trees(rows: Floats, gold: Indices, weights: Array | None, labels: int, settings: StackedSettings) -> Trees:
    return fit_trees(
        rows,
        gold,
        labels,
        weights=weights,
        rounds=settings.rounds,
        learning_rate=settings.learning_rate,
        leaves=settings.leaves,
        smallest_leaf=min(settings.smallest_leaf, max(2, len(gold) // _LEAVES_AT_LEAST)),
        columns=settings.columns,
        rows=settings.rows,
        penalty=settings.penalty,
        seed=settings.seed,
    )


def _loss(probabilities: Array, gold: Indices) -> float:
    return -float(np.log(np.maximum(probabilities[np.arange(len(gold)), gold], 1e-12)).mean())


def _balancing(log_probabilities: Array, gold: Indices) -> Array:
    """Half of the shifts of log-probabilities that raise accuracy + macro-F1 most, found one label at a time.

    Half, because the whole is fitted to these sentences.
    """
    labels = log_probabilities.shape[1]
    offsets = np.zeros(labels)

    def gain(shift: Array) -> float:
        predicted = (log_probabilities + shift).argmax(axis=1)
        counts = np.bincount(gold * labels + predicted, minlength=labels * labels).reshape(labels, labels)
        right, occurs = counts.diagonal(), counts.sum(axis=0) + counts.sum(axis=1)
        return float(right.sum() / max(1, len(gold)) + (2 * right[occurs > 0] / occurs[occurs > 0]).mean())

    best = gain(offsets)
    for _ in range(2):
        for k in range(labels):
            for step in _OFFSETS:
                tried = offsets.copy()
                tried[k] += step
                if (found := gain(tried)) > best + 1e-5:
                    best, offsets = found, tried
    return offsets / 2


_LEAST_WEIGHT: Final = 0.01  # of a label that nobody agrees on


def _read(
    documents: Sequence[Document],
    gold: Gold,
    labels: Sequence[str],
    settings: StackedSettings,
    agreement: Agreement | None,
) -> _Corpus:
    booster_library()  # a missing one is said now, not after minutes
    y = check_gold(gold, labels)
    for d, row in zip(documents, gold, strict=True):
        if len(d.sentences) != len(row):
            raise ValueError(f"document {d.id!r} has {len(d.sentences)} sentences and {len(row)} labels")
    batch = read_batch(documents, words=settings.words)
    weights = None
    if agreement is not None and settings.agreement > 0:
        agreed = np.concatenate([np.asarray(row, dtype=np.float64) for row in agreement])
        if not ((agreed >= 0) & (agreed <= 1)).all():  # nor NaN
            raise ValueError("agreement is a share of annotators: numbers from 0 to 1")
        weights = np.maximum(agreed, _LEAST_WEIGHT) ** settings.agreement
    return _Corpus(batch, np.concatenate(y), weights, tuple(labels), tuple(len(row) for row in y))


def _in_parallel(corpus: _Corpus, tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
    """The results of (function, arguments…), in order: in processes where there is enough to do, else here."""
    if len(corpus.gold) < _FEW:
        return [task(*arguments) for task, *arguments in tasks]
    from joblib import Parallel, cpu_count, delayed

    workers = min(len(tasks), cpu_count())
    # Processes, not threads: LIBLINEAR draws from one generator for the whole process.
    found: list[Any] = Parallel(n_jobs=workers)(delayed(task)(*arguments) for task, *arguments in tasks)
    return found


_DESCRIPTION: Final = (
    "Stacked sequential learning. Linear classifiers score each sentence from hashed spans of characters and words, "
    "its own and its neighbours', from its place and headings; boosted trees read these scores over the whole "
    "document. Probabilities are calibrated; no pretrained weights."
)
COMPONENT: Final = RoleComponent(
    StackedSettings, fit_stacked, pack, unpack, fit_stacked_folds, description=_DESCRIPTION, weighted=True
)
