"""The systems that `roles_against_peers.py` measures: ours and its peers, each trained and ready to predict.

Every function here takes the same documents and gives back an `Entrant`. Peers are imported where they are used.
"""

import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, pairwise
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from pipeline.evaluation.metrics import accuracy, macro_f1, scored_positions
from pipeline.formats.sentence_labels import LabelledSentences, to_document
from pipeline.roles.component import RoleModel, draw_folds
from pipeline.roles.registry import component
from pipeline.training.config import RoleConfig
from pipeline.workflows.models import load_model

LabelRows = list[list[str]]


@dataclass(frozen=True, eq=False)
class Task:
    """What everyone learns from and predicts.

    Attributes:
        train: the documents to learn from.
        dev: the documents to predict.
        labels: the label set.
        ignored: gold labels whose sentences count in no score.
        threads: that a peer may train with.
    """

    train: Sequence[LabelledSentences]
    dev: Sequence[LabelledSentences]
    labels: Sequence[str]
    ignored: Sequence[str]
    threads: int

    @property
    def lines(self) -> list[str]:
        """The sentences to predict, of all documents in a row."""
        return [sentence for document in self.dev for sentence in document.sentences]


@dataclass(frozen=True, eq=False)
class Entrant:
    """One row of the table.

    Attributes:
        name: in the table.
        run: predicts all lines of the task, or whatever else the row measures of them.
        predicted: a label for each sentence of each document to predict; None where the row is about speed alone.
        training: how long it took, and what else is to be said of it.
        note: settings and the like, said below the table.
    """

    name: str
    run: Callable[[], object]
    predicted: LabelRows | None = None
    training: str = ""
    note: str = ""


