"""Configurations of training: complete TOML files, one for each experiment, in `configs/`."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final, get_type_hints

from pipeline.errors import ConfigError
from pipeline.roles.component import Bounds
from pipeline.roles.registry import component
from pipeline.training.config_values import check_keys, check_names, checked_value
from pipeline.training.overrides import apply_overrides, names_component
from pipeline.training.ranges import SearchSettings, read_search

SCHEMA: Final = "pipeline.config/2"
PARTS: Final = ("train", "dev", "test")
_OLD_SCHEMA: Final = "pipeline.config/1"
_NAME: Final = re.compile(r"\w[\w.-]*")  # it names a folder too


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """The corpus and what of it is learned.

    `path`: an annotation folder, or a folder or file of sentence labels, relative to the config; `parts`: what of a
    folder is learned from, the `split`s of an annotation folder; `annotator`: whose annotations, of several the first
    that has a document, none for sentence labels; `labels`: the set, in order.
    """

    path: str
    parts: tuple[str, ...]
    annotator: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleConfig:
    """A role component by its name in the registry, and its settings: a value of the component's own class."""

    component: str
    settings: Any


@dataclass(frozen=True, slots=True)
class StructureSettings:
    """`c`: inverse strength of the penalty of the structure scorers."""

    c: float


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """How a model is scored.

    `folds`: how many, where the corpus keeps none, or the file of frozen ones, relative to the config; `bootstrap`:
    samples; `level` of the intervals; `ignored`: gold labels whose sentences count in no score; `learning_curve`:
    shares of the training documents; `allow_leaks`: score on, and report, what stands in the training texts too, as
    published scores on parts that overlap do; `seed`.
    """

    folds: int | str
    bootstrap: int
    level: float
    ignored: tuple[str, ...]
    learning_curve: tuple[float, ...]
    allow_leaks: bool
    seed: int


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that a training run depends on besides its corpus; `search`: where its settings may be looked for."""

    name: str
    version: str
    corpus: CorpusSettings
    roles: RoleConfig
    structure: StructureSettings
    evaluation: EvaluationSettings
    search: SearchSettings | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, for a manifest; without the ranges of a search, which a model does not depend on."""
        data = asdict(replace(self, search=None))
        del data["search"]
        return {"schema": SCHEMA, **data, "roles": {"component": self.roles.component, **data["roles"]["settings"]}}


_SEARCH: Final = "search"
_SECTIONS: Final[dict[str, type]] = {
    "corpus": CorpusSettings,
    "structure": StructureSettings,
    "evaluation": EvaluationSettings,
}
_BOUNDS: Final = {
    "structure.c": Bounds(0, 1e6),
    "evaluation.folds": Bounds(2, 1000, True),
    "evaluation.bootstrap": Bounds(1, 1e6, True),
    "evaluation.level": Bounds(0, 0.999),
    "evaluation.learning_curve": Bounds(0, 1),
    "evaluation.seed": Bounds(0, 2**32 - 1, True),
}


def read_config(path: Path, overrides: Sequence[str] = (), progress: Callable[[str], None] = lambda _: None) -> Config:
    """Read a configuration.

    Args:
        path: a complete TOML file.
        overrides: `section.key=value` with the value as TOML, a bare word being a string.
        progress: told what of the file is dropped where they name another component.

    Raises:
        ConfigError: the file is missing or no TOML, a key is missing or unknown, a value is of the wrong kind or out
            of range.
    """
    data = read_toml(path)
    if data.get("schema") == _OLD_SCHEMA and names_component(overrides):
        data = _upgraded(data)  # else faults are told of as the file has them
    apply_overrides(data, overrides, str(path), progress)
    return _config(data, str(path))


