"""Figures of a comparison: well formed, of every size, in Chinese, the same each time."""

import re
import struct
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("matplotlib")

from pipeline.report.comparison_figures import (
    ROLE_COLOURS,
    Point,
    TrendPlot,
    dot_plots,
    heat,
    mix,
    over_time,
)
from pipeline.report.plot_frame import names_of

PARTS = list(ROLE_COLOURS.items())


def drawn_mix(n, name="云溪镇工作安排"):
    return mix([f"{name}{i}" for i in range(n)], [[0.2] * 5 if i else [0.0] * 5 for i in range(n)], PARTS)


def drawn_heat(rows, columns, name="渡口与桥梁的维护"):
    shares = [[(i + j) % 7 / 7 for j in range(columns)] for i in range(rows)]
    return heat([f"{name}{i}" for i in range(rows)], [f"{name}{j}" for j in range(columns)], shares, "主题")


def drawn_trends(n, value=0.4, years=(1954, 2025)):
    points = [Point(year, value) for year in years]
    return over_time(
        [TrendPlot("建议占比", points, (points[0], points[-1]), 1982 if i else None, i % 2 == 0) for i in range(n)]
    )


def drawn_dots(measures, groups):
    rows = [(0.3, 0.2, 0.5) if i else None for i in range(groups)]
    return dot_plots([("Share of recommendations", rows, True)] * measures, [f"组{i}" for i in range(groups)])


DRAWN = {
    "mix of two": lambda: drawn_mix(2),
    "mix of many": lambda: drawn_mix(70),
    "mix of long names": lambda: drawn_mix(3, "a very long English name indeed "),
    "heat of two": lambda: drawn_heat(2, 2),
    "heat of one theme": lambda: drawn_heat(3, 1, "x"),
    "heat of many": lambda: drawn_heat(66, 24),
    "one trend": lambda: drawn_trends(1),
    "six trends": lambda: drawn_trends(6),
    "a trend of nothing": lambda: drawn_trends(2, 0.0),
    "a trend of large values": lambda: drawn_trends(2, 123456.0),
    "a trend of small values": lambda: drawn_trends(2, 1e-7),
    "a trend below zero": lambda: drawn_trends(1, -0.5),
    "a trend of one year": lambda: drawn_trends(1, years=(1990, 1990)),
    "trends of groups": lambda: over_time(
        [TrendPlot("建议占比", [Point(2001, 0.2, 0), Point(2003, 0.3, 1), Point(2004, 0.1)], None, None, True)],
        ["东岭市", "西泽市"],
    ),
    "dots": lambda: drawn_dots(4, 2),
    "dots of twelve groups": lambda: drawn_dots(5, 12),
}


@pytest.mark.parametrize("name", DRAWN)
def test_every_figure_is_svg_and_png_and_the_same_each_time(name):
    first, second = DRAWN[name](), DRAWN[name]()
    assert first == second
    root = ET.fromstring(first.picture.svg)
    assert root.tag.endswith("svg")
    assert set(re.findall(r'href="(.)', first.picture.svg.decode())) <= {"#"}
    assert first.png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", first.png[16:24])
    assert width / height == pytest.approx(first.picture.width / first.picture.height, rel=0.02)


def test_chinese_is_drawn_as_outlines_where_a_font_has_it():
    from pipeline.report.plot_frame import numbered

    if numbered(["云溪镇"]):
        pytest.skip("no Chinese font on this machine")
    svg = drawn_mix(2).picture.svg.decode()
    assert "<!-- 云溪镇工作安排0 -->" in svg
    assert "<text" not in svg  # no reader needs the font


def test_shares_are_written_into_the_segments_that_have_room():
    svg = mix(["a", "b"], [[0.97, 0.03], [0.5, 0.5]], PARTS[:2]).picture.svg.decode()
    written = re.findall(r"<!-- (\d+)% -->", svg)
    assert "97" in written
    assert "3" not in written


def test_ticks_say_where_they_stand():
    svg = dot_plots([("强制", [(0.1, 0.08, 0.11)], True)], ["甲"]).picture.svg.decode()
    assert re.findall(r"<!-- ([\d.]+%) -->", svg) == ["0%", "2.5%", "5%", "7.5%", "10%"]


def test_no_two_labels_are_alike():
    titles = [f"东岭市二〇二三年绿色出行发展情况年度报告 (v{n})" for n in (1, 2)]
    shown = names_of(titles)
    assert len(set(shown)) == 2
    assert [name[-3:-1] for name in shown] == ["v1", "v2"]
    middles = [f"{'东岭市绿色出行' * 3}{n}{'年度报告摘要' * 3}" for n in "甲乙丙"]
    assert len(set(names_of(middles))) == 3
    assert len(set(names_of(["同名报告"] * 2))) == 2
    assert names_of(["短名", "另一个"]) == ["短名", "另一个"]


def test_long_labels_of_themes_are_broken_and_not_cut():
    [name] = names_of(["设立绿色出行·专项基金规模·公交线网"], lines=2)
    assert name.replace("\n", "") == "设立绿色出行·专项基金规模·公交线网"
