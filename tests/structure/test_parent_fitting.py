"""Parents are read twice where there are units enough to learn that from, and once where there are few."""

import numpy as np
import pytest

from pipeline.scoring.trees import pack_trees
from pipeline.structure import parent_fitting
from pipeline.structure.pairs import Units, width
from pipeline.structure.parent_fitting import fit_parents, known_pairs
from pipeline.structure.second_look import LOOK_COLUMNS

COLUMNS = width(2, 0)


def text(seed: int) -> parent_fitting.KnownPairs:
    """Three units, the last two hang on the first, which alone is of the first label."""
    labels = np.array([[0.9, 0.1], [0.1, 0.9], [0.2, 0.8]])
    units = Units([f"修桥{seed}。", "桥老了。", "路也窄。"], labels, paragraphs=[0, 0, 0], blocks=[0, 0, 0])
    return known_pairs(units, [-1, 0, 0])


@pytest.mark.parametrize(("few", "twice"), [(31, False), (30, True)])
def test_the_limit(monkeypatch: pytest.MonkeyPatch, few: int, twice: bool) -> None:
    monkeypatch.setattr(parent_fitting, "FEW", few)
    texts = [text(seed) for seed in range(10)]
    found = fit_parents(texts, COLUMNS)
    assert (found.again is not None) == twice
    of = texts[0]
    read, every = found.read(of.table), np.arange(len(of.sources), dtype=np.intp)
    p = found.read_again(of.units, of.sources, of.targets, of.table, read, every)
    assert p[of.right].min() > p[~of.right].max()
    some = found.read_again(of.units, of.sources, of.targets, of.table, read, every[of.right])
    assert some.tolist() == p[of.right].tolist()  # what is not asked for is there all the same, as surroundings
    if found.again is not None:
        assert found.again.columns.max() < COLUMNS + LOOK_COLUMNS


def test_the_same_texts_give_the_same_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    """First readings are fitted at the same time, in threads."""
    monkeypatch.setattr(parent_fitting, "FEW", 0)
    one, other = (fit_parents([text(seed) for seed in range(10)], COLUMNS) for _ in range(2))
    for a, b in ((one.first, other.first), (one.again, other.again)):
        assert a is not None
        assert b is not None
        assert [x.tobytes() for x in pack_trees("t", a).values()] == [x.tobytes() for x in pack_trees("t", b).values()]


def test_no_text_at_all() -> None:
    assert fit_parents([], COLUMNS).again is None
