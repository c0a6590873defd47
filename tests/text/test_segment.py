"""Whole texts divided; and the sentences that people marked in our own corpus found again."""

import itertools
import time
from pathlib import Path

import pytest

from pipeline.domain.analysis import RoleLabel
from pipeline.domain.document import Document
from pipeline.facts.extract import facts_of
from pipeline.formats.annotation_jsonl import read_annotation
from pipeline.text.normalize import normalize
from pipeline.text.segment import segment, separators

ROOT = Path(__file__).parents[2]
LABELS = sorted((ROOT / "annotations" / "labels").rglob("*.jsonl"))
ARTICLE = ROOT.parent / "shared" / "articles" / "hangzhou-integration.txt"

REPORT = """把断桥接起来：河湾镇的三年
祝怀谷
（河湾大学，河湾 310000）
摘要：本文讨论断桥。文章认为，账要算清。
一、为什么断？
（一）年久失修
河湾镇有三座桥。最老的一座建于明代；其余是新修的。
（二）无人出钱
1. 镇里没有钱
镇里的账上只有3.5万元。“够什么？”镇长问。
2. 县里有钱
县里答复：“列入明年计划。”没有人相信。
二、怎么办？
一是修桥。二是铺路。
——先修老桥。
——再修新桥。
"""


def headings(document: Document) -> list[tuple[int, str]]:
    return [(h.level, h.title) for h in document.headings]


def sentences(document: Document) -> list[str]:
    return [s.text for s in document.sentences]


def check(document: Document) -> None:
    """What holds for every document: offsets, normal forms, ids, sections."""
    text = document.text
    spans = sorted([(h.start, h.end) for h in document.headings] + [(s.start, s.end) for s in document.sentences])
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert sum(b - a for a, b in spans) + sum(b - a for a, b in separators(document)) == len(text)
    sections = {c.id: c for c in document.sections}
    for s in document.sentences:
        assert normalize(text[s.start : s.end]).text == s.text
        assert sections[s.section].start <= s.start < s.end <= sections[s.section].end
    identifiers = [x.id for x in (*document.headings, *document.sections, *document.sentences)]
    assert len(identifiers) == len(set(identifiers))
    by_id = {h.id: h for h in document.headings}
    for h in document.headings:
        assert h.level == (by_id[h.parent].level + 1 if h.parent else 1)


def test_a_report() -> None:
    document = segment(REPORT, id="report", source="河湾大学", sha256="0" * 64)
    check(document)
    assert document.id == "report"
    assert document.source == "河湾大学"
    assert document.language == "zh"
    assert document.title == "把断桥接起来：河湾镇的三年"
    assert headings(document) == [
        (1, "把断桥接起来：河湾镇的三年"),
        (1, "一、为什么断？"),
        (2, "（一）年久失修"),
        (2, "（二）无人出钱"),
        (3, "1.镇里没有钱"),
        (3, "2.县里有钱"),
        (1, "二、怎么办？"),
    ]
    assert sentences(document) == [
        "祝怀谷",
        "（河湾大学，河湾310000）",
        "摘要：本文讨论断桥。",
        "文章认为，账要算清。",
        "河湾镇有三座桥。",
        "最老的一座建于明代；其余是新修的。",
        "镇里的账上只有3.5万元。",
        "“够什么？”镇长问。",
        "县里答复：“列入明年计划。”",
        "没有人相信。",
        "一是修桥。",
        "二是铺路。",
        "——先修老桥。",
        "——再修新桥。",
    ]


def test_sections_nest_by_headings() -> None:
    document = segment(REPORT, id="x")
    by_heading = {c.heading: c for c in document.sections}
    ids = {h.title: h.id for h in document.headings}
    why, money, county = (by_heading[ids[t]] for t in ("一、为什么断？", "（二）无人出钱", "2.县里有钱"))
    assert why.start < money.start < county.start
    assert why.end == money.end == county.end == document.text.index("二、怎么办")
    opening = next(c for c in document.sections if c.heading is None)
    assert document.text[opening.start : opening.end].startswith("祝怀谷")
    assert {s.section for s in document.sentences if s.text.startswith("县里答复")} == {county.id}


