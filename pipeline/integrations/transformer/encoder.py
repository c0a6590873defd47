"""A text encoder of the Hugging Face kind: read from a local folder or made again from plain arrays; tokens to vectors.

Nothing is downloaded, and nothing that comes with a model is run. The architecture is one of a few known kinds,
described by known numbers; weights are safetensors or numpy arrays; the tokenizer is rules written as JSON. Both ways
of making an encoder pass through the same gate, so that what was trained is what a bundle gives back.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.errors import ConfigError

Ids = npt.NDArray[np.int64]

_KINDS: Final = ("albert", "bert", "camembert", "distilbert", "electra", "ernie", "roberta", "xlm-roberta")
# What of a config.json makes the network; the rest names code, files or heads that are not used here.
_NUMBERS: Final = (
    "activation",
    "attention_dropout",
    "attention_probs_dropout_prob",
    "bos_token_id",
    "dim",
    "dropout",
    "embedding_size",
    "eos_token_id",
    "hidden_act",
    "hidden_dim",
    "hidden_dropout_prob",
    "hidden_size",
    "inner_group_num",
    "intermediate_size",
    "layer_norm_eps",
    "max_position_embeddings",
    "n_heads",
    "n_layers",
    "num_attention_heads",
    "num_hidden_groups",
    "num_hidden_layers",
    "pad_token_id",
    "sinusoidal_pos_embds",
    "task_type_vocab_size",
    "type_vocab_size",
    "use_task_id",
    "vocab_size",
)
_MOST_LAYERS: Final = 100
_BATCH: Final = 32  # sentences that are encoded at once where nothing is learned


@dataclass(frozen=True, eq=False)
class Encoder:
    """Texts to vectors.

    Attributes:
        architecture: `model_type` and the numbers that make the network.
        tokenizer: a `tokenizers.Tokenizer` that cuts after the most tokens that the encoder was asked to take.
        network: the network without a pooler, in float32.
    """

    architecture: Mapping[str, Any]
    tokenizer: Any
    network: Any

    @property
    def width(self) -> int:
        """The length of a vector."""
        return int(self.network.config.hidden_size)


def libraries() -> tuple[Any, Any]:
    """torch and transformers, the latter told to stay off the network.

    Raises:
        ConfigError: one of them is not installed.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # its threads do not survive a fork, and say so
    try:
        import torch
        import transformers
    except ImportError as error:
        what = f"transformer.v1 needs torch and transformers: {error}"
        remedy = 'Install them with pip install "argument-pipeline[transformer]"'
        raise ConfigError(what, where="roles.component", remedy=remedy) from error
    return torch, transformers


def tokens(encoder: Encoder, texts: Sequence[str]) -> list[list[int]]:
    """Token numbers of each text, at least one."""
    filler = [_filler(encoder)]
    return [found.ids or filler for found in encoder.tokenizer.encode_batch(list(texts))]


def padded(encoder: Encoder, rows: Sequence[Sequence[int]]) -> tuple[Ids, Ids]:
    """Rows of token numbers made equally long, and 1 where a token is, 0 where none; shape (rows, longest)."""
    ids = np.full((len(rows), max(map(len, rows), default=0)), _filler(encoder), dtype=np.int64)
    mask = np.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)], mask[i, : len(row)] = row, 1
    return ids, mask


def encode(network: Any, ids: Ids, mask: Ids) -> Any:
    """Vectors as a tensor (rows, width): the mean of the last layer over the tokens that `mask` lets through.

    Reimers & Gurevych (2019), Sentence-BERT, found the mean to serve better than the vector of the first token.
    """
    torch, _ = libraries()
    seen = torch.from_numpy(mask).to(network.device)
    last = network(input_ids=torch.from_numpy(ids).to(network.device), attention_mask=seen).last_hidden_state
    weight = seen.unsqueeze(-1).to(last.dtype)
    return (last * weight).sum(dim=1) / weight.sum(dim=1).clamp(min=1)


def encodings(encoder: Encoder, ids: Ids, mask: Ids) -> Any:
    """As `encode`, for whatever number of rows, by a network that is not learning; a tensor on the CPU."""
    torch, _ = libraries()
    with torch.no_grad():
        parts = [
            # As many columns as the longest row of the part needs: padding costs time and says nothing.
            encode(encoder.network, ids[i : i + _BATCH, :columns], mask[i : i + _BATCH, :columns]).cpu()
            for i in range(0, len(ids), _BATCH)
            for columns in [int(np.flatnonzero(mask[i : i + _BATCH].any(axis=0)).max(initial=0)) + 1]
        ]
        return torch.cat(parts) if parts else torch.zeros((0, encoder.width))


def device(torch: Any) -> Any:
    """Where networks run: a GPU if there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def gated(values: Any) -> dict[str, Any]:
    """Of a config.json what makes the network.

    Raises:
        ValueError: it is of a kind that is not known here, or a number is none.
    """
    if not isinstance(values, Mapping) or values.get("model_type") not in _KINDS:
        kind = values.get("model_type") if isinstance(values, Mapping) else values
        raise ValueError(f"model_type is {kind!r}, and those known are {', '.join(_KINDS)}")
    kept = {name: values[name] for name in _NUMBERS if name in values}
    for name, value in kept.items():
        if value is not None and not isinstance(value, bool | int | float | str):
            raise ValueError(f"{name} is {value!r}")
    return {"model_type": values["model_type"], **kept}


def network_config(transformers: Any, architecture: Mapping[str, Any]) -> Any:
    """The configuration that transformers makes a network from; whatever a file leaves out is as the kind has it.

    Raises:
        ValueError: there are too many layers, or transformers does not take a number.
    """
    numbers = {name: value for name, value in architecture.items() if name != "model_type"}
    try:
        config = transformers.AutoConfig.for_model(architecture["model_type"], **numbers)
    except Exception as error:  # what it raises differs from version to version
        raise ValueError(" ".join(str(error).split())) from error
    if not 0 < config.num_hidden_layers <= _MOST_LAYERS:
        raise ValueError(f"it has {config.num_hidden_layers} layers")
    return config


def without_pooler(network: Any) -> Any:
    """The network, its pooler taken away: that reads the first token only, and would be kept for nothing."""
    if getattr(network, "pooler", None) is not None:
        network.pooler = None
    return network


def most_tokens(config: Any) -> int:
    """How many tokens a network has places for."""
    # Kinds that come from RoBERTa count places from behind the number of the padding token.
    behind = (config.pad_token_id or 0) + 1 if config.model_type in ("camembert", "roberta", "xlm-roberta") else 0
    return int(config.max_position_embeddings) - behind


def assembled(architecture: Mapping[str, Any], tokenizer: Any, network: Any, max_tokens: int) -> Encoder:
    """An encoder from its parts, tried on a sentence.

    Raises:
        ValueError: the tokenizer is not one for this network, or the network does not work.
    """
    if max(tokenizer.get_vocab().values(), default=0) >= network.config.vocab_size:
        raise ValueError(f"the tokenizer knows tokens beyond the {network.config.vocab_size} of the network")
    tokenizer.enable_truncation(max_tokens)
    tokenizer.no_padding()
    encoder = Encoder(architecture, tokenizer, without_pooler(network).eval())
    try:
        encodings(encoder, *padded(encoder, tokens(encoder, ["1。"])))
    except (IndexError, RuntimeError, TypeError) as error:
        raise ValueError(f"the network cannot encode a sentence: {error}") from error
    return encoder


def _filler(encoder: Encoder) -> int:
    return int(encoder.network.config.pad_token_id or 0)
