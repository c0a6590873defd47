"""Annotations out to other tools: the recipe of `pipeline annotations export`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.annotation import Annotation
from pipeline.domain.marked import MarkedText
from pipeline.errors import AnnotationError, PipelineError
from pipeline.formats.annotation_jsonl import label_files, read_annotation
from pipeline.formats.exchange import Format
from pipeline.formats.marks import from_marks, losses, to_marks
from pipeline.workflows.exchange_files import belongs_to, named_format, safe_name, write_new

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, and the loss report: document (and annotator) → what the format could not hold."""

    files: tuple[Path, ...]
    losses: Mapping[str, tuple[str, ...]]


def export_annotations(
    root: Path,
    out: Path,
    *,
    format: str,
    annotators: Sequence[str] = (),
    ids: Sequence[str] = (),
    progress: Progress = lambda _: None,
) -> Exported:
    """Write the labels of a corpus, with their texts, in a format that another tool opens.

    Every file is read back before it is written, and what comes back otherwise is the loss report.

    Args:
        root: an annotation folder.
        out: the folder for the files.
        format: a name from `FORMATS`.
        annotators: only these; all by default.
        ids: only these documents; all by default.
        progress: told of documents left out because their text is not in the corpus.

    Raises:
        ConfigError: there is no such format.
        AnnotationError: the corpus is malformed, or holds nothing to export.
        OutputError: the folder cannot be written.
    """
    chosen = named_format(format)
    annotations = []
    for path in label_files(root):
        if (annotators and path.parent.name not in annotators) or (ids and path.stem not in ids):
            continue
        annotation = read_annotation(path)
        if annotation.text is None:
            progress(f"{annotation.id} is left out: its text is not here (pipeline annotations attach)")
        else:
            annotations.append(annotation)
    if not annotations:
        remedy = "Name a folder with labels/ANNOTATOR/*.jsonl, and annotators and documents that it has"
        raise AnnotationError("holds nothing to export", where=str(root), remedy=remedy)
    files = chosen.write([to_marks(a) for a in annotations])
    report = _loss_report(annotations, chosen, files)
    return Exported(write_new(out, files), report)


def _loss_report(
    annotations: Sequence[Annotation], format: Format, files: Mapping[str, bytes]
) -> dict[str, tuple[str, ...]]:
    back: dict[tuple[str, str], MarkedText] = {}
    # As an import would find them: without what is there for the tool only, a configuration or a list of layers.
    for marked in format.read({name: data for name, data in files.items() if belongs_to(name, format)}):
        back.setdefault((marked.id, marked.annotator), marked)
        back.setdefault((marked.id, ""), marked)
    report = {}
    for a in annotations:
        found = back.get((a.id, a.annotator)) or back.get((a.id, ""))
        try:
            lost = losses(a, from_marks(found, format.name)) if found else ("the document",)
            if found and found.text != a.text:
                lost = (*lost, "the text")
            if "\r" in (a.text or ""):
                lost = (*lost, "line ends (an import makes them LF)")
            if safe_name(a.id) != a.id or safe_name(a.annotator) != a.annotator:
                lost = (*lost, "its names (an import makes names of files of them)")
        except PipelineError as error:
            lost = (f"it cannot be read back: {error}",)
        if lost:
            report[f"{a.id} ({a.annotator})"] = lost
    return report
