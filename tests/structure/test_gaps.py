"""Gaps: what an argument leaves open."""

from dataclasses import replace

from pipeline.domain.analysis import Gaps, Ground, Group, Relation, SentenceGround
from pipeline.structure.gaps import find_gaps
from pipeline.structure.groups import find_groups
from pipeline.structure.support import unsupported_claims
from tests.structure.samples import HEADED, HEADED_ROLES, HEADED_STAGES, document, roles

DOCUMENT, NAMES = document(HEADED), roles(HEADED_ROLES)
GROUPS = find_groups(DOCUMENT, HEADED_STAGES, NAMES)
ID = {s.text: s.id for s in DOCUMENT.sentences}
FACT, CASE = ID["全县有干渠41条，三成已经渗漏。"], ID["沙溪镇用半年测完了全部支渠。"]


def gaps(groups: tuple[Group, ...] = GROUPS, relations: tuple[Relation, ...] = ()) -> Gaps:
    return find_gaps(DOCUMENT, HEADED_STAGES, NAMES, groups, relations)


def section_of(id: str) -> str:
    return next(s.section for s in DOCUMENT.sentences if s.id == id)


def test_evidence_alone_backs_nothing() -> None:
    assert {FACT, CASE} <= set(gaps().evidence)


def test_what_leads_up_to_a_claim_is_used() -> None:
    claim = ID["用水户协会收起了水费。"]
    assert NAMES[[s.id for s in DOCUMENT.sentences].index(claim)] == "claim"
    way_up = (Relation(CASE, FACT, "exemplifies", 1.0), Relation(FACT, claim, "supports", 1.0))
    assert not {FACT, CASE} & set(gaps(relations=way_up).evidence)
    assert {FACT, CASE} <= set(gaps(relations=way_up[:1]).evidence)  # the fact that it illustrates hangs on nothing


def test_what_grounds_a_group_or_a_measure_is_used() -> None:
    grounded = (replace(GROUPS[0], grounds=(Ground(section_of(FACT), 0.8),)), *GROUPS[1:])
    assert not {FACT, CASE} & set(gaps(grounded).evidence)
    first, *rest = GROUPS[0].measures
    moved = replace(first, grounds=(SentenceGround(FACT, 0.7),))
    of_measure = (replace(GROUPS[0], measures=(moved, *rest)), *GROUPS[1:])
    assert set(gaps(of_measure).evidence) & {FACT, CASE} == {CASE}
    of_group = (replace(GROUPS[0], measures=(), motives=(SentenceGround(CASE, 0.7),)), *GROUPS[1:])
    assert set(gaps(of_group).evidence) & {FACT, CASE} == {FACT}


def test_a_ground_holds_the_sections_in_it() -> None:
    around = next(s for s, stage in zip(DOCUMENT.sections, HEADED_STAGES, strict=True) if stage == "practice")
    grounded = (replace(GROUPS[0], grounds=(Ground(around.id, 0.8),)), *GROUPS[1:])
    assert FACT not in gaps(grounded).evidence


def test_theory_that_no_group_takes_up() -> None:
    theory = section_of(DOCUMENT.sentences[0].id)
    assert gaps().theory == (theory,)
    assert gaps((replace(GROUPS[0], grounds=(Ground(theory, 0.9),)), *GROUPS[1:])).theory == ()
    assert gaps(()).theory == ()  # nobody is there to take it up


def test_claims_are_those_that_seem_to_lack_support_and_have_none_in_the_tree() -> None:
    of = document("基层管理往往严重滞后，各部门的认识也不够到位。要加强管理。石磊跑了三趟。")
    ids, stages, names = [s.id for s in of.sentences], ["practice"], roles("crx")
    assert unsupported_claims(of, stages, names) == (ids[0],)

    def told(type: str) -> tuple[str, ...]:
        return find_gaps(of, stages, names, (), (Relation(ids[2], ids[0], type, 1.0),)).claims

    assert told("attacks") == (ids[0],)
    assert told("exemplifies") == told("supports") == ()
