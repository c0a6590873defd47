"""The article as the page shows it: headings, and paragraphs of sentences, in the order of the source."""

from dataclasses import dataclass, field

from pipeline.report.index import Index
from pipeline.report.map_boxes import percent
from pipeline.report.typeset import doubt, visible


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A heading of the article; `level` is that of the page's element, `stage` of the section it opens (or None)."""

    number: int
    level: int
    title: str
    stage: str | None


@dataclass(frozen=True, slots=True)
class SentenceSpan:
    """A sentence. `space` stands before it where the source has white space there that its script writes.

    `note` is its label in short, for print: what the panel shows to a pointer.
    """

    number: int
    role: str
    text: str
    uncertain: bool
    damaged: bool
    space: bool
    note: str


@dataclass(slots=True)
class Paragraph:
    """A paragraph; `stage` where a section without a heading begins with it."""

    stage: str | None
    sentences: list[SentenceSpan] = field(default_factory=list)


def _note(index: Index, number: int) -> str:
    words, label = index.words, index.analysis.roles[number]
    parts = [f"{number + 1} {words.name('role', label.role)} {percent(label.probabilities.get(label.role, 0.0))}"]
    if label.uncertain:
        parts.append(words["uncertain_flag"])
    parts += [
        f"{words.name('relation', link.type)}{doubt(link.probability)} → {link.other + 1}"
        for link in index.parents[number]
    ]
    return " · ".join(parts)


def blocks(index: Index) -> list[HeadingLine | Paragraph]:
    """Headings and paragraphs in the order of the source."""
    document, stages = index.analysis.document, index.analysis.stages
    stage_of_heading = {s.heading: stages[n] for n, s in enumerate(document.sections) if s.heading is not None}
    first_of_unheaded = {
        index.held[n][0]: stages[n] for n, s in enumerate(document.sections) if s.heading is None and index.held[n]
    }
    damaged = index.damage_by_sentence()
    order = sorted(
        [(h.start, 0, n) for n, h in enumerate(document.headings)]
        + [(s.start, 1, n) for n, s in enumerate(document.sentences)]
    )
    result: list[HeadingLine | Paragraph] = []
    paragraph: Paragraph | None = None
    last, end = -1, 0  # the paragraph number and the end of the sentence before
    for _, is_sentence, n in order:
        if not is_sentence:
            heading = document.headings[n]
            level = min(max(heading.level, 1) + 2, 6)
            result.append(HeadingLine(n, level, visible(heading.title), stage_of_heading.get(heading.id)))
            paragraph = None
            continue
        sentence, label = document.sentences[n], index.analysis.roles[n]
        if paragraph is None or last != sentence.paragraph or n in first_of_unheaded:
            paragraph = Paragraph(first_of_unheaded.get(n))
            result.append(paragraph)
            end = sentence.start
        between = document.text[end : sentence.start]
        space = bool(between) and (" " in between or index.words["lang"] == "en")
        paragraph.sentences.append(
            SentenceSpan(n, label.role, visible(sentence.text), label.uncertain, n in damaged, space, _note(index, n))
        )
        last, end = sentence.paragraph, sentence.end
    return result
