"""What is told of sections as grounds: of which, and that it does not hang on how many groups are taken at once."""

import numpy as np
import pytest

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
from pipeline.structure import ground_features
from pipeline.structure.ground_features import (
    COLUMNS,
    GROUND_COLUMNS,
    Topic,
    ground_tables,
    offered_sections,
    topics,
)
from pipeline.structure.groups import find_groups
from tests.structure.samples import HEADED, HEADED_ROLES, HEADED_STAGES, document, roles


def sample() -> tuple[Document, tuple[Group, ...]]:
    doc = document(HEADED)
    return doc, find_groups(doc, HEADED_STAGES, roles(HEADED_ROLES))


def test_the_section_that_speaks_of_the_same_things_is_likest() -> None:
    doc, groups = sample()
    title = {h.id: h.title for h in doc.headings}
    offered = offered_sections(doc, HEADED_STAGES)
    tables = ground_tables(doc, offered, topics(doc, groups))
    for table, expected in zip(tables, ("（一）先把家底摸清", "（二）让用水户管水"), strict=True):
        best = offered[int(table[:, COLUMNS.index("likeness of words")].argmax())]
        assert title[best.section.heading or ""] == expected


def test_only_theory_and_practice_sections_with_sentences_are_offered() -> None:
    doc, _ = sample()
    offered = offered_sections(doc, HEADED_STAGES)
    stage = dict(zip([s.id for s in doc.sections], HEADED_STAGES, strict=True))
    assert [stage[o.section.id] for o in offered] == [o.stage for o in offered]
    assert {o.stage for o in offered} == {"theory", "practice"}
    expected = {s.section for s in doc.sentences if stage[s.section] != "recommendation"}
    assert {o.section.id for o in offered} == expected


def test_without_groups_or_sections_nothing_is_offered() -> None:
    doc, groups = sample()
    assert list(ground_tables(doc, offered_sections(doc, HEADED_STAGES), [])) == []
    assert offered_sections(doc, ["none"] * len(HEADED_STAGES)) == []
    assert [t.shape for t in ground_tables(doc, [], topics(doc, groups))] == [(0, GROUND_COLUMNS) for _ in groups]


def test_ranks_are_counted_over_all_groups_however_few_are_taken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine groups, the first and the last alike: more than the six best that are kept of each section."""
    doc, groups = sample()
    offered = offered_sections(doc, HEADED_STAGES)
    own = topics(doc, groups)
    words = ["水库", "水价", "渠道", "用水户", "家底", "台账", "冬闲"]
    many = [own[0], *(Topic(w, [f"{w}要管好，{own[1].sentences[0]}"], own[1].start) for w in words), own[0]]
    together = list(ground_tables(doc, offered, many))
    assert all(table.shape == (len(offered), GROUND_COLUMNS) for table in together)
    monkeypatch.setattr(ground_features, "_AT_ONCE", 1)
    for one, other in zip(together, ground_tables(doc, offered, many), strict=True):
        assert np.array_equal(one, other)
    ranks = 2 * np.array([table[:, COLUMNS.index("likeness of words rank among groups")] for table in together])
    likeness = np.array([table[:, COLUMNS.index("likeness of words")] for table in together])
    for k in range(len(offered)):
        order = np.argsort(-likeness[:, k], kind="stable").tolist()
        assert ranks[:, k].tolist() == [min(order.index(g), 6) for g in range(len(many))]


def test_where_sections_stand_beside_a_group() -> None:
    """Problems each with what to do about it under one heading, then a chapter of measures."""
    text = "一、防汛\n汛期水位高。\n（一）堤防\n堤防老化。\n（二）做法\n要加固堤防。\n"
    text += "二、抗旱\n旱季缺水。\n三、措施\n要修渠。\n"
    doc = document(text)
    stages = ["practice", "practice", "recommendation", "practice", "recommendation"]
    offered = offered_sections(doc, stages)
    groups = [Topic("做法", ["要加固堤防。"], text.index("（二）")), Topic("措施", ["要修渠。"], text.index("三、"))]
    names = ("before the group", "sections between", "headings shared", "sentences apart", "holds the group")
    columns = [COLUMNS.index(name) for name in names]
    inner, last = (table[:, columns].tolist() for table in ground_tables(doc, offered, groups))
    assert inner == [[1, 1, 1, -2, 1], [1, 0, 1, -1, 0], [0, -1, 0, 1, 0]]
    assert last == [[1, 2, 0, -4, 0], [1, 1, 0, -3, 0], [1, 0, 0, -1, 0]]
