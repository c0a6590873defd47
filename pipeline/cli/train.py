"""`pipeline train`: a corpus and a configuration in, a model out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.console import say

if TYPE_CHECKING:
    from pipeline.workflows.train import Trained


def train(
    config: Annotated[Path, typer.Argument(help="A configuration, such as configs/policy-roles.toml.")],
    corpus: Annotated[
        Path | None,
        typer.Option(
            help="Annotation folder, or a sentence-label file or folder (train.jsonl, dev.jsonl); "
            "by default what the configuration names."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Model folder; by default models/NAME.")] = None,
    set: Annotated[list[str] | None, typer.Option(help="Override a key: --set roles.c=3")] = None,
    allow_leaks: Annotated[
        bool, typer.Option("--allow-leaks", help="Go on where texts to score on stand in the training texts too.")
    ] = False,
    write_folds: Annotated[
        Path | None,
        typer.Option(help="Only draw folds and freeze them in this file, for evaluation.folds to name; train nothing."),
    ] = None,
    search: Annotated[
        bool, typer.Option("--search", help="First try settings in the ranges of [search], and train with the best.")
    ] = False,
    budget: Annotated[
        str | None,
        typer.Option(help="How long to search, earlier runs included: 20 tries, or 30m; by default search.budget."),
    ] = None,
    search_log: Annotated[
        Path | None,
        typer.Option(
            help="The file of tries, which a search that was stopped goes on with; by default OUT-search.jsonl."
        ),
    ] = None,
) -> None:
    """Train a model on an annotated corpus.

    Cross-validates by document, fits on all, writes the model with its card and prints the card. The report of the
    cross-validation (report.html, report.json, predictions.json) lies in the folder evaluation/ of the model. A search
    that was stopped with Ctrl-C goes on when the same command is run again.
    """
    _check_options(search, budget=budget, search_log=search_log, write_folds=write_folds)
    from pipeline.training.unit_config import is_unit_config

    if is_unit_config(config):
        _units(config, corpus, out, set or [], write_folds, unused=search or allow_leaks)
        return
    if search:
        _search(config, corpus, out, set or [], allow_leaks, budget, search_log)
        return
    from pipeline.workflows.train import freeze_folds
    from pipeline.workflows.train import train as run

    if write_folds is not None:
        folds = freeze_folds(config, write_folds, corpus=corpus, overrides=set or [], progress=say)
        say(f"wrote {len(folds.folds)} folds to {write_folds}")
        return
    _show(run(config, corpus=corpus, out=out, overrides=set or [], allow_leaks=allow_leaks, progress=say))


def _units(
    config: Path,
    corpus: Path | None,
    out: Path | None,
    overrides: list[str],
    write_folds: Path | None,
    *,
    unused: bool,
) -> None:
    from pipeline.errors import ConfigError
    from pipeline.workflows.units import freeze_unit_folds, train_units

    if unused:
        remedy = "Leave out --search and --allow-leaks"
        raise ConfigError("trains argument components, which know no such option", where=str(config), remedy=remedy)
    if corpus is None:
        raise ConfigError("names no corpus", where=str(config), remedy="Give one with --corpus")
    if write_folds is not None:
        repeats = freeze_unit_folds(config, write_folds, corpus=corpus, overrides=overrides)
        say(f"wrote the folds of {repeats} cross-validations to {write_folds}")
        return
    trained = train_units(config, corpus=corpus, out=out, overrides=overrides, progress=say)
    print(trained.card, end="")
    say(f"wrote {trained.folder}")


def _check_options(search: bool, *, budget: str | None, search_log: Path | None, write_folds: Path | None) -> None:
    from pipeline.errors import ConfigError

    for option, value in (("--budget", budget), ("--search-log", search_log)):
        if value is not None and not search:
            raise ConfigError("is for a search", where=option, remedy="Add --search, or leave it out")
    if search and write_folds is not None:
        raise ConfigError("trains nothing, so there is nothing to search", where="--write-folds", remedy="Run it first")


def _search(
    config: Path,
    corpus: Path | None,
    out: Path | None,
    overrides: list[str],
    allow_leaks: bool,
    budget: str | None,
    log: Path | None,
) -> None:
    from pipeline.cli.search_bar import standing_shown
    from pipeline.workflows.search import search, train_best

    with standing_shown() as watch:
        found = search(
            config,
            corpus=corpus,
            out=out,
            overrides=overrides,
            allow_leaks=allow_leaks,
            budget=budget,
            log=log,
            progress=say,
            watch=watch,
        )
    _show(train_best(found, progress=say))
    say(f"{found.log} keeps the tries")


def _show(trained: "Trained") -> None:
    print(trained.card, end="")
    say(f"wrote {trained.folder}")
