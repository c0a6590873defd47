"""Parts of a corpus, each to be read by what was fitted on the others."""

import random
from collections.abc import Iterator


def held_out_parts(count: int, parts: int) -> Iterator[tuple[list[int], list[int]]]:
    """Of `count` documents, each part in turn: those to fit on, and those held out of it.

    Part `k` is every `parts`-th document from `k` on; of `parts` there are two or more. A document alone is fitted on
    itself: nothing is left without it.
    """
    everything = range(count)
    for k in range(parts):
        held = list(everything[k::parts])
        if held:
            yield [n for n in everything if n % parts != k] or held, held


def shuffled_parts(count: int, parts: int, seed: int) -> Iterator[tuple[list[int], list[int]]]:
    """`held_out_parts` of documents in an order that `seed` draws; those to fit on stand in their own order."""
    order = list(range(count))
    random.Random(seed).shuffle(order)  # noqa: S311  # folds, not secrets
    for rest, held in held_out_parts(count, parts):
        yield sorted(order[n] for n in rest), [order[n] for n in held]
