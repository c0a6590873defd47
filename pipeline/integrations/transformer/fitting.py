"""Fit a transformer on labelled documents: the component `transformer.v1`."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.document import Document
from pipeline.errors import ConfigError
from pipeline.integrations.transformer.encoder import Encoder, encode, encodings, libraries, padded, tokens
from pipeline.integrations.transformer.folder import read_encoder
from pipeline.integrations.transformer.model import SentenceScorer, TransformerModel, beside
from pipeline.integrations.transformer.packing import pack, unpack
from pipeline.roles.chain.fitting import calibrate, fit_transitions
from pipeline.roles.chain.model import paragraph_breaks, posterior
from pipeline.roles.component import (
    FittedRoles,
    Gold,
    Progress,
    RoleComponent,
    bounded,
    check_gold,
    choose_threshold,
    draw_folds,
)
from pipeline.scoring.chain import Array

_WARM_UP: Final = 0.1  # share of the steps in which the learning rate rises
_LONGEST_STEP: Final = 1.0  # norm that gradients are cut to


@dataclass(frozen=True, slots=True)
class TransformerSettings:
    """How to fit.

    Attributes:
        encoder: a local folder as `save_pretrained` writes it, relative to the current one; nothing is downloaded.
        freeze: leave the encoder as it is and train the head alone: quick, weaker; wants a learning rate near 0.001.
        epochs: passes over the training documents.
        learning_rate: the highest of AdamW's, for encoder and head alike; it rises, then falls to 0, in a line.
        batch_size: neighbouring sentences of one document that make a step.
        max_tokens: of a sentence; what comes behind is not read.
        dropout: share of the head's input that is blotted out in training.
        inner_folds: folds, by document, that calibration and the weight of transitions are chosen on.
        target_accuracy: sentences more probable than the threshold of `uncertain` are right at least this often.
        seed: for shuffling, dropout and the head's first weights.
    """

    encoder: str = ""
    freeze: bool = False
    epochs: int = bounded(4, 1, 1000, from_low=True)
    learning_rate: float = bounded(3e-5, 0, 1)
    batch_size: int = bounded(16, 1, 1024, from_low=True)
    max_tokens: int = bounded(128, 8, 4096, from_low=True)
    dropout: float = bounded(0.1, 0, 0.9, from_low=True)
    inner_folds: int = bounded(3, 2, 100, from_low=True)
    target_accuracy: float = bounded(0.9, 0, 1)
    seed: int = bounded(0, 0, 2**32 - 1, from_low=True)


@dataclass(frozen=True, eq=False)
class _Corpus:
    """Documents as every fit needs them; `vectors` (sentences, width) of each where the encoder is frozen."""

    encoder: Encoder
    rows: list[list[list[int]]]
    breaks: list[npt.NDArray[np.bool_]]
    vectors: list[Any] | None


def fit_transformer(
    documents: Sequence[Document], gold: Gold, labels: Sequence[str], settings: TransformerSettings
) -> FittedRoles:
    """A role classifier from documents and the gold label of each of their sentences.

    As in `chain.v1`, calibration, the weight of transitions and the threshold are chosen on predictions for documents
    that had not been seen; the encoder is trained once for each inner fold and once on everything.

    Raises:
        ConfigError: the encoder cannot be used, or learning has diverged.
        ValueError: no document, a label outside `labels`, or fewer than two labels in the data.
    """
    check_gold(gold, labels)
    return _fit(_corpus(documents, settings), range(len(documents)), gold, labels, settings)


def fit_transformer_folds(
    documents: Sequence[Document],
    gold: Gold,
    labels: Sequence[str],
    settings: TransformerSettings,
    folds: Sequence[AbstractSet[int]],
    progress: Progress,
) -> Iterator[FittedRoles]:
    """As `fit_transformer`, a model for each fold; the encoder is read once, and where frozen encodes once.

    Raises:
        ConfigError: the encoder cannot be used, or learning has diverged.
        ValueError: there is nothing to learn outside a fold.
    """
    check_gold(gold, labels)
    corpus = _corpus(documents, settings)
    for k, fold in enumerate(folds, 1):
        rest = [i for i in range(len(documents)) if i not in fold]
        progress(f"fold {k}/{len(folds)}: {len(rest)} documents to learn from, {len(fold)} held out")
        yield _fit(corpus, rest, gold, labels, settings)


def _corpus(documents: Sequence[Document], settings: TransformerSettings) -> _Corpus:
    encoder = read_encoder(settings.encoder, settings.max_tokens)
    rows = [tokens(encoder, [s.text for s in document.sentences]) for document in documents]
    vectors = None
    if settings.freeze:
        encoder = Encoder(encoder.architecture, encoder.tokenizer, _halved(encoder.network))
        vectors = [encodings(encoder, *padded(encoder, of_one)) for of_one in rows]
    return _Corpus(encoder, rows, [paragraph_breaks(document) for document in documents], vectors)


def _fit(
    corpus: _Corpus, chosen: Sequence[int], gold: Gold, labels: Sequence[str], settings: TransformerSettings
) -> FittedRoles:
    y = dict(zip(chosen, check_gold([gold[i] for i in chosen], labels), strict=True))
    breaks = [corpus.breaks[i] for i in chosen]
    transitions = fit_transitions(list(y.values()), breaks, len(labels))
    scores: dict[int, Array] = {i: np.zeros((len(row), len(labels))) for i, row in y.items()}
    for fold in draw_folds(len(chosen), settings.inner_folds, settings.seed):
        held_out = {chosen[k] for k in fold}
        part = _train(corpus, {i: row for i, row in y.items() if i not in held_out}, len(labels), settings)
        for i in held_out:
            scores[i] = part.scores(corpus.rows[i]) if corpus.vectors is None else part.scores_of(corpus.vectors[i])
    weight, temperature = calibrate(list(scores.values()), list(y.values()), breaks, transitions)
    held_out_rows = tuple(
        posterior(s, b, transitions, weight, temperature) for s, b in zip(scores.values(), breaks, strict=True)
    )
    threshold = choose_threshold(
        np.concatenate(held_out_rows), np.concatenate(list(y.values())), settings.target_accuracy
    )
    scorer = _train(corpus, y, len(labels), settings)
    model = TransformerModel(tuple(labels), scorer, transitions, weight, temperature, threshold, settings.max_tokens)
    return FittedRoles(model, held_out_rows)


def _train(
    corpus: _Corpus, y: Mapping[int, npt.NDArray[np.intp]], labels: int, settings: TransformerSettings
) -> SentenceScorer:
    """Learn from the documents that `y` has the labels of: AdamW (Loshchilov & Hutter 2019), linear warm-up and decay.

    Raises:
        ConfigError: a weight is no longer finite, or too large for half precision.
    """
    torch, transformers = libraries()
    encoder = corpus.encoder
    where = encoder.network.device
    runs = [(i, start) for i, row in y.items() for start in range(0, len(row), settings.batch_size)]
    order = np.random.default_rng(settings.seed)
    with torch.random.fork_rng(devices=[where] if where.type == "cuda" else []):
        torch.manual_seed(settings.seed)
        network = encoder.network if settings.freeze else copy.deepcopy(encoder.network).train()
        head = torch.nn.Linear(3 * encoder.width, labels).to(where)
        learning = [*head.parameters(), *(() if settings.freeze else network.parameters())]
        optimizer = torch.optim.AdamW(learning, lr=settings.learning_rate)
        steps = settings.epochs * len(runs)
        schedule = transformers.get_linear_schedule_with_warmup(optimizer, ceil(_WARM_UP * steps), steps)
        for _ in range(settings.epochs):
            for k in order.permutation(len(runs)):
                i, start = runs[k]
                target = torch.from_numpy(y[i][start : start + settings.batch_size]).to(where)
                low, high = max(0, start - 1), start + len(target) + 1  # a neighbour on each side
                if corpus.vectors is None:
                    around = encode(network, *padded(encoder, corpus.rows[i][low:high]))
                else:
                    around = corpus.vectors[i][low:high].to(where)
                seen = beside(torch, around)[start - low : start - low + len(target)]
                seen = torch.nn.functional.dropout(seen, settings.dropout)
                loss = torch.nn.functional.cross_entropy(head(seen), target)
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(learning, _LONGEST_STEP)
                optimizer.step()
                schedule.step()
    network = network if settings.freeze else _halved(network)
    weights, bias = (p.detach().cpu().numpy() for p in (head.weight, head.bias))
    if not all(torch.isfinite(p).all() for p in learning):
        what = f"learning has diverged at a rate of {settings.learning_rate:g}"
        raise ConfigError(what, where="roles.learning_rate", remedy="Write a smaller one")
    return SentenceScorer(Encoder(encoder.architecture, encoder.tokenizer, network), weights, bias)


def _halved(network: Any) -> Any:
    """The network in evaluation, its weights rounded to what a bundle keeps, so that both say the same."""
    for parameter in network.parameters():
        parameter.data = parameter.data.half().float()
    return network.eval()


COMPONENT: Final = RoleComponent(
    TransformerSettings,
    fit_transformer,
    pack,
    unpack,
    fit_transformer_folds,
    description=(
        "A pretrained transformer encoder reads each sentence with its neighbours; its scores are decoded over the "
        "sentence sequence, probabilities calibrated. It rests on the pretrained weights that the configuration names."
    ),
)
