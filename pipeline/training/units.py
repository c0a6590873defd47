"""Trees of argument components: fitted and predicted through the same code as the sentences of an article.

A role component labels each unit with what it is and how it relates (`Premise:Attack`), as it labels sentences; trees
over what it says of the units around and where they stand label it again (`unit_context.py`); the pairs, trees and
arborescence of `structure/` find parents; then both are decoded together: whether a unit is a root speaks for the
labels that only roots bear, and the other way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pipeline.domain.units import ROOT, FoundUnits, UnitLabels, UnitProbabilities, UnitText
from pipeline.roles.component import RoleModel
from pipeline.roles.registry import component
from pipeline.scoring.arborescence import maximum_arborescence
from pipeline.scoring.chain import Array, log_softmax
from pipeline.scoring.linear import LinearScorer, fit_linear
from pipeline.scoring.trees import Trees
from pipeline.structure.kinds import kind_features
from pipeline.structure.pairs import Indices, Units, candidate_pairs, pair_table, width
from pipeline.structure.parent_fitting import KnownPairs, fit_parents, known_pairs
from pipeline.structure.parents import Parents, parent_scores
from pipeline.training.unit_context import context_table, fit_context
from pipeline.training.unit_reading import FACTS, as_document, as_units

_DIVIDER: Final = ":"
_LEAST: Final = 1e-6
_ODD: Final = 0.05  # of texts that may have several roots where one is the rule
_OF_LABELS: Final = 0.5  # what labels count beside parents in the tree
_OF_KIND: Final = 0.5  # what the pair of units counts beside the unit alone in its relation


@dataclass(frozen=True, eq=False)
class UnitModel:
    """A fitted model.

    Attributes:
        labels: `COMPONENT:RELATION` of each column of the role model.
        roles: labels units.
        context: labels them again in the light of those around; None in models from before it was there.
        parents: scores pairs.
        kinds: scores relations of pairs.
        attached: share of units of each label that hang on another; shape (labels,).
        single_root: whether a text has one root, as nearly all it was fitted on have.
    """

    labels: tuple[str, ...]
    roles: RoleModel
    context: Trees | None
    parents: Parents
    kinds: LinearScorer
    attached: Array
    single_root: bool


def fit_units(
    texts: Sequence[UnitText],
    gold: Sequence[UnitLabels],
    *,
    role_component: str = "stacked.v1",
    settings: Any = None,
    c: float = 1.0,
) -> UnitModel:
    """Fit on texts and what was said of their units.

    Raises:
        ConfigError: there is no such component.
        ValueError: there is nothing to learn.
    """
    labels = sorted({name for of in gold for name in _names(of)})
    chosen = component(role_component)
    documents = [as_document(text) for text in texts]
    fitted = chosen.fit(documents, [_names(of) for of in gold], labels, settings or chosen.settings())
    context, held_out = fit_context(
        [(text, as_units(text, p)) for text, p in zip(texts, fitted.held_out, strict=True)],
        [[labels.index(name) for name in _names(of)] for of in gold],
        len(labels),
    )
    counts = np.zeros((len(labels), 2))
    pairs: list[KnownPairs] = []
    kinds: list[dict[str, float]] = []
    names: list[str] = []
    for text, of, p in zip(texts, gold, held_out, strict=True):
        units = as_units(text, p)
        pairs.append(known_pairs(units, of.parents))
        guessed = [labels[k] for k in p.argmax(axis=1)]
        for i, (parent, relation, name) in enumerate(zip(of.parents, of.relations, _names(of), strict=True)):
            counts[labels.index(name), int(parent != ROOT)] += 1
            if parent != ROOT and relation:
                kinds.append(kind_features(units, guessed, i, parent))
                names.append(relation)
    relations = sorted(set(names)) if len(set(names)) > 1 else [*sorted(set(names)), "", "-"][:2]
    return UnitModel(
        labels=tuple(labels),
        roles=fitted.model,
        context=context,
        parents=fit_parents(pairs, width(len(labels), FACTS)),
        kinds=fit_linear(kinds, names, relations, c=c, min_count=2),
        attached=(counts[:, 1] + 0.1) / (counts.sum(axis=1) + 0.2),
        single_root=sum(of.parents.count(ROOT) > 1 for of in gold) < _ODD * len(gold),
    )


def predict_units(model: UnitModel, texts: Sequence[UnitText]) -> list[FoundUnits]:
    """What the model says of the units of texts."""
    found = []
    for text, p in zip(texts, model.roles.probabilities([as_document(text) for text in texts]), strict=True):
        if not text.spans:
            found.append(FoundUnits(UnitLabels((), (), ()), ()))
            continue
        if model.context is not None:
            p = np.exp(model.context.log_probabilities(context_table(text, as_units(text, p))))
        found.append(_decoded(model, as_units(text, p)))
    return found


def _decoded(model: UnitModel, units: Units) -> FoundUnits:
    p = units.labels
    log_p = np.log(np.maximum(p, _LEAST))
    sources, targets = candidate_pairs(units)
    table = pair_table(units, sources, targets)
    every = np.arange(len(sources), dtype=np.intp)
    read = model.parents.read(table)
    scores = parent_scores(model.parents.read_again(len(units), sources, targets, table, read, every), sources)
    hangs = np.clip(p @ model.attached, _LEAST, 1 - _LEAST)
    scores = scores + _OF_LABELS * np.where(targets == ROOT, np.log(1 - hangs[sources]), np.log(hangs[sources]))
    parents = maximum_arborescence(len(units), targets, sources, scores, single_root=model.single_root)
    of_parents = _shares(sources, scores, len(units))[targets == np.array(parents, dtype=np.intp)[sources]]
    at_root = np.array(parents) == ROOT
    fitting = np.where(at_root[:, None], 1 - model.attached, model.attached)
    joint = log_p + np.log(np.maximum(fitting, _LEAST))
    guessed = [model.labels[k] for k in p.argmax(axis=1)]
    parts = [_parts(name) for name in model.labels]
    components: list[str] = []
    relations: list[str] = []
    probabilities: list[UnitProbabilities] = []
    for i, parent in enumerate(parents):
        score = joint[i].copy()
        if parent != ROOT:
            (row,) = model.kinds.log_probabilities([kind_features(units, guessed, i, parent)])
            by_relation = dict(zip(model.kinds.classes, row.tolist(), strict=True))
            lowest = min(by_relation.values())
            score += _OF_KIND * np.array([by_relation.get(relation, lowest) for _, relation in parts])
        chosen = parts[int(score.argmax())]
        components.append(chosen[0])
        relations.append(chosen[1])
        share = np.exp(log_softmax(score))
        of_kind, of_relation = (
            min(1.0, float(share[[part[side] == chosen[side] for part in parts]].sum())) for side in (0, 1)
        )
        probabilities.append(UnitProbabilities(of_kind, float(of_parents[i]), of_relation))
    return FoundUnits(UnitLabels(tuple(components), tuple(parents), tuple(relations)), tuple(probabilities))


def _shares(sources: Indices, scores: Array, units: int) -> Array:
    """Logarithms, known up to what all of a unit have in common, as probabilities among those of the unit."""
    greatest = np.full(units, -np.inf)
    np.maximum.at(greatest, sources, scores)
    p = np.exp(scores - greatest[sources])
    result: Array = p / np.bincount(sources, p, minlength=units)[sources]
    return result


def _names(of: UnitLabels) -> list[str]:
    return [f"{kind}{_DIVIDER}{relation}" for kind, relation in zip(of.components, of.relations, strict=True)]


def _parts(name: str) -> tuple[str, str]:
    kind, _, relation = name.partition(_DIVIDER)
    return kind, relation
