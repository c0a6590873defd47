"""A web page → the text of its article: a paragraph a line, headings and lists as in Markdown, rows of tables by tabs.

The article is the smallest element that holds nearly all of the page's text outside links. Libraries made for this
(Trafilatura, Resiliparse, readability) were tried first: each left out headings, items of lists or cells of tables
beside what is no article, and what a report recommends often stands in such items.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from pipeline.errors import InputError
from pipeline.source.raised import RAISED, without_notes

_OPENING: Final = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.I | re.S
)
_OURS: Final = '<meta name="generator" content="argument-pipeline">'
_PEEK: Final = 1024
# What is no text of a page: programs, controls, the ways through a site, readings over characters.
_DROPPED: Final = re.compile(
    "head|script|style|noscript|template|iframe|object|svg|canvas|audio|video|select|button|textarea|nav|footer|aside|"
    "rt|rp|del"
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.I)
_BLOCK: Final = re.compile(
    "p|div|section|article|main|header|ul|ol|dl|li|dt|dd|blockquote|pre|table|caption|tbody|thead|tfoot|tr|td|th|"
    "figure|figcaption|center|form|fieldset|address|details|summary|hr|h[1-6]|body|html"
)
_HEADING: Final = re.compile(r"h[1-6]")
_NEARLY_ALL: Final = 0.9  # of the text outside links, an article has
_LONGEST: Final = 100  # characters of a heading; longer ones are paragraphs in large type
_CELL: Final = 200  # characters of a cell, at most; a table with longer ones lays out a page
_ENDS: Final = re.compile(r"[。！？；]|[.!?](?:\s|$)")
_STOP: Final = re.compile(r"[。；;，,]$")
_SPACE: Final = re.compile(r"[ \t\r\n\f\v\xa0]+")
_MARK_OF_NOTE: Final = re.compile(r"[\[［(（〔]?(?:注|note )?[\d*†‡a-z①-⑳]{1,3}[\]］)）〕]?", re.I)
_BACK: Final = re.compile("[↩↑⤴][\ufe0e\ufe0f]?$")
_SHORTEST: Final = 4  # characters of a title
_MOST_DEPTH: Final = 200  # of elements in each other; deeper ones are read as text of the one at this depth


def is_html(text: str) -> bool:
    """Whether a text begins as web pages do."""
    return _OPENING.match(text) is not None


def saved_page(data: bytes) -> bytes | None:
    """The page in what browsers and Word save as a single file (MHTML, RFC 2557); None of anything else."""
    head = data[:_PEEK].lower()
    if b"mime-version:" not in head or b"multipart/related" not in head:
        return None
    from email import message_from_bytes

    for part in message_from_bytes(data).walk():
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(content, bytes):
            return content
    return None


def is_report(page: str) -> bool:
    """Whether a page, or the beginning of one, is a report that this program wrote."""
    return _OURS in page[:_PEEK]


def read_html(page: str, name: str) -> str:
    """The text of the article on a web page.

    Args:
        page: the page, decoded.
        name: what to call it in an error.

    Raises:
        InputError: there is no text on it; it may be written there by a script when a browser opens it.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(page.encode("utf-8", "replace"), parser)
    except etree.ParserError:  # nothing but comments
        root = html.Element("html")
    named = " ".join(root.xpath("string(//title)").split())
    _drop(root)
    article = _article(root)
    lines = [line for line in _Text(article).lines() if line.strip()]
    if not lines:
        remedy = "Open it in a browser, and save or copy its text into a UTF-8 text file"
        raise InputError("is a web page without text", where=name, remedy=remedy)
    title = _title_above(root, article, named)
    return "\n".join([f"# {title}", *lines] if title else lines)


def _drop(root: Any) -> None:
    """Take out of a page what is no text of it, and what it hides."""
    gone = [
        element
        for element in root.iter()
        if _DROPPED.fullmatch(element.tag)
        or _is_note(element)
        or (element.tag != "body" and ("hidden" in element.attrib or _HIDDEN.search(element.get("style", ""))))
    ]
    for element in gone:
        if element.getparent() is not None:
            element.drop_tree()


def _is_note(element: Any) -> bool:
    """Whether an element is the mark of a note in the text, a link above the line, or the note with its way back."""
    if element.tag == "sup":
        return next(element.iter("a"), None) is not None and _MARK_OF_NOTE.fullmatch(_said(element)) is not None
    return element.tag in ("li", "p") and _BACK.search(_said(element)) is not None


