"""GraphML by networkx, DOT by pydot (and Graphviz where it is installed), Mermaid by a grammar of what we use of it."""

import io
import re
import shutil
import subprocess
import warnings
from dataclasses import replace

import networkx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain.analysis import Analysis, Group
from pipeline.formats.graph.dot import quoted as dot_quoted
from pipeline.formats.graph.dot import write_dot
from pipeline.formats.graph.graphml import write_graphml
from pipeline.formats.graph.mermaid import quoted as mermaid_quoted
from pipeline.formats.graph.mermaid import write_mermaid
from tests.formats.analysis_samples import analyses
from tests.formats.exchange.marked_drawn import texts
from tests.formats.graph.samples import as_written, weir

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pydot calls pyparsing by names that are on their way out
    import pydot
    import pydot.dot_parser

NO_XML = {*map(chr, range(32)), "\ufffe", "\uffff"} - set("\t\n\r")
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


def networkx_of(analysis: Analysis) -> networkx.MultiDiGraph:
    data = write_graphml(analysis, "x")["x.graphml"]
    return networkx.read_graphml(io.BytesIO(data), force_multigraph=True)


def pydot_of(text: str) -> pydot.Dot:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = pydot.graph_from_dot_data(text)
    assert found is not None, text
    (graph,) = found
    return graph


def dot(analysis: Analysis) -> str:
    return write_dot(analysis, "x")["x.dot"].decode()


def mermaid(analysis: Analysis) -> str:
    return write_mermaid(analysis, "x")["x.mmd"].decode()


def test_networkx_reads_the_graphml() -> None:
    graph = networkx_of(weir())
    sentences = {n["id"]: n for _, n in graph.nodes(data=True) if n["kind"] == "sentence"}
    assert {id: n["label"] for id, n in sentences.items()} == {s.id: s.text for s in weir().document.sentences}
    s3 = next(s for s in weir().document.sentences if s.id == "s3")
    wanted = {"role": "example", "uncertain": True, "start": s3.start, "end": s3.end, "stage": "practice"}
    assert sentences["s3"] | wanted == sentences["s3"]
    assert (sentences["s6"]["group"], sentences["s6"]["measure"], sentences["s6"]["paragraph"]) == ("g1", "g1.m1", 1)
    id_of = {name: n["id"] for name, n in graph.nodes(data=True)}
    assert {(id_of[a], id_of[b], e["type"], e["probability"]) for a, b, e in graph.edges(data=True)} == {
        ("s2", "s1", "supports", 0.9),
        ("s3", "s2", "exemplifies", 0.45),
        ("s4", "s1", "attacks", 0.5),
        ("s6", "s5", "specifies", 0.7),
        ("c1", "g1", "grounds", 0.75),
    }
    assert graph.graph["title"] == weir().document.title


@SLOW
@given(analyses().map(as_written))
def test_networkx_reads_every_graphml(analysis: Analysis) -> None:
    graph = networkx_of(analysis)
    counted = len(analysis.document.sentences) + len(analysis.document.sections) + len(analysis.groups)
    assert graph.number_of_nodes() == counted
    assert graph.number_of_edges() == len(analysis.relations) + sum(len(g.grounds) for g in analysis.groups)
    shown = {True: "\ufffd", False: None}
    wanted = ["".join(shown[c in NO_XML] or c for c in s.text) for s in analysis.document.sentences]
    labels = [n["label"] for _, n in graph.nodes(data=True) if n["kind"] == "sentence"]
    assert [label or "" for label in labels] == wanted


def test_pydot_reads_the_dot() -> None:
    graph = pydot_of(dot(weir()))
    names = {n.get_name() for n in graph.get_nodes()} - {"node", "edge", "graph"}
    assert names == {"s0", "s1", "s2", "s3", "c0"}
    clusters = graph.get_subgraphs()
    assert [[n.get_name() for n in c.get_nodes()] for c in clusters] == [["g0", "s4", "s5"], ["g1", "s6"]]
    assert {(e.get_source(), e.get_destination(), e.get("label").strip('"')) for e in graph.get_edges()} == {
        ("s1", "s0", "supports"),
        ("s2", "s1", "exemplifies"),
        ("s3", "s0", "attacks"),
        ("s5", "s4", "specifies"),
        ("c0", "g0", "grounds"),
    }
    (first,) = graph.get_node("s0")
    assert first.get("tooltip") == dot_quoted(weir().document.sentences[0].text)
    assert first.get("class") == '"claim"'


