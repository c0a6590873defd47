"""Units of figures: what each is a unit of, its symbol and, where the symbol is of another size, the factor."""

from typing import Final, NamedTuple

from pipeline.facts.lexicon import COUNTED


class Unit(NamedTuple):
    """A unit as written, `symbol` its normal form, and what a figure in it is multiplied by."""

    kind: str
    symbol: str | None
    factor: float = 1


_MONEY: Final = {
    "CNY": "元人民币 元 块钱 块",
    "USD": "美元 美金",
    "HKD": "港元 港币",
    "EUR": "欧元",
    "GBP": "英镑",
    "JPY": "日元",
    "KRW": "韩元",
    "AUD": "澳元",
    "CAD": "加元",
    "CHF": "瑞士法郎",
    "RUB": "卢布",
    "MOP": "澳门元",
    "TWD": "新台币",
    "SGD": "新加坡元 新元",
}
_MEASURES: Final = {
    "km": "公里 千米 km KM",
    "m": "米 m",
    "dm": "分米",
    "cm": "厘米 cm",
    "mm": "毫米 mm",
    "nm": "纳米 nm",
    "µm": "微米",
    "nmi": "海里",
    "km2": "平方公里 平方千米 km² km2",
    "m2": "平方米 平米 平 m² m2 ㎡",
    "m3": "立方米 方 m³ m3 立方",
    "ha": "公顷 hm²",
    "t": "吨 t",
    "kg": "公斤 千克 kg",
    "g": "克",
    "mg": "毫克 mg",
    "µg": "微克",
    "L": "升",
    "mL": "毫升",
    "kW": "千瓦 kW",
    "MW": "兆瓦 MW",
    "GW": "吉瓦 GW",
    "W": "瓦",
    "kWh": "千瓦时 度电 kWh",
    "MWh": "兆瓦时 MWh",
    "V": "伏",
    "kV": "千伏 kV",
    "°C": "摄氏度 ℃ °C",
    "dB": "分贝 dB",
    "Pa": "帕",
    "kPa": "千帕",
    "MPa": "兆帕 MPa",
    "Hz": "赫兹 Hz",
    "in": "英寸",
    "ft": "英尺",
    "mi": "英里",
    "kVA": "千伏安",
    "Nm3": "标方",
    "tce": "吨标准煤 吨标煤",
    "TEU": "标准箱 标箱 TEU",
    "GB": "GB",
    "TB": "TB",
    "Mbps": "Mbps",
    "GHz": "GHz",
    "亩": "亩",
    "里": "里地 里路 华里",
    "斤": "斤",
    "克/升": "克/升",
}
_TIMES: Final = {
    "Y": "年 周年 载",
    "M": "个月 个多月",
    "W": "周 个星期 星期 礼拜",
    "D": "天 昼夜",
    "TH": "小时 个小时 个钟头 钟头",
    "TM": "分钟",
    "TS": "秒 秒钟",
}
# How long a working day lasts by the calendar depends on where it falls, so that ISO 8601 has no length for it.
_WORKING_DAYS: Final = {
    "工作日": "工作日 个工作日",
    "working days": "working days|working day|business days|business day",
}
_RATES: Final = {"points": ("个百分点", "百分点", "个点"), "multiple": ("倍",)}


def _table() -> dict[str, Unit]:
    table = {name: Unit("money", code) for code, names in _MONEY.items() for name in names.split()}
    table |= {name: Unit("money", "CNY", 0.1) for name in ("角", "角钱", "毛", "毛钱")}
    table["分钱"] = Unit("money", "CNY", 0.01)
    table |= {name: Unit("measure", symbol) for symbol, names in _MEASURES.items() for name in names.split()}
    table |= {name: Unit("count", name) for name in COUNTED.split()}
    table |= {name: Unit("period", part) for part, names in _TIMES.items() for name in names.split()}
    table["刻钟"] = Unit("period", "TM", 15)
    table |= {name: Unit("period", "工作日") for name in _WORKING_DAYS["工作日"].split()}
    table |= {name: Unit("points", "pp") for name in _RATES["points"]}
    table |= {"个基点": Unit("points", "pp", 0.01), "基点": Unit("points", "pp", 0.01)}
    table |= {"倍": Unit("multiple", None), "%": Unit("share", None, 0.01), "‰": Unit("share", None, 0.001)}
    return table


