"""Whole articles through the whole program: those it was not trained on, held to what their readers would say."""

from collections import Counter
from pathlib import Path

import pytest

from pipeline.domain.analysis import Analysis
from pipeline.formats.annotation_jsonl import read_annotation
from pipeline.text.normalize import normalize
from pipeline.workflows.analyze import analyze_file

ROOT = Path(__file__).resolve().parents[1]
HANGZHOU = ROOT.parent / "shared" / "articles" / "hangzhou-integration.txt"


def top_level_stages(analysis: Analysis) -> list[str]:
    """Stages of the outermost sections, a stage that goes on counted once, front and back matter left out."""
    parent = {h.id: h.parent for h in analysis.document.headings}
    found: list[str] = []
    for section, stage in zip(analysis.document.sections, analysis.stages, strict=True):
        outermost = section.heading is None or parent[section.heading] is None
        if outermost and stage != "none" and found[-1:] != [stage]:
            found.append(stage)
    return found


def leaves(analysis: Analysis, stage: str) -> list[str]:
    parents = {h.parent for h in analysis.document.headings}
    return [
        s.id
        for s, found in zip(analysis.document.sections, analysis.stages, strict=True)
        if found == stage and s.heading not in parents
    ]


@pytest.fixture(scope="module")
def hangzhou() -> Analysis:
    if not HANGZHOU.is_file():
        pytest.skip(f"{HANGZHOU} is not here")
    return analyze_file(HANGZHOU)


def test_a_real_article_has_its_three_stages_in_order(hangzhou: Analysis) -> None:
    assert top_level_stages(hangzhou) == ["theory", "practice", "recommendation"]
    assert len(leaves(hangzhou, "practice")) == 3


def test_a_real_article_has_its_groups_measures_and_details(hangzhou: Analysis) -> None:
    assert [len(g.measures) for g in hangzhou.groups] == [2, 2, 2, 2]
    text = {s.id: s.text for s in hangzhou.document.sentences}
    for group in hangzhou.groups:
        for ordinal, measure in zip("一二", group.measures, strict=True):
            assert text[measure.head].startswith(f"{ordinal}是")
            assert measure.details
        placed = {s for m in group.measures for s in (m.head, *m.details)}
        assert placed == set(group.members)
    parent = {r.source: r.target for r in hangzhou.relations}
    for group in hangzhou.groups:
        for measure in group.measures:
            inside = {measure.head, *measure.details}
            assert all(parent[d] in inside for d in measure.details)


def test_a_real_article_has_every_group_grounded_in_practice(hangzhou: Analysis) -> None:
    practice = set(leaves(hangzhou, "practice"))
    for group in hangzhou.groups:
        assert practice & {g.section for g in group.grounds}


def test_a_real_article_has_its_author_line_apart_and_its_damage_reported(hangzhou: Analysis) -> None:
    assert hangzhou.document.sentences[-1].text.startswith("（关乐宁")
    assert hangzhou.roles[-1].role == "other"
    source = hangzhou.document.text
    damage = [d for d in hangzhou.document.damage if d.kind == "encoding"]
    assert [source[d.start : d.end] for d in damage] == ["??低暤闹悄馨卜兰夹g(shù)", "?;A(chǔ)"]
    assert damage[0].repair is not None
    assert damage[0].repair.endswith("的智能安防技術")
    assert damage[1].repair == "。基礎"
    for s in hangzhou.document.sentences:
        assert all(d.end <= s.start or d.start >= s.end or (s.start <= d.start and d.end <= s.end) for d in damage)
        assert normalize(source[s.start : s.end]).text == s.text


@pytest.mark.parametrize("id", ["zh-cold-chain", "zh-signed-trade"])
def test_an_article_not_trained_on_has_the_groups_that_its_annotator_saw(id: str) -> None:
    """One with headings, one without any, its theory put as questions."""
    gold = read_annotation(ROOT / "annotations" / "labels" / "founders" / f"{id}.jsonl")
    assert gold.split == "test"
    found = analyze_file(ROOT / "annotations" / "texts" / "zh" / f"{id}.txt")
    start = {s.id: s.start for s in found.document.sentences}
    of_gold = {s.id: s.start for s in gold.sentences}
    begin = [start[g.members[0]] for g in found.groups]
    assert begin == [of_gold[gold.members(g.id)[0]] for g in gold.groups]
    assert top_level_stages(found) == ["theory", "practice", "recommendation"]
    by_start = {s.start: label.role for s, label in zip(found.document.sentences, found.roles, strict=True)}
    right = Counter(by_start.get(s.start) == s.role for s in gold.sentences)
    assert right[True] > 0.6 * len(gold.sentences)  # far above chance (the commonest role is 40 %), no benchmark
