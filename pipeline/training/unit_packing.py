"""Models of unit trees as the arrays and JSON values of a bundle, and back."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.bundles.bundle import Bundle
from pipeline.errors import ModelError
from pipeline.roles import registry
from pipeline.scoring.checks import shaped
from pipeline.scoring.linear import pack, unpack
from pipeline.scoring.trees import Trees, pack_trees, unpack_trees
from pipeline.structure.pairs import width
from pipeline.structure.segmentation import model as segmentation_model
from pipeline.structure.segmentation.model import SegmentationModel
from pipeline.training.bundle_faults import faults_of_parts
from pipeline.training.parent_packing import pack_parents, unpack_parents
from pipeline.training.unit_context import context_width
from pipeline.training.unit_reading import FACTS
from pipeline.training.units import UnitModel

_SEGMENTATION: Final = "segmentation"
_CONTEXT: Final = "context"
_FEATURES_VERSION: Final = 3  # of the features of pairs and of their kinds, which sentences have further ones of
_ONE_READING: Final = 2  # version whose models read parents once, all else being as today
_PARENTS: Final = "parents"
UNITS: Final = "units"  # the key of settings that makes a bundle one of units


def packed_units(
    component: str, model: UnitModel, segmentation: SegmentationModel | None
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Arrays and settings of a model whose units `component` labels and `segmentation` finds, if it is given."""
    role_arrays, role_settings = registry.component(component).pack(model.roles)
    arrays: dict[str, npt.NDArray[Any]] = {f"roles.{name}": array for name, array in role_arrays.items()}
    kind_arrays, kind_settings = pack({"kinds": model.kinds})
    arrays |= kind_arrays | pack_parents(model.parents, first=_PARENTS) | {"attached": model.attached}
    version = _ONE_READING if model.parents.again is None else _FEATURES_VERSION
    about = {"single_root": model.single_root, "features_version": version}
    if model.context is not None:
        arrays |= pack_trees(_CONTEXT, model.context)
    about[_CONTEXT] = model.context is not None
    settings = {"roles": {**role_settings, "component": component}, **kind_settings, UNITS: about}
    if segmentation is not None:
        of_segmentation, settings[_SEGMENTATION] = segmentation_model.pack(segmentation)
        arrays |= of_segmentation
    return arrays, settings


def unpacked_units(bundle: Bundle) -> UnitModel:
    """The model of a bundle.

    Raises:
        ModelError: it is no model of units, lacks a part, or was made with what is not there.
    """
    settings = bundle.settings
    if UNITS not in settings:
        what = "is a model of sentences, not of argument components"
        raise ModelError(what, where=bundle.place, remedy="Give sentence labels or annotations to evaluate it on")
    with faults_of_parts(bundle):
        version = settings[UNITS]["features_version"]
        if version not in (_ONE_READING, _FEATURES_VERSION):
            raise ValueError(f"it was trained on version {version} of the features")
        arrays = {n.removeprefix("roles."): a for n, a in bundle.arrays.items() if n.startswith("roles.")}
        roles = registry.component(settings["roles"]["component"]).unpack(arrays, settings["roles"])
        n = len(roles.labels)
        return UnitModel(
            labels=roles.labels,
            roles=roles,
            context=_context(bundle, n),
            parents=unpack_parents(bundle.arrays, width(n, FACTS), twice=version != _ONE_READING, first=_PARENTS),
            kinds=unpack("kinds", bundle.arrays, settings),
            attached=shaped("attached", bundle.arrays, (n,)).astype(np.float64),
            single_root=settings[UNITS]["single_root"] is True,
        )


def _context(bundle: Bundle, labels: int) -> Trees | None:
    if bundle.settings[UNITS].get(_CONTEXT, False) is not True:
        return None
    return unpack_trees(_CONTEXT, bundle.arrays, labels=labels, width=context_width(labels))


def unpacked_segmentation(bundle: Bundle) -> SegmentationModel | None:
    """What finds units, of a bundle that has it.

    Raises:
        ModelError: it lacks a part, or was made with what is not there.
    """
    settings = bundle.settings.get(_SEGMENTATION)
    if settings is None:
        return None
    with faults_of_parts(bundle, "a part of its segmentation"):
        return segmentation_model.unpack(bundle.arrays, settings)
