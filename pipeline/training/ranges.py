"""The section `[search]` of a configuration: which settings may be changed, within what, for how long, to what end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, get_type_hints

from pipeline.errors import ConfigError
from pipeline.roles.component import Bounds
from pipeline.training.config_values import check_keys, check_names, checked_value

METRICS: Final = ("accuracy", "macro_f1", "accuracy+macro_f1")
ROLES: Final = "roles."  # what a setting of the role component is called here
_MOST_TRIES: Final = 100_000
_DURATION: Final = re.compile(r"(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?", re.ASCII)
_LIKE_BUDGET: Final = 'Write a number of tries, such as 20, or a time, such as "30m" or "1h30m"'
_QUOTE: Final = 'Quote the name under [search]: "roles.c" = {low = 0.3, high = 3.0}'

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `low` to `high`, both included; `log`: drawn evenly by their size; `whole`: whole numbers only."""

    low: float
    high: float
    log: bool
    whole: bool

    def holds(self, value: Value) -> bool:
        """Whether a value lies in the range."""
        right = isinstance(value, int if self.whole else int | float) and not isinstance(value, bool)
        return right and self.low <= value <= self.high  # type: ignore[operator]  # a number by now

    def to_dict(self) -> dict[str, Any]:
        """As a configuration writes it."""
        return {"low": self.low, "high": self.high, "log": self.log}


@dataclass(frozen=True, slots=True)
class Choices:
    """Some values, of which one is taken."""

    values: tuple[Value, ...]

    def holds(self, value: Value) -> bool:
        """Whether a value is one of them."""
        return any(value == v and isinstance(value, bool) == isinstance(v, bool) for v in self.values)

    def to_dict(self) -> dict[str, Any]:
        """As a configuration writes it."""
        return {"choices": list(self.values)}


@dataclass(frozen=True, slots=True)
class Budget:
    """When a search ends: after so many tries, or when so many seconds of trying are spent. One of the two is None.

    Tries and seconds of all sittings count together.
    """

    tries: int | None
    seconds: float | None

    def spent(self, tries: int, seconds: float) -> bool:
        """Whether no further try may begin; one that has begun is finished."""
        return tries >= self.tries if self.tries is not None else seconds >= (self.seconds or 0)

    def left(self, tries: int, seconds: float) -> float | None:
        """Seconds until the end, as far as earlier tries tell; None before there is one."""
        if self.tries is None:
            return max(0.0, (self.seconds or 0) - seconds)
        return max(0, self.tries - tries) * seconds / tries if tries else None


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """What a search looks through.

    `ranges`: of settings, by names such as `roles.c`, in the order of the configuration; `metric`: what is made as
    large as possible, one of `METRICS`, a sum standing for the mean of its parts; `seed`: of the draws.
    """

    ranges: Mapping[str, Span | Choices]
    budget: Budget
    metric: str
    seed: int


def read_search(values: Any, settings: type, where: str) -> SearchSettings:
    """The section `[search]`; `settings` is the class whose fields, and bounds, may be searched.

    Raises:
        ConfigError: a key is missing or unknown, a range is empty or passes the bounds of its setting.
    """
    if not isinstance(values, dict):
        raise ConfigError(f"search is {values!r}", where=where, remedy="Write a section [search]")
    if isinstance(values.get("roles"), dict):  # what TOML makes of a name with a dot
        raise ConfigError("search.roles is a section", where=where, remedy=_QUOTE)
    kinds = get_type_hints(settings)
    known = {f"{ROLES}{f.name}": (kinds[f.name], f.metadata.get("bounds")) for f in fields(settings)}
    check_keys(values, ["budget", "metric", "seed", *known], "search.", where, optional=known)
    ranges = {key: _range(key, value, *known[key], where) for key, value in values.items() if key in known}
    if not ranges:
        raise ConfigError("search names no setting", where=where, remedy='Add one: "roles.c" = {low = 0.3, high = 3.0}')
    metric = checked_value(str, values["metric"], "search.metric", where)
    check_names([metric], METRICS, "search.metric", "metric", where)
    seed = checked_value(int, values["seed"], "search.seed", where, Bounds(0, 2**32 - 1, True))
    return SearchSettings(ranges, read_budget(values["budget"], "search.budget", where), metric, seed)


def read_budget(value: Any, key: str, where: str) -> Budget:
    """A number of tries, or a time such as `30m`, `2h` or `1h30m`.

    Raises:
        ConfigError: it is neither, or none at all.
    """
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MOST_TRIES:
        return Budget(value, None)
    if isinstance(value, str) and (found := _DURATION.fullmatch(value)):
        hours, minutes, seconds = (int(n or 0) for n in found.groups())
        if total := 3600 * hours + 60 * minutes + seconds:
            return Budget(None, float(total))
    raise ConfigError(f"{key} is {value!r}", where=where, remedy=_LIKE_BUDGET)


def _range(key: str, value: Any, kind: Any, bounds: Bounds | None, where: str) -> Span | Choices:
    name = f"search.{key}"
    if isinstance(value, list):
        value = {"choices": value}
    if not isinstance(value, dict):
        remedy = "Write {low = 0.3, high = 3.0}, or a list of values to choose from"
        raise ConfigError(f"{name} is {value!r}", where=where, remedy=remedy)
    if "choices" in value or kind not in (int, float):
        check_keys(value, ["choices"], f"{name}.", where)
        of_all = value["choices"] if isinstance(value["choices"], list) else [value["choices"]]
        choices = tuple(checked_value(kind, v, name, where, bounds) for v in of_all)
        if len(set(choices)) < max(2, len(choices)):
            raise ConfigError(f"{name} is {of_all}", where=where, remedy="Name two values or more, each once")
        return Choices(choices)
    check_keys(value, ["low", "high", "log"], f"{name}.", where, optional=["log"])
    low, high = (checked_value(kind, value[end], f"{name}.{end}", where, bounds) for end in ("low", "high"))
    log = checked_value(bool, value.get("log", False), f"{name}.log", where)
    if low >= high:
        raise ConfigError(f"{name} is from {low:g} to {high:g}", where=where, remedy="Write the lower end as low")
    if log and low <= 0:
        remedy = "Begin above 0, or take log away"
        raise ConfigError(f"{name} is drawn by size, and begins at {low:g}", where=where, remedy=remedy)
    return Span(low, high, log, kind is int)
