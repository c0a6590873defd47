"""Normal form of a text, with an exact map of offsets both ways.

Glosses, invisible characters and Markdown's stars of bold, marks of quotation and addresses of links go, damage is
repaired where a repair is proved, traditional characters become simplified, letters and digits half-width, punctuation
between Chinese full-width, quotation marks `“”`.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.domain.document import Damage
from pipeline.text.characters import CJK
from pipeline.text.damage import find_damage, with_pages
from pipeline.text.markup import LINK, bold
from pipeline.text.script import simplified

_TO_FULL: Final = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_QUOTES: Final = str.maketrans("「」『』﹁﹂﹃﹄", "“”‘’“”‘’")
_KEEP_FULL: Final = frozenset("，；：！？（）～")
# Blocks whose characters are forms of other characters: radicals, compatibility ideographs, vertical and small forms.
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uff5e\u3000\u00a0\u2000-\u200a]")
_HALF_PUNCTUATION = re.compile(r"[,;:!?()]")
_NESTED: Final = 4  # bold within bold, as deep as anybody goes; what is deeper keeps its outer stars
_SPACES = re.compile(r"\s+")
# Marks of Chinese, and marks that English prints as well.
_WIDE = re.compile(f"[{CJK}，；：！？（）。、《》〈〉【】]")
_SHARED: Final = frozenset("“”‘’…—\"'")
_GAPS: Final = re.compile(rf"[\s{''.join(sorted(_SHARED))}]+")
_QUOTED: Final = re.compile(r"(?<=\n)[ \t]*(?:>+ )+")  # of Markdown and mails, where a quotation runs over lines
_CIRCLE: Final = re.compile("(?<=[一二三四五六七八九〇○])○(?=[一二三四五六七八九〇○年])")  # in `二○二三年`
_LINE_ENDS: Final = frozenset(("\n", "\r\n", "\r"))
_HALF_NUMBER: Final = re.compile(r"\d[\d.]*\Z")
_REST_OF_NUMBER: Final = re.compile(r"\d|[.．]\d|[%％‰]")
_LONGEST: Final = 20  # characters of a number that are looked at


@dataclass(frozen=True, slots=True)
class Normalized:
    """`text` and where each of its characters came from.

    Character `i` of `text` stands for `source[starts[i]:ends[i]]`; both sequences never decrease, and every character
    of a repair stands for the whole stretch repaired.
    """

    source: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    damage: tuple[Damage, ...]

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the source that `text[start:end]` stands for."""
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else len(self.source)
            return place, place
        return self.starts[start], self.ends[end - 1]

    def to_normalized(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `text` that stands for anything in `source[start:end]`; empty if all of that was removed."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


def normalize_part(text: str, start: int, end: int, pages: Sequence[Damage]) -> Normalized:
    """The normal form of `text[start:end]` without the pages turned there, given those of the whole text."""
    within = [(d.start - start, d.end - start) for d in pages if start <= d.start and d.end <= end]
    return normalize(text[start:end], within)


def normalize(source: str, pages: Sequence[tuple[int, int]] = ()) -> Normalized:
    """The normal form of `source` (a sentence, a title or a whole text), without the page numbers and heads given."""
    damage = with_pages(find_damage(source), pages)
    pieces: list[tuple[str, int, int]] = []
    place = 0
    for d in damage:
        if d.repair is None:
            continue  # left alone
        pieces.extend((source[i], i, i + 1) for i in range(place, d.start))
        pieces.extend((character, d.start, d.end) for character in d.repair)
        place = d.end
    pieces.extend((source[i], i, i + 1) for i in range(place, len(source)))
    quoted = {i for mark in _QUOTED.finditer(source) for i in range(*mark.span())}
    pieces = [piece for piece in pieces if piece[1] not in quoted] if quoted else pieces

    left_alone = [(d.start, d.end) for d in damage if d.repair is None]
    text = _COMPATIBLE.sub(_compatible, "".join(p[0] for p in pieces)).translate(_QUOTES)
    text = _CIRCLE.sub("〇", text)
    text, pieces = _without_addresses(text, pieces)
    text, pieces = _without_stars(_paired_quotes(text), pieces)
    text = _full_width_punctuation(text, _positions(pieces, left_alone))
    return _without_extra_space(source, text, pieces, damage)


def _without_addresses(text: str, pieces: list[tuple[str, int, int]]) -> tuple[str, list[tuple[str, int, int]]]:
    """`text` and its pieces without what Markdown writes around the words of a link, and without pictures."""
    for _ in range(2):  # a picture may be what a link is of
        gone: set[int] = set()
        for link in LINK.finditer(text) if "](" in text else ():
            gone.update(range(*link.span()))
            if not link["picture"]:
                gone.difference_update(range(*link.span("words")))
        if not gone:
            break
        text, pieces = _without(gone, text, pieces)
    return text, pieces


def _without_stars(text: str, pieces: list[tuple[str, int, int]]) -> tuple[str, list[tuple[str, int, int]]]:
    """`text` and the pieces it is made of, one for each character, without the stars of bold."""
    for _ in range(_NESTED):
        stars = {at + i for pair in bold(text) for at in pair for i in (0, 1)} if "**" in text else set()
        if not stars:
            break
        text, pieces = _without(stars, text, pieces)
    return text, pieces


def _without(gone: set[int], text: str, pieces: list[tuple[str, int, int]]) -> tuple[str, list[tuple[str, int, int]]]:
    """`text` and its pieces without the characters at some places."""
    kept = [i for i in range(len(text)) if i not in gone]
    return "".join(text[i] for i in kept), [pieces[i] for i in kept]


def _compatible(match: re.Match[str]) -> str:
    character = match[0]
    if character in _KEEP_FULL:
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _positions(pieces: list[tuple[str, int, int]], spans: list[tuple[int, int]]) -> frozenset[int]:
    """Indices of the pieces that lie in one of `spans`."""
    if not spans:
        return frozenset()
    starts = [p[1] for p in pieces]
    return frozenset(i for a, b in spans for i in range(bisect_left(starts, a), bisect_left(starts, b)))


def _full_width_punctuation(text: str, untouched: frozenset[int]) -> str:
    """Half-width marks that touch Chinese made full-width, and those that touch these; of a pair of brackets, both."""
    marks = {m.start() for m in _HALF_PUNCTUATION.finditer(text)} - untouched
    beside = {i: _neighbours(text, i) for i in marks}
    waiting = [i for i, around in beside.items() if any(_WIDE.match(text[j]) for j in around)]
    partner = _bracket_pairs(text) if waiting else {}
    touching: dict[int, list[int]] = {}
    for i, around in beside.items():
        for j in around:
            touching.setdefault(j, []).append(i)
    wide: set[int] = set()
    while waiting:
        i = waiting.pop()
        if i not in wide:
            wide.add(i)
            waiting += [j for j in (partner.get(i, i), *touching.get(i, [])) if j in marks]
    return "".join(_TO_FULL[c] if i in wide else c for i, c in enumerate(text)) if wide else text


def _neighbours(text: str, i: int) -> list[int]:
    """Where the characters on both sides of `text[i]` stand, past white space and past marks that both scripts use."""
    before, after = i - 1, i + 1
    while before >= 0 and (text[before].isspace() or text[before] in _SHARED):
        before -= 1
    while after < len(text) and (text[after].isspace() or text[after] in _SHARED):
        after += 1
    return [j for j in (before, after) if 0 <= j < len(text)]


def _bracket_pairs(text: str) -> dict[int, int]:
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for i, character in enumerate(text):
        if character == "(":
            opened.append(i)
        elif character == ")" and opened:
            j = opened.pop()
            pairs[i], pairs[j] = j, i
    return pairs


def _paired_quotes(text: str) -> str:
    """Straight double quotes around Chinese turned into `“ ”` where they pair up."""
    if text.count('"') % 2 or not _WIDE.search(text):
        return text
    parts = text.split('"')
    return "".join(part + ("“" if i % 2 == 0 else "”") for i, part in enumerate(parts[:-1])) + parts[-1]


def _cuts_a_number(text: str, gap: re.Match[str]) -> bool:
    """Whether white space is the end of a line at which a number was broken."""
    if gap[0].strip(" ") not in _LINE_ENDS:
        return False
    before = _HALF_NUMBER.search(text, max(0, gap.start() - _LONGEST), gap.start())
    if before is None or (before.start() == 0 and before[0].endswith(".")):  # 3. may number what follows
        return False
    return _REST_OF_NUMBER.match(text, gap.end()) is not None


def _without_extra_space(
    source: str, text: str, pieces: list[tuple[str, int, int]], damage: tuple[Damage, ...]
) -> Normalized:
    """White space at the ends and beside Chinese (past marks of both scripts) dropped, runs of it made one space.

    In Chinese the end of a line within a number is dropped, too: `2` and `021年` on the next line are a year.
    """
    wide = _WIDE.search(text) is not None
    starts, ends = [p[1] for p in pieces], [p[2] for p in pieces]
    kept: list[str] = []
    kept_starts: list[int] = []
    kept_ends: list[int] = []
    place = 0
    for run in _GAPS.finditer(text):
        beside = text[max(0, run.start() - 1) : run.start()], text[run.end() : run.end() + 1]
        chinese = any(map(_WIDE.match, beside))
        for m in _SPACES.finditer(text, run.start(), run.end()):
            kept.append(text[place : m.start()])
            kept_starts += starts[place : m.start()]
            kept_ends += ends[place : m.start()]
            within = m.start() > 0 and m.end() < len(text)
            if not chinese and within and not (wide and _cuts_a_number(text, m)):
                kept.append(" ")
                kept_starts.append(starts[m.start()])
                kept_ends.append(ends[m.end() - 1])
            place = m.end()
    kept.append(text[place:])
    kept_starts += starts[place:]
    kept_ends += ends[place:]
    # Last, so that a word which a line end divides is one: `什` and `么` are 什么, 么 alone would be 幺.
    return Normalized(source, simplified("".join(kept)), tuple(kept_starts), tuple(kept_ends), damage)
