"""A text divided into headings, sections, paragraphs and sentences, without losing a character.

Every character of the text lies in exactly one heading, one sentence or the white space between them.
"""

from collections.abc import Iterator, Sequence

from pipeline.domain.document import Damage, Document, Heading, Section, Sentence
from pipeline.text.characters import language_of
from pipeline.text.damage import find_damage, pages_of, with_pages
from pipeline.text.front import front_matter, head_of_paper
from pipeline.text.headings import HeadingLine, find_headings
from pipeline.text.joining import joined
from pipeline.text.levels import levels
from pipeline.text.lines import FRONT_MATTER, Line, lines_of
from pipeline.text.normalize import normalize, normalize_part
from pipeline.text.sentences import split_sentences


def segment(text: str, *, id: str, title: str = "", source: str = "", sha256: str = "") -> Document:
    """Divide `text` (line ends as LF) into a document.

    Args:
        text: the source text; all offsets of the result count its code points.
        id: name of the document, unique among those analysed together.
        title: its title; if empty, the title line of the text, else its id or, without headings, its first words.
        source: where the text came from, for people.
        sha256: of the bytes it was read from.
    """
    lines = joined(text, lines_of(text))
    damage = with_pages(find_damage(text), _turned_within(lines))
    found = find_headings(lines)
    titles = _titles(lines, found)
    headings = _headings(found, titles)
    heading_starts = {h.start for h in headings}
    paragraphs = [(line.start, line.end) for line in lines if line.start not in heading_starts]
    sections = _sections(headings, titles, paragraphs, len(text))
    sentences = tuple(_sentences(text, paragraphs, sections, damage))
    return Document(
        id=id,
        title=title or _front_title(text) or (headings[0].title if titles else _default_title(headings, text, id)),
        source=source,
        sha256=sha256,
        language=language_of(text),
        text=text,
        damage=damage,
        headings=headings,
        sections=sections,
        sentences=sentences,
    )


def _turned_within(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The page numbers and running heads that stand within lines of which pages were turned."""
    return (span for line in lines for span in line.turned if span[0] > line.start)


def _titles(lines: Sequence[Line], found: Sequence[HeadingLine]) -> int:
    """How many of the headings title the whole text rather than a section of it: its first line, or none.

    The first line does when it carries no number and either another heading, a by-line or an unheaded text follows.
    A second line belongs to the title where a by-line comes only after it, or where it begins with a dash.
    """
    head = head_of_paper(lines)
    if not found or found[0].line.start != lines[head].start or found[0].style not in {"plain", "markdown"}:
        return 0
    first, rest = found[0], found[1:]
    if first.style == "markdown":
        return int(first.depth == 1 and not any(h.style == "markdown" and h.depth == 1 for h in rest))
    signed = front_matter(lines)
    second_line = bool(first.above) and rest[0].style == "plain"
    if second_line and (head + 2 in signed or rest[0].line.text.startswith(("—", "-", "─", "－"))):
        return 2
    return int(head + 1 in signed or first.above or any(h.style != "plain" for h in rest) or not rest)


def _headings(found: Sequence[HeadingLine], titles: int) -> tuple[Heading, ...]:
    """Headings with levels and parents. The title of the text stands apart: level 1, parent of none."""
    body = found[titles:]
    result = [
        Heading(f"h{i}", h.line.start, h.line.end, 1, normalize(h.title).text, None)
        for i, h in enumerate(found[:titles], start=1)
    ]
    open_at: list[Heading] = []
    for h, level in zip(body, levels(body), strict=True):
        del open_at[level - 1 :]
        parent = open_at[-1].id if open_at else None
        title = normalize(h.line.text.strip("*_ ") if h.style != "markdown" else h.title).text
        heading = Heading(f"h{len(result) + 1}", h.line.start, h.line.end, level, title, parent)
        open_at.append(heading)
        result.append(heading)
    return tuple(result)


def _front_title(text: str) -> str:
    """The title that a Markdown file gives for programs; "" for none."""
    front = FRONT_MATTER.match(text)
    return normalize((front["title"] or "").strip().strip("\"'")).text if front else ""


def _default_title(headings: Sequence[Heading], text: str, id: str) -> str:
    """The name of the document where its first line is the heading of a section; else the first words."""
    if headings:
        return id
    return normalize(text[:200].strip().split("\n")[0][:40]).text


def _sections(
    headings: Sequence[Heading], titles: int, paragraphs: Sequence[tuple[int, int]], length: int
) -> tuple[Section, ...]:
    """One section for each heading and all it covers, and one for a run of paragraphs before the first heading.

    The head of an official paper stands before its title, and is a section too.
    """
    body = headings[titles:]
    sections: list[Section] = []
    above = [p for p in paragraphs if titles and p[0] < headings[0].start]
    if above:
        sections.append(Section("c1", None, above[0][0], headings[0].start))
    sections += [
        Section(f"c{len(sections) + i}", h.id, h.start, h.end) for i, h in enumerate(headings[:titles], start=1)
    ]
    opening = [p for p in paragraphs[len(above) :] if not body or p[0] < body[0].start]
    if opening:
        end = body[0].start if body else length
        sections.append(Section(f"c{len(sections) + 1}", None, opening[0][0], end))
    for i, h in enumerate(body):
        end = next((other.start for other in body[i + 1 :] if other.level <= h.level), length)
        sections.append(Section(f"c{len(sections) + 1}", h.id, h.start, end))
    return tuple(sections)


def _sentences(
    text: str, paragraphs: Sequence[tuple[int, int]], sections: Sequence[Section], damage: Sequence[Damage]
) -> Iterator[Sentence]:
    opaque = [(d.start, d.end) for d in damage if d.kind in {"encoding", "page"}]
    pages = pages_of(damage)
    count = 0
    innermost = -1
    for number, (start, end) in enumerate(paragraphs):
        while innermost + 1 < len(sections) and sections[innermost + 1].start <= start:
            innermost += 1
        inside = [(a, b) for a, b in opaque if a < end and b > start] if opaque else []
        for a, b in split_sentences(text, start, end, inside):
            count += 1
            yield Sentence(f"s{count}", a, b, normalize_part(text, a, b, pages).text, sections[innermost].id, number)


def separators(document: Document) -> Iterator[tuple[int, int]]:
    """Spans of the text that lie in no heading and no sentence."""
    place = 0
    for start, end in sorted(
        [(h.start, h.end) for h in document.headings] + [(s.start, s.end) for s in document.sentences]
    ):
        if place < start:
            yield place, start
        place = end
    if place < len(document.text):
        yield place, len(document.text)
