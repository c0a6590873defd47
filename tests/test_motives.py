"""The labelled motives: form, and that they are of documents and places that are there."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.structure.motives import fitted

ROOT = Path(__file__).resolve().parents[1] / "annotations"
FOLDER = ROOT / "motives"
MOST = 6


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def test_every_line_is_labelled_once_and_in_a_document_that_we_know() -> None:
    known = {p.stem for p in (ROOT / "labels").glob("*/*.jsonl")}
    texts = {p.stem: p.read_text(encoding="utf-8") for p in (ROOT / "texts").glob("*/*.txt")}
    for name in ("founders.jsonl", "second.jsonl"):
        seen = set()
        for row in rows(name):
            assert row.keys() == {"document", "line", "motives"}
            assert row["document"] in known
            assert row["motives"] == sorted(row["motives"])
            for start, end in (row["line"], *row["motives"]):
                assert 0 <= start < end
                if row["document"] in texts:
                    text = texts[row["document"]][start:end]
                    assert text.strip() == text != ""
            key = (row["document"], *row["line"])
            assert key not in seen
            seen.add(key)


def test_what_the_readme_counts() -> None:
    told, found = (FOLDER / "README.md").read_text(encoding="utf-8"), rows("founders.jsonl")
    assert f"{len(found)} lines of action of {len({row['document'] for row in found})} documents" in told
    assert f"none for {sum(not row['motives'] for row in found)} lines" in told
    second = {(row["document"], *row["line"]): row["motives"] for row in rows("second.jsonl")}
    first = {(row["document"], *row["line"]): row["motives"] for row in found}
    assert f"has {len(second)} lines of a second" in told
    both = first.keys() & second.keys()
    hit = sum(len([m for m in first[key] if m in second[key]]) for key in both)
    total = sum(len(first[key]) + len(second[key]) for key in both)
    assert f"Where {len(both)} lines have both, they agree with F1 {2 * hit / total:.3f}".replace("0.", ".") in told


def test_hardly_any_line_has_more_motives_than_the_definition_allows() -> None:
    assert max(len(row["motives"]) for row in rows("founders.jsonl")) <= MOST


def test_the_measured_figures_are_of_these_labels() -> None:
    measured = fitted()["measured"]
    found = rows("founders.jsonl")
    assert measured["labels"] == hashlib.sha256((FOLDER / "founders.jsonl").read_bytes()).hexdigest()
    assert measured["lines"] == len(found)
    assert measured["documents"] == len({row["document"] for row in found})
    value, low, high = measured["f1"]
    assert 0 < low <= value <= high < 1
    assert value == pytest.approx(2 / (1 / measured["precision"] + 1 / measured["recall"]), abs=1e-3)
