"""Roles and the tree of a document together: the scheme lets relations run between some roles only.

Parents are chosen by what each role may be, not by what it most likely is: one topic sentence taken for evidence would
else cost its whole paragraph the parent. What the tree then rules out is taken back: the likeliest roles and relations
of all its edges together, by max-product over the tree (Pearl 1988, Probabilistic Reasoning in Intelligent Systems).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from pipeline.domain.labels import RELATIONS, ROLES, relation_allowed
from pipeline.scoring.arborescence import ROOT
from pipeline.scoring.chain import Array
from pipeline.structure.pairs import Indices

# Whether a relation may run from a sentence of one role to one of another; shape (relations, roles, roles).
_MAY: Final = np.array([[[relation_allowed(r, of, to) for to in ROLES] for of in ROLES] for r in RELATIONS])
# 1 where some relation may run from a sentence of the row's role to one of the column's.
_ALLOWED: Final[Array] = np.asarray(_MAY.any(axis=0), dtype=np.float64)
_BARRED: Final = np.where(_MAY, 0.0, -1e9)  # in place of the logarithm of nothing
_LEAST: Final = 1e-4  # probability
_OF_ROOT: Final = 0.5  # what hanging on nothing counts, beside pairs
_OF_KINDS: Final = 0.5  # weight of relations beside roles: their trees have seen the roles themselves


def relations_between(role: str, of_parent: str) -> list[int]:
    """The relations, by their place in the scheme, that may run from a sentence of one role to one of another.

    Raises:
        ValueError: a role is none of the scheme's.
    """
    return np.flatnonzero(_MAY[:, ROLES.index(role), ROLES.index(of_parent)]).tolist()


def edge_allowed(labels: Array, sources: Indices, targets: Indices) -> Array:
    """How probable it is that the roles of the two ends of each pair allow a relation; 1 for `ROOT`.

    Args:
        labels: the probability of each role; shape (sentences, roles), in the order of the scheme.
        sources: of the pairs.
        targets: of the pairs.
    """
    to = np.where(targets == ROOT, 0, targets)
    result: Array = np.where(targets == ROOT, 1.0, ((labels[sources] @ _ALLOWED) * labels[to]).sum(axis=1))
    return result


def edge_weights(labels: Array, sources: Indices, targets: Indices, kinds: Array) -> Array:
    """How far roles and relations speak for each pair: how probable are its likeliest relation and roles that allow it.

    Hanging on nothing, which no relation speaks for or against, counts as a pair of which that is one half.

    Args:
        labels: as for `edge_allowed`.
        sources: of the pairs.
        targets: of the pairs.
        kinds: how probable each relation of each pair is, if one joins it; shape (pairs, relations). Rows of `ROOT` are
            not read.
    """
    to = np.where(targets == ROOT, 0, targets)
    best = np.zeros(len(sources))
    for k, may in enumerate(_MAY.astype(np.float64)):
        best = np.maximum(best, kinds[:, k] * ((labels[sources] @ may) * labels[to]).sum(axis=1))
    result: Array = np.where(targets == ROOT, _OF_ROOT, best)
    return result


def roles_of_tree(labels: Array, parents: Sequence[int], kinds: Array) -> list[str]:
    """The likeliest roles under which every edge of the tree is allowed.

    A pair of roles counts as much as the likeliest relation it allows: from a recommendation to a claim that is
    `attacks` alone, and where nothing sounds like an objection, one of the two is more likely something else.

    Args:
        labels: as for `edge_allowed`.
        parents: of each sentence, or `ROOT`; without a cycle.
        kinds: of each sentence, the logarithm of how probable each relation to its parent is; shape (sentences,
            relations), in the order of the scheme. Rows of roots are not read.
    """
    best = np.log(np.maximum(labels, _LEAST))
    order = _from_the_root(parents)
    fitting = np.zeros((len(parents), len(ROLES)), dtype=np.intp)  # the sentence's role for each role of its parent
    for i in reversed(order):
        if parents[i] != ROOT:
            relation = (_OF_KINDS * kinds[i][:, None, None] + _BARRED).max(axis=0)
            under = best[i][:, None] + relation
            fitting[i] = under.argmax(axis=0)
            best[parents[i]] += under.max(axis=0)
    chosen = [0] * len(parents)
    for i in order:
        chosen[i] = int(best[i].argmax() if parents[i] == ROOT else fitting[i, chosen[parents[i]]])
    return [ROLES[k] for k in chosen]


def _from_the_root(parents: Sequence[int]) -> list[int]:
    """All sentences, each after its parent."""
    children: list[list[int]] = [[] for _ in parents]
    for i, parent in enumerate(parents):
        if parent != ROOT:
            children[parent].append(i)
    order = [i for i, parent in enumerate(parents) if parent == ROOT]
    for i in order:
        order += children[i]
    return order
