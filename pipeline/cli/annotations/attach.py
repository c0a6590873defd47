"""`pipeline annotations attach`: labels on other people's documents, joined with these."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import say


def attach(
    sources: Annotated[
        list[Path], typer.Argument(metavar="SOURCE", help="Text files, or JSON Lines with title and text.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the copy of the corpus; new or empty.")],
    root: Annotated[Path, typer.Option(help="Annotation folder.")] = Path("annotations"),
) -> None:
    """Join labels with texts that the corpus may not ship.

    Writes a copy of the corpus in which the labels of these documents have their texts; a text whose hash is not that
    of the labels is refused.
    """
    from pipeline.workflows.attach import attach as run

    done = run(root, sources, out)
    for id in done.attached:
        print(id)
    say(f"{len(done.attached)} documents attached; wrote {done.folder}")
    if done.absent:
        say(f"still without a text: {', '.join(done.absent)}")
