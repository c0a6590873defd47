"""`pipeline annotations agreement`: how far annotators agree."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import say


def agreement(
    root: Annotated[Path, typer.Argument(help="Annotation folder.")] = Path("annotations"),
    annotator: Annotated[
        list[str] | None,
        typer.Option(help="Compare this folder of labels/; may be repeated. Default: all but adjudicated."),
    ] = None,
    model: Annotated[
        str,
        typer.Option(help="Also compare a model (name or folder), or a configuration (.toml) that is cross-validated."),
    ] = "",
    bootstrap: Annotated[int, typer.Option(min=1, help="Samples of documents for each interval.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the samples.")] = 0,
) -> None:
    """Measure how far annotators agree.

    Cohen, Fleiss and Krippendorff for roles, relations and stages, parents and trees, each with a bootstrap interval
    over documents, per label, and with confusion tables, as Markdown.
    """
    from pipeline.report.agreement import render_agreement
    from pipeline.workflows.agreement import agreement as run

    found = run(root, annotators=annotator or (), model=model, bootstrap=bootstrap, seed=seed, progress=say)
    print(render_agreement(found), end="")
