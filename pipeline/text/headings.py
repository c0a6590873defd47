"""Headings: which lines title what follows, how they are numbered, and how deep they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pipeline.text.characters import CJK, display_width, is_cjk

_NUMERAL = "〇零一二三四五六七八九十百两兩"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾貳參陸"
# Styles of numbering from the widest to the narrowest; the order is their rank in a text that uses several.
_STYLES: Final = (
    ("markdown", re.compile(r"(?P<marks>#{1,6})\s+(?=\S)")),
    ("part", re.compile(rf"第\s*(?P<n>[{_NUMERAL}\d]+)\s*(?:编|編|篇|部分)(?=[\s　:：、]|$|[{CJK}])")),
    ("chapter", re.compile(rf"第\s*(?P<n>[{_NUMERAL}\d]+)\s*章|(?:Chapter|Part)\s+(?P<e>[\dIVX]+)\b", re.I)),
    ("section", re.compile(rf"第\s*(?P<n>[{_NUMERAL}\d]+)\s*[节節]|Section\s+(?P<e>[\dIVX]+)\b", re.I)),
    ("article", re.compile(rf"第\s*(?P<n>[{_NUMERAL}\d]+)\s*[条條款](?![{CJK}]{{0,2}}规定)")),
    ("formal", re.compile(rf"(?P<n>[{_FORMAL}]+)\s*[、.．]")),
    ("roman", re.compile(r"(?P<n>[IVX]{1,5})[.)]\s+(?=\S)|(?P<u>[Ⅰ-Ⅻ])\s*[、.．]?")),
    ("ordinal", re.compile(rf"(?P<n>[{_NUMERAL}]+)\s*[、.．,，]\s*")),
    ("bracketed", re.compile(rf"[（(]\s*(?P<n>[{_NUMERAL}]+)\s*[)）]\s*[、.]?|[㈠-㈩]")),
    ("decimal", re.compile(r"(?P<n>\d{1,2}(?:[.．]\d{1,2}){0,4})(?:[.．、]\s*|\s+|(?=[" + CJK + r"]))")),
    ("letter", re.compile(r"(?P<n>[A-Z])[.)]\s+(?=\S)")),
    ("parenthesis", re.compile(r"[（(]\s*(?P<n>\d{1,2})\s*[)）]\s*[、.]?|(?P<h>\d{1,2})[)）]\s*")),
    ("circled", re.compile(r"[①-⑳]\s*")),
)
_RANK: Final = {name: rank for rank, (name, _) in enumerate(_STYLES)}

_CLOSES_SENTENCE = re.compile(r"[。！!；;，,、][”’」』）)\"']*$|[.](?<!\.\.)$")
_FRONT = re.compile(
    r"^(?:摘\s*要|内容提要|提\s*要|关键词|關鍵詞|引\s*言|引\s*子|"
    r"前\s*言|导\s*[言语]|導\s*[言語]|"
    r"序\s*言|结\s*[语论]|結\s*[語論]|"
    r"结束语|余论|小结|参考文献|參考文獻|附\s*[录录件錄]|注\s*释|后记|致谢|abstract|summary|executive summary|introduction|"
    r"conclusions?|references|acknowledge?ments?|notes|appendix(?: \w)?|annex(?: \w)?)[:：]?$",
    re.I,
)
# Front matter that looks like a heading but names an author, a date, a source.
_BYLINE = re.compile(
    r"^(?:作者|文|撰文|供稿|来源|來源|责任?编辑?|责编|编辑|記者|记者|课题组|執筆|执笔|发布|日期|时间|By\s|Author|Source|Published)"
    r"|^[（(].*[)）]$|^\W*\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]"
    rf"|^[{CJK}]{{2,4}}(?:[ 　、，,]+[{CJK}]{{2,4}}){{0,4}}$(?<=\s..)"
)
_LABEL = re.compile(r"^(?:表|图|圖|Table|Figure|Fig\.)\s*\d", re.I)
_SHORT, _NUMBERED_SHORT = 60, 100  # columns


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text without the white space around it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A line found to be a heading: its numbering style, the ordinal where it has one, its title without marks."""

    line: Line
    style: str
    depth: int
    ordinal: int | None
    title: str


def numbering(text: str) -> tuple[str, re.Match[str]] | None:
    """The numbering style that `text` opens with, and its match; None for none. `一是` and `3.5%` are not numbering."""
    for name, pattern in _STYLES:
        match = pattern.match(text)
        if match and not (
            name == "decimal" and re.match(r"\d+(?:[.．]\d+)*\s*(?:[%％‰年月日个個家项項万億亿元吨]|$)", text)
        ):
            return name, match
    return None


