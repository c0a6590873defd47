"""A REFI-QDA project → marked texts: see `refi_qda.py`."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from pipeline.domain.marked import Link, Mark, MarkedText, layer_and_label
from pipeline.errors import AnnotationError
from pipeline.formats.exchange import _refi_write as w
from pipeline.formats.exchange._archive import Archive
from pipeline.formats.exchange._xml import Element, parse_xml
from pipeline.formats.marks import in_order

_WHAT: Final = "a REFI-QDA project (.qdpx)"
_MADE: Final = ("made_by", "via")  # what is known of labels, and not of the text


@dataclass(slots=True)
class _Labels:
    """What one user coded in one text."""

    id: str
    about: Mapping[str, str]
    marks: list[Mark] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class _Source:
    guid: str
    name: str
    title: str
    text: str
    element: Element
    labels: dict[str, _Labels] = field(default_factory=dict)


class _Project:
    """The parts of `project.qde` that others refer to, by GUID."""

    def __init__(self, name: str, data: bytes) -> None:
        self.archive = Archive(data, name, _WHAT)
        entries = [n for n in self.archive.names if n.lower().endswith(".qde") and "/" not in n]
        if len(entries) != 1:
            what = f"holds {len(entries)} files project.qde and not one"
            raise AnnotationError(what, where=name, remedy=f"Give {_WHAT} as the tool exports it")
        self.file = name
        self.name = f"{name}: {entries[0]}"
        self.root = parse_xml(self.archive.read(entries[0]), self.name, _WHAT)
        if self.root.name != "Project":
            raise self.refused(self.root, f"its root is {self.root.name[:40]} and not Project")
        self.users = {g: (e.get("name") or e.get("id") or "") for g, e in self.by_guid("Users", "User").items()}
        self.notes = self.by_guid("Notes", "Note")
        self.variables = {g: e.get("name") or "" for g, e in self.by_guid("Variables", "Variable").items()}
        self.codes = self._codes()
        self.links = [e for part in self.root.all("Links") for e in part.all("Link")]
        self.linked_to: dict[str, list[str]] = {}
        for link in self.links:
            self.linked_to.setdefault(_guid(link.get("targetGUID")), []).append(_guid(link.get("originGUID")))
        self._members = {n.lower(): n for n in self.archive.names}
        self.atlas = (self.root.get("origin") or "").upper().startswith("ATLAS")

    def refused(self, element: Element, what: str, remedy: str = "") -> AnnotationError:
        """The error for something wrong in an element."""
        remedy = remedy or f"Give {_WHAT} as the tool exports it"
        return AnnotationError(what, where=f"{self.name}:{element.line}", remedy=remedy)

    def guid(self, element: Element, attribute: str = "guid") -> str:
        """A GUID as it is compared: braces and case do not count."""
        value = _guid(element.get(attribute))
        if not value:
            raise self.refused(element, f"{element.name} has no {attribute}")
        return value

    def by_guid(self, part: str, name: str) -> dict[str, Element]:
        """The elements of that name in a part of the project."""
        found: dict[str, Element] = {}
        for container in self.root.all(part):
            for element in container.all(name):
                guid = self.guid(element)
                if guid in found:
                    raise self.refused(element, f"two of {part} have the GUID {guid[:40]}")
                found[guid] = element
        return found

    def _codes(self) -> dict[str, tuple[str, str]]:
        """Layer and label of each code."""
        paths: dict[str, tuple[str, ...]] = {}
        book = self.root.first("CodeBook")
        stack: list[tuple[tuple[str, ...], Element]] = [((), child) for child in (book.all("Codes") if book else ())]
        while stack:
            above, element = stack.pop()
            for code in element.all("Code"):
                path = (*above, code.get("name") or "")
                guid = self.guid(code)
                if guid in paths:
                    raise self.refused(code, f"two codes have the GUID {guid[:40]}")
                paths[guid] = path
                stack.append((path, code))
        times = Counter(path[-1] for path in paths.values())
        return {guid: _layer_and_label(guid, path, times[path[-1]] > 1) for guid, path in paths.items()}

    def text(self, element: Element) -> str | None:
        """The plain text of a source or note: inline, or a file of the archive; None if there is neither."""
        inline = element.first("PlainTextContent")
        if inline is not None:
            return inline.text
        path = element.get("plainTextPath")
        if path is None:
            return None
        scheme, _, rest = path.partition("://")
        for file in (f"sources/{rest.lstrip('/')}", rest, f"sources/{unquote(rest)}"):
            member = self._members.get(file.lower())
            if scheme == "internal" and member is not None:
                return self._decoded(self.archive.read(member), element, member)
        what = f"the text {path[:120]!r} is not in the archive, and no path is followed out of it"
        raise self.refused(element, what, "Export the project with its sources inside")

    def _decoded(self, data: bytes, element: Element, member: str) -> str:
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            raise self.refused(element, f"the text {member[:120]} is not UTF-8") from error


def _guid(value: str | None) -> str:
    return (value or "").strip().strip("{}").lower()


def _layer_and_label(guid: str, path: tuple[str, ...], ambiguous: bool) -> tuple[str, str]:
    layer, label = layer_and_label(path[-1])
    for known in ((layer, label), ("sentence", path[-1])):
        if guid == w.code_guid(*known):  # a code that this package wrote
            return known
    if layer == "sentence" and ambiguous:
        return "sentence", "/".join(name.strip() for name in path)
    return layer, label.strip()


def read_project(name: str, data: bytes) -> list[MarkedText]:
    """The documents of one `.qdpx` file."""
    project = _Project(name, data)
    found: dict[str, tuple[_Source, str, Mark]] = {}
    sources = list(_sources(project))
    cases = _cases(project)
    for source in sources:
        for id, annotator, about in cases.get(source.guid, ()):
            source.labels[annotator] = _Labels(id, about)
        if not source.labels:
            default = _Labels(source.name, {"title": source.title} if source.title else {})
        else:
            first = next(iter(source.labels.values()))
            default = _Labels(first.id, {k: v for k, v in first.about.items() if k not in _MADE})
        _read_selections(project, source, default, found)
        if not source.labels:
            source.labels[""] = default
    for element in project.links:
        origin, target = (found.get(_guid(element.get(end))) for end in ("originGUID", "targetGUID"))
        if origin is not None and target is not None and origin[0] is target[0] and origin[1] == target[1]:
            link = Link(origin[2].id, target[2].id, element.get("name") or "")
            origin[0].labels[origin[1]].links.append(link)
    return [
        MarkedText(labels.id, source.text, in_order(labels.marks), tuple(labels.links), annotator, labels.about)
        for source in sources
        for annotator, labels in source.labels.items()
    ]


def _sources(project: _Project) -> Iterator[_Source]:
    names: Counter[str] = Counter()
    seen: set[str] = set()
    for part in project.root.all("Sources"):
        for n, element in enumerate(part.children, start=1):
            holder: Element | None = element
            if element.name == "PDFSource":
                holder = element.first("Representation")
            elif element.name != "TextSource":
                continue
            if holder is None:
                continue
            guid = project.guid(element)
            if guid in seen:
                raise project.refused(element, f"two sources have the GUID {guid[:40]}")
            seen.add(guid)
            text = project.text(holder)
            if text is None:
                raise project.refused(element, "the source has no plain text", "Export the project with plain texts")
            title = element.get("name") or ""
            name = title or f"{PurePosixPath(project.file).stem}-{n}"
            names[name] += 1
            unique = name if names[name] == 1 else f"{name}-{names[name]}"
            yield _Source(guid, unique, title, text, holder)


def _cases(project: _Project) -> dict[str, list[tuple[str, str, dict[str, str]]]]:
    """For each source: id, annotator and about of the cases that this package wrote on it."""
    found: dict[str, list[tuple[str, str, dict[str, str]]]] = {}
    for case in (e for part in project.root.all("Cases") for e in part.all("Case")):
        values: dict[str, str] = {}
        for value in case.all("VariableValue"):
            reference, text = value.first("VariableRef"), value.first("TextValue")
            if reference is not None and text is not None:
                values[project.variables.get(project.guid(reference, "targetGUID"), "")] = text.text
        source = case.first("SourceRef")
        if source is None or not {w.DOCUMENT, w.ANNOTATOR} <= values.keys():
            continue
        about = {
            name.removeprefix(w.ABOUT): text
            for name, text in values.items()
            if name not in (w.DOCUMENT, w.ANNOTATOR) and text
        }
        entry = (values[w.DOCUMENT], values[w.ANNOTATOR], about)
        found.setdefault(project.guid(source, "targetGUID"), []).append(entry)
    return found


def _read_selections(
    project: _Project, source: _Source, default: _Labels, found: dict[str, tuple[_Source, str, Mark]]
) -> None:
    """Puts the coded selections of a source among the labels of their users."""
    codings: list[tuple[Element, Element, str]] = []
    own: set[tuple[str, str]] = set()
    for selection in source.element.all("PlainTextSelection"):
        guid, name = project.guid(selection), selection.get("name") or ""
        for coding in selection.all("Coding"):
            annotator = _user(project, coding) or _user(project, selection)
            codings.append((selection, coding, annotator))
            if name and guid == w.selection_guid(source.guid, annotator, name):
                own.add((annotator, name))
    taken = set(own)
    for selection, coding, annotator in codings:
        start, end = _place(project, source.text, selection)
        reference = coding.first("CodeRef")
        code = project.codes.get(project.guid(reference, "targetGUID")) if reference else None
        if code is None:
            raise project.refused(coding, "a coding refers to a code that is not in the codebook")
        guid, name = project.guid(selection), selection.get("name") or ""
        if (annotator, name) in own and guid == w.selection_guid(source.guid, annotator, name) and guid not in found:
            id = name
        else:
            id = next(id for n in count(1) if (annotator, id := f"m{n}") not in taken)
            taken.add((annotator, id))
        mark = Mark(id, start, end, *code, _note(project, selection))
        if guid in found and found[guid][0] is not source:
            raise project.refused(selection, f"two selections have the GUID {guid[:40]}")
        found.setdefault(guid, (source, annotator, mark))
        source.labels.setdefault(annotator, _Labels(default.id, default.about)).marks.append(mark)


def _user(project: _Project, element: Element) -> str:
    return project.users.get(_guid(element.get("creatingUser") or element.get("modifyingUser")), "")


def _place(project: _Project, text: str, selection: Element) -> tuple[int, int]:
    places = []
    for attribute in ("startPosition", "endPosition"):
        digits = (selection.get(attribute) or "").strip()
        if not re.fullmatch(r"\+?[0-9]{1,15}", digits):
            raise project.refused(selection, f'the {attribute} is "{digits[:20]}" and no whole number')
        places.append(int(digits))
    if project.atlas:
        # Where each CRLF stands if all before it are one character: from there on, the text is one longer.
        shifts = [m.start() - i for i, m in enumerate(re.finditer("\r\n", text))]
        places = [place + bisect_left(shifts, place) for place in places]
    start, end = places
    if not start < end <= len(text):
        what = f"a selection goes from {start} to {end} in a text of {len(text)} characters"
        raise project.refused(selection, what, "Delete it in the tool and export again")
    return start, end


def _note(project: _Project, selection: Element) -> str:
    """The comment on a selection: its description, or the notes it refers to or that are linked to it."""
    description = selection.first("Description")
    if description is not None and description.text:
        return description.text
    notes = [project.guid(reference, "targetGUID") for reference in selection.all("NoteRef")]
    notes += project.linked_to.get(project.guid(selection), [])
    texts = [project.text(project.notes[note]) for note in notes if note in project.notes]
    return "\n".join(text for text in texts if text)
