import pytest

from pipeline.text.tokens import digits_masked, words


def test_chinese_words() -> None:
    found = words("镇上修好了三座桥。")
    assert "".join(found) == "镇上修好了三座桥。"
    assert {"桥", "。"} <= set(found)
    assert len(found) < 9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry isn’t late.", ["The", "ferry", "isn’t", "late", "."]),
        ("It cost $3.5 million", ["It", "cost", "$", "3.5", "million"]),
        ("a naïve café", ["a", "naïve", "café"]),
        ("1,200 people", ["1,200", "people"]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_other_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_white_space_is_no_word() -> None:
    assert all(not w.isspace() for w in words("修桥 and 铺路 \u3000好"))


def test_surrogates_do_no_harm() -> None:
    assert words("桥\ud800好")


def test_numbers_masked() -> None:
    assert digits_masked("增长5.2%，达到1,200万元") == "增长0%，达到0万元"
