"""Recommendation groups: lines of action in the recommendation stage, their measures and details.

A heading opens a group, or where there are no headings an ordinal (`第一，` `一是` `首先`). Inside a group a second
level of ordinals (or a heading, or a paragraph of its own) opens a measure; what follows until the next is its detail.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.domain.analysis import Group, Measure
from pipeline.domain.document import Document, Section
from pipeline.structure.cues import Opener, is_container, is_frame, opener
from pipeline.structure.endings import before_closing, paragraph_openings, without_bylines
from pipeline.structure.lines import Line

_TITLE_LENGTH = 40  # characters of Chinese; of other scripts, which are half as wide, twice as many
_LEAD_IN = 2


@dataclass(frozen=True, slots=True)
class _Run:
    """Sentences (indices) that make a group, and the heading that titles it."""

    members: list[int]
    section: Section | None


def find_groups(
    document: Document, stages: Sequence[str], roles: Sequence[str], lines: Sequence[Line] | None = None
) -> tuple[Group, ...]:
    """The recommendation groups of a document, in order; none where nothing is recommended.

    Args:
        document: with final sections.
        stages: of each section.
        roles: the predicted role of each sentence.
        lines: those that are groups (`lines.py`), in order; None to go by the rules of this module.
    """
    runs = _runs(document, stages, roles) if lines is None else _runs_of(document, lines, roles)
    if runs:
        runs[-1] = _Run(before_closing(document, runs[-1].members), runs[-1].section)
    runs = [
        r for r in runs if r.members and (r.section is not None or any(roles[i] == "recommendation" for i in r.members))
    ]
    if not any(roles[i] == "recommendation" for r in runs for i in r.members):
        return ()
    return tuple(_group(f"g{k}", run, document, roles) for k, run in enumerate(runs, 1))


def _runs_of(document: Document, lines: Sequence[Line], roles: Sequence[str]) -> list[_Run]:
    """The runs of lines: a heading's to its end, any other to the next line or the end of its section."""
    sections = [s.section for s in document.sentences]
    begun = _with_what_leads_in(document, lines)
    runs: list[_Run] = []
    beside: list[_Run] = []  # runs without headings of the section we are in
    for k, (first, line) in enumerate(begun):
        stop = begun[k + 1][0] if k + 1 < len(begun) else len(sections)
        if line.section is not None:
            runs.append(_Run(list(range(first, min(line.end, stop))), line.section))
            continue
        section = sections[first]
        members = [i for i in range(first, stop) if sections[i] == section]
        if beside and sections[beside[-1].members[0]] != section:
            beside = []
        beside.append(_Run(members, None))
        runs.append(beside[-1])
        if stop == len(sections) or sections[stop] != section:
            runs[-1] = _Run(_without_closing(document, beside, roles), None)
    return runs


