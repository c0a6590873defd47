from typing import Any

import numpy as np

from pipeline.scoring.linear import LinearScorer
from pipeline.structure.grounds import (
    GROUND_COLUMNS,
    GroundTrees,
    LinearGrounds,
    find_grounds,
    ground_candidates,
    ground_table,
    topics,
)
from pipeline.structure.groups import find_groups
from tests.structure.samples import HEADED, HEADED_ROLES, HEADED_STAGES, document, roles


def by_likeness(weight: float, bias: float) -> LinearGrounds:
    return LinearGrounds(
        LinearScorer(
            ("no", "yes"),
            ("likeness of words behind the best section",),
            np.array([[0, weight]], np.float32),
            np.array([0, bias], np.float32),
        )
    )


def sample():
    doc = document(HEADED)
    return doc, find_groups(doc, HEADED_STAGES, roles(HEADED_ROLES))


def test_the_section_that_speaks_of_the_same_things_is_likest() -> None:
    doc, groups = sample()
    title = {h.id: h.title for h in doc.headings}
    heading = {s.id: s.heading for s in doc.sections}
    offers = ground_candidates(doc, HEADED_STAGES, topics(doc, groups))
    for offered, expected in zip(offers, ("（一）先把家底摸清", "（二）让用水户管水"), strict=True):
        best = max(offered, key=lambda c: c.features["likeness of words"])
        assert title[heading[best.section]] == expected


def test_only_theory_and_practice_sections_with_sentences_are_offered() -> None:
    doc, groups = sample()
    offered = {c.section for c in ground_candidates(doc, HEADED_STAGES, topics(doc, groups))[0]}
    stage = dict(zip([s.id for s in doc.sections], HEADED_STAGES, strict=True))
    assert {stage[s] for s in offered} == {"theory", "practice"}
    assert offered == {s.section for s in doc.sentences if stage[s.section] != "recommendation"}


def test_a_group_may_have_no_ground() -> None:
    doc, groups = sample()
    assert all(len(g.grounds) == 1 for g in find_grounds(doc, HEADED_STAGES, groups, by_likeness(100, 1)))
    assert not any(g.grounded for g in find_grounds(doc, HEADED_STAGES, groups, by_likeness(0, -5)))


def test_the_words_that_speak_for_a_ground_stand_in_both() -> None:
    doc, groups = sample()
    for g in find_grounds(doc, HEADED_STAGES, groups, by_likeness(100, 1)):
        (ground,) = g.grounds
        section = " ".join(s.text for s in doc.sentences if s.section == ground.section)
        group = g.title + " ".join(s.text for s in doc.sentences if s.id in g.members)
        assert ground.cues
        assert all(cue in section and cue in group for cue in ground.cues)


def test_without_groups_or_sections_nothing_is_offered() -> None:
    doc, groups = sample()
    none = ["none"] * len(HEADED_STAGES)
    assert ground_candidates(doc, HEADED_STAGES, []) == []
    assert ground_candidates(doc, none, topics(doc, groups)) == [[] for _ in groups]
    assert find_grounds(doc, none, groups, by_likeness(1, 1)) == groups


def test_grounds_come_likeliest_first() -> None:
    doc, groups = sample()
    for g in find_grounds(doc, HEADED_STAGES, groups, by_likeness(1, 3)):
        p = [r.probability for r in g.grounds]
        assert p == sorted(p, reverse=True)
        assert len(p) > 1


def test_trees_read_every_feature_of_a_candidate() -> None:
    doc, groups = sample()
    (first, *_), *_ = offers = ground_candidates(doc, HEADED_STAGES, topics(doc, groups))
    table = ground_table([c for of in offers for c in of])
    assert table.shape == (sum(map(len, offers)), GROUND_COLUMNS)
    values = sorted(v for v in first.features.values() if v)
    assert np.allclose(sorted(v for v in table[0] if v), values)
    assert ground_table([]).shape == (0, GROUND_COLUMNS)


def test_trees_tell_what_is_probable_enough() -> None:
    doc, groups = sample()

    class Told:
        def log_probabilities(self, table: Any) -> Any:
            yes = np.where(np.arange(len(table)) == 1, 0.31, 0.29)
            return np.log(np.column_stack([1 - yes, yes]))

    told: Any = Told()
    offers = ground_candidates(doc, HEADED_STAGES, topics(doc, groups))
    for g, offered in zip(find_grounds(doc, HEADED_STAGES, groups, GroundTrees(told)), offers, strict=True):
        assert [(x.section, x.probability) for x in g.grounds] == [(offered[1].section, 0.31)]
