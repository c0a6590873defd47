"""From marked units to a segmenter and back."""

import pytest

from pipeline.domain.units import UnitLabels, UnitText
from pipeline.structure.segmentation.fitting import SegmentationSettings
from pipeline.structure.segmentation.model import SegmentationModel
from pipeline.training.segmentation import as_tokens, fit_segments, token_places, with_segments

SETTINGS = SegmentationSettings(c=1.0, c_sentences=1.0, min_count=1, rounds=30, learning_rate=0.2, smallest_leaf=3)
THINGS = ["渡船", "水渠", "路灯", "粮仓", "码头"]


def text(k: int) -> tuple[UnitText, UnitLabels]:
    """What follows 我认为, is a claim; what happened yesterday is none."""
    thing, other = THINGS[k % 5], THINGS[(k + 2) % 5]
    said = f"昨天我们看见{other}。我认为，{thing}应当重修。"
    start = said.index("，") + 1
    spans = ((start, len(said) - 1),)
    return UnitText(f"t{k}", "zh", said, spans, (0,), (0,)), UnitLabels(("claim",), (-1,), ("",))


@pytest.fixture(scope="module")
def model() -> SegmentationModel:
    texts = [text(k) for k in range(15)]
    return fit_segments([t for t, _ in texts], [of for _, of in texts], SETTINGS, joined=False)


def test_units_of_a_text_that_nobody_marked(model: SegmentationModel) -> None:
    said = "昨天我们看见铁桥。我认为，铁桥应当重修。"
    bare = UnitText("b", "zh", said, (), (), ())
    found = with_segments(model, bare, joined=False)
    assert [found.text[a:b] for a, b in found.spans] == ["铁桥应当重修"]
    assert (found.paragraphs, found.blocks) == ((1,), (0,))
    nothing = with_segments(model, UnitText("n", "zh", "", (), (), ()), joined=False)
    assert nothing.spans == ()


def test_tokens_joined_by_blanks_are_where_they_were() -> None:
    said = "Boats sail  daily ."
    assert [said[a:b] for a, b in token_places(said, joined=True)] == ["Boats", "sail", "", "daily", "."]
    assert [said[a:b] for a, b in token_places(said, joined=False)] == ["Boats", "sail", "daily", "."]


def test_a_text_as_tokens_and_tags() -> None:
    of = UnitLabels(("claim", "premise", "gone"), (-1, 0, 0), ("", "supports", "supports"))
    marked = UnitText("t", "en", "Fares fall , boats sail .", ((0, 10), (13, 23), (20, 23)), (0,) * 3, (0,) * 3)
    found = as_tokens(marked, of, joined=True)
    assert found.tags == ("B", "I", "O", "B", "I", "O")
    assert found.kinds == ("claim",)
