import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrefiqda import RefiProject

from pipeline.domain.marked import GROUNDS, Link, Mark, MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange._archive import packed
from pipeline.formats.exchange.refi_qda import read_refi_qda, write_refi_qda
from tests.formats.exchange.broken import damaged, members, replaced, survives
from tests.formats.exchange.marked_drawn import BRIDGE, TEXT, corpora

NS = "{urn:QDA-XML:project:1.0}"
FILES = write_refi_qda([BRIDGE])
DATA = FILES["annotations.qdpx"]


def project(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(members(data)["project.qde"])


def read(qde: str, **sources: bytes) -> list[MarkedText]:
    """The documents of a project with that `project.qde` and those files in `sources/`."""
    files = {f"Sources/{name.replace('_', '.')}": text for name, text in sources.items()}
    return read_refi_qda({"study.qdpx": packed({"project.qde": qde.encode(), **files})})


def fault(data: bytes) -> AnnotationError:
    with pytest.raises(AnnotationError) as caught:
        read_refi_qda({"study.qdpx": data})
    assert caught.value.remedy
    return caught.value


def changed(old: str, new: str) -> bytes:
    files = members(DATA)
    qde = files["project.qde"].decode()
    assert old in qde
    return packed(files | {"project.qde": qde.replace(old, new, 1).encode()})


def by_document(documents: list[MarkedText]) -> list[MarkedText]:
    return sorted(documents, key=lambda d: (d.id, d.annotator))


def test_what_was_written_reads_back() -> None:
    assert read_refi_qda(FILES) == [BRIDGE]


@given(corpora())
def test_every_corpus_reads_back(documents: list[MarkedText]) -> None:
    files = write_refi_qda(documents)
    assert by_document(read_refi_qda(files)) == by_document(documents)
    assert write_refi_qda(documents) == files


def test_texts_may_have_any_character() -> None:
    for text in ("\ufeffa\r\nb\f\x00", "\r", "", " \n"):
        document = MarkedText("a", text, (), (), "", {})
        assert read_refi_qda(write_refi_qda([document])) == [document]


def test_a_note_that_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(AnnotationError, match=r"zh-bridge: g1: holds the character U\+000C"):
        write_refi_qda([replace(BRIDGE, marks=(Mark("g1", 0, 1, "group", note="\f"),), links=())])


def test_annotators_of_one_text_are_users_of_one_source() -> None:
    second = replace(BRIDGE, annotator="second", marks=BRIDGE.marks[:1], links=(), about={"made_by": "model"})
    data = write_refi_qda([BRIDGE, second])["annotations.qdpx"]
    assert len(list(project(data).iter(f"{NS}TextSource"))) == 1
    assert [user.get("name") for user in project(data).iter(f"{NS}User")] == ["founders", "second"]
    assert read_refi_qda({"a.qdpx": data}) == [BRIDGE, second]
    with pytest.raises(AnnotationError, match="two sets of labels"):
        write_refi_qda([BRIDGE, BRIDGE])


# Against the schema: what the standard asks of each element (Project.xsd 1.0), in our own words: attributes that must
# be there, and children in the order they may come in.
GUID = r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"
SCHEMA = {
    "Project": ("name", "Users CodeBook Variables Cases Sources Notes Links Sets Graphs Description NoteRef"),
    "Users": ("", "User"),
    "User": ("guid", ""),
    "CodeBook": ("", "Codes"),
    "Codes": ("", "Code"),
    "Code": ("guid name isCodable", "Description NoteRef Code"),
    "Variables": ("", "Variable"),
    "Variable": ("guid name typeOfVariable", "Description"),
    "Cases": ("", "Case"),
    "Case": ("guid", "Description CodeRef VariableValue SourceRef SelectionRef"),
    "VariableValue": ("", "VariableRef TextValue"),
    "VariableRef": ("targetGUID", ""),
    "TextValue": ("", ""),
    "SourceRef": ("targetGUID", ""),
    "Sources": ("", "TextSource"),
    "TextSource": ("guid", "Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue"),
    "PlainTextSelection": ("guid startPosition endPosition", "Description Coding NoteRef"),
    "Description": ("", ""),
    "Coding": ("guid", "CodeRef NoteRef"),
    "CodeRef": ("targetGUID", ""),
    "Links": ("", "Link"),
    "Link": ("guid", "NoteRef"),
}
NOT_EMPTY = {"Users", "Codes", "Variables", "Cases", "Sources", "Links"}


@given(corpora())
def test_every_project_follows_the_schema(documents: list[MarkedText]) -> None:
    data = write_refi_qda(documents)["annotations.qdpx"]
    root = project(data)
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(set(guids)) == len(guids)
    for element in root.iter():
        name = element.tag.removeprefix(NS)
        required, order = SCHEMA[name]
        assert set(required.split()) <= set(element.attrib)
        places = [order.split().index(child.tag.removeprefix(NS)) for child in element]
        assert places == sorted(places)
        assert name not in NOT_EMPTY or len(element)
        for attribute, value in element.attrib.items():
            if attribute in ("guid", "targetGUID", "originGUID", "creatingUser"):
                assert re.fullmatch(GUID, value)
            if attribute.endswith("GUID") or attribute == "creatingUser":
                assert value in guids


def test_pyrefiqda_reads_the_project(tmp_path: Path) -> None:
    path = tmp_path / "annotations.qdpx"
    path.write_bytes(DATA)
    found = RefiProject.load(path, str(tmp_path / "unpacked"))
    (source,) = found.sources.text_source
    text = RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "unpacked").read_bytes().decode()
    assert text == TEXT
    codes = {code.guid: code.name for folder in found.code_book.codes.code for code in folder.code}
    assert [folder.name for folder in found.code_book.codes.code][:3] == ["Roles", "Stages", "Headings"]
    selections = {s.name: s for s in source.plain_text_selection}
    assert {
        name: (codes[s.coding[0].code_ref.target_guid], text[s.start_position : s.end_position])
        for name, s in selections.items()
        if name.startswith("s")
    } == {
        "s1": ("claim", "鹿川县的老桥撑不住了😀。"),
        "s2": ("evidence", "去年它封闭了三次。"),
        "s3": ("sentence", "一是定下检测的周期。"),
    }
    assert selections["g1"].description == "怎么修 & <why>"
    names = {s.guid: name for name, s in selections.items()}
    assert [(k.name, names[k.origin_guid], names[k.target_guid]) for k in found.links.link] == [
        ("supports", "s2", "s1"),
        (GROUNDS, "g1", "c1"),
    ]
    assert found.users.user[0].name == "founders"


