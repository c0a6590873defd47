"""JSON in which no object may have a key twice: of two values, a reader would keep the last and say nothing."""

from typing import Any


class RepeatedKeyError(ValueError):
    """An object has a key twice; `key` is which."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key[:40]!r} stands twice in one object")
        self.key = key


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For `json.loads`, as `object_pairs_hook`.

    Raises:
        RepeatedKeyError: a key is there twice.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise RepeatedKeyError(key)
            seen.add(key)
    return found
