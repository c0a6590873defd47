"""Leaks stop a run, or are said."""

import pytest

from pipeline.errors import AnnotationError
from pipeline.evaluation.leaks import Leak
from pipeline.workflows.leak_check import refuse_leaks

LEAKS = [Leak(f"d{i}", "t", 0.75) for i in range(7)]


def test_without_leaks_nothing_is_said() -> None:
    told: list[str] = []
    refuse_leaks([], "here", allowed=False, progress=told.append)
    assert told == []


def test_leaks_stop_with_the_documents_and_the_remedy() -> None:
    with pytest.raises(AnnotationError) as caught:
        refuse_leaks([*LEAKS, Leak("d0", "u", 1.0)], "here", allowed=False)
    assert str(caught.value).startswith(
        "here: 7 documents to score on stand in the training texts too: d0 (as t, 75%), d1"
    )
    assert "d4 (as t, 75%) and 3 more. " in str(caught.value)
    assert str(caught.value).endswith("--allow-leaks")


def test_leaks_that_are_allowed_are_said() -> None:
    told: list[str] = []
    refuse_leaks(LEAKS[:1], "here", allowed=True, progress=told.append)
    assert told == ["here: 1 documents to score on stand in the training texts too: d0 (as t, 75%)"]
