"""Many sentences as arrays of tokens, and the spans of tokens that are features, each by its hash.

Two kinds of token: *units* (a Chinese character, a punctuation mark, or a run of letters) and *words* (jieba's, of
which one is what a run of letters is). All work is on whole arrays: one call for thousands of sentences.

A span's hash is 32 bits of a polynomial over its tokens' codes, salted with the kind of the span. Weinberger et al.
(2009), Feature hashing for large scale multitask learning, ICML.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from pipeline.text.characters import encodable
from pipeline.text.tokens import digits_masked

Codes: TypeAlias = npt.NDArray[np.uint64]
Hashes: TypeAlias = npt.NDArray[np.uint32]
Indices: TypeAlias = npt.NDArray[np.intp]
Mask: TypeAlias = npt.NDArray[np.bool_]

_STEP: Final = np.uint64(0x5851F42D4C957F2D)  # multipliers of Knuth's MMIX generator and of splitmix64
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_EDGE: Final = np.uint64(7)  # the code of either end of a sentence
_LONGEST: Final = 64  # characters of a token that its code depends on
_BREAK: Final = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_POWERS: Final = np.cumprod(np.full(_LONGEST, _STEP, dtype=np.uint64), dtype=np.uint64)


class Spans(NamedTuple):
    """Occurrences of spans of one kind, in the order of their sentences.

    Attributes:
        hashes: of each span.
        first: where each one begins, as an index into `line_of`.
        line_of: the sentences of all tokens, or whatever else spans can begin at.
        length: tokens in each.
    """

    hashes: Hashes
    first: Indices
    line_of: Indices
    length: int

    @property
    def lines(self) -> Indices:
        """The sentence of each span."""
        return self.line_of[self.first]


@dataclass(frozen=True, eq=False)
class Tokens:
    """Tokens of many sentences, end to end.

    Attributes:
        codes: identity of each token, a hash of its characters.
        lines: index of each one's sentence.
        begin: offset into the common text; shape (tokens,).
        end: the same, of its end.
        starts: index of the first token of each sentence, and the count of all; shape (sentences + 1,).
    """

    codes: Codes
    lines: Indices
    begin: Indices
    end: Indices
    starts: Indices

    @property
    def counts(self) -> Indices:
        """How many tokens each sentence has."""
        return np.diff(self.starts)


@dataclass(frozen=True, eq=False)
class TokenizedText:
    """Sentences joined into one text, numbers masked and letters small, one to a line.

    Attributes:
        text: the lines, each ended by a line feed.
        characters: code points of `text`.
        lines: index of the sentence that each character is of.
        letters: which characters are of a run of letters.
        units: characters of Chinese, marks, and runs of letters.
        words: jieba's words, or none.
    """

    text: str
    characters: npt.NDArray[np.uint32]
    lines: Indices
    letters: Mask
    units: Tokens
    words: Tokens

    def span(self, tokens: Tokens, first: int, length: int) -> str:
        """The text of a span, for people to read."""
        return self.text[tokens.begin[first] : tokens.end[first + length - 1]]


def tokenize(sentences: Sequence[str], *, words: bool = True) -> TokenizedText:
    """Units and words of sentences; no words where these are not wanted, for jieba takes longer than all else here."""
    text = "\n".join(_BREAK.sub(" ", s) for s in sentences) + "\n" if sentences else ""
    text = encodable(digits_masked(text).lower())
    characters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    ends = characters == 10
    lines = np.cumsum(ends) - ends
    letters = _letters(characters)
    solid = ~_spaces(characters)
    before = np.concatenate([[False], letters[:-1]]) if len(letters) else letters
    starts = solid & ~(letters & before)
    units = _tokens(characters, lines, np.flatnonzero(starts), solid, len(sentences))
    begin = _words(text, solid) if words else np.zeros(0, dtype=np.intp)
    of_words = _tokens(characters, lines, begin, solid, len(sentences))
    return TokenizedText(text, characters, lines, letters, units, of_words)


def _words(text: str, solid: Mask) -> Indices:
    """Where jieba's words begin."""
    import rjieba  # loads its dictionary on first use

    sizes = np.fromiter(map(len, rjieba.cut(text)), dtype=np.intp)
    begin = np.cumsum(sizes) - sizes
    # Of a run of white space jieba makes words too, and it may join line ends to it; none of them is solid.
    return begin[solid[begin]] if len(begin) else begin


def _tokens(characters: npt.NDArray[np.uint32], lines: Indices, begin: Indices, solid: Mask, sentences: int) -> Tokens:
    """Tokens that begin at given characters, each reaching to the next one or to white space."""
    if len(begin) == 0:
        none = np.zeros(0, dtype=np.intp)
        return Tokens(np.zeros(0, np.uint64), none, none, none, np.zeros(sentences + 1, dtype=np.intp))
    inside = np.where(solid, characters, 0).astype(np.uint64)
    place = np.zeros(len(characters), dtype=np.intp)
    place[begin] = np.diff(begin, prepend=0)
    place = np.minimum(np.arange(len(characters)) - np.cumsum(place), _LONGEST - 1)
    codes = np.add.reduceat(inside * _POWERS[place], begin)
    size = np.add.reduceat(solid, begin, dtype=np.intp)
    of = lines[begin]
    return Tokens(codes, of, begin, begin + size, np.searchsorted(of, np.arange(sentences + 1)))


