from dataclasses import replace

import numpy as np

from pipeline.domain.labels import ROLES, STAGES
from pipeline.scoring.linear import LinearScorer
from pipeline.structure.linear_stages import LinearStages, stage_features
from pipeline.structure.paragraphs import ordinal_runs, paragraphs
from pipeline.structure.stages import assign_stages, undivided
from tests.structure.samples import HEADED, HEADED_ROLES, HEADED_STAGES, UNHEADED, UNHEADED_ROLES, document, roles


def one_hot(letters: str) -> np.ndarray:
    return np.array([[float(r == name) for r in ROLES] for name in roles(letters)])


def by_roles() -> LinearStages:
    """Claims make theory, evidence and examples practice, recommendations recommendation."""
    features = tuple(f"own:role{i}" for i in range(len(ROLES)))
    weights = np.zeros((len(ROLES), len(STAGES)), np.float32)
    for role, stage in (("claim", 0), ("evidence", 1), ("example", 1), ("recommendation", 2), ("other", 3)):
        weights[ROLES.index(role), stage] = 6
    sticky = np.full((4, 4), 0.1) + 0.6 * np.eye(4)
    return LinearStages(
        LinearScorer(STAGES, features, weights, np.zeros(4, np.float32)), np.log(sticky).astype(np.float32)
    )


def test_sections_take_the_stage_of_what_they_hold() -> None:
    doc, stages = assign_stages(document(HEADED), one_hot(HEADED_ROLES.replace("ce rrrr", "ee rrrr")), by_roles())
    assert stages == HEADED_STAGES
    assert [s.heading for s in doc.sections] == [h.id for h in doc.headings]


def test_a_text_without_headings_is_divided_where_the_stage_changes() -> None:
    doc, stages = assign_stages(document(UNHEADED), one_hot(UNHEADED_ROLES.replace("oc ex", "cc ex")), by_roles())
    assert stages[:3] == ("theory", "practice", "recommendation")
    assert [s.text for s in doc.sentences if s.section == doc.sections[1].id] == [
        "全县有干渠41条，三成已经渗漏。",
        "沙溪镇用半年测完了全部支渠。",
    ]
    assert doc.sections[0].start == 0
    assert doc.sections[-1].end == len(doc.text)
    for a, b in zip(doc.sections, doc.sections[1:], strict=False):
        assert a.end == b.start


def test_every_sentence_stays_in_a_section_that_holds_it() -> None:
    doc, _ = assign_stages(document(UNHEADED), one_hot(UNHEADED_ROLES), by_roles())
    span = {s.id: (s.start, s.end) for s in doc.sections}
    for s in doc.sentences:
        a, b = span[s.section]
        assert a <= s.start < s.end <= b


def test_ordinals_stand_or_fall_together() -> None:
    doc = document(UNHEADED)
    runs = paragraphs(doc)
    assert ordinal_runs(doc, runs) == [[2, 3, 4]]  # 第二 is led in to, and stands between 第一 and 第三
    doc = document("第一，修渠。\n渠要常修。\n第二，管水。\n第三，算账。\n完。\n")
    assert ordinal_runs(doc, paragraphs(doc)) == [[0, 1, 2, 3]]


def test_an_empty_document_has_no_stages() -> None:
    doc, stages = assign_stages(document("———\n"), np.zeros((0, len(ROLES))), by_roles())
    assert stages == ()
    assert doc.sections == ()


def test_features_name_the_headings() -> None:
    doc = document(HEADED)
    features = stage_features(doc, paragraphs(doc), one_hot(HEADED_ROLES))
    assert "near:announces theory" in features[0]
    assert "top:announces recommendation" in features[-1]


def test_sections_that_only_stages_tell_apart_are_one_again() -> None:
    doc = document(HEADED)
    bare = replace(doc, headings=(), sections=tuple(replace(s, heading=None) for s in doc.sections))
    joined = undivided(bare)
    assert [(s.id, s.start, s.end) for s in joined.sections] == [("c1", 0, max(s.end for s in doc.sections))]
    assert {s.section for s in joined.sentences} == {"c1"}
    assert undivided(doc) == doc
