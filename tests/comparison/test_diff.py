"""Two versions of one document: what was added, dropped, reworded, moved, or only labelled otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.comparison.diff import Change, Diff, diff
from pipeline.domain.analysis import Analysis
from pipeline.workflows.analyze import analyze_text
from tests.report.samples import build

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
LINES = (
    ("heading", "1", "theory", "一、认识"),
    ("claim", "水渠是山区农业的命脉。"),
    ("claim", "渗漏的水渠浪费人力。"),
    ("heading", "1", "practice", "二、水渠的现状"),
    ("evidence", "全县有干渠41条，三成已经渗漏。"),
    ("claim", "修渠的钱来自各村。"),
    ("group", "1", "三、建议"),
    ("head", "一是列出修复清单。"),
    ("head", "二是设立修复资金。"),
    ("head", "三是培训管水员。"),
)


def made(lines: Sequence[tuple[str, ...]]) -> Analysis:
    return build("青岙县水渠调查", "zh", list(lines), grounds=[])


def texts(changes: Iterable[Change]) -> list[tuple[str, str]]:
    return [(c.before.text if c.before else "", c.after.text if c.after else "") for c in changes]


def test_a_new_version() -> None:
    found = diff(analyze_text(FIRST), analyze_text(SECOND))
    assert ("", "二是建设灌溉信息平台。") in texts(found.added)
    assert ("二是设立修复资金。", "") in texts(found.dropped)
    assert ("去年修渠花了320万元。", "") in texts(found.dropped)
    assert ("二是公开水费账目。", "二是每季度公开水费账目。") in texts(found.reworded)
    assert ("全县有干渠41条，三成已经渗漏。", "全县有干渠41条，三成半已经渗漏。") in texts(found.reworded)
    assert ("一是列出修复清单。", "一是列出修复清单。") in texts(found.moved) or (
        "一是培训管水员。",
        "一是培训管水员。",
    ) in texts(found.moved)
    # The heads of the two groups changed places, and their numbers with them: they are the same headings.
    assert not [c for c in (*found.added, *found.dropped) if "heading" in {s.role for s in (c.before, c.after) if s}]


def test_the_same_document_has_no_changes() -> None:
    of = analyze_text(FIRST)
    same = len(of.document.sentences) + len(of.document.headings)
    assert diff(of, of) == Diff(same=same, versions=True)


def test_what_is_the_same_text_is_neither_added_nor_dropped() -> None:
    first = made(LINES)
    roles = [replace(r, role="evidence") if r.role == "claim" else r for r in first.roles]
    found = diff(first, replace(first, roles=tuple(roles)))
    assert [(c.before and c.before.role, c.after and c.after.role) for c in found.relabelled] == [
        ("claim", "evidence")
    ] * 3
    assert found == Diff(relabelled=found.relabelled, same=found.same, versions=True)


def test_every_kind_of_sentence_is_told() -> None:
    lines = list(LINES)
    lines.insert(4, lines.pop(5))  # a claim goes before the evidence
    lines.remove(("claim", "渗漏的水渠浪费人力。"))
    lines.remove(("head", "二是设立修复资金。"))
    lines[-1] = ("head", "二是培训管水员。")
    lines.insert(1, ("claim", "没有水渠就没有梯田。"))
    found = diff(made(LINES), made(lines))
    assert texts(found.added) == [("", "没有水渠就没有梯田。")]
    assert texts(found.dropped) == [("渗漏的水渠浪费人力。", ""), ("二是设立修复资金。", "")]
    [moved] = texts(found.moved)
    assert moved[0] in {"修渠的钱来自各村。", "全县有干渠41条，三成已经渗漏。"}
    assert (found.reworded, found.relabelled, found.versions) == ((), (), True)  # 三是 became 二是: no change


def test_a_sentence_under_another_heading_has_moved_though_the_order_is_the_same() -> None:
    lines = list(LINES)
    heading = lines.index(("heading", "1", "practice", "二、水渠的现状"))
    lines[heading - 1], lines[heading] = lines[heading], lines[heading - 1]
    [moved] = diff(made(LINES), made(lines)).moved
    assert moved.before is not None
    assert moved.after is not None
    assert (moved.before.under, moved.after.under) == ("一、认识", "二、水渠的现状")


def test_a_heading_that_is_reworded_moves_nothing() -> None:
    lines = [
        ("heading", "1", "practice", "二、水渠的现状和问题") if line[-1] == "二、水渠的现状" else line for line in LINES
    ]
    found = diff(made(LINES), made(lines))
    assert texts(found.reworded) == [("二、水渠的现状", "二、水渠的现状和问题")]
    assert found.moved == ()


def test_documents_that_share_little_are_no_versions() -> None:
    other = [("heading", "1", "practice", "一、桥梁"), ("claim", "桥梁老化。"), ("evidence", "全县有桥9座。")]
    found = diff(made(LINES), made(other))
    assert not found.versions
    assert found.same == 0


def test_every_sentence_stands_in_one_place() -> None:
    a, b = analyze_text(FIRST), analyze_text(SECOND)
    found = diff(a, b)
    kinds = (found.added, found.dropped, found.reworded, found.moved, found.relabelled)
    before = sum(c.before is not None for kind in kinds for c in kind) + found.same
    after = sum(c.after is not None for kind in kinds for c in kind) + found.same
    assert before == len(a.document.sentences) + len(a.document.headings)
    assert after == len(b.document.sentences) + len(b.document.headings)
