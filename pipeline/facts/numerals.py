"""Numbers as prose writes them: Western and Chinese digits, mixed (1.2万), and English words."""

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_SECTIONS: Final = {"万": 10**4, "亿": 10**8}
_SCALES: Final = _UNITS | _SECTIONS
HAN: Final = "〇零一二两三四五六七八九十百千万亿"
_HAN_DIGIT: Final = "〇零一二两三四五六七八九"

# What says that the scale after it is several: 数百万, 几千; not the 数 that ends a noun (人数, 指数).
_SEVERAL: Final = (
    r"(?:几|(?<![人户总多少无次指系参函倍分度基岁件册个代小复整半名计点额变算充票字])数)"
    r"(?=[十百千万亿])(?![百千万]分之)"
)
# What says that there is more: 十几 only of 几, for 百几十 is another number.
_MORE: Final = r"(?:[余多]|(?<=十)几)"
_ROUGH: Final = re.compile("[余多几数]")

# Every repetition has an upper bound and no number starts inside another, so that a search is linear in the text.
WESTERN: Final = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)(?:\.\d{1,8})?|\d{1,15}(?!\d)(?:\.\d{1,8}(?!\d))?)"
NUMBER: Final = (
    rf"(?:(?<![\d{HAN}A-Za-z第])(?<!\d[.,]){WESTERN}(?:[余多]?[百千万亿]{{1,3}})?(?:\d{{1,4}}[千万])?"
    rf"|(?<![\d{HAN}第几数])(?!零[上下])(?:{_SEVERAL})?[{HAN}]{{1,24}}(?![{HAN}])(?:点[{_HAN_DIGIT}]{{1,8}}[百千万亿]{{0,2}})?"
    rf"(?:{_MORE}[百千万亿]{{1,3}})?){_MORE}?"
)
_MIXED: Final = re.compile(rf"({WESTERN})([百千万亿]*)")
_ADJACENT: Final = re.compile(rf"([{HAN}]*?)([一二两三四五六七八九])([二两三四五六七八九])([十百千万亿]*)")
# Two numerals that are said together though they are no neighbours, or not in this order; so is 一两, never after 十.
_TOGETHER: Final = {"三五": ("三", "五"), "三两": ("两", "三"), "一两": ("一", "两")}

_ONES: Final = """zero one two three four five six seven eight nine ten eleven twelve
thirteen fourteen fifteen sixteen seventeen eighteen nineteen"""
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS: Final = {word: value for value, word in enumerate(_ONES.split())} | {
    word: 10 * tens for tens, word in enumerate(_TENS.split(), 2)
}
_POWERS: Final = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT: Final = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_WORD: Final = "|".join(sorted((*_WORDS, *_POWERS), key=len, reverse=True))
WORDS: Final = (
    rf"(?:(?:an?\s(?=hundred|thousand|million|billion))?(?:{_WORD})\b(?:(?:[\s-]|\sand\s)(?:{_WORD})\b){{0,9}})"
)
ENGLISH_NUMBER: Final = (
    rf"(?:(?<![\w.])(?<!\d,){WESTERN}(?:\s?(?:hundred|thousand|million|billion|trillion)\b|(?:k|mn?|bn|tn)\b(?=[\s,.;)]|$))?"
    rf"|(?<![\w-]){WORDS})"
)
_ENGLISH_MIXED: Final = re.compile(rf"({WESTERN})\s?([a-z]*)", re.I)


def chinese_value(text: str) -> Decimal | None:
    """`一万零五十` as 10050, `三千五` as 3500, `二〇二三` as 2023, `九十二点五` as 92.5; None for no number."""
    head, point, rest = text.partition("点")
    whole = _positional(head) if all(c in _DIGITS for c in head) else _sections(head)
    if whole is None:
        return None
    if not point:
        return Decimal(whole)
    digits = rest.rstrip("百千万亿")
    if not digits or any(c not in _DIGITS for c in digits):
        return None
    value = whole + Decimal("0." + "".join(str(_DIGITS[c]) for c in digits))
    return value * _product(rest[len(digits) :])