def ngrams(tokens: Tokens, most: int) -> list[Spans]:
    """One token, two in a row, and so on up to `most`, each kind by itself."""
    return _ngrams(tokens.codes, tokens.lines, most, 0)


def edged_ngrams(tokens: Tokens, most: int) -> list[Spans]:
    """Two tokens in a row up to `most`, where both ends of a sentence count as a token each.

    `first` counts these too: token `t` of sentence `i` stands at `t + 2 * i + 1`.
    """
    sentences = len(tokens.starts) - 1
    codes = np.full(len(tokens.codes) + 2 * sentences, _EDGE)
    codes[np.arange(len(tokens.codes)) + (2 * tokens.lines + 1)] = tokens.codes
    return _ngrams(codes, np.repeat(np.arange(sentences), tokens.counts + 2), most, 10)[1:]


def _ngrams(codes: Codes, lines: Indices, most: int, salt: int) -> list[Spans]:
    found = [Spans(hashed(codes, salt + 1), np.arange(len(codes)), lines, 1)]
    joined = codes
    for n in range(2, most + 1):
        if len(codes) < n:
            nothing = np.zeros(0, dtype=np.intp)
            found.append(Spans(hashed(codes[:0], salt + n), nothing, lines, n))
            continue
        joined = joined[:-1] * _STEP + codes[n - 1 :]
        whole = np.flatnonzero(lines[: len(joined)] == lines[n - 1 :])
        found.append(Spans(hashed(joined[whole], salt + n), whole, lines, n))
    return found


def inner_ngrams(text: TokenizedText, n: int) -> Spans:
    """Every `n` letters in a row within a word of letters; `first` is a character."""
    count = max(0, len(text.characters) - n + 1)
    inside = text.letters[:count].copy()
    for k in range(1, n):
        inside &= text.letters[k : count + k]
    whole = np.flatnonzero(inside)
    codes = text.characters.astype(np.uint64)
    found = codes[whole]
    for k in range(1, n):
        found = found * _STEP + codes[whole + k]
    return Spans(hashed(found, 20 + n), whole, text.lines, n)


def openings(tokens: Tokens, n: int) -> Spans:
    """The first `n` tokens of each sentence that has as many, as one span."""
    first = tokens.starts[:-1][tokens.counts >= n]
    return _joined(tokens, first, n, 30 + n)


def endings(tokens: Tokens, n: int) -> Spans:
    """The last `n` tokens of each sentence that has as many, as one span."""
    first = (tokens.starts[1:] - n)[tokens.counts >= n]
    return _joined(tokens, first, n, 40 + n)


def early(tokens: Tokens, n: int, *, within: int) -> Spans:
    """Every `n` tokens in a row among the first `within` of a sentence."""
    place = np.arange(len(tokens.codes)) - tokens.starts[tokens.lines]
    left = tokens.counts[tokens.lines] - place
    return _joined(tokens, np.flatnonzero((place <= within - n) & (left >= n)), n, 50 + n)


def late(tokens: Tokens, n: int, *, within: int) -> Spans:
    """Every `n` tokens in a row among the last `within` of a sentence."""
    left = tokens.starts[tokens.lines + 1] - np.arange(len(tokens.codes))
    return _joined(tokens, np.flatnonzero((left <= within) & (left >= n)), n, 60 + n)


def _joined(tokens: Tokens, first: Indices, n: int, salt: int) -> Spans:
    found = tokens.codes[first]
    for k in range(1, n):
        found = found * _STEP + tokens.codes[first + k]
    return Spans(hashed(found, salt), first, tokens.lines, n)


def hashed(codes: Codes, salt: int) -> Hashes:
    """32 bits of each code with a salt, by multiply-shift (Dietzfelbinger et al. 1997)."""
    mixed = (codes ^ np.uint64(salt * 0x632BE59BD9B4E019 & (2**64 - 1))) * _MIX
    result: Hashes = (mixed >> np.uint64(32)).astype(np.uint32)
    return result


def _letters(characters: npt.NDArray[np.uint32]) -> Mask:
    """Letters of alphabetic scripts and the apostrophe; the text is in small letters."""
    c = characters
    found: Mask = ((c >= 97) & (c <= 122)) | ((c >= 0xC0) & (c < 0x2000) & (c != 0xD7) & (c != 0xF7)) | (c == 39)
    return found


def _spaces(characters: npt.NDArray[np.uint32]) -> Mask:
    c = characters
    found: Mask = (c == 32) | (c == 10) | (c == 9) | (c == 0x3000) | (c == 0xA0)
    return found
