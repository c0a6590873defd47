"""The `pipeline` command: what all its commands share."""

import os
import sys
from typing import NoReturn

import typer

from pipeline.errors import PipelineError

app = typer.Typer(
    name="pipeline",
    help="Mine arguments from policy articles: roles, argument maps, recommendations and their grounds.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
annotations_app = typer.Typer(help="Check annotated corpora.", no_args_is_help=True)
models_app = typer.Typer(help="List and show models.", no_args_is_help=True)
app.add_typer(annotations_app, name="annotations")
app.add_typer(models_app, name="models")


def say(message: str) -> None:
    """Tell the person at the terminal something, on standard error."""
    print(message, file=sys.stderr)


def main() -> NoReturn:
    """Run the command line; exit codes as in docs/architecture.md: 0 done, 1 partly, 2 bad use or input, 3 internal."""
    from pipeline.cli import analyze, annotations, models, train  # noqa: F401 - each registers its command

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets an escape, not a crash.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        app()
    except PipelineError as error:
        say(f"pipeline: {error}")
        code = 2
    except KeyboardInterrupt:
        say("pipeline: stopped")
        code = 130
    except BrokenPipeError:
        # The reader of our output (`| head`) left. Python would complain once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        if os.environ.get("PIPELINE_DEBUG"):
            raise
        say(f"pipeline: internal error: {type(error).__name__}: {error}. PIPELINE_DEBUG=1 shows where")
        code = 3
    else:
        code = 0
    raise SystemExit(code)
