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
from pipeline.formats.units._checked import check_tree

CLAIM: Final = "claim"
PREMISE: Final = "premise"
_TYPES: Final = {"sup": "supports", "exa": "supports", "reb": "attacks", "und": "attacks"}
_REMEDY: Final = "Give the XML of the corpus, and the text of the same name beside it"


def read_microtexts(folder: Path, *, language: str = "en") -> Iterator[tuple[UnitText, UnitLabels]]:
    """The texts of a folder, by name.

    Raises:
        AnnotationError: there are none, or a file is malformed.
    """
    paths = sorted(folder.glob("*.xml"))
    if not paths:
        raise AnnotationError("holds no *.xml", where=str(folder), remedy=_REMEDY)
    for path in paths:
        yield _read(path, language)


def _read(path: Path, language: str) -> tuple[UnitText, UnitLabels]:
    try:
        data = path.read_bytes()
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise AnnotationError("declares a document type, which is not read", where=str(path), remedy=_REMEDY)
        root = ElementTree.fromstring(data)  # noqa: S314  # no document type, hence no entities
        text = path.with_suffix(".txt").read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError, ElementTree.ParseError) as error:
        raise AnnotationError(f"cannot be read: {error}", where=str(path), remedy=_REMEDY) from error
    edges = {e.get("id", ""): (e.get("src", ""), e.get("trg", ""), e.get("type", "")) for e in root.iter("edge")}
    place, where = 0, {}
    for edu in root.iter("edu"):
        said = (edu.text or "").strip()
        start = text.find(said, place)
        if start < 0 or not said:
            raise AnnotationError(f"the unit {edu.get('id')} is not in the text", where=str(path), remedy=_REMEDY)
        place = start + len(said)
        where[edu.get("id", "")] = (start, place)
    spans: dict[str, tuple[int, int]] = {}
    for source, target, kind in edges.values():
        if kind == "seg" and source in where:
            start, end = where[source]
            a, b = spans.get(target, (start, end))
            spans[target] = min(a, start), max(b, end)
    order = sorted(spans, key=lambda adu: spans[adu])
    index = {adu: k for k, adu in enumerate(order)}
    out: dict[str, tuple[str, str]] = {}
    for source, target, kind in edges.values():
        if kind != "seg" and source in index:
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
