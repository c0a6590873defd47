"""From a folder of labels to a model: what is learned, the same each time, and what cannot be learned from."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import AnnotationError, ConfigError
from pipeline.workflows.analyze import analyze_text
from pipeline.workflows.train import train
from tests.training.samples import OLD_CONFIG, article, write_config, write_corpus
from tests.training.sentence_samples import record, write_records

from .model_folders import bytes_of, report_of


def test_a_trained_model_analyses(place: Path) -> None:
    told: list[str] = []
    trained = train(place / "tiny.toml", out=place / "model", progress=told.append)
    assert told[0].endswith("5 documents, 48 sentences")
    assert told[-1] == "fitting on all documents"
    assert trained.card == (place / "model" / "card.md").read_text(encoding="utf-8")
    manifest = json.loads((place / "model" / "manifest.json").read_bytes())
    assert manifest["config"]["corpus"]["annotator"] == ["tester"]
    assert manifest["config"]["roles"]["component"] == "chain.v1"
    settings = json.loads((place / "model" / "settings.json").read_bytes())
    assert settings["roles"]["component"] == "chain.v1"
    assert (manifest["data"]["documents"], manifest["data"]["folds"]) == (5, "drawn")
    assert manifest["scores"]["documents"] == 5
    analysis = analyze_text("一、怎么办\n一是修渡口。\n二是补贴夜班。\n", model=str(place / "model"))
    assert analysis.model == trained.ref


def test_the_same_seed_and_corpus_give_the_same_bytes(place: Path) -> None:
    train(place / "tiny.toml", out=place / "a")
    train(place / "tiny.toml", out=place / "b", corpus=place / "corpus")
    assert bytes_of(place / "a") == bytes_of(place / "b")


def test_a_configuration_of_schema_1_trains_the_model_that_it_always_did(place: Path) -> None:
    train(place / "tiny.toml", out=place / "new", overrides=["roles.seed=7", "evaluation.seed=7"])
    write_config(place, OLD_CONFIG)
    train(place / "tiny.toml", out=place / "old")
    assert bytes_of(place / "old") == bytes_of(place / "new")


def test_the_seed_of_evaluation_draws_the_folds_and_leaves_the_model_alone(place: Path) -> None:
    def trained(name: str, *overrides: str) -> tuple[dict[str, bytes], Any]:
        train(place / "tiny.toml", out=place / name, overrides=overrides)
        files = bytes_of(place / name)
        return files, json.loads(files["manifest.json"])["scores"]

    (a, scores), (b, others) = trained("a", "evaluation.seed=0"), trained("b", "evaluation.seed=1")
    assert (a["arrays.npz"], a["settings.json"]) == (b["arrays.npz"], b["settings.json"])
    assert scores["confusion"] != others["confusion"]


def test_a_component_that_is_not_there_is_refused_before_any_fitting(place: Path) -> None:
    told: list[str] = []
    with pytest.raises(ConfigError, match=r"no component 'chain\.v0'\. Did you mean chain\.v1\?"):
        train(place / "tiny.toml", overrides=["roles.component=chain.v0"], progress=told.append)
    assert told == []


def test_another_process_with_other_hashes_of_strings_gives_the_same_bytes(place: Path) -> None:
    train(place / "tiny.toml", out=place / "a")
    run = "from pipeline.cli.app import main; main()"
    command = [sys.executable, "-c", run, "train", "tiny.toml", "--out", "b"]
    subprocess.run(command, cwd=place, env=os.environ | {"PYTHONHASHSEED": "4"}, check=True, capture_output=True)
    assert bytes_of(place / "a") == bytes_of(place / "b")


def test_one_document_cannot_be_learned_from(place: Path) -> None:
    write_corpus(place / "one", [article("zh-ferry")])
    with pytest.raises(AnnotationError, match=r"holds one document only\. Annotate a second"):
        train(place / "tiny.toml", corpus=place / "one")


def test_documents_of_one_role_cannot_be_learned_from(place: Path) -> None:
    ferry = article("zh-ferry", groups=())
    same = tuple(replace(s, role="claim", parent=None, relation=None, group=None) for s in ferry.sentences)
    write_corpus(place / "two", [replace(ferry, sentences=same), article("zh-library")])
    with pytest.raises(AnnotationError, match="has one role only in the 1 documents that are left"):
        train(place / "tiny.toml", corpus=place / "two")


def test_a_wrong_configuration_is_refused_first(place: Path) -> None:
    with pytest.raises(ConfigError, match="unknown key roles"):
        train(place / "tiny.toml", corpus=place / "nowhere", overrides=["roles.cc=1"])


def test_sentence_labels_of_any_set_are_learned(abstracts: Path) -> None:
    told: list[str] = []
    trained = train(abstracts / "abstracts.toml", out=abstracts / "model", progress=told.append)
    assert told[0] == f"{abstracts / 'corpus'}: 12 documents (train 9 + dev 3), 36 sentences"
    manifest = json.loads((abstracts / "model" / "manifest.json").read_bytes())
    assert manifest["data"]["parts"] == {"train": 9, "dev": 3}
    assert len(manifest["data"]["texts"]) == 12
    assert manifest["scores"]["accuracy"][0] > 0.9  # the first word alone tells
    assert "structure" not in manifest["scores"]
    assert "Parts learned from: dev 3, train 9." in trained.card
    assert "- Learned from one label for each sentence.\n" in trained.card
    assert (
        "Gives each sentence of a document a label (aim, method, result). Component `chain.v1`: Linear" in trained.card
    )


def test_documents_of_one_sentence_and_a_class_of_one_member(abstracts: Path) -> None:
    lone = {"id": "lone", "sentences": ["Kilns, at last, for everybody!"], "labels": ["outlook"]}
    write_records(abstracts / "corpus" / "dev.jsonl", [lone, {"id": 1, "sentences": ["We ask?"], "labels": ["aim"]}])
    labels = 'corpus.labels=["aim", "method", "result", "outlook"]'
    train(abstracts / "abstracts.toml", out=abstracts / "model", overrides=[labels])
    per_label = report_of(abstracts / "model")["per_label"]
    assert (per_label["outlook"]["support"], per_label["outlook"]["recall"]) == (1, 0)


def test_one_label_only(abstracts: Path) -> None:
    same = [record(i, labels=["aim"] * 3) for i in range(6)]
    write_records(abstracts / "corpus" / "train.jsonl", same)
    with pytest.raises(AnnotationError, match="has one label only, aim: there is nothing to tell apart"):
        train(abstracts / "abstracts.toml", overrides=["corpus.parts=train"])
