"""Readers of argument components, on files of our own."""

import json
from pathlib import Path

import pytest

from pipeline.domain.units import ROOT
from pipeline.errors import AnnotationError
from pipeline.formats.units.conll import read_conll
from pipeline.formats.units.dependencies import read_dependencies
from pipeline.formats.units.microtexts import read_microtexts

TOKENS = [
    *[("Ferries", "O"), ("matter", "O"), (".", "O"), ("I", "O"), ("think", "O")],
    *[("fares", "B-Claim:For"), ("must", "I-Claim:For"), ("fall", "I-Claim:For"), (",", "O"), ("because", "O")],
    *[
        ("boats", "B-Premise:-1:Support"),
        ("sail", "I-Premise:-1:Support"),
        ("empty", "I-Premise:-1:Support"),
        (".", "O"),
    ],
    *[("Crews", "B-Premise:-2:Attack"), ("cost", "I-Premise:-2:Attack"), (".", "O")],
]


def conll(tmp_path: Path, *texts: list[tuple[str, str]]) -> Path:
    path = tmp_path / "ferries.conll"
    blocks = ["".join(f"{k}\t{token}\t_\t_\t{tag}\n" for k, (token, tag) in enumerate(text, 1)) for text in texts]
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path


def test_token_columns(tmp_path: Path) -> None:
    (first, said), (second, _) = read_conll(conll(tmp_path, TOKENS, TOKENS[5:8]))
    assert (first.id, second.id) == ("ferries-1", "ferries-2")
    assert [first.text[a:b] for a, b in first.spans] == ["fares must fall", "boats sail empty", "Crews cost"]
    assert said.components == ("Claim", "Premise", "Premise")
    assert (first.paragraphs, first.blocks) == ((1, 1, 2), (0, 0, 0))  # sentences stand in for paragraphs
    assert said.parents == (ROOT, 0, 0)
    assert said.relations == ("For", "Support", "Attack")
    assert second.text == "fares must fall"


def test_two_components_side_by_side_are_two(tmp_path: Path) -> None:
    tags = ["B-MajorClaim", "I-MajorClaim", "B-MajorClaim", "B-Claim:3:Support:For"]
    words = ["a", "b", "c", "d"]
    more = [("e", "B-Premise:-1:Support"), ("f", "B-Premise:-2:Support"), ("g", "B-Claim:For")]
    ((text, said),) = read_conll(conll(tmp_path, [*zip(words, tags, strict=True), *more]))
    assert [text.text[a:b] for a, b in text.spans] == ["a b", "c", "d", "e", "f", "g"]
    assert (said.parents[2], said.relations[2]) == (5, "Support")


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ([("a", "B-Premise:5:Support")], "hangs on 5"),
        ([("a", "B-Premise:1:Support"), ("b", "B-Premise:-1:Support")], "go round in a circle"),
        ([("a", "X-Claim")], "has the tag 'X-Claim'"),
    ],
)
def test_malformed_token_columns_are_refused(tmp_path: Path, tokens: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(AnnotationError, match=message) as caught:
        list(read_conll(conll(tmp_path, tokens)))
    assert "ferries.conll:1" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2\t", "3\t", "ferries.conll:2: has the index '3', not 2. Put the tokens"),
        ("1\t", "x\t", "ferries.conll:1: has the index 'x', not a whole number"),
        ("\tFerries\t", "\t\t", "ferries.conll:1: has the token ''"),
        ("\tmatter\t", "\tdo matter\t", "ferries.conll:2: has the token 'do matter'. Write one token a line"),
        ("-1:Support", f"-{'9' * 5000}:Support", "ferries.conll:11: has the tag"),
        ("\t_\t_\tO", "", "ferries.conll:1: has 2 columns, not 5"),
    ],
)
def test_columns_that_are_not_what_they_should_be(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = conll(tmp_path, TOKENS)
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(AnnotationError) as caught:
        list(read_conll(path))
    assert message in str(caught.value)


def test_separators_within_a_token_end_no_line(tmp_path: Path) -> None:
    ((text, _),) = read_conll(conll(tmp_path, [("a\u2028b", "B-Claim:For"), ("c\x0cd", "I-Claim:For")]))
    assert text.text == "a\u2028b c\x0cd"


def test_line_ends_and_a_mark_make_no_difference(tmp_path: Path) -> None:
    path = conll(tmp_path, TOKENS, TOKENS[5:8])
    wanted = list(read_conll(path))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert list(read_conll(path)) == wanted


def test_what_is_no_token_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "short.conll").write_text("1\ta\n")
    with pytest.raises(AnnotationError, match="has 2 columns"):
        list(read_conll(tmp_path / "short.conll"))
    (tmp_path / "bytes.conll").write_bytes(b"\xff\xfe\x00")
    for name in ("bytes.conll", "nowhere.conll"):
        with pytest.raises(AnnotationError, match="cannot be read"):
            list(read_conll(tmp_path / name))


