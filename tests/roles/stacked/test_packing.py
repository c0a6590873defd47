"""A stack in a bundle and back: the same numbers, and nothing loaded that does not fit."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.bundles.bundle import read_bundle, write_bundle
from pipeline.errors import ModelError
from pipeline.roles.stacked.context import table_width
from pipeline.roles.stacked.families import FAMILIES, WORDED
from pipeline.roles.stacked.fitting import COMPONENT, fit_stacked
from pipeline.roles.stacked.model import StackedModel
from pipeline.roles.stacked.packing import pack, unpack
from pipeline.training.packing import packed, unpacked
from tests.roles.stacked.samples import DOCUMENTS, GOLD, LABELS, SETTINGS, document, fitted


def test_a_bundle_says_what_the_model_said(tmp_path: Path) -> None:
    arrays, settings = packed("stacked.v1", fitted().model, None)
    write_bundle(tmp_path, name="tiny", version="1", about={}, settings=settings, arrays=arrays, card="")
    found = unpacked(read_bundle(tmp_path))
    assert found.component == "stacked.v1"
    assert (found.roles.labels, found.roles.threshold) == (LABELS, fitted().model.threshold)
    for a, b in zip(found.roles.probabilities(DOCUMENTS), fitted().model.probabilities(DOCUMENTS), strict=True):
        assert a.tobytes() == b.tobytes()
    assert found.roles.explain(DOCUMENTS[0]) == fitted().model.explain(DOCUMENTS[0])


def test_a_model_without_words_is_spared_jieba(monkeypatch: pytest.MonkeyPatch) -> None:
    model = fit_stacked(DOCUMENTS, GOLD, LABELS, replace(SETTINGS, words=False)).model
    again = unpack(*pack(model))  # type: ignore[arg-type]
    assert all(len(again.first.vocabularies[family]) == 0 for family in WORDED)
    monkeypatch.setattr("rjieba.cut", lambda text: pytest.fail("words are cut"))
    for a, b in zip(again.probabilities(DOCUMENTS), model.probabilities(DOCUMENTS), strict=True):
        assert a.tobytes() == b.tobytes()
    assert any(cue.name != "context" for cues in again.explain(DOCUMENTS[0]) for cue in cues)


def test_packing_what_was_unpacked_gives_the_same_arrays() -> None:
    arrays, settings = pack(fitted().model)
    again, values = pack(unpack(arrays, settings))
    assert values == settings
    assert again.keys() == arrays.keys()
    for name, array in arrays.items():
        assert (array.dtype, array.tobytes()) == (again[name].dtype, again[name].tobytes()), name


def test_weights_take_a_byte_and_steps_the_rest() -> None:
    arrays, _ = pack(fitted().model)
    for name in FAMILIES:
        assert arrays[f"{name}.weights"].dtype == np.int8
        assert arrays[f"{name}.hashes"].dtype == np.uint32
        assert arrays[f"{name}.idf"].dtype == np.float16
        assert np.abs(arrays[f"{name}.weights"].astype(int)).max(initial=0) <= 127


def test_a_stack_of_next_to_nothing_is_stored_too(tmp_path: Path) -> None:
    """Few vocabularies hold anything, and no tree has a split."""
    documents = [document(["渡"]), document(["船"])]
    model = fit_stacked(documents, [["claim"], ["other"]], ("claim", "other"), SETTINGS).model
    assert isinstance(model, StackedModel)
    assert model.trees.columns.shape[1] == 0
    assert len(model.first.vocabularies["word"]) == 0
    arrays, settings = packed("stacked.v1", model, None)
    write_bundle(tmp_path, name="tiny", version="1", about={}, settings=settings, arrays=arrays, card="")
    found = unpacked(read_bundle(tmp_path)).roles
    for a, b in zip(found.probabilities(documents), model.probabilities(documents), strict=True):
        np.testing.assert_array_equal(a, b)


def changed(name: str, change: Callable[[Any], Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    arrays, settings = (dict(part) for part in pack(fitted().model))
    (arrays if name in arrays else settings)[name] = change((arrays if name in arrays else settings)[name])
    return arrays, settings


def with_first(value: Any) -> Callable[[Any], Any]:
    def change(array: Any) -> Any:
        found = array.copy()
        found.flat[0] = value
        return found

    return change


WRONG: list[tuple[str, Callable[[Any], Any], str]] = [
    ("version", lambda _: 2, "version 2 of its features, this program computes 1"),
    ("classes", lambda found: found[:-1], r"unit\.steps must hold finite numbers in the shape \(3, 4\)"),
    ("classes", lambda found: [found[0], *found[:-1]], "its classes are claim, claim, evidence"),
    ("classes", lambda _: ["claim"], "its classes are claim"),
    ("classes", lambda _: [], "its classes are none"),
    ("temperature", lambda _: 0, "temperature and threshold are 0.0"),
    ("temperature", lambda _: float("nan"), "temperature and threshold are nan"),
    ("temperature", lambda _: float("inf"), "temperature and threshold are inf"),
    ("threshold", lambda _: float("nan"), "temperature and threshold are"),
    ("threshold", lambda _: "high", "could not convert"),
    ("bits", lambda found: {**found, "word": 0}, "word: a table of 0 bits"),
    ("bits", lambda found: {**found, "word": 25}, "word: a table of 25 bits"),
    ("word.hashes", lambda a: a.astype(np.int64), r"word\.hashes must ascend"),
    ("word.hashes", lambda a: a[::-1], r"word\.hashes must ascend"),
    ("word.hashes", lambda a: a[:, None], r"word\.hashes must ascend"),
    ("word.hashes", lambda a: a[:-1], r"word\.idf must hold finite numbers"),
    ("unit.idf", with_first(np.inf), r"unit\.idf must hold finite numbers"),
    ("unit.idf", with_first(0), r"unit\.idf must be positive"),
    ("unit.idf", with_first(-1), r"unit\.idf must be positive"),
    ("pair.steps", with_first(np.nan), r"pair\.steps must hold finite numbers"),
    ("pair.steps", lambda a: a[:-1], r"pair\.steps must hold finite numbers"),
    ("pair.weights", lambda a: a[:, :, :-1], r"pair\.weights must hold finite numbers"),
    ("bias", lambda a: a[:-1], "bias must hold finite numbers"),
    ("bias", with_first(np.inf), "bias must hold finite numbers"),
    ("offsets", lambda a: a[:-1], "offsets must hold finite numbers"),
    ("offsets", with_first(np.nan), "offsets must hold finite numbers"),
    ("trees.values", lambda a: a[0], r"trees\.values has the shape"),
    ("trees.values", lambda a: np.tile(a, (1, 9)), r"trees\.values has the shape"),
    ("trees.values", lambda a: a[:, :0], r"trees\.values has the shape"),
    ("trees.values", with_first(np.nan), r"trees\.values must hold finite numbers"),
    ("trees.values", lambda a: a[:-1], r"trees\.columns must hold finite numbers"),
    ("trees.values", lambda a: a[:, :1], "strike out leaves that they do not have"),
    ("trees.columns", lambda a: a[0], r"trees\.columns must hold finite numbers"),
    ("trees.columns", lambda _: np.array(3, np.int16), r"trees\.columns must hold finite numbers"),
    ("trees.columns", lambda a: a.astype(np.int32), "16, 16 and 8 bits"),
    ("trees.columns", with_first(table_width(5)), f"trees read column {table_width(5)} of {table_width(5)}"),
    ("trees.levels", lambda a: a[:, :-1], r"trees\.levels must hold finite numbers"),
    ("trees.levels", lambda a: a.astype(np.float32), "16, 16 and 8 bits"),
    ("trees.struck", with_first(128), "strike out leaves that they do not have"),
    ("trees.struck", lambda a: a.astype(np.int8), "16, 16 and 8 bits"),
]


@pytest.mark.parametrize(("name", "change", "message"), WRONG)
def test_what_does_not_fit_is_refused(name: str, change: Callable[[Any], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        unpack(*changed(name, change))


def test_what_is_missing_is_refused() -> None:
    arrays, settings = pack(fitted().model)
    for name in arrays:
        with pytest.raises(KeyError):
            unpack({n: a for n, a in arrays.items() if n != name}, settings)
    for name in settings:
        with pytest.raises(KeyError):
            unpack(arrays, {n: v for n, v in settings.items() if n != name})
    with pytest.raises(KeyError):
        unpack(arrays, {**settings, "bits": {}})
    with pytest.raises(TypeError):
        unpack(arrays, {**settings, "classes": None})


def test_the_last_column_of_the_table_may_be_read() -> None:
    model = unpack(*changed("trees.columns", with_first(table_width(5) - 1)))
    [p] = model.probabilities(DOCUMENTS[:1])
    np.testing.assert_allclose(p.sum(axis=1), 1)


def test_a_bundle_with_such_a_part_is_refused_by_name(tmp_path: Path) -> None:
    arrays, settings = packed("stacked.v1", fitted().model, None)
    arrays["roles.trees.columns"] = np.array(3, np.int16)
    write_bundle(tmp_path, name="tiny", version="1", about={}, settings=settings, arrays=arrays, card="")
    with pytest.raises(ModelError, match=r"lacks a part or has a malformed one \(trees\.columns"):
        unpacked(read_bundle(tmp_path))


def test_the_component_packs_so() -> None:
    assert (COMPONENT.pack, COMPONENT.unpack) == (pack, unpack)
