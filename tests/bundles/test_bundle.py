"""A model folder: written whole, read only when every byte of it is as it was written, and never run."""

import io
import json
import pickle
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pipeline.bundles import arrays as arrays_module
from pipeline.bundles import bundle as bundle_module
from pipeline.bundles.arrays import pack_arrays, unpack_arrays
from pipeline.bundles.bundle import read_bundle, seal, write_bundle, write_sealed
from pipeline.errors import ModelError, OutputError

FILES = ("arrays.npz", "card.md", "manifest.json", "settings.json")
VALUES: dict[str, Any] = {
    "name": "ferry",
    "version": "1",
    "about": {"data": {"documents": 3, "note": "摆渡"}},
    "settings": {"labels": ["claim", "evidence"], "threshold": 0.5},
    "arrays": {"w": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([True, False])},
    "card": "# ferry\n\n渡口。\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_bundle(tmp_path / "ferry", **VALUES)
    return tmp_path / "ferry"


def resealed(folder: Path, file: str, data: bytes) -> None:
    """Put `data` in the place of a file and its hash in the manifest, as an attacker would."""
    (folder / file).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"][file] = sha256(data).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def npz(**entries: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(f"{name}.npy", data)
    return stream.getvalue()


def npy(array: np.ndarray[Any, Any], *, allow_pickle: bool = False) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=allow_pickle)
    return stream.getvalue()


def test_what_is_written_is_read(folder: Path) -> None:
    found = read_bundle(folder)
    assert sorted(p.name for p in folder.iterdir()) == list(FILES)
    assert (found.settings, found.card) == (VALUES["settings"], VALUES["card"])
    assert found.manifest["data"] == VALUES["about"]["data"]
    assert found.arrays.keys() == VALUES["arrays"].keys()
    for name, array in VALUES["arrays"].items():
        np.testing.assert_array_equal(found.arrays[name], array)
        assert found.arrays[name].dtype == array.dtype
    assert found.ref.sha256 == sha256((folder / "manifest.json").read_bytes()).hexdigest()


def test_the_same_values_give_the_same_bytes(tmp_path: Path, folder: Path) -> None:
    shuffled = VALUES | {"arrays": dict(reversed(VALUES["arrays"].items()))}
    assert write_bundle(tmp_path / "again", **shuffled) == read_bundle(folder).ref
    for file in FILES:
        assert (tmp_path / "again" / file).read_bytes() == (folder / file).read_bytes()


def test_about_never_overrules_what_the_manifest_says_of_the_files(tmp_path: Path) -> None:
    write_bundle(tmp_path / "m", **VALUES | {"about": {"files": {}, "schema": "x", "name": "y"}})
    assert read_bundle(tmp_path / "m").ref.name == "ferry"


NUMBERS = hnp.arrays(
    st.sampled_from([np.float32, np.float64, np.int64, np.bool_]), hnp.array_shapes(min_dims=0, min_side=0)
)


@given(st.dictionaries(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=5), NUMBERS, max_size=3))
def test_arrays_come_back_as_they_were(arrays: dict[str, np.ndarray[Any, Any]]) -> None:
    data = pack_arrays(arrays)
    found = unpack_arrays(data)
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)
    assert pack_arrays(found) == data


def test_numpy_itself_reads_the_arrays(folder: Path) -> None:
    with np.load(folder / "arrays.npz", allow_pickle=False) as found:
        np.testing.assert_array_equal(found["w"], VALUES["arrays"]["w"])


