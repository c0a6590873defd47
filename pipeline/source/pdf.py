"""A PDF document → text: its lines as PDFium finds them, put together to paragraphs by where they stand on the page."""

from collections.abc import Iterator, Sequence
from ctypes import byref
from itertools import pairwise
from math import pi
from typing import Any, Final, NamedTuple

from pipeline.errors import InputError
from pipeline.source.pdf_layout import paragraphs
from pipeline.source.pdf_page import Line, Page
from pipeline.source.raised import RAISED

_MOST_CHARACTERS: Final = 20_000_000
_LINE_ENDS: Final = frozenset("\r\n")
_NOTHING: Final = frozenset("\x00\ufeff\ufffe\uffff\x02")
_BESIDE: Final = 0.3  # of its height, at least, a character shares with one that stands on the same line
_SMALL: Final = 0.88  # of the height of a line's characters, at most, is the number of a note,
_RISE: Final = 0.15  # and so much above their feet it stands
_GAP: Final = 1.5  # heights of a line, more than between words that a margin spreads
_EVEN: Final = 0.1  # by which share the gaps of a line differ that a margin spreads
_UNREADABLE: Final = 0.2  # of the characters at least, of which PDFium does not know what they stand for
_COPY: Final = "Open it in a PDF reader, and copy or export its text into a UTF-8 text file"
_OCR: Final = "Run a text recogniser (OCR) on it, and give the text, or the PDF document with text, that it writes"


class _Character(NamedTuple):
    """A character, its sides in points as they stand when it is upright, the quarter turn that takes, its hyphen."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    turn: int
    hyphen: bool

    @property
    def height(self) -> float:
        return self.top - self.bottom


def read_pdf(data: bytes, name: str) -> str:
    """The text of a PDF document, a paragraph a line; see `pdf_layout.paragraphs` for what is left out.

    Args:
        data: the file.
        name: what to call it in an error.

    Raises:
        InputError: it is no sound PDF, is locked with a password, or holds pictures of pages and no text, or text in
            faces that do not say what their characters stand for.
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
    count = unknown = 0
    try:
        for page in document:
            read, of_page, unknown_there = _page(page)
            pages.append(read)
            count, unknown = count + of_page, unknown + unknown_there
            if count > _MOST_CHARACTERS:
                raise InputError(f"holds more than {_MOST_CHARACTERS:,} characters", where=name, remedy="Split it")
    except pypdfium2.PdfiumError as error:
        where = f"{name}, page {len(pages) + 1}"
        raise InputError("this page of the PDF document is not sound", where=where, remedy=_COPY) from error
    finally:
        document.close()
    if unknown > _UNREADABLE * count:
        what = "is a PDF document whose faces do not say which characters they show"
        raise InputError(what, where=name, remedy=_OCR)
    text = paragraphs(pages)
    if not text.strip():
        what = "is a PDF document without text: it holds pictures of pages, or nothing"
        raise InputError(what, where=name, remedy=_OCR)
    return text


def _page(page: Any) -> tuple[Page, int, int]:
    """A page, how many characters it has, and of how many it is not known what they stand for."""
    width, height = page.get_size()
    if page.get_rotation() % 180:  # the size is that of the page as shown, places are those of the page as written
        width, height = height, width
    written = page.get_textpage()
    try:
        characters, unknown = _characters(written, width, height)
    finally:
        written.close()
        page.close()
    turned = sum(c.turn % 2 for c in characters if c.text.isalnum())
    if 2 * turned > sum(c.text.isalnum() for c in characters):
        width, height = height, width
    return Page(width, height, tuple(_lines(characters))), len(characters), unknown


def _characters(page: Any, width: float, height: float) -> tuple[list[_Character], int]:
    """The characters of a page in the order in which they were written, and how many of them are not known."""
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    found: list[_Character] = []
    unknown = 0
    for i in range(page.count_chars()):
        text = chr(pdfium.FPDFText_GetUnicode(page.raw, i))
        if text in _LINE_ENDS:
            found.append(_Character("\n", 0, 0, 0, 0, 0, False))
            continue
        unknown += pdfium.FPDFText_HasUnicodeMapError(page.raw, i) == 1
        hyphen = pdfium.FPDFText_IsHyphen(page.raw, i) == 1
        if (text in _NOTHING or "\ud800" <= text <= "\udfff") and not hyphen:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(page.raw, i, byref(box)):
            continue
        turn = round(pdfium.FPDFText_GetCharAngle(page.raw, i) / (pi / 2)) % 4
        left, right, bottom, top = box.left, box.right, box.bottom, box.top
        if turn == 3:  # it runs upwards
            left, right, bottom, top = bottom, top, width - right, width - left
        elif turn == 2:
            left, right, bottom, top = width - right, width - left, height - top, height - bottom
        elif turn == 1:
            left, right, bottom, top = height - top, height - bottom, left, right
        found.append(_Character(text, left, right, bottom, top, turn, hyphen))
    return found, unknown


