"""Read an encoder from a local folder, as `save_pretrained` of transformers writes it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pipeline.bundles.arrays import LARGEST
from pipeline.errors import ConfigError
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

_TOKENIZERS: Final = ("tokenizer.json", "vocab.txt", "vocab.json")  # beside .model, SentencePiece's
_ROOM: Final = LARGEST - 32 * 2**20  # bytes; the rest of the bundle is for the head and the model of structure


def read_encoder(path: str, max_tokens: int) -> Encoder:
    """The encoder in a folder as `save_pretrained` writes it, weights in safetensors.

    Args:
        path: the folder, relative to the current one.
        max_tokens: of a sentence; what comes behind is not read.

    Raises:
        ConfigError: there is no such folder, a part is missing, pickled, damaged or of an unknown kind, the encoder
            is too large for a bundle or cannot take so many tokens, torch or transformers are not installed.
    """
    folder = Path(path)
    _check_folder(path, folder)
    torch, transformers = libraries()
    try:
        architecture = gated(json.loads((folder / "config.json").read_text(encoding="utf-8")))
        config = network_config(transformers, architecture)
        local = {"config": config, "local_files_only": True, "trust_remote_code": False}
        with _quietly(transformers), torch.random.fork_rng(devices=[]):
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **local)
            network, loaded = transformers.AutoModel.from_pretrained(
                folder,
                **local,
                use_safetensors=True,
                dtype=torch.float32,
                attn_implementation="eager",
                output_loading_info=True,
            )
        rules = getattr(tokenizer, "backend_tokenizer", None)
        if rules is None:
            raise ValueError("its tokenizer has no tokenizer.json, nor can one be made of it")
        if missing := sorted(name for name in loaded["missing_keys"] if not name.startswith("pooler.")):
            raise ValueError(f"its weights lack {missing[0]}")
    except Exception as error:  # tokenizers and safetensors raise nothing narrower
        what = f"{path!r} cannot be read as an encoder: {error}"
        raise ConfigError(what, where="roles.encoder", remedy="Save the encoder again with save_pretrained") from error
    network = without_pooler(network)
    size = sum(2 * p.numel() for p in network.parameters())
    if size > _ROOM:
        what = f"{path!r} takes {size // 2**20} MB in half precision, and a model folder has room for {_ROOM // 2**20}"
        raise ConfigError(what, where="roles.encoder", remedy="Choose a smaller encoder")
    if max_tokens > (most := most_tokens(config)):
        what = f"max_tokens is {max_tokens}, and {path!r} takes {most} at most"
        raise ConfigError(what, where="roles.max_tokens", remedy=f"Write {most} or less")
    try:
        return assembled(architecture, rules, network.to(device(torch)), max_tokens)
    except ValueError as error:
        remedy = "Take tokenizer and weights from the same model"
        raise ConfigError(f"{path!r} cannot be used: {error}", where="roles.encoder", remedy=remedy) from error


def _check_folder(path: str, folder: Path) -> None:
    remedy = "Name a folder that save_pretrained has written"
    if not path:
        raise ConfigError("names no folder", where="roles.encoder", remedy=remedy)
    if not folder.is_dir():
        raise ConfigError(f"{path!r} is no folder; nothing is downloaded", where="roles.encoder", remedy=remedy)
    if not (folder / "config.json").is_file():
        raise ConfigError(f"{path!r} holds no config.json", where="roles.encoder", remedy=remedy)
    # Without one, transformers makes up a tokenizer that knows no word and says nothing of it.
    if not any(entry.name in _TOKENIZERS or entry.suffix == ".model" for entry in folder.iterdir()):
        raise ConfigError(f"{path!r} holds no tokenizer.json", where="roles.encoder", remedy=remedy)
    if any(folder.glob("*.safetensors")):
        return
    pickled = sorted(p.name for pattern in ("*.bin", "*.pt", "*.pth", "*.ckpt") for p in folder.glob(pattern))
    if pickled:
        what = f"{path!r} holds its weights as a pickle ({pickled[0]}), which could run anything, and no safetensors"
        remedy = "Have somebody you trust save it again with save_pretrained(…, safe_serialization=True)"
        raise ConfigError(what, where="roles.encoder", remedy=remedy)
    raise ConfigError(f"{path!r} holds no model.safetensors", where="roles.encoder", remedy=remedy)


@contextmanager
def _quietly(transformers: Any) -> Iterator[None]:
    """Keep its progress bars and advice off standard error."""
    log = transformers.utils.logging
    level, bars = log.get_verbosity(), log.is_progress_bar_enabled()
    log.set_verbosity_error()
    log.disable_progress_bar()
    try:
        yield
    finally:
        log.set_verbosity(level)
        if bars:
            log.enable_progress_bar()
