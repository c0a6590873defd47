"""Sentence-label files: texts already divided into sentences, with a label of any label set on each.

One document a line, UTF-8, blank lines skipped:

    {"id", "title"?, "sentences": [..], "labels": [..], "paragraphs"?: [paragraph index of each sentence], "confs"?}

`confs` is CSAbstruct's (Cohan et al. 2019): the share of annotators who agree on each label. Where `id` is missing, the
one key that ends in `_id` counts in its place, else the number of the line. A key whose value is null counts as
missing; keys not named here are left alone. A corpus is a folder of `train.jsonl` and, where there are, `dev.jsonl` and
`test.jsonl`.
"""

import json
import os
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import count, pairwise
from pathlib import Path
from typing import Any, Final, TypeGuard

from pipeline.domain.document import Damage, Document, Section, Sentence
from pipeline.errors import AnnotationError
from pipeline.files import write_atomically
from pipeline.formats.annotation_jsonl import text_sha256
from pipeline.formats.exchange._values import expected, parsed, shown, taken
from pipeline.source.read import MAX_BYTES
from pipeline.text.characters import language_of
from pipeline.text.normalize import normalize

_FORM: Final = 'Put one document on a line: {"id": …, "sentences": […], "labels": […]}'
# What `pipeline.text.lines` ends a line at.
_LINE_ENDS: Final = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class LabelledSentences:
    """One document of a sentence-label file.

    Attributes:
        id: names the document, unlike any other in its file.
        key: the value in the file that `id` was made of; an output names the document by it (17 stays 17).
        title: "" where the file gives none.
        sentences: as they stand in the file, blank ones too.
        labels: parallel to `sentences`; empty where the file gives none.
        paragraphs: paragraph index of each sentence, never decreasing; empty where the file gives none.
        weights: share of annotators who agree on each label, 0 to 1; empty where the file gives none.
    """

    id: str
    key: str | int
    title: str
    sentences: tuple[str, ...]
    labels: tuple[str, ...]
    paragraphs: tuple[int, ...] = ()
    weights: tuple[float, ...] = ()


def read_sentence_labels(
    path: Path, labels: Sequence[str] | None = None, *, labels_needed: bool = True, labels_of: str = ""
) -> Iterator[LabelledSentences]:
    """The documents of a file, one at a time; a fault is raised when its line is reached.

    Args:
        path: a sentence-label file.
        labels: the label set; None takes any label.
        labels_needed: False for a file to predict on, whose documents may come without labels.
        labels_of: what the label set stands in, where it may be the set that is misspelt and not the file.

    Raises:
        AnnotationError: the file cannot be read or holds no document; a line is no JSON, too long, or breaks the form.
    """
    lines_of_ids: dict[str, int] = {}
    for number, line in _lines(path):
        where = f"{path}:{number}"
        record = _json(line, where)
        if not isinstance(record, dict):
            raise AnnotationError(f"is {shown(record)}, no object", where=where, remedy=_FORM)
        given = {key: value for key, value in record.items() if value is not None}
        document = _document(given, number, labels, labels_needed, labels_of, where)
        if document.id in lines_of_ids and "id" in given:
            what = f"has the id {shown(document.id)}, which line {lines_of_ids[document.id]} has too"
            raise AnnotationError(what, where=where, remedy="Give each document an id of its own")
        while document.id in lines_of_ids:
            # A key that merely ends in _id may number something else: CSAbstruct's is 0 on every line.
            document = replace(document, id=f"{document.id}:{number}")
        lines_of_ids[document.id] = number
        yield document
    if not lines_of_ids:
        raise AnnotationError("holds no document", where=str(path), remedy=_FORM)


def write_sentence_labels(documents: Iterable[LabelledSentences], path: Path) -> None:
    """Write the documents, in order: the same values always give the same bytes.

    A document whose `id` is more than its `key` (the key stood on several lines) is written with the id.

    Raises:
        OutputError: the file cannot be written.
    """
    lines = (json.dumps(_record(d), ensure_ascii=False) for d in documents)
    write_atomically(path, "".join(f"{line}\n" for line in lines).encode())


