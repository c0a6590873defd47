"""Argumentative microtexts (Peldszus and Stede 2016): `NAME.xml` graphs over `NAME.txt`, reduced to trees.

A rebuttal or an undercut is an attack, an example is support; what is added to a premise hangs where that premise does;
an undercut hangs on the source of the relation that it undercuts. The unit that nothing leads away from is the claim.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from pipeline.domain.units import ROOT, UnitLabels, UnitText
from pipeline.errors import AnnotationError
from pipeline.formats.units._checked import check_tree, text_of

CLAIM: Final = "claim"
PREMISE: Final = "premise"
_TYPES: Final = {"sup": "supports", "exa": "supports", "reb": "attacks", "und": "attacks"}
_REMEDY: Final = "Give the XML of the corpus, and the text of the same name beside it"


def read_microtexts(folder: Path, *, language: str = "en") -> Iterator[tuple[UnitText, UnitLabels]]:
    """The texts of a folder, by name.

    Raises:
        AnnotationError: there are none, or a file is malformed.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "is not there"
        raise AnnotationError(what, where=str(folder), remedy="Name the folder of the corpus")
    paths = sorted(folder.glob("*.xml"))
    if not paths:
        raise AnnotationError("holds no *.xml", where=str(folder), remedy=_REMEDY)
    for path in paths:
        yield _read(path, language)


class _Builder(ElementTree.TreeBuilder):
    """Builds no tree of a file with a document type: no entities, in whatever encoding they would come."""

    def doctype(self, *_: object) -> None:
        """Refuse it, before anything in it is read."""
        raise _DocumentTypeError


class _DocumentTypeError(ValueError):
    """There is a document type."""


def _read(path: Path, language: str) -> tuple[UnitText, UnitLabels]:
    try:
        root = ElementTree.fromstring(path.read_bytes(), ElementTree.XMLParser(target=_Builder()))  # noqa: S314
    except _DocumentTypeError as error:
        raise AnnotationError("declares a document type, which is not read", where=str(path), remedy=_REMEDY) from error
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise AnnotationError(what, where=str(path), remedy=_REMEDY) from error
    except (ValueError, LookupError, ElementTree.ParseError) as error:
        raise AnnotationError(f"cannot be read: {error}", where=str(path), remedy=_REMEDY) from error
    text = text_of(path.with_suffix(".txt"))
    edges = {
        id: (e.get("src", ""), e.get("trg", ""), e.get("type", "")) for id, e in _by_id(root, "edge", path).items()
    }
    edus, adus = _by_id(root, "edu", path), _by_id(root, "adu", path)
    for edge, ends in edges.items():
        for name in ends[:2]:
            if name not in edus and name not in adus and name not in edges:
                what = f"the edge {edge} leads from or to {name!r}, which is not there"
                raise AnnotationError(what, where=str(path), remedy=_REMEDY)
    place = 0
    where: dict[str, tuple[int, int]] = {}
    for name, edu in edus.items():
        said = (edu.text or "").strip()
        start = text.find(said, place)
        if start < 0 or not said:
            raise AnnotationError(f"the unit {name} is not in the text", where=str(path), remedy=_REMEDY)
        place = start + len(said)
        where[name] = (start, place)
    spans: dict[str, tuple[int, int]] = {}
    for source, target, kind in edges.values():
        if kind == "seg" and source in where:
            start, end = where[source]
            a, b = spans.get(target, (start, end))
            spans[target] = min(a, start), max(b, end)
    order = sorted(spans, key=lambda adu: spans[adu])
    index = {adu: k for k, adu in enumerate(order)}
    out: dict[str, tuple[str, str]] = {}
    for edge, (source, target, kind) in edges.items():
        if kind != "seg" and source in index:
            if source in out:
                what = f"the unit {source} leads to two others, by {edge} again"
                raise AnnotationError(what, where=str(path), remedy="Leave one: each unit hangs on one other")
            out[source] = _reduced(target, kind, edges, path)
    parents = [index.get(out[adu][0], ROOT) if adu in out else ROOT for adu in order]
    check_tree(parents, str(path))
    relations = [out[adu][1] if adu in out else "" for adu in order]
    components = [CLAIM if parent == ROOT else PREMISE for parent in parents]
    n = len(order)
    return (
        UnitText(path.stem, language, text, tuple(spans[adu] for adu in order), (0,) * n, (0,) * n),
        UnitLabels(tuple(components), tuple(parents), tuple(relations)),
    )


def _by_id(root: ElementTree.Element, name: str, path: Path) -> dict[str, ElementTree.Element]:
    """The elements of a name, each by an id that no other has."""
    found: dict[str, ElementTree.Element] = {}
    for element in root.iter(name):
        id = element.get("id", "")
        if not id or id in found:
            what = (
                f"holds two of the kind {name} with the id {id!r}" if id else f"holds one of the kind {name} without id"
            )
            raise AnnotationError(what, where=str(path), remedy=_REMEDY)
        found[id] = element
    return found


def _reduced(target: str, kind: str, edges: dict[str, tuple[str, str, str]], path: Path) -> tuple[str, str]:
    """The unit that an edge leads to, and its relation, links and undercuts followed."""
    seen = set()
    while target in edges:
        if target in seen:
            raise AnnotationError(f"the relation {target} leads to itself", where=str(path), remedy=_REMEDY)
        seen.add(target)
        source, further, of = edges[target]
        if kind == "add":
            target, kind = further, of
        else:
            target = source
    if kind not in _TYPES:
        raise AnnotationError(f"has a relation of the type {kind!r}", where=str(path), remedy=_REMEDY)
    return target, _TYPES[kind]
