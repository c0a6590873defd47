"""Which recommendations of different documents are the same, related or in conflict.

Candidates are the likest few of each recommendation, by sparse products over chunks, so that memory does not grow with
the square of their number. Clusters are of average link: two join while the mean probability over their pairs, of 0
where a pair is no candidate, says that they are the same; a chain of neighbours is no cluster.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.comparison.likeness import features, likeness, opposed, probability_same, rows_of
from pipeline.comparison.record import Recommendation
from pipeline.text.numbering import without_number

Indices = npt.NDArray[np.intp]

RELATED: Final = 0.25  # likeness
SAME: Final = 0.5  # probability: more probable than not
_OPPOSED: Final = 0.12  # likeness, from which two that pull in opposite directions are in conflict
_NEAREST: Final = 8  # of each recommendation
_FAINT: Final = 0.08  # cosine, below which nothing is near
_CHUNK: Final = 512


@dataclass(frozen=True, slots=True)
class Pair:
    """Two recommendations (ids) of different documents; `verdict` is same, related or conflict."""

    a: str
    b: str
    likeness: float
    probability: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """All pairs that are more than different, the surest first; clusters of the same; who has no like.

    `near` holds the nearest of each recommendation in other documents, with likeness.
    """

    pairs: tuple[Pair, ...]
    clusters: tuple[tuple[str, ...], ...]
    unique: tuple[str, ...]
    near: Mapping[str, tuple[tuple[str, float], ...]]

    def nearest(self, id: str, k: int = 5) -> tuple[tuple[str, float], ...]:
        """The `k` nearest of a recommendation in other documents, `_NEAREST` at most, as (id, likeness)."""
        return self.near.get(id, ())[:k]


def align(items: Sequence[Recommendation]) -> Alignment:
    """The alignment of recommendations of one language."""
    if not items:
        return Alignment((), (), (), {})
    rows = rows_of(items)
    a, b = candidates(rows.pairs, [item.document for item in items])
    if not len(a):
        return Alignment((), (), tuple(item.id for item in items), {})
    table = features(rows, a, b)
    heads = _heads(items)
    # The same head in the same words, whatever details it.
    like, same = likeness(table), np.where(heads[a] == heads[b], 1.0, probability_same(table))
    pairs = []
    near: dict[int, list[tuple[float, int]]] = {}
    for i, j, x, p in zip(a.tolist(), b.tolist(), like.tolist(), same.tolist(), strict=True):
        near.setdefault(i, []).append((-x, j))
        near.setdefault(j, []).append((-x, i))
        verdict = verdict_of(items[i], items[j], x, p)
        if verdict is not None:
            pairs.append((i, j, Pair(items[i].id, items[j].id, round(x, 4), round(p, 4), verdict)))
    pairs.sort(key=lambda x: (-x[2].probability, x[0], x[1]))
    clusters = _clusters([(i, j, p.probability) for i, j, p in pairs if p.verdict == "same"])
    shared = {i for cluster in clusters for i in cluster}
    return Alignment(
        pairs=tuple(p for *_, p in pairs),
        clusters=tuple(tuple(items[i].id for i in cluster) for cluster in clusters),
        unique=tuple(item.id for i, item in enumerate(items) if i not in shared),
        near={
            items[i].id: tuple((items[j].id, round(-x, 4)) for x, j in sorted(of)[:_NEAREST]) for i, of in near.items()
        },
    )


def _heads(items: Sequence[Recommendation]) -> Indices:
    """A number for the words of each head, its ordinal aside; one of its own for a head that has none."""
    number: dict[str, int] = {}
    texts = (without_number(item.text) for item in items)
    return np.array([number.setdefault(text or f"\0{i}", i) for i, text in enumerate(texts)], dtype=np.intp)


def verdict_of(first: Recommendation, second: Recommendation, like: float, same: float) -> str | None:
    """same, related or conflict; None for two that are different."""
    if like >= _OPPOSED and opposed(first.text, second.text):
        return "conflict"
    if same >= SAME:
        return "same"
    return "related" if like >= RELATED else None


def candidates(rows: sparse.csr_matrix, documents: Sequence[str]) -> tuple[Indices, Indices]:
    """Pairs (i < j) of different documents of which one is among the nearest of the other."""
    number: dict[str, int] = {}
    home = np.array([number.setdefault(d, len(number)) for d in documents], dtype=np.intp)
    turned = rows.T.tocsc()
    found: set[tuple[int, int]] = set()
    for start in range(0, rows.shape[0], _CHUNK):
        products = sparse.csr_matrix(rows[start : start + _CHUNK] @ turned)
        for i, j in _nearest(products, start, home):
            found.add((i, j) if i < j else (j, i))
    ordered = sorted(found)
    return (
        np.array([i for i, _ in ordered], dtype=np.intp),
        np.array([j for _, j in ordered], dtype=np.intp),
    )


def _nearest(products: sparse.csr_matrix, start: int, home: Indices) -> Iterator[tuple[int, int]]:
    for k in range(products.shape[0]):
        row = slice(products.indptr[k], products.indptr[k + 1])
        others, values = products.indices[row], products.data[row]
        kept = (home[others] != home[start + k]) & (values >= _FAINT)
        others, values = others[kept], values[kept]
        for place in np.lexsort((others, -values))[:_NEAREST]:
            yield start + k, int(others[place])


def _clusters(edges: Sequence[tuple[int, int, float]]) -> list[tuple[int, ...]]:
    """Clusters of two or more, by their first member; `edges` (i, j, probability), the surest first."""
    links: dict[int, dict[int, float]] = {}
    for i, j, p in edges:
        links.setdefault(i, {})[j] = p
        links.setdefault(j, {})[i] = p
    of = {i: i for i in links}
    members = {i: [i] for i in links}
    for i, j, _ in edges:
        one, other = of[i], of[j]
        if one == other:
            continue
        total = sum(links[x].get(y, 0.0) for x in members[one] for y in members[other])
        if total / (len(members[one]) * len(members[other])) < SAME:
            continue
        if len(members[one]) < len(members[other]):
            one, other = other, one
        members[one] += members.pop(other)
        for x in members[one]:
            of[x] = one
    return sorted(tuple(sorted(m)) for m in members.values() if len(m) > 1)
