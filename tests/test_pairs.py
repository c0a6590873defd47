"""The labelled pairs of recommendations, and that the package quotes what was measured on them."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from pipeline.comparison.likeness import fitted

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "annotations" / "pairs"


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_measured_figures_are_of_these_pairs() -> None:
    measured = fitted()["measured"]
    assert measured["pairs"] == hashlib.sha256((FOLDER / "pairs.jsonl").read_bytes()).hexdigest()
    assert measured["test_pairs"] == len(rows())
    value, low, high = measured["f1_same"]
    assert 0 <= low <= value <= high <= 1
    assert 0 < measured["precision_same"] < 1
    found, there = measured["conflicts"]
    written = {path.stem for path in (FOLDER / "texts").glob("*.txt")}
    real = [row for row in rows() if row["label"] == "conflict" and row["a"]["document"] not in written]
    assert 0 <= found <= there == len(real)


def test_there_are_many_of_two_languages_and_four_labels() -> None:
    labels = Counter(row["label"] for row in rows())
    assert sum(labels.values()) >= 1300
    assert labels.keys() == {"same", "related", "different", "conflict"}
    assert {row["language"] for row in rows()} == {"zh", "en"}


def test_every_end_is_in_a_document_that_we_know_and_no_pair_stands_twice() -> None:
    known = {p.stem for p in (ROOT / "annotations" / "labels").glob("*/*.jsonl")}
    texts = {p.stem: p.read_text(encoding="utf-8") for p in (FOLDER / "texts").glob("*.txt")}
    seen = set()
    for row in rows():
        ends = [(row[e]["document"], row[e]["start"], row[e]["end"]) for e in "ab"]
        assert ends[0][0] != ends[1][0]
        for document, start, end in ends:
            assert document in known | texts.keys()
            if document in texts:
                assert texts[document][start:end].strip() == texts[document][start:end] != ""
        key = frozenset(ends)
        assert key not in seen
        seen.add(key)


def test_the_lists_say_that_they_are_invented() -> None:
    for path in (FOLDER / "texts").glob("*.txt"):
        second = path.read_text(encoding="utf-8").splitlines()[1]
        assert "invented" in second or "虚构" in second


def test_the_second_annotator_labelled_some_of_these_pairs() -> None:
    second = [json.loads(line) for line in (FOLDER / "second.jsonl").read_text(encoding="utf-8").splitlines()]
    known = {json.dumps((row["a"], row["b"])) for row in rows()}
    both = [json.dumps((row["a"], row["b"])) for row in second]
    assert len(both) == len(set(both)) >= 400
    assert set(both) <= known
    assert {row["label"] for row in second} == {row["label"] for row in rows()}
