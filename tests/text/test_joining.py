import re

import pytest

from pipeline.text.joining import joined, wrapped_at
from pipeline.text.lines import lines_of

WRAPPED = """    河湾镇的老桥修了三年，镇上的人每天要绕行五公里才能过河，孩子们上学
要坐一小时的船，遇到大风天气只能停课，家长为此多次写信给县里反映情况，县
里答复说已经列入明年的计划。
    镇上的商户损失更大，去年关门的店铺有十七家，还在营业的也大多只开半
天，租金却没有降下来。
"""


WRAPPED_ENGLISH = """The council has published its plan for the harbour, and most residents
will be surprised by how little of it concerns ships. What it does say
is that the old bridge will close in the spring and that nobody has yet
decided who is to pay for the ferry.

The ferry is run by a family."""


def texts(text: str) -> list[str]:
    return [line.text for line in joined(text, lines_of(text))]


def test_wrapped_chinese_is_put_together() -> None:
    assert wrapped_at(lines_of(WRAPPED)) > 0
    paragraphs = texts(WRAPPED)
    assert len(paragraphs) == 2
    assert paragraphs[0].startswith("河湾镇的老桥")
    assert paragraphs[1].endswith("没有降下来。")


def test_the_mark_of_a_footnote_in_three_lines_breaks_no_sentence() -> None:
    around = "老桥修了三年。\n\n石磊去年十一月曾经在渡口一连等候了三个小时\n[\n4\n]"
    around += "\n在上河和下河\n[\n注 5\n]\n，先后看过两回。\n船票\n［\n6\n］"
    around += "\n二、船票\n没降。"
    assert [t.replace("\n", "") for t in texts(around)] == [
        "老桥修了三年。",
        "石磊去年十一月曾经在渡口一连等候了三个小时[4]在上河和下河[注 5]，先后看过两回。",
        "船票［6］",
        "二、船票",
        "没降。",
    ]
    assert texts("一、老桥\n[\n1\n]\n老桥修了三年。") == ["一、老桥\n[\n1\n]", "老桥修了三年。"]
    blank = "修桥\n\n桥断了。\n\n石磊\n[\n4\n]\n看过两回。\n\n船票没有降。\n\n完了。"
    assert texts(blank)[2].replace("\n", "") == "石磊[4]看过两回。"
    entries = "修桥的办法\n参考文献\n[\n1\n]\n石磊：《河湾镇志》，河湾出版社2019年版\n[\n2\n]\n石泉：《渡船》"
    assert [t.split("\n")[0] for t in texts(entries)][1] == "参考文献"
    assert texts("老桥的历史\n[\n编辑\n]\n老桥修了三年。")[0] == "老桥的历史"
    for none in ("老桥\n[\n4", "老桥\n[\n很长的一条注释\n]", "老桥\n[\n\n4\n]"):
        assert len(texts(none)) > 1


def test_the_mark_of_a_footnote_on_a_line_of_its_own_breaks_no_sentence() -> None:
    for mark in ("[1]", "〔 12 〕", "①", "¹", "[注1]"):
        assert len(texts(f"二〇二三年全镇有三座桥\n{mark}\n，其中两座断了。")) == 1
        assert len(texts(f"老桥是唯一的通道\n{mark}\n。总共修了三年。")) == 1
        assert len(texts(f"一、老桥\n{mark}\n老桥修了三年。")) > 1


def test_a_figure_cut_by_the_margin() -> None:
    assert texts("占比为12.\n5%，达到1,2\n34亿元，增长较快。") == ["占比为12.\n5%，达到1,2\n34亿元，增长较快。"]
    assert len(texts("全市有农村桥梁38,9\n20座，占三成。")) == 1
    for apart in (
        "老桥修了12.\n5.新桥",
        "桥梁\n1,234\n20座",
        "共有1,234\n20座桥断了。",
        "见附表1.\n2个县和3个乡修了桥。",
    ):
        assert len(texts(apart)) > 1, apart


