import csv
import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain.marked import Link, Mark, MarkedText, flat_name
from pipeline.errors import AnnotationError
from pipeline.formats.exchange.label_studio import read_label_studio, write_label_studio
from tests.formats.exchange.altered_json import TOKENS, altered
from tests.formats.exchange.broken import damaged, survives
from tests.formats.exchange.marked_drawn import BRIDGE, corpora

NAME = "label-studio.json"
TEXT = "😀 Bus lanes pay.\nThey saved 12 minutes."
CLAIM, EVIDENCE = (2, 16), (17, 39)


def region(id, span, *labels, shift=0, **more):
    start, end = span
    value = {"start": start + shift, "end": end + shift, "text": TEXT[start:end], "labels": list(labels)}
    return {
        "value": value,
        "id": id,
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "origin": "manual",
        **more,
    }


def relation(source, target, *labels, **more):
    return {"from_id": source, "to_id": target, "type": "relation", "direction": "right", "labels": [*labels], **more}


def annotation(*result, **more):
    return {"id": 9, "completed_by": 1, "result": list(result), "was_cancelled": False, **more}


def task(*annotations, predictions=(), **data):
    """A task as Label Studio 1.23 exports it, but for fields without interest."""
    return {
        "id": 4,
        "annotations": list(annotations),
        "file_upload": "0a1b2c3d-council.json",
        "drafts": [],
        "predictions": list(predictions),
        "data": {"text": TEXT, **data},
        "meta": {},
        "inner_id": 1,
        "project": 1,
        "comment_authors": [],
    }


def dumped(*tasks):
    return json.dumps(tasks, ensure_ascii=False).encode()


def read(*tasks):
    return read_label_studio({"project-1.json": dumped(*tasks)})


def by_key(documents):
    return sorted(documents, key=lambda d: (d.id, d.annotator))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora(controls=True), st.data())
def test_what_goes_out_comes_back(documents, data):
    made_by = st.sampled_from([{"made_by": "model"}, {"made_by": "human"}, {}])
    documents = [replace(d, about={**d.about, **data.draw(made_by)}) for d in documents]
    files = write_label_studio(documents)
    assert by_key(read_label_studio(files)) == by_key(documents)
    assert write_label_studio(documents) == files
    ET.fromstring(files["label-config.xml"])


def test_one_task_a_document_whoever_labelled_it():
    other = replace(BRIDGE, annotator="李四", about={})
    model = replace(BRIDGE, annotator="roles-1", about={"made_by": "model"})
    (found,) = json.loads(write_label_studio([BRIDGE, other, model])[NAME])
    assert found["data"]["document"] == "zh-bridge"
    assert [a["result"][-1]["value"] for a in found["annotations"]] == [{"text": ["founders"]}, {"text": ["李四"]}]
    assert [p["model_version"] for p in found["predictions"]] == ["roles-1"]
    # Label Studio refuses an import where this names nobody it knows.
    assert all("completed_by" not in a for a in found["annotations"])


def test_labels_of_one_relation_stay_together():
    links = (Link("s2", "s1", "supports"), Link("g1", "c1", "grounds"), Link("s2", "s1", "specifies"))
    files = write_label_studio([replace(BRIDGE, links=links)])
    (found,) = json.loads(files[NAME])
    assert [r["labels"] for r in found["annotations"][0]["result"] if r["type"] == "relation"] == [
        ["supports", "specifies"],
        ["grounds"],
    ]
    assert set(read_label_studio(files)[0].links) == set(links)


def test_the_configuration_offers_every_label():
    strange = (Mark("a", 0, 1, "sentence", 'A "b" & <c>\n'), Mark("b", 0, 1, "sentence", "no\x00ne"))
    links = (Link("a", "b", "支持"),)
    config = write_label_studio([replace(BRIDGE, marks=strange, links=links)])["label-config.xml"]
    root = ET.fromstring(config)
    labels = [e.get("value") for e in root.iter("Label")]
    assert {"claim", "stage-none", "heading-1", "group", 'A "b" & <c>\n'} < set(labels)
    assert len(set(labels)) == len(labels)
    assert {"supports", "grounds", "支持"} < {e.get("value") for e in root.iter("Relation")}


