"""How well the sentences that motivate a line of action are told.

Run from the repository: `python benchmarks/motives.py --corpus FOLDER` scores labels of `annotations/motives`;
`python benchmarks/motives.py fit --corpus FOLDER` fits the weights on all of them, and writes these and their score
into the package. Other people's reports need their texts: give the folder that `pipeline annotations attach` made.

Roles, stages, groups and measures are an annotator's; grounds are told by models that had not seen the document, and
its motives by weights fitted without it. On what the program finds by itself the figure is lower. Intervals are by
bootstrap over documents.
"""

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit

from pipeline.scoring.holding_out import shuffled_parts
from pipeline.structure.fitting import StructureExample, fit_grounds
from pipeline.structure.grounds import find_grounds
from pipeline.structure.motive_features import COLUMNS, lines_of_action, motive_tables
from pipeline.structure.motives import chosen
from pipeline.training.config import read_config
from pipeline.training.examples import Example
from pipeline.workflows.corpus import read_corpus

ROOT = Path(__file__).resolve().parents[1]
LABELS = ROOT / "annotations" / "motives"
PACKAGE = ROOT / "pipeline" / "structure" / "motives.json"
PARTS, SEED, C = 5, 0, 0.1
LIKEST = 3

Place = tuple[int, int]
Labels = dict[tuple[str, Place], frozenset[Place]]


@dataclass(frozen=True)
class Labelled:
    """A line of action: what speaks for each sentence offered, which of them motivate it, and how many do in all.

    `table` has shape (sentences, `COLUMNS`); `gold` is parallel. Of `motives` some may be no sentence offered.
    """

    document: str
    kind: str
    table: np.ndarray
    gold: np.ndarray
    motives: int


def labels(name: str) -> Labels:
    """The motives of each line, by document and head."""
    rows = (json.loads(line) for line in (LABELS / name).read_text(encoding="utf-8").splitlines())
    return {(r["document"], tuple(r["line"])): frozenset(map(tuple, r["motives"])) for r in rows}


def read(corpus: Path, known: Labels) -> list[Labelled]:
    """The labelled lines, with grounds by models that had not seen the document."""
    config = read_config(ROOT / "configs" / "policy-roles.toml", (), lambda *_: None)
    examples = [e for e in read_corpus(corpus, config, print).examples if e.gold_stages]
    labelled = {document for document, _ in known}
    if absent := labelled - {e.document.id for e in examples}:
        raise SystemExit(f"{len(absent)} documents have no text here: attach the reports first, and give --corpus")
    found: list[Labelled] = []
    for rest, held in shuffled_parts(len(examples), PARTS, SEED):
        model = fit_grounds([_learned(examples[n]) for n in rest])
        for e in (examples[n] for n in held if examples[n].document.id in labelled):
            groups = find_grounds(e.document, e.gold_stages, e.gold_groups, model)
            found += _of_document(e, groups, known)
    return found


def kind_of(e: Example) -> str:
    """Whose a document is, or in which language."""
    if e.document.id.startswith(("govreport-", "congress-")):
        return "reports of others"
    return {"zh": "Chinese", "en": "English"}[e.document.language]


def _learned(e: Example) -> StructureExample:
    nothing = np.zeros((len(e.document.sentences), 0))  # grounds do not look at roles
    return StructureExample(e.document, e.gold_roles, nothing, e.gold_stages, e.gold_groups, e.gold_parents)


def _of_document(e: Example, groups: Sequence[Any], known: Labels) -> Iterator[Labelled]:
    place = [(s.start, s.end) for s in e.document.sentences]
    id = e.document.id
    lines = lines_of_action(e.document, e.gold_roles, groups)
    tables = motive_tables(e.document, e.gold_stages, e.gold_roles, groups, lines)
    for line, (offered, table) in zip(lines, tables, strict=True):
        motives = known.get((id, place[line.sentences[0]]))
        if motives is not None:
            yield Labelled(
                id, kind_of(e), table, np.array([place[i] in motives for i in offered], dtype=bool), len(motives)
            )


def fitted_on(lines: Sequence[Labelled]) -> tuple[np.ndarray, float]:
    """Weights of the columns, and bias, by logistic regression."""
    from sklearn.linear_model import LogisticRegression

    table, gold = (np.concatenate([getattr(line, of) for line in lines]) for of in ("table", "gold"))
    mean, scale = table.mean(axis=0), table.std(axis=0)
    model = LogisticRegression(C=C, max_iter=1000).fit((table - mean) / scale, gold)
    weights = model.coef_[0] / scale
    return weights, float(model.intercept_[0] - weights @ mean)


def probable(line: Labelled, weights: np.ndarray, bias: float) -> list[int]:
    """The sentences chosen by these weights."""
    return chosen(expit(line.table @ weights + bias))


