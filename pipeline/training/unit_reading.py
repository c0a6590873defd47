"""Texts with marked units as role components and the table of pairs read them."""

import bisect
import re
from typing import Final

import numpy as np

from pipeline.domain.document import Document, Section, Sentence
from pipeline.domain.units import UnitText
from pipeline.scoring.chain import Array
from pipeline.structure.pairs import Units

FACTS: Final = 6
SURROUNDINGS: Final = 11
_BEFORE: Final = 80  # characters between two units that are read with the second
_STOP: Final = re.compile(r"[。！？]|[.!?](?=\s|$)")
_FIFTY: Final = 50


def as_document(text: UnitText) -> Document:
    """The text as role components read one: its units are the sentences, with the words before them."""
    ends = [0, *(end for _, end in text.spans)]
    sentences = tuple(
        Sentence(f"u{k}", start, end, _said(text, k, ends[k]), f"b{text.blocks[k]}", text.paragraphs[k])
        for k, (start, end) in enumerate(text.spans)
    )
    blocks = dict.fromkeys(text.blocks)
    sections = tuple(
        Section(
            f"b{block}",
            None,
            min(s.start for s in sentences if s.section == f"b{block}"),
            max(s.end for s in sentences if s.section == f"b{block}"),
        )
        for block in blocks
    )
    return Document(
        id=text.id,
        title="",
        source="",
        sha256="",
        language=text.language,
        text=text.text,
        damage=(),
        headings=(),
        sections=sections,
        sentences=sentences,
    )


def _said(text: UnitText, k: int, end_before: int) -> str:
    start, end = text.spans[k]
    before = _before(text.text, end_before, start)
    said = text.text[start:end]
    return f"{before} {said}" if before else said


def _before(text: str, since: int, start: int) -> str:
    """The words of the same sentence that lead in to a unit."""
    gap = text[max(since, start - _BEFORE) : start]
    for mark in "。！？.!?\n":
        gap = gap[gap.rfind(mark) + 1 :]
    return gap.strip()


def as_units(text: UnitText, probabilities: Array) -> Units:
    """The text as the table of pairs reads one, with the probability of each label for each unit."""
    ends = [0, *(end for _, end in text.spans)]
    return Units(
        texts=[text.text[a:b] for a, b in text.spans],
        labels=probabilities,
        paragraphs=text.paragraphs,
        blocks=text.blocks,
        before=[_before(text.text, ends[k], a) for k, (a, _) in enumerate(text.spans)],
        facts=places(text),
    )


def places(text: UnitText) -> Array:
    """Where units stand among all the words of a text, those of no unit too; shape (units, `FACTS`).

    Place in the text, number of its sentence and how many after that of the unit before, characters (in fifties) since
    that unit and to the next, number of units.
    """
    _, sentence = _sentences(text)
    length, n = max(1, len(text.text)), len(text.spans)
    ends = [0, *(end for _, end in text.spans)]
    starts = [*(start for start, _ in text.spans), len(text.text)]
    rows = [
        [
            *(start / length, sentence[k], sentence[k] - (sentence[k - 1] if k else 0)),
            *((start - ends[k]) / _FIFTY, (starts[k + 1] - end) / _FIFTY, n),
        ]
        for k, (start, end) in enumerate(text.spans)
    ]
    return np.array(rows, dtype=np.float64).reshape(n, FACTS)


def surroundings(text: UnitText) -> Array:
    """Where units stand beyond `places`; shape (units, `SURROUNDINGS`).

    Texts whose paragraphs are not marked still show them by how far units stand apart: a gap is given by its rank in
    the text and beside the mean. Besides: the sentence among all and from the end, characters of it before and after
    the unit, units that it holds; the unit among all and from the end; characters to the end of the text.
    """
    stops, sentence = _sentences(text)
    n, all_of_them = len(text.spans), max(1, len(stops))
    ends = [0, *(end for _, end in text.spans)]
    gaps = np.array([start - ends[k] for k, (start, _) in enumerate(text.spans)], dtype=np.float64)
    rank = np.argsort(np.argsort(-gaps, kind="stable"), kind="stable") / max(1, n)
    beside = gaps / (1 + (gaps.mean() if n else 0))
    rows = [
        [
            *(sentence[k] / all_of_them, all_of_them - sentence[k], all_of_them),
            start - (stops[sentence[k] - 1] if sentence[k] else 0),
            (stops[sentence[k]] if sentence[k] < len(stops) else len(text.text)) - end,
            *(sentence.count(sentence[k]), k, n - k, rank[k], beside[k], len(text.text) - end),
        ]
        for k, (start, end) in enumerate(text.spans)
    ]
    return np.array(rows, dtype=np.float64).reshape(n, SURROUNDINGS)


def _sentences(text: UnitText) -> tuple[list[int], list[int]]:
    """Where sentences end, and in which of them each unit begins."""
    stops = [m.end() for m in _STOP.finditer(text.text)]
    return stops, [bisect.bisect_right(stops, start) for start, _ in text.spans]
