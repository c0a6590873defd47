import pytest

from pipeline.text.headings import find_headings
from pipeline.text.joining import joined
from pipeline.text.levels import levels
from pipeline.text.lines import lines_of

PROSE = "河湾镇有三座桥，最老的一座建于明代，去年汛期之后停用至今，镇上的人过河只能坐船。"


def levels_of(*headings: str) -> list[int]:
    """Levels of headings; `=` stands for a paragraph."""
    text = "\n".join(PROSE if h == "=" else h for h in headings)
    found = find_headings(joined(text, lines_of(text)))
    assert [h.line.text for h in found] == [h for h in headings if h != "="]
    return levels(found)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["一、甲地", "（一）乙地", "=", "1. 丙地", "=", "（二）丁地", "=", "二、戊地", "="], [1, 2, 3, 2, 1]),
        (["第一章 甲地", "第一节 乙地", "=", "第二节 丙地", "=", "第二章 丁地", "="], [1, 2, 2, 1]),
        (["1 Bridges", "=", "1.1 Old", "=", "1.2 New", "=", "2 Ferries", "="], [1, 2, 2, 1]),
        (
            ["（一）甲地", "=", "（二）乙地", "="],
            [1, 1],
        ),  # the widest style of a text is the first level, whichever it is
        (["## 甲地", "=", "### 乙地", "=", "## 丙地", "="], [1, 2, 1]),
        (["引言", "=", "一、甲地", "=", "结语", "="], [1, 1, 1]),  # stand beside the others
        (["一、甲地", "=", "桥的事情", "=", "二、乙地", "="], [1, 2, 1]),
        (["桥的事情", "1. 甲地", "=", "2. 乙地", "=", "路的事情", "1. 丙地", "=", "2. 丁地", "="], [1, 2, 2, 1, 2, 2]),
        (["桥的事情", "=", "路的事情", "="], [1, 1]),
        (["Where we stand", "The hazard", "=", "Who gets hot", "=", "What to do", "Plant trees", "="], [1, 2, 2, 1, 2]),
        (["三步走的改法", "第一步：先修管", "=", "第二步：再谈价", "=", "说明", "="], [1, 2, 2, 1]),
    ],
)
def test_levels(headings: list[str], expected: list[int]) -> None:
    assert levels_of(*headings) == expected


def test_none() -> None:
    assert levels([]) == []
