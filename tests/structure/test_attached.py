"""Titles of what is attached to a paper are no orders."""

import pytest

from pipeline import analyze_text
from pipeline.structure.attached import attached_titles
from pipeline.text.segment import segment

BODY = "修桥的方案\n一、总体要求\n路要修到桥头，再修桥，不能只看桥。\n"


def titles(text: str) -> list[str]:
    document = segment(BODY + text, id="a")
    return [document.sentences[i].text for i in sorted(attached_titles(document))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("附件：1. 建设标准\n2. 申领流程\n3. 管理办法\n清河市人民政府\n", ["2.申领流程", "3.管理办法"]),
        ("附件：\n1. 建设标准\n2. 申领流程\n清河市人民政府\n", ["1.建设标准", "2.申领流程"]),
        ("附件：\n本方案附表另发。\n1. 建设标准\n2. 申领流程\n", []),
        ("附件1\n1. 建立台账\n2. 每季公布\n清河市人民政府\n", []),
        ("二、任务\n1. 建立台账\n2. 每季公布\n清河市人民政府\n", []),
        ("附件：\n1. 市政府要先修路。\n2. 再修桥。\n", []),
    ],
)
def test_items_of_a_list_of_attachments(text: str, expected: list[str]) -> None:
    assert titles(text) == expected


def test_they_are_neither_recommendations_nor_in_a_group() -> None:
    orders = "二、保障措施\n（一）加强监督考核\n市政府要建立考核机制，对不合格的予以通报，每季度公布一次结果。\n"
    listed = "附件：1. 桥梁检测标准\n2. 护桥员津贴申领流程\n3. 桥梁维修资金管理办法\n清河市人民政府\n"
    analysis = analyze_text(BODY + orders + listed)
    found = [(s.id, label) for s, label in zip(analysis.document.sentences, analysis.roles, strict=True)][-3:-1]
    assert [label.role for _, label in found] == ["other", "other"]
    assert not {sentence for sentence, _ in found} & {member for g in analysis.groups for member in g.members}
