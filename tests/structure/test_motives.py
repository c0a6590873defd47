"""What motivates a line of action: sentences of the sections that ground its group."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.domain.analysis import Ground, Group, SentenceGround
from pipeline.structure import motive_features
from pipeline.structure.groups import find_groups
from pipeline.structure.motive_features import COLUMNS, LineOfAction, lines_of_action, motive_tables
from pipeline.structure.motives import LEAST, MOST, chosen, find_motives, fitted, probability_motive
from tests.structure.samples import HEADED, HEADED_ROLES, HEADED_STAGES, document, roles

DOCUMENT, NAMES = document(HEADED), roles(HEADED_ROLES)
GROUPS = find_groups(DOCUMENT, HEADED_STAGES, NAMES)
TEXT = {s.id: s.text for s in DOCUMENT.sentences}
SURVEY, USERS = (s.section for s in DOCUMENT.sentences if s.text[:3] in {"全县有", "用水户"})


def grounded(*sections: str, measures: bool = True) -> list[Group]:
    """The groups, the first of which these sections ground."""
    first, *rest = GROUPS
    if not measures:
        first = replace(first, measures=())
    return [replace(first, grounds=tuple(Ground(s, 0.8) for s in sections)), *rest]


def found(groups: list[Group]) -> tuple[Group, ...]:
    return find_motives(DOCUMENT, HEADED_STAGES, NAMES, groups)


def test_the_lines_of_action_are_measures_or_groups_that_have_none() -> None:
    texts = [s.text for s in DOCUMENT.sentences]
    first, second = find_groups(DOCUMENT, HEADED_STAGES, NAMES)
    lines = lines_of_action(DOCUMENT, NAMES, [replace(first, measures=()), second])
    assert [[texts[i] for i in line.sentences] for line in lines] == [
        ["一是列出修复清单。", "按渗漏程度排定先后。", "二是设立修复资金。", "县财政每年安排一笔专款。"],
        ["一是给协会发放补助。", "补助随收费率浮动。"],
        ["二是培训管水员。", "每年冬闲时集中授课。"],
    ]
    assert [line.group for line in lines] == [0, 1, 1]
    silent = ["other" if role == "recommendation" else role for role in NAMES]
    assert lines_of_action(DOCUMENT, silent, [replace(first, measures=())]) == []


def test_only_sentences_of_the_grounds_that_give_reasons_are_offered() -> None:
    groups = grounded(SURVEY)
    lines = lines_of_action(DOCUMENT, NAMES, groups)
    offered = [[DOCUMENT.sentences[i].text for i in of] for of, _ in tables(groups, lines)]
    reasons = ["全县有干渠41条，三成已经渗漏。", "沙溪镇用半年测完了全部支渠。"]
    assert offered == [reasons, reasons, [], []]  # the second group has no ground


def tables(groups: list[Group], lines: list[LineOfAction]) -> list[tuple[np.ndarray, np.ndarray]]:
    return list(motive_tables(DOCUMENT, HEADED_STAGES, NAMES, groups, lines))


def test_the_columns_say_what_they_are_named_for() -> None:
    groups = grounded(SURVEY, USERS)
    ((offered, table), *_) = tables(groups, lines_of_action(DOCUMENT, NAMES, groups))
    column = dict(zip(COLUMNS, table.T, strict=True))
    assert column["claim"].tolist() == [0, 0, 1, 0]
    assert column["evidence"].tolist() == [1, 0, 0, 1]
    assert column["opens its paragraph"].tolist() == [1, 0, 1, 0]
    assert column["ground"].tolist() == [0.8] * 4
    assert column["length"].tolist() == [len(DOCUMENT.sentences[i].text) / 50 for i in offered]
    likest = int(np.argmin(column["rank"]))
    assert DOCUMENT.sentences[offered[likest]].text.startswith("全县有干渠41条")  # 渗漏
    assert column["rank"][likest] == column["behind the best sentence"][likest] == 0
    assert column["share of the best pairs"].max() == pytest.approx(1)
    assert (column["words"] <= 1).all()
    assert column["sentence after"][likest] == column["words"][likest + 1]
    assert column["sentence before"][likest] == 0  # the first of its paragraph


def test_lines_taken_a_few_at_a_time_are_compared_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = [replace(g, grounds=(Ground(SURVEY, 0.8), Ground(USERS, 0.6))) for g in GROUPS]
    lines = lines_of_action(DOCUMENT, NAMES, groups)
    whole = tables(groups, lines)
    monkeypatch.setattr(motive_features, "_AT_ONCE", 1)
    for (offered, table), (again, other) in zip(whole, tables(groups, lines), strict=True):
        assert offered.tolist() == again.tolist()
        np.testing.assert_allclose(table, other)


def test_the_likest_come_first_and_their_words_are_shown() -> None:
    first, second = found(grounded(SURVEY, USERS))
    told = [m.grounds for m in first.measures]
    assert any(told)
    for measure in first.measures:
        p = [r.probability for r in measure.grounds]
        assert p == sorted(p, reverse=True)
        assert len(p) <= MOST
        about = "\n".join(TEXT[s] for s in (measure.head, *measure.details))
        assert all(cue in about and cue in TEXT[r.sentence] for r in measure.grounds for cue in r.cues)
    assert not any(m.grounds for m in second.measures)
    assert first.motives == second.motives == ()


def test_a_group_without_measures_has_motives_of_its_own() -> None:
    first, _ = found(grounded(SURVEY, measures=False))
    assert first.measures == ()
    assert [TEXT[m.sentence] for m in first.motives][:1] == ["全县有干渠41条，三成已经渗漏。"]
    assert isinstance(first.motives[0], SentenceGround)


def test_without_grounds_nothing_is_looked_for() -> None:
    assert found(list(GROUPS)) == GROUPS


def test_a_line_is_no_reason_of_its_own() -> None:
    """A group may stand in a section that grounds it, with facts among the details of its measures."""
    first, *rest = GROUPS
    own = next(s.section for s in DOCUMENT.sentences if s.id == first.measures[0].head)
    index = {s.id: i for i, s in enumerate(DOCUMENT.sentences)}
    detail, other = index[first.measures[0].details[0]], index[first.measures[1].details[0]]
    names = ["evidence" if i in (detail, other) else role for i, role in enumerate(NAMES)]
    groups = [replace(first, grounds=(Ground(own, 0.8),)), *rest]
    stages = ["practice"] * len(HEADED_STAGES)
    offered = [
        of.tolist()
        for of, _ in motive_tables(DOCUMENT, stages, names, groups, lines_of_action(DOCUMENT, names, groups))
    ]
    assert offered[:2] == [[other], [detail]]


@pytest.mark.parametrize("measures", [True, False])
def test_where_no_sentence_gives_a_reason_nothing_motivates(measures: bool) -> None:
    groups = grounded(SURVEY, measures=measures)
    names = [role if role == "recommendation" else "other" for role in NAMES]
    assert find_motives(DOCUMENT, HEADED_STAGES, names, groups) == tuple(groups)


def test_no_sentence_that_is_improbable_is_chosen_and_never_many() -> None:
    assert chosen(np.array([LEAST - 0.01, LEAST, 0.9])) == [2, 1]
    assert chosen(np.full(9, 0.5)) == list(range(MOST))
    assert chosen(np.zeros(0)) == []


def test_weights_are_of_the_columns() -> None:
    assert tuple(fitted()["weights"]) == COLUMNS
    one = np.zeros((1, len(COLUMNS)))
    assert probability_motive(one) == pytest.approx(1 / (1 + np.exp(-fitted()["bias"])))
