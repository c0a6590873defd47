"""What lines of action say and how they open."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.structure.line_words import OPENING_COLUMNS, line_words, opening_table
from pipeline.structure.lines import lines_of
from tests.structure.samples import HEADED, document
from tests.structure.test_lines import PIECES

RECOMMENDED = """要修渠。
R1. 修复干渠。每年修两条。
R2. 补助协会。
说明在后。
R3. 公开账目。
"""
OF_WORD, OF_FAMILY, LENGTH, IN_PARAGRAPH, OPENS, FOLLOWS, BEFORE, COLON = 1, 7, 9, 10, 14, 15, 16, 17


def test_each_line_is_heard_with_what_stands_around_it() -> None:
    doc = document(HEADED)
    lines = lines_of(doc)
    heard = list(line_words(doc, lines))
    assert len(heard) == len(lines)
    of = {(line.kind, line.title): words for line, words in zip(lines, heard, strict=True)}
    group = of["heading", "（一）分批修复干渠"]
    assert {"kind:heading", "heading:修复", "above:对策"} <= set(group)
    assert any(name.startswith("before:") for name in group)
    measure = of["ordinal", "二是设立修复资金。"]
    assert {"kind:ordinal", "title:资金", "above:修复", "before:先后"} <= set(measure)
    assert not any(name.startswith("heading:") for name in measure)


def test_the_first_line_has_nothing_before_it() -> None:
    doc = document("修渠。")
    [words] = line_words(doc, lines_of(doc))
    assert not any(name.startswith(("before:", "above:")) for name in words)


def test_paragraphs_that_open_alike_are_counted() -> None:
    doc = document(RECOMMENDED)
    lines = [line for line in lines_of(doc) if line.kind == "paragraph"]
    rows = opening_table(doc, lines)
    assert rows.shape == (5, OPENING_COLUMNS)
    assert rows[:, OF_WORD].tolist() == [1, 3, 3, 1, 3]
    assert rows[:, OF_FAMILY].tolist() == [0.2, 0.6, 0.6, 0.2, 0.6]
    assert rows[:, LENGTH].tolist() == [4, 8, 8, 5, 8]
    assert rows[:, IN_PARAGRAPH].tolist() == [1, 2, 1, 1, 1]
    assert rows[:, OPENS].all()
    assert rows[:, FOLLOWS].tolist() == [0, 1, 0, 0, 0]
    assert rows[:, BEFORE].tolist() == [0, 4, 6, 8, 5]


def test_a_colon_before_a_line_is_seen() -> None:
    doc = document("建议如下：\n修渠。\n补助。")
    lines = [line for line in lines_of(doc) if line.kind == "paragraph"]
    first_after = next(k for k, line in enumerate(lines) if line.title == "修渠。")
    assert opening_table(doc, lines)[first_after, COLON] == (lines[first_after].first > 0)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_text_has_a_row_of_numbers_for_each_line(pieces: list[str]) -> None:
    doc = document("".join(pieces))
    lines = lines_of(doc)
    rows = opening_table(doc, lines)
    assert rows.shape == (len(lines), OPENING_COLUMNS)
    assert np.isfinite(rows).all()
    assert all(np.isfinite(list(words.values())).all() for words in line_words(doc, lines))
