"""What goes out comes back wherever the loss report says nothing, and only there."""

import json
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain.analysis import Analysis, Relation
from pipeline.errors import AnnotationError, ConfigError
from pipeline.formats.graph import GRAPH_FORMATS
from pipeline.formats.graph.graph import ArgumentGraph, graph_of
from pipeline.formats.graph.loss import ASPECTS, losses
from pipeline.formats.graph.rebuild import analysis_of
from tests.formats.analysis_samples import analyses
from tests.formats.exchange.broken import damaged, replaced
from tests.formats.graph.samples import as_written, weir

READABLE = [name for name, f in GRAPH_FORMATS.items() if f.reads]
PIECES = (b"null", b'"1"', b"1", b"[]", b"{}", b'"I"', b'"RA"', b'"CA"', b'"MA"', b'"L"', b'"nodes"', b'"text"', b"-1")


def back(format: str, analysis: Analysis) -> tuple[ArgumentGraph, Analysis]:
    ((name, data),) = GRAPH_FORMATS[format].write(analysis, "x").items()
    graph = GRAPH_FORMATS[format].read(data, name)
    return graph, analysis_of(graph, name, data)


def links(graph: ArgumentGraph) -> list[tuple[str, str, str]]:
    return sorted((e.source, e.target, e.type) for e in graph.edges)


@pytest.mark.parametrize("format", ["xaif", "arguebuf"])
def test_formats_with_room_for_more_keep_the_whole_analysis(format: str) -> None:
    assert back(format, weir())[1].to_dict() == weir().to_dict()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(analyses().map(as_written))
@pytest.mark.parametrize("format", ["xaif", "arguebuf"])
def test_every_analysis_comes_back_whole(format: str, analysis: Analysis) -> None:
    graph, again = back(format, analysis)
    assert (graph.text, links(graph)) == (analysis.document.text, links(graph_of(analysis)))
    assert GRAPH_FORMATS[format].lost(analysis, GRAPH_FORMATS[format].write(analysis, "x")) == {}
    ours = {**analysis.to_dict(), "relations": sorted(analysis.to_dict()["relations"], key=str)}
    assert {**again.to_dict(), "relations": sorted(again.to_dict()["relations"], key=str)} == ours


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(analyses().map(as_written))
@pytest.mark.parametrize("format", READABLE)
def test_texts_and_relations_come_back_from_every_format(format: str, analysis: Analysis) -> None:
    graph, again = back(format, analysis)
    ours = graph_of(analysis)
    assert [(n.id, n.text) for n in graph.nodes] == [(n.id, n.text) for n in ours.nodes]
    assert links(graph) == links(ours)
    lost = GRAPH_FORMATS[format].lost(analysis, GRAPH_FORMATS[format].write(analysis, "x"))
    assert not lost.keys() & {"texts of sentences", "ids of sentences", "relations", "types of relations"}
    assert {name for name, aspect in ASPECTS.items() if differs(aspect(analysis), aspect(again))} == lost.keys()


def differs(was: Mapping[Hashable, Any], now: Mapping[Hashable, Any]) -> bool:
    return {key: now.get(key, None) for key in was} != dict(was)


@settings(deadline=None, max_examples=300)
@given(data=st.data())
@pytest.mark.parametrize("format", READABLE)
def test_a_damaged_file_is_read_or_refused_by_name(format: str, data: st.DataObject) -> None:
    ((name, whole),) = GRAPH_FORMATS[format].write(weir(), "x").items()
    broken = data.draw(st.one_of(damaged(whole, PIECES), replaced(whole, PIECES)))
    fault = None
    try:
        found = analysis_of(GRAPH_FORMATS[format].read(broken, name), name, broken)
    except AnnotationError as error:
        fault = error
    if fault is not None:
        assert fault.where.startswith(name)
        assert fault.remedy
        return
    ids = {s.id for s in found.document.sentences}
    assert {end for r in found.relations for end in (r.source, r.target)} <= ids
    assert all(0 <= s.start <= s.end <= len(found.document.text) for s in found.document.sentences)


@pytest.mark.parametrize("format", ["xaif", "arguebuf"])
def test_relations_that_another_tool_adds_are_read_with_ours(format: str) -> None:
    ((name, data),) = GRAPH_FORMATS[format].write(weir(), "x").items()
    record = json.loads(data)
    if format == "xaif":
        record["AIF"]["nodes"].append({"nodeID": 99, "text": "Default Inference", "type": "RA"})
        record["AIF"]["edges"] += [
            {"edgeID": 90, "fromID": "s7", "toID": 99},
            {"edgeID": 91, "fromID": "99", "toID": "s5"},
        ]
    else:
        record["nodes"]["99"] = {"scheme": {"support": "SUPPORT_WITNESS_TESTIMONY"}}
        record["edges"] |= {"90": {"source": "s7", "target": "99"}, "91": {"source": "99", "target": "s5"}}
    changed = json.dumps(record).encode()
    found = analysis_of(GRAPH_FORMATS[format].read(changed, name), name, changed)
    assert set(found.relations) == {*weir().relations, Relation("s7", "s5", "supports", 1.0)}
    assert found.groups == weir().groups


def test_a_sentence_that_another_tool_took_out_leaves_the_graph() -> None:
    ((name, data),) = GRAPH_FORMATS["xaif"].write(weir(), "x").items()
    record = json.loads(data)
    record["AIF"]["nodes"] = [n for n in record["AIF"]["nodes"] if n["nodeID"] != "s5"]
    changed = json.dumps(record).encode()
    found = analysis_of(GRAPH_FORMATS["xaif"].read(changed, name), name, changed)
    assert [s.id for s in found.document.sentences] == ["s1", "s2", "s3", "s4", "s6", "s7"]
    assert [r.role for r in found.roles] == ["claim", "evidence", "example", "claim", *["recommendation"] * 2]
    first, wanted = found.document.sentences[0], weir().document.sentences[0]
    assert (first.start, first.end) == (wanted.start, wanted.end)
    assert found.groups == ()
    assert [w.message for w in found.warnings] == [
        "edges have an end that is not there and are left out: 1",
        "schemes that lead nowhere are left out: 1",
        "the file was changed since it was written: only its graph is read",
    ]


@pytest.mark.parametrize("format", [name for name, f in GRAPH_FORMATS.items() if not f.reads])
def test_formats_that_are_only_written_say_so(format: str) -> None:
    with pytest.raises(ConfigError, match=f"{format} is written, but not read. Choose from xaif, aif, arguebuf"):
        _ = GRAPH_FORMATS[format].read


def test_losses_are_counted() -> None:
    other = replace(weir(), relations=weir().relations[:1], warnings=(), stages=("theory", "recommendation"))
    assert losses(weir(), other) == {
        "relations": 3,
        "types of relations": 3,
        "probabilities of relations": 3,
        "sections": 1,
        "stages of sentences": 4,
        "warnings": 1,
    }
    assert losses(weir(), weir()) == {}


@pytest.mark.parametrize("format", GRAPH_FORMATS)
def test_a_document_of_headings_alone_is_written(format: str) -> None:
    whole = weir()
    document = replace(whole.document, sentences=())
    empty = replace(whole, document=document, roles=(), relations=(), groups=(), facts=(), cues=None)
    files = GRAPH_FORMATS[format].write(empty, "x")
    assert files
    assert "texts of sentences" not in GRAPH_FORMATS[format].lost(empty, files)
