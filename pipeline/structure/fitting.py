"""Fit the scorers of structure on annotated documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
from pipeline.domain.labels import RELATIONS, STAGES
from pipeline.scoring.chain import Array
from pipeline.scoring.linear import Floats, LinearScorer, fit_linear
from pipeline.structure.grounds import ground_candidates, topics
from pipeline.structure.model import StructureModel
from pipeline.structure.relations import (
    ROOT,
    RelationModel,
    View,
    candidates,
    kind_features,
    pair_features,
)
from pipeline.structure.stages import StageModel, paragraphs, stage_features


@dataclass(frozen=True, eq=False)
class StructureExample:
    """A document with its gold structure, and the role probabilities of a model that had not seen it.

    `gold_stages` runs parallel to `document.sections`; `gold_parents` maps a sentence id to its parent and relation.
    """

    document: Document
    gold_roles: Sequence[str]
    role_probabilities: Array
    gold_stages: Sequence[str]
    gold_groups: Sequence[Group]
    gold_parents: Mapping[str, tuple[str, str]]


def fit_structure(examples: Sequence[StructureExample], *, c: float = 1.0) -> StructureModel:
    """Scorers for stages, relations and grounds.

    Stages learn from predicted role probabilities, which is what they will see; relations and grounds from gold roles.
    """
    return StructureModel(_fit_stages(examples, c), _fit_relations(examples, c), _fit_grounds(examples, c))


def _fit_stages(examples: Sequence[StructureExample], c: float) -> StageModel:
    items: list[dict[str, float]] = []
    gold: list[str] = []
    counts = np.full((len(STAGES), len(STAGES)), 0.5)
    for e in examples:
        runs = paragraphs(e.document)
        stage_of = {s.id: stage for s, stage in zip(e.document.sections, e.gold_stages, strict=True)}
        items += stage_features(e.document, runs, e.role_probabilities)
        row = [stage_of[p.section] for p in runs]
        gold += row
        for a, b in pairwise(row):
            counts[STAGES.index(a), STAGES.index(b)] += 1
    transitions: Floats = np.log(counts / counts.sum(axis=1, keepdims=True)).astype(np.float32)
    return StageModel(fit_linear(items, gold, STAGES, c=c, min_count=2), transitions)


def _fit_relations(examples: Sequence[StructureExample], c: float) -> RelationModel:
    pairs: list[dict[str, float]] = []
    chosen: list[str] = []
    kinds: list[dict[str, float]] = []
    names: list[str] = []
    for e in examples:
        view = View(e.document, e.gold_roles, e.gold_groups)
        for i, s in enumerate(e.document.sentences):
            if e.gold_roles[i] == "other":
                continue
            parent = e.gold_parents.get(s.id)
            gold = view.index[parent[0]] if parent else ROOT
            for j in [ROOT, *candidates(view, i)]:
                pairs.append(pair_features(view, i, j))
                chosen.append("yes" if j == gold else "no")
            if parent:
                kinds.append(kind_features(view, i, gold))
                names.append(parent[1])
    return RelationModel(
        parent=fit_linear(pairs, chosen, ("no", "yes"), c=c, min_count=3),
        kind=fit_linear(kinds, names, RELATIONS, c=c, min_count=2),
    )


def _fit_grounds(examples: Sequence[StructureExample], c: float) -> LinearScorer:
    """A scorer of sections as grounds of a group.

    Hardly any author recommends what the article never spoke of, so that annotated groups alone would teach that every
    group is grounded. Each document is therefore also offered the groups of another one, which nothing in it grounds.
    """
    items: list[Mapping[str, float]] = []
    gold: list[str] = []
    for e in examples:
        offered = ground_candidates(e.document, e.gold_stages, topics(e.document, e.gold_groups))
        for group, candidates_of_group in zip(e.gold_groups, offered, strict=True):
            named = {g.section for g in group.grounds}
            items += [c.features for c in candidates_of_group]
            gold += ["yes" if c.section in named else "no" for c in candidates_of_group]
    for e, other in zip(examples, [*examples[1:], *examples[:1]], strict=True):
        if other is e or other.document.language != e.document.language:
            continue
        own = topics(e.document, e.gold_groups)
        for k, topic in enumerate(topics(other.document, other.gold_groups)):
            # Alone among the document's own, as an unfounded group would stand.
            place = k % (len(own) + 1)
            mixed = [*own[:place], topic, *own[place:]]
            strangers = ground_candidates(e.document, e.gold_stages, mixed)[place]
            items += [c.features for c in strangers]
            gold += ["no"] * len(strangers)
    return fit_linear(items, gold, ("no", "yes"), c=c)
