"""The themes of a comparison as the page shows them: their words, and the matrix document × theme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.comparison.record import DocumentRecord
from pipeline.comparison.result import Part
from pipeline.report.wording import Words

SHADES: Final = 8
_MOST_ROWS: Final = 120
_RARE: Final = 0.2  # of the theme's recommendations at most stand in the half where it is said to be absent or rare
_ENOUGH: Final = 12  # recommendations, below which nothing is said of when a theme appears
YEAR: Final = "year"
DECADE: Final = "decade"


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme: its label and words, how many recommendations and documents, and the years of these."""

    number: int
    label: str
    words: str
    n: int
    documents: int
    years: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix: how dark it is, and what it says."""

    shade: int
    text: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A document or a group of documents: its name, the place of it in the page ("" for none), and its cells."""

    name: str
    anchor: str
    cells: tuple[Cell, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Document × theme: the head of the rows, the themes, the rows, and a note on how they were taken together."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    note: str


def theme_counts(part: Part) -> dict[str, list[int]]:
    """How many recommendations of each document belong to each theme: document id → a count a theme."""
    counts = {record.id: [0] * len(part.themes.labels) for record in part.records}
    for record in part.records:
        for item in record.recommendations:
            theme = part.themes.assignment.get(item.id)
            if theme is not None:
                counts[record.id][theme] += 1
    return counts


def theme_rows(part: Part, separator: str) -> tuple[ThemeRow, ...]:
    """The themes, those of most recommendations first."""
    counts = theme_counts(part)
    rows = []
    for number, label in enumerate(part.themes.labels):
        holding = [r for r in part.records if counts[r.id][number]]
        years = [int(r.metadata["year"]) for r in holding if "year" in r.metadata]
        told = "" if not years else str(min(years)) if min(years) == max(years) else f"{min(years)}–{max(years)}"
        n = sum(counts[r.id][number] for r in holding)
        rows.append(ThemeRow(number, label, separator.join(part.themes.words[number]), n, len(holding), told))
    return tuple(sorted(rows, key=lambda row: (-row.n, row.number)))


def matrix_of(part: Part, names: Mapping[str, str], anchors: Mapping[str, str], by: str, words: Words) -> Matrix:
    """The matrix document × theme; where there are many documents, those of a decade or group taken together.

    Args:
        part: the documents of one language.
        names: what each document is called, by id.
        anchors: where it stands in the page.
        by: the property that makes the groups, or "".
        words: of the page.
    """
    counts = theme_counts(part)
    order = [row.number for row in theme_rows(part, "")]
    together = len(part.records) > _MOST_ROWS
    key = by if by else DECADE
    lines: dict[str, tuple[str, list[int]]] = {}
    for record in part.records:
        name = record.metadata.get(key, words["all"]) if together else record.id
        anchor, sums = lines.setdefault(name, ("" if together else anchors.get(record.id, ""), [0] * len(order)))
        lines[name] = anchor, [a + b for a, b in zip(sums, counts[record.id], strict=True)]
    rows = []
    for name, (anchor, sums) in lines.items():
        total = sum(sums)
        shares = tuple(sums[number] / total if total else 0.0 for number in order)
        rows.append((names.get(name, name), anchor, shares))
    top = max((share for *_, shares in rows for share in shares), default=0.0) or 1.0
    shown = words.get(f"property.{key}", key)
    return Matrix(
        corner=shown if together else words["document"],
        columns=tuple(part.themes.labels[number] for number in order),
        rows=tuple(
            MatrixRow(name, anchor, tuple(_cell(share, top) for share in shares), shares)
            for name, anchor, shares in rows
        ),
        note=words["matrix_grouped"].format(by=shown) if together else "",
    )


def _cell(share: float, top: float) -> Cell:
    shade = 0 if share <= 0 else min(SHADES - 1, 1 + int((SHADES - 1) * share / top))
    return Cell(shade, f"{100 * share:.0f}" if share >= 0.005 else "")


def changing_themes(part: Part) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Themes that are absent or rare in the earlier half of the dated documents, and those in the later half.

    A share of a half is of all recommendations in it, so that longer documents later on make no theme appear.
    """
    dated = sorted((r for r in part.records if "year" in r.metadata), key=lambda r: int(r.metadata["year"]))
    if len(dated) < 4:
        return (), ()
    middle = int(dated[len(dated) // 2].metadata["year"])
    earlier = [r for r in dated if int(r.metadata["year"]) < middle]
    later = [r for r in dated if int(r.metadata["year"]) >= middle]
    counts = theme_counts(part)
    new, gone = [], []
    for row in theme_rows(part, ""):
        if row.n < _ENOUGH:
            continue
        before, after = (_share(half, counts, row.number) for half in (earlier, later))
        if before + after == 0:
            continue
        part_before = before / (before + after)
        if part_before <= _RARE:
            new.append(row.label)
        elif part_before >= 1 - _RARE:
            gone.append(row.label)
    return tuple(new), tuple(gone)


def _share(half: Sequence[DocumentRecord], counts: Mapping[str, Sequence[int]], theme: int) -> float:
    total = sum(sum(counts[r.id]) for r in half)
    return sum(counts[r.id][theme] for r in half) / total if total else 0.0
