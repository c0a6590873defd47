"""Files and folders: what is read, and what is refused in one line."""

import hashlib
import io
import os
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.report.html import render_html
from pipeline.report.word import render_word
from pipeline.source import read
from pipeline.source.read import find_sources, read_source
from tests.report.samples import plain
from tests.source.document_files import Written, p, pdf, word

TEXT = "柳泉市的公交车每天多跑两趟。\n"


def refusal(path: Path | None, **kwargs: object) -> str:
    with pytest.raises(InputError) as caught:
        read_source(path, **kwargs)  # type: ignore[arg-type]
    assert caught.value.remedy
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_hash_is_of_the_raw_bytes(tmp_path: Path) -> None:
    raw = TEXT.replace("\n", "\r\n").encode("gb18030")
    path = tmp_path / "bus.txt"
    path.write_bytes(raw)
    assert read_source(path) == (str(path), TEXT, hashlib.sha256(raw).hexdigest(), "gb18030", 0)


def test_broken_bytes_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "bus.txt"
    path.write_bytes(TEXT.encode() + b"\xe5")
    assert read_source(path).broken == 1


def test_standard_input() -> None:
    found = read_source(None, stdin=io.BytesIO(TEXT.encode()))
    assert (found.name, found.text) == ("standard input", TEXT)
    assert refusal(None, stdin=io.BytesIO(b"")).startswith("standard input: is empty")


def test_missing_folder_and_nul(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path / "no.txt")
    assert "is a folder" in refusal(tmp_path)
    assert "cannot be read" in refusal(Path("a\x00b"))


