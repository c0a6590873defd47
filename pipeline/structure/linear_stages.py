"""Stages as models of versions 1 and 2 tell them: one linear scorer of paragraphs, smoothed along the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.domain.document import Document
from pipeline.domain.labels import STAGES
from pipeline.scoring.chain import Array, marginals
from pipeline.scoring.linear import Floats, LinearScorer
from pipeline.structure.cues import is_container, opener, stage_words
from pipeline.structure.paragraphs import Paragraph, ordinal_runs
from pipeline.text.tokens import words


@dataclass(frozen=True, eq=False)
class LinearStages:
    """Scores a paragraph's stage; `transitions` (stages, stages) are log P(stage | stage of the paragraph before)."""

    linear: LinearScorer
    transitions: Floats

    def posterior(self, document: Document, runs: Sequence[Paragraph], roles: Array) -> Array:
        """The probability of each stage for each paragraph; shape of `roles` (sentences, roles)."""
        if not runs:
            return np.zeros((0, len(STAGES)))
        emissions = self.linear.log_probabilities(stage_features(document, runs, roles))
        for run in ordinal_runs(document, runs):
            emissions[run] = emissions[run].mean(axis=0)  # 第一、第二、第三 stand or fall together
        steps = np.tile(self.transitions.astype(np.float64), (len(runs), 1, 1))
        steps[0] = 0.0
        return marginals(emissions, steps)


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
            features.update(heading_features("near", title_of[heading]))
            features.update(heading_features("top", title_of[tops[i] or heading]))
        result.append(features)
    return result


def heading_features(name: str, title: str) -> Iterable[tuple[str, float]]:
    """What a heading announces, and its words, as features."""
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
