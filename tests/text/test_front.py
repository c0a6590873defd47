import pytest

from pipeline.text.front import front_matter, is_byline
from pipeline.text.lines import lines_of


@pytest.mark.parametrize(
    "line",
    [
        "作者：祝怀谷",
        "来源：河湾日报",
        "文/祝怀谷",
        "责任编辑：祝怀谷",
        "（2024年9月6日）",
        "2024年5月",
        "2024-05-06",
        "二〇二四年五月",
        "——2025年1月16日在河湾县第九届人民代表大会上",
        "李闻笛　王以澄",
        "张伟、李娜",
        "习 近 平",
        "本报记者 祝怀谷",
        "□ 本刊特约撰稿人 祝怀谷",
        "By Dana Whitlock",
        "5 May 2024",
        "May 2024",
        "河湾研究中心　简报第17期　执笔：祝怀谷",
        "来源:河湾日报   作者:祝某   发布时间:2024-03-12 09:15   浏览次数:1203",
        "[责任编辑:祝某]   分享到:  微信 微博",
        "阅读量：1203",
        "信息来源：河湾日报",
        "河湾日报  2024-03-12 09:15",
    ],
)
def test_bylines(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "更新观念：先修桥",
        "阅读的好处",
        "问题与原因",
        "一、问题",
        "作者的立场",
        "Where we stand",
        "总则",
        "2024 and after",
        "桥与路",
    ],
)
def test_no_bylines(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("把桥修好\n祝怀谷\n河湾镇有三座桥，最老的一座建于明代。", {1}),
        ("把桥修好\n河湾县政策研究中心\n2024年5月\n一、问题", {1, 2}),
        ("把桥修好\n河湾镇镇长　仝建民\n各位代表：", {1}),
        ("祝怀谷\n上个月，镇里宣布老桥停用。", {0}),
        ("Mending the Bridge\nMiriam Oakes and Tom Farraday\nThe bridge is closed.", {1}),
        ("Mending the Bridge\nP. L. Haskayne and Thérèse Mbuyani-Rowe\nThe bridge is closed.", {1}),
        ("Mending the Bridge\nOffice for Programme Review, Report 14/2024\nThe bridge is closed.", {1}),
        ("把桥修好\n方法论\n方法决定成败。", set()),  # a word that begins like a name
        ("把桥修好\n问题何在\n桥断了。", set()),
        ("桥断了。\n祝怀谷", set()),
        ("", set()),
    ],
)
def test_front_matter(text: str, found: set[int]) -> None:
    assert front_matter(lines_of(text)) == found
