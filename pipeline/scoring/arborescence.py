"""The maximum spanning arborescence: of all trees over weighted edges, the one whose edges weigh most together.

Edmonds' algorithm (Edmonds 1967, Optimum branchings; Chu and Liu 1965) as Tarjan (1977, Finding optimum branchings)
made it fast: the heaviest edge into each node is taken, and a cycle that these close becomes one node, whose edges are
worth what they gain over the cycle's own. Heaps that meld (Sleator and Tarjan 1986, skew heaps) and a union-find that
can be rolled back keep this at E log V.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

ROOT: Final = -1
_PENALTY: Final = 1e9  # of edges from the root, where there may be one only


def maximum_arborescence(
    nodes: int,
    sources: npt.NDArray[np.intp],
    targets: npt.NDArray[np.intp],
    weights: npt.NDArray[np.float64],
    *,
    single_root: bool = False,
) -> list[int]:
    """The parent of each node, `ROOT` for one that hangs on none.

    Args:
        nodes: how many there are.
        sources: the parent that each edge comes from, or `ROOT`; shape (edges,).
        targets: the node that it leads to; shape (edges,).
        weights: finite; shape (edges,). Of edges that weigh the same, the earlier is taken.
        single_root: whether as few nodes as can be may hang on the root.

    Raises:
        ValueError: a node cannot be reached from the root, or a weight is not finite.
    """
    if not np.isfinite(weights).all():
        raise ValueError("weights must be finite")
    weights = np.where(sources == ROOT, weights - _PENALTY, weights) if single_root else weights
    root = nodes
    tails = np.where(sources == ROOT, root, sources).tolist()
    heads, worth = targets.tolist(), weights.tolist()
    parent = _heaviest(nodes, heads, worth)
    if parent is None or _has_cycle([tails[e] for e in parent], root):
        parent = _branching(nodes, tails, heads, worth)
    return [ROOT if tails[e] == root else tails[e] for e in parent]


def _heaviest(nodes: int, heads: Sequence[int], worth: Sequence[float]) -> list[int] | None:
    """The heaviest edge into each node; None where a node has none."""
    best = [-1] * nodes
    for e, head in enumerate(heads):
        if best[head] < 0 or worth[e] > worth[best[head]]:
            best[head] = e
    return None if -1 in best else best


def _has_cycle(parent: Sequence[int], root: int) -> bool:
    seen = [-1] * (len(parent) + 1)
    seen[root] = root
    for start in range(len(parent)):
        node = start
        while seen[node] < 0:
            seen[node] = start
            node = parent[node]
        if seen[node] == start and node != root:
            return True
    return False


@dataclass(slots=True)
class _Heap:
    """A skew heap of edges; `owed` is still to be taken off all weights below."""

    edge: int
    weight: float
    left: "_Heap | None" = None
    right: "_Heap | None" = None
    owed: float = 0.0

    def settle(self) -> None:
        if self.owed:
            self.weight -= self.owed
            for below in (self.left, self.right):
                if below is not None:
                    below.owed += self.owed
            self.owed = 0.0


def _meld(a: _Heap | None, b: _Heap | None) -> _Heap | None:
    """Iterative, since an article may be long: down the right spines, each step swapping sides."""
    spine: list[_Heap] = []
    while a is not None and b is not None:
        a.settle()
        b.settle()
        if (b.weight, -b.edge) > (a.weight, -a.edge):
            a, b = b, a
        spine.append(a)
        a = a.right
    rest = a if b is None else b
    while spine:
        top = spine.pop()
        top.left, top.right = rest, top.left
        rest = top
    return rest


def _popped(heap: _Heap) -> _Heap | None:
    heap.settle()
    return _meld(heap.left, heap.right)


class _Sets:
    """Disjoint sets that can be taken back to an earlier state."""

    def __init__(self, count: int) -> None:
        self.up = [-1] * count
        self.done: list[tuple[int, int, int]] = []

    def find(self, x: int) -> int:
        while self.up[x] >= 0:
            x = self.up[x]
        return x

    def join(self, a: int, b: int) -> bool:
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        if self.up[a] > self.up[b]:
            a, b = b, a
        self.done.append((a, b, self.up[b]))
        self.up[a] += self.up[b]
        self.up[b] = a
        return True

    def back(self, time: int) -> None:
        while len(self.done) > time:
            a, b, size = self.done.pop()
            self.up[b] = size
            self.up[a] -= size


def _branching(nodes: int, tails: Sequence[int], heads: Sequence[int], worth: Sequence[float]) -> list[int]:
    """The edge into each node, cycles contracted and opened again."""
    root = nodes
    heap: list[_Heap | None] = [None] * (nodes + 1)
    for e, head in enumerate(heads):
        heap[head] = _meld(heap[head], _Heap(e, worth[e]))
    sets = _Sets(nodes + 1)
    seen = [-1] * (nodes + 1)
    seen[root] = root
    into = [-1] * (nodes + 1)
    cycles: list[tuple[int, int, list[int]]] = []
    for start in range(nodes):
        node = start
        path: list[int] = []
        taken: list[int] = []
        while seen[node] < 0:
            top = heap[node]
            if top is None:
                raise ValueError(f"node {start} cannot be reached from the root")
            top.settle()
            edge = top.edge
            top.owed += top.weight
            heap[node] = _popped(top)
            path.append(node)
            taken.append(edge)
            seen[node] = start
            node = sets.find(tails[edge])
            if seen[node] == start:
                time = len(sets.done)
                melted: _Heap | None = None
                ring: list[int] = []
                while True:
                    last = path.pop()
                    ring.append(taken.pop())
                    melted = _meld(melted, heap[last])
                    if not sets.join(node, last):
                        break
                node = sets.find(node)
                heap[node] = melted
                seen[node] = -1
                cycles.append((node, time, ring))
        for edge in taken:
            into[sets.find(heads[edge])] = edge
    for node, time, ring in reversed(cycles):
        sets.back(time)
        outer = into[node]
        for edge in ring:
            into[sets.find(heads[edge])] = edge
        into[sets.find(heads[outer])] = outer
    return into[:nodes]
