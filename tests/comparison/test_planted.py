"""A small run of the benchmark of planted and null corpora; `python benchmarks/planted.py` runs it whole."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

PATH = Path(__file__).parents[2] / "benchmarks" / "planted.py"


@pytest.fixture(scope="module")
def shares() -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("planted", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["planted"] = module
    spec.loader.exec_module(module)
    return {share.name: share for share in module.run(nulls=40, planted=20, samples=400)}


def test_false_alarms_stay_near_the_level(shares: dict[str, Any]) -> None:
    for name, share in shares.items():
        if name.startswith("false alarms"):
            assert share.hits <= 6, str(share)  # more than six of 40 at .05 come up in one run of a hundred


def test_what_was_planted_is_found(shares: dict[str, Any]) -> None:
    for name in ("difference of kinds found after Holm", "rise found", "change found"):
        assert shares[name].hits >= 5, str(shares[name])


def test_intervals_cover(shares: dict[str, Any]) -> None:
    for name in ("share within its 95 % interval", "the same, errors taken out"):
        assert shares[name].hits >= 16, str(shares[name])
