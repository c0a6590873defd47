"""The sentences that motivate a measure, among those of the sections that ground its group.

Nobody labelled these. What is learned is which sentences, by content, stand in a section that an annotator named as a
ground of the measure's group rather than in another; the probability is that of this, and no more is claimed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import numpy as np

from pipeline.domain.analysis import Group, Measure, SentenceGround
from pipeline.domain.document import Document
from pipeline.scoring.linear import LinearScorer
from pipeline.scoring.tfidf import Array, Collection, collection, cosines, shared_terms
from pipeline.structure.cues import says_what_is_wrong
from pipeline.text.terms import content_words, pairs_of_characters

_MOST: Final = 3  # sentences for a measure
_LIKEST: Final = 20  # of the sentences offered, that are scored
_THRESHOLD: Final = 0.5
_AT_ONCE: Final = 65536  # pairs of a measure and a sentence
_GIVES_REASON: Final = frozenset(("claim", "evidence", "example"))


@dataclass(frozen=True, slots=True)
class Motive:
    """A sentence (index) that may motivate a measure, with what speaks for it."""

    sentence: int
    features: Mapping[str, float]


class MotiveOffers:
    """Compares measures with the sentences of a document that give reasons."""

    def __init__(self, document: Document, stages: Sequence[str], roles: Sequence[str]) -> None:
        stage = {s.id: name for s, name in zip(document.sections, stages, strict=True)}
        self.document, self.roles = document, roles
        self.index = {s.id: i for i, s in enumerate(document.sentences)}
        self.offered = [
            i
            for i, s in enumerate(document.sentences)
            if stage[s.section] in {"theory", "practice"} and roles[i] in _GIVES_REASON
        ]
        texts = [s.text for s in document.sentences]
        self.known: dict[str, Collection] = {
            "words": collection(texts, content_words),
            "pairs": collection(texts, pairs_of_characters),
        }
        self._unit = {name: known.unit(known.counts[self.offered]) for name, known in self.known.items()}
        self._wrong = [float(says_what_is_wrong(texts[i])) for i in self.offered]

    def text(self, measure: Measure) -> str:
        """The head of a measure with its details."""
        return "\n".join(self.document.sentences[self.index[s]].text for s in (measure.head, *measure.details))

    def of(self, measures: Sequence[Measure]) -> Iterator[list[Motive]]:
        """For each measure the sentences likest to it, in the order of the text."""
        if not self.offered:
            yield from ([] for _ in measures)
            return
        parts = [[self.index[s] for s in (m.head, *m.details)] for m in measures]
        rows = {name: known.unit(known.joined(parts).counts) for name, known in self.known.items()}
        size = max(1, _AT_ONCE // len(self.offered))
        for a in range(0, len(measures), size):
            tables = {name: cosines(of[a : a + size], self._unit[name]) for name, of in rows.items()}
            for k in range(len(measures[a : a + size])):
                yield list(self._likest({name: table[k] for name, table in tables.items()}))

    def _likest(self, likeness: Mapping[str, Array]) -> Iterator[Motive]:
        together = sum(likeness.values(), np.zeros(len(self.offered)))
        ranked = np.argsort(-together, kind="stable")[:_LIKEST]
        rank = {int(k): place for place, k in enumerate(ranked)}
        best = max(float(together[ranked[0]]), 1e-9)
        for k in sorted(rank):
            i = self.offered[k]
            yield Motive(
                i,
                {
                    **{f"likeness of {name}": 4 * float(row[k]) for name, row in likeness.items()},
                    "share of best": float(together[k]) / best,
                    "rank": min(rank[k], 6) / 3,
                    self.roles[i]: 1.0,
                    "says what is wrong": self._wrong[k],
                },
            )


def find_motives(
    document: Document, stages: Sequence[str], roles: Sequence[str], groups: Sequence[Group], scorer: LinearScorer
) -> tuple[Group, ...]:
    """The groups with the sentences that motivate each of their measures, likeliest first, three at most."""
    if not any(g.grounds and g.measures for g in groups):
        return tuple(groups)
    offers = MotiveOffers(document, stages, roles)
    yes = scorer.classes.index("yes")
    motives = offers.of([m for g in groups for m in g.measures])
    result = []
    for group in groups:
        sections = {ground.section for ground in group.grounds}
        near = [
            [m for m in offered if document.sentences[m.sentence].section in sections]
            for offered in islice(motives, len(group.measures))
        ]
        p = np.exp(scorer.log_probabilities([m.features for of in near for m in of])[:, yes])
        likely = np.split(p, np.cumsum([len(of) for of in near])[:-1]) if near else []
        measures = [
            replace(measure, grounds=tuple(_told(offers, measure, of, some)))
            for measure, of, some in zip(group.measures, near, likely, strict=True)
        ]
        result.append(replace(group, measures=tuple(measures)))
    return tuple(result)


def _told(offers: MotiveOffers, measure: Measure, near: Sequence[Motive], p: Array) -> Iterator[SentenceGround]:
    """The likeliest of the sentences near a measure, each as probable as `p` says, with the terms they share."""
    about, sentences = offers.text(measure), offers.document.sentences
    for k in np.argsort(-p, kind="stable")[:_MOST]:
        if p[k] >= _THRESHOLD:
            sentence = sentences[near[k].sentence]
            shared = shared_terms(about, sentence.text, offers.known["words"])
            yield SentenceGround(sentence.id, round(float(p[k]), 4), shared)
