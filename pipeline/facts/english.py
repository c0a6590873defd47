"""Figures, dates and stretches of time in English sentences."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pipeline.facts.dates import day
from pipeline.facts.found import SIGNED, Beside, Found, Rule
from pipeline.facts.lengths import length, part_of
from pipeline.facts.numerals import ENGLISH_NUMBER, as_float, english_value
from pipeline.facts.units import ENGLISH, SIGNS, WORKING_DAYS

_TO: Final = r"(?:\s?[-–—]\s?|\sto\s|\sand\s|\sor\s)"
_DASH: Final = r"(?:\s?[-–—]\s?|\sto\s)"
_SIGNS: Final = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_UNITS: Final = "|".join(
    re.escape(name) + (r"\b" if name[-1].isalnum() and name.isascii() else "")
    for name in sorted(ENGLISH, key=len, reverse=True)
)
_NAMES: Final = """January February March April May June July August September
October November December"""
_MONTHS: Final = _NAMES.split()
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
_LATE: Final = r"(?:1[5-9]|20)\d\d"
_YEAR: Final = rf"(?<![\d.,$£€/-]){_LATE}"
_NOT_MORE: Final = r"(?![\d%]|[.,/-]\d)"
_DAY: Final = r"(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?"
_NOUN: Final = r"[a-z][a-z'-]{1,24}"
_PARTS: Final = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_PLACES: Final = _PARTS | {f"{name}s": value for name, value in _PARTS.items() if name != "half"}
_SMALL: Final = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d{1,4})"
_FACTORS: Final = {
    "doubled": 2, "doubling": 2, "tripled": 3, "trebled": 3, "quadrupled": 4,
    "halved": 0.5, "halve": 0.5, "halves": 0.5,
    "halving": 0.5,
    "twice": 2, "twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "tenfold": 10,
}  # fmt: skip
# Words that end a noun phrase before its noun was found.
_NOT_NOUNS: Final = """
of in on at to for from by with and or but than as is was has does its his this thus less across per plus minus
versus the a an that which who were are will would should must may can within since until before after between
during over under always towards whereas unless perhaps besides it they he she we you there not no
"""
_NO_NOUN: Final = frozenset(_NOT_NOUNS.split())
_PLURALS: Final = """people men women children staff police households fish sheep feet cattle personnel respondents"""
_IRREGULAR: Final = frozenset(_PLURALS.split())
WORDS_BESIDE: Final = Beside(
    before=re.compile(
        r"\b(no more than|not more than|no less than|not fewer than|no fewer than|"
        r"more than|less than|fewer than|at least|at most|up to|as many as|"
        r"nearly|almost|about|around|roughly|approximately|some|over|under|above|below|exceeding|by|within|since|until|"
        r"before|after|the next|the last|the past)\s$",
        re.I,
    ),
    after=re.compile(r"\s?(or more|or less|or so|or fewer|ago|later)\b"),
    softening=frozenset(("nearly", "almost", "about", "around", "roughly", "approximately", "some", "or so")),
    of_time=frozenset(
        ("by", "within", "since", "until", "before", "after", "the next", "the last", "the past", "ago", "later")
    ),
    not_of_time=frozenset(("over", "under", "above", "below", "some", "up to")),
)


def _month(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))


def _date(match: re.Match[str]) -> Found | None:
    groups = match.groupdict()
    of_month = int(re.sub(r"\D", "", groups["d"])) if groups.get("d") else None
    month = groups.get("m")
    value = day(
        int(groups["y"]) if groups.get("y") else None,
        None if month is None else int(month) if month.isdecimal() else _month(month),
        of_month,
    )
    return Found(match.start(), match.end(), "date", value) if value else None


def _days(match: re.Match[str]) -> Found | None:
    """From one day or month to another; what one leaves out it shares with the other."""
    groups = match.groupdict()
    month2 = _month(match["m2"]) if groups.get("m2") else _month(match["m"])
    month = _month(match["m"]) if groups.get("m") else month2
    d, d2 = (int(re.sub(r"\D", "", groups[key])) if groups.get(key) else None for key in ("d", "d2"))
    year, year2 = (int(groups[key]) if groups.get(key) else None for key in ("y", "y2"))
    falls = (month, d or 0) >= (month2, d2 or 0)
    if year2 and not year:
        year = year2 - 1 if month > month2 else year2
    first, last = day(year, month, d), day(year2 or year, month2, d2)
    if first is None or last is None or (falls if year in {None, year2} else last <= first):
        return None
    return Found(match.start(), match.end(), "period", f"{first}/{last}")


def _years(match: re.Match[str]) -> Found | None:
    groups = match.groupdict()
    first, text = int(match["y"]), groups["y2"] or groups.get("y3") or groups.get("y4") or ""
    last = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    return Found(match.start("y"), match.end(), "period", f"{first}/{last}") if first < last < first + 300 else None


def _part_of_year(match: re.Match[str]) -> Found:
    which, quarter = match["which"].lower(), match["part"].lower() == "quarter"
    months = 3 if quarter else 6
    first = ("first", "second", "third", "fourth").index(which) * months + 1
    first = min(first, 13 - months)
    value = f"{match['y']}-{first:02d}/{match['y']}-{first + months - 1:02d}"
    return Found(match.start(), match.end(), "period", value)


def _decade(match: re.Match[str]) -> Found:
    return Found(match.start(), match.end(), "period", f"{match['y']}/{int(match['y']) + 9}")


def _one_in(match: re.Match[str]) -> Found | None:
    # `95 in 2022` is a number and its year, `1 in 2000` a share.
    if re.fullmatch(rf"(?!1\sin\s\d\d00)\d+\sin\s{_LATE}", match[0], re.I):
        return None
    a, b = english_value(match["a"]), english_value(match["b"])
    return Found(match.start(), match.end(), "share", as_float(a / b)) if a and b and a < b else None


def _fraction(match: re.Match[str]) -> Found | None:
    if _NTH_OF_UNIT.match(match.string, match.start()) or (
        _NTH.search(match.string, max(0, match.start() - 8), match.start())
        and _OF_UNIT.match(match.string, match.end())
    ):
        return None
    top = english_value(match["a"]) if match["a"] and match["a"].lower() not in {"a", "an"} else Decimal(1)
    bottom = _PLACES[match["b"].lower()]
    return Found(match.start(), match.end(), "share", as_float(top / bottom)) if top and top < bottom else None


_NTH: Final = re.compile(r"\b(?:first|second|third|fourth|latter|other|final)\s$", re.I)
_OF_UNIT: Final = re.compile(r"\sof\s(?:an?|the)\s(?:century|year|month|week|day|hour|minute)\b", re.I)
_NTH_OF_UNIT: Final = re.compile(rf"third\s(?:half|quarter){_OF_UNIT.pattern}", re.I)


def _part_of_unit(match: re.Match[str]) -> Found | None:
    """`half an hour`, `three quarters of an hour`: a part of one unit of time; `the second half of a year` is none."""
    if _NTH.search(match.string, max(0, match.start() - 8), match.start()):
        return None
    top = english_value(match["a"]) if match["a"] and match["a"].lower() not in {"a", "an"} else Decimal(1)
    return _so_many_of(match, int(top or 0), _PLACES[match["b"].lower()])


def _slash_of_unit(match: re.Match[str]) -> Found | None:
    return _so_many_of(match, int(match["a"]), int(match["b"]))


def _so_many_of(match: re.Match[str], top: int, bottom: int) -> Found | None:
    if not 0 < top < bottom:
        return None
    return Found(match.start(), match.end(), "period", part_of(Fraction(top, bottom), _WHOLES[match["u"].lower()]))


def _slash(match: re.Match[str]) -> Found | None:
    top, bottom = int(match["a"]), int(match["b"])
    return Found(match.start(), match.end(), "share", top / bottom) if 0 < top < bottom else None


def _ratio(match: re.Match[str]) -> Found | None:
    if re.fullmatch(r"\d{1,2}:[0-5]\d", match[0]) or not int(match["b"]):
        return None  # the hour of the day
    return Found(match.start(), match.end(), "ratio", int(match["a"]) / int(match["b"]))


def _ends(match: re.Match[str], *, signed: bool = False) -> tuple[Decimal, Decimal | None] | None:
    """Both ends of a range, or a figure and None; `£3–5 million` are both millions."""
    low = english_value(match["low"])
    if low is None:
        return None
    if not match["high"]:
        return -low if signed else low, None
    high = english_value(match["high"])
    if high is None:
        return None
    scale = re.search(r"[a-z]+$", match["high"].lower())
    if scale and match["low"][-1:].isdigit() and match["high"][:1].isdigit():
        scaled = english_value(f"{match['low']} {scale[0]}")
        low = scaled if scaled is not None and scaled <= high else low
    if signed:
        low, high = (-max(low, high), -min(low, high)) if match["below"] else (-low, high)
    return (low, high) if low < high else None


def _is_signed(match: re.Match[str], kind: str) -> bool:
    return match.groupdict().get("minus") is not None and kind in SIGNED


def _start(match: re.Match[str], *, signed: bool) -> int:
    """Where a figure starts: at its minus, or past what is a dash."""
    return match.end("minus") if match.groupdict().get("minus") and not signed else match.start()


def _money(match: re.Match[str]) -> Found | None:
    ends = _ends(match, signed=match["minus"] is not None)
    if ends is None:
        return None
    return Found(match.start(), match.end(), "money", as_float(ends[0]), SIGNS[match["sign"]],
                 None if ends[1] is None else as_float(ends[1]))  # fmt: skip


def _quantity(match: re.Match[str]) -> Found | None:
    kind, symbol, factor = ENGLISH[match["unit"]]
    if match["high"] and match["middle"] and ENGLISH[match["middle"]] != ENGLISH[match["unit"]]:
        return None
    if match["unit"] == "times" and not _COMPARED.match(match.string, match.end()):
        kind, symbol = "count", "times"
    signed = _is_signed(match, kind)
    ends = _ends(match, signed=signed)
    if ends is None:
        return None
    low, high = ends
    start = _start(match, signed=signed)
    if kind == "period" and symbol not in WORKING_DAYS:
        part = symbol or ""
        upper_length = None if high is None else length(high, part)
        return Found(start, match.end(), kind, length(low, part), None, upper_length)
    exact = Decimal(str(factor))
    upper = None if high is None else as_float(high * exact)
    return Found(start, match.end(), kind, as_float(low * exact), symbol, upper)


def _of_a_law(match: re.Match[str]) -> bool:
    """Whether a number is the year in the name of a law or paper: `the Environment Act 2021 requires`."""
    year = re.fullmatch(_YEAR, match["low"]) is not None
    return year and _LAW.search(match.string, max(0, match.start() - 20), match.start()) is not None


def _of_a_paragraph(match: re.Match[str]) -> bool:
    """Whether a number counts the paragraph that it opens: `3.2 Participation was lowest in flats.`"""
    return match.start() == 0 and _PARAGRAPH.match(match.string) is not None


_LAW: Final = re.compile(
    r"(?:Act|Bill|Law|Code|Order|Rules|Regulations?|Directive|Strategy|Plan|Programme|Framework|Agenda|Vision|Report)\s$"
)
_PARAGRAPH: Final = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[A-Z]")


def _counted(match: re.Match[str]) -> Found | None:
    """A number with the first plural noun of the words that follow it, or a bare number in digits."""
    ends = _ends(match)
    if ends is None or (match["low"].lower() in {"one", "1"} and not match["high"]):
        return None
    if _of_a_law(match) or _of_a_paragraph(match):
        return None
    upper = None if ends[1] is None else as_float(ends[1])
    for word in re.finditer(_NOUN, match["words"] or ""):
        plural = (word[0].endswith("s") and not word[0].endswith(("ss", "us", "is", "gas", "'s"))) or word[
            0
        ] in _IRREGULAR
        if word[0] in _NO_NOUN:
            break
        if plural:
            end = match.start("words") + word.end()
            return Found(_start(match, signed=False), end, "count", as_float(ends[0]), word[0], upper)
    end = match.end("high") if match["high"] else match.end("low")
    text = match.string
    if not match["low"][0].isdigit() or re.compile(r"[\w%:/]|[.)]\s|-[A-Za-z]|\.\d").match(text, end):
        return None
    if re.search(r"(?:[A-Z][a-z]*\s|[A-Za-z.:/(#−-])$", text[max(0, match.start() - 12) : match.start()]):
        return None  # Section 12, Article 5, (3), A-2
    if match["minus"]:
        if match.start() == 0:
            return None  # the dash of a list
        ends = _ends(match, signed=True) or ends
        upper = None if ends[1] is None else as_float(ends[1])
    return Found(match.start(), end, "number", as_float(ends[0]), None, upper)


_COMPARED: Final = re.compile(
    r"\s(?:as|more|higher|larger|greater|faster|longer|lower|the|that|what|its|over|bigger|likelier)\b"
)
_WHOLES: Final = {"century": "C", "year": "Y", "month": "M", "week": "W", "day": "D", "hour": "TH", "minute": "TM"}
# A minus stands where a figure begins; after a figure a dash is that of a range.
_MINUS: Final = r"(?:(?<![^\s(\[（，：；“‘\"'=:,;])(?<![\d%]\s)(?P<minus>[-−]))?"
_TO_SIGNED: Final = rf"(?:(?(minus){_DASH}(?P<below>[-−])|(?!))|{_DASH})"
_TO_HIGH: Final = rf"(?:{_TO_SIGNED}(?:{_SIGNS})?(?P<high>{ENGLISH_NUMBER}))?"
_NO_HIGH: Final = r"(?P<middle>(?!))?(?P<below>(?!))?(?P<high>(?!))?"  # what reads as a range and is none: 15 to 10
_LOW: Final = rf"{_MINUS}(?P<low>{ENGLISH_NUMBER})"
_PAID: Final = rf"{_MINUS}(?<![A-Za-z])(?P<sign>{_SIGNS})\s?(?P<low>{ENGLISH_NUMBER})"
_LAST: Final = rf"(?P<y2>{_LATE})"
_NO_YEAR: Final = rf"(?!\sin\s{_LATE}\b)"  # what stands before `in 2022` was counted in that year
_BETWEEN: Final = r"(?<=[Bb]etween\s)"
_PART: Final = r"\b[Tt]he\s(?P<which>first|second|third|fourth)\s(?P<part>quarter|half)\sof\s"
_LENGTHS: Final = r"(?!\s(?:years?|months?|weeks?|days?))"
_ONE_IN: Final = rf"(?<![\d.,])\b(?P<a>{_SMALL})\s(?:in|out\sof)\s(?:every\s)?(?P<b>{_SMALL})\b{_LENGTHS}"
_NAMED_PARTS: Final = "|".join(sorted(_PLACES, key=len, reverse=True))
_WORDS: Final = rf"(?P<words>(?:\s{_NOUN}){{1,3}})?"
_UNIT: Final = rf"(?:\s|-)?(?P<unit>{_UNITS})"
# Where a minus shows that figures are meant and not a change from one to another, both ends may have the unit.
_MIDDLE: Final = rf"(?(minus)(?:\s?(?P<middle>{_UNITS}))?)"
_AND_SIGNED: Final = r"(?:(?(minus)\sand\s(?P<below>[-−])|(?!))|\sand\s)"
_COUNTED: Final = (
    rf"(?!\s(?:(?!(?:{'|'.join(_NO_NOUN)})\b)[a-z-]{{2,20}}\s)?(?!(?:{'|'.join(_NO_NOUN)})\b)[a-z-]{{2,20}}s\b)"
)
_OF_MONTH: Final = rf"(?P<d>{_DAY})\s(?:of\s)?(?P<m>{_MONTH})(?:,?\s(?P<y>{_YEAR})\b)?"
_OF_LAST: Final = rf"(?P<d2>{_DAY})\s(?:of\s)?(?P<m2>{_MONTH})(?:,?\s(?P<y2>{_YEAR})\b)?(?=\W|$)"
_MONTH_DAY: Final = rf"\b(?P<m>{_MONTH})\s(?P<d>{_DAY})(?:,?\s(?P<y>{_YEAR}))?"
_UNTIL: Final = rf"(?:{_DASH}|\sthrough\s|\suntil\s)"
RULES: Final = (
    Rule(re.compile(rf"(?<![\w-])(?:{_BETWEEN}(?P<d>{_DAY})\sand\s){_OF_LAST}"), _days),
    Rule(re.compile(rf"(?<![\w-]){_BETWEEN}{_OF_MONTH}\sand\s{_OF_LAST}"), _days),
    Rule(re.compile(rf"(?<![\w.,-])(?P<d>{_DAY}){_UNTIL}{_OF_LAST}"), _days),
    Rule(re.compile(rf"(?<![\w.,-]){_OF_MONTH}{_UNTIL}{_OF_LAST}"), _days),
    Rule(
        re.compile(
            rf"{_MONTH_DAY}{_UNTIL}(?:(?P<m2>{_MONTH})\s)?(?P<d2>{_DAY})(?![\w%]|[.,/-]\d)(?:,?\s(?P<y2>{_YEAR})\b)?"
        ),
        _days,
    ),
    Rule(
        re.compile(rf"\b(?P<m>{_MONTH})(?:\s(?P<y>{_YEAR}))?{_UNTIL}(?P<m2>{_MONTH})\s(?P<y2>{_YEAR})\b{_NOT_MORE}"),
        _days,
    ),
    Rule(re.compile(rf"(?<![\w-])(?P<d>{_DAY})\s(?:of\s)?(?P<m>{_MONTH})(?:,?\s(?P<y>{_YEAR})\b)?(?=\W|$)"), _date),
    Rule(re.compile(rf"\b(?P<m>{_MONTH})\s(?P<d>{_DAY})\b(?:,?\s(?P<y>{_YEAR})\b)?"), _date),
    Rule(re.compile(rf"\b(?P<m>{_MONTH})\s(?P<y>{_YEAR})\b"), _date),
    Rule(re.compile(rf"(?P<y>{_YEAR})-(?P<m>[01]\d)-(?P<d>[0-3]\d)\b"), _date),
    Rule(re.compile(rf"{_PART}(?P<y>{_YEAR})\b"), _part_of_year),
    Rule(re.compile(r"\b(?:[Tt]he\s)?(?P<y>(?:1[5-9]|20)\d0)s\b"), _decade),
    Rule(re.compile(rf"{_BETWEEN}(?P<y>{_YEAR})\sand\s{_LAST}{_NOT_MORE}"), _years),
    # `2015–19` is a period; `from 1,240 in 2013 to 95 in 2022` holds none.
    Rule(
        re.compile(
            rf"(?P<y>{_YEAR})(?:\s?[-–—/]\s?(?:{_LAST}|(?P<y3>\d\d))|\sto\s(?P<y4>{_LATE})){_NOT_MORE}{_NO_YEAR}"
        ),
        _years,
    ),
    Rule(
        re.compile(
            rf"\b(?:(?P<a>an?|{_SMALL})[\s-])?(?P<b>half(?=\san?\s)|(?:{_NAMED_PARTS})(?=\sof\s))(?:\sof)?\san?\s"
            rf"(?P<u>{'|'.join(_WHOLES)})\b(?!['’]s)",
            re.I,
        ),
        _part_of_unit,
    ),
    Rule(
        re.compile(
            rf"(?<![\d./])(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})\s(?:of\s)?(?:an?\s)?(?P<u>{'|'.join(_WHOLES)})\b", re.I
        ),
        _slash_of_unit,
    ),
    Rule(re.compile(_ONE_IN, re.I), _one_in),
    # `Third, …` counts arguments, not parts.
    Rule(
        re.compile(
            rf"(?!(?:third|fifth|sixth|eighth|tenth)\s?[,:])\b(?:(?P<a>an?|{_SMALL})[\s-])?(?P<b>{_NAMED_PARTS})\b",
            re.I,
        ),
        _fraction,
    ),
    Rule(re.compile(r"(?<![\d./])(?P<a>\d{1,3})/(?P<b>\d{1,4})(?![\d./])"), _slash),
    Rule(re.compile(r"(?<![\d:.])(?P<a>\d{1,4}):(?P<b>\d{1,4})(?![\d:.]\d)"), _ratio),
    Rule(
        re.compile(rf"\b(?:{'|'.join(_FACTORS)})\b", re.I),
        lambda m: Found(m.start(), m.end(), "multiple", float(_FACTORS[m[0].lower()])),
    ),
    Rule(re.compile(_PAID + _TO_HIGH), _money),
    Rule(re.compile(_PAID + _NO_HIGH), _money),
    Rule(re.compile(rf"{_BETWEEN}{_LOW}{_MIDDLE}{_AND_SIGNED}(?P<high>{ENGLISH_NUMBER}){_UNIT}"), _quantity),
    Rule(re.compile(rf"{_LOW}{_MIDDLE}{_TO_HIGH}{_UNIT}"), _quantity),
    Rule(re.compile(rf"{_LOW}{_NO_HIGH}{_UNIT}"), _quantity),
    Rule(
        re.compile(rf"(?:(?<=[Ii]n\s)|(?<=[Bb]y\s)|(?<=[Ss]ince\s)|(?<=[Uu]ntil\s))(?P<y>{_YEAR})\b{_NOT_MORE}"), _date
    ),
    Rule(re.compile(rf"(?P<y>{_YEAR})\b{_NOT_MORE}{_COUNTED}"), _date),
    Rule(re.compile(rf"{_LOW}{_TO_HIGH}{_WORDS}"), _counted),
    Rule(re.compile(rf"{_LOW}{_NO_HIGH}{_WORDS}"), _counted),
)