def test_one_character_that_the_margin_left() -> None:
    assert texts("关于老桥的调研报\n告\n\n一、老桥")[0] == "关于老桥的调研报\n告"
    assert len(texts("老桥修了三年。\n完")) == 2


def test_invisible_characters_are_not_read() -> None:
    assert texts("建\u200b议\n\n修\ufeff桥") == ["建议", "修桥"]


# A report as a PDF file gives it: half-width punctuation, a table, pages turned within sentences.
PAGES = """桥梁研究所                              研究报告 2024 年第 11 期

河湾镇老桥与渡船的关系和
两岸往来调研报告

桥梁研究所课题组

一、基本情况

调查显示,仅有 21.7%的住户拥有自家的渡船,每天搭乘
公共渡船的占 38.4%,两者都没有而只能绕行上游大桥
的接近四成。老人石磊去年十一月在渡口等候的时候,先

                              1

桥梁研究所                              研究报告 2024 年第 11 期

后问了 4 位船家才得以过河,前后耗时三个多小时。渡船
停航的日子里,镇上的学生只能住在对岸的亲戚家里。

表 1  各村往来的基本情况

村名   住户数   月均往来(次)  平均耗时(分)  拥有渡船(%)
上河        712      26          102             34.6
下河        968      40           91              9.8

二、对策建议

(一)修好老桥

一是依托现有的桥墩加固桥面,并在两岸增设候船亭,

                              2

桥梁研究所                              研究报告 2024 年第 11 期

到 2026 年达到八处。二是在汛期之前完成检测,把结果
贴在桥头,让往来的人都能看到。

                              3
"""


def test_pages_of_a_report_are_read_on() -> None:
    found = [" ".join(text.split()) for text in texts(PAGES)]
    assert found[0] == "河湾镇老桥与渡船的关系和 两岸往来调研报告"
    assert found[2] == "一、基本情况"
    assert found[3].startswith("调查显示,仅有 21.7%的住户")
    assert found[3].endswith("住在对岸的亲戚家里。")
    assert "的时候,先 后问了 4 位船家" in found[3]  # the page that was turned between is left out
    assert found[-1].startswith("一是依托现有的桥墩")
    assert found[-1].endswith("都能看到。")
    assert [text for text in found if text.startswith(("桥梁研究所  ", "桥梁研究所 研究", "3"))] == []


def test_wrapped_english_is_put_together() -> None:
    paragraphs = texts(WRAPPED_ENGLISH)
    assert len(paragraphs) == 2
    assert paragraphs[1] == "The ferry is run by a family."


def test_a_sentence_that_ends_at_the_margin_ends_no_paragraph() -> None:
    lines = [
        "河湾镇的老桥修了三年镇上的人每天绕行。",
        "孩子们上学要坐一个小时的船才能到对岸去",
        "家长为此多次写信给县里反映情况但没有下",
        "文。",
    ]
    assert len(texts("\n".join(lines) + "\n\n另一段。")) == 2


def test_paragraphs_on_a_line_each_stay_apart() -> None:
    text = (
        "河湾镇有三座桥，最老的一座建于明代，已经列入保护名录。\n另一座是新修的。\n"
        "第三座还在图纸上，什么时候开工没有人知道。"
    )
    assert texts(text) == text.split("\n")


@pytest.mark.parametrize(
    "pieces",
    [
        ["县里通过了《", "河湾镇规划", "》，镇里照办。"],
        ["他引用了一句话：“", "桥要先修", "”，没有人反对。"],
        ["去年修了桥。推动加入", "两河协定", "（草案）生效。"],
        ["桥通了。见注", "[", "1", "]", "，全文附后。"],
        ["第一，", "先修桥再修路。"],
        ["一是", "先修桥再修路。"],
        ["（一）", "先修桥再修路。"],
        ["床前有月光，", "照在石桥上。"],
        ["桥通了。第", "一，先修路；第二，再修渠。"],
        ["桥通了。按照条例第", "三章的规定修路。"],
        ["桥通了。按照条例第", "", "12、13条修路。"],
        ["桥通了。按照条例第", "（三）项修路。"],
        ["桥通了。措施有二：（", "一）修路；（二）修渠。"],
        ["桥通了。见【", "一、修桥】一章。"],
        ["桥通了。见〔", "1〕一章。"],
    ],
)
def test_sentences_broken_by_links_and_notes_are_mended(pieces: list[str]) -> None:
    assert texts("\n".join(pieces)) == ["\n".join(pieces)]


