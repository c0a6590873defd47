"""Gold values: what can be asked of them."""

from dataclasses import FrozenInstanceError

import pytest

from pipeline.domain.annotation import Annotation, GoldGroup, GoldMeasure, GoldSentence

SENTENCES = (
    GoldSentence("s1", 0, 4, 0, "claim", None, None, "c1"),
    GoldSentence("s2", 4, 8, 0, "recommendation", "s3", "specifies", "c1", "g1"),
    GoldSentence("s3", 8, 12, 0, "recommendation", None, None, "c1", "g1"),
    GoldSentence("s4", 12, 16, 1, "recommendation", None, None, "c1", "g2"),
)
GROUPS = (
    GoldGroup("g1", "先修桥", 4, 12, (GoldMeasure("g1.m1", "s3", ("s2",)),), ()),
    GoldGroup("g2", "再修路", 12, 16, (), ()),
)
NAMES = ("id", "title", "language", "genre", "topic", "shape", "annotator", "split", "sha256")
DOCUMENT = Annotation(
    **dict.fromkeys(NAMES, "x"),
    text_path=None,
    text=None,
    headings=(),
    sections=(),
    sentences=SENTENCES,
    groups=GROUPS,
)


def test_members_of_a_group_come_in_text_order() -> None:
    assert DOCUMENT.members("g1") == ("s2", "s3")
    assert DOCUMENT.members("g2") == ("s4",)
    assert DOCUMENT.members("g3") == ()


def test_measure_of_each_sentence() -> None:
    assert DOCUMENT.measure_of() == {"s3": "g1.m1", "s2": "g1.m1"}


def test_gold_values_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        SENTENCES[0].role = "other"  # type: ignore[misc]
