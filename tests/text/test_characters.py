import pytest

from pipeline.text.characters import INVISIBLE, display_width, encodable, is_cjk, is_wide, language_of


@pytest.mark.parametrize("character", ["河", "鳥", "㐀", "\U00020000", "豈"])
def test_ideographs(character: str) -> None:
    assert is_cjk(character)


@pytest.mark.parametrize("character", ["a", "。", "ア", "한", "1", "😀", "⼈"])
def test_no_ideographs(character: str) -> None:
    assert not is_cjk(character)


def test_widths() -> None:
    assert is_wide("。")
    assert not is_wide("a")
    assert display_width("岚川 2024") == 9


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("河湾镇的桥", "zh"),
        ("The bridge at Hewan", "en"),
        ("GDP增长", "zh"),
        ("", "en"),
        ("2024", "en"),
        ("The word 桥 means bridge in this long English sentence", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("character", ["\x00", "\x07", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u202e", "\U000e0100"])
def test_invisible(character: str) -> None:
    assert INVISIBLE.match(character)


@pytest.mark.parametrize("character", ["\n", "\r", "\t", "\x0b", "\x85", "\u3000", " ", "\u2028", "\ufe0f", "a"])
def test_white_space_is_not_invisible(character: str) -> None:
    assert not INVISIBLE.match(character)


def test_lone_surrogates_become_replacement_characters() -> None:
    assert encodable("桥\ud800x") == "桥\ufffdx"
    assert encodable("plain") == "plain"
