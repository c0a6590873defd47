"""How far annotators agree, the model among them if wanted: the recipe of `pipeline annotations agreement`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.agreement import Agreement, Figure, LabelTable
from pipeline.domain.annotation import ADJUDICATED, Annotation
from pipeline.domain.labels import RELATIONS, ROLES, STAGES
from pipeline.errors import AnnotationError, ConfigError
from pipeline.evaluation.agreement import (
    MISSING,
    Ratings,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    observed_agreement,
    one_against_rest,
    over_documents,
    tree_agreement,
)
from pipeline.evaluation.metrics import Interval
from pipeline.formats.annotation_jsonl import read_annotation
from pipeline.workflows.predictions import predict_annotations

ROOT_RELATION: Final = "root"
_FEW: Final = 10  # documents; a bootstrap over fewer is no interval to rely on
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Sentence:
    role: str
    stage: str
    relation: str
    parent: Span | None


@dataclass(frozen=True, slots=True)
class _Side:
    """One document as one annotator has it, by offsets: sentences, and where groups begin."""

    sentences: Mapping[Span, _Sentence]
    groups: frozenset[int]
    structured: bool  # parents were labelled too, not roles alone


def agreement(
    root: Path,
    *,
    annotators: Sequence[str] = (),
    model: str = "",
    bootstrap: int = 1000,
    level: float = 0.95,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Agreement:
    """Compare annotators on the documents that at least two of them labelled.

    Args:
        root: an annotation folder.
        annotators: the folders under `labels/` to compare; all but `adjudicated` by default.
        model: a further annotator: a shipped model or model folder, which is left out of documents it was trained on,
            or a configuration (`.toml`), whose models are cross-validated so that none has seen what it labels.
        bootstrap: samples of documents for each interval.
        level: of the intervals.
        seed: of the bootstrap.
        progress: told what is being done.

    Raises:
        AnnotationError: a file is malformed, or no document was labelled by two.
        ConfigError: an annotator has no folder, or the configuration is wrong.
        ModelError: the model is missing or not sound.
    """
    folders = sorted(p.name for p in (root / "labels").glob("*") if p.is_dir())
    # What was settled between annotators is no third opinion.
    names = tuple(dict.fromkeys(annotators)) or tuple(name for name in folders if name != ADJUDICATED)
    sides: dict[str, dict[str, _Side]] = {}
    read: dict[str, Annotation] = {}
    for name in names:
        folder = root / "labels" / name
        if not folder.is_dir():
            remedy = f"There are: {', '.join(folders) or 'none'}"
            raise ConfigError(f"there is no annotator {name!r}", where=str(root), remedy=remedy)
        for path in sorted(folder.glob("*.jsonl")):
            annotation = read_annotation(path)
            first = read.setdefault(annotation.id, annotation)
            if first.sha256 != annotation.sha256:
                what = f"labels another text than {first.annotator} does under the id {annotation.id}"
                raise AnnotationError(what, where=str(path), remedy="Give one of the two documents another id")
            sides.setdefault(annotation.id, {})[name] = _side(annotation)
    if model:
        labelled = [a for a in read.values() if a.text is not None]
        for predicted in predict_annotations(model, labelled, root, progress=progress):
            sides[predicted.annotation.id][model] = _side(predicted.annotation)
        names = (*names, model)
    names = tuple(name for name in names if any(name in by for by in sides.values()))
    shared = {id: by for id, by in sorted(sides.items()) if len(by) > 1}
    matched = {id: _matched(by) for id, by in shared.items()}
    if not shared:
        what = f"holds no document that two of {', '.join(names) or 'its annotators'} labelled"
        raise AnnotationError(what, where=str(root), remedy="Label a document a second time, or add --model")
    if missing := sum(_once(by, matched[id]) for id, by in shared.items()):
        progress(f"{missing} sentences have no label by two yet, and are left out")
    progress(f"{len(shared)} documents, {bootstrap} samples of them for each interval")
    if not find_spec("statsmodels"):
        progress("Fleiss' kappa is left out: pip install 'argument-pipeline[annotation]' brings what it needs")
    if len(shared) < _FEW:
        progress(f"intervals over {len(shared)} documents say little: they cannot see what other documents would show")
    settings = _Bootstrap(bootstrap, level, seed)
    kinds = (
        ("role", ROLES, lambda s: s.role),
        ("relation", (ROOT_RELATION, *RELATIONS), lambda s: s.relation),
        ("stage", STAGES, lambda s: s.stage),
    )
    return Agreement(
        annotators=names,
        documents=tuple(shared),
        sentences=sum(map(len, matched.values())),
        unmatched=sum(len({span for side in by.values() for span in side.sentences}) for by in shared.values())
        - sum(map(len, matched.values())),
        level=level,
        tables=tuple(
            _label_table(kind, labels, _ratings(shared, matched, names, labels, value), settings)
            for kind, labels, value in kinds
        ),
        trees=tuple(_trees(shared, matched, names, settings)),
    )


@dataclass(frozen=True, slots=True)
class _Bootstrap:
    n: int
    level: float
    seed: int

    def __call__(self, documents: Sequence[NDArray[Any]], statistic: Callable[[NDArray[Any]], float]) -> Interval:
        return over_documents(documents, statistic, n=self.n, level=self.level, seed=self.seed)


def _side(annotation: Annotation) -> _Side:
    span = {s.id: (s.start, s.end) for s in annotation.sentences}
    stage = {c.id: c.stage for c in annotation.sections}
    first = {g.id: next(iter(annotation.members(g.id)), None) for g in annotation.groups}
    structured = any(s.parent for s in annotation.sentences)
    return _Side(
        {
            span[s.id]: _Sentence(
                s.role,
                stage.get(s.section, ""),
                s.relation or (ROOT_RELATION if s.role and structured else ""),
                span.get(s.parent) if s.parent else None,
            )
            for s in annotation.sentences
        },
        frozenset(span[sid][0] for sid in first.values() if sid is not None),
        structured,
    )


def _matched(by: Mapping[str, _Side]) -> tuple[Span, ...]:
    """The sentences that at least two annotators have, by their offsets."""
    times: dict[Span, int] = {}
    for side in by.values():
        for span in side.sentences:
            times[span] = times.get(span, 0) + 1
    return tuple(sorted(span for span, n in times.items() if n > 1))


def _once(by: Mapping[str, _Side], spans: Sequence[Span]) -> int:
    """How many of the spans fewer than two annotators gave a role."""
    roles = ([side.sentences[span].role for side in by.values() if span in side.sentences] for span in spans)
    return sum(sum(map(bool, given)) < 2 for given in roles)


def _ratings(
    shared: Mapping[str, Mapping[str, _Side]],
    matched: Mapping[str, Sequence[Span]],
    names: Sequence[str],
    labels: Sequence[str],
    value: Callable[[_Sentence], str],
) -> list[Ratings]:
    place = {label: i for i, label in enumerate(labels)}

    def rating(side: _Side | None, span: Span) -> int:
        sentence = side.sentences.get(span) if side else None
        return place.get(value(sentence), MISSING) if sentence else MISSING

    return [
        np.array([[rating(by.get(name), span) for name in names] for span in matched[id]], dtype=np.int64).reshape(
            -1, len(names)
        )
        for id, by in shared.items()
    ]


def _label_table(kind: str, labels: Sequence[str], documents: list[Ratings], bootstrap: _Bootstrap) -> LabelTable:
    annotators = documents[0].shape[1]
    coefficients: list[tuple[str, Callable[[Ratings], float]]] = [("observed agreement", observed_agreement)]
    if annotators == 2:
        coefficients.append(("Cohen's kappa", cohen_kappa))
    if find_spec("statsmodels"):
        coefficients.append(("Fleiss' kappa", fleiss_kappa))
    coefficients.append(("Krippendorff's alpha", krippendorff_alpha))
    everything = np.concatenate(documents)
    by_label = []
    for i, label in enumerate(labels):
        times = int((everything == i).sum())
        if times:
            of_label = [one_against_rest(d, i) for d in documents]
            by_label.append((label, times, _figure("alpha", bootstrap(of_label, krippendorff_alpha))))
    confusion = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for a, b in combinations(range(annotators), 2):
        rated = everything[(everything[:, a] != MISSING) & (everything[:, b] != MISSING)]
        np.add.at(confusion, (rated[:, a], rated[:, b]), 1)
        if annotators > 2:
            np.add.at(confusion, (rated[:, b], rated[:, a]), 1)
    return LabelTable(
        kind,
        tuple(labels),
        tuple(_figure(name, bootstrap(documents, statistic)) for name, statistic in coefficients),
        tuple(by_label),
        tuple(map(tuple, confusion.tolist())),
    )


def _trees(
    shared: Mapping[str, Mapping[str, _Side]],
    matched: Mapping[str, Sequence[Span]],
    names: Sequence[str],
    bootstrap: _Bootstrap,
) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """For each pair of annotators: parents that are the same, trees that are alike, groups that begin alike."""
    for a, b in combinations(names, 2):
        pairs = [
            (by[a], by[b], matched[id])
            for id, by in shared.items()
            if a in by and b in by and by[a].structured and by[b].structured
        ]
        if not pairs:
            continue
        parents, labelled, edges, trees, groups = [], [], [], [], []
        for left, right, spans in pairs:
            both = [
                (x, y)
                for span in spans
                if (x := left.sentences.get(span)) and (y := right.sentences.get(span)) and x.role and y.role
            ]
            parents.append(_hits([x.parent == y.parent for x, y in both]))
            labelled.append(_hits([(x.parent, x.relation) == (y.parent, y.relation) for x, y in both]))
            edges.append(_hits([x.parent == y.parent for x, y in both if x.parent or y.parent]))
            shared_spans = {
                span for span in left.sentences.keys() & right.sentences.keys() if _labelled(left, right, span)
            }
            trees.append(_hits([tree_agreement(_tree(left, shared_spans), _tree(right, shared_spans))]))
            groups.append(_hits(_boundaries(left, right)))
        yield (
            f"{a} – {b}",
            (
                _figure("same parent", bootstrap(parents, _mean)),
                _figure("same parent, where either gives one", bootstrap(edges, _mean)),
                _figure("same parent and relation", bootstrap(labelled, _mean)),
                _figure("tree agreement", bootstrap(trees, _mean)),
                _figure("group starts F1", bootstrap(groups, _mean)),
            ),
        )


def _labelled(left: _Side, right: _Side, span: Span) -> bool:
    return bool(left.sentences[span].role and right.sentences[span].role)


def _tree(side: _Side, both: AbstractSet[Span]) -> dict[str, str | None]:
    """The parents of the sentences that both annotators have, where both have the parent too."""
    return {
        str(span): str(s.parent) if s.parent in both else None for span, s in side.sentences.items() if span in both
    }


def _hits(values: Sequence[bool | float]) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _boundaries(left: _Side, right: _Side) -> list[bool]:
    """One hit for each side of a group start that both have, one miss for each that one has: their mean is F1."""
    common = len(left.groups & right.groups)
    return [True] * (2 * common) + [False] * len(left.groups ^ right.groups)


def _figure(name: str, interval: Interval) -> Figure:
    return Figure(name, *interval)
