"""JSON with other values than a reader expects, as Hypothesis likes."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 99), st.floats(), st.text(max_size=5), st.just(10**30)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
# Bytes for `broken.damaged`: what breaks JSON, or Python's reader of it.
TOKENS = (b"null", b"true", b"1e999", b"NaN", b"9" * 5000, b"[" * 5000, b'"\\ud83d"', b"\xff", b"\xef\xbb\xbf", b"\n")


@st.composite
def altered(draw: st.DrawFn, data: bytes) -> bytes:
    """JSON with a few of its values replaced by others, or left out."""
    tree = json.loads(data)
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(tree))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        if draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = draw(_VALUES)
    return json.dumps(tree).encode()


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield tree, key
        yield from _places(value)
