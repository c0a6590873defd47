import json
from dataclasses import replace
from typing import Any

import cassis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.labels import RELATIONS, ROLES, STAGES
from pipeline.domain.marked import GROUNDS, Link, Mark, MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange.cas_json import read_cas_json, write_cas_json
from tests.formats.exchange.broken import damaged, replaced, survives
from tests.formats.exchange.marked_drawn import BRIDGE, TEXT, corpora, marked_texts

NAME = "annotation/zh-bridge/founders.json"
FILES = write_cas_json([BRIDGE])


def fault(files: dict[str, bytes]) -> AnnotationError:
    with pytest.raises(AnnotationError) as caught:
        read_cas_json(files)
    assert caught.value.remedy
    return caught.value


def changed(**features: Any) -> dict[str, bytes]:
    """The file, in the statement s1 other values; None takes one away."""
    values = json.loads(FILES[NAME])
    entry = next(e for e in values["%FEATURE_STRUCTURES"] if e.get("mark") == "s1")
    entry |= {key.replace("_", "%"): value for key, value in features.items()}
    for key in [key for key, value in entry.items() if value is None]:
        del entry[key]
    return {NAME: json.dumps(values).encode()}


def with_part(part: str, value: Any) -> dict[str, bytes]:
    return {NAME: json.dumps(json.loads(FILES[NAME]) | {part: value}).encode()}


def test_what_was_written_reads_back() -> None:
    assert list(FILES) == ["layers.json", NAME]
    assert read_cas_json(FILES) == [BRIDGE]
    assert read_cas_json({"alone.json": FILES[NAME]}) == [BRIDGE]


@given(corpora(controls=True))
def test_every_corpus_reads_back(documents: list[MarkedText]) -> None:
    files = write_cas_json(documents)
    assert read_cas_json(files) == documents
    assert write_cas_json(documents) == files


def test_cassis_finds_the_text_and_the_ends_of_relations() -> None:
    cas = cassis.load_cas_from_json(FILES[NAME].decode())
    assert cas.sofa_string == TEXT
    statements = {s.mark: (s.role, s.get_covered_text()) for s in cas.select("webanno.custom.Statement")}
    assert statements == {
        "s1": ("claim", "鹿川县的老桥撑不住了😀。"),
        "s2": ("evidence", "去年它封闭了三次。"),
        "s3": (None, "一是定下检测的周期。"),
    }
    (relation,) = cas.select("webanno.custom.Argument")
    assert (relation.Governor.mark, relation.Dependent.mark, relation.relation) == ("s2", "s1", "supports")
    (group,) = cas.select("webanno.custom.Group")
    assert [(link.role, link.target.mark) for link in group.grounds.elements] == [(GROUNDS, "c1")]


@settings(max_examples=50, deadline=None)
@given(marked_texts(controls=True))
def test_cassis_reads_and_writes_every_document(document: MarkedText) -> None:
    files = write_cas_json([document])
    name = next(name for name in files if name != "layers.json")
    cas = cassis.load_cas_from_json(files[name].decode())
    assert cas.sofa_string == document.text
    layers = ("Heading", "Section", "Statement", "Group", "Measure")
    covered = {s.mark: s.get_covered_text() for layer in layers for s in cas.select(f"webanno.custom.{layer}")}
    assert covered == {m.id: document.text[m.start : m.end] for m in document.marks}
    (back,) = read_cas_json({name: cas.to_json().encode()})
    assert sorted(back.links, key=repr) == sorted(document.links, key=repr)
    assert replace(back, links=()) == replace(document, links=())


def test_inception_is_given_the_layers_with_the_labels_of_the_scheme() -> None:
    layers = {layer["name"].removeprefix("webanno.custom."): layer for layer in json.loads(FILES["layers.json"])}
    tags = {
        (name, feature["name"]): tuple(tag["tag_name"] for tag in feature["tag_set"]["tags"])
        for name, layer in layers.items()
        for feature in layer["features"]
        if feature["tag_set"]
    }
    assert tags == {
        ("Heading", "level"): ("1", "2", "3"),
        ("Section", "stage"): STAGES,
        ("Statement", "role"): ROLES,
        ("Argument", "relation"): RELATIONS,
    }
    assert {name: layer["type"] for name, layer in layers.items()} == {
        **dict.fromkeys(("Heading", "Section", "Statement", "Group", "Measure"), "span"),
        "Argument": "relation",
        "Document": "document-metadata",
        "About": "document-metadata",
    }
    assert layers["Argument"]["attach_type"] == {"name": "webanno.custom.Statement"}
    grounds = next(f for f in layers["Group"]["features"] if f["name"] == GROUNDS)
    assert (
        grounds | {"type": "webanno.custom.Section", "link_mode": "WITH_ROLE", "multi_value_mode": "ARRAY"} == grounds
    )


# What others make with INCEpTION: structures by number as its Java writes them, layers of their own.

