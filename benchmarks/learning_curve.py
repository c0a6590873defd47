"""Does more text still help? Roles cross-validated on growing shares of the training documents.

    python benchmarks/learning_curve.py [CORPUS [CONFIG]]

The folds are those of the corpus; of the documents outside a fold, a share is drawn (the same seed for every share, so
that a larger one holds the smaller), a model is fitted on it, and the whole fold is predicted. Prints a Markdown table.
"""

import random
import sys
from pathlib import Path

from pipeline.evaluation.metrics import accuracy_of, bootstrap_interval, macro_f1_of
from pipeline.markdown import table
from pipeline.roles.fitting import fit_roles
from pipeline.training.config import read_config
from pipeline.training.examples import Example
from pipeline.workflows.corpus import read_corpus, read_folds

ROOT = Path(__file__).resolve().parents[1]
SHARES = (0.125, 0.25, 0.5, 1.0)


def main() -> None:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "annotations"
    config = read_config(Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "configs" / "policy-roles.toml")
    examples = read_corpus(root, config).examples
    folds = read_folds(root, [e.document.id for e in examples], count=config.evaluation.folds, seed=0).folds
    labels = config.corpus.labels

    def pairs_of(share: float) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        found = {}
        for k, fold in enumerate(folds, 1):
            others = [e for e in examples if e.document.id not in fold]
            random.Random(config.roles.seed).shuffle(others)
            train = others[: max(2, round(share * len(others)))]
            print(f"{share:.1%} of the documents, fold {k}: {len(train)}", file=sys.stderr)
            settings = config.roles
            model = fit_roles([e.document for e in train], [e.gold_roles for e in train], labels, settings).model
            for e in examples:
                if e.document.id in fold:
                    found[e.document.id] = (e.gold_roles, tuple(r.role for r in model.predict(e.document)))
        return found

    parts = {
        "all": lambda e: True,
        "zh, ours": lambda e: e.document.language == "zh" and not _is_real(e),
        "en": lambda e: e.document.language == "en",
        "real reports": _is_real,
    }
    rows = []
    for share in SHARES:
        found = pairs_of(share)
        row = [f"{share:.1%}"]
        for belongs in parts.values():
            chosen = [found[e.document.id] for e in examples if belongs(e)]
            for statistic in (accuracy_of, macro_f1_of):
                if chosen:
                    value, low, high = bootstrap_interval(chosen, statistic, n=1000, seed=0, labels=labels)
                    row.append(f"{value:.3f} [{low:.3f}, {high:.3f}]")
                else:
                    row.append("–")
        rows.append(row)
    head = ["share", *(f"{name}: {what}" for name in parts for what in ("accuracy", "macro-F1"))]
    print("\n".join(table(head, rows)))


def _is_real(example: Example) -> bool:
    """Whether a document is a passage of somebody else's text."""
    return example.document.id.startswith(("govreport-", "congress-"))


if __name__ == "__main__":
    main()
