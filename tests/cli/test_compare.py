"""`pipeline compare`: what is written, what is printed, and the exit codes."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from pipeline.domain.analysis import Analysis
from pipeline.source.read import Source
from pipeline.workflows import batch
from tests.cli.running import tree
from tests.workflows.comparison_samples import chinese, english, written


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the analyses of four plans, made the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").mkdir()
    written(tmp_path / "results", chinese(4))
    return tmp_path


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["compare", *arguments])


def test_a_results_folder_gives_a_comparison(here: Path) -> None:
    result = invoke("results", "--name-pattern", "{date}")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "comparison/comparison.html"
    assert {"comparison/comparison.json", "comparison/tables/measures.csv"} <= set(result.stdout.splitlines())
    assert set(result.stdout.splitlines()) == {f"comparison/{n}" for n in tree(here / "comparison") if "." in n}


def test_quiet_says_nothing(here: Path) -> None:
    result = invoke("results", "--quiet", "--out", "out")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert (here / "out" / "comparison.html").is_file()


def test_a_failure_is_told_and_the_rest_is_written(here: Path) -> None:
    (here / "results" / "bad.analysis.json").write_text("{}", "utf-8")
    (here / "results" / "empty.txt").write_bytes(b"")
    result = invoke("results")
    assert result.exit_code == 1
    assert "empty.txt: is empty" in result.stderr
    assert "of 5 documents failed" in result.stderr
    assert "empty.txt" in (here / "comparison" / "comparison.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["absent"], "there is no such file"),
        (["results", "--metadata", "absent.csv"], "absent.csv: cannot be read"),
        (["results", "--by", "colour"], "no document has the property 'colour'"),
        (["results", "--baseline", "x"], "there is no group 'x'"),
        (["results", "--name-pattern", "date"], "has no field in braces"),
        (["results", "--lang", "fr"], "Choose zh or en"),
        (["results", "--out", "results"], "would be replaced"),
        (["results", "--out", "results/zh-2001.analysis.json"], "is not a folder"),
    ],
)
def test_bad_use_is_told_in_a_line_and_writes_nothing(here: Path, arguments: list[str], said: str) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not (here / "comparison").exists()


def test_the_language_of_the_page(here: Path) -> None:
    written(here / "results", english(2))
    page = here / "comparison" / "comparison.html"
    assert invoke("results").exit_code == 0
    assert '<html lang="zh-CN">' in page.read_text("utf-8")
    assert invoke("results", "--lang", "en").exit_code == 0
    assert '<html lang="en">' in page.read_text("utf-8")


def test_a_run_that_is_stopped_goes_on_with_resume(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real model, stopped at the second of three documents: the results are those of a run that was not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for name in "abc":
        (tmp_path / "in" / f"{name}.txt").write_text(
            f"一、情况\n{name}渡口年久失修。\n二、任务\n应当修缮渡口{name}。", "utf-8"
        )
    assert invoke("in", "--out", "whole", "--quiet").exit_code == 0
    real, seen = batch.analyze_source, []

    def stopping(source: Source, **more: Any) -> Analysis:
        seen.append(source.name)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return real(source, **more)

    monkeypatch.setattr(batch, "analyze_source", stopping)
    stopped = invoke("in", "--out", "study")
    assert stopped.exit_code == 130
    assert "analyses made so far: 1; the same command with --resume goes on from there" in stopped.stderr
    assert not (tmp_path / "study").exists()
    resumed = invoke("in", "--out", "study", "--resume")
    assert resumed.exit_code == 0
    assert seen == ["in/a.txt", "in/b.txt", "in/b.txt", "in/c.txt"]
    assert (tmp_path / "study" / "comparison.json").read_bytes() == (
        tmp_path / "whole" / "comparison.json"
    ).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "study", "whole"]


def test_a_run_that_begins_anew_says_what_it_leaves(here: Path) -> None:
    kept = here / ".comparison.analyses"
    kept.mkdir()
    (kept / "x.analysis.json").write_text("{}", "utf-8")
    result = invoke("results")
    assert "a run that was stopped left analyses (1), which --resume would take up" in result.stderr
    assert not kept.exists()


@pytest.mark.parametrize("out", [".", "..", "../empty"])
def test_the_current_folder_is_not_replaced(here: Path, monkeypatch: pytest.MonkeyPatch, out: str) -> None:
    (here / "empty").mkdir()
    monkeypatch.chdir(here / "empty")
    result = invoke("../results", "--out", out)
    assert result.exit_code == 2
    assert "holds the current folder, and would be replaced. Name another folder with --out" in result.stderr
