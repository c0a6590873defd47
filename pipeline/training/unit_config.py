"""Configurations that train trees of argument components: schema `pipeline.units/1`."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from pipeline.errors import ConfigError
from pipeline.roles.component import Bounds
from pipeline.structure.segmentation.fitting import SegmentationSettings
from pipeline.training.config import check_naming, read_role_config, read_toml
from pipeline.training.config_values import check_keys, check_names, checked_value
from pipeline.training.overrides import apply_overrides

SCHEMA: Final = "pipeline.units/1"
FORMATS: Final = ("conll", "microtexts", "dependencies", "units")
_SEGMENTATION: Final = "segmentation"
_KEYS: Final = ("schema", "name", "version", "corpus", "roles", "relations", _SEGMENTATION, "evaluation")
_CORPUS: Final = {"format": str, "language": str}
_EVALUATION: Final = {"folds": int | str, "repeats": int, "bootstrap": int, "seed": int}
_BOUNDS: Final = {
    "folds": Bounds(2, 1000, True),
    "repeats": Bounds(1, 100, True),
    "bootstrap": Bounds(1, 1e6, True),
    "seed": Bounds(0, 2**32 - 1, True),
}
_SEGMENTATION_BOUNDS: Final = {
    "c": Bounds(0, 1e4),
    "c_sentences": Bounds(0, 1e4),
    "min_count": Bounds(1, 1e6, True),
    "rounds": Bounds(1, 10_000, True),
    "learning_rate": Bounds(0, 1),
    "leaves": Bounds(2, 8, True),
    "smallest_leaf": Bounds(1, 1e6, True),
    "columns": Bounds(0, 1),
    "rows": Bounds(0, 1),
    "penalty": Bounds(0, 1e6, True),
    "inner_folds": Bounds(2, 100, True),
    "seed": Bounds(0, 2**31 - 1, True),
}


@dataclass(frozen=True, slots=True)
class UnitConfig:
    """Everything that such a run depends on besides its corpus.

    Attributes:
        name: of the model.
        version: of the model.
        format: of the corpus, one of `FORMATS`.
        language: of its texts.
        component: that labels units, by its name in the registry.
        settings: of the component.
        c: inverse strength of the penalty of the scorer of relations.
        segmentation: how to fit what finds units where none are marked; None for nothing.
        folds: of each cross-validation; or the file of frozen ones, relative to the configuration.
        repeats: how many cross-validations, each with folds of its own.
        bootstrap: samples.
        seed: of the bootstrap, and of the folds of the first that are drawn; the next has the next.
    """

    name: str
    version: str
    format: str
    language: str
    component: str
    settings: Any
    c: float
    segmentation: SegmentationSettings | None
    folds: int | str
    repeats: int
    bootstrap: int
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, for a manifest."""
        segmentation = {} if self.segmentation is None else {_SEGMENTATION: asdict(self.segmentation)}
        return {
            "schema": SCHEMA,
            "name": self.name,
            "version": self.version,
            "corpus": {"format": self.format, "language": self.language},
            "roles": {"component": self.component, **asdict(self.settings)},
            "relations": {"c": self.c},
            **segmentation,
            "evaluation": {key: getattr(self, key) for key in _EVALUATION},
        }


def is_unit_config(path: Path) -> bool:
    """Whether a file says that it is of this schema; what cannot be read says nothing."""
    try:
        return path.is_file() and tomllib.loads(path.read_text(encoding="utf-8")).get("schema") == SCHEMA
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False


def read_unit_config(
    path: Path, overrides: Sequence[str] = (), progress: Callable[[str], None] = lambda _: None
) -> UnitConfig:
    """Read a configuration, with overrides and `progress` as `read_config` takes them.

    Raises:
        ConfigError: the file cannot be read, a key is missing or unknown, or a value is wrong.
    """
    data = read_toml(path)
    where = str(path)
    apply_overrides(data, overrides, where, progress)
    check_keys(data, _KEYS, "", where, optional=[_SEGMENTATION])
    corpus = _section(data, "corpus", _CORPUS, where)
    check_names([corpus["format"]], FORMATS, "corpus.format", "format", where)
    roles = read_role_config(data["roles"], where)
    name, version = (checked_value(str, data[key], key, where) for key in ("name", "version"))
    check_naming(name, version, where)
    return UnitConfig(
        name=name,
        version=version,
        **corpus,
        component=roles.component,
        settings=roles.settings,
        c=_section(data, "relations", {"c": float}, where, {"c": Bounds(0, 1e6)})["c"],
        segmentation=_segmentation(data, where) if _SEGMENTATION in data else None,
        **_section(data, "evaluation", _EVALUATION, where, _BOUNDS),
    )


def _segmentation(data: Mapping[str, Any], where: str) -> SegmentationSettings:
    kinds = {field.name: field.type for field in fields(SegmentationSettings)}
    return SegmentationSettings(**_section(data, _SEGMENTATION, kinds, where, _SEGMENTATION_BOUNDS))


def _section(
    data: Mapping[str, Any],
    name: str,
    kinds: Mapping[str, Any],
    where: str,
    bounds: Mapping[str, Bounds] | None = None,
) -> dict[str, Any]:
    values = data[name]
    if not isinstance(values, dict):
        raise ConfigError(f"{name} is {values!r}", where=where, remedy=f"Write a section [{name}]")
    check_keys(values, list(kinds), f"{name}.", where)
    return {
        key: checked_value(kind, values[key], f"{name}.{key}", where, (bounds or {}).get(key))
        for key, kind in kinds.items()
    }