def train_ours(task: Task, roles: RoleConfig) -> tuple[RoleModel, str]:
    """Our model and what fitting it took; before memory fills, as a process inherits its starter's peak."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_fit_ours, task, roles).result()


def _fit_ours(task: Task, roles: RoleConfig) -> tuple[RoleModel, str]:
    documents = [to_document(value) for value in task.train]
    gold = [value.labels for value in task.train]
    start = perf_counter()
    model = component(roles.component).fit(documents, gold, task.labels, roles.settings).model
    seconds = perf_counter() - start
    if "joblib" in sys.modules:  # its workers count once they have ended
        from joblib.externals.loky import get_reusable_executor

        get_reusable_executor(reuse=True).shutdown(wait=True)
    own, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    megabyte = 1e6 if sys.platform == "darwin" else 1e6 / 1024  # Linux counts in kilobytes
    cpu = sum(used.ru_utime + used.ru_stime for used in (own, workers))
    worker = f"largest worker {workers.ru_maxrss / megabyte:.0f} MB" if workers.ru_maxrss else "no workers"
    return model, f"{seconds:.0f} s ({cpu:.0f} s CPU), peak {own.ru_maxrss / megabyte:.0f} MB, {worker}"


def ours(task: Task, model: RoleModel, took: str, name: str | None) -> list[Entrant]:
    """Two rows: from ready documents, and from sentences. What `name` names, if anything, is what is timed."""
    timed = model if name is None else load_model(name).roles
    documents = [to_document(value) for value in task.dev]
    rows = model.probabilities(documents)
    predicted = [[model.labels[i] for i in row.argmax(axis=1)] for row in rows]
    return [
        Entrant("ours, ready documents", lambda: timed.probabilities(documents), predicted, took),
        Entrant("ours, raw sentences", lambda: timed.probabilities([to_document(value) for value in task.dev])),
    ]


# What fastText is tried with. `minn`/`maxn` are n-grams inside a token, here a character between `<` and `>`.
_GRID: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"dim": 20, "epoch": 10},
    {"dim": 20, "minn": 1, "maxn": 3, "lr": 0.3},
    {"dim": 20, "wordNgrams": 2, "bucket": 200_000},
    {"dim": 20, "wordNgrams": 2, "lr": 0.3, "bucket": 200_000},
    {"dim": 20, "wordNgrams": 3, "epoch": 10, "bucket": 500_000},
    {"dim": 10, "wordNgrams": 2, "epoch": 25, "lr": 0.5, "bucket": 200_000},
)
_FOLDS: Final = 3
_PREFIX: Final = "__label__"


def fasttext_pair(task: Task, say: Callable[[str], None]) -> list[Entrant]:
    """fastText with its default settings, and with those of the grid that are most accurate in cross-validation."""
    found = []
    for options in _GRID:
        scores = [_fasttext_score(task, fold, options) for fold in draw_folds(len(task.train), _FOLDS, 0)]
        found.append((sum(scores) / len(scores), options))
        say(f"fastText {_told(options)}: {found[-1][0]:.3f}")
    best_score, best = max(found, key=lambda pair: pair[0])
    note = f"the best of {len(_GRID)} settings in {_FOLDS}-fold cross-validation ({best_score:.3f} accuracy)"
    return [
        _fasttext(task, "fastText, default", {}, f"default settings ({found[0][0]:.3f} accuracy in cross-validation)"),
        _fasttext(task, "fastText, best", best, f"{note}: {_told(best)}"),
    ]


def _fasttext_score(task: Task, fold: frozenset[int], options: dict[str, Any]) -> float:
    train = [document for i, document in enumerate(task.train) if i not in fold]
    held_out = [document for i, document in enumerate(task.train) if i in fold]
    part = replace(task, train=train, dev=held_out)
    predicted = _fasttext(part, "", options, "").predicted
    assert predicted is not None
    return scores(part, predicted)[0]


def _fasttext(task: Task, name: str, options: dict[str, Any], note: str) -> Entrant:
    import fasttext

    rows = [
        f"{_PREFIX}{task.labels.index(label)} {_spaced(sentence)}"
        for document in task.train
        for sentence, label in zip(document.sentences, document.labels, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "train.txt")
        path.write_text("".join(rows), encoding="utf-8")
        start = perf_counter()
        model = fasttext.train_supervised(str(path), thread=task.threads, verbose=0, **options)
        seconds = perf_counter() - start
    lines = [_spaced(sentence) for sentence in task.lines]
    predict = partial(model.f.multilinePredict, lines, 1, 0.0, "strict")
    # Of a line without any known token it says nothing; the commonest label is the best guess then.
    common, _ = Counter(label for document in task.train for label in document.labels).most_common(1)[0]
    answers = [task.labels[int(row[0].removeprefix(_PREFIX))] if row else common for row in predict()[0]]
    return Entrant(name, predict, _by_document(task, answers), f"{seconds:.0f} s", note)


def _spaced(sentence: str) -> str:
    """The characters of a sentence as fastText's tokens, and the end of the line."""
    return " ".join("".join(sentence.split())) + "\n"


def _told(options: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in options.items()) or "default settings"


def spacy_tokeniser(task: Task) -> Entrant:
    """spaCy's Chinese tokeniser alone."""
    nlp, lines = _blank(), task.lines

    def run() -> None:
        for line in lines:
            nlp.tokenizer(line)

    return Entrant("spaCy tokeniser (jieba)", run, note="`spacy.blank` of `zh` with jieba, `nlp.tokenizer(line)`")


