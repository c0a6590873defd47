"""AIF and xAIF: what arguebuf finds in ours, and what we find in the files of others."""

import io
import json
from typing import Any

import arguebuf
import pytest

from pipeline.domain.analysis import Analysis
from pipeline.errors import AnnotationError
from pipeline.formats.graph.aif import read_aif, write_aif
from pipeline.formats.graph.rebuild import analysis_of
from pipeline.formats.graph.xaif import read_xaif, write_xaif
from tests.formats.graph.samples import TEXT, weir


def node(id: Any, type: str | None, text: str | None = "", **more: Any) -> dict[str, Any]:
    return {"nodeID": id, "type": type, "text": text, **more}


def edges(*pairs: tuple[Any, Any]) -> list[dict[str, Any]]:
    return [{"edgeID": i, "fromID": source, "toID": target} for i, (source, target) in enumerate(pairs)]


# As argument miners write it: ids are numbers, lists are null, the text is HTML with a span for each locution.
MINED = {
    "AIF": {
        "descriptorfulfillments": None,
        "schemefulfillments": None,
        "participants": [{"participantID": 0, "firstname": "Speaker", "surname": "1"}],
        "locutions": [{"nodeID": 0, "personID": 0}],
        "nodes": [
            node(0, "L", "The weir leaks."),
            node(1, "L", "We lost 300 acres of water."),
            node(2, "I", "The weir leaks."),
            node(3, "YA", "Default Illocuting"),
            node(4, "I", "We lost 300 acres of water."),
            node(5, "YA", "Default Illocuting"),
            node(6, "RA", "Default Inference"),
        ],
        "edges": edges((0, 3), (3, 2), (1, 5), (5, 4), (4, 6), (6, 2)),
    },
    "dialog": True,
    "ova": [],
    "text": {
        "txt": ' Speaker 1 <span class="highlighted" id="0">The weir leaks.</span><br><br> We lost 300 acres of water.'
    },
}


def read(record: Any) -> Analysis:
    data = json.dumps(record).encode()
    return analysis_of(read_xaif(data, "mined.xaif.json"), "mined.xaif.json", data)


def graph(nodes: list[Any] | None, links: list[Any] | None) -> Analysis:
    data = json.dumps({"nodes": nodes, "edges": links}).encode()
    return analysis_of(read_aif(data, "x.json"), "x.json", data)


def found(analysis: Analysis) -> list[tuple[str, str, str]]:
    return [(r.source, r.target, r.type) for r in analysis.relations]


def messages(analysis: Analysis) -> list[str]:
    return [w.message for w in analysis.warnings if w.code == "graph"]


def test_arguebuf_counts_the_nodes_and_edges_of_our_aif() -> None:
    data = write_aif(weir(), "weir")["weir.aif.json"]
    loaded = arguebuf.load.json(io.StringIO(data.decode()))
    assert {id: n.plain_text for id, n in loaded.atom_nodes.items()} == {
        s.id: s.text for s in weir().document.sentences
    }
    assert [type(n.scheme).__name__ for n in loaded.scheme_nodes.values()] == [
        "Support",
        "Support",
        "Attack",
        "Support",
    ]
    assert loaded.scheme_nodes["r2"].scheme is arguebuf.Support.EXAMPLE
    assert len(loaded.edges) == 2 * len(weir().relations)
    assert {(e.source.id, e.target.id) for e in loaded.edges.values()} >= {("s2", "r1"), ("r1", "s1"), ("s4", "r3")}


def test_arguebuf_counts_the_nodes_and_edges_of_our_xaif() -> None:
    record = json.loads(write_xaif(weir(), "weir")["weir.xaif.json"])
    loaded = arguebuf.load.xaif(record)
    assert (len(loaded.atom_nodes), len(loaded.scheme_nodes), len(loaded.edges)) == (7, 4, 8)
    assert record["text"] == TEXT


