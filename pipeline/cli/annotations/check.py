"""`pipeline annotations`: look after an annotated corpus."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import BAD_USE, reported, say

annotations_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@annotations_app.callback()
def annotations() -> None:
    """Look after an annotated corpus."""


@annotations_app.command()
@reported
def check(
    root: Annotated[Path, typer.Argument(help="Annotation folder, holding texts/ and labels/.")] = Path("annotations"),
) -> None:
    """Find the faults of a corpus.

    Checks the format, the offsets, the trees and the label scheme; names file, line and remedy of each fault.
    """
    from pipeline.formats.annotation_check import check_corpus

    found = check_corpus(root)
    for fault in found.faults:
        print(fault)
    say(
        f"{found.documents} documents, {found.sentences} sentences, {found.characters} characters, "
        f"{found.groups} groups: {len(found.faults) or 'no'} faults"
    )
    if found.faults:
        raise typer.Exit(BAD_USE)
