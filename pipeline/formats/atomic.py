"""Writing a file so that a reader, or a crash, never meets half of it."""

import contextlib
import os
import tempfile
from pathlib import Path

from pipeline.errors import OutputError


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to a temporary file beside `path`, then rename it. Missing folders are made.

    Raises:
        OutputError: the place cannot be written; what stood at `path` before is untouched.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OutputError(f"cannot be written: {reason}", where=str(path), remedy="Choose another place") from error


def _umask() -> int:
    # There is no way to read the mask but to set it. mkstemp makes files that only their owner can read.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
