"""What an argument leaves open: evidence that backs nothing, claims that nothing seems to back, theory not taken up."""

from collections.abc import Mapping, Sequence

from pipeline.domain.analysis import Gaps, Group, Relation
from pipeline.domain.document import Document, Section
from pipeline.structure.support import unsupported_claims

_FACTS = frozenset(("evidence", "example"))
_BACKED = frozenset(("claim", "recommendation"))


def find_gaps(
    document: Document,
    stages: Sequence[str],
    roles: Sequence[str],
    groups: Sequence[Group],
    relations: Sequence[Relation],
) -> Gaps:
    """The gaps of an analysed document.

    Evidence is used where it leads up to a claim or a recommendation, motivates a measure or a group, or stands in a
    section that grounds a group. A claim under which the tree puts a reason, a fact or an instance is not told as one
    that lacks them, whatever its words. Theory is open only where there are groups that could take it up.
    """
    role = {s.id: r for s, r in zip(document.sentences, roles, strict=True)}
    parent = {r.source: r.target for r in relations}
    grounding = _with_parts(document, {g.section for group in groups for g in group.grounds})
    motives = {motive.sentence for group in groups for motive in group.motives_of_all}
    evidence = tuple(
        s.id
        for s in document.sentences
        if role[s.id] in _FACTS
        and s.id not in motives
        and s.section not in grounding
        and not _backs(s.id, parent, role)
    )
    held = {s.section for s in document.sentences}
    theory = tuple(
        section.id
        for section, stage in zip(document.sections, stages, strict=True)
        if groups and stage == "theory" and section.id in held and section.id not in grounding
    )
    supported = {r.target for r in relations if r.type in {"supports", "exemplifies"}}
    claims = tuple(id for id in unsupported_claims(document, stages, roles) if id not in supported)
    return Gaps(evidence, claims, theory)


def _backs(sentence: str, parent: Mapping[str, str], role: Mapping[str, str]) -> bool:
    up = parent.get(sentence)
    while up is not None:
        if role[up] in _BACKED:
            return True
        up = parent.get(up)
    return False


def _with_parts(document: Document, sections: set[str]) -> set[str]:
    """Sections and all that stand in them."""
    chosen = [s for s in document.sections if s.id in sections]
    return {s.id for s in document.sections if any(_within(s, outer) for outer in chosen)}


def _within(inner: Section, outer: Section) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