def spacy_textcat(task: Task, minutes: float, epochs: int, say: Callable[[str], None]) -> Entrant:
    """spaCy's `textcat` as `add_pipe` makes it, trained by spaCy's loop and defaults; every tenth document chooses."""
    import spacy
    from spacy.schemas import ConfigSchemaTraining
    from spacy.training.loop import create_train_batches, train_while_improving

    spacy.util.fix_random_seed(0)
    nlp = _blank()
    textcat = nlp.add_pipe("textcat")
    start = perf_counter()
    train = _examples(nlp, task, [document for i, document in enumerate(task.train) if i % 10])
    held_out = _examples(nlp, task, task.train[::10])
    setting = spacy.util.registry.resolve(nlp.config.interpolate()["training"], schema=ConfigSchemaTraining)
    optimizer = nlp.initialize(lambda: train, sgd=setting["optimizer"])

    def evaluate() -> tuple[float, dict[str, Any]]:
        found = nlp.evaluate(held_out)
        return found["cats_score"], found

    kept, best, info = textcat.model.to_bytes(), 0.0, {}
    loop = train_while_improving(
        nlp,
        optimizer,
        create_train_batches(nlp, lambda _: train, setting["batcher"], epochs),
        evaluate,
        dropout=setting["dropout"],
        eval_frequency=setting["eval_frequency"],
        accumulate_gradient=setting["accumulate_gradient"],
        patience=setting["patience"],
        max_steps=setting["max_steps"],
        exclude=[],
        annotating_components=[],
        before_update=None,
    )
    for _, info, is_best in loop:
        if is_best is not None:
            say(f"spaCy textcat: epoch {info['epoch'] + 1}, step {info['step']}, {info['score']:.3f} macro-F1 held out")
        if is_best:
            kept, best = textcat.model.to_bytes(), info["score"]
        if perf_counter() - start > 60 * minutes:
            break
    textcat.model.from_bytes(kept)
    seconds = perf_counter() - start
    lines = task.lines
    answers = [max(doc.cats, key=doc.cats.__getitem__) for doc in nlp.pipe(lines)]
    note = (
        f"`add_pipe('textcat')` (TextCatEnsemble), {info['step'] + 1} steps in {info['epoch'] + 1} epochs; the best of "
        f"these was chosen on a tenth of the training documents ({best:.3f} macro-F1)"
    )
    predicted = _by_document(task, answers)
    return Entrant("spaCy textcat", lambda: list(nlp.pipe(lines)), predicted, f"{seconds:.0f} s", note)


def _blank() -> Any:
    import logging

    import jieba
    import spacy

    jieba.setLogLevel(logging.WARNING)
    return spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})


def _examples(nlp: Any, task: Task, documents: Sequence[LabelledSentences]) -> list[Any]:
    from spacy.training import Example

    return [
        Example.from_dict(nlp.make_doc(sentence), {"cats": {name: float(name == label) for name in task.labels}})
        for document in documents
        for sentence, label in zip(document.sentences, document.labels, strict=True)
    ]


def scikit_learn(task: Task) -> Entrant:
    """TF–IDF of character n-grams and logistic regression, one sentence at a time."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    texts = [sentence for document in task.train for sentence in document.sentences]
    gold = [label for document in task.train for label in document.labels]
    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2), LogisticRegression(max_iter=1000)
    )
    start = perf_counter()
    model.fit(texts, gold)
    seconds = perf_counter() - start
    lines = task.lines
    note = "`TfidfVectorizer(analyzer='char', ngram_range=(1, 3), min_df=2)`, `LogisticRegression(max_iter=1000)`"
    predicted = _by_document(task, [str(label) for label in model.predict(lines)])
    return Entrant("scikit-learn", lambda: model.predict(lines), predicted, f"{seconds:.0f} s", note)


def scores(task: Task, predicted: LabelRows) -> tuple[float, float]:
    """Accuracy and macro-F1 as the authors of DiSA compute them.

    All labels are predicted; sentences whose gold label is ignored are dropped; macro-F1 is over the other labels.
    """
    gold, found = scored_rows(task, predicted)
    flat_gold, flat = [g for row in gold for g in row], [p for row in found for p in row]
    rest = [label for label in task.labels if label not in task.ignored]
    return accuracy(flat_gold, flat), macro_f1(flat_gold, flat, rest)


def scored_rows(task: Task, predicted: LabelRows) -> tuple[LabelRows, LabelRows]:
    """The gold and predicted labels of the sentences that count, document by document."""
    places = [scored_positions(document.labels, task.ignored) for document in task.dev]
    gold = [[document.labels[i] for i in row] for document, row in zip(task.dev, places, strict=True)]
    return gold, [[found[i] for i in row] for found, row in zip(predicted, places, strict=True)]


def _by_document(task: Task, answers: Sequence[str]) -> LabelRows:
    ends: Iterator[int] = accumulate(len(document.sentences) for document in task.dev)
    return [list(answers[a:b]) for a, b in pairwise([0, *ends])]
