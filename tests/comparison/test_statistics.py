"""Intervals, tests and effects: by hand, and that they find what is there and nothing else."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.comparison.measures import MEASURES, ROLE_SHARES, amounts, halves, ratios
from pipeline.comparison.model_error import Confusion, confusion_of, corrected
from pipeline.comparison.statistics import adjust, cliffs_delta, compare_groups, intervals, least_p
from pipeline.domain.labels import ROLES
from tests.comparison.samples import recommendation, record

KINDS = {
    kind: [
        record(f"{kind}{k}", {"claim": 20 - n, "recommendation": n}, metadata={"kind": kind}) for k, n in enumerate(of)
    ]
    for kind, of in (("plan", (12, 13, 11, 12, 14, 12)), ("review", (3, 4, 2, 3, 4, 3)))
}
ALL = [r for of in KINDS.values() for r in of]


def test_every_measure_has_two_names_and_two_halves() -> None:
    items = (
        recommendation("a#1", "修桥。", group="一、交通", grounded=True, support=3),
        recommendation("a#2", "必须修。", group="一、交通", strength="must"),
        recommendation("a#3", "植树。"),  # in no group, whose ground could be looked for
    )
    found = amounts(record("a", recommendations=items))
    assert found.keys() == MEASURES.keys()
    assert found["share_in_groups"] == (2, 3)
    assert found["share_grounded"] == (1, 2)
    assert found["support_per_recommendation"] == (3, 3)
    assert found["strength_must"] == (1, 3)
    assert found["share_recommendation"] == (2, 10)
    assert all(m.zh and m.en for m in MEASURES.values())
    assert set(ROLE_SHARES) <= set(MEASURES)


def test_documents_are_pooled_by_their_halves() -> None:
    long, short = record("a", {"claim": 90, "recommendation": 10}), record("b", {"claim": 5, "recommendation": 5})
    assert ratios(halves([long, short], ["share_recommendation"]).sum(axis=0)) == pytest.approx([15 / 110])
    assert np.isnan(ratios(halves([long], ["share_grounded"]).sum(axis=0))).all()


def test_intervals_hold_the_value_and_there_is_none_of_few_documents_or_of_the_same() -> None:
    value, ends = intervals(ALL, ["share_recommendation"])["share_recommendation"] or (0, None)
    assert ends is not None
    assert ends[0] < value < ends[1]
    assert intervals(ALL[:1], ["share_recommendation"]) == {"share_recommendation": (0.6, None)}
    assert intervals(ALL[:4], ["share_recommendation"]) == {"share_recommendation": (0.6, None)}
    assert intervals([record(f"d{k}") for k in range(9)], ["share_claim"]) == {"share_claim": (0.5, None)}
    assert intervals([], ["sentences"]) == {"sentences": None}
    assert intervals(ALL, ["share_grounded"]) == {"share_grounded": None}


def test_a_difference_that_is_there_is_found() -> None:
    (found,) = compare_groups(ALL, by="kind", measures=["share_recommendation"])
    assert (found.group_a, found.group_b, found.documents_a, found.documents_b) == ("plan", "review", 6, 6)
    assert found.difference == pytest.approx(19 / 120 - 74 / 120)
    assert found.interval is not None
    assert found.interval[1] < 0
    assert found.p < 0.01
    assert found.effect == -1.0
    assert (found.corrected_difference, found.corrected_interval, found.warnings) == (None, None, ())


def test_what_is_alike_is_not_told_apart() -> None:
    same = [record(f"{kind}{k}", metadata={"kind": kind}) for kind in "ab" for k in range(6)]
    (found,) = compare_groups(same, by="kind", measures=["share_claim"])
    assert (found.difference, found.p, found.effect) == (0, 1, 0)


def test_few_documents_are_warned_of() -> None:
    few = [*KINDS["plan"][:3], *KINDS["review"]]
    (found,) = compare_groups(few, by="kind", measures=["share_recommendation"])
    assert found.warnings == ("few-documents",)


def test_what_cannot_come_out_below_the_level_is_not_tested() -> None:
    """Of three against three documents, two deals of twenty are as extreme as can be: no p below 0.1 can come out."""
    assert least_p(3, 3) == pytest.approx(0.1)
    assert least_p(3, 4) == pytest.approx(1 / 35)
    assert least_p(40, 40) == pytest.approx(1 / 2001)
    three = [*KINDS["plan"][:3], *KINDS["review"][:3]]
    (found,) = compare_groups(three, by="kind", measures=["share_recommendation"])
    assert found.p == pytest.approx(0.1, abs=0.03)
    assert found.least == pytest.approx(0.1)
    assert (found.interval, found.warnings) == (None, ("few-documents", "untestable"))
    # The adjustment counts too: of six against six, one measure can be tested and thirty cannot, after Holm.
    measures = [name for name in MEASURES if name.startswith(("share_", "stage_"))]
    assert all(d.least < 0.05 for d in compare_groups(ALL, by="kind", measures=["share_claim"]))
    many = compare_groups([*ALL[1:6], *ALL[7:]], by="kind", measures=measures)
    assert [d.least for d in many] == [pytest.approx(len(many) * 2 / 252)] * len(many)
    assert all("untestable" in d.warnings and d.p_adjusted >= d.least - 0.05 for d in many)
    assert all(d.least < 0.05 for d in compare_groups(ALL, by="kind", measures=measures, method="bh"))


def test_a_baseline_is_compared_with_each_other_group() -> None:
    third = [record(f"brief{k}", metadata={"kind": "brief"}) for k in range(5)]
    found = compare_groups([*ALL, *third], by="kind", measures=["sentences"], baseline="review")
    assert [(d.group_a, d.group_b) for d in found] == [("review", "plan"), ("review", "brief")]
    assert len(compare_groups([*ALL, *third], by="kind", measures=["sentences"])) == 3
    assert compare_groups(ALL, by="kind", measures=["sentences"], baseline="nobody") == ()
    assert compare_groups(ALL, by="region", measures=["sentences"]) == ()


def test_adjusted_by_hand() -> None:
    p = [0.01, 0.04, 0.03, 0.005]
    assert adjust(p) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert adjust(p, "bh") == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert adjust([]) == []
    with pytest.raises(ValueError, match="neither holm nor bh"):
        adjust(p, "none")


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_statsmodels_adjusts_alike(p: list[float]) -> None:
    from statsmodels.stats.multitest import multipletests

    for ours, theirs in (("holm", "holm"), ("bh", "fdr_bh")):
        assert adjust(p, ours) == pytest.approx(multipletests(p, method=theirs)[1])


def test_cliffs_delta_by_hand() -> None:
    a, b = np.array([1.0, 2.0, np.nan]), np.array([2.0, 3.0])
    assert cliffs_delta(a, b) == pytest.approx(3 / 4)  # 1<2, 1<3, 2<3; 2=2
    assert cliffs_delta(b, a) == pytest.approx(-3 / 4)
    assert cliffs_delta(a[2:], b) == 0


RATES = np.array([[0.9, 0.1, 0, 0, 0], [0.2, 0.8, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1.0]])


def test_errors_are_taken_out() -> None:
    gold = np.array([0.5, 0.3, 0.0, 0.2, 0.0])
    assert corrected(gold @ RATES, RATES) == pytest.approx(gold, abs=1e-3)
    both = corrected(np.stack([gold @ RATES, gold]), RATES)
    assert both.sum(axis=1) == pytest.approx([1, 1])
    assert (both >= 0).all()


def test_rates_of_a_confusion() -> None:
    record_of = {"labels": list(reversed(ROLES)), "counts": np.diag([5, 4, 3, 2, 0]).tolist()}
    found = confusion_of(record_of)
    assert found is not None
    assert found.counts.diagonal().tolist() == [0, 2, 3, 4, 5]
    assert found.rates() == pytest.approx(np.eye(5))
    assert confusion_of({"labels": ["a", "b"], "counts": [[1, 0], [0, 1]]}) is None
    assert confusion_of(None) is None


def test_drawn_rates_are_rates_near_the_counts() -> None:
    drawn = Confusion(1000 * RATES).drawn(200, np.random.default_rng(0))
    assert drawn.sum(axis=2) == pytest.approx(np.ones((200, 5)))
    assert drawn.mean(axis=0) == pytest.approx(RATES, abs=0.01)


def test_a_difference_that_may_be_the_models_is_warned_of() -> None:
    """Claims and evidence are hardly told apart: a small difference between them is within the errors of the model."""
    kinds: list[Any] = [
        record(f"{kind}{k}", {"claim": 50 + shift, "evidence": 50 - shift}, metadata={"kind": kind})
        for kind, shift in (("a", 0), ("b", 4))
        for k in range(8)
    ]
    counts = np.eye(5) * 60
    counts[:2, :2] = [[33, 27], [28, 32]]
    confusion = {"labels": list(ROLES), "counts": counts.tolist()}
    (found,) = compare_groups(kinds, by="kind", measures=["share_claim"], confusion=confusion)
    assert found.interval is None  # the documents of a group are all alike
    assert found.corrected_interval is not None
    assert found.corrected_interval[0] <= 0
    assert found.warnings == ("model-error",)
    (sure,) = compare_groups(
        kinds, by="kind", measures=["share_claim"], confusion={**confusion, "counts": (np.eye(5) * 900).tolist()}
    )
    assert sure.warnings == ()
    assert sure.corrected_difference == pytest.approx(0.04, abs=0.002)


def test_the_same_seed_gives_the_same_figures() -> None:
    measures = tuple(MEASURES)
    assert compare_groups(ALL, by="kind", measures=measures) == compare_groups(ALL, by="kind", measures=measures)
    assert intervals(ALL, measures) == intervals(ALL, measures)
