"""Headings: which lines title what follows."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pipeline.text.characters import CJK, display_width, is_cjk
from pipeline.text.front import front_matter, head_of_paper, is_byline
from pipeline.text.lines import Line
from pipeline.text.numbering import NUMERAL, chinese_number, numbering, ordinal_of

__all__ = ["HeadingLine", "chinese_number", "find_headings", "is_byline", "numbering", "ordinal_of"]

# Where a sentence ends inside a line; of half width too, but for an ordinal's: `一.总则`.
_STOP_INSIDE = re.compile(
    rf"[。！？；;]|[!?](?=.)|[a-z]{{3}}\. [A-Z]|(?![一二三四五六七八九十])[{CJK}][.．](?=[{CJK}（(])"
)
_CLOSES_SENTENCE = re.compile(r"[。！!；;，,、][”’」』）)\"']*$|[.](?<!\.\.)$")
# Names that sections go by without a number, at the top of the tree.
_FRONT = re.compile(
    r"^(?:摘\s*要|内容提要|提\s*要|关键词|關鍵詞|引\s*言|引\s*子|前\s*言|导\s*[言语]|導\s*[言語]|序\s*言|绪\s*论|緒\s*論|目\s*[录錄]|"
    r"结\s*[语论]|結\s*[語論]|结束语|结束語|余\s*论|餘\s*論|小\s*[结結]|参考文献|參考文獻|附\s*[录件錄]|附\s*[则則]|注\s*释|註\s*釋|"
    r"后\s*记|後\s*記|附\s*[记記]|致\s*[谢謝]|说\s*明|說\s*明|案\s*由|建\s*[议議]|(?:对策|對策|政策|意见|工作)建[议議]|编者按|編者按|"
    r"abstract|summary|executive summary|contents|table of contents|foreword|preface|introduction|background|methods?|"
    r"methodology|findings|results|discussion|causes|recommendations|conclusions?|references|bibliography|"
    r"acknowledge?ments?|(?:end)?notes|appendix(?: \w)?|annex(?: \w)?)[:：]?$",
    re.I,
)
# What follows a document: `附件`, `附件2`, `附件：1. 分工表` over the other items of a list.
_ATTACHED = re.compile(
    r"^附\s*[件錄录](?:\s*(?:\d{1,2}|[一二三四五六七八九十])[：:]?|[：:]|[：:]\s*1\s*[.．、]\s*\S.{0,60})$"
)
_CONTENTS = re.compile(r"^(?:目\s*[录錄次]|(?:table of )?contents)[:：]?$", re.I)
_CONTENTS_ENTRY = re.compile(r"(?:[.．·・…_ ]{3,}|\t+|\s{2,}|……)\s*[(（]?(?:\d{1,4}|[ivx]{1,5})[)）]?$")
# Steps, in words: `第一步：…`, `其一，…`, `第一，…` on a line of their own.
_STEP = re.compile(
    rf"(?:第[{NUMERAL}]{{1,3}}(?:步|课|課|问|問|招|，|,|、)|其[{NUMERAL}][，,：:])|"
    r"Step (?:\d+|one|two|three)\b|(?:One|Two|Three|Four|Five|Six|Seven): ",
    re.I,
)
_CHINESE = re.compile(f"[{CJK}]")
# Those to whom a paper or a speech is addressed, under its title.
_ADDRESSED = re.compile(
    r"(?:政府|部门|单位|机构|委员会|[局厅办院委]|同志|代表|委员|各位|尊敬的|女士|先生|朋友|公司|学校|Dear|Ladies)[^。！？]*[：:]$"
)
_SALUTATION = re.compile(r"(?:各位|尊敬的|同志|朋友|女士|先生)[^。]{0,10}$")
_LONE_NUMERAL = re.compile(rf"[{NUMERAL}]{{1,3}}[、.．]?|[IVX]{{1,4}}\.?")
_LEAD_IN = re.compile(rf"[{NUMERAL}]{{1,2}}[是要]|(?:第[{NUMERAL}]{{1,2}}|首先|其次|再次|最后)(?:[，,]|$)")
_TOP: Final = frozenset(("ordinal", "bracketed", "chapter", "section"))  # which no questionnaire numbers by
_TWO_QUESTIONS: Final = re.compile(r"[^。！？!?；;]{2,20}[？?][^。！？!?；;]{2,20}[？?]")
_LABEL = re.compile(r"^(?:表|图|圖|Table|Figure|Fig\.)\s*\d", re.I)
_SHORT, _NUMBERED_SHORT, _TITLE_SHORT = 60, 100, 100  # columns
_ITEMS: Final = frozenset(["ordinal", "bracketed", "decimal", "letter", "parenthesis", "circled", "roman"])
_LIST = 4  # so many short lines in a row are a list, a table or a poem


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A line found to be a heading: its numbering style, the ordinal where it has one, its title without marks.

    `above` says that another heading follows with no text between: it titles more than one section.
    """

    line: Line
    style: str
    depth: int
    ordinal: int | None
    title: str
    above: bool = False


