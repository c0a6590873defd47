"""PDF documents: their lines as they stand on the page."""

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.source.pdf import read_pdf
from tests.source.document_files import Written, pdf


def text(*pages: list[Written]) -> str:
    return read_pdf(pdf(pages), "报告.pdf")


def refused(data: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read_pdf(data, "报告.pdf")
    assert caught.value.where.startswith("报告.pdf")
    assert caught.value.remedy
    return caught.value


def test_lines_become_paragraphs() -> None:
    page = [
        Written("一、现状", 84, 400),
        Written("县里去年修了六座桥，", 84, 380),
        Written("走的人多了起来。今年再修", 60, 360),
        Written("八座。", 60, 340),
        Written("修桥之前要先把路修好。", 84, 320),
    ]
    assert text(page).split("\n") == [
        "一、现状",
        "县里去年修了六座桥，走的人多了起来。今年再修八座。",
        "修桥之前要先把路修好。",
    ]


def test_lines_drawn_in_one_go_are_told_by_where_they_stand() -> None:
    pages = [
        [Written("县里去年修了六座桥，", 84, 380), Written("县志 第3期", 160, 570), Written(n, 200, 20)] for n in "34"
    ]
    assert text(*pages) == "县里去年修了六座桥，县里去年修了六座桥，"


def test_cells_are_parted_by_tabs() -> None:
    assert text([Written("东岸", 60, 300), Written("14", 160, 300), Written("2,310", 260, 300)]) == "东岸\t14\t2,310"


def test_numbers_of_notes_go_and_powers_stay() -> None:
    assert text([Written("桥要修好。", 60, 300), Written("12", 120, 306, 6)]) == "桥要修好。"
    assert text([Written("桥长3m", 60, 300), Written("2", 108, 306, 6)]) == "桥长3m²"


def test_text_that_runs_upwards() -> None:
    upwards = [
        Written("县里去年修了六座桥，又修了路和堤，走", 100, 124, upwards=True),
        Written("的人多了起来，今年再修，先修旧的桥。", 120, 100, upwards=True),
    ]
    assert text(upwards) == "县里去年修了六座桥，又修了路和堤，走的人多了起来，今年再修，先修旧的桥。"
    assert text([*(Written("桥要先修好，再谈通车。", 60, 300 - 20 * n) for n in range(9)), upwards[1]]).endswith(
        "的人多了起来，今年再修，先修旧的桥。"
    )


def test_words_that_a_margin_spreads_are_no_cells() -> None:
    spread = [Written(word, 40 + 60 * n, 300) for n, word in enumerate(["县里", "去年", "修了", "六座", "桥"])]
    assert text(spread) == "县里 去年 修了 六座 桥"
    assert text([*spread[:2], Written("修了", 300, 300)]) == "县里\t去年\t修了"


def test_quotation_marks_that_were_written_after_their_line() -> None:
    line = [Written("县里的", 60, 300), Written("新官", 108, 300), Written("不理旧账。", 144, 300)]
    marks = [Written("“", 96, 300), Written("”", 132, 300)]
    assert text([*line, *marks]) == text([*marks, *line]) == "县里的“新官”不理旧账。"


def test_a_hyphen_alone_on_a_line_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pypdfium2.raw.FPDFText_IsHyphen", lambda page, i: 1)
    assert "-" in text([Written("桥要修好。", 60, 300), Written("-", 60, 260)])


def test_faces_that_do_not_say_what_they_show_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pypdfium2.raw.FPDFText_HasUnicodeMapError", lambda page, i: 1)
    error = refused(pdf([[Written("桥要修好。", 60, 300)]]))
    assert "do not say which characters they show" in error.what
    assert "OCR" in error.remedy


def test_pages_without_text_are_refused() -> None:
    error = refused(pdf([[], []]))
    assert "without text" in error.what
    assert "OCR" in error.remedy


def test_unsound_documents_are_refused() -> None:
    assert refused(b"%PDF-1.7\n%\xe2\xe3").what == "is no sound PDF document"
    whole = pdf([[Written("桥要修好。", 60, 300)]])
    assert "PDF" in refused(whole[:120]).what


def test_locked_documents_are_refused() -> None:
    error = refused((Path(__file__).parent / "locked.pdf").read_bytes())
    assert (error.what, error.remedy) == ("is locked with a password", "Save a copy without the password")


def test_too_many_characters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.source.pdf._MOST_CHARACTERS", 4)
    assert "holds more than 4 characters" in refused(pdf([[Written("桥要修好。", 60, 300)]])).what
