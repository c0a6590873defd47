"""`pipeline annotations folds`: place new documents in the folds of a corpus."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import say


def folds(
    root: Annotated[Path, typer.Argument(help="Annotation folder.")] = Path("annotations"),
    count: Annotated[int, typer.Option(min=2, help="Folds to begin with where the corpus has none.")] = 5,
) -> None:
    """Place new documents in the frozen folds, spread over languages and genres.

    A document that is in a fold is never moved.
    """
    from pipeline.workflows.folds import extend_folds

    added = extend_folds(root, count=count)
    for id, fold in added.items():
        print(f"{id}\t{fold}")
    say(f"{len(added)} documents placed; no other was moved" if added else "every document is in a fold already")
