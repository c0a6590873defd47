"""`pipeline evaluate`: a model and labelled documents in, a report out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.console import say


def evaluate(
    model: Annotated[str, typer.Argument(help="Name of a shipped model, or a model folder.")],
    data: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Sentence-label file, or a folder: its test part, or what the model did not learn from.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for report.html, report.json and predictions.json.")] = Path(
        "evaluation"
    ),
    against: Annotated[
        list[str] | None, typer.Option(help="Another model to compare with; may be given several times.")
    ] = None,
    train: Annotated[
        Path | None, typer.Option(help="What the model learned from, to look for texts that are nearly the same.")
    ] = None,
    allow_leaks: Annotated[
        bool, typer.Option("--allow-leaks", help="Go on where texts to score on stand in the training texts too.")
    ] = False,
) -> None:
    """Score a model on documents it has not seen.

    Scores with intervals, calibration, the worst mistakes, differences between models with their significance. Of
    documents without labels only predictions.json is written.
    """
    from pipeline.workflows.units import evaluate_units, is_unit_model

    if is_unit_model(model):
        scores = evaluate_units(model, data, out=out, allow_leaks=allow_leaks, progress=say)["scores"]
        for name, value in scores.items():
            if isinstance(value, list):
                print(f"{name}\t{value[0]:.3f} [{value[1]:.3f}, {value[2]:.3f}]")
        return
    from pipeline.report.evaluation import ONE_DOCUMENT
    from pipeline.workflows.evaluate import evaluate as run

    found = run(model, data, out=out, against=against or [], train=train, allow_leaks=allow_leaks, progress=say)
    if found.report is not None:
        for name, title in (("accuracy", "accuracy"), ("macro_f1", "macro-F1"), ("micro_f1", "micro-F1")):
            value, low, high = found.report["scores"][name]
            print(f"{title}\t{value:.3f} [{low:.3f}, {high:.3f}]")
        if found.report["data"]["documents"] == 1:
            say(ONE_DOCUMENT)
        for row in found.report["comparisons"]:
            _show_comparison(row)
    for file in found.files:
        print(file)


def _show_comparison(row: Mapping[str, Any]) -> None:
    from pipeline.visible import visible

    title = {"accuracy": "accuracy", "macro_f1": "macro-F1"}[row["statistic"]]
    difference, low, high = row["difference"]
    against = visible(f"{row['against']['name']} {row['against']['version']}")
    print(
        f"{title} against {against}\t{row['value']:.3f}, {row['other']:.3f} of the other; "
        f"difference {difference:+.3f} [{low:+.3f}, {high:+.3f}], p = {row['p_holm']:.4f} after Holm"
    )
