"""An annotation corpus against the scheme: every fault with its file, line and remedy.

`annotation_records` sees to the form of each line and `annotation_jsonl` to the text; here is what the labels of one
document owe to each other, and the documents of a corpus. The argument (roles, tree, groups) is in
`annotation_argument`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeAlias

from pipeline.domain.annotation import Annotation, GoldHeading, GoldSentence
from pipeline.errors import AnnotationError
from pipeline.formats.annotation_argument import argument_problems
from pipeline.formats.annotation_jsonl import build, file_bytes, label_files, read_text, text_faults
from pipeline.formats.annotation_records import Fault, Problem, Record, parse
from pipeline.text.characters import INVISIBLE


@dataclass(frozen=True)
class CorpusCheck:
    """What was found in a corpus: its faults, and how much of everything there is (sound files only).

    `annotations` are the sound files as read, in the order of `label_files`.

    `documents` counts texts, `files` label files; a document that two people labelled counts once among the documents.
    """

    faults: tuple[Fault, ...]
    annotations: tuple[Annotation, ...]
    files: int
    documents: int
    sentences: int
    groups: int
    characters: int
    roles: Counter[str]
    stages: Counter[str]
    relations: Counter[str]
    languages: Counter[str]
    splits: Counter[str]
    annotators: Counter[str]


_Unit: TypeAlias = GoldHeading | GoldSentence


class _Checked(NamedTuple):
    path: Path
    annotation: Annotation | None
    lines: dict[str, int]
    faults: list[Fault]


def check_annotation_file(path: Path, *, root: Path, complete: bool = False) -> list[Fault]:
    """All faults of one label file, in the order of its lines.

    Args:
        path: of the file.
        root: the folder that holds texts/ and labels/.
        complete: whether a sentence without a role is a fault. Where only a few were labelled, by a reader of the page
            or from a table of suggestions, it is none.
    """
    return _check(path, root, complete).faults


def check_corpus(root: Path, *, complete: bool = False) -> CorpusCheck:
    """All faults of the label files under `root`/labels and the texts under `root`/texts; `complete` as for a file.

    Raises:
        AnnotationError: `root` holds no label file.
    """
    paths = label_files(root)
    if not paths:
        raise AnnotationError(
            "no label file here", where=str(root), remedy="An annotation corpus has labels/ANNOTATOR/ID.jsonl"
        )
    checked = [_check(path, root, complete) for path in paths]
    faults = [fault for c in checked for fault in c.faults]
    faults += _between_documents(checked)
    faults += _unused_texts(root, checked)
    sound = [c.annotation for c in checked if c.annotation is not None and not c.faults]
    once = list({a.id: a for a in sound}.values())
    return CorpusCheck(
        faults=tuple(faults),
        annotations=tuple(sound),
        files=len(paths),
        documents=len(once),
        sentences=sum(len(a.sentences) for a in once),
        groups=sum(len(a.groups) for a in once),
        characters=sum(len(a.text or "") for a in once),
        roles=Counter(s.role for a in once for s in a.sentences if s.role),
        stages=Counter(c.stage for a in once for c in a.sections),
        relations=Counter(s.relation or "root" for a in once for s in a.sentences if s.role),
        languages=Counter(a.language for a in once),
        splits=Counter(a.split for a in once),
        annotators=Counter(a.annotator for a in sound),
    )


def _check(path: Path, root: Path, complete: bool) -> _Checked:
    try:
        data = file_bytes(path)
    except OSError as error:
        fault = Fault(path, 1, f"cannot be read: {error.strerror or error}", "Check the path")
        return _Checked(path, None, {}, [fault])
    records, faults = parse(data, path)
    well_formed = not faults
    if not records or records[0].kind != "header":
        return _Checked(path, None, {}, faults)
    text = None
    if (text_path := records[0].values["text"]) is not None:
        found = read_text(path, root=root, text_path=text_path)
        if isinstance(found, str):
            text = found
        else:
            faults.append(found)
    annotation = build(records, text=text)
    lines = {r.values[r.kind]: r.line for r in reversed(records[1:])}
    problems: list[Problem] = []
    if well_formed:  # what refers to a line that could not be read would only give faults twice
        misfits = text_faults(annotation, records, path)
        faults += misfits
        faults += _names(path, annotation, records)
        problems += _extents(annotation, covers=not misfits)
        if len(records) == 1 + len(lines):  # nor can what refers to an id that stands twice be judged
            problems += argument_problems(annotation, _measures(records), complete=complete)
    faults += [Fault(path, lines.get(p.id, 1), p.message, p.remedy) for p in problems]
    return _Checked(path, annotation, lines, sorted(faults, key=lambda f: f.line))


def _measures(records: Sequence[Record]) -> dict[str, str | None]:
    """What each sentence line says its measure is; the groups list the same the other way round."""
    return {r.values["sentence"]: r.values["measure"] for r in records if r.kind == "sentence"}


def _names(path: Path, annotation: Annotation, records: Sequence[Record]) -> Iterator[Fault]:
    """Ids that are not unique, and a header that does not match where the file lies."""
    first: dict[str, Record] = {}
    ids = [(r.values[r.kind], r) for r in records[1:]]
    ids += [(m["id"], r) for r in records if r.kind == "group" for m in r.values["measures"]]
    for name, record in ids:
        if name in first:
            message = f'the id "{name}" stands here and in line {first[name].line}'
            yield Fault(path, record.line, message, "Give one of the two an id of its own")
        first.setdefault(name, record)
    expected = f"texts/{annotation.language}/{annotation.id}.txt"
    if annotation.id != path.stem:
        message = f'the id is "{annotation.id}", the file is {path.name}'
        yield Fault(path, 1, message, f'Name the file "{annotation.id}.jsonl"')
    if annotation.annotator != path.parent.name:
        message = f'the annotator is "{annotation.annotator}", the folder is {path.parent.name}'
        yield Fault(path, 1, message, "Move the file to the annotator's own folder")
    if annotation.text_path not in (None, expected):
        message = f'the text is "{annotation.text_path}"'
        yield Fault(path, 1, message, f'Put it at "{expected}", by language and id')


def _extents(annotation: Annotation, *, covers: bool) -> Iterator[Problem]:
    """Headings and sentences in order, side by side and leaving nothing out; sections in a tree around them."""
    headings: Sequence[_Unit] = annotation.headings
    sentences: Sequence[_Unit] = annotation.sentences
    for units in (headings, sentences):
        for before, after in pairwise(units):
            if after.start < before.start:
                yield Problem(
                    after.id, f"{after.id} starts before {before.id}, which stands above it", "Sort by offset"
                )
    in_order = sorted((*headings, *sentences), key=lambda u: (u.start, u.end))
    for before, after in pairwise(in_order):
        if after.start < before.end:
            message = f"{after.id} overlaps {before.id} (offsets {after.start} to {before.end})"
            yield Problem(after.id, message, "A character belongs to one sentence or heading")
    text = annotation.text
    if text is not None and covers:
        at = 0
        for unit in (*in_order, None):
            gap = INVISIBLE.sub(" ", text[at : unit.start if unit else len(text)])
            if gap.strip():
                found = f"{gap.strip()[:30]}{'…' if len(gap.strip()) > 30 else ''}"
                where = f"before {unit.id}" if unit else "at the end"
                message = f'text {where} (offset {at + len(gap) - len(gap.lstrip())}) belongs to nothing: "{found}"'
                yield Problem(unit.id if unit else "", message, "Make it a sentence or a heading, or widen one")
            at = max(at, unit.end) if unit else at
    yield from _nesting(annotation)


def _nesting(annotation: Annotation) -> Iterator[Problem]:
    headings = {h.id: h for h in annotation.headings}
    for h in annotation.headings:
        if h.parent is None:
            continue
        above = headings.get(h.parent)
        if above is None:
            yield Problem(h.id, f'parent "{h.parent}" of {h.id} is no heading', "Name a heading above it, or null")
        elif above.start >= h.start or above.level >= h.level:
            yield Problem(h.id, f"{h.id} cannot stand under {h.parent}", "A parent comes before, at a smaller level")
    for c in annotation.sections:
        head = headings.get(c.heading or "")
        if c.heading is not None and head is None:
            yield Problem(c.id, f'heading "{c.heading}" of {c.id} is no heading', "Name its heading, or null")
        elif head is not None and not c.start <= head.start < head.end <= c.end:
            yield Problem(c.id, f"{c.id} does not contain its heading {head.id}", "A section begins at its heading")
    sections = {c.id: c for c in annotation.sections}
    for s in annotation.sentences:
        own = sections.get(s.section)
        if own is None:
            yield Problem(s.id, f'section "{s.section}" of {s.id} does not exist', f"Use one of {', '.join(sections)}")
        elif not own.start <= s.start < s.end <= own.end:
            yield Problem(s.id, f"{s.id} lies outside its section {own.id}", "Name the section that contains it")
        else:
            around = [c for c in annotation.sections if c.start <= s.start and s.end <= c.end]
            inner = min(around, key=lambda c: c.end - c.start)
            if inner.end - inner.start < own.end - own.start:
                yield Problem(s.id, f"{s.id} lies in {inner.id}, inside {own.id}", f'Its section is "{inner.id}"')


def _between_documents(checked: Sequence[_Checked]) -> Iterator[Fault]:
    """The same document labelled twice must be the same; no sentence of ours may stand in a corpus twice."""
    documents: dict[str, Annotation] = {}
    sentences: dict[str, tuple[str, Path, int]] = {}
    for path, annotation, lines, _ in checked:
        if annotation is None:
            continue
        known = documents.setdefault(annotation.id, annotation)
        for key in ("sha256", "split", "language"):
            here, there = getattr(annotation, key), getattr(known, key)
            if here != there:
                message = f'"{key}" is {here} here and {there} in the labels by {known.annotator}'
                yield Fault(path, 1, message, "A document has one text and one split, whoever labels it")
        if known is not annotation or annotation.text is None or annotation.text_path is None or annotation.source:
            continue
        for s in annotation.sentences:
            text = annotation.text[s.start : s.end]
            line = lines.get(s.id, 1)
            other = sentences.setdefault(text, (s.id, path, line))
            if other != (s.id, path, line):
                message = f'the sentence {s.id} also stands at {other[1].name}:{other[2]}: "{text[:30]}"'
                yield Fault(path, line, message, "Rewrite one of the two")


def _unused_texts(root: Path, checked: Sequence[_Checked]) -> Iterator[Fault]:
    used = {c.annotation.text_path for c in checked if c.annotation is not None}
    unread = {
        c.path.stem for c in checked if c.annotation is None
    }  # their headers could not be read: say one thing only
    for text in sorted((root / "texts").glob("*/*")):
        if text.is_file() and text.relative_to(root).as_posix() not in used and text.stem not in unread:
            yield Fault(text, 1, "no label file mentions this text", "Label it, or take it out of texts/")