def likest(line: Labelled) -> list[int]:
    """The sentences likest to the line."""
    return [int(k) for k in np.argsort(line.table[:, COLUMNS.index("rank")], kind="stable")[:LIKEST]]


Choice = Callable[[Labelled], list[int]]


def counts(lines: Sequence[Labelled], choose: Choice) -> np.ndarray:
    """Motives right, told, labelled of each line; and whether one is told, labelled, neither; shape (lines, 6)."""
    rows = []
    for line in lines:
        places = choose(line)
        told, there = len(places), line.motives
        rows.append([int(line.gold[places].sum()), told, there, told > 0, there > 0, not told and not there])
    return np.array(rows, dtype=np.float64).reshape(len(lines), 6)


def f1(total: np.ndarray) -> np.ndarray:
    """Of motives, from sums of `counts` along the last axis but one."""
    return np.divide(2 * total[..., 0], np.maximum(total[..., 1] + total[..., 2], 1))


def by_document(lines: Sequence[Labelled], table: np.ndarray) -> np.ndarray:
    """Sums of counts; shape (documents, counts)."""
    _, number = np.unique([line.document for line in lines], return_inverse=True)
    total = np.zeros((number.max() + 1, table.shape[1]))
    np.add.at(total, number, table)
    return total


def interval(totals: np.ndarray) -> tuple[float, float]:
    """Of F1, 95 %, by bootstrap over documents."""
    rng = np.random.default_rng(0)
    drawn = totals[rng.integers(len(totals), size=(2000, len(totals)))].sum(axis=1)
    low, high = np.quantile(f1(drawn), [0.025, 0.975])
    return float(low), float(high)


def apart(lines: Sequence[Labelled]) -> np.ndarray:
    """Counts of each line, chosen by weights fitted on documents without its own."""
    documents = sorted({line.document for line in lines})
    found = np.zeros((len(lines), 6))
    for rest, held in shuffled_parts(len(documents), PARTS, SEED):
        weights, bias = fitted_on([line for line in lines if line.document in {documents[n] for n in rest}])
        own = [k for k, line in enumerate(lines) if line.document in {documents[n] for n in held}]
        found[own] = counts([lines[k] for k in own], lambda line, w=weights, b=bias: probable(line, w, b))
    return found


def digest() -> str:
    """Of the file of labels."""
    return hashlib.sha256((LABELS / "founders.jsonl").read_bytes()).hexdigest()


def fit(lines: Sequence[Labelled]) -> None:
    """Write weights fitted on all lines, and the score on documents not fitted on, into the package."""
    weights, bias = fitted_on(lines)
    table = apart(lines)
    total = table.sum(axis=0)
    told = {
        "weights": dict(zip(COLUMNS, (round(float(w), 4) for w in weights), strict=True)),
        "bias": round(bias, 4),
        "measured": {
            "labels": digest(),
            "documents": len({line.document for line in lines}),
            "lines": len(lines),
            "f1": [round(x, 4) for x in (float(f1(total)), *interval(by_document(lines, table)))],
            "precision": round(float(total[0] / total[1]), 4),
            "recall": round(float(total[0] / total[2]), 4),
        },
    }
    PACKAGE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {PACKAGE.relative_to(ROOT)}")


def second_annotator() -> str:
    """How far the labels of two people agree."""
    first, second = labels("founders.jsonl"), labels("second.jsonl")
    both = first.keys() & second.keys()
    hit = sum(len(first[key] & second[key]) for key in both)
    return f"second annotator, {len(both)} lines: F1 {2 * hit / sum(len(first[k]) + len(second[k]) for k in both):.3f}"


def main() -> None:
    """Fit, or print scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["score", "fit"], default="score")
    parser.add_argument("--corpus", type=Path, default=ROOT / "annotations")
    given = parser.parse_args()
    lines = read(given.corpus, labels("founders.jsonl"))
    if given.what == "fit":
        fit(lines)
        return
    print(f"{len(lines)} lines, {sum(line.motives for line in lines)} motives")
    print(second_annotator())
    ways = {f"likest {LIKEST} in the grounds": counts(lines, likest), "motives": apart(lines)}
    kinds = sorted({line.kind for line in lines})
    for name, table in ways.items():
        for kind in ("", *kinds):
            own = [k for k, line in enumerate(lines) if kind in ("", line.kind)]
            total = table[own].sum(axis=0)
            low, high = interval(by_document([lines[k] for k in own], table[own]))
            print(
                f"{name + (', ' + kind if kind else ''):<44} F1 {f1(total):.3f} [{low:.3f}, {high:.3f}] "
                f"precision {total[0] / total[1]:.3f} recall {total[0] / total[2]:.3f}; of {len(own) - total[4]:.0f} "
                f"lines without any {total[5]:.0f} told so"
            )


if __name__ == "__main__":
    main()
