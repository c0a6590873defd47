"""A stack as arrays and JSON values, and back."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from pipeline.roles.component import Arrays
from pipeline.roles.stacked.context import table_width
from pipeline.roles.stacked.families import FAMILIES
from pipeline.roles.stacked.model import FirstLevel, StackedModel
from pipeline.roles.stacked.views import USES, VIEWS, LinearViews, steps
from pipeline.roles.stacked.vocabulary import MOST_BITS, Vocabulary
from pipeline.scoring.checks import shaped
from pipeline.scoring.trees import pack_trees, unpack_trees

_VERSION: Final = 1  # of what is computed from a text: features, views, table


def pack(model: StackedModel) -> tuple[dict[str, Any], dict[str, Any]]:
    """Arrays and values of a model. Weights are whole multiples of a step, and kept as these."""
    arrays: dict[str, Any] = {"bias": model.first.views.bias, "offsets": model.offsets}
    for name, vocabulary in model.first.vocabularies.items():
        weights = model.first.views.weights[name]
        step = steps(weights)
        arrays[f"{name}.hashes"] = vocabulary.hashes
        arrays[f"{name}.idf"] = vocabulary.weights.astype(np.float16)
        arrays[f"{name}.steps"] = step
        arrays[f"{name}.weights"] = np.rint(weights / step).astype(np.int8)
    arrays |= pack_trees("trees", model.trees)
    return arrays, {
        "version": _VERSION,
        "classes": list(model.labels),
        "bits": {name: v.bits for name, v in model.first.vocabularies.items()},
        "temperature": model.temperature,
        "threshold": model.threshold,
    }


def unpack(arrays: Arrays, settings: Mapping[str, Any]) -> StackedModel:
    """The model that `pack` made these of.

    Raises:
        KeyError, TypeError, ValueError: something is missing, or does not fit.
    """
    if settings["version"] != _VERSION:
        raise ValueError(f"it is of version {settings['version']} of its features, this program computes {_VERSION}")
    labels = tuple(str(label) for label in settings["classes"])
    if len(set(labels)) != len(labels) or len(labels) < 2:
        raise ValueError(f"its classes are {', '.join(labels) or 'none'}")
    temperature, threshold = float(settings["temperature"]), float(settings["threshold"])
    if not (0.01 <= temperature <= 100 and 0 <= threshold <= 1):
        raise ValueError(f"temperature and threshold are {temperature}, {threshold}")
    vocabularies, weights = {}, {}
    for name in FAMILIES:
        hashes, bits = arrays[f"{name}.hashes"], int(settings["bits"][name])
        rows = len(hashes)
        if hashes.dtype != np.uint32 or hashes.ndim != 1 or (rows > 1 and not (hashes[1:] > hashes[:-1]).all()):
            raise ValueError(f"{name}.hashes must ascend")
        if not 1 <= bits <= MOST_BITS:
            raise ValueError(f"{name}: a table of {bits} bits")
        idf = shaped(f"{name}.idf", arrays, (rows,)).astype(np.float32)
        if not ((idf > 1e-3) & (idf < 1e3)).all():
            raise ValueError(f"{name}.idf must be positive, and no more than a logarithm")
        vocabularies[name] = Vocabulary(hashes, idf, bits)
        step = shaped(f"{name}.steps", arrays, (len(USES[name]), len(labels))).astype(np.float32)
        weights[name] = shaped(f"{name}.weights", arrays, (rows, len(USES[name]), len(labels))) * step
    views = LinearViews(weights, shaped("bias", arrays, (len(VIEWS), len(labels))).astype(np.float32))
    offsets = shaped("offsets", arrays, (len(labels),)).astype(np.float64)
    trees = unpack_trees("trees", arrays, labels=len(labels), width=table_width(len(labels)))
    return StackedModel(labels, FirstLevel(vocabularies, views), trees, temperature, offsets, threshold)
