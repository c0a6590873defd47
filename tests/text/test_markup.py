"""Bold of Markdown, and stars that are none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text.markup import LINK, bold
from pipeline.text.normalize import normalize
from pipeline.text.sentences import split_sentences


def stretches(text: str) -> list[str]:
    return [text[a + 2 : b] for a, b in bold(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**先立规矩。**各区建台账。", ["先立规矩。"]),
        ("1. **编号**：年内。- **到户**，按月。", ["编号", "到户"]),
        ("**一是强化**统筹，**二是**落实", ["一是强化", "二是"]),
        ("It is **very** slow, **“too slow”**.", ["very", "“too slow”"]),
        ("按照，**《办法》**办", ["《办法》"]),
        ("** 重点 **是钱", [" 重点 "]),
        ("＊＊重点＊＊来了", ["重点"]),
        ("**We must act.**The state pays.", ["We must act."]),
        ("**We must act. **The state pays.", ["We must act. "]),
        ("**先行先试。 **B县跟进。", ["先行先试。 "]),
    ],
)
def test_bold(text: str, expected: list[str]) -> None:
    assert stretches(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "张**和李**都在",
        "原告**公司与被告**公司",
        "张**的妻子李**",
        "（**某）与（**某）",
        "“**公司”和“**集团”",
        "**公司承诺如期完工。",
        "Mr ** and Mrs ** testified.",
        "A ** 公司和 B ** 公司被罚款。",
        "2 ** 3 ** 4 = 4096.",
        "原告：**，被告：**。",
        "昨日，**市**区发生事故。",
        "**李**说好。",
        "2**3 and 4**5",
        "****",
        "***甲***",
        "** **",
        "a_b, *.txt, 费用*",
    ],
)
def test_names_withheld_and_powers_are_none(text: str) -> None:
    assert stretches(text) == []
    assert normalize(text).text.count("*") == text.count("*")


@given(
    st.lists(
        st.sampled_from(
            ["**", "＊＊", "*", "甲", "乙。", " ", "b", ",", "，", "(", "（", ")", "3", "c. ", "“", "”", '"', "\n"]
        ),
        max_size=24,
    )
)
@example(["甲", '"', "**", "“", '"', "**"])  # quotation marks pair before stars do
@example(["甲", " ", '"', " ", "b"])  # white space past a mark and more white space
@example(["**", " ", "“", " ", "甲"])
def test_what_is_left_is_no_bold(pieces: list[str]) -> None:
    once = normalize("".join(pieces)).text
    assert normalize(once).text == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("修桥要看[县志](http://a.b/c?d=e)，再修。", "修桥要看县志，再修。"),
        ("见[附表](data/roads.csv)和[附图](#map)。", "见附表和附图。"),
        ("见![桥](bridge.png)县志。", "见县志。"),
        ('见[县志](/a/b "县志，第三卷")。', "见县志。"),
        (
            "see [the annals](https://a.b/c_(d)) or [these](mailto:a@b.c).",
            "see the annals or these.",
        ),
    ],
)
def test_links_leave_their_words(text: str, expected: str) -> None:
    assert normalize(text).text == expected


@pytest.mark.parametrize("text", ["修桥[注](见附件)。", "修桥[3](三)。", "f[i](x)", "[a](b c)", "[县志](http://a.b/c"])
def test_brackets_that_are_no_links(text: str) -> None:
    assert LINK.search(text) is None


def test_a_picture_ends_no_sentence() -> None:
    text = "修桥要看县志![图](x.png)，再修。路也要修！[注]另有一份。"
    assert [text[a:b] for a, b in split_sentences(text, 0, len(text))] == [
        "修桥要看县志![图](x.png)，再修。",
        "路也要修！",
        "[注]另有一份。",
    ]
