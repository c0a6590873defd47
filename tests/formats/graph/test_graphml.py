"""GraphML back: our own whole, after networkx has saved it, altered, and that of others."""

import io
from dataclasses import replace

import networkx
import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.domain.analysis import Analysis
from pipeline.errors import AnnotationError
from pipeline.formats.graph import GRAPH_FORMATS
from pipeline.formats.graph.graphml import read_graphml, write_graphml
from pipeline.formats.graph.loss import losses
from pipeline.formats.graph.rebuild import analysis_of
from tests.formats.analysis_samples import analyses
from tests.formats.graph.samples import as_written, weir

OURS = write_graphml(weir(), "weir")["weir.graphml"].decode()
# What no graph holds.
BEYOND = {
    *("cues of roles", "words for grounds", "grounds of measures", "motives of groups"),
    *("gaps", "facts", "damage", "warnings", "source", "model", "settings"),
}


def read(data: str | bytes) -> Analysis:
    data = data.encode() if isinstance(data, str) else data
    return analysis_of(read_graphml(data, "weir.graphml"), "weir.graphml", data)


def messages(analysis: Analysis) -> list[str]:
    return [w.message for w in analysis.warnings if w.code == "graph"]


def other(*inside: str, keys: str = '<key id="d0" for="node" attr.name="label" attr.type="string"/>') -> str:
    graph = f"<graph edgedefault='directed'>{''.join(inside)}</graph>"
    return f"<graphml xmlns='http://graphml.graphdrawing.org/xmlns'>{keys}{graph}</graphml>"


def node(id: str, label: str) -> str:
    return f"<node id='{id}'><data key='d0'>{label}</data></node>"


def test_ours_comes_back_whole() -> None:
    again = read(OURS)
    assert losses(weir(), again).keys() <= BEYOND
    assert again.document.headings == weir().document.headings
    assert again.document.sections == weir().document.sections
    assert again.document.text == weir().document.text
    assert (again.roles, again.relations, again.groups) == (weir().roles, weir().relations, weir().groups)
    assert messages(again) == []


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(analyses().map(as_written))
def test_every_graph_comes_back(analysis: Analysis) -> None:
    files = write_graphml(analysis, "x")
    again = analysis_of(read_graphml(files["x.graphml"], "x.graphml"), "x.graphml", files["x.graphml"])
    assert GRAPH_FORMATS["graphml"].lost(analysis, files) == losses(analysis, again)
    assert losses(analysis, again).keys() <= BEYOND
    assert [g.members for g in again.groups] == [g.members for g in analysis.groups]
    # Once more is no change.
    assert write_graphml(again, "x") == files


def test_characters_that_xml_cannot_hold_come_back() -> None:
    sentences = weir().document.sentences
    document = replace(
        weir().document, title="a\x00</script>", sentences=(replace(sentences[0], text="a\x00b\x0cc"), *sentences[1:])
    )
    data = write_graphml(replace(weir(), document=document), "x")["x.graphml"]
    assert "a\ufffdb\ufffdc".encode() in data
    again = read(data)
    assert (again.document.title, again.document.sentences[0].text) == ("a\x00</script>", "a\x00b\x0cc")
    changed = read(data.replace("a\ufffdb\ufffdc".encode(), b"another"))
    assert changed.document.sentences[0].text == "another"


def test_what_networkx_saves_comes_back_whole() -> None:
    saved = io.BytesIO()
    networkx.write_graphml(networkx.read_graphml(io.BytesIO(OURS.encode()), force_multigraph=True), saved)
    assert losses(weir(), read(saved.getvalue())).keys() <= BEYOND


def test_a_sentence_that_is_taken_out_leaves_the_rest() -> None:
    start = OURS.index('  <node id="n4">')  # s5, the head of a measure
    end = OURS.index("</node>", start) + len("</node>")
    again = read(OURS[:start] + OURS[end:])
    assert [s.id for s in again.document.sentences] == ["s1", "s2", "s3", "s4", "s6", "s7"]
    assert [(m.head, m.details) for g in again.groups for m in g.measures] == [("s6", ())]
    assert messages(again) == ["edges have an end that is not there and are left out: 1"]


def test_a_section_that_is_taken_out_leaves_the_sentences() -> None:
    again = read(OURS.replace('<data key="node-kind">section</data>', '<data key="node-kind">group</data>', 1))
    assert again.groups == ()
    assert [s.id for s in again.document.sentences] == [s.id for s in weir().document.sentences]
    assert [r.role for r in again.roles] == [r.role for r in weir().roles]
    assert "the file was changed since it was written: only its graph is read" in messages(again)


def test_graphs_of_others() -> None:
    again = read(
        other(
            node("a", "One."),
            "<node id='b'><graph>" + node("c", "Two.") + "</graph></node>",
            "<edge source='c' target='a'/><edge source='c' target='z'/><hyperedge/>",
        )
    )
    assert [(s.id, s.text) for s in again.document.sentences] == [("a", "One."), ("c", "Two.")]
    assert [(r.source, r.target, r.type) for r in again.relations] == [("c", "a", "supports")]
    assert sorted(messages(again)) == [
        "edges have an end that is not there and are left out: 1",
        "edges of more than two ends are left out: 1",
        "nodes without a text are left out: 1",
        "relations of no kind that is known are read as supports: 1",
    ]


@pytest.mark.parametrize(
    ("data", "what", "where"),
    [
        ("", "is no well-formed XML", "weir.graphml:1"),
        ("<a/>", "is no GraphML: it begins with <a>", "weir.graphml:1"),
        ("<graphml/>", "holds no graph", "weir.graphml:1"),
        (other(), "holds no sentence", "weir.graphml"),
        (other(node("a", "x"), "\n", node("a", "y")), 'the node "a" is there twice', "weir.graphml:2"),
        (other("<node/>"), "a node has no id", "weir.graphml:1"),
        (OURS.replace(">s2<", ">s1<", 1), 'the id "s1" is there twice', "weir.graphml:"),
        (OURS.replace('"node-start">', '"node-start">x', 1), '"start" is "x', "weir.graphml:"),
        (OURS.replace('"node-start">', '"node-start">-', 1), '"start" is -', "weir.graphml:"),
        (OURS.replace('"node-end">', f'"node-end">{"9" * 400}', 1), '"end" is inf', "weir.graphml:"),
        (OURS.replace('"node-end">', '"node-end">NaN</data><data key="">', 1), '"end" is nan', "weir.graphml:"),
        (
            "<!DOCTYPE a [<!ENTITY l 'ha'><!ENTITY m '&l;&l;&l;'>]>" + other(node("a", "&m;")),
            "has a DOCTYPE",
            "weir.graphml:1",
        ),
        ("<graphml>" + "<graph>" * 10_000, "is nested too deeply", "weir.graphml:1"),
    ],
)
def test_faults(data: str, what: str, where: str) -> None:
    with pytest.raises(AnnotationError) as caught:
        read(data)
    assert what in caught.value.what
    assert caught.value.where.startswith(where)
    assert caught.value.remedy


@pytest.mark.parametrize("written", ["{", "[" * 100_000, "[3]", '[{"id": ["h1"]}]', '[{"id": "\\ud800"}]'])
def test_headings_that_are_none_cost_no_sentence(written: str) -> None:
    start = OURS.index('"graph-headings">') + len('"graph-headings">')
    again = read(OURS[:start] + written + OURS[OURS.index("</data>", start) :])
    assert [s.text for s in again.document.sentences] == [s.text for s in weir().document.sentences]
    assert messages(again) == ["the file was changed since it was written: only its graph is read"]