FOREIGN = {
    "%TYPES": {
        "webanno.custom.Claim": {
            "%NAME": "webanno.custom.Claim",
            "%SUPER_TYPE": "uima.tcas.Annotation",
            "sure": {"%NAME": "sure", "%RANGE": "uima.cas.Boolean"},
            "value": {"%NAME": "value", "%RANGE": "uima.cas.String"},
            "backs": {"%NAME": "backs", "%RANGE": "webanno.custom.ClaimBacksLink[]"},
        },
        "custom.Span": {"%NAME": "custom.Span", "%SUPER_TYPE": "uima.tcas.Annotation"},
    },
    "%FEATURE_STRUCTURES": [
        {
            "%ID": 1,
            "%TYPE": "uima.cas.Sofa",
            "sofaNum": 1,
            "sofaID": "_InitialView",
            "mimeType": "text",
            "sofaString": "灯😀坏了。",
        },
        {
            "%ID": 2,
            "%TYPE": "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence",
            "@sofa": 1,
            "begin": 0,
            "end": 6,
        },
        {
            "%ID": 3,
            "%TYPE": "webanno.custom.Claim",
            "@sofa": 1,
            "begin": 0,
            "end": 1,
            "value": "Major",
            "sure": True,
            "@backs": 9,
        },
        {"%ID": 4, "%TYPE": "webanno.custom.Claim", "@sofa": 1, "begin": 3, "end": 6, "sure": False},
        {"%ID": 5, "%TYPE": "custom.Span", "@sofa": 1, "begin": 1, "end": 3},
        {
            "%ID": 6,
            "%TYPE": "custom.Relation",
            "@sofa": 1,
            "begin": 0,
            "end": 1,
            "@Governor": 4,
            "@Dependent": 3,
            "label": "so",
        },
        {"%ID": 8, "%TYPE": "webanno.custom.ClaimBacksLink", "role": "because", "@target": 4},
        {"%ID": 9, "%TYPE": "uima.cas.FSArray", "%ELEMENTS": [8]},
    ],
    "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2, 3, 4, 5, 6]}},
}
LAMP = MarkedText(
    "lamps",
    "灯😀坏了。",
    (Mark("x3", 0, 1, "sentence", "Major"), Mark("x5", 1, 2, "sentence", "Span"), Mark("x4", 2, 5, "sentence")),
    (Link("x4", "x3", "so"), Link("x3", "x4", "because")),
    "anna",
)


def test_a_project_of_others_is_read_whatever_its_layers_are_called() -> None:
    name = "annotation/lamps.txt/inception-document77export/anna.json"
    files = {name: json.dumps(FOREIGN).encode(), "exportedproject2452.json": b'{"name": "lamps"}'}
    assert read_cas_json(files) == [LAMP]
    structures = {str(e["%ID"]): {k: v for k, v in e.items() if k != "%ID"} for e in FOREIGN["%FEATURE_STRUCTURES"]}
    assert read_cas_json({name: json.dumps({**FOREIGN, "%FEATURE_STRUCTURES": structures}).encode()}) == [LAMP]


# Damage.


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({NAME: b"\xff"}, "no UTF-8"),
        ({NAME: b"{"}, "no JSON"),
        ({NAME: b"[" * 100_000}, "no JSON that can be read"),
        ({NAME: b"[" + b"9" * 5_000 + b"]"}, "no JSON that can be read"),
        ({NAME: b"[]"}, "has no %FEATURE_STRUCTURES"),
        ({NAME: b'{"_context": {}, "_views": {}}'}, "has no %FEATURE_STRUCTURES"),
        ({NAME: FILES[NAME].replace(b'"claim"', b'"\\ud83d"')}, "half of a surrogate pair"),
        (with_part("%FEATURE_STRUCTURES", 5), "neither a list nor an object"),
        (with_part("%FEATURE_STRUCTURES", [5]), "no whole number as %ID"),
        (with_part("%FEATURE_STRUCTURES", {"x": {}}), "no whole number as %ID"),
        (with_part("%FEATURE_STRUCTURES", []), "holds 0 texts"),
        (with_part("%VIEWS", {"_InitialView": 5}), "a view is no object"),
        (with_part("%VIEWS", {"_InitialView": {"%SOFA": 1, "%MEMBERS": [9999]}}), "lists something that is not there"),
        (with_part("%VIEWS", {"_InitialView": {"%SOFA": 1, "%MEMBERS": [[]]}}), "lists something that is not there"),
        (changed(_ID=1), "two structures have the number 1"),
        (changed(_ID=True), "no whole number as %ID"),
        (changed(_TYPE=None), "no %TYPE"),
        (changed(begin="6"), "an offset is '6'"),
        (changed(begin=True), "an offset is 'True'"),
        (changed(begin=6.0), "an offset is '6.0'"),
        (changed(begin=-6), "from -6 to 19"),
        (changed(end=17), "cuts a character"),
        (changed(end=6), "from 6 to 6"),
        (changed(end=48), "from 6 to 48"),
        (changed(end=10**30), "is empty, cuts a character or leaves the text"),
        (changed(mark="s2"), '"s2" is there twice'),
        (changed(**{"@x": 9999}), "refers to 9999"),
        (changed(**{"@x": True}), "refers to True"),
        (changed(_TYPE="uima.cas.Other"), "no span of a custom layer"),
    ],
)
def test_damage_is_named_with_its_place(files: dict[str, bytes], what: str) -> None:
    error = fault(files)
    assert what in error.what
    assert error.where.startswith(NAME)


@settings(max_examples=200)
@given(st.data())
def test_damaged_files_are_refused_or_read(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from([FILES[NAME], json.dumps(FOREIGN).encode()]))
    words = '"%ID" "%TYPE" "@sofa" "begin" "end" "mark" "%ELEMENTS" "%MEMBERS" "%SOFA" "@Governor" "@target" "@grounds"'
    values = [": 6", "3", "4", "9", "true", "null", "[]", "{}", "1.5", "-1"]
    pieces = tuple(piece.encode() for piece in [*words.split(), *values, "webanno.custom.Statement", "[]"])
    broken = data.draw(st.one_of(damaged(base, pieces), replaced(base, pieces)))
    survives(read_cas_json, {NAME: broken})


@given(st.binary(max_size=100))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    survives(read_cas_json, {"a.json": data})
