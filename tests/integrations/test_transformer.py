"""A tiny encoder with random weights, made here and saved as people save theirs: nothing is downloaded."""

import json
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra [transformer]: torch is not installed")
pytest.importorskip("transformers", reason="needs the extra [transformer]: transformers is not installed")

import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from pipeline.bundles.bundle import read_bundle, write_bundle
from pipeline.domain.document import Document
from pipeline.errors import ConfigError
from pipeline.integrations.transformer import folder as folder_module
from pipeline.integrations.transformer.encoder import encode, encodings, padded, tokens
from pipeline.integrations.transformer.fitting import COMPONENT, TransformerSettings
from pipeline.integrations.transformer.folder import read_encoder
from pipeline.integrations.transformer.model import TransformerModel, beside
from pipeline.integrations.transformer.packing import pack, unpack
from pipeline.roles.component import fit_folds, predict
from pipeline.text.segment import segment

LABELS = ("claim", "evidence", "example")
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a test of the transformer reached for the network")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """The networks are so small that threads cost more than they bring."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def corpus() -> tuple[list[Document], list[list[str]]]:
    """Claims say 应当 or 意义, evidence counts kilometres, examples begin with 例如; half are claims."""
    documents, gold = [], []
    for n, a in enumerate("渠路桥堤库闸", 4):
        text = (
            f"修{a}的意义重大。去年修了{n}公里。例如东村的{a}。\n\n管{a}应当从严。前年修了{n + 3}公里。护{a}应当及时。"
        )
        documents.append(segment(text, id=f"d{n}"))
        gold.append(["claim", "evidence", "example", "claim", "evidence", "claim"])
    return documents, gold


def rules(texts: list[str], kind: str = "wordpiece") -> Tokenizer:
    if kind == "bpe":
        made = Tokenizer(models.BPE(unk_token="[UNK]"))
        trainer: Any = trainers.BpeTrainer(vocab_size=120, special_tokens=SPECIAL)
    elif kind == "unigram":
        made = Tokenizer(models.Unigram())
        trainer = trainers.UnigramTrainer(vocab_size=120, special_tokens=SPECIAL, unk_token="[UNK]")
    else:
        made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        trainer = trainers.WordPieceTrainer(vocab_size=120, special_tokens=SPECIAL)
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.train_from_iterator(texts, trainer)
    ends = [(name, made.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return made


def save_encoder(place: Path, *, kind: str = "wordpiece", model_type: str = "bert", **numbers: Any) -> Path:
    """A folder as people have it: config, weights in safetensors, tokenizer."""
    made = rules([s.text for d in corpus()[0] for s in d.sentences], kind)
    names = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    transformers.PreTrainedTokenizerFast(tokenizer_object=made, **names).save_pretrained(place)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    sizes |= {"max_position_embeddings": 64, "vocab_size": made.get_vocab_size(), "pad_token_id": 0}
    config = transformers.AutoConfig.for_model(model_type, **{**sizes, **numbers})
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        transformers.AutoModel.from_config(config).save_pretrained(place)
    return place


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="module")
def settings(folder: Path) -> TransformerSettings:
    return TransformerSettings(
        encoder=str(folder), epochs=15, learning_rate=0.01, batch_size=4, max_tokens=32, inner_folds=2
    )


@pytest.fixture(scope="module")
def model(settings: TransformerSettings) -> TransformerModel:
    fitted = COMPONENT.fit(*corpus(), LABELS, settings).model
    assert isinstance(fitted, TransformerModel)
    return fitted


def same(a: list[np.ndarray], b: list[np.ndarray]) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


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


# --- encodings ---


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


# --- explaining ---


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


# --- keeping ---


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


# --- folders that are no encoder ---


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
