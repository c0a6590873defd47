"""English words that hold sentences together and tell of nothing."""

from typing import Final

# Themes (comparison/themes.py) are found without these: with more of them, there are other themes.
_WORDS: Final = (
    "the and for with that this from should must will shall their each all are its not into have has been "
    "which more than to of in on at by as is be it an or if we our they them he she who whom was were can "
    "could may might would do does no any every other some such these those there when where while within "
    "before after over under about between through also only both"
)
FUNCTION_WORDS: Final = frozenset(_WORDS.split())
