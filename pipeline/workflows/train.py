"""From a corpus and a configuration to a model folder with honest scores in its card."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.bundles.bundle import write_bundle
from pipeline.domain.analysis import ModelRef
from pipeline.errors import AnnotationError, ConfigError
from pipeline.formats.annotation_jsonl import read_annotation
from pipeline.training.card import render_card
from pipeline.training.config import Config, read_config
from pipeline.training.crossval import cross_validate, fit
from pipeline.training.examples import Example, from_annotation
from pipeline.training.packing import packed
from pipeline.training.report import score


@dataclass(frozen=True, slots=True)
class Trained:
    """Where the model is, what an analysis cites it by, and its card."""

    folder: Path
    ref: ModelRef
    card: str


def train(
    config_path: Path,
    *,
    corpus: Path | None = None,
    out: Path | None = None,
    overrides: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> Trained:
    """Cross-validate by document, fit on all documents, write the bundle.

    Args:
        config_path: a file of `configs/`.
        corpus: an annotation folder; by default what the config names.
        out: the model folder; by default `models/NAME` in the current folder.
        overrides: `section.key=value`.
        progress: told what is being done.

    Raises:
        ConfigError: the configuration is wrong.
        AnnotationError: the corpus is missing, empty or malformed.
        OutputError: the folder cannot be written.
    """
    config = read_config(config_path, overrides)
    root = corpus or (config_path.parent / config.corpus.path)
    examples, data_hash = read_corpus(root, config)
    folds, frozen = read_folds(root, examples, config)
    progress(f"{len(examples)} documents, {sum(len(e.gold_roles) for e in examples)} sentences")
    labels = config.corpus.labels
    predictions = cross_validate(
        examples, folds, labels, config.roles, structure_c=config.structure.c, progress=progress
    )
    scores = score(
        predictions,
        labels,
        bootstrap=config.evaluation.bootstrap,
        level=config.evaluation.level,
        seed=config.roles.seed,
    )
    progress("fitting on all documents")
    fitted, structure = fit(examples, labels, config.roles, structure_c=config.structure.c)
    arrays, settings = packed(fitted.model, structure)
    about: dict[str, Any] = {
        "config": config.to_dict(),
        "data": {
            "documents": len(examples),
            "sentences": sum(len(e.gold_roles) for e in examples),
            "sha256": data_hash,
            "folds": "frozen" if frozen else "drawn",
        },
        "created_by": f"pipeline {__version__}",
        "scores": scores,
    }
    card = render_card(config, examples, about)
    folder = out or Path("models") / config.name
    ref = write_bundle(
        folder, name=config.name, version=config.version, about=about, settings=settings, arrays=arrays, card=card
    )
    return Trained(folder, ref, card)


def read_corpus(root: Path, config: Config) -> tuple[list[Example], str]:
    """The training documents of an annotation folder in the order of their names, and one hash of them all.

    Raises:
        AnnotationError: there are none, or one is malformed.
        ConfigError: a role is not among the labels of the configuration.
    """
    folder = root / "labels" / config.corpus.annotator
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise AnnotationError(
            "holds no annotation files", where=str(folder), remedy="Name an annotation folder with --corpus"
        )
    examples = []
    digest = hashlib.sha256()
    for path in files:
        annotation = read_annotation(path)
        if annotation.split != "train" or annotation.text is None:
            continue
        strange = {s.role for s in annotation.sentences} - set(config.corpus.labels)
        if strange:
            raise ConfigError(
                f"{path}: the role {min(strange)!r} is not in corpus.labels", remedy="Add it there or correct the label"
            )
        digest.update(path.read_bytes() + annotation.text.encode())
        examples.append(from_annotation(annotation))
    if not examples:
        raise AnnotationError(
            "holds no document of the training split", where=str(folder), remedy="See annotations/README.md"
        )
    return examples, digest.hexdigest()


def read_folds(root: Path, examples: Sequence[Example], config: Config) -> tuple[list[frozenset[str]], bool]:
    """The frozen folds of a corpus (`folds.json`), or folds drawn from the seed where it keeps none.

    Raises:
        AnnotationError: the frozen folds do not cover the documents exactly.
    """
    ids = [e.document.id for e in examples]
    path = root / "folds.json"
    if not path.is_file():
        from pipeline.roles.fitting import folds

        drawn = folds(len(ids), config.evaluation.folds, config.roles.seed)
        return [frozenset(ids[i] for i in fold) for fold in drawn], False
    data: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    frozen = [frozenset(fold) for fold in data["folds"]]
    placed = [id for fold in frozen for id in fold]
    missing = sorted(set(ids) - set(placed))
    if missing or len(placed) != len(set(placed)):
        raise AnnotationError(
            f"does not place {missing[0]} in a fold" if missing else "places a document twice",
            where=str(path),
            remedy="Add new documents to a fold; never move old ones",
        )
    return [fold & set(ids) for fold in frozen if fold & set(ids)], True
