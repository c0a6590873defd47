"""Argument trees over marked components, on three published corpora, through the code that sentences go through.

Run from the repository: `python benchmarks/units.py [microtexts] [aae2] [sucdtb]`; the corpora are other people's, are
not shipped, and are looked for in ../shared/benchmarks. Microtexts: 5 times 10 folds, drawn by seeds 0 to 4. AAE2: 5
folds of the training part, then fitted on it and scored on dev; its file marks no paragraphs, so that links are over
all pairs of an essay (published figures: pairs of a paragraph). SU-CDTB: fitted on train, scored on dev, beside plain
baselines. Nothing here was pretrained. `functions` of AAE2 takes For and Support together, Against and Attack.
"""

import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from pipeline.domain.units import ROOT, UnitLabels, UnitText
from pipeline.evaluation.units import SCORES, unit_scores
from pipeline.formats.units.conll import read_conll
from pipeline.formats.units.dependencies import read_dependencies
from pipeline.formats.units.microtexts import read_microtexts
from pipeline.training.units import fit_units, predict_units

SHARED = Path(__file__).resolve().parents[2] / "shared" / "benchmarks"
Read = list[tuple[UnitText, UnitLabels]]
_STANCE = {"Support": "for", "For": "for", "Attack": "against", "Against": "against", "": ""}


def crossed(read: Read, folds: int, seed: int) -> list[UnitLabels]:
    """Predictions of each text by a model that had not seen it; texts are dealt to folds by the seed."""
    order = list(range(len(read)))
    random.Random(seed).shuffle(order)
    found: dict[int, UnitLabels] = {}
    for k in range(folds):
        held = order[k::folds]
        rest = [read[i] for i in sorted(set(order) - set(held))]
        model = fit_units([t for t, _ in rest], [g for _, g in rest])
        found |= dict(zip(held, [f.labels for f in predict_units(model, [read[i][0] for i in held])], strict=True))
    return [found[i] for i in range(len(read))]


def told(name: str, gold: Sequence[UnitLabels], found: Sequence[UnitLabels]) -> dict[str, list[float]]:
    """Print the scores of a run in a line."""
    scores = unit_scores(gold, found)
    shown = "  ".join(
        f"{key} {scores[key][0]:.3f} [{scores[key][1]:.3f}, {scores[key][2]:.3f}]" for key in SCORES if key in scores
    )
    print(f"{name:<34} {shown}", flush=True)
    return scores


def microtexts() -> None:
    """5 × 10 folds; published best of several systems: components .869, relations .693, function .745."""
    read = list(read_microtexts(SHARED / "microtexts"))
    gold = [g for _, g in read]
    runs = [told(f"microtexts, folds of seed {seed}", gold, crossed(read, 10, seed)) for seed in range(5)]
    means = {key: np.mean([run[key][0] for run in runs]) for key in ("components", "links", "functions")}
    print("microtexts, mean of five:", ", ".join(f"{key} {value:.3f}" for key, value in means.items()))


def with_stance(of: UnitLabels) -> UnitLabels:
    """Relations of premises and stances of claims as one."""
    return replace(of, relations=tuple(_STANCE[r] for r in of.relations))


def aae2() -> None:
    """Published (ILP joint model, test part): components .826, relations .751, stance .680."""
    train, dev = (list(read_conll(SHARED / "aae2" / f"{part}.conll")) for part in ("train", "dev"))
    found = crossed(train, 5, 0)
    told("AAE2 train, 5 folds", [with_stance(g) for _, g in train], [with_stance(f) for f in found])
    model = fit_units([t for t, _ in train], [g for _, g in train])
    found = [f.labels for f in predict_units(model, [t for t, _ in dev])]
    told("AAE2 dev", [with_stance(g) for _, g in dev], [with_stance(f) for f in found])


def sucdtb() -> None:
    """UAS and LAS, beside plain ways to draw a tree."""
    train, dev = (list(read_dependencies(SHARED / "sucdtb" / f"{part}.jsonl")) for part in ("train", "dev"))
    gold = [g for _, g in dev]
    commonest = max(
        {r for _, g in train for r in g.relations if r}, key=[r for _, g in train for r in g.relations].count
    )

    def drawn(parent: int) -> list[UnitLabels]:
        """Every unit on the one before (-1) or on the first (0); the first is the root."""
        trees = []
        for g in gold:
            parents = [ROOT if k == 0 else (k - 1 if parent else 0) for k in range(len(g.parents))]
            trees.append(
                UnitLabels(g.components, tuple(parents), tuple("" if p == ROOT else commonest for p in parents))
            )
        return trees

    told("SU-CDTB dev, unit before", gold, drawn(-1))
    told("SU-CDTB dev, first unit", gold, drawn(0))
    told("SU-CDTB dev, plain logistic", gold, plain_logistic(train, dev, commonest))
    model = fit_units([t for t, _ in train], [g for _, g in train])
    told("SU-CDTB dev", gold, [f.labels for f in predict_units(model, [t for t, _ in dev])])


def plain_logistic(train: Read, dev: Read, commonest: str) -> list[UnitLabels]:
    """A logistic scorer of pairs by distance and first characters, each unit by itself; relations likewise."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    def features(text: UnitText, i: int, j: int) -> dict[str, float]:
        said = [text.text[a : a + 4] for a, _ in text.spans]
        distance = "root" if j == ROOT else str(max(-6, min(6, j - i)))
        return {
            f"d{distance}": 1,
            f"i:{said[i][:2]}|{distance}": 1,
            f"j:{said[j][:2] if j != ROOT else ''}": 1,
            f"at{min(i, 3)}|{distance}": 1,
        }

    pairs = [
        (t, i, j, g) for t, g in train for i in range(len(g.parents)) for j in [ROOT, *range(len(g.parents))] if i != j
    ]
    vectors = DictVectorizer()
    parent = LogisticRegression(max_iter=300).fit(
        vectors.fit_transform([features(t, i, j) for t, i, j, _ in pairs]), [g.parents[i] == j for _, i, j, g in pairs]
    )
    held = [(t, i, g.parents[i], g.relations[i]) for t, g in train for i in range(len(g.parents)) if g.relations[i]]
    kind = LogisticRegression(max_iter=300).fit(
        vectors.transform([features(t, i, j) for t, i, j, _ in held]), [r for *_, r in held]
    )
    found = []
    for text, g in dev:
        parents = []
        for i in range(len(g.parents)):
            offers = [j for j in [ROOT, *range(len(g.parents))] if j != i]
            p = parent.predict_proba(vectors.transform([features(text, i, j) for j in offers]))[:, 1]
            parents.append(offers[int(p.argmax())])
        relations = [
            "" if j == ROOT else str(kind.predict(vectors.transform([features(text, i, j)]))[0])
            for i, j in enumerate(parents)
        ]
        found.append(UnitLabels(g.components, tuple(parents), tuple(relations)))
    return found


def main() -> None:
    """Run what is named, or all."""
    if not SHARED.is_dir():
        sys.exit(f"skipped: {SHARED} is not here")
    runs = {run.__name__: run for run in (microtexts, aae2, sucdtb)}
    for name in sys.argv[1:] or runs:
        if name not in runs:
            sys.exit(f"{name!r} is none of {', '.join(runs)}")
        runs[name]()


if __name__ == "__main__":
    main()
