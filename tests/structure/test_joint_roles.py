"""Roles that agree with a tree: the likeliest under which each of its edges is allowed."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.labels import RELATIONS, ROLES, relation_allowed
from pipeline.scoring.arborescence import ROOT
from pipeline.scoring.chain import Array
from pipeline.structure.joint_roles import edge_allowed, edge_weights, relations_between, roles_of_tree


def rows(*named: dict[str, float]) -> Array:
    return np.array([[of.get(role, 0.0) for role in ROLES] for of in named])


def kinds(*named: dict[str, float]) -> Array:
    return np.array([[of.get(relation, 0.01) for relation in RELATIONS] for of in named])


def test_a_topic_sentence_taken_for_evidence_is_a_claim_once_facts_hang_on_it() -> None:
    labels = rows({"evidence": 0.6, "claim": 0.4}, {"evidence": 0.9, "claim": 0.1}, {"evidence": 0.9, "example": 0.1})
    even = np.zeros((3, len(RELATIONS)))
    assert roles_of_tree(labels, [ROOT, 0, 0], even) == ["claim", "evidence", "evidence"]
    assert roles_of_tree(labels, [ROOT, ROOT, ROOT], even) == ["evidence"] * 3


@pytest.mark.parametrize(
    ("relation", "expected"),
    [("attacks", ["claim", "recommendation"]), ("specifies", ["recommendation", "recommendation"])],
)
def test_an_order_that_does_not_sound_like_an_objection_rebuts_no_claim(relation: str, expected: list[str]) -> None:
    labels = rows({"claim": 0.6, "recommendation": 0.4}, {"recommendation": 0.9, "claim": 0.1})
    assert roles_of_tree(labels, [ROOT, 0], np.log(kinds({}, {relation: 0.97}))) == expected


def test_relations_between_roles_are_those_of_the_scheme() -> None:
    for role, of_parent in product(ROLES, ROLES):
        expected = [k for k, name in enumerate(RELATIONS) if relation_allowed(name, role, of_parent)]
        assert relations_between(role, of_parent) == expected
    with pytest.raises(ValueError, match="not in tuple"):
        relations_between("claim", "thesis")


def test_how_probable_it_is_that_roles_allow_a_pair() -> None:
    labels = rows({"evidence": 0.6, "claim": 0.4}, {"evidence": 1.0}, {"other": 1.0})
    sources, targets = np.array([1, 0, 0, 2]), np.array([0, 1, ROOT, 0])
    assert edge_allowed(labels, sources, targets).tolist() == pytest.approx([0.4, 0.0, 1.0, 0.0])


def test_a_pair_weighs_as_much_as_its_likeliest_relation() -> None:
    labels = rows({"claim": 0.6, "recommendation": 0.4}, {"recommendation": 0.9, "evidence": 0.1})
    sources, targets = np.array([1, 0, 1]), np.array([0, 1, ROOT])
    of_pairs = kinds({"specifies": 0.7, "supports": 0.2, "attacks": 0.09}, {"supports": 0.5, "attacks": 0.2}, {})
    weights = edge_weights(labels, sources, targets, of_pairs)
    # from an order to an order .9 × .4 × .7; a claim to an order .6 × .9 × .5, the root
    assert weights.tolist() == pytest.approx([0.252, 0.27, 0.5])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_the_likeliest_of_all_roles_that_a_tree_allows(count: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    labels = draw.dirichlet(np.ones(len(ROLES)), count) * 0.9 + 0.02
    of_edges = np.log(draw.dirichlet(np.ones(len(RELATIONS)), count) * 0.9 + 0.02)
    parents = [ROOT, *(int(draw.integers(-1, i)) for i in range(1, count))]
    parents = [ROOT if p < 0 else p for p in parents]

    def worth(names: tuple[int, ...]) -> float:
        total = float(np.log(labels[np.arange(count), list(names)]).sum())
        for i, p in enumerate(parents):
            if p != ROOT:
                ends = ROLES[names[i]], ROLES[names[p]]
                may = [of_edges[i, k] for k, r in enumerate(RELATIONS) if relation_allowed(r, *ends)]
                total += 0.5 * max(may, default=-np.inf)
        return total

    best = max(product(range(len(ROLES)), repeat=count), key=worth)
    assert roles_of_tree(labels, parents, of_edges) == [ROLES[k] for k in best]
