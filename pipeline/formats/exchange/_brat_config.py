"""What brat needs to know of the labels in a collection: `annotation.conf`, and names that brat can store.

The name of a type consists of ASCII letters, digits, `-` and `_`. Any other character of a label is written `_uHEX_`,
a label without any character `_u_`; `visual.conf` has brat show such labels as they are.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pipeline.domain.labels import RELATION_ENDS, ROLES, STAGES
from pipeline.domain.marked import GROUNDS, Mark, MarkedText, flat_name

_SECTIONS: Final = tuple(flat_name(Mark("", 0, 1, "section", stage)) for stage in STAGES)
_SCHEME: Final = (*ROLES, *_SECTIONS, "heading-1", "heading-2", "heading-3", "group", "measure", "sentence")
_ENTITY: Final = "<ENTITY>"
# Of a label: what cannot be stored, and an underscore that would look like the beginning of an escape.
_ESCAPED: Final = re.compile("[^A-Za-z0-9_-]|_(?=u[0-9a-f]*(?:_|[^A-Za-z0-9_-]))")
_ESCAPE: Final = re.compile("_u([0-9a-f]{0,6})_")


def stored(label: str) -> str:
    """The label as the name of a type."""
    return _ESCAPED.sub(lambda m: f"_u{ord(m[0]):x}_", label) or "_u_"


def label_of(name: str) -> str:
    """The inverse of `stored`."""
    return _ESCAPE.sub(_character, name)


def _character(escape: re.Match[str]) -> str:
    if not escape[1]:
        return ""
    code = int(escape[1], 16)
    # Names of other people may look like escapes without being any.
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else escape[0]


def annotation_conf(documents: Sequence[MarkedText]) -> str:
    """The types of marks and relations of the scheme, and others that the documents have, with what relations join."""
    ends = {relation: (_ends(pairs, 0), _ends(pairs, 1)) for relation, pairs in RELATION_ENDS.items()}
    ends[GROUNDS] = dict.fromkeys(["group"]), dict.fromkeys(_SECTIONS)
    for d in documents:
        names = {m.id: flat_name(m) for m in d.marks}
        for link in d.links:
            sources, targets = ends.setdefault(link.label, ({}, {}))
            sources[names[link.source]] = targets[names[link.target]] = None
    marks = dict.fromkeys((*_SCHEME, *(flat_name(m) for d in documents for m in d.marks)))
    lines = ["[entities]", *(stored(name) for name in marks), "", "[relations]"]
    lines += [f"{stored(name)}\tArg1:{_types(a)}, Arg2:{_types(b)}" for name, (a, b) in ends.items()]
    # Without this line brat lets no mark lie within another.
    lines += [f"<OVERLAP>\tArg1:{_ENTITY}, Arg2:{_ENTITY}, <OVL-TYPE>:<ANY>", "", "[events]", "", "[attributes]"]
    return "\n".join(lines) + "\n"


def visual_conf(documents: Sequence[MarkedText]) -> str:
    """How labels are shown that cannot be stored as they are; "" if there is none."""
    labels = dict.fromkeys(flat_name(m) for d in documents for m in d.marks)
    labels |= dict.fromkeys(link.label for d in documents for link in d.links)
    escaped = [label for label in labels if stored(label) != label]
    if not escaped:
        return ""
    shown = (f"{stored(label)} | {' '.join(label.replace('|', '/').split()) or 'related'}" for label in escaped)
    return "\n".join(["[labels]", *shown, "", "[drawing]"]) + "\n"


def _ends(pairs: Iterable[tuple[str, str]], which: int) -> dict[str, None]:
    found = {pair[which] for pair in pairs}
    return dict.fromkeys(role for role in ROLES if role in found)


def _types(names: Iterable[str]) -> str:
    return "|".join(stored(name) for name in names)
