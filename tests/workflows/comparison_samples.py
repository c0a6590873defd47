"""Analyses for tests of `pipeline compare`: plans of invented towns, made by hand as `tests/report/samples.py` does."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from pipeline.domain.analysis import Analysis
from pipeline.formats.analysis_json import write_analysis
from tests.report.samples import build

HOSTILE = '=1+1"><script>alert(1)</script>'
_ALWAYS = ("各镇应当建立渡口安全巡查制度。", "鼓励船工参加救生培训。")
_WATER = ("必须清理云溪上游的围网。", "探索按用水量分档收费。", "应当每月公布水质。")
_ROADS = ("必须修补东岭山路的护栏。", "应当给村道装上反光标志。", "鼓励村民代管路灯。")
_ENGLISH = ("Towns must publish the water quality every month.", "The council should explore a toll by weight.")


def plan(year: int, *, measures: Sequence[str], evidence: int = 1, language: str = "zh", title: str = "") -> Analysis:
    """A plan of a year: a claim, so much evidence, and one group with these measures."""
    chinese = language == "zh"
    head = title or (f"{year}年云溪镇工作安排" if chinese else f"Plan of Millford for {year}")
    claim = f"{year}年渡口仍是两岸往来的要道。" if chinese else f"In {year} the ferry was still the town's main road."
    fact = "上年渡口运送旅客{n}万人次。" if chinese else "Last year {n} thousand people took the ferry."
    lines = [
        ("heading", "1", "practice", "一、情况" if chinese else "Situation"),
        ("claim", claim),
        *(("evidence", fact.format(n=10 * year % 97 + i)) for i in range(evidence)),
        ("group", "1", "二、任务" if chinese else "Tasks"),
        *(("head", measure) for measure in measures),
    ]
    grounds = [[(0, 0.8)]] if evidence else []
    made = build(head, language, lines, grounds=grounds, source=f"{year}.txt")
    hash = sha256(made.document.text.encode()).hexdigest()
    return replace(made, document=replace(made.document, id=f"{language}-{year}", sha256=hash))


def chinese(count: int = 8) -> list[Analysis]:
    """Plans of successive years from 2001; the first half speaks of water, the second of roads, with more evidence."""
    half = count // 2
    return [
        plan(2001 + i, measures=(*_ALWAYS, *(_WATER if i < half else _ROADS)), evidence=1 if i < half else 4)
        for i in range(count)
    ]


def english(count: int = 3) -> list[Analysis]:
    """The same in English."""
    return [plan(2001 + i, measures=_ENGLISH, language="en") for i in range(count)]


def hostile() -> list[Analysis]:
    """Titles and texts that would run as code or as a formula."""
    return [
        plan(
            2001 + i,
            measures=(f"{HOSTILE}应当修桥{i}。", "</script><img src=x onerror=alert(2)>"),
            title=f"{HOSTILE}{i}",
        )
        for i in range(3)
    ]


def written(folder: Path, analyses: Sequence[Analysis]) -> Path:
    """The analyses as files of a folder."""
    for analysis in analyses:
        write_analysis(analysis, folder / f"{analysis.document.id}.analysis.json")
    return folder
