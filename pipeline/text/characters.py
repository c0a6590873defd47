"""Classes of characters that Chinese text handling turns on."""

import re
import unicodedata
from typing import Final

# Ideographs that prose is written in: URO, extension A, compatibility forms, and the planes beyond the BMP.
CJK: Final = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CJK_CHARACTER = re.compile(f"[{CJK}]")

OPENING: Final = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "（": "）",
    "(": ")",
    "《": "》",
    "【": "】",
    "[": "]",
    "〔": "〕",
}
QUOTES: Final = frozenset("“‘「『")
CLOSING: Final = frozenset(OPENING.values())

# Control characters that are no white space, and format characters that show nothing: zero-width space and joiners,
# marks of direction, byte-order mark, soft hyphen, variation selectors of ideographs. As it stands in square brackets.
INVISIBLE_SET: Final = (
    r"\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0d\ufeff\ufff9-\ufffb\U000e0100-\U000e01ef"
)
INVISIBLE: Final = re.compile(f"[{INVISIBLE_SET}]")


_SURROGATE = re.compile(r"[\ud800-\udfff]")


def encodable(text: str) -> str:
    """`text` with U+FFFD for lone surrogates, which compiled libraries refuse; the length stays."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def is_cjk(character: str) -> bool:
    """Whether `character` is a Chinese ideograph."""
    return _CJK_CHARACTER.match(character) is not None


def is_wide(character: str) -> bool:
    """Whether `character` takes the width of an ideograph: Chinese script and its punctuation."""
    return unicodedata.east_asian_width(character) in "WF"


def display_width(text: str) -> int:
    """Columns that `text` takes in a terminal or a typescript: two for a wide character, one for others."""
    return sum(2 if is_wide(c) else 1 for c in text)


def language_of(text: str) -> str:
    """`zh` where at least a fifth of the letters are ideographs, else `en`."""
    ideographs = sum(1 for _ in _CJK_CHARACTER.finditer(text))
    letters = sum(c.isalpha() for c in text)
    return "zh" if letters and ideographs >= letters / 5 else "en"
