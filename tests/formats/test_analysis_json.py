"""The analysis file: written to the byte, read back equal, and refused where it is not sound."""

import copy
import dataclasses
import io
import json
import math
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import labels
from pipeline.domain.analysis import Analysis, Cue, RoleLabel
from pipeline.errors import InputError, OutputError
from pipeline.formats import analysis_json
from pipeline.formats.analysis_json import analysis_bytes, read_analysis, round_shares, validate, write_analysis
from tests.formats.analysis_samples import TEXT, analyses, bridge

SCHEMA = json.loads(Path(analysis_json.__file__).with_name("analysis.schema.json").read_text(encoding="utf-8"))


OTHERS = ("claim", "evidence", "example", "other")


def sample() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(analysis_bytes(bridge()))
    data["facts"] = [{"sentence": "s2", "start": 0, "end": 1, "kind": "number", "value": 3, "unit": "次"}]
    return data


def refusal(data: Any) -> str:
    with pytest.raises(InputError) as caught:
        validate(data)
    assert caught.value.remedy
    return f"{caught.value.where}: {caught.value.what}"


def test_round_trip_of_the_sample(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "bridge.json"
    write_analysis(bridge(), path)
    found = read_analysis(path)
    assert found == bridge()
    assert found.config == bridge().config
    assert found.relations[0].probability == 0.1235
    assert found.groups[0].grounds[0].probability == 0.6667
    # 0.98765 and four times 0.0030875: the four have the larger remainders.
    assert found.roles[2].probabilities == {"recommendation": 0.9876} | dict.fromkeys(OTHERS, 0.0031)
    assert list(path.parent.iterdir()) == [path]


@given(analyses())
def test_round_trip(analysis: Analysis) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        write_analysis(analysis, path)
        found = read_analysis(path)
        assert found == analysis
        write_analysis(found, path)  # rounding what is rounded changes nothing
        assert path.read_bytes() == analysis_bytes(analysis)


def test_cues_go_round_where_they_were_asked_for(tmp_path: Path) -> None:
    assert all("cues" not in s for s in bridge().to_dict()["sentences"])
    cues = ((Cue("w:老桥", 1.23456), Cue("shape:last:。", -0.5)), (), (Cue("first:一", 2.0),))
    write_analysis(dataclasses.replace(bridge(), cues=cues), tmp_path / "a.json")
    data = json.loads((tmp_path / "a.json").read_bytes())
    assert data["sentences"][0]["cues"] == [
        {"name": "w:老桥", "weight": 1.2346},
        {"name": "shape:last:。", "weight": -0.5},
    ]
    assert data["sentences"][1]["cues"] == []
    assert read_analysis(tmp_path / "a.json").cues == ((Cue("w:老桥", 1.2346), cues[0][1]), (), cues[2])
    write_analysis(bridge(), tmp_path / "b.json")
    assert read_analysis(tmp_path / "b.json").cues is None


@pytest.mark.parametrize("cue", [{"name": "", "weight": 1}, {"name": "w:a"}, {"name": "w:a", "weight": "1"}, "w:a"])
def test_a_cue_has_a_name_and_a_weight(cue: Any) -> None:
    data = bridge().to_dict()
    data["sentences"][1]["cues"] = [cue]
    with pytest.raises(InputError, match="/sentences/1/cues/0"):
        validate(data)


def test_bytes_are_utf8_with_the_keys_in_order() -> None:
    data = analysis_bytes(bridge())
    assert "老桥(lǎo qiáo)撑不住了。".encode() in data
    assert data.endswith(b"}\n")
    keys = list(json.loads(data))
    assert [key for key in keys if key != "gaps"] == SCHEMA["required"]
    assert keys.index("gaps") == keys.index("facts") - 1


def test_a_file_from_before_grounds_of_measures_and_gaps_still_reads(tmp_path: Path) -> None:
    data = bridge().to_dict()
    del data["gaps"]
    for group in data["groups"]:
        for measure in group["measures"]:
            del measure["grounds"]
        for ground in group["grounds"]:
            del ground["cues"]
    (tmp_path / "old.json").write_text(json.dumps(data), encoding="utf-8")
    assert read_analysis(tmp_path / "old.json") == bridge()


def test_gaps_and_grounds_of_measures_name_what_is_there() -> None:
    data = bridge().to_dict()
    data["gaps"]["evidence"] = ["nowhere"]
    with pytest.raises(InputError, match='/gaps/evidence/0: "nowhere" is none of the sentences'):
        validate(data)
    data = bridge().to_dict()
    data["groups"][0]["measures"][0]["grounds"] = [{"sentence": "nowhere", "probability": 0.5}]
    with pytest.raises(InputError, match="/groups/0/measures/0"):
        validate(data)


def test_streams_get_the_same_bytes() -> None:
    binary, text = io.BytesIO(), io.StringIO()
    latin = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")  # a terminal that has no Chinese
    latin.write("before\n")
    for stream in (binary, text, latin):
        write_analysis(bridge(), stream)
    assert binary.getvalue() == text.getvalue().encode() == analysis_bytes(bridge())
    assert latin.buffer.getvalue() == b"before\n" + analysis_bytes(bridge())


def test_shares_by_hand() -> None:
    thirds = {"claim": 1 / 3, "evidence": 1 / 3, "other": 1 / 3}
    assert round_shares(thirds) == {"claim": 0.3334, "evidence": 0.3333, "other": 0.3333}
    assert round_shares({"claim": 0.99996, "other": 0.00004}) == {"claim": 1.0, "other": 0.0}
    assert round_shares({"claim": 3.0, "other": 1.0}) == {"claim": 0.75, "other": 0.25}
    assert round_shares({"claim": 0.0}) == {"claim": 0.0}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7).filter(lambda weights: sum(weights) > 1e-9))
