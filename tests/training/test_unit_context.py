"""Labels in the light of the units around: what is read, what is held out, what older models lack."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.bundles.bundle import Bundle
from pipeline.domain.analysis import ModelRef
from pipeline.domain.units import UnitText
from pipeline.roles.chain.fitting import ChainSettings
from pipeline.structure import parent_fitting
from pipeline.training.unit_context import context_table, context_width, fit_context
from pipeline.training.unit_packing import packed_units, unpacked_units
from pipeline.training.unit_reading import FACTS, SURROUNDINGS, as_units, surroundings
from pipeline.training.units import fit_units, predict_units
from tests.training.test_units import GOLD, TEXTS

SAID = "It rains. Fares fall, boats sail. So it ends."
TEXT = UnitText("t", "en", SAID, ((10, 20), (22, 32), (37, 44)), (0, 0, 0), (0, 0, 0))


def test_where_units_stand_in_sentences_and_gaps() -> None:
    rows = surroundings(TEXT)
    assert rows.shape == (3, SURROUNDINGS)
    # gaps of 10, 2 and 5 characters; sentences end at 9, 33 and 45
    assert rows[0].tolist() == pytest.approx([1 / 3, 2, 3, 1, 13, 2, 0, 3, 0, 10 / (1 + 17 / 3), 25])
    assert rows[1].tolist() == pytest.approx([1 / 3, 2, 3, 13, 1, 2, 1, 2, 2 / 3, 2 / (1 + 17 / 3), 13])
    assert rows[2].tolist() == pytest.approx([2 / 3, 1, 3, 4, 1, 1, 2, 1, 1 / 3, 5 / (1 + 17 / 3), 1])
    assert surroundings(UnitText("none", "en", SAID, (), (), ())).shape == (0, SURROUNDINGS)


def test_the_labels_of_four_units_to_each_side_are_read() -> None:
    p = np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]])
    table = context_table(TEXT, as_units(TEXT, p))
    assert table.shape == (3, context_width(2))
    of_labels = table[:, : 9 * 2].reshape(3, 9, 2)
    for i in range(3):
        for k, j in enumerate(range(i - 4, i + 5)):
            expected = np.log(p[j]) if 0 <= j < 3 else [-12, -12]
            np.testing.assert_allclose(of_labels[i, k], expected, rtol=1e-6)
    np.testing.assert_allclose(table[:, 18 : 18 + FACTS], as_units(TEXT, p).facts, rtol=1e-6)


def test_a_label_that_the_unit_before_tells_is_learned_and_no_text_tells_its_own() -> None:
    draw = np.random.default_rng(0)
    texts, gold = [], []
    for _ in range(60):
        first = draw.integers(2)
        p = np.array([[0.9, 0.1] if first else [0.1, 0.9], [0.5, 0.5], [0.5, 0.5]])
        texts.append((TEXT, as_units(TEXT, p)))
        gold.append([1 - first, first, first])  # of the later ones the component knows nothing
    trees, held_out = fit_context(texts, gold, 2)
    assert all((p.argmax(axis=1) == of).all() for p, of in zip(held_out, gold, strict=True))
    again, _ = fit_context(texts, gold, 2)
    table = context_table(*texts[0])
    np.testing.assert_array_equal(trees.log_probabilities(table), again.log_probabilities(table))
    noise = [draw.integers(2, size=3).tolist() for _ in texts]
    _, of_noise = fit_context(texts, noise, 2)
    assert np.mean([(p.argmax(axis=1) == of).mean() for p, of in zip(of_noise, noise, strict=True)]) < 0.65


def test_a_single_text_is_enough() -> None:
    _, held_out = fit_context([(TEXT, as_units(TEXT, np.full((3, 2), 0.5)))], [[0, 1, 1]], 2)
    assert held_out[0].shape == (3, 2)


def test_models_from_before_it_was_there_still_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent_fitting, "FEW", 0)
    model = fit_units(TEXTS[:20], GOLD[:20], role_component="chain.v1", settings=ChainSettings())
    once = replace(model, parents=replace(model.parents, again=None))
    for of, version in ((once, 2), (model, 3), (replace(model, context=None), 3)):
        arrays, settings = packed_units("chain.v1", of, None)
        assert settings["units"]["features_version"] == version
        assert ("again.levels" in arrays) == (version == 3)
        read = unpacked_units(Bundle(ModelRef("m", "1", "0"), {}, settings, arrays, "", Path("m")))
        assert (read.context is None) == (of.context is None)
        assert predict_units(read, TEXTS[20:]) == predict_units(of, TEXTS[20:])
    del settings["units"]["context"]
    assert unpacked_units(Bundle(ModelRef("m", "1", "0"), {}, settings, arrays, "", Path("m"))).context is None
