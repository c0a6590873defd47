"""One text to its analysis, with the shipped model."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import analyze_file, analyze_text
from pipeline.errors import EncodingError, InputError, ModelError
from pipeline.formats.analysis_json import analysis_bytes
from pipeline.source.read import Source
from pipeline.training.packing import Model
from pipeline.workflows.analyze import analyze_source
from pipeline.workflows.models import find_bundle, load_model, shipped
from tests.training.samples import ARTICLES, article
from tests.workflows.soundness import check

FERRY = article("zh-ferry").text or ""
TEXTS = Path(__file__).parents[2] / "annotations" / "texts"


@pytest.mark.parametrize("id", ARTICLES)
def test_the_sample_articles(id: str) -> None:
    analysis = analyze_text(article(id).text or "", id=id)
    check(analysis)
    assert analysis.stages[1:] == ("practice", "recommendation")
    assert analysis.document.id == id


def test_theory_is_found_in_the_sample_articles() -> None:
    """Sections of two or three sentences each: the shipped model may take one for another, not more."""
    first = [analyze_text(article(id).text or "", id=id).stages[0] for id in ARTICLES]
    assert first.count("theory") >= len(ARTICLES) - 1


MISSED = pytest.mark.xfail(strict=True, reason="policy-roles 11 takes two orders in one paragraph for no group here")


@pytest.mark.parametrize("id", [pytest.param(id, marks=MISSED if id == "zh-drainage" else ()) for id in ARTICLES])
def test_groups_are_found_in_the_sample_articles(id: str) -> None:
    assert analyze_text(article(id).text or "", id=id).groups


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*/*.txt"))[::6], ids=lambda p: p.stem)
def test_articles_of_the_corpus(path: Path) -> None:
    analysis = analyze_file(path)
    check(analysis)
    assert analysis.document.id == path.stem
    assert analysis.document.sha256 == sha256(path.read_bytes()).hexdigest()
    assert analysis.config["encoding"] == "utf-8"


def test_the_same_text_gives_the_same_bytes() -> None:
    first = analysis_bytes(analyze_text(FERRY))
    assert analysis_bytes(analyze_text(FERRY)) == first
    code = (
        "import sys; from pipeline import analyze_text; from pipeline.formats.analysis_json import analysis_bytes\n"
        "sys.stdout.buffer.write(analysis_bytes(analyze_text(sys.stdin.buffer.read().decode())))"
    )
    command = [sys.executable, "-X", "utf8", "-c", code]
    elsewhere = subprocess.run(command, input=FERRY.encode(), capture_output=True, check=True)
    assert elsewhere.stdout == first


def test_the_cues_of_each_sentence_on_request() -> None:
    assert analyze_text(FERRY).cues is None
    explained = analyze_text(FERRY, explain=True)
    assert explained == analyze_text(FERRY)
    assert explained.cues is not None
    assert len(explained.cues) == len(explained.document.sentences)
    for label, cues in zip(explained.roles, explained.cues, strict=True):
        # A role that follows from relations, and is not the most probable one, was not decided by cues.
        assert bool(cues) == (label.role == max(label.probabilities, key=lambda role: label.probabilities[role]))
        assert not cues or abs(cues[0].weight) >= abs(cues[-1].weight)
    assert any(explained.cues)


def test_line_ends_of_any_kind_count_as_one() -> None:
    first = analyze_text(FERRY)
    for end in ("\r\n", "\r"):
        assert analysis_bytes(analyze_text(FERRY.replace("\n", end))) == analysis_bytes(first)


def test_a_text_is_the_same_under_any_name() -> None:
    """The id, often the name of a file, stands in for a title that the text has not; the model does not read it."""
    text = "一、渡口现状\n\n渡口是村民的路。\n\n二、任务\n\n要修好渡口。\n"
    one, other = (analyze_text(text, id=id) for id in ("text", "渡口是村民的路"))
    assert other.document.title == "渡口是村民的路"
    assert [r.probabilities for r in one.roles] == [r.probabilities for r in other.roles]
    assert one.relations == other.relations


def test_title_and_id_are_the_callers() -> None:
    document = analyze_text("渡口要紧。", id="甲", title="渡口").document
    assert (document.id, document.title, document.source) == ("甲", "渡口", "甲")


@pytest.mark.parametrize("text", ["", " \n\t", "\u3000\u3000\n", "-----\n", "\ufeff", "\u200b\n"], ids=repr)
def test_where_there_is_nothing_to_read(text: str) -> None:
    with pytest.raises(InputError, match="nothing to read"):
        analyze_text(text, id="blank")


@pytest.mark.parametrize("text", ["好\ud800。", "\udfff"])
def test_half_a_surrogate_pair_is_no_character(text: str) -> None:
    with pytest.raises(InputError, match=r"text, character \d: holds '\\ud...', which is no character"):
        analyze_text(text)
    with pytest.raises(InputError, match="id, character"):
        analyze_text("好。", id=text)


def test_a_heading_alone_can_be_read() -> None:
    analysis = analyze_text("一、渡口\n")
    check(analysis)
    assert [w.code for w in analysis.warnings] == ["no-recommendations"]


def test_damage_is_warned_of_with_its_place() -> None:
    broken = "渡口\ufffd要紧，两岸人家都靠它。"
    found = [w for w in analyze_text(broken).warnings if w.code == "encoding-damage"]
    for warning in found:
        assert broken[warning.start : warning.end] == "\ufffd"
    assert found or not analyze_text(broken).document.damage


def test_a_file_is_named_after_itself(tmp_path: Path) -> None:
    path = tmp_path / "两 岸.v2.txt"
    path.write_bytes(FERRY.encode("gb18030"))
    analysis = analyze_file(str(path))
    assert (analysis.document.id, analysis.config["encoding"]) == ("两 岸.v2", "gb18030")
    assert analysis.document.text == FERRY


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        analyze_file(tmp_path / "none.txt")
    with pytest.raises(InputError, match="is a folder"):
        analyze_file(tmp_path)
    (tmp_path / "odd.txt").write_bytes(bytes(range(128, 256)) * 8)
    with pytest.raises((EncodingError, InputError), match=r"odd\.txt"):
        analyze_file(tmp_path / "odd.txt")


def test_a_model_of_other_roles_cannot_analyse(tmp_path: Path) -> None:
    whole = load_model()
    with pytest.raises(ModelError, match="policy-roles: labels claim, evidence"):
        analyze_source(
            Source("x", "好。", "0" * 64, "utf-8"), id="x", model=Model(whole.component, whole.roles, None, whole.ref)
        )


def test_models_are_found_by_name_and_by_folder() -> None:
    folder = shipped()["policy-roles"]
    assert find_bundle("policy-roles").ref == find_bundle(str(folder)).ref
    assert load_model("policy-roles") is load_model(str(folder))


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"there is no model 'gpt'\. Name a folder or a shipped model \(policy-roles\)"
    ):
        load_model("gpt")
    (tmp_path / "m.bin").write_bytes(b"")
    with pytest.raises(ModelError, match="is a file, not a model folder"):
        load_model(str(tmp_path / "m.bin"))
    with pytest.raises(ModelError, match=r"no model is there \(no manifest.json\)"):
        load_model(str(tmp_path))


# What articles are made of, what breaks them, and everything else.
PIECES = st.sampled_from(
    [
        *(line.split(" ", 3)[-1] for text in ARTICLES.values() for line in text.strip().split("\n")),
        *("一、", "（一）", "一是", "第一，", "首先，", "1.", "# ", "——", "- ", "创(chuàng)新", "“", "”", "（", "《"),
        *("\n", "\n\n", "\u3000\u3000", "\t", " ", "\ufeff", "\u200b", "\x00", "\x1b[31m", "\u2028", "\v", "\r", "?;A"),
        *("<script>", "</svg>", "&amp;", "{{ x }}", "[bold]", "]]>", "\u202e", "e\u0301", "🌊", "\ufffd", "。", "……"),
    ]
)
ANYTHING = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=30).map("".join),
    st.lists(PIECES, max_size=30).map("\n".join),
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANYTHING)
def test_any_text_is_refused_or_analysed(text: str) -> None:
    try:
        analysis = analyze_text(text)
    except InputError:
        return
    check(analysis)
