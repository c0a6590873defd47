"""Lines of action that an article may have, and what speaks for each; which of them are groups is learned.

A line begins at a heading, at an ordinal (`一是`, `第二，`) or at a paragraph. Lines of one kind that stand beside each
other are a family: the headings under one heading, a run of ordinals of one style, the paragraphs of one section.
"""

import bisect
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.document import Document, Section
from pipeline.domain.labels import ROLES, STAGES
from pipeline.scoring.chain import Array
from pipeline.structure.cues import ACTION, is_container, is_frame, opener, stage_words
from pipeline.text.numbering import numbering

Rows = npt.NDArray[np.float32]

_RECOMMENDATION: Final = ROLES.index("recommendation")
_KINDS: Final = ("heading", "ordinal", "paragraph")
_STYLES: Final = ("ordinal", "bracketed", "parenthesis", "none")
_BY_THE_RUN: Final = 0.4  # weight of the run of an ordinal beside the ordinal itself
_HARDLY: Final = 1e-4  # probability below which all are alike
_TITLE: Final = 30  # characters of a sentence that are read as the title of its line


@dataclass(frozen=True, slots=True)
class Line:
    """Sentences `first` up to `end` (indices, half-open), with what titles them.

    `family` names the lines that this one stands beside, `section` is that of a heading.
    """

    first: int
    end: int
    kind: str
    family: tuple[str, ...]
    title: str
    style: str
    section: Section | None


def lines_of(document: Document) -> list[Line]:
    """Every line of action that a document may have, each family in order."""
    return [*_headed(document), *_inline(document)]


def _headed(document: Document) -> Iterator[Line]:
    heading = {h.id: h for h in document.headings}
    starts = [s.start for s in document.sentences]
    for section in document.sections:
        if section.heading is None:
            continue
        first, end = (bisect.bisect_left(starts, offset) for offset in (section.start, section.end))
        if first < end:
            h = heading[section.heading]
            numbered = numbering(h.title)
            style = numbered[0] if numbered else "none"
            yield Line(first, end, "heading", ("heading", h.parent or ""), h.title, style, section)


def _inline(document: Document) -> Iterator[Line]:
    sentences = document.sentences
    of_section: dict[str, list[int]] = {}
    for i, s in enumerate(sentences):
        of_section.setdefault(s.section, []).append(i)
    for section, members in of_section.items():
        families: dict[tuple[str, ...], list[tuple[int, str]]] = {}
        last: dict[str, tuple[int, int | None]] = {}  # of each style: which run, its last number
        paragraph = None
        for i in members:
            if sentences[i].paragraph != paragraph:
                paragraph = sentences[i].paragraph
                families.setdefault(("paragraph", section), []).append((i, "none"))
            o = opener(sentences[i].text)
            if o is None:
                continue
            run, number = last.get(o.style, (0, None))
            if o.opens_run or (o.number is not None and number is not None and o.number <= number):
                run, number = run + 1, None
            last[o.style] = run, o.number if o.number is not None else number
            families.setdefault(("ordinal", section, o.style, str(run)), []).append((i, o.style))
        for family, found in families.items():
            ends = [*(i for i, _ in found[1:]), members[-1] + 1]
            for (i, style), end in zip(found, ends, strict=True):
                yield Line(i, end, family[0], family, sentences[i].text[:_TITLE], style, None)


def families_of(lines: Sequence[Line]) -> dict[tuple[str, ...], list[int]]:
    """The lines of each family, by number, in order."""
    found: dict[tuple[str, ...], list[int]] = {}
    for k, line in enumerate(lines):
        found.setdefault(line.family, []).append(k)
    return found


