"""A text divided into headings, sections, paragraphs and sentences, without losing a character.

Every character of the text lies in exactly one heading, one sentence or the white space between them.
"""

from collections.abc import Iterator, Sequence

from pipeline.domain.document import Document, Heading, Section, Sentence
from pipeline.text.characters import language_of
from pipeline.text.damage import find_damage
from pipeline.text.front import front_matter
from pipeline.text.headings import HeadingLine, find_headings
from pipeline.text.levels import levels
from pipeline.text.lines import Line, joined, lines_of
from pipeline.text.normalize import normalize
from pipeline.text.sentences import split_sentences


def segment(text: str, *, id: str, title: str = "", source: str = "", sha256: str = "") -> Document:
    """Divide `text` (line ends as LF) into a document.

    Args:
        text: the source text; all offsets of the result count its code points.
        id: name of the document, unique among those analysed together.
        title: its title; if empty, the title line of the text, else the first heading.
        source: where the text came from, for people.
        sha256: of the bytes it was read from.
    """
    damage = find_damage(text)
    lines = joined(text, lines_of(text))
    found = find_headings(lines)
    title_line, found = _title(lines, found)
    headings = _headings(found, title_line)
    heading_starts = {h.start for h in headings}
    paragraphs = [(line.start, line.end) for line in lines if line.start not in heading_starts]
    sections = _sections(headings, title_line, paragraphs, len(text))
    opaque = [(d.start, d.end) for d in damage if d.kind == "encoding"]
    sentences = tuple(_sentences(text, paragraphs, sections, opaque))
    return Document(
        id=id,
        title=title or (headings[0].title if title_line and headings else _default_title(headings, text)),
        source=source,
        sha256=sha256,
        language=language_of(text),
        text=text,
        damage=damage,
        headings=headings,
        sections=sections,
        sentences=sentences,
    )


def _title(lines: Sequence[Line], found: list[HeadingLine]) -> tuple[bool, list[HeadingLine]]:
    """Whether the first line is the title of the whole text rather than of a section of it.

    It is when it carries no number and either another heading, a by-line or an unheaded text follows.
    """
    if not found or found[0].line.start != lines[0].start or found[0].style not in {"plain", "markdown"}:
        return False, found
    first, rest = found[0], found[1:]
    if first.style == "markdown":
        return first.depth == 1 and not any(h.style == "markdown" and h.depth == 1 for h in rest), found
    numbered = [h for h in rest if h.style != "plain"]
    follows = 1 in front_matter(lines) or first.above
    return bool(follows or numbered or not rest), found


def _headings(found: Sequence[HeadingLine], title_line: bool) -> tuple[Heading, ...]:
    """Headings with levels and parents. The title of the text stands apart: level 1, parent of none."""
    body = found[1:] if title_line else found
    result: list[Heading] = []
    if title_line:
        line = found[0].line
        result.append(Heading("h1", line.start, line.end, 1, normalize(found[0].title).text, None))
    open_at: list[Heading] = []
    for h, level in zip(body, levels(body), strict=True):
        del open_at[level - 1 :]
        parent = open_at[-1].id if open_at else None
        title = normalize(h.line.text.strip("*_ ") if h.style != "markdown" else h.title).text
        heading = Heading(f"h{len(result) + 1}", h.line.start, h.line.end, level, title, parent)
        open_at.append(heading)
        result.append(heading)
    return tuple(result)


def _default_title(headings: Sequence[Heading], text: str) -> str:
    if headings:
        return headings[0].title
    return normalize(text[:200].strip().split("\n")[0][:40]).text


def _sections(
    headings: Sequence[Heading], title_line: bool, paragraphs: Sequence[tuple[int, int]], length: int
) -> tuple[Section, ...]:
    """One section for each heading and all it covers, and one for a run of paragraphs before the first heading."""
    body = headings[1:] if title_line else headings
    sections = [Section("c1", headings[0].id, headings[0].start, headings[0].end)] if title_line else []
    opening = [p for p in paragraphs if not body or p[0] < body[0].start]
    if opening:
        end = body[0].start if body else length
        sections.append(Section(f"c{len(sections) + 1}", None, opening[0][0], end))
    for i, h in enumerate(body):
        end = next((other.start for other in body[i + 1 :] if other.level <= h.level), length)
        sections.append(Section(f"c{len(sections) + 1}", h.id, h.start, end))
    return tuple(sections)


def _sentences(
    text: str, paragraphs: Sequence[tuple[int, int]], sections: Sequence[Section], opaque: Sequence[tuple[int, int]]
) -> Iterator[Sentence]:
    count = 0
    innermost = -1
    for number, (start, end) in enumerate(paragraphs):
        while innermost + 1 < len(sections) and sections[innermost + 1].start <= start:
            innermost += 1
        inside = [(a, b) for a, b in opaque if a < end and b > start] if opaque else []
        for a, b in split_sentences(text, start, end, inside):
            count += 1
            yield Sentence(f"s{count}", a, b, normalize(text[a:b]).text, sections[innermost].id, number)


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
