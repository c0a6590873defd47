"""People beside a model: which two, on which sentences."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.analysis import Relation, RoleLabel
from pipeline.domain.annotation import ADJUDICATED, Annotation
from pipeline.structure.model import Structure
from pipeline.training.crossval import Prediction
from pipeline.training.examples import from_annotation
from pipeline.workflows.people import roles_beside, structure_beside, two_people
from tests.training.samples import article, write_corpus


def by(annotator: str, id: str, **roles: str) -> Annotation:
    base = article(id, annotator=annotator)
    sentences = tuple(
        replace(s, role=roles.get(s.id, s.role), parent=None, relation=None, group=None) for s in base.sentences
    )
    return replace(base, sentences=sentences, groups=())


def predicted(id: str, **roles: str) -> Prediction:
    """All right but for `roles`."""
    example = from_annotation(article(id))
    said = [roles.get(s.id, role) for s, role in zip(example.document.sentences, example.gold_roles, strict=True)]
    return Prediction(example, tuple(RoleLabel(role, {role: 1.0}, False) for role in said), None)


FERRY, LIBRARY = predicted("zh-ferry", s1="other", s2="other"), predicted("zh-library")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    labelled = [by("tester", "zh-ferry"), by("anna", "zh-ferry", s1="other"), by("ben", "zh-ferry")]
    labelled += [by("tester", "zh-library"), by("anna", "zh-library"), by(ADJUDICATED, "zh-library", s1="other")]
    return write_corpus(tmp_path, labelled)


def test_the_two_who_share_most_documents_and_the_learned_from_first(root: Path) -> None:
    found = roles_beside(two_people(root, ["tester"], [FERRY, LIBRARY]))
    assert found is not None
    assert (found["annotators"], found["documents"], found["sentences"]) == (["tester", "anna"], 2, 20)
    assert (found["accuracy"], found["model"]["accuracy"]) == (0.95, 0.9)
    turned = roles_beside(two_people(root, ["anna"], [FERRY, LIBRARY]))
    assert turned is not None
    assert turned["annotators"] == ["anna", "tester"]
    assert turned["model"]["accuracy"] == 0.95  # the model says `other` of the first sentence, as anna does


def test_only_documents_that_were_predicted_count(root: Path) -> None:
    found = roles_beside(two_people(root, ["tester"], [LIBRARY]))
    assert found is not None
    assert (found["documents"], found["accuracy"]) == (1, 1)
    assert roles_beside(two_people(root, ["tester"], [predicted("zh-orchard")])) is None


def test_sentences_that_one_left_unlabelled_or_divided_otherwise_do_not_count(tmp_path: Path) -> None:
    anna = by("anna", "zh-ferry", s3="")
    first, second, *rest = anna.sentences
    joined = replace(anna, sentences=(replace(first, end=second.end), *rest))
    found = roles_beside(two_people(write_corpus(tmp_path, [by("tester", "zh-ferry"), joined]), ["tester"], [FERRY]))
    assert found is not None
    assert found["sentences"] == 7


def test_ignored_labels_do_not_count(root: Path) -> None:
    found = roles_beside(two_people(root, ["tester"], [FERRY]), ["claim"])
    assert found is not None
    assert found["sentences"] == 10 - sum(r == "claim" for r in FERRY.example.gold_roles)
    every = set(FERRY.example.gold_roles)
    assert roles_beside(two_people(root, ["tester"], [FERRY]), every) is None


def test_where_there_are_no_two_people_there_is_nothing(tmp_path: Path) -> None:
    write_corpus(tmp_path / "c", [by("tester", "zh-ferry"), by(ADJUDICATED, "zh-ferry")])
    assert roles_beside(two_people(tmp_path / "c", ["tester"], [FERRY])) is None
    (tmp_path / "a.jsonl").write_text("")
    assert roles_beside(two_people(tmp_path / "a.jsonl", [], [FERRY])) is None


def test_another_text_under_the_same_id_does_not_count(tmp_path: Path) -> None:
    other = replace(by("anna", "zh-library"), id="zh-ferry")
    write_corpus(tmp_path / "c", [by("tester", "zh-ferry"), replace(other, text_path="texts/zh/other.txt")])
    assert roles_beside(two_people(tmp_path / "c", ["tester"], [FERRY])) is None


def test_structure_of_the_second_and_of_the_model_against_the_first(tmp_path: Path) -> None:
    """Anna hangs the second sentence elsewhere and sees no group; the model is right but for the stage of section 1."""
    ferry = article("zh-ferry")
    turned = tuple(replace(s, parent=None, relation=None) if s.id == "s2" else s for s in ferry.sentences)
    anna = replace(ferry, annotator="anna", groups=(), sentences=tuple(replace(s, group=None) for s in turned))
    root = write_corpus(tmp_path, [replace(ferry, annotator="tester"), anna])
    example = FERRY.example
    said = Structure(
        example.document,
        (),
        ("none", *example.gold_stages[1:]),
        example.gold_groups,
        tuple(Relation(s, parent, kind, 1.0) for s, (parent, kind) in example.gold_parents.items()),
        (),
    )
    found = structure_beside(two_people(root, ["tester"], [replace(FERRY, structure=said)]))
    assert found is not None
    assert (found["annotators"], found["documents"]) == (["tester", "anna"], 1)
    assert (found["parent_accuracy"][0], found["stage_accuracy"][0], found["groups_f1"][0]) == (0.9, 1.0, 0.0)
    model = found["model"]
    assert (model["parent_accuracy"][0], model["groups_f1"][0], model["grounds_f1"][0]) == (1.0, 1.0, 1.0)
    assert model["stage_accuracy"][0] < 1
    assert structure_beside(two_people(root, ["tester"], [FERRY])) is None
    assert structure_beside(None) is None
