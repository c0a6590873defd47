"""The recommendations of a comparison as the page shows them: shared, in conflict, unique, and each one's nearest."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.comparison.record import Recommendation
from pipeline.comparison.result import Part
from pipeline.report.typeset import visible
from pipeline.report.wording import Words
from pipeline.text.numbering import without_number

PAGE_HOLDS: Final = 20_000  # recommendations that can be searched in the page
_CLUSTERS: Final = 40
_MEMBERS: Final = 9
_CONFLICTS: Final = 40
_NEAREST: Final = 5
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?%?")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?![\d.,%万亿元个人])")


@dataclass(frozen=True, slots=True)
class Quote:
    """The text of a recommendation, the name and place of its document, its strength in words."""

    text: str
    document: str
    anchor: str
    strength: str


@dataclass(frozen=True, slots=True)
class More:
    """How many rows are in a table and not in the page."""

    n: int
    file: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Recommendations that are the same: the text of one, how many documents and recommendations, some of these.

    `figures_differ` says that two of them give figures, and not the same.
    """

    title: str
    documents: int
    n: int
    members: tuple[Quote, ...]
    more: More
    figures_differ: bool


@dataclass(frozen=True, slots=True)
class ConflictPair:
    """Two recommendations that may conflict."""

    a: Quote
    b: Quote


@dataclass(frozen=True, slots=True)
class UniqueRow:
    """How many recommendations of a document others share, and how many none does."""

    title: str
    n: int
    shared: int
    unique: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Recommendations of a language: all, shared with another document, unique; clusters; pairs in conflict."""

    all: int
    shared: int
    unique: int
    clusters: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Looks up what the page says of a recommendation."""

    part: Part
    names: Mapping[str, str]
    anchors: Mapping[str, str]
    words: Words

    def quote(self, item: Recommendation) -> Quote:
        """A recommendation as it is quoted."""
        strength = self.words.name("strength", item.strength)
        return Quote(item.text, self.names[item.document], self.anchors.get(item.document, ""), strength)


def by_id(part: Part) -> dict[str, Recommendation]:
    """All recommendations of a language."""
    return {item.id: item for record in part.records for item in record.recommendations}


def counts_of(part: Part) -> Counts:
    """How many recommendations are shared, unique, in conflict."""
    total = sum(len(record.recommendations) for record in part.records)
    unique = len(part.alignment.unique)
    conflicts = sum(1 for pair in part.alignment.pairs if pair.verdict == "conflict")
    return Counts(total, total - unique, unique, len(part.alignment.clusters), conflicts)


def clusters_of(shown: Shown) -> tuple[tuple[Cluster, ...], More]:
    """The clusters of most documents, a member of each document first."""
    items = by_id(shown.part)
    ranked = sorted(
        ([items[id] for id in cluster] for cluster in shown.part.alignment.clusters),
        key=lambda members: (-len({m.document for m in members}), -len(members), members[0].id),
    )
    rows = []
    for members in ranked[:_CLUSTERS]:
        first: dict[str, Recommendation] = {}
        for member in members:
            first.setdefault(member.document, member)
        some = list(first.values())[:_MEMBERS]
        title = min((m.text for m in members), key=len)
        more = More(len(members) - len(some), "clusters.csv")
        differ = len({figures for m in first.values() if (figures := _figures(m.text))}) > 1
        rows.append(Cluster(title, len(first), len(members), tuple(map(shown.quote, some)), more, differ))
    return tuple(rows), More(max(0, len(ranked) - _CLUSTERS), "clusters.csv")


def _figures(text: str) -> frozenset[str]:
    """The figures that a recommendation gives, years and its own number aside."""
    return frozenset(_FIGURE.findall(_YEAR.sub(" ", without_number(text))))


def conflicts_of(shown: Shown) -> tuple[tuple[ConflictPair, ...], More]:
    """Pairs that may conflict, the likest first."""
    items = by_id(shown.part)
    pairs = [pair for pair in shown.part.alignment.pairs if pair.verdict == "conflict"]
    pairs.sort(key=lambda pair: (-pair.likeness, pair.a, pair.b))
    rows = tuple(ConflictPair(shown.quote(items[p.a]), shown.quote(items[p.b])) for p in pairs[:_CONFLICTS])
    return rows, More(max(0, len(pairs) - _CONFLICTS), "pairs.csv")


def unique_rows(shown: Shown) -> tuple[UniqueRow, ...]:
    """A row for each document with recommendations."""
    unique = frozenset(shown.part.alignment.unique)
    rows = []
    for record in shown.part.records:
        alone = sum(1 for item in record.recommendations if item.id in unique)
        n = len(record.recommendations)
        if n:
            rows.append(UniqueRow(shown.names[record.id], n, n - alone, alone))
    return tuple(rows)


def search_data(shown: Shown) -> dict[str, Any]:
    """What the script of the page searches: documents, themes, recommendations with their nearest counterparts.

    Of a recommendation: t text, d document, h theme, s status, c in conflict, m strength, g grounded, u support,
    n nearest (number of the other, likeness in per cent, verdict or null).
    """
    part = shown.part
    chosen = list(_first(part, PAGE_HOLDS))
    number = {item.id: i for i, item in enumerate(chosen)}
    place = {record.id: i for i, record in enumerate(part.records)}
    unique = frozenset(part.alignment.unique)
    verdicts = {frozenset((p.a, p.b)): p.verdict for p in part.alignment.pairs}
    in_conflict = {id for p in part.alignment.pairs if p.verdict == "conflict" for id in (p.a, p.b)}
    rows = [
        {
            "t": visible(item.text),
            "d": place[item.document],
            "h": part.themes.assignment.get(item.id, -1),
            "s": "unique" if item.id in unique else "shared",
            "c": int(item.id in in_conflict),
            "m": item.strength,
            "g": "none" if item.group is None else "yes" if item.grounded else "no",
            "u": item.support,
            "n": [
                [number[other], round(100 * likeness), verdicts.get(frozenset((item.id, other)))]
                for other, likeness in part.alignment.nearest(item.id, _NEAREST)
                if other in number
            ],
        }
        for item in chosen
    ]
    documents = [[visible(shown.names[r.id]), shown.anchors.get(r.id, "")] for r in part.records]
    return {"documents": documents, "themes": list(map(visible, part.themes.labels)), "recommendations": rows}


def _first(part: Part, most: int) -> Iterator[Recommendation]:
    left = most
    for record in part.records:
        yield from record.recommendations[:left]
        left -= len(record.recommendations)
        if left <= 0:
            return


def names_of_documents(part: Part) -> dict[str, str]:
    """What each document is called: its title, with its id where another has the same title, its year before it."""
    titles = [record.title.strip() for record in part.records]
    often = Counter(titles)
    names = {}
    for record, title in zip(part.records, titles, strict=True):
        name = title or record.id
        if title and often[title] > 1:
            name = f"{name} ({record.id})"
        year = record.metadata.get("year", "")
        names[record.id] = f"{year} {name}" if year and year not in name else name
    return names


def short_names(part: Part, names: Mapping[str, str]) -> dict[str, str]:
    """What each document is called in a figure: its year where no other has it, else its name."""
    often = Counter(record.metadata.get("year", "") for record in part.records)
    years = {record.id: record.metadata.get("year", "") for record in part.records}
    return {id: year if year and often[year] == 1 else names[id] for id, year in years.items()}


def anchors_of(records: Sequence[str], prefix: str) -> dict[str, str]:
    """The places of documents in the page, by id: numbers, since ids may hold anything."""
    return {id: f"{prefix}d{i}" for i, id in enumerate(records)}
