import itertools

import pytest

from pipeline.text.damage import find_damage


def damaged(text: str) -> list[tuple[str, str, str | None]]:
    return [(text[d.start : d.end], d.kind, d.repair) for d in find_damage(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("河湾镇", []),
        ("創(chuàng)新", [("(chuàng)", "gloss", "")]),
        ("桥\u200b梁", [("\u200b", "control", "")]),
        ("桥\x00梁\x07", [("\x00", "control", ""), ("\x07", "control", "")]),
        ("\ufeff桥", [("\ufeff", "control", "")]),
        ("水\ufffd\ufffd桥", [("\ufffd\ufffd", "encoding", None)]),
        ("\ue000\ue001测试", [("\ue000\ue001", "encoding", None)]),
        ("锟斤拷锟斤拷之后", [("锟斤拷锟斤拷", "encoding", None)]),
        ("烫烫烫烫手", [("烫烫烫烫", "encoding", None)]),
        ("烫伤", []),
        ("推进公?预算改革", [("?", "encoding", None)]),
        ("桥为什么断了?原因有三", []),  # asks: the mark is a question mark
        ("先修桥还是先修路?意见不一", []),
        ("Is it? 是", []),
        ("a?b", []),
    ],
)
def test_damage(text: str, found: list[tuple[str, str, str | None]]) -> None:
    assert damaged(text) == found


def test_joiners_of_emoji_are_sound() -> None:
    assert damaged("👩\u200d👧好") == []
    assert damaged("👩🏽\u200d💻") == []
    assert damaged("好\u200d👧") == [("\u200d", "control", "")]


def test_in_order_without_overlaps() -> None:
    text = "\u200b創(chuàng)新\ufffd技\x00术?;A(chǔ)研究"
    found = find_damage(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert [d.kind for d in found] == ["control", "gloss", "encoding", "control", "encoding"]


def test_white_space_is_no_damage() -> None:
    assert find_damage("一行\r\n二行\t三\u3000行\x0b") == ()
