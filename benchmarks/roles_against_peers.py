"""Roles on DiSA beside spaCy, fastText and scikit-learn: speed, accuracy and training, in one run on one machine.

Run from the repository, in an environment that has the package with its extra `train`:

    pip install spacy jieba fasttext-wheel        # the peers; the rows of those that are missing are left out
    python benchmarks/roles_against_peers.py ../shared/benchmarks/disa_zh

It prints one Markdown table and what was measured. Everyone learns from `train.jsonl` alone and predicts the sentences
of `dev.jsonl`; the table, whose figures rest on the sentences of other people, goes to standard output, progress to
standard error, and nothing into the repository.

Speed: sentences per second by the clock. A measurement is as many passes over the sentences to predict as take half a
second; systems take turns, in 5 rounds after one that warms up, each round in the reverse order of the one before. A
ratio is the median of those of the rounds. `--model` times another model of ours; its accuracy is not given, as it may
have learned from `dev.jsonl`.

Accuracy: the metric of DiSA's authors (Song et al. 2020): all labels are predicted, sentences with the gold label Other
dropped, macro-F1 is over the other six. Paired approximate randomisation over documents; p-values of all comparisons
together are Holm's; the least that can come out is their number divided by 10,000.

What the comparison does not say: peers see one sentence at a time, as their users would have it, ours sees the whole
document, and these roles depend on it; the gap is that of two ways to put the task, not of two classifiers on the same
input. Ours was developed at length on folds of `train.jsonl`; peers get defaults or a few settings.

What is to the peers' favour or could look like our neglect:

- fastText gets characters separated by spaces, made before the clock starts. Its Python `predict` of one string fails
  with numpy 2 (`np.array(…, copy=False)`); that of a list still works, but only checks the lines and hands them to the
  C++ binding `model.f.multilinePredict`, which is called here at once. Should it say nothing of a line (one without any
  known token may come back empty), that counts as the commonest label of the training part.
- spaCy's tokeniser only tokenises: it is what a system that begins with it spends before it has labelled anything.
- Training of a peer is by the clock of its fit; it may use `--threads` threads. Ours fits in as many processes as there
  are processors, whatever `--threads` says; the CPU time is that of all of them, start-up and reading included. Peaks
  are those of `getrusage`: of the fitting process, and of its largest worker, which cannot come out less than what the
  fitting process held when it started the worker.
"""

import argparse
import gc
import importlib.util
import os
import platform
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from roles_against_peers_models import Entrant, Task

CONFIG: Final = Path(__file__).resolve().parents[1] / "configs" / "benchmarks" / "disa_zh.toml"
ROUNDS: Final = 5
LEAST: Final = 0.5  # seconds of a measurement
PEERS: Final = {"fastText": ("fasttext", "fasttext-wheel"), "spaCy": ("spacy", "spacy"), "jieba": ("jieba", "jieba")}
OURS: Final = ("lightgbm", "sklearn")


def main() -> None:
    """Train, time, compare; print the table."""
    arguments = _parsed()
    for name in ("OMP", "OPENBLAS", "MKL", "BLIS", "NUMEXPR", "VECLIB_MAXIMUM"):
        os.environ[f"{name}_NUM_THREADS"] = str(arguments.threads)  # read by libraries when they load
    if any(importlib.util.find_spec(name) is None for name in OURS):
        sys.exit("skipped: training needs scikit-learn and LightGBM: pip install -e '.[train]'")
    task, entrants, notes = _trained(arguments)
    load = os.getloadavg()[0]
    times = _timed(entrants, len(task.lines))
    print("\n".join(_table(task, entrants, times)))
    print()
    for note in [*notes, _machine(arguments.threads, load), *(f"{e.name}: {e.note}." for e in entrants if e.note)]:
        print(f"- {note}")


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path, help="folder with train.jsonl and dev.jsonl")
    parser.add_argument("--model", help="time this model of ours, a folder or a shipped name, not the one trained here")
    parser.add_argument("--threads", type=int, default=1, help="of numerical libraries and of fastText's training")
    parser.add_argument("--documents", type=int, help="learn from the first so many, predict the first so many")
    parser.add_argument("--minutes", type=float, default=15, help="at most, for training spaCy's textcat")
    parser.add_argument("--epochs", type=int, default=6, help="at most, for training spaCy's textcat")
    return parser.parse_args()


