"""Figures in Chinese sentences."""

import re
from decimal import Decimal
from typing import Final

from pipeline.facts.found import SIGNED, Beside, Found, Rule
from pipeline.facts.lengths import length
from pipeline.facts.numerals import HAN, NUMBER, as_float, chinese_value, number_range, scale_of
from pipeline.facts.units import CHINESE, NOT_AFTER, ONLY_BEFORE, SIGNS, WORKING_DAYS, Unit

# A dash may be double, but is not made of two: the second of ~- is a minus.
TO: Final = r"(?:\s?(?:—{1,2}|–{1,2}|-{1,2}|－{1,2}|~{1,2}|～{1,2}|[至到]{1,2})\s?)"
_UNITS: Final = "|".join(
    re.escape(name)
    + (f"(?![{NOT_AFTER[name]}])" if NOT_AFTER.get(name) else "")
    + (f"(?={ONLY_BEFORE[name]})" if name in ONLY_BEFORE else "")
    + ("(?![A-Za-z])" if name.isascii() and name.isalpha() else "")
    for name in sorted(CHINESE, key=len, reverse=True)
)
# The normal form keeps the blank before a unit that is no Chinese word: 5 ℃, 3 km.
_UNIT: Final = rf"(?:\s?(?P<unit>{_UNITS}))?(?:(?<!%)/(?P<per>{_UNITS}|天|年|月|日|时|秒))?"
# A minus stands where a figure begins or after a word of change or value; after a figure a dash is that of a range.
# 自负10% is what one bears oneself.
_MINUS: Final = (
    r"(?:(?P<minus>(?<![^\s（(\[“‘，、；：。=＝|~～—–从由自即为是至到达于在近约值率比幅度速温长降升跌减滑涨加增差数])(?<![\d%]\s)[-−]"
    r"|(?<![^\s（(，、；：。~～—–从由即为是在至到达于约])负|零下|负增长))?"
)
_LOW: Final = rf"{_MINUS}(?P<sign>US\$|HK\$|[$£€¥￥])?(?P<low>{NUMBER})"
# The upper end has a sign of its own only if the lower has one: -5%至-3%.
_TO_SIGNED: Final = (
    rf"(?:(?(minus)\s?(?:[—–~～至到]{{1,2}}|-)\s?(?P<below>[-−负]|零下|负增长)|(?!))|{TO}(?P<above>零上)?)"
)
_FIGURE: Final = re.compile(rf"{_LOW}(?:(?:\s?(?P<middle>{_UNITS}))?{_TO_SIGNED}(?P<high>{NUMBER}))?{_UNIT}")
# 度 is a degree of many things, but below zero of temperature.
_DEGREES: Final = {"度": Unit("measure", "°C")} | {n: unit for n, unit in CHINESE.items() if unit.symbol == "°C"}
_DEGREE: Final = "|".join(_DEGREES)
_BELOW_ZERO: Final = re.compile(
    rf"(?=零下){_LOW}(?:(?:\s?(?P<middle>{_DEGREE}))?{_TO_SIGNED}(?P<high>{NUMBER}))?\s?(?P<unit>{_DEGREE})(?P<per>(?!))?"
)
# What reads as a range and is none (由15个降至10个) is two figures.
_ALONE: Final = re.compile(rf"{_LOW}(?P<middle>(?!))?(?P<below>(?!))?(?P<above>(?!))?(?P<high>(?!))?{_UNIT}")
_COUNTED: Final = re.compile(rf"[\d{HAN}余多]\s?({_UNITS})\s$")
_BARE: Final = frozenset("一")
_CORNERS: Final = frozenset("角毛")
_FEW: Final = 100  # so many 角 or 毛 nobody says
# Parties and places that read as figures: 三方协议, 保一方平安, 长三角.
_NAMED: Final = re.compile(r"(?<![\d百千万亿])[一两二三四五六七八九多]方$|[长長珠金铁鐵]三角$")
_PART: Final = (
    rf"{_MINUS}(?P<whole>[百千万]|{NUMBER})分之(?P<low>{NUMBER})(?:{TO}(?:(?:[百千万])分之)?(?P<high>{NUMBER}))?"
)
_TENTHS: Final = (
    r"(?<![一二两三四五六七八九十百千万亿第\d])(?:(?<![从由自])(?P<from>[一二两三四五六七八九]|\d(?:\.\d)?)成?[至到—–~～-])?(?P<tenth>[一二两三四五六七八九]{1,2}|\d(?:\.\d)?)成"
    r"(?P<more>[一二三四五六七八九半])?"
)
_NOT_TENTHS: Final = r"(?![不为立功长员果本就熟交品效绩都群])"
_HALF: Final = r"(?:一半|(?<!多)半数|(?<=[过超])半(?=[数的，。；]|以上))"
_COIN_SIZES: Final = {
    "yuan": Decimal(1), "dime": Decimal("0.1"), "cent": Decimal("0.01"), "last": Decimal("0.01")
}  # fmt: skip
# What makes 毛 hair and 分 a branch or a share.
_HAIR: Final = "巾衣利病竹坯囊皮孔发线笔料绒猪鸡驴尖泽"
_NO_CENT: Final = "之钟析别类级队公外红店行校院局社部场站厂馆会支布形期成组摊批"
_COINS: Final = (
    rf"(?={NUMBER}[元块角毛][\d{HAN}])(?:(?P<yuan>{NUMBER})[元块])?"
    rf"(?:(?P<dime>{NUMBER})(?:角(?![{NOT_AFTER['角']}])|毛(?![{_HAIR}])))?"
    rf"(?:(?P<cent>{NUMBER})分(?![{_NO_CENT}])|(?<=[角毛])(?P<last>[一二三四五六七八九])(?=\W|$))?钱?"
)
_PER: Final = {"秒": "s", "时": "h", "小时": "h", "天": "d", "日": "d", "年": "a", "月": "mo", "分钟": "min"}

