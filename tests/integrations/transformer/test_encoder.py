"""What the network makes of a sentence, and which of its tokens speak for a label."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the extra [transformer]: torch is not installed")
pytest.importorskip("transformers", reason="needs the extra [transformer]: transformers is not installed")

import torch

from pipeline.integrations.transformer.encoder import encode, encodings, padded, tokens
from pipeline.integrations.transformer.folder import read_encoder
from pipeline.integrations.transformer.model import TransformerModel, beside

from .tiny import corpus


def test_the_mean_leaves_padding_out(folder: Path) -> None:
    encoder = read_encoder(str(folder), 32)
    rows = tokens(encoder, ["修桥。", "去年修了九公里的路，又护了渠。"])
    assert len(rows[0]) < len(rows[1])
    ids, mask = padded(encoder, rows)
    assert mask.sum(axis=1).tolist() == [len(row) for row in rows]
    with torch.no_grad():
        last = encoder.network(torch.tensor([rows[0]])).last_hidden_state
    together = encodings(encoder, ids, mask)
    assert torch.allclose(together[0], last[0].mean(dim=0), atol=1e-5)


def test_neighbours_by_hand() -> None:
    found = beside(torch, torch.tensor([[1.0], [2.0], [3.0]]))
    assert found.tolist() == [[1, 0, 2], [2, 1, 3], [3, 2, 0]]
    assert beside(torch, torch.zeros((0, 2))).shape == (0, 6)


def test_long_sentences_are_cut(folder: Path) -> None:
    encoder = read_encoder(str(folder), 10)
    [row] = tokens(encoder, ["修" * 50])
    assert len(row) == 10
    assert row[-1] == encoder.tokenizer.token_to_id("[SEP]")


def test_explains_by_what_is_lost_without_a_token(model: TransformerModel) -> None:
    [document, *_] = corpus()[0]
    found = model.explain(document, limit=100)
    assert len(found) == len(document.sentences)
    for i, cues in enumerate(found):
        assert [c.weight for c in cues] == sorted((c.weight for c in cues), reverse=True)
        names = {c.name for c in cues}
        assert {n for n in names if n.startswith("t:")} == {f"t:{c}" for c in document.sentences[i].text} or i == 1
        assert ("-1" in names, "+1" in names) == (i > 0, i < 5)
    assert all(len(cues) == 2 for cues in model.explain(document, limit=2))


def test_an_occlusion_by_hand(model: TransformerModel) -> None:
    """Sentence 4, 管渠应当从严。: hide 应 from the network, score again."""
    [document, *_] = corpus()[0]
    encoder = model.scorer.encoder
    rows = tokens(encoder, [s.text for s in document.sentences])
    label = int(model.probabilities([document])[0][3].argmax())
    ids, mask = padded(encoder, [rows[3]])
    hidden = mask.copy()
    hidden[0, rows[3].index(encoder.tokenizer.token_to_id("应"))] = 0
    margins = []
    for seen in (mask, hidden):
        with torch.no_grad():
            vector = encode(encoder.network, ids, seen).numpy()[0]
        scores = model.scorer.weights[:, : encoder.width] @ vector
        margins.append(scores[label] - scores.mean())
    cues = {c.name: c.weight for c in model.explain(document, limit=100)[3]}
    assert cues["t:应"] == pytest.approx(margins[0] - margins[1], abs=1e-4)
