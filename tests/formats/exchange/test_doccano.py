import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain.marked import Link, Mark, MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange.doccano import read_doccano, write_doccano
from tests.formats.exchange.altered_json import TOKENS, altered
from tests.formats.exchange.broken import damaged, survives
from tests.formats.exchange.marked_drawn import BRIDGE, corpora

TEXT = "Bus lanes pay. They saved 12 minutes."
# As doccano 1.8.4 exported it (a project with relations, without collaboration), but for the text.
EXPORTED = {
    "id": 5,
    "text": TEXT,
    "source": "council",
    "entities": [
        {"id": 21, "label": "Claim", "start_offset": 0, "end_offset": 14},
        {"id": 22, "label": "evidence", "start_offset": 15, "end_offset": 37},
    ],
    "relations": [{"id": 6, "from_id": 22, "to_id": 21, "type": "supports"}],
    "Comments": [],
}


def lines(*records):
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()


def by_key(documents):
    return sorted(documents, key=lambda d: (d.id, d.annotator))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora(controls=True))
def test_what_goes_out_comes_back(documents):
    files = write_doccano(documents)
    assert by_key(read_doccano(files)) == by_key(documents)
    assert write_doccano(documents) == files


def test_writes_a_file_an_annotator():
    files = write_doccano([BRIDGE, replace(BRIDGE, annotator=""), replace(BRIDGE, id="b", annotator="a/b")])
    assert list(files) == ["founders.jsonl", "all.jsonl", "a%2Fb.jsonl"]
    # doccano takes UTF-8 with a few such characters for another encoding.
    assert all(data.isascii() for data in files.values())


def test_reads_the_form_with_relations():
    (found,) = read_doccano({"bob.jsonl": lines(EXPORTED)})
    marks = (Mark("21", 0, 14, "sentence", "Claim"), Mark("22", 15, 37, "sentence", "evidence"))
    assert found == MarkedText("doccano-5", TEXT, marks, (Link("22", "21", "supports"),), "bob")


@pytest.mark.parametrize("key", ["label", "labels", "entities"])
def test_reads_the_form_without_relations(key):
    record = {"text": TEXT, key: [[15, 37, "evidence"], [0, 14, "claim"], [0, 37, "stage-practice"]]}
    (found,) = read_doccano({"corpus/all.jsonl": lines(record)})
    assert found.id == "all-1"
    assert found.annotator == ""
    assert [(m.start, m.end, m.layer, m.label) for m in found.marks] == [
        (0, 37, "section", "practice"),
        (0, 14, "sentence", "claim"),
        (15, 37, "sentence", "evidence"),
    ]


def through_doccano(d, number, *, relations=True):
    """A line of ours as doccano 1.8.4 exports it after import: ids of its own, spans in another order."""
    record = json.loads(write_doccano([d]).popitem()[1])
    spans = record.pop("entities")
    ours = record["relations"]
    if relations:
        record["entities"] = [s | {"id": s["id"] + 100} for s in reversed(spans)]
        record["relations"] = [r | {"from_id": r["from_id"] + 100, "to_id": r["to_id"] + 100} for r in ours]
    else:
        record["label"] = sorted([s["start_offset"], s["end_offset"], s["label"]] for s in spans)
    return {"id": number, **record, "Comments": ["a comment"] * (not relations)}


@pytest.mark.parametrize("relations", [True, False])
def test_loses_nothing_on_the_way_through_doccano(relations):
    assert read_doccano({"all.jsonl": lines(through_doccano(BRIDGE, 7, relations=relations))}) == [BRIDGE]


def test_spans_that_were_changed_in_doccano():
    record = through_doccano(BRIDGE, 7)
    for entity in record["entities"]:
        if entity["label"] == "claim":
            entity["label"] = "example"
        elif entity["label"] == "group":
            entity["end_offset"] -= 1
    (found,) = read_doccano({"all.jsonl": lines(record)})
    assert Mark("s1", 6, 18, "sentence", "example") in found.marks
    assert Mark("105", 29, 44, "group") in found.marks
    assert Link("105", "c1", "grounds") in found.links


def test_links_of_a_span_that_was_deleted_where_there_are_no_relations():
    record = through_doccano(BRIDGE, 7, relations=False)
    record["label"] = [s for s in record["label"] if s[2] != "claim"]
    (found,) = read_doccano({"all.jsonl": lines(record)})
    assert found.links == (Link("g1", "c1", "grounds"),)