def to_document(value: LabelledSentences, *, source: str = "") -> Document:
    """The sentences as a document whose text is made of them; `document.sentences` runs parallel to `value.sentences`.

    The text has a line for each paragraph (one for all where none are given). In it the sentences of a paragraph follow
    each other, without a separator in Chinese, after a space in other languages. White space at the ends of a sentence
    is left out and line ends inside it are spaces, one for one, so that a slice of the text is a sentence as the
    segmenter makes it. A blank sentence keeps its place in the row: it is an empty slice.
    """
    written = [_LINE_ENDS.sub(" ", sentence).strip() for sentence in value.sentences]
    numbers = {p: i for i, p in enumerate(dict.fromkeys(value.paragraphs))}
    paragraphs = [numbers[p] for p in value.paragraphs] or [0] * len(written)
    language = language_of("".join(written))
    between = "" if language == "zh" else " "
    pieces: list[str] = []
    sentences: list[Sentence] = []
    damage: list[Damage] = []
    place, open_paragraph = 0, None
    for i, (sentence, paragraph) in enumerate(zip(written, paragraphs, strict=True), start=1):
        if sentence:
            if open_paragraph is not None:
                pieces.append(between if paragraph == open_paragraph else "\n")
                place += len(pieces[-1])
            open_paragraph = paragraph
        pieces.append(sentence)
        normal = normalize(sentence)
        end = place + len(sentence)
        sentences.append(Sentence(f"s{i}", place, end, normal.text, "c1", paragraph))
        # What each sentence shows by itself: beside the next one, a `?` at its end would pass for a lost character.
        damage += [Damage(place + d.start, place + d.end, d.kind, d.repair) for d in normal.damage]
        place = end
    text = "".join(pieces)
    return Document(
        id=value.id,
        title=value.title,
        source=source,
        sha256=text_sha256(text),
        language=language,
        text=text,
        damage=tuple(damage),
        headings=(),
        sections=(Section("c1", None, 0, len(text)),),
        sentences=tuple(sentences),
    )


def corpus_parts(root: Path) -> dict[str, Path]:
    """The files of a sentence-label corpus by part, `train`, `dev` and `test`, as far as the folder has them.

    Raises:
        AnnotationError: the folder may not be looked into, or one of them is a folder or a pipe.
    """
    found = {part: path for part in ("train", "dev", "test") if _is_there(path := root / f"{part}.jsonl")}
    for path in found.values():
        if not _is_file(path):  # to pass it over would be to learn from less than is there
            raise _unreadable(path, OSError("it is no file"))
    return found


def is_sentence_labels(path: Path) -> bool:
    """Whether `path` is a sentence-label file, or a folder of such; an annotation corpus, or any other file, is none.

    The first line that is not blank decides: an object with "sentences". A `.jsonl` file whose first line is no object
    counts as well, so that reading it says what is wrong. A folder is what its first part is.

    Raises:
        AnnotationError: the file or folder cannot be read.
    """
    if not _is_file(path):
        return any(map(is_sentence_labels, list(corpus_parts(path).values())[:1]))
    try:
        _, line = next(_lines(path), (1, b""))
        first = _json(line, str(path))
    except AnnotationError as error:
        if isinstance(error.__cause__, OSError):
            raise
        first = None
    return "sentences" in first if isinstance(first, dict) else path.suffix.lower() == ".jsonl"


def _is_there(path: Path) -> bool:
    """Whether there is anything of this name, be it a link that leads nowhere."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError as error:
        raise _unreadable(path, error) from error
    return True


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> AnnotationError:
    reason = error.strerror or str(error)
    return AnnotationError(f"cannot be read: {reason}", where=str(path), remedy="Check the path")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers from 1; no more than one is in memory."""
    try:
        if path.exists() and not path.is_file():  # a pipe or a device might never end
            raise OSError("it is no file")
        with path.open("rb") as stream:
            for number in count(1):
                line = stream.readline(MAX_BYTES + 1)
                if len(line) > MAX_BYTES:
                    what = f"this line is longer than {MAX_BYTES // 1024**2} MB"
                    raise AnnotationError(what, where=f"{path}:{number}", remedy=_FORM)
                if not line:
                    return
                if number == 1:
                    line = line.removeprefix(BOM_UTF8)
                if line.strip():
                    yield number, line
    except OSError as error:
        raise _unreadable(path, error) from error


def _json(line: bytes, where: str) -> Any:
    try:
        return parsed(line.decode(), where, _FORM)
    except UnicodeDecodeError as error:
        raise AnnotationError("is no UTF-8", where=where, remedy="Save the file as UTF-8") from error


