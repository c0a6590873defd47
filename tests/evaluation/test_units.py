"""Scores of trees of units: by hand."""

from dataclasses import replace

import pytest

from pipeline.domain.units import ROOT, UnitLabels
from pipeline.evaluation.units import SCORES, label_tables, unit_scores

GOLD = UnitLabels(("claim", "premise", "premise"), (ROOT, 0, 1), ("", "supports", "attacks"))


def test_all_right() -> None:
    found = unit_scores([GOLD], [GOLD])
    assert (found["texts"], found["units"]) == (1, 3)
    assert {name: found[name][0] for name in SCORES} == dict.fromkeys(SCORES, 1.0)


def test_by_hand() -> None:
    """The third hangs on the first, and supports it; the second is taken for a claim."""
    said = UnitLabels(("claim", "claim", "premise"), (ROOT, 0, 0), ("", "supports", "supports"))
    found = unit_scores([GOLD], [said])
    assert found["uas"][0] == pytest.approx(2 / 3, abs=1e-4)
    assert found["las"][0] == pytest.approx(2 / 3, abs=1e-4)
    # claim: 1 of 1 and 2 → 2/3; premise: 1 of 2 and 1 → 2/3
    assert found["components"][0] == pytest.approx(2 / 3, abs=1e-4)
    # linked: 1 right of 2 and 2 → 1/2; not linked: of 6 ordered pairs 4 and 4, 3 right → 3/4
    assert found["links"][0] == pytest.approx((1 / 2 + 3 / 4) / 2, abs=1e-4)
    # supports: 1 of 1 and 2 → 2/3; attacks: none → 0
    assert found["functions"][0] == pytest.approx(1 / 3, abs=1e-4)


def test_only_units_with_a_relation_in_gold_have_a_function() -> None:
    said = replace(GOLD, relations=("supports", "supports", "attacks"))
    assert unit_scores([GOLD], [said])["functions"][0] == 1.0
    none = replace(GOLD, relations=("", "", "attacks"))
    assert unit_scores([GOLD], [none])["functions"][0] == 0.5  # supports: 0; attacks: 1


def test_what_gold_has_not_is_left_out() -> None:
    bare = UnitLabels(("", ""), (ROOT, 0), ("", ""))
    assert {"components", "functions"} & unit_scores([bare], [bare]).keys() == set()


def test_intervals_are_of_texts() -> None:
    wrong = replace(GOLD, parents=(1, ROOT, ROOT))
    value, low, high = unit_scores([GOLD] * 4, [GOLD, GOLD, GOLD, wrong])["uas"]
    assert low < value < high


def test_what_does_not_fit_is_refused() -> None:
    for gold, found in (([], []), ([GOLD], []), ([GOLD], [UnitLabels(("",), (ROOT,), ("",))])):
        with pytest.raises(ValueError, match=r"texts|units"):
            unit_scores(gold, found)


def test_what_kinds_and_relations_were_taken_for_by_hand() -> None:
    said = UnitLabels(("claim", "claim", "premise"), (ROOT, 0, ROOT), ("", "supports", ""))
    tables = label_tables([GOLD, GOLD], [GOLD, said], samples=50)
    kinds = tables["components"]
    assert kinds["confusion"] == {"labels": ["claim", "premise"], "counts": [[2, 0], [1, 3]]}
    assert kinds["per_label"]["claim"] | {"f1": 0} == {"precision": 0.6667, "recall": 1.0, "f1": 0, "support": 2}
    value, low, high = kinds["per_label"]["claim"]["f1"]
    assert (low, value, high) == pytest.approx((2 / 3, 0.8, 1.0), abs=1e-4)
    relations = tables["relations"]  # the root of gold is left out; an attack was taken for none
    assert relations["confusion"]["labels"] == ["", "attacks", "supports"]
    assert relations["confusion"]["counts"] == [[0, 0, 0], [1, 1, 0], [0, 0, 2]]
    assert relations["per_label"].keys() == {"attacks", "supports"}
    assert relations["per_label"]["attacks"]["recall"] == 0.5


def test_nothing_is_told_of_what_gold_does_not_have() -> None:
    bare = UnitLabels(("", ""), (ROOT, 0), ("", ""))
    assert label_tables([bare], [bare]) == {}
