"""Claims that an article seems to give nothing for."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.labels import ROLES
from pipeline.scoring.logistic import probability_of
from pipeline.structure import support
from pipeline.structure.support import LEAST, fitted, support_features, unsupported_claims
from tests.structure.samples import document, roles

TEXT = "老桥该修了。全镇每天有三千人绕行。船家不肯减价。\n\n有人担心修桥太贵。应当修桥。渡船从来不安全。"
NAMES = "ceccrc"


def features(text: str = TEXT, letters: str = NAMES, stage: str = "practice") -> dict[int, Mapping[str, float]]:
    of = document(text)
    return dict(support_features(of, [stage] * len(of.sections), roles(letters)))


def test_only_claims_have_features() -> None:
    assert list(features()) == [0, 2, 3, 5]
    assert features("老桥修了三年。", "e") == {}


def test_what_stands_around_a_claim() -> None:
    first, second, third, last = features().values()
    assert first["opens its paragraph"] == 1.0
    assert first["after it evidence"] == first["before it nothing"] == 1.0
    assert first["facts after it"] == pytest.approx(1 / 3)
    assert first["facts of the paragraph"] == second["facts of the paragraph"] == pytest.approx(1 / 3)
    assert second["before it evidence"] == second["after it claim of another paragraph"] == 1.0
    assert second["closes its paragraph"] == 1.0
    assert second["facts after it"] == 0.0
    assert third["facts of the paragraph"] == 0.0
    assert third["held by others"] == 1.0
    assert last["after it nothing"] == last["before it recommendation"] == 1.0
    assert all(
        of["stage practice"] == 1.0 and of["facts of the section"] == pytest.approx(1 / 6) for of in (first, last)
    )


def test_what_a_claim_says() -> None:
    of = features("因为河宽，第1座桥难以修好。", "c")[0]
    assert of["figure"] == of["says reason"] == of["says what is wrong"] == 1.0
    assert of["word 难以"] == of["word 0"] == 0.3  # how many is not heard


def test_a_weight_counts_as_often_as_its_feature() -> None:
    told = {"weights": {"a": 2.0, "b": -1.0}, "bias": 0.5}
    assert probability_of({"a": 0.25, "c": 9.0}, told) == pytest.approx(0.7310586)
    assert probability_of({"b": 0.5}, told) == 0.5


def test_the_most_doubtful_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(_: Mapping[str, float], __: Mapping[str, Any]) -> float:
        return next(values)

    of = document(TEXT)
    ids = [s.id for s in of.sentences]
    monkeypatch.setattr(support, "probability_of", told)
    values = iter([LEAST, LEAST / 2, 0.9, LEAST])
    assert unsupported_claims(of, ["practice"], roles(NAMES)) == (ids[3], ids[0], ids[5])


def test_backed_claims_are_less_doubtful_than_bare_ones() -> None:
    def doubt(text: str, letters: str) -> float:
        return probability_of(features(text, letters)[0], fitted())

    bare = doubt("农村养老服务普遍薄弱。应当加强农村养老服务。", "cr")
    assert bare > doubt("农村养老服务普遍薄弱。全县三成的村没有养老设施。", "ce")
    assert bare > doubt("有人认为农村养老服务普遍薄弱。应当加强农村养老服务。", "cr")


@given(st.lists(st.sampled_from(ROLES), max_size=12), st.lists(st.sampled_from("。！\n"), min_size=12, max_size=12))
def test_each_claim_is_asked_about_once(names: list[str], ends: list[str]) -> None:
    of = document("".join(f"第{i}座桥该修了。{end}" for i, end in zip(range(len(names)), ends, strict=False)))
    given_roles = [names[i % len(names)] for i in range(len(of.sentences))] if names else []
    asked = [i for i, _ in support_features(of, ["theory"] * len(of.sections), given_roles)]
    assert asked == [i for i, role in enumerate(given_roles) if role == "claim"]
    told = unsupported_claims(of, ["theory"] * len(of.sections), given_roles)
    assert set(told) <= {of.sentences[i].id for i in asked}
    assert len(set(told)) == len(told)
