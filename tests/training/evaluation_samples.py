"""Two documents with labels and predictions whose scores can be worked out by hand."""

from collections.abc import Sequence

import numpy as np

from pipeline.training.rows import Labelled

LABELS = ("claim", "evidence", "other")


def labelled(
    id: str,
    gold: Sequence[str],
    predicted: Sequence[str],
    top: Sequence[float] | None = None,
    *,
    texts: Sequence[str] | None = None,
    uncertain: Sequence[bool] | None = None,
    stages: Sequence[str] = (),
    **groups: str,
) -> Labelled:
    """The predicted label has the probability `top`, the others share the rest."""
    top = top or [0.8] * len(gold)
    rows = [[p if label == name else (1 - p) / 2 for name in LABELS] for label, p in zip(predicted, top, strict=True)]
    return Labelled(
        id,
        groups,
        tuple(gold),
        tuple(predicted),
        np.array(rows).reshape(-1, len(LABELS)),
        tuple(uncertain or [p < 0.5 for p in top]),
        tuple(texts or [f"{id} sentence {i}" for i in range(len(gold))]),
        tuple(stages),
    )


# 6 sentences, 4 right. claim: 2 right of 3 predicted, 3 gold; evidence: 1 of 1, 2; other: 1 of 2, 1.
FERRY = labelled(
    "ferry",
    ["claim", "evidence", "claim", "other"],
    ["claim", "claim", "claim", "other"],
    [0.9, 0.7, 0.9, 0.4],
    texts=["x" * 10, "x" * 11, "x" * 40, "x" * 81],
    stages=["theory", "theory", "theory", "practice"],
    language="zh",
    genre="brief",
)
SIGNALS = labelled(
    "signals",
    ["evidence", "claim"],
    ["evidence", "other"],
    [0.9, 0.9],
    texts=["", "x" * 41],
    stages=["practice", "theory"],
    language="en",
    genre="brief",
)
