"""Test documents that the training texts hold too, word for word: scores on them say little about new texts.

`pipeline.evaluation.overlap` compares each pair of a few texts by n-grams; this finds what a whole training set shares
with a test set, in time that grows with their length.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

SHORTEST: Final = 8  # characters; shorter sentences are shared by chance
_END_MARK: Final = re.compile(r"(?<=[。！？；!?;.…])")

Sentences: TypeAlias = Sequence[str]
_Division: TypeAlias = Callable[[Sentences], list[str]]


class Leak(NamedTuple):
    """A test document and the training document most `like` it.

    `share` is the share of the test document's characters in sentences that the training document has too.
    """

    document: str
    like: str
    share: float


def find_leaks(
    train: Mapping[str, Sentences], test: Mapping[str, Sentences], *, share: float = 0.5
) -> tuple[Leak, ...]:
    """The test documents of which one training document holds at least `share`, in the order of `test`.

    Sentences are compared without white space and in lower case; those under 8 characters count as not shared. Since
    the same text may be divided differently in two files, texts are also compared cut at end marks, and as a whole.
    The greatest of the three shares counts; of equally like training documents, one is named.

    Args:
        train: the sentences of each training document, by its id.
        test: those of each test document. An id that is in both says nothing: only texts are compared.
        share: from which share on a document is reported, above 0 and at most 1.

    Raises:
        ValueError: `share` is out of range.
    """
    if not 0 < share <= 1:
        raise ValueError(f"a share lies above 0 and is at most 1, not {share}")
    found = {name: Leak(name, "", 0.0) for name in test}
    for divide in (_as_given, _at_end_marks, _whole):
        pieces = {name: divide(sentences) for name, sentences in test.items()}
        index = _index({name: divide(sentences) for name, sentences in train.items()}, pieces.values())
        for name, of_test in pieces.items():
            leak = _most_alike(name, of_test, index)
            if leak is not None and leak.share > found[name].share:
                found[name] = leak
    return tuple(leak for leak in found.values() if leak.share >= share)


def _index(train: Mapping[str, list[str]], test: Iterable[list[str]]) -> dict[str, list[str]]:
    """Which training documents hold each piece of a test document, in their order."""
    index: dict[str, list[str]] = {piece: [] for pieces in test for piece in pieces if len(piece) >= SHORTEST}
    for name, pieces in train.items():
        for piece in dict.fromkeys(pieces):
            if piece in index:
                index[piece].append(name)
    return index


def _most_alike(name: str, pieces: list[str], index: Mapping[str, list[str]]) -> Leak | None:
    shared: Counter[str] = Counter()
    for piece in pieces:
        for like in index.get(piece, ()):
            shared[like] += len(piece)
    if not shared:
        return None
    like, most = shared.most_common(1)[0]
    return Leak(name, like, most / sum(map(len, pieces)))


def _as_given(sentences: Sentences) -> list[str]:
    return [solid(sentence) for sentence in sentences]


def _at_end_marks(sentences: Sentences) -> list[str]:
    return _END_MARK.split(solid("".join(sentences)))


def _whole(sentences: Sentences) -> list[str]:
    return [solid("".join(sentences))]


def solid(text: str) -> str:
    """A sentence as it is compared: without white space, in lower case."""
    return "".join(text.split()).lower()
