"""Numbers of notes go, powers stay."""

import pytest

from pipeline.source.raised import without_notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("桥要修好。¹²再谈通车³，不急。", "桥要修好。再谈通车，不急。"),
        ("桥要修好¹⁻³。”⁴", "桥要修好。”"),
        ("The bridge¹ was built.² Then", "The bridge was built. Then"),
        ("3万m²，10³公里，x²，CO₂，5 km²。", "3万m²，10³公里，x²，CO₂，5 km²。"),
        ("¹ 据县志。", "¹ 据县志。"),
    ],
)
def test_notes_and_powers(text: str, expected: str) -> None:
    assert without_notes(text) == expected