def test_reads_an_export():
    result = [
        region("Zx1", EVIDENCE, "evidence", meta={"text": ["from the council"]}),
        region("Ab2", CLAIM, "claim"),
        {"value": {"choices": ["clear"]}, "id": "q", "from_name": "style", "to_name": "text", "type": "choices"},
        relation("Zx1", "Ab2", "supports"),
    ]
    email = annotation(*result[:2], completed_by={"id": 2, "email": "eve@example.org", "first_name": ""})
    cancelled = annotation(region("a", CLAIM, "claim"), was_cancelled=True)
    marks = (
        Mark("Ab2", *CLAIM, "sentence", "claim"),
        Mark("Zx1", *EVIDENCE, "sentence", "evidence", "from the council"),
    )
    assert read(task(annotation(*result), cancelled, email, predictions=[3])) == [
        MarkedText("task-4", TEXT, marks, (Link("Zx1", "Ab2", "supports"),), "user-1"),
        MarkedText("task-4", TEXT, marks, (), "eve@example.org"),
    ]


def test_reads_predictions_and_says_where_people_built_on_them():
    prediction = {"model_version": "v2", "score": 0.5, "result": [region("a", CLAIM, "claim")]}
    corrected = annotation(region("a", CLAIM, "claim", origin="prediction-changed"))
    by_hand, by_model = read(task(corrected, predictions=[prediction]))
    assert (by_hand.annotator, by_hand.about) == ("user-1", {"made_by": "mixed"})
    assert (by_model.annotator, by_model.about) == ("v2", {"made_by": "model"})


def test_old_exports():
    old = {"id": 4, "data": {"article": TEXT}, "completions": [annotation(region("a", CLAIM, "claim"))]}
    old["completions"].append(annotation(region("a", CLAIM, "claim"), skipped=True))
    assert len(read(old)) == 1


def test_reads_json_min():
    first = {"id": 4, "text": TEXT, "annotator": 1, "annotation_id": 9, "lead_time": 2.5, "created_at": "2024-05-01"}
    labelled = first | {"label": [region("", EVIDENCE, "evidence")["value"]]}
    signed = first | {"labelled_by": "founders", "document": "d", "about": {"founders": {"title": "t"}}}
    assert read(labelled, signed) == [
        MarkedText("task-4", TEXT, (Mark("1", *EVIDENCE, "sentence", "evidence"),), (), "user-1"),
        MarkedText("d", TEXT, (), (), "founders", {"title": "t"}),
    ]


@pytest.mark.parametrize("shift", [0, 1])
def test_offsets_are_code_points_or_utf16_units(shift):
    silent = region("c", (0, 1), "other")
    del silent["value"]["text"]
    silent["value"]["end"] += shift  # the emoji is two units
    (found,) = read(task(annotation(region("a", CLAIM, "claim", shift=shift), silent)))
    assert found.marks == (Mark("c", 0, 1, "sentence", "other"), Mark("a", *CLAIM, "sentence", "claim"))


def test_offsets_of_two_programs_in_one_annotation():
    (found,) = read(task(annotation(region("a", CLAIM, "claim"), region("b", EVIDENCE, "evidence", shift=1))))
    assert [(m.start, m.end) for m in found.marks] == [CLAIM, EVIDENCE]


def test_line_breaks_in_the_text_of_a_region_are_written_in_two_ways():
    whole = region("a", (0, len(TEXT)), "stage-practice")
    whole["value"]["text"] = TEXT.replace("\n", "\\n")
    assert read(task(annotation(whole)))[0].marks == (Mark("a", 0, len(TEXT), "section", "practice"),)


def test_several_labels_and_directions():
    result = [
        region("a", CLAIM, "claim", "heading-1"),
        region("b", EVIDENCE),
        relation("a", "b", "supports", "attacks", direction="left"),
        relation("a", "b", direction="bi"),
    ]
    (found,) = read(task(annotation(*result)))
    assert {(m.id, m.layer, m.label) for m in found.marks} == {
        ("a", "sentence", "claim"),
        ("a-2", "heading", "1"),
        ("b", "sentence", ""),
    }
    assert found.links == (
        Link("b", "a", "supports"),
        Link("b", "a", "attacks"),
        Link("a", "b", ""),
        Link("b", "a", ""),
    )


def test_several_annotations_of_one_person_and_of_nobody():
    nobody = annotation(completed_by=None)
    assert [d.annotator for d in read(task(annotation(), annotation(), nobody, nobody))] == [
        "user-1",
        "user-1-2",
        "annotator",
        "annotator-2",
    ]


def test_somebody_new_gets_what_all_know_of_the_document():
    known = {"a": {"title": "t", "genre": "brief", "made_by": "human"}, "b": {"title": "t", "genre": "speech"}}
    (found,) = read(task(annotation(), about=known))
    assert found.about == {"title": "t"}


R = region("a", CLAIM, "claim")


