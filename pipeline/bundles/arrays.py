"""Plain arrays of numbers as one file, `.npz` as numpy reads it; no pickle is written, and none is ever loaded.

The archive is written and read entry by entry: numpy's `savez` can be told to refuse pickles since numpy 2 only, and
its `load` hands back an entry that is no array as bytes.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[Any]]
LARGEST: Final = 256 * 2**20  # bytes, of a file and of what it unpacks to
_NUMBERS: Final = "biuf"  # booleans, integers, floats
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


def pack_arrays(arrays: Arrays) -> bytes:
    """The bytes of an `.npz` file; the same arrays always give the same bytes.

    Raises:
        ValueError: an array holds something other than numbers.
    """
    archive_bytes = io.BytesIO()
    with zipfile.ZipFile(archive_bytes, "w") as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy", _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # whatever the system: it is part of the bytes
            stream = io.BytesIO()
            np.lib.format.write_array(stream, _numeric(name, arrays[name]), version=(1, 0), allow_pickle=False)
            archive.writestr(entry, stream.getvalue())
    return archive_bytes.getvalue()


def unpack_arrays(data: bytes) -> dict[str, npt.NDArray[Any]]:
    """The arrays of an `.npz` file by name.

    Raises:
        ValueError: it is no such file, holds anything but arrays of numbers, or unpacks to more than `LARGEST` bytes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            # An entry is never read beyond the size it declares, so that these sizes can be trusted as limits.
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise ValueError(f"it unpacks to more than {LARGEST // 2**20} MB")
            return {e.filename.removesuffix(".npy"): _array(e.filename, archive.read(e)) for e in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise ValueError(f"the archive is damaged: {error}") from error


def _array(name: str, data: bytes) -> npt.NDArray[Any]:
    try:
        found = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    except (ValueError, MemoryError, OverflowError, EOFError) as error:  # MemoryError: the header claims the moon
        raise ValueError(f"{name} is no plain array: {error}") from error
    return _numeric(name, found)


def _numeric(name: str, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if array.dtype.kind not in _NUMBERS:
        raise ValueError(f"{name} holds {array.dtype}, not numbers")
    return array
