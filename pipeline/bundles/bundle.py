"""A trained model as a folder that can be read without running anything from it.

    manifest.json   schema, name, version, hash of each file, what it was trained on and how, scores
    settings.json   numbers and names: labels, feature names, thresholds
    arrays.npz      numpy arrays, read with pickles refused
    card.md         the model card, for people

Every file is named in the manifest; a folder that holds anything else is refused.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.analysis import ModelRef
from pipeline.errors import ModelError, OutputError
from pipeline.files import write_atomically

SCHEMA: Final = "pipeline.model/1"
_FILES: Final = ("settings.json", "arrays.npz", "card.md")
_LARGEST: Final = 256 * 2**20

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Bundle:
    """What a model folder holds. `manifest` is the whole manifest, `ref` what an analysis cites."""

    ref: ModelRef
    manifest: Mapping[str, Any]
    settings: Mapping[str, Any]
    arrays: Arrays
    card: str


def write_bundle(
    folder: Path,
    *,
    name: str,
    version: str,
    about: Mapping[str, Any],
    settings: Mapping[str, Any],
    arrays: Arrays,
    card: str,
) -> ModelRef:
    """Write a model folder; the same values always give the same bytes.

    Args:
        folder: made if missing; files of an earlier bundle in it are replaced, anything else stops the writing.
        name: of the model.
        version: of the model.
        about: JSON values for the manifest: data hash, config, versions, scores.
        settings: JSON values that the model needs.
        arrays: numeric arrays that the model needs.
        card: Markdown for people.

    Raises:
        OutputError: the folder cannot be written or holds files of something else.
    """
    strangers = _strangers(folder)
    if strangers:
        raise OutputError(
            f"holds {strangers[0]}, which is no part of a model", where=str(folder), remedy="Choose an empty folder"
        )
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **{k: arrays[k] for k in sorted(arrays)})
    contents = {
        "settings.json": _json(settings),
        "arrays.npz": stream.getvalue(),
        "card.md": card.encode(),
    }
    hashes = {file: hashlib.sha256(data).hexdigest() for file, data in contents.items()}
    manifest = {"schema": SCHEMA, "name": name, "version": version, "files": hashes, **about}
    # The manifest goes last: until it is there, and fits, the folder is no bundle.
    for file, data in contents.items():
        write_atomically(folder / file, data)
    data = _json(manifest)
    write_atomically(folder / "manifest.json", data)
    return ModelRef(name, version, hashlib.sha256(data).hexdigest())


def read_bundle(folder: Path) -> Bundle:
    """Read a model folder and check every byte of it against the manifest.

    Raises:
        ModelError: no bundle there, a newer schema, a file missing, altered, foreign or unsafe.
    """
    manifest_path = folder / "manifest.json"
    if not manifest_path.is_file():
        raise ModelError(
            "no model is there (no manifest.json)",
            where=str(folder),
            remedy="`pipeline models list` names those there are",
        )
    data = _read(manifest_path)
    manifest = _parsed(data, manifest_path)
    schema = manifest.get("schema")
    if schema != SCHEMA:
        raise ModelError(
            f"is of schema {schema!r}, this program reads {SCHEMA!r}",
            where=str(manifest_path),
            remedy="Update the program or train the model again",
        )
    strangers = _strangers(folder)
    if strangers:
        raise ModelError(
            f"holds {strangers[0]}, which is no part of a model",
            where=str(folder),
            remedy="Remove it or train the model again; nothing of it was read",
        )
    contents = {}
    for file in _FILES:
        contents[file] = _read(folder / file)
        if hashlib.sha256(contents[file]).hexdigest() != manifest.get("files", {}).get(file):
            raise ModelError(
                "differs from what the manifest says was saved",
                where=str(folder / file),
                remedy="Restore the file or train the model again",
            )
    try:
        ref = ModelRef(str(manifest["name"]), str(manifest["version"]), hashlib.sha256(data).hexdigest())
        return Bundle(
            ref,
            manifest,
            _parsed(contents["settings.json"], folder / "settings.json"),
            _arrays(contents["arrays.npz"], folder / "arrays.npz"),
            contents["card.md"].decode(),
        )
    except (KeyError, UnicodeDecodeError) as error:
        raise ModelError(f"is malformed: {error}", where=str(folder), remedy="Train the model again") from error


def _arrays(data: bytes, where: Path) -> dict[str, npt.NDArray[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > _LARGEST:
                raise ModelError("unpacks to more than 256 MB", where=str(where), remedy="Train the model again")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (ValueError, zipfile.BadZipFile, OSError) as error:
        raise ModelError(
            f"is no file of plain arrays ({error})",
            where=str(where),
            remedy="Train the model again; nothing of it was run",
        ) from error


def _strangers(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    known = {*_FILES, "manifest.json"}
    return sorted(p.name for p in folder.iterdir() if p.name not in known)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise ModelError("is larger than 256 MB", where=str(path), remedy="Train the model again")
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"cannot be read: {error.strerror}", where=str(path), remedy="Restore the file or train the model again"
        ) from error


def _parsed(data: bytes, where: Path) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError as error:
        raise ModelError(
            f"is no JSON ({error})", where=str(where), remedy="Restore the file or train the model again"
        ) from error
    if not isinstance(value, dict):
        raise ModelError("is no JSON object", where=str(where), remedy="Restore the file or train the model again")
    return value


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
