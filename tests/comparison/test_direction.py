"""Directions of clauses, by hand; nothing here is of a labelled pair."""

import pytest

from pipeline.comparison.direction import attitude, direction, without_attitude, without_direction
from pipeline.comparison.likeness import opposed

UP = """
扩大夜班线路 | 放宽落户条件 | 恢复渡口夜航
不得压减教育经费 | 不应降低抚恤标准 | 严禁关闭乡村小学 | 不再限制外来务工者租房 | 停止撤并村小
编制不减少
取消限购限制 | 取消对摊贩的限制 | 解除对渔船的限制 | 放宽出行限制 | 减少各类限制 | 不允许削减护林员补助 | 不可再缩短产假
延长公园开放时间
不必关闭集市
Raise the fare | Do not cut the night bus | Libraries must not be closed | Stop reducing the ferry service
Lift the ban on street stalls | Relax restrictions on opening hours | The council should cease to close parks
Never again shorten the school day | Scrap the limits on stalls
"""
DOWN = """
压减夜班线路 | 严格控制机关用车 | 停建码头 | 暂缓渡口改造
严禁扩大码头面积 | 不允许新建高炉 | 不得提高停车收费 | 不再增加夜班线路 | 不得以任何理由增加收费
暂停夜班线路 | 取消夜班补贴 | 禁止夜间停车 | 停止发放夜班补贴 | 不宜新建大桥 | 不应提高学费 | 不应该延长工时
缩短公园开放时间
不准扩建、新建码头 | 严控新建楼堂馆所 | 防止擅自上调票价 | 杜绝违规新建、扩建 | 扩大禁止停车的范围
增加限制 | 不能再扩大养殖面积
不再收取押金 | 在规模不扩大的情况下
Cut the fare | The town shall not expand the quarry | Fares should no longer be raised
The port must cease to extend its hours | Night parking is prohibited | Suspend the night bus
No new quarry shall be opened | Extend the ban on street stalls
Don't build a second pier | Avoid raising the fare | The subsidy must not be extended or increased
"""
NEITHER = """
修订停车办法 | 不断完善办法 | 押金不得低于十元 | 押金不得超过十元 | 学位供不应求 | 不得不修桥
照护不能自理的老人 | 普查不可移动文物
无需预约 | 补贴不得挪作他用 | 防止水体污染 | 延长夜班并压减白班
Work closely with employers | Publish the requirements | Repair the bank and the band stand | Paint the bus stops
The money must not be diverted | The deposit is not less than two pounds | Insulate old buildings
Employment is discussed in the annex
"""


def lines(block: str) -> list[str]:
    return [text.strip() for line in block.strip().splitlines() for text in line.split("|")]


@pytest.mark.parametrize("clause", lines(UP))
def test_up(clause: str) -> None:
    assert direction(clause) == 1


@pytest.mark.parametrize("clause", lines(DOWN))
def test_down(clause: str) -> None:
    assert direction(clause) == -1


@pytest.mark.parametrize("clause", lines(NEITHER))
def test_neither(clause: str) -> None:
    assert direction(clause) == 0


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("扭转城乡差距扩大的趋势", -1),
        ("缩小城乡差距", -1),
        ("压缩会议经费", -1),
        ("加大巡查力度", 1),
        ("比去年预算低0.4个百分点", -1),
        ("比全市平均水平高两成", 1),
        ("不低于上年", 0),
        ("比重不低于三成", 0),
        ("完成比例最高的镇", 0),
    ],
)
def test_what_is_turned_lower_or_higher(clause: str, expected: int) -> None:
    assert direction(clause) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("支持合作社购买农机", 1),
        ("不再支持燃油公交", -1),
        ("不宜提倡异地采购", -1),
        ("反对摊派", -1),
        ("修订停车办法", 0),
        ("支持夜班，反对拼车", 0),
        ("Do not encourage through traffic", -1),
        ("The town endorses shared depots", 1),
    ],
)
def test_attitude(clause: str, expected: int) -> None:
    assert attitude(clause) == expected


def test_what_is_left_beside_an_attitude() -> None:
    assert without_attitude("不支持镇区办民营医院").split() == ["镇区办民营医院"]


def test_what_is_left_is_what_the_clause_is_about() -> None:
    assert without_direction("严禁扩大码头面积").split() == ["码头面积"]
    assert without_direction("Do not cut the night bus").split() == ["Do", "the", "night", "bus"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("严禁提高停车收费。", "不得提高停车收费。", False),
        ("严禁提高停车收费。", "提高停车收费。", True),
        ("不允许扩大采石场面积。", "扩大采石场面积。", True),
        ("不再扩大采石场面积。", "压减采石场面积。", False),
        ("不得压减教育经费。", "压减教育经费。", True),
        ("暂停渡口夜航。", "恢复渡口夜航。", True),
        ("Parking fees shall not be raised.", "Do not raise parking fees.", False),
        ("Parking fees shall no longer be raised.", "Raise parking fees.", True),
        ("The port must cease to extend its quays.", "Extend the quays of the port.", True),
        ("不支持在镇区办民营医院。", "支持在镇区办民营医院。", True),
        ("不鼓励村集体举债修路。", "鼓励村集体举债修路。", True),
        ("反对村集体举债修路。", "反对村集体举债修路。", False),
        ("支持村集体举债修路。", "支持村集体修路。", False),
        ("支持企业开展焊工培训。", "取消企业焊工培训收费。", False),
        ("不支持扩建码头。", "支持扩建码头。", True),
        ("不支持扩建码头。", "停建码头。", False),
        ("Encourage private clinics in the ward.", "The council should not support private clinics.", True),
        ("Oppose private clinics.", "Support night buses.", False),
    ],
)
def test_texts_that_forbid(one: str, other: str, expected: bool) -> None:
    assert opposed(one, other) == opposed(other, one) == expected
