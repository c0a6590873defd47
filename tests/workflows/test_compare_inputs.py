"""What is compared: analysis files, documents, corpora, folders; nothing twice, and no failure in the way."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import __version__
from pipeline.errors import InputError
from pipeline.report.html import render_html
from pipeline.source.read import Source
from pipeline.workflows import batch, compare_inputs, kept_analyses
from pipeline.workflows.batch import Failure
from pipeline.workflows.compare_inputs import Duplicate, Inputs, Read
from pipeline.workflows.kept_analyses import KeptAnalyses
from tests.workflows.comparison_samples import chinese, plan, written


@pytest.fixture
def no_model(monkeypatch):
    """Texts are "analysed" without a model, so that these tests are of the inputs alone."""

    def analyse(source: Source, *, id: str, title: str = "", **_):
        made = plan(2001, measures=("应当修桥。",), title=title)
        document = made.document
        return replace(made, document=replace(document, id=id, source=source.name, sha256=source.sha256))

    loads = []
    monkeypatch.setattr(batch, "analyze_source", analyse)
    monkeypatch.setattr(compare_inputs, "load_model", lambda name: loads.append(name) or object())
    return loads


def kinds(items):
    return [type(item).__name__ for item in items]


def test_a_results_folder_gives_its_analyses_and_loads_no_model(tmp_path, no_model):
    folder = written(tmp_path, chinese(3))
    (folder / "zh-2001.html").write_text(render_html(chinese(1)[0]), "utf-8")
    (folder / "other.json").write_text("{}", "utf-8")
    found = list(Inputs([folder]))
    assert [item.analysis.document.id for item in found] == ["zh-2001", "zh-2002", "zh-2003"]
    assert no_model == []


def test_the_same_text_counts_once(tmp_path, no_model):
    folder = written(tmp_path, chinese(2))
    shutil.copy(folder / "zh-2001.analysis.json", folder / "zz.analysis.json")
    (folder / "a.txt").write_text("一句话。", "utf-8")
    (folder / "b.txt").write_text("一句话。", "utf-8")
    found = list(Inputs([folder]))
    assert kinds(found) == ["Read", "Read", "Duplicate", "Read", "Duplicate"]
    copies = [item for item in found if isinstance(item, Duplicate)]
    assert [Path(c.name).name for c in copies] == ["zz.analysis.json", "b.txt"]
    assert [Path(c.same_as).name for c in copies] == ["zh-2001.analysis.json", "a.txt"]


def test_a_text_whose_analysis_is_there_is_not_analysed(tmp_path, no_model):
    [analysis] = chinese(1)
    text = analysis.document.text
    (tmp_path / "2001.txt").write_bytes(text.encode())
    written(tmp_path, [analysis])
    assert kinds(Inputs([tmp_path])) == ["Read", "Duplicate"]
    assert no_model == []


def test_documents_of_one_id_get_numbers(tmp_path, no_model):
    first, second = chinese(2)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    written(tmp_path / "a", [first])
    written(tmp_path / "b", [replace(second, document=replace(second.document, id=first.document.id))])
    assert [item.analysis.document.id for item in Inputs([tmp_path / "a", tmp_path / "b"])] == ["zh-2001", "zh-2001-2"]


def test_a_corpus_brings_what_it_knows(tmp_path, no_model):
    lines = [{"title": "甲", "text": "一句话。", "year": "2001"}, {"text": 3}, {"text": "另一句。", "region": "云溪"}]
    (tmp_path / "c.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    first, bad, last = Inputs([tmp_path / "c.jsonl"])
    assert (first.analysis.document.id, first.analysis.document.title, first.about) == ("c-1", "甲", {"year": "2001"})
    assert isinstance(bad, Failure)
    assert (last.analysis.document.id, last.about) == ("c-3", {"region": "云溪"})


def test_label_files_of_a_folder_are_passed_over(tmp_path, no_model):
    (tmp_path / "labels.jsonl").write_text('{"schema": "pipeline.annotation/1", "text": null}\n', "utf-8")
    (tmp_path / "a.txt").write_text("一句话。", "utf-8")
    assert kinds(Inputs([tmp_path])) == ["Read"]


def test_failures_stop_nobody(tmp_path, no_model):
    folder = written(tmp_path, chinese(1))
    (folder / "broken.analysis.json").write_text('{"schema": "pipeline.analysis/1"}', "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    found = list(Inputs([tmp_path / "absent.txt", folder]))
    assert kinds(found) == ["Failure", "Failure", "Read", "Failure"]
    assert all(isinstance(item.error, InputError) for item in found if isinstance(item, Failure))


def test_a_folder_with_nothing_to_compare_is_told(tmp_path, no_model):
    (tmp_path / "comparison.json").write_text("{}", "utf-8")
    [failure] = Inputs([tmp_path])
    assert "neither documents nor analyses" in str(failure.error)


def test_analyses_are_read_one_at_a_time(tmp_path, no_model, monkeypatch):
    folder = written(tmp_path, chinese(3))
    seen = []
    real = compare_inputs.read_analysis
    monkeypatch.setattr(compare_inputs, "read_analysis", lambda path: seen.append(path) or real(path))
    items = iter(Inputs([folder]))
    assert isinstance(next(items), Read)
    assert len(seen) == 1


@pytest.fixture
def three(tmp_path, no_model, monkeypatch):
    """A folder of three texts, where results would go, and the texts that were analysed."""
    (tmp_path / "in").mkdir()
    for name in "abc":
        (tmp_path / "in" / f"{name}.txt").write_text(f"{name}句话。", "utf-8")
    model = SimpleNamespace(ref=chinese(1)[0].model)
    monkeypatch.setattr(compare_inputs, "load_model", lambda name: model)
    inner, seen = batch.analyze_source, []

    def counted(source, **more):
        seen.append(Path(source.name).name)
        if source.text in stops:
            raise KeyboardInterrupt
        return replace(inner(source, **more), created_by=f"pipeline {__version__}")

    stops: set[str] = set()
    monkeypatch.setattr(batch, "analyze_source", counted)
    return SimpleNamespace(folder=tmp_path / "in", out=tmp_path / "out", seen=seen, stops=stops, model=model)


def read_all(three, resume):
    return list(Inputs([three.folder], kept=KeptAnalyses(three.out, resume)))


def test_a_run_that_was_stopped_goes_on(three):
    three.stops.add("c句话。")
    with pytest.raises(KeyboardInterrupt):
        read_all(three, False)
    assert len(KeptAnalyses(three.out)) == 2
    three.stops.clear()
    three.seen.clear()
    (three.folder / "b.txt").rename(three.folder / "z.txt")
    resumed = read_all(three, True)
    assert three.seen == ["c.txt"]
    assert [(r.analysis.document.id, Path(r.analysis.document.source).name) for r in resumed] == [
        *(("a", "a.txt"), ("c", "c.txt"), ("z", "z.txt"))
    ]
    assert [r.analysis for r in resumed] == [r.analysis for r in read_all(three, False)]
    assert three.seen == ["c.txt", "a.txt", "c.txt", "z.txt"]  # without --resume, all anew


@pytest.mark.parametrize("what", ["model", "version", "text", "broken", "other document"])
def test_what_would_be_another_analysis_is_made_anew(three, what, monkeypatch):
    read_all(three, False)
    three.seen.clear()
    kept = sorted(KeptAnalyses(three.out).folder.glob("*.analysis.json"))
    if what == "model":
        three.model.ref = replace(three.model.ref, sha256="1" * 64)
    elif what == "version":
        monkeypatch.setattr(kept_analyses, "__version__", "0.0.0")
    elif what == "text":
        (three.folder / "a.txt").write_text("别的话。", "utf-8")
    elif what == "broken":
        kept[0].write_bytes(kept[0].read_bytes()[:-20])
    else:
        kept[0].write_bytes(kept[1].read_bytes())
    assert kinds(read_all(three, True)) == ["Read"] * 3
    assert len(three.seen) == (3 if what in ("model", "version") else 1)
