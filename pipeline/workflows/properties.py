"""What is known of each document of a comparison, put together: corpus file, names of files, a table, in this order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipeline.comparison.record import DocumentRecord
from pipeline.comparison.result import Note
from pipeline.errors import ConfigError
from pipeline.workflows.dates import year_of
from pipeline.workflows.file_names import NamePattern, from_names, name_pattern
from pipeline.workflows.metadata import MetadataTable, Named, field_of, matched, read_metadata

DATE, YEAR, DECADE = "date", "year", "decade"
_GUESSED: Final = ("kind", "region")
_OF_A_YEAR: Final = ("year", "年份", "年", "年度")
_MOST_GROUPS: Final = 12


@dataclass(frozen=True, slots=True)
class Sources:
    """Where properties of documents come from beside their corpus file; either may be None."""

    table: MetadataTable | None = None
    pattern: NamePattern | None = None


def with_properties(
    records: Sequence[DocumentRecord],
    about: Mapping[str, Mapping[str, str]],
    sources: Sources,
    twins: Sequence[Named] = (),
) -> tuple[tuple[DocumentRecord, ...], tuple[Note, ...]]:
    """The records with their metadata, in the order of their dates, and what to warn of.

    A date gives a `year` and a `decade` (1980–1989) too; a `title` takes the place of the document's own.

    Args:
        records: as described.
        about: what the corpus file says of each, by id.
        sources: what is said elsewhere; later ones win.
        twins: files with the contents of these, by their ids: see `matched`.
    """
    named = [Named(r.id, r.source) for r in records]
    found = {r.id: {field_of(key): value for key, value in about.get(r.id, {}).items() if value} for r in records}
    notes: list[Note] = []
    if sources.pattern is not None:
        by_name, said = from_names(sources.pattern, named)
        notes += said
        for id, fields in by_name.items():
            found[id] |= fields
    if sources.table is not None:
        by_table, said = matched(sources.table, named, twins)
        notes += said
        for id, fields in by_table.items():
            found[id] |= fields
    done = [_with(record, found[record.id]) for record in records]
    unread = [f"{r.id}: {r.metadata[DATE]}" for r in done if r.metadata.get(DATE) and YEAR not in r.metadata]
    undated = [r.id for r in done if not r.metadata.get(DATE)]
    if unread:
        notes.append(Note("date-unreadable", "", tuple(unread)))
    if undated and len(undated) < len(done):
        notes.append(Note("undated", "", tuple(undated)))
    done.sort(key=lambda r: (YEAR not in r.metadata, int(r.metadata.get(YEAR, 0)), r.metadata.get(DATE, ""), r.id))
    return tuple(done), tuple(notes)


def _with(record: DocumentRecord, fields: Mapping[str, str]) -> DocumentRecord:
    kept = dict(fields)
    title = kept.pop("title", "") or record.title
    year = year_of(kept.get(DATE, ""))
    if year is not None:
        kept[YEAR] = str(year)
        kept[DECADE] = f"{year // 10 * 10}–{year // 10 * 10 + 9}"
    return replace(record, title=title, metadata=kept)


def grouping(records: Sequence[DocumentRecord], by: str | None) -> tuple[str, tuple[Note, ...]]:
    """The property that makes the groups, "" for none, and what to warn of.

    Args:
        records: with their metadata.
        by: what was asked for; None takes kind or region where it tells documents apart. `date` groups by decade,
            `year` by year.

    Raises:
        ConfigError: no document has the property that was asked for.
    """
    if by is None:
        guessed = next((name for name in _GUESSED if len(_values(records, name)) > 1), "")
        return guessed, ()
    name = field_of(by)
    if name in (DATE, YEAR):
        name = YEAR if " ".join(by.split()).casefold() in _OF_A_YEAR else DECADE
    values = _values(records, name)
    if not values:
        there = sorted({key for r in records for key in r.metadata} - {YEAR, DECADE})
        remedy = f"Choose from {', '.join(there)}" if there else "Give --metadata or --name-pattern"
        raise ConfigError(f"no document has the property {by!r}", where="--by", remedy=remedy)
    bare = tuple(r.id for r in records if not r.metadata.get(name))
    notes = [Note("ungrouped", by, bare)] if bare else []
    if len(values) == 1:
        notes.append(Note("one-group", by))
    return name, tuple(notes)


def groups_of(records: Sequence[DocumentRecord], by: str) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """The groups of one language in order (years by time, else by size), and what to warn of."""
    if not by:
        return (), ()
    sizes: dict[str, int] = {}
    for record in records:
        if value := record.metadata.get(by):
            sizes[value] = sizes.get(value, 0) + 1
    names = sorted(sizes) if by in (YEAR, DECADE) else sorted(sizes, key=lambda name: (-sizes[name], name))
    notes: list[Note] = []
    if len(names) > _MOST_GROUPS:
        # Of years with as many documents the latest.
        by_name = names[::-1] if by in (YEAR, DECADE) else names
        largest = sorted(by_name, key=lambda name: -sizes[name])[:_MOST_GROUPS]
        names = [name for name in names if name in largest]
        notes.append(Note("groups-merged", by, tuple(names)))
    return tuple(names), tuple(notes)


def _values(records: Sequence[DocumentRecord], name: str) -> set[str]:
    return {value for r in records if (value := r.metadata.get(name))}


def table_and_pattern(metadata: Path | None, pattern: str | None) -> Sources:
    """What `--metadata` and `--name-pattern` give.

    Raises:
        InputError: the table cannot be read.
        ConfigError: the pattern is none.
    """
    return Sources(
        read_metadata(metadata) if metadata is not None else None,
        name_pattern(pattern) if pattern is not None else None,
    )
