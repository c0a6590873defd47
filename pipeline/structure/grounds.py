"""Grounds: the theory and practice sections whose content motivates a recommendation group."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pipeline.domain.analysis import Ground, Group
from pipeline.domain.document import Document
from pipeline.scoring.linear import LinearScorer
from pipeline.text.tokens import words

Bag = Mapping[str, float]
_THRESHOLD: Final = 0.4  # at which about as many grounds are found as annotators name


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section that may ground a group, with what speaks for it."""

    section: str
    features: Mapping[str, float]


def ground_candidates(document: Document, stages: Sequence[str], group: Group, order: int) -> list[Candidate]:
    """The theory and practice sections that hold sentences of their own, compared in content with `group`.

    Likeness is the cosine of tf–idf bags of words, sections and groups of this document being the collection.
    """
    sections = [s for s, stage in zip(document.sections, stages, strict=True) if stage in {"theory", "practice"}]
    stage_of = {s.id: stage for s, stage in zip(document.sections, stages, strict=True)}
    text_of: dict[str, list[str]] = {}
    for sentence in document.sentences:
        text_of.setdefault(sentence.section, []).append(sentence.text)
    sections = [s for s in sections if s.id in text_of]
    if not sections:
        return []
    titles = {h.id: h.title for h in document.headings}
    inside = set(group.members)
    group_text = [s.text for s in document.sentences if s.id in inside]
    bags = _weighted([*(text_of[s.id] for s in sections), group_text])
    heading_bags = _weighted([*([titles.get(s.heading or "", "")] for s in sections), [group.title]])
    likeness = [_cosine(b, bags[-1]) for b in bags[:-1]]
    title_likeness = [_cosine(b, heading_bags[-1]) for b in heading_bags[:-1]]
    top = max(likeness) or 1.0
    ranks = np.argsort(np.argsort([-v for v in likeness], kind="stable"), kind="stable")
    practice = [s.id for s in sections if stage_of[s.id] == "practice"]
    found = []
    for k, s in enumerate(sections):
        stage = stage_of[s.id]
        features = {
            "bias": 1.0,
            stage: 1.0,
            "likeness": 4 * likeness[k],
            "share of best": likeness[k] / top,
            f"rank {min(int(ranks[k]), 3)}": 1.0,
            "title likeness": 2 * title_likeness[k],
            f"{stage} sections {min(sum(stage_of[o.id] == stage for o in sections), 4)}": 1.0,
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
    for order, group in enumerate(groups):
        offered = ground_candidates(document, stages, group, order)
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
