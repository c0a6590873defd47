"""Bold of Markdown, and stars that are none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text.emphasis import bold
from pipeline.text.normalize import normalize


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
