"""What the names of files say of documents: `{date}_{region}_{title}`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from pipeline.comparison.result import Note
from pipeline.errors import ConfigError
from pipeline.workflows.metadata import Named, field_of

_SLOT: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A pattern of file names, and the fields that its slots are of."""

    pattern: str
    expression: re.Pattern[str]
    fields: tuple[str, ...]

    def read(self, source: str) -> Mapping[str, str] | None:
        """What the name of a file says; None where it is not of the pattern."""
        path = PurePosixPath(source.replace("\\", "/"))
        stem = path.name.removesuffix(path.suffix).removesuffix(".analysis")
        match = self.expression.fullmatch(stem)
        return {f: v for f, v in zip(self.fields, map(str.strip, match.groups()), strict=True) if v} if match else None


def name_pattern(pattern: str) -> NamePattern:
    """A pattern such as `{date}_{region}_{title}`: a slot stands for any text, the rest for itself; no ending.

    Raises:
        ConfigError: there is no slot, one has no name or that of another, two touch, or a brace is alone.
    """

    def refuse(what: str) -> ConfigError:
        return ConfigError(what, where="--name-pattern", remedy="Write it like {date}_{region}_{title}")

    pieces = _SLOT.split(pattern)
    literals, slots = pieces[::2], [field_of(slot) for slot in pieces[1::2]]
    if not slots:
        raise refuse(f"{pattern!r} has no field in braces")
    if not all(slots) or len(set(slots)) < len(slots):
        raise refuse(f"{pattern!r} has a field without a name, or one twice")
    if any("{" in part or "}" in part for part in literals):
        raise refuse(f"{pattern!r} has a brace without its partner")
    if not all(literals[1:-1]):
        raise refuse(f"{pattern!r} has two fields with nothing between them")
    body = "".join(re.escape(literal) + ("(.+?)" if i < len(slots) else "") for i, literal in enumerate(literals))
    return NamePattern(pattern, re.compile(body, re.DOTALL), tuple(slots))


def from_names(
    pattern: NamePattern, documents: Iterable[Named]
) -> tuple[dict[str, Mapping[str, str]], tuple[Note, ...]]:
    """What the names of files say of the documents by id, and what to warn of."""
    found: dict[str, Mapping[str, str]] = {}
    odd = []
    for document in documents:
        read = pattern.read(document.source)
        if read is None:
            odd.append(document.source)
        else:
            found[document.id] = read
    return found, (Note("pattern-misfit", pattern.pattern, tuple(odd)),) if odd else ()
