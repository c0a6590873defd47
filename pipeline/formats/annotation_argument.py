"""The argument of one annotated document against the scheme: the tree of sentences, groups, measures and grounds."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from pipeline.domain.annotation import Annotation, GoldGroup, GoldSentence
from pipeline.domain.labels import RELATION_ENDS, relation_allowed
from pipeline.formats.annotation_records import Problem


def argument_problems(
    annotation: Annotation, measure_of: Mapping[str, str | None], *, complete: bool = False
) -> Iterator[Problem]:
    """What is wrong with the argument.

    Args:
        annotation: the labels of one document.
        measure_of: what each sentence's own line says its measure is.
        complete: whether a sentence without a role is a fault too.
    """
    by_id = {s.id: s for s in annotation.sentences}
    if complete:
        yield from (Problem(s.id, f"{s.id} has no role yet", "Label it") for s in annotation.sentences if not s.role)
    yield from _tree(annotation, by_id)
    # Where no section has a stage, only roles were labelled, and nothing is missing.
    if any(c.stage for c in annotation.sections):
        for c in annotation.sections:
            if not c.stage:
                yield Problem(c.id, f"{c.id} has no stage yet", "Label it, or leave all of them without")
    yield from _membership(annotation, measure_of)
    for group in annotation.groups:
        yield from _measures(annotation, group, by_id)
        yield from _grounds(annotation, group)
    in_order = sorted(annotation.groups, key=lambda g: g.start)
    for before, after in pairwise(in_order):
        if after.start < before.end:
            yield Problem(after.id, f"{after.id} overlaps {before.id}", "Groups are disjoint: move one of the offsets")


def _tree(annotation: Annotation, by_id: Mapping[str, GoldSentence]) -> Iterator[Problem]:
    """Each sentence has one parent, by a relation that the two roles allow, or is a root."""
    for s in annotation.sentences:
        if s.parent is None or s.relation is None:
            if (s.parent, s.relation) != (None, None):
                message = f"{s.id} has parent {s.parent or 'null'} and relation {s.relation or 'null'}"
                yield Problem(s.id, message, "A root has neither, every other sentence both")
            continue
        parent = by_id.get(s.parent)
        if parent is None:
            yield Problem(s.id, f'parent "{s.parent}" of {s.id} is no sentence', "Name a sentence, or null for a root")
        elif s.role == "other":
            yield Problem(
                s.id, f'{s.id} is "other" and has a parent', "Other stands outside the argument: make it a root"
            )
        elif s.role and parent.role and not relation_allowed(s.relation, s.role, parent.role):
            fitting = [name for name in RELATION_ENDS if relation_allowed(name, s.role, parent.role)]
            remedy = f"Between these roles use {' or '.join(fitting)}" if fitting else "Give it another parent"
            yield Problem(s.id, f"{s.relation} cannot lead from {s.role} {s.id} to {parent.role} {parent.id}", remedy)
    yield from circles(by_id)


def circles(by_id: Mapping[str, GoldSentence]) -> Iterator[Problem]:
    """One problem for each circle of parents, at its first sentence; parents that do not exist end the walk."""
    done: set[str] = set()
    for id in by_id:
        trail: list[str] = []
        at: str | None = id
        while at is not None and at in by_id and at not in done:
            done.add(at)
            trail.append(at)
            at = by_id[at].parent
        if at in trail:
            cycle = trail[trail.index(at) :]
            yield Problem(
                cycle[0], f"parents run in a circle: {' → '.join((*cycle, cycle[0]))}", "Make one of them a root"
            )


def _membership(annotation: Annotation, measure_of: Mapping[str, str | None]) -> Iterator[Problem]:
    """Sentence lines and group lines must tell the same about who belongs where."""
    groups = {g.id: g for g in annotation.groups}
    listed: dict[str, str] = {}
    for g in annotation.groups:
        for m in g.measures:
            for sid in (m.head, *m.details):
                if sid in listed:
                    yield Problem(g.id, f"{sid} is listed twice, in {listed[sid]} and {m.id}", "List it once")
                listed[sid] = m.id
        if not annotation.members(g.id):
            yield Problem(g.id, f"{g.id} has no sentences", f'Give its sentences "group": "{g.id}", or take it out')
    for s in annotation.sentences:
        group = groups.get(s.group or "")
        if s.group is not None and group is None:
            yield Problem(
                s.id, f'group "{s.group}" of {s.id} does not exist', f"Use one of {', '.join(groups) or 'null'}"
            )
        elif group is not None and not group.start <= s.start < s.end <= group.end:
            yield Problem(s.id, f"{s.id} lies outside its group {group.id}", "Widen the group, or take it out of it")
        said, found = measure_of[s.id], listed.get(s.id)
        if said != found:
            message = f"{s.id} has measure {said or 'null'}, the groups put it in {found or 'none'}"
            yield Problem(s.id, message, "Write the same measure in both lines")


def _measures(annotation: Annotation, group: GoldGroup, by_id: Mapping[str, GoldSentence]) -> Iterator[Problem]:
    """A measure's sentences are in its group; its head is a root, its details hang below the head."""
    for m in group.measures:
        for sid in (m.head, *m.details):
            s = by_id.get(sid)
            if s is None:
                yield Problem(group.id, f'measure {m.id} lists "{sid}", which is no sentence', "Name a sentence")
            elif s.group != group.id:
                yield Problem(sid, f"{sid} is in measure {m.id} but not in {group.id}", f'Its group is "{group.id}"')
            elif sid == m.head and s.parent is not None:
                yield Problem(sid, f"{sid} heads measure {m.id} and has a parent", "A measure head is a root")
            elif sid != m.head and s.role != "other" and m.head not in _above(s, by_id):
                message = f"{sid} details measure {m.id} but does not hang below its head {m.head}"
                yield Problem(sid, message, "Follow its parents: they must lead to the head")


def _above(sentence: GoldSentence, by_id: Mapping[str, GoldSentence]) -> set[str]:
    """The ids that the sentence's parents lead through; a circle, faulted elsewhere, ends the walk."""
    found: set[str] = set()
    parent = sentence.parent
    while parent is not None and parent not in found:
        found.add(parent)
        parent = by_id[parent].parent if parent in by_id else None
    return found


def _grounds(annotation: Annotation, group: GoldGroup) -> Iterator[Problem]:
    stages = {c.id: c.stage for c in annotation.sections}
    for i, ground in enumerate(group.grounds):
        if ground not in stages:
            yield Problem(
                group.id, f'grounds "{ground}" of {group.id} is no section', f"Use one of {', '.join(stages)}"
            )
        elif stages[ground] not in ("theory", "practice"):
            message = f"grounds {ground} of {group.id} is a {stages[ground]} section"
            yield Problem(group.id, message, "Grounds are theory or practice sections")
        elif ground in group.grounds[:i]:
            yield Problem(group.id, f"grounds {ground} of {group.id} is listed twice", "List it once")
