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

_BEFORE: Final = r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,5000}?-->\s*)*"
_OPENING: Final = re.compile(rf"{_BEFORE}<(?:!doctype\s+html|html|head|body)[\s>]", re.I | re.S)
# A piece of a page, if it has a few more elements: `<p>` may also begin a text about web pages.
_PIECE: Final = re.compile(rf"{_BEFORE}<(?:meta|title|div|section|article|table|p|h[1-6]|center)[\s>]", re.I | re.S)
_CLOSING: Final = re.compile(r"</(?:div|section|article|table|td|p|h[1-6]|center|span|a|li)>", re.I)
_FEW: Final = 4
_OURS: Final = '<meta name="generator" content="argument-pipeline">'
_PEEK: Final = 1024
# What is no text of a page: programs, controls, the ways through a site, readings over characters.
_DROPPED: Final = re.compile(
    "head|script|style|noscript|noframes|template|iframe|object|svg|canvas|audio|video|select|textarea|nav|rt|rp|del"
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.I)
# Names that sites give to what readers wrote below, to ways of sharing and to notices.
_ASIDE: Final = re.compile(
    "comments|comment-list|commentlist|pinglun|disqus_thread|sohucs|breadcrumbs?|cookie-(?:banner|notice|consent|bar)|"
    "newsletter-signup|bdsharebuttonbox|share-(?:bar|box|buttons)|sharedaddy"
)
_OPENS: Final = re.compile("accordion|collaps|toggle|tab", re.I)  # what buttons are called that open a part of the text
_BLOCK: Final = re.compile(
    "p|div|section|article|main|header|ul|ol|dl|li|dt|dd|blockquote|pre|table|caption|tbody|thead|tfoot|tr|td|th|"
    "figure|figcaption|center|form|fieldset|address|details|summary|hr|h[1-6]|body|html"
)
_HEADING: Final = re.compile(r"h[1-6]")
_WHOLE: Final = re.compile(r"li|td|th|dd|h[1-6]")  # whose text counts whole, though no sentence ends in it
_NEARLY_ALL: Final = 0.96  # of the text outside links, an article has
_LONGEST: Final = 100  # characters of a heading; longer ones are paragraphs in large type
_CELL: Final = 200  # characters of a cell, at most; a table with longer ones lays out a page
_ENDS: Final = re.compile(r"[。！？；]|[.!?](?:\s|$)")
_STOP: Final = re.compile(r"[。；;，,]$")
_SPACE: Final = re.compile(r"[ \t\r\n\f\v\xa0]+")
_MARK_OF_NOTE: Final = re.compile(r"[\[［(（〔]?(?:注|note )?[\d*†‡a-z①-⑳]{1,3}[\]］)）〕]?", re.I)
_POWER: Final = re.compile(r"[\[［]?[-−+]?\d{1,4}[-−+]?[\]］]?")
_BACK: Final = re.compile("[↩↑⤴^][\ufe0e\ufe0f]?")
# The number or mark that an item brings along.
_MARKED: Final = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.、．]|[一二三四五六七八九十]是|[•·●①-⑳])")
_SHORTEST: Final = 4  # characters of a title
_REMEDY: Final = "Open it in a browser, and save or copy its text into a UTF-8 text file"


