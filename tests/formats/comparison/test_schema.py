"""`comparison.schema.json` against what is written: real comparisons are valid, and everything in them is described."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from pipeline.formats.comparison import as_json
from pipeline.formats.comparison.as_json import comparison_bytes
from pipeline.workflows.compare import Settings, compare_paths
from tests.workflows import comparison_samples as samples

SCHEMA = json.loads(Path(as_json.__file__).with_name("comparison.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)


def compared(folder: Path, analyses, rows: str = "", **settings):
    """The file of a comparison of these, beside one that fails and one that comes twice."""
    samples.written(folder, analyses)
    (folder / "empty.txt").write_bytes(b"")
    first = next(folder.glob("*.analysis.json"))
    (folder / "zz-again.analysis.json").write_bytes(first.read_bytes())
    about = folder / "about.csv"
    about.write_text(f"file,date,kind,title,meta_title,facts_x\n{rows}absent.txt,x,,,,\n", "utf-8")
    made = compare_paths([folder], settings=Settings(metadata=about, **settings))
    return json.loads(comparison_bytes(made))


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    """Two languages, groups, trends, conflicts, and properties that are called as our own columns."""
    folder = tmp_path_factory.mktemp("dated")
    opposed = [
        samples.plan(2010, measures=("应当扩大渡口夜班的班次。",)),
        samples.plan(2011, measures=("必须压减渡口夜班的班次。",)),
    ]
    plans = [*samples.chinese(8), *opposed, *samples.english(3)]
    rows = [
        f"{p.document.source},{p.document.source[:4]}年,{'甲' if i % 2 else '乙'},t,m,4\n"
        for i, p in enumerate(plans[:10])
    ]
    return compared(folder, plans, "".join(rows))


def test_a_comparison_is_valid_and_no_table_is_empty(dated) -> None:
    VALIDATOR.validate(dated)
    assert [name for name, rows in dated["tables"].items() if not rows] == []
    assert {pair["verdict"] for pair in dated["tables"]["pairs"]} >= {"same", "conflict"}
    assert dated["notes"]


@pytest.mark.parametrize(
    "analyses",
    [samples.chinese(1), [samples.plan(2001 + i, measures=()) for i in range(3)], samples.hostile()],
    ids=["one", "no recommendations", "hostile"],
)
def test_comparisons_of_little_are_valid(tmp_path, analyses) -> None:
    VALIDATOR.validate(compared(tmp_path, analyses))


def test_everything_is_described(dated) -> None:
    assert set(dated) == set(SCHEMA["properties"])
    for name, rows in dated["tables"].items():
        of = SCHEMA["$defs"][name]["items"]
        assert of["required"] == list(of["properties"])
        if name == "documents":
            free = set(rows[0]) - set(of["properties"])
            assert all(key.startswith(("facts_", "evidence_")) or key in PROPERTIES for key in free), free
        else:
            assert list(rows[0]) == list(of["properties"])


PROPERTIES = {"date", "year", "decade", "kind", "meta_title", "meta_meta_title"}


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [
        ("pairs", "verdict", "alike"),
        ("pairs", "probability", 1.5),
        ("recommendations", "text", None),
        ("recommendations", "strength", "perhaps"),
        ("documents", "sha256", "abc"),
        ("documents", "year", "2001"),
        ("documents", "region", 3),
        ("estimates", "documents", -1),
        ("left_out", "reason", None),
    ],
)
def test_what_is_wrong_is_refused(dated, table, key, value) -> None:
    wrong = json.loads(json.dumps(dated))
    wrong["tables"][table][0][key] = value
    assert not VALIDATOR.is_valid(wrong)
    del wrong["tables"][table]
    assert not VALIDATOR.is_valid(wrong)