def test_who_labelled_it():
    ours, theirs = write_doccano([BRIDGE])["founders.jsonl"], lines(through_doccano(BRIDGE, 7))

    def annotators(files):
        return [d.annotator for d in read_doccano(files)]

    assert annotators({"renamed.jsonl": ours}) == ["founders"]
    assert annotators({"all.jsonl": theirs}) == ["founders"]
    assert annotators({"admin.jsonl": theirs}) == ["founders"]
    assert annotators({"admin.jsonl": theirs, "bob.jsonl": theirs}) == ["admin", "bob"]
    assert annotators({"bob.jsonl": lines({"text": TEXT, "label": []})}) == ["bob"]
    assert annotators({"admin.jsonl": lines({"text": TEXT, "label": []})}) == [""]


def test_metadata_of_other_people_is_no_obstacle():
    record = EXPORTED | {"annotator": 7, "about": "x", "marks": [[1, 2], 5], "meta": 3, "document": None}
    (found,) = read_doccano({"bob.jsonl": lines(record)})
    assert (found.id, found.annotator, found.about) == ("doccano-5", "bob", {})


def test_old_versions_keep_metadata_apart():
    record = {"id": 1, "text": TEXT, "labels": [], "meta": {"document": "d", "about": {"title": "t"}}}
    (found,) = read_doccano({"all.jsonl": lines(record)})
    assert (found.id, found.about) == ("d", {"title": "t"})


ENTITY = EXPORTED["entities"][0]
RELATION = EXPORTED["relations"][0]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (b"nonsense\n", "x.jsonl:1: is no JSON"),
        (b"[1]\n", "x.jsonl:1: the line is a list of 1"),
        (b"[" * 100_000, "nested too deeply"),
        (b"1" * 5_000, "too many digits"),
        (b'\n{"text": "\xff"}', "x.jsonl:2: is no UTF-8"),
        (b'{"text": "\\ud83d", "label": []}', "half of a surrogate pair"),
        ({"label": []}, 'lacks "text"'),
        ({"text": 5, "label": []}, '"text" is 5'),
        ({"text": TEXT}, 'lacks "entities" and "label"'),
        ({"text": TEXT, "label": ["good"]}, 'label 1: is "good", no labelled span'),
        ({"text": TEXT, "label": "good"}, '"label" is "good"'),
        ({"text": TEXT, "label": [[0, 4]]}, "label 1: is no [start, end, name]"),
        ({"text": TEXT, "label": [[0, 4, "a"], [0, 99, "a"]]}, "label 2: the offsets 0 to 99 are none"),
        ({"text": TEXT, "label": [[4, 4, "a"]]}, "the offsets 4 to 4"),
        ({"text": TEXT, "label": [[-1, 4, "a"]]}, "the offsets -1 to 4"),
        ({"text": TEXT, "label": [[False, 4, "a"]]}, '"start_offset" is false'),
        ({"text": TEXT, "label": [[0, 4.0, "a"]]}, '"end_offset" is 4.0'),
        ({"text": TEXT, "label": [[0, 4, None]]}, '"label" is null'),
        (EXPORTED | {"entities": [{"id": 1}]}, 'lacks "start_offset"'),
        (EXPORTED | {"entities": [ENTITY, ENTITY]}, "entities 2: has the id 21 of another"),
        (EXPORTED | {"entities": [ENTITY | {"id": "a"}]}, '"id" is "a"'),
        (EXPORTED | {"relations": [RELATION | {"to_id": 9}]}, "relations 1: no entity has the id 9"),
        (EXPORTED | {"relations": [RELATION | {"to_id": True}]}, '"to_id" is true'),
        (EXPORTED | {"relations": [{"from_id": 21, "to_id": 22}]}, 'lacks "type"'),
        (EXPORTED | {"relations": None}, '"relations" is null'),
        (EXPORTED | {"relations": [3]}, "a relation is 3"),
    ],
)
def test_refuses_with_the_place_and_a_remedy(record, message):
    data = record if isinstance(record, bytes) else lines(record)
    with pytest.raises(AnnotationError) as caught:
        read_doccano({"x.jsonl": data})
    assert message in str(caught.value)
    assert caught.value.where.startswith("x.jsonl:")
    assert caught.value.remedy


def test_refuses_the_same_document_twice():
    with pytest.raises(AnnotationError, match=r'b.jsonl:1: has the document "doccano-5".* at a.jsonl:1 too'):
        read_doccano(
            {
                "a.jsonl": lines(EXPORTED | {"annotator": "bob", "id": "doccano-5"}),
                "b.jsonl": lines(EXPORTED | {"annotator": "bob", "id": "doccano-5"}),
            }
        )
    with pytest.raises(AnnotationError, match="document 2"):
        write_doccano([BRIDGE, BRIDGE])


FILE = write_doccano([BRIDGE])["founders.jsonl"]


@settings(max_examples=200, deadline=None)
@given(st.one_of(damaged(FILE, TOKENS), altered(FILE), st.binary()))
def test_damaged_files_are_read_or_refused(data):
    survives(read_doccano, {"founders.jsonl": data})
