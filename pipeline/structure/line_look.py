"""What a first reading of lines of action says of those around each, for a second reading.

Lines of a family stand or fall together, and where the ordinals of a section are groups its paragraphs are none.
"""

import bisect
from collections.abc import Sequence
from typing import Final

import numpy as np

from pipeline.domain.document import Document
from pipeline.scoring.chain import Array
from pipeline.structure.lines import Line, Rows, families_of

LOOK_COLUMNS: Final = 24
_NONE: Final = -9.0  # in place of the log-odds of a line that is not there
_NEAR: Final = 3  # sentences within which lines of other families are near

Family = tuple[str, ...]


def look_along(document: Document, lines: Sequence[Line], first: Array) -> Rows:
    """What a first reading says beside each line; shape (lines, `LOOK_COLUMNS`).

    Args:
        document: with final sections.
        lines: of `lines_of`.
        first: the log-odds of each being a group; shape (lines,).
    """
    if not lines:
        return np.zeros((0, LOOK_COLUMNS), dtype=np.float32)
    families = families_of(lines)
    probability = 1 / (1 + np.exp(-first))
    held = {family: probability[members].sum() for family, members in families.items()}
    rest = probability.sum() - np.array([held[line.family] for line in lines])
    columns = [
        first,
        *_of_family(families, first),
        *_of_other_families(document, lines, families, first),
        *_near(lines, first),
        *_of_headings(document, lines, first),
        np.full(len(lines), probability.sum()),
        rest,
        np.full(len(lines), first.max()),
    ]
    return np.column_stack(columns).astype(np.float32)


def _of_family(families: dict[Family, list[int]], first: Array) -> list[Array]:
    """The line before and after, and the mean, greatest, least, spread and groups of all; columns of shape (lines,)."""
    found = np.empty((7, len(first)))
    for members in families.values():
        of = first[members]
        found[0, members] = [_NONE, *of[:-1]]
        found[1, members] = [*of[1:], _NONE]
        found[2:, members] = np.array([of.mean(), of.max(), of.min(), of.std(), (of > 0).sum()])[:, None]
    return list(found)


def _of_other_families(
    document: Document, lines: Sequence[Line], families: dict[Family, list[int]], first: Array
) -> list[Array]:
    """The likeliest line and family of the others that divide the same section, and how many lines are groups.

    Of a heading's line: those without headings in it. Columns of shape (lines,).
    """
    found = np.zeros((3, len(lines)))
    found[:2] = _NONE
    inline = np.array([k for k, line in enumerate(lines) if line.section is None], dtype=np.intp)
    inline = inline[np.argsort([lines[k].first for k in inline], kind="stable")]
    starts, of = np.array([lines[k].first for k in inline], dtype=np.intp), first[inline]
    mean = {family: first[m].mean() if len(m) > 1 else _NONE for family, m in families.items()}
    means = np.array([mean[lines[k].family] for k in inline])
    for k, line in enumerate(lines):
        if line.section is not None:
            low, high = np.searchsorted(starts, [line.first, line.end])
            if low < high:
                found[:, k] = of[low:high].max(), means[low:high].max(), (of[low:high] > 0).sum()
    sections: dict[str, list[Family]] = {}
    for family, members in families.items():
        if lines[members[0]].section is None:
            sections.setdefault(document.sentences[lines[members[0]].first].section, []).append(family)
    for beside in sections.values():
        best = [first[families[family]].max() for family in beside]
        yes = [(first[families[family]] > 0).sum() for family in beside]
        likeliest, strongest = _without_each(best), _without_each([mean[family] for family in beside])
        many = sum(yes)
        for n, family in enumerate(beside):
            found[:, families[family]] = np.array([likeliest[n], strongest[n], many - yes[n]])[:, None]
    return list(found)


def _without_each(values: Sequence[float]) -> list[float]:
    """The greatest of all values but one, each being that one in turn."""
    if len(values) < 2:
        return [_NONE] * len(values)
    *_, second, greatest = sorted(range(len(values)), key=values.__getitem__)
    return [values[second] if n == greatest else values[greatest] for n in range(len(values))]


def _near(lines: Sequence[Line], first: Array) -> list[Array]:
    """The likeliest of other families just before, and just after; of what begins with the line; of the places before
    and after at which a line begins; and of what begins within it, with how many of these are groups. Columns of shape
    (lines,)."""
    starts = [line.first for line in lines]
    order = sorted(range(len(lines)), key=starts.__getitem__)
    ordered, of = [starts[k] for k in order], [float(first[k]) for k in order]
    best: dict[int, float] = {}  # of each place at which a line begins, in order
    for start, value in zip(ordered, of, strict=True):
        best[start] = max(value, best.get(start, value))
    at = {start: n for n, start in enumerate(best)}
    likeliest = [_NONE, *best.values(), _NONE]
    rows = []
    for k, line in enumerate(lines):
        low, after, high = (
            bisect.bisect_left(ordered, place) for place in (line.first - _NEAR, line.first + 1, line.first + _NEAR + 1)
        )
        others = [
            n for n in range(low, high) if lines[order[n]].section is None and lines[order[n]].family != line.family
        ]
        inside = of[after : bisect.bisect_left(ordered, line.end)]
        rows.append(
            [
                max((of[n] for n in others if n < after), default=_NONE),
                max((of[n] for n in others if n >= after), default=_NONE),
                max((of[n] for n in range(low, after) if ordered[n] == line.first and order[n] != k), default=_NONE),
                likeliest[at[line.first]],
                likeliest[at[line.first] + 2],
                max([_NONE, *inside]),
                sum(value > 0 for value in inside),
            ]
        )
    return list(np.array(rows, dtype=np.float64).T)


def _of_headings(document: Document, lines: Sequence[Line], first: Array) -> list[Array]:
    """The likeliest heading's line above; and below, with how many of these are groups; columns of shape (lines,)."""
    parent = {h.id: h.parent for h in document.headings}
    of = {line.section.heading: first[k] for k, line in enumerate(lines) if line.section is not None}
    above: dict[str | None, float] = {None: _NONE}  # of a heading, itself and all above it
    for h in document.headings:
        above[h.id] = max(of.get(h.id, _NONE), above[h.parent])
    below: dict[str | None, tuple[float, int]] = {}
    for h in reversed(document.headings):
        inner, many = below.get(h.id, (_NONE, 0))
        own = of.get(h.id, _NONE)
        best, count = below.get(h.parent, (_NONE, 0))
        below[h.parent] = max(best, inner, own), count + many + (own > 0)
    heading_of = {s.id: s.heading for s in document.sections}
    rows = []
    for line in lines:
        if line.section is not None:
            rows.append((above[parent[line.section.heading or ""]], *below.get(line.section.heading, (_NONE, 0))))
        else:
            rows.append((above[heading_of[document.sentences[line.first].section]], _NONE, 0))
    return list(np.array(rows, dtype=np.float64).T)
