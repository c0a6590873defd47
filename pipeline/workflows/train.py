"""From a corpus and a configuration to a model folder, with an honest report on the model beside it."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline import __version__
from pipeline.bundles.bundle import check_folder, seal, write_sealed
from pipeline.domain.analysis import ModelRef
from pipeline.errors import AnnotationError
from pipeline.evaluation.leaks import Leak, find_leaks
from pipeline.evaluation.repetition import Repeated
from pipeline.training.card import render_card
from pipeline.training.config import Config, EvaluationSettings, read_config
from pipeline.training.crossval import cross_validate, fit
from pipeline.training.curve import learning_curve
from pipeline.training.evaluation import evaluation_report, learning_point
from pipeline.training.examples import Example
from pipeline.training.explaining import WorstCues
from pipeline.training.packing import packed
from pipeline.training.report import labelled, structure_scores, summary
from pipeline.training.rows import Labelled
from pipeline.workflows.corpus import Corpus, corpus_name, read_corpus, texts_of
from pipeline.workflows.folds import Folds, folds_of, leaks_across, write_folds
from pipeline.workflows.leak_check import refuse_leaks, repeated_across, tell_repeated
from pipeline.workflows.models import replacing
from pipeline.workflows.people import roles_beside, structure_beside, two_people
from pipeline.workflows.report_files import predictions_file, report_files

_CREATED_BY: Final = f"pipeline {__version__}"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """Where the model is, what an analysis cites it by, and its card."""

    folder: Path
    ref: ModelRef
    card: str


@dataclass(frozen=True, eq=False)
class Prepared:
    """What training begins with, read and checked.

    Attributes:
        config: of the run.
        folder: of the model to be.
        corpus: what is learned from, and what lies beside it.
        folds: of its documents.
        leaks: documents of a fold that others hold too, which were allowed.
        repeated: sentences that stand in another fold, or in a document of none, word for word.
    """

    config: Config
    folder: Path
    corpus: Corpus
    folds: Folds
    leaks: Sequence[Leak]
    repeated: Repeated


def train(
    config_path: Path,
    *,
    corpus: Path | None = None,
    out: Path | None = None,
    overrides: Sequence[str] = (),
    allow_leaks: bool = False,
    progress: Progress = lambda _: None,
) -> Trained:
    """Cross-validate by document, fit on all documents, write the bundle and the report.

    Args:
        config_path: a file of `configs/`.
        corpus: an annotation folder, or a folder or file of sentence labels; by default what the config names.
        out: the model folder; by default `models/NAME` in the current folder. The report is in `evaluation/` there.
        overrides: `section.key=value`.
        allow_leaks: go on where a document of one fold, or of a test part beside, stands in the training texts too, as
            the configuration may also say.
        progress: told what is being done.

    Raises:
        ConfigError: the configuration is wrong.
        AnnotationError: the corpus is missing, empty, malformed or too small to learn from, or there are leaks.
        OutputError: the folder cannot be written, or holds something else.
    """
    config = read_config(config_path, overrides, progress)
    prepared = prepare(config, config_path.parent, corpus=corpus, out=out, allow_leaks=allow_leaks, progress=progress)
    return train_prepared(prepared, progress)


def prepare(
    config: Config,
    base: Path,
    *,
    corpus: Path | None = None,
    out: Path | None = None,
    allow_leaks: bool = False,
    progress: Progress = lambda _: None,
) -> Prepared:
    """Read the corpus and its folds, and check all that can be checked before minutes of fitting.

    Args:
        config: of the run.
        base: the folder that the configuration names its files from.
        corpus: as `train` takes it.
        out: as `train` takes it.
        allow_leaks: as `train` takes it.
        progress: told what is being done.

    Raises:
        AnnotationError: as `train`.
        OutputError: the folder holds something else.
    """
    folder = out or Path("models") / config.name
    replaces = check_folder(folder)
    found = read_corpus(corpus or base / config.corpus.path, config, progress)
    folds = folds_of(found, config, base, progress)
    parts = " + ".join(f"{part} {n}" for part, n in found.parts.items())
    learned = f" ({parts})" if len(found.parts) > 1 else ""
    sentences = sum(e.labelled for e in found.examples)
    if replaces:
        progress(replacing(folder))
    progress(f"{found.root}: {len(found.examples)} documents{learned}, {sentences} sentences")
    _check_learnable(found.examples, folds.folds, found.root)
    leaks = _leaks(found, folds, allow_leaks or config.evaluation.allow_leaks, progress)
    repeated = repeated_across(texts_of(found.examples), folds.folds)
    tell_repeated(repeated, progress)
    return Prepared(config, folder, found, folds, leaks, repeated)


def train_prepared(
    prepared: Prepared, progress: Progress = lambda _: None, *, search: Mapping[str, Any] | None = None
) -> Trained:
    """`train` from where everything is read; `search`: of `search_record`, where the settings come from a search.

    Raises:
        AnnotationError: the corpus cannot be learned from or scored.
        OutputError: the folder cannot be written.
    """
    config, found, folds = prepared.config, prepared.corpus, prepared.folds
    sentences = sum(e.labelled for e in found.examples)
    labels, settings = config.corpus.labels, config.evaluation
    cues = WorstCues([e.document.id for e in found.examples], settings.ignored)
    with faults_of(found.root):
        predictions = cross_validate(
            found.examples,
            folds.folds,
            labels,
            config.roles,
            structure_c=config.structure.c,
            progress=progress,
            seen=cues.see,
        )
        documents = [labelled(p, labels) for p in predictions]
        curve = _curve(config, found, folds.folds[0], documents, progress)
        progress("fitting on all documents")
        roles, structure = fit(found.examples, labels, config.roles, structure_c=config.structure.c)
        people = two_people(found.root, config.corpus.annotator, predictions)
        report = evaluation_report(
            documents,
            labels,
            model={"name": config.name, "version": config.version, "sha256": "", "component": config.roles.component},
            data={
                "name": corpus_name(found.root),
                "documents": len(documents),
                "sentences": sentences,
                "sha256": found.sha256,
            },
            created_by=_CREATED_BY,
            threshold=roles.threshold,
            protocol="cross-validation",
            folds={"count": len(folds.folds), "frozen": folds.frozen},
            **scoring_of(settings),
            learning_curve=curve,
            human=roles_beside(people, settings.ignored),
            leaks=prepared.leaks,
            repeated=prepared.repeated,
            structure=structure_scores(predictions, human=structure_beside(people)),
            cues=cues.of,
        )
    about: dict[str, Any] = {
        "config": config.to_dict(),
        "data": {
            "documents": len(found.examples),
            "sentences": sentences,
            "sha256": found.sha256,
            "folds": "frozen" if folds.frozen else "drawn",
            "parts": dict(found.parts),
            "texts": sorted(e.document.sha256 for e in found.examples),
        },
        "created_by": _CREATED_BY,
        "scores": summary(report, documents),
    }
    if search is not None:
        about["search"] = dict(search)
    card = render_card(config, found.examples, about, found.annotators)
    arrays, values = packed(config.roles.component, roles, structure)
    sealed = seal(name=config.name, version=config.version, about=about, settings=values, arrays=arrays, card=card)
    report["model"]["sha256"] = sealed.ref.sha256
    ids = [p.example.document.id for p in predictions]
    ref = write_sealed(prepared.folder, sealed, {**report_files(report), **predictions_file(ids, predictions)})
    return Trained(prepared.folder, ref, card)


def freeze_folds(
    config_path: Path,
    path: Path,
    *,
    corpus: Path | None = None,
    overrides: Sequence[str] = (),
    progress: Progress = lambda _: None,
) -> Folds:
    """Draw the folds of a corpus and write them to a new file that `evaluation.folds` can name.

    Raises:
        ConfigError: the configuration is wrong, or names a file of folds already.
        AnnotationError: the corpus is missing, empty, malformed or too small.
        OutputError: the file is there already, or cannot be written.
    """
    config = read_config(config_path, overrides, progress)
    found = read_corpus(corpus or config_path.parent / config.corpus.path, config, progress)
    return write_folds(found, config, path, progress)


@contextlib.contextmanager
def faults_of(root: Path) -> Iterator[None]:
    """What a component or a score cannot be computed from, as an error that names the corpus."""
    try:
        yield
    except ValueError as error:
        remedy = "Check its labels and the configuration"
        raise AnnotationError(f"cannot be learned from or scored: {error}", where=str(root), remedy=remedy) from error


def scoring_of(settings: EvaluationSettings) -> dict[str, Any]:
    """What every score of a run shares, as the functions of `pipeline.training` take it."""
    return {
        "ignored": settings.ignored,
        "bootstrap": settings.bootstrap,
        "level": settings.level,
        "seed": settings.seed,
    }


def _curve(
    config: Config, corpus: Corpus, fold: AbstractSet[str], documents: Sequence[Labelled], progress: Progress
) -> list[dict[str, Any]]:
    """The learning curve on the first fold; its last point, all documents outside it, is the cross-validation's."""
    labels, settings = config.corpus.labels, config.evaluation
    if not settings.learning_curve:
        return []
    points = [
        (point.documents, point.share, [labelled(p, labels) for p in point.predictions])
        for point in learning_curve(
            corpus.examples,
            fold,
            labels,
            config.roles,
            settings.learning_curve,
            seed=settings.seed,
            progress=progress,
        )
    ]
    points.append((len(corpus.examples) - len(fold), 1.0, [d for d in documents if d.id in fold]))
    return [
        learning_point(chosen, labels, trained_on=count, share=share, **scoring_of(settings))
        for count, share, chosen in points
    ]


