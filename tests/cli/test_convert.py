"""`pipeline convert` and `analyze --format` with formats of other programs: what is written, printed and told."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from pipeline.domain.analysis import Relation
from pipeline.formats.analysis_json import analysis_bytes, read_analysis
from pipeline.formats.graph import table_xlsx
from pipeline.formats.graph.graph import ArgumentGraph, Edge
from pipeline.formats.graph.rebuild import with_one_parent
from tests.cli.running import SENTENCE, tree
from tests.formats.graph.samples import weir


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weir.json").write_bytes(analysis_bytes(weir()))
    return tmp_path


def invoke(command: str, *arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, [command, *arguments], input=stdin)


def test_files_are_printed_and_losses_told(here: Path) -> None:
    result = invoke("convert", "weir.json", "--to", "aif")
    assert result.exit_code == 0
    assert result.stdout == "converted/-..-etc-weir.aif.json\n"
    assert result.stderr.startswith("pipeline: not kept in aif: offsets of sentences: 7; ")
    assert "groups: 2" in result.stderr
    assert "probabilities of roles: 7" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_where_nothing_is_lost_that_is_said(here: Path) -> None:
    result = invoke("convert", "weir.json", "--to", "xaif", "--out", "out")
    assert (result.exit_code, result.stderr) == (0, "pipeline: nothing is lost\n")
    again = invoke("convert", "out/-..-etc-weir.xaif.json", "--to", "json", "--out", "out")
    assert again.stdout == "out/-..-etc-weir.analysis.json\n"
    assert read_analysis(here / "out" / "-..-etc-weir.analysis.json") == weir()


def test_standard_output_takes_the_file_alone(here: Path) -> None:
    result = invoke("convert", "weir.json", "--to", "mermaid", "--out", "-")
    assert result.exit_code == 0
    assert result.stdout.startswith("flowchart BT\n")
    assert tree(here) == ["weir.json"]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["weir.json", "--to", "csv", "--out", "-"], "--out -: csv is several files. Name a folder with --out"),
        (["weir.json", "weir.json", "--to", "dot", "--out", "-"], "--out -: standard output takes one document"),
        (["weir.json", "--to", "odt"], "--to: there is no format 'odt'. Choose from html, json, docx, xaif"),
        (["weir.json", "--to", "dot", "--from", "dot"], "--from: there is no format 'dot' that can be read"),
        (["weir.json", "--to", "DOT", "--from", "dot"], "--from: there is no format 'dot' that can be read"),
        (["weir.txt", "--to", "dot"], "weir.txt: cannot be read: No such file or directory"),
    ],
)
def test_bad_use(here: Path, arguments: list[str], what: str) -> None:
    result = invoke("convert", *arguments)
    assert result.exit_code == 2
    assert what in result.stderr
    assert tree(here) == ["weir.json"]


def test_an_article_is_sent_to_the_command_that_reads_it(here: Path) -> None:
    (here / "weir.txt").write_text("堰要修。", "utf-8")
    result = invoke("convert", "weir.txt", "--to", "html")
    assert result.exit_code != 0
    assert "(an article itself is for `pipeline analyze`)" in result.stderr


def test_one_bad_among_good_is_code_one(here: Path) -> None:
    (here / "bad.json").write_text("{")
    result = invoke("convert", "bad.json", "weir.json", "--to", "dot")
    assert (result.exit_code, result.stdout) == (1, "converted/-..-etc-weir.dot\n")
    assert result.stderr.splitlines()[-1] == "pipeline: 1 of 2 files failed"


def test_what_was_concluded_is_told(here: Path) -> None:
    (here / "x.json").write_text(json.dumps({"nodes": [{"nodeID": 1, "type": "I", "text": "A"}], "edges": None}))
    result = invoke("convert", "x.json", "--to", "json", "--out", "-")
    assert result.exit_code == 0
    assert "x: roles that are not in the file were concluded from the relations: 1" in result.stderr


def test_analyze_writes_other_formats_and_tells_what_they_lose(here: Path) -> None:
    (here / "a.txt").write_text(SENTENCE, encoding="utf-8")
    result = invoke("analyze", "a.txt", "--format", "json,xaif,dot,parquet", "--out", "out")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if "sentences" in line] == ["out/a.sentences.parquet"]
    assert {"out/a.analysis.json", "out/a.xaif.json", "out/a.dot"} <= set(result.stdout.splitlines())
    lines = result.stderr.splitlines()
    assert [line.split(":")[1] for line in lines] == [" not kept in dot", " not kept in parquet"]
    quiet = invoke("analyze", "a.txt", "--format", "dot", "--out", "quiet", "--quiet")
    assert (quiet.stdout, quiet.stderr) == ("", "")


def test_analyze_to_standard_output(here: Path) -> None:
    result = invoke("analyze", "-", "--format", "aif", "--out", "-", stdin=SENTENCE.encode())
    assert [n["text"] for n in json.loads(result.stdout)["nodes"]] == [SENTENCE.strip()]
    several = invoke("analyze", "-", "--format", "brat", "--out", "-", stdin=SENTENCE.encode())
    assert several.exit_code == 2
    assert "brat is several files" in several.stderr


def test_brat_never_overwrites_the_article(here: Path) -> None:
    (here / "a.txt").write_bytes(SENTENCE.encode("gb18030"))
    result = invoke("analyze", "a.txt", "--format", "brat", "--out", ".")
    assert result.exit_code == 2
    assert "is the document itself" in result.stderr
    assert (here / "a.txt").read_bytes() == SENTENCE.encode("gb18030")


def test_analyses_of_any_labels_share_a_folder_of_brat(here: Path) -> None:
    odd = replace(weir(), relations=(Relation("s5", "s3", "attacks", 0.5),))
    first, second = odd.document.headings
    deep = replace(odd.document, id="deep", headings=(first, replace(second, level=7)))
    (here / "odd.json").write_bytes(analysis_bytes(replace(odd, document=deep)))
    result = invoke("convert", "weir.json", "odd.json", "--to", "brat")
    assert result.exit_code == 0
    conf = (here / "converted" / "annotation.conf").read_text()
    assert "heading-7" in conf
    assert "attacks\tArg1:claim|evidence|example|recommendation|other" in conf
    assert {name for name in tree(here) if name.endswith(".ann")} == {
        "converted/-..-etc-weir.ann",
        "converted/deep.ann",
    }


def test_a_file_that_is_there_stops_no_other(here: Path) -> None:
    (here / "other.json").write_bytes(analysis_bytes(replace(weir(), document=replace(weir().document, id="other"))))
    (here / "converted").mkdir()
    (here / "converted" / "-..-etc-weir.dot").write_text("somebody's work")
    result = invoke("convert", "weir.json", "other.json", "--to", "dot")
    assert (result.exit_code, result.stdout) == (1, "converted/other.dot\n")
    assert "converted/-..-etc-weir.dot: is there already and would be replaced" in result.stderr
    assert "1 of 2 files failed" in result.stderr
    assert (here / "converted" / "-..-etc-weir.dot").read_text() == "somebody's work"


@pytest.mark.parametrize(
    ("name", "contents", "what"),
    [
        ("x.json", b"", "x.json: is no JSON: Expecting value (line 1, column 1). Give the file as the tool wrote it"),
        ("x.json", b"{\n", "x.json: is no JSON: Expecting property name"),
        ("x.json", b"[" * 100_000, "x.json: is JSON nested too deeply"),
        ("x.json", b"{\n\xff", "x.json:2: is no UTF-8. Save it as UTF-8"),
        ("x.json", b"{}", "x.json: may be label-studio or cas-json. Add --from: analysis, annotation, xaif"),
        ("x.json", b'{"AIF": null}', 'x.json: "AIF" is null. It must be an object'),
        ("x.json", b'{"nodes": [{"nodeID": true}]}', 'x.json: nodes 1: "nodeID" is true'),
        ("x.dot", b"digraph {}", "x.dot: dot is written, but not read. Convert from the analysis file"),
        ("x.parquet", b"PAR1", "x.parquet: parquet is written, but not read"),
        ("x.doc", b"", "x.doc: does not tell its format. Add --from: analysis"),
    ],
)
def test_files_that_are_nothing_to_convert_say_why(here: Path, name: str, contents: bytes, what: str) -> None:
    (here / name).write_bytes(contents)
    before = tree(here)
    result = invoke("convert", name, "--to", "dot")
    assert result.exit_code == 2
    assert what in result.stderr
    assert tree(here) == before


def test_graphml_is_read_back(here: Path) -> None:
    assert invoke("convert", "weir.json", "--to", "graphml").exit_code == 0
    result = invoke("convert", "converted/-..-etc-weir.graphml", "--to", "json", "--out", "back")
    assert (result.exit_code, result.stderr) == (0, "pipeline: nothing is lost\n")
    again = read_analysis(here / "back" / "-..-etc-weir.analysis.json")
    assert (again.relations, again.groups, again.roles) == (weir().relations, weir().groups, weir().roles)


def aif(*relations: tuple[str, str]) -> str:
    """An AIF of the sentences a, b, c, with an inference for each pair."""
    nodes = [{"nodeID": x, "type": "I", "text": f"Sentence {x}."} for x in "abc"]
    nodes += [{"nodeID": f"r{i}", "type": "RA"} for i in range(len(relations))]
    ends = [pair for i, (source, target) in enumerate(relations) for pair in ((source, f"r{i}"), (f"r{i}", target))]
    return json.dumps({"nodes": nodes, "edges": [{"fromID": source, "toID": target} for source, target in ends]})


@pytest.mark.parametrize(
    ("relations", "kept", "note"),
    [
        ([("a", "b"), ("a", "c")], [("a", "b")], "relations to a second parent are left out, the most probable"),
        ([("a", "b"), ("b", "c"), ("c", "a")], [("a", "b"), ("b", "c")], "relations that close a circle are left out"),
        ([("a", "a"), ("b", "a")], [("b", "a")], "relations that close a circle are left out"),
    ],
)
def test_a_graph_that_is_no_tree_becomes_one_and_that_is_told(
    here: Path, relations: list[tuple[str, str]], kept: list[tuple[str, str]], note: str
) -> None:
    (here / "x.json").write_text(aif(*relations))
    result = invoke("convert", "x.json", "--to", "json")
    assert result.exit_code == 0
    assert f"x: {note}" in result.stderr
    assert "nothing is lost" not in result.stderr
    assert [(r.source, r.target) for r in read_analysis(here / "converted/x.analysis.json").relations] == kept


def test_of_several_parents_the_most_probable_is_kept() -> None:
    edges = (Edge("a", "b", "supports", 0.3), Edge("a", "c", "attacks", 0.8), Edge("c", "a", "supports", 0.4))
    found = with_one_parent(ArgumentGraph("x", edges=edges, notes=("first",)))
    assert found.edges == edges[1:2]
    assert found.notes == (
        "first",
        "relations to a second parent are left out, the most probable or first is kept: 1",
        "relations that close a circle are left out: 1",
    )


@pytest.mark.parametrize("name", ["x.json", "x.analysis.json", "x.xmi.json"])
def test_json_with_a_key_twice_is_refused(here: Path, name: str) -> None:
    whole = {
        "x.json": '{"nodes": [], "edges": [], "nodes": []}',
        "x.analysis.json": '{"schema": "pipeline.analysis/1", "text": "a", "text": "b"}',
        "x.xmi.json": '{"%FEATURE_STRUCTURES": [], "%FEATURE_STRUCTURES": []}',
    }
    (here / name).write_text(whole[name])
    source = ("--from", "cas-json") if name == "x.xmi.json" else ()
    result = invoke("convert", name, "--to", "dot", *source)
    assert result.exit_code == 2
    assert "stands twice in one object" in result.stderr


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_tables_of_an_analysis_say_that_they_are_only_written(here: Path, format: str) -> None:
    assert invoke("convert", "weir.json", "--to", format, "--out", "tables").exit_code == 0
    for table in sorted((here / "tables").iterdir()):
        result = invoke("convert", f"tables/{table.name}", "--to", "dot")
        assert result.exit_code == 2
        if not table.name.endswith(".gaps.csv"):  # a document, a kind and an id: it could be anything
            assert "is a table of an analysis, which is written for spreadsheets but not read" in result.stderr, table


def test_the_table_of_the_page_says_the_same(here: Path) -> None:
    (here / "page.csv").write_text("句号,作用,所从属的句子,关系,句子\n1,论点,,,一句话。\n", encoding="utf-8")
    assert "is a table of an analysis" in invoke("convert", "page.csv", "--to", "dot").stderr


def test_a_format_that_cannot_hold_one_document_stops_no_other(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_xlsx, "MAX_ROWS", 2)
    (here / "a.txt").write_text(SENTENCE * 3, encoding="utf-8")
    (here / "b.txt").write_text(SENTENCE, encoding="utf-8")
    result = CliRunner().invoke(app, ["analyze", str(here / "a.txt"), str(here / "b.txt"), *to(here, "xlsx")])
    assert result.exit_code == 1
    assert sorted(path.name for path in (here / "out").iterdir()) == ["b.xlsx"]
    assert "a.txt: cannot be written as xlsx: has more sentences than a sheet has rows. Take csv" in result.stderr
    assert "1 of 2 documents failed" in result.stderr


def to(here: Path, format: str) -> list[str]:
    return ["--format", format, "--out", str(here / "out")]


@pytest.mark.parametrize("to", ["html", "docx"])
def test_of_a_report_for_readers_it_is_not_said_that_nothing_is_lost(here: Path, to: str) -> None:
    result = invoke("convert", "weir.json", "--to", to)
    assert (result.exit_code, result.stderr) == (0, "")
