"""The terminal view. UPDATE_GOLDEN=1 writes the golden files anew; read the difference before you keep it."""

import io
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from pipeline.domain.analysis import Relation
from pipeline.report.terminal import render_terminal

from . import samples

GOLDEN = Path(__file__).parents[1] / "golden" / "report"


def printed(analysis, *, console_width=100, width=None, colour=False):
    out = io.StringIO()
    console = Console(
        file=out,
        width=console_width,
        color_system="truecolor" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        _environ={},
    )
    console.print(render_terminal(analysis, width=width))
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


@pytest.mark.parametrize("name", ["chinese", "english", "hostile", "plain", "large"])
def test_golden(name):
    text = printed(getattr(samples, name)())
    path = GOLDEN / f"terminal-{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [30, 50, 80])
def test_width_is_kept(width):
    for line in printed(samples.chinese(), console_width=160, width=width).split("\n"):
        assert cell_len(line) <= width


def test_long_sections_are_cut():
    text = printed(samples.large(2000))
    assert "… 还有 3 条" in text  # 7 supports of a claim, 4 of them shown
    assert "… 还有 2 项措施" in text


def test_every_sentence_is_cut_to_forty_characters():
    sentence = "长" * 60 + "。"
    analysis = samples.build("题", "zh", [("section", "theory"), ("claim", sentence)])
    assert "长" * 39 + "…" in printed(analysis, console_width=200)
    assert "长" * 40 not in printed(analysis, console_width=200)


def test_a_ring_of_relations_ends():
    analysis = samples.chinese()
    ring = (Relation("s2", "s4", "specifies", 0.5), Relation("s4", "s2", "specifies", 0.5))
    assert "粮食储备治理的难点" in printed(replace(analysis, relations=ring))


def test_roles_and_grounds_are_said_in_words_as_well_as_in_colour():
    plain, coloured = printed(samples.chinese()), printed(samples.chinese(), colour=True)
    assert "\x1b[" in coloured
    bare = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert [line.rstrip() for line in bare.split("\n")] == plain.split("\n")
    for words in ("支持 · 论据", "例示 · 例证", "反驳 · 论点 (存疑)", "△ 未见依据"):
        assert words in plain


def test_markup_of_the_document_is_shown():
    assert "[bold red]markup[/bold red]" in printed(samples.hostile())


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(samples.HOSTILE)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=3))
def test_any_text_is_seen_and_not_obeyed(texts):
    text = printed(samples.hostile(*texts))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    text.encode("utf-8")