def _with_what_leads_in(document: Document, lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """Lines with where each begins: an ordinal alone in its paragraph, at the sentence or two that lead in to it.

    If trees chose the paragraph too, that is the same line of action. They are taught where groups begin, so that of a
    group with a lead-in its paragraph is the right line; one that they tell by its ordinal instead is mended here.
    """
    sentences = document.sentences
    ordinals = Counter(sentences[line.first].paragraph for line in lines if line.kind == "ordinal")
    found: dict[int, Line] = {}
    for line in lines:
        paragraph, section = sentences[line.first].paragraph, sentences[line.first].section
        opening = line.first
        while opening and line.first - opening <= _LEAD_IN:
            before = sentences[opening - 1]
            if before.paragraph != paragraph or before.section != section:
                break
            opening -= 1
        leads_in = line.kind == "ordinal" and ordinals[paragraph] == 1 and line.first - opening <= _LEAD_IN
        found[opening if leads_in else line.first] = line
    return sorted(found.items(), key=lambda of: of[0])


def _runs(document: Document, stages: Sequence[str], roles: Sequence[str]) -> list[_Run]:
    tree = _Tree(document, stages)
    tops = [s for s in tree.sections if tree.stage[s.id] == "recommendation" and not tree.within_recommendation(s)]
    tops = [s for s in tops if not is_frame(tree.title(s))] or tops
    if len(tops) == 1:
        return _divide(tree, tops[0], roles)
    return [run for s in tops for run in _one_of_several(tree, s, tops, roles)]


class _Tree:
    """Sections by heading: which stand in which, and what each is called."""

    def __init__(self, document: Document, stages: Sequence[str]) -> None:
        self.document = document
        self.sections = document.sections
        self.stage = {s.id: stage for s, stage in zip(document.sections, stages, strict=True)}
        self._parent = {h.id: h.parent for h in document.headings}
        self._title = {h.id: h.title for h in document.headings}
        self._by_heading = {s.heading: s for s in document.sections if s.heading}
        self._below: dict[str, list[Section]] = {}
        for s in document.sections:
            if s.heading and (up := self._parent[s.heading]):
                self._below.setdefault(up, []).append(s)

    def title(self, section: Section) -> str:
        """The heading's text; empty for a section without one."""
        return self._title[section.heading] if section.heading else ""

    def above(self, section: Section) -> Section | None:
        """The section that this one stands in."""
        up = self._parent[section.heading] if section.heading else None
        return self._by_heading[up] if up else None

    def within_recommendation(self, section: Section) -> bool:
        """Whether the section stands in one of the recommendation stage, which then speaks for it."""
        up = self.above(section)
        return up is not None and self.stage[up.id] == "recommendation"

    def children(self, section: Section) -> list[Section]:
        """The sections of the recommendation stage directly in this one.

        None where they hold less than half of it: those are stray headings in a text that is divided otherwise.
        """
        found = [s for s in self._below.get(section.heading or "", ()) if self.stage[s.id] == "recommendation"]
        held = sum(len(_inside(self.document, s)) for s in found)
        return found if 2 * held > len(_inside(self.document, section)) else []


def _divide(tree: _Tree, section: Section, roles: Sequence[str]) -> list[_Run]:
    """The groups that a section holds: those under its headings, or those that ordinals open in its text."""
    children = tree.children(section)
    if len(children) == 1:
        return _divide(tree, children[0], roles)
    if children:
        return [run for child in children for run in _one_of_several(tree, child, children, roles)]
    return _inline(tree.document, _inside(tree.document, section), roles, section if section.heading else None)


def _one_of_several(tree: _Tree, section: Section, siblings: Sequence[Section], roles: Sequence[str]) -> list[_Run]:
    """A section among its like: a group itself, unless it only announces groups (`三、主要任务`) or frames them."""
    title = tree.title(section)
    if is_frame(title):
        return []
    inner = len(tree.children(section))
    alone = inner > 1 and not any(tree.children(s) for s in siblings if s is not section)
    announces = is_container(title) and (inner > 0 or _numbered(tree, section))
    if not section.heading or alone or announces:
        return _divide(tree, section, roles)
    return [_Run(_inside(tree.document, section), section)]


def _numbered(tree: _Tree, section: Section) -> bool:
    return len(_outer_heads(tree.document, _inside(tree.document, section))) > 1


def _inside(document: Document, section: Section) -> list[int]:
    first, end = (
        bisect_left(document.sentences, offset, key=lambda s: s.start) for offset in (section.start, section.end)
    )
    return list(range(first, end))


def _inline(document: Document, members: list[int], roles: Sequence[str], section: Section | None) -> list[_Run]:
    """Groups inside a stretch without headings: by ordinals; failing these, by paragraphs that open with an order."""
    heads = _outer_heads(document, members)
    if not heads:
        heads = [i for i in paragraph_openings(document, members) if roles[i] == "recommendation"]
        if len(heads) < 2:
            return [_Run(members, section)] if members else []
    places = [*(bisect_left(members, head) for head in heads), len(members)]
    runs = [_Run(members[a:b], None) for a, b in pairwise(places)]
    runs[-1] = _Run(_without_closing(document, runs, roles), None)
    return runs


def _without_closing(document: Document, runs: Sequence[_Run], roles: Sequence[str]) -> list[int]:
    """The last group without the closing words of the article: paragraphs beyond the length of the other groups."""
    body = runs[-1].members
    lengths = [len({document.sentences[i].paragraph for i in r.members}) for r in runs[:-1]] or [1]
    allowed = max(lengths)
    first = document.sentences[body[0]].paragraph
    return [i for i in body if document.sentences[i].paragraph < first + allowed]


def _outer_heads(document: Document, members: Sequence[int]) -> list[int]:
    """Sentences that open the top level of a numbered stretch; empty if it is not numbered."""
    found = _ordinals(document, members)
    styles = [style for style in dict.fromkeys(o.style for _, o in found) if _is_sequence(found, style)]
    if not styles:
        return []
    outer = styles[0]
    items = [(i, o) for i, o in found if o.style == outer]
    restarts = [i for i, o in items if o.opens_run]
    if len(restarts) > 1 and outer != "dash":
        # 一是…二是… begins anew in each paragraph: the paragraphs (or what stands before each 一是) are the groups.
        openings = {document.sentences[i].paragraph: i for i in reversed(paragraph_openings(document, members))}
        heads = [openings[document.sentences[i].paragraph] for i in restarts]
        return sorted(set(heads)) if len(set(heads)) > 1 else restarts
    return _with_lead_ins(document, members, [i for i, _ in items])


def _with_lead_ins(document: Document, members: Sequence[int], heads: Sequence[int]) -> list[int]:
    """Heads moved to the opening of their paragraph, where a sentence or two lead in to the ordinal."""
    first = {document.sentences[i].paragraph: i for i in reversed(members)}
    moved = [first[document.sentences[i].paragraph] for i in heads]
    near = all(i - m <= _LEAD_IN for i, m in zip(heads, moved, strict=True))
    return moved if near and len(set(moved)) == len(moved) else list(heads)


def _is_sequence(found: Sequence[tuple[int, Opener]], style: str) -> bool:
    """Whether ordinals of `style` count something: two at least, beginning at one or counting up."""
    items = [o for _, o in found if o.style == style]
    if len(items) < 2:
        return False
    if style == "dash":
        return True
    numbers = [o.number for o in items if o.number is not None]
    return any(o.opens_run for o in items) or len(numbers) > 1


def _group(id: str, run: _Run, document: Document, roles: Sequence[str]) -> Group:
    members = without_bylines(document, run.members, roles)
    sentences = document.sentences
    if run.section is not None and run.section.heading:
        title = next(h.title for h in document.headings if h.id == run.section.heading)
        start = run.section.start
    else:
        head = sentences[group_opening(document, members)].text.rstrip("。；;")
        longest = _TITLE_LENGTH if document.language == "zh" else 2 * _TITLE_LENGTH
        title = head if len(head) <= longest else head[: longest - 1] + "…"
        start = sentences[members[0]].start
    return Group(
        id=id,
        title=title,
        start=start,
        end=sentences[members[-1]].end,
        members=tuple(sentences[i].id for i in members),
        measures=measures_of(document, id, members, _measure_heads(document, run, members, roles)),
        grounds=(),
    )


def measures_of(document: Document, group: str, members: Sequence[int], heads: Sequence[int]) -> tuple[Measure, ...]:
    """The measures of a group, given which of its members head one; what follows until the next is its detail.

    Args:
        document: any.
        group: its id.
        members: indices of its sentences, rising.
        heads: some of these, in order.
    """
    sentences = document.sentences
    found = []
    ends = [*heads[1:], _end_of_last(document, members, heads)]
    for k, (head, end) in enumerate(zip(heads, ends, strict=False), 1):  # of no heads there is an end all the same
        details = tuple(sentences[i].id for i in members[bisect_right(members, head) : bisect_left(members, end)])
        found.append(Measure(f"{group}.m{k}", sentences[head].id, details))
    return tuple(found)


def group_opening(document: Document, members: Sequence[int]) -> int:
    """The ordinal that opens a group without a heading, past what leads in to it; failing one, the first sentence.

    An ordinal that others of its style follow in the group counts measures.
    """
    sentences = document.sentences
    for i in members[: 1 + _LEAD_IN]:
        if i - members[0] > _LEAD_IN or sentences[i].paragraph != sentences[members[0]].paragraph:
            break
        own = opener(sentences[i].text)
        if own is not None and (i == members[0] or not _is_sequence(_ordinals(document, members), own.style)):
            return i
    return members[0]


def _ordinals(document: Document, members: Sequence[int]) -> list[tuple[int, Opener]]:
    """The sentences that open with an ordinal, and which."""
    return [(i, o) for i in members if (o := opener(document.sentences[i].text)) is not None]


def _end_of_last(document: Document, members: Sequence[int], heads: Sequence[int]) -> int:
    """Where the last measure ends: it takes no more paragraphs than the longest of the measures before it."""
    if len(heads) < 2:
        return members[-1] + 1
    paragraph = {i: document.sentences[i].paragraph for i in range(members[0], members[-1] + 1)}
    longest = max(paragraph[b - 1] - paragraph[a] for a, b in pairwise(heads))
    return next(
        (i for i in members if i > heads[-1] and paragraph[i] > paragraph[heads[-1]] + longest), members[-1] + 1
    )


def _measure_heads(document: Document, run: _Run, members: Sequence[int], roles: Sequence[str]) -> list[int]:
    opened_by_ordinal = run.section is None or run.section.heading is None
    opening = group_opening(document, members)
    body = [i for i in members if i > opening] if opened_by_ordinal else list(members)
    own = opener(document.sentences[opening].text) if opened_by_ordinal else None
    found = _ordinals(document, body)
    found = [(i, o) for i, o in found if own is None or o.style != own.style or o.opens_run]
    for style in dict.fromkeys(o.style for _, o in found):
        if _is_sequence(found, style):
            return [i for i, o in found if o.style == style]
    if run.section is None:
        # A head that stands alone in its paragraph does a heading's work; one that runs on has its details beside it.
        alone = len(body) > 0 and document.sentences[body[0]].paragraph != document.sentences[opening].paragraph
        return _paragraph_measures(document, body, roles) if alone else []
    inner = [s for s in document.sections if s.heading and run.section.start < s.start < run.section.end]
    firsts = [next((i for i in members if s.start <= document.sentences[i].start < s.end), None) for s in inner]
    by_heading = [i for i in firsts if i is not None]
    if len(by_heading) > 1:
        return sorted(set(by_heading))
    return _paragraph_measures(document, members, roles)


def _paragraph_measures(document: Document, members: Sequence[int], roles: Sequence[str]) -> list[int]:
    """Paragraphs that each come to an order are measures, where there are two or more."""
    orders = [_first_order(document, members, i, roles) for i in paragraph_openings(document, members)]
    found = [i for i in orders if i is not None]
    return found if len(found) > 1 else []


def _first_order(document: Document, members: Sequence[int], opening: int, roles: Sequence[str]) -> int | None:
    """The recommendation that a paragraph opens with, or comes to after a lead-in."""
    paragraph = document.sentences[opening].paragraph
    near = [i for i in members if document.sentences[i].paragraph == paragraph and i - opening <= _LEAD_IN]
    return next((i for i in near if roles[i] == "recommendation"), None)
