"""A model scored on documents that it has not seen."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import AnnotationError, ModelError, OutputError
from pipeline.workflows import evaluate as workflow
from pipeline.workflows.evaluate import evaluate
from pipeline.workflows.train import train
from tests.training.samples import article, partly_labelled, write_config, write_corpus
from tests.training.sentence_samples import (
    LABELS,
    record,
    write_records,
    write_sentence_config,
    write_sentence_corpus,
)

FILES = ["predictions.json", "report.html", "report.json"]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two models of sentence labels, one of an annotation folder."""
    place = tmp_path_factory.mktemp("models")
    write_sentence_corpus(place / "corpus")
    config = write_sentence_config(place)
    train(config, out=place / "good")
    wrong = [record(40 + i, labels=[*LABELS[1:], LABELS[0]]) for i in range(9)]  # learned well, from a bad teacher
    taught = write_records(place / "wrong" / "train.jsonl", wrong)
    train(config, corpus=taught, out=place / "weak", overrides=["name=weak", 'evaluation.ignored=["aim"]'])
    articles = [article(id) for id in ("zh-ferry", "zh-library", "zh-drainage")]
    write_corpus(place / "annotated", articles)
    train(write_config(place), corpus=place / "annotated", out=place / "scheme")
    return place


@pytest.fixture
def unseen(tmp_path: Path) -> Path:
    return write_records(tmp_path / "data" / "unseen.jsonl", [record(20 + i) for i in range(4)])


def report_in(folder: Path) -> Any:
    return json.loads((folder / "report.json").read_bytes())


def predictions_in(folder: Path) -> Any:
    return json.loads((folder / "predictions.json").read_bytes())


def test_a_file_is_predicted_and_scored(models: Path, unseen: Path, tmp_path: Path) -> None:
    told: list[str] = []
    found = evaluate(str(models / "good"), unseen, out=tmp_path / "out", progress=told.append)
    assert told == [f"{unseen}: 4 documents, 12 sentences"]
    assert sorted(p.name for p in found.files) == sorted(p.name for p in (tmp_path / "out").iterdir()) == FILES
    report = report_in(tmp_path / "out")
    assert report == found.report
    assert (report["protocol"], report["folds"]) == ("held-out", None)
    assert report["model"]["component"] == "chain.v1"
    assert report["data"] | {"sha256": ""} == {
        "name": "data/unseen.jsonl",
        "documents": 4,
        "sentences": 12,
        "sha256": "",
    }
    said = predictions_in(tmp_path / "out")
    assert [d["id"] for d in said] == [20, 21, 22, 23]  # as they stand in the file, numbers too
    right = [label == gold for d in said for label, gold in zip(d["predicted"], LABELS, strict=True)]
    assert report["scores"]["accuracy"][0] == pytest.approx(sum(right) / 12, abs=1e-4)
    for document in said:
        for label, row in zip(document["predicted"], document["probabilities"], strict=True):
            assert list(row) == list(LABELS)
            assert max(row, key=row.__getitem__) == label


def test_without_labels_there_are_predictions_only(models: Path, tmp_path: Path) -> None:
    bare = [{k: v for k, v in record(20).items() if k != "labels"}]
    path = write_records(tmp_path / "bare.jsonl", bare)
    told: list[str] = []
    found = evaluate(str(models / "good"), path, out=tmp_path / "out", progress=told.append)
    assert told[-1] == "the documents have no labels: there is nothing to score"
    assert (found.report, [p.name for p in (tmp_path / "out").iterdir()]) == (None, ["predictions.json"])
    evaluate(str(models / "good"), write_records(tmp_path / "a.jsonl", [record(21)]), out=tmp_path / "both")
    with pytest.raises(OutputError, match=r"both: holds report\.json, the report of another evaluation"):
        evaluate(str(models / "good"), path, out=tmp_path / "both")
    assert [d["id"] for d in predictions_in(tmp_path / "both")] == [21]


