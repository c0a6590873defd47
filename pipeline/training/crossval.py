"""Cross-validation by document: every document is predicted by models that never saw it."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from pipeline.domain.analysis import RoleLabel
from pipeline.domain.document import Document, Section
from pipeline.domain.labels import ROLES
from pipeline.roles.fitting import FitSettings, fit_roles
from pipeline.roles.model import RoleModel
from pipeline.structure.fitting import StructureExample, fit_structure
from pipeline.structure.model import Structure, StructureModel, find_structure
from pipeline.training.examples import Example


@dataclass(frozen=True, eq=False)
class Prediction:
    """What was predicted for one held-out example; `structure` is None where none was annotated."""

    example: Example
    roles: tuple[RoleLabel, ...]
    structure: Structure | None


def fit(
    examples: Sequence[Example], labels: Sequence[str], settings: FitSettings, *, structure_c: float
) -> tuple[RoleModel, StructureModel | None]:
    """Models of roles and, where the examples have it and the roles are those of the scheme, of structure.

    Stages learn from role probabilities of models that had not seen the document, as they will be given later.

    Raises:
        ValueError: as `fit_roles`.
    """
    fitted = fit_roles([e.document for e in examples], [e.gold_roles for e in examples], labels, settings)
    if set(labels) != set(ROLES):
        return fitted.model, None
    order = [list(labels).index(role) for role in ROLES]  # structure reads probabilities in the scheme's order
    structured = [
        StructureExample(e.document, e.gold_roles, p[:, order], e.gold_stages, e.gold_groups, e.gold_parents)
        for e, p in zip(examples, fitted.held_out, strict=True)
        if e.gold_stages
    ]
    return fitted.model, fit_structure(structured, c=structure_c) if structured else None


def cross_validate(
    examples: Sequence[Example],
    folds: Sequence[AbstractSet[str]],
    labels: Sequence[str],
    settings: FitSettings,
    *,
    structure_c: float,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Prediction]:
    """Predictions for every example that lies in one of `folds` (sets of document ids), in the order of `examples`.

    Raises:
        ValueError: as `fit_roles`, for the examples outside a fold.
    """
    found: dict[str, Prediction] = {}
    for k, fold in enumerate(folds, 1):
        train = [e for e in examples if e.document.id not in fold]
        held_out = [e for e in examples if e.document.id in fold]
        progress(f"fold {k}/{len(folds)}: {len(train)} documents to learn from, {len(held_out)} held out")
        roles, structure = fit(train, labels, settings, structure_c=structure_c)
        for e in held_out:
            found[e.document.id] = predict(e, roles, structure)
    return [found[e.document.id] for e in examples if e.document.id in found]


def predict(example: Example, model: RoleModel, structure: StructureModel | None) -> Prediction:
    """What the models say of one example, which they must not have seen. Of the gold they get its sentences only."""
    roles = model.predict(example.document)
    if structure is None or not example.gold_stages:
        return Prediction(example, roles, None)
    return Prediction(example, roles, find_structure(_unstaged(example.document), roles, structure))


def _unstaged(document: Document) -> Document:
    """The document as a text would give it: neighbouring unheaded sections, which only stages tell apart, made one."""
    kept: list[Section] = []
    new_id: dict[str, str] = {}
    for s in document.sections:
        if s.heading is None and kept and kept[-1].heading is None:
            kept[-1] = replace(kept[-1], end=s.end)
        else:
            kept.append(s)
        new_id[s.id] = kept[-1].id
    sentences = tuple(replace(s, section=new_id[s.section]) for s in document.sentences)
    return replace(document, sections=tuple(kept), sentences=sentences)
