"""A text that nobody has labelled yet, divided by the segmenter, in the form of an annotation."""

from pipeline.domain.annotation import Annotation, GoldHeading, GoldSection, GoldSentence
from pipeline.formats.annotation_jsonl import text_sha256
from pipeline.text.segment import segment


def unlabelled(text: str, id: str) -> Annotation:
    """Headings, sections and sentences of `text` (line ends as LF), without a role or a stage; the annotator is ""."""
    document = segment(text, id=id)
    return Annotation(
        id=id,
        title=document.title or id,
        language=document.language,
        genre="unknown",
        topic="unknown",
        shape="unknown",
        annotator="",
        split="train",
        sha256=text_sha256(text),
        text_path=f"texts/{document.language}/{id}.txt",
        text=text,
        headings=tuple(GoldHeading(h.id, h.start, h.end, h.level, h.parent) for h in document.headings),
        sections=tuple(GoldSection(c.id, c.heading, c.start, c.end, "") for c in document.sections),
        sentences=tuple(
            GoldSentence(s.id, s.start, s.end, s.paragraph, "", None, None, s.section) for s in document.sentences
        ),
        groups=(),
    )
