"""`pipeline analyze`: articles in, argument maps out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import app, say

if TYPE_CHECKING:
    from pipeline.workflows.analyze import Done


@app.command()
def analyze(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Text or Markdown files, folders, or - for standard input.")
    ],
    out: Annotated[str, typer.Option(help="Folder for the results, or - for standard output.")] = "analysis",
    format: Annotated[str, typer.Option(help="What to write: html, json, or both with a comma.")] = "html,json",
    model: Annotated[str, typer.Option(help="Name of a shipped model, or a model folder.")] = "policy-roles",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no argument map, only what went wrong.")] = False,
) -> None:
    """Give each sentence a role and map the argument: theory, practice, recommendations and their grounds."""
    from pipeline.workflows.analyze import check_formats

    formats = list(dict.fromkeys(f.strip() for f in format.split(",") if f.strip()))
    check_formats(formats)
    chosen = [Path(p) for p in paths]
    done, failed = (
        _to_stdout(chosen, formats, model) if out == "-" else _to_folder(chosen, Path(out), formats, model, quiet)
    )
    if failed:
        say(f"pipeline: {failed} of {done + failed} documents failed" if done else "pipeline: nothing was analysed")
        raise typer.Exit(1 if done else 2)


def _to_folder(paths: list[Path], out: Path, formats: list[str], model: str, quiet: bool) -> tuple[int, int]:
    from pipeline.workflows.analyze import Done, Failure, analyze_paths

    single = len(paths) == 1 and not paths[0].is_dir()

    def finished(result: Done | Failure) -> None:
        if isinstance(result, Failure):
            say(f"pipeline: {result.error}")
            return
        if quiet:
            return
        if single:
            _show(result)
        for file in result.files:
            print(file)

    return analyze_paths(paths, out, formats, model=model, finished=finished)


def _show(result: "Done") -> None:
    from rich.console import Console

    from pipeline.report.terminal import render_terminal

    console = Console(highlight=False)
    console.print(render_terminal(result.analysis, width=console.width))
    console.print()


def _to_stdout(paths: list[Path], formats: list[str], model: str) -> tuple[int, int]:
    from pipeline.errors import ConfigError
    from pipeline.workflows.analyze import Failure, iterate_analyses, render

    if len(formats) != 1:
        raise ConfigError(
            "standard output takes one format", where="--out -", remedy="Add --format json or --format html"
        )
    done = failed = 0
    for item in iterate_analyses(paths, model=model):
        if isinstance(item, Failure):
            say(f"pipeline: {item.error}")
            failed += 1
        else:
            sys.stdout.buffer.write(render(item, formats[0]))
            sys.stdout.buffer.flush()
            done += 1
    return done, failed
