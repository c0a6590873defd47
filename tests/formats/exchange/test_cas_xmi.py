import io
from dataclasses import replace
from itertools import pairwise

import cassis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.marked import GROUNDS, Link, Mark, MarkedText
from pipeline.errors import AnnotationError
from pipeline.formats.exchange._cas import Utf16, sentences
from pipeline.formats.exchange.cas_xmi import read_cas_xmi, write_cas_xmi
from tests.formats.exchange.broken import damaged, replaced, survives
from tests.formats.exchange.marked_drawn import BRIDGE, TEXT, corpora, marked_texts, texts

FOLDER = "annotation/zh-bridge"
XMI = f"{FOLDER}/founders.xmi"


def written(documents: list[MarkedText]) -> dict[str, bytes]:
    """The files that a reader of `.xmi` and `.xml` is given."""
    return {name: data for name, data in write_cas_xmi(documents).items() if name.endswith((".xmi", ".xml"))}


FILES = written([BRIDGE])


def loaded(files: dict[str, bytes], xmi: str = XMI) -> cassis.Cas:
    """As DKPro Cassis reads it."""
    types = cassis.load_typesystem(io.BytesIO(files[f"{xmi.rpartition('/')[0]}/TypeSystem.xml"]))
    return cassis.load_cas_from_xmi(io.BytesIO(files[xmi]), typesystem=types)


def fault(files: dict[str, bytes]) -> AnnotationError:
    with pytest.raises(AnnotationError) as caught:
        read_cas_xmi(files)
    assert caught.value.remedy
    return caught.value


def changed(old: str, new: str) -> dict[str, bytes]:
    data = FILES[XMI].decode()
    assert old in data
    return {XMI: data.replace(old, new).encode()}


def test_files_are_laid_out_as_inception_exports_them() -> None:
    second = replace(BRIDGE, annotator="李 四/x")
    assert list(write_cas_xmi([BRIDGE, second, replace(BRIDGE, id="zh/bridge")])) == [
        "layers.json",
        "annotation/zh-bridge/TypeSystem.xml",
        "annotation/zh-bridge/founders.xmi",
        "annotation/zh-bridge/李-四-x.xmi",
        "annotation/zh-bridge-2/TypeSystem.xml",
        "annotation/zh-bridge-2/founders.xmi",
    ]


def test_what_was_written_reads_back_with_or_without_the_type_system() -> None:
    assert read_cas_xmi(FILES) == [BRIDGE]
    assert read_cas_xmi({XMI: FILES[XMI]}) == [BRIDGE]
    assert read_cas_xmi({"downloads/alone.xml": FILES[XMI]})[0].marks == BRIDGE.marks


@given(corpora())
def test_every_corpus_reads_back(documents: list[MarkedText]) -> None:
    files = written(documents)
    assert read_cas_xmi(files) == documents
    assert written(documents) == files


def test_cassis_finds_the_text_and_the_ends_of_relations() -> None:
    cas = loaded(FILES)
    assert cas.sofa_string == TEXT
    statements = {s.mark: (s.role, s.get_covered_text()) for s in cas.select("webanno.custom.Statement")}
    assert statements == {
        "s1": ("claim", "鹿川县的老桥撑不住了😀。"),
        "s2": ("evidence", "去年它封闭了三次。"),
        "s3": (None, "一是定下检测的周期。"),
    }
    (relation,) = cas.select("webanno.custom.Argument")
    assert (relation.Governor.mark, relation.Dependent.mark, relation.relation) == ("s2", "s1", "supports")
    assert relation.get_covered_text() == relation.Dependent.get_covered_text()
    (group,) = cas.select("webanno.custom.Group")
    assert [(link.role, link.target.mark) for link in group.grounds.elements] == [(GROUNDS, "c1")]
    (meta,) = cas.select("de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData")
    assert (meta.documentId, meta.documentTitle, meta.language) == ("zh-bridge", "老桥", "zh")


def test_offsets_in_the_file_count_utf_16_units() -> None:
    assert 'begin="6" end="19" role="claim"' in FILES[XMI].decode()


@settings(max_examples=50, deadline=None)
@given(marked_texts())
def test_cassis_reads_and_writes_every_document(document: MarkedText) -> None:
    files = written([document])
    xmi = next(name for name in files if name.endswith(".xmi"))
    cas = loaded(files, xmi)
    assert cas.sofa_string == document.text
    covered = {s.mark: s.get_covered_text() for type in ("Heading", "Section", "Statement", "Group", "Measure")
               for s in cas.select(f"webanno.custom.{type}")}  # fmt: skip
    assert covered == {m.id: document.text[m.start : m.end] for m in document.marks}
    (back,) = read_cas_xmi({xmi: cas.to_xmi().encode()})
    assert sorted(back.links, key=repr) == sorted(document.links, key=repr)
    assert replace(back, links=()) == replace(document, links=())


