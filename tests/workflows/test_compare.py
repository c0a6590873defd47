"""Comparisons from end to end: groups, languages, bad input, files."""

import csv
import io
import json
from dataclasses import replace

import pytest

from pipeline.comparison.likeness import fitted
from pipeline.comparison.measures import MEASURES
from pipeline.comparison.record import describe
from pipeline.errors import ConfigError, OutputError
from pipeline.formats.analysis_json import write_analysis
from pipeline.report import comparison_numbers
from pipeline.workflows import comparison_files
from pipeline.workflows.compare import Settings, compare_paths, compare_records, save_comparison, warnings_of
from pipeline.workflows.comparison_files import files_of
from tests.cli.running import tree
from tests.workflows.comparison_samples import HOSTILE, chinese, english, hostile, plan, written


def dated(analyses):
    """Their records, with the year of each plan and the half of the time it is from."""
    records = []
    for analysis in analyses:
        year = analysis.document.source.removesuffix(".txt")
        decade = f"{int(year) // 10 * 10}–{int(year) // 10 * 10 + 9}"
        kind = "early" if int(year) < 2005 else "late"
        metadata = {"date": year, "year": year, "decade": decade, "kind": kind}
        records.append(replace(describe(analysis), metadata=metadata))
    return records


def codes(comparison):
    return [note.code for note in comparison.notes]


def test_groups_trends_alignment_and_themes_of_one_language():
    comparison = compare_records(dated(chinese()), Settings())
    [part] = comparison.parts
    assert (comparison.by, part.language, comparison.documents) == ("kind", "zh", 8)
    assert set(part.groups) == {"early", "late"}
    assert {(d.group_a, d.group_b) for d in part.differences} == {("early", "late")}
    assert set(part.trends) == {""}  # four documents of a group make no trend
    shared = {frozenset(id.partition("#")[0] for id in cluster) for cluster in part.alignment.clusters}
    assert frozenset(f"zh-{2001 + i}" for i in range(8)) in shared  # what every plan says
    assert part.diff is None


def test_languages_are_apart_and_this_is_said():
    comparison = compare_records([*dated(chinese()), *dated(english())], Settings())
    assert [(part.language, len(part.records)) for part in comparison.parts] == [("zh", 8), ("en", 3)]
    page = files_of(comparison)["comparison.html"].decode()
    assert "全部结果按语言分开，不合并计算" in page
    for part in comparison.parts:
        home = {r.id for r in part.records}
        assert {id.partition("#")[0] for id in part.themes.assignment} <= home
        assert {id.partition("#")[0] for p in part.alignment.pairs for id in (p.a, p.b)} <= home
        assert {d.documents_a + d.documents_b for d in part.differences} <= {len(home)}


@pytest.mark.parametrize(
    ("plans", "conflict"),
    [
        (chinese, "“冲突”指一条的某个分句要提高、扩大、允许或支持的，正是另一条的某个分句要削减、取消、禁止或反对的"),
        (
            english,
            "a clause of one raises, extends, allows or supports what a clause of the other cuts, "
            "ends, forbids or opposes",
        ),
    ],
)
def test_the_methods_quote_what_was_measured_and_say_what_a_conflict_is(plans, conflict):
    page = files_of(compare_records(dated(plans()), Settings()))["comparison.html"].decode()
    measured = fitted()["measured"]
    quoted = [str(measured["test_pairs"]), *(f"{x:.2f}" for x in measured["f1_same"])]
    [line] = [line for line in page.splitlines() if conflict in line]
    assert all(figure in line for figure in quoted)


def test_the_summary_says_how_many_judgements_are_wrong_and_the_conflicts_how_many_are_missed(monkeypatch):
    measured = {**fitted()["measured"], "precision_same": 0.375, "conflicts": [2, 7]}
    monkeypatch.setattr(comparison_numbers, "fitted", lambda: {"measured": measured})
    page = files_of(compare_records(dated(chinese()), Settings()))["comparison.html"].decode()
    [line] = [line for line in page.splitlines() if "判为与另一份文件的建议相同的有" in line]
    assert "约 62% 其实不同" in line
    assert "真实文本中的 7 对冲突只找到 2 对" in page


