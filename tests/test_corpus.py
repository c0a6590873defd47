"""The corpus of the project: sound, and as its data statement says it is."""

from pathlib import Path

from pipeline.report.corpus_figures import render_corpus_figures
from pipeline.workflows.corpus_check import check

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "annotations"
STATEMENT = CORPUS / "DATA_STATEMENT.md"


def test_the_corpus_has_no_fault_and_the_statement_quotes_what_the_check_prints() -> None:
    faults, figures, _ = check(CORPUS, complete=True)
    assert faults == ()
    assert figures is not None
    printed = render_corpus_figures(figures).replace("## ", "### ").strip()
    assert printed in STATEMENT.read_text(encoding="utf-8"), "quote the output of `pipeline annotations check` anew"


def test_the_statement_quotes_the_scores_of_the_card() -> None:
    statement = STATEMENT.read_text(encoding="utf-8").splitlines()
    card = (ROOT / "models" / "policy-roles" / "card.md").read_text(encoding="utf-8").splitlines()
    quoted = [line for line in card if line.startswith(("| all |", "| en |", "| zh |", "| parent of", "| grounds"))]
    assert len(quoted) == 5
    assert [line for line in quoted if line not in statement] == []


def test_texts_of_others_are_not_here() -> None:
    """Labels that stand off quote nothing: their groups have numbers for titles."""
    from pipeline.formats.annotation_jsonl import read_annotation

    standoff = [a for p in sorted(CORPUS.glob("labels/*/*.jsonl")) if (a := read_annotation(p)).text_path is None]
    assert len({a.id for a in standoff}) > 8
    assert all(a.source is not None for a in standoff)
    assert {g.title.rstrip("0123456789") for a in standoff for g in a.groups} == {"group "}
