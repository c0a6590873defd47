"""The analysis file, `pipeline.analysis/1`: written from an `Analysis`, read back only when it is sound.

`analysis.schema.json` beside this module is the contract (JSON Schema 2020-12). What a schema cannot say (offsets
inside the text, ids that exist, probabilities that sum to 1) is checked here.
"""

import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TextIO

from pipeline.domain.analysis import SCHEMA, Analysis
from pipeline.errors import InputError, OutputError
from pipeline.files import write_atomically
from pipeline.formats.json_keys import RepeatedKeyError, unique_keys

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

DIGITS: Final = 4  # decimals of a probability
_UNIT: Final = 10**DIGITS
_HALF_PAIR: Final = re.compile(rb"\\u[dD][89a-fA-F]")  # or a whole one: only encoding it tells
_MAKE_AGAIN: Final = "Analyse the document again"


def write_analysis(analysis: Analysis, target: Path | BinaryIO | TextIO) -> None:
    """Write the analysis file; the same analysis always gives the same bytes (UTF-8, whatever the terminal's encoding).

    Args:
        analysis: what to write.
        target: a path, replaced as a whole or not at all, or an open stream, which is left open.

    Raises:
        OutputError: the place cannot be written, or the analysis holds what JSON cannot (NaN, half a surrogate pair).
    """
    data = analysis_bytes(analysis)
    if isinstance(target, Path):
        write_atomically(target, data)
    elif isinstance(target, io.TextIOBase):
        target.flush()
        buffer = getattr(target, "buffer", None)
        if buffer is None:
            target.write(data.decode())
        else:
            buffer.write(data)
            buffer.flush()
    else:
        target.write(data)  # type: ignore[arg-type]  # mypy does not see that TextIO is gone


def analysis_bytes(analysis: Analysis) -> bytes:
    """The bytes that `write_analysis` writes."""
    data = analysis.to_dict()
    for sentence in data["sentences"]:
        sentence["probabilities"] = round_shares(sentence["probabilities"])
        for cue in sentence.get("cues", ()):
            cue["weight"] = round(cue["weight"], DIGITS)
    grounds = [ground for group in data["groups"] for of in (group, *group["measures"]) for ground in of["grounds"]]
    motives = [motive for group in data["groups"] for motive in group["motives"]]
    for scored in (*data["relations"], *grounds, *motives):
        scored["probability"] = round(scored["probability"], DIGITS)
    try:
        return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
    except ValueError as error:
        name = analysis.document.source or analysis.document.id
        raise OutputError(f"this analysis is no JSON: {error}", where=name, remedy="Report this as a bug") from error


def read_analysis(path: Path) -> Analysis:
    """An analysis file, checked whole.

    Raises:
        InputError: the file cannot be read, is no JSON, of a newer schema, or at odds with the schema or with itself;
            the message names the file and the place in it.
    """
    try:
        raw = path.read_bytes()
        data = json.loads(raw, parse_constant=_refuse_constant, object_pairs_hook=unique_keys)
        if _HALF_PAIR.search(raw):
            json.dumps(data, ensure_ascii=False).encode()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot be read: {reason}", where=str(path), remedy="Check the path") from error
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        raise InputError(f"this is no JSON: {error.msg}", where=place, remedy=_MAKE_AGAIN) from error
    except RepeatedKeyError as error:
        raise InputError(f"this is no sound JSON: {error}", where=str(path), remedy="Keep one of the two") from error
    except (ValueError, RecursionError) as error:  # no UTF-8, NaN, half a surrogate pair, nested too deeply …
        raise InputError("this is no JSON that can be read", where=str(path), remedy=_MAKE_AGAIN) from error
    _validate(data, where=str(path))
    return Analysis.from_dict(data)


def validate(data: dict[str, Any]) -> None:
    """Refuse what is no sound analysis file.

    Raises:
        InputError: at the first fault, with its place as a JSON pointer ("/sentences/3/role").
    """
    _validate(data, where="")


def round_shares(shares: Mapping[str, float]) -> dict[str, float]:
    """`shares`, which sum to 1, rounded to `DIGITS` decimals so that they still do (by the largest remainder).

    A larger share never becomes the smaller. Shares of a sum other than 1 are scaled to it; where there is no finite,
    positive sum they are returned as they are.
    """
    total = math.fsum(shares.values())
    if not (math.isfinite(total) and total > 0):
        return dict(shares)
    exact = {name: share / total * _UNIT for name, share in shares.items()}
    whole = {name: math.floor(share) for name, share in exact.items()}
    missing = _UNIT - sum(whole.values())
    for name in sorted(exact, key=lambda n: whole[n] - exact[n])[:missing]:  # stable: the first of equals wins
        whole[name] += 1
    return {name: units / _UNIT for name, units in whole.items()}


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


