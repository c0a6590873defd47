"""The page of an evaluation. UPDATE_GOLDEN=1 writes the golden file anew; read the difference before you keep it."""

import os
import re
import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.report import evaluation, plot_frame
from pipeline.report.evaluation import figure, interval, p_value, render_evaluation, share, signed

from . import samples
from .evaluation_sample import LABELS, bare, relabelled, sample
from .test_html import Page

GOLDEN = Path(__file__).parents[1] / "golden" / "report" / "evaluation.html"
SECTIONS = [
    *("scores", "comparisons", "labels", "confusion", "calibration"),
    *("selective", "learning", "breakdown", "structure", "worst"),
]


@pytest.fixture
def without_matplotlib(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)


@pytest.fixture
def pictures():
    """For tests of the page with its pictures; any other is quicker without."""
    pytest.importorskip("matplotlib")


@pytest.fixture(autouse=True)
def _plain(request, monkeypatch):
    if not {"pictures", "without_matplotlib"} & set(request.fixturenames):
        monkeypatch.setattr(evaluation, "available", lambda: False)


def words(html):
    body = re.sub(r"<[^>]+>", " ", html[html.index("<body>") :])
    return " ".join(unescape(body).split())


def table_rows(html, section):
    """The cells of the rows of a section, as text."""
    part = re.search(rf'<h2 id="{section}">.*?</section>', html, re.DOTALL).group(0)
    return [
        [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", part, re.DOTALL)
    ]


def test_golden(without_matplotlib):
    # Without pictures, whose bytes hang on the version of matplotlib, and without the style sheets.
    html = re.sub(
        r"<style>.*?</style>|'sha256-[^']*'|&#39;sha256-.*?&#39;", "", render_evaluation(sample()), flags=re.S
    )
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(html, encoding="utf-8", newline="\n")
    assert html == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("make", [sample, bare])
def test_page_is_well_formed_accessible_and_every_link_has_a_goal(make, pictures):
    html = render_evaluation(make())
    page = Page(html)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert set(page.values("href")) <= {f"#{name}" for name in ids}
    assert set(page.values("aria-labelledby")) <= set(ids)
    assert ("html", "lang", "en") in page.attributes
    assert page.tags["h1"] == 1
    assert page.tags["th"] == len(page.values("scope"))
    assert page.tags["img"] == sum(bool(alt) for alt in page.values("alt"))
    assert re.search(r"^<!DOCTYPE html>", html.lstrip())


def test_the_same_report_gives_the_same_page(pictures):
    assert render_evaluation(sample()) == render_evaluation(sample())


def test_the_report_is_left_as_it_was():
    report = sample()
    render_evaluation(report)
    assert report == sample()


def test_every_part_has_a_section_and_a_place_in_the_contents():
    html = render_evaluation(sample())
    assert re.findall(r'<h2 id="(\w+)"', html) == ["leaks", *SECTIONS]
    assert re.findall(r'<li><a href="#(\w+)"', html) == SECTIONS


def test_parts_without_data_have_no_section():
    html = render_evaluation(bare())
    there = ["scores", "labels", "confusion", "calibration", "selective"]
    assert re.findall(r'<h2 id="(\w+)"', html) == there
    assert re.findall(r'<li><a href="#(\w+)"', html) == there
    assert "Warning" not in html
    assert "people" not in words(html)
    assert "left out of every score" not in words(html)


@pytest.mark.parametrize("key", ["per_label", "calibration", "selective"])
def test_scores_that_could_not_be_had_are_left_out(key):
    html = render_evaluation(bare() | {key: {} if key == "per_label" else None})
    assert {"per_label": "labels"}.get(key, key) not in re.findall(r'<h2 id="(\w+)"', html)


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


def test_policy_allows_exactly_our_styles_and_pictures(pictures):
    html = render_evaluation(sample())
    page = Page(html)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', html).group(1).replace("&#39;", "'")
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    hashes = " ".join(f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles)
    assert policy == f"default-src 'none'; style-src {hashes}; img-src data:; base-uri 'none'; form-action 'none'"
    assert len(styles) == 2
    assert not page.values("style")
    assert not page.tags["script"]
    assert all(source.startswith("data:image/svg+xml;base64,") for source in page.values("src"))
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    for text in styles:
        assert not re.search(r"url\(|@import", text)
    assert not re.findall(r"https?://", html)


def test_pictures_tell_their_figures_in_words(pictures):
    page = Page(render_evaluation(sample()))
    labels, confusion, calibration, selective, learning = page.values("alt")
    assert "example 0.789 [0.719, 0.849]" in labels
    assert "claim: claim 80%, evidence 10%, recommendation 4%" in confusion
    assert "error 0.017. 0.3 to 0.4: 14 sentences, confidence 0.36, accuracy 0.29" in calibration
    assert "0.869 at 90%" in selective
    assert "At the threshold 0.60: 0.881 at 86.8%" in selective
    assert "10 documents: accuracy 0.691 [0.646, 0.736], macro-F1 0.638 [0.593, 0.683]" in learning
    for source in page.values("src"):
        ET.fromstring(b64decode(source.split(",")[1]))


def test_without_matplotlib_the_page_has_no_pictures_and_says_so(without_matplotlib):
    html = render_evaluation(sample())
    assert not plot_frame.available()
    assert not Page(html).tags["img"]
    assert "no pictures, because matplotlib is not installed" in html
    assert re.findall(r'<h2 id="(\w+)"', html) == ["leaks", *SECTIONS]


def test_with_matplotlib_the_page_does_not_speak_of_it(pictures):
    assert "matplotlib" not in render_evaluation(sample())


def test_labels_that_no_font_has_are_numbered_alike_in_every_table(pictures):
    # The third label is ignored and has no row, and no plot renumbers what comes after it.
    report = sample() | {"ignored": ["example"]}
    del report["per_label"]["example"]
    report["confusion"] = {"labels": LABELS, "counts": [*report["confusion"]["counts"][:2], [0] * 5, [1] * 5, [1] * 5]}
    report["confusion"]["labels"] = report["labels"] = [*LABELS[:4], "\U000f0000"]
    html = render_evaluation(report)
    assert [row[:2] for row in table_rows(html, "labels")] == [
        ["No.", "Label"], ["1", "claim"], ["2", "evidence"], ["4", "recommendation"],
    ]  # fmt: skip
    rows = table_rows(html, "confusion")
    assert rows[0][:4] == ["No.", "Gold", "1 claim", "2 evidence"]
    assert [row[0] for row in rows[1:]] == ["1", "2", "4", "5"]
    svg = b64decode(Page(html).values("src")[0].split(",")[1]).decode()
    assert re.findall(r"<!-- (\d) -->", svg) == ["1", "2", "4"]


def test_chinese_labels_are_marked_as_chinese():
    html = render_evaluation(relabelled(["论点", "论据", "例证", "建议", "其他"]))
    assert '<th scope="row"><span lang="zh">论点</span></th>' in html


def hostile(text):
    """The sample with `text` in every place that holds words of a user."""
    report = relabelled([f"{label} {text}" for label in LABELS])
    report["created_by"] = text
    report["model"] |= {"name": text, "version": text, "component": text, "sha256": text}
    report["data"] |= {"name": text, "sha256": text}
    report["breakdown"] = {text: {text: report["breakdown"]["genre"]["speech"]}}
    report["human"]["annotators"] = [text, text]
    report["leaks"] = [{"document": text, "like": text, "share": 1.0}]
    report["structure"] = {text: 1.0}
    report["comparisons"][0] |= {"against": {"name": text, "version": text, "sha256": text}, "statistic": text}
    for worst in report["worst"]:
        worst |= {"document": text, "text": text, "groups": {text: text, "language": text}}
        worst["cues"] = [{"name": text, "weight": 1.0}]
    return report


def check_escaped(text):
    html = render_evaluation(hostile(text))
    page, twin = Page(html), Page(render_evaluation(hostile("word")))
    # The same report with a harmless word has the same elements, so nothing became an element or an attribute.
    for tags in (page.tags, twin.tags):
        tags.pop("span", None)  # marks Chinese, and numbers a label
    assert page.tags["script"] == 0
    assert {tag: n for tag, n in page.tags.items() if tag not in {"td", "th"}} == {
        tag: n for tag, n in twin.tags.items() if tag not in {"td", "th"}
    }
    assert {name for _, name, _ in page.attributes} == {name for _, name, _ in twin.attributes}
    html.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html)


@pytest.mark.parametrize("text", samples.HOSTILE)
def test_hostile_text_stays_text(text):
    check_escaped(text)


def test_hostile_text_stays_text_beside_pictures(pictures):
    check_escaped(" ".join(samples.HOSTILE))


def test_a_script_in_a_sentence_is_shown_and_not_run():
    report = sample()
    report["worst"][0]["text"] = "Close </p><script>alert(1)</script> {{ 7*7 }}"
    assert "Close </p><script>alert(1)</script> {{ 7*7 }}" in words(render_evaluation(report))


def test_any_text_never_escapes():
    @settings(max_examples=40, deadline=None)
    @given(st.text(st.characters(exclude_categories=()), max_size=30))
    def check(text):
        check_escaped(text)

    check()


@pytest.mark.parametrize("schema", ["pipeline.evaluation/2", "pipeline.analysis/1", None, 1])
def test_another_schema_is_refused_by_name(schema):
    with pytest.raises(InputError, match=re.escape(repr(schema))):
        render_evaluation(sample() | {"schema": schema})


def test_an_incomplete_report_is_refused():
    report = sample()
    del report["leaks"], report["human"]
    with pytest.raises(InputError, match="lacks human, leaks"):
        render_evaluation(report)


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
