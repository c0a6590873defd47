"""Relations: what may hang on what, and that there is always one tree."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.analysis import Group, Measure
from pipeline.domain.document import Document
from pipeline.domain.labels import RELATIONS, ROLES, STAGES, relation_allowed
from pipeline.scoring.arborescence import ROOT
from pipeline.scoring.linear import LinearScorer
from pipeline.structure.groups import find_groups
from pipeline.structure.kinds import LinearKinds
from pipeline.structure.pairs import Units, as_pairs, candidate_pairs, pair_table
from pipeline.structure.parents import Parents, parent_scores
from pipeline.structure.relations import (
    SENTENCE_FACTS,
    RelationModel,
    Tree,
    find_edges,
    find_relations,
    find_tree,
    may_hang,
    sentence_units,
)
from pipeline.structure.second_look import LOOK_COLUMNS
from tests.structure.samples import (
    HEADED,
    HEADED_ROLES,
    HEADED_STAGES,
    LETTERS,
    UNHEADED,
    UNHEADED_ROLES,
    document,
    roles,
)

DOCUMENT, NAMES = document(HEADED), roles(HEADED_ROLES)
GROUPS = find_groups(DOCUMENT, HEADED_STAGES, NAMES)
INDEX = {s.text: i for i, s in enumerate(DOCUMENT.sentences)}


def sure(names: list[str]) -> Any:
    return np.array([[float(name == role) for role in ROLES] for name in names])


class Told:
    """Stands for the trees: says of the pairs what it is told, by the distance between the two (0 for the root)."""

    def __init__(self, of_distance: Any, labels: int = len(ROLES), facts: int = SENTENCE_FACTS) -> None:
        self.of_distance, self.labels, self.facts = of_distance, labels, facts

    def log_probabilities(self, table: Any) -> Any:
        columns = table.shape[1] - 16 - 2 * self.labels
        yes = np.array([self.of_distance(int(d)) for d in table[:, columns + 1]])
        return np.column_stack([np.log1p(-yes), np.log(yes)])


def model(of_distance: Any = lambda d: 0.9 if d == -1 else 0.1, **told: Any) -> RelationModel:
    zeros = np.zeros((0, len(RELATIONS)), np.float32), np.zeros(len(RELATIONS), np.float32)
    trees: Any = Told(of_distance, **told)
    return RelationModel(Parents(trees, None), LinearKinds(LinearScorer(RELATIONS, (), *zeros)))


def relations_of(doc: Document, stages: Sequence[str], names: list[str], groups: Any, told: RelationModel) -> Any:
    """Relations between sentences of sure roles, which they do not change."""
    relations, agreeing = find_relations(doc, stages, names, sure(names), groups, told)
    assert agreeing == names
    return relations


def offers_of(names: list[str], units: Units) -> list[list[int]]:
    sources, targets = candidate_pairs(units)
    allowed = may_hang(DOCUMENT, names, GROUPS, units, sources, targets)
    return [targets[allowed & (sources == i)].tolist() for i in range(len(units))]


def test_a_detail_stays_in_its_measure() -> None:
    detail, head = INDEX["每年冬闲时集中授课。"], INDEX["二是培训管水员。"]
    units = sentence_units(DOCUMENT, HEADED_STAGES, NAMES, sure(NAMES), GROUPS)
    assert offers_of(NAMES, units)[detail] == [head]
    found = {r.source: r for r in relations_of(DOCUMENT, HEADED_STAGES, NAMES, GROUPS, model())}
    assert found[DOCUMENT.sentences[detail].id].target == DOCUMENT.sentences[head].id


def test_heads_and_other_hang_on_nothing() -> None:
    relations = relations_of(DOCUMENT, HEADED_STAGES, NAMES, GROUPS, model())
    sources = {r.source for r in relations}
    heads = {m.head for g in GROUPS for m in g.measures}
    assert heads
    for s, role in zip(DOCUMENT.sentences, NAMES, strict=True):
        if s.id in heads or role == "other":
            assert s.id not in sources


def test_a_detail_that_may_not_hang_on_its_head_may_hang_on_nothing() -> None:
    detail, head = INDEX["每年冬闲时集中授课。"], INDEX["二是培训管水员。"]
    names = [*NAMES]
    names[head] = "other"
    offered = offers_of(names, sentence_units(DOCUMENT, HEADED_STAGES, names, sure(names), GROUPS))
    assert head not in offered[detail]
    assert ROOT in offered[detail]


def test_what_is_offered_stays_in_the_section_and_fits_the_scheme() -> None:
    units = sentence_units(DOCUMENT, HEADED_STAGES, NAMES, sure(NAMES), GROUPS)
    for i, offered in enumerate(offers_of(NAMES, units)):
        for j in offered:
            if j != ROOT:
                assert DOCUMENT.sentences[i].section == DOCUMENT.sentences[j].section
                assert any(relation_allowed(r, NAMES[i], NAMES[j]) for r in RELATIONS)


def tree_of(
    units: Units,
    offers: Sequence[Sequence[int]],
    told: RelationModel,
    weights: Any = None,
    *,
    single_root: bool = False,
) -> Tree:
    sources, targets = as_pairs(offers)
    table, every = pair_table(units, sources, targets), np.arange(len(sources), dtype=np.intp)
    p = told.parents.read_again(len(units), sources, targets, table, told.parents.read(table), every)
    scores = parent_scores(p if weights is None else p * weights, sources)
    return find_tree(len(units), sources, targets, scores, single_root=single_root)


def test_a_cycle_of_preferences_is_opened() -> None:
    """Two units that would each rather hang on the other: one is the root."""
    units = Units(["甲。", "乙。"], np.ones((2, 1)), [0, 0], [0, 0])
    told = model(lambda d: 0.9 if d else 0.2, labels=1, facts=0)
    tree = tree_of(units, [[ROOT, 1], [ROOT, 0]], told)
    assert list(tree.parents) == [ROOT, 0]
    assert tree.probabilities[1] == pytest.approx(0.9 / 1.1)


def test_one_root_where_there_may_be_one_only() -> None:
    units = Units(["甲。", "乙。", "丙。"], np.ones((3, 1)), [0] * 3, [0] * 3)
    offers = [[ROOT, *(j for j in range(3) if j != i)] for i in range(3)]
    alone = model(lambda d: 0.1 if d else 0.9, labels=1, facts=0)
    assert list(tree_of(units, offers, alone).parents) == [ROOT] * 3
    assert list(tree_of(units, offers, alone, single_root=True).parents).count(ROOT) == 1


def test_what_speaks_against_a_pair_is_weighed() -> None:
    units = Units(["甲。", "乙。"], np.ones((2, 1)), [0, 0], [0, 0])
    told = model(lambda d: 0.6 if d else 0.4, labels=1, facts=0)
    offers = [[ROOT], [ROOT, 0]]
    assert list(tree_of(units, offers, told).parents) == [ROOT, 0]
    weighed = tree_of(units, offers, told, np.array([1, 1, 0.5]))
    assert list(weighed.parents) == [ROOT, ROOT]
    assert weighed.probabilities[1] == pytest.approx(0.4 / 0.7)


def test_a_second_reading_sees_what_the_first_says_of_the_unit_before_and_has_the_last_word() -> None:
    """It hangs a unit on the one before it, but on the first where the first reading hung the one before it so."""

    class Again:
        def log_probabilities(self, table: Any) -> Any:
            before_on_it = table[:, table.shape[1] - LOOK_COLUMNS + 11]
            distance = table[:, table.shape[1] - LOOK_COLUMNS - 2 - 16 + 1]
            yes = np.where(before_on_it > 0.6, 0.9, np.where(distance == -1, 0.7, 0.2))
            return np.column_stack([np.log1p(-yes), np.log(yes)])

    units = Units(["甲。", "乙。", "丙。"], np.ones((3, 1)), [0] * 3, [0] * 3)
    told = model(lambda d: 0.9 if d == -1 else 0.1, labels=1, facts=0)
    offers = [[ROOT, *(j for j in range(3) if j != i)] for i in range(3)]
    assert list(tree_of(units, offers, told).parents) == [ROOT, 0, 1]
    again: Any = Again()
    tree = tree_of(units, offers, replace(told, parents=replace(told.parents, again=again)))
    assert list(tree.parents) == [ROOT, 0, 0]
    assert tree.probabilities[2] == pytest.approx(0.9 / 1.8)  # .9 among .9, .7 and .2


def test_an_ordinal_behind_a_lead_in_hangs_on_nothing() -> None:
    doc, names = document(UNHEADED), roles(UNHEADED_ROLES)
    stages = ["recommendation"] * len(doc.sections)
    groups = find_groups(doc, stages, names)
    units = sentence_units(doc, stages, names, sure(names), groups)
    sources, targets = candidate_pairs(units)
    allowed = may_hang(doc, names, groups, units, sources, targets)
    at = next(i for i, s in enumerate(doc.sentences) if s.text.startswith("第二"))
    assert doc.sentences[at - 1].id == groups[1].members[0]
    assert targets[allowed & (sources == at)].tolist() == [ROOT]


def test_what_is_far_behind_the_best_is_not_read_again_but_for_what_makes_a_tree_possible() -> None:
    """Details that would each hang on the other, their head being out of question, hang on it all the same."""
    asked: list[int] = []

    class Again:
        def log_probabilities(self, table: Any) -> Any:
            asked.extend(table[:, table.shape[1] - LOOK_COLUMNS - 2 * len(ROLES) - 16 + 1].astype(int).tolist())
            return Told(lambda d: 0.9 if d in {2, -2} else 0.001).log_probabilities(table[:, :-LOOK_COLUMNS])

    doc = document("一是培训管水员。冬闲时授课。考试合格的发证。发证后给津贴。\n")
    names = ["recommendation"] * 4
    head, *details = (s.id for s in doc.sentences)
    group = Group("g1", "培训管水员", 0, len(doc.text), (head, *details), (Measure("m1", head, tuple(details)),), ())
    again: Any = Again()
    told = model(lambda d: 0.9 if d in {2, -2} else 0.001)
    told = replace(told, parents=replace(told.parents, again=again))
    relations, _ = find_relations(doc, ["recommendation"], names, sure(names), [group], told)
    assert sorted(asked) == [-3, -2, -2, -1, 0, 2]  # no other detail at a distance of one
    place = {s.id: i for i, s in enumerate(doc.sentences)}
    parents = {place[r.source]: place[r.target] for r in relations}
    assert parents[2] == 0
    assert {parents[1], parents[3]} in ({0, 1}, {0, 3})


def test_no_units_no_edges() -> None:
    told = model(labels=1, facts=0)
    units = Units([], np.zeros((0, 1)), [], [])
    assert find_edges([], tree_of(units, [], told), np.zeros((0, len(RELATIONS)))) == []


@pytest.mark.parametrize(
    ("ends", "expected", "share"),
    [("cc", "attacks", 4 / 9), ("xe", "exemplifies", 1), ("er", "attacks", 2 / 3), ("rr", "attacks", 4 / 7)],
)
def test_the_likeliest_kind_that_roles_allow(ends: str, expected: str, share: float) -> None:
    weight = {"supports": 0.2, "exemplifies": 0.1, "specifies": 0.3, "attacks": 0.4}
    kinds = np.array([[weight[r] for r in RELATIONS]] * 2)
    (edge,) = find_edges([LETTERS[letter] for letter in ends], Tree([1, ROOT], [0.5, 1.0]), kinds)
    assert (edge.source, edge.target, edge.type) == (0, 1, expected)
    assert edge.probability == pytest.approx(0.5 * share, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("cexro"), min_size=1, max_size=30), st.integers(0, 2**32 - 1))
def test_always_a_forest_of_allowed_relations(letters: list[str], seed: int) -> None:
    """Whatever the scores, each sentence has one parent at most, no cycle, and the relation fits the roles."""
    names = [LETTERS[c] for c in letters]
    doc = document("".join(f"第{i}句话。" + ("\n" if i % 4 == 3 else "") for i in range(len(names))))
    draw = np.random.default_rng(seed)
    stages = [str(draw.choice(STAGES)) for _ in doc.sections]
    groups = find_groups(doc, stages, names)
    unsure = draw.dirichlet(np.full(len(ROLES), 0.5), len(names))
    told = model(lambda _d: 10 ** draw.uniform(-6, -0.01))
    relations, agreeing = find_relations(doc, stages, names, unsure, groups, told)
    parent = {r.source: r.target for r in relations}
    assert len(parent) == len(relations)
    role = {s.id: n for s, n in zip(doc.sentences, agreeing, strict=True)}
    for r in relations:
        assert relation_allowed(r.type, role[r.source], role[r.target])
        assert 0 <= r.probability <= 1
        seen = {r.source}
        place = r.target
        while place in parent:
            assert place not in seen
            seen.add(place)
            place = parent[place]
