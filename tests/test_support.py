"""The labelled support of claims: form, and that it is of documents and claims that are there."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.structure.support import fitted

ROOT = Path(__file__).resolve().parents[1] / "annotations"
FOLDER = ROOT / "support"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def claims() -> dict[str, set[tuple[int, int]]]:
    """The claims of each document of the corpus, by the labels that training takes."""
    found: dict[str, set[tuple[int, int]]] = {}
    for annotator in ("founders", "adjudicated"):
        for path in (ROOT / "labels" / annotator).glob("*.jsonl"):
            lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            found[path.stem] = {(x["start"], x["end"]) for x in lines if x.get("role") == "claim"}
    return found


def test_every_document_is_labelled_once_and_every_place_is_a_claim_of_it() -> None:
    known = claims()
    for name in ("founders.jsonl", "second.jsonl"):
        found = rows(name)
        assert len({row["document"] for row in found}) == len(found)
        for row in found:
            assert row.keys() == {"document", "unsupported"}
            assert row["unsupported"] == sorted(row["unsupported"])
            assert {tuple(place) for place in row["unsupported"]} <= known[row["document"]]


def test_what_the_readme_counts() -> None:
    told, found = (FOLDER / "README.md").read_text(encoding="utf-8"), rows("founders.jsonl")
    known = claims()
    total = sum(len(known[row["document"]]) for row in found)
    assert f"{total:,} claims of {len(found)} documents" in told
    assert f"{sum(len(row['unsupported']) for row in found):,} unsupported" in told
    assert f"none in {sum(not row['unsupported'] for row in found)}" in told
    first = {row["document"]: row["unsupported"] for row in found}
    second = {row["document"]: row["unsupported"] for row in rows("second.jsonl")}
    assert f"{len(second)} documents of a second" in told
    hit = sum(len([place for place in first[id] if place in second[id]]) for id in second)
    both = sum(len(first[id]) + len(second[id]) for id in second)
    assert f"F1 {2 * hit / both:.3f}".replace("0.", ".") in told


def test_the_measured_figures_are_of_these_labels() -> None:
    measured = fitted()["measured"]
    found = rows("founders.jsonl")
    assert measured["labels"] == hashlib.sha256((FOLDER / "founders.jsonl").read_bytes()).hexdigest()
    assert measured["documents"] == len(found)
    value, low, high = measured["f1"]
    assert 0 < low <= value <= high < 1
    assert value == pytest.approx(2 / (1 / measured["precision"] + 1 / measured["recall"]), abs=1e-3)