def test_one_document_is_reported_in_words():
    comparison = compare_records(dated(chinese(1)), Settings())
    assert "one-document" in codes(comparison)
    [part] = comparison.parts
    assert (part.differences, dict(part.trends), part.diff) == ((), {}, None)
    page = files_of(comparison)["comparison.html"].decode()
    assert "只有一份文件，因此没有组间比较、区间与趋势" in page
    assert "<img" not in page


def test_no_recommendations_anywhere_is_said():
    comparison = compare_records(dated([plan(2001 + i, measures=()) for i in range(4)]), Settings())
    assert "no-recommendations" in codes(comparison)
    page = files_of(comparison)["comparison.html"].decode()
    assert "所有文件中都没有识别出建议" in page


def test_two_documents_are_told_apart():
    pair = [plan(2001, measures=("应当修桥。", "应当清河。")), plan(2002, measures=("应当修桥。", "鼓励植树。"))]
    comparison = compare_records(dated(pair), Settings(), whole=pair)
    assert comparison.parts[0].diff is not None
    page = files_of(comparison)["comparison.html"].decode()
    assert "两份文件的异同" in page
    assert page.index("概要</h2>") < page.index("两份文件的异同</h2>")
    assert 'class="beside two change added"' in page


def test_two_versions_are_told_apart_before_all_else():
    pair = []
    for id, last in (("v1", "修路3公里。"), ("v2", "修路5公里。")):
        made = plan(2001, measures=("应当修桥。", "应当清河。", "鼓励植树。", last))
        pair.append(replace(made, document=replace(made.document, id=id)))
    comparison = compare_records([describe(a) for a in pair], Settings(), whole=pair)
    page = files_of(comparison)["comparison.html"].decode()
    assert page.index("两个版本的异同</h2>") < page.index("概要</h2>")
    assert page.count("两个版本的异同</h2>") == 1
    assert "改写 1 处" in page
    assert "标注不同，原文未变" in page
    assert "修路<del>3</del>公里。" in page
    assert "修路<ins>5</ins>公里。" in page


def test_decades_are_groups_of_dates():
    records = dated([plan(year, measures=("应当修桥。",)) for year in (1985, 1986, 1987, 1994, 1995, 1996)])
    comparison = compare_records(records, Settings(by="date"))
    assert (comparison.by, comparison.parts[0].groups) == ("decade", ("1980–1989", "1990–1999"))


def test_an_unknown_property_is_refused_with_those_there_are():
    with pytest.raises(ConfigError, match=r"no document has the property 'colour'\. Choose from date, kind"):
        compare_records(dated(chinese(2)), Settings(by="colour"))
    with pytest.raises(ConfigError, match=r"there is no group 'middle'\. The groups are: "):
        compare_records(dated(chinese()), Settings(baseline="middle"))


def test_a_baseline_is_in_every_comparison():
    records = [replace(r, metadata={"kind": "abc"[i % 3]}) for i, r in enumerate(dated(chinese(12)))]
    [part] = compare_records(records, Settings(baseline="b")).parts
    assert {d.group_a for d in part.differences} == {"b"} or {d.group_b for d in part.differences} == {"b"}


def test_small_groups_are_not_tested_and_this_is_said():
    records = [replace(r, metadata={"kind": "a" if i else "b"}) for i, r in enumerate(dated(chinese()))]
    comparison = compare_records(records, Settings())
    assert comparison.parts[0].differences == ()
    assert "small-groups" in codes(comparison)


def test_models_that_differ_are_told():
    first, second = dated(chinese(2))
    assert "models-differ" in codes(compare_records([first, replace(second, model="other 1 abc")], Settings()))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    return written(tmp_path / "in", chinese())


def test_metadata_makes_groups_and_absent_documents_are_told(folder, tmp_path):
    rows = "".join(f"{2001 + i}.txt,{2001 + i}年,{'甲' if i % 2 else '乙'}\n" for i in range(8))
    (tmp_path / "about.csv").write_bytes(f"文件,日期,类型\n{rows}1999.txt,1999,甲\n".encode("gb18030"))
    comparison = compare_paths([folder], settings=Settings(metadata=tmp_path / "about.csv"))
    assert {r.metadata["kind"] for r in comparison.parts[0].records} == {"甲", "乙"}
    assert [r.metadata["year"] for r in comparison.parts[0].records] == [str(2001 + i) for i in range(8)]
    [warning] = [line for line in warnings_of(comparison) if "not among those compared" in line]
    assert "1999.txt" in warning