def test_paragraphs_are_counted() -> None:
    document = segment("甲说好。乙说不好。\n\n丙不说话。\n——丁也不说。\n", id="x")
    assert [s.paragraph for s in document.sentences] == [0, 0, 1, 2]


def test_title_given_or_found() -> None:
    assert segment("正文。", id="x", title="题目").title == "题目"
    assert segment("断桥之后\n一、甲事\n正文在此。", id="x").title == "断桥之后"
    assert segment("一、甲事\n正文在此。", id="x").title == "x"  # the heading of a section is no title
    assert segment("正文只有一句。", id="x").title == "正文只有一句。"
    assert segment("", id="x").title == ""


def test_a_title_of_two_lines() -> None:
    document = segment("把断桥接起来\n为河湾镇修一条路\n——在河湾镇第三次大会上的报告\n一、甲事\n正文在此。\n", id="x")
    check(document)
    assert headings(document) == [(1, "把断桥接起来"), (1, "为河湾镇修一条路"), (1, "一、甲事")]


def test_a_title_with_a_subtitle_after_a_dash() -> None:
    front = "用融合培育新质生产力的几点思考与建议\n——以河湾县为例\n河湾县委党校课题组\n"
    text = front + "桥老了，先要有人管。\n一、为什么\n没有人管。\n"
    document = segment(text, id="x")
    assert [h.title for h in document.headings] == [
        "用融合培育新质生产力的几点思考与建议",
        "——以河湾县为例",
        "一、为什么",
    ]
    assert document.title == "用融合培育新质生产力的几点思考与建议"
    # Where and when a speech was given is no subtitle, and a list is no title.
    spoken = segment("政府工作报告\n——2025年1月16日在河湾县第九届人民代表大会上\n各位代表：\n桥老了。\n", id="x")
    assert [h.title for h in spoken.headings] == ["政府工作报告"]


ANSWER = (
    "村里的账本记得清楚，一年修路花了三万多元，修桥花了两万多元，两样加起来比收上来的钱多出一截，差的那一截只好先欠着。"
)


def test_questions_that_a_text_goes_by_are_headings_and_a_single_one_is_a_turn() -> None:
    several = segment(f"钱从哪里来？\n{ANSWER}\n钱往哪里去？\n{ANSWER}\n", id="x")
    assert headings(several) == [(1, "钱从哪里来？"), (1, "钱往哪里去？")]
    single = segment(f"村里的账要算。\n那么，钱从哪里来？\n{ANSWER}\n", id="x")
    assert headings(single) == []
    in_a_row = segment("钱从哪里来？\n钱往哪里去？\n谁来管？\n没有人知道。\n", id="x")
    assert headings(in_a_row) == []


def test_english_headings_may_be_longer() -> None:
    title = "Lesson two: assurance that rests on a form is not assurance at all"
    document = segment(
        f"{title}\nThe trust signed the form each year and nobody read it, which is how it was missed.\n", id="x"
    )
    assert headings(document) == [(1, title)]


def test_damage_is_reported_and_splits_no_sentence() -> None:
    document = segment("推進公?預算改革(gé)。\n網絡?;A(chǔ)研究要加強。", id="x")
    check(document)
    assert sentences(document) == ["推进公?预算改革。", "网络。基础研究要加强。"]
    assert [d.kind for d in document.damage] == ["encoding", "gloss", "encoding"]


def test_english() -> None:
    document = segment(
        "# Mending the Bridge\n\nBy Dana Whitlock\n\n## 1. Why it broke\n\nIt was old. Dr. Ng said so.\n\n"
        "## 2. What to do\n\n- Pay for it.\n- Build it!\n",
        id="x",
    )
    check(document)
    assert document.language == "en"
    assert headings(document) == [(1, "Mending the Bridge"), (1, "1. Why it broke"), (1, "2. What to do")]
    assert sentences(document) == ["By Dana Whitlock", "It was old.", "Dr. Ng said so.", "- Pay for it.", "- Build it!"]


