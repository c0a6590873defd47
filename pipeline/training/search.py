"""Searching for settings: what to try next, and what a try scored.

What is tried next rests on the tries so far and the seed alone, so a search that was stopped goes on as if it had not
been. Drawn by tree-structured Parzen estimators (Bergstra et al. 2011, Algorithms for hyper-parameter optimization), as
Optuna has them (Akiba et al. 2019, Optuna: a next-generation hyperparameter optimization framework).
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pipeline.errors import ConfigError
from pipeline.evaluation.metrics import scored_positions
from pipeline.training.config import Config, RoleConfig
from pipeline.training.crossval import cross_validate
from pipeline.training.examples import Example
from pipeline.training.ranges import ROLES, Choices, SearchSettings, Span, Value
from pipeline.training.report import labelled
from pipeline.training.rows import Scorer, flatten

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

_DIGITS: Final = 4  # of a number drawn, the first that are not 0: what people can read and paste
_DRAWS: Final = 100  # before a search gives up finding settings that were not tried
_GUIDED: Final = 10  # of these; the others are drawn evenly, for an estimator may insist on what is known

Settings = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Try:
    """One set of settings and how it did.

    Attributes:
        settings: by names such as `roles.c`.
        scores: `accuracy` and `macro_f1`, cross-validated, each as value, low, high.
        seconds: that it took.
    """

    settings: Settings
    scores: Mapping[str, tuple[float, float, float]]
    seconds: float


def value_of(tried: Try, metric: str) -> float:
    """What a search makes as large as possible; of several scores their mean."""
    return fmean(tried.scores[name][0] for name in metric.split("+"))


def best_of(tries: Sequence[Try], metric: str) -> int:
    """The index of the best of some tries, of equal ones the first.

    Raises:
        ValueError: there are none.
    """
    return max(range(len(tries)), key=lambda i: value_of(tries[i], metric))


def next_settings(search: SearchSettings, own: Settings, tries: Sequence[Try]) -> dict[str, Value] | None:
    """The settings to try after `tries`; None where hardly any are left that were not.

    Args:
        search: ranges, metric and seed.
        own: the settings that the configuration has, tried first where they lie in the ranges.
        tries: in their order.

    Raises:
        ConfigError: Optuna is not installed.
    """
    if not tries and all(r.holds(own[name]) for name, r in search.ranges.items()):
        return {name: own[name] for name in search.ranges}
    check_optuna()
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    distributions = {name: _distribution(r) for name, r in search.ranges.items()}
    study = optuna.create_study(direction="maximize")
    study.add_trials(
        [
            optuna.trial.create_trial(
                params=dict(t.settings), distributions=distributions, value=value_of(t, search.metric)
            )
            for t in tries
        ]
    )
    known = [dict(t.settings) for t in tries]
    for draw in range(_DRAWS):
        seed = int(np.random.SeedSequence([search.seed, len(tries), draw]).generate_state(1)[0])
        sampler = optuna.samplers.TPESampler if draw < _GUIDED else optuna.samplers.RandomSampler
        study.sampler = sampler(seed=seed)
        drawn = study.ask(distributions).params
        settings = {name: _readable(drawn[name], r) for name, r in search.ranges.items()}
        if settings not in known:
            return settings
    return None


def check_optuna() -> None:
    """Say what to install where Optuna is missing.

    Raises:
        ConfigError: it cannot be imported.
    """
    try:
        import optuna  # noqa: F401
    except ImportError as error:
        remedy = "Install it with: pip install 'argument-pipeline[search]'"
        raise ConfigError("a search needs optuna", where="--search", remedy=remedy) from error


def own_settings(config: Config) -> dict[str, Value]:
    """The settings of the role component as a search names them."""
    return {f"{ROLES}{key}": value for key, value in asdict(config.roles.settings).items()}


def with_settings(roles: RoleConfig, settings: Settings) -> RoleConfig:
    """The role component with some settings changed."""
    changes = {name.removeprefix(ROLES): value for name, value in settings.items()}
    return replace(roles, settings=replace(roles.settings, **changes))


def cross_validated(
    examples: Sequence[Example], folds: Sequence[AbstractSet[str]], config: Config, settings: Settings
) -> dict[str, tuple[float, float, float]]:
    """Accuracy and macro-F1 of settings, each with its interval; ignored labels left out.

    Raises:
        ConfigError: the component is not there.
        ValueError: there is nothing to learn or to score.
    """
    labels, scoring = config.corpus.labels, config.evaluation
    of_roles = [replace(e, gold_stages=(), gold_groups=(), gold_parents={}) for e in examples]  # structure takes time
    roles = with_settings(config.roles, settings)
    predictions = cross_validate(of_roles, folds, labels, roles, structure_c=config.structure.c)
    rows = flatten([labelled(p, labels) for p in predictions], labels, scoring.ignored)
    averaged = scored_positions(labels, scoring.ignored)
    found = Scorer(rows, averaged, scoring.bootstrap, scoring.level, scoring.seed).headline(rows.everything)
    return {name: _triple(found[name]) for name in ("accuracy", "macro_f1")}


def search_record(search: SearchSettings, tries: Sequence[Try], *, held_out: int) -> dict[str, Any]:
    """What a manifest keeps of a search, and the card says; `held_out`: documents of the corpus kept to test on."""
    k = best_of(tries, search.metric)
    return {
        "tries": len(tries),
        "metric": search.metric,
        "seed": search.seed,
        "ranges": {name: r.to_dict() for name, r in search.ranges.items()},
        "best": {
            "try": k + 1,
            "settings": dict(tries[k].settings),
            "scores": {name: list(score) for name, score in tries[k].scores.items()},
        },
        "held_out": held_out,
    }


def _distribution(of: Span | Choices) -> "BaseDistribution":
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(of, Choices):
        return CategoricalDistribution(of.values)
    if of.whole:
        return IntDistribution(int(of.low), int(of.high), log=of.log)
    return FloatDistribution(of.low, of.high, log=of.log)


def _readable(value: Any, of: Span | Choices) -> Value:
    """A drawn value with few digits, still in its range."""
    if isinstance(of, Choices) or of.whole:
        return value  # type: ignore[no-any-return]  # as the distribution gave it
    return min(of.high, max(of.low, float(f"{value:.{_DIGITS}g}")))


def _triple(interval: Sequence[float]) -> tuple[float, float, float]:
    value, low, high = interval
    return value, low, high