def test_metadata_of_a_copy_is_used(folder, tmp_path):
    again = chinese()[0]
    document = replace(again.document, id="aaa", source="副本.txt")
    write_analysis(replace(again, document=document), folder / "aaa.analysis.json")
    (tmp_path / "about.csv").write_text("file,date\n2001.txt,2001\n", "utf-8")
    comparison = compare_paths([folder], settings=Settings(metadata=tmp_path / "about.csv"))
    assert [r.metadata.get("year") for r in comparison.parts[0].records if r.id == "aaa"] == ["2001"]
    assert "metadata-absent" not in codes(comparison)


def test_few_documents_have_no_interval_and_this_is_said():
    records = [replace(r, metadata={"kind": "a" if i else "b"}) for i, r in enumerate(dated(chinese(7)))]
    comparison = compare_records(records, Settings())
    intervals = {e.group: e.interval for e in comparison.parts[0].estimates if e.measure == "share_claim"}
    assert intervals["b"] is None
    assert intervals["a"] is not None
    assert [(n.name, n.items) for n in comparison.notes if n.code == "no-intervals-of"] == [("5", ("b",))]
    page = files_of(comparison)["comparison.html"].decode()
    assert "文件不足 5 份的组不给区间：b" in page
    assert "a（n = 6）" in page
    few = compare_records([replace(r, metadata={}) for r in dated(chinese(4))], Settings())
    assert [n.name for n in few.notes if n.code == "no-intervals"] == ["5"]
    assert all(e.interval is None for e in few.parts[0].estimates)
    assert "95% 区间" not in files_of(few)["comparison.html"].decode().split('id="methods"')[0]