def ordinal_of(match: re.Match[str]) -> int | None:
    """The number that a numbering match counts to, where it is plain to read."""
    raw = next((g for key in ("n", "e", "h") if (g := match.groupdict().get(key))), None)
    if raw is None:
        return None
    raw = re.split(r"[.．]", raw)[-1]
    if raw.isdigit():
        return int(raw)
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


def find_headings(lines: Sequence[Line]) -> list[HeadingLine]:
    """The lines that are headings, in order."""
    return [h for i, line in enumerate(lines) if (h := _as_heading(lines, i, line)) is not None]


def is_byline(text: str) -> bool:
    """Whether a short line names an author, a date or a source."""
    return _BYLINE.match(text) is not None and numbering(text) is None


def _as_heading(lines: Sequence[Line], i: int, line: Line) -> HeadingLine | None:
    text = line.text
    numbered = numbering(text)
    if numbered and numbered[0] == "markdown":
        title = text[numbered[1].end() :].rstrip("# ")
        return HeadingLine(line, "markdown", len(numbered[1]["marks"]), None, title)
    bare = text.strip("*_ ")
    if numbered is None and bare != text and text.startswith(("**", "__")):
        numbered = numbering(bare)
    if not bare or not any(c.isalnum() for c in bare):
        return None
    if numbered:
        return _numbered(line, bare, *numbered) if numbered[1].re.match(bare) else None
    if _FRONT.match(bare):
        return HeadingLine(line, "front", 0, None, bare.rstrip(":："))
    return HeadingLine(line, "plain", 0, None, bare) if _plain(lines, i, bare) else None


def _numbered(line: Line, text: str, style: str, match: re.Match[str]) -> HeadingLine | None:
    title = text[match.end() :].strip()
    if not title and style not in {"chapter", "section", "part"}:
        return None
    if display_width(text) > _NUMBERED_SHORT or _CLOSES_SENTENCE.search(title) or _has_sentence_inside(title):
        return None
    if style in {"parenthesis", "circled", "decimal", "letter"} and re.search(r"[:：]$", title):
        return None
    number = match.groupdict().get("n") or ""
    depth = number.replace("．", ".").count(".") if style == "decimal" else 0
    if style == "decimal" and depth == 0 and match.end() == len(number) and not is_cjk(title[:1]):
        return None
    return HeadingLine(line, style, depth, ordinal_of(match), title.rstrip(":："))


def _has_sentence_inside(title: str) -> bool:
    body = title.rstrip('？?”"）)')
    return bool(re.search(r"[。！？；;]|[!?](?=.)", body)) or bool(re.search(r"[a-z]{3}\. [A-Z]", body))


def _plain(lines: Sequence[Line], i: int, text: str) -> bool:
    """Whether a line without a number titles the text below it: short, unpunctuated, and with something to title."""
    if display_width(text) > _SHORT or re.search(r"[。！？!?；;，,、：:…]$", text) or _has_sentence_inside(text):
        return False
    if text.endswith(".") or text.startswith(("——", "—", "-", "*", "•", "·", ">", "|", "“", "「", '"')):
        return False
    if is_byline(text) or _LABEL.match(text) or not re.search(rf"[{CJK}]{{2}}|[A-Za-z]{{3}}", text):
        return False
    if not is_cjk(text[0]) and text[0].islower():
        return False
    if i + 1 >= len(lines):
        return False
    below = lines[i + 1].text
    return display_width(below) > display_width(text) or numbering(below) is not None


def levels(headings: Sequence[HeadingLine]) -> list[int]:
    """The level of each heading, from 1: wider numbering styles stand above narrower ones, whichever a text uses."""
    plain_rank = _rank_of_plain(headings)
    open_ranks: list[float] = []
    result = []
    for h in headings:
        rank = _rank(h, plain_rank)
        while open_ranks and open_ranks[-1] >= rank:
            open_ranks.pop()
        open_ranks.append(rank)
        result.append(len(open_ranks))
    return result


def _rank(heading: HeadingLine, plain_rank: float) -> float:
    if heading.style == "front":
        return -2.0
    if heading.style == "plain":
        return plain_rank
    if heading.style == "markdown":
        return -1.0 + heading.depth / 10
    return _RANK[heading.style] + heading.depth / 10


def _rank_of_plain(headings: Sequence[HeadingLine]) -> float:
    """Where headings without a number stand: above the numbered ones if numbering begins anew below each of them."""
    above = below = 0
    numbered = [h for h in headings if h.style not in {"plain", "front", "markdown"}]
    if not numbered:
        return len(_STYLES)
    for h, after in pairwise(headings):
        if h.style == "plain" and after.style not in {"plain", "front", "markdown"}:
            if after.ordinal == 1 and after.style == numbered[0].style:
                above += 1
            else:
                below += 1
    return -1.5 if above > below else len(_STYLES)
