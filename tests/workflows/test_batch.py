"""Many files: each analysed, each written, none in the way of the others."""

import io
import json
import os
import sys
from pathlib import Path

import pytest

from pipeline.domain.analysis import Analysis
from pipeline.errors import ConfigError, InputError, ModelError, OutputError
from pipeline.source.read import Source
from pipeline.workflows import batch
from pipeline.workflows.analyze import analyze_text
from pipeline.workflows.batch import Failure, analyze_paths, render, save
from pipeline.workflows.outputs import check_formats

SENTENCE = "渡口是两岸人家的门槛。\n"


def write(folder: Path, *names: str, text: str = SENTENCE) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in names]


def ids(items: list[Analysis | Failure]) -> list[str]:
    return [item.document.id if isinstance(item, Analysis) else f"!{Path(item.name).name}" for item in items]


def test_one_bad_document_stops_no_other(tmp_path: Path) -> None:
    paths = write(tmp_path, "a.txt", "empty.txt", "b.txt")
    paths[1].write_bytes(b"")
    found = list(analyze_paths([paths[0], tmp_path / "none.txt", *paths[1:]]))
    assert ids(found) == ["a", "!none.txt", "!empty.txt", "b"]
    assert all(isinstance(f.error, InputError) and f.name in str(f.error) for f in found if isinstance(f, Failure))


def test_a_bug_that_one_document_meets_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(tmp_path, "a.txt", "b.txt", "c.txt")

    def buggy(source: Source, **rest: object) -> Analysis:
        if source.name.endswith("b.txt"):
            raise IndexError("list index out of range")
        return analyze_text(source.text, id=str(rest["id"]))

    monkeypatch.setattr(batch, "analyze_source", buggy)
    found = list(analyze_paths(paths))
    assert ids(found) == ["a", "!b.txt", "c"]
    assert isinstance(found[1], Failure)
    assert isinstance(found[1].error, IndexError)


def test_folders_are_searched_and_nothing_is_read_twice(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a.md", "deep/c.TXT", ".hidden.txt", "notes.csv")
    found = ids(list(analyze_paths([tmp_path / "b.txt", tmp_path, tmp_path / "deep", tmp_path / "b.txt"])))
    assert found == ["b", "a", "c"]


def test_files_of_one_name_are_numbered(tmp_path: Path) -> None:
    write(tmp_path, "1/Report.txt", "2/report.md", "3/report-2.txt", "4/report.txt")
    assert ids(list(analyze_paths([tmp_path]))) == ["Report", "report-2", "report-2-2", "report-3"]


def test_names_that_a_file_system_may_take_for_one_are_numbered() -> None:
    taken: set[str] = set()
    assert [batch.unused(stem, taken) for stem in ("caf\u00e9", "cafe\u0301", "STRASSE", "straße")] == [
        "caf\u00e9",
        "cafe\u0301-2",
        "STRASSE",
        "straße-2",
    ]


@pytest.mark.parametrize("stem", ["渡" * 83, "x" * 251, "🌊" * 62])
def test_a_very_long_name_is_cut_to_what_a_file_system_takes(tmp_path: Path, stem: str) -> None:
    write(tmp_path, f"{stem}.txt")
    (analysis,) = analyze_paths([tmp_path])
    assert isinstance(analysis, Analysis)
    assert stem.startswith(analysis.document.id)
    for path in save(analysis, tmp_path / "out", ["json", "html"]):
        assert path.is_file()


def test_a_name_that_is_no_text_is_shown_escaped(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_text(SENTENCE, encoding="utf-8")
    (analysis,) = analyze_paths([tmp_path])
    assert isinstance(analysis, Analysis)
    assert analysis.document.id == "caf\\udce9"
    save(analysis, tmp_path / "out", ["json", "html"])


def test_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SENTENCE.encode())))
    (path,) = write(tmp_path, "stdin.txt")
    found = list(analyze_paths([Path("-"), path, Path("-")]))
    assert ids(found) == ["stdin", "stdin-2"]
    assert isinstance(found[0], Analysis)
    assert found[0].document.source == "standard input"


def test_a_missing_model_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no model 'none'"):
        analyze_paths([tmp_path / "none.txt"], model="none")


def test_an_analysis_is_written_in_each_format(tmp_path: Path) -> None:
    analysis = analyze_text(SENTENCE, id="渡口")
    paths = save(analysis, tmp_path / "new" / "out", ["json", "html"])
    assert [p.name for p in paths] == ["渡口.analysis.json", "渡口.html"]
    assert sorted(p.name for p in (tmp_path / "new" / "out").iterdir()) == sorted(p.name for p in paths)
    assert paths[0].read_bytes() == render(analysis, "json")
    assert paths[1].read_bytes() == render(analysis, "html")


def test_nothing_is_written_unless_all_can_be_rendered(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no format 'odt'"):
        save(analyze_text(SENTENCE), tmp_path / "out", ["json", "odt"])
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(OutputError, match="out: cannot be written into: it is a file"):
        save(analyze_text(SENTENCE), tmp_path / "out", ["json"])
    assert (tmp_path / "out").read_bytes() == b"mine"


@pytest.mark.parametrize(("formats", "what"), [(["json", "pdf"], "there is no format 'pdf'"), ([], "names no format")])
def test_formats_are_checked(formats: list[str], what: str) -> None:
    with pytest.raises(ConfigError, match=f"--format: {what}. Choose from html, json"):
        check_formats(formats)


def test_a_corpus_file_gives_a_document_a_line(tmp_path: Path) -> None:
    lines = [{"title": "渡口", "text": SENTENCE, "year": 2021}, {"words": 3}, {"text": SENTENCE * 2}]
    (tmp_path / "reports.jsonl").write_text("\n".join(json.dumps(x, ensure_ascii=False) for x in lines), "utf-8")
    first, bad, last = analyze_paths([tmp_path / "reports.jsonl"])
    assert isinstance(first, Analysis)
    assert (first.document.id, first.document.title) == ("reports-1", "渡口")
    assert first.document.source.endswith("reports.jsonl:1")
    assert isinstance(bad, Failure)
    assert 'reports.jsonl:2: has no "text"' in str(bad.error)
    assert isinstance(last, Analysis)
    assert last.document.id == "reports-3"


def test_json_lines_without_documents_fail_once(tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_text('{"schema": "x/1"}\n{"sentence": "s1"}\n', "utf-8")
    [failure] = analyze_paths([tmp_path / "labels.jsonl"])
    assert isinstance(failure, Failure)
    assert "does not begin with a document" in str(failure.error)
