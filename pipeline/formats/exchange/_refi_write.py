"""Marked texts → a REFI-QDA project: see `refi_qda.py`."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid5

from pipeline.domain.labels import ROLES, STAGES
from pipeline.domain.marked import Mark, MarkedText, flat_name
from pipeline.errors import AnnotationError
from pipeline.formats.exchange._archive import packed
from pipeline.formats.exchange._xml import escaped
from pipeline.formats.marks import in_order

NAMESPACE: Final = "urn:QDA-XML:project:1.0"
ORIGIN: Final = "argument-pipeline"
DOCUMENT: Final = "document"  # the variables that tell whose labels of what a case holds
ANNOTATOR: Final = "annotator"
ABOUT: Final = "about:"
_GUIDS: Final = UUID("6f1b1c3e-4b0a-5d1e-9c55-2f0f6f6c6a21")
# Optional, but QualCoder cannot import a selection that has none. No time is known; it must not depend on the clock.
_TIME: Final = 'creationDateTime="1970-01-01T00:00:00Z"'
_FOLDERS: Final = {
    "sentence": ("Roles", (*ROLES, ""), "#4472C4"),
    "section": ("Stages", (*STAGES, ""), "#70AD47"),
    "heading": ("Headings", ("1", "2", "3"), "#7F7F7F"),
    "group": ("Groups", ("",), "#ED7D31"),
    "measure": ("Measures", ("",), "#FFC000"),
}
_REMEDY: Final = "Take the character out of the note or name"


def guid(*of: str) -> str:
    """The GUID of a thing by its kind and what tells it from others of the kind: the same each time."""
    return str(uuid5(_GUIDS, "\0".join(of)))


def code_guid(layer: str, label: str) -> str:
    """The GUID of the code for a label."""
    return guid("code", layer, label)


def selection_guid(source: str, annotator: str, mark: str) -> str:
    """The GUID of the selection that a mark is."""
    return guid("selection", source, annotator, mark)


def about_variable(key: str) -> str:
    """The name of the variable for a key of `about`."""
    return f"{ABOUT}{key}" if key in (DOCUMENT, ANNOTATOR) or key.startswith(ABOUT) else key


def written_project(documents: Sequence[MarkedText]) -> bytes:
    """The bytes of the `.qdpx` file."""
    sources: dict[tuple[str, str], list[MarkedText]] = {}
    for d in documents:
        same = sources.setdefault((d.id, d.text), [])
        if any(other.annotator == d.annotator for other in same):
            what = f"has two sets of labels by the annotator {d.annotator!r}"
            raise AnnotationError(what, where=d.id, remedy="Give the annotators different names")
        same.append(d)
    files = {"project.qde": "\n".join(_project(documents, sources)).encode()}
    for id, text in sources:
        mark = "\ufeff" if text.startswith("\ufeff") else ""  # else the reader would take the text's own for one
        files[f"sources/{_source_guid(id, text)}.txt"] = (mark + text).encode()
    return packed(files)


def _source_guid(id: str, text: str) -> str:
    return guid("source", id, sha256(text.encode()).hexdigest())


def _project(documents: Sequence[MarkedText], sources: Mapping[tuple[str, str], Sequence[MarkedText]]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield (
        f'<Project xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
        f'"{NAMESPACE} http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd" name="annotations" '
        f'origin="{ORIGIN}" {_TIME}>'
    )
    annotators = sorted({d.annotator for d in documents if d.annotator})
    yield from _in("Users", [f"<User {_named(_user(a), a)}/>" for a in annotators])
    yield from _codebook(documents)
    keys = sorted({about_variable(key) for d in documents for key in d.about})
    names = [DOCUMENT, ANNOTATOR, *keys] if documents else []
    yield from _in("Variables", [f'<Variable {_named(_variable(n), n)} typeOfVariable="Text"/>' for n in names])
    yield from _in("Cases", [line for d in documents for line in _case(d)])
    yield from _in("Sources", [line for key, same in sources.items() for line in _source(*key, same)])
    yield from _in("Links", [line for d in documents for line in _links(d)])
    yield "</Project>\n"


def _in(name: str, lines: Sequence[str]) -> Iterator[str]:
    """The lines in an element, which the schema wants left out where it would be empty."""
    if lines:
        yield f"<{name}>"
        yield from lines
        yield f"</{name}>"


def _named(guid: str, name: str) -> str:
    return f'guid="{guid}" name="{escaped(name, name[:40], _REMEDY)}"'


def _user(annotator: str) -> str:
    return guid("user", annotator)


def _by(annotator: str) -> str:
    return f'creatingUser="{_user(annotator)}" {_TIME}' if annotator else _TIME


def _variable(name: str) -> str:
    return guid("variable", name)


def _codebook(documents: Sequence[MarkedText]) -> Iterator[str]:
    yield "<CodeBook><Codes>"
    for layer, (folder, labels, color) in _FOLDERS.items():
        used = sorted({m.label for d in documents for m in d.marks if m.layer == layer} - set(labels))
        yield f'<Code {_named(guid("folder", layer), folder)} isCodable="false" color="{color}">'
        for label in (*labels, *used):
            name = flat_name(Mark("", 0, 1, layer, label))
            yield f'<Code {_named(code_guid(layer, label), name)} isCodable="true" color="{color}"/>'
        yield "</Code>"
    yield "</Codes></CodeBook>"


def _case(d: MarkedText) -> Iterator[str]:
    source = _source_guid(d.id, d.text)
    name = f"{d.id} ({d.annotator})" if d.annotator else d.id
    yield f"<Case {_named(guid('case', source, d.annotator), name)}>"
    about = {about_variable(key): value for key, value in sorted(d.about.items()) if value}
    for variable, value in {DOCUMENT: d.id, ANNOTATOR: d.annotator, **about}.items():
        text = escaped(value, f"{d.id}: {variable}", _REMEDY)
        reference = f'<VariableRef targetGUID="{_variable(variable)}"/>'
        yield f"<VariableValue>{reference}<TextValue>{text}</TextValue></VariableValue>"
    yield f'<SourceRef targetGUID="{source}"/>'
    yield "</Case>"


def _source(id: str, text: str, same: Sequence[MarkedText]) -> Iterator[str]:
    source = _source_guid(id, text)
    yield f'<TextSource {_named(source, id)} plainTextPath="internal://{source}.txt" {_TIME}>'
    for d in same:
        for m in in_order(d.marks):
            selection = selection_guid(source, d.annotator, m.id)
            place = f'startPosition="{m.start}" endPosition="{m.end}"'
            yield f"<PlainTextSelection {_named(selection, m.id)} {place} {_by(d.annotator)}>"
            if m.note:
                yield f"<Description>{escaped(m.note, f'{d.id}: {m.id}', _REMEDY)}</Description>"
            yield f'<Coding guid="{guid("coding", selection)}" {_by(d.annotator)}>'
            yield f'<CodeRef targetGUID="{code_guid(m.layer, m.label)}"/></Coding>'
            yield "</PlainTextSelection>"
    yield "</TextSource>"


def _links(d: MarkedText) -> Iterator[str]:
    source = _source_guid(d.id, d.text)
    for n, link in enumerate(d.links):
        ends = [selection_guid(source, d.annotator, end) for end in (link.source, link.target)]
        name = _named(guid("link", *ends, link.label, str(n)), link.label)
        yield f'<Link {name} direction="OneWay" originGUID="{ends[0]}" targetGUID="{ends[1]}"/>'
