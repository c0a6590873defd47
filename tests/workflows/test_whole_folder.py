"""A folder of results is written whole or not at all."""

import pytest

from pipeline.errors import OutputError
from pipeline.workflows.whole_folder import check_folder, write_folder
from tests.cli.running import tree

MARK, KNOWN = "mark.json", frozenset({"mark.json", "tables", "page.html"})


def test_earlier_results_are_replaced_as_a_whole(tmp_path):
    out = tmp_path / "deep" / "out"
    write_folder(out, {"mark.json": b"1", "tables/a.csv": b"a", "page.html": b""}, MARK, KNOWN)
    write_folder(out, {"mark.json": b"2", "tables/b.csv": b"b"}, MARK, KNOWN)
    assert tree(tmp_path) == ["deep", "deep/out", "deep/out/mark.json", "deep/out/tables", "deep/out/tables/b.csv"]
    assert (out / "mark.json").read_bytes() == b"2"


def test_an_empty_folder_is_filled(tmp_path):
    write_folder(tmp_path, {"mark.json": b"1"}, MARK, KNOWN)
    assert tree(tmp_path) == ["mark.json"]


@pytest.mark.parametrize("names", [["notes.txt"], ["mark.json", "notes.txt"], ["page.html"]])
def test_a_folder_of_somebody_else_is_left_alone(tmp_path, names):
    out = tmp_path / "out"
    out.mkdir()
    for name in names:
        (out / name).write_bytes(b"mine")
    with pytest.raises(OutputError, match="would be replaced"):
        write_folder(out, {"mark.json": b"1"}, MARK, KNOWN)
    assert tree(out) == sorted(names)


def test_a_file_or_link_in_its_place_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(OutputError, match="is not a folder"):
            check_folder(tmp_path / name, MARK, KNOWN)


def test_what_cannot_be_written_leaves_everything_as_it_was(tmp_path, monkeypatch):
    out = tmp_path / "out"
    write_folder(out, {"mark.json": b"1"}, MARK, KNOWN)
    with pytest.raises(OutputError, match="cannot be written"):
        write_folder(out, {"mark.json": b"2", "x" * 300: b""}, MARK, KNOWN)
    assert tree(tmp_path) == ["out", "out/mark.json"]
    assert (out / "mark.json").read_bytes() == b"1"
