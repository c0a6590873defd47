"""Where the last recommendation group of an article ends: before its closing words and the lines that sign it."""

from collections.abc import Sequence
from typing import Final

from pipeline.domain.document import Document
from pipeline.structure.cues import closes_article

_CLOSING: Final = 3  # paragraphs that the closing words of an article may take


def paragraph_openings(document: Document, members: Sequence[int]) -> list[int]:
    """The first sentence of each paragraph of some sentences (indices)."""
    first: dict[int, int] = {}
    for i in members:
        first.setdefault(document.sentences[i].paragraph, i)
    return list(first.values())


def before_closing(document: Document, members: Sequence[int]) -> list[int]:
    """The sentences of the last group up to a paragraph near its end that opens with words such as `总之，`, if any."""
    openings = paragraph_openings(document, members)
    closing = (i for i in openings[1:][-_CLOSING:] if closes_article(document.sentences[i].text))
    end = next(closing, None)
    return [i for i in members if end is None or i < end]


def without_bylines(document: Document, members: Sequence[int], roles: Sequence[str]) -> list[int]:
    """Without the paragraphs at the end that only sign the article or thank the reader."""
    kept = list(members)
    while len(kept) > 1:
        last = document.sentences[kept[-1]].paragraph
        tail = [i for i in kept if document.sentences[i].paragraph == last]
        if len(tail) == len(kept) or any(roles[i] != "other" for i in tail):
            break
        kept = [i for i in kept if i not in tail]
    return kept
