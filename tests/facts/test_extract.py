from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.analysis import RoleLabel
from pipeline.facts.extract import KINDS, facts_in, facts_of
from pipeline.facts.found import Found
from pipeline.text.normalize import normalize
from pipeline.text.segment import segment

WRITTEN = """30亿元 70余万项 １２％ 百分之四十 二〇二三年 3月 到 由市财政局 设立专项基金 对中小企业 给予贴息
， 。 三 十 1 / : — 、 -5% 负 − 近 半 成 万 億元 两 % ． . - (chuàng) five years £3bn of the and Council should run
a pilot for farmers between 2010 2020"""
PIECES = st.sampled_from([*WRITTEN.split(), " ", "\u200b"])
PROSE = st.lists(PIECES | st.characters(exclude_categories=["Cs"]), max_size=25).map(lambda parts: "".join(parts))


def label(role: str) -> RoleLabel:
    return RoleLabel(role, {role: 1.0}, False)


def said(text: str, *, recommendation: bool = False) -> list[tuple[object, ...]]:
    found = facts_in(normalize(text).text, recommendation=recommendation)
    return [(normalize(text).text[f.start : f.end], f.kind, f.value, f.unit) for f in found]


def only(text: str, *, recommendation: bool = False) -> Found:
    [found] = facts_in(text, recommendation=recommendation)
    return found


