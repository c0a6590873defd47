"""What a comparison says in plain sentences, with numbers and intervals."""

from collections.abc import Iterator
from typing import Final

from pipeline.comparison.result import Comparison, Estimate, Part
from pipeline.comparison.trends import DECADE_YEARS, Trend
from pipeline.report.comparison_numbers import (
    CLEAR,
    MAIN,
    change,
    in_words,
    is_share,
    label_of,
    measured_likeness,
    number,
    p_phrase,
    p_value,
    value_of,
)
from pipeline.report.comparison_recommendations import counts_of
from pipeline.report.comparison_themes import changing_themes, theme_rows
from pipeline.report.wording import Words

_DIFFERENCES: Final = 6
_TRENDS: Final = 6
_LARGEST: Final = 5


def opening(comparison: Comparison, words: Words) -> Iterator[str]:
    """What is said before the languages are told apart."""
    records = [record for part in comparison.parts for record in part.records]
    if len(records) == 1:
        yield words["s.one"]
    if len(comparison.parts) > 1:
        yield words["s.languages"].format(n=len(comparison.parts))


def sentences(part: Part, words: Words) -> Iterator[str]:
    """The summary of one language."""
    counts = counts_of(part)
    yield words["s.scope"].format(
        n=len(part.records),
        sentences=f"{sum(r.sentences for r in part.records):,}",
        recommendations=f"{counts.all:,}",
    )
    years = [int(r.metadata["year"]) for r in part.records if "year" in r.metadata]
    if years and len(part.records) > 1:
        yield words["s.years"].format(first=min(years), last=max(years))
    whole = {e.measure: e for e in part.estimates if e.group == ""}
    yield from (_estimate(whole[name], words) for name in MAIN if name in whole and whole[name].value is not None)
    if not counts.all:
        yield words["s.none"]
    elif len(part.records) > 1:
        yield _shared(part, words)
    yield from _themes(part, words)
    yield from _differences(part, words)
    yield from _trends(part, words)


def _estimate(estimate: Estimate, words: Words) -> str:
    share = is_share(estimate.measure)
    return words["s.estimate"].format(
        measure=label_of(estimate.measure, words),
        value=value_of(estimate.measure, estimate.value, words),
        interval=in_words(estimate.interval, words, share=share),
    )


def _shared(part: Part, words: Words) -> str:
    counts = counts_of(part)
    key = "s.shared" if counts.shared else "s.no_shared"
    return words[key].format(
        shared=f"{counts.shared:,}",
        share=number(counts.shared / counts.all, share=True),
        clusters=f"{counts.clusters:,}",
        unique=f"{counts.unique:,}",
        conflicts=f"{counts.conflicts:,}",
        **measured_likeness(),
    )


def _themes(part: Part, words: Words) -> Iterator[str]:
    rows = [row for row in theme_rows(part, "") if row.n]
    if not rows:
        return
    total = sum(row.n for row in rows)
    largest = [f"{row.label} ({number(row.n / total, share=True)})" for row in rows[:_LARGEST]]
    yield words["s.themes"].format(n=len(rows), largest=words["semicolon"].join(largest))
    new, gone = changing_themes(part)
    if new:
        yield words["s.theme_new"].format(names=words["semicolon"].join(new))
    if gone:
        yield words["s.theme_gone"].format(names=words["semicolon"].join(gone))


def _differences(part: Part, words: Words) -> Iterator[str]:
    if not part.differences:
        return
    clear = sorted((d for d in part.differences if d.p_adjusted < CLEAR), key=lambda d: (d.p_adjusted, -abs(d.effect)))
    untested = sum(d.least >= CLEAR for d in part.differences)
    if untested == len(part.differences):
        yield words["s.untestable"].format(least=p_value(min(d.least for d in part.differences)))
        return
    if not clear:
        yield words["s.no_difference"]
    for d in clear[:_DIFFERENCES]:
        share = is_share(d.measure)
        yield words["s.difference"].format(
            measure=label_of(d.measure, words),
            a=d.group_a,
            b=d.group_b,
            value_a=number(d.value_a, share=share),
            value_b=number(d.value_b, share=share),
            difference=change(d.difference, words, share=share),
            interval=in_words(d.interval, words, share=share, sign=True),
            p=p_phrase(d.p_adjusted),
        ) + "".join(words["s.caution"].format(what=words.get(f"caution.{code}", code)) for code in d.warnings)
    if len(clear) > _DIFFERENCES:
        yield words["s.more_differences"].format(n=len(clear) - _DIFFERENCES)
    if untested:
        yield words["s.untested"].format(n=untested)


def _trends(part: Part, words: Words) -> Iterator[str]:
    """Of groups that have trends those of each: what changes in all of them together may be which group they are of."""
    groups = [name for name in part.groups if part.trends.get(name)]
    for name in groups:
        for said in _trends_of(part, name, max(1, _TRENDS // len(groups)), words):
            yield words["s.of_group"].format(group=name, said=said)
    if not groups and part.trends.get(""):
        yield from _trends_of(part, "", _TRENDS, words)


def _trends_of(part: Part, group: str, most: int, words: Words) -> Iterator[str]:
    adjusted = zip(part.trends[group], part.adjusted_trends(group), strict=True)
    ranked = sorted(adjusted, key=lambda found: (found[0].measure not in MAIN, found[1]))
    clear = [found for found in ranked if found[1] < CLEAR and _one_way(found[0])][:most]
    if not clear:
        yield words["s.no_trend"]
    for t, p in clear:
        share = is_share(t.measure)
        turned = t.change is not None and t.change_p is not None and t.change_p < CLEAR
        turn = words["s.change"].format(year=t.change) if turned else ""
        yield words["s.trend_up" if t.slope > 0 else "s.trend_down"].format(
            measure=label_of(t.measure, words),
            slope=words["decade_change" if t.years == DECADE_YEARS else "span_change"].format(
                change=change(t.slope, words, share=share), first=t.points[0][0], last=t.points[-1][0]
            ),
            interval=in_words(t.interval, words, share=share, sign=True),
            p=p_phrase(p),
            change=turn,
        )


def _one_way(trend: Trend) -> bool:
    """Whether it rises or falls, its interval too."""
    low, high = trend.interval or (trend.slope, trend.slope)
    return low > 0 or high < 0


def methods(comparison: Comparison, words: Words, alignment: str) -> Iterator[str]:
    """How it was done and what it cannot tell; `alignment` says how well counterparts are found."""
    many = comparison.documents > 1
    yield words["m.units"]
    for part in comparison.parts:
        accuracy = comparison.accuracy.get(part.language)
        if accuracy is None:
            yield words["m.model_unknown"]
        else:
            name = words.get(f"language.{part.language}", part.language)
            yield words["m.model"].format(accuracy=number(accuracy, share=True), language=name)
    if many:
        yield words["m.bootstrap"]
    if any(part.differences for part in comparison.parts):
        yield words["m.tests"]
    if any(part.trends for part in comparison.parts):
        yield words["m.trends"]
    if many:
        yield alignment
    if any(part.themes.labels for part in comparison.parts):
        yield words["m.themes"]
    yield words["m.causes"]
