"""Measures: what is told of the members of a group, and the measures of the heads that trees choose."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES, STAGES
from pipeline.structure.groups import find_groups
from pipeline.structure.lines import Line, chosen_lines, lines_of
from pipeline.structure.measures import MEASURE_COLUMNS, find_measures, measure_table, with_heads
from tests.structure.samples import HEADED, HEADED_ROLES, HEADED_STAGES, document, roles
from tests.structure.test_lines import PIECES

DOCUMENT = document(HEADED)
NAMES = roles(HEADED_ROLES)
GROUPS = find_groups(DOCUMENT, HEADED_STAGES, NAMES)
TEXT = {s.id: s.text for s in DOCUMENT.sentences}
RULED, SEEN, LEFT = 19, 20, 21  # columns: a head by the rules, how many of these so far, how many to come
ROLE = 23 + ROLES.index("recommendation")


def sure(names: Sequence[str]) -> np.ndarray:
    return np.array([[0.9 if role == name else 0.025 for role in ROLES] for name in names])


class Told:
    """Stands for trees that hold those rows for heads which a rule of one column picks."""

    def __init__(self, column: int, least: float) -> None:
        self.column, self.least = column, least

    def log_probabilities(self, table: Any) -> Any:
        yes = np.where(table[:, self.column] >= self.least, 0.9, 0.1)
        return np.log(np.column_stack([1 - yes, yes]))


def heads(groups: Sequence[Group]) -> list[list[str]]:
    return [[TEXT[m.head] for m in g.measures] for g in groups]


def test_the_table_has_a_row_for_each_member_in_order() -> None:
    table = measure_table(DOCUMENT, sure(NAMES), GROUPS)
    assert table.shape == (sum(len(g.members) for g in GROUPS), MEASURE_COLUMNS)
    assert table[:, RULED].tolist() == [1, 0, 1, 0, 1, 0, 1, 0]
    assert table[:, SEEN].tolist() == [1, 1, 2, 2, 1, 1, 2, 2]
    assert table[:, LEFT].tolist() == [1, 1, 0, 0, 1, 1, 0, 0]
    assert measure_table(DOCUMENT, sure(NAMES), []).shape == (0, MEASURE_COLUMNS)


def test_trees_that_follow_the_rules_change_nothing() -> None:
    trees: Any = Told(RULED, 1)
    assert find_measures(DOCUMENT, sure(NAMES), GROUPS, trees) == GROUPS


def test_trees_may_see_other_heads() -> None:
    trees: Any = Told(ROLE, 0.5)
    found = find_measures(DOCUMENT, sure(NAMES), GROUPS, trees)
    assert heads(found) == [[TEXT[m] for m in g.members] for g in GROUPS]  # all recommend
    assert [m.details for g in found for m in g.measures] == [()] * 8
    assert [m.id for m in found[0].measures] == ["g1.m1", "g1.m2", "g1.m3", "g1.m4"]


def test_ordinals_of_one_style_stand_or_fall_together() -> None:
    """Trees that hold the first of two ordinals for a head, and hardly the second: their mean decides."""
    head = GROUPS[0].measures[0].head

    def found(first: float, second: float) -> list[list[str]]:
        odds = [first, -9.0, second, -9.0]

        class Odds:
            def log_probabilities(self, table: Any) -> Any:
                return np.column_stack([np.zeros(len(table)), odds])

        trees: Any = Odds()
        return heads(find_measures(DOCUMENT, sure(NAMES), GROUPS[:1], trees))

    assert found(3.0, -1.0) == [[TEXT[head], "二是设立修复资金。"]]
    assert found(1.0, -3.0) == [[]]


def test_of_many_ordinals_the_rules_tell_the_heads() -> None:
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    doc = document("一、建议\n" + "".join(f"{n}是办好第{n}件事。要抓紧。" for n in numerals) + "\n")
    names = ["recommendation"] * len(doc.sentences)
    [group] = find_groups(
        doc, ["recommendation"] * len(doc.sections), names, chosen_lines(lines := lines_of(doc), _first(lines))
    )
    assert len(group.measures) == 12
    trees: Any = Told(SEEN, 99)  # none
    [found] = find_measures(doc, sure(names), [group], trees)
    assert found == group


def _first(lines: Sequence[Line]) -> np.ndarray:
    """The heading's line alone."""
    return np.array([float(line.section is not None) for line in lines])


def test_heads_that_are_chosen_divide_the_group() -> None:
    head = GROUPS[0].members[1]
    first, second = with_heads(DOCUMENT, GROUPS, {head})
    assert second.measures == ()
    assert [(m.head, m.details) for m in first.measures] == [(head, GROUPS[0].members[2:])]
    assert replace(first, measures=GROUPS[0].measures) == GROUPS[0]  # nothing else changes


def any_groups(doc: Document, draw: np.random.Generator) -> tuple[Group, ...]:
    names = [str(draw.choice(ROLES)) for _ in doc.sentences]
    stages = [str(draw.choice(STAGES)) for _ in doc.sections]
    lines = lines_of(doc)
    return find_groups(doc, stages, names, chosen_lines(lines, draw.uniform(size=len(lines))))


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.integers(0, 2**32 - 1))
def test_any_heads_of_any_groups_are_measures_of_these_groups(pieces: list[str], seed: int) -> None:
    doc = document("".join(pieces))
    draw = np.random.default_rng(seed)
    groups = any_groups(doc, draw)
    table = measure_table(doc, draw.dirichlet(np.ones(len(ROLES)), len(doc.sentences)), groups)
    assert table.shape == (sum(len(g.members) for g in groups), MEASURE_COLUMNS)
    assert np.isfinite(table).all()
    chosen = {m for g in groups for m in g.members if draw.random() < 0.4}
    found = with_heads(doc, groups, chosen)
    assert {m.head for g in found for m in g.measures} == chosen
    for g in found:
        held = [s for m in g.measures for s in (m.head, *m.details)]
        assert len(held) == len(set(held))
        assert set(held) <= set(g.members)
