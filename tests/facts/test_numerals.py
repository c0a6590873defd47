from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.numerals import chinese_value, english_value, number_range

DIGITS = "零一二三四五六七八九"
TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
FROM_TEN = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", *FROM_TEN)


def below_ten_thousand(n: int) -> str:
    written, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + sign
            gap = False
        else:
            gap = True
    return written


def in_chinese(n: int) -> str:
    """`n` > 0 written out: 10050 is 一万零五十."""
    high, middle, low = n // 10**8, n // 10**4 % 10**4, n % 10**4
    written = ""
    for part, sign in ((high, "亿"), (middle, "万"), (low, "")):
        if part:
            gap = written and (part < 1000 or written[-1] not in "亿万")
            written += ("零" if gap else "") + below_ten_thousand(part) + sign
    return written


def in_english(n: int) -> str:
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (f"-{ONES[n % 10]}" if n % 10 else "")
    for size, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            rest = f"{' and' if n % size < 100 else ''} {in_english(n % size)}" if n % size else ""
            return f"{in_english(n // size)} {name}{rest}"
    raise AssertionError


@given(st.integers(1, 10**12 - 1))
def test_a_number_written_in_chinese_reads_as_itself(n: int) -> None:
    written = in_chinese(n)
    shorter = written.removeprefix("一") if written.startswith("一十") else written
    two = written.replace("二千", "两千").replace("二万", "两万").replace("二亿", "两亿")
    for form in {written, shorter, two, written.replace("零", "〇")}:
        assert chinese_value(form) == n, form


@given(st.integers(1000, 9999))
def test_digits_one_by_one_read_as_a_number(n: int) -> None:
    assert chinese_value("".join("〇一二三四五六七八九"[int(d)] for d in str(n))) == n


@given(st.integers(1, 10**9), st.sampled_from(["", "万", "亿"]))
def test_western_digits_with_a_chinese_scale(n: int, scale: str) -> None:
    factor = {"": 1, "万": 10**4, "亿": 10**8}[scale]
    assert number_range(f"{n}{scale}") == (n * factor, None, False)
    assert number_range(f"{n:,}{scale}") == (n * factor, None, False)
    assert number_range(f"{n}.25{scale}") == ((n + Decimal("0.25")) * factor, None, False)


@given(st.integers(0, 10**9 - 1))
def test_a_number_written_in_english_reads_as_itself(n: int) -> None:
    assert english_value(in_english(n)) == n
    assert english_value(f"{n:,}") == n


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("三千五", 3500),
        ("一万二", 12000),
        ("一百零五", 105),
        ("九十二点五", Decimal("92.5")),
        ("三点二亿", 320_000_000),
        ("三亿二千万", 320_000_000),
    ],
)
def test_chinese_forms(text: str, value: object) -> None:
    assert chinese_value(text) == value


@pytest.mark.parametrize("text", ["", "点五", "一二三四千", "三点", "个"])
def test_no_number(text: str) -> None:
    assert chinese_value(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("七八", (7, 8, True)),
        ("十七八", (17, 18, True)),
        ("两三千", (2000, 3000, True)),
        ("一两百", (100, 200, True)),
        ("三五", (3, 5, True)),
        ("三两", (2, 3, True)),
        ("十一二", (11, 12, True)),
        ("数百", (100, None, True)),
        ("几千万", (10**7, None, True)),
        ("十几万", (10**5, None, True)),
        ("70余万", (700_000, None, True)),
        ("三十多", (30, None, True)),
        ("1亿2000万", (120_000_000, None, False)),
        ("一二三", (123, None, False)),
    ],
)
def test_ranges_and_rough_numbers(text: str, expected: tuple[object, ...]) -> None:
    assert number_range(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [("3.2 billion", 3_200_000_000), ("4bn", 4 * 10**9), ("a million", 10**6), ("two hundred and six", 206)],
)
def test_english_forms(text: str, value: object) -> None:
    assert english_value(text) == value
    assert english_value("several") is None