def instruments(text: str) -> list[tuple[str, object, str | None, str | None]]:
    found = [f for f in facts_in(text, recommendation=True) if f.kind == "instrument"]
    spans = [(f, *(text[slice(*s)] if s else None for s in (f.actor, f.target))) for f in found]
    return [(text[f.start : f.end], f.value, actor, target) for f, actor, target in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("投入30亿元。", ("30亿元", "money", 3e9, "CNY")),
        ("只要三毛钱。", ("三毛钱", "money", 0.3, "CNY")),
        ("漲了五毛。", ("五毛", "money", 0.5, "CNY")),
        ("每斤涨三毛多。", ("三毛", "money", 0.3, "CNY")),
        ("每斤五毛起。", ("五毛", "money", 0.5, "CNY")),
        ("每斤2毛的差价。", ("2毛", "money", 0.2, "CNY")),
        ("付五千元2分店。", ("五千元", "money", 5000.0, "CNY")),
        ("拼成三元五角形。", ("三元", "money", 3.0, "CNY")),
        ("1949毛泽东宣布。", ("1949", "number", 1949.0, None)),
        ("涨了5角。", ("5角", "money", 0.5, "CNY")),
        ("涨了六角钱。", ("六角钱", "money", 0.6, "CNY")),
        ("要一元一角。", ("一元一角", "money", 1.1, "CNY")),
        ("要四塊五毛錢。", ("四块五毛钱", "money", 4.5, "CNY")),
        ("要３元５角２分。", ("3元5角2分", "money", 3.52, "CNY")),
        ("摊一块一毛二。", ("一块一毛二", "money", 1.12, "CNY")),
        ("亏三角二分。", ("三角二分", "money", 0.32, "CNY")),
        ("每张十二元。", ("十二元", "money", 12.0, "CNY")),
        ("借款５００万美元。", ("500万美元", "money", 5e6, "USD")),
        ("办件70余万项。", ("70余万项", "count", 7e5, "项")),
        ("占1/10。", ("1/10", "share", 0.1, None)),
        ("-5%", ("-5%", "share", -0.05, None)),
        ("增长－５％。", ("-5%", "share", -0.05, None)),
        ("下降-5%。", ("-5%", "share", -0.05, None)),
        ("下降−5%。", ("−5%", "share", -0.05, None)),
        ("增速為負２.３％。", ("负2.3%", "share", -0.023, None)),
        ("为负百分之三。", ("负百分之三", "share", -0.03, None)),
        ("负增长3%。", ("负增长3%", "share", -0.03, None)),
        ("零下十二摄氏度。", ("零下十二摄氏度", "measure", -12.0, "°C")),
        ("下降-1/3。", ("-1/3", "share", -1 / 3, None)),
        ("即-2%。", ("-2%", "share", -0.02, None)),
        ("个人自负10%。", ("10%", "share", 0.1, None)),
        ("利润率-3.5个百分点。", ("-3.5个百分点", "points", -3.5, "pp")),
        ("利润（-¥5万）。", ("-¥5万", "money", -5e4, "CNY")),
        ("系数为-1.58，显著。", ("-1.58", "number", -1.58, None)),
        ("减负5亿元。", ("5亿元", "money", 5e8, "CNY")),
        ("增加-5人。", ("5人", "count", 5.0, "人")),
        ("占三分之一。", ("三分之一", "share", 1 / 3, None)),
        ("占核定数百分之五。", ("百分之五", "share", 0.05, None)),
        ("占百分之四十。", ("百分之四十", "share", 0.4, None)),
        ("投入數百萬元。", ("数百万元", "money", 1e6, "CNY")),
        ("投入数十亿元。", ("数十亿元", "money", 1e9, "CNY")),
        ("省下几千万。", ("几千万", "number", 1e7, None)),
        ("关了数百家门店。", ("数百家", "count", 100.0, "家")),
        ("有十几萬人。", ("十几万人", "count", 1e5, "人")),
        ("不足百人。", ("百人", "count", 100.0, "人")),
        ("上千名。", ("千名", "count", 1000.0, "名")),
        ("占两成。", ("两成", "share", 0.2, None)),
        ("占七成半。", ("七成半", "share", 0.75, None)),
        ("高3.5个百分点。", ("3.5个百分点", "points", 3.5, "pp")),
        ("流速1.5米/秒。", ("1.5米/秒", "measure", 1.5, "m/s")),
        ("林地2.3万亩。", ("2.3万亩", "measure", 23000.0, "亩")),
        ("收入翻一番。", ("翻一番", "multiple", 2.0, None)),
        ("收入翻了两番。", ("翻了两番", "multiple", 4.0, None)),
        ("师生比为1：15.5。", ("1：15.5", "ratio", 1 / 15.5, None)),
        ("始于2023年3月。", ("2023年3月", "date", "2023-03", None)),
        ("始于二〇二三年。", ("二〇二三年", "date", "2023", None)),
        ("见于1978—2020年。", ("1978—2020年", "period", "1978/2020", None)),
        ("3月5日至7日开会。", ("3月5日至7日", "period", "--03-05/--03-07", None)),
        ("３月５日—８日开会。", ("3月5日—8日", "period", "--03-05/--03-08", None)),
        ("三月五號到七號開會。", ("三月五号到七号", "period", "--03-05/--03-07", None)),
        ("今年8月17-26日开会。", ("8月17-26日", "period", "--08-17/--08-26", None)),
        ("12月20日至1月5日休会。", ("12月20日至1月5日", "period", "--12-20/--01-05", None)),
        ("2024年3月5日至7日开会。", ("2024年3月5日至7日", "period", "2024-03-05/2024-03-07", None)),
        ("2024年3月至5月开会。", ("2024年3月至5月", "period", "2024-03/2024-05", None)),
        ("“十四五”时期。", ("“十四五”时期", "period", "2021/2025", None)),
        ("“一五”期间。", ("“一五”期间", "period", "1953/1957", None)),
        ("始于上世纪八十年代。", ("上世纪八十年代", "period", "1980/1989", None)),
        ("年底前完成。", ("年底", "date", "--12", None)),
        ("今年年末完成。", ("年末", "date", "--12", None)),
        ("力争年内完成。", ("年内", "period", "--01/--12", None)),
        ("用了一年半。", ("一年半", "period", "P1Y6M", None)),
        ("停电36小时。", ("36小时", "period", "PT36H", None)),
        ("20個工作日辦結。", ("20个工作日", "period", 20.0, "工作日")),
        ("２５工作日内办结。", ("25工作日", "period", 25.0, "工作日")),
        ("20天办结。", ("20天", "period", "P20D", None)),
        ("停了三个半月。", ("三个半月", "period", "P3M15D", None)),
        ("歇一個半月以上。", ("一个半月", "period", "P1M15D", None)),
        ("开了两个半小时。", ("两个半小时", "period", "PT2H30M", None)),
        ("开了兩小時半。", ("两小时半", "period", "PT2H30M", None)),
        ("走了两天半。", ("两天半", "period", "P2DT12H", None)),
        ("等了三个半星期。", ("三个半星期", "period", "P3.5W", None)),
        ("等了半小时。", ("半小时", "period", "PT30M", None)),
        ("等了三刻钟。", ("三刻钟", "period", "PT45M", None)),
        ("用了1/2年。", ("1/2年", "period", "P6M", None)),
        ("用了１／３個月。", ("1/3个月", "period", "P10D", None)),
        ("用了1/7年。", ("1/7年", "period", "P0.1429Y", None)),
        ("用了四分之三小时。", ("四分之三小时", "period", "PT45M", None)),
        ("占三分之一年收入。", ("三分之一", "share", 1 / 3, None)),
        ("It cost $3.2 billion.", ("$3.2 billion", "money", 3.2e9, "USD")),
        ("It grew by -5%.", ("-5%", "share", -0.05, None)),
        ("It lost −$3 million.", ("−$3 million", "money", -3e6, "USD")),
        ("A well-known 5% fee.", ("5%", "share", 0.05, None)),
        ("-5 new homes stood.", ("5 new homes", "count", 5.0, "homes")),
        ("They own one in five.", ("one in five", "share", 0.2, None)),
        ("It fell by 12 per cent.", ("12 per cent", "share", 0.12, None)),
        ("Costs doubled.", ("doubled", "multiple", 2.0, None)),
        ("It lies 25 miles off.", ("25 miles", "measure", 25.0, "mi")),
        ("It began in March 2023.", ("March 2023", "date", "2023-03", None)),
        ("On 5 March, it closed.", ("5 March", "date", "--03-05", None)),
        ("On 5 March, 2021, it closed.", ("5 March, 2021", "date", "2021-03-05", None)),
        ("It met on 5–7 March 2024.", ("5–7 March 2024", "period", "2024-03-05/2024-03-07", None)),
        ("It met from 5 to 7 March.", ("5 to 7 March", "period", "--03-05/--03-07", None)),
        ("It met between 5 and 7 March.", ("5 and 7 March", "period", "--03-05/--03-07", None)),
        ("Between 5 March and 7 April, it met.", ("5 March and 7 April", "period", "--03-05/--04-07", None)),
        ("It met on March 5-7, 2024.", ("March 5-7, 2024", "period", "2024-03-05/2024-03-07", None)),
        (
            "It sat from 20 December to 5 January 2025.",
            ("20 December to 5 January 2025", "period", "2024-12-20/2025-01-05", None),
        ),
        ("It sat from March to May 2024.", ("March to May 2024", "period", "2024-03/2024-05", None)),
        ("It sat from March 2023 to May 2024.", ("March 2023 to May 2024", "period", "2023-03/2024-05", None)),
        ("It ran from 2015–19.", ("2015–19", "period", "2015/2019", None)),
        ("A five-year plan.", ("five-year", "period", "P5Y", None)),
        ("Answer in 10 working days.", ("10 working days", "period", 10.0, "working days")),
        ("Answer in one business day.", ("one business day", "period", 1.0, "working days")),
        ("Answer in 10 days.", ("10 days", "period", "P10D", None)),
        ("It took half an hour.", ("half an hour", "period", "PT30M", None)),
        ("It took a quarter of an hour.", ("a quarter of an hour", "period", "PT15M", None)),
        ("Three quarters of an hour went.", ("Three quarters of an hour", "period", "PT45M", None)),
        ("It took three-quarters of a year.", ("three-quarters of a year", "period", "P9M", None)),
        ("It stood half a century.", ("half a century", "period", "P50Y", None)),
        ("It took 1/2 hour.", ("1/2 hour", "period", "PT30M", None)),
        ("It may last half a day.", ("half a day", "period", "PT12H", None)),
        ("It took half of a year.", ("half of a year", "period", "P6M", None)),
        ("A quarter of the hours went.", ("A quarter", "share", 0.25, None)),
        ("A quarter of a year's rent.", ("A quarter", "share", 0.25, None)),
        ("A quarter a year is lost.", ("A quarter", "share", 0.25, None)),
        ("They run 12 new bus lanes.", ("12 new bus lanes", "count", 12.0, "lanes")),
    ],
)
def test_one_figure(text: str, expected: tuple[object, ...]) -> None:
    [(written, kind, value, unit)] = said(text)
    assert (written, kind, unit) == (expected[0], expected[1], expected[3])
    assert value == (pytest.approx(expected[2]) if isinstance(expected[2], float) else expected[2])


