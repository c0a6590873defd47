"""The evaluation report: a case worked out by hand, its optional parts, and what it must survive."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluation.leaks import Leak
from pipeline.evaluation.metrics import accuracy, accuracy_of, bootstrap_interval, f1_of, macro_f1, macro_f1_of
from pipeline.evaluation.repetition import Repeated
from pipeline.training.evaluation import SCHEMA, evaluation_report, learning_point
from pipeline.training.rivals import Rival, comparisons, human_agreement
from pipeline.training.rows import Labelled
from tests.training.evaluation_samples import FERRY, LABELS, SIGNALS, labelled

KEYS = (
    *("schema", "created_by", "model", "protocol", "folds", "data", "labels", "ignored", "level"),
    *("scores", "per_label", "confusion", "calibration", "selective", "learning_curve", "breakdown", "worst"),
    *("human", "leaks", "repeated", "comparisons", "structure"),
)
MODEL = {"name": "tiny", "version": "1", "sha256": "ab", "component": "chain.v1"}
DATA = {"name": "harbour", "documents": 2, "sentences": 6, "sha256": "cd"}


def report(documents: Sequence[Labelled] = (FERRY, SIGNALS), **changes: Any) -> dict[str, Any]:
    common = {"model": MODEL, "data": DATA, "created_by": "pipeline 9", "threshold": 0.5, "bootstrap": 50, "seed": 1}
    found = evaluation_report(documents, LABELS, **{**common, **changes})
    json.dumps(found, allow_nan=False)
    return found


def interval(documents: Sequence[Labelled], statistic: Any, **settings: Any) -> list[float]:
    pairs = [(d.gold, d.predicted) for d in documents]
    found = bootstrap_interval(pairs, statistic, **{"n": 50, "seed": 1, "labels": LABELS, **settings})
    return [round(value, 4) for value in found]


def test_keys_come_in_the_order_of_the_schema() -> None:
    found = report(protocol="cross-validation", folds={"count": 5, "frozen": True})
    assert tuple(found) == KEYS
    assert (found["schema"], found["created_by"], found["model"], found["data"]) == (SCHEMA, "pipeline 9", MODEL, DATA)
    assert (found["protocol"], found["folds"]) == ("cross-validation", {"count": 5, "frozen": True})
    assert (found["labels"], found["ignored"], found["level"]) == (list(LABELS), [], 0.95)
    empty = {key: found[key] for key in ("learning_curve", "human", "leaks", "comparisons", "structure")}
    assert empty == {"learning_curve": [], "human": None, "leaks": [], "comparisons": [], "structure": None}
    assert (report()["protocol"], report()["folds"], report()["repeated"]) == ("held-out", None, None)
    of_three = report(repeated=Repeated(3, 1, 2))["repeated"]
    assert of_three == {"sentences": 3, "repeated": 1, "alike": 2, "share": 0.3333, "share_alike": 0.6667}


def test_scores_by_hand() -> None:
    found = report()
    assert found["scores"]["accuracy"][0] == round(4 / 6, 4)
    assert found["scores"]["micro_f1"][0] == round(4 / 6, 4)
    assert found["scores"]["macro_f1"][0] == round((2 * 2 / 6 + 2 * 1 / 3 + 2 * 1 / 3) / 3, 4)
    claim = found["per_label"]["claim"]
    assert (claim["precision"], claim["recall"], claim["support"]) == (round(2 / 3, 4), round(2 / 3, 4), 3)
    assert found["per_label"]["evidence"]["recall"] == 0.5
    assert list(found["per_label"]) == list(LABELS)
    assert found["confusion"] == {"labels": list(LABELS), "counts": [[2, 0, 1], [1, 1, 0], [0, 0, 1]]}


def test_intervals_are_the_bootstrap_over_documents() -> None:
    documents = [FERRY, SIGNALS, replace(SIGNALS, predicted=("claim", "claim")), replace(FERRY, predicted=FERRY.gold)]
    found = report(documents, level=0.8)
    assert found["scores"]["accuracy"] == interval(documents, accuracy_of, level=0.8)
    assert found["scores"]["macro_f1"] == interval(documents, macro_f1_of, level=0.8)
    assert found["per_label"]["evidence"]["f1"] == interval(documents, f1_of(1), level=0.8)
    assert found["breakdown"]["language"]["zh"]["macro_f1"] == interval([FERRY, documents[3]], macro_f1_of, level=0.8)
    assert len({*found["scores"]["macro_f1"]}) == 3
    assert found != report(documents, level=0.8, seed=2)
    assert found == report(documents, level=0.8)


def test_calibration_and_selection_by_hand() -> None:
    """Of four sentences of 0.9 one is wrong; the one of 0.7 is wrong; the one of 0.4 is right, and uncertain."""
    found = report()
    bins = [b for b in found["calibration"]["bins"] if b["size"]]
    assert bins == [
        {"low": 0.3, "high": 0.4, "size": 1, "confidence": 0.4, "accuracy": 1.0},
        {"low": 0.6, "high": 0.7, "size": 1, "confidence": 0.7, "accuracy": 0.0},
        {"low": 0.8, "high": 0.9, "size": 4, "confidence": 0.9, "accuracy": 0.75},
    ]
    assert len(found["calibration"]["bins"]) == 10
    assert found["calibration"]["ece"] == round((1 * 0.6 + 1 * 0.7 + 4 * 0.15) / 6, 4)
    assert found["selective"] == {
        "threshold": 0.5,
        "uncertain": round(1 / 6, 4),
        "accuracy_of_certain": 0.6,
        "aurc": round((4 * 1 / 4 + 1 * 2 / 5 + 1 * 2 / 6) / 6, 4),
        "curve": [[round(4 / 6, 4), 0.75], [round(5 / 6, 4), 0.6], [1.0, round(4 / 6, 4)]],
    }


def test_breakdown_by_hand() -> None:
    found = report()["breakdown"]
    assert list(found) == ["language", "stage", "length"]  # both documents are of one genre
    assert list(found["language"]) == ["en", "zh"]
    english = found["language"]["en"]
    assert (english["documents"], english["sentences"], english["accuracy"]) == (1, 2, [0.5, 0.5, 0.5])
    assert english["macro_f1"][0] == round((1 + 0 + 0) / 3, 4)
    theory = found["stage"]["theory"]  # three of the ferry, one of them wrong, and the wrong one of the signals
    assert (theory["documents"], theory["sentences"], theory["accuracy"][0]) == (2, 4, 0.5)
    sizes = {name: (row["documents"], row["sentences"]) for name, row in found["length"].items()}
    assert list(sizes) == ["1-10", "11-20", "21-40", "41-80", "81+"]
    assert sizes == {"1-10": (2, 2), "11-20": (1, 1), "21-40": (1, 1), "41-80": (1, 1), "81+": (1, 1)}
    assert found["length"]["11-20"]["accuracy"] == [0, 0, 0]


def test_documents_without_a_kind_are_left_out_of_its_breakdown() -> None:
    plain = labelled("plain", ["claim"], ["claim"])
    found = report([FERRY, SIGNALS, plain])["breakdown"]
    assert sum(row["documents"] for row in found["language"].values()) == 2
    assert sum(row["sentences"] for row in found["stage"].values()) == 6


def test_ignored_labels_take_part_in_nothing() -> None:
    """Without the last sentence of the ferry: 5 sentences, 3 right.

    claim: 2 right of 3 predicted, 3 gold; evidence: 1 of 1, 2. The `other` of the signals is a miss of a claim.
    """
    nothing = labelled("nothing", ["other", "unheard of"], ["claim", "claim"], language="fr")
    found = report([nothing, FERRY, SIGNALS], ignored=["other", "unheard of"])
    assert found["ignored"] == ["other", "unheard of"]
    assert found["scores"]["accuracy"][0] == 0.6
    assert found["scores"]["macro_f1"][0] == round((2 / 3 + 2 / 3) / 2, 4)
    assert found["scores"]["micro_f1"][0] == round(2 * 3 / (4 + 5), 4)
    assert list(found["per_label"]) == ["claim", "evidence"]
    assert found["confusion"]["counts"] == [[2, 0, 1], [1, 1, 0], [0, 0, 0]]
    assert found["selective"]["uncertain"] == 0
    assert list(found["breakdown"]["language"]) == ["en", "zh"]
    assert "81+" not in found["breakdown"]["length"]
    assert {row["document"] for row in found["worst"]} == {"ferry", "signals"}
    without = report([FERRY, SIGNALS], ignored=["other"])
    assert {**without, "ignored": None} == {**found, "ignored": None}


def test_the_worst_come_first_with_their_cues() -> None:
    asked = []

    def cues(document: int, sentence: int) -> list[tuple[str, float]]:
        asked.append((document, sentence))
        return [("w:must", 1.23456), ("-1.end:?", -0.5)]

    found = report([labelled("right", ["other"], ["other"]), FERRY, SIGNALS], cues=cues, ignored=["other"])["worst"]
    assert asked == [(2, 1), (1, 1)]
    assert found[0] == {
        "document": "signals",
        "sentence": 1,
        "text": "x" * 41,
        "gold": "claim",
        "predicted": "other",
        "p_gold": 0.05,
        "p_predicted": 0.9,
        "cues": [{"name": "w:must", "weight": 1.2346}, {"name": "-1.end:?", "weight": -0.5}],
        "groups": {"language": "en", "genre": "brief"},
    }
    assert (found[1]["document"], found[1]["sentence"], found[1]["p_gold"]) == ("ferry", 1, 0.15)
    assert [row["cues"] for row in report()["worst"]] == [[], []]


def test_the_worst_are_those_furthest_apart_not_those_with_the_least_likely_gold_label() -> None:
    torn = replace(labelled("torn", ["claim"], ["other"]), probabilities=np.array([[0.05, 0.45, 0.5]]))
    sure = replace(labelled("sure", ["claim"], ["other"]), probabilities=np.array([[0.1, 0.0, 0.9]]))
    assert [row["document"] for row in report([torn, sure])["worst"]] == ["sure", "torn"]


def test_at_most_twenty_mistakes_are_shown() -> None:
    tops = [0.5 + i / 100 for i in range(30)]
    found = report([labelled("d", ["claim"] * 30, ["other"] * 30, tops)])["worst"]
    assert [row["sentence"] for row in found] == list(range(29, 9, -1))


def test_parts_given_ready_made() -> None:
    human = human_agreement([["claim"]], [["claim"]], [["claim"]], annotators=("a", "b"))
    point = learning_point([FERRY, SIGNALS], LABELS, trained_on=9, share=1 / 3, bootstrap=50, seed=1)
    rows = comparisons([FERRY], [Rival({"name": "r"}, {"ferry": FERRY.gold})], LABELS, exchanges=9, bootstrap=9)
    found = report(
        learning_curve=[point],
        human=human,
        leaks=(Leak("ferry", "t1", 2 / 3),),
        comparisons=rows,
        structure={"stage_accuracy": 0.5},
    )
    assert found["learning_curve"] == [
        {
            "documents": 9,
            "share": 0.3333,
            "accuracy": found["scores"]["accuracy"],
            "macro_f1": found["scores"]["macro_f1"],
        }
    ]
    assert found["leaks"] == [{"document": "ferry", "like": "t1", "share": 0.6667}]
    assert (found["human"], found["comparisons"], found["structure"]) == (human, rows, {"stage_accuracy": 0.5})


def test_a_single_sentence() -> None:
    found = report([labelled("d", ["claim"], ["claim"], texts=["short"])])
    assert found["scores"] == {name: [1, 1, 1] for name in ("accuracy", "macro_f1", "micro_f1")}
    assert list(found["per_label"]) == ["claim"]
    assert (found["breakdown"], found["worst"]) == ({}, [])
    assert found["selective"]["curve"] == [[1, 1]]


def test_a_label_never_predicted_and_one_that_nowhere_occurs() -> None:
    found = report([labelled("d", ["claim", "evidence"], ["claim", "claim"])])["per_label"]
    assert found["evidence"] == {"precision": 0, "recall": 0, "f1": [0, 0, 0], "support": 1}
    assert "other" not in found


def test_all_uncertain() -> None:
    found = report([labelled("d", ["claim", "claim"], ["claim", "other"], uncertain=[True, True])])["selective"]
    assert (found["uncertain"], found["accuracy_of_certain"]) == (1, 0)


def test_probabilities_may_miss_one_by_a_hair() -> None:
    sure = labelled("d", ["claim"], ["claim"])
    assert report([replace(sure, probabilities=np.array([[1 + 1e-12, 0, 0]]))])["calibration"]["ece"] == 0


def test_what_cannot_be_scored_is_refused() -> None:
    with pytest.raises(ValueError, match="no sentence to score"):
        report([])
    with pytest.raises(ValueError, match="no sentence to score"):
        report([labelled("d", ["other"], ["other"])], ignored=["other"])
    with pytest.raises(ValueError, match="labels outside claim, evidence, other: unheard"):
        report([labelled("d", ["unheard"], ["claim"])])
    with pytest.raises(ValueError, match="3 probabilities"):
        report([replace(SIGNALS, probabilities=np.full((2, 2), 0.5))])


@pytest.mark.parametrize(
    "change",
    [
        {"gold": ("claim",)},
        {"predicted": ()},
        {"texts": ("a", "b", "c")},
        {"uncertain": (True,)},
        {"stages": ("theory",)},
        {"probabilities": np.zeros((3, 3))},
        {"probabilities": np.zeros(2)},
    ],
)
def test_a_document_is_whole(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="signals: give a label"):
        replace(SIGNALS, **change)


SENTENCE = st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS), st.floats(0.34, 1), st.booleans())


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(SENTENCE, max_size=6), min_size=1, max_size=5), st.sets(st.sampled_from(LABELS), max_size=2))
def test_any_labels_have_a_report(corpus: list[list[tuple[str, str, float, bool]]], ignored: set[str]) -> None:
    documents = [
        labelled(
            f"d{i}",
            [row[0] for row in rows],
            [row[1] for row in rows],
            [row[2] for row in rows],
            uncertain=[row[3] for row in rows],
            stages=[row[1] for row in rows] if i % 2 else (),
            genre=str(i % 2),
        )
        for i, rows in enumerate(corpus)
    ]
    kept = [(row[0], row[1]) for rows in corpus for row in rows if row[0] not in ignored]
    if not kept:
        with pytest.raises(ValueError, match="no sentence"):
            report(documents, ignored=sorted(ignored))
        return
    found = report(documents, ignored=sorted(ignored), bootstrap=5)
    gold, predicted = map(list, zip(*kept, strict=True))
    assert found["scores"]["accuracy"][0] == round(accuracy(gold, predicted), 4)
    assert found["scores"]["macro_f1"][0] == round(macro_f1(gold, predicted, {*LABELS} - ignored), 4)
    assert len(found["worst"]) == min(20, sum(g != p for g, p in kept))
    assert sum(map(sum, found["confusion"]["counts"])) == len(kept)
    for rows in found["breakdown"].values():
        assert len(rows) > 1
        assert sum(row["sentences"] for row in rows.values()) <= len(kept)