def test_documents_with_and_without_labels(models: Path, tmp_path: Path) -> None:
    bare = {k: v for k, v in record(21).items() if k != "labels"}
    path = write_records(tmp_path / "mixed.jsonl", [record(20), bare])
    told: list[str] = []
    found = evaluate(str(models / "good"), path, out=tmp_path / "out", progress=told.append)
    assert found.report is not None
    assert found.report["data"]["documents"] == 1
    assert told[-1] == "1 documents have no labels, and are predicted but not scored"
    assert [d["id"] for d in predictions_in(tmp_path / "out")] == [20, 21]


def test_a_folder_is_scored_on_its_test_part(models: Path, tmp_path: Path) -> None:
    write_sentence_corpus(tmp_path)
    with pytest.raises(AnnotationError, match=r"has no test\.jsonl\. Name a file, such as .*train\.jsonl"):
        evaluate(str(models / "good"), tmp_path, out=tmp_path / "out")
    write_records(tmp_path / "test.jsonl", [record(20)])
    found = evaluate(str(models / "good"), tmp_path, out=tmp_path / "out")
    assert found.report is not None
    assert found.report["data"]["documents"] == 1


def test_labels_that_the_model_does_not_know_are_named(models: Path, tmp_path: Path) -> None:
    path = write_records(tmp_path / "a.jsonl", [record(20, labels=["aim", "results", "aim"])])
    with pytest.raises(AnnotationError, match=r'a\.jsonl:1: .*"results"\. It must be "result" \(nearest of aim,'):
        evaluate(str(models / "good"), path, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_models_are_compared(models: Path, unseen: Path, tmp_path: Path) -> None:
    rivals = [str(models / "weak"), str(models / "good")]
    found = evaluate(str(models / "good"), unseen, out=tmp_path, against=rivals)
    assert found.report is not None
    rows = found.report["comparisons"]
    assert [(r["against"]["name"], r["statistic"]) for r in rows] == [
        ("weak", "accuracy"),
        ("weak", "macro_f1"),
        ("abstracts", "accuracy"),
        ("abstracts", "macro_f1"),
    ]
    assert rows[0]["difference"][0] > 0
    assert [r["difference"][0] for r in rows[2:]] == [0, 0]
    assert all(r["p"] <= r["p_holm"] <= 1 for r in rows)
    assert "Comparison with other models" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_what_the_model_ignored_in_training_is_ignored(models: Path, unseen: Path, tmp_path: Path) -> None:
    found = evaluate(str(models / "weak"), unseen, out=tmp_path)
    assert found.report is not None
    assert found.report["ignored"] == ["aim"]
    assert sum(map(sum, found.report["confusion"]["counts"])) == 8


def test_documents_that_were_trained_on_stop_the_run_unless_told_otherwise(models: Path, tmp_path: Path) -> None:
    path = write_records(tmp_path / "a.jsonl", [record(20), record(3, id="old")])
    match = rf"1 documents to score on .*old \(as a training text of {models / 'good'}, 100%\)\. .*--allow-leaks"
    with pytest.raises(AnnotationError, match=match):
        evaluate(str(models / "good"), path, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    found = evaluate(str(models / "good"), path, out=tmp_path / "out", allow_leaks=True)
    assert found.report is not None
    assert [leak["document"] for leak in found.report["leaks"]] == ["old"]


def test_a_model_whose_configuration_allows_leaks_reports_them(models: Path, tmp_path: Path) -> None:
    own = write_records(tmp_path / "own.jsonl", [record(i) for i in range(6)])
    train(models / "abstracts.toml", corpus=own, out=tmp_path / "m", overrides=["evaluation.allow_leaks=true"])
    path = write_records(tmp_path / "a.jsonl", [record(20), record(21), record(3, id="old")])
    told: list[str] = []
    found = evaluate(str(tmp_path / "m"), path, out=tmp_path / "out", progress=told.append)
    assert found.report is not None
    assert [leak["document"] for leak in found.report["leaks"]] == ["old"]
    assert "1 documents to score on stand in the training texts too: old" in told[0]
    most = write_records(tmp_path / "b.jsonl", [record(20), record(3)])
    with pytest.raises(AnnotationError, match="1 documents to score on"):
        evaluate(str(tmp_path / "m"), most, out=tmp_path / "other")


def test_documents_that_a_rival_was_trained_on_count_too(models: Path, tmp_path: Path) -> None:
    own = write_records(tmp_path / "own" / "train.jsonl", [record(20 + i) for i in range(6)])
    train(models / "abstracts.toml", corpus=own, out=tmp_path / "rival")
    path = write_records(tmp_path / "a.jsonl", [record(22)])
    evaluate(str(models / "good"), path, out=tmp_path / "out")
    with pytest.raises(AnnotationError, match=r"22 \(as a training text of .*rival"):
        evaluate(str(models / "good"), path, out=tmp_path / "out", against=[str(tmp_path / "rival")])


def test_documents_that_are_nearly_those_trained_on_are_found_in_the_training_texts(
    models: Path, tmp_path: Path
) -> None:
    near = record(3, id="near")
    near["sentences"] = [*near["sentences"][:2], "This is new."]
    path = write_records(tmp_path / "a.jsonl", [record(20), near])
    evaluate(str(models / "good"), path, out=tmp_path / "out")
    with pytest.raises(AnnotationError, match=r"near \(as train:3, \d\d%\)"):
        evaluate(str(models / "good"), path, out=tmp_path / "out", train=models / "corpus")
    with pytest.raises(AnnotationError, match="holds no document that the model learned from"):
        evaluate(str(models / "good"), path, out=tmp_path / "out", train=tmp_path / "nowhere")


def test_an_annotation_folder_is_scored_on_what_the_model_did_not_learn_from(models: Path, tmp_path: Path) -> None:
    second = replace(article("zh-orchard"), annotator="anna")
    root = write_corpus(tmp_path / "c", [article("zh-ferry"), article("zh-orchard"), article("en-signals"), second])
    told: list[str] = []
    found = evaluate(str(models / "scheme"), root, out=tmp_path / "out", progress=told.append)
    assert told[0].endswith("has no test split: scoring on the 2 documents that the model did not learn from")
    assert found.report is not None
    assert (found.report["data"]["name"], found.report["data"]["documents"]) == ("c", 2)
    assert found.report["structure"]["documents"] == 2
    assert found.report["human"]["annotators"] == ["tester", "anna"]
    assert found.report["human"]["accuracy"] == 1
    assert [d["id"] for d in predictions_in(tmp_path / "out")] == ["en-signals", "zh-orchard"]


def test_an_annotation_folder_with_a_test_split_is_scored_on_that(models: Path, tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "c", [article("zh-orchard"), article("en-signals", split="test")])
    found = evaluate(str(models / "scheme"), root, out=tmp_path / "out")
    assert found.report is not None
    assert found.report["data"]["documents"] == 1


def test_an_annotation_folder_that_was_all_learned_from(models: Path, tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="holds no document that the model did not learn from"):
        evaluate(str(models / "scheme"), models / "annotated", out=tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("nowhere", "there is no such file or folder"),
        ("empty", "holds no labelled documents"),
        ("table.csv", "holds no labelled documents"),
        ("blank.jsonl", "holds no document"),
    ],
)
def test_what_holds_no_documents_is_refused(models: Path, tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "table.csv").write_text("a,b\n")
    (tmp_path / "blank.jsonl").write_text("\n")
    with pytest.raises(AnnotationError, match=what):
        evaluate(str(models / "good"), tmp_path / name, out=tmp_path / "out")


def test_a_model_that_is_not_there_or_does_not_tell(models: Path, unseen: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no model"):
        evaluate("none", unseen, out=tmp_path / "out")
    with pytest.raises(ModelError, match="there is no model"):
        evaluate(str(models / "good"), unseen, out=tmp_path / "out", against=["none"])


def test_a_file_in_the_place_of_the_folder(models: Path, unseen: Path) -> None:
    with pytest.raises(OutputError, match="is a file, not a folder"):
        evaluate(str(models / "good"), unseen, out=unseen)


def test_nothing_but_ignored_sentences(models: Path, tmp_path: Path) -> None:
    path = write_records(tmp_path / "a.jsonl", [record(20, labels=["aim"] * 3)])
    with pytest.raises(AnnotationError, match=r"a\.jsonl: cannot be learned from or scored: there is no sentence"):
        evaluate(str(models / "weak"), path, out=tmp_path / "out")


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OutputError("cannot be written")])
def test_nothing_is_half_written(
    models: Path, unseen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interruption: Any
) -> None:
    def stop(*_: object) -> None:
        raise interruption

    monkeypatch.setattr(workflow, "report_files", stop)
    with pytest.raises((KeyboardInterrupt, OutputError)):
        evaluate(str(models / "good"), unseen, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_same_evaluation_gives_the_same_bytes(models: Path, unseen: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        evaluate(str(models / "good"), unseen, out=tmp_path / name, against=[str(models / "weak")])
    for file in FILES:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_sentences_without_a_label_are_predicted_and_not_scored(models: Path, tmp_path: Path) -> None:
    data = write_corpus(tmp_path / "data", [partly_labelled("zh-orchard", "s1", "s2"), partly_labelled("en-signals")])
    told: list[str] = []
    evaluate(str(models / "scheme"), data, out=tmp_path / "out", progress=told.append)
    assert "7 sentences of 1 documents have no label yet: they are left out of training and scores" in told
    assert "1 documents have no labels, and are predicted but not scored" in told
    report = report_in(tmp_path / "out")
    assert (report["data"]["documents"], report["data"]["sentences"]) == (1, 2)
    assert sum(map(sum, report["confusion"]["counts"])) == 2
    assert report["structure"] is None
    assert sorted(len(p["predicted"]) for p in predictions_in(tmp_path / "out")) == [9, 9]


def test_models_without_a_label_in_common_are_not_compared(models: Path, unseen: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has no label in common with .*good labels aim, method, result; .*claim, "):
        evaluate(str(models / "good"), unseen, out=tmp_path / "out", against=[str(models / "scheme")])
    assert not (tmp_path / "out").exists()


def test_sentences_of_the_training_texts_are_counted_where_these_are_at_hand(
    models: Path, unseen: Path, tmp_path: Path
) -> None:
    told: list[str] = []
    corpus = models / "corpus"
    evaluate(str(models / "good"), unseen, out=tmp_path / "out", train=corpus, allow_leaks=True, progress=told.append)
    assert any("are nearly the same as one of the training texts" in line for line in told)
    repeated = report_in(tmp_path / "out")["repeated"]
    assert (repeated["sentences"], repeated["repeated"] > 3) == (12, True)
    evaluate(str(models / "good"), unseen, out=tmp_path / "other")
    assert report_in(tmp_path / "other")["repeated"] is None


def test_a_place_that_may_not_be_written_to_is_found_before_any_predicting(
    models: Path, unseen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of the system, not tried: a test that runs as root may write anywhere."""
    monkeypatch.setattr(workflow, "predict", lambda *_: pytest.fail("predicted first"))
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="it is a file, not a folder"):
        evaluate(str(models / "good"), unseen, out=tmp_path / "file" / "out")
    monkeypatch.setattr(os, "access", lambda path, _: path != tmp_path)
    with pytest.raises(OutputError, match="may not be written to by this user"):
        evaluate(str(models / "good"), unseen, out=tmp_path / "out")
