"""Pairs of units: what may hang on what, and what a table says of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.scoring.arborescence import ROOT
from pipeline.structure.connectives import CONNECTIVES, connectives
from pipeline.structure.pairs import _OF_PAIR, _OF_UNIT, WINDOW, Units, candidates, pair_table, width

TEXTS = ["修渠要钱。", "但是钱不够。", "去年修渠花了3万元。", "因此要筹钱修渠。"]
UNITS = Units(TEXTS, np.array([[1, 0], [1, 0], [0, 1], [1, 0]], float), [0, 0, 1, 1], [0, 0, 0, 1])


def row(source: int, target: int, units: Units = UNITS) -> dict[str, float]:
    """The columns of a pair beyond those of its units, by name."""
    sources = np.full(len(units) - 1 + 1, source)
    targets = np.array([ROOT, *(j for j in range(len(units)) if j != source)])
    table = pair_table(units, sources, targets)
    values = table[targets.tolist().index(target)]
    start = 2 * (units.labels.shape[1] + _OF_UNIT)
    names = (
        *("root", "distance", "apart", "same paragraph", "paragraphs apart", "words", "pairs", "rank", "behind"),
        *("opens paragraph", "opens its paragraph", "opens block", "head", "same head", "top", "alike"),
        *("between 0", "between 1", "before 0", "before 1"),
    )
    return dict(zip(names, values[start:].tolist(), strict=True))


def test_near_units_of_the_block_are_candidates() -> None:
    assert candidates(UNITS) == [[1, 2], [0, 2], [0, 1], []]
    many = Units(["甲。"] * 100, np.ones((100, 1)), [0] * 50 + [1] * 50, [0] * 100)
    assert candidates(many)[90] == [0, 50, *range(90 - WINDOW, 90), *range(91, 100)]


def test_a_head_is_a_candidate_however_far() -> None:
    many = Units(["甲。"] * 60, np.ones((60, 1)), list(range(60)), [0] * 60, heads={55: 3}, tops={55: 1})
    assert {0, 1, 3} <= set(candidates(many)[55])


def test_a_pair_by_hand() -> None:
    found = row(2, 0)
    assert found["root"] == found["same paragraph"] == 0
    assert (found["distance"], found["apart"], found["paragraphs apart"]) == (-2, 2, -1)
    assert found["opens paragraph"] == found["opens block"] == 1
    assert found["opens its paragraph"] == 0  # of the source, which opens it itself
    assert found["between 0"] == 1
    assert found["alike"] == 0
    assert found["pairs"] > row(2, 1)["pairs"]  # both speak of 修渠
    assert (found["rank"], found["behind"]) == (0, 0)


def test_the_root_by_hand() -> None:
    found = row(3, ROOT)
    assert (found["root"], found["distance"], found["words"], found["alike"]) == (1, 0, -1, -1)
    assert (found["before 0"], found["before 1"]) == (0, 1)
    table = pair_table(UNITS, np.array([3, 3]), np.array([ROOT, 2]))
    width_of_unit = 2 + _OF_UNIT
    assert (table[0, width_of_unit : 2 * width_of_unit] == -1).all()
    assert (table[1, width_of_unit : 2 * width_of_unit] != -1).any()


def test_connectives_at_the_head_and_within() -> None:
    table = pair_table(UNITS, np.array([1, 3]), np.array([ROOT, ROOT]))
    names = list(CONNECTIVES)
    opens = table[:, 6 : 6 + len(names)]
    assert opens[0, names.index("contrast")] == 1
    assert opens[1, names.index("consequence")] == 1
    assert opens[0, names.index("consequence")] == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("contrast", "However, rents rose."),
        ("concession", "尽管如此，仍要修。"),
        ("reason", "because the bridge is old"),
        ("consequence", "Thus the fee must fall."),
        ("further", "此外，还要修桥。"),
        ("instance", "For instance, one ward closed."),
        ("opinion", "I believe that fees help."),
    ],
)
def test_connectives(name: str, text: str) -> None:
    assert connectives(text)[CONNECTIVES.index(name)]
    assert not connectives("butter, thusly: 桥。")[CONNECTIVES.index(name)]


def test_words_before_a_unit_within_its_sentence_count() -> None:
    units = Units(["fees help"], np.ones((1, 1)), [0], [0], before=["Therefore , I think that"])
    bare = Units(["fees help"], np.ones((1, 1)), [0], [0])
    table, other = (pair_table(u, np.array([0]), np.array([ROOT]))[0] for u in (units, bare))
    at = 1 + 4 + CONNECTIVES.index("consequence")
    assert (table[at], other[at]) == (1, 0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=12), st.booleans(), st.booleans()), min_size=1, max_size=20))
def test_any_units_give_a_finite_table_of_the_right_width(drawn: list[tuple[str, bool, bool]]) -> None:
    paragraphs = np.cumsum([p for _, p, _ in drawn]).tolist()
    blocks = np.cumsum([p and b for _, p, b in drawn]).tolist()
    units = Units(
        [t for t, *_ in drawn], np.full((len(drawn), 3), 1 / 3), paragraphs, blocks, facts=np.ones((len(drawn), 2))
    )
    offers = [[ROOT, *near] for near in candidates(units)]
    sources = np.repeat(np.arange(len(units)), [len(o) for o in offers])
    targets = np.array([j for o in offers for j in o])
    table = pair_table(units, sources, targets)
    assert table.shape == (len(sources), width(3, 2))
    assert np.isfinite(table).all()
    assert all(blocks[i] == blocks[j] for i, j in zip(sources, targets, strict=True) if j != ROOT)
    assert table.shape[1] == 2 * (3 + _OF_UNIT + 2) + _OF_PAIR + 6
