"""Stages: theory, practice, recommendation or none, for each section; sections for texts without headings."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from pipeline.domain.document import Document, Section
from pipeline.domain.labels import STAGES
from pipeline.scoring.chain import Array, marginals
from pipeline.scoring.linear import Floats, LinearScorer
from pipeline.structure.cues import Opener, is_container, is_frame, opener, stage_words
from pipeline.text.numbering import numbering
from pipeline.text.tokens import words

# Numbers that sections of the body carry: front and back matter has none, unless it says that it frames (`五、余论`).
_OF_THE_BODY: Final = frozenset({"ordinal", "bracketed", "parenthesis", "roman"})
_FROM_ABOVE: Final = 0.3  # what the section around a section counts in its stage


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences `first` to `last` (indices, inclusive) of one paragraph, and the innermost section they lie in."""

    first: int
    last: int
    section: str


@dataclass(frozen=True, eq=False)
class StageModel:
    """Scores a paragraph's stage; `transitions` (stages, stages) are log P(stage | stage of the paragraph before)."""

    linear: LinearScorer
    transitions: Floats


def paragraphs(document: Document) -> list[Paragraph]:
    """The paragraphs of a document, as runs of sentences."""
    found: list[Paragraph] = []
    for i, s in enumerate(document.sentences):
        if found and document.sentences[found[-1].first].paragraph == s.paragraph:
            found[-1] = replace(found[-1], last=i)
        else:
            found.append(Paragraph(i, i, s.section))
    return found


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
    posterior = _posterior(document, runs, roles, model)
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


def _posterior(document: Document, runs: Sequence[Paragraph], roles: Array, model: StageModel) -> Array:
    if not runs:
        return np.zeros((0, len(STAGES)))
    emissions = model.linear.log_probabilities(stage_features(document, runs, roles))
    for run in ordinal_runs(document, runs):
        emissions[run] = emissions[run].mean(axis=0)  # 第一、第二、第三 stand or fall together
    steps = np.tile(model.transitions.astype(np.float64), (len(runs), 1, 1))
    steps[0] = 0.0
    return marginals(emissions, steps)


def ordinal_runs(document: Document, runs: Sequence[Paragraph]) -> list[list[int]]:
    """Runs of two paragraphs or more, within one section, that ordinals of one style open in turn."""
    found: list[list[int]] = []
    last: tuple[str, Opener] | None = None
    for i, p in enumerate(runs):
        o = opener(document.sentences[p.first].text)
        if o is not None and o.style != "dash":
            goes_on = (
                last is not None
                and last[0] == p.section
                and last[1].style == o.style
                and not o.opens_run
                and i - found[-1][-1] <= 3
            )
            if goes_on:
                found[-1].append(i)
            else:
                found.append([i])
            last = (p.section, o)
    return [list(range(run[0], run[-1] + 1)) for run in found if len(run) > 1]


def stage_features(document: Document, runs: Sequence[Paragraph], roles: Array) -> list[dict[str, float]]:
    """Features of each paragraph: its roles and its neighbours', its headings, its place, how it opens."""
    title_of = {h.id: h.title for h in document.headings}
    parent_of = {h.id: h.parent for h in document.headings}
    heading_of = {s.id: s.heading for s in document.sections}
    means = np.array([roles[p.first : p.last + 1].mean(axis=0) for p in runs])
    tops = [_top(heading_of.get(p.section), parent_of) for p in runs]
    order = list(dict.fromkeys(tops))
    result = []
    of_section: dict[str, list[int]] = {}
    of_top: dict[str | None, list[int]] = {}
    for i, p in enumerate(runs):
        of_section.setdefault(p.section, []).append(i)
        of_top.setdefault(tops[i], []).append(i)
    mean_of_section = {key: means[members].mean(axis=0) for key, members in of_section.items()}
    mean_of_top = {key: means[members].mean(axis=0) for key, members in of_top.items()}
    for i, p in enumerate(runs):
        features: dict[str, float] = {}
        shares = {
            "own": means[i],
            "before": means[max(0, i - 2) : i].mean(axis=0) if i else None,
            "after": means[i + 1 : i + 3].mean(axis=0) if i + 1 < len(runs) else None,
        }
        if heading_of.get(p.section) is not None:
            shares |= {"section": mean_of_section[p.section], "top": mean_of_top[tops[i]]}
        for name, row in shares.items():
            if row is not None:
                features.update((f"{name}:role{k}", float(share)) for k, share in enumerate(row))
        place = i / max(1, len(runs) - 1)
        features[f"place:{min(4, int(5 * place))}/5"] = 1.0
        if i == 0:
            features["place:first"] = 1.0
        if i == len(runs) - 1:
            features["place:last"] = 1.0
        o = opener(document.sentences[p.first].text)
        features[f"opens:{o.style if o else 'none'}"] = 0.5
        features.update((f"says:{w}", 0.2) for w in words(document.sentences[p.first].text)[:3])
        heading = heading_of.get(p.section)
        if heading is None:
            features["heading:none"] = 1.0
        else:
            rank = order.index(tops[i])
            features[f"top:{'first' if rank == 0 else 'last' if rank == len(order) - 1 else 'inner'}"] = 1.0
            features.update(_heading_features("near", title_of[heading]))
            features.update(_heading_features("top", title_of[tops[i] or heading]))
        result.append(features)
    return result


def _heading_features(name: str, title: str) -> Iterable[tuple[str, float]]:
    for stage in stage_words(title):
        yield f"{name}:announces {stage}", 1.0
    if is_container(title):
        yield f"{name}:container", 0.5
    for w in words(title):
        if len(w) > 1:
            yield f"{name}:{w}", 0.3


def _top(heading: str | None, parent_of: dict[str, str | None]) -> str | None:
    while heading is not None and (above := parent_of.get(heading)) is not None:
        heading = above
    return heading


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
