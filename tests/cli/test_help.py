"""Help, version, and what the README says of the commands."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipeline import __version__
from pipeline.cli.app import app
from pipeline.formats.graph import GRAPH_FORMATS
from pipeline.workflows.outputs import FORMATS

README = Path(__file__).parents[2] / "README.md"


def commands() -> list[str]:
    """Every command there is, as it is typed: `analyze`, `models list` …"""

    def walk(command: object, name: str) -> list[str]:
        children = getattr(command, "commands", {})
        return [found for key, child in children.items() for found in walk(child, f"{name} {key}".strip())] or [name]

    return walk(typer.main.get_command(app), "")


def test_there_are_commands() -> None:
    assert {"analyze", "train", "annotations check", "models list", "models show"} <= set(commands())


@pytest.mark.parametrize("command", ["", "annotations", "models", *commands()])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_helps(command: str, option: str) -> None:
    result = CliRunner().invoke(app, [*command.split(), option])
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.startswith("Usage: ")
    assert result.stdout.count("\n") > 5


def test_the_first_line_of_help_is_not_cut() -> None:
    assert "..." not in CliRunner().invoke(app, ["--help"]).stdout.split("Commands:")[1]


def test_the_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"pipeline {__version__}\n")


def test_without_a_command_there_is_help() -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code in (0, 2)  # older Typer said 0
    assert "Usage: " in result.output


@pytest.mark.parametrize("command", commands())
def test_the_readme_mentions_every_command(command: str) -> None:
    text = README.read_text(encoding="utf-8")
    if len(text) < 500:
        pytest.skip("README.md is being written")
    assert f"pipeline {command}" in text


@pytest.mark.parametrize("format", FORMATS)
def test_the_readme_has_every_format_in_its_table(format: str) -> None:
    (row,) = [
        line for line in README.read_text("utf-8").splitlines() if line.startswith("| `") and f"`{format}`" in line
    ]
    *_, back, _ = row.split("|")
    if format in GRAPH_FORMATS and format != "brat":  # brat is read as labels
        assert back.strip().startswith("no") != GRAPH_FORMATS[format].reads
