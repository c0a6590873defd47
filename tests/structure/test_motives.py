"""What motivates a measure: sentences of the sections that ground its group."""

from dataclasses import replace

import numpy as np

from pipeline.domain.analysis import Ground, Group
from pipeline.scoring.linear import LinearScorer
from pipeline.structure.groups import find_groups
from pipeline.structure.motives import MotiveOffers, find_motives
from tests.structure.samples import HEADED, HEADED_ROLES, HEADED_STAGES, document, roles

DOCUMENT, NAMES = document(HEADED), roles(HEADED_ROLES)
GROUPS = find_groups(DOCUMENT, HEADED_STAGES, NAMES)
TEXT = {s.id: s.text for s in DOCUMENT.sentences}
SURVEY, USERS = (s.section for s in DOCUMENT.sentences if s.text[:3] in {"全县有", "用水户"})


def scorer(weight: float, bias: float) -> LinearScorer:
    weights = np.array([[0, weight]], np.float32)
    return LinearScorer(("no", "yes"), ("likeness of pairs",), weights, np.array([0, bias], np.float32))


def motivated(sections: list[str], by: LinearScorer) -> tuple[Group, ...]:
    grounded = [replace(GROUPS[0], grounds=tuple(Ground(s, 0.8) for s in sections)), *GROUPS[1:]]
    return find_motives(DOCUMENT, HEADED_STAGES, NAMES, grounded, by)


def test_only_sentences_of_the_grounds_that_give_reasons_are_offered() -> None:
    first, second = motivated([SURVEY], scorer(0, 1))
    told = {r.sentence for m in first.measures for r in m.grounds}
    assert {next(s.section for s in DOCUMENT.sentences if s.id == id) for id in told} == {SURVEY}
    assert not any(m.grounds for m in second.measures)  # its group has no ground


def test_the_likest_comes_first_and_its_words_are_shown() -> None:
    (first, _) = motivated([SURVEY, USERS], scorer(5, 1))
    for measure in first.measures:
        p = [r.probability for r in measure.grounds]
        assert p == sorted(p, reverse=True)
        assert 1 <= len(p) <= 3
        about = MotiveOffers(DOCUMENT, HEADED_STAGES, NAMES).text(measure)
        for r in measure.grounds:
            assert all(cue in about and cue in TEXT[r.sentence] for cue in r.cues)


def test_what_is_unlikely_motivates_nothing() -> None:
    assert motivated([SURVEY], scorer(0, -1))[0].measures == GROUPS[0].measures


def test_without_sections_of_reasons_there_is_nothing_to_compare() -> None:
    offers = MotiveOffers(DOCUMENT, ["recommendation"] * len(HEADED_STAGES), NAMES)
    assert list(offers.of(GROUPS[0].measures)) == [[] for _ in GROUPS[0].measures]
    assert list(offers.of([])) == []
