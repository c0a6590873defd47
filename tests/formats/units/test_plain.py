"""The plain format of units: what it keeps, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.units import ROOT
from pipeline.errors import AnnotationError
from pipeline.formats.units.plain import read_plain

SAID = "𠮷渡口应当重修。\n因为木桥已断。"
UNITS: list[dict[str, Any]] = [
    {"start": 0, "end": 7, "label": "claim"},
    {"start": 11, "end": 15, "label": "premise", "parent": 0, "relation": "supports", "probability": 0.5},
]


def write(folder: Path, *records: Any) -> Path:
    path = folder / "units.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    return path


def test_what_it_keeps(tmp_path: Path) -> None:
    ((text, of),) = read_plain(write(tmp_path, {"id": "a", "text": SAID, "units": UNITS}), language="zh")
    assert [text.text[a:b] for a, b in text.spans] == ["𠮷渡口应当重修", "木桥已断"]
    assert (text.id, text.language, text.paragraphs, text.blocks) == ("a", "zh", (0, 1), (0, 0))
    assert (of.components, of.parents) == (("claim", "premise"), (ROOT, 0))
    assert of.relations == ("", "supports")


def test_units_may_be_lacking_and_lines_empty(tmp_path: Path) -> None:
    path = write(tmp_path, {"id": "a", "text": SAID}, {"id": "b", "text": "", "units": []})
    path.write_text("\n\n" + path.read_text(encoding="utf-8") + "\n", encoding="utf-8-sig")
    assert [(text.id, text.spans) for text, _ in read_plain(path, language="zh")] == [("a", ()), ("b", ())]


@pytest.mark.parametrize(
    ("unit", "what"),
    [
        ({"start": 11, "end": 99}, "unit 1 is at 11–99"),
        ({"start": 6, "end": 12}, "unit 1 is at 6–12"),
        ({"start": 11, "end": 11}, "unit 1 is at 11–11"),
        ({"start": True, "end": 15}, "start of unit 1 is true"),
        ({"end": 15}, "start of unit 1 is null"),
        ({"start": 11, "end": 15, "parent": 7}, "hangs on 7"),
        ({"start": 11, "end": 15, "parent": 1}, "circle"),
        ({"start": 11, "end": 15, "parent": -1}, "parent of unit 1 is -1"),
        ({"start": 11, "end": 15, "parent": "0"}, 'parent of unit 1 is "0"'),
        ({"start": 11, "end": 15, "label": 3}, "label of unit 1 is 3"),
        ({"start": 11, "end": 15, "parent": 0, "block": 1}, "another block"),
        ([], "a unit is"),
    ],
)
def test_units_that_are_refused(tmp_path: Path, unit: Any, what: str) -> None:
    path = write(tmp_path, {"id": "a", "text": SAID, "units": [UNITS[0], unit]})
    with pytest.raises(AnnotationError, match=what) as refused:
        list(read_plain(path, language="zh"))
    assert refused.value.where == f"{path}:1"


@pytest.mark.parametrize("record", [[], {"id": 3, "text": SAID}, {"id": "a"}, {"id": "a", "text": SAID, "units": 3}])
def test_lines_that_are_refused(tmp_path: Path, record: Any) -> None:
    with pytest.raises(AnnotationError, match="no text with units"):
        list(read_plain(write(tmp_path, record), language="zh"))


def test_files_that_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="id 'a' of line 1"):
        list(read_plain(write(tmp_path, *[{"id": "a", "text": SAID}] * 2), language="zh"))
    with pytest.raises(AnnotationError, match="cannot be read"):
        list(read_plain(tmp_path / "none.jsonl", language="zh"))
    (tmp_path / "deep.jsonl").write_text("[" * 100_000)
    with pytest.raises(AnnotationError, match="no text with units"):
        list(read_plain(tmp_path / "deep.jsonl", language="zh"))


@pytest.mark.parametrize("key", ["id", "text"])
def test_half_of_a_surrogate_pair_is_refused(tmp_path: Path, key: str) -> None:
    (tmp_path / "half.jsonl").write_text(json.dumps({"id": "a", "text": SAID, key: "\ud800"}))
    with pytest.raises(AnnotationError, match=f"{key}: character 1 is half of a surrogate pair"):
        list(read_plain(tmp_path / "half.jsonl", language="zh"))
