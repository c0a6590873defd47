"""Time of predicting roles alone, of one model on ready documents, in CPU time of one thread.

    python benchmarks/roles_speed.py ../shared/benchmarks/disa_zh --model policy-roles

To compare two commits, run it in turn with `PYTHONPATH` on either. CPU time and the least of many passes, because a
shared machine disturbs the clock; a rate by the clock, beside peers, is what `roles_against_peers.py` gives.
"""

import argparse
import os
from pathlib import Path
from time import process_time

for _name in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{_name}_NUM_THREADS"] = "1"  # read by libraries when they load

PASSES = 15


def main() -> None:
    """Print microseconds a sentence and sentences a second, of all documents together and of the first alone."""
    from pipeline.formats.sentence_labels import read_sentence_labels, to_document
    from pipeline.training.config import read_config
    from pipeline.workflows.models import load_model

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path, help="folder with dev.jsonl")
    parser.add_argument("--model", default="policy-roles", help="a folder or a shipped name")
    arguments = parser.parse_args()
    config = read_config(Path(__file__).resolve().parents[1] / "configs" / "benchmarks" / "disa_zh.toml")
    documents = [to_document(v) for v in read_sentence_labels(arguments.corpus / "dev.jsonl", config.corpus.labels)]
    model = load_model(arguments.model).roles
    for name, some in (("all documents", documents), ("the first document", documents[:1])):
        sentences = sum(len(d.sentences) for d in some)
        taken = []
        for _ in range(PASSES):
            start = process_time()
            model.probabilities(some)
            taken.append((process_time() - start) / sentences)
        print(f"{name}, {sentences} sentences: {min(taken) * 1e6:.1f} µs a sentence, {1 / min(taken):,.0f} a second")


if __name__ == "__main__":
    main()
