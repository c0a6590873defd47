"""Kinds of relations: what words and pairs say of them, and what is learned from that."""

from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.domain.labels import RELATIONS, ROLES
from pipeline.scoring.chain import Array
from pipeline.structure.kind_fitting import Related, fit_kinds
from pipeline.structure.kinds import (
    _OF_UNIT,
    SAYS,
    KindModel,
    hear,
    kind_features,
    kind_table,
    kind_width,
    said_features,
)
from pipeline.structure.pairs import Indices, Table, Units, pair_table, width
from pipeline.structure.relations import SENTENCE_FACTS

TEXTS = ["修渠要钱。", "但钱从哪里来？", "有人担心，钱不够。", "例如，下村花了3万元。"]
UNITS = Units(TEXTS, np.eye(4), [0, 0, 0, 1], [0] * 4)
SAID = np.arange(20.0).reshape(4, len(SAYS)) + 1


def table_of(*pairs: tuple[int, int]) -> Table:
    sources, targets = ends(pairs)
    return kind_table(hear(UNITS, SAID), sources, targets, pair_table(UNITS, sources, targets))


def ends(pairs: Sequence[tuple[int, int]]) -> tuple[Indices, Indices]:
    sources, targets = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return sources, targets


def told(kinds: KindModel, units: Units, pairs: Sequence[tuple[int, int]]) -> Array:
    sources, targets = ends(pairs)
    table = pair_table(units, sources, targets)
    return kinds.log_probabilities(units, ["claim"] * len(units), sources, targets, table)


def test_the_table_of_a_pair_by_hand() -> None:
    table = table_of((1, 0), (3, 2))
    assert table.shape == (2, kind_width(4, 0))
    of_pair = width(4, 0)
    assert table[0, :of_pair].tolist() == pair_table(UNITS, np.array([1]), np.array([0]))[0].tolist()
    child, parent = of_pair, of_pair + _OF_UNIT
    before, after = parent + _OF_UNIT, parent + 2 * _OF_UNIT + 4
    said = len(SAYS)
    assert table[0, child : child + said].tolist() == SAID[1].tolist()
    assert table[0, parent : parent + said].tolist() == SAID[0].tolist()
    assert table[0, before : before + said].tolist() == SAID[0].tolist()
    assert table[0, after : after + said].tolist() == SAID[2].tolist()
    assert table[0, after - 4 : after].tolist() == [1, 0, 0, 0]  # the labels of the unit before
    assert (table[1, before:] == -1).all()  # it opens its paragraph and ends it
    instance, turn, objection, *_ = range(said, said + 5)
    assert table[0, child + turn] == 1
    assert table[0, child + instance] == 0
    assert table[0, after + objection] == 1
    assert table[1, child + instance] == 1
    assert table[1, parent + objection] == 1
    asks = _OF_UNIT - 1
    assert table[0, child + asks] == 1
    assert table[0, parent + asks] == 0


def test_no_pairs() -> None:
    assert table_of().shape == (0, kind_width(4, 0))


def test_words_of_a_unit_and_openings_of_those_beside_it() -> None:
    found = said_features(UNITS, range(4))[1]
    assert {"w:从", "opens:但", "opens:但 钱", "ends:来？", "before opens:修渠", "after opens:有人"} <= found.keys()
    assert "before w:修渠" not in found
    clause = said_features(UNITS, range(4))[2]
    assert {"clause:钱", "after none"} <= clause.keys()
    assert "w:0" in said_features(UNITS, range(4))[3]  # how many is not heard


def test_kinds_of_old_hang_on_labels_side_and_connectives() -> None:
    features = kind_features(UNITS, ["claim", "evidence", "claim", "claim"], 1, 0)
    assert {"evidence→claim", "evidence→claim back", "contrast evidence→claim", "contrast back"} <= features.keys()
    assert "evidence→claim forward" not in features


def document(reply: str, seed: int) -> Related:
    """A claim, a support, an objection, and what answers it, whose own words say nothing of how it relates."""
    draw = np.random.default_rng(seed)
    labels = np.tile([1.0, 0, 0, 0, 0], (4, 1)) + draw.uniform(0, 0.01, (4, len(ROLES)))
    objection = "有人担心钱不够。" if reply == "attacks" else "渠道已经很老了。"
    units = Units(
        ["修渠很要紧。", "去年旱了两个月。", objection, "账其实不难算。"],
        labels,
        [0] * 4,
        [0] * 4,
        facts=np.zeros((4, SENTENCE_FACTS)),
    )
    third = "attacks" if reply == "attacks" else "specifies"
    return Related(units, {1: (0, "supports"), 2: (0, third), 3: (2, reply)})


def test_a_reply_is_known_by_the_objection_before_it() -> None:
    learned = [document(("attacks", "supports")[k % 2], k) for k in range(40)]
    kinds = fit_kinds(learned, 1.0)
    for reply in ("attacks", "supports"):
        of = document(reply, 100)
        pairs = [(i, j) for i, (j, _) in of.edges.items()]
        said = told(kinds, of.units, pairs).argmax(axis=1)
        assert [RELATIONS[k] for k in said] == [relation for _, relation in of.edges.values()]


def test_units_are_heard_alike_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = fit_kinds([document("attacks", k) for k in range(10)], 1.0)
    many = Units(TEXTS * 5, np.eye(5)[[0] * 20], [k // 4 for k in range(20)], [0] * 20)
    whole = kinds.sounds(many)
    monkeypatch.setattr("pipeline.structure.kinds._AT_ONCE", 3)
    assert whole.shape == (20, len(SAYS))
    assert kinds.sounds(many).tolist() == whole.tolist()
    pairs = [(i, j) for i in range(20) for j in (i - 1, i + 1) if 0 <= j < 20]
    of_pairs = told(kinds, many, pairs)
    monkeypatch.setattr("pipeline.structure.kinds.PAIRS_AT_ONCE", 7)
    assert told(kinds, many, pairs).tolist() == of_pairs.tolist()
    assert len({tuple(row) for row in whole.tolist()}) > 1


@pytest.mark.parametrize("documents", [[], [Related(UNITS, {})]])
def test_of_nothing_all_kinds_are_as_likely(documents: list[Related]) -> None:
    kinds = fit_kinds(documents, 1.0)
    assert np.exp(told(kinds, UNITS, [(1, 0)])) == pytest.approx(0.25)
