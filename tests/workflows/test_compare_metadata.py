"""Properties of documents from tables and file names, and the years of their dates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.comparison.result import Note
from pipeline.errors import ConfigError, InputError
from pipeline.workflows.dates import year_of
from pipeline.workflows.file_names import from_names, name_pattern
from pipeline.workflows.metadata import Named, matched, read_metadata


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("2023", 2023),
        ("2023年", 2023),
        ("2023年5月1日", 2023),
        ("2023-05-01", 2023),
        ("2023-05-01T08:00:00+08:00", 2023),
        ("2023/5/1", 2023),
        ("2023.05", 2023),
        ("20230501", 2023),
        ("202305", 2023),
        ("1 May 2023", 2023),
        ("May 1, 2023", 2023),
        ("5/1/2023", 2023),
        ("二〇二三年五月", 2023),
        ("二零二三", 2023),
        ("一九七八年", 1978),
        ("２０２３年", 2023),
        ("2021—2025年", 2021),
        ("", None),
        ("spring", None),
        ("23", None),
        ("12345", None),
        ("20231", None),
        ("三百二十年", None),
        ("9999", None),
    ],
)
def test_the_year_of_a_date(date, year):
    assert year_of(date) == year


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%d.%m.%Y", "%B %d, %Y"]))
def test_every_form_gives_the_year(date, form):
    if 1000 <= date.year <= 2999:
        assert year_of(date.strftime(form)) == date.year


DOCUMENTS = [Named("a", "in/甲.txt"), Named("b", "in/乙.md"), Named("c", "in/sub/丙.txt"), Named("d", "other/丙.txt")]


def table(folder, text, encoding="utf-8", name="about.csv"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_in_any_encoding_with_any_delimiter(tmp_path, encoding, mark):
    text = "文件,年份,地区\n甲.txt,2021,云溪\n乙,2022年,\n".replace(",", mark)
    found, notes = matched(read_metadata(table(tmp_path, text, encoding)), DOCUMENTS[:2])
    assert found == {"a": {"date": "2021", "region": "云溪"}, "b": {"date": "2022年"}}
    assert notes == ()


def test_a_workbook(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["file", "year", "kind"], ["甲.txt", 2021, "plan"]):
        book.active.append(row)
    book.save(tmp_path / "about.xlsx")
    assert read_metadata(tmp_path / "about.xlsx").rows == {"甲.txt": {"date": "2021", "kind": "plan"}}


def test_rows_on_absent_and_ambiguous_documents_are_told(tmp_path):
    text = "file,kind\nin/甲.txt,x\n丙.txt,y\nother/丙.txt,z\n丁.txt,w\n戊.txt,w\n"
    read = read_metadata(table(tmp_path, text))
    found, notes = matched(read, DOCUMENTS)
    assert found == {"a": {"kind": "x"}, "d": {"kind": "z"}}
    assert notes == (
        Note("metadata-absent", read.name, ("丁.txt", "戊.txt")),
        Note("metadata-ambiguous", read.name, ("丙.txt",)),
        Note("metadata-missing", read.name, ("b", "c")),
    )


def test_names_fit_whatever_their_case_composition_and_slashes(tmp_path):
    read = read_metadata(table(tmp_path, "id,kind\nCAFE\u0301,x\nIN\\SUB\\丙.TXT,y\n"))
    found, _ = matched(read, [Named("caf\u00e9", "café.txt"), Named("c", "in/sub/丙.txt")])
    assert found == {"caf\u00e9": {"kind": "x"}, "c": {"kind": "y"}}


def test_a_row_on_a_copy_is_on_the_document_that_is_counted(tmp_path):
    """Which of two copies is counted hangs on their names, and no reader can know it."""
    twins = [Named("a", "in/甲-副本.txt")]
    read = read_metadata(table(tmp_path, "file,kind,region\n甲-副本.txt,x,云溪\n"))
    found, notes = matched(read, DOCUMENTS[:1], twins)
    assert (found, notes) == ({"a": {"kind": "x", "region": "云溪"}}, ())
    both = read_metadata(table(tmp_path, "file,kind,region\n甲.txt,y,\n甲-副本.txt,x,云溪\n"))
    assert matched(both, DOCUMENTS[:1], twins)[0] == {"a": {"kind": "y", "region": "云溪"}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no row"),
        ("file,kind\n", "holds no row"),
        ("file,kind\na,x\na,y\n", "is a second row on a"),
        ("file,kind,类型\na,x,y\n", "two columns say the kind"),
        ("file,kind\n,x\n", 'does not name its document in the column "file"'),
        ('file,kind\na,"x\n', "is no sound CSV"),
    ],
)
def test_an_unsound_table_is_refused(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_metadata(table(tmp_path, text))


def test_a_table_that_is_absent_or_binary_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_metadata(tmp_path / "none.csv")
    (tmp_path / "b.csv").write_bytes(b"\x00\xff\x00\xff\xfe\x01")
    with pytest.raises(InputError, match="neither UTF-8"):
        read_metadata(tmp_path / "b.csv")


def test_a_pattern_reads_names():
    pattern = name_pattern("{date}_{region}_{title}")
    found, notes = from_names(
        pattern,
        [Named("a", "x/2021_云溪_治水_规划.txt"), Named("b", "2022_青川.md"), Named("c", "y/2020_A_B.analysis.json")],
    )
    assert found == {
        "a": {"date": "2021", "region": "云溪", "title": "治水_规划"},
        "c": {"date": "2020", "region": "A", "title": "B"},
    }
    assert notes == (Note("pattern-misfit", "{date}_{region}_{title}", ("2022_青川.md",)),)


def test_a_pattern_takes_signs_as_they_are():
    assert name_pattern("({年份}) {类型}.v1").read("(2021) plan.v1.txt") == {"date": "2021", "kind": "plan"}
    assert name_pattern("({年份}) {类型}.v1").read("(2021) planxv1.txt") is None


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("plain", "no field"),
        ("{a}{b}", "nothing between"),
        ("{a}_{a}", "twice"),
        ("{}_x", "without a name"),
        ("{a}_}", "brace"),
        ("{date}_{year}", "twice"),
    ],
)
def test_an_unsound_pattern_is_refused(pattern, message):
    with pytest.raises(ConfigError, match=message):
        name_pattern(pattern)
