"""Fit the scorers of structure on annotated documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import numpy as np

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES
from pipeline.scoring.arborescence import ROOT
from pipeline.scoring.chain import Array
from pipeline.scoring.holding_out import held_out_parts
from pipeline.scoring.trees import fit_trees
from pipeline.structure.ground_features import GROUND_COLUMNS, ground_tables, offered_sections, topics
from pipeline.structure.grounds import GroundTrees
from pipeline.structure.kind_fitting import Related, fit_kinds
from pipeline.structure.line_fitting import Grouped, fit_lines, fit_measures
from pipeline.structure.model import ArgumentModel, StructureModel
from pipeline.structure.pairs import width
from pipeline.structure.parent_fitting import KnownPairs, fit_parents, known_pairs
from pipeline.structure.relations import SENTENCE_FACTS, RelationModel, sentence_units
from pipeline.structure.stage_fitting import Staged, fit_stages
from pipeline.structure.stage_trees import StageTrees
from pipeline.structure.stages import assign_stages, undivided

_PARTS: Final = 3  # that stages are fitted without, in turn, for others to learn from


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
    """Models of stages, groups, measures, grounds and relations.

    Stages learn from predicted role probabilities, which is what they will see; groups from these and from stages that
    a model gave which had not seen the document, measures from such groups, relations from such measures; grounds from
    gold groups and sections.
    """
    grouped = _grouped(examples, c)
    lines, found = fit_lines(grouped, c)
    measures, found = fit_measures(grouped, found)
    return StructureModel(
        _fit_stages(examples, c),
        ArgumentModel(
            lines=lines,
            measures=measures,
            grounds=fit_grounds(examples),
            relations=_fit_relations(examples, found, c),
        ),
    )


def _fit_stages(examples: Sequence[StructureExample], c: float) -> StageTrees:
    return fit_stages([Staged(e.document, e.gold_stages, e.role_probabilities) for e in examples], c)


def _grouped(examples: Sequence[StructureExample], c: float) -> list[Grouped]:
    """The examples as models that had not seen them would stage them."""
    found: dict[int, Grouped] = {}
    for rest, held in held_out_parts(len(examples), _PARTS):
        stages_of = _fit_stages([examples[n] for n in rest], c)
        for n in held:
            e = examples[n]
            document, stages = assign_stages(undivided(e.document), e.role_probabilities, stages_of)
            found[n] = Grouped(document, stages, e.role_probabilities, e.gold_groups)
    return [found[n] for n in range(len(examples))]


def _fit_relations(examples: Sequence[StructureExample], groups: Sequence[Sequence[Group]], c: float) -> RelationModel:
    """Parents and kinds from predicted roles and groups, which is what they will see; kinds from gold pairs."""
    pairs: list[KnownPairs] = []
    related: list[Related] = []
    for e, found in zip(examples, groups, strict=True):
        roles = [ROLES[k] for k in e.role_probabilities.argmax(axis=1)]
        units = sentence_units(e.document, e.gold_stages, roles, e.role_probabilities, found)
        index = {s.id: i for i, s in enumerate(e.document.sentences)}
        edges = {index[s]: (index[parent], relation) for s, (parent, relation) in e.gold_parents.items()}
        pairs.append(known_pairs(units, [edges[i][0] if i in edges else ROOT for i in range(len(units))]))
        related.append(Related(units, edges))
    return RelationModel(fit_parents(pairs, width(len(ROLES), SENTENCE_FACTS)), fit_kinds(related, c))


def fit_grounds(examples: Sequence[StructureExample]) -> GroundTrees:
    """Trees that tell which sections ground a group.

    Hardly any author recommends what the article never spoke of, so that annotated groups alone would teach that every
    group is grounded. Each document is therefore also offered every second group of another one, which nothing in it
    grounds.
    """
    tables: list[Array] = []
    gold: list[bool] = []
    for e in examples:
        sections = offered_sections(e.document, e.gold_stages)
        own = topics(e.document, e.gold_groups)
        for group, table in zip(e.gold_groups, ground_tables(e.document, sections, own), strict=True):
            named = {g.section for g in group.grounds}
            tables.append(table)
            gold += [o.section.id in named for o in sections]
    for e, other in zip(examples, [*examples[1:], *examples[:1]], strict=True):
        if other is e or other.document.language != e.document.language:
            continue
        sections = offered_sections(e.document, e.gold_stages)
        own = topics(e.document, e.gold_groups)
        for k, topic in enumerate(topics(other.document, other.gold_groups)[::2]):
            # Alone among the document's own, as an unfounded group would stand.
            place = k % (len(own) + 1)
            start = own[min(place, len(own) - 1)].start if own else len(e.document.text)
            mixed = [*own[:place], replace(topic, start=start), *own[place:]]
            tables.append(next(islice(ground_tables(e.document, sections, mixed), place, None)))
            gold += [False] * len(sections)
    return GroundTrees(
        fit_trees(
            np.concatenate([np.zeros((0, GROUND_COLUMNS)), *tables]).astype(np.float32),
            np.array(gold, dtype=np.intp),
            2,
            rounds=150,
            learning_rate=0.06,
            leaves=6,
            smallest_leaf=min(20, max(2, len(gold) // 50)),
            columns=0.4,
            rows=0.7,
            penalty=5.0,
            seed=0,
            one_sided=True,
        )
    )
