"""The numbers that headings and clauses open with: their styles, and what they count to."""

import re
import unicodedata
from typing import Final

from pipeline.text.characters import CJK

NUMERAL: Final = "〇零一二三四五六七八九十百两兩"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾貳參陸"
_WORDS: Final = dict(
    zip(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        range(1, 13),
        strict=True,
    )
)
# Styles of numbering from the widest to the narrowest; the order is their rank in a text that uses several.
STYLES: Final = (
    ("markdown", re.compile(r"(?P<marks>#{1,6})\s+(?=\S)")),
    ("part", re.compile(rf"第\s*(?P<n>[{NUMERAL}\d]+)\s*(?:编|編|篇|部分)(?=[\s　:：、]|$|[{CJK}])")),
    (
        "chapter",
        re.compile(
            rf"第\s*(?P<n>[{NUMERAL}\d]+)\s*章|(?:Chapter|Part)\s+(?P<e>\d+|[IVX]+|{'|'.join(_WORDS)})\b[:.]?", re.I
        ),
    ),
    ("section", re.compile(rf"第\s*(?P<n>[{NUMERAL}\d]+)\s*[节節]|Section\s+(?P<e>[\dIVX]+)\b[:.]?", re.I)),
    ("article", re.compile(rf"第\s*(?P<n>[{NUMERAL}\d]+)\s*[条條款](?![{CJK}]{{0,2}}规定)")),
    ("formal", re.compile(rf"(?P<n>[{_FORMAL}]+)\s*[、.．]")),
    ("roman", re.compile(r"(?P<n>[IVX]{1,5})[.)]\s+(?=\S)|(?P<u>[Ⅰ-Ⅻ])\s*[、.．]?")),
    # But `一、二季度` and `三、四线城市` are no ordinals.
    ("ordinal", re.compile(rf"(?P<n>[{NUMERAL}]+)\s*[、.．,，](?![{NUMERAL}](?:季度|[线产类级期审]))\s*")),
    ("bracketed", re.compile(rf"[（(]\s*(?P<n>[{NUMERAL}]+)\s*[)）]\s*[、.]?|(?P<u>[㈠-㈩])\s*")),
    (
        "decimal",
        re.compile(rf"(?P<n>\d{{1,2}}(?:[.．]\d{{1,2}}){{0,4}})(?:[.．、]\s*|\s+|(?=[{CJK}]))|(?P<u>[⒈-⒛])\s*"),
    ),
    ("letter", re.compile(r"(?P<a>[A-Z])[.)]\s+(?=\S)")),
    ("parenthesis", re.compile(r"[（(]\s*(?P<n>\d{1,2})\s*[)）]\s*[、.]?|(?P<h>\d{1,2})[)）]\s*|(?P<u>[⑴-⒇])\s*")),
    ("circled", re.compile(r"(?P<u>[①-⑳])\s*")),
)
RANK: Final = {name: rank for rank, (name, _) in enumerate(STYLES)}
# What a number counts rather than numbers: `3.5%`, `12 个`, `5 May`, `10 years`; and without a space between, `24小时`.
_COUNTS = re.compile(
    r"\d+(?:[.．]\d+)*(?:\s*(?:[%％‰年月日个個家项項万萬亿億元吨]|$|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|per cent|percent|"
    r"years?|months?|weeks?|days?|hours?|people|million|billion)\b)|"
    r"[时時分秒名位人件次条條种種类類大多余餘后後强倍米公里小天周岁歲户戶亩畝所座处處部套台辆批届期比号號级級层層度省市县县区村镇国])"
)

