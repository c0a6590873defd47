"""Analyses in the formats of other programs, one module each: `write_*` gives files by name, `read_*` a graph.

    analysis ──graph_of──▶ graph ──write_*──▶ files        file ──read_*──▶ graph ──analysis_of──▶ analysis

A module knows its format and the values of `graph.py` only. What goes back and forth through `MarkedText` (brat) and
what is a table rather than a graph (CSV, Excel, Parquet) starts from the analysis itself. Nothing here touches the
disk, and names of files are given by the caller: no id of a document is ever used as one.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from pipeline.domain.analysis import Analysis
from pipeline.errors import ConfigError, OutputError, PipelineError
from pipeline.formats.graph.graph import ArgumentGraph

Writer = Callable[[Analysis, str], dict[str, bytes]]
Reader = Callable[[bytes, str], ArgumentGraph]


@dataclass(frozen=True, slots=True)
class GraphFormat:
    """A format: its name on the command line, what opens it, whether it can be read, whether it is several files.

    `needs` is the package that writing it takes beyond ours, and the extra that brings it.
    """

    name: str
    tools: str
    module: str
    reads: bool = False
    several: bool = False
    needs: tuple[str, str] | None = None

    @property
    def write(self) -> Writer:
        """The writer: an analysis, and a name for its files without an ending → files by name.

        Raises:
            OutputError: a package that it needs is not installed.
        """
        if self.needs is not None and find_spec(self.needs[0]) is None:
            package, extra = self.needs
            remedy = f"Install it with: pip install 'argument-pipeline[{extra}]'"
            raise OutputError(f"writing {self.name} needs {package}", remedy=remedy)
        writer: Writer = getattr(self._loaded, f"write_{self.module}")
        return writer

    @property
    def read(self) -> Reader:
        """The reader: bytes, and the name of their file for messages → graph. Raises AnnotationError.

        Raises:
            ConfigError: the format is only written.
        """
        if not self.reads:
            remedy = f"Choose from {', '.join(f.name for f in GRAPH_FORMATS.values() if f.reads)}"
            raise ConfigError(f"{self.name} is written, but not read", where="--from", remedy=remedy)
        reader: Reader = getattr(self._loaded, f"read_{self.module}")
        return reader

    def lost(self, analysis: Analysis, files: dict[str, bytes]) -> Counter[str]:
        """What `files`, which `write` made of `analysis`, do not keep of it: aspect → how many."""
        from pipeline.formats.graph.loss import losses, losses_of_keeping

        module = self._loaded
        if self.reads:
            from pipeline.formats.graph.rebuild import rebuilt

            ((name, data),) = files.items()
            return losses(analysis, rebuilt(self.read(data, name), name, data))
        back: Callable[[Analysis, dict[str, bytes]], Analysis] | None = getattr(module, "read_back", None)
        if back is not None:
            try:
                return losses(analysis, back(analysis, files))
            except PipelineError as error:
                return Counter({f"it cannot be read back: {error}": 1})
        cut: Callable[[Analysis], Counter[str]] = getattr(module, "cut", lambda _: Counter())
        return losses_of_keeping(analysis, module.KEEPS) + cut(analysis)  # type: ignore[attr-defined]

    @property
    def _loaded(self) -> object:
        return import_module(f"pipeline.formats.graph.{self.module}")


GRAPH_FORMATS: Final = {
    f.name: f
    for f in (
        GraphFormat("xaif", "oAMF and other argument miners", "xaif", reads=True),
        GraphFormat("aif", "AIFdb, OVA", "aif", reads=True),
        GraphFormat("arguebuf", "arguebuf", "arguebuf", reads=True),
        GraphFormat("graphml", "networkx, Gephi, yEd, igraph", "graphml", reads=True),
        GraphFormat("ntriples", "triple stores, rdflib, Jena", "ntriples"),
        GraphFormat("dot", "Graphviz", "dot"),
        GraphFormat("mermaid", "Mermaid, GitHub", "mermaid"),
        GraphFormat("brat", "brat", "brat", several=True),
        GraphFormat("csv", "a spreadsheet, R, pandas", "table_csv", several=True),
        GraphFormat("xlsx", "Excel, LibreOffice, WPS", "table_xlsx"),
        GraphFormat("parquet", "pandas, Polars, DuckDB", "table_parquet", several=True, needs=("pyarrow", "parquet")),
    )
}
