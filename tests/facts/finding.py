"""What is found in a text, written as tests of facts write it."""

from pipeline.facts.extract import facts_in
from pipeline.facts.found import Found
from pipeline.text.normalize import normalize


def said(text: str, *, recommendation: bool = False) -> list[tuple[object, ...]]:
    found = facts_in(normalize(text).text, recommendation=recommendation)
    return [(normalize(text).text[f.start : f.end], f.kind, f.value, f.unit) for f in found]


def only(text: str, *, recommendation: bool = False) -> Found:
    [found] = facts_in(text, recommendation=recommendation)
    return found
