"""Annotation files, `pipeline.annotation/1`: labels and offsets in `labels/ANNOTATOR/ID.jsonl`, the text beside them.

Line 1 is the header; headings, sections, sentences and groups follow, one JSON object a line. The text stays in
`texts/LANG/ID.txt` (UTF-8, LF) and is tied to its labels by the SHA-256 of those bytes, so that labels may be given
away without a text that is not ours.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.domain.annotation import (
    SCHEMA,
    Annotation,
    GoldGroup,
    GoldHeading,
    GoldMeasure,
    GoldSection,
    GoldSentence,
    Source,
)
from pipeline.errors import AnnotationError
from pipeline.files import write_atomically
from pipeline.formats.annotation_argument import circles
from pipeline.formats.annotation_records import Fault, Problem, Record, parse


def read_annotation(path: Path, *, text: str | None = None) -> Annotation:
    """One document's labels, with its text where that is ours or given.

    Args:
        path: a file `ROOT/labels/ANNOTATOR/ID.jsonl`; a text of ours is looked for under `ROOT`.
        text: the document, for labels that do not ship it; checked against the header's hash.

    Raises:
        AnnotationError: the file is missing, of a newer schema, malformed, names what is not in it, has parents that
            run in a circle, or does not fit its text. What the scheme asks beyond that `check_annotation_file` says.
    """
    try:
        data = file_bytes(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotationError(f"cannot be read: {reason}", where=str(path), remedy="Check the path") from error
    records, faults = parse(data, path)
    if not faults:
        if text is None and records[0].values["text"] is not None:
            root = Path(*path.resolve().parts[:-3])
            found = read_text(path, root=root, text_path=records[0].values["text"])
            text, faults = (found, []) if isinstance(found, str) else (None, [found])
        annotation = build(records, text=text)
        lines = {r.values[r.kind]: r.line for r in records[1:]}
        faults += text_faults(annotation, records, path)
        faults += [Fault(path, lines.get(p.id, 1), p.message, p.remedy) for p in _loose_ends(annotation)]
    if faults:
        first = faults[0]
        rest = len(faults) - 1
        more = f" (and {rest} more fault{'s' if rest > 1 else ''})" if rest else ""
        raise AnnotationError(first.message + more, where=f"{first.path}:{first.line}", remedy=first.remedy)
    return annotation


def file_bytes(path: Path) -> bytes:
    """The bytes of a file; a pipe or a device, which might never end, is none.

    Raises:
        OSError: it cannot be read, or is no file.
    """
    if path.exists() and not path.is_file():
        raise OSError("it is no file")
    return path.read_bytes()


def _loose_ends(annotation: Annotation) -> Iterator[Problem]:
    """References to what is not there, and circles of parents: no program can follow them."""
    sentences = {s.id: s for s in annotation.sentences}
    ids = set(sentences)
    sections = {c.id for c in annotation.sections}
    headings = {h.id for h in annotation.headings}
    groups = {g.id for g in annotation.groups}
    wanted = [(h.id, "parent", h.parent, headings) for h in annotation.headings]
    wanted += [(c.id, "heading", c.heading, headings) for c in annotation.sections]
    for s in annotation.sentences:
        wanted += [(s.id, "parent", s.parent, ids), (s.id, "section", s.section, sections)]
        wanted.append((s.id, "group", s.group, groups))
    for g in annotation.groups:
        wanted += [(g.id, "grounds", ground, sections) for ground in g.grounds]
        wanted += [(g.id, "measure", sid, ids) for m in g.measures for sid in (m.head, *m.details)]
    for id, key, name, there in wanted:
        if name is not None and name not in there:
            yield Problem(id, f'{key} "{name}" of {id} does not exist', "Name one that does, or null")
    yield from circles(sentences)


def label_files(root: Path) -> list[Path]:
    """The label files of a corpus, `ROOT/labels/ANNOTATOR/ID.jsonl`, by annotator and id; none where it has none.

    Raises:
        AnnotationError: a folder cannot be listed: labels in it would be missed in silence.
    """
    folder = root / "labels"
    try:
        annotators = sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
        return [path for annotator in annotators for path in sorted(annotator.iterdir()) if path.suffix == ".jsonl"]
    except OSError as error:
        where = str(error.filename or folder)
        what = f"cannot be listed: {error.strerror}"
        raise AnnotationError(what, where=where, remedy="Give yourself permission to read it") from error


def write_annotation(annotation: Annotation, path: Path) -> None:
    """Write the labels, never the text: the same values always give the same bytes.

    Raises:
        OutputError: the file cannot be written.
    """
    lines = (json.dumps(record, ensure_ascii=False) for record in _records(annotation))
    write_atomically(path, "".join(f"{line}\n" for line in lines).encode())


def text_sha256(text: str) -> str:
    """The hash that ties labels to a text: SHA-256 of its UTF-8 bytes, line ends as LF."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_text(path: Path, *, root: Path, text_path: str) -> str | Fault:
    """The text that the label file `path` names, or the fault that keeps it from being read."""
    try:
        # A checkout may have turned LF into CRLF; offsets and hash are of the LF text.
        return file_bytes(root / text_path).decode("utf-8").replace("\r\n", "\n")
    except OSError as error:
        reason = error.strerror or str(error)
        return Fault(path, 1, f"its text {text_path} cannot be read: {reason}", f"Put the text at {root / text_path}")
    except UnicodeDecodeError:
        return Fault(root / text_path, 1, "this text is no UTF-8", "Save the file as UTF-8")


