"""What a corpus holds, counted: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variety:
    """The words of one language: how many, how many different, and how many different in a window of a thousand."""

    words: int
    types: int
    per_thousand: float


@dataclass(frozen=True, slots=True)
class CorpusFigures:
    """Counts over the documents of a corpus, each once whoever labelled it.

    `grid` is genre → shape → topics, `nearest` the pairs of texts that have most in common (a, b, resemblance,
    containment), `across` the nearest pair that lies in two folds, `variety` by language; `counts` names what else is
    counted, in order: documents, sentences, roles and so on.
    """

    counts: tuple[tuple[str, Mapping[str, int]], ...]
    grid: Mapping[str, Mapping[str, tuple[str, ...]]]
    nearest: tuple[tuple[str, str, float, float], ...]
    across: tuple[str, str, float, float] | None
    variety: Mapping[str, Variety]
    twice: int
    absent: int
