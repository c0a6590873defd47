"""Numbers of lists: how they are written, and what they count."""

import pytest
from lxml import etree

from pipeline.source.docx_numbering import Numbering, formatted, read_numbering
from tests.source.document_files import definition, level, num


def numbering(*parts: str) -> Numbering:
    return read_numbering(etree.fromstring(f'<w:numbering xmlns:w="w">{"".join(parts)}</w:numbering>'))


def start(at: int, depth: int = 0) -> str:
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{at}"/></w:lvlOverride>'


@pytest.mark.parametrize(
    ("format", "numbers"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        (
            "chineseCounting",
            {
                1: "一",
                10: "十",
                11: "十一",
                20: "二十",
                99: "九十九",
                100: "一百",
                101: "一百零一",
                1010: "一千零一十",
                9999: "九千九百九十九",
            },
        ),
        ("taiwaneseCountingThousand", {3: "三"}),
        ("chineseLegalSimplified", {1: "壹", 23: "贰拾叁"}),
        ("decimalEnclosedCircleChinese", {1: "①", 20: "⑳", 21: "21"}),
        ("ideographTraditional", {1: "甲", 10: "癸"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA"}),
        ("lowerRoman", {4: "iv", 49: "xlix"}),
        ("cardinalText", {2: "2"}),
        ("chineseCounting", {0: "0"}),
    ],
)
def test_formats(format: str, numbers: dict[int, str]) -> None:
    assert {number: formatted(number, format) for number in numbers} == numbers


def test_levels_count_within_the_one_above() -> None:
    lists = numbering(definition(1, level("decimal", "%1."), level("decimal", "%1.%2")), num(1, 1))
    marks = [lists.mark("1", depth).strip() for depth in (0, 1, 1, 0, 1)]
    assert marks == ["1.", "1.1", "1.2", "2.", "2.1"]


def test_a_level_that_never_restarts() -> None:
    never = '<w:lvlRestart w:val="0"/>'
    lists = numbering(definition(1, level("decimal", "%1."), level("decimal", "第%2条", never)), num(1, 1))
    assert [lists.mark("1", depth).strip() for depth in (0, 1, 0, 1)] == ["1.", "第1条", "2.", "第2条"]


def test_a_deeper_level_alone_takes_the_start_of_those_above() -> None:
    lists = numbering(definition(1, level("decimal", "%1."), level("decimal", "%1.%2")), num(1, 1))
    assert lists.mark("1", 1) == "1.1 "


def test_legal_numbering_is_arabic_throughout() -> None:
    lists = numbering(
        definition(1, level("chineseCounting", "%1、"), level("decimal", "%1.%2", "<w:isLgl/>")), num(1, 1)
    )
    assert [lists.mark("1", depth) for depth in (0, 0, 1)] == ["一、", "二、", "2.1 "]


def test_lists_of_one_definition_count_on_unless_they_start_anew() -> None:
    lists = numbering(definition(1, level("decimal", "%1.")), num(1, 1), num(2, 1), num(3, 1, start(5)))
    assert [lists.mark(list, 0).strip() for list in "112331"] == ["1.", "2.", "3.", "5.", "6.", "7."]


def test_a_list_may_write_a_level_its_own_way() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level("upperLetter", "%1)").replace("DEPTH", "0")}</w:lvlOverride>'
    lists = numbering(definition(1, level("decimal", "%1.")), num(1, 1), num(2, 1, own))
    assert [lists.mark(list, 0).strip() for list in "121"] == ["1.", "A)", "2."]


def test_bullets_and_levels_without_a_number() -> None:
    lists = numbering(definition(1, level("bullet", "\uf0b7"), level("none", "")), num(1, 1))
    assert [lists.mark("1", depth) for depth in (0, 1)] == ["• ", ""]


def test_a_definition_may_be_that_of_a_style() -> None:
    styled = '<w:abstractNum w:abstractNumId="2"><w:styleLink w:val="S"/>{}</w:abstractNum>'
    linked = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="S"/></w:abstractNum>'
    lists = numbering(linked, styled.format(level("decimal", "（%1）").replace("DEPTH", "0")), num(1, 1))
    assert lists.mark("1", 0) == "（1）"


def test_what_is_not_defined_has_no_number() -> None:
    lists = numbering(definition(1, level("decimal", "%1.")), num(1, 1), num(2, 9))
    assert [lists.mark(list, depth) for list, depth in (("1", 4), ("2", 0), ("0", 0), ("1", 12))] == [""] * 4
    assert read_numbering(None).mark("1", 0) == ""
