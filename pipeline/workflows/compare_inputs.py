"""What is compared, as analyses one at a time: documents analysed on the way, analysis files read, nothing twice."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.domain.analysis import SCHEMA, Analysis
from pipeline.errors import InputError
from pipeline.formats.analysis_json import read_analysis
from pipeline.source import read, records
from pipeline.source.read import find_sources, shown
from pipeline.source.records import Record
from pipeline.workflows.batch import Failure, analyzed, documents, unused
from pipeline.workflows.kept_analyses import KeptAnalyses
from pipeline.workflows.models import DEFAULT, load_model

if TYPE_CHECKING:
    from pipeline.training.packing import Model

_PEEK: Final = 4096


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document whose text came before: its name, that of the one that is counted and its id, and its own source."""

    name: str
    same_as: str
    id: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """An analysis, and what its corpus file says of the document."""

    analysis: Analysis
    about: Mapping[str, str]


@dataclass(slots=True)
class Inputs:
    """The analyses of all paths, one after another. Analysis files come first, so that no text is analysed in vain.

    Iterating gives a `Read`, a `Duplicate` or a `Failure` for each document. Ids are those of the analyses, numbered
    where two are the same. The model is loaded when the first text is met.

    Args:
        paths: documents, corpora in JSON Lines, analysis files, folders of any of these.
        model: name of a shipped model, or a model folder.
        kept: where analyses made on the way are kept, and found again; None keeps none.
    """

    paths: Iterable[Path]
    model: str = DEFAULT
    kept: KeptAnalyses | None = None
    _ids: set[str] = field(default_factory=set)
    _seen: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Read | Duplicate | Failure]:
        """See the class.

        Raises:
            ModelError: a text is to be analysed and the model is missing, not sound, or cannot find structure.
            OutputError: an analysis cannot be kept.
        """
        texts, analyses, failures = self._sorted()
        yield from failures
        for path in analyses:
            yield self._from_file(path)
        model: Model | None = None
        for item in documents(texts):
            if isinstance(item, Failure):
                yield item
                continue
            stem, record = item
            if twin := self._seen.get(record.source.sha256):
                yield Duplicate(record.source.name, *twin, record.source.name)
                continue
            model = model or load_model(self.model)
            done = self._analysis(record, unused(stem, self._ids), model)
            if isinstance(done, Failure):
                yield done
                continue
            self._seen[record.source.sha256] = record.source.name, done.document.id
            yield Read(done, record.about)

    def _analysis(self, record: Record, id: str, model: "Model") -> Analysis | Failure:
        found = self.kept.find(record, id, model.ref) if self.kept is not None else None
        if found is not None:
            return found
        done = analyzed(record, id=id, model=model)
        return done if self.kept is None or isinstance(done, Failure) else self.kept.keep(done)

    def _sorted(self) -> tuple[list[Path], list[Path], list[Failure]]:
        """Texts, analysis files, and what is neither."""
        texts: list[Path] = []
        analyses: list[Path] = []
        failures: list[Failure] = []
        suffixes = (*read.SUFFIXES, *records.SUFFIXES, ".json")
        for path in self.paths:
            if str(path) == "-":
                texts.append(path)
                continue
            try:
                found = find_sources([path], suffixes)
            except InputError as error:
                failures.append(Failure(shown(path), error))
                continue
            given = [file for file in found if not path.is_dir() or _is_input(file)]
            if not given:
                remedy = "Name a folder of reports, or one that `pipeline analyze` wrote"
                nothing = InputError("holds neither documents nor analyses", where=shown(path), remedy=remedy)
                failures.append(Failure(shown(path), nothing))
            for file in given:
                (analyses if file.suffix.lower() == ".json" else texts).append(file)
        return texts, list(dict.fromkeys(analyses)), failures

    def _from_file(self, path: Path) -> Read | Duplicate | Failure:
        try:
            analysis = read_analysis(path)
        except InputError as error:
            return Failure(shown(path), error)
        except Exception as error:  # noqa: BLE001 - a bug that one file meets must not cost the others
            return Failure(shown(path), error)
        document = analysis.document
        if twin := self._seen.get(document.sha256):
            return Duplicate(shown(path), *twin, document.source)
        id = unused(document.id, self._ids)
        self._seen[document.sha256] = shown(path), id
        if id != document.id:
            analysis = replace(analysis, document=replace(document, id=id))
        return Read(analysis, {})


def _is_input(path: Path) -> bool:
    """Whether a file found in a folder is meant: other tables and label files may lie beside the documents."""
    if path.suffix.lower() in records.SUFFIXES:
        return records.holds_records(path)
    if path.suffix.lower() != ".json":
        return True
    try:
        with path.open("rb") as stream:
            return SCHEMA.encode() in stream.read(_PEEK)
    except OSError:
        return path.name.endswith(".analysis.json")  # reading it will say why it cannot be read