# Nouns that lines of action are numbered behind.
NOUNS: Final = "建议|对策|措施|举措|任务|行动|路径|启示|经验|教训|做法|问题"
# Ordinals that open a sentence in words, by style: `一是`, `第一，`, `首先`, `First,`; those behind a noun, each noun a
# style of its own (`建议一：` may stand over `措施1：`); and the dashes of a list.
OPENERS: Final = (
    ("第", re.compile(r"第(?P<n>[一二三四五六七八九十]{1,3})(?=[，,、：:是]|个方面|(?:条|项|点)建议)")),
    ("是", re.compile(r"(?P<n>[一二三四五六七八九十]{1,3})是(?!否)")),
    ("要", re.compile(r"(?P<n>[一二三四五六七八九十]{1,3})要(?![素件])")),
    ("其", re.compile(r"其(?P<n>[一二三四五六七八九])(?=[，,、：:是])")),
    (
        "noun",
        re.compile(
            rf"(?P<noun>{NOUNS})"
            r"(?:(?P<n>[一二三四五六七八九十]{1,3})(?=[：: ，]|[,.](?!\d)|、(?![一二三四五六七八九十\d]))|"
            r"[（(](?P<b>[一二三四五六七八九十]{1,3}|\d{1,2})[)）](?=[：:，、 ])|"
            r"之(?P<m>[一二三四五六七八九十]{1,3})(?=[：:、]|[，,](?!就?是))|"
            r"(?P<h>\d{1,2})(?=[：:，、,.](?!\d)))"
        ),
    ),
    (
        "noun",
        re.compile(
            r"(?P<noun>Recommendation|Proposal|Action|Measure|Priority|Reform|Option|Lesson|Finding)\s"
            rf"(?:(?P<e>\d{{1,2}}|[IVX]{{1,5}}|(?i:{'|'.join(_WORDS)}))|(?P<a>[A-H]))(?=[:.](?!\d)|\s[–—-]\s)"
        ),
    ),
    ("方面", re.compile(r"(?P<first>一方面)|(?P<more>另一方面|再一方面)")),
    ("首先", re.compile(r"(?P<first>首先(?!锋))|(?P<more>其次|再次|再者|此外|最后)(?=[，,是要])")),
    (
        "First",
        re.compile(
            r"(?P<first>First|Firstly|To begin with)\b,?|"
            r"(?P<more>Second|Third|Fourth|Fifth|Sixth|Finally|Last|Next)(?:ly)?\b,"
        ),
    ),
    ("dash", re.compile(r"——|[-*•·▪●]\s*(?=\S)")),
)


def numbering(text: str) -> tuple[str, re.Match[str]] | None:
    """The numbering style that `text` opens with, and its match; None for none. `一是` and `3.5%` are not numbering."""
    for name, pattern in STYLES:
        match = pattern.match(text)
        if match and not (name == "decimal" and _COUNTS.match(text)):
            return name, match
    return None


def without_number(text: str) -> str:
    """A normalised sentence or clause without the ordinal or number that it opens with, for what it says beside that.

    What would be nothing else is left as it is.
    """
    rest = text.lstrip()
    while (match := _opening(rest)) is not None and (shorter := rest[match.end() :].lstrip(" \u3000，,、：:.–—")):
        rest = shorter
    return rest


def _opening(text: str) -> re.Match[str] | None:
    for _, pattern in OPENERS:
        if match := pattern.match(text):
            return match
    numbered = numbering(text)
    return numbered[1] if numbered else None


def ordinal_of(match: re.Match[str]) -> int | None:
    """The number that a numbering match counts to, where it is plain to read."""
    groups = match.groupdict()
    if groups.get("u"):
        return int(unicodedata.numeric(groups["u"]))
    if groups.get("a"):
        return ord(groups["a"]) - ord("A") + 1
    raw = next((g for key in ("n", "m", "b", "e", "h") if (g := groups.get(key))), None)
    if raw is None:
        return None
    raw = re.split(r"[.．]", raw)[-1]
    if raw.isdecimal():
        return int(raw) if len(raw) < 5 else None
    if raw.isascii():
        return _WORDS.get(raw.lower()) or _roman(raw.upper())
    return chinese_number(raw)


def chinese_number(text: str) -> int | None:
    """`十二` as 12, up to 99; None for anything else."""
    digits = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
    head, ten, tail = text.partition("十")
    if not all(c in digits for c in head + tail) or len(head) > 1 or len(tail) > 1:
        return None
    if ten:
        return 10 * digits.get(head, 1) + digits.get(tail, 0)
    return digits.get(head)


def _roman(text: str) -> int | None:
    """`IV` as 4, of the letters I, V and X; None for what is no Roman numeral."""
    values = [{"I": 1, "V": 5, "X": 10}.get(letter, 0) for letter in text]
    if not values or not all(values):
        return None
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
