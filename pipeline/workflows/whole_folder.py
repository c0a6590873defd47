"""A folder of results that is written whole or not at all, and takes the place of an earlier one only."""

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import OutputError

_REMEDY = "Name another folder with --out"


def check_folder(out: Path, mark: str, known: frozenset[str]) -> None:
    """Refuse a place for the folder that holds anything but earlier results.

    Args:
        out: the folder.
        mark: the file by which earlier results are told.
        known: names that may stand in it.

    Raises:
        OutputError: it is a file, a folder with something else in it, or the current one.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError("is not a folder", where=str(out), remedy=_REMEDY)
    if Path.cwd().is_relative_to(out.resolve()):  # the shell would be left in a folder that is gone
        raise OutputError("holds the current folder, and would be replaced", where=str(out), remedy=_REMEDY)
    try:
        names = {path.name for path in out.iterdir()} if out.exists() else set()
    except OSError as error:
        raise OutputError(f"cannot be read: {error.strerror}", where=str(out), remedy=_REMEDY) from error
    other = sorted(names - known)
    if names and (mark not in names or other):
        what = f"holds other files ({other[0] if other else 'no ' + mark}) and would be replaced"
        raise OutputError(what, where=str(out), remedy=_REMEDY)


def write_folder(out: Path, files: Mapping[str, bytes], mark: str, known: frozenset[str]) -> None:
    """Write `files`, by their paths in the folder, beside `out`, then put the whole in its place.

    Raises:
        OutputError: see `check_folder`, or the place cannot be written; what stood there is then untouched.
    """
    check_folder(out, mark, known)
    place = out.with_name(f".{out.name[:40]}.{secrets.token_hex(4)}.part")
    old = out.with_name(f".{out.name[:40]}.{secrets.token_hex(4)}.old")
    try:
        for name, data in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if out.exists():
            out.rename(old)
        try:
            place.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot be written: {reason}", where=str(out), remedy="Choose another place") from error
    finally:  # Ctrl-C leaves nothing behind either
        shutil.rmtree(place, ignore_errors=True)
        if out.exists():
            shutil.rmtree(old, ignore_errors=True)
