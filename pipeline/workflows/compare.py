"""Many documents side by side: analysed or read, described one at a time, compared in each language apart."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline import __version__
from pipeline.comparison.record import DocumentRecord, describe
from pipeline.comparison.result import Comparison, LeftOut, Note
from pipeline.domain.analysis import Analysis
from pipeline.errors import ConfigError
from pipeline.report.comparison_wording import comparison_words, told
from pipeline.workflows.batch import Failure
from pipeline.workflows.compare_inputs import Duplicate, Inputs, Read
from pipeline.workflows.compare_parts import model_scores, part_of
from pipeline.workflows.comparison_files import check_place, files_of, write_files
from pipeline.workflows.kept_analyses import KeptAnalyses
from pipeline.workflows.metadata import Named
from pipeline.workflows.models import DEFAULT
from pipeline.workflows.properties import grouping, table_and_pattern, with_properties

LANGUAGES: Final = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Settings:
    """How to compare: see the options of `pipeline compare`."""

    metadata: Path | None = None
    by: str | None = None
    name_pattern: str | None = None
    baseline: str | None = None
    model: str = DEFAULT
    language: str | None = None


@dataclass(slots=True)
class _Gathered:
    """What was read: a record of each document, what its corpus file says, and what was left out.

    Whole analyses are kept of two documents only, so that the two can be told apart sentence by sentence.
    """

    records: list[DocumentRecord] = field(default_factory=list)
    about: dict[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    whole: list[Analysis] = field(default_factory=list)
    twins: list[Named] = field(default_factory=list)


def compare_paths(
    paths: Iterable[Path],
    *,
    out: Path | None = None,
    settings: Settings | None = None,
    resume: bool = False,
    failed: Callable[[Failure], None] = lambda _: None,
) -> Comparison | None:
    """Compare what `paths` name; None where not one document could be read.

    Args:
        paths: documents, corpora in JSON Lines, analysis files, or folders of these.
        out: the folder that the results will go to, to refuse it before anything is read; analyses made on the way are
            kept beside it until `save_comparison`, so that a run that was stopped can go on.
        settings: how to compare.
        resume: take up the analyses that a run with this `out` had made when it was stopped.
        failed: told of each document that cannot be read or analysed; the others go on.

    Raises:
        ConfigError: a setting does not fit the documents.
        InputError: the table of metadata cannot be read.
        ModelError: the model is missing, not sound, or cannot find structure.
        OutputError: `out` holds something that would be replaced, or nothing can be written beside it.
    """
    chosen = settings or Settings()
    if chosen.language is not None and chosen.language not in LANGUAGES:
        raise ConfigError(f"there is no page in {chosen.language!r}", where="--lang", remedy="Choose zh or en")
    sources = table_and_pattern(chosen.metadata, chosen.name_pattern)
    if out is not None:
        check_place(out)
    kept = None if out is None else KeptAnalyses(out, resume)
    gathered = _gather(Inputs(paths, chosen.model, kept), failed)
    if not gathered.records:
        return None
    records, notes = with_properties(gathered.records, gathered.about, sources, gathered.twins)
    return compare_records(records, chosen, notes=notes, left_out=gathered.left_out, whole=gathered.whole)


def compare_records(
    records: Sequence[DocumentRecord],
    settings: Settings,
    *,
    notes: Sequence[Note] = (),
    left_out: Sequence[LeftOut] = (),
    whole: Sequence[Analysis] = (),
) -> Comparison:
    """Compare documents that have been described.

    Args:
        records: one for each document, with its metadata.
        settings: how to compare.
        notes: what is to be told beside what is found here.
        left_out: documents that are not among `records`.
        whole: the analyses of two documents, for their structural difference.

    Raises:
        ConfigError: no document has the property that makes the groups, or the baseline is none of them.
    """
    by, said = grouping(records, settings.by)
    everything = [*notes, *said, *_notes(records)]
    scores = model_scores(settings.model, records)
    if scores is None:
        everything.append(Note("model-unknown", "", tuple(sorted({r.model for r in records}))))
    parts = []
    for language in sorted({r.language for r in records}, key=lambda name: (-_count(records, name), name)):
        chosen = tuple(r for r in records if r.language == language)
        part, more = part_of(language, chosen, by, settings.baseline, scores, whole)
        parts.append(part)
        everything += more
    if settings.baseline is not None and not any(settings.baseline in part.groups for part in parts):
        there = ", ".join(dict.fromkeys(name for part in parts for name in part.groups)) or "no groups"
        what = f"there is no group {settings.baseline!r}"
        raise ConfigError(what, where="--baseline", remedy=f"The groups are: {there}")
    accuracy = {} if scores is None else scores.accuracy
    return Comparison(f"pipeline {__version__}", by, tuple(parts), _unique(everything), tuple(left_out), accuracy)


def save_comparison(comparison: Comparison, out: Path, settings: Settings | None = None) -> list[Path]:
    """Write page, tables, figures and JSON into the folder `out`, whole or not at all; their paths.

    What was kept to resume from is removed then.

    Raises:
        OutputError: the folder holds something else, or cannot be written.
    """
    written = write_files(out, files_of(comparison, (settings or Settings()).language))
    KeptAnalyses(out).forget()
    return written


def unfinished(out: Path) -> int:
    """How many analyses a run that was stopped before it wrote its results to `out` has left to resume from."""
    return len(KeptAnalyses(out))


def warnings_of(comparison: Comparison) -> Iterator[str]:
    """What the comparison warns of, in English, a line each."""
    words = comparison_words("en")
    for item in comparison.left_out:
        if item.same_as is not None:
            yield f"{item.name}: {words['same_as'].format(name=item.same_as)}"
    for note in comparison.notes:
        yield told(words, note.code, note.name, note.items)


def _gather(inputs: Iterable[Read | Duplicate | Failure], failed: Callable[[Failure], None]) -> _Gathered:
    found = _Gathered()
    for item in inputs:
        if isinstance(item, Failure):
            failed(item)
            found.left_out.append(LeftOut(item.name, str(item.error)))
        elif isinstance(item, Duplicate):
            found.left_out.append(LeftOut(item.name, "", item.same_as))
            found.twins.append(Named(item.id, item.source))
        else:
            record = describe(item.analysis)
            found.records.append(record)
            found.about[record.id] = item.about
            found.whole = [*found.whole, item.analysis] if len(found.records) <= 2 else []
    return found


def _notes(records: Sequence[DocumentRecord]) -> Iterator[Note]:
    if len(records) == 1:
        yield Note("one-document")
    if not any(r.recommendations for r in records):
        yield Note("no-recommendations")
    models = sorted({r.model for r in records})
    if len(models) > 1:
        yield Note("models-differ", "", tuple(models))


def _count(records: Sequence[DocumentRecord], language: str) -> int:
    return sum(1 for r in records if r.language == language)


def _unique(notes: Sequence[Note]) -> tuple[Note, ...]:
    return tuple(dict.fromkeys(notes))
