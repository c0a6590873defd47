"""Which spans decided."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.document import Document
from pipeline.roles.stacked.explanation import explain
from pipeline.roles.stacked.families import FAMILIES, Batch, fit_vocabularies, matrices, read_batch
from pipeline.roles.stacked.tokens import tokenize
from pipeline.roles.stacked.views import NAMES, USES, VIEWS, LinearViews, Part
from pipeline.roles.stacked.vocabulary import Vocabulary
from tests.roles.stacked.samples import DOCUMENTS, document, fitted, odd_texts

FULL = VIEWS["full"].parts


def by_hand(batch: Batch, given: dict[Part, float], bias: Any = (0, 0, 0)) -> tuple[dict[str, Vocabulary], LinearViews]:
    """All spans of the batch known; those of some parts speak for label 1 by a number, and for the others not."""
    known = fit_vocabularies(batch, np.arange(len(batch)))
    weights = {name: np.zeros((len(known[name]), len(USES[name]), 3), np.float32) for name in FAMILIES}
    for part, weight in given.items():
        weights[part.family][:, USES[part.family].index(("full", part)), 1] = weight
    biases = np.zeros((len(VIEWS), 3), np.float32)
    biases[NAMES.index("full")] = bias
    return known, LinearViews(weights, biases)


def part(family: str, of: int = 0) -> Part:
    return next(p for p in FULL if (p.family, p.of) == (family, of))


SURE = np.log([0.1, 0.8, 0.1])


def test_cues_by_hand() -> None:
    """渡口 twice and 停 once, idf alike: each is 1/√3 of the row. 3 · (1 - 1/3) · sharpness 2 is 4."""
    batch = read_batch([document(["渡口 渡口 停", "渡口 渡口 停"])])
    known, views = by_hand(batch, {part("word"): 3.0})
    first, second = explain(batch, known, views, np.tile(SURE, (2, 1)), 8)
    assert first == second
    cues = {cue.name: cue.weight for cue in first}
    assert cues["渡口"] == pytest.approx(2 * 4 / 3**0.5, rel=1e-5)
    assert cues["停"] == pytest.approx(4 / 3**0.5, rel=1e-5)
    assert set(cues) == {"渡口", "停", "context"}
    total = float(SURE[1] - SURE.mean())
    assert sum(cues.values()) == pytest.approx(total, abs=1e-5)


def test_cues_of_neighbours_are_named_so() -> None:
    batch = read_batch([document(["渡口", "书屋", "渡口", "书屋"]), document(["渡口"])])
    known, views = by_hand(batch, {part("word", -1): 3.0, part("word", 2): -3.0})
    found = [{c.name for c in cues} - {"context"} for cues in explain(batch, known, views, np.tile(SURE, (5, 1)), 8)]
    assert found == [{"+2 渡口"}, {"-1 渡口", "+2 书屋"}, {"-1 书屋"}, {"-1 渡口"}, set()]
    weights = {c.name: c.weight for c in explain(batch, known, views, np.tile(SURE, (5, 1)), 8)[1]}
    assert weights["-1 渡口"] == pytest.approx(4)
    assert weights["+2 书屋"] == pytest.approx(-4)


@pytest.mark.parametrize(
    ("family", "texts", "expected"),
    [
        ("unit", ["渡船"], {"渡", "船"}),
        ("pair", ["渡船"], {"^渡", "渡船", "船$"}),
        ("long", ["渡船"], {"^渡船", "渡船$", "^渡船$"}),
        ("long", ["渡"], {"^渡$"}),
        ("pair", [""], {"^$"}),
        ("inner", ["Ferry"], {"fer", "err", "rry", "ferr", "erry", "ferry"}),
        ("edge", ["墙"], {"edge:墙"}),
        ("phrase", ["渡口 停 了"], {"渡口 停", "停 了", "渡口 停 了"}),
        ("cross", ["渡口"], {"placed:渡口"}),
        ("heading", ["渡口"], {"heading"}),
    ],
)
def test_names(family: str, texts: list[str], expected: set[str]) -> None:
    batch = read_batch([document(texts)] * 3)  # thrice: what is rare is not known
    known, views = by_hand(batch, {part(family): 3.0})
    for cues in explain(batch, known, views, np.tile(SURE, (3, 1)), 99):
        assert {cue.name for cue in cues} - {"context"} == expected


def test_places_are_named() -> None:
    batch = read_batch([document(["渡口"]), document(["渡口"])])
    known, views = by_hand(batch, {part("place"): 3.0})
    cues, _ = explain(batch, known, views, np.tile(SURE, (2, 1)), 99)
    names = {cue.name for cue in cues} - {"context"}
    assert len(names) == 14
    assert {"place:length", "place:last character", "place:title in it", "place:sentence of paragraph"} < names


def test_the_context_is_all_that_no_span_says() -> None:
    """The bias says label 0 and no span is known; in the end it is label 2."""
    batch = read_batch([document(["渡口"])])
    known, views = by_hand(batch, {}, bias=(1, 0, 0))
    after = np.log([[0.2, 0.2, 0.6]])
    [[cue]] = explain(batch, known, views, after, 8)
    assert cue.name == "context"
    assert cue.weight == pytest.approx(after[0, 2] - after.mean())


@pytest.mark.parametrize("limit", [0, 1, 3, 8])
def test_at_most_so_many_the_strongest_first(limit: int) -> None:
    found = fitted().model.explain(DOCUMENTS[0], limit=limit)
    everything = fitted().model.explain(DOCUMENTS[0], limit=10_000)
    assert len(found) == len(DOCUMENTS[0].sentences)
    for cues, of_all in zip(found, everything, strict=True):
        assert cues == of_all[:limit]
        strength = [abs(cue.weight) for cue in of_all]
        assert strength == sorted(strength, reverse=True)
        assert len({cue.name for cue in of_all}) == len(of_all)


def quoted(name: str) -> tuple[int, str] | None:
    """How many sentences after this one a cue is of, and the text that it quotes."""
    if name in ("context", "heading") or name.startswith("place:"):
        return None
    of = 0
    if name[:1] in "+-" and name[1:2].isdigit() and name[2:3] == " ":
        of, name = int(name[:2]), name[3:]
    return of, name.removeprefix("edge:").removeprefix("placed:").removeprefix("^").removesuffix("$")


def test_what_cues_quote_is_in_the_sentence_that_they_name() -> None:
    quotes = 0
    for d in DOCUMENTS:
        texts = [tokenize([s.text]).text for s in d.sentences]
        for i, cues in enumerate(fitted().model.explain(d, limit=10_000)):
            for cue in cues:
                if (found := quoted(cue.name)) is not None:
                    assert found[1] in texts[i + found[0]]
                    quotes += 1
    assert quotes > 500


def sums(d: Document) -> None:
    """All cues together are the log-odds of the label given, against the mean."""
    model = fitted().model
    [p] = model.probabilities([d])
    for row, cues in zip(np.log(p + 1e-12), model.explain(d, limit=10_000), strict=True):
        k = int(row.argmax())
        total = sum(cue.weight for cue in cues)
        assert all(np.isfinite(cue.weight) for cue in cues)
        assert total == pytest.approx(row[k] - row.mean(), abs=0.05)  # cues of less than a thousandth are left out


def test_cues_add_up() -> None:
    for d in DOCUMENTS:
        sums(d)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(odd_texts, min_size=1, max_size=4), min_size=1, max_size=2))
def test_any_text_can_be_explained(paragraphs: list[list[str]]) -> None:
    sums(document(*paragraphs))


def test_the_view_that_is_explained_reads_what_the_others_do() -> None:
    families = {p.family for p in FULL}
    assert families == {p.family for view in VIEWS.values() for p in view.parts} == set(FAMILIES)
    assert matrices(read_batch([]), {}) == {}