@pytest.mark.parametrize("file", sorted(set(FILES) - {"manifest.json"}))
def test_a_byte_changed_is_found(folder: Path, file: str) -> None:
    data = (folder / file).read_bytes()
    for place in (0, len(data) // 2, len(data) - 1):
        (folder / file).write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(ModelError, match=f"{file}: differs from what the manifest says was saved"):
            read_bundle(folder)


def test_a_byte_changed_in_the_manifest_is_found_or_makes_another_model(folder: Path) -> None:
    """Nothing vouches for the manifest; where it is still well-formed, analyses cite another hash."""
    data, ref = (folder / "manifest.json").read_bytes(), read_bundle(folder).ref
    for place in range(0, len(data), 7):
        (folder / "manifest.json").write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        try:
            assert read_bundle(folder).ref.sha256 != ref.sha256
        except ModelError:
            continue


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(ModelError, match=file):
        read_bundle(folder)


@pytest.mark.parametrize("file", FILES)
def test_a_folder_in_the_place_of_a_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    (folder / file).mkdir()
    with pytest.raises(ModelError, match=f"{file}: is no file"):
        read_bundle(folder)


class Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return (exec, ("raise SystemExit('this was run')",))


def test_a_pickle_beside_the_files_is_refused_unread(folder: Path) -> None:
    (folder / "model.pkl").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(ModelError, match=r"holds model\.pkl.*Take it away"):
        read_bundle(folder)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (npz(w=npy(np.array([Bomb()], dtype=object), allow_pickle=True)), "plain array"),
        (npz(w=pickle.dumps(Bomb())), "plain array"),
        (pickle.dumps(Bomb()), "archive is damaged"),
        (npz(w=npy(np.array(["text"]))), "not numbers"),
        (npz(w=npy(np.zeros(3))[:-4]), "plain array"),
        (npz(w=npy(np.zeros(3)).replace(b"(3,)", b"(9,)")), "plain array"),
        (npz(w=npy(np.zeros(3)).replace(b"(3,), }       ", b"(3333333333,)}")), "plain array"),
        (npz(w=b""), "plain array"),
        (b"", "archive is damaged"),
        (npz(w=npy(np.zeros(3)))[:-30], "archive is damaged"),
    ],
    ids=["object", "pickle", "bare pickle", "strings", "cut", "longer", "vast", "empty", "nothing", "cut archive"],
)
def test_arrays_that_are_not_plain_numbers_are_refused_though_the_hash_fits(
    folder: Path, data: bytes, why: str
) -> None:
    resealed(folder, "arrays.npz", data)
    with pytest.raises(ModelError, match=why) as caught:
        read_bundle(folder)
    assert caught.value.where.endswith("arrays.npz")


def test_an_archive_that_would_unpack_without_end_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays_module, "LARGEST", 2**20)
    data = npz(w=npy(np.zeros(2**18)))
    assert len(data) < 2**12
    resealed(folder, "arrays.npz", data)
    with pytest.raises(ModelError, match="unpacks to more than 1 MB"):
        read_bundle(folder)


def test_a_file_too_large_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_module, "LARGEST", 10)
    with pytest.raises(ModelError, match="is larger than"):
        read_bundle(folder)


@pytest.mark.parametrize("schema", ["pipeline.model/3", None, 1])
def test_another_schema_is_refused_by_name(folder: Path, schema: object) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes()) | {"schema": schema}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError, match=r"reads 'pipeline\.model/2'. Update the program") as caught:
        read_bundle(folder)
    assert repr(schema) in str(caught.value)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"schema": "pipeline.model/1"}'], ids=lambda d: d[:9]
)
def test_a_manifest_that_is_no_manifest_is_refused(folder: Path, data: bytes) -> None:
    (folder / "manifest.json").write_bytes(data)
    with pytest.raises(ModelError, match=r"manifest\.json"):
        read_bundle(folder)


@pytest.mark.parametrize("change", [{"files": []}, {"files": None}, {"name": ""}, {"version": 1}])
def test_a_manifest_with_values_of_the_wrong_kind_is_refused(folder: Path, change: dict[str, Any]) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes()) | change
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError, match="lacks the model's name, its version or the hashes"):
        read_bundle(folder)


