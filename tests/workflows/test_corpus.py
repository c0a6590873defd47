"""A corpus on disk as training takes it: annotation folders and sentence labels."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import AnnotationError
from pipeline.training.config import read_config
from pipeline.workflows.corpus import Corpus, read_corpus
from tests.training.samples import ARTICLES, CONFIG, article, partly_labelled, write_config, write_corpus
from tests.training.sentence_samples import (
    LABELS,
    record,
    write_records,
    write_sentence_config,
    write_sentence_corpus,
)

IDS = sorted(ARTICLES)


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
    assert told == ["1 documents left out: their texts are not in the corpus; `pipeline annotations attach` joins them"]


def test_a_text_that_stands_twice_would_leak(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"zh-twin\.jsonl: holds the document of zh-ferry\.jsonl again"):
        corpus(tmp_path, article("zh-ferry"), article("zh-ferry", id="zh-twin", text_path="texts/zh/zh-twin.txt"))


def test_a_role_outside_the_label_set_is_named_with_its_file(tmp_path: Path) -> None:
    write_corpus(tmp_path, [article("zh-ferry")])
    config = read_config(write_config(tmp_path, CONFIG.replace('"other"', '"rest"')))
    with pytest.raises(AnnotationError, match=r"zh-ferry\.jsonl:\d+: the role of s\d+ is 'other'") as caught:
        read_corpus(tmp_path, config)
    line = int(caught.value.where.rpartition(":")[2])
    assert '"role": "other"' in next((tmp_path / "labels").glob("*/zh-ferry.jsonl")).read_text().splitlines()[line - 1]
    assert "which corpus.labels of the configuration tiny lacks. Those there are claim, " in str(caught.value)


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


def test_sentences_without_a_label_are_kept_as_context_and_not_learned(tmp_path: Path) -> None:
    told: list[str] = []
    some, none = partly_labelled("zh-ferry", "s2", "s4"), partly_labelled("zh-orchard")
    write_corpus(tmp_path, [some, none, article("zh-library")])
    found = read_corpus(tmp_path, read_config(write_config(tmp_path)), told.append)
    assert told[:2] == [
        "1 documents left out: nobody has labelled any of their sentences yet",
        "8 sentences of 1 documents have no label yet: they are left out of training and scores",
    ]
    assert [(e.document.id, e.labelled, len(e.document.sentences)) for e in found.examples] == [
        ("zh-ferry", 2, 10),
        ("zh-library", 10, 10),
    ]
    taught = found.examples[0].taught()
    assert [s.id for s in taught.document.sentences] == ["s2", "s4"]
    assert taught.gold_roles == ("evidence", "claim")
    assert found.examples[0].gold_stages == ()  # what the parents of the rest are nobody has said
    assert "zh-orchard" in found.left_out


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    with pytest.raises(
        AnnotationError, match=r"labels: holds no annotated document of tester in train\. Name some of t"
    ):
        corpus(tmp_path, article("zh-ferry", split="test"))
    config = read_config(write_config(tmp_path), ["corpus.annotator=[]"])
    with pytest.raises(AnnotationError, match=r"of nobody in train\. Name some of tester in corpus\.annotator"):
        read_corpus(tmp_path, config)


def test_neither_form_of_a_corpus(tmp_path: Path) -> None:
    config = read_config(write_config(tmp_path))
    (tmp_path / "table.csv").write_text("a,b\n")
    for place, what in (("", "is no corpus"), ("table.csv", "is no corpus"), ("nowhere", "there is no such corpus")):
        with pytest.raises(AnnotationError, match=rf"{place}: {what}\. Name a folder with labels/.*--corpus"):
            read_corpus(tmp_path / place, config)


def test_both_splits_may_be_learned_from_and_what_is_not_lies_beside(tmp_path: Path) -> None:
    write_corpus(tmp_path, [article("zh-ferry"), article("zh-library", split="test")])
    config = read_config(write_config(tmp_path))
    one = read_corpus(tmp_path, config)
    assert (one.parts, list(one.beside)) == ({"train": 1}, ["zh-library"])
    assert one.beside["zh-library"][0].startswith("书屋的价值")
    both = read_corpus(tmp_path, read_config(tmp_path / "tiny.toml", ['corpus.parts=["train", "test"]']))
    assert (both.parts, both.beside) == ({"train": 1, "test": 1}, {})
    assert both.sha256 != one.sha256


def of_sentences(folder: Path, *overrides: str, told: list[str] | None = None) -> Corpus:
    config = read_config(write_sentence_config(folder), overrides)
    return read_corpus(folder / "corpus", config, [].append if told is None else told.append)


def test_train_and_dev_are_learned_from_and_their_ids_do_not_clash(tmp_path: Path) -> None:
    write_sentence_corpus(tmp_path / "corpus", train=2, dev=2)
    found = of_sentences(tmp_path)
    assert [e.document.id for e in found.examples] == ["train:0", "train:1", "dev:0", "dev:1"]
    assert (found.parts, found.beside) == ({"train": 2, "dev": 2}, {})
    assert found.examples[0].gold_roles == LABELS
    assert found.examples[2].document.sentences[0].text == "We ask whether the lanterns of Whitestone last longer."
    assert found.sha256 == of_sentences(tmp_path).sha256 != of_sentences(tmp_path, "corpus.parts=train").sha256


def test_a_part_that_is_not_learned_from_lies_beside_with_labels_or_without(tmp_path: Path) -> None:
    write_sentence_corpus(tmp_path / "corpus", train=2, dev=1)
    write_records(tmp_path / "corpus" / "test.jsonl", [{"id": "t", "sentences": ["What lasts?"]}])
    told: list[str] = []
    found = of_sentences(tmp_path, "corpus.parts=train", told=told)
    assert told == [f"{tmp_path / 'corpus'}: dev.jsonl not learned from: corpus.parts is train"]
    assert (found.parts, list(found.beside)) == ({"train": 2}, ["dev:0", "test:t"])
    assert found.beside["test:t"] == ("What lasts?",)


def test_a_part_that_is_missing_is_said_and_all_of_them_an_error(tmp_path: Path) -> None:
    write_sentence_corpus(tmp_path / "corpus", train=2, dev=0)
    told: list[str] = []
    assert of_sentences(tmp_path, told=told).parts == {"train": 2}
    assert told == [f"{tmp_path / 'corpus'} has no dev.jsonl"]
    with pytest.raises(AnnotationError, match=r"has none of the parts dev\. Name some of train in corpus\.parts"):
        of_sentences(tmp_path, "corpus.parts=dev")


def test_one_file_keeps_its_ids_whatever_the_parts(tmp_path: Path) -> None:
    path = write_records(tmp_path / "mine.jsonl", [record(0, id="a"), record(1, id="b")])
    found = read_corpus(path, read_config(write_sentence_config(tmp_path)))
    assert [e.document.id for e in found.examples] == ["a", "b"]
    assert found.parts == {"mine": 2}


def test_a_label_that_nothing_has_is_said(tmp_path: Path) -> None:
    write_sentence_corpus(tmp_path / "corpus", train=2, dev=1)
    told: list[str] = []
    of_sentences(tmp_path, 'corpus.labels=["aim", "method", "result", "outlook"]', told=told)
    assert told == ["no sentence is labelled outlook"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"labels": None}, r'train\.jsonl:1: lacks "labels"'),
        ({"labels": ["aim", "methd", "result"]}, r'train\.jsonl:1: the label of sentence 2 is "methd", which'),
        ({"labels": ["aim"]}, r'"labels" has the length 1, "sentences" has 3'),
        ({"sentences": [], "labels": []}, "has no sentence"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, change: dict[str, Any], what: str) -> None:
    write_records(tmp_path / "corpus" / "train.jsonl", [record(0, **change)])
    with pytest.raises(AnnotationError, match=what):
        of_sentences(tmp_path)


def test_a_label_misspelt_in_the_configuration_is_told_of_there(tmp_path: Path) -> None:
    """The data are right: that the configuration lacks their label is said, and where it was met."""
    write_records(tmp_path / "corpus" / "train.jsonl", [record(0)])
    with pytest.raises(AnnotationError) as caught:
        of_sentences(tmp_path, 'corpus.labels=["aim", "methid", "result"]')
    assert str(caught.value) == (
        f'{tmp_path / "corpus" / "train.jsonl"}:1: the label of sentence 2 is "method", which corpus.labels of the '
        'configuration abstracts lacks. The nearest there is "methid" (of aim, methid, result): correct the one that '
        "is misspelt, or add the label"
    )
    with pytest.raises(AnnotationError, match="Those there are aim, Zzz: add the label, or correct it"):
        of_sentences(tmp_path, 'corpus.labels=["aim", "Zzz"]')


def test_an_empty_file_holds_no_document(tmp_path: Path) -> None:
    write_records(tmp_path / "corpus" / "train.jsonl", [])
    with pytest.raises(AnnotationError, match=r"train\.jsonl: holds no document"):
        of_sentences(tmp_path)


@pytest.mark.parametrize("name", ["policy-roles", "policy-roles-chain"])
def test_a_shipped_configuration_takes_other_labels_by_the_keys_that_the_readme_names(
    tmp_path: Path, name: str
) -> None:
    root = Path(__file__).parents[2]
    section = (root / "README.md").read_text(encoding="utf-8").partition("## Train on your own labels")[2]
    told = section.partition("\n## ")[0]
    changes = {"name": '"mine"', "corpus.labels": '["aim", "method", "result"]', "corpus.parts": '["train", "dev"]'}
    assert [key for key in changes if f"`{key}" not in told] == []
    overrides = [f"{key}={value}" for key, value in changes.items()]
    config = read_config(root / "configs" / f"{name}.toml", overrides)
    found = read_corpus(write_sentence_corpus(tmp_path / "corpus", train=2, dev=1), config)
    assert (config.name, len(found.examples)) == ("mine", 3)
