"""Facts against sentences marked by hand: `python benchmarks/facts.py [--develop] [--errors]`.

Precision, recall and F1 by kind over `annotations/facts/test.txt` (`--develop`: what the grammar was written on). A
fact is right when its place, kind, value, unit and upper end are; the last column asks for place and kind only.

What this does not say: how the grammar does on prose from elsewhere. All sentences are made up or come from
`annotations/texts`, and whoever marked them wrote the grammar. The figures of the first, blind run are in
`annotations/facts/README.md`; faults that it showed have been mended since, so that a run of today is kinder than it.
"""

import argparse
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.facts.extract import KINDS, facts_in
from pipeline.facts.found import Found
from pipeline.text.normalize import normalize

FOLDER = Path(__file__).resolve().parent.parent / "annotations" / "facts"
MARK = re.compile(r"\{([^{}|]+)\|([^{}]*)\}")


class Gold(NamedTuple):
    """A fact marked by hand; offsets count the sentence as written, `actor` and `target` are as written."""

    start: int
    end: int
    kind: str
    value: float | str
    unit: str | None
    keys: dict[str, str]


class Marked(NamedTuple):
    """A sentence and its facts."""

    text: str
    language: str
    recommendation: bool
    facts: list[Gold]


def read_marked(path: Path) -> Iterator[Marked]:
    """The sentences of a file of the form that `annotations/facts/README.md` describes."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        head, _, marked = line.partition("\t")
        language, flag = head.split()
        text, facts, place = "", [], 0
        for match in MARK.finditer(marked):
            text += marked[place : match.start()]
            kind, value, unit, *rest = match[2].split("|")
            keys = dict(part.partition("=")[::2] for part in (rest[0].split(";") if rest else ()))
            number = match[1] if value == "=" else _number(value)
            facts.append(Gold(len(text), len(text) + len(match[1]), kind, number, None if unit == "-" else unit, keys))
            text, place = text + match[1], match.end()
        yield Marked(text + marked[place:], language, flag == "R", facts)


def agree(gold: Gold, found: Found) -> bool:
    """Whether value, unit and upper end are the same, numbers to four digits."""
    upper = _number(gold.keys["upper"]) if "upper" in gold.keys else None
    return _same(gold.value, found.value) and gold.unit == found.unit and _same(upper, found.upper)


def main() -> None:
    """Print the table, and with `--errors` each sentence that is not all right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--develop", action="store_true", help="the half that the grammar was written on")
    parser.add_argument("--errors", action="store_true", help="each sentence with a fact missed or wrong")
    options = parser.parse_args()
    count: Counter[tuple[str, str, str]] = Counter()
    parties: Counter[tuple[str, str]] = Counter()
    for sentence in read_marked(FOLDER / ("develop.txt" if options.develop else "test.txt")):
        normal = normalize(sentence.text)
        found = facts_in(normal.text, language=sentence.language, recommendation=sentence.recommendation)
        spans = {(*normal.to_source(f.start, f.end), f.kind): f for f in found}
        wrong = []
        for f in found:
            count[sentence.language, f.kind, "found"] += 1
        for gold in sentence.facts:
            count[sentence.language, gold.kind, "gold"] += 1
            match = spans.pop((gold.start, gold.end, gold.kind), None)
            right = match is not None and agree(gold, match)
            count[sentence.language, gold.kind, "place"] += match is not None
            count[sentence.language, gold.kind, "right"] += right
            if match is None or not right:
                wrong.append(f"- {gold}, not {match}")
            else:
                wrong += _keys(gold, match, normal.text, parties)
        wrong += [f"+ {normal.text[f.start : f.end]} {f}" for f in spans.values()]
        if wrong and options.errors:
            print(sentence.text, *wrong, sep="\n   ", file=sys.stderr)
    for language in ("zh", "en"):
        _table(language, count)
    for key in ("actor", "target", "comparison", "approximate"):
        right, asked, given = (parties[key, part] for part in ("right", "gold", "found"))
        print(f"{key} of facts found right: gold {asked}, given {given}, the same {right}")


def _keys(gold: Gold, found: Found, text: str, parties: Counter[tuple[str, str]]) -> Iterator[str]:
    for key in ("actor", "target", "comparison", "approximate"):
        value: Any = getattr(found, key)
        given = text[value[0] : value[1]] if isinstance(value, tuple) else value or None
        asked: Any = gold.keys.get(key)
        asked = asked is not None or None if key == "approximate" else asked
        parties[key, "gold"] += asked is not None
        parties[key, "found"] += given is not None
        parties[key, "right"] += asked is not None and str(asked).lower() == str(given).lower()
        if asked != given and str(asked).lower() != str(given).lower():
            yield f"~ {text[found.start : found.end]}: {key} {asked}, not {given}"


def _table(language: str, count: Counter[tuple[str, str, str]]) -> None:
    print(f"\n{language:<11} gold found  P     R     F1    F1 of place")
    for kind in (*KINDS, "all"):
        of = {
            part: sum(n for (lang, k, p), n in count.items() if lang == language and p == part and kind in {k, "all"})
            for part in ("gold", "found", "right", "place")
        }
        if of["gold"] or of["found"]:
            precision, recall, f1 = _scores(of["right"], of["found"], of["gold"])
            place = _scores(of["place"], of["found"], of["gold"])[2]
            print(f"{kind:<12}{of['gold']:>3} {of['found']:>5}  {precision:.3f} {recall:.3f} {f1:.3f} {place:.3f}")


def _scores(right: int, found: int, gold: int) -> tuple[float, float, float]:
    return (
        right / found if found else math.nan,
        right / gold if gold else math.nan,
        2 * right / (found + gold) if found + gold else math.nan,
    )


def _number(text: str) -> float | str:
    try:
        return float(text) if not re.fullmatch(r"(?:1[4-9]|20|21)\d\d", text) else text
    except ValueError:
        return text


def _same(gold: float | str | None, found: float | str | None) -> bool:
    if isinstance(gold, str) and isinstance(found, int | float):
        gold = float(gold) if gold.isdecimal() else gold
    if isinstance(gold, int | float) and isinstance(found, int | float):
        return math.isclose(gold, found, rel_tol=1e-4)
    return gold == found


if __name__ == "__main__":
    main()
