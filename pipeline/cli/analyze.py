"""`pipeline analyze`: articles in, argument maps out."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.console import BAD_USE, INTERNAL, PARTLY, say, say_error

if TYPE_CHECKING:
    from pipeline.domain.analysis import Analysis


def analyze(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH", help="Text, Markdown, Word, PDF or HTML files, folders, or - for standard input."
        ),
    ],
    out: Annotated[str, typer.Option(help="Folder for the results, or - for standard output.")] = "analysis",
    format: Annotated[
        str,
        typer.Option(help="What to write, with commas: html, json, or a format of `pipeline convert`."),
    ] = "html,json",
    model: Annotated[str, typer.Option(help="Name of a shipped model, or a model folder.")] = "policy-roles",
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the cues that decided to the analysis file, as the page has them.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but what went wrong.")] = False,
) -> None:
    """Map the argument of articles.

    Gives each sentence a role and finds theory, practice, recommendations and their grounds. Prints the names of the
    files written; of a single article with an HTML report, the argument map too.
    """
    from pipeline.errors import InputError, UnfitError
    from pipeline.workflows.batch import Failure, analyze_paths, render, save
    from pipeline.workflows.outputs import LossReport, check_formats, check_single

    if "" in (*paths, out):
        raise InputError("a path is empty, as that of a variable not set", remedy="Name a file, or . for this folder")
    formats = list(dict.fromkeys(f.strip().lower() for f in format.split(",") if f.strip()))
    check_formats(formats)
    to_stdout = out == "-"
    if to_stdout:
        _check_one(formats)
        check_single(formats[0])
    chosen = [Path(p) for p in paths]
    # Who asks for JSON alone is a program.
    with_map = len(chosen) == 1 and not os.path.isdir(chosen[0]) and "html" in formats and not quiet  # noqa: PTH112 - never raises
    done = 0
    failures = []
    losses = LossReport()
    # The page always says why; other files are larger for it, and say it when asked.
    for item in analyze_paths(chosen, model=model, explain=explain or "html" in formats):
        if isinstance(item, Failure):
            failures.append(say_error(item.error))
            continue
        try:
            if to_stdout:
                sys.stdout.buffer.write(render(item, formats[0], losses, explain=explain))
                sys.stdout.buffer.flush()
                files = []
            else:
                files = save(item, Path(out), formats, losses, explain=explain)
        except UnfitError as error:  # of this document alone
            failures.append(say_error(error))
            continue
        done += 1
        if to_stdout:
            continue
        if with_map:
            _show(item)
        if not quiet:
            for file in files:
                print(file)
    if not quiet:
        for line in losses.lines():
            say(line)
    if failures:
        say(f"{len(failures)} of {done + len(failures)} documents failed" if done else "nothing was analysed")
        raise typer.Exit(PARTLY if done else INTERNAL if INTERNAL in failures else BAD_USE)


def _check_one(formats: list[str]) -> None:
    from pipeline.errors import ConfigError

    if len(formats) > 1:
        what, remedy = "standard output takes one format", "Add --format json or --format html"
        raise ConfigError(what, where="--out -", remedy=remedy)


def _show(analysis: "Analysis") -> None:
    from rich.console import Console

    from pipeline.report.terminal import render_terminal

    console = Console(highlight=False)
    console.print(render_terminal(analysis, width=console.width))
    console.print()
