"""How well claims that an article gives nothing for are told.

Run from the repository: `python benchmarks/support.py --corpus FOLDER` scores labels of `annotations/support`;
`python benchmarks/support.py fit --corpus FOLDER` fits the weights on all of them, and writes these and their score
into the package. Other people's reports need their texts: give the folder that `pipeline annotations attach` made.

Roles and stages are an annotator's, and weights are fitted without the document; what the tree of relations would say
is printed beside. `--predictions FILE` adds the score on roles of models that had not seen the document:
`evaluation/predictions.json` of what `pipeline train configs/policy-roles.toml` writes. Intervals are by bootstrap
over documents.
"""

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from motives import f1, kind_of

from pipeline.evaluation.metrics import percentile_interval, resample
from pipeline.scoring.holding_out import shuffled_parts
from pipeline.scoring.linear import fit_linear
from pipeline.scoring.logistic import probability_of
from pipeline.structure.support import LEAST, support_features
from pipeline.training.config import read_config
from pipeline.training.examples import Example
from pipeline.workflows.corpus import read_corpus

ROOT = Path(__file__).resolve().parents[1]
LABELS = ROOT / "annotations" / "support"
PACKAGE = ROOT / "pipeline" / "structure" / "support.json"
PARTS, SEED, C, MIN_COUNT = 10, 0, 1.0, 5
NAMES = ("backed", "unsupported")

Place = tuple[int, int]
Fitted = dict[str, Any]


@dataclass(frozen=True)
class Labelled:
    """A document: the features of each claim offered, which of them are unsupported, and how many there are in all.

    `hanging` says which have neither a parent nor a sentence that supports or exemplifies them, in an annotator's tree.
    """

    document: str
    kind: str
    claims: Sequence[Mapping[str, float]]
    gold: np.ndarray
    hanging: np.ndarray
    unsupported: int


def labels(name: str) -> dict[str, frozenset[Place]]:
    """The unsupported claims of each document."""
    rows = (json.loads(line) for line in (LABELS / name).read_text(encoding="utf-8").splitlines())
    return {r["document"]: frozenset(map(tuple, r["unsupported"])) for r in rows}


def read(corpus: Path, known: Mapping[str, frozenset[Place]]) -> list[Example]:
    """The labelled documents."""
    config = read_config(ROOT / "configs" / "policy-roles.toml", (), lambda *_: None)
    found = [e for e in read_corpus(corpus, config, print).examples if e.document.id in known]
    if absent := len(known) - len(found):
        raise SystemExit(f"{absent} documents have no text here: attach the reports first, and give --corpus")
    return found


def labelled(e: Example, roles: Sequence[str], unsupported: frozenset[Place]) -> Labelled:
    """A document whose sentences have these roles."""
    sentences, id = e.document.sentences, e.document.id
    pairs = list(support_features(e.document, e.gold_stages, roles))
    backed = {parent for parent, relation in e.gold_parents.values() if relation in {"supports", "exemplifies"}}
    own = [sentences[i] for i, _ in pairs]
    return Labelled(
        id,
        kind_of(e),
        [features for _, features in pairs],
        np.array([(s.start, s.end) in unsupported for s in own], dtype=bool),
        np.array([s.id not in e.gold_parents and s.id not in backed for s in own], dtype=bool),
        len(unsupported),
    )


def fitted_on(documents: Sequence[Labelled]) -> Fitted:
    """Weights of features, and bias, by logistic regression; what is less than half a hundredth is left out."""
    scorer = fit_linear(
        [claim for d in documents for claim in d.claims],
        [NAMES[int(one)] for d in documents for one in d.gold],
        NAMES,
        c=C,
        min_count=MIN_COUNT,
        max_iterations=1000,
    )
    weights = (scorer.weights[:, 1] - scorer.weights[:, 0]).round(2)
    return {
        "weights": {name: float(w) for name, w in zip(scorer.features, map(str, weights), strict=True) if float(w)},
        "bias": round(float(scorer.bias[1] - scorer.bias[0]), 4),
    }


