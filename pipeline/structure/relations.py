"""Relations: the one parent of each unit, so that every text is a tree (or a forest under one root).

Boosted trees say how probable each candidate is as the parent; the tree that is likeliest as a whole is the maximum
spanning arborescence (McDonald et al. 2005, Non-projective dependency parsing using spanning tree algorithms). Which
relation would join a pair, `kinds.py` says, and what that and the roles say of parents, `joint_roles.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.analysis import Group, Relation
from pipeline.domain.document import Document
from pipeline.domain.labels import RELATIONS, STAGES
from pipeline.scoring.arborescence import ROOT, maximum_arborescence
from pipeline.scoring.chain import Array
from pipeline.structure.cues import opener
from pipeline.structure.groups import group_opening
from pipeline.structure.joint_roles import edge_allowed, edge_weights, relations_between, roles_of_tree
from pipeline.structure.kinds import KindModel, LinearKinds
from pipeline.structure.pairs import Indices, Units, candidate_pairs, pair_table
from pipeline.structure.parents import Parents, in_question, parent_scores

_LEAST: Final = 1e-6  # probability
_HARDLY: Final = 0.01  # probability of roles that allow a relation, below which none is thought of
_BESIDE_TREES: Final = 0.5  # weight of roles and relations beside what trees say, which have seen the roles themselves


@dataclass(frozen=True, eq=False)
class RelationModel:
    """`parents` scores whether a unit hangs on a candidate; `kinds`, by which relation."""

    parents: Parents
    kinds: KindModel | LinearKinds


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` hangs on `target` (indices); the probability is that of both."""

    source: int
    target: int
    type: str
    probability: float


def sentence_units(
    document: Document, stages: Sequence[str], roles: Sequence[str], labels: Array, groups: Sequence[Group]
) -> Units:
    """The sentences of an article as units, its sections as blocks."""
    sentences = document.sentences
    index = {s.id: i for i, s in enumerate(sentences)}
    number = {s.id: k for k, s in enumerate(document.sections)}
    stage = dict(zip((s.id for s in document.sections), stages, strict=True))
    heads = {index[d]: index[m.head] for g in groups for m in g.measures for d in m.details}
    tops = _tops(index, roles, groups)
    measure_heads = {index[m.head] for g in groups for m in g.measures}
    facts = [
        [
            *(stage[s.section] == name for name in STAGES),
            *(i in tops, i in heads, i in measure_heads, tops.get(i) == i),
        ]
        for i, s in enumerate(sentences)
    ]
    return Units(
        texts=[s.text for s in sentences],
        labels=labels,
        paragraphs=[s.paragraph for s in sentences],
        blocks=[number[s.section] for s in sentences],
        facts=np.array(facts, dtype=np.float64).reshape(len(sentences), SENTENCE_FACTS),
        heads=heads,
        tops=tops,
    )


SENTENCE_FACTS: Final = len(STAGES) + 4


def may_hang(
    document: Document,
    roles: Sequence[str],
    groups: Sequence[Group],
    units: Units,
    sources: Indices,
    targets: Indices,
) -> npt.NDArray[np.bool_]:
    """Which pairs the scheme allows; among those given, each source stands with `ROOT` too.

    The head of a measure hangs on nothing, a detail stays in its measure, and where the roles of two sentences hardly
    allow a relation there is none. A tree exists: a detail that may not hang on the head itself may hang on nothing.
    """
    index = {s.id: i for i, s in enumerate(document.sentences)}
    is_head = np.zeros(len(units), dtype=np.bool_)
    is_head[list(_heads(document, roles, groups, units, index))] = True
    head = units.head_of
    joined = targets != ROOT
    of_source, of_target = head[sources], head[np.where(joined, targets, 0)]
    detail = of_source != ROOT
    on_head = detail & joined & (targets == of_source)
    within = on_head | (of_target == of_source)
    fits = joined & ~is_head[sources] & (within | ~detail)
    fits &= edge_allowed(units.labels, sources, targets) >= _HARDLY
    reaches_head = np.bincount(sources[on_head & fits], minlength=len(units)) > 0
    result: npt.NDArray[np.bool_] = fits | (~joined & ~reaches_head[sources])
    return result


