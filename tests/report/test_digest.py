"""The article in a few of its own sentences."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.analysis import Relation
from pipeline.report.digest import digest
from pipeline.report.index import build_index

from . import samples


def texts(analysis):
    index = build_index(analysis)
    return [index.text(n) for n in digest(index)]


def test_one_claim_of_theory_one_of_each_of_two_sections_of_practice_and_the_head_of_each_group():
    assert texts(samples.chinese()) == [
        "粮食储备治理的难点，不在于存了多少粮，而在于能否随时说清粮在哪里、品质如何、由谁负责。",
        "监测网络的铺开，使“人盯粮”变成了“数管粮”。",
        "数据共享不畅，是当前改革中最突出的短板。",
        "一是建立统一的粮食数据目录，明确共享范围、更新频次和责任单位。",
        "要面向县级粮库设立数据管理员岗位，三年内轮训一遍。",
    ]


def test_an_article_without_stages_gives_the_claims_that_most_sentences_serve():
    analysis = samples.chinese()
    bare = replace(analysis, stages=("none",) * len(analysis.stages), groups=())
    assert len(texts(bare)) == 3
    assert "粮食储备治理的难点" in texts(bare)[0]


def test_an_article_of_nothing_but_other_sentences_has_none():
    analysis = samples.chinese()
    labels = tuple(replace(label, role="other") for label in analysis.roles)
    assert texts(replace(analysis, roles=labels, groups=())) == []


@pytest.mark.parametrize(
    ("language", "others", "own"),
    [
        ("zh", "也有学者提醒，评估体系还不健全。", "评估可以分步走。"),
        ("zh", "有的同志说，区位不好。", "关键在服务。"),
        ("zh", "当然，丙县财力较强。", "财力不是理由。"),
        ("en", "Some economists argue that prices will fall.", "Prices will not fall alone."),
        ("en", "Of course, money is short.", "Money is not the point."),
    ],
)
def test_what_others_hold_gives_way_to_what_the_article_says(language, others, own):
    lines = [("section", "theory"), ("claim", others), ("claim", own), *(("evidence", f"{n}.") for n in range(3))]
    analysis = samples.build("题", language, lines)
    of = tuple(Relation(f"s{n}", "s1", "supports", 0.9) for n in (3, 4, 5))
    assert texts(replace(analysis, relations=of)) == [own]
    alone = samples.build("题", language, [("section", "theory"), ("claim", others)])
    assert texts(alone) == [others]


def under(parents):
    """Claims, each under that of the number beside it (None: under none)."""
    lines = [("section", "none"), *(("claim", f"第{n}句。") for n in range(len(parents)))]
    analysis = samples.build("树", "zh", lines)
    of = [Relation(f"s{n + 1}", f"s{p + 1}", "supports", 0.5) for n, p in enumerate(parents) if p is not None]
    labels = tuple(replace(label, probabilities={"claim": 1.0}) for label in analysis.roles)
    return replace(analysis, relations=tuple(of), roles=labels)


def reached(parents, n):
    """What sentence `n` serves at whatever remove, itself included."""
    found = []
    while n is not None and n not in found:
        found.append(n)
        n = parents[n]
    return found


@given(st.data())
def test_those_are_taken_that_most_serve_even_in_circles(data):
    count = data.draw(st.integers(1, 12))
    parents = data.draw(st.lists(st.none() | st.integers(0, count - 1), min_size=count, max_size=count))
    serving = [sum(n in reached(parents, m) for m in range(count)) for n in range(count)]
    best = sorted(range(count), key=lambda n: (-serving[n], n))[:3]
    assert list(digest(build_index(under(parents)))) == sorted(best)


def test_a_chain_of_ten_thousand_is_quick():
    index = build_index(under([None, *range(9_999)]))
    begin = time.perf_counter()
    assert digest(index) == (0, 1, 2)
    assert time.perf_counter() - begin < 1
