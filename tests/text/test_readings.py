import pytest

from pipeline.text.readings import canonical, find_glosses, has_tone, readings


def glosses(text: str) -> list[str]:
    return [text[a:b] for a, b in find_glosses(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("創(chuàng)新", ["(chuàng)"]),
        ("業(yè)務(wù)", ["(yè)", "(wù)"]),
        ("創（chuàng）新", ["（chuàng）"]),
        ("銀行(háng)行(xíng)長", ["(háng)", "(xíng)"]),  # every reading of a character counts
        ("綠(lǜ)色", ["(lǜ)"]),
        ("綠(lu\u0308\u0300)色", ["(lu\u0308\u0300)"]),  # tone and dots as combining marks
        ("国(ɡuó)家", ["(ɡuó)"]),  # the script g that dictionaries print
        ("了(le)", ["(le)"]),
        ("創(chuàng)(chuàng)新", ["(chuàng)(chuàng)"]),
    ],
)
def test_a_reading_in_brackets_is_a_gloss(text: str, found: list[str]) -> None:
    assert glosses(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "GDP(gross)",
        "（人力、資金）",
        "桥(qiao bridge)",
        "河(hú)",
        "他(tom)",
        "新(new)",
        "(xīn)新",
        "新 (xīn)",
        "新[xīn]",
        "",
    ],
)
def test_other_brackets_are_none(text: str) -> None:
    assert glosses(text) == []


def test_spellings() -> None:
    assert canonical("lv") == "lü"
    assert canonical("ɡuo\u0301") == "guó"
    assert has_tone("guó")
    assert has_tone("guo\u0301")
    assert not has_tone("guo")
    assert not has_tone("lü")


def test_readings_with_and_without_tone() -> None:
    assert {"háng", "xíng", "hang", "xing"} <= readings("行")
    assert readings("x") == frozenset()
