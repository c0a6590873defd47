"""From a folder of labels to a model folder."""

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.bundles.bundle import EVALUATION_FILES, read_bundle
from pipeline.errors import AnnotationError, ConfigError, OutputError
from pipeline.workflows import train as train_workflow
from pipeline.workflows.analyze import analyze_text
from pipeline.workflows.train import freeze_folds, train
from tests.training.samples import FOLDS, OLD_CONFIG, article, partly_labelled, write_config, write_corpus
from tests.training.sentence_samples import (
    LABELS,
    TOPICS,
    record,
    write_records,
    write_sentence_config,
    write_sentence_corpus,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus")
    write_config(tmp_path)
    return tmp_path


def freeze(root: Path, folds: Any, schema: str = "pipeline.folds/1") -> None:
    (root / "folds.json").write_text(json.dumps({"schema": schema, "folds": folds}), encoding="utf-8")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_sentences_without_a_label_are_in_no_score(place: Path) -> None:
    write_corpus(place / "corpus", [partly_labelled("zh-ferry", "s2", "s4")])
    told: list[str] = []
    train(place / "tiny.toml", out=place / "model", progress=told.append)
    assert "8 sentences of 1 documents have no label yet: they are left out of training and scores" in told
    report = json.loads((place / "model" / "evaluation" / "report.json").read_bytes())
    assert report["data"]["sentences"] == sum(map(sum, report["confusion"]["counts"])) == 40
    predictions = json.loads((place / "model" / "evaluation" / "predictions.json").read_bytes())
    # All ten are predicted, so that the two stand among their neighbours.
    assert [len(p["predicted"]) for p in predictions if p["id"] == "zh-ferry"] == [10]


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


def test_a_model_that_will_be_replaced_is_named_before_anything_is_learned(place: Path) -> None:
    first: list[str] = []
    train(place / "tiny.toml", out=place / "model", progress=first.append)
    second: list[str] = []
    train(place / "tiny.toml", out=place / "model", progress=second.append)
    assert second == [f"{place / 'model'} holds a model, which this run will replace", *first]


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


def test_frozen_folds_are_used_and_said_so(place: Path) -> None:
    freeze(place / "corpus", FOLDS)
    trained = train(place / "tiny.toml", out=place / "model")
    assert "frozen folds" in trained.card
    assert "- Learned from one label for each sentence, by `tester`." in trained.card


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


def test_a_wrong_configuration_is_refused_first(place: Path) -> None:
    with pytest.raises(ConfigError, match="unknown key roles"):
        train(place / "tiny.toml", corpus=place / "nowhere", overrides=["roles.cc=1"])


@pytest.fixture
def abstracts(tmp_path: Path) -> Path:
    write_sentence_corpus(tmp_path / "corpus")
    write_sentence_config(tmp_path)
    return tmp_path


def report_of(model: Path) -> Any:
    return json.loads((model / "evaluation" / "report.json").read_bytes())


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


def test_a_card_names_no_annotator_of_sentence_labels(abstracts: Path) -> None:
    """A configuration may name annotators for another corpus; nobody is known of these files."""
    overrides = ['corpus.annotator=["adjudicated", "founders"]']
    card = train(abstracts / "abstracts.toml", out=abstracts / "model", overrides=overrides).card
    assert "founders" not in card
    assert "- Learned from one label for each sentence.\n" in card


def test_the_report_of_the_cross_validation_lies_beside_the_model(abstracts: Path) -> None:
    trained = train(
        abstracts / "abstracts.toml",
        out=abstracts / "model",
        overrides=['evaluation.ignored=["result"]', "evaluation.learning_curve=[0.5, 0.25, 1]"],
    )
    assert sorted(p.name for p in (abstracts / "model" / "evaluation").iterdir()) == sorted(EVALUATION_FILES)
    report = report_of(abstracts / "model")
    assert report["model"] == {
        "name": "abstracts",
        "version": "1",
        "sha256": trained.ref.sha256,
        "component": "chain.v1",
    }
    assert (report["protocol"], report["folds"]) == ("cross-validation", {"count": 3, "frozen": False})
    assert (report["data"]["name"], report["data"]["documents"], report["data"]["sentences"]) == ("corpus", 12, 36)
    assert sum(map(sum, report["confusion"]["counts"])) == 24
    assert report["ignored"] == ["result"]
    assert [(p["documents"], p["share"]) for p in report["learning_curve"]] == [(2, 0.25), (4, 0.5), (8, 1.0)]
    page = (abstracts / "model" / "evaluation" / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "Learning curve" in page
    said = json.loads((abstracts / "model" / "evaluation" / "predictions.json").read_bytes())
    assert [d["id"] for d in said] == [*(f"train:{i}" for i in range(9)), *(f"dev:{i}" for i in range(3))]
    assert sum(said[0]["probabilities"][0].values()) == pytest.approx(1, abs=1e-5)
    assert "Sentences that people labelled `result` count in no score" in trained.card
    assert "| 2 | 25.0 % |" in trained.card


def test_the_last_point_of_the_learning_curve_is_the_cross_validation_of_the_first_fold(abstracts: Path) -> None:
    freeze(abstracts / "corpus", [[f"train:{i}" for i in range(9)], [f"dev:{i}" for i in range(3)]])
    train(abstracts / "abstracts.toml", out=abstracts / "m", overrides=["evaluation.learning_curve=[0.7]"])
    said = json.loads((abstracts / "m" / "evaluation" / "predictions.json").read_bytes())
    right = [label == gold for d in said[:9] for label, gold in zip(d["predicted"], LABELS, strict=True)]
    points = report_of(abstracts / "m")["learning_curve"]
    assert [(p["documents"], p["share"]) for p in points] == [(2, 0.7), (3, 1.0)]
    assert points[1]["accuracy"][0] == pytest.approx(sum(right) / 27, abs=1e-4)


def test_what_spoke_for_the_worst_mistakes_is_told_by_the_model_that_made_them(place: Path) -> None:
    train(place / "tiny.toml", out=place / "model")
    worst = report_of(place / "model")["worst"]
    assert 0 < len(worst) <= 20
    assert all(w["cues"] for w in worst)
    assert {w["groups"]["genre"] for w in worst} == {"brief"}
    breakdown = report_of(place / "model")["breakdown"]
    assert set(breakdown["language"]) == {"zh", "en"}
    assert set(breakdown["stage"]) == {"theory", "practice", "recommendation"}


def test_people_stand_beside_the_model(place: Path) -> None:
    second = article("zh-ferry", annotator="second")
    changed = tuple(replace(s, role="other") if s.id == "s1" else s for s in second.sentences)
    settled = article("zh-ferry", annotator="adjudicated")
    write_corpus(place / "corpus", [replace(second, sentences=changed), settled])
    card = train(place / "tiny.toml", out=place / "model").card
    human = report_of(place / "model")["human"]
    assert (human["annotators"], human["documents"], human["sentences"]) == (["tester", "second"], 1, 10)
    assert human["accuracy"] == 0.9
    said = json.loads((place / "model" / "evaluation" / "predictions.json").read_bytes())
    (ferry,) = (d["predicted"] for d in said if d["id"] == "zh-ferry")
    right = sum(label == s.role for label, s in zip(ferry, article("zh-ferry").sentences, strict=True))
    assert human["model"]["accuracy"] == right / 10
    assert "Beside annotators, on the 1 documents (10 sentences) that two labelled:" in card
    assert "| second against tester | 0.900 |" in card


def leaky(root: Path) -> None:
    """A document of the dev part again in the training part, and one of the test part nearly so."""
    copy, near = record(9, id="copy"), record(1, id="near")
    write_records(root / "train.jsonl", [*(record(i) for i in range(9)), copy])
    near["sentences"] = [*near["sentences"][:2], "This is new."]
    write_records(root / "test.jsonl", [near])


def test_a_test_part_that_was_trained_on_stops_the_run_unless_told_otherwise(abstracts: Path) -> None:
    leaky(abstracts / "corpus")
    config = abstracts / "abstracts.toml"
    with pytest.raises(AnnotationError, match=r"1 documents .*: test:near \(as train:1, \d\d%\)\. .*--allow-leaks"):
        train(config, out=abstracts / "model")
    assert not (abstracts / "model").exists()
    told: list[str] = []
    train(config, out=abstracts / "model", allow_leaks=True, progress=told.append)
    assert any("test:near (as train:1" in line for line in told)
    train(config, out=abstracts / "model", overrides=["evaluation.allow_leaks=true"])
    assert report_of(abstracts / "model")["leaks"] == []  # drawn folds keep copies together


def test_frozen_folds_that_leak_stop_the_run_unless_told_otherwise(abstracts: Path) -> None:
    leaky(abstracts / "corpus")
    (abstracts / "corpus" / "test.jsonl").unlink()
    ids = [*(f"train:{i}" for i in range(9)), "train:copy", *(f"dev:{i}" for i in range(3))]
    freeze(abstracts / "corpus", [ids[:10], ids[10:]])
    config = abstracts / "abstracts.toml"
    with pytest.raises(AnnotationError, match=r"across folds: 2 documents .*train:copy \(as dev:0, 100%\), dev:0"):
        train(config, out=abstracts / "model")
    train(config, out=abstracts / "model", allow_leaks=True)
    assert report_of(abstracts / "model")["leaks"] == [
        {"document": "train:copy", "like": "dev:0", "share": 1.0},
        {"document": "dev:0", "like": "train:copy", "share": 1.0},
    ]


def test_folds_are_frozen_and_named(abstracts: Path) -> None:
    config = abstracts / "abstracts.toml"
    folds = freeze_folds(config, abstracts / "folds" / "abstracts.json")
    assert len(folds.folds) == 3
    assert not (abstracts / "models").exists()
    train(config, out=abstracts / "a", overrides=["evaluation.folds=folds/abstracts.json"])
    train(config, out=abstracts / "b")
    frozen, drawn = report_of(abstracts / "a"), report_of(abstracts / "b")
    assert frozen["folds"] == {"count": 3, "frozen": True}
    assert frozen["scores"] == drawn["scores"]


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


def test_what_a_component_cannot_learn_is_told_with_the_corpus(
    abstracts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ValueError("a feature is NaN")

    monkeypatch.setattr(train_workflow, "cross_validate", refuse)
    with pytest.raises(AnnotationError, match=r"corpus: cannot be learned from or scored: a feature is NaN\."):
        train(abstracts / "abstracts.toml", out=abstracts / "model")
    assert not (abstracts / "model").exists()


@pytest.mark.parametrize("anew", [True, False], ids=["new folder", "over an older model"])
def test_a_full_disk_leaves_what_was_there(abstracts: Path, monkeypatch: pytest.MonkeyPatch, anew: bool) -> None:
    config, out = abstracts / "abstracts.toml", abstracts / "models" / "m"
    if not anew:
        train(config, out=out)
    before = bytes_of(abstracts)
    opened = Path.open

    class Full:
        def __init__(self, stream: Any) -> None:
            self.stream = stream

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *_: object) -> None:
            self.stream.close()

        def write(self, data: bytes) -> None:
            self.stream.write(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")

    def full(self: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        stream = opened(self, mode, *rest, **named)
        return Full(stream) if mode == "xb" and ".manifest.json" in self.name else stream

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutputError, match=r"manifest\.json: cannot be written: No space left on device"):
        train(config, out=out, overrides=["version=v2"])
    assert bytes_of(abstracts) == before
    assert (abstracts / "models").exists() is not anew
    monkeypatch.undo()
    train(config, out=out, overrides=["version=v2"])
    assert read_bundle(out).ref.version == "v2"


def test_stopped_in_mid_training_nothing_is_left(abstracts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(message: str) -> None:
        if "fitting on all" in message:
            raise KeyboardInterrupt

    before = bytes_of(abstracts)
    with pytest.raises(KeyboardInterrupt):
        train(abstracts / "abstracts.toml", out=abstracts / "model", progress=stop)
    assert bytes_of(abstracts) == before
    assert not (abstracts / "model").exists()


def test_a_report_of_something_else_is_not_written_over(abstracts: Path) -> None:
    (abstracts / "model" / "evaluation").mkdir(parents=True)
    (abstracts / "model" / "evaluation" / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"holds evaluation/thesis\.txt, which is no part of a model"):
        train(abstracts / "abstracts.toml", out=abstracts / "model")


def test_sentences_of_a_form_that_is_filled_in_again_and_again_are_told(tmp_path: Path) -> None:
    """No document is the same as another, so that no leak is found."""
    forms = ["We ask whether the {} last longer.", "For 12{} weeks we counted all of them."]
    records = [
        record(i, sentences=[forms[0].format(TOPICS[i]), forms[1].format(i), f"It is {TOPICS[i]} that were counted."])
        for i in range(6)
    ]
    write_records(tmp_path / "corpus" / "train.jsonl", records)
    told: list[str] = []
    train(write_sentence_config(tmp_path), out=tmp_path / "model", progress=told.append)
    said = "33% of the sentences to score on (6 of 18) are nearly the same as one of the training texts, 6 of them word"
    assert [line for line in told if line.startswith(said)]
    report = json.loads((tmp_path / "model" / "evaluation" / "report.json").read_bytes())
    assert report["repeated"] == {"sentences": 18, "repeated": 6, "alike": 6, "share": 0.3333, "share_alike": 0.3333}
    assert "33.3% of the sentences" in (tmp_path / "model" / "evaluation" / "report.html").read_text(encoding="utf-8")
