import pytest

from pipeline.text.numbering import chinese_number, numbering, ordinal_of, without_number


@pytest.mark.parametrize(
    ("text", "style", "ordinal"),
    [
        ("一、总体要求", "ordinal", 1),
        ("十二、保障措施", "ordinal", 12),
        ("二 、现状", "ordinal", 2),
        ("三．原因", "ordinal", 3),
        ("（一）指导思想", "bracketed", 1),
        ("(十)法治", "bracketed", 10),
        ("㈢ 分工", "bracketed", 3),
        ("1. 平台", "decimal", 1),
        ("1.平台", "decimal", 1),
        ("１．平台", "decimal", 1),
        ("1、平台", "decimal", 1),
        ("1.2 数据", "decimal", 2),
        ("2.3.4 Scope", "decimal", 4),
        ("3 Results", "decimal", 3),
        ("1 小桥为什么断", "decimal", 1),
        ("⒉ 渡船", "decimal", 2),
        ("（2）渡船", "parenthesis", 2),
        ("3) Ferries", "parenthesis", 3),
        ("⑷ 渡船", "parenthesis", 4),
        ("④渡船", "circled", 4),
        ("第一章 总则", "chapter", 1),
        ("Chapter Four: Heat", "chapter", 4),
        ("Part II", "chapter", 2),
        ("第二节 机构", "section", 2),
        ("第十二条 经费", "article", 12),
        ("第三部分 附则", "part", 3),
        ("壹、緣起", "formal", None),
        ("IV. Results", "roman", 4),
        ("Ⅲ 方法", "roman", 3),
        ("B. Homes", "letter", 2),
        ("## 背景", "markdown", None),
    ],
)
def test_styles(text: str, style: str, ordinal: int | None) -> None:
    found = numbering(text)
    assert found is not None
    assert found[0] == style
    assert ordinal_of(found[1]) == ordinal


@pytest.mark.parametrize(
    "text",
    [
        "一是修桥",
        "3.5%的企业",
        "2024年工作",
        "12个村",
        "24小时热线",
        "30多家",
        "5 May 2024",
        "10 years on",
        "1.2亿元",
        "10",
        "I think so",
        "#标签",
        "河湾镇",
        "",
        "第三方评估",
        "（人力）",
    ],
)
def test_no_numbering(text: str) -> None:
    assert numbering(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("两", 2),
        ("〇", 0),
        ("百", None),
        ("", None),
        ("x", None),
    ],
)
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("一是修好水渠。", "修好水渠。"),
        ("三要管好水账。", "管好水账。"),
        ("第二，公开账目。", "公开账目。"),
        ("（三）培训管水员。", "培训管水员。"),
        ("（二）一是列出清单。", "列出清单。"),
        ("1. Repair the weir.", "Repair the weir."),
        ("First, repair the weir.", "repair the weir."),
        ("首先，列出清单。", "列出清单。"),
        ("① 列出清单。", "列出清单。"),
        ("一是否可行，尚待论证。", "一是否可行，尚待论证。"),
        ("3.5%的水渠渗漏。", "3.5%的水渠渗漏。"),
        ("24小时值守。", "24小时值守。"),
        ("（三）", "（三）"),
        ("", ""),
    ],
)
def test_what_is_said_beside_the_number(text, bare):
    assert without_number(text) == bare
