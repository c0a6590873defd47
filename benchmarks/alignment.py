"""How well `pipeline compare` tells the same recommendation in two documents, and two in conflict.

Run from the repository: `python benchmarks/alignment.py [--corpus FOLDER]` scores test pairs of `annotations/pairs`;
`python benchmarks/alignment.py fit` fits the likeness on the pairs to develop on, and writes it and its score into the
package. Pairs of other people's reports need their texts: give the folder that `pipeline annotations attach` made.
Baselines run on the same pairs; their thresholds are the best on the pairs to develop on.
"""

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.comparison.alignment import verdict_of
from pipeline.comparison.likeness import FEATURES, features, fitted, likeness, probability_same, rows_of
from pipeline.comparison.record import Recommendation
from pipeline.formats.annotation_jsonl import read_annotation
from pipeline.text.normalize import normalize
from pipeline.text.tokens import words

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT / "annotations" / "pairs"
PACKAGE = ROOT / "pipeline" / "comparison" / "likeness.json"
SAMPLES, C = 2000, 100.0


@dataclass(frozen=True)
class Pair:
    """Two recommendations (indices), the label, the split."""

    a: int
    b: int
    language: str
    label: str
    split: str


def read(corpus: Path) -> tuple[list[Recommendation], list[Pair], int]:
    """All recommendations that pairs are of, the pairs whose texts are here, and how many are not."""
    texts = _texts(corpus)
    place: dict[tuple[str, int, int], int] = {}
    items: list[Recommendation] = []
    pairs, absent = [], 0
    for line in (PAIRS / "pairs.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        ends = [(row[e]["document"], row[e]["start"], row[e]["end"]) for e in "ab"]
        if any(document not in texts for document, *_ in ends):
            absent += 1
            continue
        for key in ends:
            if key not in place:
                place[key] = len(items)
                items.append(_item(key, texts[key[0]]))
        pairs.append(Pair(place[ends[0]], place[ends[1]], row["language"], row["label"], row["split"]))
    return items, pairs, absent


def _texts(corpus: Path) -> dict[str, str]:
    found = {p.stem: p.read_text(encoding="utf-8") for p in (PAIRS / "texts").glob("*.txt")}
    for annotator in ("founders", "adjudicated"):
        for path in sorted((corpus / "labels" / annotator).glob("*.jsonl")):
            text = read_annotation(path).text
            if text is not None:
                found[path.stem] = text
    return found


def _item(key: tuple[str, int, int], text: str) -> Recommendation:
    document, start, end = key
    said = normalize(text[start:end]).text
    return Recommendation(
        *(f"{document}#{start}", document, None, said, (), start, end, "should", None, None, (), False, 0, 1.0)
    )


def tables(items: list[Recommendation], pairs: list[Pair]) -> np.ndarray:
    """Features of the pairs; which terms are rare is told by each language's own recommendations."""
    table = np.zeros((len(pairs), len(FEATURES)))
    for language in sorted({p.language for p in pairs}):
        chosen = [k for k, p in enumerate(pairs) if p.language == language]
        used = sorted({i for k in chosen for i in (pairs[k].a, pairs[k].b)})
        number = {i: n for n, i in enumerate(used)}
        rows = rows_of([items[i] for i in used])
        a, b = (np.array([number[getattr(pairs[k], end)] for k in chosen]) for end in "ab")
        table[chosen] = features(rows, a, b)
    return table


def baselines(items: list[Recommendation], pairs: list[Pair], table: np.ndarray) -> dict[str, np.ndarray]:
    """Scores of plain ways to tell the same."""

    def jaccard(p: Pair) -> float:
        one, other = (set(words(items[i].text)) for i in (p.a, p.b))
        return len(one & other) / max(1, len(one | other))

    return {
        "equal texts": np.array([float(items[p.a].text == items[p.b].text) for p in pairs]),
        "Jaccard of words": np.array([jaccard(p) for p in pairs]),
        "cosine of tf-idf words": table[:, FEATURES.index("words")],
    }


def f1(gold: np.ndarray, found: np.ndarray) -> float:
    """Of the pairs that are the same."""
    total = gold.sum() + found.sum()
    return float(2 * (gold & found).sum() / total) if total else 1.0


def best_threshold(gold: np.ndarray, score: np.ndarray) -> float:
    """The score from which to say `same`, for the greatest F1."""
    return float(max(np.unique(score), key=lambda t: f1(gold, score >= t)))


def average_precision(gold: np.ndarray, score: np.ndarray) -> float:
    """Mean of the precision at each pair that is the same, the surest first."""
    order = np.argsort(-score, kind="stable")
    right = np.cumsum(gold[order]) / np.arange(1, len(gold) + 1)
    return float(right[gold[order]].mean()) if gold.any() else 0.0


def ends(gold: np.ndarray, found: np.ndarray, score: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
    """95 % intervals of F1 and of average precision, by bootstrap over pairs."""
    draw = np.random.default_rng(0)
    told = []
    for _ in range(SAMPLES):
        k = draw.integers(0, len(gold), len(gold))
        told.append((f1(gold[k], found[k]), average_precision(gold[k], score[k])))
    low, high = np.quantile(told, [0.025, 0.975], axis=0)
    return (low[0], high[0]), (low[1], high[1])


def digest() -> str:
    """Of the file of pairs."""
    return hashlib.sha256((PAIRS / "pairs.jsonl").read_bytes()).hexdigest()


def fit(items: list[Recommendation], pairs: list[Pair], table: np.ndarray) -> None:
    """Write weights fitted on the pairs to develop on, and their score on the others, into the package."""
    from sklearn.linear_model import LogisticRegression

    develop = np.array([p.split == "develop" for p in pairs])
    gold = np.array([p.label == "same" for p in pairs])
    model = LogisticRegression(C=C).fit(table[develop], gold[develop])
    weights = dict(zip(FEATURES, (round(float(w), 4) for w in model.coef_[0]), strict=True))
    bias = round(float(model.intercept_[0]), 4)
    every = 1 / (1 + np.exp(-(table @ np.array(list(weights.values())) + bias)))
    same = round(best_threshold(gold[develop], every[develop]), 4)
    score = every[~develop]
    found = score >= same
    interval, _ = ends(gold[~develop], found, score)
    told = {
        "weights": weights,
        "bias": bias,
        "same": same,
        "measured": {
            "pairs": digest(),
            "test_pairs": int((~develop).sum()),
            "f1_same": [round(x, 4) for x in (f1(gold[~develop], found), *interval)],
        },
    }
    PACKAGE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {PACKAGE.relative_to(ROOT)}")


def main() -> None:
    """Fit, or print scores on the test pairs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["score", "fit"], default="score")
    parser.add_argument("--corpus", type=Path, default=ROOT / "annotations")
    given = parser.parse_args()
    items, pairs, absent = read(given.corpus)
    table = tables(items, pairs)
    if given.what == "fit":
        if absent:
            raise SystemExit(f"{absent} pairs have no text here: attach the reports first, and give --corpus")
        fit(items, pairs, table)
        return
    develop = np.array([p.split == "develop" for p in pairs])
    gold = np.array([p.label == "same" for p in pairs])
    print(f"{len(pairs)} pairs, {(~develop).sum()} to test on; {absent} have no text here")
    scores = {**baselines(items, pairs, table), "likeness of compare": probability_same(table)}
    print(f"{'same':<26} {'F1':>22} {'average precision':>25}")
    for name, score in scores.items():
        ours = name == "likeness of compare"
        threshold = fitted()["same"] if ours else best_threshold(gold[develop], score[develop])
        test_gold, test_score = gold[~develop], score[~develop]
        found = test_score >= threshold
        (a, b), (c, d) = ends(test_gold, found, test_score)
        ap = average_precision(test_gold, test_score)
        print(f"{name:<26} {f1(test_gold, found):.3f} [{a:.3f}, {b:.3f}] {ap:>10.3f} [{c:.3f}, {d:.3f}]")
    verdicts = [
        verdict_of(items[p.a], items[p.b], like, same)
        for p, like, same in zip(pairs, likeness(table), probability_same(table), strict=True)
    ]
    conflict = np.array([p.label == "conflict" for p in pairs])
    said = np.array([v == "conflict" for v in verdicts])
    for name, of in (("develop", develop), ("test", ~develop)):
        hit, told, there = (conflict & said & of).sum(), (said & of).sum(), (conflict & of).sum()
        print(f"conflicts, {name}: {hit} of {there} found, {told} said")


if __name__ == "__main__":
    main()
