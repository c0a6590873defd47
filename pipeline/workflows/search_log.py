"""The log of a search: one line a try, written when it is done, so that a crash costs the running try at most."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from errno import EACCES, ENOTDIR
from math import isfinite
from pathlib import Path
from typing import Any, Final

from pipeline.errors import ConfigError, OutputError
from pipeline.formats.annotation_jsonl import file_bytes
from pipeline.training.ranges import SearchSettings
from pipeline.training.search import Try

SCHEMA: Final = "pipeline.search/1"
_BEGINS: Final = json.dumps({"schema": SCHEMA})[:-1].encode()  # every line
_SCORES: Final = ("accuracy", "macro_f1")
_GO_ON: Final = "Name another file with --search-log, or take this one away"
_OTHER: Final = {
    "data": "other data",
    "folds": "other folds",
    "ranges": "other ranges, or another metric or seed",
    "config": "another configuration",
}


@dataclass(frozen=True, slots=True)
class SearchLog:
    """A file of tries.

    `marks`: hashes of what a try depends on besides its settings, under the keys of `_OTHER`.
    """

    path: Path
    marks: Mapping[str, str]

    def read(self, search: SearchSettings) -> list[Try]:
        """The tries so far; a last line that was torn in writing is dropped from the file, and nothing else ever.

        Raises:
            ConfigError: the file cannot be read, is no file, is malformed, or is of a search that this one cannot go
                on with.
            OutputError: the torn line cannot be taken away, or the next try could not be written.
        """
        try:
            data = file_bytes(self.path) if self.path.exists() else b""
        except OSError as error:
            what = f"cannot be read: {error.strerror or error}"
            raise ConfigError(what, where=str(self.path), remedy=_GO_ON) from error
        self._check_writable()
        whole = data[: data.rfind(b"\n") + 1]
        tries = [self._parsed(line, k, search) for k, line in enumerate(whole.splitlines(), 1)]
        if torn := data[len(whole) :]:
            if not (torn.startswith(_BEGINS) or _BEGINS.startswith(torn)):  # no line of ours: not ours to cut off
                where = f"{self.path}:{len(tries) + 1}"
                raise ConfigError("is no try of a search", where=where, remedy=_GO_ON)
            try:
                os.truncate(self.path, len(whole))
            except OSError as error:
                raise _unwritable(self.path, error) from error
        return tries

    def _check_writable(self) -> None:
        """Find out before the first try, which may take many minutes, and leave no empty file behind."""
        place = next(p for p in (self.path, *self.path.absolute().parents) if p.exists())
        if place != self.path and not place.is_dir():
            raise _unwritable(self.path, NotADirectoryError(ENOTDIR, f"{place} is a file, not a folder"))
        if not os.access(place, os.W_OK):
            raise _unwritable(self.path, PermissionError(EACCES, f"{place} may not be written to by this user"))

    def append(self, tried: Try, number: int) -> None:
        """Write the try of a number, from 1, to the disk.

        Raises:
            OutputError: it cannot be written, or another search has written to the file meanwhile.
        """
        try:
            there = file_bytes(self.path).count(b"\n") if self.path.exists() else 0
        except OSError as error:
            raise _unwritable(self.path, error) from error
        if there != number - 1:
            what = f"has {there} tries where {number - 1} were read: another search writes to it"
            remedy = "Let one of them end, and run this one again; or name another file with --search-log"
            raise OutputError(what, where=str(self.path), remedy=remedy)
        row = {
            "schema": SCHEMA,
            "try": number,
            "settings": dict(tried.settings),
            "scores": {name: list(score) for name, score in tried.scores.items()},
            "seconds": tried.seconds,
            **self.marks,
        }
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as stream:
                stream.write((json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n").encode())
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def _parsed(self, line: bytes, number: int, search: SearchSettings) -> Try:
        where = f"{self.path}:{number}"
        try:
            row: Any = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"is no JSON: {error}", where=where, remedy=_GO_ON) from error
        row = row if isinstance(row, dict) else {}
        if row.get("schema") != SCHEMA:
            what = f"is of schema {row.get('schema')!r}, this program reads {SCHEMA!r}"
            raise ConfigError(what, where=where, remedy=_GO_ON)
        for mark, other in _OTHER.items():
            if row.get(mark) != self.marks[mark]:
                raise ConfigError(f"is of a search with {other}", where=where, remedy=_GO_ON)
        if row.get("try") != number:
            what = f"is try {row.get('try')!r}, not {number}: a line is missing, or two searches wrote at once"
            raise ConfigError(what, where=where, remedy=_GO_ON)
        settings, scores, seconds = row.get("settings"), row.get("scores"), row.get("seconds")
        if not (
            isinstance(settings, dict)
            and settings.keys() == search.ranges.keys()
            and all(r.holds(settings[name]) for name, r in search.ranges.items())
            and isinstance(scores, dict)
            and all(isinstance(scores.get(name), list) and _are_numbers(scores[name], 3) for name in _SCORES)
            and _are_numbers([seconds], 1)
        ):
            raise ConfigError("lacks settings in the ranges, scores or seconds", where=where, remedy=_GO_ON)
        kept = {name: settings[name] for name in search.ranges}
        return Try(kept, {name: tuple(scores[name]) for name in _SCORES}, float(seconds))


def _are_numbers(values: Sequence[Any], count: int) -> bool:
    return len(values) == count and all(
        isinstance(v, int | float) and not isinstance(v, bool) and isfinite(v) and v >= 0 for v in values
    )


def _unwritable(path: Path, error: OSError) -> OutputError:
    what = f"cannot be written: {error.strerror or error}"
    return OutputError(what, where=str(path), remedy="Choose another place with --search-log")
