"""Labels of other schemes, and several versions of one document: what to take, what to translate."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.domain.labels import RELATIONS, ROLES
from pipeline.domain.marked import GROUNDS, MarkedText
from pipeline.errors import AnnotationError, ConfigError
from pipeline.formats.marks import known_label

_LEAVE_OUT: Final = "-"


def chosen_versions(read: Sequence[MarkedText], annotator: str) -> tuple[list[MarkedText], dict[str, tuple[str, ...]]]:
    """The versions to file under one name, where one is given: a person's before the model's that it corrects."""
    if not annotator:
        return list(read), {}
    found: list[MarkedText] = []
    notes: dict[str, tuple[str, ...]] = {}
    by_id: dict[str, list[MarkedText]] = {}
    for marked in read:
        by_id.setdefault(marked.id, []).append(marked)
    for id, versions in by_id.items():
        people = [m for m in versions if m.about.get("made_by") != "model"]
        if len(versions) > 1 and len(people) == 1:
            notes[id] = (f"{len(versions) - 1} versions made by a model were left out",)
            versions = people
        if len(versions) > 1:
            names = ", ".join(m.annotator or "nobody in particular" for m in versions)
            what = f"the document {id} is labelled by several ({names}), and {annotator} is one"
            raise AnnotationError(what, where=id, remedy="Import it without --annotator: each keeps the name")
        found += versions
    return found, notes


def maker_of(marked: MarkedText, annotator: str) -> str:
    """Who made labels, where nobody said: a person who files a model's labels under another name has been over them."""
    told = marked.about.get("made_by", "")
    return "mixed" if told == "model" and annotator and annotator != marked.annotator else told


def translated(
    found: Sequence[MarkedText], translate: Mapping[str, str]
) -> tuple[list[MarkedText], dict[str, tuple[str, ...]]]:
    """With labels that the user translated, and notes on what was left out and what occurs nowhere."""
    result = []
    notes: dict[str, tuple[str, ...]] = {}
    used: set[str] = set()
    for marked in found:
        labels = {m.label for m in marked.marks if m.layer == "sentence"} | {link.label for link in marked.links}
        used |= labels & translate.keys()
        marks = [
            replace(m, label=translate.get(m.label, m.label)) if m.layer == "sentence" else m for m in marked.marks
        ]
        kept = tuple(m for m in marks if m.label != _LEAVE_OUT)
        ids = {m.id for m in kept}
        links = [replace(link, label=translate.get(link.label, link.label)) for link in marked.links]
        joined = tuple(x for x in links if x.label != _LEAVE_OUT and x.source in ids and x.target in ids)
        result.append(replace(marked, marks=kept, links=joined))
        if len(kept) < len(marks) or len(joined) < len(links):
            lost = f"{len(marks) - len(kept)} marks and {len(links) - len(joined)} relations left out by --map"
            notes[f"{marked.id} ({marked.annotator or 'nobody'})"] = (lost,)
    for label in sorted(translate.keys() - used):
        notes[f"--map {label}"] = ("no label is called so",)
    return result, notes


def check_labels(found: Sequence[MarkedText], where: str) -> None:
    """All labels that the scheme does not have, told at once."""
    given = [m.label for d in found for m in d.marks if m.layer == "sentence"]
    roles = Counter(label for label in given if known_label(label, ROLES) is None)
    relations = Counter(
        x.label for d in found for x in d.links if x.label != GROUNDS and not known_label(x.label, RELATIONS)
    )
    parts = []
    for kind, counts, names in (("roles", roles, ROLES), ("relations", relations, RELATIONS)):
        if counts:
            listed = ", ".join(f'"{label[:40]}" ({n})' for label, n in counts.most_common())
            parts.append(f"{kind} that the scheme does not have: {listed}; it has {', '.join(names)}")
    if parts:
        maps = " ".join(f"--map '{label[:40]}=LABEL'" for label in [*roles, *relations])
        remedy = f"Translate them, with - for LABEL to leave one out: {maps}"
        raise AnnotationError("; ".join(parts), where=where, remedy=remedy)


def parse_translation(pairs: Sequence[str]) -> dict[str, str]:
    """`["Premise=evidence", …]` as a mapping.

    Raises:
        ConfigError: a pair has no `=`.
    """
    found = {}
    for pair in pairs:
        old, sign, new = pair.partition("=")
        if not sign or not new.strip():
            remedy = "Write OLD=NEW, as in --map Premise=evidence, or OLD=- to leave a label out"
            raise ConfigError(f"{pair!r} is no translation", where="--map", remedy=remedy)
        found[old.strip()] = new.strip()
    return found
