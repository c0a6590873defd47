"""Files of tools on the disk."""

import io
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import AnnotationError, ConfigError
from pipeline.workflows.exchange_files import files_in, guessed_format, safe_name


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return buffer.getvalue()


def test_archives_side_by_side_keep_their_files_apart(tmp_path: Path) -> None:
    (tmp_path / "p1.zip").write_bytes(archive(**{"admin.jsonl": b"1"}))
    (tmp_path / "p2.zip").write_bytes(archive(**{"admin.jsonl": b"2"}))
    (tmp_path / "admin.jsonl").write_bytes(b"3")
    assert files_in(tmp_path) == {"p1/admin.jsonl": b"1", "p2/admin.jsonl": b"2", "admin.jsonl": b"3"}


def test_archives_in_archives_and_what_a_mac_adds(tmp_path: Path) -> None:
    inner = archive(**{"wang.xmi": b"x"})
    (tmp_path / "p.zip").write_bytes(archive(**{"doc.zip": inner, "__MACOSX/._doc.zip": b"?", ".DS_Store": b"?"}))
    assert files_in(tmp_path / "p.zip") == {"doc/wang.xmi": b"x"}


def test_a_file_whose_text_lies_beside_it_brings_it(tmp_path: Path) -> None:
    for name in ("a.ann", "a.txt", "b.txt", "annotations.csv", "documents.csv"):
        (tmp_path / name).write_bytes(name.encode())
    assert set(files_in(tmp_path / "a.ann")) == {"a.ann", "a.txt"}
    assert set(files_in(tmp_path / "annotations.csv")) == {"annotations.csv", "documents.csv"}


def test_bad_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK no")
    with pytest.raises(AnnotationError, match=r"a\.zip: is no sound zip"):
        files_in(path)
    once = archive(**{"x": b""})
    for _ in range(3):
        once = archive(**{"in.zip": once})
    path.write_bytes(once)
    with pytest.raises(AnnotationError, match="archives in archives in archives"):
        files_in(path)
    with pytest.raises(AnnotationError, match="cannot be read: No such file"):
        files_in(tmp_path / "absent.zip")


@pytest.mark.parametrize(
    ("names", "format"),
    [
        (["a.ann", "a.txt", "annotation.conf"], "brat"),
        (["TypeSystem.xml", "annotation/d/w.xmi"], "cas-xmi"),
        (["admin.jsonl"], "doccano"),
        (["p.qdpx"], "refi-qda"),
        (["annotations.csv", "documents.csv"], "csv"),
    ],
)
def test_the_format_is_told_by_the_most_telling_ending(names: list[str], format: str) -> None:
    assert guessed_format(Path("x"), dict.fromkeys(names, b"")).name == format


@pytest.mark.parametrize("names", [["a.json"], ["a.md"], ["a.ann", "b.jsonl"]])
def test_a_format_that_is_not_told_is_asked_for(names: list[str]) -> None:
    with pytest.raises(ConfigError, match="Add --format: doccano"):
        guessed_format(Path("x"), dict.fromkeys(names, b""))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("报告（一）", "报告（一）"),
        ("a b.1", "a b.1"),
        ("../../etc/x", "-..-etc-x"),
        ("a\x00b", "a-b"),
        ("...", "document"),
        ("", "document"),
        ("桥" * 100, "桥" * 50),
    ],
)
def test_names_that_are_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
