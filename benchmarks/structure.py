"""How long structure takes after roles, and what it holds in memory as an article grows.

Run from the repository: `python benchmarks/structure.py`. The article is one of the corpus, cut or repeated to the
number of sentences; the model is the shipped one. spaCy is no peer here: nothing else finds this structure.
"""

import time
import tracemalloc
from pathlib import Path

import numpy as np

from pipeline.domain.document import Document
from pipeline.roles.component import predict
from pipeline.structure.model import find_structure
from pipeline.text.segment import segment
from pipeline.workflows.models import load_model

ARTICLE = Path(__file__).resolve().parents[1] / "annotations" / "texts" / "zh" / "zh-cold-chain.txt"
RUNS = 20


def article(sentences: int) -> Document:
    """An article of about so many sentences, whole paragraphs of it."""
    lines = ARTICLE.read_text(encoding="utf-8").splitlines(keepends=True)
    text, found = "", segment("", id="a")
    for k in range(sentences):
        text += lines[k % len(lines)]
        if k % 50 == 0 or sentences < 500:
            found = segment(text, id="a")
            if len(found.sentences) >= sentences:
                break
    return found


def main() -> None:
    """Print milliseconds for 100 sentences, and the peak of memory for up to 20,000."""
    model = load_model()
    structure = model.structure
    if structure is None:
        raise SystemExit("the shipped model has no structure")
    document = article(100)
    (labels,) = predict(model.roles, [document])
    find_structure(document, labels, structure)
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        find_structure(document, labels, structure)
        taken.append(1000 * (time.perf_counter() - start))
    best, middle = min(taken), np.median(taken)
    print(f"{len(document.sentences)} sentences: median {middle:.1f} ms, best {best:.1f} ms of {RUNS} runs")
    print(f"{'sentences':>10} {'seconds':>8} {'peak MiB':>9} {'KiB a sentence':>15}")
    for count in (1000, 5000, 20000):
        document = article(count)
        (labels,) = predict(model.roles, [document])
        tracemalloc.start()
        start = time.perf_counter()
        find_structure(document, labels, structure)
        seconds = time.perf_counter() - start
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        n = len(document.sentences)
        print(f"{n:>10} {seconds:>8.1f} {peak / 2**20:>9.1f} {peak / 2**10 / n:>15.1f}")


if __name__ == "__main__":
    main()
