"""Where components begin and end: from texts whose units are marked to a segmenter, and from it to units."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from pipeline.domain.units import UnitLabels, UnitText
from pipeline.structure.segmentation.features import Span, sentences, tokenize
from pipeline.structure.segmentation.fitting import (
    SegmentationSettings,
    SegmentedText,
    fit_segmentation,
    segmented,
)
from pipeline.structure.segmentation.model import SegmentationModel, owners, tags_of

BLANK: Final = " "


def token_places(text: str, *, joined: bool) -> list[Span]:
    """Where the tokens of a text are: between single blanks if `joined` by them, else as `tokenize` has it."""
    if not joined:
        return tokenize(text)
    places, start = [], 0
    for token in text.split(BLANK):
        places.append((start, start + len(token)))
        start += len(token) + len(BLANK)
    return places


def as_tokens(text: UnitText, of: UnitLabels, *, joined: bool) -> SegmentedText:
    """A text and its marked units as tokens and tags; a unit that has no token of its own is left out."""
    places = token_places(text.text, joined=joined)
    owned = owners(text.spans, places)
    kinds = [of.components[unit] for unit in sorted(set(owned) - {-1})]
    return segmented([text.text[a:b] for a, b in places], tags_of(owned), kinds)


def fit_segments(
    texts: Sequence[UnitText], gold: Sequence[UnitLabels], settings: SegmentationSettings, *, joined: bool
) -> SegmentationModel:
    """A segmenter from texts and what was said of their units.

    Raises:
        ConfigError: LightGBM is not installed.
        ValueError: there is no token.
    """
    return fit_segmentation([as_tokens(t, of, joined=joined) for t, of in zip(texts, gold, strict=True)], settings)


def with_segments(model: SegmentationModel, text: UnitText, *, joined: bool) -> UnitText:
    """The text with the units that the model finds; its sentences stand in for paragraphs, as nothing marks these."""
    places = token_places(text.text, joined=joined)
    tokens = [text.text[a:b] for a, b in places]
    found = model.spans(tokens)
    ends = [end for _, end in sentences(tokens)]
    return UnitText(
        id=text.id,
        language=text.language,
        text=text.text,
        spans=tuple((places[a][0], places[b - 1][1]) for a, b in found),
        paragraphs=tuple(bisect_left(ends, a + 1) for a, _ in found),
        blocks=(0,) * len(found),
    )
