"""Dates and stretches of time in Chinese sentences, as ISO 8601."""

import re
from calendar import monthrange
from fractions import Fraction
from typing import Final

from pipeline.facts.found import Found, Rule
from pipeline.facts.lengths import and_a_half, length, part_of
from pipeline.facts.numerals import NUMBER, chinese_value, number_range

_DIGIT: Final = "〇零一二三四五六七八九"
YEAR: Final = rf"(?:(?<![\d.])(?:1[4-9]|20|21)\d\d|(?<![{_DIGIT}十百千])[一二][{_DIGIT}]{{3}})"
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO: Final = r"\s?[-—–－~～至到]{1,2}\s?"
_CENTURY: Final = r"(?:(?P<century>1[6-9]|20|21|十[六七八九]|二十)世纪|(?P<last>上(?:个)?世纪))"
_PARTS: Final = {
    "上半年": (1, 6), "下半年": (7, 12), "一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9), "四季度": (10, 12),
    "前三季度": (1, 9),
}  # fmt: skip


def _n(text: str) -> int:
    if text.isdecimal():
        return int(text)
    value = chinese_value(text)
    return int(value) if value is not None else 0


def day(year: int | None, month: int | None = None, of_month: int | None = None) -> str | None:
    """`2023`, `2023-03`, `2023-03-15`, `--03-15`; None for what the calendar does not have."""
    if month is None:
        return f"{year:04d}" if year else None
    if not 1 <= month <= 12:
        return None
    if of_month is not None and not 1 <= of_month <= monthrange(year or 2024, month)[1]:
        return None
    head = f"{year:04d}-{month:02d}" if year else f"--{month:02d}"
    return head if of_month is None else f"{head}-{of_month:02d}"


def _date(match: re.Match[str]) -> Found | None:
    groups = match.groupdict()
    parts = [_n(groups[key]) if groups.get(key) else None for key in ("y", "m", "d")]
    value = day(*parts)
    return Found(match.start(), match.end(), "date", value) if value else None


def _stretch(match: re.Match[str]) -> Found | None:
    """From one date to another; what the second leaves out it shares with the first."""
    groups = match.groupdict()
    y, m, d = (_n(groups[k]) if groups.get(k) else None for k in ("y", "m", "d"))
    y2, m2, d2 = (_n(groups[k]) if groups.get(k) else None for k in ("y2", "m2", "d2"))
    if y and y2 is not None and y2 < 100:
        y2 += y // 100 * 100
    if m2 is None and d2 is not None:
        m2 = m
    first, last = day(y, m, d), day(y2 or y, m2, d2)
    if first is None or last is None or (y and last <= first):
        return None
    if d and not y and (y2 or (m == m2 and last <= first)):
        return None
    return Found(match.start(), match.end(), "period", f"{first}/{last}")


def _part_of_year(match: re.Match[str]) -> Found:
    first, last = _PARTS[match["part"].removeprefix("第")]
    return Found(match.start(), match.end(), "period", f"{_n(match['y'])}-{first:02d}/{_n(match['y'])}-{last:02d}")


def _decade(match: re.Match[str]) -> Found:
    century = _n(match["century"]) if match["century"] else 20
    tens = _n(match["tens"])
    first = (century - 1) * 100 + (tens if tens >= 10 else tens * 10)
    return Found(match.start(), match.end(), "period", f"{first}/{first + 9}")


def _five_years(match: re.Match[str]) -> Found | None:
    """A five-year plan by its number: the third began in 1966, each since when the last ended."""
    number = _n(match["n"])
    first = 1966 + 5 * (number - 3) if number >= 3 else 1953 + 5 * (number - 1)
    return Found(match.start(), match.end(), "period", f"{first}/{first + 4}") if number else None


def _and_a_half(match: re.Match[str]) -> Found | None:
    number = number_range(match["n"])
    if number is None or number[1] is not None or number[0] % 1 or number[0] >= 1000:
        return None
    part = _UNITS_OF_TIME[(match["u"] or match["v"]).removeprefix("个")]
    return Found(match.start(), match.end(), "period", and_a_half(int(number[0]), part))


def _half(match: re.Match[str]) -> Found:
    part = _UNITS_OF_TIME[match["u"].removeprefix("个")]
    return Found(match.start(), match.end(), "period", part_of(Fraction(1, 2), part))


def _part_of_unit(match: re.Match[str]) -> Found | None:
    """`1/2年`, `四分之三小时`: a part of one unit, not that many units."""
    top, bottom = (number_range(match[a] or match[b]) for a, b in (("top", "t"), ("bottom", "b")))
    if top is None or bottom is None or top[0] % 1 or bottom[0] % 1 or not 0 < top[0] < bottom[0]:
        return None
    part = _UNITS_OF_TIME[match["u"].removeprefix("个")]
    return Found(match.start(), match.end(), "period", part_of(Fraction(int(top[0]), int(bottom[0])), part))


def _days(match: re.Match[str]) -> Found | None:
    """So many days, where what stands around says that it is no day of a month: 不超过30日, 15日内."""
    number = number_range(match["n"] or match["m"])
    if number is None or number[1] is not None or number[0] % 1:
        return None
    return Found(match.start(), match.end(), "period", length(number[0], "D"), None, None, number[2])


