"""The page of an evaluation. UPDATE_GOLDEN=1 writes the golden file anew; read the difference before you keep it."""

import os
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.report import plot_frame
from pipeline.report.evaluation import render_evaluation

from . import samples
from .evaluation_pages import table_rows, words
from .evaluation_sample import LABELS, bare, relabelled, sample
from .test_html import Page

pytestmark = pytest.mark.usefixtures("pictures_on_request")

GOLDEN = Path(__file__).parents[1] / "golden" / "report" / "evaluation.html"
SECTIONS = [
    *("scores", "comparisons", "labels", "confusion", "calibration"),
    *("selective", "learning", "breakdown", "structure", "worst"),
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
    report["structure"] = {f"score {text}": 1.0}  # `documents` is no score
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