def line_table(
    document: Document, lines: Sequence[Line], roles: Array, stages: Sequence[str], ruled: AbstractSet[int]
) -> Rows:
    """What speaks for each line being a group; shape (lines, `COLUMNS`).

    Args:
        document: with final sections.
        lines: of the document.
        roles: shape (sentences, roles), the probability of each role.
        stages: of each section.
        ruled: the first sentences of the groups that the rules of `groups.py` see.
    """
    facts = _Facts(document, lines, roles, stages, ruled)
    rows = [list(facts.of(line)) for line in lines]
    return np.array(rows, dtype=np.float32).reshape(-1, COLUMNS)


class _Facts:
    """Sums over sentences, and what is common to a family, computed once."""

    def __init__(
        self,
        document: Document,
        lines: Sequence[Line],
        roles: Array,
        stages: Sequence[str],
        ruled: AbstractSet[int],
    ) -> None:
        self.document, self.lines, self.ruled = document, lines, ruled
        self.count = len(document.sentences)
        self.recommends = roles[:, _RECOMMENDATION]
        stage = {s.id: name for s, name in zip(document.sections, stages, strict=True)}
        self.stages = np.array([STAGES.index(stage[s.section]) for s in document.sentences], dtype=np.intp)
        self.sum = np.concatenate([[0.0], np.cumsum(self.recommends)])
        in_stage = self.stages == STAGES.index("recommendation")
        self.in_stage = np.concatenate([[0], np.cumsum(in_stage)])
        begins = np.zeros(self.count + 1, dtype=np.intp)
        begins[[i + 1 for i in sorted(ruled)]] = 1
        self.begun = np.cumsum(begins)
        self.section_of = {s.id: s for s in document.sections}
        self.parent = {h.id: h.parent for h in document.headings}
        self.of_heading = {line.section.heading: line for line in lines if line.section is not None}
        self.families = {family: [lines[k] for k in members] for family, members in families_of(lines).items()}
        self.place = {id(line): k for members in self.families.values() for k, line in enumerate(members)}
        self.shared = {family: self._of_family(members) for family, members in self.families.items()}
        headed = [line for line in lines if line.section is not None]
        self.inner_headings = self._held(headed)
        self.inner_ordinals = self._held([line for line in lines if line.kind == "ordinal"])

    def of(self, line: Line) -> Iterator[float]:
        first, end = line.first, line.end
        total = self.sum[-1] or 1.0
        place, size = self.place[id(line)], len(self.families[line.family])
        before = max(0, first - 1)
        yield from (line.kind == kind for kind in _KINDS)
        yield from (line.style == style for style in _STYLES)
        yield from self.shared[line.family]
        yield from (place, size - 1 - place, place / max(1, size - 1))
        yield from (first / self.count, end / self.count, end - first, (end - first) / self.count)
        yield from (self._share(first, end), (self.sum[end] - self.sum[first]) / total)
        yield from (self.recommends[first], self.recommends[first : min(end, first + 3)].max(), self.recommends[before])
        yield from (self.sum[first] / total, 1 - self.sum[end] / total)
        yield from (first in self.ruled, len(self.ruled), self.begun[end] - self.begun[first])
        yield from _announced(line.title)
        yield from self._above(line)
        yield from (self.inner_headings[id(line)], self.inner_ordinals[id(line)])
        yield from ((self.in_stage[end] - self.in_stage[first]) / (end - first), self.in_stage[-1] / self.count)
        yield from (self.stages[first] == k for k, _ in enumerate(STAGES))
        yield from (len(self.document.headings), self.document.language == "zh", len(line.title))

    def _share(self, first: int, end: int) -> float:
        return float(self.sum[end] - self.sum[first]) / max(1, end - first)

    def _of_family(self, members: Sequence[Line]) -> tuple[float, ...]:
        first, end = members[0].first, max(line.end for line in members)
        shares = np.array([self._share(line.first, line.end) for line in members])
        lengths = np.array([line.end - line.first for line in members])
        return (
            len(members),
            float(self.sum[end] - self.sum[first]) / (self.sum[-1] or 1.0),
            self._share(first, end),
            float(shares.mean()),
            float(shares.min()),
            float(self.recommends[[line.first for line in members]].mean()),
            sum(line.first in self.ruled for line in members) / len(members),
            float(self.begun[members[-1].end] - self.begun[first]),
            (end - first) / self.count,
            float(lengths.std() / lengths.mean()),
        )

    def _above(self, line: Line) -> Iterator[float]:
        """Of the heading that the line stands under."""
        if line.section is not None:
            up = self.parent[line.section.heading or ""]
        else:
            up = self.section_of[self.document.sentences[line.first].section].heading
        above = self.of_heading.get(up) if up else None
        if above is None:
            yield from [0.0] * (1 + _ANNOUNCED + 4)
            return
        yield 1.0
        yield from _announced(above.title)
        family = self.shared[above.family]
        yield from (family[0], family[1], above.first in self.ruled)
        yield float(self.sum[above.end] - self.sum[above.first]) / (self.sum[-1] or 1.0)

    def _held(self, inner: Sequence[Line]) -> dict[int, int]:
        """How many of the lines `inner` begin within each line, itself not counted."""
        begins = sorted(line.first for line in inner)
        itself = {id(line) for line in inner}
        found = {}
        for line in self.lines:
            within = bisect.bisect_left(begins, line.end) - bisect.bisect_left(begins, line.first)
            found[id(line)] = within - (id(line) in itself)
        return found