def test_what_arguebuf_writes_we_read() -> None:
    loaded = arguebuf.load.xaif(json.loads(write_xaif(weir(), "weir")["weir.xaif.json"]))
    for dumped, reader in ((arguebuf.dump.xaif(loaded), read), (arguebuf.dump.aif(loaded), None)):
        again = reader(dumped) if reader else graph(dumped["nodes"], dumped["edges"])
        assert {s.text for s in again.document.sentences} == {s.text for s in weir().document.sentences}
        # It has no scheme of the name Specification.
        assert sorted(found(again)) == [
            ("s2", "s1", "supports"),
            ("s3", "s2", "exemplifies"),
            ("s4", "s1", "attacks"),
            ("s6", "s5", "supports"),
        ]


def test_a_mined_dialogue() -> None:
    a = read(MINED)
    assert a.document.text == " Speaker 1 The weir leaks.\n\n We lost 300 acres of water."
    assert [(s.id, a.document.text[s.start : s.end], s.paragraph) for s in a.document.sentences] == [
        ("2", "The weir leaks.", 0),
        ("4", "We lost 300 acres of water.", 1),
    ]
    assert found(a) == [("4", "2", "supports")]
    assert [r.role for r in a.roles] == ["claim", "evidence"]
    assert all(r.uncertain for r in a.roles)
    assert messages(a) == ["nodes of the dialogue (L, TA, YA) are left out: 4"]
    assert a.warnings[-1].message == "roles that are not in the file were concluded from the relations: 2"


def test_a_plain_text_in_place_of_the_object() -> None:
    a = read(MINED | {"text": "The weir leaks. We lost 300 acres of water."})
    assert [(s.start, s.end) for s in a.document.sentences] == [(0, 15), (16, 43)]


@pytest.mark.parametrize("text", [None, "", {}, {"txt": None}, [], "Another text altogether."])
def test_without_a_text_the_sentences_are_one(text: Any) -> None:
    assert read(MINED | {"text": text}).document.text == "The weir leaks.\nWe lost 300 acres of water.\n"


def test_segments_that_nobody_has_linked_yet_are_sentences() -> None:
    a = read({"AIF": {"nodes": [node(0, "L", "Eins."), node(1, "L", "Zwei.")], "edges": None}, "text": "Eins. Zwei."})
    assert [s.text for s in a.document.sentences] == ["Eins.", "Zwei."]
    assert messages(a) == ["segments of a dialogue are read as sentences: 2"]


def test_sentences_are_put_in_the_order_of_the_text() -> None:
    a = read({"AIF": {"nodes": [node("b", "I", "Two."), node("a", "I", "One.")]}, "text": "One. Two."})
    assert [s.id for s in a.document.sentences] == ["a", "b"]


def test_the_same_words_twice_are_two_places() -> None:
    a = read(
        {"AIF": {"nodes": [node(1, "I", "No."), node(2, "I", "Why?"), node(3, "I", "No.")]}, "text": "No. Why? No."}
    )
    assert [(s.start, s.end) for s in a.document.sentences] == [(0, 3), (4, 8), (9, 12)]


def test_ids_are_numbers_or_texts() -> None:
    a = graph([node(1, "I", "A"), node("2", "I", "B"), node(3.0, "RA")], edges(("1", 3), ("3", 2.0)))
    assert found(a) == [("1", "2", "supports")]


@pytest.mark.parametrize(
    ("kind", "text", "type"),
    [
        ("RA", "Argument From Example", "exemplifies"),
        ("RA", None, "supports"),
        ("CA", "Default Conflict", "attacks"),
        ("MA", "Default Rephrase", "specifies"),
        ("", "No Scheme", "supports"),
        (None, None, "supports"),
    ],
)
def test_schemes(kind: str | None, text: str | None, type: str) -> None:
    a = graph([node(1, "I", "A"), node(2, "I", "B"), node(3, kind, text)], edges((1, 3), (3, 2)))
    assert found(a) == [("1", "2", type)]


