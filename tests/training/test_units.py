"""Trees of units: fitted on texts of our own, and that what comes out are trees."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.domain.units import ROOT, UnitLabels, UnitText
from pipeline.evaluation.units import unit_scores
from pipeline.roles.chain.fitting import ChainSettings
from pipeline.structure import parent_fitting
from pipeline.training.unit_reading import FACTS, as_document, places
from pipeline.training.units import UnitModel, _shares, fit_units, predict_units

THINGS = ["水渠", "公交", "食堂", "码头", "路灯", "粮仓"]


def text(seed: int) -> tuple[UnitText, UnitLabels]:
    """A claim first or last; reasons that say so and objections that say so."""
    draw = random.Random(seed)
    thing = f"{seed}号{draw.choice(THINGS)}"
    claim = f"{thing}应当马上重修。"
    others = [(f"因为{thing}已经坏了{n}年。", "supports") for n in range(2, 2 + draw.randint(1, 2))]
    others += [(f"有人担心修{thing}太贵。", "attacks")]
    draw.shuffle(others)
    at = 0 if seed % 2 else len(others)
    pieces = [said for said, _ in others]
    relations = [relation for _, relation in others]
    pieces.insert(at, claim)
    relations.insert(at, "")
    whole, spans = "", []
    for piece in pieces:
        spans.append((len(whole), len(whole) + len(piece)))
        whole += piece
    n = len(pieces)
    return (
        UnitText(f"t{seed}", "zh", whole, tuple(spans), (0,) * n, (0,) * n),
        UnitLabels(
            tuple("claim" if k == at else "premise" for k in range(n)),
            tuple(ROOT if k == at else at for k in range(n)),
            tuple(relations),
        ),
    )


TEXTS, GOLD = zip(*(text(seed) for seed in range(60)), strict=True)


@pytest.fixture(scope="module")
def model() -> UnitModel:
    return fit_units(TEXTS[:40], GOLD[:40], role_component="chain.v1", settings=ChainSettings())


def labels(model: UnitModel, texts: Sequence[UnitText]) -> list[UnitLabels]:
    return [found.labels for found in predict_units(model, texts)]


def test_parents_are_read_twice_where_there_is_enough_to_learn_it_from(
    model: UnitModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert model.parents.again is None
    monkeypatch.setattr(parent_fitting, "FEW", sum(len(of.parents) for of in GOLD[:40]))
    twice = fit_units(TEXTS[:40], GOLD[:40], role_component="chain.v1", settings=ChainSettings())
    assert twice.parents.again is not None
    assert unit_scores(GOLD[40:], labels(twice, TEXTS[40:]))["uas"][0] > 0.9


def test_what_is_plain_is_learned(model: UnitModel) -> None:
    found = labels(model, TEXTS[40:])
    scores = unit_scores(GOLD[40:], found)
    assert scores["uas"][0] > 0.9
    assert scores["las"][0] > 0.9
    assert all(f.components.count("claim") == 1 for f in found)


def test_each_text_has_one_root_as_those_it_learned_from(model: UnitModel) -> None:
    assert model.single_root
    joined = UnitText("two", "zh", TEXTS[0].text, TEXTS[0].spans, TEXTS[0].paragraphs, TEXTS[0].blocks)
    (found,) = labels(model, [joined])
    assert found.parents.count(ROOT) == 1


def test_components_and_roots_go_together(model: UnitModel) -> None:
    for of in labels(model, TEXTS[40:]):
        for kind, parent, relation in zip(of.components, of.parents, of.relations, strict=True):
            assert (kind == "claim") == (parent == ROOT) == (relation == "")


def test_a_text_without_units(model: UnitModel) -> None:
    (found,) = predict_units(model, [UnitText("none", "zh", "没有。", (), (), ())])
    assert (found.labels, found.probabilities) == (UnitLabels((), (), ()), ())


def test_what_was_chosen_has_a_probability(model: UnitModel) -> None:
    right: list[float] = []
    for of, gold in zip(predict_units(model, TEXTS[40:]), GOLD[40:], strict=True):
        assert len(of.probabilities) == len(gold.parents)
        for p, parent, gold_parent in zip(of.probabilities, of.labels.parents, gold.parents, strict=True):
            assert all(0 < x <= 1 for x in (p.component, p.parent, p.relation))
            assert p.parent > 0.3
            right += [p.parent] if parent == gold_parent else []
    assert np.mean(right) > 0.9  # what is plain is also said with certainty


def test_probabilities_are_those_of_what_was_chosen_among_all_that_was_offered() -> None:
    shares = _shares(np.array([0, 0, 1, 1, 1]), np.log([2.0, 6.0, 1e-9, 3e-9, 4e-9]), 2)
    assert shares == pytest.approx([0.25, 0.75, 0.125, 0.375, 0.5])


def test_units_are_read_with_the_words_that_lead_in_to_them() -> None:
    said = "It rains. Therefore , I think that fares fall and boats sail"
    spans = ((35, 45), (50, 60))
    found = as_document(UnitText("t", "en", said, spans, (0, 0), (0, 0)))
    assert [s.text for s in found.sentences] == ["Therefore , I think that fares fall", "and boats sail"]
    assert [(s.start, s.end) for s in found.sentences] == list(spans)
    assert [(s.id, s.start, s.end) for s in found.sections] == [("b0", 35, 60)]


def test_the_same_texts_give_the_same_model(model: UnitModel) -> None:
    again = fit_units(TEXTS[:40], GOLD[:40], role_component="chain.v1", settings=ChainSettings())
    assert predict_units(again, TEXTS[40:]) == predict_units(model, TEXTS[40:])


def test_where_units_stand_among_all_words() -> None:
    said = "It rains. Fares fall. So boats sail."
    rows = places(UnitText("t", "en", said, ((10, 20), (25, 35)), (0, 0), (0, 0)))
    assert rows.shape == (2, FACTS)
    assert rows[0].tolist() == pytest.approx([10 / 36, 1, 1, 10 / 50, 5 / 50, 2])
    assert rows[1].tolist() == pytest.approx([25 / 36, 2, 1, 5 / 50, 1 / 50, 2])