def test_rounded_shares_sum_to_one_and_keep_their_order(weights: list[float]) -> None:
    exact = {str(i): weight / math.fsum(weights) for i, weight in enumerate(weights)}
    found = round_shares(exact)
    assert sum(round(share * 10_000) for share in found.values()) == 10_000
    assert all(abs(found[name] - exact[name]) < 1.0001e-4 for name in exact)
    assert all(found[a] >= found[b] for a in exact for b in exact if exact[a] > exact[b])


@pytest.mark.parametrize("share", [math.nan, math.inf])
def test_what_json_cannot_hold_is_not_written(tmp_path: Path, share: float) -> None:
    bad = dataclasses.replace(bridge(), roles=(RoleLabel("claim", {"claim": share}, False), *bridge().roles[1:]))
    with pytest.raises(OutputError, match=r"bridge\.txt: this analysis is no JSON"):
        write_analysis(bad, tmp_path / "a.json")
    with pytest.raises(OutputError, match="no JSON"):
        write_analysis(dataclasses.replace(bridge(), created_by="\ud83d"), tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_schema_is_a_schema_and_names_the_labels_of_the_scheme() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    assert SCHEMA["$defs"]["role"]["enum"] == list(labels.ROLES)
    assert SCHEMA["$defs"]["stage"]["enum"] == list(labels.STAGES)
    assert SCHEMA["$defs"]["relation"]["properties"]["type"]["enum"] == list(labels.RELATIONS)


def test_a_sound_file_is_accepted() -> None:
    validate(sample())


def _objects(value: Any) -> list[dict[str, Any]]:
    """Every object of the file that the schema describes: all but the configuration and the probabilities."""
    if isinstance(value, list):
        return [found for item in value for found in _objects(item)]
    if not isinstance(value, dict):
        return []
    inner = [found for key, item in value.items() if key not in ("config", "probabilities") for found in _objects(item)]
    return [value, *inner]


OBJECTS = len(_objects(sample()))


def test_keys_may_be_added_everywhere(tmp_path: Path) -> None:
    data = sample()
    for place in _objects(data):
        place["added_later"] = {"any": [1, None]}
    path = tmp_path / "later.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert read_analysis(path) == Analysis.from_dict(sample())


@pytest.mark.parametrize("index", range(OBJECTS))
def test_no_key_may_be_missing(index: int) -> None:
    for key in _objects(sample())[index]:
        data = sample()
        place = _objects(data)[index]
        if key not in _came_later(place):
            del place[key]
            assert key in refusal(data)


def _came_later(place: dict[str, Any]) -> set[str]:
    """Keys that files of schema 1 did not have at first."""
    return (
        {"gaps", "cues", "motives"}
        | ({"grounds"} if "head" in place else set())
        | ({*place} if "theory" in place else set())
    )


@pytest.mark.parametrize("index", range(OBJECTS))
def test_no_value_may_be_of_another_type(index: int) -> None:
    for key in _objects(sample())[index]:
        data = sample()
        _objects(data)[index][key] = [[None]]
        place = refusal(data).partition(": ")[0]
        assert key == "schema" or f"/{key}" in place


def setter(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return change


WRONG: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "role": (setter("sentences", 0, "role", to="thesis"), '/sentences/0/role: "thesis" is not one of'),
    "stage": (setter("sections", 1, "stage", to="plan"), "/sections/1/stage: "),
    "relation": (setter("relations", 0, "type", to="backs"), "/relations/0/type: "),
    "negative offset": (setter("headings", 0, "start", to=-1), "/headings/0/start: -1 is less than"),
    "level": (setter("headings", 0, "level", to=0), "/headings/0/level: "),
    "hash": (setter("document", "sha256", to="F" * 64), "/document/sha256: "),
    "carriage return": (setter("text", to="a\r\n"), "/text: "),
    "share above 1": (setter("relations", 0, "probability", to=1.01), "/relations/0/probability: "),
    "unknown role in shares": (setter("sentences", 0, "probabilities", to={"plan": 1}), "/sentences/0/probabilities"),
    "shares that sum to less": (
        setter("sentences", 1, "probabilities", to={"claim": 0.5, "other": 0.4}),
        "/sentences/1/probabilities: probabilities sum to 0.9, not 1",
    ),
    "character count": (setter("document", "characters", to=3), f"the text has {len(TEXT)} characters, not 3"),
    "beyond the text": (setter("sentences", 2, "end", to=999), "/sentences/2: offsets"),
    "backwards": (setter("groups", 0, "start", to=len(TEXT)), "/groups/0: offsets"),
    "offset with a point": (setter("damage", 0, "start", to=1.0), "/damage/0: offsets 1.0"),
    "half a place": (setter("provenance", "warnings", 0, "end", to=None), "/provenance/warnings/0: offsets"),
    "id twice": (setter("sections", 1, "id", to="c1"), '/sections/1/id: the id "c1" stands twice'),
    "no such section": (setter("sentences", 0, "section", to="c9"), '/sentences/0/section: "c9" is none of'),
    "no such measure": (setter("sentences", 2, "measure", to="g1.m9"), "/sentences/2/measure: "),
    "no such sentence": (setter("relations", 0, "target", to="s9"), "/relations/0/target: "),
    "no such detail": (
        setter("groups", 0, "measures", 0, "details", to=["s9"]),
        '/groups/0/measures/0: "s9" is none of the sentences',
    ),
    "no such ground": (setter("groups", 0, "grounds", 0, "section", to="h1"), "/groups/0/grounds/0: "),
    "no such heading": (setter("headings", 0, "parent", to="h9"), "/headings/0/parent: "),
    "fact of no sentence": (setter("facts", 0, "sentence", to="s9"), "/facts/0/sentence: "),
    "a sentence that bears on itself": (
        setter("relations", 0, "target", to="s2"),
        '/relations/0: "s2" bears on itself',
    ),
    "grounded at odds with grounds": (setter("groups", 0, "grounded", to=False), "/groups/0/grounded: "),
}


@pytest.mark.parametrize("case", WRONG)
def test_each_fault_is_found_at_its_place(case: str) -> None:
    change, expected = WRONG[case]
    data = copy.deepcopy(sample())
    change(data)
    assert expected in refusal(data)


def test_a_long_value_is_not_printed_whole() -> None:
    data = sample()
    data["sentences"][0]["role"] = "x" * 5000
    assert len(refusal(data)) < 250


@pytest.mark.parametrize("data", [None, [], {}, {"schema": 1}, {"schema": "pipeline.annotation/1"}])
def test_another_kind_of_file(data: Any) -> None:
    assert "no analysis file" in refusal(data)


def test_reading_names_the_file_and_the_place(tmp_path: Path) -> None:
    path = tmp_path / "a.json"

    def said(content: str | bytes) -> str:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(InputError) as caught:
            read_analysis(path)
        return str(caught.value).replace(str(path), "FILE")

    newer = json.dumps(sample() | {"schema": "pipeline.analysis/2", "text": 5})
    assert said(newer) == (
        "FILE: this file has the newer schema pipeline.analysis/2; this version reads pipeline.analysis/1."
        " Upgrade argument-pipeline"
    )
    assert said('{"schema":\n  nought}').startswith("FILE:2:3: this is no JSON: ")
    assert said(json.dumps(sample() | {"text": 5})).startswith("FILE#/text: 5 is not of type")
    assert "no JSON that can be read" in said("{}\n桥".encode("gb18030"))
    assert "no JSON that can be read" in said("[" * 100_000)
    assert "no JSON that can be read" in said('{"schema": NaN}')
    assert "no JSON that can be read" in said(json.dumps(sample() | {"more": "\ud83d"}))
    path.unlink()
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_analysis(path)


def test_characters_beyond_the_basic_plane_may_be_escaped(tmp_path: Path) -> None:
    analysis = dataclasses.replace(bridge(), created_by="🌉")
    path = tmp_path / "a.json"
    path.write_text(json.dumps(json.loads(analysis_bytes(analysis))), encoding="ascii")
    assert read_analysis(path) == analysis


def test_importing_the_format_does_not_load_the_validator() -> None:
    import subprocess

    code = "import sys, pipeline.formats.analysis_json; print('jsonschema_rs' in sys.modules, 'numpy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    "change",
    [setter("sentences", 0, "paragraph", to=10**30), setter("facts", 0, "value", to=10**400)],
)
def test_numbers_beyond_all_use_are_refused(change: Callable[[dict[str, Any]], None]) -> None:
    data = sample()
    change(data)
    refusal(data)
