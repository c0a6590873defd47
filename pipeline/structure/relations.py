"""Relations: the one parent of each sentence, so that every document is a tree (a forest under one root)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from pipeline.domain.analysis import Group, Relation
from pipeline.domain.document import Document
from pipeline.domain.labels import RELATIONS, relation_allowed
from pipeline.scoring.linear import LinearScorer
from pipeline.structure.cues import opener
from pipeline.text.tokens import words

WINDOW: Final = 10
ROOT: Final = -1
_SURE: Final = 0.6  # an attack turns the argument round: it is only said when likelier than this

_CONTRAST = re.compile(
    r"但|然而|不过|可是|却|诚然|当然|固然|有人|质疑|担心|But|However|Yet|Admittedly|Critics|Opponents|Still"
)
_CAUSE = re.compile(r"因为|由于|因此|所以|可见|这说明|由此|究其|原因|毕竟|Because|Therefore|Hence|This")
_FURTHER = re.compile(
    r"一方面|另一方面|同时|此外|而且|并且|更|也|还|即|换言之|具体|Also|Moreover|In other words|That is"
)
_INSTANCE = re.compile(r"例如|比如|譬如|以.{1,20}为例|该|其|For example|For instance|Take ")


@dataclass(frozen=True, eq=False)
class RelationModel:
    """`parent` scores whether a sentence hangs on a candidate (classes no, yes); `kind`, by which relation."""

    parent: LinearScorer
    kind: LinearScorer


@dataclass(frozen=True)
class View:
    """What the features of relations read: a document, roles and groups, by index of sentence."""

    document: Document
    roles: Sequence[str]
    groups: Sequence[Group]

    @cached_property
    def index(self) -> dict[str, int]:
        """Index of each sentence id."""
        return {s.id: i for i, s in enumerate(self.document.sentences)}

    @cached_property
    def words(self) -> list[frozenset[str]]:
        """Content words of each sentence."""
        return [frozenset(w for w in words(s.text) if len(w) > 1) for s in self.document.sentences]

    @cached_property
    def measure_head(self) -> dict[int, int]:
        """For each detail, the index of its measure's head."""
        return {self.index[d]: self.index[m.head] for g in self.groups for m in g.measures for d in m.details}

    @cached_property
    def heads(self) -> frozenset[int]:
        """Indices of measure heads, and of the heads of groups that have no measures and no heading."""
        found = {self.index[m.head] for g in self.groups for m in g.measures}
        return frozenset(found | {h for h in self.group_head.values() if h is not None and h in self.group_opening})

    @cached_property
    def group_head(self) -> dict[int, int]:
        """For each sentence of a group, the index of the group's first recommendation."""
        result = {}
        for g in self.groups:
            members = [self.index[m] for m in g.members]
            head = next((i for i in members if self.roles[i] == "recommendation"), members[0])
            result.update(dict.fromkeys(members, head))
        return result

    @cached_property
    def group_opening(self) -> frozenset[int]:
        """Indices of sentences with an ordinal that open a group."""
        found = set()
        for g in self.groups:
            first = self.index[g.members[0]]
            if opener(self.document.sentences[first].text) is not None and self.roles[first] == "recommendation":
                found.add(first)
        return frozenset(found)

    @cached_property
    def span(self) -> list[tuple[int, int]]:
        """For each sentence, the first and the last of its section."""
        bounds: dict[str, tuple[int, int]] = {}
        for i, s in enumerate(self.document.sentences):
            bounds[s.section] = (bounds.get(s.section, (i, i))[0], i)
        return [bounds[s.section] for s in self.document.sentences]

    @cached_property
    def first_in_paragraph(self) -> list[int]:
        """For each sentence, the index of the first of its paragraph."""
        first: dict[int, int] = {}
        return [first.setdefault(s.paragraph, i) for i, s in enumerate(self.document.sentences)]