def test_trends_are_told_of_each_group_where_groups_have_them():
    """Plans of one kind, then of another, then of a third: each has more evidence than that before."""
    records = []
    for i in range(24):
        made = describe(plan(2001 + i, measures=("应当修桥。",), evidence=(1, 4, 9)[i // 8]))
        year = str(2001 + i)
        records.append(replace(made, metadata={"date": year, "year": year, "kind": "甲乙丙"[i // 8]}))
    found = compare_records(records, Settings())
    assert set(found.parts[0].trends) == {"", *"甲乙丙"}
    summary = files_of(found)["comparison.html"].decode().split('id="documents"')[0]
    for kind in "甲乙丙":
        assert f"{kind}：没有指标检出可与偶然相区别的时间趋势" in summary
    assert "随时间上升" not in summary
    pooled = [replace(r, metadata={"date": r.metadata["date"], "year": r.metadata["year"]}) for r in records]
    summary = files_of(compare_records(pooled, Settings()))["comparison.html"].decode().split('id="documents"')[0]
    assert "论据句占比随时间上升" in summary


@pytest.mark.parametrize(
    ("measures", "differ"),
    [
        (("应当把水价提高到每吨3元。", "应当把水价提高到每吨4元。"), True),
        (("应当把水价提高到每吨3元。", "应当把水价提高到每吨3元。"), False),
        (("一、2001年应当修好水渠。", "2、2002年应当修好水渠。"), False),
        (("应当把水价提高到每吨3元。", "应当把水价提高。"), False),
    ],
)
def test_shared_recommendations_with_different_figures_are_marked(measures, differ):
    records = [describe(plan(2001 + i, measures=(text, "修桥。"))) for i, text in enumerate(measures)]
    page = files_of(compare_records(records, Settings()))["comparison.html"].decode()
    [shared] = [line for line in page.splitlines() if 'class="cluster"' in line and ("水" in line)]
    assert ("所列数字不同" in shared) == differ


def test_three_against_three_are_not_tested_and_no_trend_is_drawn_out():
    records = dated(chinese(6))
    for i, record in enumerate(records):
        records[i] = replace(record, metadata={**record.metadata, "kind": "ab"[i % 2]})
    comparison = compare_records(records, Settings())
    page = files_of(comparison)["comparison.html"].decode()
    assert "组间差别无法检验" in page
    assert "没有检出多重比较校正后仍显著的差别" not in page
    assert "2001–2006 年" in page
    assert "每十年" not in page.split('id="methods"')[0]
    assert set(comparison.parts[0].trends) == {""}
    assert page.count("文件太少，无法检验。") == len(comparison.parts[0].differences)


def test_years_are_groups_too():
    records = dated([plan(year, measures=("应当修桥。",)) for year in (1985, 1985, 1986, 1994)])
    records = [replace(r, id=f"d{i}") for i, r in enumerate(records)]
    comparison = compare_records(records, Settings(by="year"))
    assert (comparison.by, comparison.parts[0].groups) == ("year", ("1985", "1986", "1994"))
    assert compare_records(records, Settings(by="年份")).by == "year"
    assert set(comparison.parts[0].trends) <= {""}


def test_measures_are_defined_on_the_page_and_nothing_recognised_is_not_nothing_there():
    records = [
        replace(r, recommendations=tuple(replace(x, actor=None) for x in r.recommendations)) for r in dated(chinese())
    ]
    page = files_of(compare_records(records, Settings()))["comparison.html"].decode()
    [listed] = [line for line in page.splitlines() if "指标说明" in line]
    for measure in MEASURES.values():
        assert measure.zh in listed
    assert "未识别" in page
    assert '<th scope="row">识别出主体的建议占比</th><td class="num">未识别' in page


def test_names_give_metadata(folder):
    comparison = compare_paths([folder], settings=Settings(name_pattern="{date}"))
    assert comparison.parts[0].records[0].metadata == {"date": "2001", "year": "2001", "decade": "2000–2009"}


def test_failures_are_told_and_the_others_go_on(folder):
    (folder / "broken.analysis.json").write_text('{"schema": "pipeline.analysis/1"}', "utf-8")
    failures = []
    comparison = compare_paths([folder], failed=failures.append)
    assert comparison.documents == 8
    assert [item.name.endswith("broken.analysis.json") for item in comparison.left_out] == [True]
    assert len(failures) == 1


def test_nothing_to_compare_is_none(tmp_path):
    failures = []
    assert compare_paths([tmp_path / "none.txt"], failed=failures.append) is None
    assert len(failures) == 1


def test_the_folder_holds_all_and_is_the_same_each_time(folder, tmp_path):
    comparison = compare_paths([folder], settings=Settings(name_pattern="{date}"))
    files = save_comparison(comparison, tmp_path / "out")
    names = tree(tmp_path / "out")
    for name in ("comparison.html", "comparison.json", "tables/measures.csv", "tables/recommendations.csv"):
        assert name in names
    assert files[0] == tmp_path / "out" / "comparison.html"
    before = {name: (tmp_path / "out" / name).read_bytes() for name in names if "." in name}
    save_comparison(compare_paths([folder], settings=Settings(name_pattern="{date}")), tmp_path / "out")
    assert {name: (tmp_path / "out" / name).read_bytes() for name in before} == before


def test_a_place_that_holds_other_things_is_refused_before_anything_is_read(folder):
    with pytest.raises(OutputError, match="would be replaced"):
        compare_paths([folder], out=folder)


def test_without_optional_packages_the_page_and_csv_are_written_and_this_is_said(monkeypatch):
    monkeypatch.setattr(comparison_files, "find_spec", lambda name: None)
    monkeypatch.setattr(comparison_files, "available", lambda: False)
    files = files_of(compare_records(dated(chinese()), Settings()))
    assert {name.rpartition(".")[2] for name in files} == {"csv", "html", "json", "xlsx"}
    assert {n["code"] for n in json.loads(files["comparison.json"])["notes"]} >= {"no-figures", "no-parquet"}


def test_hostile_text_is_escaped_everywhere():
    files = files_of(compare_records(dated(hostile()), Settings()))
    page = files["comparison.html"].decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert page.count("</script>") == 2
    rows = list(csv.DictReader(io.StringIO(files["tables/documents.csv"].decode("utf-8-sig"))))
    assert all(row["title"].startswith(f"'{HOSTILE}") for row in rows)
    for name, data in files.items():
        if name.endswith(".csv"):
            cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
            assert not [c for c in cells if c[:1] in ("=", "+", "@", "\t") or (c[:1] == "-" and not _number(c))]


def _number(cell):
    try:
        return float(cell) is not None
    except ValueError:
        return False