def is_html(text: str) -> bool:
    """Whether a text begins as web pages do, or as a piece of one does and goes on so."""
    if _OPENING.match(text):
        return True
    return _PIECE.match(text) is not None and len(_CLOSING.findall(text[: 1 << 16])) >= _FEW


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

    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(page.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.ParserError:  # nothing but comments
        raise InputError("is a web page without text", where=name, remedy=_REMEDY) from None
    named = " ".join(root.xpath("string(//title)").split())
    _empty_what_is_no_text(root)
    article = _article(root)
    title = _title_above(root, article, named)
    lines = [line for line in _lines(article, below_title=bool(title)) if line.strip()]
    if not lines:
        raise InputError("is a web page without text", where=name, remedy=_REMEDY)
    return "\n".join([f"# {title}", *lines] if title else lines)


def _empty_what_is_no_text(root: Any) -> None:
    for element in list(root.iter()):
        if _DROPPED.fullmatch(element.tag):
            _empty(element)
    all_of = len(_said(root))
    for element in list(root.iter()):
        gone = element is not root and element.getparent() is None  # with what it stood in
        if not gone and _is_no_text(element, all_of):
            _empty(element)


def _empty(element: Any) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.tail = "span", tail


def _is_no_text(element: Any, all_of: int) -> bool:
    tag = element.tag
    if tag == "button":  # the heading of a part that it opens
        opens = _OPENS.search(element.get("class", "")) or _HEADING.fullmatch(element.getparent().tag)
        return not opens
    if tag in ("aside", "footer"):
        return next(element.iterancestors("article", "main"), None) is None or not _says_something(element)
    if tag == "sup":  # the mark of a note: a link above the line
        return next(element.iter("a"), None) is not None and _MARK_OF_NOTE.fullmatch(_said(element)) is not None
    if tag in ("html", "body", "article", "main"):
        return False
    if "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")):
        return not _says_something(element)  # a panel that a click opens
    names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
    if any(map(_ASIDE.fullmatch, names)):
        return len(_said(element)) < all_of / 2 and next(element.iter("h1", "article", "main"), None) is None
    # A note, with its way back to the text.
    return tag in ("li", "p") and len(element) > 0 and _goes_back(element)


def _says_something(element: Any) -> bool:
    """Whether sentences stand in an element, outside links and forms."""
    if next(element.iter("form", "input"), None) is not None:
        return False
    linked = sum(len(_said(a)) for a in element.iter("a"))
    said = _said(element)
    return _ENDS.search(said) is not None and 2 * linked < len(said)


def _goes_back(note: Any) -> bool:
    """Whether an element ends in a link that is an arrow."""
    links = list(note.iter("a"))
    return bool(links) and _BACK.fullmatch(_said(links[-1])) is not None and _said(note).endswith(_said(links[-1]))


def _article(root: Any) -> Any:
    """The smallest element that holds nearly all text outside links."""
    weights: dict[Any, float] = {}
    for element in reversed(list(root.iter())):  # the inner ones before those around them
        whole = _WHOLE.fullmatch(element.tag) is not None
        inner = _weight(element.text, whole) + sum(weights[c] + _weight(c.tail, whole) for c in element)
        weights[element] = 0.0 if element.tag == "a" and "href" in element.attrib else inner
    least = _NEARLY_ALL * weights[root]
    here, further = root, root
    while further is not None:
        here = further
        further = next((c for c in here if weights[c] >= least and c.tag not in ("p", "li")), None)
    while not _BLOCK.fullmatch(here.tag):
        here = here.getparent()
    return here


def _weight(text: str | None, whole: bool) -> float:
    """What a piece of text counts: its characters, an eighth of them where no sentence ends in it, unless `whole`."""
    said = (text or "").strip()
    return len(said) if whole or _ENDS.search(said) else len(said) / 8


def _title_above(root: Any, article: Any, named: str) -> str:
    """The title of a page that stands above its article: a text that the page's own name has too, or a heading."""
    around = frozenset(article.iterancestors())
    named_so, heading = "", ""
    for element in root.iter():
        if element is article:
            break
        if len(element) > 3 or element in around:
            continue
        said = _said(element)
        if not _SHORTEST <= len(said) <= _LONGEST:
            continue
        if said in named and len(said) >= len(named_so):
            named_so = said
        elif _HEADING.fullmatch(element.tag) and next(element.iter("a"), None) is None:
            heading = said  # the nearest to the article; that of a site is a link to its first page
    found = named_so if len(named_so) > _SHORTEST else heading
    return "" if _said(article)[: len(found)] == found else found


