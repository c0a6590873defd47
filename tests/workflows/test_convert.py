"""From file to file: what is told from the contents, what is refused, and what a format does not keep."""

import json
from pathlib import Path

import pytest

from pipeline.domain.analysis import Analysis
from pipeline.errors import AnnotationError, ConfigError, InputError, OutputError
from pipeline.formats.analysis_json import analysis_bytes, read_analysis
from pipeline.formats.annotation_jsonl import write_annotation
from pipeline.formats.exchange import FORMATS as EXCHANGE
from pipeline.formats.graph import GRAPH_FORMATS
from pipeline.formats.marks import to_marks
from pipeline.workflows.batch import Failure
from pipeline.workflows.convert import Converted, convert_files, read_any, write_converted
from pipeline.workflows.outputs import FORMATS, LossReport
from tests.formats.annotation_samples import TEXT as BRIDGE_TEXT
from tests.formats.annotation_samples import bridge
from tests.formats.graph.samples import weir


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "weir.analysis.json"
    path.write_bytes(analysis_bytes(weir()))
    return path


def one(path: Path, to: str, **options: str) -> Converted:
    (done,) = convert_files([path], to=to, **options)
    assert isinstance(done, Converted), done
    return done


def only(path: Path, source: str | None = None) -> Analysis:
    ((analysis, _),) = read_any(path, source)
    return analysis


@pytest.mark.parametrize("to", FORMATS)
def test_an_analysis_in_every_format_under_a_name_that_is_no_path(file: Path, tmp_path: Path, to: str) -> None:
    done = one(file, to)
    assert all("/" not in name and "\\" not in name and not name.startswith(".") for name in done.files)
    out = tmp_path / "deep" / "out"
    written = write_converted(done, out)
    assert sorted(p.parent for p in written) == [out] * len(done.files)
    assert sorted(p.name for p in out.iterdir()) == sorted(done.files)


@pytest.mark.parametrize("format", [name for name, f in GRAPH_FORMATS.items() if f.reads])
def test_a_graph_is_told_from_its_contents(file: Path, tmp_path: Path, format: str) -> None:
    (data,) = one(file, format).files.values()
    graph = tmp_path / "graph.json"
    graph.write_bytes(data)
    again = only(graph)
    assert [s.text for s in again.document.sentences] == [s.text for s in weir().document.sentences]
    assert again.document.language == "zh"
    assert set(again.relations) == set(weir().relations)
    back = tmp_path / "back.analysis.json"
    (data,) = one(graph, "json").files.values()
    back.write_bytes(data)
    assert read_analysis(back).document.sentences == again.document.sentences


def test_there_and_back_is_the_same_file(file: Path, tmp_path: Path) -> None:
    for format in ("xaif", "arguebuf"):
        (name, data), *_ = one(file, format).files.items()
        (tmp_path / name).write_bytes(data)
        assert list(one(tmp_path / name, "json").files.values()) == [file.read_bytes()]


def test_an_annotation_is_read_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "labels" / "founders" / "zh-bridge.jsonl"
    path.parent.mkdir(parents=True)
    (tmp_path / "texts" / "zh").mkdir(parents=True)
    (tmp_path / "texts" / "zh" / "zh-bridge.txt").write_text(BRIDGE_TEXT, encoding="utf-8")
    write_annotation(bridge(), path)
    a = only(path)
    assert (a.document.id, a.model.name) == ("zh-bridge", "founders")
    assert [r.role for r in a.roles] == [s.role for s in bridge().sentences]
    assert set(one(path, "dot").files) == {"zh-bridge.dot"}


@pytest.mark.parametrize(
    "format", ["doccano", "label-studio", "brat", "cas-xmi", "cas-json", "refi-qda", "csv", "xlsx"]
)
def test_what_an_import_reads_is_read(tmp_path: Path, format: str) -> None:
    folder = tmp_path / "export"
    for name, data in EXCHANGE[format].write([to_marks(bridge())]).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    a = only(folder, format)
    assert [a.document.text[s.start : s.end] for s in a.document.sentences] == [
        BRIDGE_TEXT[s.start : s.end] for s in bridge().sentences
    ]
    assert [r.role for r in a.roles] == [s.role for s in bridge().sentences]
    assert len(a.relations) == 2
    assert set(one(folder, "json", source=format).files) == {f"{a.document.id}.analysis.json"}


