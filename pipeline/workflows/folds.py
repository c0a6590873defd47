"""The folds of a corpus: frozen ones read, others drawn, new documents placed without moving one that is there."""

import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from pipeline.errors import AnnotationError, ConfigError, OutputError
from pipeline.evaluation.leaks import Leak, find_leaks
from pipeline.files import write_atomically
from pipeline.formats.annotation_jsonl import file_bytes, label_files, read_annotation
from pipeline.roles.component import draw_folds
from pipeline.text.characters import encodable
from pipeline.training.config import Config
from pipeline.workflows.corpus import Corpus, Sentences, texts_of

FOLDS_SCHEMA: Final = "pipeline.folds/1"
_DEFAULT: Final = 5
_OWN: Final = "folds.json"
_NAMED: Final = 10  # ids in a message
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Folds:
    """Sets of document ids, each held out in turn. `frozen`: kept in a file, not drawn from the seed."""

    folds: tuple[frozenset[str], ...]
    frozen: bool


def folds_of(corpus: Corpus, config: Config, base: Path, progress: Progress = lambda _: None) -> Folds:
    """The folds that a configuration asks for: those of its file, else of the corpus's own `folds.json`, else drawn.

    Args:
        corpus: what is learned from.
        config: `evaluation.folds` is a file or a number.
        base: the folder that a file is named from.
        progress: told of documents that had to stay together, and of ids in frozen folds that the corpus lacks.

    Raises:
        AnnotationError: there are fewer than two documents, or the frozen folds are malformed, leave a document out or
            place one twice.
    """
    if len(corpus.examples) < 2:
        remedy = "Annotate a second document: one is held out to score the model"
        raise AnnotationError("holds one document only", where=str(corpus.root), remedy=remedy)
    wanted = config.evaluation.folds
    if isinstance(wanted, str):
        return _frozen(base / wanted, corpus, "Draw new folds with --write-folds into another file", progress)
    if os.path.lexists(corpus.root / _OWN):  # a link that leads nowhere is a fault, not a corpus without folds
        remedy = f"Place new documents with `pipeline annotations folds {corpus.root}`; never move an old one"
        return _frozen(corpus.root / _OWN, corpus, remedy, progress)
    return Folds(drawn_folds(corpus, wanted, config.evaluation.seed, progress), frozen=False)


def drawn_folds(
    corpus: Corpus, count: int, seed: int, progress: Progress = lambda _: None
) -> tuple[frozenset[str], ...]:
    """At most `count` folds, drawn so that documents that repeat each other lie in the same one.

    Raises:
        AnnotationError: all documents are alike.
    """
    texts = texts_of(corpus.examples)
    first_of_text: dict[str, str] = {}
    group_of = {e.document.id: first_of_text.setdefault(e.document.sha256, e.document.id) for e in corpus.examples}
    while True:
        groups: dict[str, list[str]] = {}
        for id, group in group_of.items():
            groups.setdefault(group, []).append(id)
        members = list(groups.values())
        drawn = draw_folds(len(members), count, seed)
        if not drawn:
            remedy = "Add documents with texts of their own"
            raise AnnotationError("holds documents that all repeat each other", where=str(corpus.root), remedy=remedy)
        folds = tuple(frozenset(chain.from_iterable(members[i] for i in fold)) for fold in drawn)
        leaks = leaks_across(texts, folds)
        if not leaks:
            break
        for leak in leaks:  # those that are alike become one group, and the folds are drawn again
            old, new = group_of[leak.document], group_of[leak.like]
            group_of = {id: new if group == old else group for id, group in group_of.items()}
    together = sum(len(group) for group in members if len(group) > 1)
    if together:
        progress(f"{together} documents repeat others, in whole or in half: each lies in the fold of those like it")
    return folds


def leaks_across(texts: dict[str, Sentences], folds: Sequence[frozenset[str]]) -> list[Leak]:
    """Documents of each fold that documents outside it hold too."""
    found: list[Leak] = []
    for fold in folds:
        rest = {id: sentences for id, sentences in texts.items() if id not in fold}
        found += find_leaks(rest, {id: sentences for id, sentences in texts.items() if id in fold})
    return found


def write_folds(corpus: Corpus, config: Config, path: Path, progress: Progress = lambda _: None) -> Folds:
    """Draw `evaluation.folds` folds of a corpus and freeze them in a new file: ids only.

    Raises:
        AnnotationError: there are fewer than two documents.
        ConfigError: `evaluation.folds` is no number.
        OutputError: the file is there already, or cannot be written.
    """
    if path.exists():
        what = "is there already, and frozen folds are never redrawn"
        raise OutputError(what, where=str(path), remedy="Name another file, or take this one away yourself")
    if isinstance(config.evaluation.folds, str):
        remedy = "Say how many with --set evaluation.folds=5"
        raise ConfigError("evaluation.folds is a file", where="--write-folds", remedy=remedy)
    if len(corpus.examples) < 2:
        raise AnnotationError("holds one document only", where=str(corpus.root), remedy="Annotate a second document")
    folds = drawn_folds(corpus, config.evaluation.folds, config.evaluation.seed, progress)
    _write([sorted(fold) for fold in folds], path)
    return Folds(folds, frozen=True)


