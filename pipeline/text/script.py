"""Traditional to simplified characters (OpenCC), one character for one."""

from functools import lru_cache
from typing import Any


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
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_same_length(piece) for piece in text.splitlines(keepends=True))


def _same_length(text: str) -> str:
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(one if len(one := _converter().convert(c)) == 1 else c for c in text)