@SLOW
@given(analyses().map(as_written))
def test_pydot_reads_every_dot(analysis: Analysis) -> None:
    graph = pydot_of(dot(analysis))
    assert len(graph.get_edges()) == len(analysis.relations) + sum(len(g.grounds) for g in analysis.groups)


@given(texts(controls=True, min_size=0))
def test_no_text_ends_a_string_of_dot(text: str) -> None:
    quoted = dot_quoted(text)
    assert re.fullmatch(r'"(?:[^"\\\n]|\\.)*"', quoted)
    shown = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], quoted[1:-1])
    plain = re.sub("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]", "\ufffd", text)
    assert shown == plain.replace("\t", " ")


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_draws_the_dot() -> None:
    done = subprocess.run(["dot", "-Tsvg"], input=dot(weir()).encode(), capture_output=True, timeout=60)
    assert (done.returncode, b"<svg" in done.stdout) == (0, True)


# What we use of Mermaid, line by line.
LABEL = r'"(?:[^"`#<>&;\\{}\n\r]|#[0-9]+;|<br/>)+"'
NODE = rf"[sgc][0-9]+(?:\[{LABEL}\](?::::[a-z]+)?|\[\[{LABEL}\]\])"
GRAMMAR = {
    "header": r"flowchart BT",
    "node": rf" +{NODE}",
    "frame": rf"  subgraph g[0-9]+\[{LABEL}\]",
    "end": r"  end",
    "edge": r"  [sc][0-9]+ (?:-->|-\.->|==>|--x)\|[a-z]+\| [sg][0-9]+",
    "class": r"  classDef [a-z]+ fill:#[0-9a-f]{6},stroke:#333,color:#000",
}


def kinds(text: str) -> list[str]:
    found = []
    for line in text.removesuffix("\n").split("\n"):
        fitting = [kind for kind, pattern in GRAMMAR.items() if re.fullmatch(pattern, line)]
        assert len(fitting) == 1, line
        found += fitting
    return found


def test_the_mermaid_is_as_the_grammar_says() -> None:
    found = kinds(mermaid(weir()))
    assert [found.count(kind) for kind in GRAMMAR] == [1, 8, 2, 2, 5, 5]
    assert found[0] == "header"


@SLOW
@given(analyses().map(as_written))
def test_every_mermaid_is_as_the_grammar_says(analysis: Analysis) -> None:
    found = kinds(mermaid(analysis))
    assert found.count("frame") == found.count("end")
    assert found.count("edge") == len(analysis.relations) + sum(len(g.grounds) for g in analysis.groups)


@given(texts(controls=True, min_size=0))
def test_no_text_ends_a_label_of_mermaid(text: str) -> None:
    assert re.fullmatch(LABEL, mermaid_quoted(text))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ('a "b" <c>', '"a #34;b#34; #60;c#62;"'),
        ("1. first", '"1#46; first"'),
        ("- item", '"#45; item"'),
        ("`code` #5; &amp;", '"#96;code#96; #35;5#59; #38;amp#59;"'),
        ("end", '"end"'),
        ("", '" "'),
        ("a\nb", '"a<br/>b"'),
    ],
)
def test_labels_of_mermaid(text: str, label: str) -> None:
    assert mermaid_quoted(text) == label


@given(st.sampled_from(["dot", "mermaid"]))
def test_an_empty_group_is_drawn(format: str) -> None:
    group = Group("g9", "leer", 0, 0, (), (), ())
    analysis = replace(weir(), groups=(*weir().groups, group))
    assert "leer" in (dot(analysis) if format == "dot" else mermaid(analysis))
    pydot_of(dot(analysis))
    kinds(mermaid(analysis))
