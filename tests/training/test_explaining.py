"""The worst mistakes of a cross-validation are explained by the model that made them, and nothing else is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.domain.analysis import Cue, RoleLabel
from pipeline.domain.document import Document
from pipeline.formats.sentence_labels import LabelledSentences, to_document
from pipeline.scoring.chain import Array
from pipeline.training.crossval import Prediction
from pipeline.training.evaluation import WORST, evaluation_report
from pipeline.training.examples import Example
from pipeline.training.explaining import WorstCues
from pipeline.training.report import labelled

LABELS = ("aim", "result")


@dataclass
class Telling:
    """A model that says its name for every sentence it is asked about, and keeps what it was asked."""

    name: str
    asked: list[str] = field(default_factory=list)
    labels: tuple[str, ...] = LABELS
    threshold: float = 0.5

    def probabilities(self, documents: Sequence[Document]) -> list[Array]:
        raise AssertionError("what was predicted is known")

    def explain(self, document: Document, *, limit: int = 8) -> list[tuple[Cue, ...]]:
        self.asked.append(document.id)
        return [(Cue(f"{self.name}:{document.id}:{s.id}", 1.0),) for s in document.sentences]


def prediction(id: str, *wrong_by: float) -> Prediction:
    """A document whose sentences are all wrong, by so much: p(predicted) - p(gold); 0 stands for a right one."""
    texts = tuple(f"Sentence {i}." for i in range(len(wrong_by)))
    document = to_document(LabelledSentences(id, id, "", texts, ()))
    roles = tuple(
        RoleLabel("aim", {"aim": 1.0, "result": 0.0}, False)
        if not d
        else RoleLabel("result", {"aim": (1 - d) / 2, "result": (1 + d) / 2}, False)
        for d in wrong_by
    )
    return Prediction(Example(document, "", ("aim",) * len(texts), (), (), {}), roles, None)


def test_each_model_explains_its_own_mistakes() -> None:
    a, b, c = prediction("a", 0.5, 0), prediction("b", 0.9), prediction("c", 0, 0.2)
    cues, first, second = WorstCues(["a", "b", "c"]), Telling("first"), Telling("second")
    cues.see(first, [a, c])
    cues.see(second, [b])
    assert (first.asked, second.asked) == (["a", "c"], ["b"])
    assert cues.of(0, 0) == (Cue("first:a:s1", 1.0),)
    assert cues.of(1, 0) == (Cue("second:b:s1", 1.0),)
    assert cues.of(2, 1) == (Cue("first:c:s2", 1.0),)
    assert cues.of(0, 1) == ()  # it was right


def test_only_the_worst_of_all_are_explained_and_they_are_those_of_the_report() -> None:
    """The second fold has one mistake that is among the worst, and one that is not; ties go to the first document."""
    many = prediction("m", *[0.5] * (WORST - 1))
    late = prediction("z", 0.4, 0.6)
    mild = prediction("b", 0.1)
    cues, first, second, third = WorstCues(["b", "m", "z"]), Telling("first"), Telling("second"), Telling("third")
    cues.see(first, [many])
    cues.see(second, [late])
    cues.see(third, [mild])
    assert (second.asked, third.asked) == (["z"], [])
    documents = [labelled(p, LABELS) for p in (mild, many, late)]
    report = evaluation_report(
        documents, LABELS, model={}, data={}, created_by="", threshold=0.5, bootstrap=2, cues=cues.of
    )
    assert len(report["worst"]) == WORST
    assert all(w["cues"][0]["name"].split(":")[1] == w["document"] for w in report["worst"])
    assert (report["worst"][0]["document"], report["worst"][0]["sentence"]) == ("z", 1)


def test_ignored_sentences_are_not_explained() -> None:
    cues, model = WorstCues(["a"], ["aim"]), Telling("model")
    cues.see(model, [prediction("a", 0.5)])
    assert (model.asked, cues.of(0, 0)) == ([], ())
