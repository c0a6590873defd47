"""Grounds: the theory and practice sections that motivate a recommendation group, the sentences that do a measure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.domain.analysis import Ground, Group
from pipeline.domain.document import Document, Section
from pipeline.scoring.linear import LinearScorer
from pipeline.scoring.tfidf import Array, collection, cosines, shared_terms
from pipeline.scoring.trees import Trees
from pipeline.structure.cues import says_what_is_wrong
from pipeline.text.terms import content_words, pairs_of_characters

_MANY: Final = 6  # places and ranks beyond this are alike


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section that may ground a group, with what speaks for it."""

    section: str
    features: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class GroundTrees:
    """Boosted trees that say how probable a candidate is as a ground; `least` is the probability of one that is told.

    It lies near the best F1 of grounds, and most groups of another article find none.
    """

    trees: Trees
    least: float = 0.3

    def probabilities(self, offered: Sequence[Candidate]) -> Array:
        """Of each candidate."""
        return np.exp(self.trees.log_probabilities(ground_table(offered))[:, 1])


@dataclass(frozen=True, eq=False)
class LinearGrounds:
    """What models of before version 4 hold; the same of a linear scorer."""

    linear: LinearScorer
    least: float = 0.4

    def probabilities(self, offered: Sequence[Candidate]) -> Array:
        """Of each candidate."""
        yes = self.linear.classes.index("yes")
        return np.exp(self.linear.log_probabilities([c.features for c in offered])[:, yes])


GroundModel = GroundTrees | LinearGrounds


@dataclass(frozen=True, slots=True)
class Topic:
    """What a group is about: its title and its sentences."""

    title: str
    sentences: Sequence[str]


def topics(document: Document, groups: Sequence[Group]) -> list[Topic]:
    """The title and the sentences of each group."""
    by_id = {s.id: s.text for s in document.sentences}
    return [Topic(g.title, [by_id[m] for m in g.members]) for g in groups]


def ground_candidates(document: Document, stages: Sequence[str], groups: Sequence[Topic]) -> list[list[Candidate]]:
    """For each group, the theory and practice sections that hold sentences of their own, compared with it in content.

    The sections and groups given are the collection that says which terms are rare.
    """
    sections, texts = _offered(document, stages)
    if not sections or not groups:
        return [[] for _ in groups]
    likenesses = _likenesses(document, [s for s, _ in sections], texts, groups)
    places = {stage: [k for k, (_, of) in enumerate(sections) if of == stage] for stage in ("theory", "practice")}
    compared = {
        f"{name} {kind}".strip(): view for name, table in likenesses.items() for kind, view in _views(table, places)
    }
    fixed = [_of_section(document, k, sections, texts, places) for k in range(len(sections))]
    return [
        [
            Candidate(
                section.id,
                {
                    **{name: float(table[order, k]) for name, table in compared.items()},
                    **fixed[k],
                    **_of_order(order, len(groups), places[stage].index(k), len(places[stage])),
                },
            )
            for k, (section, stage) in enumerate(sections)
        ]
        for order in range(len(groups))
    ]


def ground_table(offered: Sequence[Candidate]) -> npt.NDArray[np.float32]:
    """The features of candidates as trees read them; shape (candidates, `GROUND_COLUMNS`)."""
    rows = [[c.features.get(name, 0.0) for name in _COLUMNS] for c in offered]
    return np.array(rows, dtype=np.float32).reshape(len(offered), GROUND_COLUMNS)


def find_grounds(
    document: Document, stages: Sequence[str], groups: Sequence[Group], model: GroundModel
) -> tuple[Group, ...]:
    """The groups with their grounds: every section likely enough to motivate the group, likeliest first."""
    result = []
    found = topics(document, groups)
    sections, texts = _offered(document, stages)
    text_of = {s.id: text for (s, _), text in zip(sections, texts, strict=True)}
    known = collection([*texts, *("\n".join(t.sentences) for t in found)], content_words)
    for group, topic, offered in zip(groups, found, ground_candidates(document, stages, found), strict=True):
        about = "\n".join([topic.title, *topic.sentences])
        grounds = [
            Ground(c.section, round(float(v), 4), shared_terms(about, text_of[c.section], known))
            for c, v in zip(offered, model.probabilities(offered), strict=True)
            if v >= model.least
        ]
        result.append(replace(group, grounds=tuple(sorted(grounds, key=lambda g: -g.probability))))
    return tuple(result)


