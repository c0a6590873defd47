"""Claims that others hold, by the words that open them."""

import pytest

from pipeline.structure.voices import of_others


@pytest.mark.parametrize(
    "text",
    [
        "也有学者提醒，评估体系还不健全。",
        "还有一种声音认为，纸质图书馆迟早要被淘汰。",
        "另一种意见是推倒重来。",
        "诚然，县里的钱不多。",
        "Critics say the line will run empty.",
        "A more serious objection is that towns should not pay.",
        "It is sometimes argued that fares do not matter.",
        "Of course, money is short.",
    ],
)
def test_others(text: str) -> None:
    assert of_others(text)


@pytest.mark.parametrize(
    "text",
    [
        "公共文化服务的要义在于可及。",
        "有一条渠还没有修。",
        "这一种做法值得推广。",
        "A rural line is not a luxury, though some say so.",
        "The object of the fund is plain.",
        "",
    ],
)
def test_the_article_itself(text: str) -> None:
    assert not of_others(text)
