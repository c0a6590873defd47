"""Themes of recommendations: what they are about, in words of their own.

Non-negative matrix factorisation of tf–idf rows of words (Lee and Seung 1999), begun from singular vectors (Boutsidis
and Gallopoulos 2008, NNDSVDa), so that the same recommendations always have the same themes. Their number is the square
root of half as many as there are recommendations, 3 at least and 20 at most.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.comparison.record import Recommendation
from pipeline.scoring.function_words import FUNCTION_WORDS
from pipeline.text.numbering import without_number
from pipeline.text.tokens import words

Array = npt.NDArray[np.float64]

_FEWEST: Final = 8  # recommendations, below which all are of one theme
_LEAST: Final = 3
_MOST: Final = 20
_WORDS: Final = 6  # of a theme
_LABEL: Final = 3  # of these in its label
_COMMON: Final = 0.5  # of recommendations that hold a word: beyond, it names no theme
# Words of every recommendation, of time and of frame, which name no theme.
_CHINESE: Final = (
    "进行 加强 推进 推动 加快 完善 建立 健全 建设 发展 提高 提升 促进 实施 落实 继续 进一步 积极 深入 全面 大力 工作 "
    "机制 制度 体系 政策 管理 支持 鼓励 做好 坚持 开展 强化 深化 扩大 增强 确保 努力 切实 我们 各级 有关 以及 这些 "
    "一个 同时 必须 应当 需要 建议 今年 明年 去年 本年 当前 目前 现在 今后 未来 以下 以上 以内 左右 方面 重点 主要 "
    "任务 问题 情况 要求 特别 尤其 抓好 着力 一些 各项 各种 各类 其他 相关 不断 这个 这项"
)
_CLAUSE_END: Final = re.compile(r"(?:[，。；：！？;:!?]|[,.](?!\d))\s*")
_EMPTY: Final = frozenset(_CHINESE.split()) | FUNCTION_WORDS


@dataclass(frozen=True, slots=True)
class Themes:
    """Labels and words of themes, which theme each recommendation (id) is of, and counts of document × theme.

    `matrix` has a row for each document in the order in which documents first appear.
    """

    labels: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    assignment: Mapping[str, int]
    matrix: tuple[tuple[int, ...], ...]


def themes(items: Sequence[Recommendation], seed: int = 0) -> Themes:
    """The themes of recommendations of one language; none of no recommendations."""
    if not items:
        return Themes((), (), {}, ())
    said = {item.id: _bare(item) for item in items}
    bags = [Counter(_content(said[item.id])) for item in items]
    held_by = Counter(w for bag in bags for w in bag)
    most = _COMMON * len(items) if len(items) >= _FEWEST else len(items)
    kept = sorted(w for w, n in held_by.items() if 2 <= n <= max(2, most)) or sorted(held_by)
    if len(items) < _FEWEST or len(kept) < _LEAST:
        return _one(items, bags)
    place = {w: k for k, w in enumerate(kept)}
    loads, profiles = _factors(bags, place, held_by, seed)
    theme_of = np.where(loads.sum(axis=1) > 0, loads.argmax(axis=1), -1)
    theme_of[theme_of < 0] = np.bincount(theme_of[theme_of >= 0], minlength=loads.shape[1]).argmax()
    used = sorted(set(theme_of.tolist()))
    number = {theme: k for k, theme in enumerate(used)}
    assignment = {item.id: number[int(theme)] for item, theme in zip(items, theme_of, strict=True)}
    texts = [[said[i.id] for i in items if assignment[i.id] == k] for k in range(len(used))]
    named = tuple(_names(profiles[theme], kept, texts[number[theme]]) for theme in used)
    return Themes(_labels(named), named, assignment, _matrix(items, assignment, len(used)))


def _bare(item: Recommendation) -> str:
    """What a recommendation says, without the numbers that its sentences and their clauses open with."""
    rest, told = " ".join((item.text, *item.details)), ""
    while rest:
        rest = without_number(rest)
        end = found.end() if (found := _CLAUSE_END.search(rest)) else len(rest)
        told, rest = told + rest[:end], rest[end:]
    return told


def _content(text: str) -> list[str]:
    return [w.lower() for w in words(text) if len(w) > 1 and not w[0].isdigit() and w.lower() not in _EMPTY]


def _factors(
    bags: Sequence[Counter[str]], place: Mapping[str, int], held_by: Mapping[str, int], seed: int
) -> tuple[Array, Array]:
    """Loads (items, themes) and profiles (themes, words)."""
    from scipy import sparse
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    n = len(bags)
    cells = [
        (i, place[w], (1 + math.log(c)) * math.log((n + 1) / held_by[w]))
        for i, bag in enumerate(bags)
        for w, c in bag.items()
        if w in place
    ]
    rows, columns, values = zip(*cells, strict=True)
    table = sparse.csr_matrix((values, (rows, columns)), shape=(n, len(place)))
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    table = sparse.diags(np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)) @ table
    count = max(_LEAST, min(_MOST, round(math.sqrt(n / 2)), *table.shape))
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a theme is good enough before the last digit stands
        model = NMF(min(count, *table.shape), init="nndsvda", max_iter=300, random_state=seed)
        loads: Array = model.fit_transform(table)
    return loads, model.components_


def _names(profile: Array, kept: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
    """The weightiest words; two that mostly stand side by side become one phrase."""
    order = np.argsort(-profile, kind="stable")[: 2 * _WORDS]
    found = [kept[k] for k in order if profile[k] > 0]
    joined = "\n".join(texts)
    names: list[str] = []
    while found:
        word = found.pop(0)
        for other in list(found):
            phrase = next((p for p in _joined(word, other) if 2 * joined.count(p) >= joined.count(word) > 0), None)
            if phrase is not None:
                word = phrase
                found.remove(other)
        if not any(word in name for name in names):
            names.append(word)
    return tuple(names[:_WORDS])


def _joined(word: str, other: str) -> tuple[str, str]:
    return (f"{word} {other}", f"{other} {word}") if word.isascii() else (word + other, other + word)


def _labels(named: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple("·".join(of[:_LABEL]) or str(k + 1) for k, of in enumerate(named))


def _one(items: Sequence[Recommendation], bags: Sequence[Counter[str]]) -> Themes:
    """All of one theme, named by its commonest words."""
    total: Counter[str] = Counter()
    for bag in bags:
        total.update(bag.keys())
    named = (tuple(w for w, _ in sorted(total.items(), key=lambda x: (-x[1], x[0]))[:_WORDS]),)
    assignment = dict.fromkeys((item.id for item in items), 0)
    return Themes(_labels(named), named, assignment, _matrix(items, assignment, 1))


def _matrix(items: Sequence[Recommendation], assignment: Mapping[str, int], count: int) -> tuple[tuple[int, ...], ...]:
    rows: dict[str, list[int]] = {}
    for item in items:
        rows.setdefault(item.document, [0] * count)[assignment[item.id]] += 1
    return tuple(map(tuple, rows.values()))
