"""Grounds: the theory and practice sections whose content motivates a recommendation group."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pipeline.domain.analysis import Ground, Group
from pipeline.domain.document import Document, Section
from pipeline.scoring.linear import LinearScorer
from pipeline.text.tokens import words

Bag = Mapping[str, float]
_THRESHOLD: Final = 0.35  # near the best F1 of grounds, and most groups of another article find none


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section that may ground a group, with what speaks for it."""

    section: str
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a group is about: its title and its sentences."""

    title: str
    sentences: Sequence[str]


def topics(document: Document, groups: Sequence[Group]) -> list[Topic]:
    """The title and the sentences of each group."""
    by_id = {s.id: s.text for s in document.sentences}
    return [Topic(g.title, [by_id[m] for m in g.members]) for g in groups]


def ground_candidates(document: Document, stages: Sequence[str], groups: Sequence[Topic]) -> list[list[Candidate]]:
    """For each group, the theory and practice sections that hold sentences of their own, compared with it in content.

    Likeness is the cosine of tf–idf bags of words, the sections and groups given being the collection.
    """
    text_of: dict[str, list[str]] = {}
    for sentence in document.sentences:
        text_of.setdefault(sentence.section, []).append(sentence.text)
    sections = [
        (s, stage)
        for s, stage in zip(document.sections, stages, strict=True)
        if stage in {"theory", "practice"} and s.id in text_of
    ]
    if not sections or not groups:
        return [[] for _ in groups]
    title_of = {h.id: h.title for h in document.headings}
    n = len(sections)
    bags = _weighted([*(text_of[s.id] for s, _ in sections), *(g.sentences for g in groups)])
    titles = _weighted([*([title_of.get(s.heading or "", "")] for s, _ in sections), *([g.title] for g in groups)])
    return [
        _compared(
            sections,
            order,
            [_cosine(b, bags[n + order]) for b in bags[:n]],
            [_cosine(t, titles[n + order]) for t in titles[:n]],
        )
        for order in range(len(groups))
    ]


def _compared(
    sections: Sequence[tuple[Section, str]], order: int, likeness: Sequence[float], title_likeness: Sequence[float]
) -> list[Candidate]:
    """The sections as candidates for the group that stands `order`-th, given how like it they are."""
    top = max(likeness) or 1.0
    ranks = np.argsort(np.argsort([-v for v in likeness], kind="stable"), kind="stable")
    count = Counter(stage for _, stage in sections)
    practice = [s.id for s, stage in sections if stage == "practice"]
    found = []
    for k, (s, stage) in enumerate(sections):
        features = {
            "bias": 1.0,
            stage: 1.0,
            "likeness": 4 * likeness[k],
            "share of best": likeness[k] / top,
            f"rank {min(int(ranks[k]), 3)}": 1.0,
            "title likeness": 2 * title_likeness[k],
            f"{stage} sections {min(count[stage], 4)}": 1.0,
        }
        if stage == "practice" and practice.index(s.id) == order:
            features["same place in order"] = 1.0
        found.append(Candidate(s.id, features))
    return found


def find_grounds(
    document: Document, stages: Sequence[str], groups: Sequence[Group], scorer: LinearScorer
) -> tuple[Group, ...]:
    """The groups with their grounds: every section likely enough to motivate the group, likeliest first."""
    result = []
    yes = scorer.classes.index("yes")
    for group, offered in zip(groups, ground_candidates(document, stages, topics(document, groups)), strict=True):
        p = np.exp(scorer.log_probabilities([c.features for c in offered])[:, yes])
        grounds = [Ground(c.section, round(float(v), 4)) for c, v in zip(offered, p, strict=True) if v >= _THRESHOLD]
        result.append(replace(group, grounds=tuple(sorted(grounds, key=lambda g: -g.probability))))
    return tuple(result)


def _weighted(texts: Sequence[Sequence[str]]) -> list[Bag]:
    counts = [Counter(w for t in text for w in words(t) if len(w) > 1) for text in texts]
    held_by = Counter(w for bag in counts for w in bag)
    n = len(counts)
    return [{w: (1 + math.log(c)) * math.log((n + 1) / held_by[w]) for w, c in bag.items()} for bag in counts]


def _cosine(a: Bag, b: Bag) -> float:
    dot = sum(v * b[w] for w, v in a.items() if w in b)
    norm = math.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))
    return dot / norm if norm else 0.0
