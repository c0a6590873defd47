"""Annotations as training takes them: what the text shows on one side, what people said on the other."""

from dataclasses import replace

import pytest

from pipeline.domain.annotation import GoldHeading
from pipeline.text.normalize import normalize
from pipeline.training.examples import from_annotation
from tests.training.samples import article


def test_an_example_keeps_spans_and_labels_apart() -> None:
    annotation = article("zh-ferry")
    example = from_annotation(annotation)
    document = example.document
    assert (document.id, document.source, document.language) == ("zh-ferry", "texts/zh/zh-ferry.txt", "zh")
    assert [(s.id, s.start, s.end) for s in document.sentences] == [
        (s.id, s.start, s.end) for s in annotation.sentences
    ]
    assert all(s.text == normalize(document.text[s.start : s.end]).text for s in document.sentences)
    assert [h.title for h in document.headings] == ["一、渡口为什么要紧", "二、已经做了什么", "三、下一步怎么办"]
    assert example.gold_roles == tuple(s.role for s in annotation.sentences)
    assert example.gold_stages == ("theory", "practice", "recommendation")
    assert example.gold_parents["s5"] == ("s4", "exemplifies")
    assert "s1" not in example.gold_parents


def test_what_is_taught_is_what_has_a_role_with_the_agreement_on_it() -> None:
    example = from_annotation(article("zh-ferry"))
    some = tuple("" if i == 1 else role for i, role in enumerate(example.gold_roles))
    agreement = tuple(i / 10 for i in range(len(some)))
    taught = replace(example, gold_roles=some, agreement=agreement).taught()
    assert len(taught.document.sentences) == len(taught.gold_roles) == len(some) - 1
    assert taught.agreement == (0.0, *agreement[2:])
    assert replace(example, gold_roles=some).taught().agreement == ()


def test_gold_groups_hold_members_measures_and_grounds() -> None:
    (group,) = from_annotation(article("zh-ferry")).gold_groups
    assert group.members == ("s7", "s8", "s9")
    assert [(m.head, m.details) for m in group.measures] == [("s7", ("s8",)), ("s9", ())]
    assert [g.section for g in group.grounds] == ["c2"]


def test_marks_of_markdown_are_no_part_of_a_title() -> None:
    text = "## 渡口\n渡船停了。\n"
    annotation = article(
        "zh-ferry", text=text, headings=(GoldHeading("h1", 0, 5, 1, None),), sections=(), sentences=(), groups=()
    )
    assert from_annotation(annotation).document.headings[0].title == "渡口"


def test_labels_without_their_text_are_no_example() -> None:
    with pytest.raises(ValueError, match="zh-ferry: attach the text first"):
        from_annotation(article("zh-ferry", text=None))
