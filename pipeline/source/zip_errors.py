"""What reading the zip file of a stranger may raise: it is cut short, encrypted, or packed in a way unknown here."""

import lzma
import zipfile
import zlib
from typing import Final

ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,  # a compression that Python does not have
    RuntimeError,  # encrypted
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)
