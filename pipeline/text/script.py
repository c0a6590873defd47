"""Traditional to simplified characters (OpenCC), one character for one."""

import re
from functools import lru_cache
from typing import Any, Final

# Words in which 著 is no particle. OpenCC knows them in traditional characters only, and would make 显着 of 显著.
_KEEPS_ZHU: Final = re.compile(
    "(?:(?<![彰凸突])[显顯]|(?<![讨討谈談议議辩辯争爭])[论論]|(?<!翻)[译譯]|[名原专專编編巨遗遺拙卓昭土较較撰]|微知)(?P<zhu>著)"
    "|(?P<zhu2>著)(?:[名作述称稱书書录錄]|者(?!$)|有《)"
)


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    # Taiwan's variants first, so that the particle 著 becomes 着 (`代表著`) while `著名` keeps its character.
    return opencc.OpenCC("tw2s")


def simplified(text: str) -> str:
    """`text` in simplified characters, of the same length, so that offsets hold.

    OpenCC works phrase by phrase (`乾隆` keeps its `乾`, `乾燥` becomes `干燥`). Where a phrase would change
    length, its characters are converted one by one.
    """
    if text.isascii():
        return text
    converted = _converted(text)
    if len(converted) != len(text):
        converted = "".join(_same_length(piece) for piece in text.splitlines(keepends=True))
    return _with_zhu(text, converted) if "著" in text else converted


def _with_zhu(text: str, converted: str) -> str:
    """`converted` with 著 where `text` has it as part of a word."""
    characters = list(converted)
    for match in _KEEPS_ZHU.finditer(text):
        characters[match.start("zhu" if match["zhu"] else "zhu2")] = "著"
    return "".join(characters)


def _converted(text: str) -> str:
    try:
        converted: str = _converter().convert(text)
    except UnicodeEncodeError:  # a lone surrogate: no text that OpenCC can be given
        return "".join(c if "\ud800" <= c <= "\udfff" else _converter().convert(c) for c in text)
    return converted


def _same_length(text: str) -> str:
    converted = _converted(text)
    if len(converted) == len(text):
        return converted
    return "".join(one if len(one := _converted(c)) == 1 else c for c in text)
