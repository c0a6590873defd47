"""The numbers of lists in Word documents, which no paragraph holds: `一、`, `（二）`, `3.1`, as Word counts them.

ISO/IEC 29500-1, 17.9: a list (`num`) is one of an abstract definition, whose levels say how a number is written and
what it starts at; lists of one definition count on from each other unless they start anew.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.source.docx_xml import attribute_of, child_of, children_of, value_of

_LEVELS: Final = 9
_PLACE: Final = re.compile(r"%([1-9])")
_DIGITS: Final = "零一二三四五六七八九"
_FORMAL: Final = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN: Final = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_CHINESE: Final = re.compile(
    "(?:chinese|taiwanese)Counting(?:Thousand)?|taiwaneseDigital|japaneseCounting|japaneseDigitalTenThousand|"
    "ideographDigital|koreanDigital2"
)
_LEGAL: Final = frozenset(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"))
# Formats whose numbers are characters of their own, one after the other from the first.
_ROWS: Final = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_CLOSES_ITSELF: Final = frozenset("、，．）：。①②③④⑤⑥⑦⑧⑨⑩")  # what no blank follows in Chinese
_MOST: Final = 10_000  # a number beyond this is no list's


@dataclass(frozen=True, slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    restarts: bool = True
    arabic: bool = False  # numbers of other levels are shown in it as 1, 2, 3
    style: str | None = None


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted.

    Attributes:
        levels: of each abstract definition, by its id, the levels by their depth.
        lists: of each list, by its id, the definition it is of.
        anew: of each list, by its id, the levels at which it starts anew, and at what.
    """

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    anew: dict[str, dict[int, int]] = field(default_factory=dict)
    _counted: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of(self, list: str | None, style: str) -> int | None:
        """The level of a list that is that of a style, by the style's id."""
        levels = self.levels.get(self.lists.get(list or "", ""), {})
        return next((depth for depth, level in levels.items() if level.style == style), None)

    def mark(self, list: str, depth: int) -> str:
        """What stands before the next paragraph of a list at a depth, from 0; "" where nothing does."""
        definition = self.lists.get(list)
        level = self.levels.get(definition or "", {}).get(depth)
        if definition is None or level is None or depth >= _LEVELS:
            return ""
        counted = self._counted.setdefault(definition, [None] * _LEVELS)
        start = self.anew.get(list, {}).get(depth)
        if start is not None and (list, depth) not in self._begun:
            counted[depth] = start
        else:
            before = counted[depth]
            counted[depth] = level.start if before is None else before + 1
        self._begun.add((list, depth))
        for deeper in range(depth + 1, _LEVELS):
            if self.levels[definition].get(deeper, _Level()).restarts:
                counted[deeper] = None
        written = self._written(definition, level, counted)
        return written if not written or written[-1] in _CLOSES_ITSELF else f"{written} "

    def _written(self, definition: str, level: _Level, counted: list[int | None]) -> str:
        if level.format == "bullet":
            return "•"
        if level.format == "none":
            return ""

        def number(match: re.Match[str]) -> str:
            other = self.levels[definition].get(int(match[1]) - 1, _Level())
            value = counted[int(match[1]) - 1]
            format = "decimal" if level.arabic and other is not level else other.format
            return formatted(other.start if value is None else value, format)

        return _PLACE.sub(number, level.text).strip()


def read_numbering(root: Any) -> Numbering:
    """The lists that `word/numbering.xml` defines; none where there is no such part."""
    found = Numbering()
    linked: dict[str, str] = {}  # definitions that are those of a style of lists, by its name
    for element in children_of(root, "abstractNum"):
        id = attribute_of(element, "abstractNumId") or ""
        found.levels[id] = {_depth(level): _level(level) for level in children_of(element, "lvl")}
        if link := _said(element, "styleLink"):
            linked[link] = id
    for element in children_of(root, "abstractNum"):
        if (link := _said(element, "numStyleLink")) and link in linked:
            found.levels[(attribute_of(element, "abstractNumId") or "")] = found.levels[linked[link]]
    for element in children_of(root, "num"):
        id, definition = (attribute_of(element, "numId") or ""), _said(element, "abstractNumId")
        found.lists[id] = definition
        for override in children_of(element, "lvlOverride"):
            depth = _depth(override)
            if start := _said(override, "startOverride"):
                found.anew.setdefault(id, {})[depth] = _int(start, 1)
            for level in children_of(override, "lvl"):  # a list that writes a level its own way is one by itself
                own = f"{definition} of {id}"
                if found.lists[id] != own:
                    found.levels[own] = dict(found.levels.get(definition, {}))
                    found.lists[id] = own
                found.levels[own][depth] = _level(level)
    return found


def formatted(number: int, format: str) -> str:
    """A number as a format of ISO/IEC 29500-1, 17.18.59, writes it; in Arabic figures where it is not known here."""
    if not 0 < number < _MOST:
        return str(number)
    if _CHINESE.fullmatch(format) or format in _LEGAL:
        chinese = _chinese(number)
        return chinese.translate(_FORMAL) if format in _LEGAL else chinese
    if format in _ROWS:
        row = _ROWS[format]
        return row[number - 1] if number <= len(row) else str(number)
    if format in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if format == "upperLetter" else letter.lower()
    if format in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if format == "upperRoman" else roman.lower()
    return f"{number:02d}" if format == "decimalZero" else str(number)


def _chinese(number: int) -> str:
    if number < 20:
        return ("十" if number >= 10 else "") + (_DIGITS[number % 10] if number % 10 else "")
    written = ""
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            written += _DIGITS[digit] + unit
        elif written and number and not written.endswith("零"):
            written += "零"
    return written


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def _level(element: Any) -> _Level:
    return _Level(
        format=_said(element, "numFmt") or "decimal",
        text=_said(element, "lvlText"),
        start=_int(_said(element, "start"), 1),
        restarts=_said(element, "lvlRestart") != "0",
        arabic=child_of(element, "isLgl") is not None,
        style=_said(element, "pStyle") or None,
    )


def _depth(element: Any) -> int:
    return _int((attribute_of(element, "ilvl") or ""), 0)


def _said(element: Any, name: str) -> str:
    """The value of the first child called so; "" where there is none."""
    return value_of(child_of(element, name)) or ""


def _int(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else default