def _leaks(corpus: Corpus, folds: Folds, allowed: bool, progress: Progress) -> list[Leak]:
    """Those across folds, for the report; those of the parts kept to test on only stop the run."""
    texts = texts_of(corpus.examples)
    beside = find_leaks(texts, corpus.beside)
    refuse_leaks(beside, f"{corpus.root}, what is kept to test on", allowed=allowed, progress=progress)
    across = leaks_across(texts, folds.folds) if folds.frozen else []  # folds are drawn without any
    refuse_leaks(across, f"{corpus.root}, across folds", allowed=allowed, progress=progress)
    return across


def _check_learnable(examples: Sequence[Example], folds: Sequence[AbstractSet[str]], root: Path) -> None:
    if len(labels := {role for e in examples for role in e.gold_roles if role}) == 1:
        what = f"has one label only, {labels.pop()}: there is nothing to tell apart"
        raise AnnotationError(what, where=str(root), remedy="Label some sentences otherwise, or add documents that are")
    for fold in folds:
        rest = [e for e in examples if e.document.id not in fold]
        if len({role for e in rest for role in e.gold_roles if role}) < 2:
            what = f"has one role only in the {len(rest)} documents that are left when a fold is held out"
            raise AnnotationError(what, where=str(root), remedy="Annotate more documents")