WORDS: Final = Beside(
    before=re.compile(
        r"(不少于|不低于|不得低于|不超过|不得超过|不高于|不多于|不到|不足|低于|高于|多于|少于|大于|小于|超过|超出|至少|至多|最多|最高|最低|"
        r"大约|大概|约为|将近|接近|近|约|逾|超|到|从|自|截至|截止)(?:占|有|达)?$"
    ),
    after=re.compile(r"(以上|以下|以内|之内|以来|以前|以后|之前|之后|左右|上下|开外|内|前|后|起|来|间)"),
    softening=frozenset(("大约", "大概", "约为", "将近", "接近", "近", "约", "左右", "上下")),
    not_of_time=frozenset("近"),
    of_time=frozenset(
        ("到", "从", "自", "截至", "截止", "以来", "以前", "以后", "之前", "之后", "前", "后", "起", "来", "间")
    ),
)


def _minus(match: re.Match[str]) -> bool:
    """Whether what stands before a figure is its minus.

    After a unit and a blank it is a dash (5公里 -3公里), but for one of time: 2023年 -3.2%.
    """
    if match["minus"] is None:
        return False
    start = match.start("minus")
    counted = _COUNTED.search(match.string[max(0, start - 12) : start])
    return counted is None or CHINESE[counted[1]].kind == "period"


def _parts(match: re.Match[str]) -> Found | None:
    whole = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000)}.get(match["whole"])
    whole = whole or (number_range(match["whole"]) or (None,))[0]
    low = number_range(match["low"])
    if not whole or low is None:
        return None
    high = number_range(match["high"]) if match["high"] else None
    upper = high[0] if high else low[1]
    sign = -1 if _minus(match) and upper is None else 1
    return Found(
        match.start() if sign < 0 else match.start("whole"), match.end(), "share", as_float(sign * low[0] / whole),
        None, None if upper is None else as_float(upper / whole), low[2],
    )  # fmt: skip


def _tenths(match: re.Match[str]) -> Found | None:
    more = {"半": Decimal("0.5")}.get(match["more"] or "") or (chinese_value(match["more"]) if match["more"] else None)
    number = number_range(match["tenth"])
    if number is None or number[0] > 10 or (number[1] is not None and more):
        return None
    value = number[0] / 10 + ((more / 10 if match["more"] == "半" else more / 100) if more else 0)
    upper = None if number[1] is None else number[1] / 10
    if match["from"]:
        low = number_range(match["from"])
        if low is None or upper is not None or low[0] / 10 >= value:
            return None
        value, upper = low[0] / 10, value
    return Found(
        match.start(),
        match.end(),
        "share",
        as_float(value),
        None,
        None if upper is None else as_float(upper),
        number[2],
    )


