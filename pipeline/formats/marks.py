"""Between an annotation of the scheme and the marks and links that other tools hold.

What tools cannot hold follows from what they do: the section of a sentence is the innermost around it, its group and
measure are those whose span it lies in, a heading stands under the last one of a smaller level, and a paragraph ends at
a line feed or a heading. `losses` tells where that gives another value than the annotator's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from pipeline.domain.annotation import (
    Annotation,
    GoldGroup,
    GoldHeading,
    GoldMeasure,
    GoldSection,
    GoldSentence,
)
from pipeline.domain.labels import CHINESE, RELATIONS, ROLES, STAGES
from pipeline.domain.marked import GROUNDS, LAYERS, Link, Mark, MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.annotation_jsonl import text_sha256

_ABOUT: Final = ("title", "language", "genre", "topic", "shape", "split", "text_path", "made_by", "via")


def to_marks(annotation: Annotation) -> MarkedText:
    """The annotation as marks and links; what follows from these is left out.

    Raises:
        ValueError: its text is not attached.
    """
    if annotation.text is None:
        raise ValueError(f"{annotation.id}: attach the text first")
    at = {s.id: s for s in annotation.sentences}
    marks = [Mark(h.id, h.start, h.end, "heading", str(h.level)) for h in annotation.headings]
    marks += [Mark(c.id, c.start, c.end, "section", c.stage) for c in annotation.sections]
    marks += [Mark(s.id, s.start, s.end, "sentence", s.role) for s in annotation.sentences]
    for g in annotation.groups:
        marks.append(Mark(g.id, g.start, g.end, "group", note=g.title))
        for m in g.measures:
            members = [at[sid] for sid in (m.head, *m.details)]
            marks.append(Mark(m.id, min(s.start for s in members), max(s.end for s in members), "measure"))
    links = [Link(s.id, s.parent, s.relation) for s in annotation.sentences if s.parent and s.relation]
    links += [Link(g.id, ground, GROUNDS) for g in annotation.groups for ground in g.grounds]
    about = {key: value for key in _ABOUT if (value := getattr(annotation, key))}
    return MarkedText(annotation.id, annotation.text, in_order(marks), tuple(links), annotation.annotator, about)


def in_order(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Marks as they begin in the text, the wider first."""
    return tuple(sorted(marks, key=lambda m: (m.start, -m.end, m.layer, m.id)))


def from_marks(marked: MarkedText, where: str) -> Annotation:
    """The annotation that marks and links describe. Sentences and sections must be among the marks.

    Args:
        marked: all layers, as `to_marks` makes them.
        where: the file they came from, for messages.

    Raises:
        AnnotationError: a label or relation that the scheme does not have, or a sentence with two parents.
    """
    layers: dict[str, list[Mark]] = {layer: [m for m in marked.marks if m.layer == layer] for layer in LAYERS}
    place = f"{where}: {marked.id}"

    def named(mark: Mark, names: Sequence[str], kind: str) -> str:
        return scheme_label(mark.label, names, kind, f"{place}: {mark.id}")

    headings = tuple(_headings(layers["heading"], place))
    by_start = {h.start: h.id for h in headings}
    sections = tuple(
        GoldSection(m.id, by_start.get(m.start), m.start, m.end, named(m, STAGES, "stage")) for m in layers["section"]
    )
    members = {
        m.id: [s for s in layers["sentence"] if m.start <= s.start and s.end <= m.end]
        for m in (*layers["group"], *layers["measure"])
    }
    group_of = {s.id: g.id for g in layers["group"] for s in members[g.id]}
    parents, grounds = _links(marked, {m.id: m.layer for m in marked.marks}, place)
    paragraphs = _paragraphs(marked.text, layers["sentence"], headings)

    def sentence(m: Mark) -> GoldSentence:
        parent, relation = parents.get(m.id, (None, None))
        return GoldSentence(
            m.id,
            m.start,
            m.end,
            paragraphs[m.id],
            named(m, ROLES, "role"),
            parent,
            relation,
            section=_innermost(m, sections, place),
            group=group_of.get(m.id),
        )

    groups = tuple(
        GoldGroup(
            g.id,
            g.note or g.id,
            g.start,
            g.end,
            tuple(
                GoldMeasure(m.id, members[m.id][0].id, tuple(s.id for s in members[m.id][1:]))
                for m in layers["measure"]
                if members[m.id] and group_of.get(members[m.id][0].id) == g.id
            ),
            tuple(grounds.get(g.id, ())),
        )
        for g in layers["group"]
    )
    about = marked.about
    return Annotation(
        id=marked.id,
        title=about.get("title", marked.id),
        language=about.get("language", ""),
        genre=about.get("genre", "unknown"),
        topic=about.get("topic", "unknown"),
        shape=about.get("shape", "unknown"),
        annotator=marked.annotator,
        split=about.get("split", "train"),
        sha256=text_sha256(marked.text),
        text_path=about.get("text_path"),
        text=marked.text,
        headings=headings,
        sections=sections,
        sentences=tuple(sentence(m) for m in layers["sentence"]),
        groups=groups,
        made_by=about.get("made_by", ""),
        via=about.get("via", ""),
    )


def scheme_label(name: str, names: Sequence[str], kind: str, where: str) -> str:
    """The label of the scheme that `name` spells ("" stays ""), whatever its case, in English or Chinese.

    Raises:
        AnnotationError: the scheme has no such label.
    """
    found = known_label(name, names)
    if found is not None:
        return found
    near = get_close_matches(name.strip().lower(), names, n=1, cutoff=0.5)
    remedy = f"Use {near[0]}" if near else f"Use one of {', '.join(names)}"
    what = f'the {kind} "{name[:40]}" is not in the scheme'
    raise AnnotationError(what, where=where, remedy=f"{remedy}, or translate it with --map {name[:40]}=LABEL")


