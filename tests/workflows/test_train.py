"""From a folder of labels to a model folder."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import AnnotationError, ConfigError, OutputError
from pipeline.training.config import read_config
from pipeline.workflows.analyze import analyze_text
from pipeline.workflows.corpus import read_corpus, read_folds
from pipeline.workflows.train import train
from tests.training.samples import ARTICLES, CONFIG, FOLDS, article, write_config, write_corpus

IDS = sorted(ARTICLES)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus")
    write_config(tmp_path)
    return tmp_path


def freeze(root: Path, folds: Any, schema: str = "pipeline.folds/1") -> None:
    (root / "folds.json").write_text(json.dumps({"schema": schema, "folds": folds}), encoding="utf-8")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_a_trained_model_analyses(place: Path) -> None:
    told: list[str] = []
    trained = train(place / "tiny.toml", out=place / "model", progress=told.append)
    assert told[0].endswith("5 documents, 48 sentences")
    assert told[-1] == "fitting on all documents"
    assert trained.card == (place / "model" / "card.md").read_text(encoding="utf-8")
    manifest = json.loads((place / "model" / "manifest.json").read_bytes())
    assert manifest["config"]["corpus"]["annotator"] == ["tester"]
    assert (manifest["data"]["documents"], manifest["data"]["folds"]) == (5, "drawn")
    assert manifest["scores"]["documents"] == 5
    analysis = analyze_text("一、怎么办\n一是修渡口。\n二是补贴夜班。\n", model=str(place / "model"))
    assert analysis.model == trained.ref


def test_the_same_seed_and_corpus_give_the_same_bytes(place: Path) -> None:
    train(place / "tiny.toml", out=place / "a")
    train(place / "tiny.toml", out=place / "b", corpus=place / "corpus")
    assert bytes_of(place / "a") == bytes_of(place / "b")


def test_another_process_with_other_hashes_of_strings_gives_the_same_bytes(place: Path) -> None:
    train(place / "tiny.toml", out=place / "a")
    run = "from pipeline.cli.app import main; main()"
    command = [sys.executable, "-c", run, "train", "tiny.toml", "--out", "b"]
    subprocess.run(command, cwd=place, env=os.environ | {"PYTHONHASHSEED": "4"}, check=True, capture_output=True)
    assert bytes_of(place / "a") == bytes_of(place / "b")


def test_frozen_folds_are_used_and_said_so(place: Path) -> None:
    freeze(place / "corpus", FOLDS)
    trained = train(place / "tiny.toml", out=place / "model")
    assert "frozen folds" in trained.card


def test_without_out_the_model_goes_to_its_name(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    assert train(Path("tiny.toml")).folder == Path("models/tiny")
    assert (place / "models" / "tiny" / "manifest.json").is_file()


def test_a_folder_of_something_else_is_refused_before_any_fitting(place: Path) -> None:
    told: list[str] = []
    with pytest.raises(OutputError, match="no part of a model"):
        train(place / "tiny.toml", out=place / "corpus", progress=told.append)
    assert told == []


def test_a_model_trained_again_in_its_folder_is_not_mistaken_for_the_old_one(place: Path) -> None:
    model = str(place / "model")
    train(place / "tiny.toml", out=place / "model")
    before = analyze_text("渡口很要紧。", model=model)
    train(place / "tiny.toml", out=place / "model", overrides=["roles.c=0.1"])
    after = analyze_text("渡口很要紧。", model=model)
    assert before.model != after.model
    assert before.roles[0].probabilities != after.roles[0].probabilities


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


def corpus(root: Path, *annotations: Any) -> Any:
    write_corpus(root, list(annotations))
    return read_corpus(root, read_config(write_config(root)))


def test_documents_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    found = corpus(tmp_path, *(article(id) for id in reversed(IDS)))
    assert [e.document.id for e in found.examples] == IDS


def test_the_hash_tells_of_every_label_and_text(tmp_path: Path) -> None:
    first = corpus(tmp_path / "a", article("zh-ferry"))
    assert corpus(tmp_path / "b", article("zh-ferry")).sha256 == first.sha256
    assert corpus(tmp_path / "c", article("zh-ferry", genre="survey")).sha256 != first.sha256


def test_the_test_split_is_never_trained_on(tmp_path: Path) -> None:
    found = corpus(tmp_path, article("zh-ferry"), article("zh-library", split="test"))
    assert [e.document.id for e in found.examples] == ["zh-ferry"]


def test_labels_whose_text_is_elsewhere_are_left_out_and_said_so(tmp_path: Path) -> None:
    write_corpus(tmp_path, [article("zh-ferry"), article("zh-library", text=None, text_path=None)])
    told: list[str] = []
    found = read_corpus(tmp_path, read_config(write_config(tmp_path)), told.append)
    assert [e.document.id for e in found.examples] == ["zh-ferry"]
    assert told == ["1 documents left out: their texts are not in the corpus"]


def test_a_text_that_stands_twice_would_leak(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"zh-twin\.jsonl: holds the document of zh-ferry\.jsonl again"):
        corpus(tmp_path, article("zh-ferry"), article("zh-ferry", id="zh-twin", text_path="texts/zh/zh-twin.txt"))


def test_a_role_outside_the_label_set_is_named_with_its_file(tmp_path: Path) -> None:
    write_corpus(tmp_path, [article("zh-ferry")])
    config = read_config(write_config(tmp_path, CONFIG.replace('"other"', '"rest"')))
    with pytest.raises(AnnotationError, match=r"zh-ferry\.jsonl: the role 'other' is not in corpus\.labels"):
        read_corpus(tmp_path, config)


def test_a_group_without_sentences_is_refused(tmp_path: Path) -> None:
    bare = article("zh-ferry")
    sentences = tuple(replace(s, group=None) for s in bare.sentences)
    groups = tuple(replace(g, measures=()) for g in bare.groups)
    with pytest.raises(AnnotationError, match=r"zh-ferry\.jsonl:\d+: g1 has no sentences"):
        corpus(tmp_path, article("zh-ferry", sentences=sentences, groups=groups))


def test_of_several_annotators_the_first_who_has_a_document_is_learned_from(tmp_path: Path) -> None:
    first = article("zh-ferry", annotator="anna", genre="survey")
    write_corpus(tmp_path, [article("zh-ferry"), article("zh-library"), first])
    config = read_config(write_config(tmp_path), ['corpus.annotator=["anna", "tester"]'])
    found = read_corpus(tmp_path, config)
    assert [(e.document.id, e.genre) for e in found.examples] == [("zh-ferry", "survey"), ("zh-library", "brief")]


def test_a_faulty_label_file_is_refused_with_file_and_line(tmp_path: Path) -> None:
    ferry = article("zh-ferry")
    heading = replace(ferry.headings[0], parent=ferry.headings[0].id)
    with pytest.raises(AnnotationError, match=r"zh-ferry\.jsonl:2: h1 cannot stand under h1"):
        corpus(tmp_path, article("zh-ferry", headings=(heading, *ferry.headings[1:])))
    unlabelled = tuple(replace(s, role="") if s.id == "s1" else s for s in ferry.sentences)
    with pytest.raises(AnnotationError, match="s1 has no role yet"):
        corpus(tmp_path, article("zh-ferry", sentences=unlabelled))


@pytest.mark.parametrize("annotations", [[], [article("zh-ferry", split="test")]])
def test_nothing_to_learn_from(tmp_path: Path, annotations: list[Any]) -> None:
    with pytest.raises(AnnotationError, match=r"holds no annotated document of the training split\. Name .*--corpus"):
        corpus(tmp_path, *annotations)


def test_drawn_folds_hold_every_document_once_and_are_the_same_again(tmp_path: Path) -> None:
    found = read_folds(tmp_path, IDS, count=3, seed=5)
    assert not found.frozen
    assert len(found.folds) == 3
    assert sorted(id for fold in found.folds for id in fold) == IDS
    assert read_folds(tmp_path, IDS, count=3, seed=5) == found


def test_frozen_folds_are_read_as_they_stand(tmp_path: Path) -> None:
    freeze(tmp_path, [*FOLDS, ["zh-elsewhere"]])
    found = read_folds(tmp_path, IDS, count=5, seed=0)
    assert found.frozen
    assert found.folds == tuple(frozenset(fold) for fold in FOLDS)


@pytest.mark.parametrize(
    ("folds", "message"),
    [
        (
            [FOLDS[0], ["zh-library"]],
            "places zh-drainage in no fold. Place new documents with `pipeline annotations",
        ),
        ([*FOLDS, ["zh-ferry"]], "places zh-ferry twice. "),
        ([IDS], "places all documents in one fold"),
        ("zh-ferry", "folds is no list of lists"),
        ([["zh-ferry", 3]], "folds is no list of lists"),
    ],
)
def test_frozen_folds_that_do_not_fit_are_refused(tmp_path: Path, folds: Any, message: str) -> None:
    freeze(tmp_path, folds)
    with pytest.raises(AnnotationError, match=message):
        read_folds(tmp_path, IDS, count=5, seed=0)


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"schema": "pipeline.folds/2", "folds": []}', b"\xff"])
def test_a_file_of_folds_that_is_none_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "folds.json").write_bytes(data)
    with pytest.raises(AnnotationError, match=r"folds\.json"):
        read_folds(tmp_path, IDS, count=5, seed=0)


def test_a_wrong_configuration_is_refused_first(place: Path) -> None:
    with pytest.raises(ConfigError, match="unknown key roles"):
        train(place / "tiny.toml", corpus=place / "nowhere", overrides=["roles.cc=1"])
