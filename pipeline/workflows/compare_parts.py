"""What is computed of the documents of one language: alignment, themes, estimates, differences, trends, diff."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.comparison.alignment import align
from pipeline.comparison.diff import Diff, diff
from pipeline.comparison.measures import MEASURES
from pipeline.comparison.record import DocumentRecord
from pipeline.comparison.result import Estimate, Note, Part
from pipeline.comparison.statistics import FEW, Difference, compare_groups, intervals
from pipeline.comparison.themes import themes
from pipeline.comparison.trends import FEWEST, trends
from pipeline.domain.analysis import Analysis
from pipeline.errors import ModelError
from pipeline.workflows.models import find_bundle
from pipeline.workflows.properties import DECADE, YEAR, groups_of

_SEED: Final = 20240229
_FEWEST: Final = 3  # documents of a group that is compared with others
_HASH: Final = 12


@dataclass(frozen=True, slots=True)
class ModelScores:
    """How often the model that made the analyses is right: accuracy by language, and its confusion counts."""

    accuracy: Mapping[str, float]
    confusion: Mapping[str, Any]


def model_scores(model: str, records: Sequence[DocumentRecord]) -> ModelScores | None:
    """What is known of the model; None where the analyses are of another model than `model`, or its card has none."""
    try:
        bundle = find_bundle(model)
    except ModelError:
        return None
    made_by = f"{bundle.ref.name} {bundle.ref.version} {bundle.ref.sha256[:_HASH]}"
    scores = bundle.manifest.get("scores", {})
    if any(r.model != made_by for r in records) or not scores.get("confusion"):
        return None
    accuracy = {name: float(of["accuracy"][0]) for name, of in scores.get("languages", {}).items()}
    return ModelScores(accuracy, scores["confusion"])


def part_of(
    language: str,
    records: Sequence[DocumentRecord],
    by: str,
    baseline: str | None,
    scores: ModelScores | None,
    whole: Sequence[Analysis],
) -> tuple[Part, tuple[Note, ...]]:
    """All that is said of one language, and what to warn of.

    Args:
        language: of `records`.
        records: in the order of their dates.
        by: the property that makes the groups, "" for none.
        baseline: the group that all others are compared with; None compares all.
        scores: of the model, to correct for its errors; None leaves estimates as they are.
        whole: the analyses of two documents, where there are no more.
    """
    items = [item for record in records for item in record.recommendations]
    groups, notes = groups_of(records, by)
    members = {name: [r for r in records if r.metadata.get(by) == name] for name in groups}
    small = tuple(name for name in groups if len(members[name]) < _FEWEST)
    tested = [name for name in groups if name not in small]
    more = [*notes, *([Note("small-groups", by, small)] if small and len(groups) > 1 else [])]
    if 1 < len(records) < FEW:
        more.append(Note("no-intervals", str(FEW)))
    elif few := tuple(name for name in groups if len(members[name]) < FEW):
        more.append(Note("no-intervals-of", str(FEW), few))
    found = trends(records, MEASURES)
    if not found and len(records) > 1 and any("year" in r.metadata for r in records):
        more.append(Note("no-trends", str(FEWEST)))
    over_time = {"": found} if found else {}
    if by not in (YEAR, DECADE):  # the years are told apart by what makes the groups
        over_time |= {name: of for name, those in members.items() if (of := trends(those, MEASURES))}
    return (
        Part(
            language=language,
            records=tuple(records),
            groups=groups,
            alignment=align(items),
            themes=themes(items, _SEED),
            estimates=tuple(_estimates({"": records, **members})),
            differences=_differences([r for name in tested for r in members[name]], by, len(tested), baseline, scores),
            trends=over_time,
            diff=_diff(records, whole),
        ),
        tuple(more),
    )


def _estimates(members: Mapping[str, Sequence[DocumentRecord]]) -> Iterator[Estimate]:
    for group, records in members.items():
        for measure, found in intervals(records, tuple(MEASURES)).items():
            value, interval = found or (None, None)
            yield Estimate(group, measure, value, interval, len(records))


def _differences(
    records: Sequence[DocumentRecord], by: str, groups: int, baseline: str | None, scores: ModelScores | None
) -> tuple[Difference, ...]:
    if groups < 2:
        return ()
    return compare_groups(
        records,
        by=by,
        measures=tuple(MEASURES),
        baseline=baseline,
        confusion=None if scores is None else scores.confusion,
        method="holm" if groups == 2 else "bh",
    )


def _diff(records: Sequence[DocumentRecord], whole: Sequence[Analysis]) -> Diff | None:
    found = {analysis.document.id: analysis for analysis in whole}
    if len(records) != 2 or any(r.id not in found for r in records):
        return None
    first, second = (found[r.id] for r in records)
    return diff(first, second)
