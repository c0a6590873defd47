"""Lines of action as trees choose them, fitted on a few articles."""

import numpy as np
import pytest

from pipeline.domain.labels import ROLES
from pipeline.structure.groups import find_groups
from pipeline.structure.line_fitting import Grouped, fit_lines, fit_measures
from pipeline.structure.line_models import LINE_SAYS, LinesReadTwice, LineTrees
from pipeline.structure.lines import line_table, lines_of
from tests.structure.samples import HEADED, HEADED_ROLES, HEADED_STAGES, document, roles
from tests.structure.test_measures import sure

TOPICS = ("修渠", "修桥", "办学", "植树", "通邮", "救灾")


def grouped(topic: str) -> Grouped:
    doc = document(HEADED.replace("修渠", topic))
    names = roles(HEADED_ROLES)
    return Grouped(doc, HEADED_STAGES, sure(names), find_groups(doc, HEADED_STAGES, names))


@pytest.fixture(scope="module")
def documents() -> list[Grouped]:
    return [grouped(topic) for topic in TOPICS]


def test_groups_of_articles_are_learned_and_told_of_articles_unseen(documents: list[Grouped]) -> None:
    model, found = fit_lines(documents, 1.0)
    assert [len(groups) for groups in found] == [2] * len(TOPICS)
    assert found == [tuple(of.groups) for of in documents]
    of = documents[0]
    lines = lines_of(of.document)
    table = line_table(of.document, lines, of.roles, of.stages, frozenset())
    p = model.probabilities(of.document, lines, table)
    chosen = [line.title for line, likely in zip(lines, p > 0.5, strict=True) if likely]
    assert chosen == ["（一）分批修复干渠", "（二）扶持用水户协会"]


def test_the_same_articles_give_the_same_model(documents: list[Grouped]) -> None:
    (one, _), (other, _) = (fit_lines(documents, 1.0) for _ in range(2))
    for a, b in ((one.first, other.first), (one.again, other.again)):
        assert all(np.array_equal(getattr(a, part), getattr(b, part)) for part in ("columns", "levels", "values"))
    assert one.said.features == other.said.features
    assert one.said.classes == LINE_SAYS


def test_measures_are_learned_from_groups_that_were_found(documents: list[Grouped]) -> None:
    _, found = fit_lines(documents, 1.0)
    _, told = fit_measures(documents, found)
    assert told == [tuple(of.groups) for of in documents]


def test_nothing_to_learn_from() -> None:
    model, found = fit_lines([], 1.0)
    assert isinstance(model, LinesReadTwice)
    assert found == []
    trees, told = fit_measures([], [])
    assert told == []
    assert len(trees.values) == 0


def test_a_document_without_lines(documents: list[Grouped]) -> None:
    model, _ = fit_lines(documents, 1.0)
    empty = document("")
    table = line_table(empty, [], np.zeros((0, len(ROLES))), [], frozenset())
    for of in (model, LineTrees(model.first)):
        assert of.probabilities(empty, [], table).shape == (0,)
