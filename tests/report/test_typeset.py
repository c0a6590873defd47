import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.typeset import cells, clip, spelled, visible, wrap

TEXT = st.text(st.characters(exclude_categories=()), max_size=80)


@given(TEXT)
def test_visible_keeps_the_length_and_is_stable(text):
    assert len(visible(text)) == len(text)
    assert visible(visible(text)) == visible(text)


@given(TEXT, st.integers(2, 40))
def test_clip_keeps_to_its_width(text, width):
    assert cells(clip(text, width)) <= width


@given(TEXT, st.integers(6, 40), st.integers(1, 5))
def test_wrap_keeps_to_its_lines_and_loses_nothing_unmarked(text, width, lines):
    laid = wrap(text, width, lines)
    assert 1 <= len(laid) <= lines
    if not any("…" in line for line in laid):
        assert "".join("".join(laid).split()) == "".join(visible(text).split())


@pytest.mark.parametrize(
    ("text", "width", "lines", "laid"),
    [
        ("建设智能粮库网络", 8, 3, ("建设智能", "粮库网络")),
        ("建设智能粮库网络", 8, 1, ("建设智…",)),
        ("粮食在哪里、品质如何", 10, 3, ("粮食在哪", "里、品质如", "何")),  # 、 begins no line
        ("Keep the trams running", 9, 3, ("Keep the", "trams", "running")),
        ("Incomprehensibilities", 10, 3, ("Incomprehe", "nsibilitie", "s")),
        ("", 10, 3, ("",)),
    ],
)
def test_wrap(text, width, lines, laid):
    assert wrap(text, width, lines) == laid


def test_spelled_names_what_cannot_be_seen():
    assert spelled("a\u200b\x00b") == "a⟨U+200B⟩⟨U+0000⟩b"
