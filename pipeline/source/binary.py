"""Files that are no text: what their first bytes say they are, and what to do about those that are not read."""

import io
from typing import Final, NamedTuple

# Bytes no text file holds, in any encoding that extends ASCII; tab, line ends, form feed and escape are left out.
CONTROLS: Final = bytes((*range(0x00, 0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))

_OCR: Final = "Run a text recogniser (OCR) on it and save the result as a UTF-8 text file"
_SAVE_AS: Final = "Open it and save it as .docx, or as plain text (UTF-8)"
_UNPACK: Final = "Unpack it and give the text files inside"
_TEXT: Final = "Give a text file (UTF-8)"


class Seeming(NamedTuple):
    """What a file looks like ("a PNG picture") and what the user can do."""

    what: str
    remedy: str


_PREFIXES: Final = (
    (b"%PDF-", Seeming("a PDF document", _SAVE_AS)),
    (b"\x89PNG\r\n\x1a\n", Seeming("a PNG picture", _OCR)),
    (b"\xff\xd8\xff", Seeming("a JPEG picture", _OCR)),
    (b"II*\x00", Seeming("a TIFF picture", _OCR)),
    (b"MM\x00*", Seeming("a TIFF picture", _OCR)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Seeming("an old Office document (.doc, .xls or .ppt)", _SAVE_AS)),
    (b"{\\rtf", Seeming("an RTF document", _SAVE_AS)),
    (b"\x7fELF", Seeming("a program (ELF)", _TEXT)),
    (b"SQLite format 3\x00", Seeming("a SQLite database", "Export the text from it into UTF-8 text files")),
    (b"\x1f\x8b", Seeming("a gzip archive", _UNPACK)),
    (b"BZh", Seeming("a bzip2 archive", _UNPACK)),
    (b"\xfd7zXZ\x00", Seeming("an xz archive", _UNPACK)),
    (b"\x28\xb5\x2f\xfd", Seeming("a Zstandard archive", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", Seeming("a 7z archive", _UNPACK)),
    (b"Rar!\x1a\x07", Seeming("a RAR archive", _UNPACK)),
)

# Prefixes short enough, or readable enough, to open an honest text: they need control bytes near them to count.
_WITH_CONTROLS: Final = (
    (b"GIF87a", Seeming("a GIF picture", _OCR)),
    (b"GIF89a", Seeming("a GIF picture", _OCR)),
    (b"BM", Seeming("a BMP picture", _OCR)),
    (b"MZ", Seeming("a program (Windows)", _TEXT)),
    (b"ID3", Seeming("a sound recording (MP3)", _TEXT)),
    (b"OggS", Seeming("a sound recording (Ogg)", _TEXT)),
)

# What an office document calls its parts; a zip archive stores the names uncompressed, near its start.
_ZIP_PARTS: Final = (
    (b"word/", "a Word document (.docx)"),
    (b"ppt/", "a PowerPoint document (.pptx)"),
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"opendocument", "an OpenDocument file (.odt)"),
    (b"epub", "an EPUB book"),
)


# What Office puts a document into that it locks.
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_LOCKED: Final = Seeming("an Office document locked with a password", "Save a copy without the password")


def is_pdf(data: bytes) -> bool:
    """Whether this is a PDF document: it begins with that mark, white space and a byte order mark aside."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n\x00\x0c").startswith(b"%PDF-")


def is_word(data: bytes) -> bool:
    """Whether this is a Word document (.docx): a zip archive with the parts of one."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.startswith("word/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return b"word/" in data[:4096]  # cut short: reading it will say so


def seeming(data: bytes) -> Seeming | None:
    """What `data` is by its first bytes, or None where they do not name a format that is no text."""
    head = data[:4096]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next(
            (Seeming(what, _SAVE_AS) for part, what in _ZIP_PARTS if part in head), Seeming("a zip archive", _UNPACK)
        )
    if head.startswith(b"RIFF") and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        kind = {b"WEBP": "a WebP picture", b"WAVE": "a sound recording (WAV)", b"AVI ": "a film (AVI)"}[head[8:12]]
        return Seeming(kind, _OCR if head[8:12] == b"WEBP" else _TEXT)
    if head[4:8] == b"ftyp" and head[:1] == b"\x00":
        return Seeming("a film or a HEIC picture", _TEXT)
    for prefix, named in _PREFIXES:
        if head.startswith(prefix):
            return _LOCKED if _ENCRYPTED in data else named
    if control_bytes(head[:64]):
        return next((named for prefix, named in _WITH_CONTROLS if head.startswith(prefix)), None)
    return None


def control_bytes(data: bytes) -> int:
    """How many bytes of `data` are NUL or another control character."""
    return len(data) - len(data.translate(None, CONTROLS))
