"""Argument components: from a corpus to a model with an honest report, and from a model and a file to scores."""

import hashlib
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from pipeline import __version__
from pipeline.bundles.bundle import check_folder, seal, write_sealed
from pipeline.domain.analysis import ModelRef
from pipeline.domain.units import ROOT, UnitLabels, UnitText
from pipeline.errors import AnnotationError
from pipeline.evaluation.units import SCORES, unit_scores
from pipeline.files import write_together
from pipeline.formats.units.conll import read_conll
from pipeline.formats.units.dependencies import read_dependencies
from pipeline.formats.units.microtexts import read_microtexts
from pipeline.markdown import table
from pipeline.training.unit_config import UnitConfig, read_unit_config
from pipeline.training.unit_packing import UNITS, packed_units, unpacked_units
from pipeline.training.units import fit_units, predict_units
from pipeline.workflows.models import find_bundle

Progress = Callable[[str], None]
Read = list[tuple[UnitText, UnitLabels]]

_CREATED_BY: Final = f"pipeline {__version__}"
_FILES: Final = {"conll": "train.conll", "dependencies": "train.jsonl"}
_REPORT, _PREDICTIONS, _PAGE = "report.json", "predictions.json", "report.md"
_NAMES: Final = {
    "components": "components, macro-F1",
    "links": "linked pairs, macro-F1",
    "functions": "relations and stances, macro-F1",
    "uas": "right parent (UAS)",
    "las": "right parent and relation (LAS)",
}


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
    config = read_unit_config(config_path, overrides)
    folder = out or Path("models") / config.name
    check_folder(folder)
    read, digest = read_units(corpus, config.format, config.language)
    if len(read) < config.folds:
        what = f"holds {len(read)} texts, too few for {config.folds} folds"
        raise AnnotationError(what, where=str(corpus), remedy="Give more texts, or --set evaluation.folds=2")
    gold = [of for _, of in read]
    progress(f"{corpus}: {len(read)} texts, {sum(len(of.parents) for of in gold)} units")
    try:
        runs = []
        for repeat in range(config.repeats):
            found = _crossed(read, config, config.seed + repeat, progress)
            runs.append(unit_scores(gold, found, samples=config.bootstrap, seed=config.seed))
        progress("fitting on all texts")
        model = _fitted(read, config)
    except ValueError as error:
        what = f"cannot be learned from: {error}"
        raise AnnotationError(what, where=str(corpus), remedy="Label more texts") from error
    means = {key: round(float(np.mean([run[key][0] for run in runs])), 4) for key in _present(runs)}
    scores = {"runs": runs, "mean": means}
    hashes = sorted({_hash(text) for text, _ in read})
    about = {
        "config": config.to_dict(),
        "data": {"texts": len(read), "units": runs[0]["units"], "sha256": digest, "hashes": hashes},
        "created_by": _CREATED_BY,
        "scores": scores,
    }
    card = _card(config, about)
    arrays, settings = packed_units(config.component, model)
    sealed = seal(name=config.name, version=config.version, about=about, settings=settings, arrays=arrays, card=card)
    report = {"model": {"name": config.name, "version": config.version, "sha256": sealed.ref.sha256}, **about}
    files = {_REPORT: _json(report), _PREDICTIONS: _predictions([t for t, _ in read], found)}
    ref = write_sealed(folder, sealed, files)
    return TrainedUnits(folder, ref, card)


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

    Raises:
        ModelError: the model is missing or not sound.
        AnnotationError: the data cannot be read, or the model learned from a text of it and `allow_leaks` is false.
        OutputError: the files cannot be written.
    """
    bundle = find_bundle(name)
    model = unpacked_units(bundle)
    corpus = bundle.manifest["config"]["corpus"]
    read, digest = read_units(data, corpus["format"], corpus["language"])
    progress(f"{data}: {len(read)} texts")
    learned = set(bundle.manifest["data"]["hashes"])
    known = [text.id for text, _ in read if _hash(text) in learned]
    if known:
        what = f"{len(known)} of {len(read)} texts are among those that the model learned from, {known[0]} the first"
        if not allow_leaks:
            raise AnnotationError(what, where=str(data), remedy="Score on others, or go on with --allow-leaks")
        progress(what)
    found = predict_units(model, [text for text, _ in read])
    ref = bundle.ref
    scores = unit_scores([of for _, of in read], found)
    report = {
        "model": {"name": ref.name, "version": ref.version, "sha256": ref.sha256},
        "data": {"name": data.name, "texts": len(read), "sha256": digest, "learned_from": len(known)},
        "created_by": _CREATED_BY,
        "scores": scores,
    }
    page = "\n".join([f"# {ref.name} {ref.version} on {data.name}", "", *_score_table([scores]), ""])
    write_together(
        {
            out / _REPORT: _json(report),
            out / _PAGE: page.encode(),
            out / _PREDICTIONS: _predictions([text for text, _ in read], found),
        }
    )
    return report


def read_units(path: Path, format: str, language: str) -> tuple[Read, str]:
    """The texts of a file, or of the training part of a folder, and a hash of them.

    Raises:
        AnnotationError: there are none, or one is malformed.
    """
    if format == "microtexts":
        read = list(read_microtexts(path, language=language))
    else:
        file = path / _FILES[format] if path.is_dir() else path
        reader = read_conll if format == "conll" else read_dependencies
        read = list(reader(file, language=language))
    read = [(text, of) for text, of in read if text.spans]
    if not read:
        raise AnnotationError("holds no text with units", where=str(path), remedy=f"Give files of the format {format}")
    digest = hashlib.sha256()
    for text, of in read:
        said = [text.id, text.text, text.spans, of.components, of.parents, of.relations]
        digest.update(json.dumps(said, ensure_ascii=False).encode())
    return read, digest.hexdigest()


def _hash(text: UnitText) -> str:
    return hashlib.sha256(text.text.encode()).hexdigest()


def _crossed(read: Read, config: UnitConfig, seed: int, progress: Progress) -> list[UnitLabels]:
    order = list(range(len(read)))
    random.Random(seed).shuffle(order)  # noqa: S311  # folds, not secrets
    found: dict[int, UnitLabels] = {}
    for k in range(config.folds):
        held = order[k :: config.folds]
        progress(f"seed {seed}, fold {k + 1}/{config.folds}")
        model = _fitted([read[i] for i in sorted(set(order) - set(held))], config)
        found |= dict(zip(held, predict_units(model, [read[i][0] for i in held]), strict=True))
    return [found[i] for i in range(len(read))]


def _fitted(read: Read, config: UnitConfig) -> Any:
    return fit_units(
        [text for text, _ in read],
        [of for _, of in read],
        role_component=config.component,
        settings=config.settings,
        c=config.c,
    )


def _present(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    return [key for key in SCORES if all(key in run for run in runs)]


def _score_table(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = [
        [_NAMES[key], *(f"{run[key][0]:.3f} [{run[key][1]:.3f}, {run[key][2]:.3f}]" for run in runs)]
        for key in _present(runs)
    ]
    return table(["", *(f"run {k}" if len(runs) > 1 else "score" for k, _ in enumerate(runs, 1))], rows)


def _card(config: UnitConfig, about: Mapping[str, Any]) -> str:
    data, scores = about["data"], about["scores"]
    means = ", ".join(f"{_NAMES[key]} {value:.3f}" for key, value in scores["mean"].items())
    lines = [
        f"# {config.name} {config.version}",
        "",
        f"Labels argument components (`{config.component}`) and grows their tree: boosted trees over pairs of units, "
        "the maximum spanning arborescence, labels decoded with it. No pretrained weights.",
        "",
        f"{data['texts']} texts, {data['units']} units, format {config.format}; hash `{data['sha256'][:16]}`. "
        f"Trained by {about['created_by']}.",
        "",
        f"Cross-validated by text, {config.folds} folds, {config.repeats} times; intervals: 95 %, bootstrap over "
        "texts.",
        "",
        *_score_table(scores["runs"]),
        "",
        f"Mean: {means}.",
        "",
    ]
    return "\n".join(lines)


def _predictions(texts: Sequence[UnitText], found: Sequence[UnitLabels]) -> bytes:
    records = [
        {
            "id": text.id,
            "units": [
                {
                    "start": start,
                    "end": end,
                    "label": of.components[k],
                    "parent": None if of.parents[k] == ROOT else of.parents[k],
                    "relation": of.relations[k],
                }
                for k, (start, end) in enumerate(text.spans)
            ],
        }
        for text, of in zip(texts, found, strict=True)
    ]
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    return f"[\n{lines}\n]\n".encode()


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