def test_a_scheme_with_two_premises_is_two_relations() -> None:
    nodes = [*(node(i, "I", str(i)) for i in range(3)), node(9, "RA")]
    assert found(graph(nodes, edges((0, 9), (1, 9), (9, 2)))) == [("0", "2", "supports"), ("1", "2", "supports")]


def test_an_attack_on_an_inference_is_one_on_its_conclusion() -> None:
    nodes = [*(node(i, "I", str(i)) for i in range(3)), node(8, "RA"), node(9, "CA")]
    a = graph(nodes, edges((0, 8), (8, 1), (2, 9), (9, 8)))
    assert found(a) == [("0", "1", "supports"), ("2", "1", "attacks")]
    assert messages(a) == ["relations to a relation are read as ones to its conclusion: 1"]


def test_what_leads_nowhere_is_left_out_and_told() -> None:
    nodes = [*(node(i, "I", str(i)) for i in range(3)), node(8, "RA"), node(9, "CA"), node(7, "PA")]
    a = graph(nodes, edges((0, 8), (9, 1), (1, 2), (0, 77), (8, 8)))
    assert found(a) == [("1", "2", "supports")]
    assert sorted(messages(a)) == [
        "edges from sentence to sentence are read as supports: 1",
        "edges have an end that is not there and are left out: 1",
        'nodes of the kind "PA" are left out: 1',
        "schemes that lead nowhere are left out: 1",
        "schemes that start nowhere are left out: 1",
    ]


def test_roles_follow_from_relations() -> None:
    nodes = [*(node(i, "I", str(i)) for i in range(6)), *(node(10 + i, k, t) for i, (k, t) in enumerate(SCHEMES))]
    links = edges((1, 10), (10, 0), (2, 11), (11, 1), (3, 12), (12, 0), (4, 13), (13, 3))
    assert [r.role for r in graph(nodes, links).roles] == ["claim", "claim", "example", "claim", "evidence", "other"]


@pytest.mark.parametrize("text", [None, 3, ["a"]])
def test_a_sentence_without_a_text_is_told(text: Any) -> None:
    a = graph([node(1, "I", text), node(2, "I", "B")], None)
    assert [s.text for s in a.document.sentences] == ["", "B"]
    assert messages(a) == ["sentences that have no text are read as empty: 1"]


SCHEMES = [("RA", "Default Inference"), ("RA", "Example"), ("RA", "Specification"), ("CA", "Default Conflict")]


@pytest.mark.parametrize(
    ("record", "what", "where"),
    [
        ("[]", "the file is a list", "x.xaif.json"),
        ("{}", 'lacks "AIF"', "x.xaif.json"),
        ('{"AIF": 3}', '"AIF" is 3', "x.xaif.json"),
        ('{"AIF": {"nodes": {}}}', '"nodes" is an object', "x.xaif.json"),
        ('{"AIF": {"nodes": [3]}}', "it is 3", "x.xaif.json: nodes 1"),
        ('{"AIF": {"nodes": [{"type": "I"}]}}', '"nodeID" is null', "x.xaif.json: nodes 1"),
        ('{"AIF": {"nodes": [{"nodeID": 1, "type": "I"}, {"nodeID": "1"}]}}', "there twice", "x.xaif.json: nodes 2"),
        ('{"AIF": {"edges": [{"fromID": 1}]}}', '"toID" is null', "x.xaif.json: edges 1"),
        ('{"AIF": {"nodes": [], "edges": []}}', "holds no sentence", "x.xaif.json"),
        ("{", "is no JSON", "x.xaif.json"),
    ],
)
def test_faults(record: str, what: str, where: str) -> None:
    with pytest.raises(AnnotationError) as caught:
        analysis_of(read_xaif(record.encode(), "x.xaif.json"), "x.xaif.json", b"")
    assert what in caught.value.what
    assert caught.value.where == where
    assert caught.value.remedy