def _document(
    record: dict[str, Any], number: int, labels: Sequence[str] | None, labels_needed: bool, labels_of: str, where: str
) -> LabelledSentences:
    key = _key(record, number, where)
    sentences = taken(record, "sentences", list, where)
    if not sentences:
        raise AnnotationError("has no sentence", where=where, remedy="Delete the line, or give its sentences")
    for i, sentence in enumerate(sentences, 1):
        expected(sentence, str, f"sentence {i}", where)
    if labels_needed and "labels" not in record:
        raise AnnotationError('lacks "labels"', where=where, remedy="It must be a list: a label for each sentence")
    return LabelledSentences(
        id=str(key),
        key=key,
        title=taken(record, "title", str, where) if "title" in record else "",
        sentences=tuple(sentences),
        labels=_labels(_parallel(record, "labels", len(sentences), where), labels, labels_of, where),
        paragraphs=_paragraphs(_parallel(record, "paragraphs", len(sentences), where), where),
        weights=_weights(_parallel(record, "confs", len(sentences), where), where),
    )


def _key(record: dict[str, Any], number: int, where: str) -> str | int:
    if "id" in record:
        if not _names(key := record["id"]):
            remedy = "It must be a text that is not empty, or a whole number"
            raise AnnotationError(f'"id" is {shown(key)}', where=where, remedy=remedy)
        return key
    others = [value for name, value in record.items() if name.endswith("_id") and _names(value)]
    return others[0] if len(others) == 1 else number


def _names(value: Any) -> TypeGuard[str | int]:
    return bool(value.strip()) if isinstance(value, str) else type(value) is int


def _parallel(record: dict[str, Any], key: str, length: int, where: str) -> list[Any]:
    """The list at `key`, one item for each sentence; empty where there is none."""
    if key not in record:
        return []
    values = taken(record, key, list, where)
    if len(values) != length:
        what = f'"{key}" has the length {len(values)}, "sentences" has {length}'
        raise AnnotationError(what, where=where, remedy="Both run parallel: one for each sentence")
    return values


def _labels(values: list[Any], labels: Sequence[str] | None, labels_of: str, where: str) -> tuple[str, ...]:
    for i, value in enumerate(values, 1):
        what = f"the label of sentence {i} is {shown(value)}"
        if not isinstance(value, str) or not value or value != value.strip():
            remedy = "It must be a text that is not empty, without white space at its ends"
            raise AnnotationError(what, where=where, remedy=remedy)
        if labels is not None and value not in labels:
            if labels_of:
                what, remedy = f"{what}, which {labels_of} lacks", mend_either(value, labels)
            else:
                near, names = nearest_label(value, labels), ", ".join(labels)
                remedy = f'It must be "{near}" (nearest of {names})' if near else f"It must be one of {names}"
            raise AnnotationError(what, where=where, remedy=remedy)
    return tuple(values)


def mend_either(value: str, labels: Sequence[str]) -> str:
    """What to do about a label that a set lacks, where the set may be misspelt as well as the label."""
    near, names = nearest_label(value, labels), ", ".join(labels)
    if near:
        return f'The nearest there is "{near}" (of {names}): correct the one that is misspelt, or add the label'
    return f"Those there are {names}: add the label, or correct it"


def nearest_label(value: str, labels: Sequence[str]) -> str | None:
    """The label that is spelt most like `value`, whatever the case; None where none is like it."""
    folded = {label.casefold(): label for label in labels}
    near = get_close_matches(value.casefold(), folded, n=1, cutoff=0.5)
    return folded[near[0]] if near else None


def _paragraphs(values: list[Any], where: str) -> tuple[int, ...]:
    for i, (before, value) in enumerate(pairwise([0, *values]), 1):
        if type(value) is not int or value < before:
            what = f"the paragraph of sentence {i} is {shown(value)}" + (f" after {before}" if i > 1 else "")
            remedy = "Number the paragraphs of a document in order, with whole numbers from 0 or 1"
            raise AnnotationError(what, where=where, remedy=remedy)
    return tuple(values)


def _weights(values: list[Any], where: str) -> tuple[float, ...]:
    for i, value in enumerate(values, 1):
        # NaN is no JSON, though Python reads it; it fails the comparison.
        if type(value) not in (int, float) or not 0 <= value <= 1:
            what = f"the agreement on sentence {i} is {shown(value)}"
            raise AnnotationError(what, where=where, remedy='"confs" are shares of annotators: numbers from 0 to 1')
    return tuple(map(float, values))


def _record(document: LabelledSentences) -> dict[str, Any]:
    optional = {"labels": document.labels, "paragraphs": document.paragraphs, "confs": document.weights}
    return {
        "id": document.key if str(document.key) == document.id else document.id,
        **({"title": document.title} if document.title else {}),
        "sentences": document.sentences,
        **{key: values for key, values in optional.items() if values},
    }
