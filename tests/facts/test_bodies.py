"""Named bodies."""

import pytest

from .finding import said


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("由岚川市财政局和县教育局牵头。", ["岚川市财政局", "县教育局"]),
        ("加快推进市住房和城乡建设局的工作。", ["市住房和城乡建设局"]),
        ("国家统计局与江南大学座谈。", ["国家统计局", "江南大学"]),
        ("岚川新能源有限公司欠薪。", ["岚川新能源有限公司"]),
        ("市人民政府、岚川市中级人民法院到会。", ["市人民政府", "岚川市中级人民法院"]),
        ("发改、工信部门到场。", ["发改、工信部门"]),
        ("The Westmere City Council sued the Ministry of Health.", ["Westmere City Council", "Ministry of Health"]),
        ("Ask the Treasury and the High Court.", ["Treasury", "High Court"]),
        ("The Bus Service Improvement Plan ended.", []),
    ],
)
def test_bodies(text: str, names: list[str]) -> None:
    assert [(w, v) for w, k, v, _ in said(text) if k == "body"] == [(name, name) for name in names]
