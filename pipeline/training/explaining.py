"""What spoke for the worst mistakes of a cross-validation, told by the models that made them."""

from collections.abc import Collection, Sequence

from pipeline.evaluation.metrics import scored_positions
from pipeline.roles.component import Cue, RoleModel
from pipeline.training.crossval import Prediction
from pipeline.training.evaluation import WORST


class WorstCues:
    """Cues of the mistakes that a report will list, gathered while the model of each fold is at hand.

    To keep the models of all folds until the worst mistakes are known would cost memory, and to explain every sentence
    time. So each model explains those of its mistakes that are among the worst so far; the worst of all are among them.

    Args:
        order: the ids of all documents as the report will have them; of equal mistakes the first counts as worse.
        ignored: gold labels whose sentences take part in no score.
    """

    def __init__(self, order: Sequence[str], ignored: Collection[str] = ()) -> None:
        self._rank = {id: i for i, id in enumerate(order)}
        self._ignored = ignored
        self._worst: list[tuple[float, int, int]] = []  # p(gold) - p(predicted), rank of the document, sentence
        self._cues: dict[tuple[int, int], tuple[Cue, ...]] = {}

    def see(self, model: RoleModel, predictions: Sequence[Prediction]) -> None:
        """Let `model` explain the worst mistakes among its predictions."""
        documents = {self._rank[p.example.document.id]: p.example.document for p in predictions}
        made = [mistake for p in predictions for mistake in self._mistakes(p)]
        self._worst = sorted([*self._worst, *made])[:WORST]
        wanted = [(rank, sentence) for _, rank, sentence in self._worst if rank in documents]
        for rank in dict.fromkeys(rank for rank, _ in wanted):
            explained = model.explain(documents[rank])
            self._cues |= {(r, s): explained[s] for r, s in wanted if r == rank}

    def of(self, document: int, sentence: int) -> tuple[Cue, ...]:
        """The cues of a sentence, by the places of document and sentence in the report; none where none were asked."""
        return self._cues.get((document, sentence), ())

    def _mistakes(self, prediction: Prediction) -> list[tuple[float, int, int]]:
        gold, rank = prediction.example.gold_roles, self._rank[prediction.example.document.id]
        labels = [(i, prediction.roles[i]) for i in scored_positions(gold, self._ignored)]
        return [
            (label.probabilities.get(gold[i], 0.0) - label.probabilities[label.role], rank, i)
            for i, label in labels
            if label.role != gold[i]
        ]