def candidates(view: View, i: int) -> list[int]:
    """Sentences that `i` may hang on: near ones of its section, paragraph openings, its measure's head."""
    low, high = view.span[i]
    near = set(range(max(low, i - WINDOW), min(high, i + WINDOW) + 1))
    near |= {view.first_in_paragraph[i], low}
    if i in view.measure_head:
        head = view.measure_head[i]
        near = {j for j in near if view.measure_head.get(j) == head} | {head}
    near.discard(i)
    role = view.roles[i]
    return [j for j in sorted(near) if any(relation_allowed(r, role, view.roles[j]) for r in RELATIONS)]


def pair_features(view: View, i: int, j: int) -> dict[str, float]:
    """Features of `i` hanging on `j`; `j == ROOT` for on nothing."""
    role = view.roles[i]
    first = view.first_in_paragraph
    opens = i == first[i]
    at = "opens" if opens else "inside"
    base = f"{role}|{at}"
    features = {"bias": 1.0}
    if j == ROOT:
        features.update({"root": 1.0, f"root|{role}": 1.0, f"root|{base}": 1.0})
        if i in view.heads:
            features["root|head"] = 1.0
        if i in view.measure_head:
            features["root|detail"] = 1.0
        if i == view.span[i][0]:
            features["root|first of section"] = 1.0
        if not any(view.roles[k] == "claim" for k in range(first[i], i)):
            features[f"root|no claim before|{role}"] = 1.0
        o = opener(view.document.sentences[i].text)
        features[f"root|opener {o.style if o else 'none'}|{role}"] = 1.0
        return features
    target = view.roles[j]
    pair = f"{role}→{target}"
    distance = j - i
    near = f"{'+' if distance > 0 else '-'}{min(abs(distance), 6)}"
    same = "same" if first[i] == first[j] else "other"
    features[pair] = 1.0
    features[f"at {near}"] = 1.0
    features[f"{pair} at {near}"] = 1.0
    features[f"{same} paragraph"] = 1.0
    features[f"{pair} {same} paragraph"] = 1.0
    features[f"{base}→{target}"] = 0.5
    if j == first[j]:
        features["target opens paragraph"] = 1.0
        features[f"{pair} target opens {same} paragraph"] = 1.0
    if j == view.span[i][0]:
        features["target opens section"] = 1.0
    if view.measure_head.get(i) == j:
        features["target is head"] = 1.0
        features[f"target is head|{role}"] = 1.0
    elif view.group_head.get(i) == j:
        features["target is group head"] = 1.0
    between = range(min(i, j) + 1, max(i, j))
    if any(view.roles[k] == target for k in between):
        features["passes over its like"] = 1.0
        features[f"{pair} passes over"] = 1.0
    elif abs(distance) > 1:
        features["nearest of its role"] = 1.0
    shared = len(view.words[i] & view.words[j])
    size = max(1, min(len(view.words[i]), len(view.words[j])))
    features["likeness"] = shared / size
    features[f"{pair} likeness"] = shared / size
    text = view.document.sentences[i].text
    side = "forward" if distance > 0 else "back"
    for name, pattern in (("contrast", _CONTRAST), ("cause", _CAUSE), ("further", _FURTHER), ("instance", _INSTANCE)):
        if pattern.match(text):
            features[f"{name} {side} {min(abs(distance), 2)}"] = 1.0
            features[f"{name} {pair}"] = 0.5
    return features


def kind_features(view: View, i: int, j: int) -> dict[str, float]:
    """Features of the relation between `i` and the parent `j`."""
    pair = f"{view.roles[i]}→{view.roles[j]}"
    text = view.document.sentences[i].text
    side = "forward" if j > i else "back"
    features = {pair: 1.0, f"{pair} {side}": 1.0, f"{pair} {side} {min(abs(j - i), 3)}": 0.5}
    for name, pattern in (("contrast", _CONTRAST), ("cause", _CAUSE), ("further", _FURTHER), ("instance", _INSTANCE)):
        if pattern.match(text):
            features[f"{name} {pair}"] = 1.0
        elif pattern.search(text):
            features[f"within {name} {pair}"] = 0.5
    features.update((f"w:{w}", 0.2) for w in words(text)[:4])
    features[f"likeness {pair}"] = len(view.words[i] & view.words[j]) / max(1, len(view.words[i]))
    return features


