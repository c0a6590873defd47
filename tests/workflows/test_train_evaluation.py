"""What a run of training says of its model: report, card, predictions, and which leaks stop it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.bundles.bundle import EVALUATION_FILES
from pipeline.errors import AnnotationError
from pipeline.workflows.train import freeze_folds, train
from tests.training.samples import FOLDS, article, partly_labelled, write_corpus
from tests.training.sentence_samples import LABELS, TOPICS, record, write_records, write_sentence_config

from .model_folders import freeze, report_of


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


def test_frozen_folds_are_used_and_said_so(place: Path) -> None:
    freeze(place / "corpus", FOLDS)
    trained = train(place / "tiny.toml", out=place / "model")
    assert "frozen folds" in trained.card
    assert "- Learned from one label for each sentence, by `tester`." in trained.card


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
