"""Folders that are no encoder, and machines that have no library for one."""

import json
import shutil
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the extra [transformer]: torch is not installed")
pytest.importorskip("transformers", reason="needs the extra [transformer]: transformers is not installed")

import torch

from pipeline.errors import ConfigError
from pipeline.integrations.transformer import folder as folder_module
from pipeline.integrations.transformer.encoder import encodings, padded, tokens
from pipeline.integrations.transformer.fitting import TransformerSettings
from pipeline.integrations.transformer.folder import read_encoder
from pipeline.integrations.transformer.model import TransformerModel
from pipeline.integrations.transformer.packing import pack, unpack

from .tiny import corpus, save_encoder


def refused(path: str | Path, max_tokens: int = 32) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read_encoder(str(path), max_tokens)
    assert caught.value.remedy
    return caught.value


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(folder, tmp_path / "copy")
    return tmp_path / "copy"


def test_no_folder(tmp_path: Path) -> None:
    assert "names no folder" in refused("").what
    assert "nothing is downloaded" in refused("bert-base-chinese").what
    assert refused(tmp_path / "missing").where == "roles.encoder"


def test_no_config(copied: Path) -> None:
    (copied / "config.json").unlink()
    assert "config.json" in refused(copied).what


def test_no_weights(copied: Path) -> None:
    (copied / "model.safetensors").unlink()
    assert "model.safetensors" in refused(copied).what


def test_pickled_weights(copied: Path) -> None:
    (copied / "model.safetensors").rename(copied / "pytorch_model.bin")
    error = refused(copied)
    assert "pickle (pytorch_model.bin)" in error.what
    assert "safe_serialization" in error.remedy


def test_damaged_weights(copied: Path) -> None:
    (copied / "model.safetensors").write_bytes(b"\x00" * 64)
    assert "cannot be read" in refused(copied).what


def test_weights_of_something_else(copied: Path) -> None:
    from safetensors.torch import save_file

    save_file({"elsewhere.weight": torch.zeros(2, 2)}, copied / "model.safetensors", metadata={"format": "pt"})
    assert "lack" in refused(copied).what


def test_an_unknown_kind(copied: Path) -> None:
    config = json.loads((copied / "config.json").read_text())
    (copied / "config.json").write_text(json.dumps({**config, "model_type": "gpt2"}))
    assert "gpt2" in refused(copied).what
    (copied / "config.json").write_text("{")
    assert "cannot be read" in refused(copied).what


def test_code_beside_the_weights_is_not_run(copied: Path, settings: TransformerSettings) -> None:
    config = json.loads((copied / "config.json").read_text())
    named = {**config, "auto_map": {"AutoConfig": "code.Config", "AutoModel": "code.Model"}}
    (copied / "config.json").write_text(json.dumps(named))
    (copied / "code.py").write_text(f"open({str(copied / 'ran')!r}, 'w').close()\n")
    assert read_encoder(str(copied), 32).width == 16
    assert not (copied / "ran").exists()


def test_no_tokenizer(copied: Path) -> None:
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (copied / name).unlink()
    assert "tokenizer.json" in refused(copied).what


def test_a_damaged_tokenizer(copied: Path) -> None:
    (copied / "tokenizer.json").write_text("{}")
    assert "cannot be read" in refused(copied).what


def test_an_old_tokenizer_is_a_list_of_words(copied: Path) -> None:
    texts = [s.text for d in corpus()[0] for s in d.sentences]
    wanted = tokens(read_encoder(str(copied), 32), texts)
    vocabulary = json.loads((copied / "tokenizer.json").read_text())["model"]["vocab"]
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (copied / name).unlink()
    (copied / "vocab.txt").write_text("".join(f"{word}\n" for word in sorted(vocabulary, key=vocabulary.__getitem__)))
    assert tokens(read_encoder(str(copied), 32), texts) == wanted


def test_a_tokenizer_that_knows_more_than_the_network(tmp_path: Path) -> None:
    place = save_encoder(tmp_path / "small", vocab_size=20)
    assert "beyond the 20" in refused(place).what


@pytest.mark.parametrize(("model_type", "most"), [("bert", 64), ("roberta", 63)])
def test_more_tokens_than_places(tmp_path: Path, model_type: str, most: int) -> None:
    place = save_encoder(tmp_path / "encoder", model_type=model_type)
    error = refused(place, most + 1)
    assert (error.where, error.remedy) == ("roles.max_tokens", f"Write {most} or less")
    encoder = read_encoder(str(place), most)
    ids, mask = padded(encoder, tokens(encoder, ["修" * 100]))
    assert ids.shape == (1, most)
    assert encodings(encoder, ids, mask).shape == (1, 16)


def test_an_encoder_too_large_for_a_bundle(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "_ROOM", 1000)
    assert "half precision" in refused(folder).what


@pytest.mark.parametrize("missing", ["torch", "transformers"])
def test_without_the_libraries(
    missing: str, folder: Path, model: TransformerModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays, values = pack(model)
    monkeypatch.setitem(sys.modules, missing, None)
    assert "argument-pipeline[transformer]" in refused(folder).remedy
    with pytest.raises(ConfigError, match=missing):
        unpack(arrays, values)


def test_nothing_is_said_on_standard_error(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    read_encoder(str(folder), 32)
    assert capfd.readouterr() == ("", "")
