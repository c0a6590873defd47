"""Alignment: what is the same, related, in conflict; clusters; the nearest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.comparison.alignment import SAME, align
from pipeline.comparison.likeness import FEATURES, features, likeness, opposed, probability_same, rows_of
from tests.comparison.samples import recommendation

ITEMS = (
    recommendation("岭州#1", "建立社区养老服务补贴制度，按床位发放补贴。"),
    recommendation("岭州#2", "扩大公交夜班线路的覆盖。"),
    recommendation("岭州#3", "修订渔港停泊收费办法。"),
    recommendation("禾县#1", "建立社区养老服务补贴制度，按实有床位发放补贴。"),
    recommendation("禾县#2", "压减公交夜班线路的覆盖。"),
    recommendation("禾县#3", "培训乡村兽医。"),
    recommendation("沙镇#1", "建立社区养老服务的补贴制度，按床位发放补贴。"),
)


def test_the_same_are_a_cluster_and_the_others_unique() -> None:
    found = align(ITEMS)
    assert found.clusters == (("岭州#1", "禾县#1", "沙镇#1"),)
    assert set(found.unique) == {"岭州#2", "岭州#3", "禾县#2", "禾县#3"}


def test_opposite_directions_of_one_thing_are_in_conflict() -> None:
    verdicts = {(p.a, p.b): p.verdict for p in align(ITEMS).pairs}
    assert verdicts["岭州#2", "禾县#2"] == "conflict"
    assert verdicts["岭州#1", "禾县#1"] == "same"
    assert ("岭州#3", "禾县#3") not in verdicts


def test_the_nearest_come_first_and_from_other_documents() -> None:
    near = align(ITEMS).nearest("岭州#1", 2)
    assert {id for id, _ in near} == {"禾县#1", "沙镇#1"}
    assert near[0][1] >= near[1][1]
    assert align(ITEMS).nearest("nobody") == ()


def test_pairs_are_of_different_documents_the_surest_first() -> None:
    pairs = align(ITEMS).pairs
    assert all(p.a.partition("#")[0] != p.b.partition("#")[0] for p in pairs)
    assert [p.probability for p in pairs] == sorted((p.probability for p in pairs), reverse=True)


def test_a_chain_of_neighbours_is_no_cluster() -> None:
    """Each is like the next; the first has nothing of the last."""
    words = ["停车收费", "路侧泊位", "夜间错时", "小区共享", "充电车位", "立体车库"]
    items = [recommendation(f"d{k}#1", "，".join(words[k : k + 2]) + "。") for k in range(5)]
    for cluster in align(items).clusters:
        assert len(cluster) < 4


def test_nothing_and_one_alone() -> None:
    assert align([]).pairs == ()
    alone = align(ITEMS[:1])
    assert (alone.pairs, alone.clusters, alone.unique) == ((), (), ("岭州#1",))


def test_english() -> None:
    items = (
        recommendation("a#1", "Raise parking charges in the town centre to four pounds an hour."),
        recommendation("b#1", "Cut parking charges in the town centre to one pound an hour."),
        recommendation("c#1", "Train more rural vets."),
    )
    found = align(items)
    assert [(p.a, p.b, p.verdict) for p in found.pairs] == [("a#1", "b#1", "conflict")]


def test_features_by_hand() -> None:
    table = features(rows_of(ITEMS), np.array([0, 0]), np.array([3, 5]))
    assert table.shape == (2, len(FEATURES))
    assert table[0, 0] > 0.6
    assert table[1, :3] == pytest.approx([0, 0, 0], abs=0.05)
    figures = (
        recommendation("a#1", "补贴30元。"),
        recommendation("b#1", "补贴30元。"),
        recommendation("c#1", "补贴50元。"),
    )
    told = features(rows_of(figures), np.array([0, 0]), np.array([1, 2]))
    assert told[:, FEATURES.index("figures shared")].tolist() == [1, 0]
    assert told[:, FEATURES.index("figures differ")].tolist() == [0, 1]
    assert likeness(told)[0] == pytest.approx(1)
    assert probability_same(told)[0] > SAME
    listed = (
        recommendation("a#1", "一是修桥，二是通渠，三是植树。"),
        recommendation("b#1", "通渠。"),
        recommendation("c#1", "植树，通渠，修桥。"),
    )
    met = features(rows_of(listed), np.array([0, 0, 1]), np.array([1, 2, 2]))[:, FEATURES.index("likest clauses") :]
    assert met[:, 0] == pytest.approx([1, 1, 1])
    assert met[:, 1] == pytest.approx([1 / 3, 1, 1 / 3], abs=0.01)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("扩大公交夜班线路。", "压减公交夜班线路。", True),
        ("压减公交夜班线路。", "扩大公交夜班线路。", True),
        ("扩大公交夜班线路。", "压减办公开支。", False),  # another thing
        ("扩大公交夜班线路。", "增加公交夜班线路。", False),
        ("延长夜班，压减白班。", "压减白班。", False),
        ("Cut parking fees.", "Raise parking fees.", True),
        ("Cut parking fees.", "Build a library.", False),
        # the same actor, and the same frame of figures, are no thing to clash about
        ("市政府应当增加停车位。", "市政府应当减少会议。", False),
        ("市政府应当增加停车位。", "市政府应当减少停车位。", True),
        ("粮食产量要比上年提高5%左右。", "单位能耗要比上年降低3%左右。", False),
        ("安排技改补贴1100万元，比上年减少300万元。", "技改补贴比上年增加200万元。", True),
        ("今年赤字率拟按2.6%安排，比去年预算低0.4个百分点。", "赤字率拟按2.8%安排，比上年提高0.2个百分点。", True),
        # half of what the lesser of two clauses speaks of, and not how it is done
        ("千方百计降低成本。", "千方百计扩大就业。", False),
        ("进一步降低关税总水平。", "进一步扩大服务贸易。", False),
        ("精简机构，减少各级政府的公务人员。", "提高机构精简和政府服务的效率。", False),
        ("逐步减少财政赤字。", "适当增加财政赤字和国债规模。", True),
        ("The council should raise parking fees.", "The council should cut bus lanes.", False),
        ("The council should raise parking fees.", "The council should cut parking fees.", True),
        ("", "压减开支。", False),
    ],
)
def test_opposite_directions(one: str, other: str, expected: bool) -> None:
    assert opposed(one, other) == expected


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.text("修桥路渠补贴 ab3", max_size=10)), max_size=15))
def test_every_recommendation_is_shared_or_unique(drawn: list[tuple[int, str]]) -> None:
    items = [recommendation(f"d{d}#{k}", text) for k, (d, text) in enumerate(drawn)]
    found = align(items)
    shared = [id for cluster in found.clusters for id in cluster]
    assert sorted([*shared, *found.unique]) == sorted(item.id for item in items)
    for cluster in found.clusters:
        assert len({id.partition("#")[0] for id in cluster}) > 1
    for p in found.pairs:
        assert 0 <= p.likeness <= 1
        assert 0 <= p.probability <= 1
    assert align(items) == found


def test_the_same_head_is_the_same_whatever_details_it() -> None:
    items = [
        recommendation("a#1", "一、积极扩大有效投资。", details=("发行专项债券。", "加快重大项目开工。")),
        recommendation("b#1", "（三）积极扩大有效投资。", details=("盘活存量资产，引导民间资本投向仓储和旅游。",)),
        recommendation("b#2", "修好村里的路。"),
    ]
    (pair,) = (p for p in align(items).pairs if p.verdict == "same")
    assert ({pair.a, pair.b}, pair.probability) == ({"a#1", "b#1"}, 1.0)


def test_to_oppose_who_meddles_with_what_another_supports_is_no_conflict() -> None:
    supports = "支持港区管理机构依法履职。"
    meddles = "支持港区管理机构依法履职，促进航运发展；坚决反对境外船东联盟干预港区管理机构的收费事务。"
    assert not opposed(supports, meddles)
    assert opposed("支持镇区办民营医院。", "不支持镇区办民营医院。")
