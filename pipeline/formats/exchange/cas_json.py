"""UIMA CAS JSON 0.4.0, its type system in it: what INCEpTION exports and DKPro Cassis reads (layers: `_cas_types.py`).

Written are `annotation/DOCUMENT/ANNOTATOR.json`, as INCEpTION lays out its exports, and `layers.json`. To open them in
INCEpTION: make a project, import `layers.json` in its settings at Layers, then the files in `annotation` at Documents
as "UIMA CAS JSON". In Python: `cassis.load_cas_from_json(text)`.

Read is any file of that form, alone or in the folders of an export; the annotator is the file's name and the document
the folder's, unless our own layer Document tells them. `layers.json` and the `exportedproject….json` of a whole project
are passed over.

Not held: links other than between two sentences or from a group to a section; empty values of `about`; the order of
links from different groups.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from pipeline.domain.marked import MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange import _cas_types as t
from pipeline.formats.exchange._cas import INITIAL_VIEW, Cas, Structure, cas_of, file_names
from pipeline.formats.exchange._cas_read import marked_text
from pipeline.formats.json_keys import RepeatedKeyError, unique_keys

_SOFA: Final = "uima.cas.Sofa"
_FS_ARRAY: Final = "uima.cas.FSArray"
_ARRAYS: Final = (_FS_ARRAY, "uima.cas.TOP[]")
_NOT_CAS: Final = re.compile(r"layers|exportedproject[0-9]*")
_HALF_PAIR: Final = re.compile("[\ud800-\udfff]")
_REMEDY: Final = "Give a UIMA CAS JSON 0.4.0 file as INCEpTION exports it"


def read_cas_json(files: Mapping[str, bytes]) -> list[MarkedText]:
    """The documents of an export, one for each file that is a CAS.

    Raises:
        AnnotationError: with file, structure and remedy.
    """
    return [
        marked_text(_cas(_json(data, name), name), name)
        for name, data in files.items()
        if not _NOT_CAS.fullmatch(PurePosixPath(name).stem)
    ]


def write_cas_json(documents: Sequence[MarkedText]) -> dict[str, bytes]:
    """The files of an export by INCEpTION, and `layers.json`."""
    files = {"layers.json": t.layers_json()}
    for document, (folder, file) in zip(documents, file_names(documents), strict=True):
        files[f"annotation/{folder}/{file}.json"] = _bytes(cas_of(document, file))
    return files


def _bytes(cas: Cas) -> bytes:
    structures: list[dict[str, Any]] = [
        {
            "%ID": 1,
            "%TYPE": _SOFA,
            "sofaNum": 1,
            "sofaID": INITIAL_VIEW,
            "mimeType": "text",
            "sofaString": cas.text,
        }
    ]
    references = {type.name: {f.name for f in type.features if not f.range.startswith("uima.cas.")} for type in t.TYPES}
    free = len(cas.structures) + 2
    for s in cas.structures:
        entry: dict[str, Any] = {"%ID": s.id, "%TYPE": s.type}
        if s.id in cas.members:
            entry["@sofa"] = 1
        if s.begin is not None:
            entry |= {"begin": s.begin, "end": s.end}
        for key, value in s.features.items():
            if key not in references[s.type]:
                entry[key] = value
            elif s.type == t.SPANS["group"][0]:  # several: by way of an array
                numbers = [int(number) for number in value.split()]
                structures.append({"%ID": free, "%TYPE": f"{t.GROUNDS_LINK}[]", "%ELEMENTS": numbers})
                entry[f"@{key}"] = free
                free += 1
            else:
                entry[f"@{key}"] = int(value)
        structures.append(entry)
    views = {INITIAL_VIEW: {"%SOFA": 1, "%MEMBERS": sorted(cas.members)}}
    lines = ",\n".join(map(_line, structures))  # one a line: there is one for each token
    parts = f'"%TYPES": {_line(t.type_system_json())},\n"%FEATURE_STRUCTURES": [\n{lines}\n],\n"%VIEWS": {_line(views)}'
    return f"{{\n{parts}\n}}\n".encode()


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(data: bytes, name: str) -> dict[str, Any]:
    try:
        text = data.decode("utf-8-sig")
        values = json.loads(text, object_pairs_hook=unique_keys)
    except UnicodeDecodeError as error:
        raise _refused("is no UTF-8 text", f"{name}:1") from error
    except json.JSONDecodeError as error:
        raise _refused(f"is no JSON: {error.msg}", f"{name}:{error.lineno}") from error
    except RepeatedKeyError as error:
        raise _refused(f"is no sound JSON: {error}", f"{name}:1") from error
    except (RecursionError, ValueError) as error:  # nested too deeply, or a number of too many digits
        raise _refused("is no JSON that can be read", f"{name}:1") from error
    if not isinstance(values, dict) or "%FEATURE_STRUCTURES" not in values:
        raise _refused("is JSON, but has no %FEATURE_STRUCTURES", f"{name}:1")
    if _HALF_PAIR.search(json.dumps(values, ensure_ascii=False)):
        raise _refused("holds half of a surrogate pair, which is no character", f"{name}:1")
    return values


def _cas(values: Mapping[str, Any], name: str) -> Cas:
    entries: dict[int, Mapping[str, Any]] = {}
    for id, entry in _entries(values["%FEATURE_STRUCTURES"], name):
        if id in entries:
            raise _refused(f"two structures have the number {id}", f"{name}: structure {id}")
        entries[id] = entry
    texts = {id: e for id, e in entries.items() if e["%TYPE"] == _SOFA and isinstance(e.get("sofaString"), str)}
    if len(texts) != 1:
        remedy = "Export each text as a document of its own"
        raise AnnotationError(f"holds {len(texts)} texts and not one", where=f"{name}:1", remedy=remedy)
    ((number, sofa),) = texts.items()
    structures = [
        _structure(id, e, entries, name)
        for id, e in entries.items()
        if e["%TYPE"] not in (_SOFA, _FS_ARRAY) and not e["%TYPE"].endswith("[]")
    ]
    return Cas(sofa["sofaString"], structures, _members(values.get("%VIEWS"), number, entries, name), _types(values))


def _entries(structures: Any, name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Number and content of each structure; they may be a list, or an object by number."""
    if isinstance(structures, dict):
        pairs = [(int(id) if re.fullmatch("[0-9]{1,18}", id) else None, entry) for id, entry in structures.items()]
    elif isinstance(structures, list):
        pairs = [(e.get("%ID") if isinstance(e, dict) else None, e) for e in structures]
    else:
        raise _refused("%FEATURE_STRUCTURES is neither a list nor an object", f"{name}:1")
    for place, (id, entry) in enumerate(pairs, start=1):
        if type(id) is not int or not isinstance(entry, dict) or not isinstance(entry.get("%TYPE"), str):
            raise _refused("a structure has no whole number as %ID or no %TYPE", f"{name}: structure {place}")
        yield id, entry


