"""Foreign marks laid onto the sentences and sections of a text.

People mark clauses, sentences and whole paragraphs; the scheme labels sentences. Each unit takes the label of the mark
that covers most of it, and whatever had to be moved, joined or left out for that is told.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Final

from pipeline.domain.marked import GROUNDS, Link, Mark, MarkedText

# A mark labels every sentence that it covers at least half of; the one that it overlaps most in any case.
_HALF: Final = 0.5


def with_lf(marked: MarkedText) -> MarkedText:
    """The same marks on the text with its line ends as LF: offsets move with the characters."""
    text = marked.text
    if "\r" not in text:
        return marked
    # Every CR goes: before LF it is dropped, alone it becomes one.
    dropped = [i for i, c in enumerate(text) if c == "\r" and text[i + 1 : i + 2] == "\n"]
    marks = tuple(
        replace(m, start=m.start - bisect_left(dropped, m.start), end=m.end - bisect_left(dropped, m.end))
        for m in marked.marks
    )
    kept = tuple(m for m in marks if m.start < m.end)  # a mark on nothing but the CR of a CRLF
    ids = {m.id for m in kept}
    links = tuple(link for link in marked.links if link.source in ids and link.target in ids)
    return replace(marked, text=text.replace("\r\n", "\n").replace("\r", "\n"), marks=kept, links=links)


def is_whole(marked: MarkedText) -> bool:
    """Whether sentences, headings and sections are all there: then nothing needs to be found, only read."""
    if not any(m.layer == "section" for m in marked.marks):
        return False
    place = 0
    for m in sorted((m for m in marked.marks if m.layer in ("sentence", "heading")), key=attrgetter("start", "end")):
        if m.start < place or marked.text[place : m.start].strip():
            return False
        place = m.end
    return place > 0 and not marked.text[place:].strip()


def onto_units(marked: MarkedText, units: Sequence[Mark]) -> tuple[MarkedText, tuple[str, ...]]:
    """Labels and links of `marked` on `units`, and what was changed for that, in words.

    Args:
        marked: marks of any extent; those of the layers "group" and "measure" are taken as they are.
        units: the headings, sections and sentences of the text, unlabelled, in order.
    """
    sentences = [u for u in units if u.layer == "sentence"]
    given = [m for m in marked.marks if m.layer == "sentence"]
    label, units_of, notes = _labelled(given, sentences)
    sections = {u.id: _stage(u, marked) for u in units if u.layer == "section"}
    kept = [m for m in marked.marks if m.layer in ("group", "measure")]
    taken = {u.id for u in units}
    kept = [replace(m, id=f"x-{m.id}") if m.id in taken else m for m in kept]
    renamed = {
        m.id: k.id for m, k in zip((m for m in marked.marks if m.layer in ("group", "measure")), kept, strict=True)
    }
    marks = [replace(u, label=label.get(u.id, sections.get(u.id, u.label))) for u in units]
    place = {**{m.id: units_of.get(m.id, "") for m in given}, **renamed, **_sections(marked, units)}
    links, dropped = _links(marked.links, place)
    headings = [m for m in marked.marks if m.layer == "heading"]
    homeless = [m for m in marked.marks if m.layer == "section" and m.label not in sections.values()]
    notes = (
        *notes,
        *_note(headings, "headings were left out for those of the text"),
        *_note(homeless, "stages fit no section of the text and were left out"),
    )
    return replace(marked, marks=(*marks, *kept), links=links), (*notes, *dropped)


def _labelled(
    given: Sequence[Mark], sentences: Sequence[Mark]
) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """The label of each sentence, the sentence of each mark, and what had to be moved."""
    starts = [u.start for u in sentences]
    ends = [u.end for u in sentences]
    best: dict[str, tuple[int, Mark]] = {}
    units_of: dict[str, str] = {}
    moved, lost, joined = [], [], []
    for m in given:
        touched = sentences[bisect_right(ends, m.start) : bisect_left(starts, m.end)]
        if not touched:
            lost.append(m)
            continue
        shared = {u.id: min(u.end, m.end) - max(u.start, m.start) for u in touched}
        most = max(touched, key=lambda u: shared[u.id])
        units_of[m.id] = most.id
        if (m.start, m.end) != (most.start, most.end):
            moved.append(m)
        for u in touched:
            if u is most or shared[u.id] >= _HALF * (u.end - u.start):
                other = best.get(u.id)
                if other is not None and other[1].label != m.label:
                    joined.append(u)
                if other is None or shared[u.id] > other[0]:
                    best[u.id] = (shared[u.id], m)
    notes = (
        *_note(moved, "marks are no whole sentence and were laid onto the sentences they cover"),
        *_note(joined, "sentences carry two labels and keep that of the wider mark"),
        *_note(lost, "marks lie in no sentence (on a heading, or on white space) and were left out"),
    )
    return {id: m.label for id, (_, m) in best.items()}, units_of, notes


def _note(marks: Sequence[Mark], what: str) -> Iterator[str]:
    if marks:
        yield f"{len(marks)} {what}: the first is {marks[0].id} at {marks[0].start} to {marks[0].end}"


def _stage(unit: Mark, marked: MarkedText) -> str:
    """The stage of the marked section that shares most with `unit`, if that is more than half of the two together."""
    best, stage = _HALF, ""
    for m in marked.marks:
        if m.layer == "section":
            shared = min(unit.end, m.end) - max(unit.start, m.start)
            ratio = shared / (max(unit.end, m.end) - min(unit.start, m.start))
            if ratio > best:
                best, stage = ratio, m.label
    return stage


def _sections(marked: MarkedText, units: Sequence[Mark]) -> dict[str, str]:
    """The unit section that each marked section is, by its start."""
    at = {u.start: u.id for u in units if u.layer == "section"}
    return {m.id: at[m.start] for m in marked.marks if m.layer == "section" and m.start in at}


def _links(links: Sequence[Link], place: dict[str, str]) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    found: dict[tuple[str, str], Link] = {}
    within = more = lost = 0
    for link in links:
        source, target = place.get(link.source), place.get(link.target)
        if not source or not target:
            lost += 1
        elif source == target:
            within += 1
        elif link.label != GROUNDS and (source, "") in found:
            more += 1
        else:
            found[source, target if link.label == GROUNDS else ""] = Link(source, target, link.label)
    notes = [
        f"{n} relations {what}"
        for n, what in (
            (within, "lie within one sentence and were left out"),
            (more, "would give a sentence a second parent and were left out"),
            (lost, "have an end that lies in no sentence and were left out"),
        )
        if n
    ]
    return tuple(found.values()), tuple(notes)
