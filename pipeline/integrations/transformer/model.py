"""A trained role classifier: sentences encoded, scored with their neighbours, joined along the sequence, calibrated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.domain.document import Document
from pipeline.integrations.transformer.encoder import Encoder, encodings, libraries, padded, tokens
from pipeline.roles.chain.model import paragraph_breaks, posterior
from pipeline.roles.component import Cue
from pipeline.scoring.chain import Array
from pipeline.scoring.linear import Floats


@dataclass(frozen=True, eq=False)
class SentenceScorer:
    """Scores of labels from the vectors of a sentence, the one before and the one after.

    Attributes:
        encoder: of sentences.
        weights: shape (labels, 3 × width): own vector, the one before, the one after; zeros stand where there is none.
        bias: shape (labels,).
    """

    encoder: Encoder
    weights: Floats
    bias: Floats

    def scores(self, rows: Sequence[Sequence[int]]) -> Array:
        """Scores of one document's sentences given as token numbers; shape (sentences, labels)."""
        return self.scores_of(encodings(self.encoder, *padded(self.encoder, rows)))

    def scores_of(self, vectors: Any) -> Array:
        """Scores from one document's vectors, a tensor (sentences, width)."""
        torch, _ = libraries()
        with torch.no_grad():
            weights, bias = torch.from_numpy(self.weights), torch.from_numpy(self.bias)
            found: Array = torch.nn.functional.linear(beside(torch, vectors), weights, bias).double().numpy()
        return found


@dataclass(frozen=True, eq=False)
class TransformerModel:
    """Predicts the role of each sentence of a document.

    Attributes:
        labels: in the order of probabilities.
        scorer: of sentences with their neighbours.
        transitions: these and the numbers below are as in `pipeline.roles.chain.model.ChainModel`.
        max_tokens: of a sentence; what comes behind is not read.
    """

    labels: tuple[str, ...]
    scorer: SentenceScorer
    transitions: Floats
    transition_weight: float
    temperature: float
    threshold: float
    max_tokens: int

    def probabilities(self, documents: Sequence[Document]) -> list[Array]:
        """Calibrated probability of each label for each sentence of each document."""
        return [
            posterior(
                self.scorer.scores(tokens(self.scorer.encoder, [s.text for s in document.sentences])),
                paragraph_breaks(document),
                self.transitions,
                self.transition_weight,
                self.temperature,
            )
            for document in documents
        ]

    def explain(self, document: Document, *, limit: int = 8) -> list[tuple[Cue, ...]]:
        """What the score of a sentence's label, above the mean of all labels, loses when a token is left out.

        Occlusion (Zeiler & Fergus 2014, Visualizing and understanding convolutional networks): a token is hidden from
        the network wherever it stands in the sentence. `t:桥` is a token, `-1` and `+1` are the sentences beside.
        Every different token takes an encoding, so that this is many times slower than predicting.
        """
        encoder = self.scorer.encoder
        texts = [s.text for s in document.sentences]
        vectors = encodings(encoder, *padded(encoder, tokens(encoder, texts))).numpy()
        [probabilities] = self.probabilities([document])
        above = (self.scorer.weights - self.scorer.weights.mean(axis=0)).reshape(len(self.labels), 3, -1)
        found = []
        for i, row in enumerate(probabilities):
            own, before, after = above[int(row.argmax())]
            names, without = _occluded(encoder, texts[i])
            cues = [Cue(f"t:{name}", float(w)) for name, w in zip(names, (vectors[i] - without) @ own, strict=True)]
            if i > 0:
                cues.append(Cue("-1", float(vectors[i - 1] @ before)))
            if i + 1 < len(texts):
                cues.append(Cue("+1", float(vectors[i + 1] @ after)))
            found.append(tuple(sorted(cues, key=lambda cue: -cue.weight)[:limit]))
        return found


def beside(torch: Any, vectors: Any) -> Any:
    """Each vector with the one before and the one after; a tensor (sentences, 3 × width)."""
    pad = torch.nn.functional.pad
    return torch.cat([vectors, pad(vectors, (0, 0, 1, 0))[:-1], pad(vectors, (0, 0, 0, 1))[1:]], dim=1)


def _occluded(encoder: Encoder, text: str) -> tuple[list[str], npt.NDArray[np.float32]]:
    """The different tokens of a text as it spells them, and its vector without each; shape (tokens, width)."""
    found = encoder.tokenizer.encode(text)
    places: dict[str, list[int]] = {}
    for k, (start, end) in enumerate(found.offsets):
        if name := text[start:end].strip():  # tokens that frame a sentence spell nothing
            places.setdefault(name, []).append(k)
    ids, mask = padded(encoder, [found.ids] * len(places))
    for hidden, of_one in zip(mask, places.values(), strict=True):
        hidden[of_one] = 0
    return list(places), encodings(encoder, ids, mask).numpy()
