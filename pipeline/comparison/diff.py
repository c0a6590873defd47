"""What changed from one document to another, or between two versions of one: recommendations, and evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pipeline.comparison.likeness import features, likeness, rows_of
from pipeline.comparison.record import Recommendation, describe
from pipeline.domain.analysis import Analysis

_REWORDED: Final = 0.35  # likeness, from which two recommendations are one in other words
_FACTS: Final = frozenset(("evidence", "example"))


@dataclass(frozen=True, slots=True)
class Change:
    """A recommendation before and after; None where there is none."""

    before: Recommendation | None
    after: Recommendation | None
    likeness: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of evidence or example before and after; "" where there is none."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Diff:
    """Recommendations added, dropped, reworded (in place or not) and moved (the same words elsewhere); evidence."""

    added: tuple[Change, ...] = ()
    dropped: tuple[Change, ...] = ()
    reworded: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def diff(a: Analysis, b: Analysis) -> Diff:
    """The changes from `a` to `b`; each recommendation has one counterpart at most, the likest pairs first."""
    before, after = describe(a).recommendations, describe(b).recommendations
    matched = _matched(before, after)
    order = [i for i, _, _ in sorted(matched, key=lambda m: m[1])]
    in_place = _longest_rising(order)
    reworded, moved = [], []
    for i, j, like in sorted(matched):
        change = Change(before[i], after[j], round(like, 4))
        if _said(before[i]) != _said(after[j]):
            reworded.append(change)
        elif i not in in_place or before[i].group != after[j].group:
            moved.append(change)
    left, right = {i for i, _, _ in matched}, {j for _, j, _ in matched}
    return Diff(
        added=tuple(Change(None, item, 0.0) for j, item in enumerate(after) if j not in right),
        dropped=tuple(Change(item, None, 0.0) for i, item in enumerate(before) if i not in left),
        reworded=tuple(reworded),
        moved=tuple(moved),
        evidence=_evidence(a, b),
    )


def _said(item: Recommendation) -> tuple[str, ...]:
    return item.text, *item.details


def _matched(before: Sequence[Recommendation], after: Sequence[Recommendation]) -> list[tuple[int, int, float]]:
    if not before or not after:
        return []
    rows = rows_of([*before, *after])
    i, j = (grid.ravel() for grid in np.meshgrid(np.arange(len(before)), np.arange(len(after)), indexing="ij"))
    like = likeness(features(rows, i, len(before) + j))
    same = np.array([_said(one) == _said(other) for one in before for other in after])
    like = np.where(same, 1.0, like)
    found: list[tuple[int, int, float]] = []
    left: set[int] = set()
    right: set[int] = set()
    for k in np.lexsort((j, i, -like)):
        if like[k] < _REWORDED:
            break
        if int(i[k]) not in left and int(j[k]) not in right:
            left.add(int(i[k]))
            right.add(int(j[k]))
            found.append((int(i[k]), int(j[k]), float(like[k])))
    return found


def _longest_rising(values: Sequence[int]) -> set[int]:
    """The most values that stand in rising order: those that did not move (patience sorting)."""
    from bisect import bisect_left

    tops: list[int] = []
    places: list[int] = []
    back: list[int] = []
    for k, value in enumerate(values):
        pile = bisect_left(tops, value)
        back.append(places[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [value]
        places[pile : pile + 1] = [k]
    found: set[int] = set()
    k = places[-1] if places else -1
    while k >= 0:
        found.add(values[k])
        k = back[k]
    return found


def _evidence(a: Analysis, b: Analysis) -> tuple[Evidence, ...]:
    before, after = (
        [s.text for s, r in zip(x.document.sentences, x.roles, strict=True) if r.role in _FACTS] for x in (a, b)
    )
    gone = [text for text in before if text not in set(after)]
    new = [text for text in after if text not in set(before)]
    items = [_as_item(k, text) for k, text in enumerate([*gone, *new])]
    paired = _matched(items[: len(gone)], items[len(gone) :])
    changed = [Evidence(gone[i], new[j]) for i, j, _ in sorted(paired)]
    left, right = {i for i, _, _ in paired}, {j for _, j, _ in paired}
    return (
        *changed,
        *(Evidence(text, "") for i, text in enumerate(gone) if i not in left),
        *(Evidence("", text) for j, text in enumerate(new) if j not in right),
    )


_BLANK: Final = Recommendation("", "", None, "", (), 0, 0, "should", None, None, (), False, 0, 0.0)


def _as_item(number: int, text: str) -> Recommendation:
    return replace(_BLANK, id=str(number), text=text)
