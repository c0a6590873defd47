"""The article in a few of its own sentences: what it holds, what it found, what it recommends."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.report.index import Index
from pipeline.report.typeset import cells
from pipeline.structure.voices import of_others

_THEORY: Final = 1
_PRACTICE: Final = 2
_GROUPS: Final = 4
_ALL: Final = 3  # claims, where the article has neither theory nor practice
_LONGEST: Final = 240  # cells; a longer sentence is taken only where there is no other


def digest(index: Index) -> tuple[int, ...]:
    """The numbers of the sentences that stand for the article, in its order.

    Of its claims those that most sentences serve, at whatever remove: one of theory, two of practice, of different
    sections; of each of the four largest groups of recommendations the head of the measure that most sentences serve.
    Of two claims one of which attacks the other, that which fewer serve may be a view that the article rejects: it does
    not stand for it. What others hold, by the words that open it, stands for the article only where nothing else does.
    """
    analysis = index.analysis
    weight = _served(index)
    beaten = {
        min(source, target, key=lambda n: (weight[n], n != source))
        for source, links in enumerate(index.parents)
        for target in (link.other for link in links if link.type == "attacks")
    }
    claims = [n for n, label in enumerate(analysis.roles) if label.role == "claim" and n not in beaten]

    def best(numbers: Iterable[int], most: int) -> list[int]:
        def order(n: int) -> tuple[bool, bool, float, int]:
            text = index.text(n)
            return of_others(text), cells(text) > _LONGEST, -weight[n], n

        return sorted(numbers, key=order)[:most]

    sound = frozenset(claims)

    def of_stage(stage: str) -> Iterator[int]:
        """The best claim of each of its sections."""
        for s, numbers in enumerate(index.held):
            if analysis.stages[s] == stage:
                yield from best(sound.intersection(numbers), 1)

    chosen = best(of_stage("theory"), _THEORY) + best(of_stage("practice"), _PRACTICE)
    if not chosen:
        chosen = best((n for n in claims if n not in index.group_of), _ALL)
    largest = sorted(range(len(analysis.groups)), key=lambda g: (-len(analysis.groups[g].members), g))[:_GROUPS]
    for g in largest:
        heads = [index.sentence_number[measure.head] for measure in analysis.groups[g].measures]
        chosen += best(heads or index.orders(g), 1)
    return tuple(sorted(set(chosen)))


def _served(index: Index) -> list[float]:
    """How many sentences serve each one, itself included, weighed by the probability of its role."""
    above = [links[0].other if links else None for links in index.parents]
    counts = [1] * len(above)
    waiting = Counter(n for n in above if n is not None)
    free = [n for n in range(len(above)) if not waiting[n]]
    for n in free:
        parent = above[n]
        if parent is not None:
            counts[parent] += counts[n]
            waiting[parent] -= 1
            if not waiting[parent]:
                free.append(parent)
    # What is left runs in circles: each sentence of one is served by all that serve any.
    left = set(range(len(above))).difference(free)
    while left:
        first = left.pop()
        circle = [first]
        while (at := above[circle[-1]]) is not None and at != first:
            circle.append(at)
        left.difference_update(circle)
        total = sum(counts[n] for n in circle)
        for n in circle:
            counts[n] = total
    return [
        count * label.probabilities.get(label.role, 0.0)
        for count, label in zip(counts, index.analysis.roles, strict=True)
    ]
