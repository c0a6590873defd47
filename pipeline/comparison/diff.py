"""What changed from one document to another, or between two versions of one: every sentence and heading, by its text.

What is the same text is the same, whatever was predicted of it: a sentence that only another role was found for has not
been added or dropped. The number that a line opens with is no part of its text, since to drop one point of a list
renumbers all that follow.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.comparison.alignment import candidates
from pipeline.comparison.likeness import features, likeness, rows_of
from pipeline.comparison.record import Recommendation
from pipeline.domain.analysis import Analysis
from pipeline.text.numbering import without_number

HEADING: Final = "heading"  # instead of a role
_REWORDED: Final = 0.35  # likeness, from which two sentences are one in other words
_VERSIONS: Final = 0.5  # of the sentences of the shorter document, from which two are versions of one


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or heading: its text, its predicted role (`heading` for a heading), the heading it stands under."""

    text: str
    role: str
    under: str


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence or heading before and after; None where there is none. `moved` says that it stands elsewhere."""

    before: Said | None
    after: Said | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Diff:
    """What was added, dropped, reworded (in place or not), moved (the same words elsewhere) or only labelled otherwise.

    Each in the order of its document. What is the same in text, place and role is counted in `same`; `versions` says
    whether the two are versions of one document.
    """

    added: tuple[Change, ...] = ()
    dropped: tuple[Change, ...] = ()
    reworded: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    relabelled: tuple[Change, ...] = ()
    same: int = 0
    versions: bool = False


def diff(a: Analysis, b: Analysis) -> Diff:
    """The changes from `a` to `b`; each sentence or heading has one counterpart at most, its like in text first."""
    before, after = _said(a), _said(b)
    alike = _of_one_text(before, after)
    left, right = {i for i, _ in alike}, {j for _, j in alike}
    others = _likest(before, after, [i for i in range(len(before)) if i not in left], right)
    # Headings do not count as moved: what stands under them does.
    placed = sorted((i, j) for i, j in (*alike, *others) if before[i].role != HEADING)
    still = _longest_rising([j for _, j in placed])
    headings = {_bare(s.under) for s in before} & {_bare(s.under) for s in after}
    reworded, moved, relabelled = [], [], []
    for i, j in sorted((*alike, *others)):
        one, other = before[i], after[j]
        places = {_bare(one.under), _bare(other.under)}
        elsewhere = len(places) > 1 and places <= headings  # a heading that is reworded moves nothing
        change = Change(one, other, one.role != HEADING and (j not in still or elsewhere))
        if (i, j) in others:
            reworded.append(change)
        elif change.moved:
            moved.append(change)
        elif one.role != other.role:
            relabelled.append(change)
    left |= {i for i, _ in others}
    right |= {j for _, j in others}
    sentences = [sum(s.role != HEADING for s in of) for of in (before, after)]
    shared = sum(before[i].role != HEADING for i, _ in alike)
    return Diff(
        added=tuple(Change(None, s) for j, s in enumerate(after) if j not in right),
        dropped=tuple(Change(s, None) for i, s in enumerate(before) if i not in left),
        reworded=tuple(reworded),
        moved=tuple(moved),
        relabelled=tuple(relabelled),
        same=len(alike) - len(moved) - len(relabelled),
        versions=shared > 0 and shared >= _VERSIONS * min(sentences),
    )


def _said(analysis: Analysis) -> list[Said]:
    """The headings and sentences of a document, in order."""
    d = analysis.document
    titles = {h.id: h.title for h in d.headings}
    under = {s.id: titles.get(s.heading or "", "") for s in d.sections}
    found = [(h.start, Said(h.title, HEADING, titles.get(h.parent or "", ""))) for h in d.headings]
    for s, label in zip(d.sentences, analysis.roles, strict=True):
        found.append((s.start, Said(s.text, label.role, under.get(s.section, ""))))
    return [said for _, said in sorted(found, key=lambda x: x[0])]


def _of_one_text(before: Sequence[Said], after: Sequence[Said]) -> set[tuple[int, int]]:
    """Pairs of the same text: those under the same heading first, then the first of each text with the first."""
    found: set[tuple[int, int]] = set()
    taken: set[int] = set()
    for with_heading in (True, False):
        waiting: dict[tuple[bool, str, str], list[int]] = {}
        for j, s in enumerate(after):
            if j not in taken:
                waiting.setdefault(_key(s, with_heading), []).append(j)
        left = {i for i, _ in found}
        for i, s in enumerate(before):
            if i not in left and (there := waiting.get(_key(s, with_heading))):
                found.add((i, there.pop(0)))
        taken = {j for _, j in found}
    return found


def _key(said: Said, with_heading: bool) -> tuple[bool, str, str]:
    return said.role == HEADING, _bare(said.text), _bare(said.under) if with_heading else ""


def _bare(text: str) -> str:
    return "".join(without_number(text).split())


def _likest(
    before: Sequence[Said], after: Sequence[Said], left: Sequence[int], taken: set[int]
) -> set[tuple[int, int]]:
    """Pairs that are one in other words, the likest first; headings are like headings only."""
    found: set[tuple[int, int]] = set()
    for headings in (False, True):
        ours = [i for i in left if (before[i].role == HEADING) == headings]
        theirs = [j for j, s in enumerate(after) if j not in taken and (s.role == HEADING) == headings]
        if not ours or not theirs:
            continue
        items = [*(_as_item("a", before[i].text) for i in ours), *(_as_item("b", after[j].text) for j in theirs)]
        rows = rows_of(items)
        i, j = candidates(rows.pairs, [item.document for item in items])
        if not len(i):
            continue
        like = likeness(features(rows, i, j))
        used: set[int] = set()
        for k in sorted(range(len(i)), key=lambda k: (-like[k], i[k], j[k])):
            one, other = int(i[k]), int(j[k])
            if like[k] >= _REWORDED and not {one, other} & used:
                used |= {one, other}
                found.add((ours[one], theirs[other - len(ours)]))
    return found


def _as_item(document: str, text: str) -> Recommendation:
    said = without_number(text)
    return Recommendation("", document, None, said, (), 0, 0, "should", None, None, (), False, 0, 0.0)


def _longest_rising(values: Sequence[int]) -> set[int]:
    """The most values that stand in rising order: those that did not move (patience sorting)."""
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
