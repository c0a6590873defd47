"""Each part of the page of an evaluation: its figures, tables and what is said of them."""

import pytest

from pipeline.report.evaluation import figure, interval, p_value, render_evaluation, share, signed

from .evaluation_pages import table_rows, words
from .evaluation_sample import LABELS, relabelled, sample

pytestmark = pytest.mark.usefixtures("pictures_on_request")


def test_headline():
    text = words(render_evaluation(sample()))
    assert "policy-roles 0.2.0 on invented-essays" in text
    assert "96 documents · 1,543 sentences · 5 labels · component stacked.v1" in text
    assert "Accuracy 0.824 [0.801, 0.845]" in text
    assert "Macro-F1 0.821 [0.795, 0.845]" in text
    assert "95% intervals, bootstrap over documents" in text
    assert "gold label is “other” are left out" in text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, "Cross-validated by document over 5 frozen folds: "),
        ({"folds": {"count": 3, "frozen": False}}, "Cross-validated by document over 3 folds: "),
        ({"folds": None}, "Cross-validated by document: "),
        ({"protocol": "held-out", "folds": None}, "Held-out file: "),
        (
            {"protocol": "held-out", "folds": None, "data": sample()["data"] | {"documents": 1}},
            "Intervals are over documents: of a single one they say nothing.",
        ),
    ],
)
def test_protocol(change, told):
    text = words(render_evaluation(sample() | change))
    assert told in text
    assert ("Cross-validated" in text) == told.startswith("Cross")


def test_people_stand_beside_the_model():
    rows = table_rows(render_evaluation(sample()), "scores")
    assert rows == [
        ["Compared", "Accuracy", "Macro-F1", "Alpha"],
        ["second against first", "0.862", "0.847", "0.814"],
        ["The model against first", "0.826", "0.819", "0.763"],
    ]


def test_comparisons():
    rows = table_rows(render_evaluation(sample()), "comparisons")[1:]
    small = "&lt; 0.0001"
    assert rows == [
        ["majority 1.0", "Accuracy", "0.824", "0.331", "+0.493 [+0.461, +0.525]", small, f"{small}*", "96"],
        ["policy-roles 0.1.0", "Macro-F1", "0.821", "0.826", "−0.005 [−0.015, +0.006]", "0.3721", "0.3721", "96"],
    ]


def test_labels_come_in_the_order_of_the_model():
    report = sample()
    report["per_label"] = dict(sorted(report["per_label"].items(), reverse=True))
    rows = table_rows(render_evaluation(report), "labels")[1:]
    assert [row[0] for row in rows] == LABELS[:4]
    assert rows[2] == ["example", "0.780", "0.798", "0.789 [0.719, 0.849]", "178"]


def test_confusion_leaves_out_the_rows_of_ignored_labels_only():
    rows = table_rows(render_evaluation(sample()), "confusion")
    assert rows[0] == ["Gold", *LABELS]
    assert [row[0] for row in rows[1:]] == LABELS[:4]
    assert rows[1] == ["claim", "410", "52", "9", "21", "18"]
    assert [row[0] for row in table_rows(render_evaluation(sample() | {"ignored": []}), "confusion")[1:]] == LABELS


def test_calibration_leaves_out_empty_bins():
    rows = table_rows(render_evaluation(sample()), "calibration")[1:]
    assert rows[0] == ["0.3–0.4", "14", "0.361", "0.286"]
    assert len(rows) == 7


def test_selective_prediction():
    html = render_evaluation(sample())
    assert "threshold of 0.600 it calls a sentence uncertain: 13.2% of them; the accuracy of the rest is 0.881" in html
    assert table_rows(html, "selective")[1:3] == [["100%", "0.824"], ["90%", "0.869"]]


def test_few_points_of_the_curve_are_told_once():
    report = sample()
    report["selective"]["curve"] = [[0.5, 0.9], [1.0, 0.8]]
    assert table_rows(render_evaluation(report), "selective")[1:] == [["100%", "0.800"], ["50%", "0.900"]]


@pytest.mark.parametrize("accuracy", [None, 0.0])
def test_no_certain_sentence_at_all(pictures, accuracy):
    report = sample()
    report["selective"] |= {"uncertain": 1.0, "accuracy_of_certain": accuracy}
    html = render_evaluation(report)
    assert "the accuracy of the rest is –" in html
    assert "At the threshold" not in html


