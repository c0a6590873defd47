"""Configurations of training: complete TOML files, one for each experiment, in `configs/`."""

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from pipeline.errors import ConfigError
from pipeline.roles.fitting import FitSettings

SCHEMA: Final = "pipeline.config/1"


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """`path`: an annotation folder, relative to the config; `annotator`: whose labels; `labels`: the set, in order."""

    path: str
    annotator: str
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


_SECTIONS: Final[dict[str, type]] = {
    "corpus": CorpusSettings,
    "roles": FitSettings,
    "structure": StructureSettings,
    "evaluation": EvaluationSettings,
}


def read_config(path: Path, overrides: Sequence[str] = ()) -> Config:
    """Read a configuration; `overrides` are `section.key=value` with the value as TOML.

    Raises:
        ConfigError: the file is missing or no TOML, a key is missing or unknown, a value is of the wrong kind.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror}", where=str(path), remedy="Name a file of configs/"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"is no TOML: {error}", where=str(path), remedy="Mend the line named") from error
    for override in overrides:
        _apply(data, override)
    return _config(data, str(path))


def _apply(data: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    section, dot, name = key.strip().partition(".")
    if not equals or not section:
        raise ConfigError(f"{override!r} sets nothing", where="--set", remedy="Write --set roles.c=3")
    try:
        parsed = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        parsed = value
    if dot:
        table = data.setdefault(section, {})
        if not isinstance(table, dict):
            raise ConfigError(
                f"{section!r} has no keys of its own", where="--set", remedy=f"Write --set {section}={value}"
            )
        table[name] = parsed
    else:
        data[section] = parsed


def _config(data: Mapping[str, Any], where: str) -> Config:
    _refuse_unknown(data, ["schema", "name", "version", *_SECTIONS], "", where)
    if data.get("schema") != SCHEMA:
        raise ConfigError(
            f"is of schema {data.get('schema')!r}", where=where, remedy=f'This program reads schema = "{SCHEMA}"'
        )
    parts: dict[str, Any] = {}
    for section, kind in _SECTIONS.items():
        values = data.get(section)
        if not isinstance(values, dict):
            raise ConfigError(
                f"lacks the section [{section}]", where=where, remedy="Copy it from configs/policy-roles.toml"
            )
        names = [f.name for f in fields(kind)]
        _refuse_unknown(values, names, f"{section}.", where)
        missing = [n for n in names if n not in values]
        if missing:
            raise ConfigError(
                f"lacks {section}.{missing[0]}", where=where, remedy="A configuration is complete: give every key"
            )
        parts[section] = kind(
            **{f.name: _value(f.type, values[f.name], f"{section}.{f.name}", where) for f in fields(kind)}
        )
    for key in ("name", "version"):
        if not isinstance(data.get(key), str) or not data[key]:
            raise ConfigError(f"lacks {key}", where=where, remedy=f'Write {key} = "…"')
    config = Config(name=data["name"], version=data["version"], **parts)
    _check_ranges(config, where)
    return config


def _refuse_unknown(values: Mapping[str, Any], known: Sequence[str], prefix: str, where: str) -> None:
    for key in values:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)[0]
            raise ConfigError(f"has the unknown key {prefix}{key}", where=where, remedy=f"Did you mean {prefix}{near}?")


def _value(kind: Any, value: Any, key: str, where: str) -> Any:
    expected: Any = {"float": (int, float), "int": int, "str": str}.get(str(getattr(kind, "__name__", kind)))
    if expected is None:
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ConfigError(
                f"{key} is {value!r}", where=where, remedy='Write a list of strings, ["claim", "evidence"]'
            )
        return tuple(value)
    if not isinstance(value, expected) or isinstance(value, bool):
        name = {"float": "a number", "int": "a whole number", "str": "a string"}[str(getattr(kind, "__name__", kind))]
        raise ConfigError(f"{key} is {value!r}", where=where, remedy=f"Write {name}")
    return value


def _check_ranges(config: Config, where: str) -> None:
    limits = (
        ("roles.c", config.roles.c, 0, 1e6),
        ("roles.min_count", config.roles.min_count, 0, 1e6),
        ("roles.max_iterations", config.roles.max_iterations, 0, 1e6),
        ("roles.inner_folds", config.roles.inner_folds, 1, 100),
        ("roles.target_accuracy", config.roles.target_accuracy, 0, 1),
        ("structure.c", config.structure.c, 0, 1e6),
        ("evaluation.folds", config.evaluation.folds, 1, 1000),
        ("evaluation.bootstrap", config.evaluation.bootstrap, 0, 1e6),
        ("evaluation.level", config.evaluation.level, 0, 1),
    )
    for key, value, low, high in limits:
        if not low < value <= high:
            raise ConfigError(f"{key} is {value}", where=where, remedy=f"Choose more than {low:g} and at most {high:g}")
    if len(set(config.corpus.labels)) < 2:
        raise ConfigError("corpus.labels needs two labels or more", where=where, remedy="Name the label set")
