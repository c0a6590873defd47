"""`pipeline compare`: many documents side by side."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import BAD_USE, INTERNAL, PARTLY, say, say_error


def compare(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Reports, folders, .jsonl corpora, or what `pipeline analyze` wrote."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the results; earlier results in it are replaced.")] = Path(
        "comparison"
    ),
    metadata: Annotated[
        Path | None, typer.Option(help="Table (CSV, XLSX) with a column of files or ids: date, region, kind, …")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Property that makes the groups: kind, region, date (decades), year, any column.")
    ] = None,
    name_pattern: Annotated[str | None, typer.Option(help="What names of files say: {date}_{region}_{title}.")] = None,
    baseline: Annotated[str | None, typer.Option(help="Compare each group with this one, not with all others.")] = None,
    model: Annotated[str, typer.Option(help="Name of a shipped model, or a model folder.")] = "policy-roles",
    lang: Annotated[str | None, typer.Option(help="Language of the page: zh or en; by default that of most.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a run with the same --out was stopped (Ctrl-C, kill).")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but what went wrong.")] = False,
) -> None:
    """Compare documents, groups of them, and years.

    Writes a page, tables (CSV, Parquet, XLSX), figures and comparison.json into one folder. Documents are analysed on
    the way; to compare them more than once, run `pipeline analyze` first and give its folder. Prints the files written.
    """
    from pipeline.workflows.batch import Failure
    from pipeline.workflows.compare import Settings, compare_paths, save_comparison, unfinished, warnings_of

    failures: list[int] = []

    def failed(failure: Failure) -> None:
        failures.append(say_error(failure.error))

    settings = Settings(metadata, by, name_pattern, baseline, model, lang)
    if not resume and not quiet and (left := unfinished(out)):
        say(f"a run that was stopped left analyses ({left}), which --resume would take up; this one begins anew")
    try:
        comparison = compare_paths(paths, out=out, settings=settings, resume=resume, failed=failed)
    except KeyboardInterrupt:
        if left := unfinished(out):
            say(f"analyses made so far: {left}; the same command with --resume goes on from there")
        raise
    if comparison is None:
        say("nothing was compared")
        raise typer.Exit(INTERNAL if INTERNAL in failures else BAD_USE)
    files = save_comparison(comparison, out, settings)
    if not quiet:
        for line in warnings_of(comparison):
            say(line)
        for file in files:
            print(file)
    if failures:
        say(f"{len(failures)} of {comparison.documents + len(failures)} documents failed")
        raise typer.Exit(PARTLY)
