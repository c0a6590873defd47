"""`pipeline analyze`: what is written, what is printed, and the exit codes."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from pipeline.formats.analysis_json import read_analysis
from tests.cli.running import COMMAND, SENTENCE, run, tree
from tests.training.samples import article

FERRY = article("zh-ferry").text or ""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two articles, made the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(FERRY, encoding="utf-8")
    (tmp_path / "b.md").write_text(SENTENCE, encoding="utf-8")
    return tmp_path


def invoke(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, ["analyze", *arguments], input=stdin)


def test_one_article_gives_two_files_and_a_map(here: Path) -> None:
    result = invoke("a.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert tree(here / "analysis") == ["a.analysis.json", "a.html"]
    lines = result.stdout.splitlines()
    assert lines[-2:] == ["analysis/a.html", "analysis/a.analysis.json"]
    assert "渡口是两岸人家的门槛" in result.stdout
    assert read_analysis(here / "analysis" / "a.analysis.json").document.source == "a.txt"


def test_json_alone_is_for_programs(here: Path) -> None:
    assert invoke("a.txt", "--format", "json").stdout == "analysis/a.analysis.json\n"


def test_cues_are_written_where_they_were_asked_for(here: Path) -> None:
    invoke("b.md", "--format", "json")
    assert read_analysis(here / "analysis" / "b.analysis.json").cues is None
    invoke("b.md", "--format", "json", "--explain")
    cues = read_analysis(here / "analysis" / "b.analysis.json").cues
    assert cues is not None
    assert cues[0][0].name


def test_quiet_prints_nothing(here: Path) -> None:
    result = invoke("a.txt", "none.txt", "-q")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "none.txt: there is no such file" in result.stderr


def test_several_paths_and_folders_name_what_was_written(here: Path) -> None:
    (here / "deep" / "er").mkdir(parents=True)
    (here / "deep" / "er" / "a.txt").write_text(SENTENCE, encoding="utf-8")
    result = invoke("b.md", "deep", "a.txt", "--out", "out", "--format", "json")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [f"out/{name}.analysis.json" for name in ("b", "a", "a-2")]


def test_one_bad_among_good_is_code_one_and_the_rest_is_written(here: Path) -> None:
    (here / "empty.txt").write_bytes(b"")
    result = invoke("empty.txt", "a.txt", "b.md", "--out", "out", "--format", "html")
    assert result.exit_code == 1
    assert tree(here / "out") == ["a.html", "b.html"]
    assert result.stderr.splitlines() == [
        "pipeline: empty.txt: is empty. Give a file with the text of an article",
        "pipeline: 1 of 3 documents failed",
    ]


def test_nothing_analysed_is_code_two(here: Path) -> None:
    result = invoke("none.txt", "nor.txt")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == "pipeline: nothing was analysed"
    assert tree(here) == ["a.txt", "b.md"]


@pytest.mark.parametrize("given", [("",), ("a.txt", "--out", "")])
def test_an_empty_path_is_not_this_folder(here: Path, given: tuple[str, ...]) -> None:
    result = invoke(*given)
    assert result.exit_code == 2
    assert "a path is empty" in result.stderr
    assert tree(here) == ["a.txt", "b.md"]


def test_the_result_alone_goes_to_standard_output(here: Path) -> None:
    result = invoke("a.txt", "--out", "-", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout)["document"]["source"] == "a.txt"
    invoke("a.txt", "--out", "out", "--format", "json")
    assert (here / "out" / "a.analysis.json").read_bytes() == result.stdout_bytes
    assert tree(here) == ["a.txt", "b.md", "out", "out/a.analysis.json"]


def test_html_to_standard_output(here: Path) -> None:
    page = invoke("b.md", "--out", "-", "--format", "html").stdout
    assert page.startswith("<!")
    assert page.rstrip().endswith("</html>")


def test_standard_input(here: Path) -> None:
    result = invoke("-", "--out", "-", "--format", "json", stdin=FERRY.encode("gb18030"))
    found = json.loads(result.stdout)
    assert found["text"] == FERRY
    assert (found["document"]["id"], found["document"]["source"]) == ("stdin", "standard input")
    invoke("-", "--out", "out", stdin=SENTENCE.encode())
    assert tree(here / "out") == ["stdin.analysis.json", "stdin.html"]


def test_empty_standard_input_is_named(here: Path) -> None:
    result = invoke("-")
    assert result.exit_code == 2
    assert "standard input: is empty" in result.stderr


@pytest.mark.parametrize(
    "name", ["with  spaces.txt", "关于渡口的建议（三稿）.txt", 'quote\'s "x".md', "渡" * 80 + ".txt", "no-suffix"]
)
def test_names_of_files(here: Path, name: str) -> None:
    (here / name).write_text(SENTENCE, encoding="utf-8")
    result = invoke(name, "--out", "out", "--format", "json")
    assert result.exit_code == 0
    (path,) = (here / "out").iterdir()
    assert result.stdout == f"out/{path.name}\n"
    assert path.name.startswith(Path(name).stem[:60])
    assert read_analysis(path).document.source == name


def test_a_name_with_a_leading_dash(here: Path) -> None:
    (here / "-x.txt").write_text(SENTENCE, encoding="utf-8")
    assert invoke("--out", "out", "--", "-x.txt").exit_code == 0
    assert invoke("./-x.txt", "--out", "again").exit_code == 0
    assert tree(here / "out") == tree(here / "again") == ["-x.analysis.json", "-x.html"]


def test_a_second_run_replaces_the_first(here: Path) -> None:
    invoke("a.txt", "--out", "out")
    first = (here / "out" / "a.analysis.json").read_bytes()
    (here / "a.txt").write_text(SENTENCE, encoding="utf-8")
    invoke("a.txt", "--out", "out")
    assert tree(here / "out") == ["a.analysis.json", "a.html"]
    assert (here / "out" / "a.analysis.json").read_bytes() != first


# From here on in processes of their own.


def test_a_reader_that_leaves_is_no_error(here: Path) -> None:
    command = [*COMMAND, "analyze", "a.txt", "--out", "-", "--format", "html"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 141
    assert said == b""


def test_a_reader_that_leaves_before_help_is_no_error(here: Path) -> None:
    with subprocess.Popen([*COMMAND, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        process.wait(60)
    assert said == b""


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "LANG": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "gbk:strict"},
    ],
    ids=lambda env: " ".join(env),
)
def test_terminals_that_cannot_show_chinese(here: Path, env: dict[str, str]) -> None:
    (here / "渡口.txt").write_text(FERRY, encoding="utf-8")
    outcome = run("analyze", "渡口.txt", cwd=here, env=env)
    assert (outcome.code, outcome.stderr) == (0, "")
    (path,) = (here / "analysis").glob("*.json")  # where even names of files are ASCII, 渡口 is spelt in escapes
    assert read_analysis(path).document.text == FERRY
    piped = run("analyze", "-", "--out", "-", "--format", "json", cwd=here, env=env, stdin=FERRY.encode())
    assert json.loads(piped.stdout)["text"] == FERRY
    missing = run("analyze", "没有.txt", cwd=here, env=env)
    assert missing.code == 2
    assert "there is no such file" in missing.stderr


def test_from_another_folder(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    outcome = run("analyze", os.path.relpath(here / "a.txt", elsewhere), "--format", "json", cwd=elsewhere)
    assert (outcome.code, outcome.stdout) == (0, b"analysis/a.analysis.json\n")
    assert tree(elsewhere) == ["analysis", "analysis/a.analysis.json"]
