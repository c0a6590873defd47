"""Trends and changes: found where they are, and not where they are not."""

import pytest

from pipeline.comparison.record import DocumentRecord
from pipeline.comparison.trends import least_p, trend
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
    assert found.years == 10
    assert found.interval is None or found.interval == pytest.approx((0.1, 0.1), abs=1e-6)
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
    assert trend(dated({2000: 0.1, 2001: 0.2, 2002: 0.3, 2003: 0.4}), "share_recommendation") is None
    few = trend(dated({2000: 0.1, 2001: 0.2, 2002: 0.3, 2003: 0.4, 2004: 0.5}), "share_recommendation")
    assert few is not None
    assert few.warnings == ("few-documents",)
    assert (few.change, few.interval) == (None, None)


def test_what_is_told_of_a_few_years_stays_within_them() -> None:
    """Four years are no decade: a share can change by a hundred points at most, whatever sample is drawn."""
    records = [
        record(
            f"{year}{k}",
            {"claim": 9 - 3 * (year - 2019) // 2 - k, "recommendation": 1 + k},
            metadata={"year": str(year)},
        )
        for year in (2019, 2021, 2023)
        for k in range(4)
    ]
    found = trend(records, "share_recommendation")
    assert found is not None
    assert (found.years, found.points[0][0], found.points[-1][0]) == (4, 2019, 2023)
    values = [value for _, value in found.points]
    assert abs(found.slope) <= max(values) - min(values)
    assert found.interval is not None
    assert all(-1 <= end <= 1 for end in found.interval)


def test_what_cannot_come_out_below_the_level_is_no_trend() -> None:
    assert least_p([2000, 2001, 2002, 2003]) == pytest.approx(2 / 24)
    assert least_p([2000, 2001, 2005]) == pytest.approx(1 / 6)
    assert least_p([2019, 2019, 2021, 2021, 2023]) == pytest.approx(1 / 30)
    assert least_p([2000, 2001, 2001, 2001, 2002]) == pytest.approx(2 / 20)
    steep = [
        record(f"d{k}", {"claim": 10 - k, "recommendation": k}, metadata={"year": str(year)})
        for k, year in enumerate((2000, 2001, 2001, 2001, 2002), 1)
    ]
    assert trend(steep, "share_recommendation") is None
