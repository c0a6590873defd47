"""`write_atomically`, `write_together`: all of a file, or of several, or what was there before."""

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import OutputError
from pipeline.files import write_atomically, write_together


def test_a_file_and_its_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "新 建" / "deep" / "a.json"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["a.json"]


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", b"")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_file_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"")
    path.chmod(0o604)
    write_atomically(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


@pytest.mark.parametrize("place", ["file/a.json", "file/deep/a.json"])
def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(OutputError, match="is a file, not a folder") as caught:
        write_atomically(tmp_path / place, b"new")
    assert caught.value.where == str(tmp_path / "file")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_folder_in_the_place_of_the_file_is_refused_and_nothing_left_behind(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        write_atomically(tmp_path / "a.json", b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("name", ["长" * 85, "x" * 255, "🌊" * 63])
def test_the_longest_names_can_be_written(tmp_path: Path, name: str) -> None:
    write_atomically(tmp_path / name, b"x")
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interruption_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException] | BaseException
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def stop(self: Path, target: Path) -> None:
        raise interruption

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises((KeyboardInterrupt, OutputError)):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")])
def test_none_of_several_files_is_placed_before_all_are_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interruption: BaseException
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    opened = Path.open

    def stop(self: Path, *rest: Any) -> Any:
        if self.name.startswith(".c."):
            raise interruption
        return opened(self, *rest)

    monkeypatch.setattr(Path, "open", stop)
    with pytest.raises((KeyboardInterrupt, OutputError)):
        write_together({tmp_path / "a": b"new", tmp_path / "deep" / "er" / "b": b"new", tmp_path / "c": b"new"})
    monkeypatch.undo()
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a", b"old")]  # the new folders are gone too
    write_together({tmp_path / "a": b"new", tmp_path / "deep" / "er" / "b": b"new"})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "deep" / "er" / "b").read_bytes() == b"new"


def test_several_files_take_their_places_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed: list[str] = []
    replace = Path.replace

    def seen(self: Path, target: Path) -> Path:
        placed.append(target.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", seen)
    write_together({tmp_path / name: b"" for name in ("c", "a", "b")})
    assert placed == ["c", "a", "b"]
