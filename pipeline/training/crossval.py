"""Cross-validation by document: every document is predicted by models that never saw it."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from pipeline.domain.analysis import RoleLabel
from pipeline.domain.document import Document
from pipeline.domain.labels import ROLES
from pipeline.roles.component import FittedRoles, RoleModel, fit_folds, fit_one
from pipeline.roles.component import predict as predict_roles
from pipeline.roles.registry import component
from pipeline.scoring.chain import Array
from pipeline.structure.fitting import StructureExample, fit_structure
from pipeline.structure.model import Structure, StructureModel, find_structure
from pipeline.structure.stages import undivided
from pipeline.training.config import RoleConfig
from pipeline.training.examples import Example


@dataclass(frozen=True, eq=False)
class Prediction:
    """What was predicted for one held-out example; `structure` is None where none was annotated."""

    example: Example
    roles: tuple[RoleLabel, ...]
    structure: Structure | None


def fit(
    examples: Sequence[Example], labels: Sequence[str], roles: RoleConfig, *, structure_c: float
) -> tuple[RoleModel, StructureModel | None]:
    """Models of roles and, where the examples have it and the roles are those of the scheme, of structure.

    Raises:
        ConfigError: the component is not there.
        ValueError: there is nothing to learn.
    """
    fitted = fit_roles(examples, labels, roles)
    return fitted.model, _structure(examples, fitted.held_out, labels, structure_c)


def fit_roles(examples: Sequence[Example], labels: Sequence[str], roles: RoleConfig) -> FittedRoles:
    """A model of roles alone.

    Raises:
        ConfigError: the component is not there.
        ValueError: there is nothing to learn.
    """
    documents, gold, agreement = _taught(examples)
    return fit_one(component(roles.component), documents, gold, labels, roles.settings, agreement)


def cross_validate(
    examples: Sequence[Example],
    folds: Sequence[AbstractSet[str]],
    labels: Sequence[str],
    roles: RoleConfig,
    *,
    structure_c: float,
    progress: Callable[[str], None] = lambda _: None,
    seen: Callable[[RoleModel, Sequence[Prediction]], None] = lambda _model, _predictions: None,
) -> list[Prediction]:
    """Predictions for every example that lies in one of `folds` (sets of document ids), in the order of `examples`.

    The role models of all folds are held until those of structure are fitted, which is done side by side.

    Args:
        examples: documents with their labels.
        folds: sets of document ids, each held out in turn.
        labels: the label set.
        roles: component and settings.
        structure_c: inverse strength of the penalty of the structure scorers.
        progress: told what is being done.
        seen: given the model of each fold and what it predicted, after which the model is gone.

    Raises:
        ConfigError: the component is not there.
        ValueError: there is nothing to learn outside a fold.
    """
    found: dict[str, Prediction] = {}
    documents, gold, agreement = _taught(examples)
    indices = [frozenset(i for i, e in enumerate(examples) if e.document.id in fold) for fold in folds]
    of_roles = component(roles.component)
    fitted = list(fit_folds(of_roles, documents, gold, labels, roles.settings, indices, progress, agreement))
    rests = [[e for i, e in enumerate(examples) if i not in held_out] for held_out in indices]
    structures = _structures(rests, fitted, labels, structure_c)
    for held_out, of_fold, structure in zip(indices, fitted, structures, strict=True):
        chosen = [examples[i] for i in sorted(held_out)]
        of_chosen = predict(chosen, of_fold.model, structure)
        seen(of_fold.model, of_chosen)
        found |= {p.example.document.id: p for p in of_chosen}
    return [found[e.document.id] for e in examples if e.document.id in found]


def _taught(
    examples: Sequence[Example],
) -> tuple[list[Document], list[tuple[str, ...]], list[tuple[float, ...]] | None]:
    """What roles are learned from: the sentences that have one, and how far annotators agree, where somebody says.

    Where nobody does in a document of such a corpus, all are taken to agree.
    """
    taught = [e.taught() for e in examples]
    agreement = [e.agreement or (1.0,) * len(e.gold_roles) for e in taught]
    known = any(e.agreement for e in taught)
    return [e.document for e in taught], [e.gold_roles for e in taught], agreement if known else None


_MANY: Final = 5000  # sentences, from which models of structure are fitted side by side
_AT_ONCE: Final = 2  # of these models: the tables of 40,000 sentences take two gigabytes


def _structures(
    rests: Sequence[Sequence[Example]], fitted: Sequence[FittedRoles], labels: Sequence[str], c: float
) -> Iterator[StructureModel | None]:
    """The model of structure of each fold, in order; the same whether they are fitted in turn or side by side."""
    from joblib import Parallel, cpu_count, delayed

    tasks = [(rest, of_fold.held_out, labels, c) for rest, of_fold in zip(rests, fitted, strict=True)]
    few = max((sum(len(e.gold_roles) for e in rest) for rest in rests), default=0) < _MANY
    if few or set(labels) != set(ROLES):  # of other labels there is no structure to fit
        yield from (_structure(*task) for task in tasks)
    else:
        pool = Parallel(n_jobs=min(_AT_ONCE, len(tasks), cpu_count()), return_as="generator")
        yield from pool(delayed(_structure)(*task) for task in tasks)


def _structure(
    examples: Sequence[Example], held_out: Sequence[Array], labels: Sequence[str], c: float
) -> StructureModel | None:
    """Stages learn from role probabilities of models that had not seen the document, as they will be given later."""
    if set(labels) != set(ROLES):
        return None
    order = [list(labels).index(role) for role in ROLES]  # structure reads probabilities in the scheme's order
    structured = [
        StructureExample(e.document, e.gold_roles, p[:, order], e.gold_stages, e.gold_groups, e.gold_parents)
        for e, p in zip(examples, held_out, strict=True)
        if e.gold_stages
    ]
    return fit_structure(structured, c=c) if structured else None


def predict(examples: Sequence[Example], model: RoleModel, structure: StructureModel | None) -> list[Prediction]:
    """What the models say of examples, which they must not have seen. Of the gold they get the sentences only."""
    found = []
    for example, roles in zip(examples, predict_roles(model, [e.document for e in examples]), strict=True):
        of_structure = None
        if structure is not None and example.gold_stages:
            of_structure = find_structure(undivided(example.document), roles, structure)
            roles = of_structure.labels
        found.append(Prediction(example, roles, of_structure))
    return found
