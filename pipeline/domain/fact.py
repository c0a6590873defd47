"""A fact found in a document: a figure, date, named body or instrument of policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

_FIRST: Final = ("sentence", "start", "end", "kind", "value", "unit")
_PARTIES: Final = frozenset(("actor", "target"))
_LATER: Final = ("text", "upper", "approximate", "comparison", "actor", "target")


class Party(NamedTuple):
    """Who acts, or for whom: a stretch of the source text and its normal form."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure, date, named body or instrument of policy in a sentence, with its normalised value.

    `value` is a number in `unit`, ISO 8601 (but a number of working days), a name, or an instrument's type; of a range
    the lower end, and `upper` the upper. `text` is the normal form of what was written, `comparison` the word beside a
    figure (`超过`, `at least`).
    """

    sentence: str
    start: int
    end: int
    kind: str
    value: str | float | None
    unit: str | None
    text: str | None = None
    upper: str | float | None = None
    approximate: bool = False
    comparison: str | None = None
    actor: Party | None = None
    target: Party | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fact as JSON values; of the keys that came later, those that say something."""
        said = {name: value for name in _LATER if (value := getattr(self, name)) is not None and value is not False}
        said |= {name: said[name]._asdict() for name in _PARTIES & said.keys()}
        return {name: getattr(self, name) for name in _FIRST} | said

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Fact":
        """The inverse of `to_dict`; keys that this version does not know are left aside.

        Raises:
            KeyError: a key of the schema is missing.
        """
        values: dict[str, Any] = {name: data[name] for name in _FIRST}
        values |= {name: data[name] for name in _LATER if name in data}
        for name in values.keys() & _PARTIES:
            values[name] = Party(*(values[name][key] for key in Party._fields))
        return cls(**values)