@pytest.mark.parametrize("data", [b"{", b"[1]"])
def test_settings_that_are_no_object_are_refused(folder: Path, data: bytes) -> None:
    resealed(folder, "settings.json", data)
    with pytest.raises(ModelError, match=r"settings\.json: is no JSON"):
        read_bundle(folder)


def test_a_folder_of_something_else_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_bytes(b"mine")
    with pytest.raises(OutputError, match=r"holds thesis\.txt, which is no part of a model"):
        write_bundle(tmp_path, **VALUES)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("place", ["file", "file/model"])
def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        write_bundle(tmp_path / place, **VALUES)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("change", "error"),
    [({"arrays": {"w": np.array([None])}}, "not numbers"), ({"settings": {"t": float("nan")}}, "JSON compliant")],
)
def test_what_cannot_be_read_back_is_not_written(tmp_path: Path, change: dict[str, Any], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        write_bundle(tmp_path / "m", **VALUES | change)
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("anew", [True, False], ids=["new folder", "over an older model"])
def test_killed_between_two_files_it_is_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int, anew: bool
) -> None:
    if not anew:
        write_bundle(tmp_path, **VALUES)
    changed = VALUES | {"settings": {"t": 1}, "arrays": {"w": np.ones(2)}, "card": "new", "version": "2"}
    replace, placed = Path.replace, []

    def killed(self: Path, target: Path) -> Path:
        if len(placed) == before:
            raise KeyboardInterrupt
        placed.append(target.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_bundle(tmp_path, **changed)
    if before == 0 and not anew:
        assert read_bundle(tmp_path).ref.version == "1"
    else:
        with pytest.raises(ModelError, match="no model is there" if anew else "differs from what the manifest says"):
            read_bundle(tmp_path)
    monkeypatch.undo()
    assert sorted(path.name for path in tmp_path.iterdir()) == (sorted(placed) if anew else list(FILES))
    write_bundle(tmp_path, **changed)
    assert read_bundle(tmp_path).ref.version == "2"


def test_a_report_may_lie_beside_the_model(tmp_path: Path) -> None:
    sealed = seal(**VALUES)
    assert list(sealed.files)[-1] == "manifest.json"
    reports = {"report.html": b"<p>", "report.json": b"{}", "predictions.json": b"[]"}
    ref = write_sealed(tmp_path, sealed, reports)
    assert {p.name: p.read_bytes() for p in (tmp_path / "evaluation").iterdir()} == reports
    assert read_bundle(tmp_path).ref == ref == sealed.ref
    (tmp_path / "evaluation" / "report.html").unlink()
    assert read_bundle(tmp_path).ref == ref


def test_the_report_of_an_earlier_model_does_not_stay(tmp_path: Path) -> None:
    write_sealed(tmp_path, seal(**VALUES), {"report.html": b"<p>", "report.json": b"{}"})
    write_sealed(tmp_path, seal(**VALUES | {"version": "2"}), {"report.json": b"{}"})
    assert [p.name for p in (tmp_path / "evaluation").iterdir()] == ["report.json"]


def test_nothing_else_may_lie_with_the_report(folder: Path) -> None:
    (folder / "evaluation").mkdir()
    assert read_bundle(folder).ref.name == "ferry"
    (folder / "evaluation" / "weights.pkl").write_bytes(pickle.dumps({}))
    with pytest.raises(ModelError, match=r"holds evaluation/weights\.pkl, which is no part of a model"):
        read_bundle(folder)
    with pytest.raises(OutputError, match=r"holds evaluation/weights\.pkl"):
        write_bundle(folder, **VALUES)


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_report_that_is_no_folder_is_refused(tmp_path: Path, folder: Path, kind: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if kind == "file":
        (folder / "evaluation").write_bytes(b"")
    else:
        (folder / "evaluation").symlink_to(elsewhere)
    with pytest.raises(ModelError, match="holds evaluation, which is no part of a model"):
        read_bundle(folder)