_FROM: Final = rf"(?:(?P<y>{YEAR})年|(?<![\d个点./{_DIGIT}十]))(?P<m>{_MONTH})月(?P<d>{_DAY})[日号]?{_TO}"
_FIVES: Final = "十[一二三四五六七八九]?|[一二三四六七八九]"
_PLAN: Final = rf"[“‘](?P<n>{_FIVES}|五)五[”’](?:时期|期间)?"
_BARE_PLAN: Final = rf"(?P<n>{_FIVES})五(?:时期|期间|(?=以来|规划|末|初))"
_SECOND: Final = rf"(?:(?P<y2>{YEAR})年)?"
_END: Final = "[底末初中]"
_UNITS_OF_TIME: Final = {
    "世纪": "C", "年": "Y", "月": "M", "星期": "W", "礼拜": "W", "天": "D", "小时": "TH", "钟头": "TH", "分钟": "TM",
}  # fmt: skip
_HOUR: Final = "(?:小时|钟头)"
_AFTER_HALF: Final = rf"(?:月(?![球刊牙板饼形])|星期|礼拜|{_HOUR})"
# What a part of a year or day is counted of is a share: 三分之一年收入.
_NO_NOUN: Final = r"(?=[的以之内后前左上来间多才就时]|\W|$)"
# The end of a year that goes without saying, and the rest of it: 年底前, 今年年底, 年内; not 三年内, 青少年内心.
_SPOKEN: Final = r"(?:^|(?<=[，。；、：（“今本明年到在于至争保]))年"
# What stands before a length of time and never before a day of a month.
_AT_LENGTH: Final = (
    r"(?:(?<=不得超过|不得少于)|(?<=不超过|不少于|不低于|平均为|缩短[至到]|压[缩减][至到])"
    r"|(?<=不足|最[长短]|至[少多]|平均|延长|缩短))"
)
RULES: Final = (
    Rule(re.compile(rf"{_FROM}{_SECOND}(?:(?P<m2>{_MONTH})月)?(?P<d2>{_DAY})[日号]"), _stretch),
    Rule(re.compile(rf"(?:(?P<y>{YEAR})年)?(?P<m>{_MONTH})月?{_TO}{_SECOND}(?P<m2>{_MONTH})月(?!\d)"), _stretch),
    Rule(re.compile(rf"(?P<y>{YEAR})年?{_TO}(?P<y2>{YEAR}|(?<=[-—–])\d\d(?=年))年(?!\d)"), _stretch),
    Rule(re.compile(rf"(?P<y>{YEAR})年(?P<part>上半年|下半年|前三季度|第?[一二三四]季度)"), _part_of_year),
    Rule(re.compile(rf"{_CENTURY}(?P<tens>[1-9]0|[一二三四五六七八九]十)年代"), _decade),
    Rule(re.compile(_PLAN), _five_years),
    Rule(re.compile(_BARE_PLAN), _five_years),
    Rule(re.compile(rf"(?P<y>{YEAR})[-./](?P<m>{_MONTH})[-./](?P<d>{_DAY})(?![\d./-])"), _date),
    Rule(
        re.compile(
            rf"(?P<y>{YEAR})年(?:(?P<m>{_MONTH})月(?:(?P<d>{_DAY})[日号]|{_END}(?!期))?|{_END}(?!期)|年{_END})?"
        ),
        _date,
    ),
    Rule(
        re.compile(
            rf"(?<![\d个点.{_DIGIT}十])(?P<m>{_MONTH})月(?:(?P<d>{_DAY})[日号])?(?![份饼球嫂子光])(?:份|{_END})?"
        ),
        _date,
    ),
    Rule(re.compile(rf"(?P<n>{NUMBER})(?:个半(?P<u>{_AFTER_HALF})|(?P<v>年|天|个?小时|个?钟头)半(?!夜))"), _and_a_half),
    Rule(
        re.compile(rf"(?<![一二两三四五六七八九十大前后上下多\d个])半(?P<u>年|天|个世纪|分钟|个{_AFTER_HALF}|{_HOUR})"),
        _half,
    ),
    Rule(
        re.compile(
            rf"(?:(?<![\d./])(?P<top>\d{{1,2}})/(?P<bottom>\d{{1,2}})|(?P<b>{NUMBER})分之(?P<t>{NUMBER}))"
            rf"(?P<u>年{_NO_NOUN}|天{_NO_NOUN}|个月|个?{_HOUR}|分钟)"
        ),
        _part_of_unit,
    ),
    Rule(
        re.compile(
            rf"(?<![月年\d.{_DIGIT}十])(?P<n>{NUMBER})日(?=以?内(?![容蒙地阁閣政部外贸罗陆])|之内|以上(?![海述])|以下(?![简列午]))"
            rf"|{_AT_LENGTH}(?P<m>{NUMBER})日(?![报本语均常元线游粮托照用耗产])"
        ),
        _days,
    ),
    Rule(re.compile(rf"{_SPOKEN}[底末]"), lambda m: Found(m.start(), m.end(), "date", "--12")),
    Rule(re.compile(rf"{_SPOKEN}内(?![容部心])"), lambda m: Found(m.start(), m.end(), "period", "--01/--12")),
)
