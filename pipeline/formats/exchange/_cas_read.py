"""A UIMA CAS → a marked text: the layers of `_cas_types.py`, or whatever span layers a project of others has.

Of a foreign custom layer each span is a mark of the layer "sentence"; its label is the value of the string feature
(where there are several, of value, label, role, category, class, type or name, else of the first), or the name of the
layer where that has no string feature. A feature note, comment, remark or description is the note. Foreign relation
layers and link features are links. Layers of linguistic analysis (DKPro Core's, save NamedEntity) are left out.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import PurePosixPath
from typing import Final

from pipeline.domain.marked import GROUNDS, Link, Mark, MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange import _cas_types as t
from pipeline.formats.exchange._cas import Cas, Structure, Utf16
from pipeline.formats.marks import in_order

_OWN: Final = {type: (layer, label) for layer, (type, label) in t.SPANS.items()}
# What INCEpTION and WebAnno call layers that users make, and the one built-in layer whose values are labels of content.
_CUSTOM: Final = (t.CUSTOM, "custom.")
_NAMED_ENTITY: Final = f"{t.DKPRO}.ner.type.NamedEntity"
_LABELS: Final = ("value", "label", "role", "category", "class", "type", "name", "relation")
_NOTES: Final = (t.NOTE, "comment", "remark", "description")
_NO_FEATURE: Final = (t.SOURCE, t.TARGET, t.MARK, *_NOTES)
# The folder that INCEpTION's zip file of one annotator unpacks to, and those that hold documents.
_WRAPPER: Final = re.compile(r"[\w-]*?[0-9]+export", re.IGNORECASE)
_SHELVES: Final = ("annotation", "curation", "source")
_ENDINGS: Final = (".txt", ".xmi", ".xml", ".json", ".html", ".htm", ".pdf", ".tsv")
_REMEDY: Final = "Export the document again, as UIMA CAS XMI (XML 1.0) or UIMA CAS JSON 0.4.0"


def marked_text(cas: Cas, name: str) -> MarkedText:
    """The document that a CAS holds.

    Args:
        cas: with offsets in UTF-16 code units.
        name: its path in the export, which tells document and annotator where the CAS does not.

    Raises:
        AnnotationError: an offset lies out of the text or within a character, a span is empty, a reference leads
            nowhere, or two marks have the same id.
    """
    listed = [s for s in cas.structures if s.id in cas.members]
    features = _features_by_type(cas)
    utf16 = Utf16(cas.text)
    marks: dict[int, Mark] = {}
    taken = {s.features[t.MARK] for s in listed if t.MARK in s.features}
    for s in listed:
        if not _is_relation(s) and _is_label(s.type) and s.begin is not None:
            marks[s.id] = _mark(s, features[s.type], utf16, taken)
    seen: set[str] = set()
    for number, mark in marks.items():
        if mark.id in seen:
            where = next(s.where for s in listed if s.id == number)
            raise AnnotationError(f'the mark "{mark.id[:40]}" is there twice', where=where, remedy="Delete one of them")
        seen.add(mark.id)
    links = (*_relations(listed, features, marks), *_slots(cas, listed, marks))
    id, annotator, about = _identity(listed, name)
    return MarkedText(id, cas.text, in_order(list(marks.values())), links, annotator, about)


def _features_by_type(cas: Cas) -> dict[str, list[str]]:
    """The string features of each type, as declared; without a declaration, all that occur."""
    found: dict[str, list[str]] = {}
    for s in cas.structures:
        if s.type in cas.types:
            found.setdefault(s.type, [name for name, kind in cas.types[s.type].items() if kind == "string"])
        else:
            names = found.setdefault(s.type, [])
            names += [name for name in s.features if name not in names]
    return found


def _is_label(type: str) -> bool:
    return type.startswith(_CUSTOM) or type == _NAMED_ENTITY


def _is_relation(s: Structure) -> bool:
    return t.SOURCE in s.features or t.TARGET in s.features or s.type == t.ARGUMENT


def _mark(s: Structure, features: list[str], utf16: Utf16, taken: set[str]) -> Mark:
    start, end = (None if unit is None else utf16.to_point(unit) for unit in (s.begin, s.end))
    if start is None or end is None or start >= end:
        what = f"the span from {s.begin} to {s.end} is empty, cuts a character or leaves the text of {utf16.units}"
        raise AnnotationError(what, where=s.where, remedy="Delete the annotation in the tool and export again")
    layer, label = _OWN.get(s.type, ("sentence", ""))
    if s.type not in _OWN or (features and not {label, t.MARK} & set(features)):
        layer, text = "sentence", _label(s, features)
    else:
        text = s.features.get(label, "")
    note = next((s.features[name] for name in _NOTES if name in s.features), "")
    id = s.features.get(t.MARK) or next(n for i in count() if (n := f"x{s.id}{'' if i == 0 else f'.{i}'}") not in taken)
    taken.add(id)
    return Mark(id, start, end, layer, text, note)


def _label(s: Structure, features: list[str]) -> str:
    """The value of the feature that labels, or the name of a layer that has none."""
    names = [name for name in features if name not in _NO_FEATURE]
    if not names:
        return s.type.rpartition(".")[2]
    chosen = next((name for name in _LABELS if name in names), names[0])
    return s.features.get(chosen, "")


def _relations(listed: list[Structure], features: Mapping[str, list[str]], marks: Mapping[int, Mark]) -> Iterator[Link]:
    for s in listed:
        if _is_label(s.type) and _is_relation(s):
            ends = [_target(s.features.get(end, ""), marks, s) for end in (t.SOURCE, t.TARGET)]
            label = s.features.get(t.RELATION, "") if s.type == t.ARGUMENT else _label(s, features[s.type])
            yield Link(ends[0].id, ends[1].id, label)


def _slots(cas: Cas, listed: list[Structure], marks: Mapping[int, Mark]) -> Iterator[Link]:
    """The link features: from the span to each target, by the role of the target in it."""
    by_id = {s.id: s for s in cas.structures}
    order = {mark.id: place for place, mark in enumerate(in_order(list(marks.values())))}
    for s in sorted((s for s in listed if s.id in marks), key=lambda s: order[marks[s.id].id]):
        for name, value in s.features.items():
            kind = cas.types.get(s.type, {}).get(name)
            if kind != "reference" and not (kind is None and s.type == t.SPANS["group"][0] and name == GROUNDS):
                continue
            for link in _referred(value, by_id, s.where):
                if "target" in link.features:
                    target = _target(link.features["target"], marks, link)
                    yield Link(marks[s.id].id, target.id, link.features.get("role", ""))


def _referred(value: str, by_id: Mapping[int, Structure], where: str) -> Iterator[Structure]:
    """The structures whose numbers a feature has, those in an array too that is a structure of its own."""
    for number in value.split():
        found = by_id.get(_number(number))
        if found is None:
            raise AnnotationError(f"refers to {number[:20]}, which is not there", where=where, remedy=_REMEDY)
        if found.type == "uima.cas.FSArray":
            elements = (by_id.get(_number(element)) for element in found.features.get("elements", "").split())
            yield from (element for element in elements if element is not None)
        else:
            yield found


def _target(number: str, marks: Mapping[int, Mark], s: Structure) -> Mark:
    mark = marks.get(_number(number))
    if mark is None:
        what = f"a relation ends at {number[:20] or 'nothing'}, which is no span of a custom layer"
        raise AnnotationError(what, where=s.where, remedy="Delete it in the tool, or attach its layer to a span layer")
    return mark


def _number(digits: str) -> int:
    return int(digits) if re.fullmatch("[0-9]{1,18}", digits) else -1


def _identity(listed: list[Structure], name: str) -> tuple[str, str, dict[str, str]]:
    """Id, annotator, and what else is known.

    INCEpTION overwrites the id in DocumentMetaData with the name of the file, which is the annotator's; what this
    package wrote stands in a layer of its own. The annotator is who made this file, not whose labels it began from.
    """
    path = PurePosixPath(name)
    folder = _folder(path)
    own = next((s.features for s in listed if s.type == t.DOCUMENT), None)
    if own is not None:
        entries = [s.features for s in listed if s.type == t.ABOUT and "key" in s.features]
        about = {entry["key"]: entry.get("value", "") for entry in entries}
        same = not folder or path.stem == own.get("file")
        return own.get("document", ""), own.get("annotator", "") if same else path.stem, about
    meta: Mapping[str, str] = next((s.features for s in listed if s.type == t.META), {})
    title = meta.get("documentTitle", "")
    about = {"title": title} if title else {}
    if (language := meta.get("language", "x-unspecified")) != "x-unspecified":
        about["language"] = language
    if folder:
        return _without_ending(folder), path.stem, about
    return _without_ending(title) or path.stem, "", about


def _folder(path: PurePosixPath) -> str:
    """The folder that is named for the document, or nothing for a lone file."""
    folders = [part for part in path.parts[:-1] if not _WRAPPER.fullmatch(part)]
    if len(folders) > 1 and folders[-1] == path.stem and folders[-2] not in _SHELVES:
        folders.pop()  # what a zip file named for the annotator unpacks to
    return folders[-1] if folders and folders[-1] not in _SHELVES else ""


def _without_ending(name: str) -> str:
    return next((name[: -len(ending)] for ending in _ENDINGS if name.lower().endswith(ending)), name)
