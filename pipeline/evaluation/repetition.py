"""Sentences to score on that training texts repeat, word for word or in form; no leak of whole documents shows them.

Where a form is filled in again and again, no document is the same as another, and yet a model need only know the form.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluation.leaks import SHORTEST, Sentences, solid

ALIKE: Final = 0.5  # share of the runs of a sentence that one training sentence has too
_LENGTH: Final = 3  # words or Chinese characters of a run
_FEWEST: Final = 6  # runs of a sentence that says enough to be compared
_BLOCK: Final = 512  # sentences compared at once
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_WORD: Final = re.compile(r"[\u3400-\u9fff]|\d+(?:[.,]\d+)*|[^\W\d_]+")


class Repeated(NamedTuple):
    """How many sentences there are to score on, and how many of them training texts repeat.

    `repeated` stand there word for word, whatever the numbers in them; `alike` are these, and those of which some
    training sentence has half of the runs of three words or Chinese characters.
    """

    sentences: int
    repeated: int
    alike: int

    @property
    def share(self) -> float:
        """The share that is repeated; 0 of none."""
        return self.repeated / self.sentences if self.sentences else 0.0

    @property
    def share_alike(self) -> float:
        """The share that is repeated or alike; 0 of none."""
        return self.alike / self.sentences if self.sentences else 0.0

    def plus(self, other: "Repeated") -> "Repeated":
        """Those of both, as of two folds."""
        return Repeated(*(a + b for a, b in zip(self, other, strict=True)))


def repeated_sentences(train: Iterable[Sentences], test: Iterable[Sentences]) -> Repeated:
    """The sentences of `test` that some sentence of `train` repeats; short ones, shared by chance, do not count."""
    known = list(dict.fromkeys(sentence for document in train for sentence in document))
    asked = [sentence for document in test for sentence in document]
    forms = {_form(sentence) for sentence in known}
    same = np.array([len(form) >= SHORTEST and form in forms for form in map(_form, asked)], dtype=np.bool_)
    return Repeated(len(asked), int(same.sum()), int((same | _alike(known, asked)).sum()))


def _form(sentence: str) -> str:
    return _NUMBER.sub("0", solid(sentence))


def _runs(sentence: str) -> set[tuple[str, ...]]:
    words = ["0" if word[0].isdigit() else word for word in _WORD.findall(sentence.lower())]
    return set(zip(*(words[i:] for i in range(_LENGTH)), strict=False))


def _alike(train: list[str], test: list[str]) -> NDArray[np.bool_]:
    from scipy.sparse import csr_array

    number: dict[tuple[str, ...], int] = {}
    for sentence in test:  # runs that no sentence to score on has need no column
        for run in _runs(sentence):
            number.setdefault(run, len(number))
    if not train or not number:
        return np.zeros(len(test), dtype=np.bool_)

    def table(sentences: list[str]) -> csr_array:
        columns = [[number[run] for run in _runs(sentence) if run in number] for sentence in sentences]
        ends = np.cumsum([0, *map(len, columns)])
        places = np.array([place for row in columns for place in row], dtype=np.int64)
        return csr_array((np.ones(len(places), dtype=np.int32), places, ends), shape=(len(sentences), len(number)))

    ours, theirs = table(test), table(train).T.tocsr()
    sizes = np.diff(ours.indptr)
    most = [
        (ours[start : start + _BLOCK] @ theirs).max(axis=1).toarray().ravel() for start in range(0, len(test), _BLOCK)
    ]
    found: NDArray[np.bool_] = (np.concatenate(most) >= ALIKE * sizes) & (sizes >= _FEWEST)
    return found