def known_label(name: str, names: Sequence[str]) -> str | None:
    """The label among `names` that `name` spells, "" for none given, None where it spells none of them."""
    found = name.strip().lower()
    found = CHINESE.get(found, found)
    return found if not found or found in names else None


def _headings(marks: Sequence[Mark], place: str) -> Iterator[GoldHeading]:
    above: list[GoldHeading] = []
    for m in marks:
        if not (m.label.isascii() and m.label.isdecimal() and len(m.label) < 4) or int(m.label) < 1:
            what = f'the level of a heading is "{m.label[:40]}"'
            raise AnnotationError(what, where=f"{place}: {m.id}", remedy="Label headings heading-1, heading-2, …")
        while above and above[-1].level >= int(m.label):
            above.pop()
        above.append(GoldHeading(m.id, m.start, m.end, int(m.label), above[-1].id if above else None))
        yield above[-1]


def _links(
    marked: MarkedText, layer_of: Mapping[str, str], place: str
) -> tuple[dict[str, tuple[str, str]], dict[str, list[str]]]:
    """Parent and relation of each sentence that has one, and the grounds of each group."""
    parents: dict[str, tuple[str, str]] = {}
    grounds: dict[str, list[str]] = {}
    for link in marked.links:
        ends = f"{link.source} → {link.target}"
        layers = layer_of.get(link.source), layer_of.get(link.target)
        if link.label == GROUNDS and layers == ("group", "section"):
            grounds.setdefault(link.source, []).append(link.target)
            continue
        relation = scheme_label(link.label, RELATIONS, "relation", f"{place}: {ends}")
        if not relation or layers != ("sentence", "sentence"):
            what = f'the relation {ends} "{link.label[:40]}" does not join two sentences by a relation of the scheme'
            raise AnnotationError(what, where=place, remedy=f"Delete it, or use one of {', '.join(RELATIONS)}")
        if link.source in parents:
            what = f"{link.source} has two parents, {parents[link.source][0]} and {link.target}"
            raise AnnotationError(what, where=place, remedy="A sentence has one parent: delete the weaker relation")
        parents[link.source] = (link.target, relation)
    return parents, grounds


def _paragraphs(text: str, sentences: Sequence[Mark], headings: Sequence[GoldHeading]) -> dict[str, int]:
    found: dict[str, int] = {}
    number, before = -1, None
    starts = {h.start for h in headings}
    for s in sentences:
        if before is None or "\n" in text[before.end : s.start] or any(before.end <= h < s.start for h in starts):
            number += 1
        found[s.id] = number
        before = s
    return found


def _innermost(mark: Mark, sections: Sequence[GoldSection], place: str) -> str:
    around = [c for c in sections if c.start <= mark.start and mark.end <= c.end]
    if not around:
        what = f"no section holds the sentence {mark.id} (offsets {mark.start} to {mark.end})"
        raise AnnotationError(what, where=place, remedy="Widen a section, or mark none at all to have them found")
    return min(around, key=lambda c: c.end - c.start).id


def losses(before: Annotation, after: Annotation) -> tuple[str, ...]:
    """What `after` does not tell as `before` does, in words with counts: the loss report of a way there and back.

    Units are compared by their offsets, for many tools give ids of their own; where only ids differ, that is said.
    """
    found: Counter[str] = Counter()
    was, now = _by_span(before), _by_span(after)
    for (kind, start, end), values in was.items():
        other = now.get((kind, start, end))
        if other is None:
            found[kind] += 1
            continue
        for key, value in values.items():
            if other[key] != value:
                found[f"{key} of {kind}"] += 1
    result = [f"{what}: {n}" for what, n in sorted(found.items())]
    for key in ("id", "annotator", *_ABOUT):
        if getattr(before, key) != getattr(after, key):
            result.append(f"{key} of document")
    if before.source != after.source:
        result.append("source of document")
    if not found and [u.id for u in _units(before)] != [u.id for u in _units(after)]:
        result.append("ids (numbered anew)")
    return tuple(result)


def _units(a: Annotation) -> tuple[GoldHeading | GoldSection | GoldSentence | GoldGroup, ...]:
    return (*a.headings, *a.sections, *a.sentences, *a.groups)


def _by_span(a: Annotation) -> dict[tuple[str, int, int], dict[str, object]]:
    """Every unit by kind and offsets, with ids in its values replaced by the offsets of what they name."""
    span = {u.id: (u.start, u.end) for u in _units(a)}
    measure = a.measure_of()
    head = {m.id: span[m.head] for g in a.groups for m in g.measures}
    found: dict[tuple[str, int, int], dict[str, object]] = {}
    for h in a.headings:
        found["heading", h.start, h.end] = {"level": h.level, "parent": span.get(h.parent or "")}
    for c in a.sections:
        found["section", c.start, c.end] = {"stage": c.stage, "heading": span.get(c.heading or "")}
    for s in a.sentences:
        found["sentence", s.start, s.end] = {
            "role": s.role,
            "parent": span.get(s.parent or ""),
            "relation": s.relation,
            "section": span[s.section],
            "paragraph": s.paragraph,
            "group": span.get(s.group or ""),
            "measure": head.get(measure.get(s.id, "")),
        }
    for g in a.groups:
        found["group", g.start, g.end] = {
            "title": g.title,
            "measures": [head[m.id] for m in g.measures],
            "grounds": sorted(span[c] for c in g.grounds),
        }
    return found
