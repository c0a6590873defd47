"""A PDF document → text: its lines as PDFium finds them, put together to paragraphs by where they stand on the page."""

from collections.abc import Iterator, Sequence
from ctypes import byref
from typing import Any, Final, TypeAlias

from pipeline.errors import InputError
from pipeline.source.pdf_layout import Line, Page, paragraphs
from pipeline.source.raised import RAISED

# What it is, its left and right side, its foot and head in points, and whether it is the hyphen of a divided word.
_Character: TypeAlias = tuple[str, float, float, float, float, bool]
_MOST_CHARACTERS: Final = 20_000_000
_LINE_ENDS: Final = frozenset("\r\n")
_NOTHING: Final = frozenset("\x00\ufeff\ufffe\uffff\x02")
_BESIDE: Final = 0.3  # of its height, at least, a character shares with one that stands on the same line
_SMALL: Final = 0.75  # of the height of a line's characters, at most, is the number of a note,
_RISE: Final = 0.1  # and so much above their feet it stands
_GAP: Final = 1.5  # heights of a line, more than between words that a margin spreads
_COPY: Final = "Open it in a PDF reader, and copy or export its text into a UTF-8 text file"
_OCR: Final = (
    "Run a text recogniser (OCR) on it; of the PDF with text that it writes, or of a text file, this reads all"
)


def read_pdf(data: bytes, name: str) -> str:
    """The text of a PDF document, a paragraph a line; page numbers and running heads are left out.

    Args:
        data: the file.
        name: what to call it in an error.

    Raises:
        InputError: it is no sound PDF, is locked with a password, or holds pictures of pages and no text.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        what = "is locked with a password" if locked else "is no sound PDF document"
        remedy = "Save a copy without the password" if locked else _COPY
        raise InputError(what, where=name, remedy=remedy) from error
    pages: list[Page] = []
    characters = 0
    try:
        for page in document:
            pages.append(_page(page))
            characters += sum(len(line.text) for line in pages[-1].lines)
            if characters > _MOST_CHARACTERS:
                raise InputError(f"holds more than {_MOST_CHARACTERS:,} characters", where=name, remedy="Split it")
    except pypdfium2.PdfiumError as error:
        where = f"{name}, page {len(pages) + 1}"
        raise InputError("this page of the PDF document is not sound", where=where, remedy=_COPY) from error
    finally:
        document.close()
    text = paragraphs(pages)
    if not text.strip():
        what = "is a PDF document without text: it holds pictures of pages, or nothing"
        raise InputError(what, where=name, remedy=_OCR)
    return text


def _page(page: Any) -> Page:
    width, height = page.get_size()
    written = page.get_textpage()
    try:
        lines = tuple(_lines(written))
    finally:
        written.close()
        page.close()
    return Page(width, height, lines)


def _lines(page: Any) -> Iterator[Line]:
    """The lines of a page in the order in which they were written; positions in points from its lower left corner."""
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    line: list[_Character] = []
    for i in range(page.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(page.raw, i))
        if character in _LINE_ENDS:
            yield from _line(line)
            line = []
            continue
        hyphen = pdfium.FPDFText_IsHyphen(page.raw, i) == 1
        if (character in _NOTHING or "\ud800" <= character <= "\udfff") and not hyphen:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(page.raw, i, byref(box)):
            continue
        placed = (character, box.left, box.right, box.bottom, box.top, hyphen)
        if line and not character.isspace() and _begins_line(line, placed):
            yield from _line(line)
            line = []
        line.append(placed)
    yield from _line(line)


def _begins_line(line: list[_Character], character: _Character) -> bool:
    """Whether a character stands beside none of the last on a line: PDFium tells not all ends of lines."""
    last = next((c for c in reversed(line) if not c[0].isspace()), None)
    if last is None:
        return False
    _, left, _, bottom, top, _ = character
    shared = min(top, last[4]) - max(bottom, last[3])
    return shared < _BESIDE * min(top - bottom, last[4] - last[3]) or left < last[1] - (last[4] - last[3])


def _line(characters: list[_Character]) -> Iterator[Line]:
    while characters and characters[-1][0].isspace():
        characters = characters[:-1]
    begin = next((i for i, c in enumerate(characters) if not c[0].isspace()), len(characters))
    shown = characters[begin:]
    if not shown:
        return
    solid = [c for c in shown if not c[0].isspace()]
    sizes = sorted(c[4] - c[3] for c in solid)
    size = sizes[len(sizes) // 2]
    bottoms = sorted(c[3] for c in solid)
    bottom = bottoms[len(bottoms) // 2]
    text = "".join(_spaced(shown, size, bottom))
    soft = shown[-1][5]
    yield Line(
        text=text[:-1] if soft else text,
        left=min(c[1] for c in solid),
        right=max(c[2] for c in solid),
        bottom=min(c[3] for c in solid),
        top=max(c[4] for c in solid),
        size=size,
        hyphen=soft,
    )


def _spaced(characters: Sequence[_Character], size: float, bottom: float) -> Iterator[str]:
    """The characters of a line: a tab where a gap parts cells of a table, the number of a note raised."""
    above: _Character | None = None
    blank = False
    for c in characters:
        if c[0].isspace():
            blank = True
            continue
        if above is not None and c[1] - above[2] > _GAP * size:
            yield "\t"
        elif blank:
            yield " "
        raised = c[4] - c[3] < _SMALL * size and c[3] > bottom + _RISE * size
        yield c[0].translate(RAISED) if raised else c[0]
        above, blank = c, False