@given(marked_texts())
def test_inception_can_show_all_of_the_text(document: MarkedText) -> None:
    spans = list(sentences(document))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    left = "".join(
        document.text[a:b] for a, b in zip([0, *(s[1] for s in spans)], [*(s[0] for s in spans), None], strict=True)
    )
    assert not left.strip()


@given(texts(controls=True))
def test_units_and_points_are_converted_both_ways(text: str) -> None:
    utf16 = Utf16(text)
    assert utf16.units == len(text.encode("utf-16-le")) // 2
    units = [len(text[:i].encode("utf-16-le")) // 2 for i in range(len(text) + 1)]
    assert [utf16.to_units(i) for i in range(len(text) + 1)] == units
    points = {unit: i for i, unit in enumerate(units)}
    assert [utf16.to_point(unit) for unit in range(-1, utf16.units + 2)] == [
        points.get(unit) for unit in range(-1, utf16.units + 2)
    ]


def test_a_character_that_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(AnnotationError, match=r"U\+000C.*cas-json"):
        write_cas_xmi([replace(BRIDGE, text="a\fb", marks=(), links=())])


# What others make with INCEpTION.

FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:pos="http:///de/tudarmstadt/ukp/dkpro/core/api/lexmorph/type/pos.ecore"
 xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///webanno/custom.ecore"
 xmlns:type4="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
 xmlns:type3="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore" xmi:version="2.0">
  <cas:NULL xmi:id="0"/>
  <type3:DocumentMetaData xmi:id="1" sofa="12" begin="0" end="13" language="x-unspecified"
   documentTitle="lamps.txt" documentId="anna" isLastSegment="false"/>
  <type4:Sentence xmi:id="20" sofa="12" begin="0" end="7"/>
  <type4:Token xmi:id="21" sofa="12" begin="0" end="2"/>
  <pos:POS xmi:id="22" sofa="12" begin="0" end="2" PosValue="NN"/>
  <custom:Claim xmi:id="30" sofa="12" begin="0" end="7" value="Major"/>
  <custom:Claim xmi:id="31" sofa="12" begin="8" end="13" value="Minor" comment="which one?"/>
  <custom:Claim xmi:id="32" sofa="12" begin="8" end="11"/>
  <custom:Backing xmi:id="40" sofa="12" begin="0" end="7" Governor="31" Dependent="30" value="supports"/>
  <custom:Gap xmi:id="41" sofa="12" begin="7" end="8"/>
  <custom:Claim xmi:id="50" sofa="12" begin="0" end="1" value="deleted"/>
  <cas:Sofa xmi:id="12" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="路灯不亮😀。&#10;没人认领。"/>
  <cas:View sofa="12" members="1 20 21 22 30 31 32 40 41"/>
</xmi:XMI>
"""
LAMPS = MarkedText(
    "lamps",
    "路灯不亮😀。\n没人认领。",
    (
        Mark("x30", 0, 6, "sentence", "Major"),
        Mark("x41", 6, 7, "sentence", "Gap"),
        Mark("x31", 7, 12, "sentence", "Minor", "which one?"),
        Mark("x32", 7, 10, "sentence"),
    ),
    (Link("x31", "x30", "supports"),),
    "anna",
    {"title": "lamps.txt"},
)
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types><typeDescription>
<name>webanno.custom.Claim</name><description/><supertypeName>uima.tcas.Annotation</supertypeName><features>
<featureDescription><name>certain</name><rangeTypeName>uima.cas.Boolean</rangeTypeName></featureDescription>
<featureDescription><name>sort</name><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
<featureDescription><name>backs</name><rangeTypeName>uima.cas.FSArray</rangeTypeName>
<elementType>webanno.custom.ClaimBacksLink</elementType></featureDescription>
</features></typeDescription></types></typeSystemDescription>
"""


@pytest.mark.parametrize(
    "name",
    [
        "annotation/lamps.txt/webanno6151388004753565972export/anna.xmi",
        "annotation/lamps.txt/anna/anna.xmi",
        "annotation/lamps.txt/anna.xmi",
        "lamps.txt/anna.xmi",
    ],
)
def test_a_project_of_others_is_read_whatever_its_layers_are_called(name: str) -> None:
    assert read_cas_xmi({name: FOREIGN.encode()}) == [LAMPS]


def test_a_lone_file_is_named_by_its_title() -> None:
    for name in ("anna.xmi", "annotation/anna.xmi", "webanno1export/anna.xmi"):
        assert read_cas_xmi({name: FOREIGN.encode()}) == [replace(LAMPS, annotator="")]


def test_a_type_system_tells_which_feature_is_the_label_and_which_are_links() -> None:
    xmi = FOREIGN.replace('value="Major"', 'certain="true" sort="Major" backs="60"').replace(
        "<cas:Sofa", '<custom:ClaimBacksLink xmi:id="60" role="rebuts" target="31"/><cas:Sofa'
    )
    files = {"annotation/l/anna.xmi": xmi.encode(), "annotation/l/TypeSystem.xml": TYPES.encode()}
    (document,) = read_cas_xmi(files)
    assert {m.id: m.label for m in document.marks} == {"x30": "Major", "x31": "", "x32": "", "x41": "Gap"}
    assert document.links == (Link("x31", "x30", "supports"), Link("x30", "x31", "rebuts"))


def test_an_array_of_links_may_be_a_structure_of_its_own() -> None:
    xmi = FOREIGN.replace('value="Major"', 'sort="Major" backs="61"').replace(
        "<cas:Sofa",
        '<custom:ClaimBacksLink xmi:id="60" role="rebuts" target="31"/>'
        '<cas:FSArray xmi:id="61" elements="60"/><cas:Sofa',
    )
    files = {"l/anna.xmi": xmi.encode(), "l/TypeSystem.xml": TYPES.encode()}
    assert Link("x30", "x31", "rebuts") in read_cas_xmi(files)[0].links


def test_who_goes_on_with_our_file_is_its_annotator() -> None:
    (document,) = read_cas_xmi({f"{FOLDER}/anna.xmi": FILES[XMI]})
    assert (document.id, document.annotator) == ("zh-bridge", "anna")


def test_marks_made_in_inception_have_no_id_of_ours() -> None:
    (document,) = read_cas_xmi(changed(' mark="s3"', ' role="claim"'))
    (new,) = (m for m in document.marks if m.layer == "sentence" and m.start == 35)
    assert (new.id[0], new.label) == ("x", "claim")


# Damage.


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"a.xmi": b"text"}, "no well-formed XML"),
        ({"a.xmi": b'<?xml version="1.1"?><a>&#1;</a>'}, "no well-formed XML"),
        ({"a.xmi": b'<?xml version="1.0" encoding="gb18030"?><a/>'}, "no readable XML"),
        ({"a.xmi": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "has a DOCTYPE"),
        ({"a.xmi": b"<a>" * 300}, "nested too deeply"),
        ({"a.xmi": b"<html/>"}, "is XML, but no XMI"),
        (changed("cas:Sofa", "cas:Sofia"), "holds 0 texts"),
        (changed("<cas:View", '<cas:Sofa xmi:id="999" sofaID="b" sofaString="b"/><cas:View'), "holds 2 texts"),
        (changed('begin="6" end="19" role', 'begin="6" end="17" role'), "cuts a character"),
        (changed('begin="6" end="19" role', 'begin="6" end="6" role'), "from 6 to 6"),
        (changed('begin="6" end="19" role', 'begin="6" end="48" role'), "from 6 to 48"),
        (changed('begin="6" end="19" role', 'begin="-6" end="19" role'), 'the begin is "-6"'),
        (changed('begin="6" end="19" role', 'begin="true" end="19" role'), 'the begin is "true"'),
        (changed('mark="s1"', 'mark="s2"'), '"s2" is there twice'),
        (changed('Dependent="', 'Dependent="9'), "no span of a custom layer"),
        (changed(' Dependent="', ' Dependant="'), "ends at nothing"),
        (changed('grounds="', 'grounds="9'), "which is not there"),
        (changed('members="', 'members="9999 '), "the view lists 9999"),
        (changed('xmi:id="3"', 'xmi:id="2"'), "two structures have the number 2"),
        (changed('xmi:id="3"', 'xmi:id="x"'), 'the xmi:id is "x"'),
    ],
)
def test_damage_is_named_with_its_place(files: dict[str, bytes], what: str) -> None:
    error = fault(files)
    assert what in error.what
    assert error.where.startswith(next(iter(files)))


@settings(max_examples=200)
@given(st.data())
def test_damaged_files_are_refused_or_read(data: st.DataObject) -> None:
    name, base = data.draw(st.sampled_from([(XMI, FILES[XMI]), ("l/anna.xmi", FOREIGN.encode())]))
    words = "begin= mark= role= Governor Dependent grounds= custom: sofa= cas:Sofa target xmi:id value Statement"
    pieces = tuple(
        word.encode() for word in [*words.split(), *(f'"{v}"' for v in ("6", "30", "31", "19", "-1", "", "12"))]
    )
    broken = data.draw(st.one_of(damaged(base, pieces), replaced(base, pieces)))
    survives(read_cas_xmi, {name: broken, "l/TypeSystem.xml": TYPES.encode()})


@given(st.binary(max_size=100))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    survives(read_cas_xmi, {"a.xmi": data})
