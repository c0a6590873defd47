"""Markdown that reports and model cards share."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table; a bar or a line feed in a cell cannot break it."""
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in (head, *rows)]
    return [lines[0], "|---" * len(head) + "|", *lines[1:]]


def _cell(value: object) -> str:
    return " ".join(str(value).split("\n")).replace("|", "\\|")
