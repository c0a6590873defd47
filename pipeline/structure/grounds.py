"""Grounds: the theory and practice sections that motivate a recommendation group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.domain.analysis import Ground, Group
from pipeline.domain.document import Document
from pipeline.scoring.linear import LinearScorer
from pipeline.scoring.tfidf import Array, shared_terms
from pipeline.scoring.trees import Trees
from pipeline.structure.ground_features import COLUMNS, ground_collection, ground_tables, offered_sections, topics
from pipeline.text.terms import content_words


@dataclass(frozen=True, eq=False)
class GroundTrees:
    """Boosted trees that say how probable a section is as a ground; `least` is the probability of one that is told.

    It lies near the best F1 of grounds, and most groups of another article find none.
    """

    trees: Trees
    least: float = 0.3

    def probabilities(self, table: Array) -> Array:
        """Of each section of a table of `ground_tables`; shape (sections,)."""
        return np.exp(self.trees.log_probabilities(table.astype(np.float32))[:, 1])


@dataclass(frozen=True, eq=False)
class LinearGrounds:
    """What models of before version 4 hold; the same of a linear scorer."""

    linear: LinearScorer
    least: float = 0.4

    def probabilities(self, table: Array) -> Array:
        """Of each section of a table of `ground_tables`; shape (sections,)."""
        rows = [{name: v for name, v in zip(COLUMNS, row, strict=True) if v} for row in table.tolist()]
        return np.exp(self.linear.log_probabilities(rows)[:, self.linear.classes.index("yes")])


GroundModel = GroundTrees | LinearGrounds


def find_grounds(
    document: Document, stages: Sequence[str], groups: Sequence[Group], model: GroundModel
) -> tuple[Group, ...]:
    """The groups with their grounds: every section likely enough to motivate the group, likeliest first."""
    result = []
    found = topics(document, groups)
    sections = offered_sections(document, stages)
    texts = [o.text for o in sections]
    known = ground_collection(document, sections, found, content_words)
    for group, topic, table in zip(groups, found, ground_tables(document, sections, found), strict=True):
        about = "\n".join([topic.title, *topic.sentences])
        grounds = [
            Ground(o.section.id, round(float(p), 4), shared_terms(about, text, known))
            for o, text, p in zip(sections, texts, model.probabilities(table), strict=True)
            if p >= model.least
        ]
        result.append(replace(group, grounds=tuple(sorted(grounds, key=lambda g: -g.probability))))
    return tuple(result)
