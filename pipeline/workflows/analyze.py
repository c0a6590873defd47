"""From a text to its analysis."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline import __version__
from pipeline.domain.analysis import Analysis, Cue, RoleLabel, Warning
from pipeline.domain.document import Document
from pipeline.errors import InputError, ModelError
from pipeline.source.read import Source, read_source, shown
from pipeline.workflows.models import DEFAULT, load_model

if TYPE_CHECKING:
    from pipeline.training.packing import Model

_HALF_PAIR: Final = re.compile("[\ud800-\udfff]")
_LOST: Final = "\ufffd"


def analyze_text(
    text: str, *, id: str = "text", title: str = "", model: str = DEFAULT, explain: bool = False
) -> Analysis:
    """Analyse a text.

    Args:
        text: the article; line ends may be of any kind, offsets and hash of the result are those of the text with LF.
        id: a name for it.
        title: its title, if it is not the first line.
        model: name of a shipped model, or a model folder.
        explain: give the cues that decided each sentence's role.

    Raises:
        InputError: there is nothing to read in the text, or `text`, `id` or `title` holds half a surrogate pair.
        ModelError: the model is missing or not sound.
    """
    for what, value in (("text", text), ("id", id), ("title", title)):
        if half := _HALF_PAIR.search(value):
            where, remedy = f"{what}, character {half.start()}", "Decode its bytes with errors='replace'"
            raise InputError(f"holds {half[0]!r}, which is no character", where=where, remedy=remedy)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    source = Source(id, text, hashlib.sha256(text.encode()).hexdigest(), "utf-8")
    return analyze_source(source, id=id, title=title, model=load_model(model), explain=explain)


def analyze_file(path: str | Path, *, model: str = DEFAULT, explain: bool = False) -> Analysis:
    """Analyse a text, Markdown, Word, PDF or HTML file as `pipeline.source` reads it; see `analyze_text`.

    Raises:
        InputError: the file is missing, empty, too large, not sound or no text.
        ModelError: the model is missing or not sound.
    """
    path = Path(path)
    return analyze_source(read_source(path), id=Path(shown(path)).stem, model=load_model(model), explain=explain)


def analyze_source(source: Source, *, id: str, model: "Model", title: str = "", explain: bool = False) -> Analysis:
    """Text → document → roles → structure: the recipe of the whole program.

    Raises:
        InputError: the text holds neither a sentence nor a heading.
        ModelError: the model knows other roles than the scheme, so that no structure can be found with it.
    """
    from pipeline.facts.extract import facts_of
    from pipeline.roles.component import predict
    from pipeline.structure.model import find_structure
    from pipeline.text.segment import segment

    if model.structure is None:
        what = f"labels {', '.join(model.roles.labels)}, not the roles of the scheme"
        raise ModelError(what, where=model.ref.name, remedy="Analyse with a model trained on those")
    document = segment(source.text, id=id, title=title, source=source.name, sha256=source.sha256)
    if not document.sentences and not document.headings:
        remedy = "Give a text with at least one sentence"
        raise InputError("there is nothing to read in it", where=source.name, remedy=remedy)
    [roles] = predict(model.roles, [document])
    structure = find_structure(document, roles, model.structure)
    return Analysis(
        document=structure.document,
        roles=structure.labels,
        stages=structure.stages,
        relations=structure.relations,
        groups=structure.groups,
        model=model.ref,
        created_by=f"pipeline {__version__}",
        config={"encoding": source.encoding},
        warnings=(*_damage_warnings(structure.document), *structure.warnings),
        facts=facts_of(structure.document, structure.labels),
        gaps=structure.gaps,
        cues=_cues(model, document, roles, structure.labels) if explain else None,
    )


def _cues(
    model: "Model", document: Document, given: Sequence[RoleLabel], final: Sequence[RoleLabel]
) -> tuple[tuple[Cue, ...], ...]:
    """What decided each role; nothing where its relations did, for the cues speak for another role."""
    found = model.roles.explain(document)
    return tuple(
        cues if before.role == after.role else () for cues, before, after in zip(found, given, final, strict=True)
    )


def _damage_warnings(document: Document) -> Iterator[Warning]:
    chinese = document.language == "zh"
    for d in document.damage:
        if d.kind != "encoding":
            continue
        if d.repair is not None and _LOST not in d.repair:
            message = "编码受损，已修复。" if chinese else "Damaged encoding, repaired."
        else:
            message = "编码受损，部分或全部无法确定。" if chinese else "Damaged encoding, not all of it repaired."
        yield Warning("encoding-damage", message, d.start, d.end)
