"""The article in a few of its own sentences."""

from dataclasses import replace

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
