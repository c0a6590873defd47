"""Instruments of policy, who uses them and for whom."""

import pytest

from pipeline.facts.extract import facts_in


def instruments(text: str) -> list[tuple[str, object, str | None, str | None]]:
    found = [f for f in facts_in(text, recommendation=True) if f.kind == "instrument"]
    spans = [(f, *(text[slice(*s)] if s else None for s in (f.actor, f.target))) for f in found]
    return [(text[f.start : f.end], f.value, actor, target) for f, actor, target in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "由市财政局设立专项基金，对中小企业给予贴息。",
            [("专项基金", "fund", "市财政局", "中小企业"), ("贴息", "subsidy", "市财政局", "中小企业")],
        ),
        ("在两个县开展长期护理保险试点。", [("长期护理保险试点", "pilot", None, None)]),
        ("省教育厅应当制定校园食品安全标准。", [("校园食品安全标准", "standard", "省教育厅", None)]),
        (
            "The county council should offer home repair grants to low-income owners within a year.",
            [("home repair grants", "subsidy", "county council", "low-income owners")],
        ),
        (
            "We recommend that the Health Agency publish a public register.",
            [("public register", "list", "Health Agency", None)],
        ),
        ("It should publish a public register.", [("public register", "list", None, None)]),
        (
            "由按床位补贴转为按服务绩效补贴。",
            [("床位补贴", "subsidy", None, None), ("服务绩效补贴", "subsidy", None, None)],
        ),
        ("用商业收入弥补助餐亏损。", []),
    ],
)
def test_instruments(text: str, expected: list[tuple[str, str, str | None, str | None]]) -> None:
    assert instruments(text) == expected
