"""Relations: the one parent of each unit, so that every text is a tree (or a forest under one root).

Boosted trees say how probable each candidate is as the parent; the tree that is likeliest as a whole is the maximum
spanning arborescence (McDonald et al. 2005, Non-projective dependency parsing using spanning tree algorithms). Which
relation each of its edges is, `kinds.py` says.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.domain.analysis import Group, Relation
from pipeline.domain.document import Document
from pipeline.domain.labels import RELATIONS, STAGES, relation_allowed
from pipeline.scoring.arborescence import ROOT, maximum_arborescence
from pipeline.scoring.chain import Array
from pipeline.scoring.trees import Trees
from pipeline.structure.cues import opener
from pipeline.structure.kinds import KindModel, LinearKinds
from pipeline.structure.pairs import Indices, Units, candidates, pair_table

_LEAST: Final = 1e-6  # probability

Offers = Sequence[Sequence[int]]
Allowed = Callable[[str, int, int], bool]


@dataclass(frozen=True, eq=False)
class RelationModel:
    """`parent` scores whether a unit hangs on a candidate (no, yes); `kinds`, by which relation."""

    parent: Trees
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


def sentence_offers(document: Document, roles: Sequence[str], groups: Sequence[Group], units: Units) -> Offers:
    """What each sentence may hang on under the scheme, `ROOT` among it.

    A sentence with role `other` and the head of a measure hang on nothing; a detail stays in its measure; roles must
    allow some relation.
    """
    index = {s.id: i for i, s in enumerate(document.sentences)}
    heads = _heads(document, roles, groups, units, index)
    found: list[list[int]] = []
    for i, near in enumerate(candidates(units)):
        if roles[i] == "other" or i in heads:
            found.append([ROOT])
            continue
        head = units.heads.get(i)
        inside = [j for j in near if head is None or j == head or units.heads.get(j) == head]
        allowed = [j for j in inside if any(relation_allowed(r, roles[i], roles[j]) for r in RELATIONS)]
        found.append(allowed if head is not None and allowed else [ROOT, *allowed])
    return _rooted(found, units)


def _rooted(offers: list[list[int]], units: Units) -> Offers:
    """Offers under which a tree exists: a detail whose way up never leaves its measure may hang on nothing."""
    for i, offered in enumerate(offers):
        if ROOT not in offered and units.heads.get(i) not in offered:
            offered.insert(0, ROOT)
    return offers


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
        first = index[g.members[0]]
        if roles[first] == "recommendation" and opener(document.sentences[first].text) is not None:
            found.add(first)
    return frozenset(found)


def parent_scores(units: Units, offers: Offers, trees: Trees) -> tuple[Indices, Indices, Array]:
    """Every unit with everything it is offered, and the logarithm of how probable that is among its offers."""
    sources = np.repeat(np.arange(len(units)), [len(o) for o in offers])
    targets = np.array([j for o in offers for j in o], dtype=np.intp)
    p = np.maximum(np.exp(trees.log_probabilities(pair_table(units, sources, targets))[:, 1]), _LEAST)
    total = np.bincount(sources, p, minlength=len(units))
    return sources, targets, np.log(p / total[sources])


def find_edges(
    units: Units,
    names: Sequence[str],
    offers: Offers,
    model: RelationModel,
    *,
    allowed: Allowed = lambda _type, _i, _j: True,
    single_root: bool = False,
) -> list[Edge]:
    """The likeliest tree, and the relation of each of its edges.

    Args:
        units: of one text.
        names: the label of each.
        offers: what each may hang on, `ROOT` among it; some tree must exist.
        model: fitted.
        allowed: whether a relation may run between two units; where none may, all may.
        single_root: whether one unit only may hang on nothing.
    """
    if not len(units):
        return []
    sources, targets, scores = parent_scores(units, offers, model.parent)
    parents = maximum_arborescence(len(units), targets, sources, scores, single_root=single_root)
    probability = {(int(i), int(j)): float(np.exp(s)) for i, j, s in zip(sources, targets, scores, strict=True)}
    chosen = [(i, j) for i, j in enumerate(parents) if j != ROOT]
    log_p = model.kinds.log_probabilities(units, names, chosen)
    found = []
    for (i, j), row in zip(chosen, log_p, strict=True):
        may = [k for k, name in enumerate(RELATIONS) if allowed(name, i, j)] or list(range(len(RELATIONS)))
        weights = np.exp(row[may])
        best = int(weights.argmax())
        share = float(weights[best] / weights.sum())
        found.append(Edge(i, j, RELATIONS[may[best]], round(probability[i, j] * share, 4)))
    return found


def find_relations(
    document: Document,
    stages: Sequence[str],
    roles: Sequence[str],
    labels: Array,
    groups: Sequence[Group],
    model: RelationModel,
) -> tuple[Relation, ...]:
    """One parent or none for each sentence, without cycles."""
    units = sentence_units(document, stages, roles, labels, groups)
    edges = find_edges(
        units,
        roles,
        sentence_offers(document, roles, groups, units),
        model,
        allowed=lambda name, i, j: relation_allowed(name, roles[i], roles[j]),
    )
    sentences = document.sentences
    return tuple(Relation(sentences[e.source].id, sentences[e.target].id, e.type, e.probability) for e in edges)
