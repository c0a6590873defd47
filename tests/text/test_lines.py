from itertools import pairwise

import pytest

from pipeline.text.lines import lines_of


def test_white_space_at_the_end_of_a_line_does_not_indent_the_next() -> None:
    assert [line.indent for line in lines_of("一行  \n二行\n   \n三行\n\t四行")] == [0, 0, 0, 4]


def test_lines_are_trimmed() -> None:
    text = "  一行 \n\n\u3000\u3000二行\u200b\r\n\ufeff三行"
    lines = lines_of(text)
    assert [line.text for line in lines] == ["一行", "二行", "三行"]
    assert [text[line.start : line.end] for line in lines] == ["一行", "二行", "三行"]
    assert [line.breaks for line in lines] == [1, 2, 1]
    assert [line.indent for line in lines] == [2, 4, 0]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_end(end: str) -> None:
    assert [(line.text, line.breaks) for line in lines_of(f"甲{end}乙{end}{end}丙")] == [
        ("甲", 1),
        ("乙", 1),
        ("丙", 2),
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        "-----",
        "* * *",
        "====",
        "——————",
        "- 3 -",
        "— 12 —",
        "第3页",
        "第 3 页 共 9 页",
        "Page 3 of 9",
        "......",
        "|---|:--:|",
    ],
)
def test_rules_and_page_numbers_are_white_space(furniture: str) -> None:
    assert [line.text for line in lines_of(f"甲。\n{furniture}\n乙。")] == ["甲。", "乙。"]


@pytest.mark.parametrize("line", ["3", "第三页纸", "-3", "3%", "Page turners", "——甲"])
def test_what_may_be_data_is_kept(line: str) -> None:
    assert [found.text for found in lines_of(f"甲。\n{line}\n乙。")] == ["甲。", line, "乙。"]


def test_markdown() -> None:
    text = "题目\n====\n> 引文\n```python\n# 注释\n```\n后\n```\n完"
    lines = lines_of(text)
    assert [line.text for line in lines] == ["题目", "引文", "# 注释", "后", "```", "完"]
    assert [line.underlined for line in lines] == [True, False, False, False, False, False]
    assert [line.code for line in lines] == [False, False, True, False, False, False]  # the last fence never closes


def test_lines_are_in_order() -> None:
    lines = lines_of("    一行\n二行。\n\n- 3 -\nthree\r\n\tfour\n")
    assert len(lines) == 4
    assert all(a.end < b.start for a, b in pairwise(lines))
