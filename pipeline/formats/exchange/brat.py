"""brat standoff: `ANNOTATOR/DOCUMENT.txt`, the text, and `ANNOTATOR/DOCUMENT.ann`, an annotation a line.

    T1 <tab> claim 0 29 <tab> the text there
    R1 <tab> supports Arg1:T2 Arg2:T1
    #1 <tab> AnnotatorNotes T1 <tab> a note

Offsets are code points of the text file. A mark over several lines is written as brat itself does, in parts without the
line breaks, `T1 claim 0 5;6 9`; what is read reaches from the first part to the last, whatever lies between. Where line
breaks stand at the ends of a mark, a comment `#2 Extent T1 <tab> 0 10` tells where it ended, and counts on the way in
as long as the mark has not been moved. The lines of a note are comments of their own. brat has no place for what is
known of a document; it is a comment on its first mark, `#3 About T1 <tab> {"title": …}`.

Of other lines, an event is read as a mark, its trigger, with a link to each argument; attributes, normalisations,
equivalences and comments of other kinds are passed over. The text that a T line gives is compared with what stands
there; where that fits only if CRLF counts as one, as in some versions of brat, it is read so.

Names are escaped where a file system would refuse them. The annotator is the folder that the file lies in. Beside the
documents are `annotation.conf`, without which brat offers none of the labels, and, for labels that brat cannot store as
they are, `visual.conf` (`_brat_config.py`); the reader passes both over, and texts without annotations.

What brat cannot hold: ids of marks (they are numbered T1, T2, …), marks of nothing but line breaks, line breaks in
notes other than LF, and what is known of a document without marks.
"""

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from pipeline.domain.marked import Link, Mark, MarkedText, flat_name, layer_and_label
from pipeline.errors import AnnotationError
from pipeline.formats.exchange import _values as v
from pipeline.formats.exchange._brat_config import annotation_conf, label_of, stored, visual_conf
from pipeline.formats.exchange._offsets import Span, code_points, crlf_as_one, located
from pipeline.formats.marks import in_order

_NOTE: Final = "AnnotatorNotes"
_EXTENT: Final = "Extent"
_ABOUT: Final = "About"
# Whatever brat, which reads by Python's splitlines, takes for the end of a line.
_BREAKS: Final = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_PART: Final = re.compile(f"[^{_BREAKS}]+")
_BREAK: Final = re.compile(f"\r\n|[{_BREAKS}]")
_OWN_ID: Final = re.compile("T[1-9][0-9]{0,8}")
_MARK: Final = re.compile(r"(T\S+)\t(\S+) ([0-9]{1,9} [0-9]{1,9}(?:;[0-9]{1,9} [0-9]{1,9})*) *(?:\t(.*))?")
_RELATION: Final = re.compile(r"(R\S+)\t(\S+) ([^\s:]+):(\S+) ([^\s:]+):(\S+)\s*")
_EVENT: Final = re.compile(r"(E\S+)\t[^\s:]+:(\S+)((?: [^\s:]+:\S+)*)\s*")
_COMMENT: Final = re.compile(r"#\S*\t(\S+) (\S+)(?:\t(.*))?")
_KINDS: Final = {"T": _MARK, "R": _RELATION, "E": _EVENT, "#": _COMMENT}
_PASSED_OVER: Final = re.compile(r"(?:[AMN][0-9]|\*)\S*\t")
_TWO_OFFSETS: Final = re.compile("([0-9]{1,9}) ([0-9]{1,9})")


class _Line(NamedTuple):
    """A line that was recognised, with its place."""

    found: re.Match[str]
    where: str


def read_brat(files: Mapping[str, bytes]) -> list[MarkedText]:
    """The documents of a brat collection.

    Raises:
        AnnotationError: with file, line and remedy.
    """
    names = [name for name in files if name.endswith(".ann")]
    texts = [name for name in files if name.endswith(".txt")]
    if texts and not names:
        remedy = "Name the folder of the collection, with a .txt and an .ann for each document"
        raise AnnotationError("there is no .ann file beside it", where=texts[0], remedy=remedy)
    return v.all_different((_document(name, files), name) for name in names)


def write_brat(documents: Sequence[MarkedText]) -> dict[str, bytes]:
    """`ANNOTATOR/DOCUMENT.txt` and `.ann` for each document, and the configuration.

    Raises:
        AnnotationError: two documents have the same id and annotator.
    """
    v.all_different((d, f"document {i}") for i, d in enumerate(documents, 1))
    files = {}
    for d in documents:
        folder = f"{v.as_file_name(d.annotator)}/" if d.annotator else ""
        path = f"{folder}{v.as_file_name(d.id)}"
        files[f"{path}.txt"] = d.text.encode()
        files[f"{path}.ann"] = "".join(f"{line}\n" for line in _lines(d)).encode()
    configuration = {"annotation.conf": annotation_conf(documents), "visual.conf": visual_conf(documents)}
    return files | {name: text.encode() for name, text in configuration.items() if text}


