"""What a comparison of annotators found, as plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One coefficient: its value and confidence interval; NaN where it is undefined."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LabelTable:
    """Agreement on one kind of label.

    `overall` are the coefficients over all labels, `by_label` the alpha of each label against the rest with the number
    of times it was given, `confusion[i][j]` how often one annotator of a pair gave `labels[i]` and the other
    `labels[j]`, summed over pairs in both orders where there are more than two annotators.
    """

    kind: str
    labels: tuple[str, ...]
    overall: tuple[Figure, ...]
    by_label: tuple[tuple[str, int, Figure], ...]
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Annotators compared on the documents that at least two of them labelled.

    `unmatched` counts sentences that only one annotator of a document has (they divide the text differently).
    """

    annotators: tuple[str, ...]
    documents: tuple[str, ...]
    sentences: int
    unmatched: int
    level: float
    tables: tuple[LabelTable, ...]
    trees: tuple[tuple[str, tuple[Figure, ...]], ...]
