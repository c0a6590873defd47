"""How well `pipeline compare` tells the same recommendation in two documents, and two in conflict.

Run from the repository: `python benchmarks/alignment.py [--corpus FOLDER]` scores pairs of `annotations/pairs`;
`python benchmarks/alignment.py fit` fits the likeness on all of them, and writes it and its score into the package.
Pairs of other people's reports need their texts: give the folder that `pipeline annotations attach` made. Every pair is
scored by weights fitted on the pairs that have neither of its documents, baselines by a threshold fitted on these.
Intervals are by bootstrap over documents.
"""

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.comparison.alignment import SAME, verdict_of
from pipeline.comparison.likeness import FEATURES, features, likeness, rows_of
from pipeline.comparison.record import Recommendation
from pipeline.evaluation.agreement import cohen_kappa, observed_agreement
from pipeline.formats.annotation_jsonl import read_annotation
from pipeline.text.normalize import normalize
from pipeline.text.tokens import words

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT / "annotations" / "pairs"
PACKAGE = ROOT / "pipeline" / "comparison" / "likeness.json"
SAMPLES, C = 2000, 100.0


@dataclass(frozen=True)
class Pair:
    """Two recommendations (indices), the label, and the label of the second annotator, who saw some of the pairs."""

    a: int
    b: int
    language: str
    label: str
    second: str | None


def read(corpus: Path) -> tuple[list[Recommendation], list[Pair], int]:
    """All recommendations that pairs are of, the pairs whose texts are here, and how many are not."""
    texts = _texts(corpus)
    place: dict[tuple[str, int, int], int] = {}
    items: list[Recommendation] = []
    pairs, absent = [], 0
    seconds = {_ends(row): row["label"] for row in _rows("second.jsonl")}
    for row in _rows("pairs.jsonl"):
        ends = _ends(row)
        if any(document not in texts for document, *_ in ends):
            absent += 1
            continue
        for key in ends:
            if key not in place:
                place[key] = len(items)
                items.append(_item(key, texts[key[0]]))
        pairs.append(Pair(place[ends[0]], place[ends[1]], row["language"], row["label"], seconds.get(ends)))
    return items, pairs, absent


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (PAIRS / name).read_text(encoding="utf-8").splitlines()]


def _ends(row: dict[str, Any]) -> tuple[tuple[str, int, int], tuple[str, int, int]]:
    a, b = ((row[e]["document"], row[e]["start"], row[e]["end"]) for e in "ab")
    return a, b


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
        "Jaccard of words": np.array([jaccard(p) for p in pairs]),
        "cosine of tf-idf words": table[:, FEATURES.index("words")],
    }


def _equal(items: list[Recommendation], pairs: list[Pair]) -> np.ndarray:
    return np.array([float(items[p.a].text == items[p.b].text) for p in pairs])


def f1(gold: np.ndarray, found: np.ndarray) -> float:
    """Of the pairs that are the same."""
    total = gold.sum() + found.sum()
    return float(2 * (gold & found).sum() / total) if total else 1.0


def best_threshold(gold: np.ndarray, score: np.ndarray) -> float:
    """The score from which to say `same`, for the greatest F1."""
    return float(max(np.unique(score), key=lambda t: f1(gold, score >= t)))


def average_precision(gold: np.ndarray, score: np.ndarray) -> float:
    """Mean of the precision at each pair that is the same, the surest first; pairs of one score come together."""
    if not gold.any():
        return 0.0  # a sample of documents may hold none
    order = np.argsort(-score, kind="stable")
    right = np.cumsum(gold[order]) / np.arange(1, len(gold) + 1)
    last = np.searchsorted(-score[order], -score[order], side="right") - 1
    return float(right[last][gold[order]].mean())


def draws(documents: np.ndarray) -> list[np.ndarray]:
    """Samples of pairs: documents (pairs, 2) are drawn with replacement, a pair as often as the product of its two."""
    draw = np.random.default_rng(0)
    count = int(documents.max()) + 1
    found = []
    for _ in range(SAMPLES):
        times = np.bincount(draw.integers(0, count, count), minlength=count)
        found.append(np.repeat(np.arange(len(documents)), times[documents].prod(axis=1)))
    return found


def interval(values: list[float]) -> tuple[float, float]:
    """95 %, of values of samples."""
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def documents_of(items: list[Recommendation], pairs: list[Pair]) -> np.ndarray:
    """Numbers of the documents of pairs; (pairs, 2)."""
    number = {name: k for k, name in enumerate(sorted({items[i].document for p in pairs for i in (p.a, p.b)}))}
    return np.array([[number[items[i].document] for i in (p.a, p.b)] for p in pairs])