def _lines(d: MarkedText) -> Iterator[str]:
    used = {m.id for m in d.marks if _OWN_ID.fullmatch(m.id)}
    numbers = (f"T{i}" for i in range(1, 2 * len(d.marks) + 1) if f"T{i}" not in used)
    name_of: dict[str, str] = {}
    comments: list[str] = []
    for m in d.marks:
        parts = [(p.start(), p.end()) for p in _PART.finditer(d.text, m.start, m.end)]
        if not parts:
            continue
        name = name_of[m.id] = m.id if m.id in used else next(numbers)
        spans = ";".join(f"{start} {end}" for start, end in parts)
        yield f"{name}\t{stored(flat_name(m))} {spans}\t{' '.join(d.text[start:end] for start, end in parts)}"
        if m.note:
            comments += [f"{_NOTE} {name}\t{line}" for line in _BREAK.split(m.note)]
        if (parts[0][0], parts[-1][1]) != (m.start, m.end):
            comments.append(f"{_EXTENT} {name}\t{m.start} {m.end}")
    if d.about and name_of:
        known = json.dumps(dict(d.about), ensure_ascii=False)
        known = _BREAK.sub(lambda m: f"\\u{ord(m[0]):04x}", known)
        comments.append(f"{_ABOUT} {next(iter(name_of.values()))}\t{known}")
    links = [link for link in d.links if link.source in name_of and link.target in name_of]
    for i, link in enumerate(links, 1):
        yield f"R{i}\t{stored(link.label)} Arg1:{name_of[link.source]} Arg2:{name_of[link.target]}"
    for i, comment in enumerate(comments, 1):
        yield f"#{i}\t{comment}"


def _document(name: str, files: Mapping[str, bytes]) -> MarkedText:
    path = PurePosixPath(name)
    beside = f"{name.removesuffix('.ann')}.txt"
    if beside not in files:
        remedy = "Name the folder that holds both"
        raise AnnotationError(f"its text {PurePosixPath(beside).name} is missing", where=name, remedy=remedy)
    try:
        text = files[beside].decode("utf-8")
    except UnicodeDecodeError as error:
        raise AnnotationError("is no UTF-8", where=beside, remedy="Save it as UTF-8") from error
    lines = _recognised(name, v.decoded(files[name], name))
    comments = _comments(lines["#"])
    marks: dict[str, Mark] = {}
    for (found, where), (start, end) in zip(lines["T"], _spans(lines["T"], text), strict=True):
        id, (layer, label) = found[1], layer_and_label(label_of(found[2]))
        if id in marks:
            raise AnnotationError(f"{id} is there twice", where=where, remedy="Give one of the two another number")
        start, end = _extent(comments.get((_EXTENT, id), []), text, start, end)
        marks[id] = Mark(id, start, end, layer, label, "\n".join(comments.get((_NOTE, id), [])))
    annotator = v.from_file_name(path.parent.name) if path.parent.name else ""
    links = tuple(_links(lines, marks))
    about = _about(line for (kind, _), found in comments.items() if kind == _ABOUT for line in found)
    return MarkedText(v.from_file_name(path.stem), text, in_order([*marks.values()]), links, annotator, about)


def _recognised(name: str, text: str) -> dict[str, list[_Line]]:
    """The lines by the letter they begin with."""
    found: dict[str, list[_Line]] = {letter: [] for letter in _KINDS}
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        if not line.strip() or _PASSED_OVER.match(line):
            continue
        where = f"{name}:{number}"
        match = _KINDS[line[0]].fullmatch(line) if line[0] in _KINDS else None
        if match is None:
            what = f"is no line of brat standoff: {v.shown(line)}"
            remedy = "Write it as in T1<tab>claim 0 29<tab>text or R1<tab>supports Arg1:T2 Arg2:T1"
            raise AnnotationError(what, where=where, remedy=remedy)
        found[line[0]].append(_Line(match, where))
    return found


def _comments(lines: Sequence[_Line]) -> dict[tuple[str, str], list[str]]:
    """The texts of all comments, by their type and what they are about."""
    comments: dict[tuple[str, str], list[str]] = {}
    for found, _ in lines:
        comments.setdefault((found[1], found[2]), []).append(found[3] or "")
    return comments


def _about(comments: Iterable[str]) -> dict[str, str]:
    for comment in comments:
        try:
            return v.texts_of(v.parsed(comment, "", ""))
        except AnnotationError:  # a comment of other people, which says something else
            continue
    return {}


def _spans(lines: Sequence[_Line], text: str) -> list[tuple[int, int]]:
    spans = []
    for found, where in lines:
        offsets = [int(x) for x in re.split("[ ;]", found[3])]
        spans.append(Span(tuple(zip(offsets[::2], offsets[1::2], strict=True)), found[4], where))
    return located(text, spans, (code_points, crlf_as_one))


def _extent(comments: Sequence[str], text: str, start: int, end: int) -> tuple[int, int]:
    for comment in comments:
        found = _TWO_OFFSETS.fullmatch(comment)
        if found:
            wide = int(found[1]), int(found[2])
            added = text[wide[0] : start] + text[end : wide[1]]
            if wide[0] <= start and end <= wide[1] <= len(text) and not added.strip(_BREAKS):
                return wide
    return start, end


def _links(lines: Mapping[str, Sequence[_Line]], marks: Container[str]) -> Iterator[Link]:
    trigger = {found[1]: found[2] for found, _ in lines["E"]}

    def mark(name: str, where: str) -> str:
        id = trigger.get(name, name)
        if id not in marks:
            remedy = f"Add the line that begins with {name}, or delete this one"
            raise AnnotationError(f"there is no {name}", where=where, remedy=remedy)
        return id

    for found, where in lines["R"]:
        ends = [mark(found[4], where), mark(found[6], where)]
        if (found[3], found[5]) == ("Arg2", "Arg1"):
            ends.reverse()
        yield Link(ends[0], ends[1], label_of(found[2]))
    for found, where in lines["E"]:
        for argument in found[3].split():
            role, _, target = argument.partition(":")
            # brat numbers arguments of the same role: Theme, Theme2, …
            yield Link(mark(found[2], where), mark(target, where), label_of(role.rstrip("0123456789") or role))
