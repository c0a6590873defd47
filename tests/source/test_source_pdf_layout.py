"""Lines on pages, put together to paragraphs by where they stand."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pipeline.source.pdf_layout import paragraphs
from pipeline.source.pdf_page import Line, Page

SIZE, LEFT, TOP, PITCH, WIDTH, HEIGHT = 12.0, 60.0, 690.0, 18.0, 420.0, 800.0
WORDS = st.text("桥路水田山学校医院改革发展", min_size=1, max_size=90).map(lambda text: f"{text}。")


def line(text: str, x: float = LEFT, y: float = TOP, size: float = SIZE, *, hyphen: bool = False) -> Line:
    width = sum(size if ord(c) > 0x2E7F else size / 2 for c in text)
    return Line(text, x, x + width, y - 0.1 * size, y + 0.9 * size, size, hyphen)


def lines(*texts: str, x: float = LEFT, y: float = TOP) -> list[Line]:
    """Lines below each other; one that begins with wide blanks is indented by as many."""
    indents = [len(text) - len(text.lstrip("\u3000")) for text in texts]
    return [
        line(text.lstrip("\u3000"), x + indent * SIZE, y - row * PITCH)
        for row, (text, indent) in enumerate(zip(texts, indents, strict=True))
    ]


def read(*pages: Sequence[Line]) -> list[str]:
    return paragraphs([Page(WIDTH, HEIGHT, tuple(page)) for page in pages]).split("\n")


def test_an_indent_opens_a_paragraph() -> None:
    assert read(
        lines("　　县里去年修了六座桥，", "走的人多了起来。今年再", "　　修桥之前要先把路修好，", "不能只看桥。")
    ) == [
        "县里去年修了六座桥，走的人多了起来。今年再",
        "修桥之前要先把路修好，不能只看桥。",
    ]


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    assert read(lines("县里去年修了六座桥，走的", "人多。", "修桥之前要先把路修好，不", "能只看桥。")) == [
        "县里去年修了六座桥，走的人多。",
        "修桥之前要先把路修好，不能只看桥。",
    ]


def test_a_gap_parts_paragraphs_that_fill_their_lines() -> None:
    first = lines("县里去年修了六座桥，走的", "人多了起来，也修了路。")
    assert read(first + lines("修桥之前要先把路修好，不", "能只看桥。", y=TOP - 3.5 * PITCH)) == [
        "县里去年修了六座桥，走的人多了起来，也修了路。",
        "修桥之前要先把路修好，不能只看桥。",
    ]


def test_a_long_word_that_the_margin_moved_leaves_room() -> None:
    assert read(
        lines("县里去年修的桥有六座，占全省", "所有同类的桥的百分之", "18.75，走的人多了起来，也修", "了路。")
    ) == ["县里去年修的桥有六座，占全省所有同类的桥的百分之18.75，走的人多了起来，也修了路。"]
    assert read(lines("县里去年修的桥有六座，占全省", "所有同类的桥", "18.75，走的人多了起来，也修", "了路。")) == [
        "县里去年修的桥有六座，占全省所有同类的桥",
        "18.75，走的人多了起来，也修了路。",
    ]


def test_headings_stand_alone() -> None:
    assert read(
        lines(
            "　　一、现状",
            "　　县里去年修了六座桥，",
            "走的人多了起来。今年再修。",
            "　　二、建议",
            "　　先修路，再修桥，后修堤。",
        )
    ) == [
        "一、现状",
        "县里去年修了六座桥，走的人多了起来。今年再修。",
        "二、建议",
        "先修路，再修桥，后修堤。",
    ]


def test_a_title_in_large_type_may_run_over_lines() -> None:
    title = [line("关于修桥与修路的", 100, 740, 20), line("调研报告", 140, 715, 20)]
    assert (
        read(title + lines("　　县里去年修了六座桥，走的人多", "了起来，也修了路。", y=680))[0]
        == "关于修桥与修路的调研报告"
    )


def test_items_hang_under_their_marks() -> None:
    items = lines("1. 县里去年修了六座桥，走的") + lines("人多了起来，也修了路。", x=LEFT + 18, y=TOP - PITCH)
    items += lines("2. 修桥之前要先把路修好。", y=TOP - 2 * PITCH)
    assert read(items) == ["1. 县里去年修了六座桥，走的人多了起来，也修了路。", "2. 修桥之前要先把路修好。"]


def test_rows_of_tables_stand_alone_and_a_tab_behind_a_number_is_a_blank() -> None:
    assert read(
        lines("县里去年修了六座桥，走的", "区\t桥\t路（公里）", "东岸\t6\t18", "1.\t修桥之前要先把路修好，不")
    ) == [
        "县里去年修了六座桥，走的",
        "区\t桥\t路（公里）",
        "东岸\t6\t18",
        "1. 修桥之前要先把路修好，不",
    ]


def test_page_numbers_and_heads_that_come_again_are_left_out() -> None:
    text = [["　　县里今年修了桥和路，", f"有{n}座桥，比去年多得多。"] for n in "三四五"]
    pages = [[line(f"县志 第{n}期", 160, 770), *lines(*t, y=500), line(str(n), 200, 30)] for n, t in enumerate(text, 1)]
    assert read(*pages) == ["".join(t).strip() for t in text]


def test_a_paragraph_runs_over_a_page() -> None:
    above, below = lines("　　县里去年修了六座桥，", "走的人多了起来，也修了路", y=500), lines("，再修堤。", y=500)
    assert read([*above, line("- 1 -", 200, 30)], [*below, line("- 2 -", 200, 30)]) == [
        "县里去年修了六座桥，走的人多了起来，也修了路，再修堤。"
    ]


def test_headings_years_and_titles_at_the_edge_of_pages_are_kept() -> None:
    text = lines("　　县里去年修了六座桥，", "走的人多了起来，也修了路。", y=500)
    titled = [[line(f"建议{n}", 60, 770, 16), *text] for n in (1, 2, 3)]
    assert [t for t in read(*titled) if t.startswith("建议")] == ["建议1", "建议2", "建议3"]
    years = [[*text, line("2030", 60, 30)], [line("2031", 60, 770), *text], [*text, line("1998—2003", 60, 30)]]
    assert {"2030", "2031", "1998—2003"} <= set(read(*years))
    assert read([line("6", 60, 30)]) == ["6"]


def test_what_a_browser_prints_at_the_edges_is_left_out() -> None:
    edges = [line("2026/11/30 17:18 县志", 24, 780), line("https://example.org/a?b 1/1", 24, 15)]
    assert read(edges + lines("县里去年修了六座桥。")) == ["县里去年修了六座桥。"]


def test_a_number_alone_within_a_page_is_kept() -> None:
    assert read(lines("县里去年修了六座桥。", "6", "座桥都要查一遍，先查旧的。")) == [
        "县里去年修了六座桥。",
        "6",
        "座桥都要查一遍，先查旧的。",
    ]


def test_blocks_that_are_set_in_go_on() -> None:
    quoted = [
        "来信说：县里去年修了六座桥，走",
        "的人多了起来。今年要再修八座，",
        "先修旧的，后修新的，不够的再补",
        "上。",
    ]
    block = [line(t, LEFT + 24, TOP - n * PITCH) for n, t in enumerate(quoted)]
    after = lines("县里说，修桥之前要先把路修好，不能只看桥，", "也要看路。", y=TOP - 4 * PITCH)
    assert read(block + after) == ["".join(quoted), "县里说，修桥之前要先把路修好，不能只看桥，也要看路。"]


def test_centred_lines_stand_alone() -> None:
    centred = ["主办单位：河湾镇的桥梁研究院", "地点：河湾镇的大会议室里", "议题：修桥与修路，先修哪个好呢"]
    page = [line(t, 200 - 6 * len(t), TOP - n * PITCH) for n, t in enumerate(centred)]
    text = lines("　　县里去年修了六座桥，走的人多了起来", "，也修了路。", y=TOP - 4 * PITCH)
    assert read(page + text)[:3] == centred


def test_a_page_whose_foot_is_written_first_is_read_from_above() -> None:
    text = lines("　　县里去年修了六座桥，", "走的人多了起来，也修了路。")
    assert read([line("（第三期）", 60, 300), *text]) == [
        "县里去年修了六座桥，走的人多了起来，也修了路。",
        "（第三期）",
    ]


def test_two_columns_have_margins_of_their_own() -> None:
    left = lines("　　县里去年修了六", "座桥，走的人多了", "起来，也修了路。")
    right = lines("　　先修路，再修桥", "，后修堤。", x=LEFT + 160)
    assert read(left + right) == ["县里去年修了六座桥，走的人多了起来，也修了路。", "先修路，再修桥，后修堤。"]


def test_a_last_page_that_fills_one_column_is_of_two_as_well() -> None:
    left, right = lines("　　县里去年修了六", "座桥，走的人多了"), lines("起来。今年再修八", "座。", x=LEFT + 160)
    assert read(left + right, left + right, lines("　　先修路，再修桥", "，后修堤。"))[-1] == "先修路，再修桥，后修堤。"


def test_notes_at_the_foot_of_a_page_are_left_out() -> None:
    page = lines("　　县里去年修了六座桥，", "走的人多了起来，也修了路¹", y=300)
    notes = [line("1 据县志。", y=250, size=9), line("又据邻县的县志。", y=238, size=9)]
    below = lines("，再修堤。")
    assert read(page + notes, below) == ["县里去年修了六座桥，走的人多了起来，也修了路，再修堤。"]
    assert read([*page, line("2 座桥归邻县。", y=250)])[-1] == "2 座桥归邻县。"
    assert read([*page, line("① 据县志。", y=250, size=11)])[-1] == "① 据县志。"
    signed = lines("　　县里去年修了六座桥，", "走的人多了起来①，修了路", y=300)
    assert read([*signed, line("① 据县志。", y=250, size=9)]) == ["县里去年修了六座桥，走的人多了起来①，修了路"]
    for mark in ("1", "①"):
        measures = [line(f"{mark} 先修路。", y=250, size=9), line("再修桥。", y=230)]
        assert read([*page, *measures])[-2:] == [f"{mark} 先修路。", "再修桥。"]
    box = [line("建议：①先修路。", y=250, size=9), line("①先修路，后修桥。", y=230, size=9)]
    assert read([*page, *box])[-2:] == ["建议：①先修路。", "①先修路，后修桥。"]


def test_what_stands_beside_the_text_comes_after_it_and_numbers_of_lines_go() -> None:
    text = lines("　　县里去年修了六座桥，", "走的人多了起来，也修了路", "，还修了堤。今年要再修八", "座桥。")
    beside = [line("桥", LEFT + 190, TOP - PITCH), line("5", 30, TOP)]
    assert read(text[:2] + beside + text[2:]) == [
        "县里去年修了六座桥，走的人多了起来，也修了路，还修了堤。今年要再修八座桥。",
        "桥",
    ]


def test_a_printed_web_page_begins_with_its_title() -> None:
    edge = line("2026/11/30 17:18 县志", 24, 780)
    ways = [line("首页 新闻 理论", 60, 690), line("热点", LEFT + 250, 640)]
    title = [line("关于修桥与修路", 60, 650, 20), line("的报告", 60, 625, 20)]
    text = lines("　　县里去年修了六座桥，走的", "人多了起来，也修了路。", y=590)
    found = ["# 关于修桥与修路的报告", "县里去年修了六座桥，走的人多了起来，也修了路。"]
    assert read([edge, *ways, *title, *text]) == found
    below = [line("1. 据县志。 ↩", 60, 550), line("相关推荐", 60, 520), line("县里的会开完了", 60, 490)]
    assert read([edge, *ways, *title, *text, *below]) == found
    assert read([*title, *text, *below])[-2:] == ["相关推荐", "县里的会开完了"]


def test_latin_words_keep_their_blanks_and_hyphens_go_where_a_line_end_made_them() -> None:
    assert read(lines("The county built six long", "bridges last year, and one", "road.")) == [
        "The county built six long bridges last year, and one road."
    ]
    divided = [line("The committee met. The com", y=TOP, hyphen=True), line("mittee met again.", y=TOP - PITCH)]
    assert read(divided) == ["The committee met. The committee met again."]
    often = [line("The county's com", y=TOP, hyphen=True), line("mittee met.", y=TOP - PITCH)]
    assert read(often) == ["The county's committee met."]
    once = [*often, *(line(f"Road {n} is long.", y=TOP - n * 2 * PITCH) for n in range(2, 36))]
    assert read(once)[0] == "The county's com-mittee met."
    compound = [line("The long-term plan: a long", y=TOP, hyphen=True), line("term road, not a bridge.", y=TOP - PITCH)]
    assert read(compound) == ["The long-term plan: a long-term road, not a bridge."]


def test_nothing_gives_nothing() -> None:
    assert read() == [""]
    assert read([], []) == [""]


@given(st.lists(WORDS, min_size=1, max_size=12), st.integers(8, 16), st.integers(3, 9))
def test_paragraphs_set_with_an_indent_come_back(written: list[str], measure: int, rows: int) -> None:
    """Any paragraphs, set in lines of so many characters, the first indented by two, on pages of so many lines."""
    full = "甲" * (2 * measure - 3) + "。"  # a margin is known by the lines that reach it
    texts = [full, *written]
    set_lines: list[str] = []
    for text in texts:
        whole = "　　" + text
        set_lines += [whole[i : i + measure] for i in range(0, len(whole), measure)]
    pages = [lines(*set_lines[i : i + rows], y=640) for i in range(0, len(set_lines), rows)]
    wide = LEFT + measure * SIZE + 60
    tall = tuple(Page(wide, HEIGHT, tuple(page)) for page in pages)
    assert paragraphs(tall).split("\n") == texts


PLACES = st.floats(-50, 900, allow_nan=False)
ANY_LINES = st.builds(
    lambda text, x, y, width, size: Line(text, x, x + width, y, y + size, size),
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12),
    PLACES,
    PLACES,
    st.floats(0, 500),
    st.sampled_from([0.0, 6.0, 9.0, 12.0, 20.0]),
)


@given(st.lists(st.lists(ANY_LINES, max_size=12), max_size=4))
def test_any_lines_anywhere_give_text_that_they_hold(pages: list[list[Line]]) -> None:
    found = paragraphs([Page(WIDTH, HEIGHT, tuple(page)) for page in pages])
    written = {c for page in pages for each in page for c in each.text}
    assert {c for c in found if not c.isspace()} <= written | {"#", "-"}