@pytest.mark.parametrize(
    "text",
    [
        "一是建立一个平台，二是完善一套办法。",
        "这十分重要，百姓千方百计。",
        "第三章讲二元结构。",
        "上午8时30分开会，走G60和3号线。",
        "三门峡和九江的三轮车。",
        "干部全部到场，内部布局不变。",
        "有关部门和行业协会都到了。",
        "几个人等了数月，人数百余，无数百姓。",
        "一角和一毛不拔，成百上千，三五成群，新签约亿元项目。",
        "读三毛流浪记，骂五毛党，进二毛厂，三毛说，三毛起身买书，三百毛。",
        "五角大楼，八角亭，三角恋，四角号码，五角星，一块三角铁。",
        "长三角和珠三角签了三方协议，保一方平安。",
        "技术有二重性（Orlikowski,1992）。",
        "读懂青少年内心，留意年内容安排。",
        "See Section 12 and Class 1.",
        "The Ferry Act 2021 requires councils to keep the boats.",
        "3.2 Boats were late.",
        "One school is enough.",
        "It fell in the second half of a year.",
        "It rose in the first half of the year.",
        "It fell in the third quarter of a year.",
        "Third, publish the list.",
        "截至2023年4月31日。",
        "二〇二三年四月三十一日。",
    ],
)
def test_what_is_no_fact(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text", ["过去5年7.8%的增速。", "近3年2.5万人受益。", "工期30天10月完工。", "2年 3.5个百分点。"]
)
def test_a_length_of_time_stays_one_before_another_figure(text: str) -> None:
    assert said(text)[0][1] == "period"


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("century", "P33.3333Y"),
        ("year", "P4M"),
        ("month", "P10D"),
        ("week", "P0.3333W"),
        ("day", "PT8H"),
        ("hour", "PT20M"),
        ("minute", "PT20S"),
    ],
)
def test_a_third_of_a_unit_of_time_is_a_length_of_iso_8601(unit: str, value: str) -> None:
    article = "an" if unit == "hour" else "a"
    assert only(f"It took a third of {article} {unit}.").value == value
    assert only(f"It took 1/3 {unit}.").value == value


