"""Agreement of two readings of structure: by hand, and what must hold of any."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.labels import RELATIONS
from pipeline.evaluation.structure import SCORES, Reading, structure_scores

A, B, C, D = (0, 5), (5, 9), (9, 14), (14, 20)
GOLD = Reading(
    stages={A: "theory", B: "theory", C: "recommendation", D: "recommendation"},
    parents={A: None, B: (A, "supports"), C: None, D: (C, "specifies")},
    groups=frozenset({9}),
    measures=frozenset({9}),
    grounds=frozenset({(9, 0)}),
)


def values(*pairs: tuple[Reading, Reading]) -> dict[str, float]:
    found = structure_scores(pairs)
    return {name: found[name][0] for name in SCORES}


def test_by_hand() -> None:
    found = replace(
        GOLD,
        stages={**GOLD.stages, B: "practice"},
        parents={A: None, B: (A, "attacks"), C: (B, "supports"), D: (C, "specifies")},
        groups=frozenset({9, 14}),
        grounds=frozenset(),
    )
    assert values((GOLD, found)) == {
        "stage_accuracy": 0.75,
        "parent_accuracy": 0.75,  # of A, B and D
        "labelled_parent_accuracy": 0.5,  # of A and D
        # supports: B→A against C→B, 0; attacks: one found, none there, 0; specifies: 1; exemplifies does not occur
        "relation_macro_f1": 0.3333,
        "groups_f1": 0.6667,
        "measures_f1": 1.0,
        "grounds_f1": 0.0,
        "exact_groups": 0.0,
    }


def test_sentences_that_one_reading_lacks_are_left_out() -> None:
    shorter = replace(GOLD, parents={A: None, B: (A, "supports")})
    assert values((GOLD, shorter))["parent_accuracy"] == 1.0


def test_documents_are_pooled_and_drawn() -> None:
    none = replace(GOLD, groups=frozenset())
    found = structure_scores([(GOLD, GOLD)] * 3 + [(GOLD, none)])
    assert found["documents"] == 4
    assert found["exact_groups"] == [0.75, 0.25, 1.0]
    assert found["groups_f1"][0] == round(2 * 3 / 7, 4)


def test_nothing_to_find_is_found() -> None:
    empty = Reading({A: "none"}, {A: None}, frozenset(), frozenset(), frozenset())
    assert values((empty, empty)) == {**dict.fromkeys(SCORES, 1.0), "relation_macro_f1": 0.0}


def test_there_must_be_a_document() -> None:
    with pytest.raises(ValueError, match="at least one"):
        structure_scores([])


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    spans = [A, B, C, D]
    starts = st.frozensets(st.sampled_from([0, 5, 9, 14]), max_size=3)
    edge: Any = st.none() | st.tuples(st.sampled_from(spans), st.sampled_from(RELATIONS))
    return Reading(
        stages={span: draw(st.sampled_from(["theory", "practice"])) for span in spans},
        parents={span: draw(edge) for span in spans},
        groups=draw(starts),
        measures=draw(starts),
        grounds=draw(st.frozensets(st.tuples(st.sampled_from([0, 5]), st.sampled_from([9, 14])), max_size=3)),
    )


@given(st.lists(st.tuples(readings(), readings()), min_size=1, max_size=4))
def test_agreement_is_symmetric_bounded_and_within_its_interval(pairs: list[tuple[Reading, Reading]]) -> None:
    found = structure_scores(pairs, samples=50)
    assert found == structure_scores([(b, a) for a, b in pairs], samples=50)
    for name in SCORES:
        value, low, high = found[name]
        assert 0 <= low <= high <= 1
        assert 0 <= value <= 1
    assert found["labelled_parent_accuracy"][0] <= found["parent_accuracy"][0]
