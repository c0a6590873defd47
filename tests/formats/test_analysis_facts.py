import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain.fact import Fact, Party
from pipeline.errors import InputError
from pipeline.formats.analysis_json import read_analysis, validate, write_analysis
from tests.formats.analysis_samples import NAMES, TEXT, bridge

AMOUNTS = st.floats(0, 1e15) | NAMES
PARTIES = st.none() | st.builds(Party, st.just(0), st.integers(0, len(TEXT)), NAMES)
FACTS = st.builds(
    Fact,
    sentence=st.sampled_from(["s1", "s2", "s3"]),
    start=st.just(0),
    end=st.integers(0, len(TEXT)),
    kind=NAMES,
    value=AMOUNTS,
    unit=st.none() | NAMES,
    text=st.none() | NAMES,
    upper=st.none() | AMOUNTS,
    approximate=st.booleans(),
    comparison=st.none() | NAMES,
    actor=PARTIES,
    target=PARTIES,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FACTS, max_size=4))
def test_facts_come_back_as_written(tmp_path: Path, facts: list[Fact]) -> None:
    analysis = replace(bridge(), facts=tuple(facts))
    write_analysis(analysis, tmp_path / "a.json")
    assert read_analysis(tmp_path / "a.json") == analysis


def test_a_fact_says_only_what_there_is() -> None:
    plain = Fact("s2", 0, 2, "count", 3.0, "次")
    assert plain.to_dict() == {"sentence": "s2", "start": 0, "end": 2, "kind": "count", "value": 3.0, "unit": "次"}
    full = replace(plain, upper=5.0, approximate=True, target=Party(1, 2, "桥"))
    assert list(full.to_dict())[6:] == ["upper", "approximate", "target"]
    assert full.to_dict()["target"] == {"start": 1, "end": 2, "text": "桥"}


def test_keys_of_later_versions_are_left_aside() -> None:
    known = Fact("s2", 0, 2, "body", "桥局", None, actor=Party(0, 1, "桥"))
    data = known.to_dict() | {"mood": "good"}
    data["actor"]["mood"] = "bad"
    assert Fact.from_dict(json.loads(json.dumps(data))) == known


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("actor", {"start": 0, "end": len(TEXT) + 1, "text": "桥"}, "/facts/0/actor"),
        ("target", {"start": 3, "end": 2, "text": "桥"}, "/facts/0/target"),
        ("target", {"start": 0, "end": 2}, "/facts/0/target"),
        ("approximate", 1, "/facts/0/approximate"),
        ("upper", None, "/facts/0/upper"),
    ],
)
def test_what_is_refused(key: str, value: object, place: str) -> None:
    data = replace(bridge(), facts=(Fact("s2", 0, 2, "count", 3.0, "次"),)).to_dict()
    validate(data)
    data["facts"][0][key] = value
    with pytest.raises(InputError, match=place):
        validate(data)
