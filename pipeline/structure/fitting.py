"""Fit the scorers of structure on annotated documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES
from pipeline.scoring.arborescence import ROOT
from pipeline.scoring.chain import Array
from pipeline.scoring.holding_out import held_out_parts
from pipeline.scoring.linear import LinearScorer, fit_linear
from pipeline.scoring.trees import Trees, fit_trees
from pipeline.structure.ground_features import GROUND_COLUMNS, ground_tables, offered_sections, topics
from pipeline.structure.grounds import GroundTrees
from pipeline.structure.groups import find_groups
from pipeline.structure.kind_fitting import Related, fit_kinds
from pipeline.structure.lines import COLUMNS, Line, chosen_lines, is_gold, line_table, lines_of
from pipeline.structure.model import ArgumentModel, StructureModel, ruled_starts
from pipeline.structure.motives import MotiveOffers
from pipeline.structure.pairs import width
from pipeline.structure.parent_fitting import KnownPairs, fit_parents, known_pairs
from pipeline.structure.relations import SENTENCE_FACTS, RelationModel, sentence_units
from pipeline.structure.stage_fitting import Staged, fit_stages
from pipeline.structure.stage_trees import StageTrees
from pipeline.structure.stages import assign_stages, undivided

_PARTS: Final = 3  # that stages and groups are fitted without, in turn, for others to learn from


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
    """Models of stages, groups, grounds and relations.

    Stages learn from predicted role probabilities, which is what they will see; groups from these and from stages that
    a model gave which had not seen the document; grounds from gold groups and sections, relations from gold roles.
    """
    lines = _lines(examples, c)
    return StructureModel(
        _fit_stages(examples, c),
        ArgumentModel(
            lines=_fit_lines(lines),
            grounds=_fit_grounds(examples),
            motives=_fit_motives(examples, c),
            relations=_fit_relations(examples, _held_out_groups(examples, lines), c),
        ),
    )


def _fit_stages(examples: Sequence[StructureExample], c: float) -> StageTrees:
    return fit_stages([Staged(e.document, e.gold_stages, e.role_probabilities) for e in examples], c)


@dataclass(frozen=True, eq=False)
class _Lines:
    """The lines of a document as a model that had not seen it would stage it, and which of them are groups."""

    document: Document
    stages: Sequence[str]
    lines: Sequence[Line]
    table: npt.NDArray[np.float32]
    gold: npt.NDArray[np.intp]


def _lines(examples: Sequence[StructureExample], c: float) -> list[_Lines]:
    found: dict[int, _Lines] = {}
    for rest, held in held_out_parts(len(examples), _PARTS):
        stages_of = _fit_stages([examples[n] for n in rest], c)
        for n in held:
            e = examples[n]
            document, stages = assign_stages(undivided(e.document), e.role_probabilities, stages_of)
            roles = [ROLES[i] for i in e.role_probabilities.argmax(axis=1)]
            lines = lines_of(document)
            table = line_table(document, lines, e.role_probabilities, stages, ruled_starts(document, stages, roles))
            index = {s.id: i for i, s in enumerate(document.sentences)}
            starts = {index[g.members[0]]: g.start for g in e.gold_groups}
            headed = {(line.first, line.section.start) for line in lines if line.section is not None}
            gold = [is_gold(line, starts.get(line.first), headed) for line in lines]
            found[n] = _Lines(document, stages, lines, table, np.array(gold, dtype=np.intp))
    return [found[n] for n in range(len(examples))]


def _fit_lines(lines: Sequence[_Lines]) -> Trees:
    """Trees that tell which lines of action are groups."""
    rows = sum(len(of.gold) for of in lines)
    return fit_trees(
        np.concatenate([of.table for of in lines]) if lines else np.zeros((0, COLUMNS), np.float32),
        np.concatenate([of.gold for of in lines]) if lines else np.zeros(0, np.intp),
        2,
        rounds=450,
        learning_rate=0.05,
        leaves=7,
        smallest_leaf=min(20, max(2, rows // 50)),
        columns=0.2,
        rows=0.7,
        penalty=5.0,
        seed=0,
        one_sided=True,
    )


def _held_out_groups(examples: Sequence[StructureExample], lines: Sequence[_Lines]) -> list[tuple[Group, ...]]:
    """The groups of each document, told by trees that had not seen it."""
    found: dict[int, tuple[Group, ...]] = {}
    for rest, held in held_out_parts(len(lines), _PARTS):
        trees = _fit_lines([lines[n] for n in rest])
        for n in held:
            of = lines[n]
            roles = [ROLES[i] for i in examples[n].role_probabilities.argmax(axis=1)]
            chosen = chosen_lines(of.lines, np.exp(trees.log_probabilities(of.table))[:, 1])
            found[n] = find_groups(of.document, of.stages, roles, chosen)
    return [found[n] for n in range(len(lines))]


def _fit_motives(examples: Sequence[StructureExample], c: float) -> LinearScorer:
    """A scorer of sentences as motives of a measure: those that stand in a ground of its group against others."""
    items: list[Mapping[str, float]] = []
    gold: list[str] = []
    for e in examples:
        offers = MotiveOffers(e.document, e.gold_stages, e.gold_roles)
        for group in e.gold_groups:
            named = {g.section for g in group.grounds}
            for offered in offers.of(group.measures) if named else ():
                items += [m.features for m in offered]
                gold += ["yes" if e.document.sentences[m.sentence].section in named else "no" for m in offered]
    return fit_linear(items, gold, ("no", "yes"), c=c)


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


def _fit_grounds(examples: Sequence[StructureExample]) -> GroundTrees:
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
            mixed = [*own[:place], topic, *own[place:]]
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
