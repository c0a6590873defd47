"""Folds of texts with marked units: those of files are the ones that seeds drew, and what does not fit is refused."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import AnnotationError, ConfigError, OutputError
from pipeline.training.unit_config import UnitConfig, read_unit_config
from pipeline.workflows.unit_folds import unit_folds, write_unit_folds

CONFIGS = Path(__file__).parents[2] / "configs" / "benchmarks"
IDS = [f"t{k}" for k in range(10)]


def config(folds: int | str = 3, repeats: int = 2) -> UnitConfig:
    return replace(read_unit_config(CONFIGS / "microtexts.toml"), folds=folds, repeats=repeats)


def drawn(ids: list[str], folds: int, seed: int) -> list[set[str]]:
    order = list(range(len(ids)))
    random.Random(seed).shuffle(order)
    return [{ids[i] for i in order[k::folds]} for k in range(folds)]


def test_frozen_folds_are_those_that_were_drawn(tmp_path: Path) -> None:
    written = write_unit_folds(IDS, config(), tmp_path / "f.json")
    assert [[{IDS[i] for i in fold} for fold in folds] for folds in written] == [drawn(IDS, 3, s) for s in (0, 1)]
    assert unit_folds(IDS, config("f.json"), tmp_path) == written == unit_folds(IDS, config(), tmp_path)
    assert unit_folds(IDS, config("f.json", 1), tmp_path) == written[:1]
    turned = unit_folds(IDS[::-1], config("f.json"), tmp_path)  # by id, whatever the order
    assert [[{IDS[::-1][i] for i in fold} for fold in folds] for folds in turned] == [
        [{IDS[i] for i in fold} for fold in folds] for folds in written
    ]


@pytest.mark.parametrize(("name", "texts", "folds"), [("microtexts", 112, 10), ("aae2", 286, 5), ("sucdtb", 1599, 5)])
def test_the_folds_of_benchmarks_are_those_of_their_seeds(name: str, texts: int, folds: int) -> None:
    of = read_unit_config(CONFIGS / f"{name}.toml")
    assert of.folds == f"folds/{name}.json"
    data = json.loads((CONFIGS / of.folds).read_bytes())
    ids = sorted(id for fold in data["repeats"][0] for id in fold)
    if name == "aae2":
        ids.sort(key=lambda id: int(id.removeprefix("train-")))
    assert len(ids) == texts
    expected = [drawn(ids, folds, of.seed + repeat) for repeat in range(of.repeats)]
    assert [[set(fold) for fold in repeat] for repeat in data["repeats"]] == expected
    assert len(unit_folds(ids, of, CONFIGS)) == of.repeats


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([*IDS, "new"], "places new in no fold"),
        (IDS[:-1], "t9 in a fold, which the corpus does not hold"),
        ([*IDS[:-1], "t0"], "two texts with the id t0"),
    ],
)
def test_texts_that_are_missing_on_one_side_are_refused(tmp_path: Path, ids: list[str], said: str) -> None:
    write_unit_folds(IDS, config(), tmp_path / "f.json")
    with pytest.raises(AnnotationError, match=said):
        unit_folds(ids, config("f.json"), tmp_path)


@pytest.mark.parametrize(
    "data",
    [
        "not JSON",
        {"schema": "pipeline.folds/1", "folds": [["t0"], ["t1"]]},
        {"schema": "pipeline.repeated-folds/1", "repeats": []},
        {"schema": "pipeline.repeated-folds/1", "repeats": [[["t0", "t1"]]]},
        {"schema": "pipeline.repeated-folds/1", "repeats": [[["t0"], [1]]]},
        {"schema": "pipeline.repeated-folds/1", "repeats": [[["t0", "t1"], ["t1"]]]},
    ],
)
def test_malformed_files_are_refused(tmp_path: Path, data: object) -> None:
    (tmp_path / "f.json").write_text(data if isinstance(data, str) else json.dumps(data))
    with pytest.raises(AnnotationError):
        unit_folds(["t0", "t1"], config("f.json", 1), tmp_path)


def test_more_repeats_than_are_kept_and_files_written_twice_are_refused(tmp_path: Path) -> None:
    write_unit_folds(IDS, config(), tmp_path / "f.json")
    with pytest.raises(ConfigError, match=r"repeats is 3, and f\.json holds 2"):
        unit_folds(IDS, config("f.json", 3), tmp_path)
    with pytest.raises(OutputError):
        write_unit_folds(IDS, config(), tmp_path / "f.json")
    with pytest.raises(ConfigError, match="is a file"):
        write_unit_folds(IDS, config("f.json"), tmp_path / "g.json")
    with pytest.raises(AnnotationError, match="two texts"):
        write_unit_folds(["t0", "t0", "t1"], config(2), tmp_path / "g.json")
