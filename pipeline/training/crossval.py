"""Cross-validation by document: every document is predicted by models that never saw it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.domain.analysis import RoleLabel
from pipeline.domain.document import Document, Section
from pipeline.roles.fitting import FitSettings, FittedRoles, fit_roles
from pipeline.structure.fitting import StructureExample, fit_structure
from pipeline.structure.model import Structure, StructureModel, find_structure
from pipeline.training.examples import Example


@dataclass(frozen=True, eq=False)
class Prediction:
    """What was predicted for one held-out example."""

    example: Example
    roles: tuple[RoleLabel, ...]
    structure: Structure | None


def fit(
    examples: Sequence[Example], labels: Sequence[str], settings: FitSettings, *, structure_c: float
) -> tuple[FittedRoles, StructureModel | None]:
    """Models of roles and, where the examples have it, of structure."""
    fitted = fit_roles([e.document for e in examples], [e.gold_roles for e in examples], labels, settings)
    structured = [
        StructureExample(e.document, e.gold_roles, p, e.gold_stages, e.gold_groups, e.gold_parents)
        for e, p in zip(examples, fitted.held_out, strict=True)
        if e.gold_stages
    ]
    return fitted, fit_structure(structured, c=structure_c) if structured else None


def cross_validate(
    examples: Sequence[Example],
    folds: Iterable[frozenset[str]],
    labels: Sequence[str],
    settings: FitSettings,
    *,
    structure_c: float,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Prediction]:
    """Predictions for every example that lies in one of `folds` (sets of document ids), in the order of `examples`."""
    found: dict[str, Prediction] = {}
    folds = list(folds)
    for k, fold in enumerate(folds, 1):
        train = [e for e in examples if e.document.id not in fold]
        test = [e for e in examples if e.document.id in fold]
        progress(f"fold {k}/{len(folds)}: {len(train)} documents to learn from, {len(test)} held out")
        fitted, structure = fit(train, labels, settings, structure_c=structure_c)
        for e in test:
            found[e.document.id] = predict(e, fitted, structure)
    return [found[e.document.id] for e in examples if e.document.id in found]


def predict(example: Example, fitted: FittedRoles, structure: StructureModel | None) -> Prediction:
    """What the models say of one example, which they must not have seen."""
    roles = fitted.model.predict(example.document)
    has_structure = structure is not None and example.gold_stages
    return Prediction(
        example, roles, find_structure(_unstaged(example), roles, structure) if has_structure and structure else None
    )


def _unstaged(example: Example) -> Document:
    """The document as a text would give it: neighbouring unheaded sections, which only stages tell apart, made one."""
    document = example.document
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
