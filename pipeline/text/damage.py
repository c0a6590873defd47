"""Stretches of a text that are not what its author wrote: glosses, invisible characters, bytes read wrongly."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pipeline.domain.document import Damage
from pipeline.text.characters import CJK, INVISIBLE
from pipeline.text.readings import find_glosses
from pipeline.text.slipped import find_slips

# What decoders leave where bytes made no character, and what the three best-known mishaps of Chinese text look like:
# UTF-8 replacement characters read as GBK (锟斤拷), uninitialised memory of Visual C++ (烫烫烫, 屯屯屯).
_WRECKAGE = re.compile("[\ufffd\ue000-\uf8ff]+|(?:锟斤拷)+锟?|烫{3,}|屯{3,}")
_LONE_MARK = re.compile(rf"(?<=[{CJK}])\?+(?=[{CJK}])")
_CLAUSE_START = re.compile(r"[。！？!?\n][”’」』）)]*|……")
_INTERROGATIVE: Final = re.compile(
    "[吗嗎呢么麼吧]|谁|誰|何|哪|怎|几|幾|多少|多大|多久|是否|能否|可否|是不是|能不能|要不要|有没有|有沒有|难道|難道|岂|豈|"
    "还是|還是|为啥|凭什|孰|与否|與否"
)
_EMOJI_JOIN = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]\u200d$")


def find_damage(text: str) -> tuple[Damage, ...]:
    """All damage in `text`, in order, without overlaps.

    The same stretch is judged alike whether it stands in its document or in its sentence alone, so that a sentence can
    be normalised by itself.
    """
    found: list[Damage] = []
    if any(bracket in text for bracket in "(（"):
        found += [Damage(start, end, "encoding", repair) for start, end, repair in find_slips(text)]
        found += [Damage(start, end, "gloss", "") for start, end in find_glosses(text)]
    found += [Damage(m.start(), m.end(), "encoding", None) for m in _WRECKAGE.finditer(text)]
    found += [Damage(m.start(), m.end(), "encoding", None) for m in _LONE_MARK.finditer(text) if not _asks(text, m)]
    found += [Damage(m.start(), m.end(), "control", "") for m in INVISIBLE.finditer(text) if not _joins_emoji(text, m)]
    return _without_overlaps(found)


def with_pages(damage: tuple[Damage, ...], pages: Iterable[tuple[int, int]]) -> tuple[Damage, ...]:
    """Damage, and page numbers and running heads (offsets) within paragraphs, which only the whole text can tell."""
    turned = [Damage(start, end, "page", "") for start, end in pages]
    return _without_overlaps([*damage, *turned]) if turned else damage


def pages_of(damage: Iterable[Damage]) -> tuple[Damage, ...]:
    """The pages turned within paragraphs."""
    return tuple(d for d in damage if d.kind == "page")


def _asks(text: str, mark: re.Match[str]) -> bool:
    """Whether a half-width `?` between ideographs ends a question rather than stands for a lost character."""
    ends = [m.end() for m in _CLAUSE_START.finditer(text, max(0, mark.start() - 300), mark.start())]
    begin = ends[-1] if ends else 0
    return _INTERROGATIVE.search(text, begin, mark.start()) is not None


def _joins_emoji(text: str, invisible: re.Match[str]) -> bool:
    return _EMOJI_JOIN.search(text, max(0, invisible.start() - 1), invisible.end()) is not None


def _without_overlaps(found: Sequence[Damage]) -> tuple[Damage, ...]:
    """In order of place; of two that overlap, the one found to start first, and the longer of those."""
    kept: list[Damage] = []
    for damage in sorted(found, key=lambda d: (d.start, -d.end)):
        if not kept or damage.start >= kept[-1].end:
            kept.append(damage)
    return tuple(kept)
