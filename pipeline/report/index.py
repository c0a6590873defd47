"""An analysis turned round for reading: who is whose parent, what stands in which section, where a place is."""

from bisect import bisect_right
from dataclasses import dataclass

from pipeline.domain.analysis import Analysis, Group
from pipeline.domain.document import Damage
from pipeline.errors import InputError
from pipeline.report.typeset import clip, visible
from pipeline.report.wording import Words, words_for
from pipeline.text.numbering import without_number

_REMEDY = "Analyse the document again, or mend the analysis file."


@dataclass(frozen=True, slots=True)
class Link:
    """One end of a relation, seen from the other end: the number of the sentence there, from 0."""

    other: int
    type: str
    probability: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the article: the id of an element of the page, and what to call it."""

    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class Index:
    """Look-ups over one analysis. Sentences, sections and groups are numbered from 0 in the order of the document.

    `held[i]` are the sentences directly in section i; `shown` the sections that hold some or are a ground: a parent
    whose sentences all stand in its sub-sections is left out, so that nothing is shown twice.
    """

    analysis: Analysis
    words: Words
    parents: tuple[tuple[Link, ...], ...]
    children: tuple[tuple[Link, ...], ...]
    section_number: dict[str, int]
    sentence_number: dict[str, int]
    heading_number: dict[str, int]
    held: tuple[tuple[int, ...], ...]
    shown: tuple[int, ...]
    group_of: dict[int, int]
    blocks: tuple[tuple[int, int, Place], ...]

    def text(self, sentence: int) -> str:
        """The normalised text of a sentence, fit to be seen."""
        return visible(self.analysis.document.sentences[sentence].text)

    def apart(self, sentence: int) -> str:
        """The same without the Chinese ordinal that it opens with, for where it stands apart from its like."""
        text = self.analysis.document.sentences[sentence].text
        return visible(without_number(text) if self.analysis.document.language == "zh" else text)

    def orders(self, group: int) -> tuple[int, ...]:
        """The recommendations of a group."""
        members = (self.sentence_number[m] for m in self.analysis.groups[group].members)
        return tuple(n for n in members if self.analysis.roles[n].role == "recommendation")

    def section_title(self, section: int) -> str:
        """The heading of a section; for one without, its first words."""
        document = self.analysis.document
        heading = document.sections[section].heading
        if heading is not None:
            return visible(document.headings[self.heading_number[heading]].title).strip()
        if not self.held[section]:
            return self.words["empty_section"]
        first = self.held[section][0]
        key = "opening" if first == 0 else "unheaded"
        return self.words[key].format(text=clip(self.text(first), 40))

    def group_title(self, group: int) -> str:
        """The title of a group; its number where it has none."""
        title = visible(self.analysis.groups[group].title).strip()
        return title or self.words["group_n"].format(n=group + 1)

    def title(self) -> str:
        """The title of the document; a word for "untitled" where it has none."""
        return visible(self.analysis.document.title).strip() or self.words["untitled"]

    def no_groups(self) -> str:
        """What is said where there is no group: that nothing is recommended, or that it stands in none."""
        orders = sum(label.role == "recommendation" for label in self.analysis.roles)
        return self.words["orders_loose"].format(n=orders) if orders else self.words["no_groups"]

    def source_name(self) -> str:
        """The name of the file, without where it lay."""
        return visible(self.analysis.document.source).replace("\\", "/").split("/")[-1]

    def section_anchor(self, section: int) -> str:
        """The element of the page where a section begins."""
        heading = self.analysis.document.sections[section].heading
        if heading is not None:
            return f"h{self.heading_number[heading]}"
        return f"s{self.held[section][0]}" if self.held[section] else "article"

    def group_anchor(self, group: int) -> str:
        """The heading of a group, or its first sentence."""
        at: Group = self.analysis.groups[group]
        first = self.sentence_number[at.members[0]] if at.members else None
        limit = at.end if first is None else self.analysis.document.sentences[first].start
        for number, heading in enumerate(self.analysis.document.headings):
            if at.start <= heading.start < limit:
                return f"h{number}"
        return "article" if first is None else f"s{first}"

    def place(self, start: int) -> Place | None:
        """The heading or sentence at an offset, or the nearest one after it; None in a document without either."""
        if not self.blocks:
            return None
        at = bisect_right(self.blocks, start, key=lambda block: block[0]) - 1
        if at < 0 or (self.blocks[at][1] <= start and at + 1 < len(self.blocks)):
            at += 1
        return self.blocks[at][2]

    def damage_by_sentence(self) -> dict[int, list[Damage]]:
        """The damaged stretches that each sentence holds or touches, for the sentences that have any.

        Glosses and pages turned are left out: they lose nothing, and a text scraped with glosses would be marked in
        every sentence.
        """
        sentences = self.analysis.document.sentences
        ends = [sentence.end for sentence in sentences]
        found: dict[int, list[Damage]] = {}
        for damage in self.analysis.document.damage:
            if damage.kind in {"gloss", "page"}:
                continue
            n = bisect_right(ends, damage.start)
            while n < len(sentences) and sentences[n].start < damage.end:
                found.setdefault(n, []).append(damage)
                n += 1
        return found


def build_index(analysis: Analysis) -> Index:
    """The look-ups over `analysis`.

    Raises:
        InputError: the parts of the analysis do not fit: a label is missing, or an id names nothing.
    """
    document = analysis.document
    if len(analysis.roles) != len(document.sentences) or len(analysis.stages) != len(document.sections):
        raise InputError(
            f"{len(document.sentences)} sentences have {len(analysis.roles)} roles, "
            f"{len(document.sections)} sections have {len(analysis.stages)} stages",
            where=document.source,
            remedy=_REMEDY,
        )
    sentence_number = {s.id: n for n, s in enumerate(document.sentences)}
    section_number = {s.id: n for n, s in enumerate(document.sections)}
    heading_number = {h.id: n for n, h in enumerate(document.headings)}

    def number(table: dict[str, int], key: str, what: str) -> int:
        if key not in table:
            raise InputError(f"{what} {key!r}, which the document lacks", where=document.source, remedy=_REMEDY)
        return table[key]

    parents: list[list[Link]] = [[] for _ in document.sentences]
    children: list[list[Link]] = [[] for _ in document.sentences]
    for relation in analysis.relations:
        source = number(sentence_number, relation.source, "a relation starts at sentence")
        target = number(sentence_number, relation.target, "a relation ends at sentence")
        parents[source].append(Link(target, relation.type, relation.probability))
        children[target].append(Link(source, relation.type, relation.probability))

    for section in document.sections:
        if section.heading is not None:
            number(heading_number, section.heading, f"section {section.id!r} has heading")
    held: list[list[int]] = [[] for _ in document.sections]
    for n, sentence in enumerate(document.sentences):
        held[number(section_number, sentence.section, f"sentence {sentence.id!r} stands in section")].append(n)

    shown = {n for n, sentences in enumerate(held) if sentences}
    group_of: dict[int, int] = {}
    for g, group in enumerate(analysis.groups):
        for sid in (*group.members, *(sid for m in group.measures for sid in (m.head, *m.details))):
            group_of[number(sentence_number, sid, f"group {group.id!r} has sentence")] = g
        for motive in group.motives_of_all:
            number(sentence_number, motive.sentence, f"group {group.id!r} is motivated by sentence")
        for ground in group.grounds:
            shown.add(number(section_number, ground.section, f"group {group.id!r} is grounded in section"))

    for fact in analysis.facts:
        number(sentence_number, fact.sentence, f"a fact ({fact.kind}) stands in sentence")

    words = words_for(document.language)
    blocks = [
        (s.start, s.end, Place(f"s{n}", words["sentence_n"].format(n=n + 1))) for n, s in enumerate(document.sentences)
    ]
    blocks += [(h.start, h.end, Place(f"h{n}", clip(h.title, 40))) for n, h in enumerate(document.headings)]
    return Index(
        analysis=analysis,
        words=words,
        parents=tuple(map(tuple, parents)),
        children=tuple(tuple(sorted(links, key=lambda link: link.other)) for links in children),
        section_number=section_number,
        sentence_number=sentence_number,
        heading_number=heading_number,
        held=tuple(map(tuple, held)),
        shown=tuple(sorted(shown)),
        group_of=group_of,
        blocks=tuple(sorted(blocks, key=lambda block: block[0])),
    )