def _said(element: Any) -> str:
    """The text of an element on one line; a blank where a block or a line ends."""
    from lxml.etree import iterwalk

    parts = []
    for event, part in iterwalk(element, events=("start", "end")):
        if _BLOCK.fullmatch(part.tag) or part.tag == "br":
            parts.append(" ")
        parts.append((part.text if event == "start" else part.tail if part is not element else "") or "")
    return " ".join("".join(parts).split())


def _lines(article: Any, *, below_title: bool) -> Iterator[str]:
    """The lines of an element, without white space at their ends but the wide one that indents a paragraph."""
    return (without_notes(part.strip(" ")) for part in _Text(article, below_title=below_title).parts)


class _Text:
    """Writes an element as lines: `parts`."""

    def __init__(self, article: Any, *, below_title: bool) -> None:
        from lxml.etree import iterwalk

        depths = [int(e.tag[1]) for e in article.iter() if _HEADING.fullmatch(e.tag)]
        # A site keeps its first level for its name: the widest that the article has is its first, or below its title.
        self._up = min(depths, default=1) - (2 if below_title else 1)
        self.parts: list[str] = [""]
        self._mark = ""
        self._counted: dict[Any, int] = {}
        walk = iterwalk(article, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if self._begin(element):
                    walk.skip_subtree()
                continue
            if _BLOCK.fullmatch(element.tag):
                self._break()
            if element is not article:
                self._add(element.tail or "")

    def _begin(self, element: Any) -> bool:
        """Write what an element begins with; whether it is written whole."""
        tag = element.tag
        if _BLOCK.fullmatch(tag) or tag == "br":
            self._break()
        if tag == "sup" and _POWER.fullmatch(said := _said(element)):
            self._add(said.translate(RAISED))
        elif tag == "pre":
            self.parts += ["".join(element.itertext()), ""]
        elif _HEADING.fullmatch(tag):
            self._write_heading(int(tag[1]) - self._up, _said(element))
        elif tag == "table" and _is_data(element):
            self._write_rows(element)
        else:
            if tag == "li":
                self._mark = self._mark_of(element)
            self._add(element.text or "")
            return False
        return True

    def _write_heading(self, depth: int, said: str) -> None:
        titles = said and len(said) <= _LONGEST and not _STOP.search(said)
        self._mark = ""
        self._add("#" * depth + f" {said}" if titles else said)

    def _write_rows(self, table: Any) -> None:
        for caption in table.iterchildren("caption"):
            self._add(_said(caption))
            self._break()
        for row in table.iter("tr"):
            self.parts[-1] = "\t".join(_said(cell) for cell in row if cell.tag in ("td", "th"))
            self._break()

    def _mark_of(self, item: Any) -> str:
        """What stands before an item of a list."""
        around = item.getparent()
        if around is None or around.tag != "ol":
            return "• "
        before = self._counted.get(around, _number(around.get("start"), 1) - 1)
        self._counted[around] = _number(item.get("value"), before + 1)
        return f"{self._counted[around]}. "

    def _add(self, text: str) -> None:
        text = _SPACE.sub(" ", text)
        if self._mark and text and not text.isspace():  # before the first words of an item, whatever holds them
            self.parts[-1] = "" if _MARKED.match(text) else self._mark
            self._mark = ""
        self.parts[-1] += text.lstrip(" ") if not self.parts[-1] or self.parts[-1].endswith(" ") else text

    def _break(self) -> None:
        if self.parts[-1]:
            self.parts.append("")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 5 else default


def _is_data(table: Any) -> bool:
    """Whether a table holds data rather than laying out the page: more than one cell a row, all of them short."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    return (
        any(len(row) > 1 for row in rows)
        and next(table.iterdescendants("table"), None) is None
        and all(len(_said(cell)) <= _CELL for row in rows for cell in row)
    )
