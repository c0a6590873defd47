"""UIMA CAS XMI, XML 1.0: what INCEpTION and WebAnno export, and DKPro Cassis reads (layers: `_cas_types.py`).

Written are `annotation/DOCUMENT/ANNOTATOR.xmi` with a `TypeSystem.xml` beside each, as INCEpTION lays out its exports,
and `layers.json`. To open them in INCEpTION: make a project, import `layers.json` in its settings at Layers, then the
`.xmi` files at Documents as "UIMA CAS XMI (XML 1.0)". In Python:
`cassis.load_cas_from_xmi(xmi, typesystem=cassis.load_typesystem(types))`.

Read is any `.xmi` (or `.xml`) of that form, alone or in the folders of an export; the annotator is the file's name and
the document the folder's, unless our own layer Document tells them. `TypeSystem.xml` helps to find the feature that
holds a foreign layer's labels and is not required.

Not held: links other than between two sentences or from a group to a section; characters that XML 1.0 does not have
(most control characters; `cas-json` has them); empty values of `about`; the order of links from different groups.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from pipeline.domain.marked import MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange import _cas_types as t
from pipeline.formats.exchange._cas import INITIAL_VIEW, Cas, Structure, cas_of, file_names
from pipeline.formats.exchange._cas_read import marked_text
from pipeline.formats.exchange._xml import Element, escaped, parse_xml

_XMI: Final = "http://www.omg.org/XMI"
_CAS: Final = "http:///uima/cas.ecore"
_NO_NAMESPACE: Final = "uima.noNamespace."
_WHAT: Final = "a UIMA CAS XMI file (XML 1.0)"
_PLACE: Final = ("sofa", "begin", "end")


def read_cas_xmi(files: Mapping[str, bytes]) -> list[MarkedText]:
    """The documents of an export, one for each `.xmi` file.

    Raises:
        AnnotationError: with file, line and remedy.
    """
    roots = {name: parse_xml(data, name, _WHAT) for name, data in files.items()}
    systems = {
        PurePosixPath(name).parent: dict(_types(root))
        for name, root in roots.items()
        if root.name == "typeSystemDescription"
    }
    found = []
    for name, root in roots.items():
        if root.name == "typeSystemDescription":
            continue
        if (root.namespace, root.name) != (_XMI, "XMI"):
            what = f"is XML, but no XMI: its root is {root.name[:40]}"
            raise AnnotationError(what, where=f"{name}:{root.line}", remedy=f"Give {_WHAT} as INCEpTION exports it")
        types = systems.get(PurePosixPath(name).parent, next(iter(systems.values()), {}))
        found.append(marked_text(_cas(root, name, types), name))
    return found


def write_cas_xmi(documents: Sequence[MarkedText]) -> dict[str, bytes]:
    """The files of an export by INCEpTION, and `layers.json`.

    Raises:
        AnnotationError: a text or a name has a character that XML 1.0 cannot hold.
    """
    files = {"layers.json": t.layers_json()}
    types = t.type_system_xml()
    for document, (folder, file) in zip(documents, file_names(documents), strict=True):
        files[f"annotation/{folder}/TypeSystem.xml"] = types
        files[f"annotation/{folder}/{file}.xmi"] = _xmi(cas_of(document, file), document.id)
    return files


def _xmi(cas: Cas, where: str) -> bytes:
    remedy = "Export it as cas-json, which has all characters, or take the character out"
    packages = sorted({s.type.rpartition(".")[0] for s in cas.structures})
    prefix = {package: f"n{i}" for i, package in enumerate(packages, start=1)}
    spaces = "".join(f' xmlns:{prefix[p]}="http:///{p.replace(".", "/")}.ecore"' for p in packages)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xmi:XMI xmlns:xmi="{_XMI}" xmlns:cas="{_CAS}"{spaces} xmi:version="2.0">',
        '<cas:NULL xmi:id="0"/>',
    ]
    for s in cas.structures:
        package, _, name = s.type.rpartition(".")
        place = f' begin="{s.begin}" end="{s.end}"' if s.begin is not None else ""
        sofa = ' sofa="1"' if s.id in cas.members else ""
        features = "".join(f' {key}="{escaped(value, where, remedy)}"' for key, value in s.features.items())
        lines.append(f'<{prefix[package]}:{name} xmi:id="{s.id}"{sofa}{place}{features}/>')
    text = escaped(cas.text, where, remedy)
    lines.append(f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="{INITIAL_VIEW}" mimeType="text" sofaString="{text}"/>')
    lines.append(f'<cas:View sofa="1" members="{" ".join(map(str, sorted(cas.members)))}"/>')
    lines += ["</xmi:XMI>", ""]
    return "\n".join(lines).encode()


def _types(root: Element) -> Iterator[tuple[str, dict[str, str]]]:
    """For each type declared, its features that are strings or arrays of references."""
    kinds = {t.STRING: "string", "uima.cas.FSArray": "reference"}
    types = root.first("types")
    for type in types.all("typeDescription") if types else ():
        features = type.first("features")
        declared = {
            _text(f, "name"): kinds[range]
            for f in (features.all("featureDescription") if features else ())
            if (range := _text(f, "rangeTypeName")) in kinds
        }
        yield _text(type, "name"), declared


def _text(element: Element, name: str) -> str:
    child = element.first(name)
    return child.text.strip() if child else ""


def _cas(root: Element, name: str, types: Mapping[str, Mapping[str, str]]) -> Cas:
    sofas = [e for e in root.children if (e.namespace, e.name) == (_CAS, "Sofa")]
    texts = [e for e in sofas if e.get("sofaString") is not None]
    chosen = [e for e in texts if e.get("sofaID") == INITIAL_VIEW] or texts
    if len(chosen) != 1 or len(texts) > 1:
        what = f"holds {len(texts)} texts and not one"
        raise AnnotationError(what, where=f"{name}:{root.line}", remedy="Export each text as a document of its own")
    number = _id(chosen[0], name)
    structures: dict[int, Structure] = {}
    members: frozenset[int] = frozenset()
    for e in root.children:
        if (e.namespace, e.name) == (_CAS, "View"):
            if e.get("sofa") == str(number):
                where = f"{name}:{e.line}"
                members |= {
                    _integer(member, where, "member of the view") for member in (e.get("members") or "").split()
                }
        elif (e.namespace, e.name) not in ((_CAS, "NULL"), (_CAS, "Sofa")):
            s = _structure(e, name)
            if s.id in structures or s.id == number:
                what = f"two structures have the number {s.id}"
                raise AnnotationError(what, where=s.where, remedy=f"Give {_WHAT} as INCEpTION exports it")
            structures[s.id] = s
    if missing := members - structures.keys() - {number}:
        what = f"the view lists {min(missing)}, which is not there"
        raise AnnotationError(what, where=f"{name}:{root.line}", remedy=f"Give {_WHAT} as INCEpTION exports it")
    return Cas(chosen[0].get("sofaString") or "", list(structures.values()), members, types)


def _structure(e: Element, name: str) -> Structure:
    where = f"{name}:{e.line}"
    package = e.namespace.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    begin, end = (
        None if (value := e.get(place)) is None else _integer(value, where, place) for place in ("begin", "end")
    )
    features = {key: value for key, value in e.attributes.items() if key not in _PLACE and "}" not in key}
    return Structure(_id(e, name), f"{package}.{e.name}".removeprefix(_NO_NAMESPACE), begin, end, features, where)


def _id(e: Element, name: str) -> int:
    return _integer(e.get(f"{_XMI}}}id") or "", f"{name}:{e.line}", "xmi:id")


def _integer(digits: str, where: str, what: str) -> int:
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 16):
        problem = f'the {what} is "{digits[:20]}" and no whole number'
        raise AnnotationError(problem, where=where, remedy=f"Give {_WHAT} as INCEpTION exports it")
    return int(digits)
