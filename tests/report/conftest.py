"""With matplotlib or without, and pages with its pictures or without."""

import sys

import pytest

from pipeline.report import evaluation


@pytest.fixture
def without_matplotlib(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)


@pytest.fixture
def pictures():
    """For tests of the page of an evaluation with its pictures; any other is quicker without."""
    pytest.importorskip("matplotlib")


@pytest.fixture
def pictures_on_request(request, monkeypatch):
    """The page of an evaluation without pictures, but for tests that ask for them."""
    if not {"pictures", "without_matplotlib"} & set(request.fixturenames):
        monkeypatch.setattr(evaluation, "available", lambda: False)
