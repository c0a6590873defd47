"""Foreign marks on the sentences of a text."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.marked import Link, Mark, MarkedText
from pipeline.formats.alignment import is_whole, onto_units, with_lf
from pipeline.formats.marks import to_marks
from tests.formats.annotation_samples import bridge

TEXT = "桥老了。去年封了三次。该修了。"
UNITS = (
    Mark("c1", 0, 15, "section"),
    Mark("s1", 0, 4, "sentence"),
    Mark("s2", 4, 11, "sentence"),
    Mark("s3", 11, 15, "sentence"),
)


def laid(*marks: Mark, links: tuple[Link, ...] = ()) -> tuple[dict[str, str], tuple[Link, ...], tuple[str, ...]]:
    found, notes = onto_units(MarkedText("d", TEXT, marks, links), UNITS)
    return {m.id: m.label for m in found.marks if m.layer != "section"}, found.links, notes


def mark(id: str, start: int, end: int, label: str) -> Mark:
    return Mark(id, start, end, "sentence", label)


def test_whole_sentences_keep_their_labels() -> None:
    labels, links, notes = laid(
        mark("a", 0, 4, "claim"), mark("b", 4, 11, "evidence"), links=(Link("b", "a", "supports"),)
    )
    assert labels == {"s1": "claim", "s2": "evidence", "s3": ""}
    assert links == (Link("s2", "s1", "supports"),)
    assert notes == ()


def test_a_clause_labels_its_sentence_and_a_paragraph_all_of_its_own() -> None:
    labels, _, notes = laid(mark("a", 6, 9, "evidence"))
    assert labels == {"s1": "", "s2": "evidence", "s3": ""}
    assert notes == (
        "1 marks are no whole sentence and were laid onto the sentences they cover: the first is a at 6 to 9",
    )
    labels, _, _ = laid(mark("a", 0, 15, "claim"))
    assert labels == {"s1": "claim", "s2": "claim", "s3": "claim"}


def test_of_two_labels_the_wider_mark_wins() -> None:
    labels, _, notes = laid(mark("a", 4, 6, "claim"), mark("b", 6, 11, "evidence"))
    assert labels["s2"] == "evidence"
    assert notes[1].startswith("1 sentences carry two labels and keep that of the wider mark")


def test_a_mark_on_nothing_is_told() -> None:
    text = MarkedText("d", TEXT + "\n\n", (mark("a", 15, 17, "claim"),))
    _, notes = onto_units(text, UNITS)
    assert notes == (
        "1 marks lie in no sentence (on a heading, or on white space) and were left out: the first is a at 15 to 17",
    )


def test_links_that_cannot_stand_are_told() -> None:
    marks = (mark("a", 4, 6, "claim"), mark("b", 6, 11, "claim"), mark("c", 0, 4, "claim"), mark("d", 11, 15, "claim"))
    links = (Link("a", "b", "supports"), Link("c", "b", "supports"), Link("c", "d", "supports"))
    _, kept, notes = laid(*marks, links=links)
    assert kept == (Link("s1", "s2", "supports"),)
    assert notes[-2:] == (
        "1 relations lie within one sentence and were left out",
        "1 relations would give a sentence a second parent and were left out",
    )


def test_stages_go_to_the_section_that_is_most_alike_and_groups_stay() -> None:
    text = MarkedText(
        "d",
        TEXT,
        (Mark("x", 1, 15, "section", "theory"), Mark("s1", 11, 15, "group", note="修")),
        (Link("s1", "x", "grounds"),),
    )
    found, _ = onto_units(text, UNITS)
    assert found.marks[0].label == "theory"
    assert found.marks[-1] == Mark("x-s1", 11, 15, "group", note="修")  # its id is that of a sentence here


def test_line_ends_become_lf_and_marks_move_with_the_text() -> None:
    text = "甲。\r\n乙。\r丙。\r\n"
    found = with_lf(MarkedText("d", text, (mark("a", 0, 2, "x"), mark("b", 4, 6, "y"), mark("c", 7, 9, "z"))))
    assert found.text == "甲。\n乙。\n丙。\n"
    assert [found.text[m.start : m.end] for m in found.marks] == ["甲。", "乙。", "丙。"]


@given(st.text(st.sampled_from("甲。\r\n😀 a")), st.data())
def test_a_mark_keeps_its_characters_whatever_the_line_ends(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = with_lf(MarkedText("d", text, (mark("a", start, end, "x"),) if start < end else ()))
    for m in found.marks:
        # A mark that ends between the two halves of a line end may take in or leave out that line end.
        expected = text[start:end].replace("\r\n", "\n").replace("\r", "\n")
        assert found.text[m.start : m.end].strip("\n") == expected.strip("\n")


def test_only_a_document_with_all_its_parts_is_whole() -> None:
    marked = to_marks(bridge())
    assert is_whole(marked)
    assert not is_whole(MarkedText("d", marked.text, marked.marks[:-1]))
    assert not is_whole(MarkedText("d", marked.text, tuple(m for m in marked.marks if m.layer != "section")))
    assert not is_whole(MarkedText("d", marked.text, ()))