def _trained(arguments: argparse.Namespace) -> "tuple[Task, list[Entrant], list[str]]":
    """Everyone, trained and ready to predict, and notes on the data and on who is missing."""
    import roles_against_peers_models as models

    from pipeline.errors import PipelineError
    from pipeline.evaluation.leaks import find_leaks
    from pipeline.formats.sentence_labels import read_sentence_labels
    from pipeline.training.config import read_config

    config = read_config(CONFIG)
    labels = config.corpus.labels
    try:
        train, dev = (
            list(read_sentence_labels(arguments.corpus / f"{part}.jsonl", labels))[: arguments.documents]
            for part in ("train", "dev")
        )
    except PipelineError as error:
        sys.exit(str(error))
    task = models.Task(train, dev, labels, config.evaluation.ignored, arguments.threads)
    leaks = find_leaks({d.id: d.sentences for d in train}, {d.id: d.sentences for d in dev})
    notes = [
        f"{sum(len(d.sentences) for d in train)} sentences of {len(train)} documents to learn from, {len(task.lines)} "
        f"of {len(dev)} to predict; half or more of {len(leaks)} of the latter stands in one of the former too, to "
        "everyone's gain."
    ]
    _say("training ours")
    model, took = models.train_ours(task, config.roles)
    found = models.ours(task, model, took, arguments.model)
    if arguments.model:
        notes.append(f"Speed of ours is that of the model {arguments.model}, its accuracy that of one trained here.")
    missing = {peer: package for peer, (name, package) in PEERS.items() if importlib.util.find_spec(name) is None}
    if missing.keys() & {"spaCy", "jieba"}:
        notes.append("Left out: spaCy's tokeniser and textcat (pip install spacy jieba).")
    else:
        found.append(models.spacy_tokeniser(task))
    if "fastText" in missing:
        notes.append("Left out: fastText (pip install fasttext-wheel).")
    else:
        found += models.fasttext_pair(task, _say)
    if not missing.keys() & {"spaCy", "jieba"}:
        _say("training spaCy textcat")
        found.append(models.spacy_textcat(task, arguments.minutes, arguments.epochs, _say))
    _say("training scikit-learn")
    found.append(models.scikit_learn(task))
    return task, found, notes


def _timed(entrants: "list[Entrant]", sentences: int) -> list[list[float]]:
    """Sentences per second of each entrant, round by round."""
    times: list[list[float]] = [[] for _ in entrants]
    gc.collect()
    gc.freeze()  # nobody pays for walking over what others hold
    for turn in range(ROUNDS + 1):
        _say(f"timing, round {turn} of {ROUNDS}" if turn else "timing, warming up")
        for i, entrant in list(enumerate(entrants))[:: 1 if turn % 2 else -1]:
            passes, start = 0, perf_counter()
            while (taken := perf_counter() - start) < LEAST:
                entrant.run()
                passes += 1
            if turn:
                times[i].append(passes * sentences / taken)
    return times


def _table(task: "Task", entrants: "list[Entrant]", times: list[list[float]]) -> list[str]:
    from roles_against_peers_models import scores

    from pipeline.markdown import table

    head = ["", "sentences/s, median (min–max)", "ready documents ÷ it", "raw sentences ÷ it", "accuracy", "macro-F1"]
    head += ["ours − it: accuracy [95 %]", "p", "ours − it: macro-F1 [95 %]", "p", "training"]
    compared = _compared(task, entrants)
    rows = []
    for i, entrant in enumerate(entrants):
        ratios = [_ratio(times[ours], times[i]) if i != ours else "" for ours in (0, 1)]  # the two rows of ours
        of = [f"{value:.3f}" for value in scores(task, entrant.predicted)] if entrant.predicted else ["", ""]
        rows.append(
            [
                entrant.name,
                f"{median(times[i]):,.0f} ({min(times[i]):,.0f}–{max(times[i]):,.0f})",
                *ratios,
                *of,
                *compared.get(entrant.name, [""] * 4),
                entrant.training,
            ]
        )
    return table(head, rows)


def _ratio(ours: list[float], theirs: list[float]) -> str:
    found = [a / b for a, b in zip(ours, theirs, strict=True)]
    return f"{median(found):.2f} ({min(found):.2f}–{max(found):.2f})"


def _compared(task: "Task", entrants: "list[Entrant]") -> dict[str, list[str]]:
    """By the name of a peer: the difference of accuracy with its p-value, and that of macro-F1 with its own."""
    from roles_against_peers_models import scored_rows

    from pipeline.evaluation.metrics import accuracy_of, macro_f1_over
    from pipeline.evaluation.significance import approximate_randomization, holm

    ours, *peers = [entrant for entrant in entrants if entrant.predicted is not None]
    assert ours.predicted is not None
    gold, of_ours = scored_rows(task, ours.predicted)
    counted = [i for i, label in enumerate(task.labels) if label not in task.ignored]
    tests = [
        approximate_randomization(
            gold, of_ours, scored_rows(task, peer.predicted)[1], statistic=statistic, labels=task.labels
        )
        for peer in peers
        if peer.predicted is not None
        for statistic in (accuracy_of, macro_f1_over(counted))
    ]
    cells = []
    for test, p in zip(tests, holm([test.p for test in tests]), strict=True):
        value, low, high = test.difference
        cells += [f"{value:+.3f} [{low:+.3f}, {high:+.3f}]", f"{p:.4f}"]
    return {peer.name: cells[4 * i : 4 * i + 4] for i, peer in enumerate(peers)}


def _machine(threads: int, load: float) -> str:
    from importlib.metadata import PackageNotFoundError, version

    packages = []
    for name in ("numpy", "scikit-learn", "lightgbm", "spacy", "jieba", "fasttext-wheel"):
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return (
        f"{_processor()}, {os.cpu_count()} processors, load {load:.1f} before timing, {os.getloadavg()[0]:.1f} after; "
        f"{threads} thread{'s' * (threads > 1)}; Python {platform.python_version()}, {', '.join(packages)}."
    )


def _processor() -> str:
    """The model's name as Linux has it, else the kind of machine."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