def _fraction(match: re.Match[str]) -> Found | None:
    top, bottom = int(match["top"]), int(match["bottom"])
    if not 0 < top < bottom:
        return None
    if _minus(match):
        return Found(match.start(), match.end(), "share", -top / bottom)
    return Found(match.start("top"), match.end(), "share", top / bottom)


def _ratio(match: re.Match[str]) -> Found | None:
    a, b = number_range(match["a"]), number_range(match["b"])
    if re.fullmatch(r"\d{1,2}[:：∶][0-5]\d", match[0]) or not a or not b or not b[0]:
        return None  # the hour of the day
    return Found(match.start(), match.end(), "ratio", as_float(a[0] / b[0]))


def _doubled(match: re.Match[str]) -> Found | None:
    number = number_range(match["n"]) if match["n"] else None
    if match["n"] and (number is None or number[0] > 30 or number[0] % 1):
        return None
    return Found(match.start(), match.end(), "multiple", float(2 ** int(number[0] if number else 1)))


def _coins(match: re.Match[str]) -> Found | None:
    """A sum in more than one unit: `一元二角`, `四块五毛钱`, `三角五分`, `一块一毛二`."""
    said = [(number_range(match[name]), size) for name, size in _COIN_SIZES.items() if match[name]]
    total = Decimal(0)
    for n, (number, size) in enumerate(said):
        if number is None or number[1] is not None or (number[0] >= 10 and n) or (number[0] >= _FEW and size < 1):
            return None
        total += number[0] * size
    return Found(match.start(), match.end(), "money", as_float(total), "CNY") if len(said) > 1 else None


def _ends(match: re.Match[str], *, signed: bool) -> tuple[Decimal, Decimal | None, bool] | None:
    """What a number or a range says, lower end first; None of a range that falls."""
    low, high = number_range(match["low"]), number_range(match["high"]) if match["high"] else None
    if low is None or (match["high"] and high is None):
        return None
    first, upper, rough = low
    if high:
        scale = scale_of(match["high"])
        if scale > 1 and scale_of(match["low"]) == 1 and match["middle"] is None and first * scale < high[0] * 10:
            first *= scale  # 3—5万: both are ten thousands
        upper, rough = high[1] or high[0], rough or high[2]
    if not signed:
        return None if upper is not None and upper < first else (first, upper, rough)
    if upper is None:
        return -first, None, rough
    # In words it holds for both ends (负增长2%—3%, 零下5至10℃), but for degrees with their unit: 零下5℃到10℃.
    both = match["minus"] == "负增长" or (match["minus"] == "零下" and match["middle"] is match["above"] is None)
    if match["below"] or not high or both:
        return -max(first, upper), -min(first, upper), rough
    return -first, upper, rough


def _unit(name: str) -> Unit | None:
    return CHINESE.get(name) or _DEGREES.get(name)