def _structure(id: int, entry: Mapping[str, Any], entries: Mapping[int, Mapping[str, Any]], name: str) -> Structure:
    where = f"{name}: structure {id}"
    begin, end = entry.get("begin"), entry.get("end")
    for value in (begin, end):
        if value is not None and type(value) is not int:
            raise _refused(f"an offset is {str(value)[:20]!r} and no whole number", where)
    features: dict[str, str] = {}
    for key, value in entry.items():
        if key.startswith("@") and key != "@sofa":
            features[key[1:]] = _reference(value, entries, where)
        elif isinstance(value, str) and not key.startswith(("%", "^", "#")):
            features[key] = value
    return Structure(id, entry["%TYPE"], begin, end, features, where)


def _reference(value: Any, entries: Mapping[int, Mapping[str, Any]], where: str) -> str:
    """The number of a structure, or the numbers in an array of them."""
    if value is None:
        return ""
    if type(value) is not int or value not in entries:
        raise _refused(f"refers to {str(value)[:20]}, which is not there", where)
    array = entries[value]
    if array["%TYPE"] != _FS_ARRAY and not array["%TYPE"].endswith("[]"):
        return str(value)
    elements = array.get("%ELEMENTS", [])
    if not isinstance(elements, list) or not all(type(e) is int for e in elements):
        raise _refused(f"the array {value} holds something else than numbers of structures", where)
    return " ".join(map(str, elements))


def _members(views: Any, number: int, entries: Mapping[int, Mapping[str, Any]], name: str) -> frozenset[int]:
    found: set[int] = set()
    for view in views.values() if isinstance(views, dict) else ():
        if not isinstance(view, dict):
            raise _refused("a view is no object", f"{name}: %VIEWS")
        if view.get("%SOFA") == number:
            members = view.get("%MEMBERS", [])
            if not isinstance(members, list) or not all(type(m) is int and m in entries for m in members):
                raise _refused("a view lists something that is not there", f"{name}: %VIEWS")
            found |= set(members)
    return frozenset(found)


def _types(values: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    types = values.get("%TYPES")
    return {
        type: dict(_declared(features))
        for type, features in (types.items() if isinstance(types, dict) else ())
        if isinstance(features, dict)
    }


def _declared(features: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, feature in features.items():
        range = feature.get("%RANGE") if isinstance(feature, dict) else None
        if range == t.STRING:
            yield name, "string"
        elif isinstance(range, str) and (range in _ARRAYS or (range.endswith("[]") and not range.startswith("uima."))):
            yield name, "reference"


def _refused(problem: str, where: str) -> AnnotationError:
    return AnnotationError(problem, where=where, remedy=_REMEDY)
