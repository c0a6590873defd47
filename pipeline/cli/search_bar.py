"""How far a search is: a bar on a terminal, a line a try elsewhere."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from pipeline.cli.console import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Task

    from pipeline.workflows.search import Standing

_NAMES: Final = {"accuracy": "accuracy", "macro_f1": "macro-F1", "accuracy+macro_f1": "accuracy+macro-F1"}


@contextlib.contextmanager
def standing_shown() -> Iterator[Callable[["Standing"], None]]:
    """What shows a standing to the person at the terminal, on standard error."""
    if not sys.stderr.isatty():
        yield lambda standing: say(line_of(standing)) if standing.fresh else None
        return
    from rich.console import Console

    with bar_shown(Console(stderr=True)) as watch:
        yield watch


@contextlib.contextmanager
def bar_shown(
    console: "Console", clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[["Standing"], None]]:
    """A bar with tries done, the best score and the time left, which counts down between tries."""
    from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, TextColumn
    from rich.text import Text

    class Left(ProgressColumn):
        """Time until the end."""

        def render(self, task: "Task") -> Text:
            end = task.fields["end"]
            return Text("" if end is None else f"{duration(max(0.0, end - clock()))} left")

    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), Left())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=None, end=None)

        def watch(standing: "Standing") -> None:
            total, done = _share(standing)
            end = None if standing.left is None else clock() + standing.left
            progress.update(task, total=total, completed=done, description=_told(standing), end=end)

        yield watch


def line_of(standing: "Standing") -> str:
    """A standing in a line: the last try, the best, and the time left."""
    last = standing.tries[-1]
    scores = ", ".join(
        f"{_NAMES[key]} {value:.3f} [{low:.3f}, {high:.3f}]" for key, (value, low, high) in last.scores.items()
    )
    left = "" if standing.left is None else f"; about {duration(standing.left)} left"
    return f"{_told(standing)}; this one {scores} in {duration(last.seconds)}{left}"


def duration(seconds: float) -> str:
    """Seconds as people say them: 42 s, 7 min, 2 h 05 min."""
    if round(seconds) < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def _told(standing: "Standing") -> str:
    done, wanted = len(standing.tries), standing.budget.tries
    tries = f"try {done}/{wanted}" if wanted is not None else f"try {done}"
    best = "" if standing.best is None else f", best {_NAMES[standing.metric]} {standing.best:.3f}"
    return tries + best


def _share(standing: "Standing") -> tuple[float, float]:
    """The whole and what of it is done: tries, or seconds."""
    if standing.budget.tries is not None:
        return standing.budget.tries, len(standing.tries)
    return standing.budget.seconds or 0, sum(t.seconds for t in standing.tries)
