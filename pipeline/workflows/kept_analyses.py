"""Analyses that a comparison made on its way, kept until its results are written, so that one that was stopped goes on.

They lie beside the results, in a hidden folder, a file each, named by the hash of the document. One is used again only
for the same bytes and title, analysed by the same version of this package with the same model.
"""

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipeline import __version__
from pipeline.domain.analysis import Analysis, ModelRef
from pipeline.errors import InputError
from pipeline.formats.analysis_json import read_analysis, write_analysis
from pipeline.source.records import Record

_SUFFIX: Final = ".analysis.json"


@dataclass(frozen=True, slots=True)
class KeptAnalyses:
    """The analyses kept for the results in `out`; those of an earlier run are found only to `resume` it."""

    out: Path
    resume: bool = False

    @property
    def folder(self) -> Path:
        """Where they lie."""
        whole = Path(os.path.abspath(self.out))  # noqa: PTH100 - `out` may be ".", and no link is to be followed
        return whole.with_name(f".{whole.name[:40]}.analyses")

    def __len__(self) -> int:
        return sum(1 for _ in self.folder.glob(f"*{_SUFFIX}"))

    def find(self, record: Record, id: str, model: ModelRef) -> Analysis | None:
        """The analysis of a document from the run that was stopped, if there is a sound one."""
        path = self._place(record.source.sha256)
        if not (self.resume and path.is_file()):
            return None
        try:
            found = read_analysis(path)
        except InputError:
            return None  # made again, which mends it
        document = found.document
        if found.model != model or found.created_by != f"pipeline {__version__}":
            return None
        if document.sha256 != record.source.sha256 or (record.title and document.title != record.title):
            return None
        return replace(found, document=replace(document, id=id, source=record.source.name))

    def keep(self, analysis: Analysis) -> Analysis:
        """Write an analysis; it, as it will be read again: rounded, so that a run that was stopped changes no figure.

        Raises:
            OutputError: the place cannot be written.
        """
        path = self._place(analysis.document.sha256)
        write_analysis(analysis, path)
        return read_analysis(path)

    def forget(self) -> None:
        """Remove them all."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, sha256: str) -> Path:
        return self.folder / f"{sha256}{_SUFFIX}"
