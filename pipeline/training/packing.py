"""Trained models as the arrays and JSON values of a bundle, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.bundles.arrays import Arrays
from pipeline.bundles.bundle import Bundle
from pipeline.domain.analysis import ModelRef
from pipeline.domain.labels import RELATIONS, STAGES
from pipeline.errors import ModelError
from pipeline.roles import features as role_features
from pipeline.roles.model import RoleModel
from pipeline.scoring.linear import pack, unpack
from pipeline.structure import model as structure_model
from pipeline.structure.model import StructureModel
from pipeline.structure.relations import RelationModel
from pipeline.structure.stages import StageModel


@dataclass(frozen=True, eq=False)
class Model:
    """All that analysing a document needs; `structure` is None for a model of roles in another label set."""

    roles: RoleModel
    structure: StructureModel | None
    ref: ModelRef


# Which scorers a bundle holds, and the classes each must have; roles have those of their corpus.
_STRUCTURE: Final = {
    "stages": STAGES,
    "parent": ("no", "yes"),
    "relation": RELATIONS,
    "grounds": ("no", "yes"),
}
_NUMBERS: Final = ("transition_weight", "temperature", "threshold")


def packed(roles: RoleModel, structure: StructureModel | None) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Arrays and settings of the models."""
    scorers = {"roles": roles.linear}
    if structure is not None:
        scorers |= {
            "stages": structure.stages.linear,
            "parent": structure.relations.parent,
            "relation": structure.relations.kind,
            "grounds": structure.grounds,
        }
    arrays, settings = pack(scorers)
    arrays["roles.transitions"] = roles.transitions
    settings["roles"] |= {"features_version": role_features.VERSION}
    settings["roles"] |= {name: getattr(roles, name) for name in _NUMBERS}
    if structure is not None:
        arrays["stages.transitions"] = structure.stages.transitions
        settings["stages"] |= {"features_version": structure_model.FEATURES_VERSION}
    return arrays, settings


def unpacked(bundle: Bundle) -> Model:
    """The models of a bundle.

    Raises:
        ModelError: the bundle lacks a part, its parts do not fit, or it was made for another version of the features.
    """
    settings = bundle.settings
    try:
        _check_version(settings["roles"], role_features.VERSION, bundle)
        if "stages" in settings:
            _check_version(settings["stages"], structure_model.FEATURES_VERSION, bundle)
        roles = _roles(bundle.arrays, settings)
        structure = _structure(bundle.arrays, settings) if "stages" in settings else None
    except (KeyError, TypeError, ValueError) as error:
        what = f"lacks a part or has a malformed one ({error})"
        raise ModelError(what, where=bundle.ref.name, remedy="Train the model again") from error
    return Model(roles, structure, bundle.ref)


def _check_version(settings: Mapping[str, Any], computed: int, bundle: Bundle) -> None:
    version = settings["features_version"]
    if version != computed:
        what = f"was trained on version {version} of the features, this program computes {computed}"
        raise ModelError(what, where=bundle.ref.name, remedy="Train the model again")


def _roles(arrays: Arrays, settings: Mapping[str, Any]) -> RoleModel:
    linear = unpack("roles", arrays, settings)
    labels = len(linear.classes)
    weight, temperature, threshold = (float(settings["roles"][name]) for name in _NUMBERS)
    if not (isfinite(weight) and 0 < temperature < inf and isfinite(threshold)):
        raise ValueError(f"{', '.join(_NUMBERS)} are {weight}, {temperature}, {threshold}")
    transitions = _shaped("roles.transitions", arrays, (2, labels + 1, labels))
    return RoleModel(linear, transitions, weight, temperature, threshold)


def _structure(arrays: Arrays, settings: Mapping[str, Any]) -> StructureModel:
    scorers = {name: unpack(name, arrays, settings) for name in _STRUCTURE}
    for name, classes in _STRUCTURE.items():
        if scorers[name].classes != classes:
            raise ValueError(f"{name} has the classes {', '.join(scorers[name].classes)}")
    transitions = _shaped("stages.transitions", arrays, (len(STAGES), len(STAGES)))
    return StructureModel(
        StageModel(scorers["stages"], transitions),
        RelationModel(scorers["parent"], scorers["relation"]),
        scorers["grounds"],
    )


def _shaped(name: str, arrays: Arrays, shape: tuple[int, ...]) -> npt.NDArray[Any]:
    array = arrays[name]
    if array.shape != shape or not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers in the shape {shape}")
    return array
