"""`pipeline train`: a corpus and a configuration in, a model out."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import say


def train(
    config: Annotated[Path, typer.Argument(help="A configuration, such as configs/policy-roles.toml.")],
    corpus: Annotated[
        Path | None,
        typer.Option(
            help="Annotation folder, or a sentence-label file or folder (train.jsonl, dev.jsonl); "
            "by default what the configuration names."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Model folder; by default models/NAME.")] = None,
    set: Annotated[list[str] | None, typer.Option(help="Override a key: --set roles.c=3")] = None,
    allow_leaks: Annotated[
        bool, typer.Option("--allow-leaks", help="Go on where texts to score on stand in the training texts too.")
    ] = False,
    write_folds: Annotated[
        Path | None,
        typer.Option(help="Only draw folds and freeze them in this file, for evaluation.folds to name; train nothing."),
    ] = None,
) -> None:
    """Train a model on an annotated corpus.

    Cross-validates by document, fits on all, writes the model with its card and prints the card. The report of the
    cross-validation (report.html, report.json, predictions.json) lies in the folder evaluation/ of the model.
    """
    from pipeline.workflows.train import freeze_folds
    from pipeline.workflows.train import train as run

    if write_folds is not None:
        folds = freeze_folds(config, write_folds, corpus=corpus, overrides=set or [], progress=say)
        say(f"wrote {len(folds.folds)} folds to {write_folds}")
        return
    trained = run(config, corpus=corpus, out=out, overrides=set or [], allow_leaks=allow_leaks, progress=say)
    print(trained.card, end="")
    say(f"wrote {trained.folder}")
