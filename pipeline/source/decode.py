"""Bytes of a file → text, in the encodings that Chinese and English articles come in.

The order is: byte order mark, UTF-8, UTF-16 and UTF-32 without a mark, UTF-8 with a few broken bytes, Windows-1252
where the high bytes are letters in words, and GB18030 against Big5 by how much of what each makes of the bytes is
frequent Chinese characters. What none of them explains is refused: a guess would send noise down the pipeline.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from pipeline.errors import EncodingError, InputError
from pipeline.source.binary import control_bytes, seeming
from pipeline.source.frequent import FREQUENT

_BOMS: Final = (  # the longer marks first: that of UTF-32 little-endian begins with that of UTF-16
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_TRIED: Final = "UTF-8, UTF-16, UTF-32, GB18030 (GBK, GB2312), Big5 and Windows-1252"
_REMEDY: Final = "Open it in the program it came from and save it as UTF-8"

_LOST: Final = "\ufffd"
_LOST_SHARE: Final = 0.01  # of the characters may be broken; one always may, since a file may be cut inside a character
_CONTROL_SHARE: Final = 0.02  # of the bytes; a text with slipped control characters has a few, binary data one in nine
_SAMPLE: Final = 20_000  # characters are enough to judge a decoding by
_CHINESE_SHARE: Final = 0.35  # of the characters beyond ASCII are frequent; of one sentence read wrongly, up to 0.33
_WIDE_SHARE: Final = 0.64  # a right UTF-16 is plainer than this; English bytes read as UTF-16 make rare hanzi: 0.5
_WESTERN_SHARE: Final = 0.25  # of the bytes are above ASCII at most; French has one in twenty, a short word one in four

_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
# Quotes, dashes, signs and the hard space of Windows-1252: they need no letter beside them.
_WESTERN_SIGNS: Final = "€‚„…†‡‰‹‘’“”•–—™›\xa0¡£§©«®°²³·»¼½¾¿"
_WESTERN_WORDS: Final = frozenset("àÀáÁéÉèÈíÍóÓôÔùÙúÚåÅæÆöÖ")  # words of one letter: "à", "é", "ó", "å"


class Decoded(NamedTuple):
    """A text with LF line ends, the encoding it was in (Python's name), and how many U+FFFD stand for broken bytes."""

    text: str
    encoding: str
    broken: int = 0


def decode(data: bytes, *, name: str) -> Decoded:
    """The text that `data` holds.

    Args:
        data: the whole file.
        name: what to call it in an error.

    Raises:
        InputError: the bytes are a picture, an archive, a program or other binary data.
        EncodingError: the bytes are no text in any encoding tried.
    """
    named = seeming(data)
    if named is not None:
        raise InputError(f"is no text: it looks like {named.what}", where=name, remedy=named.remedy)
    found = _marked(data) or _unmarked(data, name)
    if found is None:
        raise EncodingError(f"cannot be read as {_TRIED}{_first_break(data)}", where=name, remedy=_REMEDY)
    return found._replace(text=found.text.replace("\r\n", "\n").replace("\r", "\n"))


def _marked(data: bytes) -> Decoded | None:
    """`data` as its byte order mark says, or None without a mark or where the mark is not to be believed."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            found = _lenient(data[len(mark) :], encoding)
            # A mark of two zero bytes may also be that of UTF-16 before a NUL; control characters tell them apart.
            if found.broken <= _tolerated(found.text) and not _mostly_controls(found.text):
                return found
    return None


def _unmarked(data: bytes, name: str) -> Decoded | None:
    controls = control_bytes(data)
    if controls and (wide := _wide(data)):  # UTF-16 may chance to be valid UTF-8, but not without control bytes
        return wide
    if controls > max(2, _CONTROL_SHARE * len(data)):
        raise InputError("is no text: it is full of control bytes", where=name, remedy="Give a text file (UTF-8)")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    return _wide(data) or _broken_utf8(data) or _western(data) or _chinese(data) or _ascii_with_noise(data)


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark: the byte order that makes plain text of the bytes, if one does."""
    sample = data[: 4 * _SAMPLE]
    tried = [_lenient(sample, encoding) for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")]
    best = max(tried, key=lambda f: _plain_share(f.text))
    if _plain_share(best.text) < _WIDE_SHARE:
        return None
    whole = _lenient(data, best.encoding)
    return whole if whole.broken <= _tolerated(whole.text) else None


def _broken_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes, which hold several whole characters beyond ASCII for each broken one."""
    found = _lenient(data, "utf-8")
    whole = sum(len(run) for run in _BEYOND_ASCII.findall(found.text)) - found.broken
    return found if found.broken <= min(whole / 4, _tolerated(found.text)) else None


def _western(data: bytes) -> Decoded | None:
    """Windows-1252, where the high bytes are few and each is a letter in a word or a typographic sign."""
    high = _HIGH.findall(data)
    if sum(map(len, high)) > _WESTERN_SHARE * len(data):
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    for run in _BEYOND_ASCII.finditer(text):
        letters = run[0].strip(_WESTERN_SIGNS)
        beside = [
            ch.isalpha() for ch in (*text[max(0, run.start() - 1) : run.start()], *text[run.end() : run.end() + 1])
        ]
        # Two accents together stand inside a word ("créée"); elsewhere a pair of high bytes is a Chinese character.
        in_word = any(beside) if len(letters) == 1 else len(letters) == 2 and sum(beside) == 2
        if letters and letters not in _WESTERN_WORDS and not (letters.isalpha() and in_word):
            return None
    return Decoded(text, "cp1252")


def _chinese(data: bytes) -> Decoded | None:
    """GB18030 or Big5, whichever makes more frequent characters of the bytes, if either makes enough."""
    found = [
        _lenient(data, "gb18030"),
        min((_lenient(data, e) for e in ("cp950", "big5hkscs")), key=lambda f: f.broken),
    ]
    best = max(found, key=lambda f: _chinese_share(f.text))
    enough = _chinese_share(best.text) >= _CHINESE_SHARE and best.broken <= _tolerated(best.text)
    return best if enough else None


def _ascii_with_noise(data: bytes) -> Decoded | None:
    """ASCII with a few bytes that nothing explains."""
    found = _lenient(data, "utf-8")
    return found if found.broken <= _LOST_SHARE * len(found.text) else None


def _lenient(data: bytes, encoding: str) -> Decoded:
    """`data` in `encoding`, U+FFFD for what is broken; those that the file itself holds are not counted as broken."""
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        own = data.count(_LOST.encode(encoding)) if encoding.startswith("utf") else 0
        return Decoded(text, encoding, max(1, text.count(_LOST) - own))


def _tolerated(text: str) -> float:
    return max(1, _LOST_SHARE * len(text))


def _mostly_controls(text: str) -> bool:
    sample = text[:_SAMPLE]
    return sum(ch < " " and ch not in "\t\n\r\f\x1b" for ch in sample) > max(2, _CONTROL_SHARE * len(sample))


def _plain_share(text: str) -> float:
    """How plain a text is, 0 to 1: printable ASCII, white space and frequent characters count 1, other hanzi half."""
    return _share(
        text[:_SAMPLE], lambda ch: 1 if ch in FREQUENT or " " <= ch <= "~" or ch in "\t\n\r\f" else _hanzi(ch) / 2
    )


def _hanzi(ch: str) -> bool:
    return "\u4e00" <= ch <= "\u9fff"


def _chinese_share(text: str) -> float:
    """The share of frequent Chinese characters among those beyond ASCII, 0 to 1."""
    return _share("".join(_BEYOND_ASCII.findall(text))[:_SAMPLE], FREQUENT.__contains__)


def _share(text: str, counts: Callable[[str], float]) -> float:
    return sum(map(counts, text)) / len(text) if text else 0.0


def _first_break(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f" (line {line}: byte 0x{data[error.start]:02X} is no UTF-8)"
    return ""
