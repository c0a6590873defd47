"""The sentences that motivate a line of action, among those of the sections that ground its group.

How probable it is that one does is a logistic function of the columns of `motive_features.py`, fitted on sentences that
were labelled by hand (`benchmarks/motives.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from pipeline.domain.analysis import Group, SentenceGround
from pipeline.domain.document import Document
from pipeline.scoring.logistic import probability, read_fitted
from pipeline.scoring.tfidf import Array, Collection, collection, shared_terms
from pipeline.structure.motive_features import COLUMNS, LineOfAction, lines_of_action, motive_tables
from pipeline.text.terms import content_words

LEAST: Final = 0.25  # near the best F1 of motives
MOST: Final = 4  # sentences of a line


def find_motives(
    document: Document, stages: Sequence[str], roles: Sequence[str], groups: Sequence[Group]
) -> tuple[Group, ...]:
    """The groups with the sentences that motivate each line of action, likeliest first, `MOST` at most.

    They are put with its measure, or with the group where it has none.
    """
    if not any(g.grounds for g in groups):
        return tuple(groups)
    lines = lines_of_action(document, roles, groups)
    known = collection([s.text for s in document.sentences], content_words)
    told: list[list[tuple[SentenceGround, ...]]] = [[] for _ in groups]
    for line, (offered, table) in zip(lines, motive_tables(document, stages, roles, groups, lines), strict=True):
        p = probability_motive(table)
        told[line.group].append(
            tuple(_told(document, known, line, [(int(offered[k]), float(p[k])) for k in chosen(p)]))
        )
    return tuple(_with_motives(group, of) for group, of in zip(groups, told, strict=True))


def chosen(p: Array) -> list[int]:
    """The places of the sentences told, of those that are as probable as `p` says; likeliest first."""
    return [int(k) for k in np.argsort(-p, kind="stable")[:MOST] if p[k] >= LEAST]


def probability_motive(table: Array) -> Array:
    """How probable it is that each row of a table of `motive_tables` motivates its line; shape (rows,)."""
    return probability(table, COLUMNS, fitted())


def fitted() -> dict[str, Any]:
    """What `benchmarks/motives.py fit` wrote: weights and bias.

    `measured` says how well that does on documents held out: `f1` with its interval, `precision` and `recall`, on how
    many `lines` of how many `documents`.
    """
    return read_fitted(Path(__file__).with_name("motives.json"))


def _told(
    document: Document, known: Collection, line: LineOfAction, motives: Sequence[tuple[int, float]]
) -> Iterator[SentenceGround]:
    """Sentences (indices) and how probable they are, with the terms that they share with the line."""
    about = "\n".join(document.sentences[i].text for i in line.sentences)
    for i, p in motives:
        sentence = document.sentences[i]
        yield SentenceGround(sentence.id, round(p, 4), shared_terms(about, sentence.text, known))


def _with_motives(group: Group, told: Sequence[tuple[SentenceGround, ...]]) -> Group:
    """A group with the motives of each of its lines."""
    if group.measures:
        measures = (replace(m, grounds=of) for m, of in zip(group.measures, told, strict=True))
        return replace(group, measures=tuple(measures))
    return replace(group, motives=told[0] if told else ())
