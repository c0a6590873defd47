"""The facts of a document, in offsets of its source text."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.domain.analysis import RoleLabel
from pipeline.domain.document import Damage, Document, Sentence
from pipeline.domain.fact import Fact, Party
from pipeline.facts import chinese, dates, english
from pipeline.facts.bodies import chinese_bodies, english_bodies
from pipeline.facts.english_instruments import english_instruments
from pipeline.facts.found import Found, compared, matches, without_overlap
from pipeline.facts.instruments import chinese_instruments
from pipeline.text.characters import language_of
from pipeline.text.damage import pages_of
from pipeline.text.normalize import Normalized, normalize_part

KINDS: Final = (
    *("money", "share", "points", "multiple", "ratio", "measure", "count", "number"),
    *("date", "period", "body", "instrument"),
)
# Digits that are no figure: an ordinal before a year (1.2026年6月: no year has a fraction), a telephone, a postcode.
_NO_FIGURE: Final = re.compile(
    r"(?<![\d.])\d{1,2}[.．](?=(?:19|20)\d\d年)|(?<!\d)0\d{2,3}[-－—–]\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?![\d部个台件项元万亿])|"
    r"(?<=邮编|邮码|编码)[:：]?\s?\d{6}(?!\d)"
)


def facts_of(document: Document, roles: Sequence[RoleLabel]) -> tuple[Fact, ...]:
    """The facts of `document`, in the order of its text.

    Args:
        document: the text and its sentences.
        roles: the label of each sentence; instruments are looked for in recommendations only.
    """
    pages = pages_of(document.damage)
    return tuple(
        fact
        for sentence, label in zip(document.sentences, roles, strict=True)
        for fact in _of_sentence(document.text, sentence, pages, recommendation=label.role == "recommendation")
    )


def facts_in(text: str, *, language: str | None = None, recommendation: bool = False) -> list[Found]:
    """The facts of one normalised sentence, by place; none overlaps another.

    Args:
        text: the normal form of the sentence.
        language: `zh` or `en`; told from the letters if None.
        recommendation: whether instruments of policy are looked for.
    """
    text = _NO_FIGURE.sub(lambda found: "\0" * len(found[0]), text)
    if (language or language_of(text)) == "zh":
        figures = [compared(f, text, chinese.WORDS) for f in matches((*dates.RULES, *chinese.RULES), text)]
        named = [*chinese_bodies(text)]
        means = [*chinese_instruments(text, named)] if recommendation else []
    else:
        figures = [compared(f, text, english.WORDS_BESIDE) for f in matches(english.RULES, text)]
        named = [*english_bodies(text)]
        means = [*english_instruments(text)] if recommendation else []
    return without_overlap((*figures, *named, *means), len(text))


def _of_sentence(source: str, sentence: Sentence, pages: Sequence[Damage], *, recommendation: bool) -> Iterator[Fact]:
    found = facts_in(sentence.text, recommendation=recommendation)
    if not found:
        return
    written = source[sentence.start : sentence.end]
    same = written == sentence.text
    normalized = None if same else normalize_part(source, sentence.start, sentence.end, pages)
    for f in found:
        start, end = _place(normalized, sentence, f.start, f.end)
        parties = [
            None if span is None else Party(*_place(normalized, sentence, *span), sentence.text[span[0] : span[1]])
            for span in (f.actor, f.target)
        ]
        yield Fact(
            sentence=sentence.id, start=start, end=end, kind=f.kind, value=f.value, unit=f.unit,
            text=sentence.text[f.start : f.end], upper=f.upper, approximate=f.approximate, comparison=f.comparison,
            actor=parties[0], target=parties[1],
        )  # fmt: skip


def _place(normalized: Normalized | None, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """A stretch of the sentence's normal form as one of the source."""
    if normalized is not None:
        start, end = normalized.to_source(start, end)
    return sentence.start + start, sentence.start + end
