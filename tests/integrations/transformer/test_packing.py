"""Models as bundles and back: the same answers, and nothing loaded that does not fit."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra [transformer]: torch is not installed")
pytest.importorskip("transformers", reason="needs the extra [transformer]: transformers is not installed")

from pipeline.bundles.bundle import read_bundle, write_bundle
from pipeline.integrations.transformer.fitting import COMPONENT, TransformerSettings
from pipeline.integrations.transformer.model import TransformerModel
from pipeline.integrations.transformer.packing import pack, unpack

from .tiny import LABELS, corpus, same, save_encoder


def bundled(model: TransformerModel, place: Path) -> TransformerModel:
    arrays, values = pack(model)
    write_bundle(place, name="tiny", version="1", about={}, settings=values, arrays=arrays, card="")
    kept = read_bundle(place)
    return unpack(kept.arrays, kept.settings)


def test_a_bundle_gives_the_same_probabilities(model: TransformerModel, tmp_path: Path) -> None:
    documents, _ = corpus()
    again = bundled(model, tmp_path / "bundle")
    assert same(again.probabilities(documents), model.probabilities(documents))
    assert (again.labels, again.threshold, again.max_tokens) == (model.labels, model.threshold, model.max_tokens)
    assert again.explain(documents[0]) == model.explain(documents[0])


def test_a_bundle_does_not_need_the_encoder_folder(settings: TransformerSettings, folder: Path, tmp_path: Path) -> None:
    moved = tmp_path / "encoder"
    shutil.copytree(folder, moved)
    fitted = COMPONENT.fit(*corpus(), LABELS, replace(settings, encoder=str(moved), epochs=1)).model
    shutil.rmtree(moved)
    documents, _ = corpus()
    assert same(bundled(fitted, tmp_path / "bundle").probabilities(documents), fitted.probabilities(documents))
    assert str(moved) not in json.dumps(pack(fitted)[1])


def test_weights_are_kept_in_half_precision(model: TransformerModel) -> None:
    arrays, _ = pack(model)
    assert {a.dtype for name, a in arrays.items() if name.startswith("encoder.")} == {np.dtype(np.float16)}
    assert not any("pooler" in name for name in arrays)


@pytest.mark.parametrize("kind", ["bpe", "unigram"])
def test_other_tokenizers_survive_a_bundle(kind: str, settings: TransformerSettings, tmp_path: Path) -> None:
    place = save_encoder(tmp_path / "encoder", kind=kind)
    fitted = COMPONENT.fit(*corpus(), LABELS, replace(settings, encoder=str(place), epochs=1)).model
    documents, _ = corpus()
    assert same(bundled(fitted, tmp_path / "bundle").probabilities(documents), fitted.probabilities(documents))


KINDS = {
    "albert": {"embedding_size": 8},
    "camembert": {},
    "distilbert": {"dim": 16, "n_layers": 1, "n_heads": 2, "hidden_dim": 32},
    "electra": {"embedding_size": 8},
    "ernie": {"use_task_id": True},
    "roberta": {},
    "xlm-roberta": {},
}


@pytest.mark.parametrize("model_type", KINDS)
def test_other_kinds_survive_a_bundle(model_type: str, settings: TransformerSettings, tmp_path: Path) -> None:
    numbers = KINDS[model_type]
    place = save_encoder(tmp_path / "encoder", model_type=model_type, **numbers)
    chosen = replace(settings, encoder=str(place), freeze=True, epochs=1)
    fitted = COMPONENT.fit(*corpus(), LABELS, chosen).model
    documents, _ = corpus()
    assert same(bundled(fitted, tmp_path / "bundle").probabilities(documents), fitted.probabilities(documents))


HARMFUL = {
    "model_type": "bert",
    "auto_map": {"AutoModel": "code.py--Anything"},
    "attn_implementation": "somebody/kernels",
    "_attn_implementation": "somebody/kernels",
    "quantization_config": {"quant_method": "bitsandbytes"},
    "num_labels": 10**9,
}


def test_of_an_architecture_only_numbers_are_read(model: TransformerModel) -> None:
    """A bundle that names code, kernels from elsewhere or a thousand million labels gives the same model without."""
    arrays, values = pack(model)
    again = unpack(arrays, {**values, "architecture": {**values["architecture"], **HARMFUL}})
    assert again.scorer.encoder.architecture == model.scorer.encoder.architecture
    assert again.scorer.encoder.network.config._attn_implementation == "eager"
    documents, _ = corpus()
    assert same(again.probabilities(documents), model.probabilities(documents))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model_type": "anything"}, "model_type"),
        ({"model_type": None}, "model_type"),
        ({"hidden_size": 32}, "shape"),
        ({"hidden_size": [16]}, "hidden_size"),
        ({"num_hidden_layers": 2}, "not in both"),
        ({"num_hidden_layers": 10**9}, "layers"),
        ({"vocab_size": 10**12}, "shape"),
        ({"num_attention_heads": 3}, "multiple"),
        ({"num_attention_heads": 0}, "no network"),
        ({"hidden_size": -16}, "no network"),
        ({"hidden_act": "nothing"}, "nothing"),
        ({"hidden_size": "sixteen"}, "got str"),
    ],
)
def test_an_architecture_that_does_not_fit_is_refused(model: TransformerModel, change: Any, said: str) -> None:
    arrays, values = pack(model)
    with pytest.raises((KeyError, TypeError, ValueError), match=said):
        unpack(arrays, {**values, "architecture": {**values["architecture"], **change}})


@pytest.mark.parametrize(
    "change",
    [
        {"tokenizer": {}},
        {"tokenizer": "[PAD]"},
        {"architecture": ["bert"]},
        {"max_tokens": 65},
        {"max_tokens": 0},
        {"max_tokens": "32"},
        {"labels": ["claim"]},
        {"labels": [1, 2, 3]},
        {"temperature": 0},
        {"temperature": "warm"},
        {"threshold": float("nan")},
    ],
)
def test_values_that_do_not_fit_are_refused(model: TransformerModel, change: Any) -> None:
    arrays, values = pack(model)
    with pytest.raises((KeyError, TypeError, ValueError)):
        unpack(arrays, {**values, **change})


def test_a_tokenizer_of_another_model_is_refused(model: TransformerModel) -> None:
    arrays, values = pack(model)
    stranger = json.loads(json.dumps(values["tokenizer"]))
    stranger["model"]["vocab"]["远"] = 5000
    with pytest.raises(ValueError, match="beyond"):
        unpack(arrays, {**values, "tokenizer": stranger})


@pytest.mark.parametrize("name", ["weights", "bias", "transitions", "encoder.embeddings.word_embeddings.weight"])
def test_arrays_that_do_not_fit_are_refused(model: TransformerModel, name: str) -> None:
    arrays, values = pack(model)
    with pytest.raises((KeyError, ValueError)):
        unpack({n: a for n, a in arrays.items() if n != name}, values)
    with pytest.raises(ValueError, match="finite"):
        unpack({**arrays, name: np.full_like(arrays[name], np.nan)}, values)
    with pytest.raises(ValueError, match="shape"):
        unpack({**arrays, name: arrays[name][:-1]}, values)
