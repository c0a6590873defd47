"""A trained model as a folder that can be read without running anything from it.

    manifest.json   schema, name, version, hash of each file, what it was trained on and how, scores
    settings.json   numbers and names: labels, feature names, thresholds
    arrays.npz      numpy arrays, no pickles
    card.md         the model card, for people
    evaluation/     optional: the report of the training run (report.html, report.json, predictions.json)

Every file of the model is named in the manifest; a folder that holds anything else is refused. The report stands apart:
it names the model by the hash of the manifest, so the manifest cannot name the report, and a model works without it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.bundles.arrays import LARGEST, Arrays, pack_arrays, unpack_arrays
from pipeline.domain.analysis import ModelRef
from pipeline.errors import ModelError, OutputError
from pipeline.files import check_writable, write_together

SCHEMA: Final = "pipeline.model/2"  # which names the role component in its settings
_OLD_SCHEMAS: Final = ("pipeline.model/1",)  # the only one there was: chain.v1
MANIFEST: Final = "manifest.json"
_FILES: Final = ("settings.json", "arrays.npz", "card.md")
EVALUATION: Final = "evaluation"
EVALUATION_FILES: Final = ("report.html", "report.json", "predictions.json")
_RESTORE: Final = "Restore the file or train the model again"


@dataclass(frozen=True, eq=False)
class Bundle:
    """What a model folder holds. `manifest` is the whole manifest, `ref` what an analysis cites, `folder` its place."""

    ref: ModelRef
    manifest: Mapping[str, Any]
    settings: Mapping[str, Any]
    arrays: Arrays
    card: str
    folder: Path

    @property
    def place(self) -> str:
        """What an error names where the settings, or the arrays that they tell of, are not those of a model."""
        return str(self.folder / _FILES[0])


@dataclass(frozen=True, eq=False)
class Sealed:
    """A model as the bytes of its files, the manifest last, and what an analysis will cite it by."""

    ref: ModelRef
    files: Mapping[str, bytes]


def seal(
    *,
    name: str,
    version: str,
    about: Mapping[str, Any],
    settings: Mapping[str, Any],
    arrays: Arrays,
    card: str,
) -> Sealed:
    """A model as bytes; the same values always give the same ones.

    Args:
        name: of the model.
        version: of the model.
        about: JSON values for the manifest: data hash, config, versions, scores.
        settings: JSON values that the model needs.
        arrays: numeric arrays that the model needs.
        card: Markdown for people.

    Raises:
        ValueError: an array holds no numbers, a number is NaN or infinite where JSON has no word for it.
    """
    contents = {
        "settings.json": _json(settings, indent=None),
        "arrays.npz": pack_arrays(arrays),
        "card.md": card.encode(),
    }
    hashes = {file: hashlib.sha256(data).hexdigest() for file, data in contents.items()}
    manifest = _json({**about, "schema": SCHEMA, "name": name, "version": version, "files": hashes})
    # The manifest goes last: until it is there, and fits, the folder is no bundle.
    return Sealed(ModelRef(name, version, hashlib.sha256(manifest).hexdigest()), {**contents, MANIFEST: manifest})


def write_sealed(folder: Path, sealed: Sealed, evaluation: Mapping[str, bytes] | None = None) -> ModelRef:
    """Write a model folder: all of it, or nothing where the disk is full.

    Args:
        folder: made if missing; files of an earlier bundle in it are replaced, anything else stops the writing.
        sealed: the model.
        evaluation: files of the report on it, by name. Where there is none, that of an earlier model is taken away.

    Raises:
        OutputError: the folder cannot be written or holds files of something else.
    """
    check_folder(folder)
    reports = {folder / EVALUATION / file: data for file, data in (evaluation or {}).items()}
    write_together({**reports, **{folder / file: data for file, data in sealed.files.items()}})
    for file in EVALUATION_FILES:
        if file not in (evaluation or {}):
            (folder / EVALUATION / file).unlink(missing_ok=True)
    return sealed.ref


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
    """`seal` a model and write its folder, without a report.

    Raises:
        OutputError: the folder cannot be written or holds files of something else.
        ValueError: an array holds no numbers, a number is NaN or infinite where JSON has no word for it.
    """
    sealed = seal(name=name, version=version, about=about, settings=settings, arrays=arrays, card=card)
    return write_sealed(folder, sealed)


def check_folder(folder: Path) -> bool:
    """Refuse a folder that a bundle must not be written to; whether it holds one, which would be replaced.

    One that is not there yet is fine.

    Raises:
        OutputError: it is a file, may not be listed or written to, or holds something that is no part of a bundle.
    """
    nearest = check_writable(folder)
    strangers = _strangers(folder) if nearest == folder else []
    if strangers:
        what = f"holds {strangers[0]}, which is no part of a model"
        raise OutputError(what, where=str(folder), remedy="Choose an empty folder, or take it away")
    return (folder / MANIFEST).exists()


def read_bundle(folder: Path) -> Bundle:
    """Read a model folder and check every byte of it against the manifest.

    Raises:
        ModelError: no bundle there, a newer schema, a file missing, altered, foreign or unsafe.
    """
    data = read_manifest(folder)
    manifest = _parsed(data, folder / MANIFEST)
    schema = manifest.get("schema")
    if schema not in (SCHEMA, *_OLD_SCHEMAS):
        what = f"is of schema {schema!r}, this program reads {SCHEMA!r}"
        raise ModelError(what, where=str(folder / MANIFEST), remedy="Update the program or train the model again")
    strangers = _strangers(folder)
    if strangers:
        what = f"holds {strangers[0]}, which is no part of a model"
        raise ModelError(what, where=str(folder), remedy="Take it away; nothing of it was read")
    name, version, hashes = (manifest.get(key) for key in ("name", "version", "files"))
    if not (isinstance(name, str) and name and isinstance(version, str) and version and isinstance(hashes, dict)):
        what = "lacks the model's name, its version or the hashes of its files"
        raise ModelError(what, where=str(folder / MANIFEST), remedy=_RESTORE)
    contents = {}
    for file in _FILES:
        contents[file] = _read(folder / file)
        if hashlib.sha256(contents[file]).hexdigest() != hashes.get(file):
            what = "differs from what the manifest says was saved"
            raise ModelError(what, where=str(folder / file), remedy=_RESTORE)
    try:
        arrays = unpack_arrays(contents["arrays.npz"])
    except ValueError as error:
        what = f"cannot be used: {error}"
        remedy = "Train the model again; nothing of it was run"
        raise ModelError(what, where=str(folder / "arrays.npz"), remedy=remedy) from error
    return Bundle(
        ref=ModelRef(name, version, hashlib.sha256(data).hexdigest()),
        manifest=manifest,
        settings=_parsed(contents["settings.json"], folder / "settings.json"),
        arrays=arrays,
        card=contents["card.md"].decode("utf-8", "replace"),
        folder=folder,
    )


def read_manifest(folder: Path) -> bytes:
    """The manifest's bytes, which name every other byte of the bundle by its hash.

    Raises:
        ModelError: there is none, or it cannot be read.
    """
    path = folder / MANIFEST
    if not path.exists():
        remedy = "`pipeline models list` names those there are"
        raise ModelError(f"no model is there (no {MANIFEST})", where=str(folder), remedy=remedy)
    return _read(path)


def _strangers(folder: Path) -> list[str]:
    names = {path.name for path in folder.iterdir()} - {*_FILES, MANIFEST}
    reports = folder / EVALUATION
    if reports.is_dir() and not reports.is_symlink():
        names.discard(EVALUATION)
        names |= {f"{EVALUATION}/{path.name}" for path in reports.iterdir() if path.name not in EVALUATION_FILES}
    return sorted(names)


def _read(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # a folder, or a pipe that would never end
            raise ModelError("is no file", where=str(path), remedy=_RESTORE)
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise ModelError(f"cannot be read: {error.strerror}", where=str(path), remedy=_RESTORE) from error
    if len(data) > LARGEST:
        raise ModelError(f"is larger than {LARGEST // 2**20} MB", where=str(path), remedy="Train the model again")
    return data


def _parsed(data: bytes, where: Path) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"is no JSON ({error})", where=str(where), remedy=_RESTORE) from error
    if not isinstance(value, dict):
        raise ModelError("is no JSON object", where=str(where), remedy=_RESTORE)
    return value


def _json(value: Mapping[str, Any], *, indent: int | None = 1) -> bytes:
    """As bytes; without `indent` in one line, for what may name 100,000 features."""
    separators = (",", ":") if indent is None else None
    told = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent, separators=separators, allow_nan=False)
    return f"{told}\n".encode()
