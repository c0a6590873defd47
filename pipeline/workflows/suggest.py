"""The sentences worth labelling next: the recipe of `pipeline annotations suggest`."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from typing import Final

from pipeline.domain.annotation import Annotation
from pipeline.domain.marked import Mark, MarkedText
from pipeline.errors import ConfigError, InputError
from pipeline.formats.annotation_jsonl import label_files, read_annotation
from pipeline.formats.marks import to_marks
from pipeline.source.read import find_sources, read_source, shown
from pipeline.workflows.exchange_files import named_format, safe_name, write_new
from pipeline.workflows.predictions import predict_annotations
from pipeline.workflows.unlabelled import unlabelled

STRATEGIES: Final = ("margin", "entropy", "disagreement")
SUGGESTER: Final = "suggested"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence worth labelling: how much so (0 to 1), and the roles it was given, by whom."""

    document: str
    sentence: str
    start: int
    end: int
    text: str
    score: float
    votes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Suggested:
    """The sentences chosen, the most worth first, and the files written."""

    suggestions: tuple[Suggestion, ...]
    files: tuple[Path, ...]


def suggest(
    paths: Sequence[Path],
    out: Path,
    *,
    models: Sequence[str],
    by: str = "margin",
    count: int = 50,
    per_document: int = 5,
    format: str = "csv",
    progress: Callable[[str], None] = lambda _: None,
) -> Suggested:
    """Choose sentences and write them, in their documents, as a file that an annotation tool opens.

    Args:
        paths: text files, folders of them, or annotation folders; of the latter only sentences without a label count,
            with "disagreement" those that somebody labelled too.
        out: the folder for the files.
        models: a shipped model, model folders, or configurations to cross-validate (annotation folders only).
        by: "margin" (the two most probable roles are near), "entropy" (of all probabilities; Settles, Active learning
            literature survey, 2009), or "disagreement" (vote entropy among annotators and models; Dagan & Engelson
            1995).
        count: how many sentences.
        per_document: of one document at most, so that they spread.
        format: one of the exchange formats; the suggested role is the first model's.
        progress: told what is being done.

    Raises:
        ConfigError: there is no such strategy, or "disagreement" with a single voice.
        InputError: nothing to choose from.
        AnnotationError, ModelError, OutputError: as the parts it is made of.
    """
    if by not in STRATEGIES:
        raise ConfigError(f"there is no strategy {by!r}", where="--by", remedy=f"Choose from {', '.join(STRATEGIES)}")
    chosen_format = named_format(format)
    documents: dict[str, Annotation] = {}
    found: list[Suggestion] = []
    for root, annotations in _pools(paths):
        sides = _by_document(annotations)
        once = [side[0] for side in sides.values()]
        probabilities: dict[str, dict[str, tuple[Mapping[str, float], ...]]] = {}
        for model in models:
            for p in predict_annotations(model, once, root, progress=progress):
                probabilities.setdefault(p.annotation.id, {})[model] = p.probabilities
        for id, side in sides.items():
            name = _unused(id, documents)
            documents[name] = replace(side[0], id=name)
            found += _scored(name, side, probabilities.get(id, {}), by)
    best = _spread(found, count, per_document)
    if not best:
        what = "there is no sentence to choose: all are labelled, or nobody disagrees"
        remedy = "Give texts without labels"
        if by == "disagreement":
            remedy = "Give an annotation folder with labels by two annotators, or name several models"
        raise InputError(what, where=", ".join(map(shown, paths)), remedy=remedy)
    if len(best) < count:
        progress(f"{len(best)} sentences, at most {per_document} of each document (--per-document)")
    marked = [
        _marked(documents[id], [s for s in best if s.document == id]) for id in sorted({s.document for s in best})
    ]
    return Suggested(tuple(best), write_new(out, chosen_format.write(marked)))


def _pools(paths: Sequence[Path]) -> Iterator[tuple[Path, list[Annotation]]]:
    """Documents with what labels they have, and the corpus they stand in."""
    plain = []
    for path in paths:
        if (path / "labels").is_dir():
            read = [read_annotation(p) for p in label_files(path)]
            yield path, [a for a in read if a.text is not None]
        else:
            plain.append(path)
    named: dict[str, Annotation] = {}
    for path in find_sources(plain) if plain else []:
        id = _unused(safe_name(Path(shown(path)).stem), named)
        named[id] = unlabelled(read_source(path).text, id)
    if named:
        yield Path(), list(named.values())


def _by_document(annotations: Sequence[Annotation]) -> dict[str, list[Annotation]]:
    sides: dict[str, list[Annotation]] = {}
    for a in annotations:
        sides.setdefault(a.id, []).append(a)
    return sides


def _unused(id: str, taken: Mapping[str, object]) -> str:
    name, count = id, 1
    while name in taken:
        count += 1
        name = f"{id}-{count}"
    return name


def _scored(
    name: str, side: Sequence[Annotation], probabilities: Mapping[str, Sequence[Mapping[str, float]]], by: str
) -> Iterator[Suggestion]:
    """The sentences of one document that may be chosen, with their scores."""
    first = side[0]
    given = {a.annotator: {(s.start, s.end): s.role for s in a.sentences if s.role} for a in side}
    for i, s in enumerate(first.sentences):
        labels = {annotator: roles[s.start, s.end] for annotator, roles in given.items() if (s.start, s.end) in roles}
        rows = {model: rows[i] for model, rows in probabilities.items()}
        votes = {**{model: max(row, key=lambda r: row[r]) for model, row in rows.items()}, **labels}
        if by == "disagreement":
            score = _entropy([n / len(votes) for n in Counter(votes.values()).values()], len(votes)) if votes else 0.0
        elif labels or not rows:
            continue
        else:
            row = next(iter(rows.values()))
            score = _entropy(list(row.values()), len(row)) if by == "entropy" else _margin(row)
        if score > 0:
            yield Suggestion(name, s.id, s.start, s.end, (first.text or "")[s.start : s.end], score, votes)


def _margin(row: Mapping[str, float]) -> float:
    """1 where the two most probable roles are equally so, 0 where one is certain."""
    first, second = sorted((*row.values(), 0.0), reverse=True)[:2]
    return 1 - (first - second)


def _entropy(shares: Sequence[float], outcomes: int) -> float:
    """Of a distribution, as a share of the most that `outcomes` allow."""
    if outcomes < 2:
        return 0.0
    return -sum(p * log(p) for p in shares if p > 0) / log(outcomes)


def _spread(found: Sequence[Suggestion], count: int, per_document: int) -> list[Suggestion]:
    taken: Counter[str] = Counter()
    best: list[Suggestion] = []
    for s in sorted(found, key=lambda s: (-s.score, s.document, s.start)):
        if len(best) == count:
            break
        if taken[s.document] < per_document:
            taken[s.document] += 1
            best.append(s)
    return best


def _marked(annotation: Annotation, chosen: Sequence[Suggestion]) -> MarkedText:
    """The whole text, for context, with marks on the chosen sentences only: the role that the first voice gave them."""
    whole = to_marks(annotation)
    marks = tuple(Mark(s.sentence, s.start, s.end, "sentence", next(iter(s.votes.values()))) for s in chosen)
    in_order = tuple(sorted(marks, key=lambda m: m.start))
    return replace(whole, marks=in_order, links=(), annotator=SUGGESTER, about={**whole.about, "made_by": "model"})