def test_a_turned_page_breaks_no_sentence() -> None:
    assert texts("出一份人\n\u200b\n民满意的答卷。") == ["出一份人\n\n民满意的答卷。"]


@pytest.mark.parametrize(
    "pieces",
    [
        ["一、总体要求", "坚持系统观念。"],
        ["各位代表，", "现在报告工作。"],
        ["桥修好了。船停了", "一、下一步"],
        ["关键词：桥；渡船", "目录"],
        ["（作者单位：河湾大学。兼任研究员）", "责任编辑：某某"],
        ["# 标题", "，正文"],
        ["桥通了。他说：“", "一、修路。"],
        ["名列第", "第一章 总则"],
        ["| 甲 | 乙 |", "| 一 | 二 |"],
    ],
)
def test_what_is_not_one_sentence_stays_apart(pieces: list[str]) -> None:
    assert texts("\n".join(pieces)) == pieces


def test_an_indented_line_that_an_ordinal_opens_ends_at_the_margin_too() -> None:
    """The margin is measured with the indent: behind it such a line has no more room than the others."""
    paragraphs = [
        "（1）渠首泵站二零零九年建成，设备一直没有更换，夏天用水的时候常常停机检修，下游三个村要等上好几天。",
        "（2）末级渠系由各村自己管护，管护费收不齐，淤了也没有人清，一到雨季水就漫到路上去，村民意见很大。",
        "（3）水费按亩平摊，用多用少一个价，节水的农户没有好处，浪费的农户不多花钱，计量设施也就装不起来。",
    ]
    text = "\n".join(f"　　{p[:18]}\n{p[18:38]}\n{p[38:]}" for p in paragraphs)
    assert [re.sub(r"\s", "", line) for line in texts(text)] == paragraphs


def test_the_margin_is_where_indented_lines_end() -> None:
    indented = "　　" + "堤" * 38
    assert wrapped_at(lines_of("\n".join([indented, "修" * 10 + "。"] * 5))) == 80


def test_an_item_that_ends_well_before_the_margin_is_whole() -> None:
    """Half a word short of the margin it goes on, an eighth short it does not."""
    prose = ["渠" * 40, "水" * 40, "堤" * 12 + "。"] * 3
    assert wrapped_at(lines_of("\n".join(prose))) == 80
    full, short = "1. " + "闸" * 37, "1. " + "闸" * 34
    assert texts("\n".join([*prose, full, "门要修。"]))[-1].endswith("门要修。")
    assert "\n" in texts("\n".join([*prose, full, "门要修。"]))[-1]
    assert texts("\n".join([*prose, short, "门要修。"]))[-1] == "门要修。"


@pytest.mark.parametrize(
    "item",
    [
        "1. The council should publish the minutes of every meeting\n   within ten days.",
        "- Publish the minutes\n  within ten days.",
        "12) The council should publish the minutes of all its meetings\n    Within ten days it should print them.",
    ],
)
def test_a_line_under_the_words_of_an_item_goes_on_with_it(item: str) -> None:
    assert texts(f"What should change\n\n{item}\n") == ["What should change", item]


@pytest.mark.parametrize("text", ["一、渠系现状\n    渠首泵站老化。", "1. Where we stand\n   The pumps are old."])
def test_a_short_numbered_line_is_a_heading_over_what_is_indented_below(text: str) -> None:
    assert len(texts(text)) == 2


