"""XML of strangers, read without what XML can do to its reader: no DOCTYPE, so no entities, and no depth without end.

Straight on expat, which the standard library's ElementTree stands on too, because it tells the line of each element.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat  # a DOCTYPE, and with it every entity, is refused below

from pipeline.errors import AnnotationError

MAX_DEPTH: Final = 200
MAX_BYTES: Final = 64 * 1024 * 1024


@dataclass(slots=True)
class Element:
    """One element: its namespace and name, its attributes (namespaced ones as `NAMESPACE}name`), what it holds."""

    namespace: str
    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """The attribute, or None."""
        return self.attributes.get(name)

    def all(self, name: str) -> Iterator["Element"]:
        """The children of that name, in whatever namespace."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> "Element | None":
        """The first child of that name."""
        return next(self.all(name), None)


def parse_xml(data: bytes, where: str, what: str) -> Element:
    """The root element.

    Args:
        data: the file: UTF-8, UTF-16 or what its declaration names.
        where: its name, for messages.
        what: what it should be, for messages: "a REFI-QDA project".

    Raises:
        AnnotationError: it is no well-formed XML 1.0, has a DOCTYPE, or is too large or too deep.
    """
    if len(data) > MAX_BYTES:
        raise _refused(f"is larger than {MAX_BYTES // 1024**2} MB", where, 1, what)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    open_: list[Element] = []
    texts: list[list[str]] = []
    roots: list[Element] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition("}")
        if len(open_) >= MAX_DEPTH:
            raise _refused("is nested too deeply", where, parser.CurrentLineNumber, what)
        element = Element(namespace, name, attributes, parser.CurrentLineNumber)
        (open_[-1].children if open_ else roots).append(element)
        open_.append(element)
        texts.append([])

    def end(_: str) -> None:
        open_.pop().text = "".join(texts.pop())

    def characters(text: str) -> None:
        texts[-1].append(text)

    def doctype(*_: object) -> None:
        raise _refused("has a DOCTYPE, which is not read for safety's sake", where, parser.CurrentLineNumber, what)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "not well-formed")
        raise _refused(f"is no well-formed XML: {reason}", where, error.lineno, what) from error
    except (ValueError, LookupError, UnicodeError) as error:  # an encoding that Python or expat does not know
        raise _refused(f"is no readable XML: {error}", where, 1, what) from error
    return roots[0]


def _refused(problem: str, where: str, line: int, what: str) -> AnnotationError:
    return AnnotationError(problem, where=f"{where}:{line}", remedy=f"Give {what} as the tool exports it")


_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str, where: str, remedy: str) -> str:
    """`text` fit for an attribute or an element: line ends and tabs as references, so that none is normalised away.

    Raises:
        AnnotationError: a character that XML 1.0 cannot hold, with `remedy`.
    """
    if (illegal := _ILLEGAL.search(text)) is not None:
        what = f"holds the character U+{ord(illegal[0]):04X}, which XML 1.0 cannot hold"
        raise AnnotationError(what, where=where, remedy=remedy)
    return text.translate(_ESCAPES)
