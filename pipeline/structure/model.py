"""The argument structure of a labelled document: stages, groups, relations and grounds, in that order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.domain.analysis import Group, Relation, RoleLabel, Warning
from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES
from pipeline.scoring.linear import LinearScorer
from pipeline.structure.grounds import find_grounds
from pipeline.structure.groups import find_groups
from pipeline.structure.relations import RelationModel, View, find_relations, unsupported_claims
from pipeline.structure.stages import StageModel, assign_stages

# Of the features of stages, relations and grounds together: a model knows which it was fitted on.
FEATURES_VERSION: Final = 1
_MANY: Final = 6  # recommendations, from which it is worth saying that most stand in no group


@dataclass(frozen=True, eq=False)
class StructureModel:
    """The learned scorers of structure; the rules they stand in are code."""

    stages: StageModel
    relations: RelationModel
    grounds: LinearScorer


@dataclass(frozen=True, slots=True)
class Structure:
    """What was found: the document with its final sections, their stages, groups, relations, and what to warn of."""

    document: Document
    stages: tuple[str, ...]
    groups: tuple[Group, ...]
    relations: tuple[Relation, ...]
    warnings: tuple[Warning, ...]


def find_structure(document: Document, labels: Sequence[RoleLabel], model: StructureModel) -> Structure:
    """The argument structure of `document`, given a role label for each of its sentences."""
    roles = [label.role for label in labels]
    probabilities = np.array([[label.probabilities.get(r, 0.0) for r in ROLES] for label in labels]).reshape(
        -1, len(ROLES)
    )
    document, stages = assign_stages(document, probabilities, model.stages)
    groups = find_grounds(document, stages, find_groups(document, stages, roles), model.grounds)
    view = View(document, roles, groups)
    relations = find_relations(view, model.relations)
    return Structure(document, stages, groups, relations, tuple(_warnings(view, relations)))


def _warnings(view: View, relations: Sequence[Relation]) -> list[Warning]:
    chinese = view.document.language == "zh"
    found = []
    if not view.groups:
        message = "未发现建议。" if chinese else "No recommendations were found."
        found.append(Warning("no-recommendations", message))
    orders = [i for i, role in enumerate(view.roles) if role == "recommendation"]
    grouped = sum(i in view.group_head for i in orders)
    if view.groups and len(orders) >= _MANY and grouped < len(orders) / 2:
        message = f"{len(orders)} 句建议中只有 {grouped} 句归入建议组，层次可能未能识别。"
        if not chinese:
            message = (
                f"Only {grouped} of {len(orders)} recommendations stand in a group: its build may have been missed."
            )
        found.append(Warning("ungrouped-recommendations", message))
    for g in view.groups:
        if not g.grounded:
            message = (
                f"建议组“{g.title}”未见依据。" if chinese else f"The group “{g.title}” has no ground in the article."
            )
            found.append(Warning("ungrounded-group", message, g.start, g.end))
    for i in unsupported_claims(view, relations):
        s = view.document.sentences[i]
        message = "论点没有论据或例证支持。" if chinese else "A claim with no evidence, reason or example."
        found.append(Warning("unsupported-claim", message, s.start, s.end))
    return found