def _announced(title: str) -> Iterator[float]:
    said = stage_words(title)
    yield from (is_frame(title), is_container(title), ACTION.match(title) is not None)
    yield from (stage in said for stage in STAGES)


_ANNOUNCED: Final = 3 + len(STAGES)
COLUMNS: Final = 7 + 10 + 3 + 4 + 2 + 3 + 2 + 3 + _ANNOUNCED + (1 + _ANNOUNCED + 4) + 2 + 2 + len(STAGES) + 3


def chosen_lines(lines: Sequence[Line], probabilities: Array) -> list[Line]:
    """The lines that are groups, given how probable each is; the likelier of two that overlap is kept.

    Two overlap that begin at one place, or of which one stands within the other, which a heading closes off. Items of
    one run of ordinals speak for each other.
    """
    probabilities = by_runs(lines, probabilities)
    kept: dict[int, Line] = {}
    firsts: list[int] = []  # in order, for a long text has thousands of lines
    headings: list[int] = []
    for k in np.argsort(-probabilities, kind="stable"):
        line = lines[k]
        if probabilities[k] < 0.5:
            break
        at = bisect.bisect_left(firsts, line.first)
        if line.first in kept or (line.kind == "heading" and at < len(firsts) and firsts[at] < line.end):
            continue
        above = bisect.bisect_left(headings, line.first)  # of those kept, none reaches past the next
        if above and line.first < kept[headings[above - 1]].end:
            continue
        kept[line.first] = line
        firsts.insert(at, line.first)
        if line.kind == "heading":
            headings.insert(above, line.first)
    return [kept[first] for first in firsts]


def by_runs(lines: Sequence[Line], probabilities: Array) -> Array:
    """Probabilities, the log-odds of ordinals drawn towards the mean of their run."""
    odds = np.log(np.maximum(probabilities, _HARDLY)) - np.log(np.maximum(1 - probabilities, _HARDLY))
    for family, members in families_of(lines).items():
        if family[0] == "ordinal":
            odds[members] += _BY_THE_RUN * (odds[members].mean() - odds[members])
    result: Array = 1 / (1 + np.exp(-odds))
    return result


def is_gold(line: Line, start: int | None, headed: AbstractSet[tuple[int, int]]) -> bool:
    """Whether a line is the group that begins at its first sentence and, as a stretch of text, at offset `start`.

    Args:
        line: any.
        start: of the gold group whose first sentence is the line's; None where there is no such group.
        headed: first sentence and offset of the lines under headings: where a group begins at a heading, only the
            heading's line is the group, and where it begins at none, no heading's is.
    """
    if start is None:
        return False
    if line.section is not None:
        return line.section.start == start
    return (line.first, start) not in headed
