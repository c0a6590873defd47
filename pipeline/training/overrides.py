"""`--set section.key=value`: values of a configuration given on the command line, not yet checked."""

import copy
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from pipeline.errors import ConfigError
from pipeline.roles.registry import component, components

_ROLES, _COMPONENT, _SEARCH = "roles", "component", "search"
COMPONENT: Final = f"{_ROLES}.{_COMPONENT}"


def apply_overrides(
    data: dict[str, Any], overrides: Sequence[str], where: str, progress: Callable[[str], None] = lambda _: None
) -> None:
    """Set each `section.key=value` in the values of a configuration.

    One that names another role component than the file takes the settings of the file away with the component that they
    were chosen for, and the ranges to search: the new component begins with its defaults. A setting that both know by
    the same name need not mean the same (`c` of `chain.v1` is none of `stacked.v1`), so none is carried over.

    Args:
        data: of the file; it is changed.
        overrides: with the value as TOML, a bare word being a string.
        where: the file.
        progress: told which settings a new component has dropped, and what it has in their place.

    Raises:
        ConfigError: one sets nothing.
    """
    wanted = copy.deepcopy(data)
    for override in overrides:
        _apply(wanted, override)
    old, new = _component_of(data), _component_of(wanted)
    if old is not None and new is not None and old != new and new in components():
        _begin_anew(data, old, new, where, progress)
    for override in overrides:
        _apply(data, override)


def names_component(overrides: Sequence[str]) -> bool:
    """Whether one of these sets the role component."""
    return any(override.partition("=")[0].strip() == COMPONENT for override in overrides)


def _begin_anew(data: dict[str, Any], old: str, new: str, where: str, progress: Callable[[str], None]) -> None:
    defaults = asdict(component(new).settings())
    dropped = [f"{_ROLES}.{key}" for key in data[_ROLES] if key != _COMPONENT]
    if data.pop(_SEARCH, None) is not None:
        dropped.append(f"[{_SEARCH}]")
    data[_ROLES] = {_COMPONENT: new, **defaults}
    told = ", ".join(f"{key}={_shown(value)}" for key, value in defaults.items())
    progress(
        f"{where} is for {old}; --set {COMPONENT}={new} drops what it says of that ({', '.join(dropped) or 'nothing'}) "
        f"and takes the defaults of {new} ({told or 'none'}); change them with --set {_ROLES}.KEY=VALUE"
    )


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _component_of(data: Mapping[str, Any]) -> str | None:
    roles = data.get(_ROLES)
    named = roles.get(_COMPONENT) if isinstance(roles, dict) else None
    return named if isinstance(named, str) else None


def _apply(data: dict[str, Any], override: str) -> None:
    key, equals, text = (part.strip() for part in override.partition("="))
    section, dot, name = key.partition(".")
    if not equals or not section or (dot and not name):
        raise ConfigError(f"{override!r} sets nothing", where="--set", remedy="Write --set roles.c=3")
    try:
        told = tomllib.loads(f"value = {text}")
        if len(told) > 1:
            raise ConfigError(f"{override!r} sets more than one thing", where="--set", remedy="Give --set for each")
        value = told["value"]
    except tomllib.TOMLDecodeError:
        value = text
    if not dot:
        data[section] = value
    elif isinstance(table := data.setdefault(section, {}), dict):
        table[name] = value
    else:
        remedy = f"Write --set {section}={text}"
        raise ConfigError(f"{section!r} has no keys of its own", where="--set", remedy=remedy)
