"""Annotations as analyses and back, and brat, which goes that way."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.domain.annotation import Annotation
from pipeline.errors import AnnotationError
from pipeline.formats.analysis_json import validate
from pipeline.formats.exchange.brat import read_brat
from pipeline.formats.graph import GRAPH_FORMATS
from pipeline.formats.graph.brat import write_brat
from pipeline.formats.graph.labels import analysis_as_labels, labels_as_analysis
from pipeline.formats.marks import from_marks
from tests.formats.annotation_samples import annotations, bridge
from tests.formats.graph.samples import PIECES, weir

KEPT = ("headings", "sections", "groups", "text", "title", "language")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(annotations())
def test_labels_come_back_from_an_analysis(annotation: Annotation) -> None:
    again = analysis_as_labels(labels_as_analysis(annotation))
    assert all(getattr(again, key) == getattr(annotation, key) for key in KEPT)
    assert again.sentences == annotation.sentences


def test_labels_as_an_analysis() -> None:
    a = labels_as_analysis(bridge(), str.upper)
    validate(a.to_dict())
    assert (a.model.name, a.model.version) == ("founders", "labels")
    assert a.roles[0].probabilities["claim"] == 1
    assert [(r.source, r.target, r.type, r.probability) for r in a.relations] == [
        ("s2", "s1", "supports", 1.0),
        ("s4", "s3", "specifies", 1.0),
    ]
    assert a.groups[0].members == ("s3", "s4")


def test_a_sentence_without_a_role_is_uncertain_and_told() -> None:
    first, *rest = bridge().sentences
    a = labels_as_analysis(bridge(sentences=(replace(first, role=""), *rest)))
    assert (a.roles[0].role, a.roles[0].uncertain) == ("other", True)
    assert [w.message for w in a.warnings] == ["sentences that have no role yet: 1"]


def test_labels_without_their_text_are_refused() -> None:
    with pytest.raises(AnnotationError, match=r"zh-bridge: its text is not here.*annotations attach"):
        labels_as_analysis(bridge(text=None))


def test_brat_reads_what_was_found() -> None:
    files = write_brat(weir(), "weir")
    assert set(files) == {"weir.txt", "weir.ann", "annotation.conf"}
    (marked,) = read_brat({name: data for name, data in files.items() if name != "annotation.conf"})
    assert (marked.id, marked.about["made_by"]) == ("weir", "model")
    again = from_marks(marked, "weir")
    assert [(s.role, again.text[s.start : s.end]) for s in again.sentences] == [  # type: ignore[index]
        (r.role, PIECES[s.id]) for s, r in zip(weir().document.sentences, weir().roles, strict=True)
    ]
    lost = GRAPH_FORMATS["brat"].lost(weir(), files)
    assert set(lost) == {
        "probabilities of roles",
        "marks of uncertainty",
        "probabilities of relations",
        "probabilities of grounds",
        "damage",
        "warnings",
        "ids of sentences",
        "source",
        "model",
        "settings",
    }
