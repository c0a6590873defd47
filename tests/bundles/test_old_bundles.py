"""Models written by earlier versions of the program: read, used to the end, and saying what they said then.

Each folder `data/model-*` is a bundle as a release wrote it, and is never written again. `NAME.expected.json` beside it
holds what the program of that release said of `ARTICLE`: of each sentence its text, role and probabilities.
"""

import json
from pathlib import Path

import pytest

from pipeline.bundles.bundle import read_bundle
from pipeline.formats.analysis_json import read_analysis, write_analysis
from pipeline.training.packing import unpacked
from pipeline.workflows.analyze import analyze_text
from tests.workflows.soundness import check

DATA = Path(__file__).parent / "data"
FOLDERS = sorted(path for path in DATA.glob("model-*") if path.is_dir())
ARTICLE = """\
一、路灯为什么要紧
路灯照亮的不只是路面，更是人们对一座城的信任。
去年秋天，柳湾镇夜间摔伤的老人有31位，其中八成走的是没有灯的小巷。
因此，点灯不是花钱买面子，而是花钱保平安。
二、几个镇的做法
例如，柳湾镇请居民自己标出最暗的二十处，三个月内全部装上了灯。
装灯以后，夜间求助电话减少了45%。
又如，石桥镇把旧灯换成感应灯，一年省下电费16万元。
但是维修的人手不够，坏掉的灯往往要等上半个月。
三、下一步的建议
一是建立坏灯报修平台，做到两天之内修好。
每个镇应当配备两名维修工。
二是优先给学校和医院门前的道路装灯。
谢谢大家。
"""


def test_there_are_models_and_each_has_what_it_said() -> None:
    assert [folder.name for folder in FOLDERS] == ["model-1", "model-2"]
    expected = [f"{folder.name}.expected.json" for folder in FOLDERS]
    assert sorted(path.name for path in DATA.glob("model-*.expected.json")) == expected


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_an_old_model_says_what_it_said(folder: Path) -> None:
    analysis = analyze_text(ARTICLE, model=str(folder))
    expected = json.loads((DATA / f"{folder.name}.expected.json").read_bytes())
    assert [s.text for s in analysis.document.sentences] == [e["text"] for e in expected["sentences"]]
    assert [(r.role, r.uncertain) for r in analysis.roles] == [
        (e["role"], e["uncertain"]) for e in expected["sentences"]
    ]
    for found, told in zip(analysis.roles, expected["sentences"], strict=True):
        assert found.probabilities == pytest.approx(told["probabilities"], abs=1e-6)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_an_old_model_analyses_to_the_end(tmp_path: Path, folder: Path) -> None:
    """Structure too, written as an analysis file that is read back."""
    analysis = analyze_text(ARTICLE, model=str(folder))
    check(analysis)
    assert len(analysis.stages) == len(analysis.document.sections) == 3
    assert len(set(analysis.stages)) > 1
    assert analysis.model == read_bundle(folder).ref
    write_analysis(analysis, tmp_path / "analysis.json")
    assert read_analysis(tmp_path / "analysis.json").model == analysis.model


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_an_old_model_can_be_explained(folder: Path) -> None:
    model = unpacked(read_bundle(folder))
    document = analyze_text(ARTICLE, model=str(folder)).document
    explained = model.roles.explain(document, limit=3)
    assert [len(cues) for cues in explained] == [3] * len(document.sentences)


def test_what_they_say_can_tell_a_change() -> None:
    """Figures that are all alike would hold whatever a model did."""
    for path in DATA.glob("model-*.expected.json"):
        sentences = json.loads(path.read_bytes())["sentences"]
        assert len({s["role"] for s in sentences}) >= 3
        assert len({tuple(s["probabilities"].values()) for s in sentences}) == len(sentences)
