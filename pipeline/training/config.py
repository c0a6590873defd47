"""Configurations of training: complete TOML files, one for each experiment, in `configs/`."""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.errors import ConfigError
from pipeline.roles.fitting import FitSettings

SCHEMA: Final = "pipeline.config/1"
_NAME: Final = re.compile(r"\w[\w.-]*")  # it names a folder too
_COMPLETE: Final = "A configuration is complete: give every key, as configs/policy-roles.toml does"


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """The corpus and what of it is learned.

    `path`: an annotation folder, relative to the config; `annotator`: whose labels, of several the first that has a
    document; `labels`: the set, in order.
    """

    path: str
    annotator: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StructureSettings:
    """`c`: inverse strength of the penalty of the structure scorers."""

    c: float


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """`folds` of cross-validation where the corpus keeps none; `bootstrap` resamples; `level` of the intervals."""

    folds: int
    bootstrap: int
    level: float


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that a training run depends on besides its corpus."""

    name: str
    version: str
    corpus: CorpusSettings
    roles: FitSettings
    structure: StructureSettings
    evaluation: EvaluationSettings

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, for a manifest."""
        return {"schema": SCHEMA, **asdict(self)}


class _Bounds(NamedTuple):
    """What a number may be: `low` is allowed where `from_low`; `high` always is."""

    low: float
    high: float
    from_low: bool = False


_SECTIONS: Final[dict[str, type]] = {
    "corpus": CorpusSettings,
    "roles": FitSettings,
    "structure": StructureSettings,
    "evaluation": EvaluationSettings,
}
_BOUNDS: Final = {
    "roles.c": _Bounds(0, 1e6),
    "roles.min_count": _Bounds(1, 1e6, True),
    "roles.max_iterations": _Bounds(1, 1e6, True),
    "roles.inner_folds": _Bounds(2, 100, True),
    "roles.target_accuracy": _Bounds(0, 1),
    "roles.seed": _Bounds(0, 2**32 - 1, True),
    "structure.c": _Bounds(0, 1e6),
    "evaluation.folds": _Bounds(2, 1000, True),
    "evaluation.bootstrap": _Bounds(1, 1e6, True),
    "evaluation.level": _Bounds(0, 0.999),
}


def read_config(path: Path, overrides: Sequence[str] = ()) -> Config:
    """Read a configuration; `overrides` are `section.key=value` with the value as TOML, a bare word being a string.

    Raises:
        ConfigError: the file is missing or no TOML, a key is missing or unknown, a value is of the wrong kind or out
            of range.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise ConfigError(what, where=str(path), remedy="Name a file such as configs/policy-roles.toml") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"is no TOML: {error}", where=str(path), remedy="Mend the line named") from error
    for override in overrides:
        _apply(data, override)
    return _config(data, str(path))


def _apply(data: dict[str, Any], override: str) -> None:
    key, equals, text = (part.strip() for part in override.partition("="))
    section, dot, name = key.partition(".")
    if not equals or not section or (dot and not name):
        raise ConfigError(f"{override!r} sets nothing", where="--set", remedy="Write --set roles.c=3")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    if not dot:
        data[section] = value
    elif isinstance(table := data.setdefault(section, {}), dict):
        table[name] = value
    else:
        remedy = f"Write --set {section}={text}"
        raise ConfigError(f"{section!r} has no keys of its own", where="--set", remedy=remedy)


def _config(data: Mapping[str, Any], where: str) -> Config:
    if data.get("schema") != SCHEMA:
        what = f"is of schema {data.get('schema')!r}"
        raise ConfigError(what, where=where, remedy=f'This program reads schema = "{SCHEMA}"')
    names = {"name": str, "version": str}
    _check_keys(data, ["schema", *names, *_SECTIONS], "", where)
    parts: dict[str, Any] = {key: _value(kind, data[key], key, where) for key, kind in names.items()}
    for section, kind in _SECTIONS.items():
        values = data[section]
        if not isinstance(values, dict):
            raise ConfigError(f"{section} is {values!r}", where=where, remedy=f"Write a section [{section}]")
        _check_keys(values, [f.name for f in fields(kind)], f"{section}.", where)
        read = {f.name: _value(f.type, values[f.name], f"{section}.{f.name}", where) for f in fields(kind)}
        parts[section] = kind(**read)
    if not _NAME.fullmatch(parts["name"]):
        remedy = "Use letters, digits, - and _: it names a folder"
        raise ConfigError(f"name is {parts['name']!r}", where=where, remedy=remedy)
    if not parts["version"]:
        raise ConfigError("version is empty", where=where, remedy='Write version = "1"')
    if not parts["corpus"].annotator:
        raise ConfigError("corpus.annotator is []", where=where, remedy="Name a folder of labels/")
    labels = parts["corpus"].labels
    if len(labels) < 2 or len(set(labels)) < len(labels):
        remedy = "Name two labels or more, each once"
        raise ConfigError(f"corpus.labels is {list(labels)}", where=where, remedy=remedy)
    return Config(**parts)


def _check_keys(values: Mapping[str, Any], known: Sequence[str], prefix: str, where: str) -> None:
    for key in values:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            remedy = f"Did you mean {prefix}{near[0]}?" if near else f"Those there are: {', '.join(known)}"
            raise ConfigError(f"has the unknown key {prefix}{key}", where=where, remedy=remedy)
    for key in known:
        if key not in values:
            raise ConfigError(f"lacks {prefix}{key}", where=where, remedy=_COMPLETE)


def _value(kind: Any, value: Any, key: str, where: str) -> Any:
    """`value` as the field `key` of type `kind` takes it: a string, a number within its bounds, a tuple of strings."""
    if kind in (int, float):
        # In Python True is a number; here it is a slip.
        right = isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)
        wanted = "a whole number" if kind is int else "a number"
        if key in _BOUNDS:
            low, high, from_low = _BOUNDS[key]
            right = right and low <= value <= high and (from_low or value > low)
            wanted += f" {'from' if from_low else 'above'} {low:g} to {high:g}"
    elif kind is str:
        right, wanted = isinstance(value, str), "a string"
    else:
        value = [value] if isinstance(value, str) else value  # one name may stand for a list of one
        right = isinstance(value, list) and all(isinstance(v, str) and v for v in value)
        wanted = 'a list of strings, such as ["claim", "evidence"]'
    if not right:
        raise ConfigError(f"{key} is {value!r}", where=where, remedy=f"Write {wanted}")
    return float(value) if kind is float else tuple(value) if isinstance(value, list) else value