def test_pyrefiqda_writes_the_project_again(tmp_path: Path) -> None:
    (tmp_path / "a.qdpx").write_bytes(DATA)
    found = RefiProject.load(tmp_path / "a.qdpx", str(tmp_path / "unpacked"))
    RefiProject.save(found, tmp_path / "b.qdpx", tmp_path / "unpacked" / "sources")
    assert read_refi_qda({"b.qdpx": (tmp_path / "b.qdpx").read_bytes()}) == [BRIDGE]


# What others write: codes in a tree, braces and capitals in GUIDs, texts inline or in Sources/, comments in notes.

FOREIGN = """<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<Project name="Study" origin="{origin}" xmlns="urn:QDA-XML:project:1.0">
  <Users><User guid="{{00000000-0000-0000-0000-00000000000A}}" name="Anna"/><User guid="00000000-0000-0000-0000-00000000000b" id="BE"/></Users>
  <CodeBook><Codes>
    <Code guid="c0000000-0000-0000-0000-000000000000" name="Pro" isCodable="true">
      <Code guid="c0000000-0000-0000-0000-000000000001" name="Claim" isCodable="true"/>
      <Code guid="c0000000-0000-0000-0000-000000000002" name="Reason" isCodable="true"/>
    </Code>
    <Code guid="c0000000-0000-0000-0000-000000000003" name="Contra" isCodable="false">
      <Code guid="c0000000-0000-0000-0000-000000000004" name="Claim" isCodable="true"/>
      <Code guid="c0000000-0000-0000-0000-000000000005" name="heading-2" isCodable="true"/>
    </Code>
  </Codes></CodeBook>
  <Sources>
    <PictureSource guid="50000000-0000-0000-0000-000000000000" name="Lamp.png" path="internal://lamp.png"/>
    <TextSource guid="50000000-0000-0000-0000-000000000001" name="Lamps" richTextPath="internal://t.docx" plainTextPath="internal://T.TXT">
      <PlainTextSelection guid="{{E0000000-0000-0000-0000-000000000001}}" name="灯😀" startPosition="0" endPosition="2" creatingUser="00000000-0000-0000-0000-00000000000A">
        <Coding guid="f0000000-0000-0000-0000-000000000001"><CodeRef targetGUID="{{C0000000-0000-0000-0000-000000000002}}"/></Coding>
        <NoteRef targetGUID="a0000000-0000-0000-0000-000000000001"/>
      </PlainTextSelection>
      <PlainTextSelection guid="e0000000-0000-0000-0000-000000000002" startPosition="{start}" endPosition="{end}">
        <Description/>
        <Coding guid="f0000000-0000-0000-0000-000000000002" creatingUser="00000000-0000-0000-0000-00000000000a"><CodeRef targetGUID="c0000000-0000-0000-0000-000000000001"/></Coding>
        <Coding guid="f0000000-0000-0000-0000-000000000003" creatingUser="00000000-0000-0000-0000-00000000000b"><CodeRef targetGUID="c0000000-0000-0000-0000-000000000004"/></Coding>
      </PlainTextSelection>
      <PlainTextSelection guid="e0000000-0000-0000-0000-000000000003" startPosition="0" endPosition="1"><Description>only a comment</Description></PlainTextSelection>
      <Coding guid="f0000000-0000-0000-0000-000000000009"><CodeRef targetGUID="c0000000-0000-0000-0000-000000000001"/></Coding>
    </TextSource>
    <TextSource guid="50000000-0000-0000-0000-000000000002" name="Lamps"><PlainTextContent>Inline text.</PlainTextContent></TextSource>
    <PDFSource guid="50000000-0000-0000-0000-000000000003" name="Report.pdf" path="internal://r.pdf">
      <PDFSelection guid="e0000000-0000-0000-0000-000000000004" page="1" firstX="0" firstY="0" secondX="1" secondY="1"/>
      <Representation guid="50000000-0000-0000-0000-000000000004" plainTextPath="internal://r.txt">
        <PlainTextSelection guid="e0000000-0000-0000-0000-000000000005" startPosition="0" endPosition="5" creatingUser="00000000-0000-0000-0000-0000000000ff">
          <Coding guid="f0000000-0000-0000-0000-000000000005"><CodeRef targetGUID="c0000000-0000-0000-0000-000000000005"/></Coding>
        </PlainTextSelection>
      </Representation>
    </PDFSource>
  </Sources>
  <Notes><Note guid="a0000000-0000-0000-0000-000000000001" name="memo"><PlainTextContent>Why this?</PlainTextContent></Note></Notes>
  <Links>
    <Link guid="10000000-0000-0000-0000-000000000001" name="because" direction="OneWay" originGUID="e0000000-0000-0000-0000-000000000001" targetGUID="e0000000-0000-0000-0000-000000000002"/>
    <Link guid="10000000-0000-0000-0000-000000000002" originGUID="a0000000-0000-0000-0000-000000000001" targetGUID="e0000000-0000-0000-0000-000000000002"/>
    <Link guid="10000000-0000-0000-0000-000000000003" originGUID="c0000000-0000-0000-0000-000000000001" targetGUID="c0000000-0000-0000-0000-000000000002"/>
  </Links>
</Project>
"""  # noqa: E501
SOURCES = {"t_txt": "\ufeff灯😀。\r\n坏了。".encode(), "r_txt": b"Title\nText."}
OTHERS = [
    MarkedText(
        "Lamps",
        "灯😀。\r\n坏了。",
        (Mark("m1", 0, 2, "sentence", "Reason", "Why this?"), Mark("m2", 5, 8, "sentence", "Pro/Claim", "Why this?")),
        (Link("m1", "m2", "because"),),
        "Anna",
        {"title": "Lamps"},
    ),
    MarkedText(
        "Lamps",
        "灯😀。\r\n坏了。",
        (Mark("m1", 5, 8, "sentence", "Contra/Claim", "Why this?"),),
        (),
        "BE",
        {"title": "Lamps"},
    ),
    MarkedText("Lamps-2", "Inline text.", (), (), "", {"title": "Lamps"}),
    MarkedText("Report.pdf", "Title\nText.", (Mark("m1", 0, 5, "heading", "2"),), (), "", {"title": "Report.pdf"}),
]


