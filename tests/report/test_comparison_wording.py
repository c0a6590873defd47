"""The words of a comparison's page."""

import re
import string
from pathlib import Path

import pytest

import pipeline
from pipeline.comparison.measures import MEASURES
from pipeline.domain.labels import RELATIONS, ROLES, STAGES
from pipeline.facts.modality import STRENGTHS
from pipeline.report.comparison_measures import definitions
from pipeline.report.comparison_numbers import bracketed, change, label_of, number, p_phrase, p_value
from pipeline.report.comparison_wording import TABLE, comparison_words, told
from pipeline.report.wording import words_for

PACKAGE = Path(pipeline.__file__).parent


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", TABLE)
def test_both_languages_say_the_same_things(key):
    chinese, english = TABLE[key]
    assert fields(chinese) == fields(english)
    assert not re.search("[\u4e00-\u9fff]", english)


def test_every_note_that_the_program_makes_has_words():
    codes = set()
    for room in ("workflows", "comparison"):
        for path in (PACKAGE / room).rglob("*.py"):
            codes |= set(re.findall(r'\bNote\(\s*"([a-z-]+)"', path.read_text("utf-8")))
    assert "metadata-absent" not in codes  # the one place that names codes otherwise
    codes |= {"metadata-absent", "metadata-ambiguous", "metadata-missing"}
    assert codes == {key.removeprefix("note.") for key in TABLE if key.startswith("note.")}


def test_of_many_names_the_first_are_listed():
    words = comparison_words("en")
    said = told(words, "undated", "", tuple(f"d{i}" for i in range(20)))
    assert "(20)" in said
    assert "d7, and 12 more" in said
    assert "d8" not in said


@pytest.mark.parametrize(
    ("value", "how", "said"),
    [
        (None, {}, "–"),
        (float("nan"), {}, "–"),
        (0.1234, {"share": True}, "12.3%"),
        (-0.05, {"share": True, "sign": True}, "−5.0"),
        (3.0, {}, "3"),
        (2.4567, {}, "2.46"),
        (12345.6, {}, "12,346"),
        (-1.5, {"sign": True}, "−1.5"),
        (0.0, {"sign": True}, "0"),
        (-0.0002, {"share": True, "sign": True}, "−0.02"),
        (0.0002, {"share": True, "sign": True}, "+0.02"),
        (0.0002, {"share": True}, "0.02%"),
        (-0.00002, {"share": True, "sign": True}, "0.0"),
        (0.00002, {"share": True}, "0.0%"),
        (0.0, {"share": True}, "0.0%"),
        (10.0, {"sign": True}, "+10"),
    ],
)
def test_numbers(value, how, said):
    assert number(value, **how) == said


def test_differences_of_shares_are_in_points():
    assert change(0.05, comparison_words("en"), share=True) == "+5.0 points"
    assert change(-0.05, comparison_words("zh"), share=True) == "−5.0 个百分点"
    assert change(0.5, comparison_words("en"), share=False) == "+0.5"
    assert change(None, comparison_words("en"), share=True) == "–"


def test_intervals_and_probabilities():
    assert bracketed((0.1, 0.2), share=True) == "[10.0%, 20.0%]"
    assert bracketed(None) == bracketed((float("nan"), 1.0)) == ""
    assert [p_value(p) for p in (None, 0.0001, 0.0123)] == ["–", "< 0.001", "0.012"]
    assert [p_phrase(p) for p in (0.0001, 0.0123)] == ["< 0.001", "= 0.012"]


def test_measures_speak_as_the_page_of_one_document_does():
    for kind in ("zh", "en"):
        for relation in RELATIONS:
            assert words_for(kind)[f"relation.{relation}"] in getattr(MEASURES[f"relation_{relation}"], kind)
        for strength in STRENGTHS:
            assert words_for(kind)[f"strength.{strength}"] in getattr(MEASURES[f"strength_{strength}"], kind)
    for stage in STAGES:
        assert words_for("zh")[f"stage.{stage}"] in MEASURES[f"stage_{stage}"].zh
    for role in ROLES:
        assert words_for("zh")[f"role.{role}"] in MEASURES[f"share_{role}"].zh
    assert words_for("zh")["unsupported"] in MEASURES["unsupported_claims"].zh
    assert words_for("zh")["unused"] in MEASURES["unused_evidence"].zh


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_measure_is_defined_once(language):
    words = comparison_words(language)
    told = list(definitions(words))
    names = " | ".join(name for name, _ in told)
    assert all(label_of(measure, words) in names for measure in MEASURES)
    assert len({said for _, said in told}) == len(told)
    labels = [label_of(measure, words) for measure in MEASURES]
    assert len(set(labels)) == len(labels)
