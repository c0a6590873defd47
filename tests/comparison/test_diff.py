"""Two versions of one document: what was added, dropped, reworded, moved."""

from pipeline.comparison.diff import Diff, diff
from pipeline.workflows.analyze import analyze_text

FIRST = """青岙县水渠调查
一、现状
全县有干渠41条，三成已经渗漏。
去年修渠花了320万元。
二、对策建议
（一）修好水渠
一是列出修复清单。
二是设立修复资金。
（二）管好水渠
一是培训管水员。
二是公开水费账目。
"""
SECOND = """青岙县水渠调查
一、现状
全县有干渠41条，三成半已经渗漏。
二、对策建议
（一）管好水渠
一是培训管水员。
二是每季度公开水费账目。
（二）修好水渠
一是列出修复清单。
二是建设灌溉信息平台。
"""


def texts(changes: object) -> list[tuple[str, str]]:
    return [
        (c.before.text if c.before else "", c.after.text if c.after else "")  # type: ignore[attr-defined]
        for c in changes  # type: ignore[attr-defined]
    ]


def test_a_new_version() -> None:
    found = diff(analyze_text(FIRST), analyze_text(SECOND))
    assert ("", "二是建设灌溉信息平台。") in texts(found.added)
    assert ("二是设立修复资金。", "") in texts(found.dropped)
    assert ("二是公开水费账目。", "二是每季度公开水费账目。") in texts(found.reworded)
    assert ("一是列出修复清单。", "一是列出修复清单。") in texts(found.moved) or (
        "一是培训管水员。",
        "一是培训管水员。",
    ) in texts(found.moved)
    told = {(e.before, e.after) for e in found.evidence}
    assert ("全县有干渠41条，三成已经渗漏。", "全县有干渠41条，三成半已经渗漏。") in told
    assert ("去年修渠花了320万元。", "") in told


def test_the_same_document_has_no_changes() -> None:
    assert diff(analyze_text(FIRST), analyze_text(FIRST)) == Diff()


def test_every_recommendation_stands_in_one_place() -> None:
    a, b = analyze_text(FIRST), analyze_text(SECOND)
    found = diff(a, b)
    before = [c.before.id for kind in (found.dropped, found.reworded, found.moved) for c in kind if c.before]
    assert len(before) == len(set(before))