def test_a_project_of_others_is_read() -> None:
    assert read(FOREIGN.format(origin="NVivo", start=5, end=8), **SOURCES) == OTHERS


def test_atlas_ti_counts_a_line_end_of_two_characters_as_one() -> None:
    assert read(FOREIGN.format(origin="ATLAS.ti 24", start=4, end=7), **SOURCES) == OTHERS


@pytest.mark.parametrize(
    "path",
    ["internal://../project.qde", "absolute:///etc/passwd", "relative:///t.txt", "/etc/passwd", "internal://x.txt"],
)
def test_no_path_is_followed_out_of_the_archive(path: str) -> None:
    qde = FOREIGN.format(origin="x", start=5, end=8).replace("internal://T.TXT", path)
    with pytest.raises(AnnotationError, match="no path is followed out of it") as caught:
        read(qde, **SOURCES)
    assert caught.value.where == "study.qdpx: project.qde:16"


# Damage.


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "no sound zip archive"),
        (packed({}), "holds 0 files project.qde"),
        (packed({"a.qde": b"", "b.qde": b""}), "holds 2 files project.qde"),
        (packed({"project.qde": b"<a>"}), "no well-formed XML"),
        (packed({"project.qde": b"<!DOCTYPE a><a/>"}), "has a DOCTYPE"),
        (packed({"project.qde": b"<a/>"}), "its root is a and not Project"),
        (changed('startPosition="6"', 'startPosition="x"'), 'the startPosition is "x"'),
        (changed('startPosition="6"', 'startPosition="-6"'), 'the startPosition is "-6"'),
        (changed('startPosition="6"', 'startPosition="18"'), "from 18 to 18"),
        (changed('startPosition="6"', 'start="6"'), 'the startPosition is ""'),
        (changed('endPosition="46"', 'endPosition="47"'), "from 29 to 47 in a text of 46"),
        (changed("<CodeRef targetGUID=", "<CodeRef GUID="), "CodeRef has no targetGUID"),
        (changed("<CodeRef targetGUID=", "<CodRef targetGUID="), "not in the codebook"),
        (changed('<CodeRef targetGUID="', '<CodeRef targetGUID="0'), "not in the codebook"),
        (changed('<Code guid="', '<Code guid="" id="'), "Code has no guid"),
        (changed("plainTextPath", "plainPath"), "has no plain text"),
        (changed("<Users>", '<Users><User guid="a"/><User guid="A"/>'), "two of Users have the GUID a"),
        (changed("<Codes>", '<Codes><Code guid="a"/><Code guid="{A}"/>'), "two codes have the GUID a"),
        (
            changed("<Sources>", "<Sources>" + '<TextSource guid="a"><PlainTextContent/></TextSource>' * 2),
            "two sources have the GUID a",
        ),
        (packed({n: d if n.endswith("qde") else b"\xff\xff" for n, d in members(DATA).items()}), "is not UTF-8"),
    ],
)
def test_damage_is_named_with_its_place(data: bytes, what: str) -> None:
    error = fault(data)
    assert what in error.what
    assert error.where.startswith("study.qdpx")