def _tops(index: Mapping[str, int], roles: Sequence[str], groups: Sequence[Group]) -> dict[int, int]:
    """For each sentence of a group, the group's first recommendation."""
    found: dict[int, int] = {}
    for g in groups:
        members = [index[m] for m in g.members]
        first = next((i for i in members if roles[i] == "recommendation"), members[0])
        found.update(dict.fromkeys(members, first))
    return found


def _heads(
    document: Document, roles: Sequence[str], groups: Sequence[Group], units: Units, index: Mapping[str, int]
) -> frozenset[int]:
    """Heads of measures, and sentences with an ordinal that open a group."""
    found = {index[m.head] for g in groups for m in g.measures}
    for g in groups:
        first = group_opening(document, [index[m] for m in g.members])
        if roles[first] == "recommendation" and opener(document.sentences[first].text) is not None:
            found.add(first)
    return frozenset(found)


@dataclass(frozen=True, eq=False)
class Tree:
    """The parent of each unit, or `ROOT`, and how probable that is among what the unit was offered."""

    parents: Sequence[int]
    probabilities: Sequence[float]


def find_tree(units: int, sources: Indices, targets: Indices, scores: Array, *, single_root: bool = False) -> Tree:
    """The likeliest tree.

    Args:
        units: how many there are.
        sources: each unit, once for everything it may hang on.
        targets: what that is, `ROOT` among it; some tree must exist.
        scores: of `parent_scores`.
        single_root: whether one unit only may hang on nothing.
    """
    if not units:
        return Tree((), ())
    parents = maximum_arborescence(units, targets, sources, scores, single_root=single_root)
    return Tree(parents, np.exp(scores[targets == np.array(parents, dtype=np.intp)[sources]]).tolist())


def find_edges(roles: Sequence[str], tree: Tree, kinds: Array) -> list[Edge]:
    """The edges of a tree, each with the likeliest relation that the roles of its ends allow.

    Args:
        roles: of each unit.
        tree: of the units.
        kinds: how probable each relation of each unit to its parent is; shape (units, relations).
    """
    found = []
    for i, j in ((i, j) for i, j in enumerate(tree.parents) if j != ROOT):
        may = relations_between(roles[i], roles[j])
        best = max(may, key=lambda k: kinds[i, k])
        share = float(kinds[i, best] / kinds[i, may].sum())
        found.append(Edge(i, j, RELATIONS[best], round(tree.probabilities[i] * share, 4)))
    return found


def find_relations(
    document: Document,
    stages: Sequence[str],
    roles: Sequence[str],
    labels: Array,
    groups: Sequence[Group],
    model: RelationModel,
) -> tuple[tuple[Relation, ...], list[str]]:
    """One parent or none for each sentence, without cycles, and the likeliest roles that allow these relations."""
    units = sentence_units(document, stages, roles, labels, groups)
    sources, targets = candidate_pairs(units)
    table = pair_table(units, sources, targets)
    allowed = may_hang(document, roles, groups, units, sources, targets)
    read = model.parents.read(table)
    asked = np.flatnonzero(allowed)
    # What makes a tree possible stays, however improbable: hanging on nothing, or for a detail on its head.
    sure = (targets == ROOT) | (targets == units.head_of[sources])
    asked = asked[sure[asked] | in_question(read[asked], sources[asked])]
    p = model.parents.read_again(len(units), sources, targets, table, read, asked)
    sources, targets, table = sources[asked], targets[asked], table[asked]
    kinds = np.ones((len(sources), len(RELATIONS)))
    joined = targets != ROOT
    found = model.kinds.log_probabilities(units, roles, sources[joined], targets[joined], table[joined])
    kinds[joined] = np.maximum(np.exp(found), _LEAST)
    weights = edge_weights(labels, sources, targets, kinds) ** _BESIDE_TREES
    tree = find_tree(len(units), sources, targets, parent_scores(p * weights, sources))
    kinds = kinds[targets == np.array(tree.parents, dtype=np.intp)[sources]]
    agreeing = roles_of_tree(labels, tree.parents, np.log(kinds))
    ids = [s.id for s in document.sentences]
    edges = find_edges(agreeing, tree, kinds)
    return tuple(Relation(ids[e.source], ids[e.target], e.type, e.probability) for e in edges), agreeing
