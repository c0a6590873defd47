"""A segmenter: paths, spans, what it learns, and its bundle."""

import math
import random
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.segmentation import segmentation_scores
from pipeline.structure.segmentation.fitting import (
    SegmentationSettings,
    SegmentedText,
    fit_segmentation,
    segmented,
)
from pipeline.structure.segmentation.model import (
    TAGS,
    SegmentationModel,
    best_path,
    owners,
    pack,
    spans_of,
    tags_of,
    unpack,
)

SETTINGS = SegmentationSettings(c=1.0, c_sentences=1.0, min_count=1, rounds=30, learning_rate=0.2, smallest_leaf=3)
THINGS = ["boats", "fares", "rowers", "piers", "lamps", "wells"]


def text(seed: int) -> SegmentedText:
    """Who says `I hold that` or gives a reason marks a component after it; who tells a story marks nothing."""
    draw = random.Random(seed)
    tokens: list[str] = []
    tags: list[str] = []
    kinds: list[str] = []
    for _ in range(6):
        thing, other = draw.sample(THINGS, 2)
        shell, said = draw.choice(
            [
                (["I", "hold", "that"], [thing, "need", other]),
                (["Because", ","], [thing, "break", "often"]),
                (["Yesterday", "we", "saw", thing], []),
            ]
        )
        tokens += [*shell, *said, "."]
        tags += ["O"] * len(shell) + (["B"] + ["I"] * (len(said) - 1) if said else []) + ["O"]
        kinds += [] if not said else ["claim" if shell[0] == "I" else "premise"]
    return segmented(tokens, tags, kinds)


TEXTS = [text(seed) for seed in range(30)]


@pytest.fixture(scope="module")
def model() -> SegmentationModel:
    return fit_segmentation(TEXTS[:20], SETTINGS)


def test_it_finds_components_in_texts_it_has_not_seen(model: SegmentationModel) -> None:
    held = TEXTS[20:]
    scores = segmentation_scores([t.tags for t in held], [model.tags(t.tokens) for t in held])
    assert scores["tokens"][0] > 0.95
    assert model.spans(("I", "hold", "that", "wells", "need", "lamps", ".")) == ((3, 6),)
    assert model.sentences.classes == ("", "-", "claim", "premise")


def test_a_bundle_keeps_it_whole(model: SegmentationModel) -> None:
    arrays, settings = pack(model)
    again = unpack(arrays, settings)
    for of in TEXTS[20:]:
        assert np.array_equal(again.log_probabilities(of.tokens), model.log_probabilities(of.tokens))
    missing = {name: array for name, array in arrays.items() if not name.endswith("weights")}
    with pytest.raises(KeyError):
        unpack(missing, settings)
    renamed = {**settings, "segment_tokens": {**settings["segment_tokens"]}}
    renamed["segment_tokens"]["classes"] = [f"x{k}" for k in range(len(model.tokens.classes))]
    with pytest.raises(ValueError, match="scores x0"):
        unpack(arrays, renamed)


def test_the_same_texts_give_the_same_model(model: SegmentationModel) -> None:
    (one, _), (other, _) = pack(fit_segmentation(TEXTS[:20], SETTINGS)), pack(model)
    assert all(np.array_equal(one[name], other[name]) for name in other)


@pytest.mark.parametrize("tokens", [(), ("。",), ("",), ("=",), ("渡", "船", "。"), ("w" * 5000,)])
def test_it_takes_whatever_it_is_given(model: SegmentationModel, tokens: tuple[str, ...]) -> None:
    assert len(model.tags(tokens)) == len(tokens)


def test_little_to_learn_from_is_enough() -> None:
    one = SegmentedText(("boats", "sail"), ("O", "O"), ("",))
    assert fit_segmentation([one], SETTINGS).tags(("boats", "sail")) == ("O", "O")
    marked = segmented(("boats", "sail", "."), ("B", "I", "O"), ("claim",))
    assert set(fit_segmentation([marked, one], SETTINGS).tags(("boats",))) <= set(TAGS)
    with pytest.raises(ValueError, match="token"):
        fit_segmentation([replace(one, tokens=(), tags=(), kinds=())], SETTINGS)


@given(st.lists(st.tuples(*[st.floats(-5, 0)] * 3), max_size=5))
def test_no_valid_path_is_better(rows: list[tuple[float, float, float]]) -> None:
    scores = np.array(rows).reshape(len(rows), 3)

    def valid(path: tuple[int, ...]) -> bool:
        return all(TAGS[k] != "I" or (t and TAGS[path[t - 1]] != "O") for t, k in enumerate(path))

    def total(path: tuple[int, ...]) -> float:
        return math.fsum(scores[t, k] for t, k in enumerate(path))

    found = tuple(best_path(scores))
    assert valid(found)
    best = max(total(path) for path in product(range(3), repeat=len(rows)) if valid(path))
    assert total(found) == pytest.approx(best)


@given(st.lists(st.sampled_from("BIO"), max_size=12))
def test_spans_and_tags_are_each_other_s_inverse(tags: list[str]) -> None:
    spans = spans_of(tags)
    again = tags_of(owners(spans, [(k, k + 1) for k in range(len(tags))]))
    assert spans_of(again) == spans
    if all(tag != "I" or (k and tags[k - 1] != "O") for k, tag in enumerate(tags)):
        assert list(again) == tags


def test_tokens_that_units_share_or_miss() -> None:
    tokens = [(0, 2), (3, 5), (6, 8), (9, 11)]
    assert owners([(0, 5), (6, 8)], tokens) == [0, 0, 1, -1]
    assert owners([(4, 8)], tokens) == [-1, 0, 0, -1]  # from the middle of a token
    assert owners([(0, 4), (4, 8)], tokens) == [0, 0, 1, -1]  # a token of two
    assert owners([], tokens) == [-1] * 4
    assert tags_of([0, 0, 1, -1, 2]) == ("B", "I", "B", "O", "B")


def test_a_sentence_has_the_kind_of_its_first_component() -> None:
    tokens = ("boats", ",", "fares", ".", "Row", ".")
    of = segmented(tokens, ("B", "O", "B", "O", "O", "O"), ("claim", "premise"))
    assert of.kinds == ("claim", "")
    with pytest.raises(ValueError, match="2 components"):
        segmented(("a", "b"), ("B", "I"), ("claim", "premise"))
