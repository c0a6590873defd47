"""What first-level scores say around a token: a row of numbers for each, read by boosted trees."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from pipeline.scoring.chain import Array
from pipeline.scoring.linear import Floats
from pipeline.structure.segmentation.features import PAUSES, Span, sentences

_TOKENS: Final = 6  # on either side, whose scores in the first view are read
_FEWER: Final = 2  # in the other views
_SENTENCES: Final = 4
_ABSENT: Final = -9.0
_FARTHEST: Final = 40.0
_TAGS: Final = 3
_IN_SENTENCE: Final = 23
_OF_SENTENCE: Final = 4
_OF_VIEW: Final = 3


def columns(views: int, kinds: int) -> int:
    """How many numbers a token has, of so many first-level views and kinds of sentences."""
    windows = _TAGS * (2 * _TOKENS + 1) + (views - 1) * (_TAGS * (2 * _FEWER + 1) + _OF_VIEW)
    return windows + _IN_SENTENCE + (2 * _SENTENCES + 1) * (kinds + _OF_SENTENCE) + 3


def context_table(tokens: Sequence[str], scores: Array, of_sentences: Array) -> Floats:
    """The numbers of each token of a text.

    Args:
        tokens: the text, not empty.
        scores: log-probabilities of beginning, inside and outside by each view; shape (tokens, views, 3).
        of_sentences: log-probabilities of what each sentence holds, nothing or a kind of component; shape
            (sentences, kinds).

    Returns:
        Shape (tokens, columns(views, kinds)), finite.
    """
    spans = sentences(tokens)
    of_token = np.repeat(np.arange(len(spans)), [end - start for start, end in spans])
    p = np.exp(scores)
    parts = [_windows(scores[:, 0], _TOKENS)]
    for view in range(1, scores.shape[1]):
        parts += [_windows(scores[:, view], _FEWER), _beginnings(p[:, view, 0], spans)]
    parts.append(np.concatenate([_in_sentence(tokens, p[:, 0], span) for span in spans]))
    of_first = [[p[a:b, 0, 0].max(), p[a:b, 0, 0].sum(), p[a:b, 0, 2].mean(), b - a] for a, b in spans]
    told = np.concatenate([_logits(of_sentences), np.array(of_first)], axis=1)
    nothing = np.zeros((_SENTENCES, told.shape[1]))
    nothing[:, : of_sentences.shape[1]] = _ABSENT
    padded = np.concatenate([nothing, told, nothing])
    parts += [padded[away + of_token] for away in range(2 * _SENTENCES + 1)]
    parts.append(np.stack([of_token, len(spans) - 1 - of_token, of_token / len(spans)], axis=1))
    return np.concatenate(parts, axis=1).astype(np.float32)


def _windows(scores: Array, reach: int) -> Array:
    """Log-odds of the tags of each token and of those around it; shape (tokens, 3 * (2 * reach + 1))."""
    none = np.full((reach, scores.shape[1]), _ABSENT)
    padded = np.concatenate([none, _logits(scores), none])
    return np.concatenate([padded[k : k + len(scores)] for k in range(2 * reach + 1)], axis=1)


def _beginnings(begins: Array, spans: Sequence[Span]) -> Array:
    """Of each token's sentence: the most probable beginning, how far on it is, how many to expect."""
    columns = np.zeros((len(begins), _OF_VIEW))
    for start, end in spans:
        inside = begins[start:end]
        columns[start:end, 0], columns[start:end, 2] = inside.max(), inside.sum()
        columns[start:end, 1] = inside.argmax() - np.arange(end - start)
    return columns


def _logits(scores: Array) -> Array:
    result: Array = np.clip(scores - np.log(np.maximum(1 - np.exp(scores), 1e-6)), _ABSENT, -_ABSENT)
    return result


def _in_sentence(tokens: Sequence[str], p: Array, span: Span) -> Array:
    """Columns that compare the tokens of one sentence with each other; shape (tokens, _IN_SENTENCE)."""
    start, end = span
    n = end - start
    begins, outside = p[start:end, 0], p[start:end, 2]
    place = np.arange(n)
    columns = np.zeros((n, _IN_SENTENCE))
    columns[:, 0], columns[:, 1], columns[:, 2] = place, n - 1 - place, place / n
    before, before_at = _running_maximum(begins)
    after, after_at = (part[::-1] for part in _running_maximum(begins[::-1]))
    columns[:, 3] = before
    columns[:, 4] = np.where(before_at < 0, _FARTHEST, np.minimum(place - before_at, _FARTHEST))
    columns[:, 5] = after
    columns[:, 6] = np.where(after_at < 0, _FARTHEST, np.minimum(n - 1 - after_at - place, _FARTHEST))
    so_far = np.cumsum(begins) - begins
    columns[:, 7], columns[:, 8] = so_far, begins.sum() - so_far - begins
    columns[:, 9] = (begins[None, :] > begins[:, None]).sum(axis=1)
    out_so_far = np.cumsum(outside) - outside
    columns[:, 10] = out_so_far / np.maximum(place, 1)
    columns[:, 11] = (outside.sum() - out_so_far - outside) / np.maximum(n - 1 - place, 1)
    columns[:, 12], columns[:, 13] = outside[0], outside[-1]
    columns[:, 14] = outside.min()
    # Clauses: stretches between marks that pause.
    pauses = [-1, *(k for k in range(n) if tokens[start + k] in PAUSES), n]
    means = [float(outside[a + 1 : b].mean()) if b > a + 1 else 0.5 for a, b in pairwise(pauses)]
    peaks = [float(begins[a + 1 : b].max()) if b > a + 1 else 0.0 for a, b in pairwise(pauses)]
    for number, (a, b) in enumerate(pairwise(pauses)):
        rows = slice(a + 1, min(b + 1, n))
        columns[rows, 15] = place[rows] - a
        columns[rows, 16] = b - place[rows]
        columns[rows, 17], columns[rows, 18] = means[number], peaks[number]
        columns[rows, 19] = means[number - 1] if number else -1.0
        last = number + 1 == len(means)
        columns[rows, 20], columns[rows, 21] = (-1.0, -1.0) if last else (means[number + 1], peaks[number + 1])
        columns[rows, 22] = number
    return columns


def _running_maximum(values: Array) -> tuple[Array, Array]:
    """Of what stands before each: the greatest (-1 for none) and where it stands (-1)."""
    greatest, at = np.full(len(values), -1.0), np.full(len(values), -1.0)
    best, best_at = -1.0, -1
    for k, value in enumerate(values):
        greatest[k], at[k] = best, best_at
        if value > best:
            best, best_at = float(value), k
    return greatest, at
