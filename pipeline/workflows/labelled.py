"""Documents of sentence-label files as training and evaluation take them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pipeline.formats.sentence_labels import LabelledSentences, read_sentence_labels, to_document
from pipeline.training.examples import Example


class Entry(NamedTuple):
    """One document of a file: as it stands there, and as an example, whose `gold_roles` are empty without labels."""

    value: LabelledSentences
    example: Example

    @property
    def key(self) -> str | int:
        """What an output names the document by: as its file does, where that is unambiguous."""
        return self.value.key if str(self.value.key) == self.value.id else self.value.id


def read_entries(
    path: Path, labels: Sequence[str] | None, *, part: str = "", labels_needed: bool = True, labels_of: str = ""
) -> Iterator[Entry]:
    """The documents of one file.

    Args:
        path: a sentence-label file.
        labels: the label set; None takes any label.
        part: put before the ids, as `train:17`: those of another part may be the same.
        labels_needed: False for a file to predict on.
        labels_of: what the label set stands in, where it may be the set that is misspelt and not the file.

    Raises:
        AnnotationError: the file cannot be read, holds no document, or breaks its form.
    """
    for value in read_sentence_labels(path, labels, labels_needed=labels_needed, labels_of=labels_of):
        named = replace(value, id=f"{part}:{value.id}") if part else value
        document = to_document(named, source=path.name)
        yield Entry(value, Example(document, "", value.labels, (), (), {}, value.weights))
