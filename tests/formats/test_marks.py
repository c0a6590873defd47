"""Annotations as marks and back: what follows from offsets comes back, what does not is told."""

from dataclasses import replace

import pytest
from hypothesis import given

from pipeline.domain.annotation import Annotation, GoldMeasure
from pipeline.domain.marked import Link, Mark, flat_name, layer_and_label
from pipeline.errors import AnnotationError
from pipeline.formats.marks import from_marks, losses, to_marks
from tests.formats.annotation_samples import annotations, bridge


def back(annotation: Annotation) -> Annotation:
    return from_marks(to_marks(annotation), "a file")


def test_a_document_comes_back_as_it_was() -> None:
    assert back(bridge()) == bridge()
    assert losses(bridge(), back(bridge())) == ()


@given(annotations())
def test_roles_parents_stages_and_groups_come_back_of_any_document(annotation: Annotation) -> None:
    found = back(annotation)
    assert [(s.id, s.role, s.parent, s.relation, s.group) for s in found.sentences] == [
        (s.id, s.role, s.parent, s.relation, s.group) for s in annotation.sentences
    ]
    assert [(c.start, c.end, c.stage) for c in found.sections] == [
        (c.start, c.end, c.stage) for c in annotation.sections
    ]
    assert [(g.title, g.measures, g.grounds) for g in found.groups] == [
        (g.title, g.measures, g.grounds) for g in annotation.groups
    ]
    # The strategy numbers paragraphs anew for each sentence, line feed or not: that alone may be told otherwise.
    assert set(losses(annotation, found)) <= {f"paragraph of sentence: {n}" for n in range(1, 9)}


def test_a_measure_with_a_gap_is_told() -> None:
    gap = bridge()
    group = replace(gap.groups[0], measures=(GoldMeasure("g1.m1", "s3", ()), GoldMeasure("g1.m2", "s4", ())))
    assert losses(bridge(groups=(group,)), back(gap)) == ("measure of sentence: 1", "measures of group: 1")


def test_what_differs_is_counted_by_kind() -> None:
    first, *rest = bridge().sentences
    changed = bridge(genre="speech", annotator="anna", sentences=(replace(first, role="other"), *rest), headings=())
    assert losses(bridge(), changed) == (
        "heading: 3",
        "heading of section: 3",
        "role of sentence: 1",
        "annotator of document",
        "genre of document",
    )


def test_where_only_ids_differ_that_is_told() -> None:
    text = to_marks(bridge())
    links = tuple(replace(x, source=f"x{x.source}", target=f"x{x.target}") for x in text.links)
    marks = tuple(replace(m, id=f"x{m.id}") for m in text.marks)
    assert losses(bridge(), from_marks(replace(text, marks=marks, links=links), "f")) == ("ids (numbered anew)",)


def test_labels_are_taken_whatever_their_case_and_unknown_ones_refused_with_the_nearest() -> None:
    marked = to_marks(bridge())
    marks = [replace(m, label=m.label.upper()) for m in marked.marks]
    assert from_marks(replace(marked, marks=tuple(marks)), "f").sentences == bridge().sentences
    marks = [replace(m, label="evidense") if m.id == "s2" else m for m in marked.marks]
    with pytest.raises(AnnotationError, match=r'f: zh-bridge: s2: the role "evidense" is not .* Use evidence'):
        from_marks(replace(marked, marks=tuple(marks)), "f")


@pytest.mark.parametrize(
    ("link", "message"),
    [
        (Link("s4", "s1", "supports"), "s4 has two parents, s3 and s1"),
        (Link("s1", "c1", "supports"), "does not join two sentences"),
        (Link("s1", "s2", "grounds"), 'the relation "grounds" is not in the scheme'),
        (Link("s1", "s2", ""), "does not join two sentences"),
    ],
)
def test_links_that_make_no_tree_are_refused(link: Link, message: str) -> None:
    marked = to_marks(bridge())
    with pytest.raises(AnnotationError, match=message):
        from_marks(replace(marked, links=(*marked.links, link)), "f")


def test_a_heading_needs_a_level_and_a_sentence_a_section() -> None:
    marked = to_marks(bridge())
    wrong = tuple(replace(m, label="one") if m.layer == "heading" else m for m in marked.marks)
    with pytest.raises(AnnotationError, match='the level of a heading is "one"'):
        from_marks(replace(marked, marks=wrong), "f")
    without = tuple(m for m in marked.marks if m.layer != "section")
    with pytest.raises(AnnotationError, match="no section holds the sentence s1"):
        from_marks(replace(marked, marks=without, links=()), "f")


def test_labels_without_a_text_cannot_be_marks() -> None:
    with pytest.raises(ValueError, match="attach the text first"):
        to_marks(bridge(text=None))


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (Mark("1", 0, 1, "sentence", "claim"), "claim"),
        (Mark("1", 0, 1, "sentence"), "sentence"),
        (Mark("1", 0, 1, "section", "theory"), "stage-theory"),
        (Mark("1", 0, 1, "section"), "stage"),
        (Mark("1", 0, 1, "heading", "2"), "heading-2"),
        (Mark("1", 0, 1, "group"), "group"),
        (Mark("1", 0, 1, "measure"), "measure"),
    ],
)
def test_layer_and_label_in_one_word(mark: Mark, name: str) -> None:
    assert flat_name(mark) == name
    assert layer_and_label(name) == (mark.layer, mark.label)


@pytest.mark.parametrize("name", ["Premise", "major-claim", "论点", "sentence-x"])
def test_other_words_are_labels_of_sentences(name: str) -> None:
    assert layer_and_label(name) == ("sentence", name)
