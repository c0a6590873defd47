from dataclasses import replace

import pytest

from pipeline.domain.document import Section
from pipeline.structure.groups import find_groups
from tests.structure.samples import (
    HEADED,
    HEADED_ROLES,
    HEADED_STAGES,
    UNHEADED,
    UNHEADED_ROLES,
    document,
    roles,
)


def texts(doc, ids):
    by_id = {s.id: s.text for s in doc.sentences}
    return [by_id[i] for i in ids]


def test_headings_open_groups_and_ordinals_measures() -> None:
    doc = document(HEADED)
    groups = find_groups(doc, HEADED_STAGES, roles(HEADED_ROLES))
    assert [g.title for g in groups] == ["（一）分批修复干渠", "（二）扶持用水户协会"]
    assert [texts(doc, [m.head for m in g.measures]) for g in groups] == [
        ["一是列出修复清单。", "二是设立修复资金。"],
        ["一是给协会发放补助。", "二是培训管水员。"],
    ]
    assert texts(doc, groups[1].measures[1].details) == ["每年冬闲时集中授课。"]


def test_the_author_line_belongs_to_no_group() -> None:
    doc = document(HEADED)
    groups = find_groups(doc, HEADED_STAGES, roles(HEADED_ROLES))
    assert doc.sentences[-1].text.startswith("（作者")
    assert doc.sentences[-1].id not in groups[-1].members


def unheaded():
    doc = document(UNHEADED)
    start = doc.sentences[4].start
    sections = (Section("c1", None, 0, start), Section("c2", None, start, len(doc.text)))
    sentences = tuple(replace(s, section="c1" if s.start < start else "c2") for s in doc.sentences)
    return replace(doc, sections=sections, sentences=sentences)


def test_without_headings_ordinals_open_groups() -> None:
    doc = unheaded()
    groups = find_groups(doc, ("practice", "recommendation"), roles(UNHEADED_ROLES))
    assert [texts(doc, g.members[:1]) for g in groups] == [
        ["第一，分批修复干渠。"],
        ["渠修好了，还要有人管。"],
        ["第三，算清水账。"],
    ]
    assert [len(g.measures) for g in groups] == [2, 0, 0]


def test_closing_words_are_left_out_of_the_last_group() -> None:
    doc = unheaded()
    groups = find_groups(doc, ("practice", "recommendation"), roles(UNHEADED_ROLES))
    assert doc.sentences[-1].id not in groups[-1].members


@pytest.mark.parametrize(
    "closing",
    [
        "总之，修渠要一代一代做下去。各级都要管起来。",
        "综上所述，要把渠修好。",
        "归根到底，渠是大家的。",
        "各位代表，让我们把渠修好！",
        "In conclusion, the channels must be mended.",
    ],
)
def test_a_paragraph_that_closes_the_article_belongs_to_no_group(closing: str) -> None:
    signature = "（作者系"
    doc = document(HEADED.replace(signature, f"{closing}\n让渠水长流。\n{signature}"))
    count = len(doc.sentences) - len(document(HEADED).sentences)
    given = roles(HEADED_ROLES[:-1] + "r" * count + "o")
    groups = find_groups(doc, HEADED_STAGES, given)
    assert texts(doc, groups[-1].members)[-1] == "每年冬闲时集中授课。"
    assert texts(doc, groups[-1].measures[-1].details) == ["每年冬闲时集中授课。"]


@pytest.mark.parametrize("opening", ["最后，要让管水员拿到工资。", "Finally, pay them.", "总之前的账要算清。"])
def test_a_last_measure_stays_in_its_group(opening: str) -> None:
    doc = document(HEADED.replace("（作者系", f"{opening}\n（作者系"))
    groups = find_groups(doc, HEADED_STAGES, roles(HEADED_ROLES[:-1] + "ro"))
    assert texts(doc, groups[-1].members)[-1] == opening


def test_words_that_sum_up_early_in_a_long_group_do_not_end_it() -> None:
    more = "".join(f"管水员要守好{n}号渠。\n" for n in range(4))
    doc = document(HEADED.replace("（作者系", f"总之，要管水。\n{more}（作者系"))
    groups = find_groups(doc, HEADED_STAGES, roles(HEADED_ROLES[:-1] + "rrrrro"))
    assert texts(doc, groups[-1].members)[-1] == "管水员要守好3号渠。"


def test_measures_that_begin_anew_in_each_paragraph_make_the_paragraphs_groups() -> None:
    doc = document("要修渠。一是清淤。二是衬砌。\n要管水。一是收费。二是公开账目。\n")
    groups = find_groups(doc, ("recommendation",), roles("rrr rrr"))
    assert [texts(doc, g.members[:1]) for g in groups] == [["要修渠。"], ["要管水。"]]
    assert [len(g.measures) for g in groups] == [2, 2]


def test_nothing_recommended_nothing_grouped() -> None:
    doc = document("水渠是命脉。\n全县有干渠41条。\n")
    assert find_groups(doc, ("theory",), roles("ce")) == ()
    assert find_groups(doc, ("recommendation",), roles("ce")) == ()


def test_groups_are_disjoint_and_cover_their_measures() -> None:
    doc = document(HEADED)
    groups = find_groups(doc, HEADED_STAGES, roles(HEADED_ROLES))
    members = [m for g in groups for m in g.members]
    assert len(members) == len(set(members))
    for g in groups:
        assert {s for m in g.measures for s in (m.head, *m.details)} <= set(g.members)


def test_ordinals_behind_another_noun_are_another_level() -> None:
    text = "".join(
        f"{line}\n"
        for line in (
            "建议一：完善管护制度。",
            "措施1：明确管护主体。",
            "措施2：落实管护经费。",
            "建议二：改革水价。",
            "措施1：计量到户。",
            "措施2：分档收费。",
        )
    )
    doc = document(text)
    groups = find_groups(doc, ("recommendation",), ["recommendation"] * 6)
    assert [texts(doc, g.members[:1]) for g in groups] == [["建议一：完善管护制度。"], ["建议二：改革水价。"]]
    assert [texts(doc, [m.head for m in g.measures]) for g in groups] == [
        ["措施1：明确管护主体。", "措施2：落实管护经费。"],
        ["措施1：计量到户。", "措施2：分档收费。"],
    ]
