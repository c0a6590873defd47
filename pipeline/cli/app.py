"""The `pipeline` command: its sub-commands put together."""

import os
import sys
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.analyze import analyze
from pipeline.cli.annotations.app import annotations_app
from pipeline.cli.compare import compare
from pipeline.cli.console import reported, say_error
from pipeline.cli.convert import convert
from pipeline.cli.evaluate import evaluate
from pipeline.cli.models import models_app
from pipeline.cli.train import train

app = typer.Typer(
    name="pipeline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich would cost more than all the rest of it
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.command()(reported(analyze))
app.command()(reported(train))
app.command()(reported(evaluate))
app.command()(reported(convert))
app.command()(reported(compare))
app.add_typer(annotations_app, name="annotations")
app.add_typer(models_app, name="models")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"pipeline {__version__}")
        raise typer.Exit


@app.callback()
def pipeline(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Mine arguments from policy articles: roles, argument maps, recommendations and their grounds."""


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 partly, 2 bad use or input, 3 internal error."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets an escape, not a crash.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        app()
    finally:
        try:
            sys.stdout.flush()
        except OSError as error:
            # The reader left, or the device is full. Python would flush once more at the end, and complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if not isinstance(error, BrokenPipeError):
                sys.exit(say_error(error))
