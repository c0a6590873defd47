"""Sentences worth labelling next."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ConfigError, InputError
from pipeline.workflows.import_labels import import_annotations
from pipeline.workflows.suggest import suggest
from tests.training.samples import article, write_config, write_corpus


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for id in ("zh-ferry", "zh-library"):
        (folder / f"{id}.txt").write_text(article(id).text or "", encoding="utf-8")
    return folder


@pytest.mark.parametrize("by", ["margin", "entropy"])
def test_the_least_certain_come_first_and_spread(texts: Path, tmp_path: Path, by: str) -> None:
    done = suggest([texts], tmp_path / "out", models=["policy-roles"], by=by, count=5, per_document=3)
    scores = [s.score for s in done.suggestions]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert {s.document for s in done.suggestions} == {"zh-ferry", "zh-library"}
    assert all(file.is_file() for file in done.files)


def test_the_file_comes_back_as_labels_of_the_chosen_sentences(texts: Path, tmp_path: Path) -> None:
    done = suggest([texts], tmp_path / "out", models=["policy-roles"], count=4, per_document=2)
    imported = import_annotations(tmp_path / "out", tmp_path / "corpus", format="csv", annotator="wang")
    assert len(imported.files) == 2
    from pipeline.formats.annotation_jsonl import read_annotation

    for path in imported.files:
        found = read_annotation(path)
        assert found.text == article(found.id).text
        labelled = {(s.start, s.end): s.role for s in found.sentences if s.role}
        assert labelled == {
            (s.start, s.end): next(iter(s.votes.values())) for s in done.suggestions if s.document == found.id
        }


def test_of_a_corpus_only_what_has_no_label_is_chosen(tmp_path: Path) -> None:
    half = article("zh-ferry")
    sentences = tuple(replace(s, role="") if s.id in ("s2", "s4") else s for s in half.sentences)
    root = write_corpus(tmp_path / "corpus", [replace(half, sentences=sentences), article("zh-library")])
    done = suggest([root], tmp_path / "out", models=["policy-roles"])
    assert {(s.document, s.sentence) for s in done.suggestions} == {("zh-ferry", "s2"), ("zh-ferry", "s4")}


def test_where_annotators_and_models_disagree(tmp_path: Path) -> None:
    first = article("zh-ferry")
    sentences = tuple(replace(s, role="other", parent=None) if s.id == "s1" else s for s in first.sentences)
    second = replace(first, annotator="anna", sentences=sentences)
    root = write_corpus(tmp_path / "corpus", [first, second])
    done = suggest([root], tmp_path / "out", models=[], by="disagreement")
    assert [(s.sentence, dict(s.votes)) for s in done.suggestions] == [("s1", {"anna": "other", "tester": "claim"})]
    write_config(tmp_path)
    with pytest.raises(InputError, match="all are labelled, or nobody disagrees"):
        suggest([write_corpus(tmp_path / "one", [first])], tmp_path / "out", models=[], by="disagreement")


def test_what_cannot_be_chosen_by_is_refused_with_those_that_can(texts: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no strategy 'luck'.*margin, entropy, disagreement"):
        suggest([texts], tmp_path / "out", models=["policy-roles"], by="luck")
    with pytest.raises(ConfigError, match="there is no format 'word'"):
        suggest([texts], tmp_path / "out", models=["policy-roles"], format="word")


def test_documents_of_the_same_name_stay_apart(texts: Path, tmp_path: Path) -> None:
    other = tmp_path / "more"
    other.mkdir()
    (other / "zh-ferry.md").write_text(article("zh-drainage").text or "", encoding="utf-8")
    done = suggest([texts, other], tmp_path / "out", models=["policy-roles"], count=30)
    assert {s.document for s in done.suggestions} == {"zh-ferry", "zh-library", "zh-ferry-2"}
