"""Cards of recommendations, figures of evidence, gaps: what the page says of each, and that it stays text."""

from dataclasses import replace

import pytest

from pipeline.domain.analysis import Analysis, Gaps, Ground, SentenceGround
from pipeline.domain.fact import Fact, Party
from pipeline.errors import InputError
from pipeline.report.cards import Motive, cards_of, figures_of, motives_of
from pipeline.report.html import render_html
from pipeline.report.index import build_index
from pipeline.report.summary import besides_measures, summarise
from tests.formats.analysis_samples import bridge

CLAIM, FACT, TASK = (s.id for s in bridge().document.sentences)


def rich() -> Analysis:
    """The bridge whose one measure names a bureau, an instrument and a date, and is motivated by the fact."""
    analysis = bridge()
    (group,) = analysis.groups
    (measure,) = group.measures
    motivated = replace(measure, grounds=(SentenceGround(FACT, 0.81, ("封闭", "<b>")),))
    return replace(
        analysis,
        groups=(replace(group, measures=(motivated,), grounds=(Ground("c1", 0.7, ("老桥",)),)),),
        facts=(
            Fact(FACT, 0, 4, "count", 3.0, "次", text="三次"),
            Fact(FACT, 0, 2, "date", "2025", None, text="去年"),
            Fact(TASK, 0, 3, "instrument", "inspection", None, text="检查", actor=Party(0, 3, "路桥局")),
            Fact(TASK, 0, 3, "date", "2026-06", None, text="六月"),
        ),
        gaps=Gaps(evidence=(FACT,), theory=("c1",)),
    )


def test_a_card_says_who_acts_with_what_and_what_is_missing() -> None:
    (card,) = cards_of(build_index(rich()), 0)
    assert (card.sentence, card.details, card.strength) == (2, 0, "should")
    assert (card.actor, card.target, card.instruments) == ("路桥局", "", "检查")
    assert [(m.sentence, m.probability, m.cues) for m in card.motives] == [(1, 0.81, "封闭 <b>")]
    assert card.missing == ("missing.figure",)
    assert card.figures == "六月"
    page = render_html(rich())
    assert "数字与期限" in page


def test_a_card_tells_figures_and_dates_as_written_with_what_stands_beside_them() -> None:
    said = (
        Fact(TASK, 0, 3, "share", 0.3, None, text="30%", comparison="不低于"),
        Fact(TASK, 0, 3, "date", "2026-06", None, text="六月底", comparison="前"),
        Fact(TASK, 0, 3, "count", 10.0, "位", text="十多位", approximate=True),
        Fact(TASK, 0, 3, "share", 0.3, None, text="30%", comparison="不低于"),
    )
    (card,) = cards_of(build_index(replace(rich(), facts=said)), 0)
    assert card.figures == "30%（不低于）、六月底（前）、十多位（约）"
    many = tuple(Fact(TASK, 0, 3, "count", float(n), "座", text=f"{n}座") for n in range(9))
    (card,) = cards_of(build_index(replace(rich(), facts=many)), 0)
    assert card.figures == "0座、1座、2座、3座、4座、5座、…"


def test_a_card_with_nothing_lacks_everything() -> None:
    analysis = rich()
    (group,) = analysis.groups
    bare = replace(group, grounds=(), measures=(replace(group.measures[0], grounds=()),))
    (card,) = cards_of(build_index(replace(analysis, groups=(bare,), facts=())), 0)
    names = ("actor", "instrument", "figure", "date", "ground")
    assert card.missing == tuple(f"missing.{name}" for name in names)


def test_who_acts_is_read_from_the_sentence_where_no_instrument_says_it() -> None:
    analysis = rich()
    document = analysis.document
    told = tuple(replace(s, text="市交通局应在六月前检查。") if s.id == TASK else s for s in document.sentences)
    plain = replace(analysis, document=replace(document, sentences=told), facts=())
    (card,) = cards_of(build_index(plain), 0)
    assert card.actor == "市交通局"
    assert "missing.actor" not in card.missing


def test_a_group_without_measures_has_a_card_for_each_recommendation() -> None:
    analysis = rich()
    (group,) = analysis.groups
    whole = replace(group, measures=(), motives=(SentenceGround(FACT, 0.62, ("封闭",)),))
    index = build_index(replace(analysis, groups=(whole,)))
    cards = cards_of(index, 0)
    assert [card.sentence for card in cards] == [2]
    assert cards[0].motives == ()
    assert motives_of(index, whole.motives) == (Motive(1, 0.62, "封闭"),)
    page = render_html(index.analysis)
    assert "相关的论述" in page
    assert "62%" in page
    assert "相关的论述" not in render_html(replace(analysis, groups=(replace(whole, motives=()),)))


