"""`pipeline train`, `pipeline models`, `pipeline annotations`: from end to end."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from tests.training.samples import CONFIG, article, write_config, write_corpus


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus")
    write_config(tmp_path)
    return tmp_path


def test_train_writes_a_model_that_can_be_shown_and_used(place: Path) -> None:
    model = place / "model"
    result = invoke("train", place / "tiny.toml", "--out", model, "--set", "roles.c=2", "--set", "version=v7")
    assert result.exit_code == 0
    assert result.stdout.startswith("# tiny v7\n")
    assert result.stderr.splitlines()[0].endswith("corpus: 5 documents, 48 sentences")
    assert result.stderr.splitlines()[-1] == f"pipeline: wrote {model}"
    shown = invoke("models", "show", model)
    assert shown.stdout == result.stdout == (model / "card.md").read_text(encoding="utf-8")
    (place / "a.txt").write_text(article("zh-ferry").text or "", encoding="utf-8")
    used = invoke("analyze", place / "a.txt", "--model", model, "--out", place / "out", "--format", "json")
    assert used.exit_code == 0


def test_train_on_another_corpus(place: Path) -> None:
    write_config(place, CONFIG.replace('path = "corpus"', 'path = "nowhere"'))
    assert invoke("train", place / "tiny.toml", "--out", place / "model").exit_code == 2
    assert invoke("train", place / "tiny.toml", "--out", place / "model", "--corpus", place / "corpus").exit_code == 0


def test_models_list_names_the_shipped_model() -> None:
    result = invoke("models", "list")
    assert result.exit_code == 0
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert "policy-roles" in [row[0] for row in rows]
    assert all(len(row) == 3 and Path(row[2]).is_dir() for row in rows)


def test_models_show_prints_the_card_of_the_shipped_model() -> None:
    assert invoke("models", "show").stdout.startswith("# policy-roles ")


def test_annotations_check_of_a_sound_corpus(place: Path) -> None:
    result = invoke("annotations", "check", place / "corpus")
    assert result.exit_code == 0
    assert "| documents | 5 | zh 4, en 1 |" in result.stdout
    assert "| brief | 5: test (5) |" in result.stdout
    assert "Nearest texts" in result.stdout
    assert result.stderr == "pipeline: no faults\n"


def test_annotations_check_lists_each_fault(place: Path) -> None:
    path = place / "corpus" / "labels" / "tester" / "zh-ferry.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"role": "claim"', '"role": "clam"'), encoding="utf-8")
    result = invoke("annotations", "check", place / "corpus")
    assert result.exit_code == 2
    assert result.stdout.count("\n") >= 3
    assert "clam" in result.stdout
    assert f"{path}:" in result.stdout
    assert "faults" in result.stderr


def test_annotations_check_of_nothing(tmp_path: Path) -> None:
    result = invoke("annotations", "check", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.output
