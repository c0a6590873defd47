"""Whatever is wrong: one line that names the thing and the remedy, no traceback, nothing left behind."""

import json
import os
import pickle
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import analyze as analyze_command
from pipeline.cli.app import app
from pipeline.workflows import batch
from pipeline.workflows.models import shipped
from tests.cli.running import SENTENCE, run, tree
from tests.source.document_files import p, pdf, word

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def refused(folder: Path, *arguments: str | Path, code: int = 2) -> str:
    """The one line said; checks the exit code, that nothing else was said and that nothing was written."""
    before = tree(folder)
    result = invoke(*arguments)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert tree(folder) == before
    lines = [line for line in result.stderr.splitlines() if line != "pipeline: nothing was analysed"]
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("pipeline: ")
    return lines[0].removeprefix("pipeline: ")


def bad(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


@pytest.mark.parametrize(
    ("name", "data", "what", "remedy"),
    [
        ("empty.txt", b"", "is empty", "Give a file with the text of an article"),
        ("blank.txt", b" \n\t\n", "nothing but white space", "Give a file with the text of an article"),
        ("rules.txt", b"-----\n", "there is nothing to read in it", "at least one sentence"),
        ("picture.txt", PNG, "is no text: it looks like a", "."),
        ("page.pdf.txt", b"%PDF-1.7\n\xe2\xe3", "is no sound PDF document", "Open it in a PDF reader"),
        ("scan.pdf", pdf([[]]), "is a PDF document without text", "(OCR)"),
        ("cut.docx", word(p("桥。"))[:300], "is no sound Word document", "Open it in Word"),
        (
            "locked.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
            "Save",
        ),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", "save it as .docx"),
        ("page.html", b"<html><script>show()</script></html>", "is a web page without text", "Open it in a browser"),
        ("unknown.txt", bytes(range(128, 256)) * 40, "", "save it as UTF-8"),
        ("noise.txt", bytes(range(256)) * 40, "control bytes", "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_analysed(tmp_path: Path, name: str, data: bytes, what: str, remedy: str) -> None:
    path = bad(tmp_path, name, data)
    line = refused(tmp_path, "analyze", path, "--out", tmp_path / "out")
    assert line.startswith(str(path))
    assert what in line
    assert remedy in line


def test_fifty_megabytes_of_one_line(tmp_path: Path) -> None:
    path = bad(tmp_path, "long.txt", b"")
    with path.open("r+b") as stream:
        stream.truncate(50_000_000)
    assert "is larger than 32 MB. Split it" in refused(tmp_path, "analyze", path, "--out", tmp_path / "out")
    path.write_bytes("渡口".encode() * 600_000)
    line = refused(tmp_path, "analyze", path, "--out", tmp_path / "out")
    assert line.startswith(f"{path}:1: this line is 1,200,000 characters long")


def test_a_file_or_folder_that_is_not_there(tmp_path: Path) -> None:
    for name in ("none.txt", "nowhere/none.txt", "渡 口.txt"):
        line = refused(tmp_path, "analyze", tmp_path / name, "--out", tmp_path / "out")
        assert line == f"{tmp_path / name}: there is no such file. Check the path and its spelling"


def test_a_folder_without_texts(tmp_path: Path) -> None:
    assert "this folder holds no document (.txt, .md" in refused(tmp_path, "analyze", tmp_path)


def test_a_file_in_the_place_of_the_output_folder(tmp_path: Path) -> None:
    article = bad(tmp_path, "a.txt", SENTENCE.encode())
    line = refused(tmp_path, "analyze", article, "--out", article, "-q")
    assert line == f"{article}: cannot be written into: it is a file, not a folder. Choose another place"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    article = bad(tmp_path, "a.txt", SENTENCE.encode())
    (tmp_path / "out").mkdir(mode=0o500)
    assert "Permission denied. Choose another place" in refused(tmp_path, "analyze", article, "--out", tmp_path / "out")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--format", "odt"], "--format: there is no format 'odt'. Choose from html, json"),
        (["--format", "json,pdf"], "--format: there is no format 'pdf'. Choose from html, json"),
        (["--format", ","], "--format: names no format. Choose from html, json"),
        (["--out", "-"], "--out -: standard output takes one format. Add --format json or --format html"),
        (["--model", "gpt"], "model: there is no model 'gpt'. Name a folder or a shipped model (policy-roles)"),
    ],
)
def test_options_that_cannot_be(tmp_path: Path, arguments: list[str], line: str) -> None:
    article = bad(tmp_path, "a.txt", SENTENCE.encode())
    # A remedy that lists the shipped models grows with them.
    assert refused(tmp_path, "analyze", article, *arguments).startswith(line[:-1])


def flip_a_byte(folder: Path) -> None:
    data = bytearray((folder / "arrays.npz").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "arrays.npz").write_bytes(data)


def add_a_pickle(folder: Path) -> None:
    (folder / "weights.pkl").write_bytes(pickle.dumps({}))


def swap_in_a_pickle(folder: Path) -> None:
    data = pickle.dumps({})
    (folder / "arrays.npz").write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"]["arrays.npz"] = sha256(data).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (flip_a_byte, "arrays.npz: differs from what the manifest says was saved. Restore the file"),
        (add_a_pickle, "holds weights.pkl, which is no part of a model. Take it away"),
        (swap_in_a_pickle, "arrays.npz: cannot be used: the archive is damaged"),
        (lambda folder: (folder / "manifest.json").unlink(), "no model is there (no manifest.json). `pipeline models"),
        (lambda folder: (folder / "card.md").unlink(), "card.md: cannot be read: No such file or directory. Restore"),
    ],
    ids=["byte", "pickle beside", "pickle inside", "no manifest", "no card"],
)
def test_a_model_folder_that_is_not_sound(tmp_path: Path, spoil: Callable[[Path], None], what: str) -> None:
    shutil.copytree(shipped()["policy-roles"], tmp_path / "model")
    spoil(tmp_path / "model")
    article = bad(tmp_path, "a.txt", SENTENCE.encode())
    out = tmp_path / "out"
    assert what in refused(tmp_path, "analyze", article, "--model", tmp_path / "model", "--out", out)
    assert what in refused(tmp_path, "models", "show", tmp_path / "model")


