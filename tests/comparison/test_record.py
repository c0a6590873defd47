"""What is kept of an analysis: by hand."""

from dataclasses import replace

import pytest

from pipeline.comparison.record import describe
from pipeline.domain.analysis import Gaps, Relation, SentenceGround
from pipeline.domain.fact import Fact, Party
from pipeline.report.cards import cards_of
from pipeline.report.index import build_index
from tests.formats.analysis_samples import bridge
from tests.formats.graph.samples import weir
from tests.report.samples import build


def test_counts_of_the_bridge() -> None:
    """Three sentences: a claim, a fact that supports it, a measure head."""
    found = describe(bridge())
    assert (found.id, found.language, found.sentences) == ("bridge", "zh", 3)
    assert found.roles == {"claim": 1, "evidence": 1, "recommendation": 1}
    assert sum(found.expected_roles.values()) == pytest.approx(3)
    assert found.expected_roles["claim"] == pytest.approx(sum(r.probabilities["claim"] for r in bridge().roles))
    assert found.relations == {r.type: 1 for r in bridge().relations}
    assert found.metadata == {}


def test_the_shape_of_the_tree() -> None:
    ids = [s.id for s in bridge().document.sentences]
    chain = (Relation(ids[1], ids[0], "supports", 1.0), Relation(ids[2], ids[1], "supports", 1.0))
    found = describe(replace(bridge(), relations=chain))
    assert (found.depth, found.width, found.roots) == (1.0, 1.0, 1)
    flat = describe(replace(bridge(), relations=()))
    assert (flat.depth, flat.width, flat.roots) == (0.0, 0.0, 3)


def test_a_cycle_in_a_file_of_others_ends() -> None:
    ids = [s.id for s in bridge().document.sentences]
    ring = (Relation(ids[0], ids[1], "supports", 1.0), Relation(ids[1], ids[0], "supports", 1.0))
    assert describe(replace(bridge(), relations=ring)).roots == 1


def test_a_recommendation_is_a_measure() -> None:
    analysis = bridge()
    (group,) = analysis.groups
    (item,) = describe(analysis).recommendations
    assert item.id == f"bridge#{group.measures[0].id}"
    assert (item.group, item.text, item.strength) == (group.title, "一是查桥墩。", "should")
    assert item.grounded == group.grounded
    assert analysis.document.text[item.start : item.end] == "一是查桥墩。"


def test_what_a_measure_rests_on_and_who_acts() -> None:
    analysis = bridge()
    fact = analysis.document.sentences[1].id
    (group,) = analysis.groups
    measure = replace(group.measures[0], grounds=(SentenceGround(fact, 0.9),))
    bureau = Party(0, 3, "路桥局")
    instrument = Fact(measure.head, 0, 2, "instrument", "inspection", None, actor=bureau)
    relation = Relation(analysis.document.sentences[0].id, measure.head, "supports", 0.9)
    changed = replace(
        analysis,
        groups=(replace(group, grounds=(), measures=(measure,)),),
        facts=(instrument,),
        relations=(relation,),
        gaps=Gaps(evidence=(fact,)),
    )
    (item,) = describe(changed).recommendations
    assert (item.actor, item.instruments, item.grounded, item.support) == ("路桥局", ("inspection",), True, 2)
    assert describe(changed).unused_evidence == 1
    whole = replace(group, grounds=(), measures=(), motives=measure.grounds)
    (item,) = describe(replace(changed, groups=(whole,))).recommendations
    assert (item.grounded, item.support) == (True, 2)


def test_orders_among_the_details_tell_the_strength_of_a_head_without_a_word_of_it() -> None:
    analysis = bridge()
    document, (group,) = analysis.document, analysis.groups
    detail = document.sentences[1].id
    whole = replace(group, measures=(replace(group.measures[0], details=(detail,)),), members=(detail, *group.members))
    told = tuple(replace(s, text="必须逐座检查。") if s.id == detail else s for s in document.sentences)
    strengths = []
    for role in ("evidence", "recommendation"):
        roles = tuple(
            replace(r, role=role) if s.id == detail else r
            for s, r in zip(document.sentences, analysis.roles, strict=True)
        )
        changed = replace(analysis, document=replace(document, sentences=told), groups=(whole,), roles=roles)
        strengths.append(describe(changed).recommendations[0].strength)
        (card,) = cards_of(build_index(changed), 0)
        assert card.strength == strengths[-1]
    assert strengths == ["should", "must"]


def test_who_acts_is_said_without_an_instrument() -> None:
    analysis = bridge()
    head = analysis.groups[0].measures[0].head
    told = [replace(s, text="市交通局应修桥。") if s.id == head else s for s in analysis.document.sentences]
    plain = replace(analysis, document=replace(analysis.document, sentences=tuple(told)), facts=())
    assert [r.actor for r in describe(plain).recommendations] == ["市交通局"]


def test_recommendations_outside_groups_and_groups_without_measures_count() -> None:
    analysis = bridge()
    alone = describe(replace(analysis, groups=()))
    assert [r.group for r in alone.recommendations] == [None]
    (group,) = analysis.groups
    whole = describe(replace(analysis, groups=(replace(group, measures=()),)))
    assert [r.id for r in whole.recommendations] == [f"bridge#{group.id}"]


def test_evidence_by_what_it_carries() -> None:
    analysis = weir()
    facts = {s.id for s, r in zip(analysis.document.sentences, analysis.roles, strict=True) if r.role == "evidence"}
    found = describe(analysis)
    assert sum(found.evidence_kinds.values()) == sum(r.role in {"evidence", "example"} for r in analysis.roles)
    first = sorted(facts)[0]
    counted = describe(replace(analysis, facts=(Fact(first, 0, 1, "count", 3.0, None),)))
    assert counted.evidence_kinds["figure"] == 1


def test_an_attack_is_no_support() -> None:
    analysis = bridge()
    head = analysis.groups[0].measures[0].head
    first = analysis.document.sentences[0].id
    for kind, support in (("supports", 1), ("attacks", 0)):
        told = replace(analysis, relations=(Relation(first, head, kind, 0.9),))
        assert describe(told).recommendations[0].support == support


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("今年要着重抓好以下工作。", False),
        ("必须抓好下列五个方面的工作。", False),
        ("要做到以下几点：", False),
        ("建议如下。", False),
        ("要突出抓好以下七方面工作：", False),
        ("重点做好以下几项重点工作。", False),
        ("依法处理下列行为。", True),
        ("The council should take the following steps:", False),
        ("价格控制在2元以下。", True),
        ("对五百元以下的罚款一律免除。", True),
        ("Close the following wards: A and B.", True),
    ],
)
def test_to_announce_orders_is_no_recommendation(text: str, kept: bool) -> None:
    lines = [("heading", "1", "recommendation", "任务"), ("recommendation", text), ("recommendation", "修好水渠。")]
    found = describe(build("云溪镇安排", "zh", lines))
    assert [item.text for item in found.recommendations] == [text, "修好水渠。"][not kept :]
    assert found.roles["recommendation"] == 2


def test_a_whole_group_is_headed_by_its_first_order_and_not_by_what_announces_it() -> None:
    lines = [("group", "1", "任务"), ("recommendation", "要抓好以下工作。"), ("recommendation", "修好水渠。")]
    (item,) = describe(build("云溪镇安排", "zh", lines)).recommendations
    assert (item.text, item.details) == ("修好水渠。", ("要抓好以下工作。",))
    (only,) = describe(build("云溪镇安排", "zh", lines[:2])).recommendations
    assert only.text == "要抓好以下工作。"
