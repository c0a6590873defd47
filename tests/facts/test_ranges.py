"""Two figures together: ranges, what falls or changed between two, and what a figure is compared with."""

import pytest

from pipeline.facts.extract import facts_in

from .finding import only, said


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
        ("气温-5℃至-3℃。", -5.0, -3.0, "°C"),
        ("气温−5 ℃～−3 ℃。", -5.0, -3.0, "°C"),
        ("增速−5%～−3%。", -0.05, -0.03, None),
        ("气温零下5 ℃至零下3 ℃。", -5.0, -3.0, "°C"),
        ("气温零下5至3度。", -5.0, -3.0, "°C"),
        ("气温零下5度至零上3摄氏度。", -5.0, 3.0, "°C"),
        ("It was -5%–-3%.", -0.05, -0.03, None),
        ("It moved from -5% to -3%.", -0.05, -0.03, None),
        ("It was −5% to −3%.", -0.05, -0.03, None),
        ("It was -5% to 3%.", -0.05, 0.03, None),
        ("It lay between −5 °C and −3 °C.", -5.0, -3.0, "°C"),
        ("It lay between -5 and 3 percentage points.", -5.0, 3.0, "pp"),
    ],
)
def test_ranges(text: str, value: float, upper: float, unit: str | None) -> None:
    found = only(text)
    assert (found.value, found.upper, found.unit) == (pytest.approx(value), pytest.approx(upper), unit)


def test_a_range_keeps_the_signs_and_units_of_both_its_ends() -> None:
    for text in (
        "气温零下5度至零下3度。",
        "增速−5%～−3%。",
        "It was −5% to −3%.",
        "It was -5%–-3%.",
        "It was -5 °C to -3 °C.",
    ):
        found = only(text)
        assert text[found.start : found.end] == text.removeprefix("It was ").strip("气温增速。.")
    assert [f[2:] for f in said("It went from -5% to -3 km.")] == [(-0.05, None), (-3.0, "km")]
    assert [f[2] for f in said("It rose from 5% to 8%.")] == [0.05, 0.08]


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
    assert [f.value for f in facts_in("两地相距5 km -3 km。")] == [5.0, 3.0]
    assert [f.value for f in facts_in("表中重庆市 -3%。")] == [-0.03]
    assert [f.value for f in facts_in("增速2023年 -3.2%。")] == ["2023", -0.032]


def test_days_that_fall_are_no_period() -> None:
    assert [f[2] for f in said("由3月7日至5日。")] == ["--03-07"]
    assert [f[2] for f in said("It fell from 7 March to 5 March.")] == ["--03-07", "--03-05"]


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
