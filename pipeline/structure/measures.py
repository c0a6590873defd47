"""Measures: the second-level lines of a recommendation group; which sentences head one is learned.

Rules (groups.py) see ordinals, headings and paragraphs; trees weigh what these see against the roles and against how
the group and the others of the article are built.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES
from pipeline.scoring.chain import Array
from pipeline.scoring.trees import Trees
from pipeline.structure.cues import closes_article, opener
from pipeline.structure.groups import measures_of
from pipeline.structure.lines import Rows

_RECOMMENDATION: Final = ROLES.index("recommendation")
_STYLES: Final = ("ordinal", "bracketed", "dash")
_NONE: Final = -1.0  # in place of what is not there
_LEAST: Final = math.log(0.45 / 0.55)  # log-odds of a head; near the best F1 of heads
_MANY: Final = 8  # ordinals of one style in a group: hardly any annotated group has more
MEASURE_COLUMNS: Final = 12 + 7 + 4 + 3 * len(ROLES) + 6 + 7 + len(_STYLES) + 7


def find_measures(document: Document, labels: Array, groups: Sequence[Group], trees: Trees) -> tuple[Group, ...]:
    """The groups with the measures that trees see in them.

    Args:
        document: with final sections.
        labels: shape (sentences, roles), the probability of each role.
        groups: with the measures that rules see.
        trees: over the rows of `measure_table`.
    """
    p = trees.log_probabilities(measure_table(document, labels, groups))
    odds = p[:, 1] - p[:, 0]
    members = [m for g in groups for m in g.members]
    ruled = {m.head for g in groups for m in g.measures}
    for run in _runs(document, groups):
        # 一是, 二是, 三是 stand or fall together; of more than trees have learned from, as the rules say.
        odds[run] = (
            odds[run].mean() if len(run) <= _MANY else [math.inf if members[k] in ruled else -math.inf for k in run]
        )
    return with_heads(document, groups, {m for m, of in zip(members, odds, strict=True) if of >= _LEAST})


def _runs(document: Document, groups: Sequence[Group]) -> Iterator[list[int]]:
    """The rows of the members of each group that open with ordinals of one style."""
    text_of = {s.id: s.text for s in document.sentences}
    first = 0
    for group in groups:
        runs: dict[str, list[int]] = {}
        for row, member in enumerate(group.members, first):
            if (own := opener(text_of[member])) is not None:
                runs.setdefault(own.style, []).append(row)
        first += len(group.members)
        yield from runs.values()


def with_heads(document: Document, groups: Sequence[Group], heads: frozenset[str] | set[str]) -> tuple[Group, ...]:
    """The groups with the measures that these sentences (ids) head, in place of their own."""
    index = {s.id: i for i, s in enumerate(document.sentences)}
    found = []
    for group in groups:
        members = [index[m] for m in group.members]
        chosen = [index[m] for m in group.members if m in heads]
        found.append(replace(group, measures=measures_of(document, group.id, members, chosen)))
    return tuple(found)


def measure_table(document: Document, labels: Array, groups: Sequence[Group]) -> Rows:
    """What speaks for each member of each group heading a measure, in order; shape (members, `MEASURE_COLUMNS`).

    Args:
        document: with final sections.
        labels: shape (sentences, roles), the probability of each role.
        groups: with the measures that rules see.
    """
    index = {s.id: i for i, s in enumerate(document.sentences)}
    heading_of = {s.id: s.heading for s in document.sections}
    beside = _beside(document, groups)
    rows = [
        row for g, own in zip(groups, beside, strict=True) for row in _rows(document, labels, g, own, index, heading_of)
    ]
    return np.array(rows, dtype=np.float32).reshape(-1, MEASURE_COLUMNS)


def _rows(
    document: Document,
    labels: Array,
    group: Group,
    beside: Sequence[float],
    index: Mapping[str, int],
    heading_of: Mapping[str, str | None],
) -> Iterator[list[float]]:
    """The row of each member of a group; `beside` is what is told of it among all."""
    sentences = document.sentences
    members = [index[m] for m in group.members]
    ruled = {index[m.head] for m in group.measures}
    recommends = labels[:, _RECOMMENDATION]
    openers = {i: opener(sentences[i].text) for i in members}
    styles = Counter(o.style for o in openers.values() if o)
    of_first = openers[members[0]]
    paragraphs: dict[int, list[int]] = {}
    for i in members:
        paragraphs.setdefault(sentences[i].paragraph, []).append(i)
    place_of = {paragraph: n for n, paragraph in enumerate(paragraphs)}
    of_group = [
        len(ruled),
        len(members),
        len(paragraphs),
        len(styles),
        max(styles.values(), default=0),
        of_first is not None,
        len({sentences[i].section for i in members}),
        group.start < sentences[members[0]].start,  # it opens with a heading
        recommends[[own[0] for own in paragraphs.values()]].mean(),
        recommends[members].mean(),
        recommends[members[0]],
        np.mean([len(own) > 1 for own in paragraphs.values()]),
        *beside,
    ]
    none = np.full(len(ROLES), _NONE)
    counted: Counter[str] = Counter()
    seen, last, likeliest = 0, -1, _NONE
    for n, i in enumerate(members):
        own, style = openers[i], ""
        if own is not None:
            style = own.style
            counted[style] += 1
        if i in ruled:
            seen, last = seen + 1, n
        paragraph, at = paragraphs[sentences[i].paragraph], place_of[sentences[i].paragraph]
        likeliest = _NONE if i == paragraph[0] else max(likeliest, recommends[members[n - 1]])
        yield [
            *of_group,
            i in ruled,
            seen,
            len(ruled) - seen,
            n - last,
            *labels[i],
            *(labels[members[n - 1]] if n else none),
            *(labels[members[n + 1]] if n + 1 < len(members) else none),
            n,
            len(members) - 1 - n,
            at,
            len(paragraphs) - 1 - at,
            i - paragraph[0],
            len(paragraph),
            own is not None,
            styles[style] if own else 0,
            counted[style] if own else 0,
            list(styles).index(style) if own else _NONE,
            (own.number or 0) if own else _NONE,
            own is not None and own.opens_run,
            own is not None and of_first is not None and own.style == of_first.style,
            *(style == name for name in _STYLES),
            i == 0 or sentences[i - 1].section != sentences[i].section,
            heading_of[sentences[i].section] is not None,
            recommends[paragraph[0]],
            likeliest,
            len(sentences[i].text),
            sentences[i].text.endswith((":", "：")),
            closes_article(sentences[i].text),
        ]


def _beside(document: Document, groups: Sequence[Group]) -> Iterator[list[float]]:
    """Of each group among all: how many there are, its place, their measures, its size, and of the document."""
    measures = [len(g.measures) for g in groups]
    mean_size = sum(len(g.members) for g in groups) / max(1, len(groups))
    of_all = [sum(measures) / max(1, len(groups)), sum(many > 0 for many in measures) / max(1, len(groups))]
    of_document = [document.language == "zh", len(document.headings)]
    for k, group in enumerate(groups):
        yield [len(groups), k, *of_all, len(group.members) / mean_size, *of_document]
