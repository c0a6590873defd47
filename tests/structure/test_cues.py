import pytest

from pipeline.structure.cues import Opener, is_container, is_frame, opener, stage_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一是列出修复清单。", Opener("是", 1, True)),
        ("二是设立修复资金。", Opener("是", 2, False)),
        ("第一，分批修复干渠。", Opener("第", 1, True)),
        ("第三是算清水账。", Opener("第", 3, False)),
        ("三要守住底线。", Opener("要", 3, False)),
        ("其二，培训管水员。", Opener("其", 2, False)),
        ("首先，修渠。", Opener("首先", 1, True)),
        ("最后，算账。", Opener("首先", None, False)),
        ("（一）摸清家底。", Opener("bracketed", 1, True)),
        ("2.培训管水员。", Opener("decimal", 2, False)),
        ("建议三：公开账目。", Opener("建议", 3, False)),
        ("建议一，三年内公开账目。", Opener("建议", 1, True)),
        ("启示之一，管护要有人。", Opener("启示", 1, True)),
        ("措施12：公开账目。", Opener("措施", 12, False)),
        ("建议（二）：公开账目。", Opener("建议", 2, False)),
        ("Recommendation 1. Publish the accounts.", Opener("Recommendation", 1, True)),
        ("Action Two: publish the accounts.", Opener("Action", 2, False)),
        ("Option B – publish the accounts.", Opener("Option", 2, False)),
        ("——民生更有保障。", Opener("dash", None, False)),
        ("Second, the county should publish its books.", Opener("First", None, False)),
    ],
)
def test_ordinals_that_open_a_sentence(text: str, expected: Opener) -> None:
    assert opener(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "第一批资金已经到位。",
        "一是否可行还要看。",
        "首先锋路口的泵站。",
        "3.5%的干渠渗漏。",
        "Secondary schools closed.",
        "问题之一是水费收不上来。",
        "问题之一，是水费收不上来。",
        "任务12.5万亩已经落实。",
        "任务20 万亩已经下达。",
        "建议10 年内还清。",
        "措施一、二由县里负责。",
        "建议10，000元以下不必招标。",
        "行动20：30开始。",
        "一、二季度渠水偏少。",
        "五要素市场还没有建成。",
        "Recommendation 1.5 was dropped.",
        "Action plans were drawn up.",
    ],
)
def test_what_only_looks_like_an_ordinal(text: str) -> None:
    assert opener(text) is None


def test_headings_announce_stages() -> None:
    assert stage_words("三、对策建议") == ("recommendation",)
    assert stage_words("一、为什么要修渠") == ("theory",)
    assert stage_words("二、存在的问题") == ("practice",)


def test_a_container_announces_and_an_action_does_not() -> None:
    assert is_container("三、对策建议")
    assert is_container("发展启示")
    assert not is_container("（一）加快落实各项任务")
    assert not is_container("（一）分批修复干渠")


def test_frames() -> None:
    assert is_frame("第一节 总体要求")
    assert is_frame("结语")
    assert not is_frame("（一）分批修复干渠")