@pytest.mark.parametrize(
    ("text", "value", "upper", "unit"),
    [
        ("提取3%—5%。", 0.03, 0.05, None),
        ("提取3-5%。", 0.03, 0.05, None),
        ("提取3%-5%。", 0.03, 0.05, None),
        ("气温-10至5℃。", -10.0, 5.0, "°C"),
        ("气温-10℃至-5℃。", -10.0, -5.0, "°C"),
        ("由-5到-3个百分点。", -5.0, -3.0, "pp"),
        ("变化从-2%到5%。", -0.02, 0.05, None),
        ("三毛到四毛。", 0.3, 0.4, "CNY"),
        ("弹性在负0.4到负0.1之间。", -0.4, -0.1, None),
        ("下降-5%—-10%。", -0.1, -0.05, None),
        ("气温-10～-5℃。", -10.0, -5.0, "°C"),
        ("It grew 3-5%.", 0.03, 0.05, None),
        ("It was -10 to 5 °C.", -10.0, 5.0, "°C"),
        ("It was -10 to -5 °C.", -10.0, -5.0, "°C"),
        ("配10至15个。", 10.0, 15.0, "个"),
        ("罚3—5万元。", 3e4, 5e4, "CNY"),
        ("三至五个工作日。", 3.0, 5.0, "工作日"),
        ("七八家。", 7.0, 8.0, "家"),
        ("一两班。", 1.0, 2.0, "班"),
        ("三两个。", 2.0, 3.0, "个"),
        ("三五百人。", 300.0, 500.0, "人"),
        ("七八十家。", 70.0, 80.0, "家"),
        ("占七八成。", 0.7, 0.8, None),
        ("两三个到五六个。", 2.0, 6.0, "个"),
        ("几十万到二百多万元。", 1e5, 2e6, "CNY"),
        ("It took 5–7 working days.", 5.0, 7.0, "working days"),
        ("Rents of £450 to £700.", 450.0, 700.0, "GBP"),
        ("It costs €3–5 million.", 3e6, 5e6, "EUR"),
        ("It took between 2 and 3 km.", 2.0, 3.0, "km"),
        ("气温在零下5℃到-10℃之间。", -10.0, -5.0, "°C"),
        ("气温零下5至10℃。", -10.0, -5.0, "°C"),
        ("气温零下5℃到10℃。", -5.0, 10.0, "°C"),
        ("气温零下5℃到零上10℃。", -5.0, 10.0, "°C"),
        ("气温零下5至零上10℃。", -5.0, 10.0, "°C"),
        ("负增长2%—3%。", -0.03, -0.02, None),
    ],
)
def test_ranges(text: str, value: float, upper: float, unit: str | None) -> None:
    found = only(text)
    assert (found.value, found.upper, found.unit) == (pytest.approx(value), pytest.approx(upper), unit)


