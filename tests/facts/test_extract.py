"""What holds of all facts of a document: of which sentences, where in the source, in what order, how fast."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.analysis import RoleLabel
from pipeline.facts.extract import KINDS, facts_in, facts_of
from pipeline.text.normalize import normalize
from pipeline.text.segment import segment

WRITTEN = """30亿元 70余万项 １２％ 百分之四十 二〇二三年 3月 到 由市财政局 设立专项基金 对中小企业 给予贴息
， 。 三 十 1 / : — 、 -5% 负 − 近 半 成 万 億元 两 % ． . - (chuàng) five years £3bn of the and Council should run
a pilot for farmers between 2010 2020"""
PIECES = st.sampled_from([*WRITTEN.split(), " ", "\u200b"])
PROSE = st.lists(PIECES | st.characters(exclude_categories=["Cs"]), max_size=25).map(lambda parts: "".join(parts))


def label(role: str) -> RoleLabel:
    return RoleLabel(role, {role: 1.0}, False)


def test_instruments_are_of_recommendations_only() -> None:
    document = segment("设立专项基金。\n设立专项基金。", id="d")
    assert [f.sentence for f in facts_of(document, [label("claim"), label("recommendation")])] == ["s2"]


def test_offsets_are_of_the_source() -> None:
    source = "省裏投入３０億\u200b元，創(chuàng)新基金１２％。"
    document = segment(source, id="d")
    money, share = facts_of(document, [label("evidence")])
    assert (source[money.start : money.end], money.text, money.value) == ("３０億\u200b元", "30亿元", 3e9)
    assert (source[share.start : share.end], share.text, share.value) == ("１２％", "12%", 0.12)


def test_actor_and_target_are_places_of_the_source() -> None:
    source = "前言。\n由市財政局設立專項基金，對中小企業給予貼息。"
    document = segment(source, id="d")
    roles = [label("recommendation")] * len(document.sentences)
    fact = next(f for f in facts_of(document, roles) if f.kind == "instrument")
    assert fact.actor is not None
    assert fact.target is not None
    assert (source[fact.actor.start : fact.actor.end], fact.actor.text) == ("市財政局", "市财政局")
    assert (source[fact.target.start : fact.target.end], fact.target.text) == ("中小企業", "中小企业")


@given(PROSE, st.sampled_from(["recommendation", "claim"]))
def test_facts_lie_in_their_sentences_in_order_whatever_the_text(text: str, role: str) -> None:
    document = segment(text, id="d")
    place = {s.id: s for s in document.sentences}
    facts = facts_of(document, [label(role)] * len(document.sentences))
    assert facts == facts_of(document, [label(role)] * len(document.sentences))
    last = 0
    for fact in facts:
        sentence = place[fact.sentence]
        assert max(last, sentence.start) <= fact.start < fact.end <= sentence.end
        assert fact.kind in KINDS
        assert fact.value is not None
        assert fact.text
        assert role == "recommendation" or fact.kind != "instrument"
        if isinstance(fact.value, float):
            assert fact.value >= 0 or fact.text[0] in "-−负"
            assert abs(fact.value) < float("inf")
        for party in filter(None, (fact.actor, fact.target)):
            assert sentence.start <= party.start < party.end <= sentence.end
        last = sentence.start if fact.text is None else fact.start


@settings(max_examples=300)
@given(PROSE, st.sampled_from(["zh", "en"]))
def test_finds_do_not_overlap(text: str, language: str) -> None:
    found = facts_in(normalize(text).text, language=language, recommendation=True)
    assert all(a.end <= b.start for a, b in pairwise(found))


REPEATED = (
    "1",
    "三",
    "三个半",
    "几十",
    "三元",
    "3元5角",
    "3月5日至",
    "三分之",
    "1,",
    "1/",
    "1-",
    " -1",
    "3%—",
    "由市",
    "对企业补贴",
    "补贴",
    "the ",
    "one ",
    "Aa of ",
    "'",
    "财政、",
    "x should ",
)


@pytest.mark.parametrize("unit", REPEATED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_time_is_linear_in_the_text(unit: str, language: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        start = process_time()
        facts_in(text, language=language, recommendation=True)
        return process_time() - start

    facts_in(unit, language=language, recommendation=True)  # the dictionary is loaded
    assert seconds(100_000) < 10 * max(seconds(25_000), 0.05)
