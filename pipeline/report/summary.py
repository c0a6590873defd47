"""The counts at the head of a report, and the places that its reader should look at with care."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from pipeline.domain.labels import ROLES, STAGES
from pipeline.report.index import Index, Place
from pipeline.report.typeset import spelled, visible
from pipeline.report.wording import Words

# Warnings that the report has lists of its own for.
_LISTED: Final = frozenset(
    {"unsupported-claim", "ungrounded-group", "encoding-damage", "unused-evidence", "theory-not-taken-up"}
)


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How many sentences play a role, and their share of all (0 to 1)."""

    role: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Lost:
    """A stretch that a broken encoding spoiled: as found, as repaired (None: left as it is), and where."""

    found: str
    repair: str | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning of the analysis, and where in the article it applies."""

    message: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of one analysis. `loose`, `unsupported`, `unused` and `uncertain` hold numbers of sentences.

    `ungrounded` holds numbers of groups, `open_theory` of sections. `orders` counts the recommendations that are in no
    measure, `loose` are those in no group.

    Which claims are unsupported is for the analysis to say: they are those that it warns of, in its order. `warnings`
    are its others.
    Sections are those that the map would show: with sentences of their own, or named as a ground.
    """

    sentences: int
    roles: tuple[RoleCount, ...]
    stages: tuple[tuple[str, int], ...]
    groups: int
    measures: int
    orders: int
    loose: tuple[int, ...]
    ungrounded: tuple[int, ...]
    unsupported: tuple[int, ...]
    uncertain: tuple[int, ...]
    unused: tuple[int, ...]
    open_theory: tuple[int, ...]
    warnings: tuple[Notice, ...]
    lost: tuple[Lost, ...]

    @property
    def grounded(self) -> int:
        """How many groups have at least one ground."""
        return self.groups - len(self.ungrounded)


def besides_measures(summary: Summary, words: Words) -> str:
    """How many recommendations are in no measure, in words; empty if none is."""
    return words["besides_measures"].format(n=summary.orders) if summary.orders else ""


def role_order(index: Index) -> tuple[str, ...]:
    """The roles of the scheme in its order, then any others that the model knows."""
    labels = index.analysis.roles
    found = {label.role for label in labels} | {role for label in labels for role in label.probabilities}
    return (*ROLES, *sorted(found - set(ROLES)))


def summarise(index: Index) -> Summary:
    """Count what `index` holds."""
    analysis, document = index.analysis, index.analysis.document
    total = len(analysis.roles)
    counts = Counter(label.role for label in analysis.roles)
    stages = Counter(analysis.stages[n] for n in index.shown)
    recommended = [n for n, label in enumerate(analysis.roles) if label.role == "recommendation"]
    measured = {
        index.sentence_number[s] for group in analysis.groups for m in group.measures for s in (m.head, *m.details)
    }
    bare = [w.start for w in analysis.warnings if w.code == "unsupported-claim"]
    starting = {s.start: n for n, s in enumerate(document.sentences)}
    return Summary(
        sentences=total,
        roles=tuple(
            RoleCount(role, counts[role], counts[role] / total if total else 0.0) for role in role_order(index)
        ),
        stages=tuple((stage, stages[stage]) for stage in STAGES),
        groups=len(analysis.groups),
        measures=sum(len(group.measures) for group in analysis.groups),
        orders=sum(n not in measured for n in recommended),
        loose=tuple(n for n in recommended if n not in index.group_of),
        ungrounded=tuple(n for n, group in enumerate(analysis.groups) if not group.grounded),
        unsupported=tuple(starting[start] for start in bare if start in starting),
        uncertain=tuple(n for n, label in enumerate(analysis.roles) if label.uncertain),
        unused=tuple(n for id in analysis.gaps.evidence if (n := index.sentence_number.get(id)) is not None),
        open_theory=tuple(n for id in analysis.gaps.theory if (n := index.section_number.get(id)) is not None),
        warnings=tuple(
            Notice(visible(w.message), None if w.start is None else index.place(w.start))
            for w in analysis.warnings
            if w.code not in _LISTED
        ),
        lost=tuple(
            Lost(
                spelled(document.text[d.start : d.end]),
                None if d.repair is None else spelled(d.repair),
                index.place(d.start),
            )
            for d in document.damage
            if d.kind == "encoding"
        ),
    )
