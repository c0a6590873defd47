"""What differs between two documents, as the page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.comparison.diff import Change, Diff
from pipeline.comparison.result import Part
from pipeline.report.wording import Words


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change: the text before and after ("" for none), and a note on it."""

    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Changes of a kind: added, dropped, reworded, moved, evidence."""

    kind: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class DiffView:
    """The names of the two documents, and what changed from one to the other."""

    before: str
    after: str
    blocks: tuple[Block, ...]


def diff_view(part: Part, diff: Diff, names: Mapping[str, str], words: Words) -> DiffView:
    """The difference `diff` of the two documents of a part."""
    first, second = part.records
    blocks = [
        Block(kind, tuple(_row(change, words) for change in changes))
        for kind, changes in (
            ("added", diff.added),
            ("dropped", diff.dropped),
            ("reworded", diff.reworded),
            ("moved", diff.moved),
        )
    ]
    blocks.append(Block("evidence", tuple(ChangeRow(e.before, e.after) for e in diff.evidence)))
    return DiffView(names[first.id], names[second.id], tuple(blocks))


def _row(change: Change, words: Words) -> ChangeRow:
    before, after = change.before, change.after
    note = ""
    if before is not None and after is not None:
        note = f"{words['likeness']} {change.likeness:.2f}"
        if before.group != after.group:
            note += f" · {words['in_group']}: {before.group or '–'} → {after.group or '–'}"
    return ChangeRow(before.text if before else "", after.text if after else "", note)