CHINESE: Final = _table()
# The characters that make a unit the start of another word: 二元结构, 两部委, 三门峡, 五年级.
NOT_AFTER: Final = {
    "元": "旦素件年结构化论次体系社经济首",
    "部": "分委门署曲队长",
    "年": "级度代报鉴龄轻初末底中",
    "人": "民大才口物家工均格行称选",
    "门": "峡诊槛店",
    "市": "场民值委政级",
    "区": "别域分间",
    "村": "民委",
    "省": "份委级厅",
    "县": "委级城",
    "家": "庭长",
    "类": "型似",
    "期": "间望货限",
    "位": "置于",
    "个点": "位子心球名",
    "道": "路理德",
    "步": "走骤入",
    "次": "产要数序日",
    "方": "面向式法案便案",
    "条": "例款件",
    "件": "套",
    "位数": "",
    "名": "录单义称额师",
    "平": "台均衡安等原",
    "里": "程面",
    "所": "有谓以在",
    "处": "理于置长分",
    "对": "于接象",
    "台": "风",
    "班": "子",
    "节": "约能点",
    "口": "岸径",
    "轮": "车胎",
    "间": "隔",
    "周": "边期转",
    "斤": "斤计",
    "分": "",
    "种": "植子",
    "级": "",
    "步走": "",
    "升": "级高至到",
    "块": "状",
    "角": "洲形度色落债膜质楼逐大亭恋场号星钢铁帽梅茴枫架函关地带旗铃体柱锥尺板塔贸套区湾镇村街路井城龙鹿兽池",
    "组": "织成长合",
    "起": "来点",
    "只": "有能要是",
    "本": "地市级",
    "天": "然气下津",
    "部委": "",
    "头": "部疼",
    "列": "入出为车举支",
    "例": "如外",
    "则": "是",
    "支": "持部出",
    "双": "方碳",
    "场": "所",
    "字": "塔头",
    "项": "目",
    "册": "子",
    "米": "饭面",
    "层": "级次面",
    "乡": "镇村",
    "箱": "包",
    "包": "括",
    "载": "体",
    "t": "值检统分",
}
# 三毛 is a name more often than a sum: it is one before a mark, a word that prices things, or the other end of a range.
ONLY_BEFORE: Final = {
    "家": "(?!乡[^镇村])",  # 三家乡镇卫生院, but 家乡
    "毛": r"$|\W|左右|上下|以[上下内]|之内|不[到足]|余|多(?![次年])|[涨升降跌][到至为]|起(?=$|\W|[步卖售价])|每"
    r"|[到至和与或][\d一二两三四五六七八九]|一[斤度件张只包袋份根块条碗瓶吨亩里次]|一个(?!人)|的(?:差|价|成本|补|费)",
}

_ENGLISH_MONEY: Final = {"USD": "dollars dollar", "EUR": "euros euro", "GBP": "pounds", "CNY": "yuan renminbi RMB"}
_ENGLISH_MEASURES: Final = {
    "km": "km kilometres kilometre kilometers kilometer",
    "mi": "miles mile",
    "m": "m metres metre meters meter",
    "cm": "cm centimetres centimeters",
    "mm": "mm millimetres millimeters",
    "m2": "square metres|square meters|sq m|m2|m²",
    "km2": "square kilometres|square kilometers|sq km|km2|km²",
    "m3": "cubic metres|cubic meters|m3|m³",
    "sq mi": "square miles|sq mi",
    "ha": "hectares hectare ha",
    "acre": "acres acre",
    "t": "tonnes tonne tons ton t",
    "kg": "kg kilograms kilos",
    "L": "litres litre liters liter",
    "ft": "feet ft",
    "kWh": "kWh kilowatt-hours",
    "MWh": "MWh",
    "kW": "kW kilowatts",
    "MW": "MW megawatts",
    "GW": "GW gigawatts",
    "°C": "°C|℃|degrees Celsius",
    "mph": "mph",
    "km/h": "km/h",
    "m/s": "m/s",
    "dB": "dB decibels",
    "Mbps": "Mbps",
}
_ENGLISH_TIMES: Final = {
    "Y": "years year",
    "M": "months month",
    "W": "weeks week",
    "D": "days day",
    "TH": "hours hour",
    "TM": "minutes minute",
}


def _names(names: str) -> list[str]:
    return names.split("|") if "|" in names else names.split()


def _english_table() -> dict[str, Unit]:
    table = {name: Unit("money", code) for code, names in _ENGLISH_MONEY.items() for name in _names(names)}
    table |= {name: Unit("measure", symbol) for symbol, names in _ENGLISH_MEASURES.items() for name in _names(names)}
    table |= {name: Unit("period", part) for part, names in _ENGLISH_TIMES.items() for name in _names(names)}
    table |= {name: Unit("period", "working days") for name in _names(_WORKING_DAYS["working days"])}
    for name in ("percentage points", "percentage point", "per cent points"):
        table[name] = Unit("points", "pp")
    table |= {name: Unit("points", "pp", 0.01) for name in ("basis points", "basis point")}
    table |= {name: Unit("share", None, 0.01) for name in ("%", "per cent", "percent")}
    table |= {"times": Unit("multiple", None), "fold": Unit("multiple", None)}
    return table


WORKING_DAYS: Final = frozenset(_WORKING_DAYS)
ENGLISH: Final = _english_table()
SIGNS: Final = {
    "US$": "USD",
    "HK$": "HKD",
    "A$": "AUD",
    "C$": "CAD",
    "$": "USD",
    "£": "GBP",
    "€": "EUR",
    "¥": "CNY",
    "￥": "CNY",
    "RMB": "CNY",
}
