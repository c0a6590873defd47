"""Means of policy that a Chinese recommendation names (funds, pilots, lists …), and who uses them for whom."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from pipeline.facts.actors import chinese_actors
from pipeline.facts.english_instruments import last_before
from pipeline.facts.found import Found
from pipeline.facts.lexicon import GENERIC, GOVERNING, MODIFIER_TAGS, TYPES, by_type
from pipeline.text.characters import CJK

_TYPE_OF: Final = by_type(TYPES)
_HEAD: Final = re.compile(
    "(?<!弥)(?:"  # 弥补助餐亏损
    + "|".join(name + "池?" * name.endswith("资金") for name in sorted(_TYPE_OF, key=len, reverse=True))
    + ")"
)
# Words that look like a head and are none, or say what the head is of.
_NOT_AFTER: Final = re.compile(r"[化员者商单据]|性(?!质)|资金|人员|企业|机构|部门|需求|成本")
_GENERIC: Final = frozenset(GENERIC.split())
_MODIFIER: Final = frozenset(MODIFIER_TAGS.split())
_GOVERNING: Final = re.compile("|".join(GOVERNING.split()))
_LEFT: Final = 16
_BREAK: Final = re.compile(
    "以[上下内外]|[的对向把将由和与及或以从在为是等各该要可已被让给按]|全(?=[市省县国区社面])|一[批套项个张份本]"
)
_NP: Final = rf"[{CJK}A-Za-z0-9、和与]"
# What says for whom: 对中小企业给予, 面向社会, 向农户发放, 为科技型企业提供; and where that phrase ends.
_FOR: Final = (
    r"(?:(?<![面相针应])对(?!应|接|照|外|标)|针对|面向|(?<!不)向(?!前|上|下)|(?<![分配])给(?!予|付|水|养)|"
    r"(?<![转变改成])为(?!了|主|此|期|止|重|准|例))"
)
_GIVEN: Final = (
    "给予|提供|实行|实施|发放|开展|予以|设立|进行|推行|减免|免征|免收|收取|征收|建立|开放|公开|公布|落实|按|每|一律|"
    "的补[贴助]|给补|购置|补贴|补助|奖励|[，。；,;]|$"
)
_TARGET: Final = re.compile(rf"{_FOR}(?P<np>[{CJK}A-Za-z0-9、“”]{{2,24}}?)(?={_GIVEN})")
_TARGET_AFTER: Final = re.compile(
    rf"[，,]?(?:重点)?(?:用于支持|支持|扶持|惠及|用于|覆盖|补给)(?P<np>[{CJK}、]{{2,20}}?)"
    "(?=[，。；,;的]|购买|开展|发展|改造|建设|$)"
)
_CLAUSE: Final = re.compile("[，。；：！？,;:]")


def chinese_instruments(text: str, bodies: Iterable[Found] = ()) -> Iterator[Found]:
    """Instruments in a Chinese recommendation, with actor and target where the sentence states them.

    Of the `bodies` that the sentence names, those that stand after 由 act.
    """
    found = list(_named(text))
    if not found:
        return
    actors = [*chinese_actors(text)]
    actors = [*actors, *_acting(text, bodies, actors)]
    actors.sort()
    targets = [m.span("np") for m in _TARGET.finditer(text)]
    clauses = [0, *(m.end() for m in _CLAUSE.finditer(text)), len(text) + 1]
    for instrument in sorted(found, key=lambda f: f.start - f.end):
        yield replace(
            instrument, actor=last_before(actors, instrument.start), target=_target(text, instrument, targets, clauses)
        )


def _named(text: str) -> Iterator[Found]:
    """Heads with the nouns before them; none for a head that says nothing on its own."""
    place = 0
    while match := _HEAD.search(text, place):
        head = match
        while follower := _HEAD.match(text, head.end()):  # 保险试点: a pilot
            head = follower
        place = head.end()
        start = _modifiers(text, match.start())
        if not _NOT_AFTER.match(text, place) and not (start == head.start() and head[0] in _GENERIC):
            name = head[0] if head[0] in _TYPE_OF else head[0].removesuffix("池")
            yield Found(start, place, "instrument", _TYPE_OF[name])


def _modifiers(text: str, end: int) -> int:
    """Where the run of nouns starts that ends at `end`, in the same clause and after the last governing verb."""
    import rjieba  # loads its dictionary on first use

    window = text[max(0, end - _LEFT) : end]
    run = re.search(f"[{CJK}A-Za-z]*$", window)
    words = run[0] if run else ""
    words = words[max((m.end() for m in _GOVERNING.finditer(words)), default=0) :]
    words = words[max((m.end() for m in _BREAK.finditer(words)), default=0) :]
    start = end
    for word, tag in reversed(rjieba.tag(words)):
        if tag not in _MODIFIER and not ((tag == "v" and len(word) > 1) or word == "长期"):
            break
        start -= len(word)
    return start


def _acting(text: str, bodies: Iterable[Found], known: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    starts = {start for start, _ in known}
    yield from ((b.start, b.end) for b in bodies if text[b.start - 1 : b.start] == "由" and b.start not in starts)


def _target(text: str, found: Found, targets: list[tuple[int, int]], clauses: list[int]) -> tuple[int, int] | None:
    """For whom: stated in the same clause, or by the clause after it that says nothing else."""
    place = bisect_right(clauses, found.start) - 1
    first, last = clauses[place], clauses[place + 1]
    # Targets do not overlap, so that of the two first from the start of the clause one is beside the instrument.
    here = bisect_left(targets, (first, first))
    for target in targets[here : here + 2]:
        if target[0] < last and (target[1] <= found.start or target[0] >= found.end):
            return target
    after = _TARGET_AFTER.match(text, found.end)
    if after:
        return after.span("np")
    there = bisect_left(targets, (last, last))
    return next((target for target in targets[there : there + 1] if target[0] <= last + 2), None)
