"""Folds: frozen ones read, others drawn so that nothing leaks, new documents placed."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import AnnotationError, ConfigError, OutputError
from pipeline.training.config import read_config
from pipeline.training.examples import from_annotation
from pipeline.workflows.corpus import Corpus, read_corpus
from pipeline.workflows.folds import Folds, extend_folds, folds_of, write_folds
from pipeline.workflows.labelled import read_entries
from tests.training.samples import ARTICLES, FOLDS, article, write_config, write_corpus
from tests.training.sentence_samples import record, write_records, write_sentence_config

from .model_folders import freeze

IDS = sorted(ARTICLES)
EXAMPLES = tuple(from_annotation(article(id)) for id in IDS)


def found_folds(root: Path, count: int, seed: int, told: list[str] | None = None) -> Folds:
    config = read_config(write_config(root), [f"evaluation.folds={count}", f"evaluation.seed={seed}"])
    return folds_of(Corpus(root, EXAMPLES, "", {}, {}), config, root, [].append if told is None else told.append)


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


def test_drawn_folds_hold_every_document_once_and_are_the_same_again(tmp_path: Path) -> None:
    found = found_folds(tmp_path, 3, 5)
    assert not found.frozen
    assert len(found.folds) == 3
    assert sorted(id for fold in found.folds for id in fold) == IDS
    assert found_folds(tmp_path, 3, 5) == found


def test_frozen_folds_are_read_as_they_stand(tmp_path: Path) -> None:
    freeze(tmp_path, [*FOLDS, ["zh-elsewhere"]])
    told: list[str] = []
    found = found_folds(tmp_path, 5, 0, told)
    assert told == [f"{tmp_path / 'folds.json'}: zh-elsewhere is not in {tmp_path}, and left out"]
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
        ([["zh-ferry", 3]], "places 3, which is no id. Write an id as a text"),
        ([["zh-ferry", "\ud800"]], r'places "\\ud800", which is no id'),
        ([["zh-ferry"], "zh-library"], "folds is no list of lists"),
    ],
)
def test_frozen_folds_that_do_not_fit_are_refused(tmp_path: Path, folds: Any, message: str) -> None:
    freeze(tmp_path, folds)
    with pytest.raises(AnnotationError, match=message):
        found_folds(tmp_path, 5, 0)


def test_ids_that_do_not_fit_are_all_named_up_to_ten(tmp_path: Path) -> None:
    freeze(tmp_path, [["zh-fery", "zh-librarry"], [f"gone-{k:02}" for k in range(12)]])
    told: list[str] = []
    with pytest.raises(AnnotationError, match=f"places {', '.join(IDS)} in no fold"):
        found_folds(tmp_path, 5, 0, told)
    named = ", ".join(f"gone-{k:02}" for k in range(10))
    assert told == [f"{tmp_path / 'folds.json'}: {named} and 4 more are not in {tmp_path}, and left out"]


def test_what_is_kept_to_test_on_or_has_no_text_is_in_the_corpus(tmp_path: Path) -> None:
    others = [article("zh-library", split="test"), article("zh-drainage", text=None, text_path=None)]
    write_corpus(tmp_path, [article("zh-ferry"), article("en-signals"), *others])
    freeze(tmp_path, [["zh-ferry", "zh-library"], ["en-signals", "zh-drainage"]])
    config = read_config(write_config(tmp_path))
    told: list[str] = []
    found = folds_of(read_corpus(tmp_path, config), config, tmp_path, told.append)
    assert (found.folds, told) == ((frozenset({"zh-ferry"}), frozenset({"en-signals"})), [])


@pytest.mark.parametrize("own", [True, False], ids=["of the corpus", "named by the configuration"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "broken link"])
def test_folds_in_no_file_are_refused(tmp_path: Path, own: bool, kind: str) -> None:
    path = tmp_path / ("folds.json" if own else "mine.json")
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "gone.json")
    config = read_config(write_config(tmp_path), [] if own else ["evaluation.folds=mine.json"])
    with pytest.raises(AnnotationError, match=r"\.json: cannot be read: (it is no file|No such file)") as caught:
        folds_of(Corpus(tmp_path, EXAMPLES, "", {}, {}), config, tmp_path)
    assert caught.value.where == str(path)


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"schema": "pipeline.folds/2", "folds": []}', b"\xff"])
def test_a_file_of_folds_that_is_none_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "folds.json").write_bytes(data)
    with pytest.raises(AnnotationError, match=r"folds\.json"):
        found_folds(tmp_path, 5, 0)


def test_a_file_of_folds_that_the_configuration_names_comes_before_the_corpus_own(tmp_path: Path) -> None:
    freeze(tmp_path, FOLDS)
    other = [IDS[:1], IDS[1:]]
    (tmp_path / "mine.json").write_text(json.dumps({"schema": "pipeline.folds/1", "folds": other}), encoding="utf-8")
    config = read_config(write_config(tmp_path), ["evaluation.folds=mine.json"])
    found = folds_of(Corpus(tmp_path / "elsewhere", EXAMPLES, "", {}, {}), config, tmp_path)
    assert found == Folds(tuple(map(frozenset, other)), frozen=True)
    assert found_folds(tmp_path, 2, 0).folds == tuple(map(frozenset, FOLDS))
    config = read_config(tmp_path / "tiny.toml", ["evaluation.folds=none.json"])
    with pytest.raises(AnnotationError, match=r"none\.json: cannot be read"):
        folds_of(Corpus(tmp_path, EXAMPLES, "", {}, {}), config, tmp_path)


def abstracts(folder: Path, *records: dict[str, Any]) -> Corpus:
    path = write_records(folder / "corpus.jsonl", records)
    return Corpus(path, tuple(e.example for e in read_entries(path, None)), "", {}, {})


def drawn(corpus: Corpus, folder: Path, told: list[str], count: int = 3, seed: int = 0) -> Folds:
    config = read_config(write_sentence_config(folder), [f"evaluation.folds={count}", f"evaluation.seed={seed}"])
    return folds_of(corpus, config, folder, told.append)


@pytest.mark.parametrize("seed", range(4))
def test_documents_that_repeat_each_other_lie_in_one_fold(tmp_path: Path, seed: int) -> None:
    """a and b are the same, c has two of three sentences of b, d two of three of c and none of a."""
    base, other = record(0)["sentences"], record(1)["sentences"]
    chain = {"a": base, "b": base, "c": [*base[1:], other[0]], "d": [base[2], *other[:2]]}
    records = [record(i) for i in range(2, 10)] + [record(0, id=id, sentences=s) for id, s in chain.items()]
    told: list[str] = []
    found = drawn(abstracts(tmp_path, *records), tmp_path, told, seed=seed)
    assert sorted(id for fold in found.folds for id in fold) == sorted(str(r["id"]) for r in records)
    assert [set("abcd") & fold for fold in found.folds if set("abcd") & fold] == [set("abcd")]
    assert told == ["4 documents repeat others, in whole or in half: each lies in the fold of those like it"]


def test_documents_that_are_all_the_same_cannot_be_divided(tmp_path: Path) -> None:
    corpus = abstracts(tmp_path, record(0), record(0, id="b"))
    with pytest.raises(AnnotationError, match=r"corpus\.jsonl: holds documents that all repeat each other"):
        drawn(corpus, tmp_path, [])


def test_drawn_folds_can_be_frozen_once(tmp_path: Path) -> None:
    corpus = abstracts(tmp_path, *(record(i) for i in range(6)))
    config = read_config(write_sentence_config(tmp_path))
    frozen = write_folds(corpus, config, tmp_path / "kept" / "folds.json")
    assert frozen.folds == drawn(corpus, tmp_path, [], seed=7).folds
    named = read_config(tmp_path / "abstracts.toml", ["evaluation.folds=kept/folds.json"])
    assert folds_of(corpus, named, tmp_path) == frozen
    with pytest.raises(OutputError, match="is there already, and frozen folds are never redrawn"):
        write_folds(corpus, config, tmp_path / "kept" / "folds.json")
    with pytest.raises(ConfigError, match=r"evaluation\.folds is a file\. Say how many with --set evaluation\.folds=5"):
        write_folds(corpus, named, tmp_path / "other.json")
    assert not (tmp_path / "other.json").exists()


def test_folds_of_any_ids_are_read_as_they_were_frozen(tmp_path: Path) -> None:
    """An ideographic space, an escape: whatever a file of sentence labels may call its documents."""
    records = [record(i, id=f"{i}\u3000渡口\x1b[2J\u202e") for i in range(4)]
    config = read_config(write_sentence_config(tmp_path))
    corpus = abstracts(tmp_path, *records)
    frozen = write_folds(corpus, config, tmp_path / "folds.json")
    named = read_config(tmp_path / "abstracts.toml", ["evaluation.folds=folds.json"])
    assert folds_of(corpus, named, tmp_path) == frozen


def test_frozen_folds_of_a_corpus_that_has_grown_name_the_new_document(tmp_path: Path) -> None:
    corpus = abstracts(tmp_path, *(record(i) for i in range(6)))
    write_folds(corpus, read_config(write_sentence_config(tmp_path)), tmp_path / "folds.json")
    named = read_config(tmp_path / "abstracts.toml", ["evaluation.folds=folds.json"])
    grown = abstracts(tmp_path, *(record(i) for i in range(7)))
    with pytest.raises(AnnotationError, match=r"folds\.json: places 6 in no fold\. Draw new folds with --write-folds"):
        folds_of(grown, named, tmp_path)


def test_one_document_cannot_be_divided(tmp_path: Path) -> None:
    corpus = abstracts(tmp_path, record(0))
    with pytest.raises(AnnotationError, match=r"holds one document only\. Annotate a second"):
        drawn(corpus, tmp_path, [])
