"""Find and load models: those shipped with the package by name, others by folder."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.bundles.bundle import Bundle, read_bundle
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
    folders = shipped()
    folder = folders.get(name) or Path(name)
    if not folder.is_dir():
        known = ", ".join(folders) or "none"
        raise ModelError(f"there is no model {name!r}", remedy=f"Name a folder or a shipped model ({known})")
    return read_bundle(folder)


@lru_cache(maxsize=4)
def load_model(name: str = DEFAULT) -> "Model":
    """The model of a shipped name or a folder, ready to use.

    Raises:
        ModelError: there is none, or it is not sound.
    """
    from pipeline.training.packing import unpacked

    return unpacked(find_bundle(name))
