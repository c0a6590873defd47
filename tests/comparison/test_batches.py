"""What is computed in batches: the same figures whatever their size, and no memory that grows with all samples."""

import tracemalloc

import pytest

from pipeline.comparison import batches
from pipeline.comparison.statistics import Difference, compare_groups
from pipeline.comparison.trends import Trend, trend
from tests.comparison.samples import record


def documents(count: int):
    return [
        record(
            f"d{i}",
            {"claim": 1 + i * 7 % 5, "evidence": i % 4},
            metadata={"year": str(1990 + i % 23), "kind": "ab"[i % 2]},
        )
        for i in range(count)
    ]


def all_of(count: int) -> tuple[tuple[Difference, ...], Trend | None]:
    made = documents(count)
    return compare_groups(made, by="kind", measures=("share_evidence",), samples=100), trend(
        made, "share_evidence", samples=100
    )


def test_rows_are_shared_out_whole() -> None:
    assert list(batches.batches(10, batches.CELLS // 4)) == [4, 4, 2]
    assert list(batches.batches(3, 10 * batches.CELLS)) == [1, 1, 1]
    assert list(batches.batches(0, 5)) == []


def test_the_size_of_batches_changes_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    [whole], rise = all_of(30)
    monkeypatch.setattr(batches, "CELLS", 200)
    [parts], again = all_of(30)
    assert again == rise
    assert parts.p == whole.p
    assert parts.interval == pytest.approx(whole.interval)


def test_memory_does_not_grow_with_samples_times_documents() -> None:
    """2,000 samples of 4,000 documents are 64 MB an array, of which several stood side by side."""
    made = documents(4000)
    tracemalloc.start()
    try:
        compare_groups(made, by="kind", measures=("share_evidence",))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 110e6
