"""Fit which lines of action are groups, and which sentences of groups head measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.analysis import Group
from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES
from pipeline.scoring.chain import Array
from pipeline.scoring.holding_out import held_out_parts
from pipeline.scoring.trees import Trees, fit_trees
from pipeline.structure.groups import find_groups
from pipeline.structure.line_models import AGAIN_COLUMNS, FIRST_COLUMNS, LinesReadTwice, first_rows, second_rows
from pipeline.structure.line_words import LINE_SAYS, line_words, opening_table
from pipeline.structure.lines import Line, Rows, chosen_lines, is_gold, line_table, lines_of
from pipeline.structure.measures import MEASURE_COLUMNS, find_measures, measure_table
from pipeline.structure.model import ruled_starts
from pipeline.structure.said_fitting import fit_said

_PARTS: Final = 3  # that groups are told without, in turn, for others to learn from
_RAREST: Final = 6  # lines that a feature of words must be in


@dataclass(frozen=True, eq=False)
class Grouped:
    """A document with the stages and the role probabilities of models that had not seen it, and its gold groups."""

    document: Document
    stages: Sequence[str]
    roles: Array
    groups: Sequence[Group]

    @property
    def names(self) -> list[str]:
        """The most probable role of each sentence."""
        return [ROLES[k] for k in self.roles.argmax(axis=1)]


@dataclass(frozen=True, eq=False)
class _Lines:
    """The lines of a document, what is known of each, and which of them are groups."""

    of: Grouped
    lines: Sequence[Line]
    table: Rows
    openings: Array
    words: Sequence[Mapping[str, float]]
    gold: npt.NDArray[np.intp]


def fit_lines(documents: Sequence[Grouped], c: float) -> tuple[LinesReadTwice, list[tuple[Group, ...]]]:
    """A model of lines; and for each document the groups, measures as rules see them, of one that had not seen it."""
    every = [_lines(of) for of in documents]
    found: dict[int, tuple[Group, ...]] = {}
    for rest, held in held_out_parts(len(every), _PARTS):
        model = _fit([every[n] for n in rest], c)
        for n in held:
            of = every[n]
            chosen = chosen_lines(of.lines, model.probabilities(of.of.document, of.lines, of.table))
            found[n] = find_groups(of.of.document, of.of.stages, of.of.names, chosen)
    return _fit(every, c), [found[n] for n in range(len(every))]


def _lines(of: Grouped) -> _Lines:
    document = of.document
    lines = lines_of(document)
    table = line_table(document, lines, of.roles, of.stages, ruled_starts(document, of.stages, of.names))
    index = {s.id: i for i, s in enumerate(document.sentences)}
    starts = {index[g.members[0]]: g.start for g in of.groups}
    headed = {(line.first, line.section.start) for line in lines if line.section is not None}
    gold = np.array([is_gold(line, starts.get(line.first), headed) for line in lines], dtype=np.intp)
    return _Lines(of, lines, table, opening_table(document, lines), list(line_words(document, lines)), gold)


def _fit(documents: Sequence[_Lines], c: float) -> LinesReadTwice:
    """The second reading learns from first readings by trees that had not seen the document."""
    answers = [[LINE_SAYS[k] for k in of.gold] for of in documents]
    scorer, said = fit_said([of.words for of in documents], answers, LINE_SAYS, c=c, min_count=_RAREST)
    gold = [of.gold for of in documents]
    rows = [first_rows(of.table, np.log(s), of.openings) for of, s in zip(documents, said, strict=True)]
    again: dict[int, Rows] = {}
    for rest, held in held_out_parts(len(documents), _PARTS):
        trees = _fit_trees([rows[n] for n in rest], [gold[n] for n in rest], FIRST_COLUMNS)
        for n in held:
            again[n] = second_rows(documents[n].of.document, documents[n].lines, rows[n], trees)
    beside = [again[n] for n in range(len(documents))]
    return LinesReadTwice(scorer, _fit_trees(rows, gold, FIRST_COLUMNS), _fit_trees(beside, gold, AGAIN_COLUMNS))


def _fit_trees(tables: Sequence[Rows], gold: Sequence[npt.NDArray[np.intp]], columns: int) -> Trees:
    return _grown(tables, gold, columns, rounds=450, leaves=7, share=0.2)


def _fit_measures(tables: Sequence[Rows], gold: Sequence[npt.NDArray[np.intp]]) -> Trees:
    return _grown(tables, gold, MEASURE_COLUMNS, rounds=300, leaves=8, share=0.3)


def _grown(
    tables: Sequence[Rows],
    gold: Sequence[npt.NDArray[np.intp]],
    columns: int,
    *,
    rounds: int,
    leaves: int,
    share: float,
) -> Trees:
    """Trees that tell the rows of yes from those of no, each grown on a share of the columns."""
    rows = sum(map(len, tables))
    return fit_trees(
        np.concatenate([np.zeros((0, columns), np.float32), *tables]),
        np.concatenate([np.zeros(0, np.intp), *gold]),
        2,
        rounds=rounds,
        learning_rate=0.05,
        leaves=leaves,
        smallest_leaf=min(20, max(2, rows // 50)),
        columns=share,
        rows=0.7,
        penalty=5.0,
        seed=0,
        one_sided=True,
    )


def fit_measures(
    documents: Sequence[Grouped], found: Sequence[Sequence[Group]]
) -> tuple[Trees, list[tuple[Group, ...]]]:
    """Trees that tell heads of measures; and for each document its groups with the measures of trees that had not seen
    it. They learn from groups that were found, as they will see."""
    tables = [measure_table(of.document, of.roles, groups) for of, groups in zip(documents, found, strict=True)]
    gold = []
    for of, groups in zip(documents, found, strict=True):
        heads = {m.head for g in of.groups for m in g.measures}
        gold.append(np.array([m in heads for g in groups for m in g.members], dtype=np.intp))
    told: dict[int, tuple[Group, ...]] = {}
    for rest, held in held_out_parts(len(documents), _PARTS):
        trees = _fit_measures([tables[n] for n in rest], [gold[n] for n in rest])
        for n in held:
            told[n] = find_measures(documents[n].document, documents[n].roles, found[n], trees)
    return _fit_measures(tables, gold), [told[n] for n in range(len(documents))]