def apart(gold: np.ndarray, documents: np.ndarray, scored: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores, and what is said to be the same, of pairs by a fit on those that have neither of their documents.

    `scored` is a table of features, which weights are fitted to for a probability, or a score of each pair, as it is,
    which a threshold is fitted to.
    """
    score, found = np.zeros(len(gold)), np.zeros(len(gold), dtype=bool)
    for k, own in enumerate(documents):
        rest = ~np.isin(documents, own).any(axis=1)
        every = _fitted(scored[rest], gold[rest]).predict_proba(scored)[:, 1] if scored.ndim == 2 else scored
        score[k] = every[k]
        found[k] = score[k] >= (SAME if scored.ndim == 2 else best_threshold(gold[rest], every[rest]))
    return score, found


def _fitted(table: np.ndarray, gold: np.ndarray) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=C, max_iter=1000).fit(table, gold)


def digest() -> str:
    """Of the file of pairs."""
    return hashlib.sha256((PAIRS / "pairs.jsonl").read_bytes()).hexdigest()


def fit(items: list[Recommendation], pairs: list[Pair], table: np.ndarray) -> None:
    """Write weights fitted on all pairs, and the score on documents not fitted on, into the package."""
    gold = np.array([p.label == "same" for p in pairs])
    model = _fitted(table, gold)
    weights = dict(zip(FEATURES, (round(float(w), 4) for w in model.coef_[0]), strict=True))
    bias = round(float(model.intercept_[0]), 4)
    documents = documents_of(items, pairs)
    _, found = apart(gold, documents, table)
    ends = interval([f1(gold[k], found[k]) for k in draws(documents)])
    told = {
        "weights": weights,
        "bias": bias,
        "measured": {
            "pairs": digest(),
            "test_pairs": len(pairs),
            "f1_same": [round(x, 4) for x in (f1(gold, found), *ends)],
            "precision_same": round(float((gold & found).sum() / found.sum()), 4),
            # Of the conflicts in texts that were not written for the pairs: how many are found, how many there are.
            "conflicts": conflicts(items, pairs, table)["texts of the corpus"][:2],
        },
    }
    PACKAGE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {PACKAGE.relative_to(ROOT)}")


def conflicts(items: list[Recommendation], pairs: list[Pair], table: np.ndarray) -> dict[str, list[int]]:
    """Conflicts found, those there are, those said: in the lists written for the pairs, and in texts of others."""
    # That two are in conflict comes before that they are the same, however probable the latter.
    verdicts = [verdict_of(items[p.a], items[p.b], x, 0.0) for p, x in zip(pairs, likeness(table), strict=True)]
    conflict = np.array([p.label == "conflict" for p in pairs])
    said = np.array([v == "conflict" for v in verdicts])
    lists = {path.stem for path in (PAIRS / "texts").glob("*.txt")}
    invented = np.array([items[p.a].document in lists for p in pairs])
    of = {"lists written for the pairs": invented, "texts of the corpus": ~invented}
    return {name: [int((mask & one).sum()) for mask in (conflict & said, conflict, said)] for name, one in of.items()}


def main() -> None:
    """Fit, or print scores."""
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
    gold = np.array([p.label == "same" for p in pairs])
    print(f"{len(pairs)} pairs, {gold.sum()} the same; {absent} have no text here")
    documents = documents_of(items, pairs)
    samples = draws(documents)
    ours = "likeness of compare"
    told = {
        "equal texts": (equal := _equal(items, pairs), equal > 0),
        **{name: apart(gold, documents, score) for name, score in baselines(items, pairs, table).items()},
        ours: apart(gold, documents, table),
    }
    labels = sorted({p.label for p in pairs})
    twice = [p for p in pairs if p.second is not None]
    ratings = np.array([[labels.index(name) for name in (p.label, p.second) if name] for p in twice])
    kappas = interval([cohen_kappa(ratings[k]) for k in draws(documents_of(items, twice))])
    of_both = [
        np.array([label == "same" for label in side]) for side in ((p.label for p in twice), (p.second for p in twice))
    ]
    print(
        f"second annotator, {len(twice)} pairs: F1 of the same {f1(*of_both):.3f}; all labels: agreement "
        f"{observed_agreement(ratings):.3f}, kappa {cohen_kappa(ratings):.3f} " + "[{:.3f}, {:.3f}]".format(*kappas)
    )
    print(f"{'same':<26} precision recall {'F1':>11} {'average precision':>31}")
    for name, (score, found) in told.items():
        hit = (gold & found).sum()
        (a, b), (c, d) = (
            interval([f1(gold[k], found[k]) for k in samples]),
            interval([average_precision(gold[k], score[k]) for k in samples]),
        )
        precision = f"{hit / found.sum():.3f}" if found.any() else "-"
        print(
            f"{name:<26} {precision:>9} {hit / gold.sum():>6.3f} {f1(gold, found):>8.3f} [{a:.3f}, {b:.3f}]"
            f" {average_precision(gold, score):>12.3f} [{c:.3f}, {d:.3f}]"
        )
    score, found = told[ours]
    for name, (other, said) in told.items():
        if name != ours:
            a, b = interval([f1(gold[k], found[k]) - f1(gold[k], said[k]) for k in samples])
            c, d = interval(
                [average_precision(gold[k], score[k]) - average_precision(gold[k], other[k]) for k in samples]
            )
            print(f"compare less {name}: F1 [{a:+.3f}, {b:+.3f}], average precision [{c:+.3f}, {d:+.3f}]")
    for name, (hit, there, said_so) in conflicts(items, pairs, table).items():
        print(f"conflicts, {name}: {hit} of {there} found, {said_so} said (words chosen with all pairs seen)")
    of_first = [p for p in twice if p.label == "conflict"]
    print(f"conflicts, second annotator: {sum(p.second == 'conflict' for p in of_first)} of {len(of_first)} found")


if __name__ == "__main__":
    main()