def text_faults(annotation: Annotation, records: Sequence[Record], path: Path) -> list[Fault]:
    """Where the labels do not fit the text: its hash, offsets beyond it, white space at the ends of a slice."""
    text = annotation.text
    if text is None:
        return []
    if text_sha256(text) != annotation.sha256:
        remedy = "Give the text that was annotated, or check every offset and write the new hash"
        return [Fault(path, 1, f"the text has the SHA-256 {text_sha256(text)}, not that of the header", remedy)]
    faults = []
    for record in records[1:]:
        start, end = record.values["start"], record.values["end"]
        what = f"{record.kind} {record.values[record.kind]}"
        if end > len(text):
            remedy = "Offsets count code points, not bytes, of the text with LF"
            faults.append(Fault(path, record.line, f"{what} ends at {end}, the text at {len(text)}", remedy))
        elif record.kind in ("heading", "sentence") and text[start:end] != text[start:end].strip():
            shown = json.dumps(text[start:end], ensure_ascii=False)
            remedy = "Move the offsets to the first and last visible character"
            faults.append(Fault(path, record.line, f"{what} has white space at its ends: {shown[:60]}", remedy))
    return faults


def build(records: Sequence[Record], *, text: str | None) -> Annotation:
    """The annotation that well-formed records describe, header first."""
    head = records[0].values
    lines = {
        kind: [r.values for r in records if r.kind == kind] for kind in ("heading", "section", "sentence", "group")
    }
    return Annotation(
        **{key: head[key] for key in _HEAD_KEYS},
        text_path=head["text"],
        text=text,
        source=Source(**head["source"]) if "source" in head else None,
        made_by=head.get("made_by", ""),
        via=head.get("via", ""),
        headings=tuple(GoldHeading(**_renamed(v, "heading")) for v in lines["heading"]),
        sections=tuple(GoldSection(**_renamed(v, "section")) for v in lines["section"]),
        sentences=tuple(GoldSentence(**_renamed(v, "sentence", without="measure")) for v in lines["sentence"]),
        groups=tuple(
            GoldGroup(
                id=v["group"],
                title=v["title"],
                start=v["start"],
                end=v["end"],
                measures=tuple(GoldMeasure(m["id"], m["head"], tuple(m["details"])) for m in v["measures"]),
                grounds=tuple(v["grounds"]),
            )
            for v in lines["group"]
        ),
    )


_HEAD_KEYS = ("id", "title", "language", "genre", "topic", "shape", "annotator", "split", "sha256")


def _renamed(values: Mapping[str, Any], kind: str, *, without: str = "") -> dict[str, Any]:
    """The fields of a gold value: in the file, the key that names the kind holds the id."""
    # What is not labelled yet is null in the file and "" in the value.
    return {
        "id" if key == kind else key: "" if key in ("role", "stage") and value is None else value
        for key, value in values.items()
        if key != without
    }


def _records(annotation: Annotation) -> Iterator[dict[str, Any]]:
    yield {
        "schema": SCHEMA,
        **{key: getattr(annotation, key) for key in _HEAD_KEYS if key != "sha256"},
        "text": annotation.text_path,
        "sha256": annotation.sha256,
        **({"source": asdict(annotation.source)} if annotation.source else {}),
        **{key: getattr(annotation, key) for key in ("made_by", "via") if getattr(annotation, key)},
    }
    for h in annotation.headings:
        yield {"heading": h.id, "start": h.start, "end": h.end, "level": h.level, "parent": h.parent}
    for c in annotation.sections:
        yield {"section": c.id, "heading": c.heading, "start": c.start, "end": c.end, "stage": c.stage or None}
    measure_of = annotation.measure_of()
    for s in annotation.sentences:
        yield {
            "sentence": s.id,
            "start": s.start,
            "end": s.end,
            "section": s.section,
            "paragraph": s.paragraph,
            "role": s.role or None,
            "parent": s.parent,
            "relation": s.relation,
            "group": s.group,
            "measure": measure_of.get(s.id),
        }
    for g in annotation.groups:
        yield {
            "group": g.id,
            "title": g.title,
            "start": g.start,
            "end": g.end,
            "measures": [{"id": m.id, "head": m.head, "details": list(m.details)} for m in g.measures],
            "grounds": list(g.grounds),
        }