def test_the_ending_tells_where_the_contents_do_not(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Bus lanes pay.\n")
    (tmp_path / "x.ann").write_text("T1\tclaim 0 14\tBus lanes pay.\n")
    ((analysis, _),) = read_any(tmp_path / "x.ann")
    assert [r.role for r in analysis.roles] == ["claim"]


def test_marks_that_are_no_sentences_are_laid_onto_them_and_told(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Bus lanes pay. They saved a lot.\n")
    (tmp_path / "x.ann").write_text("T1\tclaim 0 9\tBus lanes\n")
    ((analysis, notes),) = read_any(tmp_path / "x.ann")
    assert [r.role for r in analysis.roles] == ["claim", "other"]
    assert "laid onto the sentences" in notes[0]


def test_names_are_numbered_where_two_documents_have_one(file: Path, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_bytes(file.read_bytes())
    found = [d.id for d in convert_files([file, tmp_path / "other.json"], to="aif") if isinstance(d, Converted)]
    assert found == ["-..-etc-weir", "-..-etc-weir-2"]


def test_one_bad_file_stops_no_other(file: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"AIF": {"nodes": 3}}')
    found = list(convert_files([tmp_path / "none.json", tmp_path / "bad.json", file], to="dot"))
    assert [type(f) for f in found] == [Failure, Failure, Converted]
    errors = [f.error for f in found if isinstance(f, Failure)]
    assert "cannot be read" in str(errors[0])
    assert isinstance(errors[1], AnnotationError)
    assert "bad.json" in str(errors[1])


def test_a_newer_analysis_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"schema": "pipeline.analysis/9"}')
    with pytest.raises(InputError, match=r"newer schema pipeline\.analysis/9"):
        read_any(tmp_path / "x.json")


def test_a_graph_that_is_no_sound_analysis_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"nodes": {"": {"atom": {"text": "A"}}}}')
    with pytest.raises(InputError, match=r"x\.json#/sentences/0/id: tells no sound analysis"):
        read_any(tmp_path / "x.json")


@pytest.mark.parametrize(
    ("to", "source", "what"),
    [
        ("pdf", None, "--to: there is no format 'pdf'. Choose from html, json, docx, xaif, aif, arguebuf"),
        ("dot", "mermaid", "--from: there is no format 'mermaid' that can be read. Choose from analysis, annotation"),
    ],
)
def test_formats_are_checked_before_anything_is_read(to: str, source: str | None, what: str) -> None:
    with pytest.raises(ConfigError, match=what):
        convert_files([Path("none")], to=to, source=source)


def test_nothing_that_is_there_is_replaced(file: Path, tmp_path: Path) -> None:
    done = one(file, "dot")
    (path,) = write_converted(done, tmp_path)
    assert write_converted(done, tmp_path) == (path,)
    path.write_text("mine")
    with pytest.raises(OutputError, match="would be replaced"):
        write_converted(done, tmp_path)
    assert path.read_text() == "mine"


def test_losses_are_summed_up(file: Path, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_bytes(file.read_bytes())
    losses = LossReport()
    list(convert_files([file, tmp_path / "other.json"], to="csv", losses=losses))
    assert list(losses.lines()) == [
        "not kept in csv (2 documents): damage: 2; warnings: 2; text of the document; settings"
    ]
    losses = LossReport()
    list(convert_files([file], to="xaif", losses=losses))
    assert list(losses.lines()) == []


def test_a_graph_keeps_its_file_for_a_source(tmp_path: Path) -> None:
    record = {"nodes": [{"nodeID": 1, "type": "I", "text": "渡口太窄。"}], "edges": []}
    path = tmp_path / "渡口.aif.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    a = only(path)
    assert (a.document.id, a.document.language, a.created_by) == ("渡口", "zh", "pipeline convert")
