"""Annotators compared, from their files to the tables."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.annotation import ADJUDICATED, Annotation, GoldSentence
from pipeline.errors import AnnotationError, ConfigError
from pipeline.report.agreement import render_agreement
from pipeline.workflows.agreement import agreement
from pipeline.workflows.train import train
from tests.training.samples import ARTICLES, article, write_config, write_corpus


def relabelled(id: str, annotator: str, **roles: str) -> Annotation:
    """An article by another annotator, who gives some sentences another role and makes these roots."""
    base = article(id, annotator=annotator)
    return replace(base, sentences=tuple(_with(s, roles.get(s.id)) for s in base.sentences))


def _with(sentence: GoldSentence, role: str | None) -> GoldSentence:
    return sentence if role is None else replace(sentence, role=role, parent=None, relation=None)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    anna = [relabelled("zh-ferry", "anna", s2="claim"), relabelled("zh-library", "anna")]
    settled = [article("zh-ferry", annotator=ADJUDICATED)]
    return write_corpus(tmp_path, [article(id) for id in ARTICLES] + anna + settled)


def test_two_annotators(root: Path) -> None:
    found = agreement(root, bootstrap=20)
    assert found.annotators == ("anna", "tester")  # what was settled between them is no third
    assert found.documents == ("zh-ferry", "zh-library")
    roles = found.tables[0]
    assert [f.name for f in roles.overall] == [
        "observed agreement",
        "Cohen's kappa",
        "Fleiss' kappa",
        "Krippendorff's alpha",
    ]
    assert roles.overall[0].value == pytest.approx(1 - 1 / found.sentences)
    total = sum(map(sum, roles.confusion))
    assert (total, total - sum(roles.confusion[i][i] for i in range(5))) == (found.sentences, 1)
    ((pair, figures),) = found.trees
    assert pair == "anna – tester"
    by_name = {f.name: f.value for f in figures}
    assert by_name["same parent"] == pytest.approx(1 - 1 / found.sentences)
    assert by_name["group starts F1"] == 1
    assert 0.5 < by_name["tree agreement"] < 1


def test_missing_labels_and_other_sentences_are_left_out(tmp_path: Path) -> None:
    ben = relabelled("zh-ferry", "ben", s1="")
    first, second, *rest = ben.sentences
    joined = replace(second, end=rest[0].end)
    cut = replace(ben, sentences=(first, joined, *rest[1:]), groups=ben.groups)
    root = write_corpus(tmp_path, [article("zh-ferry"), cut])
    told: list[str] = []
    found = agreement(root, bootstrap=5, progress=told.append)
    assert told[0] == "1 sentences have no label by two yet, and are left out"
    assert found.unmatched == 3  # the joined one, and the two it was joined from
    assert sum(map(sum, found.tables[0].confusion)) == found.sentences - 1


def test_three_annotators_have_no_cohen_but_a_tree_for_each_pair(root: Path, tmp_path: Path) -> None:
    write_corpus(root, [relabelled("zh-ferry", "ben", s1="other")])
    found = agreement(root, bootstrap=5)
    assert [f.name for f in found.tables[0].overall] == ["observed agreement", "Fleiss' kappa", "Krippendorff's alpha"]
    assert [pair for pair, _ in found.trees] == ["anna – ben", "anna – tester", "ben – tester"]


def test_a_model_is_an_annotator_of_what_it_has_not_seen(root: Path, tmp_path: Path) -> None:
    write_config(tmp_path)
    seen = write_corpus(tmp_path / "seen", [article(id) for id in ARTICLES if id != "zh-ferry"])
    train(tmp_path / "tiny.toml", corpus=seen, out=tmp_path / "model")
    told: list[str] = []
    model = str(tmp_path / "model")
    found = agreement(root, annotators=["tester"], model=model, bootstrap=5, progress=told.append)
    assert found.documents == ("zh-ferry",)
    assert told[0] == f"{model} is left out of 4 documents that it was trained on"


def test_a_configuration_is_cross_validated(root: Path, tmp_path: Path) -> None:
    config = str(write_config(tmp_path))
    found = agreement(root, annotators=["tester"], model=config, bootstrap=5)
    assert (len(found.documents), found.annotators) == (5, ("tester", config))


def test_the_shipped_model_labels_what_is_not_its_own(root: Path) -> None:
    assert agreement(root, annotators=["tester"], model="policy-roles", bootstrap=2).documents


def test_without_statsmodels_fleiss_is_left_out_and_that_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.workflows.agreement.find_spec", lambda name: None)
    told: list[str] = []
    found = agreement(root, bootstrap=2, progress=told.append)
    assert [f.name for f in found.tables[0].overall] == ["observed agreement", "Cohen's kappa", "Krippendorff's alpha"]
    assert any("Fleiss' kappa is left out: pip install" in line for line in told)


def test_two_texts_under_one_id_are_not_compared(tmp_path: Path) -> None:
    other = article("zh-library", id="zh-ferry", annotator="anna", text_path=None, text=None)
    root = write_corpus(tmp_path, [article("zh-ferry"), other])
    with pytest.raises(AnnotationError, match="labels another text than anna does under the id zh-ferry"):
        agreement(root, bootstrap=2)


def test_a_folder_without_labels_is_nobody(root: Path) -> None:
    (root / "labels" / "zz").mkdir()
    assert agreement(root, bootstrap=2).annotators == ("anna", "tester")


def test_nothing_to_compare(tmp_path: Path) -> None:
    root = write_corpus(tmp_path, [article("zh-ferry"), article("zh-library", annotator="anna")])
    with pytest.raises(AnnotationError, match="holds no document that two of anna, tester labelled"):
        agreement(root)
    with pytest.raises(ConfigError, match=r"there is no annotator 'ana'.*There are: anna, tester"):
        agreement(root, annotators=["ana"])


def test_the_tables_as_markdown(root: Path) -> None:
    found = render_agreement(agreement(root, bootstrap=5))
    assert found.startswith("# Agreement of anna, tester\n\n2 documents that at least two labelled, ")
    assert "| Cohen's kappa | 0." in found
    assert "| **claim** | " in found
    assert "| anna – tester | 0." in found


def test_an_undefined_figure_is_a_dash(tmp_path: Path) -> None:
    lone = article("zh-ferry", groups=())
    only = replace(lone, sentences=tuple(replace(s, parent=None, relation=None, group=None) for s in lone.sentences))
    found = agreement(write_corpus(tmp_path, [only, replace(only, annotator="anna")]), bootstrap=2)
    # Only roles were labelled: nothing is said of parents, not that all are roots.
    assert math.isnan(found.tables[1].overall[1].value)
    assert found.trees == ()
    assert "| Cohen's kappa | – |" in render_agreement(found)
