"""Documents by hand, any strings as their sentences, and one small stack that several tests look at."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from hypothesis import strategies as st

from pipeline.domain.document import Document, Heading, Section, Sentence
from pipeline.roles.component import FittedRoles
from pipeline.roles.stacked.fitting import StackedSettings, fit_stacked
from pipeline.roles.stacked.tokens import Spans, TokenizedText, Tokens
from pipeline.training.examples import from_annotation
from tests.training.samples import ARTICLES, article

LABELS = ("claim", "evidence", "example", "recommendation", "other")
EXAMPLES = [from_annotation(article(id)) for id in ARTICLES]
DOCUMENTS = [e.document for e in EXAMPLES]
GOLD = [list(e.gold_roles) for e in EXAMPLES]
# Quick, and with leaves small enough that trees split: 48 sentences are not more than a leaf of the default.
SETTINGS = StackedSettings(rounds=8, smallest_leaf=2, inner_folds=3)

# What sentences are not made of, or seldom: breaks of lines, spaces of all kinds, halves of pairs, marks, big numbers.
odd_texts = st.text(
    st.one_of(
        st.sampled_from("我们应当建设渡口，。；？！“”’'0123456789abcÉσΣİ１２Ａ"),
        st.sampled_from("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029 \t\u3000\xa0\u2003\u200b\ufeff\x00"),
        st.sampled_from("😀👩‍🔬𠀀\ud800\udfff\u0301\u1680"),
        st.characters(),
    ),
    max_size=20,
)


def document(
    *paragraphs: Sequence[str],
    id: str = "d",
    title: str = "",
    headings: Sequence[tuple[str, str | None]] = (),
    sections: Sequence[int] = (),
) -> Document:
    """A document of paragraphs of sentences.

    Args:
        paragraphs: its sentences.
        id: of it.
        title: of it.
        headings: title and parent of each; the first is h1. The section of heading hK is cK; c0 has no heading.
        sections: K of each sentence, all 0 where it is left out.
    """
    texts = [(p, text) for p, some in enumerate(paragraphs) for text in some]
    of = sections or [0] * len(texts)
    return Document(
        id=id,
        title=title,
        source="",
        sha256="",
        language="zh",
        text="",
        damage=(),
        headings=tuple(Heading(f"h{k}", 0, 0, 1, text, parent) for k, (text, parent) in enumerate(headings, 1)),
        sections=(
            Section("c0", None, 0, 0),
            *(Section(f"c{k}", f"h{k}", 0, 0) for k in range(1, len(headings) + 1)),
        ),
        sentences=tuple(
            Sentence(f"s{i}", 0, 0, text, f"c{c}", p) for i, ((p, text), c) in enumerate(zip(texts, of, strict=True))
        ),
    )


def shown(text: TokenizedText, tokens: Tokens) -> list[list[str]]:
    """The tokens of each sentence by their text."""
    found: list[list[str]] = [[] for _ in range(len(tokens.starts) - 1)]
    for i, line in enumerate(tokens.lines):
        found[line].append(text.span(tokens, i, 1))
    return found


def spans_shown(text: TokenizedText, tokens: Tokens, spans: Spans) -> list[tuple[int, str]]:
    """The sentence and the text of each span of tokens."""
    return [
        (int(line), text.span(tokens, int(first), spans.length))
        for line, first in zip(spans.lines, spans.first, strict=True)
    ]


@cache
def fitted() -> FittedRoles:
    """A stack of the five articles."""
    return fit_stacked(DOCUMENTS, GOLD, LABELS, SETTINGS)


def runs(*sizes: int) -> np.ndarray:
    """`of` of runs of these sizes."""
    return np.repeat(np.arange(len(sizes)), sizes)