def test_wrapped_text() -> None:
    document = segment(
        "一、工作回顾\n\n"
        "    过去一年，我们坚持先修桥后铺路，统筹老桥与新桥，扎实推动河湾镇的建\n"
        "设，全年完成投资一百二十万元，比上年增长百分之五点二，镇上居民的收入稳\n"
        "步提高。\n"
        "    我们推动渡口改造，新建码头二十米，引进渡船十五艘，其中载客超过百人\n"
        "的三艘。\n"
        "（一）狠抓桥梁建设\n"
        "    全年修桥四座，完成投资三十五万元，建成通车两座，还有两座正在勘察设\n"
        "计。\n",
        id="x",
    )
    check(document)
    assert headings(document) == [(1, "一、工作回顾"), (2, "（一）狠抓桥梁建设")]
    assert len(document.sentences) == 3
    assert document.sentences[0].text.endswith("收入稳步提高。")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "。",
        "“",
        "#",
        "一、",
        "```",
        "\ud800",
        "\x00",
        "\ufeff",
        "\u200b\n\u200b",
        "？！……",
        "- 3 -",
        "1",
        "👩\u200d💻",
        "> ",
    ],
)
def test_odd_texts(text: str) -> None:
    check(segment(text, id="x"))


@pytest.mark.parametrize(
    "unit",
    [
        "先修桥后铺路，",
        "桥修好了。",
        "“",
        "（",
        '"',
        "……",
        "...",
        "?",
        "天?地",
        "兰夹g(shù)",
        " ",
        "\n",
        "* ",
        "… ",
        "' ",
        '" "',
        "修桥\n",
        "\ufffd",
    ],
)
def test_long_texts_take_no_more_than_their_share_of_time(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        start = time.perf_counter()
        segment(text, id="x")
        return time.perf_counter() - start

    seconds(100)  # dictionaries are loaded once
    short, long = min(seconds(10_000) for _ in range(4)), min(seconds(40_000) for _ in range(4))
    assert long < 9 * short + 0.1  # four times the text; sixteen times the time would be quadratic


def test_gold_sentences_and_headings_of_our_corpus() -> None:
    ends = found_ends = titles = found_titles = 0
    for path in LABELS:
        annotation = read_annotation(path)
        if annotation.text is None:
            continue  # labels on somebody else's text: the next test
        document = segment(annotation.text, id=annotation.id)
        check(document)
        mine = {s.end for s in document.sentences}
        ends += len(annotation.sentences)
        found_ends += sum(s.end in mine for s in annotation.sentences)
        spans = {(h.start, h.end) for h in document.headings}
        titles += len(annotation.headings)
        found_titles += sum((h.start, h.end) in spans for h in annotation.headings)
    assert ends > 3000
    assert found_ends >= 0.99 * ends
    assert found_titles >= 0.98 * titles


def test_gold_sentences_of_the_sample_article() -> None:
    if not ARTICLE.exists():
        pytest.skip("shared/articles is not here")
    text = ARTICLE.read_bytes().decode().replace("\r\n", "\n")
    gold = read_annotation(ROOT / "annotations" / "labels" / "founders" / "hangzhou-integration.jsonl", text=text)
    document = segment(text, id="x")
    check(document)
    assert [(s.start, s.end) for s in document.sentences] == [(s.start, s.end) for s in gold.sentences]
    assert [(h.start, h.end, h.level) for h in document.headings] == [(h.start, h.end, h.level) for h in gold.headings]


def test_reports_of_seventy_years() -> None:
    corpus = ROOT.parent / "shared" / "corpora" / "government-reports.jsonl"
    if not corpus.exists():
        pytest.skip("shared/corpora is not here")
    import json

    for line in corpus.read_text(encoding="utf-8").splitlines()[::8]:
        check(segment(json.loads(line)["text"], id="x"))


def test_a_number_that_the_margin_cut_at_its_point_is_one() -> None:
    lines = (
        "近三年来我市建成再生水厂四座，敷设主干",
        "管网一百公里。热电厂改用再生水冷却，专",
        "项资金逐年增加，今年统筹市级水务资金1.",
        "2亿元，用户信心有所恢复。三个片区的水",
        "厂因缺少管网，平均负荷率不到百分之40.",
        "2026年补齐管网，老旧管段一律更换，（责",
        "任单位：市水务集团，市财政局；完成",
        "时限：九月底前）由市政府督查室每月通报",
        "一次。",
    )
    said = [s.text for s in segment("\n".join(lines), id="d").sentences]
    assert "热电厂改用再生水冷却，专项资金逐年增加，今年统筹市级水务资金1.2亿元，用户信心有所恢复。" in said
    assert said[-2] == "三个片区的水厂因缺少管网，平均负荷率不到百分之40."
    assert "（责任单位：市水务集团，市财政局；完成时限：九月底前）" in said[-1]


def test_a_numbered_line_with_half_width_full_stops_inside_is_no_heading() -> None:
    text = "一、重点任务\n1.建立预警制度.水质不达标时两小时内通知用户.(责任单位:市水务集团)\n2.核查错接.每年一次."
    found = segment(text, id="d")
    assert [h.title for h in found.headings] == ["一、重点任务"]
    assert [s.text for s in found.sentences][:2] == [
        "1.建立预警制度.",
        "水质不达标时两小时内通知用户.（责任单位：市水务集团）",
    ]


def test_pages_that_turn_within_a_sentence_are_not_of_it() -> None:
    head = "桥梁研究所                              研究报告 2024 年第 11 期"
    page = "\n\n                              {}\n\n" + head + "\n\n"
    first = "镇上的住户每天要绕行上游的大桥才能去到对岸的集市上买菜。老人石磊去年十一月在渡口等候的时候，先"
    second = "后问了4位船家才得以过河。渡船停航的日子里，学生只能住在对岸。镇里答复说桥梁检测要排到明年五月才会有，"
    text = head + "\n\n" + first + page.format(1) + second + page.format(2) + "结果如何再作决定。\n"
    document = segment(text, id="a")
    assert sentences(document) == [
        "镇上的住户每天要绕行上游的大桥才能去到对岸的集市上买菜。",
        "老人石磊去年十一月在渡口等候的时候，先后问了4位船家才得以过河。",
        "渡船停航的日子里，学生只能住在对岸。",
        "镇里答复说桥梁检测要排到明年五月才会有，结果如何再作决定。",
    ]
    pages = [d for d in document.damage if d.kind == "page"]
    assert [text[d.start : d.end] for d in pages] == ["1", head, "2", head]
    assert all(d.repair == "" for d in pages)
    fact = next(f for f in facts_of(document, [RoleLabel("evidence", {}, False)] * 4) if f.text == "4位")
    assert text[fact.start : fact.end] == "4位"


def test_mails_quoted_more_than_once() -> None:
    document = segment(">> 桥要先修好，\n>> 再谈通车。\n> 好的。\n", id="a")
    assert [s.text for s in document.sentences] == ["桥要先修好，再谈通车。", "好的。"]


def test_a_page_that_turns_within_a_heading_is_not_of_its_title() -> None:
    page = "\n河湾县志 第三期\n- {} -\n"
    body = (
        "县里去年修了六座桥，走的人多了起来，也修了\n路，还修了堤，后来又修了学校和医院，再后来\n"
        "又修了车站。东边的桥还没有修，西边的也没有\n修。"
    )
    heading = "二、进一步加强全县农村公路与桥梁安全检查与" + page.format(2) + "维护管理\n"
    text = f"修桥报告\n一、现状\n{body}{page.format(1)}{body}\n{heading}{body}{page.format(3)}{body}\n"
    titles = [h.title for h in segment(text, id="a").headings]
    assert titles == ["修桥报告", "一、现状", "二、进一步加强全县农村公路与桥梁安全检查与维护管理"]


def test_who_took_a_picture_ends_a_paragraph() -> None:
    text = (
        "修桥记\n\n堆肥房离村不远。运费降了不少，去年省了210万元，村里人都说好，今年还要再修。\n"
        "工人正在翻堆。（何苗 摄）\n邻镇的教训从反面说明了问题。机器停了。\n"
    )
    assert [s.text for s in segment(text, id="a").sentences][-3:] == [
        "（何苗摄）",
        "邻镇的教训从反面说明了问题。",
        "机器停了。",
    ]
