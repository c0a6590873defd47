"""What the component learns, and what it cannot learn from."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra [transformer]: torch is not installed")
pytest.importorskip("transformers", reason="needs the extra [transformer]: transformers is not installed")

import torch

from pipeline.errors import ConfigError
from pipeline.integrations.transformer.encoder import tokens
from pipeline.integrations.transformer.fitting import COMPONENT, TransformerSettings
from pipeline.integrations.transformer.folder import read_encoder
from pipeline.integrations.transformer.model import TransformerModel
from pipeline.integrations.transformer.packing import pack
from pipeline.roles.component import fit_folds, predict
from pipeline.text.segment import segment

from .tiny import LABELS, corpus, same


def accuracy(model: TransformerModel) -> float:
    documents, gold = corpus()
    found = [label.role for row in predict(model, documents) for label in row]
    return float(np.mean([f == g for f, g in zip(found, [g for row in gold for g in row], strict=True)]))


def test_learns_what_is_easy(model: TransformerModel) -> None:
    """The majority class is right on half of the sentences."""
    assert accuracy(model) > 0.9


def test_probabilities_are_a_row_for_each_sentence(model: TransformerModel) -> None:
    documents, _ = corpus()
    for p, document in zip(model.probabilities(documents), documents, strict=True):
        assert p.shape == (len(document.sentences), len(LABELS))
        assert np.allclose(p.sum(axis=1), 1)
    assert [p.shape for p in model.probabilities([replace(documents[0], sentences=())])] == [(0, len(LABELS))]


def test_a_document_says_the_same_alone_and_among_others(model: TransformerModel) -> None:
    documents, _ = corpus()
    assert same(model.probabilities(documents), [model.probabilities([d])[0] for d in documents])


def test_the_same_seed_gives_the_same_model(settings: TransformerSettings) -> None:
    short = replace(settings, epochs=1)
    state = torch.get_rng_state()
    a = COMPONENT.fit(*corpus(), LABELS, short)
    assert torch.equal(state, torch.get_rng_state())  # nobody else's random numbers are touched
    torch.rand(1)  # nor do they matter
    b = COMPONENT.fit(*corpus(), LABELS, short)
    assert same([*pack(a.model)[0].values()], [*pack(b.model)[0].values()])
    assert same(a.held_out, b.held_out)
    other = COMPONENT.fit(*corpus(), LABELS, replace(short, seed=1))
    assert not np.array_equal(a.model.scorer.weights, other.model.scorer.weights)


def test_held_out_probabilities_cover_every_sentence(settings: TransformerSettings) -> None:
    documents, gold = corpus()
    fitted = COMPONENT.fit(documents, gold, LABELS, replace(settings, epochs=1))
    for p, row in zip(fitted.held_out, gold, strict=True):
        assert p.shape == (len(row), len(LABELS))
        assert np.allclose(p.sum(axis=1), 1)
    seen = fitted.model.probabilities(documents)
    assert not any(np.allclose(p, q) for p, q in zip(seen, fitted.held_out, strict=True))


def test_frozen_leaves_the_encoder_as_it_was(settings: TransformerSettings, folder: Path) -> None:
    frozen = COMPONENT.fit(*corpus(), LABELS, replace(settings, freeze=True, epochs=40)).model
    before = read_encoder(str(folder), 32).network.state_dict()
    for name, tensor in frozen.scorer.encoder.network.state_dict().items():
        assert torch.equal(tensor, before[name].half().float())
    assert accuracy(frozen) > 0.5


def test_fine_tuning_changes_the_encoder(model: TransformerModel, folder: Path) -> None:
    before = read_encoder(str(folder), 32).network.state_dict()
    after = model.scorer.encoder.network.state_dict()
    assert not torch.allclose(
        after["encoder.layer.0.output.dense.weight"], before["encoder.layer.0.output.dense.weight"]
    )


@pytest.mark.parametrize("freeze", [False, True])
def test_a_fold_is_fitted_as_if_there_were_no_other(settings: TransformerSettings, freeze: bool) -> None:
    documents, gold = corpus()
    short, said = replace(settings, epochs=1, freeze=freeze), []
    first, second = fit_folds(
        COMPONENT, documents, gold, LABELS, short, [frozenset({0, 3}), frozenset({1})], said.append
    )
    alone = COMPONENT.fit([documents[i] for i in (1, 2, 4, 5)], [gold[i] for i in (1, 2, 4, 5)], LABELS, short)
    assert len(second.held_out) == 5
    assert same(first.held_out, alone.held_out)
    assert same([*pack(first.model)[0].values()], [*pack(alone.model)[0].values()])
    assert said == [
        "fold 1/2: 4 documents to learn from, 2 held out",
        "fold 2/2: 5 documents to learn from, 1 held out",
    ]


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("freeze", [False, True])
def test_neighbours_are_seen_beyond_the_step(settings: TransformerSettings, freeze: bool, step: int) -> None:
    """三村同此。 is as the sentence before (or behind) it; a step has one sentence, so that only neighbours tell."""
    sentences = ["应当修路。", "三村同此。", "去年修了路。", "三村同此。", "应当修桥。", "三村同此。"][::step]
    gold = ["claim", "claim", "evidence", "evidence", "claim", "claim"][::step]
    documents = [segment("".join(sentences), id=f"d{i}") for i in range(3)]
    alone = replace(settings, batch_size=1, dropout=0.0, epochs=12, freeze=freeze, learning_rate=0.02)
    scorer = COMPONENT.fit(documents, [gold] * 3, ("claim", "evidence"), alone).model.scorer
    found = scorer.scores(tokens(scorer.encoder, sentences)).argmax(axis=1)
    assert [("claim", "evidence")[k] for k in found] == gold


def test_what_cannot_be_learned_is_refused(settings: TransformerSettings) -> None:
    documents, gold = corpus()
    with pytest.raises(ValueError, match="exmaple"):
        COMPONENT.fit(documents, [["exmaple", *row[1:]] for row in gold], LABELS, settings)
    with pytest.raises(ValueError, match="two different"):
        COMPONENT.fit([], [], LABELS, settings)


def test_learning_that_diverges_is_named(settings: TransformerSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.nn.functional, "cross_entropy", lambda scores, _: (scores * float("inf")).sum())
    with pytest.raises(ConfigError, match="diverged") as caught:
        COMPONENT.fit(*corpus(), LABELS, replace(settings, epochs=1))
    assert caught.value.where == "roles.learning_rate"
