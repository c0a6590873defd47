"""Between an analysis and an annotation: the same document, told as what was found or as what somebody labelled.

Neither replaces the other. An annotation becomes an analysis only on its way into a format that holds analyses, with
certain roles and the annotator in the place of the model; an analysis becomes an annotation only on its way into an
annotation tool, made by a model.
"""

from collections.abc import Callable

from pipeline.domain.analysis import Analysis, ModelRef, Relation, RoleLabel, Warning
from pipeline.domain.annotation import (
    Annotation,
    GoldGroup,
    GoldHeading,
    GoldMeasure,
    GoldSection,
    GoldSentence,
)
from pipeline.domain.document import Document, Heading, Section, Sentence
from pipeline.domain.labels import ROLES
from pipeline.errors import AnnotationError
from pipeline.formats.annotation_jsonl import text_sha256

UNLABELLED = "unlabelled"  # code of the warning about sentences without a role


def certain(role: str) -> dict[str, float]:
    """The probabilities of a role that is not in doubt."""
    return {name: float(name == role) for name in ROLES}


def unknown() -> dict[str, float]:
    """The probabilities of a role that nobody has told."""
    return {name: 1 / len(ROLES) for name in ROLES}


def labels_as_analysis(annotation: Annotation, normal: Callable[[str], str] = str) -> Analysis:
    """What somebody labelled, in the form of an analysis. Sentences without a role are `other`, and uncertain.

    Args:
        annotation: labels with their text.
        normal: the normal form of a sentence.

    Raises:
        AnnotationError: the text is not attached.
    """
    text = annotation.text
    if text is None:
        remedy = "Join it with its labels: pipeline annotations attach"
        raise AnnotationError("its text is not here", where=annotation.id, remedy=remedy)
    unlabelled = sum(1 for s in annotation.sentences if not s.role)
    warnings = (Warning(UNLABELLED, f"sentences that have no role yet: {unlabelled}"),) if unlabelled else ()
    return Analysis(
        document=Document(
            id=annotation.id,
            title=annotation.title,
            source=annotation.text_path or annotation.via,
            sha256=annotation.sha256,
            language=annotation.language or "und",
            text=text,
            damage=(),
            headings=tuple(
                Heading(h.id, h.start, h.end, h.level, text[h.start : h.end], h.parent) for h in annotation.headings
            ),
            sections=tuple(Section(c.id, c.heading, c.start, c.end) for c in annotation.sections),
            sentences=tuple(
                Sentence(s.id, s.start, s.end, normal(text[s.start : s.end]), s.section, s.paragraph)
                for s in annotation.sentences
            ),
        ),
        roles=tuple(
            RoleLabel(s.role, certain(s.role), False) if s.role else RoleLabel("other", unknown(), True)
            for s in annotation.sentences
        ),
        stages=tuple(c.stage or "none" for c in annotation.sections),
        relations=tuple(
            Relation(s.id, s.parent, s.relation, 1.0) for s in annotation.sentences if s.parent and s.relation
        ),
        groups=annotation.groups_as_found(),
        model=ModelRef(annotation.annotator or "annotator", annotation.made_by or "labels", annotation.sha256),
        created_by=annotation.via or "annotation",
        config={},
        warnings=warnings,
    )


def analysis_as_labels(analysis: Analysis) -> Annotation:
    """What was found, as labels that a model made, for tools that hold labels. Of several parents the first is kept."""
    document = analysis.document
    parents: dict[str, tuple[str, str]] = {}
    for r in analysis.relations:
        parents.setdefault(r.source, (r.target, r.type))
    group_of = {sid: g.id for g in analysis.groups for sid in g.members}
    return Annotation(
        id=document.id,
        title=document.title,
        language=document.language,
        genre="unknown",
        topic="unknown",
        shape="unknown",
        annotator="",
        split="train",
        sha256=text_sha256(document.text),
        text_path=None,
        text=document.text,
        headings=tuple(GoldHeading(h.id, h.start, h.end, h.level, h.parent) for h in document.headings),
        sections=tuple(
            GoldSection(s.id, s.heading, s.start, s.end, stage)
            for s, stage in zip(document.sections, analysis.stages, strict=True)
        ),
        sentences=tuple(
            GoldSentence(
                s.id,
                s.start,
                s.end,
                s.paragraph,
                label.role,
                parent=parents.get(s.id, (None, None))[0],
                relation=parents.get(s.id, (None, None))[1],
                section=s.section,
                group=group_of.get(s.id),
            )
            for s, label in zip(document.sentences, analysis.roles, strict=True)
        ),
        groups=tuple(
            GoldGroup(
                g.id,
                g.title,
                g.start,
                g.end,
                tuple(GoldMeasure(m.id, m.head, m.details) for m in g.measures),
                tuple(r.section for r in g.grounds),
            )
            for g in analysis.groups
        ),
        made_by="model",
    )
