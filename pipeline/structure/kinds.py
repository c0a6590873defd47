"""Kinds of relations: by which one a sentence hangs on its parent.

A linear scorer reads the words of each sentence and says what it would do to a parent, whichever that is: an objection
sounds like one. Boosted trees then see the pair: what pairs.py tells of it, and what the scorer and a few signs say of
both ends and of the sentences beside the child. A reply is known by the objection before it more than by its own words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from pipeline.domain.labels import RELATIONS
from pipeline.scoring.chain import Array
from pipeline.scoring.linear import LinearScorer
from pipeline.scoring.trees import Trees
from pipeline.structure.connectives import CONNECTIVES, connectives
from pipeline.structure.pairs import PAIRS_AT_ONCE, Indices, Table, Units, runs, width
from pipeline.structure.said import said_words
from pipeline.text.terms import content_words
from pipeline.text.tokens import words

SAYS: Final = (*RELATIONS, "root")  # what a sentence may sound like: by a relation on something, or on nothing
_NONE: Final = -1.0  # in the columns of a neighbour, where there is none
_REMEMBERED: Final = 4096  # texts: each is read for itself and for its neighbours
_AT_ONCE: Final = 512  # units whose words are held as features, so that memory does not grow with them
_OPENING: Final = 4  # words that count as how a sentence opens
_CLAUSE: Final = re.compile(r"[，；：,;:]")
_CLAUSE_HEAD: Final = 12  # characters of a clause in which its first word is looked for

_SIGNS: Final = (
    re.compile(r"例如|比如|譬如|以.{1,20}为例|for (?:example|instance)|such as|\btake ", re.I),
    re.compile(r"但|然而|不过|可是|可(?=[^以能靠])|却|倒|\b(?:but|yet|however|still|nor)\b", re.I),
    re.compile(
        r"有人|反对|担心|担忧|质疑|顾虑|批评|抱怨|认为|会说|或许会|论者|"
        r"critics|opponents|object|will (?:say|call|argue)|complain|fear|worr",
        re.I,
    ),
    re.compile(
        r"诚然|固然|当然|承认|难免|未必|短期|并非没有|虽|of course|admittedly|granted|to be sure|\btrue\b", re.I
    ),
    re.compile(r"因此|所以|为此|可见|于是|由此|therefore|thus|hence|\bso\b", re.I),
)
_HEAD: Final = {True: 12, False: 30}  # characters in which a sentence opens, in Chinese and in other scripts
_OF_UNIT: Final = len(SAYS) + 2 * len(_SIGNS) + 1


@dataclass(frozen=True, eq=False)
class KindModel:
    """`said` scores sentences by what they sound like (`SAYS`), `trees` the relations of pairs."""

    said: LinearScorer
    trees: Trees

    def log_probabilities(
        self, units: Units, names: Sequence[str], sources: Indices, targets: Indices, table: Table
    ) -> Array:
        """Of each pair, which relation would join it: shape (pairs, relations), in the order of the scheme.

        Args:
            units: of one text.
            names: the role of each as it was found before the tree, which a model of old goes by.
            sources: the child of each pair.
            targets: the parent, never `ROOT`.
            table: of these pairs, from `pair_table`.
        """
        heard = hear(units, self.sounds(units))
        rows = [
            self.trees.log_probabilities(kind_table(heard, sources[run], targets[run], table[run]))
            for run in runs(len(sources), PAIRS_AT_ONCE)
        ]
        return np.concatenate([np.zeros((0, len(RELATIONS))), *rows])

    def sounds(self, units: Units) -> Array:
        """The probability of what each unit sounds like: shape (units, `SAYS`)."""
        rows = [
            np.exp(self.said.log_probabilities(said_features(units, range(run.start, run.stop))))
            for run in runs(len(units), _AT_ONCE)
        ]
        return np.concatenate([np.zeros((0, len(SAYS))), *rows])


@dataclass(frozen=True, eq=False)
class LinearKinds:
    """What models of version 2 hold: one linear scorer of pairs."""

    linear: LinearScorer

    def log_probabilities(
        self, units: Units, names: Sequence[str], sources: Indices, targets: Indices, table: Table
    ) -> Array:
        """As of `KindModel`."""
        pairs = list(zip(sources.tolist(), targets.tolist(), strict=True))
        rows = [
            self.linear.log_probabilities([kind_features(units, names, i, j) for i, j in pairs[run]])
            for run in runs(len(pairs), PAIRS_AT_ONCE)
        ]
        return np.concatenate([np.zeros((0, len(RELATIONS))), *rows])


def said_features(units: Units, chosen: range) -> list[dict[str, float]]:
    """The words of chosen units, how each and its clauses open, and how the units beside it in its paragraph do."""
    found = []
    for i in chosen:
        features = dict(_heard(units.texts[i]))
        for side, j in (("before", i - 1), ("after", i + 1)):
            if 0 <= j < len(units) and units.paragraphs[j] == units.paragraphs[i]:
                features.update((f"{side} {name}", 0.6 * value) for name, value in _openings(units.texts[j]).items())
            else:
                features[f"{side} none"] = 0.5
        found.append(features)
    return found


@lru_cache(_REMEMBERED)
def _heard(text: str) -> Mapping[str, float]:
    said = said_words(text)
    return {**{f"w:{w}": 0.3 for w in said}, **_openings(text), f"ends:{text[-2:]}": 0.3}


@lru_cache(_REMEMBERED)
def _openings(text: str) -> Mapping[str, float]:
    said = said_words(text)
    found = {f"opens:{w}": 0.4 for w in said[:_OPENING]} | {f"opens:{' '.join(said[:2])}": 0.4}
    for clause in _CLAUSE.split(text)[1:]:
        found.update((f"clause:{w}", 0.3) for w in said_words(clause.strip()[:_CLAUSE_HEAD])[:1])
    return found


def kind_width(labels: int, facts: int) -> int:
    """Columns of `kind_table` for so many labels, and further facts of a unit."""
    return width(labels, facts) + 4 * _OF_UNIT + 2 * labels


@dataclass(frozen=True, eq=False)
class Heard:
    """What is heard of each unit: `own` (units, any), and `beside` it in its paragraph (units, any)."""

    own: Array
    beside: Array


def hear(units: Units, said: Array) -> Heard:
    """What is heard of units; `said` (units, `SAYS`): the probability of what each sounds like."""
    own = np.hstack([said, _signs(units)])
    neighbours = np.hstack([own, units.labels])
    return Heard(own, np.hstack([_beside(neighbours, units.paragraphs, step) for step in (-1, 1)]))


def kind_table(heard: Heard, sources: Indices, targets: Indices, table: Table) -> Table:
    """What speaks for the relation of each pair; `table` is that of pairs.py."""
    of_ends = [heard.own[sources], heard.own[targets], heard.beside[sources]]
    return np.hstack([table, np.hstack(of_ends).astype(np.float32)])


def _signs(units: Units) -> Array:
    """Of each unit, which signs stand at its head and which anywhere, and whether it asks."""
    rows = []
    for text in units.texts:
        head = text[: _HEAD[text[:1] > "z"]]
        heard = [pattern.search(text) is not None for pattern in _SIGNS]
        # A word that the end of the head cuts short is none: what is not in the text is not at its head.
        at_head = [there and pattern.search(head) is not None for there, pattern in zip(heard, _SIGNS, strict=True)]
        rows.append([*at_head, *heard, text[-1:] in "？?"])
    return np.array(rows, dtype=np.float64).reshape(len(units), 2 * len(_SIGNS) + 1)


def _beside(rows: Array, paragraphs: Sequence[int], step: int) -> Array:
    """For each unit the row of the one so many places after it, where that stands in the same paragraph."""
    of = np.array(paragraphs, dtype=np.intp)
    wanted = np.arange(len(rows)) + step
    places = np.clip(wanted, 0, max(0, len(rows) - 1))
    there = (places == wanted) & (of[places] == of)
    result: Array = np.where(there[:, None], rows[places], _NONE)
    return result


def kind_features(units: Units, names: Sequence[str], i: int, j: int) -> dict[str, float]:
    """Features of the relation between `i` and the parent `j`."""
    pair = f"{names[i]}→{names[j]}"
    text = units.texts[i]
    before = units.before[i] if units.before else ""
    side = "forward" if j > i else "back"
    features = {pair: 1.0, f"{pair} {side}": 1.0, f"{pair} {side} {min(abs(j - i), 3)}": 0.5}
    head = f"{before} {text[:24]}" if before else text[:24]
    for name, opens, within in zip(CONNECTIVES, connectives(head), connectives(text), strict=True):
        if opens:
            features[f"{name} {pair}"] = 1.0
            features[f"{name} {side}"] = 0.5
        elif within:
            features[f"within {name} {pair}"] = 0.5
    features.update((f"w:{w}", 0.2) for w in words(f"{before} {text}" if before else text)[:4])
    own, other = set(content_words(text)), set(content_words(units.texts[j]))
    features[f"likeness {pair}"] = len(own & other) / max(1, len(own))
    return features