def test_link_to_itself(tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    assert "cannot be read" in refusal(loop)


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(TEXT, encoding="utf-8")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # tests may run as root, whom no mode bits stop
    assert "may not be read by this user" in refusal(path)


@pytest.mark.parametrize("data", [b" \n\t\r\n", "　\u3000\n".encode(), b"\xef\xbb\xbf", "\u200b\ufeff\x00".encode()])
def test_nothing_to_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "blank.txt"
    path.write_bytes(data)
    assert "nothing but white space" in refusal(path)


def test_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.touch()
    assert "is empty" in refusal(path)


def test_size_limit_is_inclusive_and_bounds_what_is_read() -> None:
    assert read_source(None, stdin=io.BytesIO(b"x" * 100), limit=100).text == "x" * 100
    endless = io.BytesIO(b"x" * 1000)
    assert "is larger than 100 bytes" in refusal(None, stdin=endless, limit=100)
    assert endless.tell() == 101


def test_stated_limit() -> None:
    assert "is larger than 32 MB" in refusal(None, stdin=io.BytesIO(b"x" * (read.MAX_BYTES + 1)))


def test_line_limit_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_text("short\n" + "x" * 1_000_000, encoding="utf-8")
    assert len(read_source(path).text) == 1_000_006
    path.write_text("short\n" + "x" * 1_000_001, encoding="utf-8")
    assert f"{path}:2: this line is 1,000,001 characters long" in refusal(path)


def test_a_name_that_is_no_utf8_can_be_shown(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text(TEXT, encoding="utf-8")
    read_source(path).name.encode()
    refusal(path.with_suffix(".md")).encode()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (
        "b.txt",
        "a.md",
        "sub/c.TXT",
        "sub/d.markdown",
        "sub/deep/e.text",
        "x.csv",
        ".hidden.txt",
        ".git/f.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
    return tmp_path


def relative(found: list[Path], root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in found]


def test_folder_gives_its_text_files_sorted(tree: Path) -> None:
    expected = ["a.md", "b.txt", "sub/c.TXT", "sub/d.markdown", "sub/deep/e.text"]
    assert relative(find_sources([tree]), tree) == expected


def test_named_files_are_kept_and_nothing_comes_twice(tree: Path) -> None:
    found = find_sources([tree / "x.csv", tree / "b.txt", tree / "sub" / ".." / "b.txt", tree, tree / "sub"])
    assert relative(found, tree) == ["x.csv", "b.txt", "a.md", "sub/c.TXT", "sub/d.markdown", "sub/deep/e.text"]


def test_links(tree: Path) -> None:
    (tree / "sub" / "up").symlink_to(tree, target_is_directory=True)
    (tree / "sub" / "z.txt").symlink_to(tree / "b.txt")
    (tree / "sub" / "zz.txt").symlink_to(
        tree / "sub" / "zz.txt"
    )  # a file that cannot be read is for read_source to say
    expected = ["a.md", "b.txt", "sub/c.TXT", "sub/d.markdown", "sub/deep/e.text", "sub/zz.txt"]
    assert relative(find_sources([tree]), tree) == expected


def test_a_pipe_in_a_folder_is_not_waited_for(tree: Path) -> None:
    os.mkfifo(tree / "sub" / "pipe.txt")
    assert "sub/pipe.txt" not in relative(find_sources([tree]), tree)


def test_folder_without_text(tree: Path) -> None:
    empty = tree / "empty"
    empty.mkdir()
    (empty / "table.csv").touch()
    with pytest.raises(InputError, match=r"empty: this folder holds no document \(\.txt, \.md"):
        find_sources([tree, empty])


def test_missing_path() -> None:
    with pytest.raises(InputError, match="no such file"):
        find_sources([Path("/no/such/place")])


def test_unreadable_folder_is_not_skipped(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def guarded(path: str) -> object:
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    with pytest.raises(InputError, match="deep: cannot list this folder: Permission denied"):
        find_sources([tree])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<!DOCTYPE html>\n<html><script>show()</script></html>", "is a web page without text"),
        ('<?xml version="1.0"?><w:wordDocument xmlns:w="w"><w:body/></w:wordDocument>', "is XML"),
        ('{"schema": "pipeline.analysis/1", "document": {}}', "is JSON"),
        ('\n{\n  "title": "桥"\n}', "is JSON"),
    ],
)
def test_what_programs_write_for_programs_is_no_article(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "saved.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=what):
        read_source(path)


PARAGRAPHS = "修桥要先修路。\n县里已经动工。"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (word(p("修桥要先修路。") + p("县里已经动工。")), "docx"),
        (pdf([[Written("修桥要先修路。", 84, 500), Written("县里已经动工。", 84, 440)]]), "pdf"),
        ("<html><p>修桥要先修路。</p><p>县里已经动工。</p></html>".encode("gb18030"), "gb18030"),
        ("\ufeff<!DOCTYPE html><p>修桥要先修路。</p><p>县里已经动工。</p>".encode("utf-16-le"), "utf-16-le"),
    ],
    ids=["docx", "pdf", "html", "html, utf-16"],
)
def test_documents_are_known_by_their_bytes(tmp_path: Path, data: bytes, encoding: str) -> None:
    path = tmp_path / "report.bin"
    path.write_bytes(data)
    assert read_source(path) == (str(path), PARAGRAPHS, hashlib.sha256(data).hexdigest(), encoding, 0)


def test_documents_may_be_larger_than_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pictures.docx"
    path.write_bytes(word(p("修桥要先修路。"), parts={"word/media/1.png": os.urandom(5000).hex()}))
    assert read_source(path, limit=1000).text == "修桥要先修路。"
    monkeypatch.setattr(read, "MAX_DOCUMENT", 2000)
    assert "is larger than 2,000 bytes" in refusal(path, limit=1000)


def test_reports_of_this_program_are_no_documents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    for name, data in (("a.html", render_html(plain()).encode()), ("a.docx", render_word(plain()))):
        (tmp_path / name).write_bytes(data)
        assert "is a report that this program wrote. Give the document itself" in refusal(tmp_path / name)
    (tmp_path / "b.docx").write_bytes(word(p("修桥。")))
    (tmp_path / "~$b.docx").write_bytes(b"\x05lock")
    (tmp_path / "c.HTM").write_text("<html>修桥。", "utf-8")
    assert relative(find_sources([tmp_path]), tmp_path) == ["a.txt", "b.docx", "c.HTM"]


@pytest.mark.parametrize(
    "text",
    [
        "HTML 是一种格式。<html> 打头。",
        "{修桥}：一份提案。",
        "%PDF 是一种格式。",
        '“{"a": 1}”是例子。',
        "<p>修桥。</p>",
    ],
)
def test_an_article_about_such_things_is_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "about.txt"
    path.write_text(text, "utf-8")
    assert read_source(path).text == text
