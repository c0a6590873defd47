"""From ranges of settings to the best of them: tries in a log that the same command goes on with, then a model."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pipeline.errors import ConfigError
from pipeline.training.config import Config, read_config
from pipeline.training.ranges import Budget, SearchSettings, read_budget
from pipeline.training.search import (
    Settings,
    Try,
    best_of,
    check_optuna,
    cross_validated,
    next_settings,
    own_settings,
    search_record,
    value_of,
)
from pipeline.training.search import with_settings as with_role_settings
from pipeline.workflows.search_log import SearchLog
from pipeline.workflows.train import Prepared, Progress, Trained, faults_of, prepare, train_prepared

_LOG: Final = "-search.jsonl"  # after the name of the model folder, and beside it: a bundle holds nothing foreign


@dataclass(frozen=True, eq=False)
class Standing:
    """How far a search is.

    Attributes:
        tries: so far, those of earlier sittings among them.
        budget: when it ends.
        metric: of `SearchSettings`.
        left: seconds until the end, as far as one can tell.
        fresh: whether the last try is of this sitting.
    """

    tries: Sequence[Try]
    budget: Budget
    metric: str
    left: float | None
    fresh: bool

    @property
    def best(self) -> float | None:
        """The highest value of the metric."""
        return value_of(self.tries[best_of(self.tries, self.metric)], self.metric) if self.tries else None


@dataclass(frozen=True, eq=False)
class Searched:
    """What a search found: what training goes on from, with the best settings in its configuration, and all tries."""

    prepared: Prepared
    search: SearchSettings
    tries: tuple[Try, ...]
    log: Path

    @property
    def best(self) -> Try:
        """The best try."""
        return self.tries[best_of(self.tries, self.search.metric)]


Watch = Callable[[Standing], None]


def search(
    config_path: Path,
    *,
    corpus: Path | None = None,
    out: Path | None = None,
    overrides: Sequence[str] = (),
    allow_leaks: bool = False,
    budget: str | None = None,
    log: Path | None = None,
    progress: Progress = lambda _: None,
    watch: Watch = lambda _: None,
    clock: Callable[[], float] = time.monotonic,
) -> Searched:
    """Try settings in the ranges of a configuration until the budget is spent; go on where an earlier run stopped.

    Args:
        config_path: a file with a section `[search]`.
        corpus: as `train` takes it; what is kept to test on plays no part.
        out: the model folder that is to be written; by default `models/NAME`.
        overrides: `section.key=value`.
        allow_leaks: as `train` takes it.
        budget: in place of that of the configuration: `20` tries, or a time such as `30m`.
        log: the file of tries; by default beside the model folder, `NAME-search.jsonl`.
        progress: told what is being done, and where a stopped search stands.
        watch: told how far the search is: at its beginning, and after each try.
        clock: seconds, from anywhere.

    Raises:
        ConfigError: the configuration is wrong or has no ranges, Optuna is missing, the log is of another search.
        AnnotationError: as `train`.
        OutputError: the model folder holds something else, or the log cannot be written.
        KeyboardInterrupt: after `progress` was told what is kept and how to go on.
    """
    config = read_config(config_path, overrides, progress)
    if config.search is None:
        remedy = 'Add a section [search]: budget, metric, seed, and ranges such as "roles.c" = {low = 0.3, high = 3.0}'
        raise ConfigError("has no section [search]", where=str(config_path), remedy=remedy)
    settings = config.search
    if budget is not None:
        wanted = int(budget) if budget.isascii() and budget.isdigit() else budget
        settings = replace(settings, budget=read_budget(wanted, "the budget", "--budget"))
    check_optuna()
    folder = out or Path("models") / config.name
    path = log or folder.with_name(f"{folder.resolve().name}{_LOG}")
    if path.resolve().is_relative_to(folder.resolve()):
        remedy = "Name a place outside: a model folder holds nothing else"
        raise ConfigError("lies in the model folder", where=f"--search-log {path}", remedy=remedy)
    prepared = prepare(
        config, config_path.parent, corpus=corpus, out=folder, allow_leaks=allow_leaks, progress=progress
    )
    kept = SearchLog(path, _marks(prepared, settings))
    tries = kept.read(settings)
    if tries:
        progress(f"{path}: going on after {len(tries)} tries")
    try:
        _search(prepared, settings, kept, tries, progress, watch, clock)
    except KeyboardInterrupt:
        progress(_farewell(settings, tries, path))
        raise
    best = tries[best_of(tries, settings.metric)]
    progress(f"best of {len(tries)} tries: {told(best.settings)} ({_scores(best)})")
    roles = with_role_settings(config.roles, best.settings)
    return Searched(replace(prepared, config=replace(config, roles=roles)), settings, tuple(tries), path)


def train_best(searched: Searched, *, progress: Progress = lambda _: None) -> Trained:
    """Train a model with the best settings; its manifest and card say that they were chosen among tries.

    Raises:
        AnnotationError: a score cannot be computed.
        OutputError: the folder cannot be written.
    """
    held_out = len(searched.prepared.corpus.beside)
    record = search_record(searched.search, searched.tries, held_out=held_out)
    return train_prepared(searched.prepared, progress, search=record)


def told(settings: Settings) -> str:
    """Settings in a line."""
    return ", ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in settings.items())


def _search(
    prepared: Prepared,
    settings: SearchSettings,
    log: SearchLog,
    tries: list[Try],
    progress: Progress,
    watch: Watch,
    clock: Callable[[], float],
) -> None:
    """Append tries to the list and the log until the budget is spent; there is at least one in the end."""
    config, corpus = prepared.config, prepared.corpus
    spent = sum(t.seconds for t in tries)
    fresh = False
    while True:
        left = settings.budget.left(len(tries), spent)
        watch(Standing(tuple(tries), settings.budget, settings.metric, left, fresh))
        if settings.budget.spent(len(tries), spent):
            return
        chosen = next_settings(settings, own_settings(config), tries)
        if chosen is None:
            progress("the ranges hold no settings that were not tried")
            return
        begun = clock()
        with faults_of(corpus.root):
            scores = cross_validated(corpus.examples, prepared.folds.folds, config, chosen)
        tried = Try(chosen, scores, round(clock() - begun, 3))
        log.append(tried, len(tries) + 1)
        tries.append(tried)
        spent += tried.seconds
        fresh = True


def _marks(prepared: Prepared, settings: SearchSettings) -> dict[str, str]:
    """What the score of a try depends on besides its settings, and what is tried next, each as a hash."""
    scoring = prepared.config.evaluation
    return {
        "data": prepared.corpus.sha256,
        "folds": _hash([sorted(fold) for fold in prepared.folds.folds]),
        "ranges": _hash(
            [
                [[name, r.to_dict()] for name, r in settings.ranges.items()],
                [settings.metric, settings.seed],
            ]
        ),
        "config": _hash(
            {
                "labels": prepared.config.corpus.labels,
                "roles": _of_roles(prepared.config),
                "scoring": [scoring.ignored, scoring.bootstrap, scoring.level, scoring.seed],
            }
        ),
    }


def _of_roles(config: Config) -> Any:
    return config.to_dict()["roles"]


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _farewell(settings: SearchSettings, tries: Sequence[Try], path: Path) -> str:
    if not tries:
        return "the search was stopped before its first try was done; nothing is kept"
    best = tries[best_of(tries, settings.metric)]
    return (
        f"the search was stopped after {len(tries)} tries, which {path} keeps; best so far: {told(best.settings)} "
        f"({_scores(best)}). The same command goes on from there"
    )


def _scores(tried: Try) -> str:
    return ", ".join(
        f"{name} {tried.scores[key][0]:.3f}" for key, name in (("accuracy", "accuracy"), ("macro_f1", "macro-F1"))
    )