def test_figures_are_those_of_evidence() -> None:
    found = list(figures_of(build_index(rich())))
    assert [(f.sentence, f.text, f.kind, f.value, f.unit) for f in found] == [
        (1, "三次", "count", "3", "次"),
        (1, "去年", "date", "2025", ""),
    ]
    ranged = replace(rich(), facts=(Fact(FACT, 0, 4, "money", 3.0e9, "CNY", text="30–40亿元", upper=4.0e9),))
    assert [f.value for f in figures_of(build_index(ranged))] == ["3,000,000,000 – 4,000,000,000"]


def test_figures_say_what_stands_beside_them_and_shares_are_in_percent() -> None:
    facts = (
        Fact(FACT, 0, 4, "count", 50.0, "个", text="50个", comparison="不超过"),
        Fact(FACT, 0, 4, "share", 0.584, None, text="58.4%"),
        Fact(FACT, 0, 4, "share", 0.1, None, text="一成", comparison="左右", approximate=True),
        Fact(FACT, 0, 4, "count", 10.0, "位", text="十多位", approximate=True),
    )
    found = figures_of(build_index(replace(rich(), facts=facts)))
    assert [f.value for f in found] == ["50（不超过）", "58.4%", "10%（左右）", "10（约）"]


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        ("PT15M", "15 分钟", "15 min"),
        ("P1Y6M", "1 年 6 个月", "1 yr 6 mo"),
        ("P0.5D", "0.5 天", "0.5 d"),
        ("--03-05", "3 月 5 日", "5 March"),
        ("--12", "12 月", "December"),
        ("1980/1989", "1980 – 1989", "1980 – 1989"),
        ("2026-06", "2026-06", "2026-06"),
        ("P", "P", "P"),
        ("--13", "--13", "--13"),
        ("--03-99", "--03-99", "--03-99"),
    ],
)
def test_times_are_in_words(value: str, chinese: str, english: str) -> None:
    for language, said in (("zh", chinese), ("en", english)):
        of = replace(rich(), document=replace(rich().document, language=language))
        of = replace(of, facts=(Fact(FACT, 0, 4, "period", value, None, text="…"),))
        assert [f.value for f in figures_of(build_index(of))] == [said]


def test_recommendations_in_no_measure_are_counted_beside_measures() -> None:
    analysis = rich()
    (group,) = analysis.groups
    in_a_group = replace(analysis, groups=(replace(group, measures=()),))
    for of, counts, said in (
        (analysis, (1, 0), ""),
        (in_a_group, (0, 1), "不在措施中的建议句 1"),
        (replace(analysis, groups=()), (0, 1), "不在措施中的建议句 1"),
    ):
        index = build_index(of)
        summary = summarise(index)
        assert (summary.measures, summary.orders) == counts
        assert besides_measures(summary, index.words) == said
        assert ("不在措施中的建议句 1" in render_html(of)) == bool(said)


def test_recommendations_in_no_group_are_listed() -> None:
    loose = replace(rich(), groups=())
    assert summarise(build_index(rich())).loose == ()
    assert summarise(build_index(loose)).loose == (2,)
    assert "不在建议组中的建议" in render_html(loose)
    assert "不在建议组中的建议" not in render_html(rich())


def test_gaps_have_lists_of_their_own() -> None:
    summary = summarise(build_index(rich()))
    assert (summary.unused, summary.open_theory) == ((1,), (0,))
    page = render_html(rich())
    for words in ("未被使用的论据", "未被呼应的理论", "论据中的数字", "相关的论述", "路桥局", "共有词：老桥"):
        assert words in page


def test_words_of_an_article_stay_text() -> None:
    page = render_html(rich())
    assert "封闭 &lt;b&gt;" in page
    assert "封闭 <b>" not in page
    hostile = Fact(FACT, 0, 4, "count", "<img src=x>", "<i>", text="<script>alert(1)</script>")
    assert "<script>alert" not in render_html(replace(rich(), facts=(hostile,)))


def test_in_english_too() -> None:
    english = replace(rich(), document=replace(rich().document, language="en"))
    page = render_html(english)
    for words in ("Who acts", "Sentences that motivate it", "Evidence never used", "Figures of the evidence"):
        assert words in page


def test_what_names_no_sentence_is_refused() -> None:
    analysis = rich()
    (group,) = analysis.groups
    nowhere = replace(group.measures[0], grounds=(SentenceGround("nowhere", 0.5),))
    for broken in (
        replace(analysis, groups=(replace(group, measures=(nowhere,)),)),
        replace(analysis, groups=(replace(group, measures=(), motives=nowhere.grounds),)),
        replace(analysis, facts=(Fact("nowhere", 0, 1, "count", 1.0, None),)),
    ):
        with pytest.raises(InputError, match="'nowhere', which the document lacks"):
            render_html(broken)
