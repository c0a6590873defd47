"""Texts that share characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.overlap import Overlap, overlaps


def test_by_hand() -> None:
    # abcd/bcde/cdef and bcde/cdef/defg: two of four.
    assert overlaps({"x": "abcdef", "y": "bc\ndefg"}, n=4) == [Overlap("x", "y", 2 / 4, 2 / 3)]


def test_a_short_text_has_nothing_to_share() -> None:
    assert overlaps({"x": "abc", "y": "abcdefgh"}) == []


def test_the_nearest_come_first() -> None:
    found = overlaps({"x": "一二三四五", "y": "一二三四六", "z": "七八九十百"}, n=2)
    assert [(o.a, o.b) for o in found] == [("x", "y"), ("x", "z"), ("y", "z")]


def test_n_must_be_a_length() -> None:
    with pytest.raises(ValueError, match="at least one"):
        overlaps({}, n=0)


@given(st.text(min_size=8).filter(lambda t: len("".join(t.split())) >= 8), st.text())
def test_a_text_is_contained_in_itself(text: str, other: str) -> None:
    (found,) = overlaps({"a": text, "b": text})
    assert (found.resemblance, found.containment) == (1, 1)
    for o in overlaps({"a": text, "b": other}):
        assert 0 <= o.resemblance <= o.containment <= 1