def with_value(**changes):
    return task(annotation(R | {"value": R["value"] | changes}))


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        (b"<View/>", "x.json: is no JSON"),
        (b"5", "the file is 5"),
        (b"[5]", "x.json: task 1: a task is 5"),
        (b"\xff", "x.json:1: is no UTF-8"),
        ([{"id": 1}], 'lacks a "text"'),
        ([{"text": TEXT}], 'lacks "data" and "annotations"'),
        ([{"data": {"text": TEXT}}], 'lacks "annotations"'),
        ([{"data": {"title": "a", "body": "b"}, "annotations": []}], 'lacks a "text"'),
        ([{"data": {"text": 7}, "annotations": []}], '"text" is 7'),
        ([task() | {"annotations": {}}], '"annotations" is an object in braces of 0'),
        ([task(12)], "task 1, annotation 1: an annotation is 12"),
        ([task({"id": 1})], 'annotation 1: lacks "result"'),
        ([task(annotation("a"))], 'annotation 1: result 1 is "a"'),
        ([task(predictions=["a"])], 'prediction 1: a prediction is "a"'),
        ([task(annotation({"type": "labels", "id": "a"}))], 'region a: lacks "value"'),
        ([with_value(start="/div[1]/text()[1]")], 'region a: "start" is "/div[1]'),
        ([with_value(end=True)], '"end" is true'),
        ([with_value(end=2)], "the offsets 2 to 2"),
        ([with_value(end=500)], "the offsets 2 to 500"),
        ([with_value(start=-2)], "the offsets -2 to 16"),
        ([with_value(text="Trams pay.")], 'the file says that "Trams pay." stands at 2, but the text has "Bus'),
        ([with_value(labels="claim")], '"labels" is "claim"'),
        ([with_value(labels=[3])], "a label is 3"),
        ([task(annotation(R, region("a", EVIDENCE, "claim")))], "region a: has the id of another region"),
        ([task(annotation(R | {"type": "hypertextlabels"}))], 'region a: is of the type "hypertextlabels"'),
        ([task(annotation(R, relation("a", "b")))], 'result 2: no labelled region has the id "b"'),
        ([task(annotation(R, relation("a", "a", direction="up")))], '"direction" is "up"'),
        ([task(annotation(R, relation("a", "a", 5)))], "a label is 5"),
        ([task(annotation()), task(annotation())], 'task 2, annotation 1: has the document "task-4" by "user-1" again'),
    ],
)
def test_refuses_with_the_place_and_a_remedy(tasks, message):
    data = tasks if isinstance(tasks, bytes) else dumped(*tasks)
    with pytest.raises(AnnotationError) as caught:
        read_label_studio({"x.json": data})
    assert message in str(caught.value)
    assert caught.value.where.startswith("x.json")
    assert caught.value.remedy


def test_refuses_to_write_a_document_twice():
    with pytest.raises(AnnotationError, match="document 2"):
        write_label_studio([BRIDGE, replace(BRIDGE, about={"made_by": "model"})])


FILE = write_label_studio([BRIDGE, replace(BRIDGE, annotator="gpt", about={"made_by": "model"})])[NAME]


@settings(max_examples=200, deadline=None)
@given(st.one_of(damaged(FILE, TOKENS), altered(FILE), st.binary()))
def test_damaged_files_are_read_or_refused(data):
    survives(read_label_studio, {NAME: data})


def test_label_studios_own_converter_finds_all_of_it(tmp_path):
    from label_studio_converter import Converter  # slow to import

    plain = MarkedText(
        "en", TEXT, (Mark("a", *CLAIM, "sentence", "claim"), Mark("b", *EVIDENCE, "sentence", "evidence")), (), "eve"
    )
    documents = [BRIDGE, replace(BRIDGE, annotator="eve", about={}), plain]
    files = write_label_studio(documents)
    (tmp_path / NAME).write_bytes(files[NAME])
    convert = Converter(files["label-config.xml"].decode(), project_dir=None)
    for format in ("JSON_MIN", "CSV", "CONLL2003"):
        convert.convert(str(tmp_path / NAME), str(tmp_path / format), format, is_dir=False)

    small = (tmp_path / "JSON_MIN" / "result.json").read_bytes()
    found = {(r["document"], r["labelled_by"]): r["label"] for r in json.loads(small)}
    for d in documents:
        regions = found[d.id, d.annotator]
        assert [(r["start"], r["end"], r["labels"]) for r in regions] == [
            (m.start, m.end, [flat_name(m)]) for m in d.marks
        ]
    back = {(d.id, d.annotator): d for d in read_label_studio({"result.json": small})}
    assert {k: (len(d.marks), d.about) for k, d in back.items()} == {
        (d.id, d.annotator): (len(d.marks), d.about) for d in documents
    }
    with (tmp_path / "CSV" / "result.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == len(documents)
    tags = (tmp_path / "CONLL2003" / "result.conll").read_text(encoding="utf-8")
    assert tags.count("B-claim") == 1
    assert tags.count("B-evidence") == 1