def apart(learned: Sequence[Labelled], read: Sequence[Labelled]) -> list[np.ndarray]:
    """Which claims of each document of `read` are told, by weights fitted on the others of `learned`, its parallel."""
    told: dict[int, np.ndarray] = {}
    for rest, held in shuffled_parts(len(learned), PARTS, SEED):
        fitted = fitted_on([learned[n] for n in rest])
        for n in held:
            told[n] = np.array([probability_of(c, fitted) >= LEAST for c in read[n].claims], dtype=bool)
    return [told[n] for n in range(len(read))]


def counts(documents: Sequence[Labelled], told: Sequence[np.ndarray]) -> np.ndarray:
    """Claims right, told, labelled of each document; shape (documents, 3)."""
    rows = [[(t & d.gold).sum(), t.sum(), d.unsupported] for d, t in zip(documents, told, strict=True)]
    return np.array(rows, dtype=np.float64).reshape(len(rows), 3)


def measured(table: np.ndarray) -> tuple[list[float], float, float]:
    """F1 with its interval, precision and recall."""
    total = table.sum(axis=0)
    interval = percentile_interval(float(f1(total)), f1(resample(table, n=2000)))
    three = [interval.value, interval.low, interval.high]
    return three, float(total[0] / max(1, total[1])), float(total[0] / max(1, total[2]))


def fit(documents: Sequence[Labelled]) -> None:
    """Write weights fitted on all documents, and the score on documents not fitted on, into the package."""
    three, precision, recall = measured(counts(documents, apart(documents, documents)))
    told = {
        **fitted_on(documents),
        "measured": {
            "labels": hashlib.sha256((LABELS / "founders.jsonl").read_bytes()).hexdigest(),
            "documents": len(documents),
            "claims": sum(len(d.claims) for d in documents),
            "f1": [round(x, 4) for x in three],
            "precision": round(precision, 4),
            "recall": round(recall, 4),
        },
    }
    PACKAGE.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {PACKAGE.relative_to(ROOT)}")


def second_annotator() -> str:
    """How far the labels of two agree."""
    first, second = labels("founders.jsonl"), labels("second.jsonl")
    hit = sum(len(first[d] & second[d]) for d in second)
    both = sum(len(first[d]) + len(second[d]) for d in second)
    return f"second annotator, {len(second)} documents: F1 {2 * hit / both:.3f}"


def show(name: str, documents: Sequence[Labelled], told: Sequence[np.ndarray]) -> None:
    """Print the score, of all and of each kind."""
    table = counts(documents, told)
    for kind in ("", *sorted({d.kind for d in documents})):
        own = [n for n, d in enumerate(documents) if kind in ("", d.kind)]
        (value, low, high), precision, recall = measured(table[own])
        print(
            f"{name + (', ' + kind if kind else ''):<52} F1 {value:.3f} [{low:.3f}, {high:.3f}] "
            f"precision {precision:.3f} recall {recall:.3f}"
        )


def main() -> None:
    """Fit, or print scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["score", "fit"], default="score")
    parser.add_argument("--corpus", type=Path, default=ROOT / "annotations")
    parser.add_argument("--predictions", type=Path)
    given = parser.parse_args()
    known = labels("founders.jsonl")
    examples = read(given.corpus, known)

    def as_labelled(roles: Sequence[Sequence[str]]) -> list[Labelled]:
        return [labelled(e, of, known[e.document.id]) for e, of in zip(examples, roles, strict=True)]

    documents = as_labelled([e.gold_roles for e in examples])
    if given.what == "fit":
        fit(documents)
        return
    claims = sum(len(d.claims) for d in documents)
    print(f"{claims} claims of {len(documents)} documents, {sum(d.unsupported for d in documents)} unsupported")
    print(second_annotator())
    show("every claim", documents, [np.ones(len(d.claims), dtype=bool) for d in documents])
    show("neither a parent nor support in the tree", documents, [d.hanging for d in documents])
    show("told", documents, apart(documents, documents))
    if given.predictions:
        found = {p["id"]: p["predicted"] for p in json.loads(given.predictions.read_bytes())}
        of_models = as_labelled([found[e.document.id] for e in examples])
        show("told, roles of models", of_models, apart(documents, of_models))


if __name__ == "__main__":
    main()
