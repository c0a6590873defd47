"""N-Triples by the grammar of RDF 1.1, and what they say."""

import re
from collections import Counter

from hypothesis import HealthCheck, given, settings

from pipeline.domain.analysis import Analysis
from pipeline.formats.graph import GRAPH_FORMATS
from pipeline.formats.graph.ntriples import literal, write_ntriples
from tests.formats.analysis_samples import analyses
from tests.formats.exchange.marked_drawn import texts
from tests.formats.graph.samples import as_written, weir

AIF = "http://www.arg.dundee.ac.uk/aif#"
STRING = r'"(?:[^\x22\x5C\x0A\x0D]|\\[tbnrf"\'\\]|\\u[0-9A-F]{4})*"'
TRIPLE = re.compile(
    rf"(_:[a-z]+[0-9]*) <(http://[^<>\"{{}}|^`\\\x00-\x20]+)> (_:[a-z]+[0-9]*|<http://\S+>|{STRING}) \."
)
ESCAPE = re.compile(r"\\(?:u([0-9A-F]{4})|(.))")
NAMED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def unescaped(written: str) -> str:
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else NAMED.get(m[2], m[2]), written[1:-1])


def triples(analysis: Analysis) -> list[tuple[str, str, str]]:
    # Lines as the most wilful reader would divide them.
    lines = write_ntriples(analysis, "x")["x.nt"].decode().splitlines()
    found = [TRIPLE.fullmatch(line) for line in lines]
    assert all(found), lines
    return [(m[1], m[2].rpartition("#")[2].rpartition("/")[2], m[3]) for m in found if m is not None]


def values(said: list[tuple[str, str, str]], name: str) -> dict[str, str]:
    return {subject: unescaped(value) if value[0] == '"' else value for subject, key, value in said if key == name}


def test_what_is_said() -> None:
    said = triples(weir())
    text, id, role = values(said, "claimText"), values(said, "identifier"), values(said, "type")
    assert {id[s]: text[s] for s in text} == {s.id: s.text for s in weir().document.sentences}
    assert Counter(v for _, key, v in said if key == "type" and v[0] == "<") == {
        f"<{AIF}I-node>": 7,
        f"<{AIF}RA-node>": 3,
        f"<{AIF}CA-node>": 1,
    }
    assert [role[s] for s in text] == [r.role for r in weir().roles]
    label, premise, conclusion = values(said, "label"), values(said, "Premise"), values(said, "Conclusion")
    assert {(label[r], id[premise[r]], id[conclusion[r]]) for r in label} == {
        ("Default Inference", "s2", "s1"),
        ("Example", "s3", "s2"),
        ("Default Conflict", "s4", "s1"),
        ("Specification", "s6", "s5"),
    }
    assert values(said, "title") == {"_:document": weir().document.title}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(analyses().map(as_written))
def test_every_analysis_is_sound(analysis: Analysis) -> None:
    said = triples(analysis)
    assert list(values(said, "claimText").values()) == [s.text for s in analysis.document.sentences]
    assert len(values(said, "Premise")) == len(analysis.relations)


@given(texts(controls=True, min_size=0))
def test_no_text_ends_a_literal(text: str) -> None:
    assert re.fullmatch(STRING, literal(text))
    assert unescaped(literal(text)) == text


def test_what_is_lost_is_told() -> None:
    lost = GRAPH_FORMATS["ntriples"].lost(weir(), write_ntriples(weir(), "x"))
    assert {"groups", "probabilities of relations", "text of the document"} <= lost.keys()
    assert not {"texts of sentences", "types of relations", "title"} & lost.keys()
