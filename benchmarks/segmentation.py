"""Where components begin and end in persuasive essays (AAE2, token columns), by `pipeline.structure.segmentation`.

Run from the repository: `python benchmarks/segmentation.py [dev] [folds]`; the corpus is other people's, is not
shipped, and is looked for in ../shared/benchmarks/aae2. `dev`: fitted on train, scored on dev (minutes). `folds`: 5
folds of the training part, by essay, drawn by seed 0 (half an hour). Published, on the test part: token macro-F1 .867
(conditional random field with parses and embeddings of words), people .886. Nothing here was pretrained or parsed.
"""

import random
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.evaluation.segmentation import segmentation_scores
from pipeline.formats.units.conll import read_conll
from pipeline.structure.segmentation.fitting import SegmentationSettings, SegmentedText, fit_segmentation
from pipeline.training.segmentation import as_tokens

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "benchmarks" / "aae2"


def essays(part: str) -> list[SegmentedText]:
    """The essays of a part, in the tokens of its file."""
    return [as_tokens(text, of, joined=True) for text, of in read_conll(FOLDER / f"{part}.conll")]


def told(name: str, texts: Sequence[SegmentedText], found: Sequence[Sequence[str]]) -> None:
    """Print the scores of a run in a line."""
    scores = segmentation_scores([text.tags for text in texts], found)
    names = ("tokens", "begin", "inside", "outside", "spans")
    print(f"{name:<22}", *(f"{n} {v:.3f} [{a:.3f}, {b:.3f}]" for n in names for v, a, b in [scores[n]]), flush=True)


def dev() -> None:
    """Fitted on train."""
    model = fit_segmentation(essays("train"), SegmentationSettings())
    held = essays("dev")
    told("AAE2 dev", held, [model.tags(text.tokens) for text in held])


def folds() -> None:
    """Of train."""
    texts = essays("train")
    order = list(range(len(texts)))
    random.Random(0).shuffle(order)
    found: dict[int, tuple[str, ...]] = {}
    for k in range(5):
        held = order[k::5]
        model = fit_segmentation([texts[i] for i in sorted(set(order) - set(held))], SegmentationSettings())
        found |= {i: model.tags(texts[i].tokens) for i in held}
        told(f"fold {k + 1}", [texts[i] for i in held], [found[i] for i in held])
    told("AAE2 train, 5 folds", texts, [found[i] for i in range(len(texts))])


def main() -> None:
    """Run what is named, or both."""
    if not FOLDER.is_dir():
        sys.exit(f"skipped: {FOLDER} is not here")
    runs = {run.__name__: run for run in (dev, folds)}
    for name in sys.argv[1:] or runs:
        if name not in runs:
            sys.exit(f"{name!r} is none of {', '.join(runs)}")
        runs[name]()


if __name__ == "__main__":
    main()
