"""Writing files so that a reader, or a crash, never meets half of one."""

import contextlib
import os
import secrets
from collections.abc import Iterator, Mapping
from errno import EACCES
from pathlib import Path

from pipeline.errors import OutputError


def check_writable(folder: Path) -> Path:
    """Ask, before minutes of work, whether files can be written to `folder`; the nearest place above that is there.

    Raises:
        OutputError: it is a file, may not be listed or written to, or the system has no such place.
    """
    try:
        nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
        next(nearest.iterdir(), None)  # a file has no files
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise PermissionError(EACCES, f"{nearest} may not be written to by this user")
    except OSError as error:
        what = "it is a file, not a folder" if isinstance(error, NotADirectoryError) else error.strerror
        raise OutputError(
            f"cannot be written into: {what}", where=str(folder), remedy="Choose another place"
        ) from error
    return nearest


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to a temporary file beside `path`, then rename it. Missing folders are made.

    Raises:
        OutputError: the place cannot be written; what stood at `path` before is untouched.
    """
    write_together({path: data})


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Write several files that belong together: none is put in its place before all are on disk. Folders are made.

    They take their places in the order given. A full disk leaves all as they were; only an interruption in the moment
    of renaming can leave some new and some old, so what says that the others are valid goes last.

    Raises:
        OutputError: a place cannot be written.
    """
    temporaries: dict[Path, Path] = {}
    made: list[Path] = []
    done = False
    try:
        for path, data in contents.items():
            made += _make_folder(path.parent)
            # Names are limited to 255 bytes; 40 characters are 160 at most.
            temporaries[path] = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.part")
            with _named(path), temporaries[path].open("xb") as stream:
                stream.write(data)
        for path, temporary in temporaries.items():
            with _named(path):
                if path.exists():
                    temporary.chmod(path.stat().st_mode & 0o777)
                temporary.replace(path)
        done = True
    finally:  # Ctrl-C leaves nothing behind either
        if not done:
            with contextlib.suppress(OSError):
                for temporary in temporaries.values():
                    temporary.unlink(missing_ok=True)
                for folder in reversed(made):
                    folder.rmdir()  # where it is empty


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it; the ones that were not there before, from the top."""
    missing = [p for p in (*reversed(folder.parents), folder) if not p.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        where = next(p for p in (folder, *folder.parents) if p.exists())
        what = "cannot be written into: it is a file, not a folder"
        raise OutputError(what, where=str(where), remedy="Choose another place") from error
    except OSError as error:
        raise _refused(folder, error) from error
    return missing


@contextlib.contextmanager
def _named(place: Path) -> Iterator[None]:
    """What the system refuses, as an error that names the place."""
    try:
        yield
    except OSError as error:
        raise _refused(place, error) from error


def _refused(place: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"cannot be written: {reason}", where=str(place), remedy="Choose another place")