def test_a_range_that_falls_is_two_figures() -> None:
    assert [f[2] for f in said("由15个至10个。")] == [15.0, 10.0]
    assert [f[2] for f in said("由5℃降至-3℃。")] == [5.0, -3.0]
    assert [f[2] for f in said("由5%-3%。")] == [0.05, 0.03]
    assert [f[2] for f in said("区间5%~-2%。")] == [0.05, -0.02]
    assert [f[2] for f in said("区间1%~-2%。")] == [0.01, -0.02]
    assert [f[2] for f in said("从-2%升到5%。")] == [-0.02, 0.05]
    assert [f[2] for f in said("由负2%升到5%。")] == [-0.02, 0.05]
    assert [f[2] for f in said("Down from £15 to £10.")] == [15.0, 10.0]
    assert [f[2] for f in said("Down from 15 to 10 km.")] == [15.0, 10.0]


def test_a_dash_after_a_unit_and_a_blank_is_no_minus() -> None:
    assert [f.value for f in facts_in("两地相距5公里 -3公里。")] == [5.0, 3.0]
    assert [f.value for f in facts_in("误差为5公里， -3公里。")] == [5.0, -3.0]
    assert [f.value for f in facts_in("表中重庆市 -3%。")] == [-0.03]
    assert [f.value for f in facts_in("增速2023年 -3.2%。")] == ["2023", -0.032]


def test_days_that_fall_are_no_period() -> None:
    assert [f[2] for f in said("由3月7日至5日。")] == ["--03-07"]
    assert [f[2] for f in said("It fell from 7 March to 5 March.")] == ["--03-07", "--03-05"]


def test_a_year_is_no_number_of_things() -> None:
    assert said("In 2019 schools closed.") == [("2019", "date", "2019", None)]
    assert said("They built 2019 homes.") == [("2019 homes", "count", 2019.0, "homes")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Floods fell from 1,240 in 2013 to 95 in 2022.", [1240.0, "2013", 95.0, "2022"]),
        ("It fell from 2,400 in 2003 to 2010 in 2018.", [2400.0, "2003", "2010", "2018"]),
        ("It fell from 60 in 2013 to 20.", [60.0, "2013", 20.0]),
        ("It ran from 2015 to 2019.", ["2015/2019"]),
        ("It ran in 2015/16.", ["2015/2016"]),
        ("It kills 1 in 2000.", [1 / 2000]),
    ],
)
def test_what_changed_between_two_years_is_no_period_and_no_share(text: str, expected: list[object]) -> None:
    assert [value for _, _, value, _ in said(text)] == expected


@pytest.mark.parametrize(
    ("text", "comparison", "approximate"),
    [
        ("近三千人过河。", "近", True),
        ("数百万元。", None, True),
        ("几十户。", None, True),
        ("十几户。", None, True),
        ("一两班。", None, True),
        ("不足百人。", "不足", True),
        ("近百家。", "近", True),
        ("上千名。", None, True),
        ("约占5%。", "约", True),
        ("不超过200座。", "不超过", False),
        ("用60岁以上。", "以上", False),
        ("近五年。", "近", False),
        ("到2030年。", "到", False),
        ("到20天。", "到", False),
        ("20个工作日内。", "内", False),
        ("到3%。", None, False),
        ("到2027年以后。", "以后", False),
        ("At least 40 people came.", "At least", False),
        ("Nearly 3,000 homes stood.", "Nearly", True),
        ("By 2030 it ends.", "By", False),
        ("It grew by 44 percent.", None, False),
    ],
)
def test_comparisons(text: str, comparison: str | None, approximate: bool) -> None:
    found = only(text)
    assert (found.comparison, found.approximate) == (comparison, approximate)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("由岚川市财政局和县教育局牵头。", ["岚川市财政局", "县教育局"]),
        ("加快推进市住房和城乡建设局的工作。", ["市住房和城乡建设局"]),
        ("国家统计局与江南大学座谈。", ["国家统计局", "江南大学"]),
        ("岚川新能源有限公司欠薪。", ["岚川新能源有限公司"]),
        ("市人民政府、岚川市中级人民法院到会。", ["市人民政府", "岚川市中级人民法院"]),
        ("发改、工信部门到场。", ["发改、工信部门"]),
        ("The Westmere City Council sued the Ministry of Health.", ["Westmere City Council", "Ministry of Health"]),
        ("Ask the Treasury and the High Court.", ["Treasury", "High Court"]),
        ("The Bus Service Improvement Plan ended.", []),
    ],
)
def test_bodies(text: str, names: list[str]) -> None:
    assert [(w, v) for w, k, v, _ in said(text) if k == "body"] == [(name, name) for name in names]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "由市财政局设立专项基金，对中小企业给予贴息。",
            [("专项基金", "fund", "市财政局", "中小企业"), ("贴息", "subsidy", "市财政局", "中小企业")],
        ),
        ("在两个县开展长期护理保险试点。", [("长期护理保险试点", "pilot", None, None)]),
        ("省教育厅应当制定校园食品安全标准。", [("校园食品安全标准", "standard", "省教育厅", None)]),
        (
            "The county council should offer home repair grants to low-income owners within a year.",
            [("home repair grants", "subsidy", "county council", "low-income owners")],
        ),
        (
            "We recommend that the Health Agency publish a public register.",
            [("public register", "list", "Health Agency", None)],
        ),
        ("It should publish a public register.", [("public register", "list", None, None)]),
        (
            "由按床位补贴转为按服务绩效补贴。",
            [("床位补贴", "subsidy", None, None), ("服务绩效补贴", "subsidy", None, None)],
        ),
        ("用商业收入弥补助餐亏损。", []),
    ],
)
def test_instruments(text: str, expected: list[tuple[str, str, str | None, str | None]]) -> None:
    assert instruments(text) == expected


