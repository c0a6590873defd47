"""A model on documents that it has not seen: what it says of them, how right that is, and what to think of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline import __version__
from pipeline.bundles.bundle import MANIFEST
from pipeline.errors import ModelError, OutputError
from pipeline.evaluation.leaks import Leak, find_leaks
from pipeline.evaluation.repetition import Repeated, repeated_sentences
from pipeline.files import check_writable, write_together
from pipeline.training.config import EvaluationSettings
from pipeline.training.crossval import Prediction, predict
from pipeline.training.evaluation import evaluation_report
from pipeline.training.examples import Example
from pipeline.training.explaining import WorstCues
from pipeline.training.report import labelled, structure_scores
from pipeline.training.rivals import Rival, comparisons
from pipeline.training.rows import Labelled
from pipeline.workflows.corpus import Sentences, partly, texts_of
from pipeline.workflows.held_out import HeldOut, learned_texts, read_held_out
from pipeline.workflows.leak_check import refuse_leaks, tell_repeated
from pipeline.workflows.models import find_bundle, load_model
from pipeline.workflows.people import roles_beside, structure_beside, two_people
from pipeline.workflows.report_files import PAGE, REPORT, predictions_file, report_files
from pipeline.workflows.train import faults_of, scoring_of

if TYPE_CHECKING:
    from pipeline.training.packing import Model

_MOST_SAMPLES: Final = 1_000_000  # as a configuration may ask for
_CREATED_BY: Final = f"pipeline {__version__}"
Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Evaluated:
    """The files written, and the report: None where the documents had no labels."""

    files: tuple[Path, ...]
    report: Mapping[str, Any] | None


@dataclass(frozen=True, eq=False)
class _Subject:
    """A model to score: loaded, with what its manifest tells of its making."""

    name: str
    model: "Model"
    settings: EvaluationSettings
    annotator: tuple[str, ...]
    parts: tuple[str, ...]
    seen: frozenset[str]  # hashes of the texts that it learned from


def evaluate(
    model: str,
    data: Path,
    *,
    out: Path,
    against: Sequence[str] = (),
    train: Path | None = None,
    allow_leaks: bool = False,
    progress: Progress = lambda _: None,
) -> Evaluated:
    """Predict documents, score the predictions where there are labels, and write both.

    Args:
        model: a shipped model, or a model folder. Ignored labels, level and bootstrap are those that it was made with.
        data: a sentence-label file; or a folder with `test.jsonl`; or an annotation folder: its test split, or where it
            has none, the documents that the model did not learn from.
        out: the folder that is written to.
        against: models to compare with on the same documents.
        train: what the model learned from, to look for documents that are nearly the same. Documents that are the same
            are known from the model itself.
        allow_leaks: go on where there are such documents, as the configuration that the model was made with may say.
        progress: told what is being done.

    Raises:
        ModelError: a model is missing or not sound.
        AnnotationError: the documents are missing or malformed, have labels that the model does not know, or stand in
            the training texts too.
        OutputError: the folder cannot be written.
    """
    subject, rivals = _subject(model), [_subject(name) for name in against]
    if out.exists() and not out.is_dir():
        raise OutputError("is a file, not a folder", where=str(out), remedy="Choose another place")
    if any((folder / MANIFEST).is_file() for folder in (out, out.parent)):
        raise OutputError("is a model's own folder", where=str(out), remedy="Choose another place for the report")
    check_writable(out)
    labels = subject.model.roles.labels
    for rival in rivals:
        _check_comparable(subject, rival, progress)
    found = read_held_out(data, labels, subject.seen, subject.annotator, progress)
    if not subject.seen:
        progress(f"{model} does not tell which texts it was trained on: its figures may be too good")
    examples = [entry.example for entry in found.entries]
    if not any(e.labelled for e in examples):
        _check_no_report(out)
    learned = None if train is None else learned_texts(train, subject.parts, subject.seen)
    leaks = _leaks(subject, rivals, examples, learned)
    # A configuration knows of a few documents that a published corpus repeats; of most, something is wrong.
    few = subject.settings.allow_leaks and 2 * len(leaks) < len(found.entries)
    refuse_leaks(leaks, str(data), allowed=allow_leaks or few, progress=progress)
    progress(f"{data}: {len(examples)} documents, {sum(len(e.document.sentences) for e in examples)} sentences")
    repeated = None
    if learned is not None:
        repeated = repeated_sentences(learned.values(), texts_of([e for e in examples if e.labelled]).values())
        tell_repeated(repeated, progress)
    if told := partly([e for e in examples if e.labelled]):
        progress(told)
    with faults_of(data):
        predictions = predict(examples, subject.model.roles, subject.model.structure)
        files = predictions_file([entry.key for entry in found.entries], predictions)
        scored = [p for p in predictions if p.example.labelled]
        report = _report(subject, rivals, found, scored, leaks, repeated, progress) if scored else None
    if report is None:
        progress("the documents have no labels: there is nothing to score")
    else:
        if len(scored) < len(examples):
            progress(f"{len(examples) - len(scored)} documents have no labels, and are predicted but not scored")
        files = {**report_files(report), **files}
    contents = {out / name: content for name, content in files.items()}
    write_together(contents)
    return Evaluated(tuple(contents), report)


def _report(
    subject: _Subject,
    rivals: Sequence[_Subject],
    data: HeldOut,
    predictions: Sequence[Prediction],
    leaks: Sequence[Leak],
    repeated: Repeated | None,
    progress: Progress,
) -> dict[str, Any]:
    labels, ref = subject.model.roles.labels, subject.model.ref
    documents = [labelled(p, labels) for p in predictions]
    examples = [p.example for p in predictions]
    cues = WorstCues([d.id for d in documents], subject.settings.ignored)
    cues.see(subject.model.roles, predictions)
    people = two_people(data.root, subject.annotator, predictions)
    return evaluation_report(
        documents,
        labels,
        model={"name": ref.name, "version": ref.version, "sha256": ref.sha256, "component": subject.model.component},
        data={
            "name": data.name,
            "documents": len(documents),
            "sentences": sum(e.labelled for e in examples),
            "sha256": data.sha256,
        },
        created_by=_CREATED_BY,
        threshold=subject.model.roles.threshold,
        **scoring_of(subject.settings),
        human=roles_beside(people, subject.settings.ignored),
        leaks=leaks,
        repeated=repeated,
        comparisons=_comparisons(subject, rivals, documents, examples, progress),
        structure=structure_scores(predictions, human=structure_beside(people)),
        cues=cues.of,
    )


def _comparisons(
    subject: _Subject,
    rivals: Sequence[_Subject],
    documents: Sequence[Labelled],
    examples: Sequence[Example],
    progress: Progress,
) -> list[dict[str, Any]]:
    sides = []
    for rival in rivals:
        progress(f"comparing with {rival.name}")
        ref = rival.model.ref
        said = predict(examples, rival.model.roles, None)
        sides.append(
            Rival(
                {"name": ref.name, "version": ref.version, "sha256": ref.sha256, "given": rival.name},
                {p.example.document.id: tuple(r.role for r in p.roles) for p in said},
            )
        )
    return comparisons(documents, sides, subject.model.roles.labels, **scoring_of(subject.settings)) if sides else []


def _check_comparable(subject: _Subject, rival: _Subject, progress: Progress) -> None:
    """Refuse a rival that cannot be right of anything; say which labels only one of the two knows."""
    ours, theirs = subject.model.roles.labels, rival.model.roles.labels
    sets = f"{subject.name} labels {', '.join(ours)}; {rival.name} labels {', '.join(theirs)}"
    if set(ours).isdisjoint(theirs):
        what = f"has no label in common with {subject.name}, so that there is nothing to compare: {sets}"
        raise ModelError(what, where=f"--against {rival.name}", remedy="Name a model of the same labels")
    if set(ours) != set(theirs):
        progress(f"the two models do not know the same labels, which the comparison counts against one of them: {sets}")


def _leaks(
    subject: _Subject,
    rivals: Sequence[_Subject],
    examples: Sequence[Example],
    learned: Mapping[str, Sentences] | None,
) -> list[Leak]:
    """Documents that the model, or a rival, learned from; and those that are nearly the same as one of `learned`."""
    found = [
        Leak(e.document.id, f"a training text of {side.name}", 1.0)
        for side in (subject, *rivals)
        for e in examples
        if e.document.sha256 in side.seen
    ]
    if learned is not None:
        known = {leak.document for leak in found}
        near = find_leaks(learned, texts_of(examples))
        found += [leak for leak in near if leak.document not in known]
    return found


def _subject(name: str) -> _Subject:
    loaded, manifest = load_model(name), find_bundle(name).manifest
    try:
        config = manifest["config"]
        evaluation, corpus = config["evaluation"], config["corpus"]
        annotator = corpus.get("annotator", ())
        settings = EvaluationSettings(
            folds=evaluation["folds"],
            bootstrap=int(evaluation["bootstrap"]),
            level=float(evaluation["level"]),
            ignored=tuple(evaluation.get("ignored", ())),
            learning_curve=(),
            allow_leaks=evaluation.get("allow_leaks", False) is True,
            seed=int(evaluation.get("seed", 0)),
        )
        if not (1 <= settings.bootstrap <= _MOST_SAMPLES and 0 < settings.level < 1 and settings.seed >= 0):
            raise ValueError(f"bootstrap, level and seed are {settings.bootstrap}, {settings.level}, {settings.seed}")
        if not all(isinstance(label, str) for label in settings.ignored):
            raise ValueError("evaluation.ignored holds something other than labels")
        return _Subject(
            name,
            loaded,
            settings,
            (annotator,) if isinstance(annotator, str) else tuple(annotator),
            tuple(corpus.get("parts", ("train",))),
            frozenset(manifest.get("data", {}).get("texts", ())),
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        what = f"does not say how it was trained ({error})"
        raise ModelError(what, where=name, remedy="Train the model again") from error


def _check_no_report(out: Path) -> None:
    """Predictions beside the report of other ones would pass for those that it is about."""
    for name in (REPORT, PAGE):
        if (out / name).exists():
            what = f"holds {name}, the report of another evaluation"
            raise OutputError(what, where=str(out), remedy="Choose another folder with --out, or take it away")
