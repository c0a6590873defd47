"""`pipeline annotations …` from end to end, as people type it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from pipeline.domain.annotation import Source
from pipeline.errors import OutputError
from pipeline.files import write_atomically
from pipeline.formats.annotation_check import check_corpus
from pipeline.formats.annotation_jsonl import read_annotation
from pipeline.formats.exchange import FORMATS
from tests.training.samples import article, partly_labelled, write_corpus


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["annotations", *(str(a) for a in arguments)])


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.mark.parametrize("format", FORMATS)
def test_what_goes_out_in_any_format_comes_back(corpus: Path, tmp_path: Path, format: str) -> None:
    out = invoke("export", corpus, "--format", format, "--out", tmp_path / "out")
    assert out.exit_code == 0, out.stderr
    assert all(Path(line).is_file() for line in out.stdout.splitlines())
    back = invoke("import", tmp_path / "out", "--root", tmp_path / "back", "--format", format, "--annotator", "wang")
    assert back.exit_code == 0, back.stderr
    for path in sorted((corpus / "labels/tester").glob("*.jsonl")):
        before, after = read_annotation(path), read_annotation(tmp_path / "back/labels/wang" / path.name)
        assert after.text == before.text
        assert after.via.startswith(f"{format} ")

        def told(a: object) -> list[object]:
            spans = {s.id: (s.start, s.end) for s in a.sentences}  # type: ignore[attr-defined]
            return [
                (s.start, s.end, s.role, spans.get(s.parent), s.relation)
                for s in a.sentences  # type: ignore[attr-defined]
            ]

        assert told(after) == told(before)
        assert [(c.start, c.end, c.stage) for c in after.sections] == [
            (c.start, c.end, c.stage) for c in before.sections
        ]
        assert [len(g.grounds) for g in after.groups] == [len(g.grounds) for g in before.groups]
    assert check_corpus(tmp_path / "back").faults == ()


def test_an_export_says_what_it_cannot_hold(corpus: Path, tmp_path: Path) -> None:
    result = invoke("export", corpus, "--format", "csv", "--out", tmp_path / "out", "--document", "zh-ferry")
    assert result.stderr.splitlines()[-1].startswith(("pipeline: nothing is lost", "pipeline: not kept of zh-ferry"))


def test_labels_that_are_there_are_never_replaced(corpus: Path, tmp_path: Path) -> None:
    invoke("export", corpus, "--format", "csv", "--out", tmp_path / "out")
    before = {p: p.read_bytes() for p in corpus.rglob("*") if p.is_file()}
    again = invoke("import", tmp_path / "out", "--root", corpus, "--format", "csv")
    assert again.exit_code == 2
    assert "is there already and would be replaced. Add --replace to put these labels in their place" in again.stderr
    assert {p: p.read_bytes() for p in corpus.rglob("*") if p.is_file()} == before
    table = tmp_path / "out" / "annotations.csv"
    table.write_text(table.read_text(encoding="utf-8-sig").replace(",evidence,", ",claim,"), encoding="utf-8")
    replaced = invoke("import", table, "--root", corpus, "--replace")
    assert replaced.exit_code == 0, replaced.stderr
    labels = read_annotation(corpus / "labels/tester/zh-ferry.jsonl").sentences
    assert "claim" in {s.role for s in labels}
    assert "evidence" not in {s.role for s in labels}


def test_work_in_an_exported_file_is_never_overwritten(corpus: Path, tmp_path: Path) -> None:
    invoke("export", corpus, "--format", "csv", "--out", tmp_path / "out")
    assert invoke("export", corpus, "--format", "csv", "--out", tmp_path / "out").exit_code == 0  # nobody touched it
    table = tmp_path / "out" / "annotations.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    again = invoke("export", corpus, "--format", "csv", "--out", tmp_path / "out")
    assert again.exit_code == 2
    assert "annotations.csv: is there already and would be replaced. Name another folder with --out" in again.stderr


def test_a_name_in_a_file_is_no_path(tmp_path: Path) -> None:
    about = {"language": "../../out", "title": " ", "split": "dev"}
    record = {"text": "桥老了。", "entities": [], "relations": [], "document": "../../x", "about": about}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    result = invoke("import", tmp_path / "a.jsonl", "--root", tmp_path / "in" / "corpus", "--annotator", "../wang")
    assert result.exit_code == 0, result.stderr
    inside = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()]
    assert all(name == "a.jsonl" or name.startswith("in/corpus/") for name in inside)
    (label_file,) = (tmp_path / "in/corpus").glob("labels/*/*.jsonl")
    assert read_annotation(label_file).split == "train"


def test_labels_of_a_text_that_is_not_ours_stand_off_from_it_after_an_import(tmp_path: Path) -> None:
    ferry = article("zh-ferry")
    source = Source("渡口报告", ferry.sha256, 0, len(ferry.text or ""))
    root = write_corpus(tmp_path / "corpus", [replace(ferry, text=None, text_path=None, source=source, split="test")])
    (tmp_path / "report.txt").write_bytes((ferry.text or "").encode())
    attached = invoke("attach", tmp_path / "report.txt", "--root", root, "--out", tmp_path / "full")
    assert attached.exit_code == 0, attached.stderr
    invoke("export", tmp_path / "full", "--format", "csv", "--out", tmp_path / "out")
    done = invoke("import", tmp_path / "out", "--root", root, "--annotator", "wang")
    assert done.exit_code == 0, done.stderr
    found = read_annotation(root / "labels/wang/zh-ferry.jsonl")
    assert (found.text_path, found.source, found.split) == (None, source, "test")
    assert not (root / "texts").exists()


def test_an_import_is_whole_or_not_at_all(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    invoke("export", corpus, "--format", "csv", "--out", tmp_path / "out")
    written = 0

    def full_disk(path: Path, data: bytes) -> None:
        nonlocal written
        written += 1
        if written > 3:
            raise OutputError("cannot be written: no space left", where=str(path))
        write_atomically(path, data)

    monkeypatch.setattr("pipeline.workflows.exchange_files.write_atomically", full_disk)
    result = invoke("import", tmp_path / "out", "--root", tmp_path / "new", "--annotator", "wang")
    assert (result.exit_code, "no space left" in result.stderr) == (2, True)
    assert [p for p in (tmp_path / "new").rglob("*") if p.is_file()] == []


def test_a_document_with_another_text_under_the_same_id_is_refused(corpus: Path, tmp_path: Path) -> None:
    record = {"id": "zh-ferry", "text": "别的文章。", "label": [[0, 5, "claim"]], "doc": "zh-ferry"}
    path = tmp_path / "wang.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    result = invoke("import", path, "--root", corpus)
    if result.exit_code:
        assert "has another text under the id zh-ferry" in result.stderr
    else:  # the format keeps its own number as the id
        assert not (corpus / "labels/wang/zh-ferry.jsonl").exists()


def test_a_plain_file_of_spans_is_laid_onto_the_sentences(tmp_path: Path) -> None:
    text = article("zh-ferry").text or ""
    first = text.index("\n") + 1
    record = {"text": text, "label": [[first, first + 6, "Premise"]]}
    path = tmp_path / "wang.jsonl"
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    refused = invoke("import", path, "--root", tmp_path / "corpus")
    assert refused.exit_code == 2
    assert 'roles that the scheme does not have: "Premise" (1)' in refused.stderr
    assert "--map 'Premise=LABEL'" in refused.stderr
    assert not (tmp_path / "corpus").exists()
    taken = invoke("import", path, "--root", tmp_path / "corpus", "--map", "Premise=evidence", "--made-by", "human")
    assert taken.exit_code == 0, taken.stderr
    assert "1 marks are no whole sentence and were laid onto the sentences they cover" in taken.stderr
    (label_file,) = (tmp_path / "corpus").glob("labels/*/*.jsonl")
    found = read_annotation(label_file)
    assert [s.role for s in found.sentences if s.role] == ["evidence"]
    assert found.made_by == "human"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "word"), "there is no format 'word'. Choose from doccano, label-studio"),
        (("--map", "claim"), "'claim' is no translation. Write OLD=NEW"),
    ],
)
def test_bad_use(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "桥老了。", "label": []}', encoding="utf-8")
    result = invoke("import", path, "--root", tmp_path / "corpus", *arguments)
    assert (result.exit_code, message in result.stderr) == (2, True)


def test_an_ending_that_two_formats_have_asks_for_the_format(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[]", encoding="utf-8")
    result = invoke("import", path, "--root", tmp_path / "corpus")
    assert result.exit_code == 2
    assert "may be label-studio or cas-json" in result.stderr


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"{", b"PK\x03\x04broken", "没有".encode()])
def test_broken_files_are_refused_with_their_name_and_nothing_is_written(
    tmp_path: Path, format: str, data: bytes
) -> None:
    name = f"broken{FORMATS[format].suffixes[0]}"
    (tmp_path / name).write_bytes(data)
    result = invoke("import", tmp_path / name, "--root", tmp_path / "corpus", "--format", format)
    if result.exit_code == 0:  # plain text may be a table of one column: then it says what it took it for
        assert format == "csv"
    else:
        assert result.exit_code == 2, result.stderr
        assert "broken" in result.stderr
        assert not (tmp_path / "corpus").exists()


@pytest.mark.parametrize("label", ["论据", "論據", "Evidence"])
def test_labels_in_chinese_are_understood(tmp_path: Path, label: str) -> None:
    (tmp_path / "t.csv").write_text(f"句子,标签\n桥老了。,论点\n去年封了三次。,{label}\n", encoding="utf-8")
    result = invoke("import", tmp_path / "t.csv", "--root", tmp_path / "corpus", "--annotator", "wang")
    assert result.exit_code == 0, result.stderr
    (label_file,) = (tmp_path / "corpus").glob("labels/wang/*.jsonl")
    assert [s.role for s in read_annotation(label_file).sentences] == ["claim", "evidence"]
    assert check_corpus(tmp_path / "corpus").faults == ()  # roles alone are enough


def test_a_persons_labels_go_before_the_models_they_correct(corpus: Path, tmp_path: Path) -> None:
    write_corpus(corpus, [article("zh-ferry", annotator="suggested", made_by="model")])
    invoke("export", corpus, "--format", "label-studio", "--out", tmp_path / "out", "--document", "zh-ferry")
    found = tmp_path / "out"
    done = invoke("import", found, "--format", "label-studio", "--root", tmp_path / "new", "--annotator", "wang")
    assert done.exit_code == 0, done.stderr
    assert "1 versions made by a model were left out" in done.stderr


def test_suggestions_are_printed_and_written(corpus: Path, tmp_path: Path) -> None:
    texts = corpus / "texts"
    result = invoke("suggest", texts, "--out", tmp_path / "out", "--count", "3", "--per-document", "1")
    assert result.exit_code == 0, result.stderr
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert len(rows) == len({row[1] for row in rows}) == 3
    assert any((tmp_path / "out").iterdir())


def test_a_document_labelled_in_part_is_named_once_and_is_no_fault(corpus: Path) -> None:
    write_corpus(corpus, [partly_labelled("zh-ferry", "s2", "s4")])
    found = invoke("check", corpus)
    assert found.exit_code == 0, found.stderr
    said = "tester/zh-ferry: 8 of 10 sentences have no label yet: they are left out of training and scores"
    assert found.stderr.splitlines() == [f"pipeline: {said}", "pipeline: no faults"]
    strict = invoke("check", corpus, "--complete")
    assert strict.exit_code == 2
    assert strict.stdout.count("has no role yet") == 8


def test_folds_are_placed(corpus: Path) -> None:
    result = invoke("folds", corpus, "--count", "2")
    assert result.exit_code == 0
    assert sorted(line.split("\t")[1] for line in result.stdout.splitlines()) == ["1", "1", "1", "2", "2"]
    assert "every document is in a fold already" in invoke("folds", corpus).stderr


def test_agreement_prints_tables(corpus: Path) -> None:
    write_corpus(corpus, [article("zh-ferry", annotator="anna")])
    result = invoke("agreement", corpus, "--bootstrap", "5")
    assert result.exit_code == 0
    assert result.stdout.startswith("# Agreement of anna, tester")
    assert invoke("agreement", corpus, "--annotator", "ben").exit_code == 2
