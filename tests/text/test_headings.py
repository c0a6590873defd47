import pytest

from pipeline.text.headings import chinese_number, find_headings, is_byline, numbering, ordinal_of
from pipeline.text.joining import joined
from pipeline.text.lines import lines_of

PROSE = "河湾镇有三座桥，最老的一座建于明代，去年汛期之后停用至今，镇上的人过河只能坐船。"


def titles(text: str) -> list[str]:
    return [h.line.text for h in find_headings(joined(text, lines_of(text)))]


@pytest.mark.parametrize(
    "heading",
    [
        "一、总体要求",
        "一、为什么是现在？",
        "二、为何断了？怎么办？",
        "二 、现状分析：",
        "三．原因",
        "（一）指导思想",
        "(一)指导思想",
        "㈠ 指导思想",
        "1. 平台",
        "1．平台",
        "1.1 平台",
        "① 平台",
        "（1）平台",
        "第一章 总则",
        "第二节　机构",
        "第十二条 经费来源",
        "壹、緣起",
        "# 报告",
        "### 3. 结果",
        "**主要做法**",
        "__主要做法__",
        "**结论：**",
        "摘要",
        "参考文献：",
        "结　语",
        "Executive Summary",
        "1 Introduction",
        "Appendix A",
        "II. Methods",
        "B. Homes that cool at night",
        "Where we stand",
        "问题何在",
        "第一步：先修管，再谈价",
        "其一，照原样恢复，还是先做体检",
        "桥断之后——河湾镇的三年",
        "五年来，改革开放取得突破性进展，社会主义市场经济体制初步建立",
    ],
)
def test_headings(heading: str) -> None:
    assert titles(f"{PROSE}\n{heading}\n{PROSE}") == [heading]


@pytest.mark.parametrize(
    "line",
    [
        "一、坚持问题导向。",
        "（一）指导思想。坚持系统观念。",
        "一是修桥",
        "1. 修桥；",
        "24小时有人值守。",
        "各位代表：",
        "各位代表！",
        "作者：祝怀谷",
        "2024年5月",
        "——桥修好了",
        "- 修桥",
        "图1 桥梁分布",
        "表 2　经费",
        "他大喊：“救命啊",
        "为什么会断？",
        "https://hewan.example/bridge",
        "a.b@hewan.example",
        "一、问题的提出........1",
        "第一章 总则\t3",
        "二、现状 …… 12",
        "3",
        "a small thing",
        "——",
        "# ",
    ],
)
def test_no_headings(line: str) -> None:
    assert titles(f"{PROSE}\n{line}\n{PROSE}") == []


def test_a_line_with_nothing_below_titles_nothing() -> None:
    assert titles(f"{PROSE}\n问题何在") == []


def test_lists_are_no_headings() -> None:
    assert titles(f"{PROSE}\n1. 修桥\n2. 铺路\n3. 通车\n{PROSE}") == []
    assert titles(f"{PROSE}\n姓名\n性别\n年龄\n住址\n{PROSE}") == []


def test_items_with_text_below_are_headings() -> None:
    assert titles(f"1. 修桥\n{PROSE}\n2. 铺路\n{PROSE}") == ["1. 修桥", "2. 铺路"]


def test_a_table_of_contents_repeats_no_headings() -> None:
    text = f"目录\n一、问题\n二、对策\n一、问题\n{PROSE}\n二、对策\n{PROSE}"
    assert titles(text) == ["目录", "一、问题", "二、对策"]


def test_numerals_alone_on_a_line() -> None:
    assert titles(f"一\n\n{PROSE}\n\n二\n\n{PROSE}") == ["一", "二"]
    assert titles(f"{PROSE}\n一\n{PROSE}") == []
    assert titles(f"I\n{PROSE}\nII\n{PROSE}") == ["I", "II"]


def test_code_has_no_headings() -> None:
    assert titles(f"```\n# 注释\n```\n{PROSE}") == []


def test_an_underlined_line_is_a_heading() -> None:
    assert titles(f"结论\n====\n完。\n{PROSE}") == ["结论"]


def test_a_heading_broken_by_a_link_is_one() -> None:
    assert titles(f"{PROSE}\n三、关于《\n河湾镇规划\n》的说明\n{PROSE}") == ["三、关于《\n河湾镇规划\n》的说明"]


def test_wrapped_lines_are_no_headings() -> None:
    text = (
        "河湾镇的老桥修了三年镇上的人每天绕行五公里\n孩子们上学要坐一个小时的船才能到对岸的学校\n"
        "去家长为此多次写信给县里反映情况县里答复说\n已经列入明年的计划镇上的商户损失更大许多家\n店铺已经关门。\n"
    )
    assert titles(text) == []


def test_style_depth_and_ordinal() -> None:
    found = find_headings(lines_of(f"二、现状\n（三）成效\n2.4 数据\n{PROSE}"))
    assert [(h.style, h.depth, h.ordinal) for h in found] == [("ordinal", 0, 2), ("bracketed", 0, 3), ("decimal", 1, 4)]
    assert [h.above for h in found] == [True, True, False]
    assert [h.title for h in found] == ["现状", "成效", "数据"]


def test_names_that_other_rooms_import() -> None:
    match = numbering("十二、附则")
    assert match is not None
    assert ordinal_of(match[1]) == chinese_number("十二") == 12
    assert is_byline("作者：祝怀谷")
