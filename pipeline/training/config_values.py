"""What the keys of a configuration may hold: every complaint names the key, and what would be right."""

import difflib
from collections.abc import Collection, Mapping, Sequence
from math import inf
from typing import Any, Final

from pipeline.errors import ConfigError
from pipeline.roles.component import Bounds

_COMPLETE: Final = "A configuration is complete: give every key, as configs/policy-roles.toml does"


def check_keys(
    values: Mapping[str, Any], known: Sequence[str], prefix: str, where: str, *, optional: Collection[str] = ()
) -> None:
    """Refuse a key that is none of `known`, and the lack of one that is not `optional`.

    Raises:
        ConfigError: naming the key, and of an unknown one the nearest that there is.
    """
    for key in values:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            remedy = f"Did you mean {prefix}{near[0]}?" if near else f"Those there are: {', '.join(known)}"
            raise ConfigError(f"has the unknown key {prefix}{key}", where=where, remedy=remedy)
    for key in known:
        if key not in values and key not in optional:
            raise ConfigError(f"lacks {prefix}{key}", where=where, remedy=_COMPLETE)


def check_names(names: Sequence[str], known: Sequence[str], key: str, kind: str, where: str) -> None:
    """Refuse a name that is none of `known`, which are of the kind `kind`.

    Raises:
        ConfigError: naming it, and the nearest there is.
    """
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            remedy = f"Did you mean {near[0]}?" if near else f"The {kind}s are {', '.join(known)}"
            raise ConfigError(f"{key} names {name!r}, which is no {kind}", where=where, remedy=remedy)


def checked_value(kind: Any, value: Any, key: str, where: str, bounds: Bounds | None = None) -> Any:
    """`value` as the field `key` of type `kind` takes it: a string, a truth value, a number, or a tuple of those.

    Raises:
        ConfigError: it is of another kind or out of bounds.
    """
    if kind == int | str and isinstance(value, str):
        right, wanted = value.endswith(".json"), "a whole number, or the name of a .json file"
    elif kind in (int, float, int | str):
        kind = float if kind is float else int
        right, wanted = _number(kind, value, bounds)
    elif kind is bool:
        right, wanted = isinstance(value, bool), "true or false"
    elif kind is str:
        right, wanted = isinstance(value, str), "a string"
    elif kind == tuple[float, ...]:
        of_each, wanted = _number(float, value[0] if isinstance(value, list) and value else 0.5, bounds)
        right = isinstance(value, list) and of_each and all(_number(float, v, bounds)[0] for v in value)
        wanted = f"a list, each {wanted}"
    else:
        value = [value] if isinstance(value, str) else value  # one name may stand for a list of one
        right = isinstance(value, list) and all(isinstance(v, str) and v for v in value)
        wanted = 'a list of strings, such as ["claim", "evidence"]'
    if not right:
        raise ConfigError(f"{key} is {value!r}", where=where, remedy=f"Write {wanted}")
    if isinstance(value, list):
        return tuple(float(v) for v in value) if kind == tuple[float, ...] else tuple(value)
    return float(value) if kind is float else value


def _number(kind: type, value: Any, bounds: Bounds | None) -> tuple[bool, str]:
    """Whether a value is a number of the kind within its bounds, and what would be."""
    # In Python True is a number; here it is a slip.
    right = isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)
    right = right and -inf < value < inf  # a manifest has no word for the others
    wanted = "a whole number" if kind is int else "a number"
    if bounds is not None:
        low, high, from_low = bounds
        right = right and low <= value <= high and (from_low or value > low)
        wanted += f" {'from' if from_low else 'above'} {low:g} to {high:g}"
    return right, wanted
