"""What a sentence shows of its role: characters, words, shape, position, headings and neighbours.

Features are named, so that a weight can be read: `c:印证` is a character n-gram, `w:例如` a word, `-1.end:？` the end
of the sentence before. Each block of features is scaled to length 1, which keeps long sentences from outshouting.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import sqrt
from typing import Final

from pipeline.domain.document import Document, Sentence
from pipeline.text.characters import CJK
from pipeline.text.tokens import digits_masked, words

VERSION: Final = 1

# Patterns look no further into a sentence: on text without an end some of them would take the square of its length.
_LONGEST: Final = 2000

_CHINESE = re.compile(f"[{CJK}]")
_CLAUSE = re.compile(r"[，；：。！？,;:.!?]")
_OPENING: Final = (
    ("ordinal-是", re.compile(r"[一二三四五六七八九十]是|[其第][一二三四五六七八九十]|[一二三四五六]要")),
    ("ordinal", re.compile(r"首先|其次|再次|最后|此外|另外|同时|First|Second|Third|Fourth|Fifth|Finally")),
    ("number", re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）.．、]")),
    ("dash", re.compile(r"——|—|[-*•·]\s")),
    ("instance", re.compile(r"例如|比如|譬如|以|如|For example|For instance|Take |In ")),
    ("contrast", re.compile(r"但|然而|不过|可是|诚然|当然|固然|But|However|Yet|Admittedly|True,|Of course")),
    ("cause", re.compile(r"因为|由于|因此|所以|可见|这|那|This|That|These|Because|Therefore|So ")),
    ("condition", re.compile(r"只有|如果|若|要|当|对于|面向|围绕|If|When|To ")),
    ("bracket", re.compile(r"[（(]")),
)
_SHOWS: Final = (
    ("percent", re.compile(r"[%％‰]|百分|个百分点|per ?cent")),
    ("money", re.compile(r"[万亿]?元|美元|\$|€|£|dollar|million|billion")),
    ("year", re.compile(r"(?:19|20)\d\d|去年|今年|前年|近年|年底|以来|截至|since|last year")),
    ("count", re.compile(r"\d[\d.,]*[万亿余多]*[个家人项件户所座条台次处吨亩公名篇辆岁天]")),
    ("digits", re.compile(r"\d")),
    ("title", re.compile(r"《[^》]+》")),
    ("quotation", re.compile(r"[“\"][^”\"]{8,}[”\"]")),
    ("scare", re.compile(r"“[^”]{1,7}”")),
    ("says", re.compile(r"指出|认为|强调|表示|提出|显示|表明|说[：，]|said|says|argue|found|report|according", re.I)),
    ("must", re.compile(r"必须|应当|应该|应|需要|需|须|务必|should|must|need|ought", re.I)),
    ("done", re.compile(r"了|已|过|曾|完成|实现|达到|建成|\bhas\b|\bhave\b|\bwas\b|\bwere\b")),
    ("wish", re.compile(r"力争|努力|确保|争取|推动|加快|建立|完善|健全|鼓励|支持|探索|引导")),
    ("not", re.compile(r"不|没有|未|难以|缺乏|\bnot\b|\bno\b|n't")),
    ("firm", re.compile(r"公司|集团|企业家|厂|合作社|项目|园区|村|镇|街道|小区|Ltd|Inc|Mr|Ms|Dr")),
    ("latin", re.compile(r"[A-Za-z]{2,}")),
)


def extract(document: Document) -> list[dict[str, float]]:
    """Features of each sentence of `document`: one mapping of name to value for each, in order."""
    own = [_Own(s) for s in document.sentences]
    title_of = {h.id: h.title for h in document.headings}
    parent_of = {h.id: h.parent for h in document.headings}
    heading_of = {s.id: s.heading for s in document.sections}
    cache: dict[str | None, dict[str, float]] = {}
    result = []
    places = list(_places(document.sentences))
    for i, sentence in enumerate(document.sentences):
        heading = heading_of.get(sentence.section)
        if heading not in cache:
            cache[heading] = dict(_heading(heading, title_of, parent_of, document.title))
        features = dict(own[i].full)
        features.update(cache[heading])
        features.update(places[i])
        for step in (-2, -1, 1, 2):
            j = i + step
            if 0 <= j < len(own):
                same = "" if document.sentences[j].paragraph == sentence.paragraph else "¶"
                seen = own[j].brief if abs(step) == 1 else own[j].gist
                features.update((f"{step}{same}.{name}", v) for name, v in seen)
            else:
                features[f"{step}.edge"] = 0.5
        result.append(features)
    return result


class _Own:
    """Features of one sentence by itself: in full, in brief for its neighbours, the gist for those beyond."""

    __slots__ = ("brief", "full", "gist")

    def __init__(self, sentence: Sentence) -> None:
        text = digits_masked(sentence.text)
        chinese = _CHINESE.search(text) is not None
        tokens = words(text)
        lower = [t.lower() for t in tokens]
        clauses = [c for c in _CLAUSE.split(text) if c.strip()] or [text]
        last_clause = words(clauses[-1]) if len(clauses) > 1 else tokens
        shape = list(self._shape(sentence.text, len(tokens), len(clauses)))

        self.full: dict[str, float] = {}
        if chinese:
            grams = {text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)}
            self._add("c", grams, 1.0)
        else:
            grams = {f"{w[:5]}" for w in lower if w.isalpha()}
            self._add("stem", grams, 0.7)
        self._add("w", set(lower), 1.0)
        self._add("ww", {f"{a}_{b}" for a, b in pairwise(lower)}, 0.7)
        self._add("first", {"_".join(lower[:n]) for n in (1, 2, 3)}, 0.8)
        self._add("end", {"_".join(lower[-n:]) for n in (2, 3)}, 0.5)
        self._add("main", {w.lower() for w in last_clause[:3]}, 0.6)
        self._add("shape", shape, 1.0)
        ends = [("first:" + lower[0], 0.5), ("end:" + sentence.text[-1], 0.5)] if lower else []
        self.gist = tuple(ends)
        scale = 0.6 / sqrt(max(1, len(shape)))
        some = [w for w in dict.fromkeys(lower) if len(w) > 1][:40]
        self.brief = (
            *ends,
            *((f"shape:{s}", scale) for s in shape),
            *((f"w:{w}", 0.5 / sqrt(len(some))) for w in some),
        )

    def _add(self, block: str, names: Iterable[str], weight: float) -> None:
        names = list(names)
        value = weight / sqrt(max(1, len(names)))
        self.full.update((f"{block}:{name}", value) for name in names)

    @staticmethod
    def _shape(text: str, tokens: int, clauses: int) -> Iterable[str]:
        yield f"tokens<{next(n for n in (6, 12, 20, 30, 45, 10**9) if tokens < n)}"
        yield f"clauses<{next(n for n in (2, 3, 5, 8, 10**9) if clauses < n)}"
        yield f"last:{text[-1:]}"
        for name, pattern in _OPENING:
            if pattern.match(text):
                yield f"opens:{name}"
        seen = text[:_LONGEST]
        for name, pattern in _SHOWS:
            if pattern.search(seen):
                yield f"shows:{name}"
        for mark in "；：、—？":
            if mark in text:
                yield f"has:{mark}"


def _heading(
    heading: str | None, title_of: dict[str, str], parent_of: dict[str, str | None], document_title: str
) -> Iterable[tuple[str, float]]:
    """Words of the headings above a sentence, the nearest and the top one apart."""
    if heading is None:
        yield "heading:none", 0.5
        return
    top = heading
    depth = 1
    while (above := parent_of.get(top)) is not None:
        top, depth = above, depth + 1
    yield f"heading:depth{min(depth, 3)}", 0.5
    for name, id_, weight in (("near", heading, 0.7), ("top", top, 1.0)):
        found = {w.lower() for w in words(digits_masked(title_of[id_])) if len(w) > 1}
        for w in found:
            yield f"{name}:{w}", weight / sqrt(len(found))


def _places(sentences: Sequence[Sentence]) -> Iterable[dict[str, float]]:
    """Where each sentence stands: in its paragraph, its section and the document."""
    last_of_paragraph = {s.paragraph: i for i, s in enumerate(sentences)}
    first_of_paragraph = {s.paragraph: i for i, s in reversed(list(enumerate(sentences)))}
    first_paragraph = {s.section: s.paragraph for s in reversed(sentences)}
    last_paragraph = {s.section: s.paragraph for s in sentences}
    total = max(1, len(sentences) - 1)
    for i, s in enumerate(sentences):
        first, last = first_of_paragraph[s.paragraph], last_of_paragraph[s.paragraph]
        place = "only" if first == last else "first" if i == first else "last" if i == last else "inner"
        names = [
            f"paragraph:{place}",
            f"paragraph:{min(i - first, 5)}th",
            f"paragraph:of{min(last - first + 1, 8)}",
            f"document:{int(6 * i / total)}/6",
        ]
        if s.paragraph == first_paragraph[s.section]:
            names.append("section:first paragraph")
        if s.paragraph == last_paragraph[s.section]:
            names.append("section:last paragraph")
        yield dict.fromkeys(names, 0.5)
