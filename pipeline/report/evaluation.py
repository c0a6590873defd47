"""The report of one evaluation as a single HTML page, made from its JSON (schema `pipeline.evaluation/1`)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.errors import InputError
from pipeline.report import plots
from pipeline.report.html import asset, environment, policy
from pipeline.report.plot_frame import Picture, available, numbered
from pipeline.visible import made_visible, told_apart

SCHEMA: Final = "pipeline.evaluation/1"

_KEYS: Final = [
    "created_by",
    "model",
    "protocol",
    "folds",
    "data",
    "labels",
    "ignored",
    "level",
    "scores",
    "per_label",
    "confusion",
    "calibration",
    "selective",
    "learning_curve",
    "breakdown",
    "worst",
    "human",
    "leaks",
    "comparisons",
    "structure",
]
_HAN: Final = re.compile("[\u3400-\u9fff]")
_ALPHA: Final = 0.05  # below it a comparison is starred
_COVERAGES: Final = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.25)
_NONE: Final = "–"
_STRUCTURE: Final = {
    "stage_accuracy": "Stage of a sentence, accuracy",
    "parent_accuracy": "Parent of a sentence, accuracy",
    "labelled_parent_accuracy": "Parent and relation, accuracy",
    "relation_macro_f1": "Relations to the right parent, macro-F1",
    "exact_groups": "Documents whose groups are all found exactly, share",
    "groups_f1": "Groups of recommendations, F1",
    "measures_f1": "Measures, F1",
    "grounds_f1": "Grounds of groups, F1",
}
_BREAKDOWN: Final = {
    "language": "By language",
    "genre": "By genre",
    "stage": "By stage of the article",
    "length": "By length of the sentence, in characters",
}


ONE_DOCUMENT: Final = "Intervals are over documents: of a single one they say nothing."


@dataclass(frozen=True, slots=True)
class Illustration:
    """A plot in the page, and what it shows in words."""

    picture: Picture
    alt: str


def render_evaluation(report: Mapping[str, Any]) -> str:
    """One self-contained HTML5 page on an evaluation, to be written as UTF-8.

    Parts of the report that are null or empty have no section. The page fetches nothing and has no script: a
    Content-Security-Policy allows our style by hash, pictures inside the page, and nothing else. Its pictures are
    drawn with matplotlib; where that is not installed, the page says so and its tables hold the same figures. The same
    report gives the same page.

    Args:
        report: as `report.json` holds it. Scores are 0 to 1; an interval is [value, low, high].

    Raises:
        InputError: the report is of another schema, or lacks a key.
    """
    _check(report)
    shown: dict[str, Any] = made_visible(_labels_apart(report))
    style, style_hash = asset("page.css")
    own_style, own_hash = asset("evaluation.css")
    drawn = available()
    return (
        environment()
        .get_template("evaluation.html")
        .render(
            r=shown,
            rows=_gold_rows(shown),
            scored=_scored(shown),
            curve=_curve_rows(shown["selective"]),
            pictures=_illustrations(shown) if drawn else {},
            drawn=drawn,
            numbers=_numbers(shown) if drawn else {},
            protocol=_protocol(shown),
            titles=_BREAKDOWN,
            structure_names=_STRUCTURE,
            alpha=_ALPHA,
            figure=figure,
            share=share,
            p_value=p_value,
            interval=interval,
            signed=signed,
            tongue=tongue,
            styles=(style, own_style),
            policy=policy([style_hash, own_hash], images="data:"),
        )
    )


def figure(value: float | None) -> str:
    """A score to three places, a count with commas, a dash for nothing."""
    if value is None or value != value:
        return _NONE
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def signed(value: float | None, places: int = 3) -> str:
    """A difference or weight with its sign."""
    return _NONE if value is None else f"{value:+.{places}f}".replace("-", "−")


def share(value: float | None) -> str:
    """A share in percent, to one place."""
    return _NONE if value is None else f"{100 * value:.1f}%"


def interval(triple: Sequence[float] | None, *, sign: bool = False) -> str:
    """The ends of an interval in brackets."""
    if not triple:
        return ""
    low, high = (signed(x) if sign else figure(float(x)) for x in triple[1:3])
    return f"[{low}, {high}]"


def p_value(p: float | None) -> str:
    """A probability of four digits; what rounds to nothing is below the last of them."""
    if p is None:
        return _NONE
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}"


def tongue(text: str) -> str:
    """`zh` for a text with Chinese characters, else nothing: it is then in the language of the page or unknown."""
    return "zh" if _HAN.search(text) else ""


def _check(report: Mapping[str, Any]) -> None:
    schema = report.get("schema")
    if schema != SCHEMA:
        raise InputError(
            f"the schema of the evaluation is {schema!r}, not {SCHEMA!r}",
            remedy="Evaluate the model again, or read the file with the version that wrote it.",
        )
    missing = [key for key in _KEYS if key not in report]
    if missing:
        raise InputError(
            f"the evaluation lacks {', '.join(missing)}",
            remedy="Evaluate the model again; the file is incomplete.",
        )


def _labels_apart(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report with labels that look the same told apart: made visible alone, two could become one row."""
    confusion = report["confusion"]
    name = told_apart([*report["labels"], *confusion["labels"], *report["per_label"], *report["ignored"]])
    return {
        **report,
        "labels": [name[x] for x in report["labels"]],
        "ignored": [name[x] for x in report["ignored"]],
        "confusion": {**confusion, "labels": [name[x] for x in confusion["labels"]]},
        "per_label": {name[x]: row for x, row in report["per_label"].items()},
        "worst": [
            {**w, **{key: name.get(w[key], w[key]) for key in ("gold", "predicted")}} for w in report["worst"] or ()
        ],
    }