@pytest.mark.parametrize("indent", ["    ", "\t", "　　"])
def test_where_all_lines_are_indented_alike_the_indent_says_nothing(indent: str) -> None:
    lines = ["渠" * 38, "水" * 38, "堤" * 38, "门" * 38, "闸" * 20 + "。"]
    assert len(texts("\n".join(indent + line for line in lines))) == 1


@pytest.mark.parametrize("number", ["建议一：", "措施2：", "其一：", "1."])
def test_a_number_at_the_end_of_a_wrapped_line_goes_on(number: str) -> None:
    lines = ["渠" * 38, "水" * 38, "堤" * 32 + "。" + number, "门" * 38, "闸" * 20 + "。"]
    assert len(texts("\n".join(lines))) == 1


def test_a_bracket_that_one_line_opens_another_closes() -> None:
    """A label opens a paragraph of its own, but not within brackets."""
    task = "对运行超过十五年的水管进行检测，漏损率高的一律更换。（责任\n单位：市水务局、市财政局）"
    assert texts(f"{task}\n2.修渠。") == [task, "2.修渠。"]
    assert texts("（责任单位：市水务局）\n时限：九月底前") == ["（责任单位：市水务局）", "时限：九月底前"]
    assert texts("（一\n1）查水表") == ["（一", "1）查水表"]
    assert texts("修渠（分两期\n\n时限：九月底前）") == ["修渠（分两期", "时限：九月底前）"]


def test_running_heads_beside_page_numbers_are_no_lines() -> None:
    head = "澄江市人民政府公报  2025年第3期"
    pages = [
        "夜间消费带动就业。\n",
        f"— 12 —\n{head}\n因此值得投入。\n",
        f"13\n{head}\n",
        f"第 14 页\n{head}\n二是延长运营。",
    ]
    assert texts("".join(pages)) == ["夜间消费带动就业。", "因此值得投入。", "二是延长运营。"]
    assert head in texts("".join(pages[:3]))  # twice is not often
    apart = f"{head}\n修渠。\n{head}\n修桥。\n{head}\n修路。\n12"
    assert sum(line.startswith(head) for line in texts(apart)) == 3  # beside no page numbers
    assert texts("预算：\n12\n34\n56") == ["预算：", "12", "34", "56"]
    table = "护理员补贴\n300\n护理员补贴\n120\n护理员补贴\n450"
    assert texts(table) == table.split("\n")


def test_a_sentence_goes_on_over_the_head_of_a_page() -> None:
    head = "澄江市人民政府公报"
    first = "但是噪声投诉同比增长了百分之四十五，已经占到全部城管投诉的一"
    found = texts(f"12\n{head}\n一、现状\n13\n{head}\n{first}\n14\n{head}\n半以上。")
    assert len(found) == 2
    assert found[0] == "一、现状"
    assert found[1].startswith(first)
    assert found[1].endswith("半以上。")


def test_a_table_of_contents_is_no_text() -> None:
    text = "关于公厕的研究\n目  录\n一、现状..........1\n二、建议…………3\n一、现状\n公厕太少.....。"
    assert texts(text) == ["关于公厕的研究", "目  录", "一、现状", "公厕太少.....。"]


def test_a_title_that_nearly_reaches_the_margin_stands_alone() -> None:
    lines = [
        "栖霞湾市2025年再生水利用提升工作计划",
        "为深入贯彻落实节水优先方针，加快推进污水",
        "资源化利用，缓解我市水资源供需矛盾，结合",
        "实际，制定本计划。全市各区都要在年底以前",
        "完成管网普查。",
    ]
    assert texts("\n".join(lines)) == [lines[0], "\n".join(lines[1:])]
    assert len(texts("\n".join(["镇里印发了修渠的计划", *lines[1:]]))) == 2
    assert len(texts("\n".join([lines[1], lines[0], *lines[2:]]))) == 1  # no first line
