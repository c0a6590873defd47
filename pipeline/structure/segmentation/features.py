"""What speaks for a token's place in a component: named features of the token, and of the sentence it stands in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

_TOKEN: Final = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|\d+|[^\s]")
STOPS: Final = frozenset("。！？!?.") | {"...", "……"}
PAUSES: Final = frozenset(",;:，；：、()（）-—")
_AFTER_STOPS: Final = STOPS | frozenset('"”’」』)）`') | {"''"}
_LONGEST: Final = 300
_WINDOW: Final = 3
_OPENING: Final = 8  # tokens of a sentence that are read as one
_WINDOW_NAMES: Final = "-3 -2 -1 0 1 2 3 -1,0 0,1 -2,-1 1,2 -1,0,1 -2,-1,0 -3,-2,-1 shape shape-1 ends ends-1 ends1"
_OPENING_NAMES: Final = (
    "0 from opening before first first2 first3 clause clause_before since sentence sentences_left part"
)
# What each linear model of tokens reads, by the beginnings of names up to `=`; None for all.
VIEWS: Final[Mapping[str, frozenset[str] | None]] = {
    "all": None,
    "within": None,  # of sentences that hold a component
    "window": frozenset(_WINDOW_NAMES.split()),
    "opening": frozenset(_OPENING_NAMES.split()),
}
WITHIN: Final = "within"
_AROUND: Final = 5  # sentences before and after that are read with one
_CUES: Final = """
    i my we this example conclusion reasons first firstly second secondly moreover furthermore however nowadays some
    people believe opinion agree view discuss essay ? ？ 我 我们 认为 笔者 例如 比如 首先 其次 此外 但 但是 然而 如今
    有人 总之 综上 因此 原因
"""
# By which writers say where in their argument they are, or whose view it is.
CUES: Final = frozenset(_CUES.split())

Features = dict[str, float]
Span = tuple[int, int]


def tokenize(text: str) -> list[Span]:
    """Where the tokens of a text are: words of letters, numbers, and every other character, Chinese ones too, alone."""
    return [match.span() for match in _TOKEN.finditer(text)]


def sentences(tokens: Sequence[str]) -> list[Span]:
    """Half-open stretches of tokens that end with a full stop, a question or exclamation mark, or the text.

    None is longer than 300 tokens, so that reading a text takes time in proportion to its length.
    """
    found: list[Span] = []
    start, place = 0, 0
    while place < len(tokens):
        place += 1
        if tokens[place - 1] in STOPS or place - start == _LONGEST:
            while place < len(tokens) and tokens[place] in _AFTER_STOPS and place - start < _LONGEST:
                place += 1
            found.append((start, place))
            start = place
    if start < len(tokens):
        found.append((start, len(tokens)))
    return found


def token_features(tokens: Sequence[str]) -> Iterator[Features]:
    """Features of each token in turn: its window, what stands before and after it in its sentence, its place."""
    lower = [token.lower() for token in tokens]
    spans = sentences(tokens)
    for number, (start, end) in enumerate(spans):
        for place in range(start, end):
            yield _token(tokens, lower, place, (start, end), number, len(spans))


def _token(tokens: Sequence[str], lower: Sequence[str], place: int, span: Span, number: int, count: int) -> Features:
    start, end = span

    def at(k: int) -> str:
        return lower[k] if start <= k < end else ("<" if k < start else ">")

    word = lower[place]
    # Names begin with what `VIEWS` goes by.
    names = [f"{k}={at(place + k)}" for k in range(-_WINDOW, _WINDOW + 1)]
    names += [
        f"-1,0={at(place - 1)} {word}",
        f"0,1={word} {at(place + 1)}",
        f"-2,-1={at(place - 2)} {at(place - 1)}",
        f"1,2={at(place + 1)} {at(place + 2)}",
        f"-1,0,1={at(place - 1)} {word} {at(place + 1)}",
        f"-2,-1,0={at(place - 2)} {at(place - 1)} {word}",
        f"-3,-2,-1={at(place - 3)} {at(place - 2)} {at(place - 1)}",
        f"shape={shape(tokens[place])}",
        f"shape-1={shape(tokens[place - 1]) if place > start else '<'}",
        *(f"ends={word[-k:]}" for k in (2, 3)),
        *(f"ends-1={at(place - 1)[-k:]}" for k in (2, 3)),
        *(f"ends1={at(place + 1)[-k:]}" for k in (2, 3)),
    ]
    from_start, to_end = place - start, end - place - 1
    names += [
        f"from={min(from_start, 12)}",
        f"to={min(to_end, 6)}",
        f"long={min((end - start) // 5, 8)}",
        f"last={lower[end - 1]}",
        f"sentence={min(number, 6)}",
        f"sentences_left={min(count - number - 1, 6)}",
        f"part={10 * number // count}",
    ]
    if from_start <= _OPENING:
        names.append(f"opening={' '.join(lower[start:place])}")
    pause = next((k for k in range(place - 1, start - 1, -1) if tokens[k] in PAUSES), start - 1)
    further = next((k for k in range(place + 1, end) if tokens[k] in PAUSES), end)
    names += [
        f"since={min(place - pause, 8)}",
        f"until={min(further - place, 8)}",
        f"clause={at(pause + 1)} {at(pause + 2)}",
        f"clause_before={at(pause - 1)}",
        f"next_clause={at(further + 1)} {at(further + 2)}" if further < end else "next_clause=>",
        f"first={at(start)}",
        f"first2={at(start)} {at(start + 1)}",
        f"first3={at(start)} {at(start + 1)} {at(start + 2)}",
    ]
    names += [f"before={w}" for w in lower[start:place]]
    names += [f"after={w}" for w in lower[place + 1 : end]]
    return dict.fromkeys(names, 1.0)


def sentence_features(tokens: Sequence[str]) -> Iterator[Features]:
    """Features of each sentence in turn: its words, how those around it begin and end and what cues they hold."""
    lower = [token.lower() for token in tokens]
    spans = sentences(tokens)
    around = [_seen_from_afar(lower[a:b]) for a, b in spans]
    for number, (start, end) in enumerate(spans):
        said = lower[start:end]
        names = [*said, *(" ".join(said[k : k + n]) for n in (2, 3) for k in range(len(said) - n + 1))]
        for away in range(-_AROUND, _AROUND + 1):
            there = 0 <= number + away < len(spans)
            names += [f"{away}:{name}" for name in (around[number + away] if there else ("none",))]
        names += [
            f"sentence={min(number, 10)}",
            f"sentences_left={min(len(spans) - number - 1, 10)}",
            f"part={10 * number // len(spans)}",
        ]
        yield dict.fromkeys(names, 1.0)


def _seen_from_afar(lower: Sequence[str]) -> list[str]:
    """What its neighbours see of a sentence."""
    return [
        *(f"opening={' '.join(lower[:k])}" for k in (1, 2, 3)),
        f"last={lower[-1]}",
        f"long={min(len(lower) // 5, 8)}",
        *(f"has={word}" for word in sorted(CUES.intersection(lower))),
    ]


def shape(token: str) -> str:
    """Kinds of characters of a token, runs as one: `Xx` of `Thus`, `9.9` of `1.5`."""
    kinds = ["9" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c for c in token]
    return "".join(k for n, k in enumerate(kinds) if n == 0 or kinds[n - 1] != k)