def test_instruments_are_of_recommendations_only() -> None:
    document = segment("设立专项基金。\n设立专项基金。", id="d")
    assert [f.sentence for f in facts_of(document, [label("claim"), label("recommendation")])] == ["s2"]


def test_offsets_are_of_the_source() -> None:
    source = "省裏投入３０億\u200b元，創(chuàng)新基金１２％。"
    document = segment(source, id="d")
    money, share = facts_of(document, [label("evidence")])
    assert (source[money.start : money.end], money.text, money.value) == ("３０億\u200b元", "30亿元", 3e9)
    assert (source[share.start : share.end], share.text, share.value) == ("１２％", "12%", 0.12)


def test_actor_and_target_are_places_of_the_source() -> None:
    source = "前言。\n由市財政局設立專項基金，對中小企業給予貼息。"
    document = segment(source, id="d")
    roles = [label("recommendation")] * len(document.sentences)
    fact = next(f for f in facts_of(document, roles) if f.kind == "instrument")
    assert fact.actor is not None
    assert fact.target is not None
    assert (source[fact.actor.start : fact.actor.end], fact.actor.text) == ("市財政局", "市财政局")
    assert (source[fact.target.start : fact.target.end], fact.target.text) == ("中小企業", "中小企业")


@given(PROSE, st.sampled_from(["recommendation", "claim"]))
def test_facts_lie_in_their_sentences_in_order_whatever_the_text(text: str, role: str) -> None:
    document = segment(text, id="d")
    place = {s.id: s for s in document.sentences}
    facts = facts_of(document, [label(role)] * len(document.sentences))
    assert facts == facts_of(document, [label(role)] * len(document.sentences))
    last = 0
    for fact in facts:
        sentence = place[fact.sentence]
        assert max(last, sentence.start) <= fact.start < fact.end <= sentence.end
        assert fact.kind in KINDS
        assert fact.value is not None
        assert fact.text
        assert role == "recommendation" or fact.kind != "instrument"
        if isinstance(fact.value, float):
            assert fact.value >= 0 or fact.text[0] in "-−负"
            assert abs(fact.value) < float("inf")
        for party in filter(None, (fact.actor, fact.target)):
            assert sentence.start <= party.start < party.end <= sentence.end
        last = sentence.start if fact.text is None else fact.start


@settings(max_examples=300)
@given(PROSE, st.sampled_from(["zh", "en"]))
def test_finds_do_not_overlap(text: str, language: str) -> None:
    found = facts_in(normalize(text).text, language=language, recommendation=True)
    assert all(a.end <= b.start for a, b in pairwise(found))


REPEATED = (
    "1",
    "三",
    "三个半",
    "几十",
    "三元",
    "3元5角",
    "3月5日至",
    "三分之",
    "1,",
    "1/",
    "1-",
    " -1",
    "3%—",
    "由市",
    "对企业补贴",
    "补贴",
    "the ",
    "one ",
    "Aa of ",
    "'",
    "财政、",
    "x should ",
)


@pytest.mark.parametrize("unit", REPEATED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_time_is_linear_in_the_text(unit: str, language: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        start = process_time()
        facts_in(text, language=language, recommendation=True)
        return process_time() - start

    facts_in(unit, language=language, recommendation=True)  # the dictionary is loaded
    assert seconds(100_000) < 10 * max(seconds(25_000), 0.05)
