"""Sentence labels on invented matters: twelve short abstracts that a linear model learns something from."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LABELS = ("aim", "method", "result")
TOPICS = (
    *("ferries", "orchards", "lanterns", "kilns", "bridges", "granaries"),
    *("wells", "looms", "harbours", "beehives", "windmills", "quarries"),
)
PLACES = ("Eastmere", "Quarry Lane", "Whitestone", "Saltford")
CONFIG = """
schema = "pipeline.config/2"
name = "abstracts"
version = "1"

[corpus]
path = "corpus"
parts = ["train", "dev"]
annotator = []
labels = ["aim", "method", "result"]

[roles]
component = "chain.v1"
c = 4.0
min_count = 1
max_iterations = 300
inner_folds = 2
target_accuracy = 0.9
seed = 0

[structure]
c = 1.0

[evaluation]
folds = 3
bootstrap = 30
level = 0.95
ignored = []
learning_curve = []
allow_leaks = false
seed = 7
"""


def record(i: int, **changes: Any) -> dict[str, Any]:
    """One document; the parts of it that are alike in others are too short to count as a leak."""
    topic, place, number = TOPICS[i % len(TOPICS)], PLACES[i % len(PLACES)], 11 + 7 * i
    return {
        "id": i,
        "sentences": [
            f"We ask whether the {topic} of {place} last longer.",
            f"For {number} weeks we counted {topic} in {place}.",
            f"The {topic} held for {number} years, {i + 2} percent more.",
        ],
        "labels": list(LABELS),
    } | changes


def write_records(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def write_sentence_corpus(root: Path, *, train: int = 9, dev: int = 3) -> Path:
    """A folder of parts; ids are numbered anew in each, so that they repeat."""
    write_records(root / "train.jsonl", [record(i) for i in range(train)])
    if dev:
        write_records(root / "dev.jsonl", [record(train + i, id=i) for i in range(dev)])
    return root


def write_sentence_config(folder: Path, text: str = CONFIG) -> Path:
    path = folder / "abstracts.toml"
    path.write_text(text, encoding="utf-8")
    return path
