"""Zip files of strangers, read in memory and within bounds; zip files of our own, the same bytes for the same files."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from pipeline.errors import AnnotationError
from pipeline.source.zip_errors import ZIP_ERRORS

MAX_BYTES: Final = 256 * 1024 * 1024  # of one member, and of all that is read of one archive
MAX_MEMBERS: Final = 20_000
# The oldest time that a zip can tell: what is written must not depend on the clock.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


class Archive:
    """A zip file in memory. Members are read when asked for; what they claim of their size is not trusted."""

    def __init__(self, data: bytes, where: str, what: str) -> None:
        """Open it.

        Args:
            data: the file.
            where: its name, for messages.
            what: what it should be, for messages: "a REFI-QDA project (.qdpx)".

        Raises:
            AnnotationError: it is no zip file, or holds too many members.
        """
        self.where, self.what = where, what
        self._left = MAX_BYTES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = tuple(e.filename for e in self._zip.infolist() if not e.is_dir())
        except ZIP_ERRORS as error:
            raise self._refused(f"is no sound zip archive: {error}") from error
        if len(self.names) > MAX_MEMBERS:
            raise self._refused(f"holds more than {MAX_MEMBERS} files")

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises:
            AnnotationError: it cannot be unpacked, or there is too much of it.
        """
        try:
            with self._zip.open(name) as stream:
                data = stream.read(self._left + 1)
        except KeyError as error:
            raise self._refused(f"has no file {name[:80]}") from error
        except ZIP_ERRORS as error:
            raise self._refused(f"is no sound zip archive: {name[:80]}: {error}") from error
        self._left -= len(data)
        if self._left < 0:
            raise self._refused(f"holds more than {MAX_BYTES // 1024**2} MB when unpacked")
        return data

    def _refused(self, problem: str) -> AnnotationError:
        return AnnotationError(problem, where=self.where, remedy=f"Give {self.what} as the tool exports it")


def packed(files: Mapping[str, bytes]) -> bytes:
    """The zip file of `files`, by name, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # as on Unix, wherever it is written
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()
