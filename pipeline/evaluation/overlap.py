"""How much texts have in common, character by character: near-duplicates within and between the parts of a corpus."""

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple


class Overlap(NamedTuple):
    """Two texts as sets of character n-grams (Broder, On the resemblance and containment of documents, 1997).

    `resemblance` is the share of all n-grams of the two that both have, `containment` the share of the shorter text's.
    """

    a: str
    b: str
    resemblance: float
    containment: float


def overlaps(texts: Mapping[str, str], *, n: int = 8) -> list[Overlap]:
    """The overlap of each pair of texts, greatest first; white space does not count. Texts shorter than `n` have none.

    Raises:
        ValueError: `n` is less than 1.
    """
    if n < 1:
        raise ValueError("n-grams have at least one character")
    grams = {name: _grams(text, n) for name, text in texts.items()}
    found = []
    for a, b in combinations(grams, 2):
        smaller = min(len(grams[a]), len(grams[b]))
        if smaller:
            both = len(grams[a] & grams[b])
            found.append(Overlap(a, b, both / (len(grams[a]) + len(grams[b]) - both), both / smaller))
    return sorted(found, key=lambda o: (-o.resemblance, o.a, o.b))


def _grams(text: str, n: int) -> set[str]:
    solid = "".join(text.split())
    return {solid[i : i + n] for i in range(len(solid) - n + 1)}
