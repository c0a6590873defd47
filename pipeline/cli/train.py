"""`pipeline train`: a corpus and a configuration in, a model out."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import say


def train(
    config: Annotated[Path, typer.Argument(help="A configuration, such as configs/policy-roles.toml.")],
    corpus: Annotated[
        Path | None, typer.Option(help="Annotation folder; by default what the configuration names.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Model folder; by default models/NAME.")] = None,
    set: Annotated[list[str] | None, typer.Option(help="Override a key: --set roles.c=3")] = None,
) -> None:
    """Train a model on an annotated corpus.

    Cross-validates by document, fits on all, writes the model with its card and prints the card.
    """
    from pipeline.workflows.train import train as run

    trained = run(config, corpus=corpus, out=out, overrides=set or [], progress=say)
    print(trained.card, end="")
    say(f"wrote {trained.folder}")
