"""Scores and card against a case worked out by hand."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.analysis import Ground, Group, Measure, Relation, RoleLabel
from pipeline.domain.labels import ROLES
from pipeline.evaluation.structure import SCORES
from pipeline.roles import registry
from pipeline.structure.model import Structure
from pipeline.training import card as card_module
from pipeline.training.card import render_card
from pipeline.training.config import read_config
from pipeline.training.crossval import Prediction
from pipeline.training.evaluation import evaluation_report
from pipeline.training.examples import Example, from_annotation
from pipeline.training.report import labelled, structure_scores, summary
from tests.training.samples import ARTICLES, article, write_config
from tests.training.sentence_samples import write_sentence_config


def said(roles: tuple[str, ...], uncertain: frozenset[int] = frozenset(), top: float = 0.9) -> tuple[RoleLabel, ...]:
    rest = (1 - top) / (len(ROLES) - 1)
    return tuple(
        RoleLabel(role, {r: top if r == role else rest for r in ROLES}, i in uncertain) for i, role in enumerate(roles)
    )


def right_structure(example: Example) -> Structure:
    relations = tuple(Relation(s, t, kind, 1.0) for s, (t, kind) in example.gold_parents.items())
    return Structure(example.document, (), example.gold_stages, example.gold_groups, relations, ())


def prediction(id: str, changes: dict[int, str] | None = None, uncertain: frozenset[int] = frozenset()) -> Prediction:
    example = from_annotation(article(id))
    roles = tuple((changes or {}).get(i, role) for i, role in enumerate(example.gold_roles))
    return Prediction(example, said(roles, uncertain), right_structure(example))


def found(*predictions: Prediction) -> dict[str, Any]:
    documents = [labelled(p, ROLES) for p in predictions]
    report = evaluation_report(
        documents,
        ROLES,
        model={},
        data={"documents": len(documents)},
        created_by="pipeline 9",
        threshold=0.5,
        bootstrap=20,
        level=0.9,
        seed=1,
        structure=structure_scores(predictions),
    )
    return summary(report, documents)


def test_all_right_is_one_everywhere() -> None:
    scores = found(*(prediction(id) for id in ARTICLES))
    assert (scores["documents"], scores["sentences"]) == (5, 48)
    assert scores["accuracy"] == scores["macro_f1"] == [1.0, 1.0, 1.0]
    assert scores["calibration_error"] == 0.1  # said 0.9, right always
    assert (scores["uncertain"], scores["accuracy_of_certain"]) == (0.0, 1.0)
    assert scores["structure"] == {"documents": 5, **{name: [1.0, 1.0, 1.0] for name in SCORES}}


def test_a_case_by_hand() -> None:
    """The ferry has 10 sentences, the signals 9. Two mistakes in the ferry, one of them marked uncertain.

    claim: 5 in gold, all found, and 7 predicted → P 5/7, R 1. evidence: 4 in gold, 3 found → P 1, R 3/4.
    other: 2 in gold, 1 found → P 1, R 1/2. example and recommendation are right.
    """
    ferry = prediction("zh-ferry", {1: "claim", 9: "claim"}, frozenset({1, 2}))
    scores = found(ferry, prediction("en-signals"))
    assert scores["accuracy"][0] == round(17 / 19, 4)
    assert scores["labels"]["claim"] == {
        "precision": round(5 / 7, 4),
        "recall": 1.0,
        "f1": round(10 / 12, 4),
        "support": 5,
    }
    assert scores["labels"]["evidence"] == {"precision": 1.0, "recall": 0.75, "f1": round(6 / 7, 4), "support": 4}
    assert scores["labels"]["other"] == {"precision": 1.0, "recall": 0.5, "f1": round(2 / 3, 4), "support": 2}
    assert scores["macro_f1"][0] == round((10 / 12 + 6 / 7 + 2 / 3 + 1 + 1) / 5, 4)
    assert scores["confusion"]["labels"] == list(ROLES)
    assert scores["confusion"]["counts"][1] == [1, 3, 0, 0, 0]
    assert scores["uncertain"] == round(2 / 19, 4)
    assert scores["accuracy_of_certain"] == round(16 / 17, 4)
    assert scores["calibration_error"] == round(abs(0.9 - 17 / 19), 4)
    assert scores["languages"]["zh"]["accuracy"] == [0.8, 0.8, 0.8]
    assert scores["languages"]["en"]["accuracy"] == [1.0, 1.0, 1.0]
    assert scores["languages"]["en"]["documents"] == 1


def test_structure_by_hand() -> None:
    """In the ferry: section 1 taken for practice (3 of 10 sentences), one parent wrong, one relation wrong.

    The group begins a sentence late, has one of two measures and another ground.
    """
    base = prediction("zh-ferry")
    structure = right_structure(base.example)
    wrong_parent = {"s2": Relation("s2", "s3", "supports", 0.9), "s3": Relation("s3", "s1", "supports", 0.9)}
    late = Group("x", "late", 0, 1, ("s8", "s9"), (Measure("x.m1", "s9", ()),), (Ground("c1", 0.6),))
    structure = replace(
        structure,
        stages=("practice", "practice", "recommendation"),
        relations=tuple(wrong_parent.get(r.source, r) for r in structure.relations),
        groups=(late,),
    )
    scores = found(replace(base, structure=structure), prediction("en-signals"))["structure"]
    assert {name: scores[name][0] for name in SCORES if name != "relation_macro_f1"} == {
        "stage_accuracy": round(16 / 19, 4),
        "parent_accuracy": round(18 / 19, 4),
        "labelled_parent_accuracy": round(17 / 19, 4),
        "groups_f1": 0.5,  # one of two
        "measures_f1": round(2 * 3 / (4 + 3), 4),
        "grounds_f1": 0.5,
        "exact_groups": 0.5,
    }
    assert scores["documents"] == 2


def test_without_structure_there_are_no_scores_of_it() -> None:
    assert "structure" not in found(replace(prediction("zh-ferry"), structure=None))


def test_no_predictions_have_no_scores() -> None:
    with pytest.raises(ValueError, match="no sentence to score"):
        found()


def test_the_card_says_what_was_measured(tmp_path: Path) -> None:
    config = read_config(write_config(tmp_path))
    ferry = prediction("zh-ferry", {1: "claim", 9: "claim"}, frozenset({1, 2}))
    examples = [from_annotation(article(id)) for id in ARTICLES]
    about = {
        "data": {"documents": 5, "sentences": 48, "sha256": "0123456789abcdef" * 4, "folds": "frozen"},
        "created_by": "pipeline 9",
        "scores": found(ferry, prediction("en-signals")),
    }
    card = render_card(config, examples, about, ("tester",))
    for line in (
        "# tiny 1",
        "5 documents (en 1, zh 4), 48 sentences. Genres: brief 5.",
        "Hash of texts and labels: `0123456789abcdef`. Trained by pipeline 9.",
        "Cross-validated by document, frozen folds;",
        "Intervals: 90 %, bootstrap over documents.",
        "| all | 2 | 0.895 [",
        "| zh | 1 | 0.800 [0.800, 0.800] |",
        "| evidence | 1.000 | 0.750 | 0.857 | 4 |",
        "| **evidence** | 1 | 3 | 0 | 0 | 0 |",
        "`uncertain`: 10.5 % of sentences; accuracy of the rest 0.941.",
        "|  | cross-validated, 2 documents |",
        "| documents with all groups right | 1.000 [1.000, 1.000] |",
        "Learned from one label for each sentence, by `tester`.",
        "Few documents of a language: en 1, zh 4.",
    ):
        assert line in card
    assert card.endswith("\n")
    assert "\n\n\n" not in card


def test_the_card_of_another_component_and_label_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = read_config(write_sentence_config(tmp_path), ['evaluation.ignored=["result"]'])
    real = registry.component("chain.v1")
    monkeypatch.setattr(card_module, "component", lambda name: replace(real, description="Throws dice."))
    scores = found(prediction("zh-ferry"))
    scores |= {
        "ignored": ["result"],
        "human": {
            "annotators": ["anna", "ben"],
            "documents": 3,
            "sentences": 30,
            "accuracy": 0.9,
            "macro_f1": 0.85,
            "alpha": None,
            "model": {"accuracy": 0.8, "macro_f1": 0.75, "alpha": 0.7},
        },
        "learning_curve": [
            {"documents": 40, "share": 0.125, "accuracy": [0.5, 0.4, 0.6], "macro_f1": [0.45, 0.4, 0.5]}
        ],
    }
    del scores["structure"]
    parts = {"train": 4, "dev": 1}
    data = {"documents": 5, "sentences": 48, "sha256": "ab" * 32, "folds": "drawn", "parts": parts}
    examples = [from_annotation(article(id)) for id in ARTICLES]
    card = render_card(config, examples, {"data": data, "created_by": "pipeline 9", "scores": scores})
    for line in (
        "Gives each sentence of a document a label (aim, method, result). Component `chain.v1`: Throws dice.",
        "Parts learned from: dev 1, train 4.",
        "Sentences that people labelled `result` count in no score; macro-F1 averages over the other labels.",
        "Beside annotators, on the 3 documents (30 sentences) that two labelled:",
        "| ben against anna | 0.900 | 0.850 | – |",
        "| the model against anna | 0.800 | 0.750 | 0.700 |",
        "| 40 | 12.5 % | 0.500 [0.400, 0.600] | 0.450 [0.400, 0.500] |",
        "- Learned from one label for each sentence.\n",
    ):
        assert line in card
    assert "firms and districts" not in card
    assert "\n\n\n" not in card


def test_a_summary_of_one_language_names_it_and_leaves_out_what_there_is_not() -> None:
    scores = found(prediction("zh-ferry", {1: "claim"}))
    assert scores["languages"] == {
        "zh": {"documents": 1, "accuracy": scores["accuracy"], "macro_f1": scores["macro_f1"]}
    }
    assert not {"ignored", "human", "learning_curve"} & scores.keys()
