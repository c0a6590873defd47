"""Annotation files: written and read back, and refused where they do not fit."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from pipeline.domain.annotation import Annotation, Source
from pipeline.errors import AnnotationError, OutputError
from pipeline.formats.annotation_check import check_annotation_file
from pipeline.formats.annotation_jsonl import label_files, read_annotation, text_sha256, write_annotation
from tests.formats.annotation_samples import PIECES, TEXT, annotations, bridge, span


def put(annotation: Annotation, root: Path) -> Path:
    """The document as a corpus keeps it; its text only where it is ours."""
    path = root / "labels" / annotation.annotator / f"{annotation.id}.jsonl"
    write_annotation(annotation, path)
    if annotation.text_path is not None and annotation.text is not None:
        place = root / annotation.text_path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(annotation.text.encode())
    return path


def refusal(path: Path, text: str | None = None) -> str:
    with pytest.raises(AnnotationError) as caught:
        read_annotation(path, text=text)
    assert caught.value.remedy
    return str(caught.value)


def test_the_format_line_by_line(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in put(bridge(), tmp_path).read_text(encoding="utf-8").splitlines()]
    assert lines[0] == {
        "schema": "pipeline.annotation/1",
        "id": "zh-bridge",
        "title": "老桥",
        "language": "zh",
        "genre": "brief",
        "topic": "bridges",
        "shape": "headings",
        "annotator": "founders",
        "split": "train",
        "text": "texts/zh/zh-bridge.txt",
        "sha256": text_sha256(TEXT),
    }
    assert lines[1] == {"heading": "h1", "start": 0, "end": 9, "level": 1, "parent": None}
    assert lines[4] == {"section": "c1", "heading": "h1", "start": 0, "end": span("h2")[0], "stage": "practice"}
    assert lines[10] == {
        "sentence": "s4",
        "start": span("s4")[0],
        "end": span("s4")[1],
        "section": "c3",
        "paragraph": 1,
        "role": "recommendation",
        "parent": "s3",
        "relation": "specifies",
        "group": "g1",
        "measure": "g1.m1",
    }
    assert lines[12] == {
        "group": "g1",
        "title": "（一）先定规矩",
        "start": span("h3")[0],
        "end": span("s4")[1],
        "measures": [{"id": "g1.m1", "head": "s3", "details": ["s4"]}],
        "grounds": ["c1"],
    }
    assert len(lines) == 13


def test_where_text_and_labels_came_from_and_what_is_not_labelled_yet(tmp_path: Path) -> None:
    first, *rest = bridge().sentences
    stage, *others = bridge().sections
    annotation = bridge(
        source=Source("老桥报告", "0" * 64, 7, 7 + len(TEXT)),
        made_by="mixed",
        via="doccano wang.jsonl",
        sentences=(replace(first, role=""), *rest),
        sections=(replace(stage, stage=""), *others),
    )
    path = put(annotation, tmp_path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["source"] == {"title": "老桥报告", "sha256": "0" * 64, "start": 7, "end": 7 + len(TEXT)}
    assert (lines[0]["made_by"], lines[0]["via"]) == ("mixed", "doccano wang.jsonl")
    assert (lines[4]["stage"], lines[7]["role"]) == (None, None)
    assert read_annotation(path) == annotation


def test_the_text_is_not_in_the_labels(tmp_path: Path) -> None:
    assert PIECES["s1"] not in put(bridge(), tmp_path).read_text(encoding="utf-8")


def test_slices_are_the_sentences(tmp_path: Path) -> None:
    found = read_annotation(put(bridge(), tmp_path))
    assert found.text is not None
    assert [found.text[s.start : s.end] for s in found.sentences] == [PIECES[f"s{i}"] for i in range(1, 6)]


@given(annotations())
def test_round_trip(annotation: Annotation) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = put(annotation, Path(folder))
        first = path.read_bytes()
        assert read_annotation(path, text=annotation.text) == annotation
        assert check_annotation_file(path, root=Path(folder)) == []
        write_annotation(read_annotation(path, text=annotation.text), path)
        assert path.read_bytes() == first
        assert list(path.parent.iterdir()) == [path]


def test_labels_on_somebody_elses_document(tmp_path: Path) -> None:
    path = put(bridge(text_path=None), tmp_path)
    assert not (tmp_path / "texts").exists()
    assert read_annotation(path).text is None
    assert read_annotation(path, text=TEXT).text == TEXT
    assert f"{path}:1: the text has the SHA-256" in refusal(path, text=TEXT + " ")
    assert check_annotation_file(path, root=tmp_path) == []


def test_a_checkout_with_other_line_ends_still_fits(tmp_path: Path) -> None:
    path = put(bridge(), tmp_path)
    (tmp_path / "texts/zh/zh-bridge.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_annotation(path) == bridge()


def test_a_newer_schema_is_refused_by_name(tmp_path: Path) -> None:
    path = put(bridge(), tmp_path)
    path.write_text('{"schema": "pipeline.annotation/7", "shape": 4}\n{"what": "is this"}\n', encoding="utf-8")
    assert "newer schema pipeline.annotation/7; this version reads pipeline.annotation/1. Upgrade" in refusal(path)
    assert len(check_annotation_file(path, root=tmp_path)) == 1


@pytest.mark.parametrize("schema", ['"pipeline.analysis/1"', '"pipeline.annotation/"', "3", "null"])
def test_another_format_is_refused(tmp_path: Path, schema: str) -> None:
    path = put(bridge(), tmp_path)
    path.write_text(f'{{"schema": {schema}}}\n', encoding="utf-8")
    assert "no annotation file" in refusal(path)


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = put(bridge(), tmp_path)
    assert "cannot be read: No such file" in refusal(tmp_path / "no.jsonl")
    text = tmp_path / "texts/zh/zh-bridge.txt"
    text.write_text(TEXT.replace("三次", "四次"), encoding="utf-8")
    assert "SHA-256" in refusal(path)
    text.write_bytes(TEXT.encode("gb18030"))
    assert "zh-bridge.txt:1: this text is no UTF-8" in refusal(path)
    text.unlink()
    assert "its text texts/zh/zh-bridge.txt cannot be read: No such file" in refusal(path)


def test_a_text_path_cannot_leave_the_corpus(tmp_path: Path) -> None:
    path = put(bridge(text_path="texts/../../secret.txt", text=None), tmp_path)
    assert '"text" is "texts/../../secret.txt"' in refusal(path)


def test_all_faults_are_counted(tmp_path: Path) -> None:
    path = put(bridge(), tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"claim"', '"clam"').replace('"other"', "7"), encoding="utf-8"
    )
    assert '"role" is "clam" (and 1 more fault). Use "claim"' in refusal(path)


def test_a_file_that_cannot_be_written_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(bridge(), tmp_path)
    before = path.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match="No space left on device"):
        write_annotation(bridge(title="新桥"), path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "labels").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write_annotation(bridge(), tmp_path / "labels" / "founders" / "zh-bridge.jsonl")


def test_label_files_come_by_annotator_and_id_and_a_folder_that_cannot_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert label_files(tmp_path) == []
    for annotator, id in (("wang", "b"), ("anna", "c"), ("wang", "a")):
        put(bridge(id=id, annotator=annotator, text_path=None), tmp_path)
    (tmp_path / "labels" / "notes.txt").write_text("no annotator")
    assert [f"{p.parent.name}/{p.stem}" for p in label_files(tmp_path)] == ["anna/c", "wang/a", "wang/b"]

    def refuse(path: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(AnnotationError, match=r"labels: cannot be listed: Permission denied\. Give yourself"):
        label_files(tmp_path)
