"""Lines of action: which there are, what is told of them, which of them are groups."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.labels import ROLES, STAGES
from pipeline.structure.groups import find_groups
from pipeline.structure.lines import COLUMNS, Line, by_runs, chosen_lines, is_gold, line_table, lines_of
from tests.structure.samples import HEADED, HEADED_ROLES, HEADED_STAGES, UNHEADED, document, roles

PIECES = ("一、甲\n", "（一）乙\n", "一是丙。", "第二，丁。", "戊。", "\n", "# h\n", "First, so. ")


def told(text: str) -> list[tuple[str, str]]:
    doc = document(text)
    return [(line.kind, doc.sentences[line.first].text) for line in lines_of(doc)]


def test_headings_ordinals_and_paragraphs_begin_lines() -> None:
    found = told(HEADED)
    assert [text for kind, text in found if kind == "heading"][-3:] == [
        *("一是列出修复清单。", "一是列出修复清单。", "一是给协会发放补助。"),
    ]
    assert ("ordinal", "二是培训管水员。") in found
    assert ("paragraph", "全县有干渠41条，三成已经渗漏。") in found


def test_ordinals_of_one_style_are_a_family_until_they_begin_anew() -> None:
    doc = document("一是甲。二是乙。\n说明。\n一是丙。二是丁。")
    families: dict[tuple[str, ...], list[str]] = {}
    for line in lines_of(doc):
        if line.kind == "ordinal":
            families.setdefault(line.family, []).append(line.title)
    assert list(families.values()) == [["一是甲。", "二是乙。"], ["一是丙。", "二是丁。"]]


def test_a_line_ends_where_the_next_of_its_family_begins() -> None:
    doc = document("第一，甲。细节。第二，乙。细节。细节。")
    assert [(line.first, line.end) for line in lines_of(doc) if line.kind == "ordinal"] == [(0, 2), (2, 5)]


def table(text: str, letters: str, stages: list[str] | tuple[str, ...]) -> tuple[list[Line], np.ndarray]:
    doc = document(text)
    p = np.array([[0.9 if role == name else 0.025 for role in ROLES] for name in roles(letters)])
    lines = lines_of(doc)
    return lines, line_table(doc, lines, p, stages, frozenset({0}))


def test_the_table_has_a_row_for_each_line() -> None:
    lines, rows = table(HEADED, HEADED_ROLES, HEADED_STAGES)
    assert rows.shape == (len(lines), COLUMNS)
    assert np.isfinite(rows).all()
    assert rows[:, :3].sum(axis=1).tolist() == [1.0] * len(lines)  # one kind each
    for line, row in zip(lines, rows, strict=True):
        assert row[0] == (line.kind == "heading")


def test_recommendations_stand_out() -> None:
    lines, rows = table(UNHEADED, "oc ex rrrr crr rr c", ["recommendation"])
    share = 7 + 10 + 3 + 4
    by_title = {line.title: row[share] for line, row in zip(lines, rows, strict=True) if line.kind == "ordinal"}
    assert by_title["第三，算清水账。"] > 0.5
    paragraphs = {line.title: row[share] for line, row in zip(lines, rows, strict=True) if line.kind == "paragraph"}
    assert paragraphs["水从哪里来？"] == pytest.approx(0.025)


def test_no_lines_no_rows() -> None:
    doc = document("")
    assert lines_of(doc) == []
    assert line_table(doc, [], np.zeros((0, len(ROLES))), [], frozenset()).shape == (0, COLUMNS)


def test_a_heading_closes_off_what_stands_in_it() -> None:
    lines = lines_of(document(HEADED))
    headings = [line for line in lines if line.kind == "heading"]
    outer, first, second = headings[-3:]
    inside = next(line for line in lines if line.kind == "ordinal" and first.first < line.first < first.end)
    some = [outer, first, second, inside]
    assert chosen_lines(some, np.array([0.6, 0.9, 0.8, 0.7])) == [first, second]
    assert chosen_lines(some, np.array([0.95, 0.9, 0.8, 0.7])) == [outer]
    assert chosen_lines(some, np.array([0.4, 0.4, 0.1, 0.7])) == [inside]


def test_items_of_one_run_speak_for_each_other() -> None:
    lines = lines_of(document("保障措施\n\n一是建立台账。\n二是落实资金。\n三是加强督查。\n各县要抓紧办理。\n"))
    ordinals = [k for k, line in enumerate(lines) if line.kind == "ordinal"]
    assert len(ordinals) == 3
    p = np.full(len(lines), 0.1)
    p[ordinals] = 0.4, 0.8, 0.8
    drawn = by_runs(lines, p)
    assert [line.title for line in chosen_lines(lines, p)] == ["一是建立台账。", "二是落实资金。", "三是加强督查。"]
    assert 0.4 < drawn[ordinals[0]] < drawn[ordinals[1]] < 0.8
    p[ordinals] = 0.2, 0.6, 0.2
    assert chosen_lines(lines, p) == []
    others = np.setdiff1d(np.arange(len(lines)), ordinals)
    np.testing.assert_allclose(by_runs(lines, p)[others], p[others])
    for sure in (0.0, 1.0):
        np.testing.assert_allclose(by_runs(lines, np.full(len(lines), sure)), sure, atol=0.001)


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.integers(0, 2**32 - 1))
def test_chosen_lines_are_the_likeliest_that_do_not_overlap(pieces: list[str], seed: int) -> None:
    """However they are looked up: every line that was left out overlaps a likelier one, and none of those kept do."""

    def overlap(a: Line, b: Line) -> bool:
        outer, inner = (a, b) if a.first < b.first else (b, a)
        return a.first == b.first or (outer.kind == "heading" and inner.first < outer.end)

    lines = lines_of(document("".join(pieces)))
    probabilities = np.random.default_rng(seed).uniform(0.4, 1, size=len(lines))
    drawn = by_runs(lines, probabilities)
    kept: list[Line] = []
    for k in np.argsort(-drawn):
        if drawn[k] >= 0.5 and not any(overlap(lines[k], other) for other in kept):
            kept.append(lines[k])
    assert chosen_lines(lines, probabilities) == sorted(kept, key=_first)


def _first(line: Line) -> int:
    return line.first


def test_the_groups_of_chosen_lines() -> None:
    doc, names = document(UNHEADED), roles("oc ex rrrr crr rr c")
    chosen = [line for line in lines_of(doc) if line.kind == "ordinal" and line.style == "第"]
    groups = find_groups(doc, ["recommendation"] * len(doc.sections), names, chosen)
    assert [g.title for g in groups] == ["第一，分批修复干渠", "第二，扶持用水户协会", "第三，算清水账"]
    # 渠修好了，还要有人管。 leads in to the second; the last one has one paragraph, as the others.
    assert [len(g.members) for g in groups] == [4, 3, 2]
    both = [line for line in lines_of(doc) if line.kind == "paragraph" and line.first in (4, 8, 11)]
    again = find_groups(doc, ["recommendation"] * len(doc.sections), names, sorted([*chosen, *both], key=_first))
    assert again == groups  # a paragraph and the ordinal in it are one line of action
    assert find_groups(doc, ["recommendation"] * len(doc.sections), names, []) == ()


def test_of_a_group_under_a_heading_only_the_headings_line_is_right() -> None:
    lines = lines_of(document(HEADED))
    outer, first = [line for line in lines if line.kind == "heading"][-3:-1]
    beside = next(line for line in lines if line.kind == "ordinal" and line.first == first.first)
    assert first.section is not None
    assert outer.section is not None
    headed = {(line.first, line.section.start) for line in lines if line.section is not None}
    start = first.section.start
    assert [is_gold(line, start, headed) for line in (first, outer, beside)] == [True, False, False]
    assert not is_gold(first, None, headed)
    at_none = start + 1  # the offset of a group that begins at no heading
    assert [is_gold(line, at_none, headed) for line in (first, outer, beside)] == [False, False, True]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=25),
    st.integers(0, 2**32 - 1),
)
def test_any_text_gives_groups_that_share_no_sentence(pieces: list[str], seed: int) -> None:
    doc = document("".join(pieces))
    draw = np.random.default_rng(seed)
    names = [str(draw.choice(ROLES)) for _ in doc.sentences]
    stages = [str(draw.choice(STAGES)) for _ in doc.sections]
    lines = lines_of(doc)
    rows = line_table(doc, lines, draw.dirichlet(np.ones(len(ROLES)), len(doc.sentences)), stages, frozenset())
    assert rows.shape == (len(lines), COLUMNS)
    assert np.isfinite(rows).all()
    groups = find_groups(doc, stages, names, chosen_lines(lines, draw.uniform(size=len(lines))))
    members = [m for g in groups for m in g.members]
    assert len(members) == len(set(members))
    for g in groups:
        assert g.members
        assert {s for m in g.measures for s in (m.head, *m.details)} <= set(g.members)
