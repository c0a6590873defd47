"""Files of annotation tools, one module each: `read_*` gives `MarkedText` values, `write_*` takes them.

A format may be one file or many, so both sides deal in files by name: a reader takes the bytes of each, a writer
returns them. Nothing here touches the disk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from pipeline.domain.marked import MarkedText

Reader = Callable[[Mapping[str, bytes]], list[MarkedText]]
Writer = Callable[[Sequence[MarkedText]], dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """An exchange format: its name on the command line, what opens it, the files it consists of."""

    name: str
    tools: str
    suffixes: tuple[str, ...]
    module: str

    @property
    def read(self) -> Reader:
        """The reader: files by name → documents. Raises AnnotationError with file, place and remedy."""
        reader: Reader = getattr(self._loaded, f"read_{self.module}")
        return reader

    @property
    def write(self) -> Writer:
        """The writer: documents → files by name."""
        writer: Writer = getattr(self._loaded, f"write_{self.module}")
        return writer

    @property
    def _loaded(self) -> object:
        return import_module(f"pipeline.formats.exchange.{self.module}")


FORMATS: Final = {
    f.name: f
    for f in (
        Format("doccano", "doccano", (".jsonl",), "doccano"),
        Format("label-studio", "Label Studio", (".json",), "label_studio"),
        Format("brat", "brat", (".ann", ".txt"), "brat"),
        Format("cas-xmi", "INCEpTION (UIMA CAS XMI 1.0)", (".xmi", ".xml"), "cas_xmi"),
        Format("cas-json", "INCEpTION (UIMA CAS JSON 0.4.0)", (".json",), "cas_json"),
        Format("refi-qda", "MAXQDA, NVivo, ATLAS.ti (REFI-QDA project)", (".qdpx",), "refi_qda"),
        Format("csv", "a spreadsheet", (".csv",), "sheet_csv"),
        Format("xlsx", "Excel, LibreOffice, WPS", (".xlsx",), "sheet_xlsx"),
    )
}
