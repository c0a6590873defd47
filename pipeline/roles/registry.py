"""Role components by name and version, those of other packages among them.

A component is an entry point of the group `pipeline.roles`, named `NAME.vVERSION`; its object is a `RoleComponent`. The
components of this package are declared in its own `pyproject.toml` in the same way. A version is never changed: what
computes something else from the same settings and data is a new one, so that a stored model means what it meant.
"""

import difflib
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from pipeline.errors import ConfigError
from pipeline.roles.component import RoleComponent

GROUP: Final = "pipeline.roles"


def components() -> dict[str, EntryPoint]:
    """The entry points of all components installed, by name, in sorted order; none is imported."""
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


@cache
def component(name: str) -> RoleComponent:
    """The component of a name such as `stacked.v1`.

    Raises:
        ConfigError: there is none, its package cannot be imported, or it is something else.
    """
    found = components()
    if name not in found:
        near = difflib.get_close_matches(name, found, n=1)
        remedy = f"Did you mean {near[0]}?" if near else f"Those installed are: {', '.join(found)}"
        raise ConfigError(f"there is no component {name!r}", where="roles.component", remedy=remedy)
    try:
        loaded = found[name].load()
    except (ImportError, AttributeError, SyntaxError) as error:
        what = f"{name} cannot be imported: {error}"
        missing = isinstance(error, ImportError)
        remedy = "Install the package that it needs" if missing else f"Mend the entry point {found[name].value}"
        raise ConfigError(what, where="roles.component", remedy=remedy) from error
    if not isinstance(loaded, RoleComponent):
        what = f"{name} is {type(loaded).__name__}, not a RoleComponent"
        raise ConfigError(what, where="roles.component", remedy=f"Mend the entry point {found[name].value}")
    return loaded