def extend_folds(root: Path, *, count: int = _DEFAULT) -> dict[str, int]:
    """Place every training document that lies in no fold yet; the number of the fold of each, from 1.

    A new document goes to the fold with the fewest documents of its language and genre; of those equal in this, to the
    one with the fewest documents; then to the first. Where the corpus has no folds, `count` empty ones are begun.

    Raises:
        AnnotationError: a label file or `folds.json` is malformed, or there are no documents.
        OutputError: the file cannot be written.
    """
    path = root / _OWN
    folds = parsed_folds(path) if os.path.lexists(path) else [[] for _ in range(count)]
    stratum: dict[str, tuple[str, str]] = {}
    for label_file in label_files(root):
        annotation = read_annotation(label_file)
        if annotation.split == "train":
            stratum.setdefault(annotation.id, (annotation.language, annotation.genre))
    if not stratum:
        remedy = "An annotation corpus has labels/ANNOTATOR/ID.jsonl"
        raise AnnotationError("holds no document of the training split", where=str(root), remedy=remedy)
    placed = {id for fold in folds for id in fold}
    added: dict[str, int] = {}
    alike = [Counter(stratum[id] for id in fold if id in stratum) for fold in folds]
    for id in sorted(stratum.keys() - placed):
        k = min(range(len(folds)), key=lambda k: (alike[k][stratum[id]], len(folds[k]), k))
        folds[k].append(id)
        alike[k][stratum[id]] += 1
        added[id] = k + 1
    if added:
        _write([sorted(fold) for fold in folds], path)
    return added


def parsed_folds(path: Path) -> list[list[str]]:
    """What a file of folds says, read for its form only.

    Raises:
        AnnotationError: it cannot be read, or is of another form or schema.
    """
    try:
        data: Any = json.loads(file_bytes(path))
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotationError(f"cannot be read: {reason}", where=str(path), remedy="Check the path") from error
    except (ValueError, RecursionError) as error:
        raise AnnotationError(f"is no JSON: {error}", where=str(path), remedy="Restore the file") from error
    schema, folds = (data.get("schema"), data.get("folds")) if isinstance(data, dict) else (None, None)
    if schema != FOLDS_SCHEMA:
        remedy = f'This program reads "schema": "{FOLDS_SCHEMA}"'
        raise AnnotationError(f"is of schema {schema!r}", where=str(path), remedy=remedy)
    if not (isinstance(folds, list) and folds and all(isinstance(fold, list) for fold in folds)):
        raise AnnotationError("folds is no list of lists", where=str(path), remedy='Write "folds": [["id", …], …]')
    for id in chain.from_iterable(folds):
        if not isinstance(id, str) or encodable(id) != id:  # half of a surrogate pair cannot be written again
            what, remedy = f"places {json.dumps(id)}, which is no id", 'Write an id as a text: "17", not 17'
            raise AnnotationError(what, where=str(path), remedy=remedy)
    return folds


def _frozen(path: Path, corpus: Corpus, remedy: str, progress: Progress) -> Folds:
    frozen = parsed_folds(path)
    ids = [e.document.id for e in corpus.examples]
    times = Counter(id for fold in frozen for id in fold)
    # One that has left keeps its place; one that is misspelt is told of all the same, as nothing tells the two apart.
    gone = sorted(times.keys() - {*ids, *corpus.beside, *corpus.left_out})
    if gone:
        progress(f"{path}: {_listed(gone)} {'is' if len(gone) == 1 else 'are'} not in {corpus.root}, and left out")
    for wrong, how in (
        ([id for id in ids if not times[id]], "in no fold"),
        ([id for id, n in times.items() if n > 1], "twice"),
    ):
        if wrong:
            raise AnnotationError(f"places {_listed(wrong)} {how}", where=str(path), remedy=remedy)
    here = tuple(kept for fold in frozen if (kept := frozenset(fold) & frozenset(ids)))
    if len(here) < 2:
        what, remedy = "places all documents in one fold", "Divide them: the others are what a model learns from"
        raise AnnotationError(what, where=str(path), remedy=remedy)
    return Folds(here, frozen=True)


def _listed(ids: Sequence[str]) -> str:
    more = len(ids) - _NAMED
    return ", ".join(ids[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _write(folds: list[list[str]], path: Path) -> None:
    kept = {"schema": FOLDS_SCHEMA, "folds": folds}
    write_atomically(path, (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode())
