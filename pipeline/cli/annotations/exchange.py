"""`pipeline annotations export` and `import`: labels to and from other tools."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import say

_FORMAT = "doccano, label-studio, brat, cas-xmi, cas-json, refi-qda, csv or xlsx"


def export(
    root: Annotated[Path, typer.Argument(help="Annotation folder.")] = Path("annotations"),
    format: Annotated[str, typer.Option(help=f"{_FORMAT}.")] = "csv",
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("exported"),
    annotator: Annotated[list[str] | None, typer.Option(help="Only labels by this annotator; may be repeated.")] = None,
    document: Annotated[list[str] | None, typer.Option(help="Only this document; may be repeated.")] = None,
) -> None:
    """Write labels for another tool, and say what its format cannot hold."""
    from pipeline.workflows.export_labels import export_annotations

    done = export_annotations(root, out, format=format, annotators=annotator or (), ids=document or (), progress=say)
    for file in done.files:
        print(file)
    for name, lost in done.losses.items():
        say(f"not kept of {name}: {'; '.join(lost)}")
    if not done.losses:
        say("nothing is lost: what comes back is what went out")


def import_(
    source: Annotated[Path, typer.Argument(help="A file, a zip or a folder that another tool exported.")],
    root: Annotated[Path, typer.Option(help="Annotation folder to import into.")] = Path("annotations"),
    format: Annotated[str | None, typer.Option(help=f"{_FORMAT}; by default told from the ending.")] = None,
    annotator: Annotated[str, typer.Option(help="Name to file the labels under.")] = "",
    made_by: Annotated[str, typer.Option(help="human, model or mixed, where the file does not tell.")] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Put these in the place of the annotator's labels.")
    ] = False,
    map: Annotated[
        list[str] | None, typer.Option(help="OLD=NEW translates a label, OLD=- leaves it out; may be repeated.")
    ] = None,
) -> None:
    """Read labels that were made in another tool.

    Marks that are no whole sentences are laid onto the sentences they cover, and that is said. Labels that are there
    are replaced with --replace only.
    """
    from pipeline.workflows.foreign_labels import parse_translation
    from pipeline.workflows.import_labels import import_annotations

    done = import_annotations(
        source,
        root,
        format=format,
        annotator=annotator,
        made_by=made_by,
        translate=parse_translation(map or []),
        replace_labels=replace,
    )
    for file in done.files:
        print(file)
    for name, notes in done.notes.items():
        for note in notes:
            say(f"{name}: {note}")
    say(f"{len(done.files)} documents imported; look them over with: pipeline annotations check {root}")