def _figure(match: re.Match[str]) -> Found | None:
    """A number, or a range, with its unit."""
    name = match["unit"] or (match["middle"] if match["high"] is None else None)
    unit = _unit(name) if name else None
    if match["high"] and match["middle"] and unit and _unit(match["middle"]) != unit:
        return None
    signed = _minus(match) and ("money" if match["sign"] else unit.kind if unit else "number") in SIGNED
    ends = _ends(match, signed=signed)
    if ends is None:
        return None
    first, upper, rough = ends
    start = match.end("minus") if match["minus"] and not signed else match.start()
    kind: str
    symbol: str | None
    factor: float
    # A number in Chinese characters without a unit is mostly part of a word, but for several millions.
    bare = match["low"][0].isascii() or (match["low"][0] in "几数" and match["low"].rstrip("余多")[-1] in "万亿")
    if match["sign"]:
        kind, symbol, factor = "money", SIGNS[match["sign"]], 1
    elif unit is None or name is None:
        return _number(match, start, first, upper, rough) if bare else None
    else:
        kind, symbol, factor = unit
        if match["low"] in _BARE and kind == "count" and not match["high"]:
            return None
        if name in _CORNERS and (upper or first) >= _FEW:
            return None  # the year 1949 before a name
        if match["low"] in _BARE and name in _CORNERS and not match["high"]:
            return None  # 冰山一角; but 一角钱
        if not match["high"] and _NAMED.search(match.string[max(0, start - 1) : match.end("unit")]):
            return None
        if name == "届" and _YEAR.fullmatch(match["low"]):
            return None  # 2023届毕业生
        if set(match["low"]) <= set("百千万亿余多") and not _LIMITS.search(match.string[max(0, start - 2) : start]):
            return None  # 百姓, 千方百计; but 上百家
        rough = rough or set(match["low"]) <= set("百千万亿余多")
    if kind == "period" and symbol not in WORKING_DAYS:
        if match["low"] == "一" and match.string[max(0, start - 1) : start] in _POINTING:
            return None  # 前一天, 这一年
        if name == "年" and _YEAR.fullmatch(match["low"]) and _MONTH.match(match.string, match.end("unit")):
            return None  # 2023年4月31日: no length, though no date either
        size = Decimal(str(factor))
        return Found(
            start, match.end("unit"), kind, length(first * size, symbol or ""), None,
            None if upper is None else length(upper * size, symbol or ""), rough,
        )  # fmt: skip
    if match["per"] and kind in {"measure", "money"}:
        per = match["per"]
        symbol = f"{symbol}/{_PER.get(per) or (CHINESE[per].symbol if per in CHINESE else per)}"
    end = match.end() if kind in {"measure", "money"} else match.end("unit")
    exact = Decimal(str(factor))
    return Found(
        start, end, kind, as_float(first * exact), symbol,
        None if upper is None else as_float(upper * exact), rough,
    )  # fmt: skip


_YEAR: Final = re.compile(r"[\d〇零一二三四五六七八九]{4}")
_MONTH: Final = re.compile(r"\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?月")
_POINTING: Final = frozenset("前后这那同每有哪上下某")
_LIMITS: Final = re.compile("(?:[上近逾超过]|大约|不[足到及满]|[高可]达)$")
_NO_NUMBER_AFTER: Final = re.compile(r"[A-Za-z号分届级期线世日月年时点代路季后%‰.:∶/／]|个|\s?[A-Za-z]")
_NO_NUMBER_BEFORE: Final = re.compile(r"(?:[A-Za-z\[〔（(第·./:∶时点−-]|[A-Za-z][\s,，])$")


def _number(match: re.Match[str], start: int, first: Decimal, upper: Decimal | None, rough: bool) -> Found | None:
    """Digits with no unit; what numbers, names or times something is no figure."""
    text, end = match.string, match.end("high") if match["high"] else match.end("low")
    if _NO_NUMBER_AFTER.match(text, end) or _NO_NUMBER_BEFORE.search(text[max(0, start - 2) : start]):
        return None
    if start == 0 and (match["minus"] in {"-", "−", "负"} or re.compile(r"[.、．)）\s]").match(text, end)):
        return None  # a dash or a number that opens a line of a list
    return Found(start, end, "number", as_float(first), None, None if upper is None else as_float(upper), rough)


RULES: Final = (
    Rule(re.compile(_PART), _parts),
    Rule(re.compile(_TENTHS + _NOT_TENTHS), _tenths),
    Rule(re.compile(_COINS), _coins),
    Rule(re.compile(_HALF), lambda m: Found(m.start(), m.end(), "share", 0.5)),
    Rule(re.compile(rf"翻了?(?:(?P<n>{NUMBER})番|番|倍)"), _doubled),
    Rule(re.compile(rf"{_MINUS}(?<![\d./])(?P<top>\d{{1,3}})/(?P<bottom>\d{{1,4}})(?![\d./年月])"), _fraction),
    Rule(re.compile(rf"(?P<a>{NUMBER})(?:[:：∶]|比)(?P<b>{NUMBER})(?![:：∶\d.])"), _ratio),
    Rule(_BELOW_ZERO, _figure),
    Rule(_FIGURE, _figure),
    Rule(_ALONE, _figure),
)
