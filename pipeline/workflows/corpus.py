"""A corpus as training takes it: an annotation folder, or sentence labels in a file or a folder of parts."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.annotation import ADJUDICATED, Annotation
from pipeline.errors import AnnotationError
from pipeline.formats.annotation_check import check_annotation_file
from pipeline.formats.annotation_jsonl import file_bytes, label_files, read_annotation
from pipeline.formats.annotation_records import parse
from pipeline.formats.sentence_labels import corpus_parts, is_sentence_labels, mend_either
from pipeline.training.config import Config
from pipeline.training.examples import Example, from_annotation
from pipeline.workflows.labelled import read_entries

Progress = Callable[[str], None]
Sentences = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Corpus:
    """What is learned from, and what lies beside it.

    Attributes:
        root: the folder or file.
        examples: the training documents, in the order of their names or of their file.
        sha256: of all their labels and texts.
        parts: how many documents of each part, or split, are learned from.
        beside: the sentences of the documents that are not learned from but kept to test on, by id.
        annotators: who labelled the examples, the first before all others; nobody is known of sentence labels.
        left_out: ids of the documents of an annotation folder that are not learned from, whatever the reason.
    """

    root: Path
    examples: tuple[Example, ...]
    sha256: str
    parts: Mapping[str, int]
    beside: Mapping[str, Sentences]
    annotators: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()


def read_corpus(root: Path, config: Config, progress: Progress = lambda _: None) -> Corpus:
    """The parts of a corpus that the configuration learns from.

    Args:
        root: holds `labels/ANNOTATOR/*.jsonl` and `texts/`; or `train.jsonl` and, where there are, `dev.jsonl` and
            `test.jsonl`; or is one file of sentence labels. In an annotation folder the first of
            `config.corpus.annotator` who labelled a document counts.
        config: which parts, whose labels, and which label set.
        progress: told of what is left out, and of labels that nothing has.

    Raises:
        AnnotationError: there are no documents, or one is malformed, stands twice or has a role outside the label set.
    """
    if is_sentence_labels(root):
        corpus = _of_sentence_labels(root, config, progress)
    elif (root / "labels").is_dir():
        corpus = _of_annotations(root, config, progress)
    else:
        there = root.exists()
        what = "is no corpus" if there else "there is no such corpus"
        remedy = "Name a folder with labels/ANNOTATOR/*.jsonl, one with train.jsonl, or a sentence-label file"
        raise AnnotationError(what, where=str(root), remedy=f"{remedy}, with --corpus")
    found = {role for e in corpus.examples for role in e.gold_roles}
    if absent := [label for label in config.corpus.labels if label not in found]:
        progress(f"no sentence is labelled {', '.join(absent)}")
    return corpus


def texts_of(examples: Sequence[Example]) -> dict[str, Sentences]:
    """The sentences of each document, by its id, as a leak check compares them."""
    return {e.document.id: tuple(s.text for s in e.document.sentences) for e in examples}


def partly(examples: Sequence[Example]) -> str:
    """How many sentences of documents labelled in part nobody has labelled yet; "" where there are none."""
    some = [e for e in examples if e.labelled < len(e.gold_roles)]
    missing = sum(len(e.gold_roles) - e.labelled for e in some)
    them = f"{missing} sentences of {len(some)} documents have no label yet"
    return f"{them}: they are left out of training and scores" if some else ""


def corpus_name(root: Path) -> str:
    """A corpus as a report names it: the last of its path, which says little about whose machine it lies on."""
    resolved = root.resolve()
    return "/".join(resolved.parts[-2:]) if root.is_file() else resolved.name


def _of_sentence_labels(root: Path, config: Config, progress: Progress) -> Corpus:
    labels = config.corpus.labels
    if root.is_file():
        files, rest = {root.stem: root}, {}
    else:
        there = corpus_parts(root)
        files = {part: there[part] for part in config.corpus.parts if part in there}
        rest = {part: path for part, path in there.items() if part not in files}
        if missing := [part for part in config.corpus.parts if part not in there]:
            progress(f"{root} has no {missing[0]}.jsonl")
        if not files:
            remedy = f"Name some of {', '.join(there)} in corpus.parts"
            raise AnnotationError(
                f"has none of the parts {', '.join(config.corpus.parts)}", where=str(root), remedy=remedy
            )
        if others := [part for part in rest if part != "test"]:  # test.jsonl never is, and everybody knows
            names = " and ".join(f"{part}.jsonl" for part in others)
            progress(f"{root}: {names} not learned from: corpus.parts is {', '.join(config.corpus.parts)}")
    digest = hashlib.sha256()
    examples: list[Example] = []
    parts: dict[str, int] = {}
    for part, path in files.items():
        name = "" if root.is_file() else part
        read = [entry.example for entry in read_entries(path, labels, part=name, labels_of=labels_of(config))]
        digest.update(name.encode() + path.read_bytes())
        examples += read
        parts[part] = len(read)
    beside = [
        entry.example
        for part, path in rest.items()
        for entry in read_entries(path, None, part=part, labels_needed=False)
    ]
    return Corpus(root, tuple(examples), digest.hexdigest(), parts, texts_of(beside))


def _of_annotations(root: Path, config: Config, progress: Progress) -> Corpus:
    names = config.corpus.annotator
    examples: list[Example] = []
    beside: list[Example] = []
    digest = hashlib.sha256()
    place_of: dict[str, Path] = {}  # by id, and by hash
    parts: Counter[str] = Counter()
    absent = bare = 0
    for path, annotation in first_annotations(root, names):
        if annotation.split not in config.corpus.parts:
            beside += [from_annotation(annotation)] if annotation.text is not None else []
            continue
        if annotation.text is None:
            absent += 1
            continue
        check_annotation(annotation, config.corpus.labels, path, root, labels_of=labels_of(config))
        # The same text twice would be held out and learned from at once.
        for key in (annotation.id, annotation.sha256):
            if key in place_of:
                what = f"holds the document of {place_of[key].name} again"
                raise AnnotationError(what, where=str(path), remedy="Keep one of the two")
            place_of[key] = path
        if annotation.unlabelled == len(annotation.sentences):
            bare += 1
            continue
        digest.update(path.read_bytes() + annotation.text.encode())
        examples.append(from_annotation(annotation))
        parts[annotation.split] += 1
    learned = {path.stem for name in names for path in (root / "labels" / name).glob("*.jsonl")}
    others = sorted({p.stem for p in label_files(root) if p.parent.name != ADJUDICATED} - learned)
    if others:
        progress(
            f"{len(others)} documents left out, {others[0]} the first: nobody of {', '.join(names)} "
            "labelled them; name others with --set 'corpus.annotator=[\"NAME\", …]'"
        )
    if absent:
        remedy = "`pipeline annotations attach` joins them"
        progress(f"{absent} documents left out: their texts are not in the corpus; {remedy}")
    if bare:
        progress(f"{bare} documents left out: nobody has labelled any of their sentences yet")
    if told := partly(examples):
        progress(told)
    if not examples:
        folders = sorted(p.name for p in (root / "labels").iterdir() if p.is_dir())
        what = f"holds no annotated document of {' or '.join(names) or 'nobody'} in {', '.join(config.corpus.parts)}"
        remedy = f"Name some of {', '.join(folders) or 'none'} in corpus.annotator, and splits in corpus.parts"
        raise AnnotationError(what, where=str(root / "labels"), remedy=remedy)
    left_out = frozenset(path.stem for path in label_files(root)) - {e.document.id for e in examples}
    return Corpus(root, tuple(examples), digest.hexdigest(), parts, texts_of(beside), names, left_out)


def first_annotations(root: Path, annotators: Sequence[str]) -> Iterator[tuple[Path, Annotation]]:
    """Each document of an annotation folder as the first of `annotators` labelled it, in the order of file names.

    Raises:
        AnnotationError: a file is malformed.
    """
    chosen: dict[str, Path] = {}
    for annotator in annotators:
        for path in (root / "labels" / annotator).glob("*.jsonl"):
            chosen.setdefault(path.stem, path)
    for id in sorted(chosen):
        yield chosen[id], read_annotation(chosen[id])


def labels_of(config: Config) -> str:
    """What an error calls the label set of a configuration."""
    return f"corpus.labels of the configuration {config.name}"


def check_annotation(
    annotation: Annotation, labels: Sequence[str], path: Path, root: Path, *, labels_of: str = "the model"
) -> None:
    """Refuse an annotation that cannot be learned from or scored; `labels_of` names what the label set stands in.

    Raises:
        AnnotationError: it has a role outside `labels`, or a fault that `pipeline annotations check` finds.
    """
    strange = next((s for s in annotation.sentences if s.role and s.role not in labels), None)
    if strange is not None and strange.role:
        lines = (r.line for r in parse(file_bytes(path), path)[0] if r.values.get("sentence") == strange.id)
        what = f"the role of {strange.id} is {strange.role!r}, which {labels_of} lacks"
        raise AnnotationError(what, where=f"{path}:{next(lines, 1)}", remedy=mend_either(strange.role, labels))
    faults = check_annotation_file(path, root=root)
    if faults:
        more = f" (`pipeline annotations check` lists {len(faults)})" if len(faults) > 1 else ""
        where, remedy = f"{path}:{faults[0].line}", faults[0].remedy + more
        raise AnnotationError(faults[0].message, where=where, remedy=remedy)
