"""The report on a model of argument components as a single HTML page (schema `pipeline.unit-evaluation/1`)."""

from collections.abc import Mapping
from typing import Any, Final

from pipeline.errors import InputError
from pipeline.evaluation.units import SCHEMA, SCORE_NAMES
from pipeline.report.evaluation import figure, interval, tongue
from pipeline.report.html import asset, environment, policy
from pipeline.visible import made_visible

_TITLES: Final = {"components": "Kinds of components", "relations": "Relations and stances"}


def render_unit_evaluation(report: Mapping[str, Any]) -> str:
    """One self-contained HTML5 page, to be written as UTF-8; it fetches nothing and has no script.

    Args:
        report: as `report.json` holds it, of a cross-validation or of a held-out file.

    Raises:
        InputError: the report is of another schema.
    """
    if report.get("schema") != SCHEMA:
        what = f"the schema of the evaluation is {report.get('schema')!r}, not {SCHEMA!r}"
        raise InputError(what, remedy="Evaluate the model again, or read the file with the version that wrote it.")
    shown: dict[str, Any] = made_visible(report)
    style, style_hash = asset("page.css")
    own_style, own_hash = asset("evaluation.css")
    scores = shown["scores"]
    runs = scores.get("runs", [scores] if scores else [])
    return (
        environment()
        .get_template("units.html")
        .render(
            r=shown,
            on=f" on {shown['data']['name']}" if "name" in shown["data"] else "",
            runs=runs,
            units=runs[0]["units"] if runs else None,
            names=SCORE_NAMES,
            titles=_TITLES,
            protocol=_protocol(shown),
            figure=figure,
            interval=interval,
            tongue=tongue,
            zip=zip,
            styles=(style, own_style),
            policy=policy([style_hash, own_hash]),
        )
    )


def _protocol(report: Mapping[str, Any]) -> str:
    folds = report.get("folds")
    if folds is None:
        return "Held-out texts: the model was applied as it is, its trees scored on the units that the texts mark."
    kind = "frozen folds" if folds["frozen"] else "folds"
    times = f", {folds['repeats']} times with folds of their own" if folds["repeats"] > 1 else ""
    return f"Cross-validated by text over {folds['count']} {kind}{times}; no model had seen the texts it is scored on."
