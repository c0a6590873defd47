"""Trained models as the arrays and JSON values of a bundle, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from pipeline.bundles.bundle import Bundle
from pipeline.domain.analysis import ModelRef
from pipeline.errors import ModelError
from pipeline.roles import features as role_features
from pipeline.roles.model import RoleModel
from pipeline.scoring.linear import pack, unpack
from pipeline.structure.model import StructureModel
from pipeline.structure.relations import RelationModel
from pipeline.structure.stages import StageModel


@dataclass(frozen=True, eq=False)
class Model:
    """All that analysing a document needs; `structure` is None for a model of roles in another label set."""

    roles: RoleModel
    structure: StructureModel | None
    ref: ModelRef


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
    settings["roles"] |= {
        "features_version": role_features.VERSION,
        "transition_weight": roles.transition_weight,
        "temperature": roles.temperature,
        "threshold": roles.threshold,
    }
    if structure is not None:
        arrays["stages.transitions"] = structure.stages.transitions
    return arrays, settings


def unpacked(bundle: Bundle) -> Model:
    """The models of a bundle.

    Raises:
        ModelError: the bundle lacks a part, or was made for another version of the features.
    """
    arrays, settings = bundle.arrays, bundle.settings
    try:
        _check_version(settings["roles"])
        roles = RoleModel(
            linear=unpack("roles", arrays, settings),
            transitions=arrays["roles.transitions"],
            transition_weight=float(settings["roles"]["transition_weight"]),
            temperature=float(settings["roles"]["temperature"]),
            threshold=float(settings["roles"]["threshold"]),
        )
        structure = None
        if "stages" in settings:
            structure = StructureModel(
                StageModel(unpack("stages", arrays, settings), arrays["stages.transitions"]),
                RelationModel(unpack("parent", arrays, settings), unpack("relation", arrays, settings)),
                unpack("grounds", arrays, settings),
            )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"lacks a part or has a malformed one ({error})", where=bundle.ref.name, remedy="Train the model again"
        ) from error
    return Model(roles, structure, bundle.ref)


def _check_version(settings: Mapping[str, Any]) -> None:
    version = settings["features_version"]
    if version != role_features.VERSION:
        raise ModelError(
            f"was trained on version {version} of the features, this program computes version {role_features.VERSION}",
            where="settings.json",
            remedy="Train the model again",
        )