TEXT = "Cars should leave the quay. They crowd it, and they smell. Some say shops need them. But buyers walk."
GRAPH = """<?xml version='1.0' encoding='UTF-8'?>
<arggraph id="quay" topic_id="quay" stance="pro">
 <edu id="e1"><![CDATA[Cars should leave the quay.]]></edu>
 <edu id="e2"><![CDATA[They crowd it,]]></edu>
 <edu id="e3"><![CDATA[and they smell.]]></edu>
 <edu id="e4"><![CDATA[Some say shops need them.]]></edu>
 <edu id="e5"><![CDATA[But buyers walk.]]></edu>
 <adu id="a1" type="pro"/><adu id="a2" type="pro"/><adu id="a3" type="pro"/>
 <adu id="a4" type="opp"/><adu id="a5" type="pro"/>
 <edge id="c1" src="e1" trg="a1" type="seg"/><edge id="c2" src="e2" trg="a2" type="seg"/>
 <edge id="c3" src="e3" trg="a3" type="seg"/><edge id="c4" src="e4" trg="a4" type="seg"/>
 <edge id="c5" src="e5" trg="a5" type="seg"/>
 <edge id="c6" src="a2" trg="a1" type="sup"/><edge id="c7" src="a3" trg="c6" type="add"/>
 <edge id="c8" src="a4" trg="a1" type="reb"/><edge id="c9" src="a5" trg="c8" type="und"/>
</arggraph>
"""


def graph(tmp_path: Path, old: str = "", new: str = "", text: str = TEXT) -> Path:
    (tmp_path / "quay.xml").write_text(GRAPH.replace(old, new), encoding="utf-8")
    (tmp_path / "quay.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_graphs_become_trees(tmp_path: Path) -> None:
    ((text, said),) = read_microtexts(graph(tmp_path))
    assert [text.text[a:b] for a, b in text.spans][1:3] == ["They crowd it,", "and they smell."]
    assert said.components == ("claim", "premise", "premise", "premise", "premise")
    assert said.parents == (ROOT, 0, 0, 0, 3)  # what is added hangs where that does; the undercut on the rebuttal
    assert said.relations == ("", "supports", "supports", "attacks", "attacks")


def test_units_of_one_component_are_one(tmp_path: Path) -> None:
    joined = graph(tmp_path, '<edge id="c3" src="e3" trg="a3"', '<edge id="c3" src="e3" trg="a2"')
    ((text, said),) = read_microtexts(joined)
    assert [text.text[a:b] for a, b in text.spans][1] == "They crowd it, and they smell."
    assert len(said.parents) == 4


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Some say", "Few say", "the unit e4 is not in the text"),
        ('trg="a1" type="reb"', 'trg="c9" type="reb"', "leads to itself|go round in a circle"),
        ('type="sup"', 'type="odd"', "a relation of the type 'odd'"),
        ("</arggraph>", "", "cannot be read"),
        ("<arggraph", "<!DOCTYPE a [<!ENTITY b 'c'>]><arggraph", "declares a document type"),
    ],
)
def test_malformed_graphs_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(AnnotationError, match=message) as caught:
        list(read_microtexts(graph(tmp_path, old, new)))
    assert "quay.xml" in str(caught.value)


