"""Writing a file so that a reader, or a crash, never meets half of it."""

import contextlib
import secrets
from pathlib import Path

from pipeline.errors import OutputError


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to a temporary file beside `path`, then rename it. Missing folders are made.

    Raises:
        OutputError: the place cannot be written; what stood at `path` before is untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        where = next(p for p in (path.parent, *path.parent.parents) if p.exists())
        what = "cannot be written into: it is a file, not a folder"
        raise OutputError(what, where=str(where), remedy="Choose another place") from error
    except OSError as error:
        raise _refused(path.parent, error) from error
    # Names are limited to 255 bytes; 40 characters are 160 at most.
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except BaseException as error:  # Ctrl-C leaves nothing behind either
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _refused(path, error) from error
        raise


def _refused(place: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"cannot be written: {reason}", where=str(place), remedy="Choose another place")
