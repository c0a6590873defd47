"""A fitted transformer as plain arrays and JSON values, and back.

No file of the encoder is needed any more, and nothing of what a bundle holds is run. Weights are kept in half
precision.
"""

import json
from collections.abc import Mapping
from math import inf, isfinite
from typing import Any, Final

import numpy as np

from pipeline.integrations.transformer.encoder import (
    Encoder,
    assembled,
    device,
    gated,
    libraries,
    most_tokens,
    network_config,
    without_pooler,
)
from pipeline.integrations.transformer.model import SentenceScorer, TransformerModel
from pipeline.roles.component import Arrays
from pipeline.scoring.checks import shaped

_NUMBERS: Final = ("transition_weight", "temperature", "threshold")
_ENCODER: Final = "encoder."


def pack(model: TransformerModel) -> tuple[Arrays, Mapping[str, Any]]:
    """A model as arrays and JSON values, for a bundle."""
    arrays, values = _stored(model.scorer.encoder)
    kept = {f"{_ENCODER}{name}": array for name, array in arrays.items()}
    head = {"weights": model.scorer.weights, "bias": model.scorer.bias, "transitions": model.transitions}
    numbers = {name: getattr(model, name) for name in _NUMBERS}
    return {**kept, **head}, {**values, **numbers, "labels": list(model.labels), "max_tokens": model.max_tokens}


def unpack(arrays: Arrays, settings: Mapping[str, Any]) -> TransformerModel:
    """The model that `pack` took apart.

    Raises:
        ConfigError: torch or transformers are not installed.
        KeyError: a part is missing.
        TypeError: a value is of the wrong kind.
        ValueError: parts do not fit each other, or are of an unknown kind.
    """
    labels, max_tokens = tuple(settings["labels"]), settings["max_tokens"]
    if not (isinstance(max_tokens, int) and max_tokens >= 8 and all(isinstance(name, str) for name in labels)):
        raise ValueError(f"max_tokens is {max_tokens!r}, labels are {labels!r}")
    weight, temperature, threshold = (float(settings[name]) for name in _NUMBERS)
    if not (isfinite(weight) and 0 < temperature < inf and isfinite(threshold)):
        raise ValueError(f"{', '.join(_NUMBERS)} are {weight}, {temperature}, {threshold}")
    of_encoder = {name.removeprefix(_ENCODER): a for name, a in arrays.items() if name.startswith(_ENCODER)}
    encoder = _rebuilt(of_encoder, settings, max_tokens)
    weights = shaped("weights", arrays, (len(labels), 3 * encoder.width)).astype(np.float32)
    bias = shaped("bias", arrays, (len(labels),)).astype(np.float32)
    transitions = shaped("transitions", arrays, (2, len(labels) + 1, len(labels)))
    scorer = SentenceScorer(encoder, weights, bias)
    return TransformerModel(labels, scorer, transitions, weight, temperature, threshold, max_tokens)


def _stored(encoder: Encoder) -> tuple[Arrays, dict[str, Any]]:
    arrays = {name: t.cpu().numpy().astype(np.float16) for name, t in encoder.network.state_dict().items()}
    return arrays, {"architecture": dict(encoder.architecture), "tokenizer": json.loads(encoder.tokenizer.to_str())}


def _rebuilt(arrays: Arrays, values: Mapping[str, Any], max_tokens: int) -> Encoder:
    """The encoder that `_stored` took apart; raises as `unpack` does."""
    torch, transformers = libraries()
    architecture = gated(values["architecture"])
    try:
        # First without memory: only if the shapes are those of the arrays is it as large as these, no larger.
        with torch.device("meta"):
            wanted = _empty(transformers, architecture).state_dict()
        if wanted.keys() != arrays.keys():
            [other, *_] = sorted(wanted.keys() ^ arrays.keys())
            raise ValueError(f"{other} is in the network or among the weights, not in both")
        state = {name: shaped(name, arrays, tuple(t.shape)) for name, t in wanted.items()}
        with torch.random.fork_rng(devices=[]):
            network = _empty(transformers, architecture)
        network.load_state_dict({name: torch.from_numpy(array.astype(np.float32)) for name, array in state.items()})
    except (ArithmeticError, RuntimeError) as error:  # numbers that make no network: no heads, a length below zero
        raise ValueError(f"no network can be made of the architecture: {error}") from error
    if max_tokens > most_tokens(network.config):
        raise ValueError(f"the encoder takes {most_tokens(network.config)} tokens at most, not {max_tokens}")
    return assembled(architecture, _rules(values["tokenizer"]), network.to(device(torch)), max_tokens)


def _empty(transformers: Any, architecture: Mapping[str, Any]) -> Any:
    """A network with the weights that it happens to begin with."""
    config = network_config(transformers, architecture)
    network = transformers.AutoModel.from_config(config, trust_remote_code=False, attn_implementation="eager")
    return without_pooler(network)


def _rules(values: Any) -> Any:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_str(json.dumps(values))
    except Exception as error:  # it raises nothing narrower
        raise ValueError(f"the tokenizer is malformed: {error}") from error
