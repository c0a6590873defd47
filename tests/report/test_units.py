"""The page on a model of argument components: what it shows, and that it fetches and runs nothing."""

import re
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.evaluation.units import SCHEMA
from pipeline.report.units import render_unit_evaluation

F1 = [0.8123, 0.7, 0.9]
RUN = {"texts": 20, "units": 140, "components": F1, "links": [0.7, 0.6, 0.8], "uas": [0.6, 0.5, 0.7]}
TABLE = {
    "per_label": {
        "<b>主张</b>": {"precision": 0.5, "recall": 1.0, "f1": F1, "support": 3},
        "premise": {"precision": 1.0, "recall": 0.5, "f1": F1, "support": 4},
    },
    "confusion": {"labels": ["", "<b>主张</b>", "premise"], "counts": [[0, 0, 0], [0, 3, 0], [1, 2, 1]]},
}


def report(**other: Any) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "model": {"name": "units", "version": "1", "sha256": "ab" * 32},
        "data": {"texts": 20, "units": 140, "sha256": "cd" * 32},
        "created_by": "pipeline 0",
        "folds": {"count": 10, "repeats": 2, "frozen": True},
        "scores": {"runs": [RUN, RUN], "mean": {"components": 0.8123, "links": 0.7, "uas": 0.6}},
        "tables": {"components": TABLE},
        **other,
    }


def test_a_cross_validation_shows_each_run_and_their_mean() -> None:
    page = render_unit_evaluation(report())
    assert "Run 1" in page
    assert "Mean" in page
    assert page.count("[0.700, 0.900]") == 2 + 2  # of both runs, of both labels
    assert "over 10 frozen folds, 2 times" in page
    assert "Of run 2" in page
    assert 'href="#components"' in page
    assert 'id="relations"' not in page
    assert "Right parent (UAS)" in page


def test_labels_are_text_and_rows_of_nothing_are_left_out() -> None:
    page = render_unit_evaluation(report())
    assert "<b>主张" not in page
    assert '<span lang="zh">&lt;b&gt;主张&lt;/b&gt;</span>' in page
    matrix = page[page.index('class="data matrix"') :]
    assert re.findall(r'<td class="num( right)?">(\d)</td>', matrix) == [
        *[("", "0"), (" right", "3"), ("", "0")],
        *[("", "1"), ("", "2"), (" right", "1")],
    ]


def test_it_fetches_and_runs_nothing() -> None:
    page = render_unit_evaluation(report())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert not re.search(r"<script|https?://|<link|@import|style=", page)
    assert page.count("<style>") == 2


def test_a_held_out_file_has_one_score_or_none() -> None:
    data = {"name": "dev.conll", "texts": 4, "marked": 4, "sha256": "cd" * 32, "learned_from": 1}
    held_out = {key: value for key, value in report(scores=RUN, data=data).items() if key != "folds"}
    page = render_unit_evaluation(held_out)
    assert "<h1>units 1 on dev.conll</h1>" in page
    assert "Run 1" not in page
    assert "Held-out texts" in page
    assert "the scores are too good" in page
    assert "Nothing to score" in render_unit_evaluation({**held_out, "scores": {}, "tables": {}})


def test_another_schema_is_refused() -> None:
    with pytest.raises(InputError, match="schema"):
        render_unit_evaluation(report(schema="pipeline.unit-evaluation/2"))
