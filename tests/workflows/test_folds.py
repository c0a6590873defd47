"""New documents into frozen folds."""

import json
from pathlib import Path

import pytest

from pipeline.errors import AnnotationError
from pipeline.workflows.folds import extend_folds
from tests.training.samples import article, write_corpus


def folds(root: Path) -> list[list[str]]:
    found: list[list[str]] = json.loads((root / "folds.json").read_bytes())["folds"]
    return found


def test_documents_are_spread_over_languages_and_genres(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    added = extend_folds(tmp_path, count=2)
    assert len(added) == 5
    assert sorted(len(fold) for fold in folds(tmp_path)) == [2, 3]
    assert {sum(id.startswith("zh") for id in fold) for fold in folds(tmp_path)} == {2}


def test_a_document_that_is_placed_is_never_moved_and_one_that_left_keeps_its_place(tmp_path: Path) -> None:
    write_corpus(tmp_path, [article("zh-ferry"), article("zh-library")])
    schema = "pipeline.folds/1"
    (tmp_path / "folds.json").write_text(json.dumps({"schema": schema, "folds": [["zh-gone", "zh-ferry"], []]}))
    assert extend_folds(tmp_path) == {"zh-library": 2}
    assert folds(tmp_path) == [["zh-ferry", "zh-gone"], ["zh-library"]]
    before = (tmp_path / "folds.json").read_bytes()
    assert extend_folds(tmp_path) == {}
    assert (tmp_path / "folds.json").read_bytes() == before


def test_the_test_split_is_in_no_fold_and_a_second_annotator_counts_once(tmp_path: Path) -> None:
    twice = article("zh-ferry", annotator="anna")
    write_corpus(tmp_path, [article("zh-ferry"), twice, article("zh-library", split="test")])
    assert list(extend_folds(tmp_path)) == ["zh-ferry"]


def test_nothing_to_place(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="holds no document of the training split"):
        extend_folds(tmp_path)