def test_breakdown():
    rows = table_rows(render_evaluation(sample()), "breakdown")
    assert ["By language"] in rows
    assert ["By length of the sentence, in characters"] in rows
    assert ["speech", "14", "174", "0.787 [0.717, 0.857]", "", "0.740 [0.660, 0.820]", ""] in rows
    html = render_evaluation(sample() | {"breakdown": {"topic": {"water": sample()["breakdown"]["genre"]["speech"]}}})
    assert table_rows(html, "breakdown")[1] == ["By topic"]
    assert '<rect x="71.7" y="3" width="14.0" height="4" class="span"/>' in html


def test_worst_sentences_are_told_with_cues_and_counted_from_one():
    html = render_evaluation(sample())
    text = words(html)
    assert "lakeshore-ferries, sentence 12 · genre column" in text
    assert "gold example 2.1% · predicted claim 93.4%" in text
    assert "w:nobody +0.81" in text
    assert "w:waited −0.12" in text
    assert '<p class="text" lang="zh">去年' in html


def test_leaks_stand_above_the_scores_and_count_documents_once():
    leak = sample()["leaks"][0]
    html = render_evaluation(sample() | {"leaks": [leak, leak | {"like": "river-tolls-draft", "share": 0.51}]})
    assert html.index('id="leaks"') < html.index('id="scores"')
    assert "1 of 96 documents" in html
    assert table_rows(html, "leaks")[1:] == [
        ["river-tolls", "river-tolls-reprint", "93.1%"],
        ["river-tolls", "river-tolls-draft", "51.0%"],
    ]


def test_structure_beside_people():
    rows = table_rows(render_evaluation(sample()), "structure")
    assert rows[0] == ["What", "96 documents", "12 that two labelled", "ben against anna"]
    assert rows[-1] == [
        *("Grounds of groups, F1", "0.598 [0.550, 0.640]"),
        *("0.550 [0.400, 0.660]", "0.700 [0.600, 0.800]"),
    ]
    assert len(rows) == 5


def test_structure_alone():
    alone = {key: value for key, value in sample()["structure"].items() if key != "human"} | {"new_score": 0.5}
    rows = table_rows(render_evaluation(sample() | {"structure": alone}), "structure")
    assert rows[0] == ["What", "96 documents"]
    assert ["New score", "0.500"] in rows


def test_figures():
    assert (figure(0.82349), figure(12345), figure(None), figure(float("nan"))) == ("0.823", "12,345", "–", "–")
    assert (share(0.1316), share(None)) == ("13.2%", "–")
    assert (signed(-0.0049), signed(0.5, 2), signed(None)) == ("−0.005", "+0.50", "–")
    assert (interval([0.5, 0.4, 0.6]), interval(None), interval([0.1, -0.1, 0.3], sign=True)) == (
        "[0.400, 0.600]", "", "[−0.100, +0.300]",
    )  # fmt: skip
    assert (p_value(0.0), p_value(0.0001), p_value(1.0), p_value(None)) == ("< 0.0001", "0.0001", "1.0000", "–")


def test_labels_that_look_the_same_have_rows_of_their_own():
    hidden = "claim\u200e"
    report = relabelled(
        [hidden if label == "evidence" else "claim\u200f" if label == "claim" else label for label in LABELS]
    )
    rows = table_rows(render_evaluation(report), "labels")
    names = [row[0] for row in rows[1:]]
    assert len(set(names)) == 4
    assert {"claim⟨U+200E⟩", "claim⟨U+200F⟩"} <= set(names)


def test_sentences_that_the_training_texts_repeat_are_told():
    many = {"sentences": 1543, "repeated": 30, "alike": 309, "share": 0.0194, "share_alike": 0.2003}
    said = (
        "20.0% of the sentences to score on (309 of 1,543) are nearly the same as one of the training texts, 30 of them"
    )
    page = words(render_evaluation(sample() | {"repeated": many}))
    assert f"{said} (1.9%) word for word but for numbers: scores on new texts are likely to be lower." in page
    few = sample() | {"repeated": many | {"alike": 30, "share_alike": 0.0194}}
    assert "but for numbers." in words(render_evaluation(few))
    assert "word for word" not in words(render_evaluation(sample()))