def _lines(characters: Sequence[_Character]) -> Iterator[Line]:
    """The lines of a page; positions in points from its lower left corner, when their text is upright."""
    line: list[_Character] = []
    for run in _runs(characters):
        whole = _woven(line, run)
        if whole is None:
            yield from _line(line)
        line = whole or run
    yield from _line(line)


def _runs(characters: Sequence[_Character]) -> Iterator[list[_Character]]:
    """Characters that were written one after the other on a line."""
    run: list[_Character] = []
    for c in characters:
        if c.text == "\n" or (run and not c.text.isspace() and _begins_line(run, c)):
            yield run
            run = []
        if c.text != "\n":
            run.append(c)
    yield run


def _woven(line: list[_Character], run: list[_Character]) -> list[_Character] | None:
    """A line with what was written into its gaps after it, as quotation marks of another face are; None of others."""
    a, b = ([c for c in some if not c.text.isspace()] for some in (line, run))
    if not (a and b) or a[0].turn != b[0].turn:
        return None
    shared = min(a[0].top, b[0].top) - max(a[0].bottom, b[0].bottom)
    if shared < _BESIDE * min(a[0].height, b[0].height):
        return None
    if min(c.left for c in a) >= max(c.right for c in b) or min(c.left for c in b) >= max(c.right for c in a):
        return None  # beside each other: columns, cells
    solid = sorted((*a, *b), key=lambda c: c.left)
    if any(c.right - d.left > 0.5 * min(c.right - c.left, d.right - d.left) for c, d in pairwise(solid)):
        return None  # one over the other, as for bold
    return sorted((*line, *run), key=lambda c: c.left)


def _begins_line(line: list[_Character], character: _Character) -> bool:
    """Whether a character stands beside none of the last on a line: PDFium tells not all ends of lines."""
    last = next((c for c in reversed(line) if not c.text.isspace()), None)
    if last is None:
        return False
    shared = min(character.top, last.top) - max(character.bottom, last.bottom)
    apart = shared < _BESIDE * min(character.height, last.height)
    return apart or character.turn != last.turn or character.left < last.left - last.height


def _line(characters: list[_Character]) -> Iterator[Line]:
    while characters and characters[-1].text.isspace():
        characters = characters[:-1]
    begin = next((i for i, c in enumerate(characters) if not c.text.isspace()), len(characters))
    shown = characters[begin:]
    if not shown:
        return
    solid = [c for c in shown if not c.text.isspace()]
    size = sorted(c.height for c in solid)[len(solid) // 2]
    bottom = sorted(c.bottom for c in solid)[len(solid) // 2]
    text = "".join(_spaced(shown, size, bottom))
    soft = shown[-1].hyphen and len(text) > 1
    yield Line(
        text=text[:-1] if soft else text,
        left=min(c.left for c in solid),
        right=max(c.right for c in solid),
        bottom=min(c.bottom for c in solid),
        top=max(c.top for c in solid),
        size=size,
        hyphen=soft,
    )


def _spaced(characters: Sequence[_Character], size: float, bottom: float) -> Iterator[str]:
    """The characters of a line: a tab where a gap parts cells of a table, the number of a note raised."""
    solid = [c for c in characters if not c.text.isspace()]
    wide = _GAP * size
    gaps = [b.left - a.right for a, b in pairwise(solid) if b.left - a.right > wide]
    spread = len(gaps) > 2 and max(gaps) - min(gaps) < _EVEN * max(gaps)  # by a margin, between words
    above: _Character | None = None
    blank = False
    for c in characters:
        if c.text.isspace():
            blank = True
            continue
        if above is not None and c.left - above.right > wide and not spread:
            yield "\t"
        elif blank:
            yield " "
        raised = c.height < _SMALL * size and c.bottom > bottom + _RISE * size
        yield c.text.translate(RAISED) if raised else c.text
        above, blank = c, False
