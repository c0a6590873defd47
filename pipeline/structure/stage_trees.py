"""Stages by boosted trees over the paragraphs of a document.

A linear scorer reads the words of each paragraph and of its heading. Boosted trees then see what the scorer and the
roles say of the paragraph, its section, the part of the document that it lies in and what stands around, with its
place and its headings.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES, STAGES
from pipeline.scoring.chain import Array, log_softmax
from pipeline.scoring.linear import LinearScorer
from pipeline.scoring.trees import Trees
from pipeline.structure.cues import ACTION, is_container, is_frame, opener, says_what_is_wrong, stage_words
from pipeline.structure.linear_stages import heading_features
from pipeline.structure.paragraphs import Paragraph, ordinal_runs
from pipeline.structure.said import said_words
from pipeline.text.numbering import numbering

_NONE: Final = -1.0  # in the columns of a neighbour, where there is none
_AT_ONCE: Final = 128  # paragraphs whose words are held as features, so that memory does not grow with them
_OPENING: Final = 3  # words that count as how a paragraph opens
_STYLES: Final = ("ordinal", "bracketed", "parenthesis", "roman")
_MOST: Final = 10  # paragraphs from either end that are told apart

_OF_TITLE: Final = len(STAGES) + 5
_OF_PLACE: Final = 27
COLUMNS: Final = 10 * len(ROLES) + _OF_PLACE + 2 * _OF_TITLE + 10 * len(STAGES)


@dataclass(frozen=True, eq=False)
class StageTrees:
    """`said` scores paragraphs by their words, `trees` by all that is known of them."""

    said: LinearScorer
    trees: Trees

    def posterior(self, document: Document, runs: Sequence[Paragraph], roles: Array) -> Array:
        """The probability of each stage for each paragraph; shape of `roles` (sentences, roles)."""
        table = stage_table(document, runs, roles, self.sounds(document, runs))
        found = self.trees.log_probabilities(table)
        for run in ordinal_runs(document, runs):
            found[run] = found[run].mean(axis=0)  # 第一、第二、第三 stand or fall together
        return np.exp(log_softmax(found))

    def sounds(self, document: Document, runs: Sequence[Paragraph]) -> Array:
        """The probability of the stages by the words of each paragraph; shape (paragraphs, stages)."""
        parts = [runs[a : a + _AT_ONCE] for a in range(0, len(runs), _AT_ONCE)]
        rows = [np.exp(self.said.log_probabilities(paragraph_words(document, part))) for part in parts]
        return np.concatenate([np.zeros((0, len(STAGES))), *rows])


def paragraph_words(document: Document, runs: Sequence[Paragraph]) -> list[dict[str, float]]:
    """The words of each paragraph, however long of like weight, how it opens, and its heading."""
    title_of = {h.id: h.title for h in document.headings}
    heading_of = {s.id: s.heading for s in document.sections}
    result = []
    for p in runs:
        said = [w for s in document.sentences[p.first : p.last + 1] for w in said_words(s.text)]
        distinct = dict.fromkeys(said)
        weight = max(1, len(distinct)) ** -0.5
        features = {f"w:{w}": weight for w in distinct} | {f"opens:{w}": 0.3 for w in said[:_OPENING]}
        heading = heading_of.get(p.section)
        if heading is None:
            features["heading:none"] = 0.5
        else:
            features.update(heading_features("near", title_of[heading]))
        result.append(features)
    return result


def stage_table(document: Document, runs: Sequence[Paragraph], roles: Array, said: Array) -> npt.NDArray[np.float32]:
    """What speaks for the stage of each paragraph; shape (paragraphs, `COLUMNS`).

    Args:
        document: with sections of headings, and what lies between them.
        runs: its paragraphs.
        roles: shape (sentences, roles), the probability of each role.
        said: shape (paragraphs, stages), the probability of each by words alone.
    """
    if not runs:
        return np.zeros((0, COLUMNS), dtype=np.float32)
    sizes = np.array([p.last - p.first + 1 for p in runs], dtype=np.float64)
    shares = np.add.reduceat(roles, [p.first for p in runs], axis=0) / sizes[:, None]
    heading_of = {s.id: s.heading for s in document.sections}
    of_paragraph = [heading_of.get(p.section) for p in runs]
    headed = np.array([h is not None for h in of_paragraph])
    parts = _parts(document, of_paragraph)
    sections = _numbers([p.section for p in runs])
    numbers = _numbers(parts)
    return np.hstack(
        [
            shares,
            *(np.where(headed[:, None], _means(shares, sizes, of)[of], shares) for of in (sections, numbers)),
            np.tile(np.average(shares, axis=0, weights=sizes), (len(runs), 1)),
            *(_at(shares, np.arange(len(runs)) + step) for step in (-1, 1)),
            *(_at(_means(shares, sizes, sections), sections + step) for step in (-1, 1)),
            *_around(shares, sizes),
            _places(document, runs, of_paragraph, sizes, sections, numbers),
            _titles(document, of_paragraph),
            _titles(document, parts),
            *(_at(said, np.arange(len(runs)) + step) for step in (0, -1, -2, 1, 2)),
            *(_at(_means(said, sizes, sections), sections + step) for step in (0, -1, 1)),
            *_around(said, sizes),
        ]
    ).astype(np.float32)


def _parts(document: Document, of_paragraph: Sequence[str | None]) -> list[str | None]:
    """Of each paragraph the heading of the part it lies in: the highest below those that all others share."""
    above = {h.id: h.parent for h in document.headings}
    paths: list[list[str]] = []
    for heading in of_paragraph:
        path: list[str] = []
        while heading is not None:
            path.append(heading)
            heading = above.get(heading)
        paths.append(path[::-1])
    deep = [path for path in paths if path]
    shared = 0
    while deep and all(len(path) > shared + 1 for path in deep) and len({path[shared] for path in deep}) == 1:
        shared += 1
    return [path[min(shared, len(path) - 1)] if path else None for path in paths]


def _numbers(keys: Sequence[Hashable]) -> npt.NDArray[np.intp]:
    """Keys as numbers, in the order in which they come up."""
    order = {key: k for k, key in enumerate(dict.fromkeys(keys))}
    return np.array([order[key] for key in keys], dtype=np.intp)


def _means(rows: Array, sizes: Array, of: npt.NDArray[np.intp]) -> Array:
    """The mean of the rows of each number, each row counting by its size."""
    total = np.zeros((of.max() + 1, rows.shape[1]))
    np.add.at(total, of, rows * sizes[:, None])
    result: Array = total / np.bincount(of, sizes)[:, None]
    return result


def _at(rows: Array, places: npt.NDArray[np.intp]) -> Array:
    there = (places >= 0) & (places < len(rows))
    return np.where(there[:, None], rows[np.clip(places, 0, len(rows) - 1)], _NONE)


def _around(rows: Array, sizes: Array) -> tuple[Array, Array]:
    """The means over all that comes before each row and all that comes after it; 0 where there is nothing."""
    weighted = rows * sizes[:, None]
    so_far, many = np.cumsum(weighted, axis=0), np.cumsum(sizes)[:, None]
    before = (so_far - weighted) / np.maximum(1, many - sizes[:, None])
    after = (so_far[-1] - so_far) / np.maximum(1, many[-1] - many)
    return before, after


def _titles(document: Document, headings: Sequence[str | None]) -> Array:
    title_of = {h.id: h.title for h in document.headings}
    row_of: dict[str | None, list[float]] = {h: _of_title(title_of[h] if h else "") for h in dict.fromkeys(headings)}
    return np.array([row_of[h] for h in headings])


def _of_title(title: str) -> list[float]:
    announced = stage_words(title)
    numbered = numbering(title)
    bare = title[numbered[1].end() :] if numbered else title
    return [
        *(float(stage in announced) for stage in STAGES),
        float(is_container(title)),
        float(is_frame(title)),
        float(ACTION.match(bare) is not None),
        float(says_what_is_wrong(title)),
        float(title[-1:] in ("？", "?")),
    ]


def _places(
    document: Document,
    runs: Sequence[Paragraph],
    of_paragraph: Sequence[str | None],
    sizes: Array,
    sections: npt.NDArray[np.intp],
    parts: npt.NDArray[np.intp],
) -> Array:
    """Where each paragraph stands among paragraphs, sentences, sections and parts, and how it and they are built."""
    heading = {h.id: h for h in document.headings}
    n, sentences = len(runs), len(document.sentences)
    members = np.bincount(sections)
    rows = []
    seen = [0] * len(members)
    for i, (p, own) in enumerate(zip(runs, of_paragraph, strict=True)):
        seen[sections[i]] += 1
        numbered = numbering(heading[own].title) if own else None
        style = _STYLES.index(numbered[0]) if numbered and numbered[0] in _STYLES else -1
        o = opener(document.sentences[p.first].text)
        rows.append(
            [
                i / max(1, n - 1),
                p.first / sentences,
                (sentences - 1 - p.last) / sentences,
                min(i, _MOST),
                min(n - 1 - i, _MOST),
                n,
                sentences,
                sizes[i],
                (document.sentences[p.last].end - document.sentences[p.first].start) / sizes[i],
                own is not None,
                heading[own].level if own else 0,
                len(heading[own].title) if own else 0,
                style,
                o is not None,
                (o.number or 0) if o else -1,
                seen[sections[i]],
                document.language == "zh",
                len(document.headings),
            ]
        )
    sentences_of = np.bincount(sections, sizes)
    more = [
        parts,
        parts.max() - parts,
        parts / max(1, parts.max()),
        np.full(n, parts.max()),
        sections,
        sections.max() - sections,
        np.full(n, sections.max()),
        members[sections],
        sentences_of[sections],
    ]
    return np.hstack([np.array(rows, dtype=np.float64), np.column_stack(more)])
