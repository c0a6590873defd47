"""What all commands share: a voice, and what becomes of errors."""

import errno
import functools
import os
import sys
import traceback
from collections.abc import Callable
from typing import Final, ParamSpec

import typer

from pipeline.errors import PipelineError
from pipeline.visible import visible

DONE, PARTLY, BAD_USE, INTERNAL = 0, 1, 2, 3
_STOPPED: Final = 130  # as a shell reports a program that SIGINT ended
_UNREAD: Final = 141  # the same for SIGPIPE
P = ParamSpec("P")


def say(message: str) -> None:
    """Tell the person at the terminal something, on standard error; nothing in it can act on the terminal."""
    print(f"pipeline: {visible(message)}", file=sys.stderr)


def say_error(error: Exception) -> int:
    """Tell in one line what went wrong; the exit code for it. PIPELINE_DEBUG=1 shows where in the program."""
    if os.environ.get("PIPELINE_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, PipelineError):
        say(str(error))
        return BAD_USE
    if isinstance(error, OSError) and error.strerror and (error.filename or error.errno == errno.ENOSPC):
        # A name that is too long, a device that is full: nothing of ours is at fault.
        say(f"{error.filename or 'standard output'}: {error.strerror}. Choose another place")
        return BAD_USE
    what = " ".join(f"{type(error).__name__}: {error}".split())
    say(f"internal error: {what}. PIPELINE_DEBUG=1 shows where")
    return INTERNAL


def reported(command: Callable[P, None]) -> Callable[P, None]:
    """`command` with its errors told in one line each, as the exit codes of docs/architecture.md."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except typer.Exit:
            raise
        except BrokenPipeError:  # the reader of our output (`| head`) left: nothing to say
            raise typer.Exit(_UNREAD) from None
        except KeyboardInterrupt:
            say("stopped")
            raise typer.Exit(_STOPPED) from None
        except Exception as error:  # the last resort: no traceback for people who did not ask for one
            raise typer.Exit(say_error(error)) from error

    return wrapped
