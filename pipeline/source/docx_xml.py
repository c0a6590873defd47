"""Elements of a Word document's XML, by their local names: so that its "strict" variant reads as well."""

from collections.abc import Iterator
from typing import Any


def name_of(element: Any) -> str:
    """The local name; "" of a processing instruction, which has a function for a tag."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children_of(element: Any, name: str) -> Iterator[Any]:
    """The children called so; none of None."""
    return (child for child in element if name_of(child) == name) if element is not None else iter(())


def child_of(element: Any, name: str) -> Any:
    """The first child called so, or None."""
    return next(children_of(element, name), None)


def attribute_of(element: Any, name: str) -> str | None:
    """The attribute called so, in whatever namespace, or None."""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)


def value_of(element: Any) -> str | None:
    """The attribute `val`, or None, of None too."""
    return None if element is None else attribute_of(element, "val")
