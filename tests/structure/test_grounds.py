"""Which sections are told as grounds of a group."""

from typing import Any

import numpy as np

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
from pipeline.scoring.linear import LinearScorer
from pipeline.structure.ground_features import GROUND_COLUMNS, offered_sections
from pipeline.structure.grounds import GroundTrees, LinearGrounds, find_grounds
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


def sample() -> tuple[Document, tuple[Group, ...]]:
    doc = document(HEADED)
    return doc, find_groups(doc, HEADED_STAGES, roles(HEADED_ROLES))


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


def test_without_sections_there_is_no_ground() -> None:
    doc, groups = sample()
    assert find_grounds(doc, ["none"] * len(HEADED_STAGES), groups, by_likeness(1, 1)) == groups


def test_grounds_come_likeliest_first() -> None:
    doc, groups = sample()
    for g in find_grounds(doc, HEADED_STAGES, groups, by_likeness(1, 3)):
        p = [r.probability for r in g.grounds]
        assert p == sorted(p, reverse=True)
        assert len(p) > 1


def test_trees_tell_what_is_probable_enough() -> None:
    doc, groups = sample()

    class Told:
        def log_probabilities(self, table: Any) -> Any:
            assert table.shape == (len(offered), GROUND_COLUMNS)
            yes = np.where(np.arange(len(table)) == 1, 0.31, 0.29)
            return np.log(np.column_stack([1 - yes, yes]))

    told: Any = Told()
    offered = offered_sections(doc, HEADED_STAGES)
    for g in find_grounds(doc, HEADED_STAGES, groups, GroundTrees(told)):
        assert [(x.section, x.probability) for x in g.grounds] == [(offered[1].section.id, 0.31)]
