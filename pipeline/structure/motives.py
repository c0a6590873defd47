"""The sentences that motivate a measure, among those of the sections that ground its group.

Nobody labelled these. What is learned is which sentences, by content, stand in a section that an annotator named as a
ground of the measure's group rather than in another; the probability is that of this, and no more is claimed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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

    def text(self, measure: Measure) -> str:
        """The head of a measure with its details."""
        return "\n".join(self.document.sentences[self.index[s]].text for s in (measure.head, *measure.details))

    def of(self, measures: Sequence[Measure]) -> list[list[Motive]]:
        """For each measure the sentences likest to it, in the order of the text."""
        if not measures or not self.offered:
            return [[] for _ in measures]
        texts = [self.text(m) for m in measures]
        tables = {name: cosines(known.unit(known.rows(texts)), self._unit[name]) for name, known in self.known.items()}
        return [list(self._likest({name: table[k] for name, table in tables.items()})) for k in range(len(measures))]

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
                    "says what is wrong": float(says_what_is_wrong(self.document.sentences[i].text)),
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
    result = []
    for group in groups:
        sections = {ground.section for ground in group.grounds}
        measures = []
        for measure, offered in zip(group.measures, offers.of(group.measures), strict=True):
            near = [m for m in offered if document.sentences[m.sentence].section in sections]
            p = np.exp(scorer.log_probabilities([m.features for m in near])[:, yes])
            order = [int(k) for k in np.argsort(-p, kind="stable")[:_MOST] if p[k] >= _THRESHOLD]
            about = offers.text(measure)
            measures.append(
                replace(
                    measure,
                    grounds=tuple(
                        SentenceGround(
                            document.sentences[near[k].sentence].id,
                            round(float(p[k]), 4),
                            shared_terms(about, document.sentences[near[k].sentence].text, offers.known["words"]),
                        )
                        for k in order
                    ),
                )
            )
        result.append(replace(group, measures=tuple(measures)))
    return tuple(result)
