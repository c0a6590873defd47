"""`pipeline annotations suggest`: the sentences worth labelling next."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import say


def suggest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Texts, folders of texts, or annotation folders.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the file to label.")] = Path("suggested"),
    by: Annotated[str, typer.Option(help="margin, entropy, or disagreement of annotators and models.")] = "margin",
    count: Annotated[int, typer.Option(min=1, help="How many sentences.")] = 50,
    per_document: Annotated[int, typer.Option(min=1, help="Of one document at most, so that they spread.")] = 5,
    format: Annotated[str, typer.Option(help="Any format of `pipeline annotations export`.")] = "csv",
    model: Annotated[
        list[str] | None,
        typer.Option(help="Model, folder, or configuration (.toml) to cross-validate; may be repeated."),
    ] = None,
) -> None:
    """Choose the sentences worth labelling next.

    Prints them, the most worth first, and writes their documents for an annotation tool, with the model's role on each
    as a suggestion marked as such.
    """
    from pipeline.workflows.suggest import suggest as run

    done = run(
        paths,
        out,
        models=model or ["policy-roles"],
        by=by,
        count=count,
        per_document=per_document,
        format=format,
        progress=say,
    )
    for s in done.suggestions:
        votes = ", ".join(f"{who}: {role}" for who, role in s.votes.items())
        print(f"{s.score:.3f}\t{s.document}\t{s.sentence}\t{s.start}-{s.end}\t{votes}\t{' '.join(s.text.split())}")
    for file in done.files:
        say(f"wrote {file}")
