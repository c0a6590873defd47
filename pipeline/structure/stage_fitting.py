"""Fit the stages of sections on annotated documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.domain.document import Document
from pipeline.domain.labels import STAGES
from pipeline.scoring.chain import Array
from pipeline.scoring.trees import fit_trees
from pipeline.structure.paragraphs import paragraphs
from pipeline.structure.said_fitting import fit_said
from pipeline.structure.stage_trees import COLUMNS, StageTrees, paragraph_words, stage_table
from pipeline.structure.stages import undivided

_RAREST: Final = 3  # paragraphs that a feature of words must be in


@dataclass(frozen=True, eq=False)
class Staged:
    """A document with the gold stage of each of its sections, and what a model said of its sentences' roles."""

    document: Document
    stages: Sequence[str]
    roles: Array


def fit_stages(documents: Sequence[Staged], c: float) -> StageTrees:
    """Words from gold stages of paragraphs; trees too, told of words by scorers that had not seen the document.

    Sections that only their stages tell apart are joined first, as a text gives them.
    """
    joined = [undivided(of.document) for of in documents]
    runs = [paragraphs(document) for document in joined]
    items = [paragraph_words(document, of) for document, of in zip(joined, runs, strict=True)]
    gold = []
    for of, own in zip(documents, runs, strict=True):
        stage = {s.id: name for s, name in zip(of.document.sections, of.stages, strict=True)}
        gold.append([stage[of.document.sentences[p.first].section] for p in own])
    scorer, said = fit_said(items, gold, STAGES, c=c, min_count=_RAREST)
    tables = [stage_table(joined[n], runs[n], documents[n].roles, said[n]) for n in range(len(documents))]
    stages = [STAGES.index(name) for names in gold for name in names]
    trees = fit_trees(
        np.concatenate(tables) if tables else np.zeros((0, COLUMNS), np.float32),
        np.array(stages, dtype=np.intp),
        len(STAGES),
        rounds=150,
        learning_rate=0.06,
        leaves=8,
        smallest_leaf=min(20, max(2, len(stages) // 50)),
        columns=0.2,
        rows=0.7,
        penalty=5.0,
        seed=0,
    )
    return StageTrees(scorer, trees)
