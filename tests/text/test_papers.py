"""Official papers and Markdown files: what stands above a title, and what is attached below."""

import pytest

from pipeline.text.segment import segment


def test_front_matter_of_markdown_gives_the_title_and_no_sentences() -> None:
    text = '---\ntitle: "修桥的报告"\nauthor: 王五\ntags:\n  - 桥\n---\n\n## 现状\n\n桥要先修好。\n'
    document = segment(text, id="a")
    assert document.title == "修桥的报告"
    assert [h.title for h in document.headings] == ["现状"]
    assert [s.text for s in document.sentences] == ["桥要先修好。"]
    assert segment(text, id="a", title="县志").title == "县志"


def test_rules_around_text_are_no_front_matter() -> None:
    document = segment("---\n\n桥要先修好。\n\n---\n\n再谈通车。\n", id="a")
    assert [s.text for s in document.sentences] == ["桥要先修好。", "再谈通车。"]


def test_the_head_of_an_official_paper_stands_above_its_title() -> None:
    body = "各县（区）人民政府：\n修桥之前要先把路修好，再看桥要修在哪里。\n一、总体要求\n先修路，再修桥。\n"
    title = "清河市人民政府关于修桥的实施意见"
    for head in (
        "清河市人民政府文件\n清政发〔2025〕12号\n",
        "机密★一年\n特急\n清政办函（2025）第3号\n",
        "",
    ):
        document = segment(f"{head}{title}\n{body}", id="a")
        assert document.title == title
        assert [h.title for h in document.headings] == [title, "一、总体要求"]
        assert [h.level for h in document.headings] == [1, 1]


def test_the_head_of_an_official_paper_is_a_section_before_its_title() -> None:
    text = "清河市人民政府文件\n清政发〔2025〕12号\n关于修桥的意见\n\n桥要先修好。\n\n一、要求\n\n先修路。\n"
    document = segment(text, id="a")
    assert [s.section for s in document.sentences] == ["c1", "c1", "c3", "c4"]
    assert [s.heading for s in document.sections] == [None, "h1", None, "h2"]
    starts = [s.start for s in document.sections]
    assert starts == sorted(starts)


@pytest.mark.parametrize("title", ["关于商请支持修桥的函", "清河市政府专题会议纪要"])
def test_a_title_above_the_number_of_a_paper_stays_one(title: str) -> None:
    document = segment(f"{title}\n\n清政函〔2023〕5号\n\n某省发展改革委：\n\n桥要先修好，再谈通车。\n", id="a")
    assert document.title == title
    assert [h.title for h in document.headings] == [title]


def test_titles_in_front_matter_over_several_lines() -> None:
    text = "---\ntitle: >-\n  修桥的报告\nlayout: post\n---\n\n桥要先修好。\n"
    assert segment(text, id="a").title == "修桥的报告"
    spoken = "---\n\n问: 如何融资？\n答: 应当设立基金。\n\n---\n\n再问。\n"
    assert [s.text for s in segment(spoken, id="a").sentences] == ["问：如何融资？", "答：应当设立基金。", "再问。"]


def test_a_number_of_a_paper_below_its_title_is_no_head() -> None:
    document = segment("关于修桥的实施意见\n清政发〔2025〕12号\n修桥之前要先把路修好。\n", id="a")
    assert document.title == "关于修桥的实施意见"


def test_one_thing_attached_is_no_section() -> None:
    text = "修桥的方案\n一、总体要求\n路要修到桥头，再修桥。\n附件：任务分工表\n清河市人民政府\n2025年1月2日\n"
    assert [h.title for h in segment(text, id="a").headings][:2] == ["修桥的方案", "一、总体要求"]
    assert all(h.level == 1 or h.title != "附件：任务分工表" for h in segment(text, id="a").headings)


@pytest.mark.parametrize("attached", ["附件：1. 建设标准", "附件：", "附件1", "附录二"])
def test_what_is_attached_is_no_part_of_the_last_section(attached: str) -> None:
    body = "修桥的方案\n一、总体要求\n（一）先修路\n路要修到桥头。\n"
    text = f"{body}{attached}\n2. 申领流程\n3. 管理办法\n清河市人民政府\n"
    document = segment(text, id="a")
    assert [h.level for h in document.headings] == [1, 1, 2, 1]
    assert text[document.headings[-1].start : document.headings[-1].end] == attached
    assert {s.section for s in document.sentences[-3:]} == {document.sections[-1].id}
