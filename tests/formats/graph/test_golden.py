"""One article in every format whose bytes depend on us alone. UPDATE_GOLDEN=1 writes the golden files anew."""

import os
from pathlib import Path

import pytest

from pipeline.formats.graph import GRAPH_FORMATS
from tests.formats.graph.samples import weir

GOLDEN = Path(__file__).parents[2] / "golden" / "graph"
FORMATS = ["xaif", "aif", "arguebuf", "graphml", "ntriples", "dot", "mermaid", "brat", "csv"]


@pytest.mark.parametrize("format", FORMATS)
def test_the_article_in_each_format(format: str) -> None:
    files = GRAPH_FORMATS[format].write(weir(), "weir")
    assert all(name.startswith("weir.") or name.endswith(".conf") for name in files)
    if os.environ.get("UPDATE_GOLDEN"):
        for name, data in files.items():
            (GOLDEN / name).write_bytes(data)
    assert {name: (GOLDEN / name).read_bytes() for name in files} == files


def test_nothing_else_lies_there() -> None:
    expected = {name for format in FORMATS for name in GRAPH_FORMATS[format].write(weir(), "weir")}
    assert {p.name for p in GOLDEN.iterdir()} == expected
