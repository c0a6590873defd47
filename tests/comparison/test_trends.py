"""Trends and changes: found where they are, and not where they are not."""

import pytest

from pipeline.comparison.record import DocumentRecord
from pipeline.comparison.trends import trend
from tests.comparison.samples import record


def dated(shares: dict[int, float]) -> list[DocumentRecord]:
    found = []
    for year, s in shares.items():
        roles = {"claim": round(1000 * (1 - s)), "recommendation": round(1000 * s)}
        found.append(record(f"d{year}", roles, metadata={"year": str(year)}))
    return found


def test_a_steady_rise() -> None:
    found = trend(dated({year: 0.1 + 0.01 * (year - 2000) for year in range(2000, 2020)}), "share_recommendation")
    assert found is not None
    assert found.slope == pytest.approx(0.1)
    assert found.interval == pytest.approx((0.1, 0.1), abs=1e-6)
    assert found.p < 0.01
    assert found.points[0] == (2000, pytest.approx(0.1))
    assert found.warnings == ()


def test_a_year_of_change() -> None:
    shares = {year: (0.2 if year < 2011 else 0.5) + 0.01 * (year % 3) for year in range(2000, 2022)}
    found = trend(dated(shares), "share_recommendation")
    assert found is not None
    assert found.change == 2011
    assert found.change_p is not None
    assert found.change_p < 0.01
    assert found.change_interval is not None
    assert found.change_interval[0] <= 2011 <= found.change_interval[1]


def test_no_trend() -> None:
    found = trend(
        dated({year: 0.3 + 0.1 * ((year * 7) % 5 - 2) / 2 for year in range(2000, 2020)}), "share_recommendation"
    )
    assert found is not None
    assert found.p > 0.2
    assert found.change_p is not None
    assert found.change_p > 0.1


def test_a_constant() -> None:
    found = trend(dated(dict.fromkeys(range(2000, 2012), 0.3)), "share_recommendation")
    assert found is not None
    assert (found.slope, found.p, found.change_p) == (0, 1, 1)


def test_too_little_to_say() -> None:
    assert trend(dated({2000: 0.1, 2001: 0.2}), "share_recommendation") is None
    assert trend([], "sentences") is None
    assert (
        trend(
            [*dated({2000: 0.1}), record("x", metadata={"year": "2000"}), record("y", metadata={"year": "2000"})],
            "sentences",
        )
        is None
    )
    assert trend(dated({2000: 0.1, 2001: 0.2, 2002: 0.3}), "share_grounded") is None  # nothing to be counted
    few = trend(dated({2000: 0.1, 2001: 0.2, 2002: 0.3}), "share_recommendation")
    assert few is not None
    assert few.warnings == ("few-documents",)
    assert few.change is None
