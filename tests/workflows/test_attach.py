"""Labels on somebody else's document, and the document."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.annotation import Annotation, Source
from pipeline.errors import AnnotationError, InputError, OutputError
from pipeline.formats.annotation_check import check_corpus
from pipeline.formats.annotation_jsonl import read_annotation, text_sha256
from pipeline.workflows.attach import attach
from tests.training.samples import article, write_corpus

FERRY = article("zh-ferry")
TEXT = FERRY.text or ""
BEFORE = "前言不在标注之内。\n\n"
WHOLE = BEFORE + TEXT + "附录。"


def standoff(**changes: Any) -> Annotation:
    source = Source("渡口报告", text_sha256(WHOLE), len(BEFORE), len(BEFORE) + len(TEXT))
    return replace(FERRY, text=None, text_path=None, source=source, **changes)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    root = write_corpus(tmp_path / "corpus", [standoff(), article("zh-library")])
    (root / "folds.json").write_text(
        json.dumps({"schema": "pipeline.folds/1", "folds": [["zh-library"], ["zh-ferry"]]})
    )
    return root


def source(folder: Path, *texts: str, name: str = "reports.jsonl", title: str = "渡口报告") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps({"title": title, "text": t}) + "\n" for t in texts), encoding="utf-8")
    return path


def test_a_passage_gets_its_text_and_the_copy_is_a_sound_corpus(corpus: Path, tmp_path: Path) -> None:
    done = attach(corpus, [source(tmp_path, WHOLE.replace("\n", "\r\n"))], tmp_path / "copy")
    assert (done.attached, done.absent) == (("zh-ferry",), ())
    assert check_corpus(tmp_path / "copy").faults == ()
    found = read_annotation(tmp_path / "copy/labels/tester/zh-ferry.jsonl")
    assert found == replace(standoff(), text=TEXT, text_path="texts/zh/zh-ferry.txt")
    assert (tmp_path / "copy/folds.json").read_bytes() == (corpus / "folds.json").read_bytes()
    assert read_annotation(corpus / "labels/tester/zh-ferry.jsonl").text is None  # the corpus itself is as it was


def test_a_whole_document_is_found_by_its_own_hash_in_any_encoding(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "corpus", [replace(FERRY, text=None, text_path=None)])
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    assert attach(root, [path], tmp_path / "copy").attached == ("zh-ferry",)


def test_a_text_with_another_hash_is_refused_and_nothing_written(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"reports\.jsonl:1: has the SHA-256 .*the labels of zh-ferry are of"):
        attach(corpus, [source(tmp_path, WHOLE + "改")], tmp_path / "copy")
    with pytest.raises(AnnotationError, match="holds none of the documents"):
        attach(corpus, [source(tmp_path, WHOLE + "改", title="别的")], tmp_path / "copy")
    path = tmp_path / "article.txt"
    path.write_text("别的文章。", encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"article\.txt: holds none"):
        attach(corpus, [path], tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_passage_that_is_cut_elsewhere_is_refused(tmp_path: Path) -> None:
    wrong = Source("渡口报告", text_sha256(WHOLE), 0, 5)
    root = write_corpus(tmp_path / "corpus", [replace(standoff(), source=wrong)])
    with pytest.raises(AnnotationError, match="Correct start and end"):
        attach(root, [source(tmp_path, WHOLE)], tmp_path / "copy")


def test_what_is_not_given_stays_absent(tmp_path: Path) -> None:
    other = replace(article("zh-drainage"), text=None, text_path=None)
    root = write_corpus(tmp_path / "corpus", [standoff(), other])
    done = attach(root, [source(tmp_path, "别的。", WHOLE, title="x")], tmp_path / "copy")
    assert (done.attached, done.absent) == (("zh-ferry",), ("zh-drainage",))


def test_the_copy_goes_into_a_folder_of_its_own(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is not an empty folder"):
        attach(corpus, [source(tmp_path, WHOLE)], corpus)


def test_nothing_to_attach(tmp_path: Path) -> None:
    root = write_corpus(tmp_path / "corpus", [article("zh-ferry")])
    with pytest.raises(AnnotationError, match="has no labels on texts that are not in it"):
        attach(root, [source(tmp_path, WHOLE)], tmp_path / "copy")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{\n", r"r\.jsonl:1: is no JSON"),
        (b"\n[]\n", r'r\.jsonl:2: has no "text"'),
        (b'{"text": 3}\n', r'r\.jsonl:1: has no "text"'),
        (b"\xff\n", r"r\.jsonl: cannot be read"),
    ],
)
def test_a_source_that_is_no_json_lines(corpus: Path, tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "r.jsonl").write_bytes(data)
    with pytest.raises(InputError, match=message):
        attach(corpus, [tmp_path / "r.jsonl"], tmp_path / "copy")
    with pytest.raises(InputError, match="cannot be read"):
        attach(corpus, [tmp_path / "absent.jsonl"], tmp_path / "copy")
