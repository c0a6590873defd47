"""What components share: folds, thresholds, labels as rows and indices, checked arrays."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.analysis import RoleLabel
from pipeline.domain.document import Document
from pipeline.roles.component import (
    Bounds,
    Cue,
    FittedRoles,
    RoleComponent,
    bounded,
    check_gold,
    choose_threshold,
    draw_folds,
    fit_folds,
    fit_one,
    label_rows,
    predict,
)
from pipeline.scoring.chain import Array
from pipeline.text.segment import segment

LABELS = ("claim", "evidence", "other")
DOCUMENTS = [segment(f"修{a}要趁早。去年修了{n}处。", id=f"d{n}") for n, a in enumerate("渠路桥堤")]
GOLD = [["claim", "evidence"] for _ in DOCUMENTS]


@dataclass(frozen=True)
class Fixed:
    """Says the same of every sentence, and which documents it has learned from."""

    learned: tuple[str, ...]
    labels: tuple[str, ...] = LABELS
    threshold: float = 0.6

    def probabilities(self, documents: Sequence[Document]) -> list[Array]:
        return [np.tile([0.5, 0.3, 0.2], (len(d.sentences), 1)) for d in documents]

    def explain(self, document: Document, *, limit: int = 8) -> list[tuple[Cue, ...]]:
        return [() for _ in document.sentences]


class Recorder:
    """A component that notes what it is asked for."""

    def __init__(self) -> None:
        self.fits: list[tuple[list[str], list[list[str]], Sequence[str], Any]] = []
        self.folds: list[tuple[Any, ...]] = []

    def fit(self, documents: Sequence[Document], gold: Any, labels: Sequence[str], settings: Any) -> FittedRoles:
        self.fits.append(([d.id for d in documents], [list(row) for row in gold], labels, settings))
        return FittedRoles(Fixed(tuple(d.id for d in documents)), ())

    def fit_folds(self, *given: Any) -> Iterator[FittedRoles]:
        self.folds.append(given)
        yield from (FittedRoles(Fixed((f"fold {k}",)), ()) for k, _ in enumerate(given[4]))

    def component(self, *, folds: bool) -> RoleComponent:
        own = self.fit_folds if folds else None
        return RoleComponent(dict, self.fit, lambda model: ({}, {}), lambda arrays, values: Fixed(()), own)


def learned(found: FittedRoles) -> tuple[str, ...]:
    assert isinstance(found.model, Fixed)
    return found.model.learned


FOLDS: list[AbstractSet[int]] = [frozenset({2, 0}), frozenset({3})]


def test_folds_are_fitted_on_the_documents_outside_each() -> None:
    recorder, told = Recorder(), []
    gold = [[f"{i}", f"{i}"] for i in range(4)]  # so that one sees whose they are
    found = list(fit_folds(recorder.component(folds=False), DOCUMENTS, gold, LABELS, "how", FOLDS, told.append))
    assert [learned(f) for f in found] == [("d1", "d3"), ("d0", "d1", "d2")]
    assert recorder.fits == [
        (["d1", "d3"], [["1", "1"], ["3", "3"]], LABELS, "how"),
        (["d0", "d1", "d2"], [["0", "0"], ["1", "1"], ["2", "2"]], LABELS, "how"),
    ]
    assert told == [
        "fold 1/2: 2 documents to learn from, 2 held out",
        "fold 2/2: 3 documents to learn from, 1 held out",
    ]


def test_a_fold_is_fitted_when_it_is_asked_for() -> None:
    recorder = Recorder()
    models = fit_folds(recorder.component(folds=False), DOCUMENTS, GOLD, LABELS, None, FOLDS)
    assert recorder.fits == []
    next(models)
    assert len(recorder.fits) == 1


def test_a_component_that_fits_folds_itself_is_given_all_of_them() -> None:
    recorder, told = Recorder(), []
    given_to = (DOCUMENTS, GOLD, LABELS, "how", FOLDS, told.append)
    found = list(fit_folds(recorder.component(folds=True), *given_to))
    assert [learned(f) for f in found] == [("fold 0",), ("fold 1",)]
    assert recorder.folds == [given_to]
    assert recorder.fits == []


AGREEMENT = [[0.5, i / 4] for i in range(4)]


def test_only_a_component_that_reads_it_is_told_of_agreement() -> None:
    told: list[Any] = []

    def fit(documents: Sequence[Document], *given: Any, agreement: Any = "untold") -> FittedRoles:
        told.append(agreement)
        return FittedRoles(Fixed(()), ())

    def own(*given: Any, agreement: Any = "untold") -> Iterator[FittedRoles]:
        told.append(agreement)
        yield FittedRoles(Fixed(()), ())

    def told_of(agreement: Any, *, weighted: bool) -> list[Any]:
        told.clear()
        for folds in (None, own):
            component = RoleComponent(
                dict, fit, lambda model: ({}, {}), lambda arrays, values: Fixed(()), folds, weighted=weighted
            )
            fit_one(component, DOCUMENTS, GOLD, LABELS, None, agreement)
            list(fit_folds(component, DOCUMENTS, GOLD, LABELS, None, FOLDS, agreement=agreement))
        return told

    outside = [[AGREEMENT[1], AGREEMENT[3]], AGREEMENT[:3]]
    assert told_of(AGREEMENT, weighted=True) == [AGREEMENT, *outside, AGREEMENT, AGREEMENT]
    assert set(told_of(None, weighted=True)) == set(told_of(AGREEMENT, weighted=False)) == {"untold"}


def test_rows_become_labels() -> None:
    """0.6 is not below the threshold of 0.6; of two equal ones the first label is taken."""
    rows = np.array([[0.6, 0.3, 0.1], [0.1, 0.3, 0.6], [0.45, 0.1, 0.45]])
    assert label_rows(rows, LABELS, 0.6) == (
        RoleLabel("claim", {"claim": 0.6, "evidence": 0.3, "other": 0.1}, False),
        RoleLabel("other", {"claim": 0.1, "evidence": 0.3, "other": 0.6}, False),
        RoleLabel("claim", {"claim": 0.45, "evidence": 0.1, "other": 0.45}, True),
    )
    assert label_rows(np.zeros((0, 3)), LABELS, 0.6) == ()
    assert type(label_rows(rows, LABELS, 0.6)[0].uncertain) is bool  # JSON knows no numpy
    with pytest.raises(ValueError, match="zip"):
        label_rows(rows, LABELS[:2], 0.6)


def test_every_document_is_predicted_in_its_place() -> None:
    long = segment("一。二。三。", id="long")
    found = predict(Fixed(()), [DOCUMENTS[0], long, segment("———", id="none")])
    assert [len(row) for row in found] == [2, len(long.sentences), 0]
    assert {(r.role, r.uncertain) for row in found for r in row} == {("claim", True)}
    assert predict(Fixed(()), []) == []


def test_gold_labels_become_indices() -> None:
    found = check_gold([["other", "claim"], [], ["evidence"]], LABELS)
    assert [row.tolist() for row in found] == [[2, 0], [], [1]]
    assert {row.dtype for row in found} == {np.dtype(np.intp)}


@pytest.mark.parametrize(
    ("gold", "error"),
    [
        (
            [["claim", "exmaple"], ["zzz"]],
            r"labels \['exmaple', 'zzz'\] are not among \['claim', 'evidence', 'other'\]",
        ),
        ([["claim"], ["claim"]], "two different"),
        ([[], []], "two different"),
        ([], "two different"),
    ],
)
def test_gold_labels_that_teach_nothing_are_refused(gold: list[list[str]], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        check_gold(gold, LABELS)


def test_a_threshold_by_hand() -> None:
    """Sorted by confidence: right, right, wrong, right. At 0.75 all four may be kept, at 0.9 the first two."""
    p = np.array([[0.7, 0.3], [0.9, 0.1], [0.6, 0.4], [0.8, 0.2]])
    y = np.array([1, 0, 0, 0])
    assert choose_threshold(p, y, 0.75) == pytest.approx(0.6)
    assert choose_threshold(p, y, 0.9) == pytest.approx(0.8)


def test_thresholds_at_the_edges() -> None:
    assert choose_threshold(np.zeros((0, 2)), np.array([], np.intp), 0.9) == 0.5
    sure = np.array([[0.99, 0.01], [0.98, 0.02]])
    assert choose_threshold(sure, np.array([0, 1]), 0.9) == 0.95  # never higher, or nothing would be certain
    assert choose_threshold(sure - 0.2, np.array([1, 1]), 0.9) == pytest.approx(0.79)  # nothing right: only the surest
    assert choose_threshold(np.array([[0.65432109, 0.3]]), np.array([0]), 0.9) == 0.6543


@given(
    st.lists(st.tuples(st.integers(51, 94), st.booleans()), min_size=1, unique_by=lambda case: case[0]),
    st.sampled_from([0.5, 0.75, 0.9, 1.0]),
)
def test_no_lower_threshold_would_do(cases: list[tuple[int, bool]], target: float) -> None:
    """Against trying every threshold there is."""
    p = np.array([[top / 100, 1 - top / 100] for top, _ in cases])
    y = np.array([0 if right else 1 for _, right in cases])

    def accuracy(threshold: int) -> float:
        kept = [right for top, right in cases if top >= threshold]
        return sum(kept) / len(kept)

    good = [top for top, _ in cases if accuracy(top) >= target]
    expected = min(good) if good else max(top for top, _ in cases)
    assert choose_threshold(p, y, target) == pytest.approx(expected / 100)


@given(st.integers(0, 40), st.integers(1, 12), st.integers(0, 99))
def test_folds_deal_every_document_once(documents: int, count: int, seed: int) -> None:
    dealt = draw_folds(documents, count, seed)
    if min(documents, count) < 2:
        assert dealt == []
        return
    assert len(dealt) == min(documents, count)
    assert sorted(i for fold in dealt for i in fold) == list(range(documents))
    assert max(map(len, dealt)) - min(map(len, dealt)) <= 1
    assert dealt == draw_folds(documents, count, seed)


def test_folds_are_drawn_and_stay_as_they_were_drawn() -> None:
    """Scores of a model are compared with those of another over the same folds, which a corpus may not keep."""
    assert draw_folds(5, 2, seed=0) == [frozenset({1, 2, 3}), frozenset({0, 4})]
    assert draw_folds(5, 2, seed=1) == [frozenset({1, 3, 4}), frozenset({0, 2})]
    assert all(type(i) is int for fold in draw_folds(5, 2, seed=0) for i in fold)


def test_a_bounded_field_has_a_default_and_its_bounds() -> None:
    @dataclass(frozen=True)
    class Settings:
        rate: float = bounded(0.1, 0, 1)
        steps: int = bounded(3, 1, 9, from_low=True)

    assert Settings() == Settings(0.1, 3)
    found = [f.metadata["bounds"] for f in Settings.__dataclass_fields__.values()]
    assert found == [Bounds(0, 1, False), Bounds(1, 9, True)]
