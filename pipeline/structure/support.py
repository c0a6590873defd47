"""Claims that an article seems to give nothing for: no reason, no fact, no case, no authority.

How probable that is of a claim is a logistic function of its words, of how it stands in its paragraph, and of what
stands around it, fitted on claims that were labelled by hand (`benchmarks/support.py`). The tree of relations is not
asked: by it every claim is unsupported that it failed to hang a fact on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import numpy as np

from pipeline.domain.document import Document
from pipeline.scoring.logistic import probability_of, read_fitted
from pipeline.structure.connectives import CONNECTIVES, connectives
from pipeline.structure.cues import opener, says_what_is_wrong
from pipeline.structure.said import said_words
from pipeline.structure.voices import of_others

LEAST: Final = 0.2  # probability from which a claim is told: about as many are told as there are
_FACTS: Final = frozenset(("evidence", "example"))
_FIGURE: Final = re.compile(r"\d")
_WORD: Final = 0.3  # what a word counts, beside features of 1
_SEVERAL: Final = 3  # facts after a claim: more say no more
_LETTERS: Final = {"en": 3}  # for each of which a Chinese text has a character


def unsupported_claims(document: Document, stages: Sequence[str], roles: Sequence[str]) -> tuple[str, ...]:
    """The claims (ids) that probably nothing in the article backs, the most probable first.

    Args:
        document: with final sections.
        stages: of its sections.
        roles: of its sentences.
    """
    told = fitted()
    probable = ((probability_of(f, told), i) for i, f in support_features(document, stages, roles))
    found = [(-p, i) for p, i in probable if p >= LEAST]
    return tuple(document.sentences[i].id for _, i in sorted(found))


def fitted() -> dict[str, Any]:
    """What `benchmarks/support.py fit` wrote: weights and bias.

    `measured` says how well that does on documents held out: `f1` with its interval, `precision` and `recall`, on how
    many `claims` of how many `documents`.
    """
    return read_fitted(Path(__file__).with_name("support.json"))


def support_features(
    document: Document, stages: Sequence[str], roles: Sequence[str]
) -> Iterator[tuple[int, Mapping[str, float]]]:
    """Each claim (index) with its features by name; those of 0 may be left out.

    Args:
        document: with final sections.
        stages: of its sections.
        roles: of its sentences.
    """
    sentences = document.sentences
    stage = dict(zip((s.id for s in document.sections), stages, strict=True))
    fact = np.array([role in _FACTS for role in roles], dtype=np.float64)
    section = np.unique([s.section for s in sentences], return_inverse=True)[1]
    in_sections = np.bincount(section, fact) / np.maximum(1, np.bincount(section))
    whole = {"facts": float(fact.mean()) if len(fact) else 0.0, "claims": np.log1p(roles.count("claim")) / 3}
    whole["English"] = float(document.language == "en")
    for _, run in groupby(range(len(sentences)), key=lambda i: sentences[i].paragraph):
        members = list(run)
        facts = fact[members]
        for k, i in enumerate(members):
            if roles[i] != "claim":
                continue
            features = {
                **whole,
                **_of_words(sentences[i].text, document.language),
                "facts of the paragraph": float(facts.mean()),
                "facts after it": min(_SEVERAL, float(facts[k + 1 :].sum())) / _SEVERAL,
                "facts of the section": float(in_sections[section[i]]),
                "opens its paragraph": float(k == 0),
                "closes its paragraph": float(k + 1 == len(members)),
                "place": i / len(sentences),
                f"stage {stage[sentences[i].section]}": 1.0,
                f"before it {_neighbour(roles, i - 1, k > 0)}": 1.0,
                f"after it {_neighbour(roles, i + 1, k + 1 < len(members))}": 1.0,
            }
            yield i, features


def _of_words(text: str, language: str) -> dict[str, float]:
    """What the words of a claim say, and how many there are."""
    found = {f"word {word}": _WORD for word in said_words(text)}
    found |= {f"says {what}": float(said) for what, said in zip(CONNECTIVES, connectives(text), strict=True)}
    found["says what is wrong"] = float(says_what_is_wrong(text))
    found["held by others"] = float(of_others(text))
    found["figure"] = float(_FIGURE.search(text) is not None)
    found["ordinal"] = float(opener(text) is not None)
    found["length"] = float(np.log(max(1, len(text)) / _LETTERS.get(language, 1))) / 2
    return found


def _neighbour(roles: Sequence[str], i: int, within: bool) -> str:
    """The role of a neighbour, and whether it stands in another paragraph."""
    if not 0 <= i < len(roles):
        return "nothing"
    return roles[i] if within else f"{roles[i]} of another paragraph"
