"""The files of an evaluation: its report as JSON and as a page, and what was predicted."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipeline.report.evaluation import render_evaluation
from pipeline.training.crossval import Prediction

PAGE, REPORT, PREDICTIONS = "report.html", "report.json", "predictions.json"
_DIGITS: Final = 6


def report_files(report: Mapping[str, Any]) -> dict[str, bytes]:
    """The report by the names of its files; the same report always gives the same bytes."""
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return {PAGE: render_evaluation(report).encode(), REPORT: text.encode()}


def predictions_file(ids: Sequence[str | int], predictions: Sequence[Prediction]) -> dict[str, bytes]:
    """What was predicted for each document, by the name of its file: a list with a document on each line."""
    records = [
        {
            "id": id,
            "predicted": [r.role for r in p.roles],
            "probabilities": [{k: round(v, _DIGITS) for k, v in r.probabilities.items()} for r in p.roles],
        }
        for id, p in zip(ids, predictions, strict=True)
    ]
    lines = ",\n".join(json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records)
    return {PREDICTIONS: f"[\n{lines}\n]\n".encode()}
