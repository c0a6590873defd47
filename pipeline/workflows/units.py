"""Argument components: from a corpus to a model with an honest report, and from a model and a file to scores."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from pipeline import __version__
from pipeline.bundles.bundle import MANIFEST, Bundle, check_folder, seal, write_sealed
from pipeline.domain.analysis import ModelRef
from pipeline.domain.units import FoundUnits, UnitLabels, UnitText
from pipeline.errors import AnnotationError, ModelError
from pipeline.evaluation.segmentation import segmentation_scores
from pipeline.evaluation.units import SCHEMA, label_tables, unit_scores
from pipeline.files import check_writable, write_together
from pipeline.formats.units.conll import read_conll
from pipeline.formats.units.dependencies import read_dependencies
from pipeline.formats.units.microtexts import read_microtexts
from pipeline.formats.units.plain import read_plain
from pipeline.report.units import render_unit_evaluation
from pipeline.structure.segmentation.model import SegmentationModel
from pipeline.training.segmentation import as_tokens, fit_segments, token_places, with_segments
from pipeline.training.unit_config import FORMATS, UnitConfig, read_unit_config
from pipeline.training.unit_packing import UNITS, packed_units, unpacked_segmentation, unpacked_units
from pipeline.training.unit_report import present, score_table, unit_card, units_json
from pipeline.training.units import UnitModel, fit_units, predict_units
from pipeline.visible import visible
from pipeline.workflows.models import find_bundle, replacing
from pipeline.workflows.unit_folds import unit_folds, write_unit_folds

Progress = Callable[[str], None]
Read = list[tuple[UnitText, UnitLabels]]
Tags = tuple[str, ...]

_CREATED_BY: Final = f"pipeline {__version__}"
_JOINED: Final = "conll"  # the format whose tokens are joined by blanks
_SEGMENTATION: Final = ("tokens", "begin", "inside", "outside", "spans")
_FILES: Final = {"conll": "train.conll", "dependencies": "train.jsonl", "units": "train.jsonl"}
_READERS: Final = {"conll": read_conll, "dependencies": read_dependencies, "units": read_plain}
_REPORT, _HTML, _PAGE, _PREDICTIONS = "report.json", "report.html", "report.md", "predictions.json"


@dataclass(frozen=True, slots=True)
class TrainedUnits:
    """Where the model is, what it is cited by, and its card."""

    folder: Path
    ref: ModelRef
    card: str


def train_units(
    config_path: Path,
    *,
    corpus: Path,
    out: Path | None = None,
    overrides: Sequence[str] = (),
    progress: Progress = lambda _: None,
) -> TrainedUnits:
    """Cross-validate by text, as often as the configuration says, fit on all, write the bundle and the report.

    Raises:
        ConfigError: the configuration is wrong.
        AnnotationError: the corpus is missing, malformed or too small to learn from.
        OutputError: the folder cannot be written, or holds something else.
    """
    config = read_unit_config(config_path, overrides, progress)
    folder = out or Path("models") / config.name
    replaces = check_folder(folder)
    read, digest = read_units(corpus, config.format, config.language)
    repeats = unit_folds([text.id for text, _ in read], config, config_path.parent)
    gold = [of for _, of in read]
    if replaces:
        progress(replacing(folder))
    progress(f"{corpus}: {len(read)} texts, {sum(len(of.parents) for of in gold)} units")
    try:
        runs = []
        for number, folds in enumerate(repeats, 1):
            progress(f"cross-validation {number} of {len(repeats)}")
            found, tags = _crossed(read, folds, config, progress)
            scored = unit_scores(gold, [of.labels for of in found], samples=config.bootstrap, seed=config.seed)
            runs.append(scored | _segmentation_scores(read, tags, config.format, config.bootstrap, config.seed))
        progress("fitting on all texts")
        model, segmentation = _fitted(read, config)
    except ValueError as error:
        what = f"cannot be learned from: {error}"
        raise AnnotationError(what, where=str(corpus), remedy="Label more texts") from error
    means = {key: round(float(np.mean([run[key][0] for run in runs])), 4) for key in present(runs)}
    scores = {"runs": runs, "mean": means}
    hashes = sorted({_hash(text) for text, _ in read})
    about = {
        "config": config.to_dict(),
        "folds": {"count": len(repeats[0]), "repeats": len(repeats), "frozen": isinstance(config.folds, str)},
        "data": {"texts": len(read), "units": runs[0]["units"], "sha256": digest, "hashes": hashes},
        "created_by": _CREATED_BY,
        "scores": scores,
    }
    card = unit_card(config, about)
    arrays, settings = packed_units(config.component, model, segmentation)
    sealed = seal(name=config.name, version=config.version, about=about, settings=settings, arrays=arrays, card=card)
    report = {
        "schema": SCHEMA,
        "model": {"name": config.name, "version": config.version, "sha256": sealed.ref.sha256},
        **about,
        "tables": label_tables(gold, [of.labels for of in found], samples=config.bootstrap, seed=config.seed),
    }
    files = {**_reports(report), _PREDICTIONS: units_json([t for t, _ in read], found)}
    ref = write_sealed(folder, sealed, files)
    return TrainedUnits(folder, ref, card)


def freeze_unit_folds(config_path: Path, path: Path, *, corpus: Path, overrides: Sequence[str] = ()) -> int:
    """Draw the folds of a corpus, write them to a new file that `evaluation.folds` can name; how many repeats it holds.

    Raises:
        ConfigError: the configuration is wrong, or names a file of folds already.
        AnnotationError: the corpus is missing, malformed or too small.
        OutputError: the file is there already, or cannot be written.
    """
    config = read_unit_config(config_path, overrides)
    read, _ = read_units(corpus, config.format, config.language)
    return len(write_unit_folds([text.id for text, _ in read], config, path))


def is_unit_model(name: str) -> bool:
    """Whether a model is of argument components.

    Raises:
        ModelError: there is none, or it is not sound.
    """
    return UNITS in find_bundle(name).settings


def evaluate_units(
    name: str, data: Path, *, out: Path, allow_leaks: bool = False, progress: Progress = lambda _: None
) -> dict[str, Any]:
    """Score a model on a file or folder of the format that it learned from; writes report and predictions.

    Texts that mark units are scored, their segmentation by itself and their trees on the units marked; of others the
    model finds the units, if it has learned to.

    Raises:
        ModelError: the model is missing or not sound.
        AnnotationError: the data cannot be read, or the model learned from a text of it and `allow_leaks` is false.
        OutputError: the files cannot be written.
    """
    bundle = find_bundle(name)
    check_writable(out)
    model, segmentation = unpacked_units(bundle), unpacked_segmentation(bundle)
    format, language, learned = _made_from(bundle)
    read, digest = read_units(data, format, language, unmarked=segmentation is not None)
    progress(f"{data}: {len(read)} texts")
    known = [text.id for text, _ in read if _hash(text) in learned]
    if known:
        what = f"{len(known)} of {len(read)} texts are among those that the model learned from, {known[0]} the first"
        if not allow_leaks:
            raise AnnotationError(what, where=str(data), remedy="Score on others, or go on with --allow-leaks")
        progress(what)
    texts = [_marked(text, segmentation, format) for text, _ in read]
    found = predict_units(model, texts)
    ref = bundle.ref
    scores: dict[str, Any] = {}
    tables: dict[str, Any] = {}
    if marked := [k for k, (text, _) in enumerate(read) if text.spans]:
        sides = [read[k][1] for k in marked], [found[k].labels for k in marked]
        scores, tables = unit_scores(*sides), label_tables(*sides)
        tags = [_tags(read[k][0], segmentation, format) for k in marked]
        scores |= _segmentation_scores([read[k] for k in marked], tags, format)
    report = {
        "schema": SCHEMA,
        "model": {"name": ref.name, "version": ref.version, "sha256": ref.sha256},
        "data": {
            "name": data.name,
            "texts": len(read),
            "marked": len(marked),
            "sha256": digest,
            "learned_from": len(known),
        },
        "created_by": _CREATED_BY,
        "scores": scores,
        "tables": tables,
    }
    rows = score_table([scores]) if marked else ["Nothing to score: no text marks units."]
    page = "\n".join([f"# {visible(f'{ref.name} {ref.version} on {data.name}')}", "", *rows, ""])
    write_together(
        {
            **{out / name: content for name, content in _reports(report).items()},
            out / _PAGE: page.encode(),
            out / _PREDICTIONS: units_json(texts, found),
        }
    )
    return report


def read_units(path: Path, format: str, language: str, *, unmarked: bool = False) -> tuple[Read, str]:
    """The texts of a file, or of the training part of a folder, those without units if wanted, and a hash of them.

    Raises:
        AnnotationError: there are none, or one is malformed.
    """
    if format == "microtexts":
        read = list(read_microtexts(path, language=language))
    else:
        file = path / _FILES[format] if path.is_dir() else path
        read = list(_READERS[format](file, language=language))
    read = [(text, of) for text, of in read if text.spans or (unmarked and text.text)]
    if not read:
        raise AnnotationError("holds no text with units", where=str(path), remedy=f"Give files of the format {format}")
    digest = hashlib.sha256()
    for text, of in read:
        said = [text.id, text.text, text.spans, of.components, of.parents, of.relations]
        digest.update(json.dumps(said, ensure_ascii=False).encode())
    return read, digest.hexdigest()


def _made_from(bundle: Bundle) -> tuple[str, str, frozenset[str]]:
    """Format and language of the corpus that a model was made from, and the hashes of its texts."""
    try:
        corpus, learned = bundle.manifest["config"]["corpus"], bundle.manifest["data"]["hashes"]
        format, language = corpus["format"], corpus["language"]
        if format not in FORMATS or not isinstance(language, str):
            raise ValueError(f"format and language are {format!r}, {language!r}")
        return format, language, frozenset(learned)
    except (KeyError, TypeError, ValueError) as error:
        what = f"does not say how it was trained ({error})"
        where = str(bundle.folder / MANIFEST)
        raise ModelError(what, where=where, remedy="Train the model again") from error


def _hash(text: UnitText) -> str:
    return hashlib.sha256(text.text.encode()).hexdigest()


def _crossed(
    read: Read, folds: Sequence[Sequence[int]], config: UnitConfig, progress: Progress
) -> tuple[list[FoundUnits], list[Tags]]:
    found: dict[int, FoundUnits] = {}
    tags: dict[int, Tags] = {}
    for k, held in enumerate(folds, 1):
        progress(f"fold {k}/{len(folds)}")
        model, segmentation = _fitted([of for i, of in enumerate(read) if i not in held], config)
        found |= dict(zip(held, predict_units(model, [read[i][0] for i in held]), strict=True))
        tags |= {i: _tags(read[i][0], segmentation, config.format) for i in held}
    return [found[i] for i in range(len(read))], [tags[i] for i in range(len(read))]


def _fitted(read: Read, config: UnitConfig) -> tuple[UnitModel, SegmentationModel | None]:
    texts, gold = [text for text, _ in read], [of for _, of in read]
    segmentation = None
    if config.segmentation is not None:
        segmentation = fit_segments(texts, gold, config.segmentation, joined=config.format == _JOINED)
    units = fit_units(texts, gold, role_component=config.component, settings=config.settings, c=config.c)
    return units, segmentation


def _marked(text: UnitText, segmentation: SegmentationModel | None, format: str) -> UnitText:
    if text.spans or segmentation is None:
        return text
    return with_segments(segmentation, text, joined=format == _JOINED)


def _tags(text: UnitText, segmentation: SegmentationModel | None, format: str) -> Tags:
    """What the segmenter says of each token; nothing without one."""
    if segmentation is None:
        return ()
    return segmentation.tags([text.text[a:b] for a, b in token_places(text.text, joined=format == _JOINED)])


def _segmentation_scores(
    read: Read, found: Sequence[Tags], format: str, samples: int = 1000, seed: int = 0
) -> dict[str, list[float]]:
    if not any(found):
        return {}
    gold = [as_tokens(text, of, joined=format == _JOINED).tags for text, of in read]
    scores = segmentation_scores(gold, found, samples=samples, seed=seed)
    return {name: scores[name] for name in _SEGMENTATION}


def _reports(report: Mapping[str, Any]) -> dict[str, bytes]:
    return {_REPORT: _json(report), _HTML: render_unit_evaluation(report).encode()}


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
