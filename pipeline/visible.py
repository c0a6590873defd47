"""Text of other people made safe to show: each character that acts instead of being seen gives way to one that is seen.

Terminal escapes, line breaks, bidirectional overrides, lone surrogates, which no file can hold, and U+FFFE and U+FFFF,
which no Word document can.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from unicodedata import category, normalize

_BLANK: Final = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # neither format nor space, and not seen either
_BIDI: Final = frozenset(map(chr, (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def visible(text: str) -> str:
    """`text` on one line, each character that acts replaced by one that is only seen; the length stays the same."""
    return "".join(map(_seen, text))


def visible_lines(text: str) -> str:
    """`visible` of each line of `text`; the line feeds between them stay."""
    return "\n".join(map(visible, text.split("\n")))


def made_visible(value: Any) -> Any:
    """`value`, of JSON, with every string in it made `visible`."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible(str(key)): made_visible(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [made_visible(item) for item in value]
    return value


def told_apart(names: Iterable[str]) -> dict[str, str]:
    """Each name as it is to be shown: `visible`, and where two would look the same, with what they hide written out.

    `plan` and the same with a zero-width space behind it are `plan` and `plan⟨U+200B⟩`.
    """
    alike: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        alike.setdefault(_look(name), []).append(name)
    return {
        name: visible("".join(map(_written_out, name))) if len(group) > 1 else visible(name)
        for group in alike.values()
        for name in group
    }


def _look(name: str) -> str:
    """What can be seen of a name."""
    shown = "".join(" " if char in " \t" or category(char)[0] == "Z" else char for char in normalize("NFC", name))
    return "".join(char for char in shown if not _hidden(char)).strip()


def _written_out(char: str) -> str:
    odd = _hidden(char) or (category(char)[0] == "Z" and char != " ") or category(char) == "Mn"
    return f"⟨U+{ord(char):04X}⟩" if odd else char


def _hidden(char: str) -> bool:
    return category(char) in ("Cf", "Cc", "Cs") or char in _BLANK or "\ufe00" <= char <= "\ufe0f"


def _seen(char: str) -> str:
    code = ord(char)
    if char in "\t\n\r\x0b\x0c\x85\u2028\u2029":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)  # the picture of the control character
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or char in _BIDI:
        return "\ufffd"
    return char
