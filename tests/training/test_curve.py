"""The learning curve: nested shares, drawn with the seed, of the documents outside the fold."""

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.roles.component import FittedRoles, RoleComponent
from pipeline.training import crossval
from pipeline.training.config import RoleConfig
from pipeline.training.curve import learning_curve
from pipeline.training.examples import Example
from pipeline.workflows.labelled import read_entries
from tests.roles.test_component import Fixed
from tests.training.sentence_samples import LABELS, record, write_records


@pytest.fixture
def examples(tmp_path: Any) -> list[Example]:
    path = write_records(tmp_path / "a.jsonl", [record(i) for i in range(10)])
    return [entry.example for entry in read_entries(path, LABELS)]


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The ids of the documents that each model was fitted on."""
    seen: list[set[str]] = []

    def fit(documents: Sequence[Any], gold: Any, labels: Any, settings: Any) -> FittedRoles:
        seen.append({d.id for d in documents})
        return FittedRoles(Fixed((), labels=tuple(labels)), ())

    component = RoleComponent(dict, fit, lambda model: ({}, {}), lambda arrays, values: Fixed(()))
    monkeypatch.setattr(crossval, "component", lambda name: component)
    return seen


def curve(examples: list[Example], shares: Sequence[float], seed: int = 0, told: list[str] | None = None) -> Any:
    progress = [].append if told is None else told.append
    config = RoleConfig("fixed.v1", None)
    return learning_curve(examples, {"0", "1"}, LABELS, config, shares, seed=seed, progress=progress)


def test_larger_shares_hold_the_smaller_and_the_fold_is_never_learned_from(
    examples: list[Example], learned: list[set[str]]
) -> None:
    told: list[str] = []
    points = curve(examples, (0.75, 0.25, 1.0, 0.5), told=told)
    assert [(p.documents, p.share) for p in points] == [(2, 0.25), (4, 0.5), (6, 0.75)]
    assert learned[0] < learned[1] < learned[2] < {str(i) for i in range(2, 10)}
    assert told[1] == "learning curve: 50.0%, 4 of 8 documents to learn from"
    for point in points:
        assert [p.example.document.id for p in point.predictions] == ["0", "1"]


def test_the_seed_draws_them(examples: list[Example], learned: list[set[str]]) -> None:
    for seed in (0, 0, *range(1, 6)):
        curve(examples, (0.5,), seed)
    assert learned[0] == learned[1]
    assert len({frozenset(ids) for ids in learned}) > 2


def test_no_fewer_than_two_documents_and_no_more_than_there_are(
    examples: list[Example], learned: list[set[str]]
) -> None:
    assert [p.documents for p in curve(examples, (0.001,))] == [2]
    assert curve(examples[:3], (0.001,)) == []  # all there is outside the fold is the last point anyway


def test_each_number_of_documents_has_one_point(examples: list[Example], learned: list[set[str]]) -> None:
    points = curve(examples, (0.1, 0.2, 0.25, 0.5, 0.99))
    assert [(p.documents, p.share) for p in points] == [(2, 0.25), (4, 0.5)]
    assert len(learned) == 2


def test_a_share_of_one_label_teaches_nothing_and_is_left_out(learned: list[set[str]], tmp_path: Any) -> None:
    path = write_records(tmp_path / "a.jsonl", [record(i, labels=["aim"] * 3) for i in range(6)])
    told: list[str] = []
    assert curve([entry.example for entry in read_entries(path, LABELS)], (0.5,), told=told) == []
    assert told == ["learning curve: 50.0% left out, its 2 documents have one label only"]
    assert learned == []
