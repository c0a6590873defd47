"""From a corpus and a configuration to a model folder with honest scores in its card."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.bundles.bundle import check_folder, write_bundle
from pipeline.domain.analysis import ModelRef
from pipeline.errors import AnnotationError
from pipeline.training.card import render_card
from pipeline.training.config import read_config
from pipeline.training.crossval import cross_validate, fit
from pipeline.training.examples import Example
from pipeline.training.packing import packed
from pipeline.training.report import score
from pipeline.workflows.corpus import read_corpus, read_folds


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
        AnnotationError: the corpus is missing, empty, malformed or too small to learn from.
        OutputError: the folder cannot be written, or holds something else.
    """
    config = read_config(config_path, overrides)
    folder = out or Path("models") / config.name
    check_folder(folder)  # now, not after minutes of fitting
    root = corpus or config_path.parent / config.corpus.path
    found = read_corpus(root, config, progress)
    examples, labels = found.examples, config.corpus.labels
    ids = [e.document.id for e in examples]
    folds = read_folds(root, ids, count=config.evaluation.folds, seed=config.roles.seed)
    sentences = sum(len(e.gold_roles) for e in examples)
    progress(f"{root}: {len(examples)} documents, {sentences} sentences")
    _check_learnable(examples, folds.folds, root)
    predictions = cross_validate(
        examples, folds.folds, labels, config.roles, structure_c=config.structure.c, progress=progress
    )
    progress("fitting on all documents")
    roles, structure = fit(examples, labels, config.roles, structure_c=config.structure.c)
    scores = score(
        predictions,
        labels,
        bootstrap=config.evaluation.bootstrap,
        level=config.evaluation.level,
        seed=config.roles.seed,
    )
    arrays, settings = packed(roles, structure)
    about: dict[str, Any] = {
        "config": config.to_dict(),
        "data": {
            "documents": len(examples),
            "sentences": sentences,
            "sha256": found.sha256,
            "folds": "frozen" if folds.frozen else "drawn",
            "texts": sorted(e.document.sha256 for e in examples),
        },
        "created_by": f"pipeline {__version__}",
        "scores": scores,
    }
    card = render_card(config, examples, about)
    ref = write_bundle(
        folder, name=config.name, version=config.version, about=about, settings=settings, arrays=arrays, card=card
    )
    return Trained(folder, ref, card)


def _check_learnable(examples: Sequence[Example], folds: Sequence[AbstractSet[str]], root: Path) -> None:
    for fold in folds:
        rest = [e for e in examples if e.document.id not in fold]
        if len({role for e in rest for role in e.gold_roles}) < 2:
            what = f"has one role only in the {len(rest)} documents that are left when a fold is held out"
            raise AnnotationError(what, where=str(root), remedy="Annotate more documents")
