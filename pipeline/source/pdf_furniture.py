"""What stands at the edges of pages and is no text of a document: running heads, page numbers, what browsers print."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from pipeline.source.pdf_page import ENDS, SMALL_TYPE, Line, Page, text_size

_DIGITS: Final = re.compile(r"\d+")
# What only the number of a page looks like, with its dashes or words.
_PAGE_NUMBER: Final = re.compile(
    r"[\-—－–·•|]+\s*\d{1,4}\s*[\-—－–·•|]+|第\s*\d{1,4}\s*[页頁].{0,12}|\d{1,4}\s*/\s*\d{1,4}|"
    r"[Pp](?:age|\.)?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
)
_ROMAN: Final = re.compile(r"[ivxlc]{1,7}|[IVXLC]{1,7}")
# What browsers print: the date and the title, the address and the page.
_PRINTED: Final = re.compile(
    r"(?:\d{1,2}/\d{1,2}/\d{2,4},|\d{4}/\d{1,2}/\d{1,2}) \d{1,2}:\d{2}.*|(?:https?|file)://\S+(?:\s+\d{1,4}/\d{1,4})?"
)
_EDGE: Final = 0.12  # of a page's height, above and below which running heads and page numbers stand
_HEAD_SIZE: Final = 1.25  # times it, at most, is the type of running heads, as the boxes of faces differ
_APART: Final = 0.9  # heights of a running head, at least, are free between it and the text


def is_printed(pages: Sequence[Page]) -> bool:
    """Whether a browser printed a document."""
    return any(_PRINTED.fullmatch(line.text.strip()) for page in pages for line in page.lines if _at_edge(page, line))


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without what stands at the same place at the edges of several of them, and without their numbers."""
    size = text_size(line for page in pages for line in page.lines)
    # A head may be one for left pages and another for right ones.
    least = max(2, min(3, len(pages) // 2 + 1))
    edges = [(n, line) for n, page in enumerate(pages) for line in page.lines if _at_edge(page, line)]
    often = Counter(key for n, line in edges for key in _heads(line, n))
    numbered = Counter(
        (number - n, round(line.bottom / 6)) for n, line in edges if (number := _number(line.text)) is not None
    )

    def goes(number: int, line: Line) -> bool:
        said = line.text.strip()
        if _PRINTED.fullmatch(said) or _PAGE_NUMBER.fullmatch(said):
            return True
        if (page_number := _number(said)) is not None:  # which rises with the pages
            first = page_number - number
            return numbered[first, round(line.bottom / 6)] > 1 or (len(pages) == 1 and first == 1)
        if len(pages) < 2 or ENDS.search(said) or max(often[key] for key in _heads(line, number)) < least:
            return False
        # A heading over each page, 主要问题 or 建议3, stands beside its text; a head stands apart, or is in small type.
        return line.size < SMALL_TYPE * size or (line.size <= _HEAD_SIZE * size and _is_apart(pages[number], line))

    gone = {id(line) for number, line in edges if goes(number, line)}
    return [replace(page, lines=tuple(line for line in page.lines if id(line) not in gone)) for page in pages]


def _at_edge(page: Page, line: Line) -> bool:
    return line.top > (1 - _EDGE) * page.height or line.bottom < _EDGE * page.height


def _heads(line: Line, page: int) -> Iterator[tuple[str, int, int]]:
    """What a line says, as it is and with numbers as they rise with the pages, and its place in steps of 6 points."""
    said = "".join(line.text.split())
    where = round(line.bottom / 6), round(line.size)
    yield said, *where
    if (risen := _DIGITS.sub(lambda n: f"#{int(n[0]) - page}" if len(n[0]) < 5 else n[0], said)) != said:
        yield risen, *where


def _is_apart(page: Page, line: Line) -> bool:
    """Whether more than a line's height is free between a line at the edge of a page and the text."""
    above = line.top > page.height / 2
    others = (o for o in page.lines if o is not line and (o.top < line.bottom if above else o.bottom > line.top))
    nearest = min((line.bottom - o.top if above else o.bottom - line.top for o in others), default=page.height)
    return nearest > _APART * line.size


def _number(text: str) -> int | None:
    """The number that a text is and no more, in Arabic or Roman figures; None for what is none."""
    said = text.strip()
    if said.isascii() and said.isdecimal() and len(said) < 5:
        return int(said)
    if not _ROMAN.fullmatch(said):
        return None
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in said.lower()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
