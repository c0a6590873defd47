"""Names that look the same are told apart."""

import pytest

from pipeline.visible import told_apart


@pytest.mark.parametrize(
    ("other", "shown"),
    [
        ("plan\u200b", "plan⟨U+200B⟩"),
        ("pl\u200ean", "pl⟨U+200E⟩an"),
        ("plan\ufe0f", "plan⟨U+FE0F⟩"),
        ("plan\u3164", "plan⟨U+3164⟩"),
        ("plan\u00a0", "plan⟨U+00A0⟩"),
        ("plan\x07", "plan⟨U+0007⟩"),
    ],
)
def test_what_two_names_hide_is_written_out(other: str, shown: str) -> None:
    assert told_apart(["plan", other, "aim\u200b"]) == {"plan": "plan", other: shown, "aim\u200b": "aim\u200b"}


def test_two_that_are_both_hidden_stay_two() -> None:
    assert told_apart(["a\u200e", "a\u200f"]) == {"a\u200e": "a⟨U+200E⟩", "a\u200f": "a⟨U+200F⟩"}
    assert told_apart(["\u00e9t\u00e9", "e\u0301t\u00e9"]) == {"\u00e9t\u00e9": "été", "e\u0301t\u00e9": "e⟨U+0301⟩té"}
