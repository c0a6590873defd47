"""The heaviest tree: against every tree there is, and against networkx."""

from itertools import product
from typing import Any

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.scoring.arborescence import ROOT, maximum_arborescence

Edges = list[tuple[int, int, float]]


def solve(nodes: int, edges: Edges, **options: Any) -> list[int]:
    sources, targets, weights = (np.array(column) for column in zip(*edges, strict=True))
    return maximum_arborescence(nodes, sources, targets, weights.astype(np.float64), **options)


def is_tree(parents: list[int]) -> bool:
    for node in range(len(parents)):
        steps = 0
        while node != ROOT:
            node, steps = parents[node], steps + 1
            if steps > len(parents):
                return False
    return True


def weight_of(parents: list[int], edges: Edges) -> float:
    best: dict[tuple[int, int], float] = {}
    for source, target, weight in edges:
        best[source, target] = max(weight, best.get((source, target), -np.inf))
    return sum(best[source, target] for target, source in enumerate(parents))


def every_tree(nodes: int, edges: Edges) -> list[list[int]]:
    into = [sorted({s for s, t, _ in edges if t == node}) for node in range(nodes)]
    return [list(parents) for parents in product(*into) if is_tree(list(parents))]


def test_without_a_cycle_each_node_takes_its_best() -> None:
    assert solve(3, [(ROOT, 0, 1.0), (0, 1, 2.0), (ROOT, 1, 1.0), (1, 2, 0.5), (0, 2, 0.4), (ROOT, 2, 0)]) == [-1, 0, 1]


def test_a_cycle_is_opened_where_it_costs_least() -> None:
    edges = [(ROOT, 0, 1.0), (ROOT, 1, 4.0), (ROOT, 2, 0.0), (0, 1, 10.0), (1, 2, 10.0), (2, 0, 10.0)]
    assert solve(3, edges) == [2, ROOT, 1]  # 4 for 10 is the least lost


def test_a_cycle_of_cycles() -> None:
    edges = [(0, 1, 9.0), (1, 0, 9.0), (2, 3, 9.0), (3, 2, 9.0), (1, 2, 5.0), (3, 0, 5.0)]
    edges += [(ROOT, 0, 0.0), (ROOT, 1, 1.0), (ROOT, 2, 0.0), (ROOT, 3, 0.0)]
    assert solve(4, edges) == [1, ROOT, 1, 2]


def test_the_earlier_of_equals_is_taken() -> None:
    assert solve(2, [(ROOT, 0, 1.0), (ROOT, 1, 1.0), (0, 1, 1.0)]) == [ROOT, ROOT]
    assert solve(2, [(ROOT, 0, 1.0), (0, 1, 1.0), (ROOT, 1, 1.0)]) == [ROOT, 0]


def test_one_root_only() -> None:
    edges = [(ROOT, 0, 5.0), (ROOT, 1, 5.0), (0, 1, -3.0), (1, 0, -2.0)]
    assert solve(2, edges) == [ROOT, ROOT]
    assert solve(2, edges, single_root=True) == [1, ROOT]


def test_what_cannot_be_reached_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be reached"):
        solve(2, [(0, 1, 1.0), (1, 0, 1.0)])
    with pytest.raises(ValueError, match="cannot be reached"):
        solve(2, [(ROOT, 0, 1.0)])
    with pytest.raises(ValueError, match="finite"):
        solve(1, [(ROOT, 0, np.nan)])


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, Edges]:
    nodes = draw(st.integers(1, 5))
    weights = st.integers(-4, 4).map(float) | st.floats(-5, 5)
    edges = [(ROOT, node, draw(weights)) for node in range(nodes)]
    pairs = [(a, b) for a in range(nodes) for b in range(nodes) if a != b]
    edges += [(a, b, draw(weights)) for a, b in (draw(st.lists(st.sampled_from(pairs), max_size=14)) if pairs else [])]
    return nodes, draw(st.permutations(edges))


@given(graphs(), st.booleans())
def test_no_tree_weighs_more(graph: tuple[int, Edges], single: bool) -> None:
    nodes, edges = graph
    found = solve(nodes, edges, single_root=single)
    assert is_tree(found)
    trees = every_tree(nodes, edges)
    if single:
        fewest = min(tree.count(ROOT) for tree in trees)
        assert found.count(ROOT) == fewest
        trees = [tree for tree in trees if tree.count(ROOT) == fewest]
    assert weight_of(found, edges) == pytest.approx(max(weight_of(tree, edges) for tree in trees), abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_networkx_finds_no_better(seed: int) -> None:
    draw = np.random.default_rng(seed)
    nodes = 40
    edges = [
        (int(a), int(b), float(w))
        for a, b, w in zip(*draw.integers(0, nodes, (2, 600)), draw.normal(size=600), strict=True)
        if a != b
    ]
    edges += [(ROOT, node, -5.0) for node in range(nodes)]
    graph = networkx.DiGraph()
    for source, target, weight in edges:
        if not graph.has_edge(source, target) or graph[source][target]["weight"] < weight:
            graph.add_edge(source, target, weight=weight)
    best = networkx.maximum_spanning_arborescence(graph).size(weight="weight")
    assert weight_of(solve(nodes, edges), edges) == pytest.approx(best)


def test_a_long_text_is_no_matter() -> None:
    """Every node of a ring of 20,000 would rather hang on the one before."""
    nodes = 20_000
    ring = [((node - 1) % nodes, node, 1.0) for node in range(nodes)]
    found = solve(nodes, [*ring, *((ROOT, node, 0.0) for node in range(nodes))])
    assert found.count(ROOT) == 1
    assert sum(parent == (node - 1) % nodes for node, parent in enumerate(found)) == nodes - 1
