"""A corpus checked and counted: the recipe of `pipeline annotations check`."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.domain.annotation import Annotation
from pipeline.domain.corpus_figures import CorpusFigures, Variety
from pipeline.evaluation.overlap import Overlap, overlaps
from pipeline.formats.annotation_check import check_corpus
from pipeline.formats.annotation_records import Fault
from pipeline.text.normalize import normalize
from pipeline.text.tokens import words
from pipeline.workflows.folds import parsed_folds

# Two documents of ours may have this share of their runs of characters in common.
MOST_SHARED: Final = 0.02
_RUN: Final = {"zh": 8}  # characters, white space not counted
_RUN_ELSEWHERE: Final = 12  # where eight are a word and a half, which any two texts have in common
_SHOWN: Final = 5
_WINDOW: Final = 1000


class Checked(NamedTuple):
    """What was found: `figures` where there is no fault; `unlabelled` says which documents are labelled in part."""

    faults: tuple[Fault, ...]
    figures: CorpusFigures | None
    unlabelled: tuple[str, ...]


def check(root: Path, *, complete: bool = False) -> Checked:
    """The faults of a corpus, and its figures where it has none.

    Args:
        root: holds texts/ and labels/.
        complete: whether a sentence without a role is a fault; else the documents that have any are told.

    Raises:
        AnnotationError: there is no label file.
    """
    found = check_corpus(root, complete=complete)
    unlabelled = tuple(
        f"{a.annotator}/{a.id}: {a.unlabelled} of {len(a.sentences)} sentences have no label yet: "
        "they are left out of training and scores"
        for a in found.annotations
        if a.unlabelled
    )
    if found.faults:
        return Checked(found.faults, None, unlabelled)
    once = list({a.id: a for a in found.annotations}.values())
    path = root / "folds.json"
    folds = parsed_folds(path) if os.path.lexists(path) else []
    # Other people's texts may share what they like; they are here for what they are.
    ours = {a.id: a for a in once if a.text is not None and a.source is None}
    nearest = _nearest(ours.values())
    faults = tuple(
        Fault(
            root / str(ours[o.b].text_path),
            1,
            f"shares {o.resemblance:.1%} of its runs of {_run(ours[o.b].language)} characters with {o.a}, "
            f"the limit is {MOST_SHARED:.0%}",
            "Rewrite what they have in common",
        )
        for o in nearest
        if o.resemblance > MOST_SHARED
    )
    if folds:
        faults += tuple(_fold_faults(path, folds, once))
    return Checked(faults, None if faults else _figures(folds, found.annotations, once, nearest), unlabelled)


def _nearest(annotations: Iterable[Annotation]) -> list[Overlap]:
    """The overlap of each pair of texts in one language, greatest first."""
    texts: dict[str, dict[str, str]] = {}
    for a in annotations:
        texts.setdefault(a.language, {})[a.id] = a.text or ""
    found = [o for language, of in texts.items() for o in overlaps(of, n=_run(language))]
    return sorted(found, key=lambda o: (-o.resemblance, o.a, o.b))


def _run(language: str) -> int:
    return _RUN.get(language, _RUN_ELSEWHERE)


def _fold_faults(path: Path, folds: Sequence[Sequence[str]], once: Sequence[Annotation]) -> Iterator[Fault]:
    times = Counter(id for fold in folds for id in fold)
    for a in once:
        n = times[a.id]
        if a.split == "train" and n != 1:
            where = "in no fold" if n == 0 else f"in {n} folds"
            remedy = f"Run `pipeline annotations folds {path.parent}`" if n == 0 else "Take it out of all folds but one"
            yield Fault(path, 1, f"{a.id} is {where}", remedy)
        elif a.split == "test" and n:
            yield Fault(path, 1, f"{a.id} is of the test split and lies in a fold", "Take it out")


def _figures(
    folds: Sequence[Sequence[str]],
    annotations: Sequence[Annotation],
    once: Sequence[Annotation],
    nearest: Sequence[Overlap],
) -> CorpusFigures:
    fold_of = {id: k for k, fold in enumerate(folds) for id in fold}
    across = next((o for o in nearest if o.a in fold_of and o.b in fold_of and fold_of[o.a] != fold_of[o.b]), None)
    grid: dict[str, dict[str, tuple[str, ...]]] = {}
    for a in once:
        row = grid.setdefault(a.genre, {})
        row[a.shape] = tuple(sorted((*row.get(a.shape, ()), a.topic)))
    times = Counter(a.id for a in annotations)
    sentences = [s for a in once for s in a.sentences if s.role]
    ids = {a.id for a in once}
    return CorpusFigures(
        counts=(
            ("documents", Counter(a.language for a in once)),
            ("sentences", Counter(a.language for a in once for _ in a.sentences)),
            ("roles", Counter(s.role for s in sentences)),
            ("relations", Counter(s.relation or "root" for s in sentences)),
            ("stages", Counter(c.stage for a in once for c in a.sections)),
            ("groups", Counter("grounded" if g.grounds else "ungrounded" for a in once for g in a.groups)),
            ("split", Counter(a.split for a in once)),
            ("annotators", Counter(a.annotator for a in annotations)),
            ("folds", {str(k): len(ids & set(fold)) for k, fold in enumerate(folds, 1)}),
        ),
        grid={genre: dict(sorted(row.items())) for genre, row in sorted(grid.items())},
        nearest=tuple((o.a, o.b, o.resemblance, o.containment) for o in nearest[:_SHOWN]),
        across=(across.a, across.b, across.resemblance, across.containment) if across else None,
        variety={
            language: _variety([a for a in once if a.language == language])
            for language in sorted({a.language for a in once})
        },
        twice=sum(n > 1 for n in times.values()),
        absent=sum(a.text is None for a in once),
    )


def _variety(annotations: Sequence[Annotation]) -> Variety:
    """Types, tokens, and the mean number of types in windows of a thousand words, which does not fall with length."""
    tokens = [
        word.lower()
        for a in annotations
        if a.text is not None
        for s in a.sentences
        for word in words(normalize(a.text[s.start : s.end]).text)
        if any(c.isalnum() for c in word)
    ]
    windows = [len(set(tokens[i : i + _WINDOW])) for i in range(0, len(tokens) - _WINDOW + 1, _WINDOW)]
    per_thousand = sum(windows) / len(windows) if windows else float(len(set(tokens)))
    return Variety(len(tokens), len(set(tokens)), per_thousand)
