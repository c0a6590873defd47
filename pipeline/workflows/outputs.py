"""An analysis as files: every format that there is by name, and what a format does not keep."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.domain.analysis import Analysis
from pipeline.errors import ConfigError
from pipeline.formats.graph import GRAPH_FORMATS

FORMATS: Final = ("html", "json", "docx", *GRAPH_FORMATS)
_SUFFIXES: Final = {"html": ".html", "json": ".analysis.json", "docx": ".docx"}

REPORTS: Final = ("html", "docx")  # for readers: they are not meant to keep all, and tell of no loss
_ATTACHED: Final = ("xlsx", "docx")  # can be downloaded from the page


@dataclass(frozen=True, slots=True)
class Rendered:
    """Files by name, and what they do not keep: aspect of the analysis → how many."""

    files: dict[str, bytes]
    lost: Counter[str]


@dataclass(slots=True)
class LossReport:
    """What formats have not kept of the documents so far."""

    documents: Counter[str] = field(default_factory=Counter)
    lost: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, format: str, lost: Counter[str]) -> None:
        """Count one document."""
        self.documents[format] += 1
        self.lost.setdefault(format, Counter()).update(lost)

    def lines(self) -> Iterator[str]:
        """A line for each format that has lost anything."""
        from pipeline.formats.graph.loss import told

        for format, lost in self.lost.items():
            if lost:
                many = self.documents[format]
                yield f"not kept in {format}{f' ({many} documents)' if many > 1 else ''}: {told(lost)}"


def check_formats(formats: Sequence[str], where: str = "--format") -> None:
    """Refuse a format that there is not, one whose package is missing, and none at all.

    Raises:
        ConfigError: naming those there are.
        OutputError: naming the package.
    """
    unknown = [f for f in formats if f not in FORMATS]
    if unknown or not formats:
        what = f"there is no format {unknown[0]!r}" if unknown else "names no format"
        raise ConfigError(what, where=where, remedy=f"Choose from {', '.join(FORMATS)}")
    for format in formats:
        if format in GRAPH_FORMATS:
            _ = GRAPH_FORMATS[format].write


def check_single(format: str) -> None:
    """Refuse a format that is more than one file, which a stream cannot hold.

    Raises:
        ConfigError: it is.
    """
    if format in GRAPH_FORMATS and GRAPH_FORMATS[format].several:
        what, remedy = f"{format} is several files", "Name a folder with --out"
        raise ConfigError(what, where="--out -", remedy=remedy)


def rendered(analysis: Analysis, format: str, name: str) -> Rendered:
    """An analysis in one of `FORMATS`, in files that begin with `name`.

    Raises:
        ConfigError: there is no such format.
        OutputError: the format cannot hold the analysis, or a package is missing.
    """
    check_formats([format])
    if format == "html":
        from pipeline.report.html import render_html

        files = {kind: next(iter(rendered(analysis, kind, name).files.values())) for kind in _ATTACHED}
        return Rendered({f"{name}{_SUFFIXES[format]}": render_html(analysis, files).encode()}, Counter())
    if format == "docx":
        from pipeline.report.word import render_word

        return Rendered({f"{name}{_SUFFIXES[format]}": render_word(analysis)}, Counter())
    from pipeline.formats.analysis_json import analysis_bytes

    data = analysis_bytes(analysis)
    if format == "json":
        return Rendered({f"{name}{_SUFFIXES[format]}": data}, Counter())
    chosen = GRAPH_FORMATS[format]
    as_written = Analysis.from_dict(json.loads(data))  # all formats tell the figures that the analysis file has
    files = chosen.write(as_written, name)
    return Rendered(files, chosen.lost(as_written, files))
