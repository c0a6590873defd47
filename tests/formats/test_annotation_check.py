"""The checker: a sound corpus has no fault, and each thing that can be wrong is found at its line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import AnnotationError
from pipeline.formats.annotation_check import check_annotation_file, check_corpus
from pipeline.formats.annotation_jsonl import text_sha256, write_annotation
from pipeline.formats.annotation_records import Fault
from tests.formats.annotation_samples import TEXT, bridge, span

Records = dict[str, dict[str, Any]]
LINES = ["header", "h1", "h2", "h3", "c1", "c2", "c3", "s1", "s2", "s3", "s4", "s5", "g1"]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_annotation(bridge(), tmp_path / "labels/founders/zh-bridge.jsonl")
    place = tmp_path / "texts/zh/zh-bridge.txt"
    place.parent.mkdir(parents=True)
    place.write_bytes(TEXT.encode())
    return tmp_path


def labels(corpus: Path) -> Path:
    return corpus / "labels/founders/zh-bridge.jsonl"


def changed(corpus: Path, change: Callable[[Records], object]) -> list[Fault]:
    """The faults after a change to the records, which are known by their ids."""
    lines = labels(corpus).read_text(encoding="utf-8").splitlines()
    records = dict(zip(LINES, map(json.loads, lines), strict=True))
    change(records)
    content = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records.values())
    labels(corpus).write_text(content, encoding="utf-8")
    return check_annotation_file(labels(corpus), root=corpus, complete=True)


def test_a_sound_file_has_no_faults(corpus: Path) -> None:
    assert changed(corpus, lambda r: None) == []


def test_what_cannot_be_seen_need_not_belong_to_anything(corpus: Path) -> None:
    hidden = TEXT + "\u200b\n\ufeff"
    (corpus / "texts/zh/zh-bridge.txt").write_bytes(hidden.encode())
    assert changed(corpus, with_("header", sha256=text_sha256(hidden))) == []


def with_(name: str, **values: Any) -> Callable[[Records], None]:
    return lambda records: records[name].update(values)


def without(name: str, key: str) -> Callable[[Records], object]:
    return lambda records: records[name].pop(key)


ONE_FAULT: dict[str, tuple[Callable[[Records], object], str, str, str]] = {
    # change, the line it shows at, part of the message, part of the remedy
    "unknown role": (with_("s1", role="clame"), "s1", '"role" is "clame"', 'Use "claim" (nearest of claim, evidence'),
    "unknown stage": (with_("c1", stage="practise"), "c1", '"stage" is "practise"', 'Use "practice"'),
    "unknown relation": (with_("s2", relation="support"), "s2", '"relation" is "support"', 'Use "supports"'),
    "role far off": (with_("s1", role="论点"), "s1", '"role" is "论点"', "Use one of claim, evidence"),
    "unknown split": (with_("header", split="tests"), "header", '"split" is "tests"', 'Use "test"'),
    "unknown key": (with_("s1", parents=None), "s1", 'a sentence has no key "parents"', 'Use "parent"'),
    "missing key": (without("s2", "paragraph"), "s2", 'this sentence lacks "paragraph"', "0 or more"),
    "wrong type": (with_("h1", level="1"), "h1", '"level" is "1"', "whole number, 1 or more"),
    "number that is no integer": (with_("h1", start=0.0), "h1", '"start" is 0.0', "whole number"),
    "true is no number": (with_("s1", paragraph=True), "s1", '"paragraph" is true', "whole number"),
    "negative offset": (with_("h1", start=-1), "h1", '"start" is -1', "0 or more"),
    "malformed hash": (with_("header", sha256="abc"), "header", '"sha256" is "abc"', "64 hexadecimal"),
    "malformed measure": (with_("g1", measures=[{"id": "g1.m1"}]), "g1", '"measures" is', '"head", "details"'),
    "empty title": (with_("header", title=" "), "header", '"title" is " "', "not empty"),
    "empty slice": (with_("s1", end=span("s1")[0]), "s1", 'is not before "end"', "half-open"),
    "beyond the text": (with_("c3", end=len(TEXT) + 1), "c3", f"the text at {len(TEXT)}", "code points"),
    "white space at the end": (
        with_("s2", end=span("s2")[1] + 1),
        "s2",
        "s2 has white space at its ends",
        "first and last visible",
    ),
    "wrong hash": (with_("header", sha256="0" * 64), "header", "the text has the SHA-256", "write the new hash"),
    "left out": (with_("s2", start=span("s2")[0] + 2), "s2", 'belongs to nothing: "去年"', "Make it a sentence"),
    "left out at the end": (
        with_("s5", end=span("s5")[1] - 1),
        "header",
        f'text at the end (offset {len(TEXT) - 2}) belongs to nothing: "。"',
        "Make it",
    ),
    "overlap": (with_("s2", start=span("s2")[0] - 2), "s2", "s2 overlaps s1", "one sentence"),
    "missing parent": (with_("s2", parent="s9"), "s2", 'parent "s9" of s2 is no sentence', "null for a root"),
    "parent without relation": (with_("s2", relation=None), "s2", "has parent s1 and relation null", "A root"),
    "relation without parent": (with_("s1", relation="supports"), "s1", "parent null and relation", "A root"),
    "relation not allowed": (
        with_("s2", relation="exemplifies"),
        "s2",
        "exemplifies cannot lead from evidence s2 to claim s1",
        "use supports or attacks",
    ),
    "no relation fits": (with_("s1", role="evidence"), "s2", "supports cannot lead from", "Give it another parent"),
    "other with a parent": (with_("s5", parent="s1", relation="attacks"), "s5", 's5 is "other"', "make it a root"),
    "outside its group": (with_("g1", start=span("s4")[0]), "s3", "s3 lies outside its group g1", "Widen the group"),
    "unknown group": (with_("s5", group="g2"), "s5", 'group "g2" of s5 does not exist', "Use one of g1"),
    "member without group": (with_("s4", group=None), "s4", "s4 is in measure g1.m1 but not in g1", 'is "g1"'),
    "measure told twice": (with_("s4", measure="g1.m2"), "s4", "the groups put it in g1.m1", "Write the same"),
    "unknown ground": (with_("g1", grounds=["c9"]), "g1", 'grounds "c9" of g1 is no section', "c1, c2, c3"),
    "ground of a wrong stage": (with_("g1", grounds=["c2"]), "g1", "c2 of g1 is a recommendation section", "theory"),
    "ground twice": (with_("g1", grounds=["c1", "c1"]), "g1", "c1 of g1 is listed twice", "List it once"),
    "unknown section": (with_("s1", section="c9"), "s1", 'section "c9" of s1 does not exist', "c1, c2, c3"),
    "wrong section": (with_("s1", section="c2"), "s1", "s1 lies outside its section c2", "that contains it"),
    "outer section": (with_("s5", section="c2"), "s5", "s5 lies in c3, inside c2", 'Its section is "c3"'),
    "unknown heading": (with_("c1", heading="h9"), "c1", 'heading "h9" of c1 is no heading', "or null"),
    "heading outside": (with_("c1", heading="h2"), "c1", "c1 does not contain its heading h2", "begins at"),
    "unknown parent heading": (with_("h3", parent="h9"), "h3", 'parent "h9" of h3', "or null"),
    "parent heading of no higher level": (with_("h3", level=1), "h3", "h3 cannot stand under h2", "smaller level"),
    "other id than file": (
        with_("header", id="zh-ferry", text=None),
        "header",
        'the id is "zh-ferry"',
        "zh-ferry.jsonl",
    ),
    "other annotator than folder": (with_("header", annotator="anna"), "header", 'the annotator is "anna"', "Move"),
    "no role yet": (with_("s5", role=None), "s5", "s5 has no role yet", "Label it"),
    "no stage yet": (with_("c2", stage=None), "c2", "c2 has no stage yet", "Label it"),
    "a source without a title": (
        with_("header", source={"sha256": "0" * 64, "start": 0, "end": 5}),
        "header",
        '"source" is {"sha256"',
        'It must be {"title", "sha256", "start", "end"}',
    ),
    "a source that ends before it starts": (
        with_("header", source={"title": "桥", "sha256": "0" * 64, "start": 5, "end": 5}),
        "header",
        '"source" is {"title"',
        "of the document that the labelled text is cut from",
    ),
    "made by nobody known": (with_("header", made_by="robot"), "header", '"made_by" is "robot"', "human, model, mixed"),
    "id twice": (with_("s5", sentence="s4"), "s5", 'the id "s4" stands here and in line 11', "of its own"),
}


@pytest.mark.parametrize("case", ONE_FAULT)
def test_one_fault_at_its_line(corpus: Path, case: str) -> None:
    change, line, message, remedy = ONE_FAULT[case]
    faults = changed(corpus, change)
    assert len(faults) == 1, [str(f) for f in faults]
    assert faults[0].path == labels(corpus)
    assert faults[0].line == LINES.index(line) + 1
    assert message in faults[0].message
    assert remedy in faults[0].remedy
    assert str(faults[0]).startswith(f"{labels(corpus)}:{faults[0].line}: ")


def test_a_text_in_another_languages_folder(corpus: Path) -> None:
    (corpus / "texts/en").mkdir()
    (corpus / "texts/zh/zh-bridge.txt").rename(corpus / "texts/en/zh-bridge.txt")
    (fault,) = changed(corpus, with_("header", text="texts/en/zh-bridge.txt"))
    assert (fault.line, fault.remedy) == (1, 'Put it at "texts/zh/zh-bridge.txt", by language and id')


def messages(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(LINES[f.line - 1], f.message) for f in faults]


def test_a_circle_is_named_once(corpus: Path) -> None:
    def circle(r: Records) -> None:
        r["s2"]["role"] = "claim"
        r["s1"] |= {"parent": "s2", "relation": "specifies"}

    assert messages(changed(corpus, circle)) == [("s1", "parents run in a circle: s1 → s2 → s1")]


def test_a_sentence_that_is_its_own_parent(corpus: Path) -> None:
    faults = changed(corpus, with_("s1", parent="s1", relation="specifies"))
    assert messages(faults) == [("s1", "parents run in a circle: s1 → s1")]


def test_a_measure_head_is_a_root(corpus: Path) -> None:
    def swap(r: Records) -> None:
        r["s3"] |= {"parent": "s4", "relation": "specifies"}
        r["s4"] |= {"parent": None, "relation": None}

    assert messages(changed(corpus, swap)) == [
        ("s3", "s3 heads measure g1.m1 and has a parent"),
        ("s4", "s4 details measure g1.m1 but does not hang below its head s3"),
    ]


def test_a_detail_may_hang_below_the_head_by_way_of_others_and_other_need_not(corpus: Path) -> None:
    def deeper(r: Records) -> None:
        r["s5"] |= {"role": "evidence", "parent": "s4", "relation": "supports", "group": "g1", "measure": "g1.m1"}
        r["g1"] |= {"end": span("s5")[1], "measures": [{"id": "g1.m1", "head": "s3", "details": ["s4", "s5"]}]}

    assert changed(corpus, deeper) == []
    assert changed(corpus, with_("s5", role="other", parent=None, relation=None)) == []
    faults = changed(corpus, with_("s5", role="evidence", parent="s1", relation="supports"))
    assert messages(faults) == [("s5", "s5 details measure g1.m1 but does not hang below its head s3")]


def test_a_measure_lists_what_exists_and_once(corpus: Path) -> None:
    listed = [{"id": "g1.m1", "head": "s3", "details": ["s4", "s4", "s9"]}]
    assert messages(changed(corpus, with_("g1", measures=listed))) == [
        ("g1", "s4 is listed twice, in g1.m1 and g1.m1"),
        ("g1", 'measure g1.m1 lists "s9", which is no sentence'),
    ]


def test_groups_are_disjoint_and_not_empty(corpus: Path) -> None:
    lines = labels(corpus).read_text(encoding="utf-8").splitlines()
    start, end = span("s4")
    extra = {"group": "g2", "title": "再说一遍", "start": start, "end": end, "measures": [], "grounds": []}
    labels(corpus).write_text("\n".join((*lines, json.dumps(extra))), encoding="utf-8")
    found = [(f.line, f.message) for f in check_annotation_file(labels(corpus), root=corpus)]
    assert found == [(14, "g2 has no sentences"), (14, "g2 overlaps g1")]


def test_out_of_order(corpus: Path) -> None:
    lines = labels(corpus).read_text(encoding="utf-8").splitlines()
    lines[7], lines[8] = lines[8], lines[7]
    labels(corpus).write_text("\n".join(lines), encoding="utf-8")
    found = [(f.line, f.message) for f in check_annotation_file(labels(corpus), root=corpus)]
    assert found == [(9, "s1 starts before s2, which stands above it")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"sentence": "s1", ', "this is no JSON: "),
        ("[1, 2]", "this is JSON, but no object"),
        ('{"sentence": "s1", "sentence": "s2"}', 'the key "sentence" stands here twice'),
        ('{"text": "一二三"}', "no heading, section, sentence or group stands here"),
        ('{"sentence": "\\ud83d"}', "half of a surrogate pair"),
        ("[" * 100_000, "nested too deeply"),
        ('{"sentence": ' + "9" * 5000 + "}", "too many digits"),
    ],
)
def test_lines_that_are_no_records(corpus: Path, line: str, message: str) -> None:
    lines = labels(corpus).read_text(encoding="utf-8").splitlines()
    lines[8] = line
    labels(corpus).write_text("\n".join(lines), encoding="utf-8")
    (fault,) = check_annotation_file(labels(corpus), root=corpus)
    assert (fault.line, message in fault.message) == (9, True)
    assert fault.remedy


def test_files_that_are_no_annotations(corpus: Path) -> None:
    def first(data: bytes) -> tuple[int, str]:
        labels(corpus).write_bytes(data)
        (fault,) = check_annotation_file(labels(corpus), root=corpus)
        return fault.line, fault.message

    assert first(b"") == (1, "the file is empty")
    assert first("{}\n桥".encode("gb18030")) == (2, "this line is no UTF-8")
    labels(corpus).unlink()
    (fault,) = check_annotation_file(labels(corpus), root=corpus)
    assert fault.message.startswith("cannot be read: No such file")


def test_two_faults_come_in_the_order_of_lines(corpus: Path) -> None:
    def twice(r: Records) -> None:
        r["g1"]["grounds"] = ["c9"]
        r["s2"]["parent"] = "s9"

    assert [f.line for f in changed(corpus, twice)] == [9, 13]


def test_corpus_counts(corpus: Path) -> None:
    found = check_corpus(corpus)
    assert found.faults == ()
    assert (found.files, found.documents, found.sentences, found.groups, found.characters) == (1, 1, 5, 1, len(TEXT))
    assert found.roles == {"claim": 1, "evidence": 1, "recommendation": 2, "other": 1}
    assert found.stages == {"practice": 1, "recommendation": 2}
    assert found.relations == {"root": 3, "supports": 1, "specifies": 1}
    assert (found.languages, found.splits, found.annotators) == ({"zh": 1}, {"train": 1}, {"founders": 1})


def test_the_same_document_by_two_annotators(corpus: Path) -> None:
    write_annotation(bridge(annotator="anna"), corpus / "labels/anna/zh-bridge.jsonl")
    found = check_corpus(corpus)
    assert found.faults == ()
    assert (found.files, found.documents, found.sentences) == (2, 1, 5)
    assert found.annotators == {"anna": 1, "founders": 1}

    write_annotation(bridge(annotator="anna", split="test"), corpus / "labels/anna/zh-bridge.jsonl")
    (fault,) = check_corpus(corpus).faults
    assert fault.message == '"split" is train here and test in the labels by anna'


def copy_of_the_bridge(corpus: Path, **changes: Any) -> None:
    values: dict[str, Any] = {"id": "zh-copy", "text_path": "texts/zh/zh-copy.txt"} | changes
    write_annotation(bridge(**values), corpus / "labels/founders/zh-copy.jsonl")
    if values["text_path"]:
        (corpus / "texts/zh/zh-copy.txt").write_bytes(TEXT.encode())


def test_no_sentence_stands_in_a_corpus_twice(corpus: Path) -> None:
    copy_of_the_bridge(corpus)
    found = check_corpus(corpus)
    assert [(f.path.name, f.line) for f in found.faults] == [("zh-copy.jsonl", line) for line in range(8, 13)]
    assert found.faults[0].message.startswith("the sentence s1 also stands at zh-bridge.jsonl:8: ")


def test_somebody_elses_documents_may_repeat_a_sentence(corpus: Path) -> None:
    copy_of_the_bridge(corpus, text_path=None)
    assert check_corpus(corpus).faults == ()


def test_a_text_without_labels(corpus: Path) -> None:
    stray = corpus / "texts/en/ferry.txt"
    stray.parent.mkdir()
    stray.write_text("The ferry is late.", encoding="utf-8")
    (fault,) = check_corpus(corpus).faults
    assert (fault.path, fault.message) == (stray, "no label file mentions this text")


def test_a_broken_label_file_is_no_reason_to_call_its_text_stray(corpus: Path) -> None:
    labels(corpus).write_text("{\n", encoding="utf-8")
    assert [f.path for f in check_corpus(corpus).faults] == [labels(corpus)]


def test_a_folder_that_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="no label file here"):
        check_corpus(tmp_path)


def test_hash_is_of_utf8_with_lf() -> None:
    # printf '\xe6\xa1\xa5\n' | sha256sum
    assert text_sha256("桥\n") == "97458449edb26f94a9f41b7f1d017fcfbcd3e5e9d4f6b5aa6c6010e1003eaf4d"
