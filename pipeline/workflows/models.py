"""Find and load models: those shipped with the package by name, others by folder; tell which will be replaced."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.bundles.bundle import Bundle, read_bundle, read_manifest
from pipeline.errors import ModelError

if TYPE_CHECKING:
    from pipeline.training.packing import Model

DEFAULT: Final = "policy-roles"


def shipped() -> dict[str, Path]:
    """Folders of the models that came with the package, by name."""
    package = Path(__file__).resolve().parents[1]
    # In a wheel the models lie in the package, in a checkout beside it.
    for place in (package / "models", package.parent / "models"):
        if place.is_dir():
            return {p.parent.name: p.parent for p in sorted(place.glob("*/manifest.json"))}
    return {}


def find_bundle(name: str) -> Bundle:
    """The bundle of a shipped model, or of a folder.

    Raises:
        ModelError: there is none, or it is not sound.
    """
    return read_bundle(_folder(name))


def load_model(name: str = DEFAULT) -> "Model":
    """The model of a shipped name or a folder, ready to use. One that was loaded before is not read again.

    Raises:
        ModelError: there is none, or it is not sound.
    """
    folder = _folder(name)
    return _load(folder.resolve(), read_manifest(folder))


def replacing(folder: Path) -> str:
    """What training says of a folder that holds a model, before it writes another there."""
    return f"{folder} holds a model, which this run will replace"


@lru_cache(maxsize=4)
def _load(folder: Path, manifest: bytes) -> "Model":
    """The manifest is there to be part of the key: a model trained again in the same folder has another."""
    from pipeline.training.packing import unpacked

    return unpacked(read_bundle(folder))


def _folder(name: str) -> Path:
    folders = shipped()
    folder = folders.get(name) or Path(name)
    if not folder.is_dir():
        what = f"is a file, not a model folder: {name!r}" if folder.is_file() else f"there is no model {name!r}"
        remedy = f"Name a folder or a shipped model ({', '.join(folders) or 'there are none'})"
        raise ModelError(what, where="model", remedy=remedy)
    return folder
