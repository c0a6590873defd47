"""What a model says of documents whose sentences people have marked, in the form of an annotation."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.annotation import Annotation, GoldGroup, GoldMeasure, GoldSection
from pipeline.errors import ModelError

if TYPE_CHECKING:
    from pipeline.training.crossval import Prediction
    from pipeline.training.examples import Example

Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Predicted:
    """A model's labels for one document, and the probability of each role for each sentence."""

    annotation: Annotation
    probabilities: tuple[Mapping[str, float], ...]


def predict_annotations(
    model: str, annotations: Sequence[Annotation], root: Path, *, progress: Progress = lambda _: None
) -> Iterator[Predicted]:
    """What a model says of each document that it was not trained on; the annotator is `model`.

    Args:
        model: a shipped model, a model folder, or a configuration (`.toml`): then the documents of the training split
            are cross-validated over the folds of the corpus, each predicted by a model that has not seen it.
        annotations: documents with their texts; of their labels only the division into sentences is used.
        root: the corpus that a configuration is trained on.
        progress: told what is being done, and of documents left out.

    Raises:
        ConfigError: the configuration is wrong.
        AnnotationError: the corpus is malformed, or too small to learn from.
        ModelError: the model is missing or not sound, or labels something else than roles of the scheme.
    """
    from pipeline.training.examples import from_annotation

    examples = [from_annotation(a) for a in annotations]
    by_id = {a.id: a for a in annotations}
    found = (
        _cross_validated(Path(model), examples, root, progress)
        if model.endswith(".toml")
        else _by_bundle(model, examples, progress)
    )
    for prediction in found:
        gold = by_id[prediction.example.document.id]
        units = [(s.id, s.start, s.end) for s in prediction.example.document.sentences]
        if units != [(s.id, s.start, s.end) for s in gold.sentences]:
            progress(f"{model} is left out of {gold.id}: {gold.annotator} divided it otherwise than it was trained on")
            continue
        yield Predicted(
            _annotation(gold, prediction, model),
            tuple(r.probabilities for r in prediction.roles),
        )


def _by_bundle(model: str, examples: Sequence["Example"], progress: Progress) -> Iterator["Prediction"]:
    from pipeline.training.crossval import predict
    from pipeline.workflows.models import find_bundle, load_model

    loaded = load_model(model)
    if loaded.structure is None:
        remedy = "Name a model of the roles of the scheme"
        raise ModelError(f"labels {', '.join(loaded.roles.labels)}", where=model, remedy=remedy)
    seen = set(find_bundle(model).manifest.get("data", {}).get("texts", ()))
    if not seen:
        progress(f"{model} does not tell which texts it was trained on: its figures may be too good")
    left_out = sum(e.document.sha256 in seen for e in examples)
    if left_out:
        progress(f"{model} is left out of {left_out} documents that it was trained on")
    yield from predict([e for e in examples if e.document.sha256 not in seen], loaded.roles, loaded.structure)


def _cross_validated(
    config_path: Path, examples: Sequence["Example"], root: Path, progress: Progress
) -> Iterator["Prediction"]:
    from pipeline.training.config import read_config
    from pipeline.training.crossval import cross_validate, fit, predict
    from pipeline.workflows.corpus import read_corpus
    from pipeline.workflows.folds import folds_of

    config = read_config(config_path)
    found = read_corpus(root, config, progress)
    corpus = found.examples
    folds = folds_of(found, config, config_path.parent, progress)
    wanted = {e.document.id: e for e in examples}
    labels, c = config.corpus.labels, config.structure.c
    for p in cross_validate(corpus, folds.folds, labels, config.roles, structure_c=c, progress=progress):
        if p.example.document.id in wanted:
            yield p
    learned = {e.document.id for e in corpus}
    rest = [e for id, e in wanted.items() if id not in learned]
    if rest:
        progress(f"fitting on all {len(corpus)} documents for {len(rest)} that are not among them")
        roles, structure = fit(corpus, labels, config.roles, structure_c=c)
        yield from predict(rest, roles, structure)


def _annotation(gold: Annotation, prediction: "Prediction", annotator: str) -> Annotation:
    """The document with the model's labels in place of the annotator's."""
    structure = prediction.structure
    groups: tuple[GoldGroup, ...] = ()
    parents: dict[str, tuple[str, str]] = {}
    section_of = {s.id: s.section for s in gold.sentences}
    if structure is None:
        sections = tuple(replace(c, stage="") for c in gold.sections)
    else:
        document = structure.document
        sections = tuple(
            GoldSection(c.id, c.heading, c.start, c.end, stage)
            for c, stage in zip(document.sections, structure.stages, strict=True)
        )
        section_of = {s.id: s.section for s in document.sentences}
        parents = {r.source: (r.target, r.type) for r in structure.relations}
        groups = tuple(
            GoldGroup(
                g.id,
                g.title or g.id,
                g.start,
                g.end,
                tuple(GoldMeasure(m.id, m.head, m.details) for m in g.measures),
                tuple(ground.section for ground in g.grounds),
            )
            for g in structure.groups
        )
    group_of = {sid: g.id for g in structure.groups for sid in g.members} if structure else {}
    sentences = []
    for s, role in zip(gold.sentences, prediction.roles, strict=True):
        parent, relation = parents.get(s.id, (None, None))
        sentences.append(
            replace(
                s,
                role=role.role,
                parent=parent,
                relation=relation,
                section=section_of[s.id],
                group=group_of.get(s.id),
            )
        )
    return replace(
        gold,
        annotator=annotator,
        made_by="model",
        sections=sections,
        sentences=tuple(sentences),
        groups=groups,
    )
