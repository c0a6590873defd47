"""One comparison of many documents: what was found in each language, and what its reader has to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.comparison.alignment import Alignment
    from pipeline.comparison.diff import Diff
    from pipeline.comparison.record import DocumentRecord
    from pipeline.comparison.statistics import Difference
    from pipeline.comparison.themes import Themes
    from pipeline.comparison.trends import Trend

SCHEMA: Final = "pipeline.comparison/1"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the reader of a comparison should know: a code, what it is about, and names that it lists."""

    code: str
    name: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document that is not in the comparison, and why; `same_as` names the one that has its text."""

    name: str
    reason: str
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure over some documents taken together, with the interval of a bootstrap over documents."""

    group: str
    measure: str
    value: float | None
    interval: tuple[float, float] | None
    documents: int


@dataclass(frozen=True, slots=True)
class Part:
    """All that is said of the documents of one language; nothing is pooled across languages.

    `groups` names the groups in order; `trends` are by group, "" being all documents.
    """

    language: str
    records: "tuple[DocumentRecord, ...]"
    groups: tuple[str, ...]
    alignment: "Alignment"
    themes: "Themes"
    estimates: tuple[Estimate, ...]
    differences: "tuple[Difference, ...]"
    trends: "Mapping[str, tuple[Trend, ...]]"
    diff: "Diff | None"

    def adjusted_trends(self, group: str) -> list[float]:
        """The p of the trends of a group, adjusted over its measures (Benjamini and Hochberg 1995)."""
        from pipeline.comparison.statistics import adjust

        return adjust([trend.p for trend in self.trends.get(group, ())], "bh")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole of it; `by` is the property that makes the groups, "" where there are none."""

    created_by: str
    by: str
    parts: tuple[Part, ...]
    notes: tuple[Note, ...]
    left_out: tuple[LeftOut, ...]
    accuracy: Mapping[str, float]

    @property
    def documents(self) -> int:
        """How many documents were compared."""
        return sum(len(part.records) for part in self.parts)