def find_relations(view: View, model: RelationModel) -> tuple[Relation, ...]:
    """One parent or none for each sentence, without cycles: the surest choices are made first.

    A sentence with role `other` and the head of a measure hang on nothing; a detail stays in its measure.
    """
    offered = [(i, _offered(view, i)) for i in range(len(view.roles))]
    flat = [(i, j) for i, options in offered for j in options]
    yes = model.parent.classes.index("yes")
    scores = np.exp(model.parent.log_probabilities([pair_features(view, i, j) for i, j in flat])[:, yes])
    ranked: dict[int, list[tuple[float, int]]] = {}
    for (i, j), score in zip(flat, scores, strict=True):
        ranked.setdefault(i, []).append((float(score), j))
    parent: dict[int, tuple[int, float]] = {}
    for options in ranked.values():
        options.sort(key=lambda o: (-o[0], abs(o[1])))
    for i in sorted(ranked, key=lambda i: (-ranked[i][0][0], i)):
        total = sum(score for score, _ in ranked[i]) or 1.0
        for score, j in ranked[i]:
            if j == ROOT or not _reaches(parent, j, i):
                parent[i] = (j, score / total)
                break
    chosen = [(i, j, p) for i, (j, p) in sorted(parent.items()) if j != ROOT]
    return tuple(_named(view, chosen, model))


def _offered(view: View, i: int) -> list[int]:
    if view.roles[i] == "other" or i in view.heads:
        return [ROOT]
    options = candidates(view, i)
    if i in view.measure_head and options:
        return options
    return [ROOT, *options]


def _reaches(parent: dict[int, tuple[int, float]], start: int, goal: int) -> bool:
    while start != ROOT:
        if start == goal:
            return True
        start = parent.get(start, (ROOT, 0.0))[0]
    return False


def _named(view: View, chosen: Sequence[tuple[int, int, float]], model: RelationModel) -> Iterator[Relation]:
    log_p = model.kind.log_probabilities([kind_features(view, i, j) for i, j, _ in chosen])
    sentences = view.document.sentences
    for (i, j, p), row in zip(chosen, log_p, strict=True):
        allowed = [
            k for k, name in enumerate(model.kind.classes) if relation_allowed(name, view.roles[i], view.roles[j])
        ]
        weights = np.exp(row[allowed])
        best = int(weights.argmax())
        if (
            model.kind.classes[allowed[best]] == "attacks"
            and weights[best] < _SURE * weights.sum()
            and len(allowed) > 1
        ):
            weights[best], best = 0.0, int(np.argsort(-weights, kind="stable")[1])
        kind = model.kind.classes[allowed[best]]
        yield Relation(sentences[i].id, sentences[j].id, kind, round(p * float(weights[best] / weights.sum()), 4))


def unsupported_claims(view: View, relations: Sequence[Relation]) -> list[int]:
    """Claims that stand on their own, with nothing below them that gives a reason, a fact or an instance."""
    backed = {r.target for r in relations if r.type in {"supports", "exemplifies"}}
    specified = {r.source: r.target for r in relations if r.type == "specifies"}
    for start in list(backed):  # what backs a detail backs the claim that it details
        place = specified.get(start)
        while place is not None and place not in backed:
            backed.add(place)
            place = specified.get(place)
    has_parent = {r.source for r in relations}

    return [
        i
        for i, s in enumerate(view.document.sentences)
        if view.roles[i] == "claim" and s.id not in has_parent and s.id not in backed
    ]
