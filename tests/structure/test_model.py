"""What is warned of where recommendations stand in no group."""

import pytest

from pipeline.structure.model import _of_groups
from tests.report import samples


@pytest.mark.parametrize(
    ("orders", "code"), [(0, "no-recommendations"), (1, "ungrouped-recommendations"), (9, "ungrouped-recommendations")]
)
def test_recommendations_that_stand_in_no_group_are_not_denied(orders: int, code: str) -> None:
    document = samples.chinese().document
    roles = ["recommendation" if n < orders else "claim" for n in range(len(document.sentences))]
    (warning,) = _of_groups(document, roles, ())
    assert warning.code == code
    assert not orders or f"{orders} 句建议中没有一句归入建议组" in warning.message