def read_toml(path: Path) -> dict[str, Any]:
    """The values of a configuration, not yet checked.

    Raises:
        ConfigError: the file is missing or no TOML.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe would never end
        raise ConfigError("is no file", where=str(path), remedy="Name a file such as configs/policy-roles.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise ConfigError(what, where=str(path), remedy="Name a file such as configs/policy-roles.toml") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"is no TOML: {error}", where=str(path), remedy="Mend the line named") from error


def _config(data: Mapping[str, Any], where: str) -> Config:
    if data.get("schema") == _OLD_SCHEMA:
        data = _upgraded(data)
    if data.get("schema") != SCHEMA:
        what = f"is of schema {data.get('schema')!r}"
        raise ConfigError(what, where=where, remedy=f'This program reads schema = "{SCHEMA}"')
    names = {"name": str, "version": str}
    check_keys(data, ["schema", *names, *_SECTIONS, "roles", _SEARCH], "", where, optional=[_SEARCH])
    parts: dict[str, Any] = {key: checked_value(kind, data[key], key, where) for key, kind in names.items()}
    # Before [evaluation], which an upgrade gives the seed of [roles].
    parts["roles"] = read_role_config(data["roles"], where)
    for section, kind in _SECTIONS.items():
        parts[section] = _section(kind, data[section], section, where)
    check_naming(parts["name"], parts["version"], where)
    labels = parts["corpus"].labels
    if len(labels) < 2 or len(set(labels)) < len(labels):
        remedy = "Name two labels or more, each once"
        raise ConfigError(f"corpus.labels is {list(labels)}", where=where, remedy=remedy)
    check_names(parts["evaluation"].ignored, labels, "evaluation.ignored", "label", where)
    check_names(parts["corpus"].parts, PARTS, "corpus.parts", "part", where)
    if not parts["corpus"].parts or len(set(labels) - set(parts["evaluation"].ignored)) < 1:
        nothing = "corpus.parts is empty" if not parts["corpus"].parts else "evaluation.ignored holds every label"
        raise ConfigError(nothing, where=where, remedy="Leave something to learn from, and to score")
    if _SEARCH in data:
        parts[_SEARCH] = read_search(data[_SEARCH], type(parts["roles"].settings), where)
    return Config(**parts)


def check_naming(name: str, version: str, where: str) -> None:
    """Refuse a name that is none of a folder, and a version that says nothing.

    Raises:
        ConfigError: naming the key.
    """
    if not _NAME.fullmatch(name):
        remedy = "Use letters, digits, - and _: it names a folder"
        raise ConfigError(f"name is {name!r}", where=where, remedy=remedy)
    if not version:
        raise ConfigError("version is empty", where=where, remedy='Write version = "1"')


def read_role_config(values: Any, where: str) -> RoleConfig:
    """`[roles]`: the component, and whatever settings it declares.

    Raises:
        ConfigError: there is no such component, or its settings are not as it declares.
    """
    if not isinstance(values, dict) or not isinstance(values.get("component"), str):
        remedy = 'Write a section [roles] with component = "stacked.v1"'
        raise ConfigError("lacks roles.component", where=where, remedy=remedy)
    name = values["component"]
    try:
        settings = component(name).settings
    except ConfigError as error:
        raise ConfigError(error.what, where=f"{where}, roles.component", remedy=error.remedy) from error
    rest = {key: value for key, value in values.items() if key != "component"}
    return RoleConfig(name, _section(settings, rest, "roles", where))


def _section(kind: type, values: Any, section: str, where: str) -> Any:
    if not isinstance(values, dict):
        raise ConfigError(f"{section} is {values!r}", where=where, remedy=f"Write a section [{section}]")
    declared = fields(kind)
    optional = {f.name for f in declared if f.metadata.get("optional")}
    check_keys(values, [f.name for f in declared], f"{section}.", where, optional=optional)
    kinds = get_type_hints(kind)  # a component's module may have postponed its annotations
    read = {}
    for f in declared:
        if f.name not in values:
            continue
        key = f"{section}.{f.name}"
        read[f.name] = checked_value(
            kinds[f.name], values[f.name], key, where, f.metadata.get("bounds") or _BOUNDS.get(key)
        )
    return kind(**read)


def _upgraded(data: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration of schema 1, which knew one component only, as one of schema 2."""
    new: dict[str, Any] = {**data, "schema": SCHEMA}
    if isinstance(roles := data.get("roles"), dict):
        new["roles"] = {"component": "chain.v1", **roles}
    if isinstance(corpus := data.get("corpus"), dict):
        new["corpus"] = {"parts": ["train"], **corpus}
    if isinstance(evaluation := data.get("evaluation"), dict):
        seed = roles.get("seed", 0) if isinstance(roles, dict) else 0
        new["evaluation"] = {"ignored": [], "learning_curve": [], "allow_leaks": False, "seed": seed, **evaluation}
    return new
