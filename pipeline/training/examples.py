"""Labelled documents as training and evaluation take them: what the text shows, and beside it what people said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.domain.analysis import Group
from pipeline.domain.annotation import Annotation
from pipeline.domain.document import Document, Heading, Section, Sentence
from pipeline.text.damage import find_damage
from pipeline.text.normalize import normalize


@dataclass(frozen=True, eq=False)
class Example:
    """One document with gold labels.

    `gold_roles` runs parallel to `document.sentences`; "" where nobody has labelled a sentence yet. `gold_stages`
    (parallel to `document.sections`), `gold_groups` and `gold_parents` (sentence id → parent id, relation) are empty
    where only roles were annotated. `agreement`, parallel to `gold_roles`, is the share of annotators who agree on
    each; empty where nobody says.
    """

    document: Document
    genre: str
    gold_roles: tuple[str, ...]
    gold_stages: tuple[str, ...]
    gold_groups: tuple[Group, ...]
    gold_parents: Mapping[str, tuple[str, str]]
    agreement: tuple[float, ...] = ()

    @property
    def labelled(self) -> int:
        """How many sentences have a role."""
        return sum(map(bool, self.gold_roles))

    def taught(self) -> "Example":
        """What a model learns roles from: the example without the sentences that nobody has labelled yet."""
        if self.labelled == len(self.gold_roles):
            return self
        kept = [i for i, role in enumerate(self.gold_roles) if role]
        return replace(
            self,
            document=replace(self.document, sentences=tuple(self.document.sentences[i] for i in kept)),
            gold_roles=tuple(self.gold_roles[i] for i in kept),
            agreement=tuple(self.agreement[i] for i in kept if self.agreement),
        )


def from_annotation(annotation: Annotation) -> Example:
    """The example of an annotation whose text is attached; sentences and headings are the annotator's.

    Where no section has a stage, only roles were labelled, and structure has nothing to learn from it; no more where
    some sentences have no role yet, for what their parents are nobody has said.

    Raises:
        ValueError: the text is not attached.
    """
    text = annotation.text
    if text is None:
        raise ValueError(f"{annotation.id}: attach the text first")
    document = Document(
        id=annotation.id,
        title=annotation.title,
        source=annotation.text_path or annotation.title,
        sha256=annotation.sha256,
        language=annotation.language,
        text=text,
        damage=find_damage(text),
        headings=tuple(
            Heading(h.id, h.start, h.end, h.level, normalize(text[h.start : h.end].lstrip("#* ")).text, h.parent)
            for h in annotation.headings
        ),
        sections=tuple(Section(s.id, s.heading, s.start, s.end) for s in annotation.sections),
        sentences=tuple(
            Sentence(s.id, s.start, s.end, normalize(text[s.start : s.end]).text, s.section, s.paragraph)
            for s in annotation.sentences
        ),
    )
    if annotation.unlabelled or not any(c.stage for c in annotation.sections):
        return Example(document, annotation.genre, tuple(s.role for s in annotation.sentences), (), (), {})
    return Example(
        document=document,
        genre=annotation.genre,
        gold_roles=tuple(s.role for s in annotation.sentences),
        gold_stages=tuple(s.stage for s in annotation.sections),
        gold_groups=annotation.groups_as_found(),
        gold_parents={s.id: (s.parent, s.relation) for s in annotation.sentences if s.parent and s.relation},
    )
