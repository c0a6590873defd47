import pytest

from pipeline.text.script import simplified


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("創新發展", "创新发展"),
        ("代表著未來", "代表着未来"),
        ("討論著這件事", "讨论着这件事"),
        ("著名學者的專著", "著名学者的专著"),
        ("成效顯著", "成效显著"),
        ("成效显著提升", "成效显著提升"),  # simplified already: nothing to change
        ("见微知著，原著与论著", "见微知著，原著与论著"),
        ("乾隆年間天乾物燥", "乾隆年间天干物燥"),
        ("皇后在後院", "皇后在后院"),
        ("plain ASCII", "plain ASCII"),
        ("", ""),
    ],
)
def test_traditional_to_simplified(text: str, expected: str) -> None:
    assert simplified(text) == expected


@pytest.mark.parametrize("text", ["發\ud800展", "\udfff", "發\x00展", "發\u2028展\r\n", "👩\u200d💻發"])
def test_any_text_keeps_its_length(text: str) -> None:
    assert len(simplified(text)) == len(text)


def test_surrogates_stay() -> None:
    assert simplified("發\ud800展") == "发\ud800展"
