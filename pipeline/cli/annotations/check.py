"""`pipeline annotations check`: the faults of a corpus, and what is in it."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import BAD_USE, say


def check(
    root: Annotated[Path, typer.Argument(help="Annotation folder, holding texts/ and labels/.")] = Path("annotations"),
    complete: Annotated[bool, typer.Option("--complete", help="A sentence without a label is a fault too.")] = False,
) -> None:
    """Find the faults of a corpus, and count what is in it.

    Checks the format, the offsets, the trees and the label scheme, and that no two documents are near-duplicates; names
    file, line and remedy of each fault. Documents that are labelled in part are named, and are no fault unless
    --complete is given. A corpus without faults is counted: roles, genres, shapes, topics, words.
    """
    from pipeline.report.corpus_figures import render_corpus_figures
    from pipeline.workflows.corpus_check import check as run

    faults, figures, unlabelled = run(root, complete=complete)
    for fault in faults:
        print(fault)
    for line in unlabelled:
        say(line)
    if figures is None:
        say(f"{len(faults)} faults")
        raise typer.Exit(BAD_USE)
    print(render_corpus_figures(figures), end="")
    say("no faults")
