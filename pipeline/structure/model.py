"""The argument structure of a labelled document: stages, groups, relations and grounds, in that order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pipeline.domain.analysis import Gaps, Group, Relation, RoleLabel, Warning
from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES
from pipeline.scoring.chain import Array
from pipeline.scoring.trees import Trees
from pipeline.structure.attached import attached_titles
from pipeline.structure.gaps import find_gaps
from pipeline.structure.grounds import GroundModel, find_grounds
from pipeline.structure.groups import find_groups
from pipeline.structure.line_models import LineModel, LineTrees
from pipeline.structure.lines import chosen_lines, line_table, lines_of
from pipeline.structure.measures import find_measures
from pipeline.structure.motives import find_motives
from pipeline.structure.relations import RelationModel, find_relations
from pipeline.structure.stages import StageModel, assign_stages

# Of all features together: a model knows which it was fitted on. Version 3 changed nothing of version 2 but those of
# stages, which were as in version 1, and of kinds of relations; version 4 nothing but what reads those of grounds;
# version 5 reads parents twice, which takes enough to learn from; version 6 lines of action, learns measures, and sees
# where sections stand beside a group as its grounds.
FEATURES_VERSION: Final = 6
NO_GAPS: Final = Gaps()
_MANY: Final = 6  # recommendations, from which it is worth saying that most stand in no group


@dataclass(frozen=True, eq=False)
class ArgumentModel:
    """What is learned of groups, their measures and grounds, and relations.

    `lines` tells groups, `measures` are the trees that tell their measures: None in old models, where rules do.

    Raises:
        ValueError: trees tell measures where lines are read once, or rules where they are read twice, which no version
            of the features does: a bundle could not keep it.
    """

    lines: LineModel
    measures: Trees | None
    grounds: GroundModel
    relations: RelationModel

    def __post_init__(self) -> None:
        if isinstance(self.lines, LineTrees) != (self.measures is None):
            raise ValueError("measures are told by trees where lines are read twice, by rules where they are read once")


@dataclass(frozen=True, eq=False)
class StructureModel:
    """The learned scorers of structure; without `argument`, which is so in models of old, there are no relations."""

    stages: StageModel
    argument: ArgumentModel | None


@dataclass(frozen=True, slots=True)
class Structure:
    """What was found: the document with its final sections, their stages, groups, relations, gaps, what to warn of.

    `labels` are the roles of its sentences: those that were given, but where a relation, or that it is the title of
    something attached, rules one out.
    """

    document: Document
    labels: tuple[RoleLabel, ...]
    stages: tuple[str, ...]
    groups: tuple[Group, ...]
    relations: tuple[Relation, ...]
    warnings: tuple[Warning, ...]
    gaps: Gaps = NO_GAPS


def find_structure(document: Document, labels: Sequence[RoleLabel], model: StructureModel) -> Structure:
    """The argument structure of `document`, given a role label for each of its sentences."""
    titles = attached_titles(document)
    roles = ["other" if i in titles else label.role for i, label in enumerate(labels)]
    probabilities = np.array([[label.probabilities.get(r, 0.0) for r in ROLES] for label in labels]).reshape(
        -1, len(ROLES)
    )
    probabilities[sorted(titles)] = [float(r == "other") for r in ROLES]
    document, stages = assign_stages(document, probabilities, model.stages)
    argument = model.argument
    if argument is None:
        groups = find_groups(document, stages, roles)
        warned = (_of_old(document), *_of_groups(document, roles, groups))
        return Structure(document, _relabelled(labels, roles), stages, groups, (), warned)
    groups = _groups_by_lines(document, stages, roles, probabilities, argument.lines)
    if argument.measures is not None:
        groups = find_measures(document, probabilities, groups, argument.measures)
    groups = find_grounds(document, stages, groups, argument.grounds)
    groups = find_motives(document, stages, roles, groups)
    relations, roles = find_relations(document, stages, roles, probabilities, groups, argument.relations)
    gaps = find_gaps(document, stages, roles, groups, relations)
    warnings = (*_of_groups(document, roles, groups), *_of_gaps(document, groups, gaps))
    return Structure(document, _relabelled(labels, roles), stages, groups, relations, warnings, gaps)


def _relabelled(labels: Sequence[RoleLabel], roles: Sequence[str]) -> tuple[RoleLabel, ...]:
    """Labels with these roles; one that is no longer the most probable by itself is uncertain."""
    return tuple(
        label if label.role == role else replace(label, role=role, uncertain=True)
        for label, role in zip(labels, roles, strict=True)
    )


def _groups_by_lines(
    document: Document, stages: Sequence[str], roles: Sequence[str], probabilities: Array, model: LineModel
) -> tuple[Group, ...]:
    """The groups that a model chooses among the lines of a document; shape of `probabilities` (sentences, roles)."""
    lines = lines_of(document)
    table = line_table(document, lines, probabilities, stages, ruled_starts(document, stages, roles))
    return find_groups(document, stages, roles, chosen_lines(lines, model.probabilities(document, lines, table)))


def ruled_starts(document: Document, stages: Sequence[str], roles: Sequence[str]) -> frozenset[int]:
    """The first sentences (indices) of the groups that rules see, which trees are told of."""
    index = {s.id: i for i, s in enumerate(document.sentences)}
    return frozenset(index[g.members[0]] for g in find_groups(document, stages, roles))


def _of_old(document: Document) -> Warning:
    message = (
        "模型较旧：没有论证关系和依据。" if document.language == "zh" else "An old model: no relations, no grounds."
    )
    return Warning("old-model", message)


def _of_groups(document: Document, roles: Sequence[str], groups: Sequence[Group]) -> list[Warning]:
    chinese = document.language == "zh"
    found = []
    in_groups = {m for g in groups for m in g.members}
    orders = [s.id for s, role in zip(document.sentences, roles, strict=True) if role == "recommendation"]
    grouped = sum(s in in_groups for s in orders)
    if not orders and not groups:
        message = "未发现建议。" if chinese else "No recommendations were found."
        found.append(Warning("no-recommendations", message))
    elif grouped < len(orders) / 2 and (len(orders) >= _MANY or not groups):
        n = len(orders)
        if chinese:
            few = f"只有 {grouped} 句归入建议组" if grouped else "没有一句归入建议组"
            message = f"{n} 句建议中{few}，层次可能未能识别。"
        else:
            few = f"Only {grouped} of {n}" if grouped else f"None of {n}"
            message = f"{few} recommendations stand in a group: how the article groups them may have been missed."
        found.append(Warning("ungrouped-recommendations", message))
    return found


def _of_gaps(document: Document, groups: Sequence[Group], gaps: Gaps) -> list[Warning]:
    chinese = document.language == "zh"
    found = []
    for g in groups:
        if not g.grounded:
            message = (
                f"建议组“{g.title}”未见依据。" if chinese else f"The group “{g.title}” has no ground in the article."
            )
            found.append(Warning("ungrounded-group", message, g.start, g.end))
    sentence = {s.id: s for s in document.sentences}
    for name, ids in (("unsupported-claim", gaps.claims), ("unused-evidence", gaps.evidence)):
        for s in (sentence[id] for id in ids):
            found.append(Warning(name, _GAP[name][0 if chinese else 1], s.start, s.end))
    section = {s.id: s for s in document.sections}
    for c in (section[id] for id in gaps.theory):
        found.append(Warning("theory-not-taken-up", _GAP["theory-not-taken-up"][0 if chinese else 1], c.start, c.end))
    return found


_GAP: Final = {
    "unsupported-claim": (
        "文中似乎没有支持这一论点的理由、论据或例证。",
        "A claim for which the article seems to give no reason, fact or instance.",
    ),
    "unused-evidence": ("论据或例证没有支持任何论点或建议。", "Evidence that backs no claim and no recommendation."),
    "theory-not-taken-up": ("理论部分没有建议与之呼应。", "Theory that no recommendation takes up."),
}
