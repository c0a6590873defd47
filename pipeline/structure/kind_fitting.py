"""Fit the kinds of relations on annotated pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.domain.labels import RELATIONS, ROLES
from pipeline.scoring.chain import Array
from pipeline.scoring.trees import fit_trees
from pipeline.structure.kinds import SAYS, KindModel, hear, kind_table, kind_width, said_features
from pipeline.structure.pairs import Table, Units, pair_table
from pipeline.structure.relations import SENTENCE_FACTS
from pipeline.structure.said_fitting import fit_said

_RAREST: Final = 5  # sentences that a feature of words must be in


@dataclass(frozen=True, eq=False)
class Related:
    """The units of a document, and the gold parent and relation of each that has one."""

    units: Units
    edges: Mapping[int, tuple[int, str]]


def fit_kinds(documents: Sequence[Related], c: float) -> KindModel:
    """Words from what each sentence does; trees from gold pairs, told of words by scorers that had not seen them."""
    items = [said_features(of.units, range(len(of.units))) for of in documents]
    gold = [[of.edges[i][1] if i in of.edges else "root" for i in range(len(of.units))] for of in documents]
    scorer, said = fit_said(items, gold, SAYS, c=c, min_count=_RAREST)
    tables = [_table(of, said[n]) for n, of in enumerate(documents)]
    relations = [RELATIONS.index(relation) for of in documents for _, relation in of.edges.values()]
    trees = fit_trees(
        np.concatenate(tables) if tables else np.zeros((0, kind_width(len(ROLES), SENTENCE_FACTS)), np.float32),
        np.array(relations, dtype=np.intp),
        len(RELATIONS),
        rounds=150,
        learning_rate=0.1,
        leaves=8,
        smallest_leaf=min(20, max(2, len(relations) // 50)),
        columns=0.3,
        rows=0.7,
        penalty=5.0,
        seed=0,
    )
    return KindModel(scorer, trees)


def _table(of: Related, said: Array) -> Table:
    pairs = [(i, j) for i, (j, _) in of.edges.items()]
    sources, targets = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return kind_table(hear(of.units, said), sources, targets, pair_table(of.units, sources, targets))
