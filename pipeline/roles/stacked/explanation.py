"""Which spans decided: the weights of one view, added up by the text of the span."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import numpy as np

from pipeline.roles.component import Cue
from pipeline.roles.stacked.context import SHARPNESS
from pipeline.roles.stacked.families import Batch, matrices
from pipeline.roles.stacked.tokens import Spans
from pipeline.roles.stacked.views import NAMES, USES, VIEWS, LinearViews
from pipeline.roles.stacked.vocabulary import Vocabulary
from pipeline.scoring.chain import Array

_VIEW: Final = "full"
_PLACES: Final = (
    "paragraph",
    "sentence of paragraph",
    "sentences in paragraph",
    "eighth of document",
    "sentence",
    "sentence from the end",
    "paragraph of document",
    "place",
    "paragraph from the end",
    "paragraph number",
    "sentence of section",
    "last character",
    "length",
    "title in it",
)


def explain(
    batch: Batch,
    vocabularies: Mapping[str, Vocabulary],
    views: LinearViews,
    log_probabilities: Array,
    limit: int,
) -> list[tuple[Cue, ...]]:
    """Cues of each sentence of a batch for its most probable label.

    Args:
        batch: the sentences.
        vocabularies: of each family.
        views: the first level.
        log_probabilities: that were given to the labels in the end; (sentences, labels).
        limit: cues of a sentence, at most.

    Returns:
        Log-odds of the label against the mean of all, by span: `word` in the sentence itself, `-1 word` in the one
        before it, `edge:word` at its beginning or end, `placed:word`, `heading` for all words of the headings above,
        `place:…`, and `context` for all else: the bias of the view, and what the second level added.
    """
    label = log_probabilities.argmax(axis=1)
    found: list[dict[str, float]] = [defaultdict(float) for _ in label]
    for part in VIEWS[_VIEW].parts:
        vocabulary, spans = vocabularies[part.family], batch.spans[part.family]
        if len(vocabulary) == 0:
            continue
        weights = views.weights[part.family][:, USES[part.family].index((_VIEW, part)), :].astype(np.float64)
        weights -= weights.mean(axis=1, keepdims=True)
        lengths = _row_lengths(vocabulary, spans, len(batch))
        step = part.of
        for kind in spans:
            rows, lines = vocabulary.rows(kind.hashes), kind.lines
            known = np.flatnonzero(rows >= 0)
            to = lines[known] - step
            inside = (to >= 0) & (to < len(batch))
            inside[inside] &= batch.layout.documents.of[to[inside]] == batch.layout.documents.of[lines[known][inside]]
            known, to = known[inside], to[inside]
            value = vocabulary.weights[rows[known]] / lengths[lines[known]]
            added = SHARPNESS * value * weights[rows[known], label[to]]
            for i in np.flatnonzero(np.abs(added) > 1e-3):
                name = _name(batch, part.family, kind, int(known[i]))
                found[to[i]][f"{step:+d} {name}" if step else name] += float(added[i])
    _add_context(found, batch, vocabularies, views, log_probabilities)
    return [
        tuple(sorted((Cue(*item) for item in cues.items()), key=lambda c: (-abs(c.weight), c.name))[:limit])
        for cues in found
    ]


def _add_context(
    found: list[dict[str, float]],
    batch: Batch,
    vocabularies: Mapping[str, Vocabulary],
    views: LinearViews,
    log_probabilities: Array,
) -> None:
    # Log-odds that the spans add up to; the bias of the view is no span's, and so is the context's.
    view = NAMES.index(_VIEW)
    of_spans = views.scores(matrices(batch, vocabularies), batch.layout)[view] - views.bias[view][:, None]
    for i, (spans, all_in_all) in enumerate(zip(SHARPNESS * of_spans.T, log_probabilities, strict=True)):
        k = int(all_in_all.argmax())
        found[i]["context"] = float((all_in_all[k] - all_in_all.mean()) - (spans[k] - spans.mean()))


def _row_lengths(vocabulary: Vocabulary, spans: tuple[Spans, ...], lines: int) -> Array:
    squares = np.zeros(lines)
    for kind in spans:
        rows = vocabulary.rows(kind.hashes)
        known = rows >= 0
        weights = vocabulary.weights[rows[known]].astype(np.float64)
        squares += np.bincount(kind.lines[known], weights=weights * weights, minlength=lines)
    return np.sqrt(squares)


def _name(batch: Batch, family: str, spans: Spans, i: int) -> str:
    """A span as people read it."""
    first = int(spans.first[i])
    text, line = batch.text, int(spans.line_of[first])
    if family == "place":
        return f"place:{_PLACES[spans.length]}"
    if family == "heading":
        return "heading"
    if family == "inner":
        return text.text[first : first + spans.length]
    if family in ("pair", "long"):  # the ends of sentences count as tokens there
        first -= 2 * line + 1
        begin, end = (
            max(first, int(text.units.starts[line])),
            min(first + spans.length, int(text.units.starts[line + 1])),
        )
        shown = text.span(text.units, begin, end - begin) if end > begin else ""
        return f"{'^' * (first < begin)}{shown}{'$' * (first + spans.length > end)}"
    shown = text.span(text.words if family in ("word", "phrase", "cross") else text.units, first, spans.length)
    return {"edge": f"edge:{shown}", "cross": f"placed:{shown}"}.get(family, shown)
