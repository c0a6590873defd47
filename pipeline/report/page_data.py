"""What the scripts of the page need beyond the text on it: labels, probabilities, structure, the source."""

from bisect import bisect_left
from collections.abc import Collection
from typing import Any, Final

from pipeline.domain.labels import RELATION_ENDS, RELATIONS, ROLES
from pipeline.report.index import Index
from pipeline.report.summary import role_order
from pipeline.report.typeset import spelled
from pipeline.report.wording import Words

# What the scripts say on their own.
_WORDS: Final = (
    *("sentence_n", "uncertain_flag", "probabilities", "cues", "no_cues", "by_relations", "parent"),
    *("no_parent", "children", "no_children", "relation_to", "relation_from", "in_group", "damage"),
    *("source_text", "panel_hint", "section", "number", "role", "text", "appendix", "stage", "found_n"),
    *("saved_n", "opened_n", "not_opened", "unsaved", "fix", "fix_role", "fix_parent", "fix_none", "fix_pick"),
    *("fix_picking", "fix_relation", "fix_agree", "fix_undo", "fix_circle", "fix_absent", "fix_name"),
    *("name_needed", "fixed", "agreed", "not_ours", "saved_as", "unfit", "relation_p", "card_motives", "motivates"),
)


def page_data(index: Index, boxes: Collection[str]) -> dict[str, Any]:
    """The data of the page's scripts, fit for JSON.

    Args:
        index: of the analysis.
        boxes: the keys of the boxes that the map has: `c3` for section 3, `g0` for group 0.
    """
    document, words = index.analysis.document, index.words
    roles = role_order(index)
    relations = [*RELATIONS, *sorted({r.type for r in index.analysis.relations} - set(RELATIONS))]
    return {
        "document": {"id": document.id, "title": document.title, "language": document.language},
        "roles": [[role, words.name("role", role), words.name("mark", role)] for role in roles],
        "relations": {t: words.name("relation", t) for t in relations},
        "scheme": {
            "roles": ROLES,
            "relations": RELATIONS,
            "ends": {relation: sorted(",".join(ends) for ends in RELATION_ENDS[relation]) for relation in RELATIONS},
        },
        "stages": {s: words.name("stage", s) for s in sorted(set(index.analysis.stages))},
        "headings": [[h.id, h.start, h.end, h.level] for h in document.headings],
        "sections": [
            [s.id, s.start, s.end, index.analysis.stages[n], index.section_title(n), index.section_anchor(n)]
            for n, s in enumerate(document.sections)
        ],
        "groups": [_group(index, n) for n in range(len(index.analysis.groups))],
        "words": {key: words[key] for key in _WORDS},
        "sentences": _sentences(index, roles, boxes),
    }


def _group(index: Index, number: int) -> dict[str, Any]:
    group = index.analysis.groups[number]
    sentences = index.analysis.document.sentences
    measures = []
    for measure in group.measures:
        members = [sentences[index.sentence_number[s]] for s in (measure.head, *measure.details)]
        measures.append([measure.id, min(s.start for s in members), max(s.end for s in members)])
    return {
        "id": group.id,
        "title": index.group_title(number),
        "anchor": index.group_anchor(number),
        "span": [group.start, group.end],
        "measures": measures,
        "grounds": [index.section_number[ground.section] for ground in group.grounds],
    }


def _sentences(index: Index, roles: tuple[str, ...], boxes: Collection[str]) -> list[dict[str, Any]]:
    """A row for each sentence; keys that have nothing to say are left out."""
    document, words = index.analysis.document, index.words
    damaged = index.damage_by_sentence()
    sections = _boxed_sections(index, boxes)
    motives, motivated = _motives(index)
    rows = []
    for n, (sentence, label) in enumerate(zip(document.sentences, index.analysis.roles, strict=True)):
        row: dict[str, Any] = {
            "id": sentence.id,
            "a": [sentence.start, sentence.end],
            "s": index.section_number[sentence.section],
            "r": roles.index(label.role),
            "p": [round(label.probabilities.get(role, 0.0), 4) for role in roles],
        }
        source = document.text[sentence.start : sentence.end]
        if label.uncertain:
            row["u"] = 1
        if index.analysis.cues is not None:
            row["c"] = [[cue_words(words, spelled(cue.name)), round(cue.weight, 2)] for cue in index.analysis.cues[n]]
        if index.parents[n]:
            row["to"] = [[link.other, link.type, round(link.probability, 4)] for link in index.parents[n]]
        if n in motives:
            row["why"] = motives[n]
        if n in motivated:
            row["so"] = motivated[n]
        if n in index.group_of:
            row["g"] = index.group_of[n]
        key = f"g{row['g']}" if "g" in row else sections.get(n)
        if key in boxes:
            row["k"] = key
        if n in damaged:
            row["d"] = [
                [
                    words.name("damage", d.kind),
                    spelled(document.text[d.start : d.end]),
                    words["unrepaired"] if d.repair is None else spelled(d.repair) or words["removed"],
                ]
                for d in damaged[n]
            ]
        if source != sentence.text:
            row["src"] = spelled(source)
        rows.append(row)
    return rows


_Linked = dict[int, list[list[float]]]


def _motives(index: Index) -> tuple[_Linked, _Linked]:
    """Of each order the sentences that motivate it, and of each of these what it motivates, with the probability.

    The motives of a group without measures are those of each of its recommendations; they motivate the first of them.
    """
    motives: _Linked = {}
    motivated: _Linked = {}
    for g, group in enumerate(index.analysis.groups):
        lines = [([index.sentence_number[m.head]], m.grounds) for m in group.measures]
        for orders, of_line in lines or [([*index.orders(g)], group.motives)]:
            for motive in of_line if orders else ():
                number, p = index.sentence_number[motive.sentence], round(motive.probability, 4)
                for order in orders:
                    motives.setdefault(order, []).append([number, p])
                motivated.setdefault(number, []).append([orders[0], p])
    return motives, motivated


def cue_words(words: Words, name: str) -> str:
    """What decided, as people say it; a name of another model's making stands for itself."""
    step, _, rest = name.partition(" ")
    if step in ("-1", "+1") and rest:
        return words["cue.before" if step == "-1" else "cue.after"].format(what=cue_words(words, rest))
    kind, colon, what = name.partition(":")
    if colon and kind in ("place", "edge", "placed") and what:
        return words[f"cue.{kind}"].format(what=words.name("place", what) if kind == "place" else what)
    return words.name("cue", name) if name in ("context", "heading") else name


def _boxed_sections(index: Index, boxes: Collection[str]) -> dict[int, str]:
    """The innermost section of each sentence that has a box on the map."""
    document = index.analysis.document
    # The widest first, so that what lies within it takes its sentences over.
    order = sorted(
        (n for n in range(len(document.sections)) if f"c{n}" in boxes),
        key=lambda n: document.sections[n].start - document.sections[n].end,
    )
    found: dict[int, str] = {}
    starts = [s.start for s in document.sentences]
    for n in order:
        section = document.sections[n]
        for i in range(bisect_left(starts, section.start), bisect_left(starts, section.end)):
            found[i] = f"c{n}"
    return found
