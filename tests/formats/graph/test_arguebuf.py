"""arguebuf: it loads our files, counts the same, and what it writes of them we read whole."""

import io
import json
from typing import Any

import arguebuf
import pytest

from pipeline.domain.analysis import Analysis
from pipeline.errors import AnnotationError
from pipeline.formats.graph.arguebuf import read_arguebuf, write_arguebuf
from pipeline.formats.graph.rebuild import analysis_of
from tests.formats.graph.samples import TEXT, weir

DATA = write_arguebuf(weir(), "weir")["weir.arguebuf.json"]


def read(record: Any) -> Analysis:
    data = json.dumps(record).encode()
    return analysis_of(read_arguebuf(data, "x.json"), "x.json", data)


def test_arguebuf_counts_the_same() -> None:
    loaded = arguebuf.load.json(io.StringIO(DATA.decode()))
    assert {id: n.plain_text for id, n in loaded.atom_nodes.items()} == {
        s.id: s.text for s in weir().document.sentences
    }
    assert sorted(str(n.scheme) for n in loaded.scheme_nodes.values()) == sorted(
        ["Support.DEFAULT", "Support.EXAMPLE", "Support.DEFAULT", "Attack.DEFAULT"]
    )
    assert len(loaded.edges) == 8
    (resource,) = loaded.resources.values()
    assert (resource.text, resource.title, resource.source) == (TEXT, weir().document.title, "weir.txt")
    for s in weir().document.sentences:
        reference = loaded.atom_nodes[s.id].reference
        assert reference is not None
        assert reference.offset == s.start
        assert reference.text == TEXT[s.start : s.end]
    assert loaded.atom_nodes["s5"].userdata["role"] == "recommendation"


def test_what_arguebuf_makes_of_it_comes_back_whole() -> None:
    loaded = arguebuf.load.json(io.StringIO(DATA.decode()))
    again = read(arguebuf.dump.dict(loaded))
    assert again.document == weir().document
    assert (again.roles, again.groups, again.stages) == (weir().roles, weir().groups, weir().stages)
    assert set(again.relations) == set(weir().relations)


def test_a_graph_that_arguebuf_made() -> None:
    graph = arguebuf.Graph()
    claim, reason, doubt = (arguebuf.AtomNode(t, id=t[:1]) for t in ("Claim.", "Reason.", "Doubt."))
    graph.add_edge(arguebuf.Edge(reason, s := arguebuf.SchemeNode(arguebuf.Support.DEFAULT)))
    graph.add_edge(arguebuf.Edge(s, claim))
    graph.add_edge(arguebuf.Edge(doubt, s := arguebuf.SchemeNode(arguebuf.Attack.DEFAULT)))
    graph.add_edge(arguebuf.Edge(s, claim))
    graph.add_edge(arguebuf.Edge(claim, s := arguebuf.SchemeNode(arguebuf.Rephrase.DEFAULT)))
    graph.add_edge(arguebuf.Edge(s, reason))
    again = read(arguebuf.dump.dict(graph))
    assert {(r.source, r.target, r.type) for r in again.relations} == {
        ("R", "C", "supports"),
        ("D", "C", "attacks"),
        ("C", "R", "specifies"),
    }
    assert "rephrases are read as specifies: 1" in [w.message for w in again.warnings]


def test_nulls_are_nothing() -> None:
    record = {"nodes": {"a": {"atom": {"text": "A"}}}, "edges": None, "resources": None, "userdata": None}
    assert [s.text for s in read(record).document.sentences] == ["A"]


@pytest.mark.parametrize("order", [10**400, float("inf"), float("nan"), "1", True, None])
def test_a_place_that_is_none_is_passed_over(order: Any) -> None:
    nodes = {"b": {"atom": {"text": "B"}, "userdata": {"order": order}}, "a": {"atom": {"text": 3}}}
    again = read({"nodes": nodes, "edges": {}})
    assert {s.text for s in again.document.sentences} == {"", "B"}
    assert "sentences that have no text are read as empty: 1" in [w.message for w in again.warnings]


@pytest.mark.parametrize(
    ("record", "what", "where"),
    [
        ([], "the file is a list", "x.json"),
        ({"nodes": []}, '"nodes" is a list', "x.json"),
        ({"nodes": {"a": 1}}, "it is 1", "x.json: nodes a"),
        ({"nodes": {}}, "holds no sentence", "x.json"),
    ],
)
def test_faults(record: Any, what: str, where: str) -> None:
    with pytest.raises(AnnotationError) as caught:
        read(record)
    assert (what in caught.value.what, caught.value.where) == (True, where)
