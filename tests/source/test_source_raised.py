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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("统计局[¹]。增长较快。[²⁻⁴]应当立法［⁵，⁶］。", "统计局。增长较快。应当立法。"),
        ("（1+r）²，¹³⁷Cs，¹⁴C，千米²，Age²，10⁻³mol/L", "（1+r）²，¹³⁷Cs，¹⁴C，千米²，Age²，10⁻³mol/L"),
    ],
)
def test_marks_in_brackets_go_and_isotopes_stay(text: str, expected: str) -> None:
    assert without_notes(text) == expected
