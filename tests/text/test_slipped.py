"""Repairs of GBK text whose bytes slipped by one: right where proved, none where not, and never wrong at a guess."""

from pathlib import Path

import pytest

from pipeline.text.normalize import normalize
from pipeline.text.slipped import LOST, cut, find_slips, is_word

ARTICLE = Path(__file__).parents[3] / "shared" / "articles" / "hangzhou-integration.txt"
HALF_WIDTH = str.maketrans("，；：！？（）", ",;:!?()")

# Sentences of our own in traditional characters, each with the readings of characters whose GBK trail byte is ASCII.
SENTENCES = [
    ("河灣鎮的老橋修了三年，鎮上的企業都搬到了對岸。", {"業": "yè", "對": "duì"}),
    ("合作社把倉庫改成學校，孩子們不用再渡河上學。", {"學": "xué"}),
    ("縣裏的技術人員說，這套系統並不難學。", {"術": "shù", "統": "tǒng", "難": "nán"}),
    ("我們要加強基礎研究，讓實驗室的成果走進車間。", {"礎": "chǔ", "間": "jiān"}),
    ("老人們在廣場上議論著今年的收成與價錢。", {"場": "chǎng", "議": "yì", "論": "lùn"}),
    ("公共數據開放之後，創新的門檻低了許多。", {"開": "kāi", "門": "mén", "創": "chuàng"}),
    ("投資增長的動力來自民營經濟和新興產業。", {"長": "zhǎng", "動": "dòng", "營": "yíng", "產": "chǎn", "業": "yè"}),
    ("讓農戶參與決策，糾紛自然就會減少。", {"農": "nóng", "參": "cān", "減": "jiǎn"}),
]


def slip(text: str, first: int, last: int, reading: str, *, trace: bool = True) -> str | None:
    """`text` as a page shows it after the lead byte of `text[first]` was lost; None if `text[last]` does not end it."""
    data = text[first : last + 1].encode("gbk")
    if len(data) != 2 * (last + 1 - first) or not 0x40 <= data[-1] <= 0x7E or any(t < 0x80 for t in data[1:-1:2]):
        return None
    shown = "?" if trace else ""
    for i in range(1, len(data) - 1, 2):
        try:
            character = data[i : i + 2].decode("gbk")
        except UnicodeDecodeError:
            continue  # the user-defined area: the page shows nothing
        shown += "" if "\ue000" <= character <= "\uf8ff" else character
    return text[:first] + shown.translate(HALF_WIDTH) + chr(data[-1]) + f"({reading})" + text[last + 1 :]


def agrees(repaired: str, truth: str) -> bool:
    """Whether all that a repair states is so; U+FFFD states nothing."""
    import re

    pattern = "".join(".*" if c == LOST else re.escape(c) for c in repaired)
    return re.fullmatch(pattern, truth, re.S) is not None


def test_simulated_damage_is_repaired_rightly_or_left_alone() -> None:
    right = left = 0
    for text, glosses in SENTENCES:
        for last, character in enumerate(text):
            for first in range(max(0, last - 6), last):
                for trace in (True, False):
                    shown = slip(text, first, last, glosses.get(character, ""), trace=trace)
                    if shown is None or character not in glosses:
                        continue
                    for start, end, repair in find_slips(shown):
                        if repair is None:
                            left += 1
                            continue
                        right += 1
                        whole = shown[:start] + repair + shown[end:]
                        assert agrees(whole, text) or not trace, (shown, repair)
                        if not trace:  # what stands before the repair may still be wreckage
                            assert agrees(LOST + repair, text[: len(text) - len(shown) + end]), (shown, repair)
    assert right > 40
    assert left > 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("協同網絡?;A(chǔ)研究", "协同网络。基础研究"),
        ("如??低暤闹悄馨卜兰夹g(shù)在東站", f"如{LOST * 4}的智能安防技术在东站"),
    ],
)
def test_repairs_that_a_real_page_needs(text: str, expected: str) -> None:
    assert normalize(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "維生素C(wéi)和鈣",  # a letter that stands for itself
        "平台B(píng)與用戶",
        "為何?A(chǔ)方案更好",  # a question before, nothing slipped between
        "選項:A(xuǎn)",
    ],
)
def test_what_proves_nothing_is_left_alone(text: str) -> None:
    assert all(repair is None for _, _, repair in find_slips(text))
    assert "礎" not in normalize(text).text


@pytest.mark.parametrize("text", ["", "A(chu)", "圖A(a)", "G(x)表示", "橋(qiáo)", "xA(chǔ)"])
def test_no_slip(text: str) -> None:
    assert find_slips(text) == []


def test_dictionary() -> None:
    assert is_word("技術")
    assert is_word("技术")
    assert not is_word("技")
    assert "".join(cut("基礎研究設施")) == "基礎研究設施"


@pytest.mark.parametrize("text", ["\ud800?;A(chǔ)", "?;A(chǔ)\ud800", "?" * 60 + "A(chǔ)", "礎" * 60 + "A(chǔ)"])
def test_any_text_is_survived(text: str) -> None:
    find_slips(text)


def test_the_sample_article() -> None:
    if not ARTICLE.exists():
        pytest.skip("shared/articles is not here")
    text = ARTICLE.read_text(encoding="utf-8")
    found = [d for d in normalize(text).damage if d.kind == "encoding"]
    assert [(text[d.start : d.end], d.repair) for d in found] == [
        ("??低暤闹悄馨卜兰夹g(shù)", LOST * 4 + "的智能安防技術"),
        ("?;A(chǔ)", "。基礎"),
    ]
