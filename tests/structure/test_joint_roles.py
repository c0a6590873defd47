"""Roles that agree with a tree: the likeliest under which each of its edges is allowed."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.labels import RELATIONS, ROLES, relation_allowed
from pipeline.scoring.arborescence import ROOT
from pipeline.scoring.chain import Array
from pipeline.structure.joint_roles import edge_allowed, roles_of_tree


def rows(*named: dict[str, float]) -> Array:
    return np.array([[of.get(role, 0.0) for role in ROLES] for of in named])


def may_hang(child: str, parent: str) -> bool:
    return any(relation_allowed(r, child, parent) for r in RELATIONS)


def test_a_topic_sentence_taken_for_evidence_is_a_claim_once_facts_hang_on_it() -> None:
    labels = rows({"evidence": 0.6, "claim": 0.4}, {"evidence": 0.9, "claim": 0.1}, {"evidence": 0.9, "example": 0.1})
    assert roles_of_tree(labels, [ROOT, 0, 0]) == ["claim", "evidence", "evidence"]
    assert roles_of_tree(labels, [ROOT, ROOT, ROOT]) == ["evidence"] * 3


def test_how_probable_it_is_that_roles_allow_a_pair() -> None:
    labels = rows({"evidence": 0.6, "claim": 0.4}, {"evidence": 1.0}, {"other": 1.0})
    sources, targets = np.array([1, 0, 0, 2]), np.array([0, 1, ROOT, 0])
    assert edge_allowed(labels, sources, targets).tolist() == pytest.approx([0.4, 0.0, 1.0, 0.0])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_the_likeliest_of_all_roles_that_a_tree_allows(count: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    labels = draw.dirichlet(np.ones(len(ROLES)), count) * 0.9 + 0.02
    parents = [ROOT, *(int(draw.integers(-1, i)) for i in range(1, count))]
    parents = [ROOT if p < 0 else p for p in parents]
    allowed = [
        names
        for names in product(range(len(ROLES)), repeat=count)
        if all(p == ROOT or may_hang(ROLES[names[i]], ROLES[names[p]]) for i, p in enumerate(parents))
    ]
    best = max(allowed, key=lambda names: float(np.log(labels[np.arange(count), list(names)]).sum()))
    assert roles_of_tree(labels, parents) == [ROLES[k] for k in best]