def _protocol(report: Mapping[str, Any]) -> str:
    if report["protocol"] == "held-out":
        alone = f" {ONE_DOCUMENT}" if report["data"]["documents"] == 1 else ""
        return f"Held-out file: the model was applied as it is and learned nothing from these documents.{alone}"
    folds = report["folds"]
    over = f" over {folds['count']} {'frozen folds' if folds['frozen'] else 'folds'}" if folds else ""
    return f"Cross-validated by document{over}: every sentence was labelled by a model that had not seen its document."


def _gold_rows(report: Mapping[str, Any]) -> list[int]:
    """Numbers of the labels that have a row in the confusion matrix: not the ignored ones, whose row is empty."""
    confusion = report["confusion"]
    return [
        i
        for i, label in enumerate(confusion["labels"])
        if label not in report["ignored"] or any(confusion["counts"][i])
    ]


def _scored(report: Mapping[str, Any]) -> list[str]:
    """The labels that have scores, in the order of the model; others that the gold has come after them."""
    scores = report["per_label"]
    return [x for x in report["labels"] if x in scores] + [x for x in scores if x not in report["labels"]]


def _numbers(report: Mapping[str, Any]) -> dict[str, str]:
    """The numbers that stand for the labels in plots and tables; empty where plots can show them as they are."""
    every = list(dict.fromkeys([*report["labels"], *report["confusion"]["labels"], *report["per_label"]]))
    return {label: str(n) for n, label in enumerate(every, 1)} if numbered(every) else {}


def _curve_rows(selective: Mapping[str, Any] | None) -> list[tuple[float, float]]:
    """The points of the curve nearest to round coverages, from all sentences down."""
    points = [(coverage, accuracy) for coverage, accuracy in selective["curve"]] if selective else []
    nearest = [min(points, key=lambda point: abs(point[0] - coverage)) for coverage in _COVERAGES if points]
    return list(dict.fromkeys(nearest))


def _illustrations(report: Mapping[str, Any]) -> dict[str, Illustration]:
    """The plots of those parts that the report has."""
    found: dict[str, Illustration] = {}
    numbers = _numbers(report)
    if labels := _scored(report):
        f1 = [report["per_label"][label]["f1"] for label in labels]
        told = (f"{label} {figure(triple[0])} {interval(triple)}" for label, triple in zip(labels, f1, strict=True))
        found["labels"] = Illustration(
            plots.label_scores([numbers.get(x, x) for x in labels], f1), f"F1 of each label: {'; '.join(told)}."
        )
    if rows := _gold_rows(report):
        confusion = report["confusion"]
        found["confusion"] = Illustration(
            plots.confusion_map([numbers.get(x, x) for x in confusion["labels"]], confusion["counts"], rows),
            _confusion_alt(confusion, rows),
        )
    calibration, selective = report["calibration"], report["selective"]
    if calibration and calibration["bins"]:
        bins = [plots.Bin(**{key: b[key] for key in plots.Bin._fields}) for b in calibration["bins"]]
        told = (
            f"{b.low:.1f} to {b.high:.1f}: {b.size} sentences, confidence {b.confidence:.2f}, accuracy {b.accuracy:.2f}"
            for b in bins
            if b.size
        )
        found["calibration"] = Illustration(
            plots.reliability_diagram(bins),
            f"Accuracy over confidence; expected calibration error {figure(calibration['ece'])}. {'; '.join(told)}.",
        )
    if selective and selective["curve"]:
        some = selective["uncertain"] < 1 and selective["accuracy_of_certain"] is not None
        at = (1 - selective["uncertain"], selective["accuracy_of_certain"]) if some else None
        told = (f"{figure(accuracy)} at {coverage:.0%}" for coverage, accuracy in _curve_rows(selective))
        mark = f" At the threshold {selective['threshold']:.2f}: {figure(at[1])} at {share(at[0])}." if at else ""
        found["selective"] = Illustration(
            plots.coverage_curve([(x, y) for x, y in selective["curve"]], at, selective["threshold"]),
            f"Accuracy over coverage: {'; '.join(told)}.{mark}",
        )
    if points := report["learning_curve"]:
        told = (
            f"{p['documents']} documents: accuracy {figure(p['accuracy'][0])} {interval(p['accuracy'])}, "
            f"macro-F1 {figure(p['macro_f1'][0])} {interval(p['macro_f1'])}"
            for p in points
        )
        found["learning"] = Illustration(
            plots.learning_curve(*([p[key] for p in points] for key in ("documents", "accuracy", "macro_f1"))),
            f"Scores over documents learned from. {'; '.join(told)}.",
        )
    return found


def _confusion_alt(confusion: Mapping[str, Any], rows: Sequence[int]) -> str:
    """Each gold label with the three labels that it was given most often."""
    labels, parts = confusion["labels"], []
    for row in rows:
        counts = confusion["counts"][row]
        most = sorted((i for i, n in enumerate(counts) if n), key=lambda i: (-counts[i], i))[:3]
        given = ", ".join(f"{labels[i]} {counts[i] / sum(counts):.0%}" for i in most)
        parts.append(f"{labels[row]}: {given or 'no sentences'}")
    return f"Confusion matrix; what the sentences of each gold label were labelled as. {'; '.join(parts)}."