def find_headings(lines: Sequence[Line]) -> list[HeadingLine]:
    """The lines that are headings, in order."""
    listed = _listed(lines)
    passed = front_matter(lines) | _contents(lines) | listed | {i for i, line in enumerate(lines) if line.code}
    numerals = _lone_numerals(lines)
    plain = _plain_headings(lines, passed) | _questions(lines, passed)
    found: list[tuple[int, HeadingLine]] = []
    for i, line in enumerate(lines):
        if i in passed:
            continue
        heading = HeadingLine(line, "ordinal", 0, numerals[i], line.text) if i in numerals else _marked(line)
        if heading is None and i in plain:
            heading = HeadingLine(line, "plain", 0, None, _without_marks(line.text))
        if heading is not None:
            found.append((i, heading))
    indices = {i for i, _ in found}
    return [
        HeadingLine(h.line, h.style, h.depth, h.ordinal, h.title, i + 1 in indices) if i + 1 in indices else h
        for i, h in found
    ]


def _marked(line: Line) -> HeadingLine | None:
    """A heading that shows itself to be one: by a number, by a name that sections go by, by Markdown."""
    text = line.text
    numbered = numbering(text)
    if numbered and numbered[0] == "markdown":
        title = text[numbered[1].end() :].rstrip("# ")
        # An empty title would leave a section without a name; `## `, `# #` are marks and no more.
        return HeadingLine(line, "markdown", len(numbered[1]["marks"]), None, title) if _says_something(title) else None
    bare = _without_marks(text)
    if not _says_something(bare):
        return None
    bold = bare != text and text.startswith(("**", "__")) and text.endswith(("**", "__"))
    if numbered is None and bold:
        numbered = numbering(bare)
    if numbered:
        return _numbered(line, bare, *numbered) if numbered[1].re.match(bare) else None
    if _FRONT.match(bare) or (_ATTACHED.match(bare) and not _is_sentence(bare)):
        return HeadingLine(line, "front", 0, None, bare.rstrip(":："))
    if _STEP.match(bare) and display_width(bare) <= _NUMBERED_SHORT and not _is_sentence(bare):
        return HeadingLine(line, "step", 0, None, bare.rstrip(":："))
    if (bold or line.underlined) and display_width(bare) <= _NUMBERED_SHORT and not _is_sentence(bare):
        return HeadingLine(line, "plain", 0, None, bare.rstrip(":："))
    return None


def _numbered(line: Line, text: str, style: str, match: re.Match[str]) -> HeadingLine | None:
    title = text[match.end() :].strip()
    if not title and style not in {"chapter", "section", "part"}:
        return None
    if title and not _says_something(title):
        return None
    if display_width(text) > _NUMBERED_SHORT or (
        _is_sentence(title) and not (style in _TOP and _TWO_QUESTIONS.fullmatch(title))
    ):
        return None
    if style in {"parenthesis", "circled", "decimal", "letter"} and re.search(r"[:：]$", title):
        return None
    number = match.groupdict().get("n") or ""
    depth = number.replace("．", ".").count(".") if style == "decimal" else 0
    if style == "decimal" and depth == 0 and match.end() == len(number) and not is_cjk(title[:1]):
        return None
    return HeadingLine(line, style, depth, ordinal_of(match), title.rstrip(":："))


def _without_marks(text: str) -> str:
    return text.strip("*_ ")