def number_range(text: str) -> tuple[Decimal, Decimal | None, bool] | None:
    """What a match of `NUMBER` says: its value, the upper end if it names two (`七八` is 7 to 8), whether it is rough.

    Of several hundreds (数百) it is one hundred, as of 70余万 it is 700000: what there is at least.

    None where the characters are no number, or none with a value (`百千`).
    """
    plain = _ROUGH.sub("", text)
    rough = plain != text
    if not plain:
        return None
    if plain[0].isascii():
        total, end = Decimal(0), 0
        for match in _MIXED.finditer(plain):
            total += Decimal(match[1].replace(",", "")) * _product(match[2])
            end = match.end()
        return (total, None, rough) if end == len(plain) else None
    pair = _ADJACENT.fullmatch(plain)
    if pair and (ends := _two_ends(pair[1], pair[2] + pair[3])):
        low, high = (chinese_value(pair[1] + d + pair[4]) for d in ends)
        if low is not None and high is not None:
            return low, high, True
    value = chinese_value(plain)
    return None if value is None else (value, None, rough)


def scale_of(text: str) -> int:
    """What the scale at the end of a number multiplies by: 10⁴ of `3.2万`, 1 of none or of a Chinese number."""
    plain = _ROUGH.sub("", text)
    match = _MIXED.fullmatch(plain)
    return _product(match[2]) if match else 1


def english_value(text: str) -> Decimal | None:
    """`1,200`, `3.2 billion`, `4bn`, `eighty-five`, `two hundred and six`, `a million` as numbers."""
    text = text.lower()
    if text[:1].isdigit():
        match = _ENGLISH_MIXED.fullmatch(text)
        factor = (_POWERS | _SHORT | {"": 1}).get(match[2]) if match else None
        return Decimal(match[1].replace(",", "")) * factor if match and factor else None
    total = current = 0
    for word in re.split(r"[\s-]+", text):
        if word in _WORDS:
            current += _WORDS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _POWERS:
            total, current = total + max(current, 1) * _POWERS[word], 0
        elif word not in {"and", "a", "an"}:
            return None
    return Decimal(total + current)


def as_float(value: Decimal) -> float:
    """The nearest float."""
    return float(value)


def _two_ends(before: str, pair: str) -> tuple[str, str] | None:
    """The two numerals of `pair` in order, if they are said together for one or the other: 七八, 一两, 三五."""
    if not before and pair in _TOGETHER:
        return _TOGETHER[pair]
    if pair[1] == "两" or _DIGITS[pair[1]] != _DIGITS[pair[0]] + 1 or (before and before[-1] not in _SCALES):
        return None
    return pair[0], pair[1]


def _positional(text: str) -> int | None:
    return int("".join(str(_DIGITS[c]) for c in text)) if text else None


def _product(scales: str) -> int:
    product = 1
    for c in scales:
        product *= _SCALES[c]
    return product


def _sections(text: str) -> int | None:
    """A number with 十, 百, 千 inside sections that 万 and 亿 close."""
    total = section = 0
    digit: int | None = None
    last = 0  # the unit just written: a digit that ends the number right after it counts its tenths (三千五)
    for c in text:
        if c in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit, last = _DIGITS[c], last if _DIGITS[c] else 0
        elif c in _UNITS:
            section += (1 if digit is None or (digit == 0 and c == "十") else digit) * _UNITS[c]
            digit, last = None, _UNITS[c]
        elif c in _SECTIONS:
            value = section + (digit or 0)
            if not total and not value:
                value = 1
            total = (total + value) * _SECTIONS[c] if total < _SECTIONS[c] else total + value * _SECTIONS[c]
            section, digit, last = 0, None, _SECTIONS[c]
        else:
            return None
    tail = (digit or 0) * (last // 10 if last >= 100 else 1)
    return total + section + tail
