"""Which lines of action are recommendation groups, as trees tell them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from pipeline.domain.document import Document
from pipeline.scoring.chain import Array
from pipeline.scoring.linear import LinearScorer
from pipeline.scoring.trees import Trees
from pipeline.structure.line_look import LOOK_COLUMNS, look_along
from pipeline.structure.line_words import LINE_SAYS, OPENING_COLUMNS, line_words, opening_table
from pipeline.structure.lines import COLUMNS, Line, Rows

FIRST_COLUMNS: Final = COLUMNS + 1 + OPENING_COLUMNS
AGAIN_COLUMNS: Final = FIRST_COLUMNS + LOOK_COLUMNS
_AT_ONCE: Final = 128  # lines whose words are held as features, so that memory does not grow with them


@dataclass(frozen=True, eq=False)
class LinesReadTwice:
    """`said` scores lines by their words; `first` by all that is known of each, `again` beside what `first` says.

    Stacking, as of parents (second_look.py).
    """

    said: LinearScorer
    first: Trees
    again: Trees

    def probabilities(self, document: Document, lines: Sequence[Line], table: Rows) -> Array:
        """How probable each line is as a group; shape (lines,).

        Args:
            document: with final sections.
            lines: of `lines_of`.
            table: of `line_table`.
        """
        words = line_words(document, lines)
        said = [np.zeros((0, len(LINE_SAYS)))]
        while some := list(islice(words, _AT_ONCE)):
            said.append(self.said.log_probabilities(some))
        rows = first_rows(table, np.concatenate(said), opening_table(document, lines))
        return np.exp(self.again.log_probabilities(second_rows(document, lines, rows, self.first))[:, 1])


@dataclass(frozen=True, eq=False)
class LineTrees:
    """What models of before version 6 hold: trees over `line_table` alone."""

    trees: Trees

    def probabilities(self, document: Document, lines: Sequence[Line], table: Rows) -> Array:
        """As of `LinesReadTwice`."""
        return np.exp(self.trees.log_probabilities(table)[:, 1])


LineModel = LinesReadTwice | LineTrees


def first_rows(table: Rows, said: Array, openings: Array) -> Rows:
    """What the first reading sees; `said`: log-probabilities of `LINE_SAYS`; shape (lines, `FIRST_COLUMNS`)."""
    return np.hstack([table, said[:, 1:] - said[:, :1], openings]).astype(np.float32)


def second_rows(document: Document, lines: Sequence[Line], rows: Rows, first: Trees) -> Rows:
    """What the second reading sees, `rows` being what the first did; shape (lines, `AGAIN_COLUMNS`)."""
    p = first.log_probabilities(rows)
    return np.hstack([rows, look_along(document, lines, p[:, 1] - p[:, 0])])
