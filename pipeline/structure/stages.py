"""Stages: theory, practice, recommendation or none, for each section; sections for texts without headings."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from pipeline.domain.document import Document, Section
from pipeline.domain.labels import STAGES
from pipeline.scoring.chain import Array
from pipeline.structure.cues import is_frame
from pipeline.structure.linear_stages import LinearStages
from pipeline.structure.paragraphs import Paragraph, paragraphs
from pipeline.structure.stage_trees import StageTrees
from pipeline.text.numbering import numbering

StageModel = StageTrees | LinearStages

# Numbers that sections of the body carry: front and back matter has none, unless it says that it frames (`五、余论`).
_OF_THE_BODY: Final = frozenset({"ordinal", "bracketed", "parenthesis", "roman"})
_FROM_ABOVE: Final = 0.3  # what the section around a section counts in its stage


def assign_stages(document: Document, roles: Array, model: StageModel) -> tuple[Document, tuple[str, ...]]:
    """Sections with their stages.

    A run of paragraphs without a heading is divided where its stage changes, so the document returned may have more
    sections than the one given; its headings and the spans of its sentences are the same.

    Args:
        document: as segmented.
        roles: shape (sentences, roles), the probability of each role.
        model: the stage model.

    Returns:
        The document, and one stage for each of its sections.
    """
    runs = paragraphs(document)
    posterior = model.posterior(document, runs, roles)
    document = _divided(document, runs, posterior)
    by_section: dict[str, list[Array]] = {}
    for p, row in zip(paragraphs(document), posterior, strict=True):
        by_section.setdefault(p.section, []).append(np.log(np.maximum(row, 1e-9)) * (p.last - p.first + 1))
    held = _held(document, {s: np.sum(rows, axis=0) for s, rows in by_section.items()})
    heading = {h.id: h for h in document.headings}
    section_of = {s.heading: s.id for s in document.sections if s.heading}
    found = []
    for section in document.sections:
        title, up = "", None
        if section.heading is not None:
            title, up = heading[section.heading].title, heading[section.heading].parent
        found.append(_stage(title, held.get(section.id), held.get(section_of[up]) if up else None))
    return document, tuple(found)


def _stage(title: str, total: Array | None, around: Array | None) -> str:
    """The likeliest stage of all that a section holds (`total`); in doubt it follows the section it stands in."""
    if total is None:
        return "none"
    numbered = numbering(title)
    if numbered and numbered[0] in _OF_THE_BODY and not is_frame(title):
        total = total.copy()
        total[STAGES.index("none")] = -np.inf
    if around is not None:
        total = total / _weight(total) + _FROM_ABOVE * around / _weight(around)
    return STAGES[int(total.argmax())]


def _weight(total: Array) -> float:
    return float(-total[np.isfinite(total)].sum())


def _held(document: Document, own: dict[str, Array]) -> dict[str, Array]:
    """Summed log-probabilities of the stages over the paragraphs of each section, its sub-sections included."""
    sections = sorted(document.sections, key=lambda s: (s.start, -s.end))
    starts = [s.start for s in sections]
    found: dict[str, Array] = {}
    for k, section in enumerate(sections):
        within = sections[k : bisect_left(starts, section.end, lo=k)]
        rows = [own[s.id] for s in within if s.id in own and s.end <= section.end]
        if rows:
            found[section.id] = np.sum(rows, axis=0)
    return found


def undivided(document: Document) -> Document:
    """The document as a text would give it: neighbouring unheaded sections, which only stages tell apart, made one."""
    kept: list[Section] = []
    new_id: dict[str, str] = {}
    for s in document.sections:
        if s.heading is None and kept and kept[-1].heading is None:
            kept[-1] = replace(kept[-1], end=s.end)
        else:
            kept.append(s)
        new_id[s.id] = kept[-1].id
    sentences = tuple(replace(s, section=new_id[s.section]) for s in document.sentences)
    return replace(document, sections=tuple(kept), sentences=sentences)


def _divided(document: Document, runs: Sequence[Paragraph], posterior: Array) -> Document:
    """The document with unheaded sections divided into runs of paragraphs of one stage."""
    unheaded = {s.id for s in document.sections if s.heading is None}
    if not unheaded:
        return document
    stage_of = posterior.argmax(axis=1)
    starts: dict[str, list[int]] = {}
    for i, p in enumerate(runs):
        if p.section in unheaded:
            previous = i - 1 if i and runs[i - 1].section == p.section else None
            if previous is None or stage_of[i] != stage_of[previous]:
                starts.setdefault(p.section, []).append(i)
    sections: list[Section] = []
    new_id: dict[tuple[str, int], str] = {}
    for s in document.sections:
        pieces = starts.get(s.id, [])
        if s.id not in unheaded or not pieces:
            sections.append(replace(s, id=f"c{len(sections) + 1}"))
            new_id[(s.id, -1)] = sections[-1].id
            continue
        offsets = [document.sentences[runs[i].first].start for i in pieces]
        offsets[0] = s.start
        for i, (a, b) in zip(pieces, pairwise([*offsets, s.end]), strict=True):
            sections.append(Section(f"c{len(sections) + 1}", None, a, b))
            new_id[(s.id, i)] = sections[-1].id
    sentences = list(document.sentences)
    for i, p in enumerate(runs):
        piece = max((k for k in starts.get(p.section, []) if k <= i), default=-1)
        for j in range(p.first, p.last + 1):
            sentences[j] = replace(sentences[j], section=new_id[(p.section, piece)])
    return replace(document, sections=tuple(sections), sentences=tuple(sentences))