def test_training_that_cannot_begin(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refused(tmp_path, "train", tmp_path / "none.toml")
    config = bad(tmp_path, "c.toml", b'schema = "pipeline.config/9"\n')
    assert "is of schema 'pipeline.config/9'" in refused(tmp_path, "train", config)
    shipped_config = Path(__file__).parents[2] / "configs" / "policy-roles.toml"
    for arguments, what in (
        (["--corpus", tmp_path / "nowhere"], "nowhere: there is no such corpus. Name a folder with labels/ANNOTATOR"),
        (["--set", "roles.cc=3"], "has the unknown key roles.cc. Did you mean roles.c?"),
        (["--out", config], "is a file, not a folder"),
        (["--out", tmp_path], "holds c.toml, which is no part of a model"),
    ):
        assert what in refused(tmp_path, "train", shipped_config, *arguments)


def test_a_bug_of_ours_is_code_three_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def buggy(*_: object, **__: object) -> None:
        raise IndexError("list index\nout of range")

    article = bad(tmp_path, "a.txt", SENTENCE.encode())
    monkeypatch.setattr(batch, "analyze_source", buggy)
    expected = "internal error: IndexError: list index out of range. PIPELINE_DEBUG=1 shows where"
    assert refused(tmp_path, "analyze", article, code=3) == expected
    monkeypatch.setattr(analyze_command, "_check_one", buggy)
    assert refused(tmp_path, "analyze", article, "--out", "-", code=3) == expected
    monkeypatch.setenv("PIPELINE_DEBUG", "1")
    assert "Traceback" in invoke("analyze", article, "--out", "-").stderr


def test_stopped_by_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    article = bad(tmp_path, "a.txt", SENTENCE.encode())
    monkeypatch.setattr(batch, "analyze_source", stop)
    assert refused(tmp_path, "analyze", article, code=130) == "stopped"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["analyze"], "PATH"),
        (["analyse", "x"], "analyse"),
        (["analyze", "a.txt", "--modle", "x"], "--modle"),
        (["models", "lst"], "lst"),
    ],
)
def test_wrong_usage_is_code_two(tmp_path: Path, arguments: list[str], what: str) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert what in result.stderr
    assert "--help" in result.stderr


def test_the_real_process_says_one_line_too(tmp_path: Path) -> None:
    bad(tmp_path, "渡 口.txt", PNG)
    outcome = run("analyze", "渡 口.txt", cwd=tmp_path)
    assert (outcome.code, outcome.stdout) == (2, b"")
    assert outcome.stderr.startswith("pipeline: 渡 口.txt: is no text: it looks like a")
    assert outcome.stderr.count("\n") == 2
    assert tree(tmp_path) == ["渡 口.txt"]
