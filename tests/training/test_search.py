"""Searches: ranges are checked, what is tried next follows from the tries so far, scores are those of training."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.training.config import Config, read_config
from pipeline.training.crossval import cross_validate
from pipeline.training.evaluation import evaluation_report
from pipeline.training.examples import from_annotation
from pipeline.training.ranges import Budget, Choices, SearchSettings, Span, read_budget
from pipeline.training.report import labelled
from pipeline.training.search import (
    Settings,
    Try,
    best_of,
    check_optuna,
    cross_validated,
    next_settings,
    own_settings,
    search_record,
    value_of,
    with_settings,
)
from tests.training.samples import ARTICLES, CONFIG, FOLDS, OLD_CONFIG, article, write_config

SEARCH = """
[search]
budget = 4
metric = "macro_f1"
seed = 3
"roles.c" = {low = 0.5, high = 8.0, log = true}
"roles.min_count" = {low = 1, high = 3}
"roles.inner_folds" = [2, 3]
"""
C, COUNT, FOLD = "roles.c", "roles.min_count", "roles.inner_folds"


def read(folder: Path, search: str = SEARCH, *overrides: str, before: str = CONFIG) -> Config:
    return read_config(write_config(folder, before + search), overrides)


def settings(folder: Path, search: str = SEARCH, *overrides: str) -> SearchSettings:
    found = read(folder, search, *overrides).search
    assert found is not None
    return found


def test_the_section_is_read(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert (found.budget, found.metric, found.seed) == (Budget(4, None), "macro_f1", 3)
    assert dict(found.ranges) == {
        C: Span(0.5, 8.0, True, False),
        COUNT: Span(1, 3, False, True),
        FOLD: Choices((2, 3)),
    }
    assert list(found.ranges) == [C, COUNT, FOLD]


def test_a_range_in_a_table_of_choices_is_one_in_a_list(tmp_path: Path) -> None:
    assert settings(tmp_path, SEARCH.replace("[2, 3]", "{choices = [2, 3]}")) == settings(tmp_path)


def test_a_configuration_without_ranges_is_as_it_was_and_its_manifest_too(tmp_path: Path) -> None:
    bare, ranged = read(tmp_path, ""), read(tmp_path)
    assert bare.search is None
    assert bare.to_dict() == ranged.to_dict()
    assert "search" not in bare.to_dict()


def test_ranges_stand_in_an_old_configuration_too(tmp_path: Path) -> None:
    assert read(tmp_path, before=OLD_CONFIG).search == settings(tmp_path)


def test_an_override_sets_a_range(tmp_path: Path) -> None:
    found = settings(tmp_path, SEARCH, "search.roles.c=[1, 2]", "search.budget=2h")
    assert (found.ranges[C], found.budget) == (Choices((1.0, 2.0)), Budget(None, 7200.0))


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        ("budget = 4", "", "lacks search.budget", "give every key"),
        ('metric = "macro_f1"', "", "lacks search.metric", "give every key"),
        ("seed = 3", "", "lacks search.seed", "give every key"),
        ("budget =", "budgets =", "has the unknown key search.budgets", "Did you mean search.budget?"),
        ('"roles.c"', '"roles.cc"', "has the unknown key search.roles.cc", "Did you mean search.roles.c?"),
        ('"roles.c"', '"zzz"', "has the unknown key search.zzz", "Those there are: budget, metric, seed, roles.c"),
        ('"roles.c"', "roles.c", "search.roles is a section", 'Quote the name under [search]: "roles.c" ='),
        ('"macro_f1"', '"macro"', "search.metric names 'macro', which is no metric", "Did you mean macro_f1?"),
        ('"macro_f1"', "3", "search.metric is 3", "Write a string"),
        ("seed = 3", "seed = -1", "search.seed is -1", "Write a whole number from 0"),
        ("budget = 4", "budget = 0", "search.budget is 0", "Write a number of tries, such as 20, or a time"),
        ("budget = 4", 'budget = "long"', "search.budget is 'long'", 'such as "30m" or "1h30m"'),
        ("budget = 4", 'budget = ""', "search.budget is ''", "Write a number of tries"),
        ("budget = 4", 'budget = "0m"', "search.budget is '0m'", "Write a number of tries"),
        ("budget = 4", "budget = true", "search.budget is True", "Write a number of tries"),
        ("low = 0.5", "low = 0", "search.roles.c.low is 0", "Write a number above 0 to 1e+06"),
        ("high = 8.0", "high = 1e7", "search.roles.c.high is 10000000.0", "Write a number above 0 to 1e+06"),
        ("low = 0.5", "lo = 0.5", "has the unknown key search.roles.c.lo", "Did you mean search.roles.c.low?"),
        ("low = 0.5, ", "", "lacks search.roles.c.low", "give every key"),
        ("log = true", "log = 1", "search.roles.c.log is 1", "Write true or false"),
        ("low = 0.5", "low = 8.0", "search.roles.c is from 8 to 8", "Write the lower end as low"),
        ("low = 1,", "low = 1.0,", "search.roles.min_count.low is 1.0", "Write a whole number from 1"),
        ("low = 1,", "low = 0,", "search.roles.min_count.low is 0", "Write a whole number from 1"),
        ("[2, 3]", "[2]", "search.roles.inner_folds is [2]", "Name two values or more, each once"),
        ("[2, 3]", "[2, 2]", "search.roles.inner_folds is [2, 2]", "Name two values or more, each once"),
        ("[2, 3]", "[2, 1]", "search.roles.inner_folds is 1", "Write a whole number from 2 to 100"),
        ("[2, 3]", "[2, 3.0]", "search.roles.inner_folds is 3.0", "Write a whole number"),
        ("[2, 3]", "3", "search.roles.inner_folds is 3", "Write {low = 0.3, high = 3.0}, or a list"),
        (
            "[2, 3]",
            "{choices = [2, 3], low = 2}",
            "unknown key search.roles.inner_folds.low",
            "Those there are: choices",
        ),
    ],
)
def test_a_fault_is_named_with_its_remedy(tmp_path: Path, old: str, new: str, what: str, remedy: str) -> None:
    assert old in SEARCH
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, SEARCH.replace(old, new))
    assert what in caught.value.what
    assert remedy in caught.value.remedy
    assert caught.value.where == str(tmp_path / "tiny.toml")


def test_a_search_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="search names no setting"):
        read(tmp_path, '[search]\nbudget = 4\nmetric = "accuracy"\nseed = 0\n')
    with pytest.raises(ConfigError, match=r"search is 3\. Write a section"):
        read(tmp_path, "", "search=3")


def test_what_is_drawn_by_size_begins_above_nothing(tmp_path: Path) -> None:
    seed = '"roles.seed" = {low = 0, high = 9, log = true}'
    with pytest.raises(ConfigError, match=r"search\.roles\.seed is drawn by size, and begins at 0\. Begin above 0"):
        read(tmp_path, SEARCH + seed)


@pytest.mark.parametrize(
    ("text", "seconds"), [("30m", 1800), ("2h", 7200), ("1h30m", 5400), ("90s", 90), ("1h0m5s", 3605)]
)
def test_a_time(text: str, seconds: float) -> None:
    assert read_budget(text, "budget", "here") == Budget(None, seconds)


@pytest.mark.parametrize("value", ["m", "30", "m30", "30m2h", "-3m", "3 m", "１m", 2.5, -1, None, 10**6])
def test_no_budget(value: Any) -> None:
    with pytest.raises(ConfigError, match="budget is "):
        read_budget(value, "budget", "here")


def test_when_a_budget_is_spent_and_what_is_left_of_it() -> None:
    tries, time = Budget(4, None), Budget(None, 60.0)
    assert [tries.spent(n, 1e9) for n in (3, 4, 5)] == [False, True, True]
    assert [time.spent(10**6, s) for s in (59.9, 60.0)] == [False, True]
    assert tries.left(0, 0) is None
    assert tries.left(1, 10.0) == 30.0  # three more, each of ten seconds
    assert (tries.left(5, 10.0), time.left(0, 0), time.left(3, 45.0), time.left(3, 61.0)) == (0, 60, 15, 0)


def tried(c: float, count: int = 2, fold: int = 2, *, accuracy: float = 0.5, macro: float = 0.5) -> Try:
    scores = {"accuracy": (accuracy, 0.1, 0.9), "macro_f1": (macro, 0.1, 0.9)}
    return Try({C: c, COUNT: count, FOLD: fold}, scores, 1.0)


def test_the_best_is_the_first_of_the_highest() -> None:
    tries = [tried(1, accuracy=0.6, macro=0.2), tried(2, accuracy=0.5, macro=0.5), tried(3, accuracy=0.4, macro=0.6)]
    assert [best_of(tries, metric) for metric in ("accuracy", "macro_f1", "accuracy+macro_f1")] == [0, 2, 1]
    assert value_of(tries[0], "accuracy+macro_f1") == pytest.approx(0.4)
    with pytest.raises(ValueError, match="empty"):
        best_of([], "accuracy")


def run(search: SearchSettings, own: Settings, count: int, tries: Sequence[Try] = ()) -> list[Try]:
    """`count` tries in a row on an invented surface that is highest at c = 2, min_count = 3."""
    found = list(tries)
    while len(found) < count and (chosen := next_settings(search, own, found)):
        c, least = chosen[C], chosen[COUNT]
        assert isinstance(c, float)
        assert isinstance(least, int)
        macro = 1 / (1 + abs(c - 2)) - 0.1 * (3 - least)
        found.append(tried(c, least, chosen[FOLD], macro=round(macro, 4)))  # type: ignore[arg-type]
    return found


def test_the_settings_of_the_configuration_are_tried_first(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert next_settings(settings(tmp_path), own_settings(config), []) == {C: 4.0, COUNT: 2, FOLD: 2}
    outside = settings(tmp_path, SEARCH, "search.roles.c={low = 5, high = 8}")
    first = next_settings(outside, own_settings(config), [])
    assert first is not None
    assert 5 <= float(first[C]) <= 8


def test_the_same_tries_lead_to_the_same_next_one(tmp_path: Path) -> None:
    search, own = settings(tmp_path), own_settings(read(tmp_path))
    whole = run(search, own, 14)
    for stop in (1, 9, 12):
        assert run(search, own, 14, whole[:stop]) == whole
    other = settings(tmp_path, SEARCH, "search.seed=4")
    assert run(other, own, 14) != whole


def test_tries_lie_in_the_ranges_are_readable_and_never_repeat(tmp_path: Path) -> None:
    search = settings(tmp_path)
    tries = run(search, own_settings(read(tmp_path)), 20)
    assert len({str(t.settings) for t in tries}) == 20
    for t in tries:
        assert all(r.holds(t.settings[name]) for name, r in search.ranges.items())
        assert len(str(t.settings[C]).replace(".", "").lstrip("0")) <= 4


def test_a_search_learns_from_its_tries(tmp_path: Path) -> None:
    """After its first ten draws it stays nearer to the top than these were."""
    search, own = settings(tmp_path), own_settings(read(tmp_path))
    tries = run(search, own, 40)
    blind, guided = ([abs(float(t.settings[C]) - 2) for t in part] for part in (tries[1:11], tries[11:]))
    assert sorted(guided)[len(guided) // 2] < sorted(blind)[len(blind) // 2]


def test_a_search_ends_where_every_choice_was_tried(tmp_path: Path) -> None:
    text = SEARCH.replace('"roles.c" = {low = 0.5, high = 8.0, log = true}', '"roles.c" = [1.0, 2.0]')
    search = settings(tmp_path, text, "search.roles.min_count={low = 1, high = 2}")
    tries = run(search, own_settings(read(tmp_path)), 100)
    assert len(tries) == 8
    assert next_settings(search, own_settings(read(tmp_path)), tries) is None


@given(st.floats(0.5, 8.0))
def test_a_range_holds_what_is_between_its_ends(value: float) -> None:
    assert Span(0.5, 8.0, False, False).holds(value)


def test_a_range_holds_nothing_else() -> None:
    fraction, whole, choice = Span(0.5, 8.0, False, False), Span(1, 3, False, True), Choices((True, "a", 2))
    assert [fraction.holds(v) for v in (0.5, 8.0, 1, 0.4, 8.1, True, "a")] == [True] * 3 + [False] * 4
    assert [whole.holds(v) for v in (1, 3, 0, 4, 2.0, True)] == [True, True] + [False] * 4
    assert [choice.holds(v) for v in (True, "a", 2, 1, False, "b")] == [True] * 3 + [False] * 3


def test_without_optuna_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(ConfigError, match=r"needs optuna\. Install it with: pip install 'argument-pipeline\[search\]'"):
        check_optuna()
    with pytest.raises(ConfigError, match="needs optuna"):
        next_settings(settings(tmp_path), own_settings(read(tmp_path)), [tried(1.0)])


def test_a_try_is_scored_as_a_training_run_with_its_settings(tmp_path: Path) -> None:
    """Ignored labels left out, and structure, which takes no part, not fitted."""
    config = read(tmp_path, SEARCH, 'evaluation.ignored=["other"]')
    examples, folds = [from_annotation(article(id)) for id in ARTICLES], [set(fold) for fold in FOLDS]
    chosen: Settings = {C: 0.7, COUNT: 1}
    scores = cross_validated(examples, folds, config, chosen)
    roles = with_settings(config.roles, chosen)
    assert (roles.settings.c, roles.settings.min_count, roles.settings.inner_folds) == (0.7, 1, 2)
    labels, scoring = config.corpus.labels, config.evaluation
    predictions = cross_validate(examples, folds, labels, roles, structure_c=1.0)
    report = evaluation_report(
        [labelled(p, labels) for p in predictions],
        labels,
        model={},
        data={},
        created_by="",
        threshold=0.5,
        ignored=scoring.ignored,
        bootstrap=scoring.bootstrap,
        level=scoring.level,
        seed=scoring.seed,
    )
    assert scores == {name: tuple(report["scores"][name]) for name in ("accuracy", "macro_f1")}
    assert scores != cross_validated(examples, folds, read(tmp_path), chosen)


def test_what_a_manifest_keeps(tmp_path: Path) -> None:
    record = search_record(settings(tmp_path), [tried(1.0, macro=0.3), tried(2.0, macro=0.4)], held_out=7)
    assert record == {
        "tries": 2,
        "metric": "macro_f1",
        "seed": 3,
        "ranges": {
            C: {"low": 0.5, "high": 8.0, "log": True},
            COUNT: {"low": 1, "high": 3, "log": False},
            FOLD: {"choices": [2, 3]},
        },
        "best": {
            "try": 2,
            "settings": {C: 2.0, COUNT: 2, FOLD: 2},
            "scores": {"accuracy": [0.5, 0.1, 0.9], "macro_f1": [0.4, 0.1, 0.9]},
        },
        "held_out": 7,
    }