def test_a_document_type_is_refused_in_every_encoding(tmp_path: Path) -> None:
    graph(tmp_path)
    bomb = GRAPH.split("\n", 1)[1].replace("<arggraph", "<!DOCTYPE a [<!ENTITY b 'c'>]><arggraph")
    (tmp_path / "quay.xml").write_bytes(bomb.encode("utf-16"))
    with pytest.raises(AnnotationError, match="declares a document type"):
        list(read_microtexts(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('src="a2" trg="a1" type="sup"', 'src="a2" trg="a9" type="sup"', "the edge c6 leads from or to 'a9'"),
        ('src="a3" trg="c6"', 'src="a7" trg="c6"', "the edge c7 leads from or to 'a7'"),
        ('id="c7"', 'id="c6"', "holds two of the kind edge with the id 'c6'"),
        ('<edu id="e2"', '<edu id="e1"', "holds two of the kind edu with the id 'e1'"),
        (' id="c9"', "", "holds one of the kind edge without id"),
        ('src="a3" trg="c6" type="add"', 'src="a2" trg="a3" type="sup"', "the unit a2 leads to two others, by c7"),
    ],
)
def test_graphs_that_lose_something_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(AnnotationError, match=message) as caught:
        list(read_microtexts(graph(tmp_path, old, new)))
    assert "quay.xml" in str(caught.value)


def test_a_graph_in_place_of_its_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="is a file, not a folder"):
        list(read_microtexts(graph(tmp_path) / "quay.xml"))


def test_a_graph_without_its_text_is_refused(tmp_path: Path) -> None:
    (graph(tmp_path) / "quay.txt").unlink()
    with pytest.raises(AnnotationError, match=r"quay\.txt: cannot be read: No such file"):
        list(read_microtexts(tmp_path))


def test_a_folder_without_graphs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="holds no"):
        list(read_microtexts(tmp_path))


RECORD = {
    "id": "渠",
    "root": [
        {"id": 0, "parent": -1, "text": "ROOT", "relation": "null"},
        {"id": 1, "parent": 0, "text": "水渠漏了，", "relation": "ROOT"},
        {"id": 2, "parent": 1, "text": "下游缺水。", "relation": "因果关系"},
    ],
}


def trees(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "trees.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_dependency_trees(tmp_path: Path) -> None:
    ((text, said),) = read_dependencies(trees(tmp_path, json.dumps(RECORD), ""))
    assert (text.id, text.text, text.spans) == ("渠", "水渠漏了，下游缺水。", ((0, 5), (5, 10)))
    assert (said.parents, said.relations, said.components) == ((ROOT, 0), ("", "因果关系"), ("", ""))


@pytest.mark.parametrize(
    "line", ["{", "[]", "{}", '{"id": 1, "root": []}', '{"id": 1, "root": [{"id": 0}, {"id": 1}]}']
)
def test_malformed_trees_are_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(AnnotationError, match="is no tree of units") as caught:
        list(read_dependencies(trees(tmp_path, json.dumps(RECORD), line)))
    assert "trees.jsonl:2" in str(caught.value)


def test_a_tree_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="cannot be read"):
        list(read_dependencies(tmp_path / "nowhere.jsonl"))


def altered(**of_second: object) -> str:
    head, first, second = RECORD["root"]
    return json.dumps({"id": "x", "root": [head, first, {**second, **of_second}]})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (altered(id=1), "unit 1 has the id 1, which unit 0 has too"),
        (altered(parent=9), "unit 1 hangs on 9, which is not there"),
        (altered(parent="1"), "unit 1 hangs on '1', which is not there"),
        (altered(parent=True), "parent of unit 1 is true"),
        (altered(text=""), "unit 1 has no text"),
        (altered(text=3), "text of unit 1 is 3"),
        (altered(text="\ud800"), "text of unit 1: character 1 is half of a surrogate pair"),
        (altered(relation=None), "relation of unit 1 is null"),
        (altered(parent=2), "the parents of unit 1 go round in a circle"),
        (json.dumps(RECORD | {"id": None}), "id is null"),
        (json.dumps(RECORD | {"root": {}}), "root is {}"),
        (json.dumps(RECORD), "has the id '渠' of line 1"),
        ("[" * 100_000, "is no tree of units"),
    ],
)
def test_what_is_wrong_with_a_tree_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(AnnotationError, match=message) as caught:
        list(read_dependencies(trees(tmp_path, json.dumps(RECORD), line)))
    assert "trees.jsonl:2" in str(caught.value)


def test_a_unit_on_the_head_needs_no_relation_and_a_separator_ends_no_line(tmp_path: Path) -> None:
    head, first, _ = RECORD["root"]
    first = {"id": 1, "parent": 0, "text": "水\u2028渠"}
    ((text, said),) = read_dependencies(
        trees(tmp_path, json.dumps({"id": 3, "root": [head, first]}, ensure_ascii=False))
    )
    assert (text.id, text.text, said.relations) == ("3", "水\u2028渠", ("",))