def _says_something(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _is_sentence(title: str) -> bool:
    """Whether a line closes as sentences do, or holds the end of one."""
    return _CLOSES_SENTENCE.search(title) is not None or _has_sentence_inside(title)


def _has_sentence_inside(title: str) -> bool:
    body = title.rstrip('。？?”"）)')
    return _STOP_INSIDE.search(body) is not None


def _plain_headings(lines: Sequence[Line], passed: frozenset[int]) -> frozenset[int]:
    """Lines without a number that title the text below: short, unpunctuated, and with something to title."""
    shaped = [i not in passed and _has_shape(line.text, _SHORT) for i, line in enumerate(lines)]
    top = head_of_paper(lines)
    if lines and top not in passed and _has_shape(lines[top].text, _TITLE_SHORT):
        shaped[top] = True
    runs = _runs([i not in passed and _is_short(line.text) for i, line in enumerate(lines)])
    found: set[int] = set()
    for i in range(len(lines) - 2, -1, -1):
        if not shaped[i]:
            continue
        line, below = lines[i], lines[i + 1]
        set_off = line.breaks > 1 and below.breaks == 1
        if runs[i] >= _LIST and i > top and not set_off and not (line.breaks > 1 and not shaped[i + 1]):
            continue
        titles = (
            (i == top and (_is_subtitle(below) or _is_addressed(line, below)))
            or display_width(below.text) > display_width(line.text)
            or re.search(r"[。！？!?]$", below.tail) is not None
            or i + 1 in found
            or _marked(below) is not None
            or (i == top and (i + 1 in passed or below.breaks > 1))
        )
        if titles:
            found.add(i)
    if top in found and top + 1 not in passed and _is_subtitle(lines[top + 1]):
        found.add(top + 1)
    return frozenset(found)


def _questions(lines: Sequence[Line], passed: frozenset[int]) -> frozenset[int]:
    """Questions that title what follows. One alone is a turn of the argument; where there are several, each with an
    answer of some length below, the text goes by them.
    """
    found = {
        i
        for i, (line, below) in enumerate(pairwise(lines))
        if i not in passed
        and i + 1 not in passed
        and line.text.endswith(("？", "?"))
        and _has_shape(line.text.rstrip("？?"), _NUMBERED_SHORT)
        and display_width(below.text) > _NUMBERED_SHORT
    }
    return frozenset(found) if len(found) > 1 else frozenset()


def _is_addressed(title: Line, below: Line) -> bool:
    """Whether the first line of a text is a title over those to whom it is addressed."""
    return _ADDRESSED.search(below.tail) is not None and _SALUTATION.search(title.text) is None


def _is_subtitle(line: Line) -> bool:
    """Whether a line below a title goes on with it, as `——以某县为例` does."""
    text = line.text.lstrip("—-─－ ")
    return (
        line.text.startswith(("——", "--", "──", "－－")) and _has_shape(text, _TITLE_SHORT) and not is_byline(line.text)
    )


def _is_short(text: str) -> bool:
    return display_width(text) <= _SHORT and not re.search(r"[。！？!?；;，,：:]$", text) and numbering(text) is None


def _has_shape(text: str, width: int) -> bool:
    text = _without_marks(text)
    if (
        not text
        or display_width(text) > (width if _CHINESE.search(text) else width * 4 / 3)  # Latin script runs wider
        or re.search(r"[。！？!?；;，,、：:…《“「（(]$", text)
        or _is_sentence(text)
    ):
        return False
    if text.endswith((".", "|")) or text.startswith(
        ("—", "-", "*", "•", "·", "+ ", ">", "|", "“", "「", '"', "《", "`", "[")
    ):
        return False
    if numbering(text) or is_byline(text) or _LABEL.match(text) or _LEAD_IN.match(text):
        return False
    if text.count("“") != text.count("”") or text.count("「") != text.count("」"):
        return False
    if (
        text.count("\t") > 1
        or "://" in text
        or "@" in text
        or "=" in text
        or not re.search(rf"[{CJK}]{{2}}|[^\W\d_]{{3}}", text)
    ):
        return False
    return is_cjk(text[0]) or not text[0].islower()


def _runs(shaped: Sequence[bool]) -> list[int]:
    """For each line the length of the run of short lines that it stands in."""
    lengths = [0] * len(shaped)
    start = 0
    for i in range(len(shaped) + 1):
        if i == len(shaped) or not shaped[i]:
            lengths[start:i] = [i - start] * (i - start)
            start = i + 1
    return lengths


def _contents(lines: Sequence[Line]) -> frozenset[int]:
    """Entries of a table of contents: dots and a page number, or below `目录` the headings that come again later."""
    found = {i for i, line in enumerate(lines) if _CONTENTS_ENTRY.search(line.tail) and len(line.text) > 4}
    counts = Counter(line.text for line in lines)
    listing = False
    for i, line in enumerate(lines):
        if _CONTENTS.match(line.text):
            listing = True
        elif listing and (i in found or counts[line.text] > 1):
            counts[line.text] -= 1
            found.add(i)
        else:
            listing = False
    return frozenset(found)


def _listed(lines: Sequence[Line]) -> frozenset[int]:
    """Items of a list: numbers that count on from one line to the next, with no text below any for it to title."""
    found: set[int] = set()
    above: tuple[str, int | None, int] | None = None
    for i, line in enumerate(lines):
        numbered = numbering(_without_marks(line.text))
        if numbered is None or numbered[0] not in _ITEMS:
            above = None
            continue
        style, match = numbered
        depth = len(re.findall(r"[.．]\d", match[0]))
        ordinal = ordinal_of(match)
        if above is not None and ordinal is not None and above == (style, ordinal - 1, depth):
            found |= {i - 1, i}
        bare = display_width(line.text) <= _SHORT and not _has_sentence_inside(line.text)
        above = (style, ordinal, depth) if bare else None
    return frozenset(found)


def _lone_numerals(lines: Sequence[Line]) -> dict[int, int]:
    """Numerals alone on a line, `一` `二` `三`, that count up from one: sections that have a number and no name."""
    counted: dict[int, int] = {}
    for i, line in enumerate(lines[:-1]):
        if not _LONE_NUMERAL.fullmatch(line.text):
            continue
        match = numbering(line.text.rstrip("、.．") + ("、" if is_cjk(line.text[0]) else ". x"))
        number = ordinal_of(match[1]) if match else None
        if number == len(counted) + 1:
            counted[i] = number
    return counted if len(counted) > 1 else {}