def test_an_encrypted_archive_is_refused() -> None:
    flags = DATA.index(b"PK\x01\x02") + 8  # of the first member, in the directory
    assert "encrypted" in fault(DATA[:flags] + b"\x01" + DATA[flags + 1 :]).what


@settings(max_examples=150)
@given(st.data())
def test_damaged_files_are_refused_or_read(data: st.DataObject) -> None:
    foreign = {
        "project.qde": FOREIGN.format(origin="ATLAS", start=4, end=7).encode(),
        "sources/t.txt": SOURCES["t_txt"],
    }
    base = data.draw(st.sampled_from([members(DATA), {**foreign, "sources/r.txt": SOURCES["r_txt"]}]))
    if data.draw(st.booleans()):
        survives(read_refi_qda, {"a.qdpx": data.draw(damaged(packed(base)))})
        return
    guids = re.findall(rb'"[^"]*00000000000[1-5]"', foreign["project.qde"])
    words = b'"6" "29" "0" "-1" "" guid targetGUID creatingUser Coding Code Link Note Source name Position Text'.split()
    qde = base["project.qde"]
    broken = data.draw(st.one_of(damaged(qde, tuple(words)), replaced(qde, (*words, *dict.fromkeys(guids)))))
    survives(read_refi_qda, {"a.qdpx": packed({**base, "project.qde": broken})})


@given(st.binary(max_size=100))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    survives(read_refi_qda, {"a.qdpx": data})