def _offered(document: Document, stages: Sequence[str]) -> tuple[list[tuple[Section, str]], list[str]]:
    text_of: dict[str, list[str]] = {}
    for sentence in document.sentences:
        text_of.setdefault(sentence.section, []).append(sentence.text)
    sections = [
        (s, stage)
        for s, stage in zip(document.sections, stages, strict=True)
        if stage in {"theory", "practice"} and s.id in text_of
    ]
    return sections, ["\n".join(text_of[s.id]) for s, _ in sections]


def _likenesses(
    document: Document, sections: Sequence[Section], texts: Sequence[str], groups: Sequence[Topic]
) -> dict[str, Array]:
    """Tables (groups, sections): of the texts, of the titles, and how much of a group's title a section speaks of."""
    title_of = {h.id: h.title for h in document.headings}
    headings = [title_of.get(s.heading or "", "") for s in sections]
    found = {}
    for name, terms in (("words", content_words), ("pairs", pairs_of_characters)):
        known = collection([*texts, *("\n".join(g.sentences) for g in groups)], terms)
        of_sections, of_groups = known.counts[: len(texts)], known.counts[len(texts) :]
        of_headings, of_titles = known.rows(headings), known.rows([g.title for g in groups])
        found[f"likeness of {name}"] = cosines(known.unit(of_groups), known.unit(of_sections))
        found[f"likeness of titles in {name}"] = cosines(known.unit(of_titles), known.unit(of_headings))
        found[f"title spoken of in {name}"] = known.held(of_titles, of_sections)
    return found


def _views(table: Array, places: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, Array]]:
    """A likeness, what it lacks to that of the best section for the group and of the best group for it, and ranks."""
    yield "", 4 * table
    yield "behind the best section", 4 * (table - table.max(axis=1, keepdims=True))
    yield "behind the best group", 4 * (table - table.max(axis=0, keepdims=True))
    yield "rank among sections", _ranks(table) / 2
    yield "rank among groups", _ranks(table.T).T / 2
    within = np.zeros_like(table)
    for columns in places.values():
        within[:, columns] = _ranks(table[:, columns])
    yield "rank in its stage", within / 2


def _ranks(table: Array) -> Array:
    """Of each cell, how many of its row are greater; `_MANY` at most."""
    order = np.argsort(-table, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(table.shape[1]), table.shape), axis=1)
    return np.minimum(ranks, _MANY).astype(np.float64)


def _of_section(
    document: Document,
    k: int,
    sections: Sequence[tuple[Section, str]],
    texts: Sequence[str],
    places: Mapping[str, Sequence[int]],
) -> dict[str, float]:
    section, stage = sections[k]
    title = next((h.title for h in document.headings if h.id == section.heading), "")
    sentences = texts[k].split("\n")
    return {
        stage: 1.0,
        "headed": float(section.heading is not None),
        "sections": min(len(sections), _MANY) / 3,
        f"{stage} sections": min(len(places[stage]), _MANY) / 3,
        "place": min(k, _MANY) / 3,
        "place from the end": min(len(sections) - 1 - k, _MANY) / 3,
        "length": min(len(sentences), 20) / 10,
        "says what is wrong": sum(map(says_what_is_wrong, sentences)) / len(sentences),
        "title says what is wrong": float(says_what_is_wrong(title)),
    }


def _of_order(order: int, groups: int, place: int, places: int) -> dict[str, float]:
    """Where the group stands among groups, and the section among those of its stage."""
    return {
        "groups": min(groups, _MANY) / 3,
        "group": min(order, _MANY) / 3,
        "apart in order": max(-_MANY, min(place - order, _MANY)) / 3,
        "apart in place": place / max(1, places - 1) - order / max(1, groups - 1),
        **({"as many sections as groups": 1.0} if groups == places else {}),
        **({"same place of as many": 1.0} if groups == places and place == order else {}),
    }


_LIKENESSES: Final = tuple(
    f"{name} {terms}"
    for terms in ("words", "pairs")
    for name in ("likeness of", "likeness of titles in", "title spoken of in")
)
_VIEWED: Final = (
    *("", "behind the best section", "behind the best group"),
    *("rank among sections", "rank among groups", "rank in its stage"),
)
# The columns of `ground_table`, in an order that models rest on.
_COLUMNS: Final = (
    *(f"{name} {view}".strip() for name in _LIKENESSES for view in _VIEWED),
    *("theory", "practice", "headed", "sections", "theory sections", "practice sections", "place"),
    *("place from the end", "length", "says what is wrong", "title says what is wrong"),
    *("groups", "group", "apart in order", "apart in place"),
    *("as many sections as groups", "same place of as many"),
)
GROUND_COLUMNS: Final = len(_COLUMNS)
