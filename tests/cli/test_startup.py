"""What is loaded: nothing heavy for a help text, and nothing that only trains or draws pages for a JSON file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import SENTENCE

HEAVY = ("sklearn", "scipy", "pandas", "spacy", "torch", "numpy", "jinja2", "rich", "opencc", "rjieba", "pypinyin")
REPORT = """
import json, sys
def loaded():
    return sorted({name.split(".")[0] for name in sys.modules})
def run(*arguments):
    from pipeline.cli.app import main
    sys.argv = ["pipeline", *arguments]
    try:
        main()
    except SystemExit as left:
        assert not left.code, left.code
"""


def loaded_after(code: str, cwd: Path) -> set[str]:
    """Top-level modules loaded when `code` has run."""
    code = f"{REPORT}\n{code}\njson.dump(loaded(), open('loaded.json', 'w'))"
    subprocess.run([sys.executable, "-c", code], cwd=cwd, check=True, capture_output=True)
    return set(json.loads((cwd / "loaded.json").read_bytes()))


@pytest.mark.parametrize(
    "code",
    ["import pipeline", "run('--help')", "run('analyze', '--help')", "run('train', '-h')", "run('--version')"],
)
def test_help_loads_nothing_heavy(tmp_path: Path, code: str) -> None:
    assert not loaded_after(code, tmp_path) & set(HEAVY)


def test_analysing_to_json_loads_nothing_that_trains_or_draws(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    found = loaded_after("run('analyze', 'a.txt', '--format', 'json')", tmp_path)
    assert (tmp_path / "analysis" / "a.analysis.json").is_file()
    assert "numpy" in found
    assert not found & {"sklearn", "lightgbm", "joblib", "pandas", "spacy", "torch", "jinja2", "rich"}


def test_the_names_of_the_package_are_there_when_asked_for(tmp_path: Path) -> None:
    assert "numpy" in loaded_after("import pipeline; pipeline.analyze_text('好。')", tmp_path)
    assert "numpy" not in loaded_after("from pipeline import Analysis", tmp_path)
