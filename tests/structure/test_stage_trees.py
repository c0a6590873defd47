"""Stages by trees: what words and the table say of paragraphs, and what is learned from that."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES, STAGES
from pipeline.structure import stage_trees
from pipeline.structure.paragraphs import paragraphs
from pipeline.structure.stage_fitting import Staged, fit_stages
from pipeline.structure.stage_trees import COLUMNS, paragraph_words, stage_table
from pipeline.structure.stages import assign_stages
from tests.structure.samples import HEADED, HEADED_ROLES, HEADED_STAGES, UNHEADED, UNHEADED_ROLES, document, roles

R, S = len(ROLES), len(STAGES)


def one_hot(letters: str) -> np.ndarray:
    return np.array([[float(r == name) for r in ROLES] for name in roles(letters)])


def share(**of: float) -> list[float]:
    return [of.get(role, 0.0) for role in ROLES]


def table_of(doc: Document, letters: str, said: np.ndarray | None = None) -> np.ndarray:
    runs = paragraphs(doc)
    return stage_table(doc, runs, one_hot(letters), np.zeros((len(runs), S)) if said is None else said)


def test_the_table_tells_the_roles_of_paragraph_section_part_and_document() -> None:
    doc = document("一、做法\n渠修了。\n渠管了。\n账算了。协会办了。\n二、建议\n要修渠。\n")
    table = table_of(doc, "ceexr")
    assert table.shape == (4, COLUMNS)
    own, section, part, whole, before, after = (table[1, k * R : (k + 1) * R].tolist() for k in range(6))
    assert own == share(evidence=1)
    assert section == part == share(claim=0.25, evidence=0.5, example=0.25)  # sentences count, not paragraphs
    assert whole == pytest.approx(share(claim=0.2, evidence=0.4, example=0.2, recommendation=0.2))
    assert before == share(claim=1)
    assert after == share(evidence=0.5, example=0.5)
    assert table[1, 6 * R : 7 * R].tolist() == [-1] * R  # no section before
    assert table[1, 7 * R : 8 * R].tolist() == share(recommendation=1)
    assert table[1, 8 * R : 9 * R].tolist() == share(claim=1)
    assert table[1, 9 * R : 10 * R].tolist() == pytest.approx(
        share(evidence=1 / 3, example=1 / 3, recommendation=1 / 3)
    )
    assert table[0, 8 * R : 9 * R].tolist() == share()  # nothing comes before


def test_a_paragraph_without_a_heading_is_its_own_section() -> None:
    table = table_of(document("渠修了。\n渠管了。\n"), "ce")
    assert table[0, :R].tolist() == table[0, R : 2 * R].tolist() == table[0, 2 * R : 3 * R].tolist() == share(claim=1)


def test_the_table_tells_what_is_heard_beside_a_paragraph_and_around_it() -> None:
    doc = document("一、做法\n渠修了。\n渠管了。\n二、建议\n要修渠。\n")
    said = np.arange(3.0 * S).reshape(3, S)
    heard = table_of(doc, "cer", said)[:, -10 * S :].reshape(3, 10, S).tolist()
    none = [-1] * S
    own, before, before_that, after, after_that, section, section_before, section_after, earlier, later = heard[0]
    assert own == said[0].tolist()
    assert before == before_that == section_before == none
    assert (after, after_that) == (said[1].tolist(), said[2].tolist())
    assert section == ((said[0] + said[1]) / 2).tolist()
    assert section_after == said[2].tolist()
    assert earlier == [0] * S
    assert later == ((said[1] + said[2]) / 2).tolist()


def test_a_heading_over_everything_makes_no_part() -> None:
    """A plan that is one chapter: its parts are the sections of it, and these are told by their own headings."""
    bare = "第一节主要成效\n渠修了。\n第二节保障措施\n要修渠。\n"
    runs, titles = slice(10 * R + 27 + S + 5, 10 * R + 27 + 2 * (S + 5)), (STAGES.index("practice"), 2)
    for text in (bare, f"第六章灌区建设\n{bare}"):
        table = table_of(document(text), "er")
        assert table[0, 2 * R : 3 * R].tolist() == share(evidence=1)
        part = table[:, runs]
        assert part[:, titles[0]].tolist() == [1, 0]
        assert part[:, titles[1]].tolist() == [0, 1]


def test_no_paragraphs() -> None:
    assert stage_table(document("———\n"), [], np.zeros((0, R)), np.zeros((0, S))).shape == (0, COLUMNS)


def test_words_of_a_paragraph_how_it_opens_and_its_heading() -> None:
    doc = document("三、对策建议\n协会花了3万元。协会要管。\n协会。\n")
    first, second = paragraph_words(doc, paragraphs(doc))
    assert {"w:0", "opens:协会", "near:announces recommendation"} <= first.keys()
    assert "heading:none" not in first
    assert second["w:协会"] > first["w:协会"]  # a long paragraph has no more to say than a short one
    assert "heading:none" in paragraph_words(bare := document("渠。\n"), paragraphs(bare))[0]


def staged(text: str, letters: str, stages: tuple[str, ...], seed: int) -> Staged:
    noise = np.random.default_rng(seed).uniform(0, 0.1, (len(one_hot(letters)), R))
    return Staged(document(text), stages, one_hot(letters) + noise)


def test_stages_are_learned_of_texts_with_and_without_headings() -> None:
    parted = ("theory", "practice", "recommendation", "recommendation", "recommendation", "none")
    headed = [staged(HEADED, HEADED_ROLES, HEADED_STAGES, k) for k in range(8)]
    of = document(UNHEADED)
    starts = [of.sentences[p.first].start for p in paragraphs(of)]
    ends = [*starts[1:], of.sections[-1].end]
    section = of.sections[0]
    pieces = [
        replace(section, id=f"c{k + 1}", start=a, end=b) for k, (a, b) in enumerate(zip(starts, ends, strict=True))
    ]
    number = {s.paragraph: f"c{k + 1}" for k, s in enumerate(of.sentences[p.first] for p in paragraphs(of))}
    divided = replace(
        of, sections=tuple(pieces), sentences=tuple(replace(s, section=number[s.paragraph]) for s in of.sentences)
    )
    unheaded = [replace(staged(UNHEADED, UNHEADED_ROLES, parted, k), document=divided) for k in range(8)]
    model = fit_stages([*headed, *unheaded], 1.0)
    probe = staged(HEADED, HEADED_ROLES, (), 100)
    assert assign_stages(probe.document, probe.roles, model)[1] == HEADED_STAGES
    probe = staged(UNHEADED, UNHEADED_ROLES, (), 100)
    assert assign_stages(probe.document, probe.roles, model)[1] == ("theory", "practice", "recommendation", "none")


def test_of_no_document_all_stages_are_as_likely() -> None:
    doc = document(UNHEADED)
    found = fit_stages([], 1.0).posterior(doc, paragraphs(doc), one_hot(UNHEADED_ROLES))
    assert found == pytest.approx(np.full((len(paragraphs(doc)), S), 1 / S))


def test_words_are_heard_the_same_however_many_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    model = fit_stages([staged(HEADED, HEADED_ROLES, HEADED_STAGES, k) for k in range(8)], 1.0)
    doc = document(HEADED)
    whole = model.sounds(doc, paragraphs(doc))
    monkeypatch.setattr(stage_trees, "_AT_ONCE", 2)
    assert model.sounds(doc, paragraphs(doc)).tolist() == whole.tolist()
    assert model.sounds(doc, []).shape == (0, S)
