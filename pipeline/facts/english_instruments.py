"""Means of policy in English recommendations, and who uses them for whom."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pipeline.facts.found import Found
from pipeline.facts.lexicon import BARE, BREAKS, ENDS

_BARE: Final = frozenset(BARE.split())
_TYPES: Final = {
    "fund": r"funds?|endowments?",
    "pilot": r"pilot (?:schemes?|programmes?|programs?|projects?)|pilots?|trials?|demonstrations?|sandbox(?:es)?",
    "standard": r"standards?|codes? of practice|guidelines?|guidance|specifications?|benchmarks?",
    "list": r"registers?|registry|registries|lists?|catalogues?|catalogs?|(?:white|black)lists?|inventory|inventories",
    "subsidy": r"subsid(?:y|ies)|grants?|allowances?|bursar(?:y|ies)|vouchers?|rebates?|stipends?|payments?|top-ups?",
    "procurement": r"procurement(?: rules| policy| contracts| frameworks?)?|tenders?|purchase agreements?",
    "tax": r"tax (?:credits?|reliefs?|breaks?|exemptions?|deductions?|incentives?|allowances?)|rates relief|"
    r"levy|levies|(?:carbon|land|property) tax(?:es)?",
    "platform": r"platforms?|portals?|databases?|dashboards?|data hubs?|clearing houses?",
    "regulation": r"regulations?|statutory duty|bye-?laws?|bills?|acts?|statutes?|ordinances?|licensing scheme|"
    r"licen[sc]es?(?! plate)|permits?",
    "plan": r"strategy|strategies|roadmaps?|"
    r"(?:action|master|transition|delivery|recovery|adaptation|local|regional|national) plans?",
    "credit": r"loan guarantees?|loans?|guarantees?|bonds?|credit lines?",
    "insurance": r"insurance(?: schemes?| pools?)?",
    "charge": r"charges?|fees?|fines?|tolls?|deposit schemes?",
}
_HEADS: Final = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TYPES.items())
_HEAD: Final = re.compile(
    rf"\b(?P<np>(?:[a-z][a-z'-]{{1,20}} ){{0,4}})(?:{_HEADS})\b(?! (?:up|out|for granted)\b)", re.I
)
_BREAK: Final = re.compile(rf".*\b(?:{'|'.join(BREAKS.split())})\s", re.I)
_WORD: Final = r"[\w’'-]{1,30}"
_MODAL: Final = r"(?:should|must|ought to|needs? to|shall|will)\b"
_ARTICLES: Final = r"(?:[Tt]he |[Aa]n? |[Ee]ach |[Ee]very |[Aa]ll )?"
_SUBJECT: Final = re.compile(
    rf"(?:^|[,;:.)] |\bthat |\band )(?P<np>{_ARTICLES}[A-Za-z]{_WORD}"
    rf"(?: (?!{_MODAL}|that\b|and\b(?! [A-Z])){_WORD}){{0,6}}) {_MODAL}"
)
_BY: Final = re.compile(
    r"\b(?:run|funded|paid|led|held|kept|managed|published|financed|set|administered|issued) by "
    rf"(?P<np>(?:the |an? )?{_WORD}(?: (?:of |for )?(?!(?:to|and|in|by|for|with|should)\b){_WORD}){{0,4}})"
)
_RECOMMENDED: Final = re.compile(
    r"\b(?:recommend|propose|suggest|ask|require) that "
    rf"(?P<np>(?:the |an? )?[A-Z]{_WORD}(?: (?:of |for )?[A-Z]{_WORD}){{0,5}}) (?=[a-z])"
)
_TARGET: Final = re.compile(
    r" (?:for|to|towards)(?: all| every| each)? (?P<np>(?!the \d|(?:be|do|help|pay|cover|a period)\b)"
    rf"(?:the |an? )?[a-z][a-z’'-]{{1,30}}(?: (?!(?:{'|'.join(ENDS.split())})\b)[a-z’'-]{{1,30}}){{0,4}})"
)
_PRONOUN: Final = re.compile(r"it|they|we|you|he|she|i|this|these|that|those|there|which|who|what", re.I)
_ARTICLE: Final = re.compile(r"(?:the|an?|each|every|all) ", re.I)
_NEAR: Final = 60  # characters after an instrument in which `run by …` speaks of it


def english_instruments(text: str) -> Iterator[Found]:
    """Instruments in an English recommendation, with actor and target where the sentence states them."""
    patterns = (_RECOMMENDED, _SUBJECT)
    subjects = [m for pattern in patterns for m in pattern.finditer(text) if not _PRONOUN.fullmatch(m["np"])]
    actors = sorted(_without_article(text, m.span("np")) for m in subjects)
    for match in _HEAD.finditer(text):
        broken = _BREAK.match(match["np"])
        start = match.start("np") + (broken.end() if broken else 0)
        kind = match.lastgroup
        if kind is None or text[start : match.end()].lower() in _BARE:
            continue
        by = _BY.search(text, match.end(), match.end() + _NEAR)
        target = _TARGET.match(text, match.end())
        yield replace(
            Found(start, match.end(), "instrument", kind),
            actor=_without_article(text, by.span("np")) if by else last_before(actors, start),
            target=None if target is None else _without_article(text, target.span("np")),
        )


def last_before(spans: list[tuple[int, int]], start: int) -> tuple[int, int] | None:
    """The last of `spans`, which are in order, that ends at `start` or before."""
    place = bisect_right(spans, start, key=lambda span: span[1])
    return spans[place - 1] if place else None


def _without_article(text: str, span: tuple[int, int]) -> tuple[int, int]:
    article = _ARTICLE.match(text, *span)
    return (article.end() if article else span[0]), span[1]
