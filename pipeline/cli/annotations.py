"""`pipeline annotations`: look after an annotated corpus."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import annotations_app, say


@annotations_app.callback()
def group() -> None:
    """Look after an annotated corpus."""


@annotations_app.command()
def check(
    root: Annotated[Path, typer.Argument(help="Annotation folder, holding texts/ and labels/.")] = Path("annotations"),
) -> None:
    """Check the format, the offsets, the trees and the label scheme; name file, line and remedy of each fault."""
    from pipeline.formats.annotation_check import check_corpus

    found = check_corpus(root)
    for fault in found.faults:
        print(fault)
    say(
        f"pipeline: {found.documents} documents, {found.sentences} sentences, {found.characters} characters, "
        f"{found.groups} groups: {len(found.faults) or 'no'} faults"
    )
    if found.faults:
        raise typer.Exit(2)
