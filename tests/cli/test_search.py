"""`pipeline train --search`: what is said, what is printed, how it is stopped and goes on."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from pipeline.cli.search_bar import bar_shown, duration, line_of, standing_shown
from pipeline.training.ranges import Budget
from pipeline.training.search import Try
from pipeline.workflows import search as search_workflow
from pipeline.workflows.search import Standing, search
from tests.cli.running import run, tree
from tests.training.sentence_samples import CONFIG, write_sentence_config, write_sentence_corpus
from tests.workflows.test_search import SEARCH, stop_in_try, surface


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_workflow, "cross_validated", surface)


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_sentence_corpus(tmp_path / "corpus")
    write_sentence_config(tmp_path, CONFIG + SEARCH)
    return tmp_path


def refused(folder: Path, *arguments: str | Path) -> str:
    before = tree(folder)
    result = invoke("train", folder / "abstracts.toml", "--out", folder / "model", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert tree(folder) == before
    return result.stderr.splitlines()[-1].removeprefix("pipeline: ")


def test_a_search_then_a_model(place: Path) -> None:
    model = place / "model"
    result = invoke("train", place / "abstracts.toml", "--corpus", place / "corpus", "--out", model, "--search")
    assert result.exit_code == 0, result.output
    lines = [line.removeprefix("pipeline: ") for line in result.stderr.splitlines()]
    tries = [line for line in lines if line.startswith("try ")]
    assert [line.split(",")[0] for line in tries] == [f"try {k}/4" for k in (1, 2, 3, 4)]
    assert "best accuracy+macro-F1 " in tries[0]
    assert tries[-1].endswith("about 0 s left")
    assert any(line.startswith("best of 4 tries: roles.c=") for line in lines)
    assert lines[-1] == f"{place / 'model-search.jsonl'} keeps the tries"
    assert result.stdout == (model / "card.md").read_text(encoding="utf-8")
    assert "```toml\n[roles]\nc = " in result.stdout
    assert invoke("models", "show", model).stdout == result.stdout
    assert len((place / "model-search.jsonl").read_text().splitlines()) == 4


def test_the_real_process_goes_on(place: Path) -> None:
    search(place / "abstracts.toml", out=place / "m", budget="1", log=place / "tries.jsonl")
    arguments = ("train", "abstracts.toml", "--out", "m", "--search", "--search-log", "tries.jsonl", "--budget")
    second = run(*arguments, "2", cwd=place)
    assert second.code == 0, second.stderr
    assert "pipeline: tries.jsonl: going on after 1 tries" in second.stderr.splitlines()
    assert "try 1/2" not in second.stderr
    assert "try 2/2" in second.stderr
    assert "\x1b" not in second.stderr  # no bar where there is no terminal
    assert len((place / "tries.jsonl").read_text().splitlines()) == 2
    assert not (place / "m-search.jsonl").exists()


def test_stopped_and_gone_on_with(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ("train", place / "abstracts.toml", "--out", place / "model", "--search")
    with monkeypatch.context() as patch:
        stop_in_try(patch, 3)
        result = invoke(*arguments)
    assert (result.exit_code, result.stdout) == (130, "")
    farewell, stopped = result.stderr.splitlines()[-2:]
    assert farewell.startswith("pipeline: the search was stopped after 2 tries, which ")
    assert stopped == "pipeline: stopped"
    assert not (place / "model").exists()
    log = place / "model-search.jsonl"
    assert [json.loads(line)["try"] for line in log.read_text().splitlines()] == [1, 2]
    assert invoke(*arguments).exit_code == 0
    assert [json.loads(line)["try"] for line in log.read_text().splitlines()] == [1, 2, 3, 4]


def test_what_cannot_be_searched(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(place, "--budget", "3").startswith("--budget: is for a search. Add --search")
    assert refused(place, "--search-log", "x").startswith("--search-log: is for a search. Add --search")
    assert refused(place, "--search", "--write-folds", place / "f.json").startswith("--write-folds: trains nothing")
    assert refused(place, "--search", "--budget", "soon").startswith(
        "--budget: the budget is 'soon'. Write a number of"
    )
    assert "search.roles.cc. Did you mean search.roles.c?" in refused(place, "--search", "--set", "search.roles.cc=[1]")
    monkeypatch.setitem(sys.modules, "optuna", None)
    line = refused(place, "--search")
    assert line == "--search: a search needs optuna. Install it with: pip install 'argument-pipeline[search]'"


def test_a_configuration_with_ranges_trains_without_a_search(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    monkeypatch.delattr(search_workflow, "next_settings")
    result = invoke("train", place / "abstracts.toml", "--out", place / "model")
    assert result.exit_code == 0
    assert "Search" not in result.stdout


def standing(count: int, budget: Budget, left: float | None) -> Standing:
    tries = [
        Try({"roles.c": 1.0}, {"accuracy": (0.5 + k / 10, 0.4, 0.9), "macro_f1": (0.25, 0.2, 0.3)}, 30.0)
        for k in reversed(range(count))
    ]
    return Standing(tries, budget, "accuracy", left, fresh=count > 0)


def test_a_line_a_try() -> None:
    assert line_of(standing(2, Budget(20, None), 540.0)) == (
        "try 2/20, best accuracy 0.600; this one accuracy 0.500 [0.400, 0.900], macro-F1 0.250 [0.200, 0.300] in 30 s; "
        "about 9 min left"
    )
    assert line_of(standing(1, Budget(None, 60.0), None)).startswith("try 1, best accuracy 0.500; ")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (89, "1 min"),
        (3570, "1 h 00 min"),
        (3599, "1 h 00 min"),
        (7500, "2 h 05 min"),
    ],
)
def test_seconds_as_people_say_them(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_the_bar_shows_tries_the_best_and_counts_down() -> None:
    stream, now = io.StringIO(), [100.0]
    console = Console(file=stream, force_terminal=True, width=100)
    with bar_shown(console, lambda: now[0]) as watch:
        watch(standing(0, Budget(20, None), None))
        watch(standing(2, Budget(20, None), 540.0))
        now[0] += 60
    shown = stream.getvalue()
    assert "try 2/20, best accuracy 0.600" in shown
    assert "8 min left" in shown[shown.rindex("try 2/20") :]  # a minute of the nine has passed
    stream.truncate(0)
    with bar_shown(console, lambda: 0.0) as watch:
        watch(standing(1, Budget(None, 60.0), 30.0))
    assert "30 s left" in stream.getvalue()


def test_a_bar_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def shown() -> str:
        with standing_shown() as watch:
            watch(standing(0, Budget(20, None), None))
            watch(standing(1, Budget(20, None), 30.0))
        captured = capsys.readouterr()
        assert captured.out == ""
        return captured.err

    def not_fresh(*_: Any) -> str:
        with standing_shown() as watch:
            watch(Standing(standing(3, Budget(20, None), 1.0).tries, Budget(20, None), "accuracy", 1.0, fresh=False))
        return capsys.readouterr().err

    assert "\x1b" not in shown()
    assert not_fresh() == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b" in shown()
