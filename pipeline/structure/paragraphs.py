"""The paragraphs of a document as runs of sentences: what stages are told of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.domain.document import Document
from pipeline.structure.cues import Opener, opener


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences `first` to `last` (indices, inclusive) of one paragraph, and the innermost section they lie in."""

    first: int
    last: int
    section: str


def paragraphs(document: Document) -> list[Paragraph]:
    """The paragraphs of a document, as runs of sentences."""
    found: list[Paragraph] = []
    for i, s in enumerate(document.sentences):
        if found and document.sentences[found[-1].first].paragraph == s.paragraph:
            found[-1] = replace(found[-1], last=i)
        else:
            found.append(Paragraph(i, i, s.section))
    return found


def ordinal_runs(document: Document, runs: Sequence[Paragraph]) -> list[list[int]]:
    """Runs of two paragraphs or more, within one section, that ordinals of one style open in turn."""
    found: list[list[int]] = []
    last: tuple[str, Opener] | None = None
    for i, p in enumerate(runs):
        o = opener(document.sentences[p.first].text)
        if o is not None and o.style != "dash":
            goes_on = (
                last is not None
                and last[0] == p.section
                and last[1].style == o.style
                and not o.opens_run
                and i - found[-1][-1] <= 3
            )
            if goes_on:
                found[-1].append(i)
            else:
                found.append([i])
            last = (p.section, o)
    return [list(range(run[0], run[-1] + 1)) for run in found if len(run) > 1]