def _article(root: Any) -> Any:
    """The smallest element that holds nearly all text outside links."""
    weights: dict[Any, float] = {}
    for element in reversed(list(root.iter())):  # the inner ones before those around them
        inner = _weight(element.text) + sum(weights[c] + _weight(c.tail) for c in element)
        weights[element] = 0.0 if element.tag == "a" else inner
    least = _NEARLY_ALL * weights[root]
    here, further = root, root
    while further is not None:
        here = further
        further = next(
            (c for c in here if weights[c] >= least and _BLOCK.fullmatch(c.tag) and c.tag not in ("p", "li")), None
        )
    return here


def _weight(text: str | None) -> float:
    """What a piece of text counts: its characters, an eighth of them where no sentence ends in it."""
    said = (text or "").strip()
    return len(said) if _ENDS.search(said) else len(said) / 8


def _title_above(root: Any, article: Any, named: str) -> str:
    """The title of a page that stands above its article: a first heading, or how the page's own name begins."""
    if next(article.iter("h1"), None) is not None:
        return ""
    inside = frozenset(article.iter())
    found = ""
    for element in root.iter():
        if element is article:
            break
        if element in inside or len(element) > 3:
            continue
        said = _said(element)
        if len(said) < _SHORTEST or len(said) > _LONGEST:
            continue
        if element.tag == "h1" or (named.startswith(said) and not found):
            found = said
    begins = _said(article)[: len(found)]
    return "" if begins == found else found


def _said(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


class _Text:
    """Writes an element as lines."""

    def __init__(self, element: Any) -> None:
        self._parts: list[str] = [""]
        self._mark = ""
        depths = [int(e.tag[1]) for e in element.iter() if _HEADING.fullmatch(e.tag)]
        self._widest = min(depths, default=1)  # a site keeps its first level for its name
        self._write(element, 0)

    def lines(self) -> Iterator[str]:
        """The lines, without white space at their ends but the wide one that indents a paragraph."""
        return (without_notes(part.strip(" ")) for part in self._parts)

    def _write(self, element: Any, depth: int) -> None:
        tag = element.tag
        if depth > _MOST_DEPTH:
            self._add("".join(element.itertext()))
            return
        if tag == "br":
            self._break()
        elif tag == "sup" and (said := _said(element)).isdecimal():
            self._add(said.translate(RAISED))
        elif tag == "pre":
            self._break()
            self._parts += ["".join(element.itertext()), ""]
        elif _HEADING.fullmatch(tag):
            self._write_heading(tag, _said(element))
        elif tag == "table" and _is_data(element):
            self._write_rows(element)
        else:
            self._write_inside(element, depth)

    def _write_inside(self, element: Any, depth: int) -> None:
        block = _BLOCK.fullmatch(element.tag)
        if block:
            self._break()
        if element.tag == "li":
            self._mark = _mark(element)
        self._add(element.text or "")
        for child in element:
            self._write(child, depth + 1)
            self._add(child.tail or "")
        if block:
            self._break()

    def _write_heading(self, tag: str, said: str) -> None:
        self._break()
        titles = said and len(said) <= _LONGEST and not _STOP.search(said)
        self._add("#" * (int(tag[1]) - self._widest + 1) + f" {said}" if titles else said)
        self._break()

    def _write_rows(self, table: Any) -> None:
        for caption in table.iterchildren("caption"):
            self._write_inside(caption, 0)
        for row in table.iter("tr"):
            self._break()
            self._parts[-1] = "\t".join(_said(cell) for cell in row if cell.tag in ("td", "th"))
        self._break()

    def _add(self, text: str) -> None:
        text = _SPACE.sub(" ", text)
        if self._mark and not text.isspace() and text:  # before the first words of an item, whatever holds them
            self._parts[-1], self._mark = self._mark, ""
        self._parts[-1] += text.lstrip(" ") if not self._parts[-1] or self._parts[-1].endswith(" ") else text

    def _break(self) -> None:
        if self._parts[-1]:
            self._parts.append("")


def _mark(item: Any) -> str:
    """What stands before an item of a list."""
    around = item.getparent()
    if around is None or around.tag != "ol":
        return "• "
    start = around.get("start", "1")
    first = int(start) if start.isascii() and start.isdecimal() and len(start) < 5 else 1
    return f"{first + sum(1 for _ in item.itersiblings('li', preceding=True))}. "


def _is_data(table: Any) -> bool:
    """Whether a table holds data rather than laying out the page: more than one cell a row, all of them short."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    return (
        any(len(row) > 1 for row in rows)
        and next(table.iterdescendants("table"), None) is None
        and all(len(_said(cell)) <= _CELL for row in rows for cell in row)
    )