@cache
def _validator() -> "Draft202012Validator":
    import jsonschema_rs

    schema = json.loads(Path(__file__).with_name("analysis.schema.json").read_bytes())
    return jsonschema_rs.Draft202012Validator(schema)


def _validate(data: Any, *, where: str) -> None:
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        number = re.fullmatch(r"pipeline\.analysis/(\d{1,9})", schema) if isinstance(schema, str) else None
        if number and int(number[1]) > int(SCHEMA.rpartition("/")[2]):
            what = f"this file has the newer schema {schema}; this version reads {SCHEMA}"
            raise InputError(what, where=where, remedy="Upgrade argument-pipeline")
        what = f'this is no analysis file: its "schema" is not "{SCHEMA}"'
        raise InputError(what, where=where, remedy="Give what `pipeline analyze --format json` wrote")
    for error in _validator().iter_errors(data):
        raise InputError(_short(error.message), where=_place(where, *error.instance_path), remedy=_MAKE_AGAIN)
    for path, what in _contradictions(data):
        raise InputError(what, where=_place(where, *path), remedy=_MAKE_AGAIN)


def _contradictions(data: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What the schema lets through and no sound file holds, as (place, what is wrong)."""
    length = len(data["text"])
    if data["document"]["characters"] != length:
        yield ("document", "characters"), f"the text has {length} characters, not {data['document']['characters']}"
    for path, span in _spans(data):
        start, end = span["start"], span["end"]
        if not (type(start) is int and type(end) is int and start <= end <= length):
            yield path, f"offsets {start} to {end} do not fit a text of {length} characters"
    ids: dict[str, set[str]] = {}
    for kind in ("headings", "sections", "sentences", "groups"):
        ids[kind] = set()
        for i, item in enumerate(data[kind]):
            if item["id"] in ids[kind]:
                yield (kind, i, "id"), f'the id "{item["id"]}" stands twice'
            ids[kind].add(item["id"])
    ids["measures"] = {m["id"] for g in data["groups"] for m in g["measures"]}
    for path, kind, name in _references(data):
        if name is not None and name not in ids[kind]:
            yield path, f'"{name}" is none of the {kind}'
    for i, s in enumerate(data["sentences"]):
        total = math.fsum(s["probabilities"].values())
        if abs(total - 1) > 0.5 / _UNIT:
            yield ("sentences", i, "probabilities"), f"probabilities sum to {total:.6g}, not 1"
    for i, r in enumerate(data["relations"]):
        if r["source"] == r["target"]:
            yield ("relations", i), f'"{r["source"]}" bears on itself'
    for i, g in enumerate(data["groups"]):
        if g["grounded"] != bool(g["grounds"]):
            yield ("groups", i, "grounded"), "grounded must say whether there are grounds"


def _spans(data: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    for kind in ("damage", "headings", "sections", "sentences", "groups", "facts"):
        yield from (((kind, i), item) for i, item in enumerate(data[kind]))
    for i, fact in enumerate(data["facts"]):
        yield from ((("facts", i, party), fact[party]) for party in ("actor", "target") if party in fact)
    for i, warning in enumerate(data["provenance"]["warnings"]):
        if warning["start"] is not None or warning["end"] is not None:
            yield ("provenance", "warnings", i), warning


def _references(data: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str | None]]:
    """Every id that refers to something: its place, what kind it must be, and the id."""
    one_each = {
        "headings": {"parent": "headings"},
        "sections": {"heading": "headings"},
        "sentences": {"section": "sections", "group": "groups", "measure": "measures"},
        "relations": {"source": "sentences", "target": "sentences"},
        "facts": {"sentence": "sentences"},
    }
    for kind, keys in one_each.items():
        for i, item in enumerate(data[kind]):
            yield from (((kind, i, key), target, item[key]) for key, target in keys.items())
    for i, g in enumerate(data["groups"]):
        for j, m in enumerate(g["measures"]):
            own = [r["sentence"] for r in m.get("grounds", ())]
            yield from ((("groups", i, "measures", j), "sentences", sid) for sid in (m["head"], *m["details"], *own))
        yield from ((("groups", i, "grounds", j), "sections", r["section"]) for j, r in enumerate(g["grounds"]))
        motives = enumerate(g.get("motives", ()))
        yield from ((("groups", i, "motives", j), "sentences", r["sentence"]) for j, r in motives)
    for name, kind in (("evidence", "sentences"), ("claims", "sentences"), ("theory", "sections")):
        yield from ((("gaps", name, i), kind, id) for i, id in enumerate(data.get("gaps", {}).get(name, ())))


def _place(where: str, *path: str | int) -> str:
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
    return f"{where}#{pointer}" if where and pointer else where or pointer


def _short(message: str) -> str:
    """A schema error quotes the value it is about, which may be the whole text."""
    return message if len(message) <= 160 else f"{message[:80]} … {message[-76:]}"
