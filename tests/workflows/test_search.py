"""A search keeps its tries, goes on where it was stopped, and says in the model where its settings come from."""

import json
import os
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import AnnotationError, ConfigError, OutputError
from pipeline.training.ranges import Budget
from pipeline.workflows import search as search_workflow
from pipeline.workflows.search import Searched, Standing, search, told, train_best
from pipeline.workflows.train import train
from tests.training.sentence_samples import CONFIG, record, write_records, write_sentence_config, write_sentence_corpus

SEARCH = """
[search]
budget = 4
metric = "accuracy+macro_f1"
seed = 3
"roles.c" = {low = 0.001, high = 8.0, log = true}
"roles.min_count" = {low = 1, high = 40}
"""
LABELS_OF = (["aim", "method", "result"], ["aim", "method", "result"], ["method", "aim", "result"])


def surface(_examples: Any, _folds: Any, _config: Any, settings: Any) -> dict[str, tuple[float, float, float]]:
    """Scores that cost nothing, highest at c = 2 and a min_count of 7."""
    accuracy = round(1 / (1 + abs(settings["roles.c"] - 2) + abs(settings["roles.min_count"] - 7)), 4)
    return {"accuracy": (accuracy, accuracy / 2, 1.0), "macro_f1": (accuracy / 2, 0.0, 1.0)}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_workflow, "cross_validated", surface)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A corpus that is labelled carelessly, so that settings matter."""
    write_sentence_corpus(tmp_path / "corpus")
    write_records(tmp_path / "corpus" / "train.jsonl", [record(i, labels=LABELS_OF[i % 3]) for i in range(9)])
    write_sentence_config(tmp_path, CONFIG + SEARCH)
    return tmp_path


def run(place: Path, *overrides: str, name: str = "model", **options: Any) -> Searched:
    return search(place / "abstracts.toml", out=place / name, overrides=overrides, clock=ticking(), **options)


def ticking(step: float = 1.0) -> Callable[[], float]:
    """A clock that moves on each time it is read, so that a try takes one step."""
    ticks = count()
    return lambda: next(ticks) * step


def rows(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def stop_in_try(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """As if somebody pressed Ctrl-C in the middle of a try of this sitting."""
    real, tries = search_workflow.cross_validated, count(1)

    def stopped(*arguments: Any) -> Any:
        if next(tries) == number:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(search_workflow, "cross_validated", stopped)


def test_tries_are_kept_one_a_line_beside_the_model(place: Path) -> None:
    found = run(place)
    assert found.log == place / "model-search.jsonl"
    assert not (place / "model").exists()
    kept = rows(found.log)
    assert [row["try"] for row in kept] == [1, 2, 3, 4]
    assert {row["schema"] for row in kept} == {"pipeline.search/1"}
    assert kept[0]["settings"] == {"roles.c": 4.0, "roles.min_count": 1}  # those of the configuration
    assert list(kept[0]) == [
        *("schema", "try", "settings", "scores", "seconds", "data", "folds", "ranges", "config"),
    ]
    assert {len(row[mark]) for row in kept for mark in ("data", "folds", "ranges", "config")} == {64}
    assert [row["seconds"] for row in kept] == [1.0] * 4
    assert all(low <= value <= high for row in kept for value, low, high in row["scores"].values())
    values = [(row["scores"]["accuracy"][0] + row["scores"]["macro_f1"][0]) / 2 for row in kept]
    assert len(set(values)) > 1
    assert found.best.settings == kept[values.index(max(values))]["settings"]
    assert found.prepared.config.roles.settings.c == found.best.settings["roles.c"]


def test_a_try_scores_as_training_with_its_settings_does(place: Path) -> None:
    row = rows(run(place).log)[1]
    overrides = [f"{name}={value}" for name, value in row["settings"].items()]
    train(place / "abstracts.toml", out=place / "alone", overrides=overrides)
    scores = json.loads((place / "alone" / "evaluation" / "report.json").read_bytes())["scores"]
    assert {name: scores[name] for name in ("accuracy", "macro_f1")} == row["scores"]


def test_two_searches_do_not_write_to_one_log(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, tries = place / "model-search.jsonl", count(1)

    def beside_another(*arguments: Any) -> Any:
        if next(tries) == 3:
            with log.open("ab") as stream:
                stream.write(log.read_bytes().splitlines(keepends=True)[-1].replace(b'"try": 2', b'"try": 3'))
        return surface(*arguments)

    monkeypatch.setattr(search_workflow, "cross_validated", beside_another)
    with pytest.raises(OutputError, match="has 3 tries where 2 were read: another search writes to it"):
        run(place)
    assert [row["try"] for row in rows(log)] == [1, 2, 3]
    assert [row["try"] for row in rows(run(place).log)] == [1, 2, 3, 4]  # and can be gone on with


@pytest.mark.usefixtures("quick")
def test_a_stopped_search_goes_on_as_if_it_had_not_been(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run(place, "search.budget=13", name="whole")
    said: list[str] = []
    with monkeypatch.context() as patch:
        stop_in_try(patch, 12)
        with pytest.raises(KeyboardInterrupt):
            run(place, "search.budget=13", progress=said.append)
    log = place / "model-search.jsonl"
    assert len(rows(log)) == 11
    best = told(search_workflow.Searched(whole.prepared, whole.search, whole.tries[:11], log).best.settings)
    assert said[-1].startswith(
        f"the search was stopped after 11 tries, which {log} keeps; best so far: {best} (accuracy "
    )
    assert said[-1].endswith("The same command goes on from there")
    assert not (place / "model").exists()
    said.clear()
    resumed = run(place, "search.budget=13", progress=said.append)
    assert f"{log}: going on after 11 tries" in said
    assert log.read_bytes() == whole.log.read_bytes()
    assert resumed.tries == whole.tries


@pytest.mark.usefixtures("quick")
def test_a_search_stopped_in_its_first_try_keeps_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_in_try(monkeypatch, 1)
    said: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        run(place, progress=said.append)
    assert said[-1] == "the search was stopped before its first try was done; nothing is kept"
    assert not (place / "model-search.jsonl").exists()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("kept", [0, 1, -1])
def test_a_torn_last_line_is_dropped(place: Path, kept: int) -> None:
    log = run(place).log
    whole = log.read_bytes()
    last = whole.splitlines(keepends=True)[-1]
    log.write_bytes(whole[: len(whole) - len(last)] + last[:kept])
    assert run(place).log.read_bytes() == whole


@pytest.mark.usefixtures("quick")
def test_the_budget_counts_the_tries_of_earlier_sittings(place: Path) -> None:
    log = run(place, budget="2").log
    first = log.read_bytes()
    assert len(rows(log)) == 2
    run(place, budget="3")
    assert len(rows(log)) == 3
    assert log.read_bytes().startswith(first)
    assert len(run(place, budget="2").tries) == 3  # none is thrown away
    assert len(rows(log)) == 3


@pytest.mark.usefixtures("quick")
def test_a_budget_of_time(place: Path) -> None:
    """A try of 25 seconds begins while less than 60 are spent."""
    seen: list[Standing] = []
    options = {"out": place / "model", "watch": seen.append, "clock": ticking(25)}
    search(place / "abstracts.toml", budget="1m", **options)  # type: ignore[arg-type]
    assert [s.left for s in seen] == [60, 35, 10, 0]
    assert [row["seconds"] for row in rows(place / "model-search.jsonl")] == [25.0] * 3
    search(place / "abstracts.toml", budget="1m", **options)  # type: ignore[arg-type]
    assert len(rows(place / "model-search.jsonl")) == 3
    search(place / "abstracts.toml", budget="76s", **options)  # type: ignore[arg-type]
    assert len(rows(place / "model-search.jsonl")) == 4


@pytest.mark.usefixtures("quick")
def test_the_standing_is_told_at_the_beginning_and_after_each_try(place: Path) -> None:
    seen: list[Standing] = []
    run(place, watch=seen.append)
    assert [(len(s.tries), s.left, s.fresh) for s in seen] == [
        (0, None, False),
        (1, 3.0, True),
        (2, 2.0, True),
        (3, 1.0, True),
        (4, 0.0, True),
    ]
    assert seen[0].best is None
    assert seen[-1].best == max(s.best for s in seen[1:] if s.best is not None)
    assert {s.budget for s in seen} == {Budget(4, None)}
    seen.clear()
    run(place, watch=seen.append)
    assert [(len(s.tries), s.fresh) for s in seen] == [(4, False)]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("override", "other"),
    [
        ("search.seed=4", "other ranges, or another metric or seed"),
        ("search.metric=accuracy", "other ranges, or another metric or seed"),
        ("search.roles.c=[1, 2]", "other ranges, or another metric or seed"),
        ("evaluation.folds=4", "other folds"),
        ("roles.max_iterations=200", "another configuration"),
        ("evaluation.ignored=result", "another configuration"),
    ],
)
def test_a_log_of_another_search_is_refused_by_name(place: Path, override: str, other: str) -> None:
    log = run(place, budget="1").log
    before = log.read_bytes()
    with pytest.raises(ConfigError, match=f"is of a search with {other}") as caught:
        run(place, override)
    assert caught.value.where == f"{log}:1"
    assert caught.value.remedy == "Name another file with --search-log, or take this one away"
    assert log.read_bytes() == before


@pytest.mark.usefixtures("quick")
def test_a_log_of_other_data_is_refused_by_name(place: Path) -> None:
    run(place, budget="1")
    write_records(place / "corpus" / "dev.jsonl", [record(9 + i, id=i, labels=["aim", "aim", "aim"]) for i in range(3)])
    with pytest.raises(ConfigError, match="is of a search with other data"):
        run(place)


@pytest.mark.usefixtures("quick")
def test_what_changes_no_score_changes_no_search(place: Path) -> None:
    log = run(place, budget="2").log
    run(place, "search.budget=2", "name=other", 'version="9"', "evaluation.learning_curve=[0.5]", "structure.c=3")
    assert len(rows(log)) == 2


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda row: row | {"schema": "pipeline.search/2"}, "is of schema 'pipeline.search/2', this program reads"),
        (lambda row: row | {"try": 7}, "is try 7, not 2: a line is missing"),
        (lambda row: row | {"settings": {"roles.c": 1.0}}, "lacks settings in the ranges"),
        (lambda row: row | {"settings": row["settings"] | {"roles.c": 99.0}}, "lacks settings in the ranges"),
        (lambda row: row | {"scores": {"accuracy": [0.5, 0.4, 0.6]}}, "lacks settings in the ranges, scores"),
        (lambda row: row | {"scores": row["scores"] | {"accuracy": [0.5, "x", 1]}}, "lacks settings in the ranges"),
        (lambda row: row | {"seconds": None}, "lacks settings in the ranges, scores or seconds"),
        (lambda row: [row], "is of schema None"),
    ],
)
def test_a_malformed_log_is_refused(place: Path, change: Callable[[Any], Any], what: str) -> None:
    log = run(place, budget="3").log
    kept = rows(log)
    kept[1] = change(kept[1])
    log.write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        run(place)
    assert what in caught.value.what
    assert caught.value.where == f"{log}:2"


@pytest.mark.usefixtures("quick")
def test_a_log_that_is_no_log(place: Path) -> None:
    (place / "log").mkdir()
    with pytest.raises(ConfigError, match="log: cannot be read: it is no file"):
        run(place, log=place / "log")
    os.mkfifo(place / "pipe")  # it would never end
    with pytest.raises(ConfigError, match=r"pipe: cannot be read: it is no file\. Name another file with --search-log"):
        run(place, log=place / "pipe")
    (place / "text").write_text("not a try\n")
    with pytest.raises(ConfigError, match="text:1: is no JSON"):
        run(place, log=place / "text")
    for mine in ("a line without an end", '{"id": 1, "sentences": ["One."]}', "not\n{"):
        (place / "mine").write_text(mine)  # some other file, named by a slip
        with pytest.raises(ConfigError, match="mine:1: is no "):
            run(place, log=place / "mine")
        assert (place / "mine").read_text() == mine
    with pytest.raises(ConfigError, match="lies in the model folder"):
        run(place, log=place / "model" / "log.jsonl")
    with pytest.raises(OutputError, match=r"cannot be written: .*Choose another place with --search-log"):
        run(place, log=place / "text" / "log.jsonl")


def test_a_log_that_cannot_be_written_is_refused_before_the_first_try(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tried(*_: object) -> None:
        pytest.fail("a try of many minutes whose scores could not be kept")

    monkeypatch.setattr(search_workflow, "cross_validated", tried)
    (place / "text").write_text("")
    with pytest.raises(OutputError, match=r"cannot be written: .*text is a file, not a folder\. Choose another"):
        run(place, log=place / "text" / "logs" / "log.jsonl")
    monkeypatch.setattr(os, "access", lambda *_: False)  # as for one who is not root
    with pytest.raises(OutputError, match="may not be written to by this user"):
        run(place, log=place / "log.jsonl")
    assert not (place / "log.jsonl").exists()


def test_without_ranges_there_is_no_search(place: Path) -> None:
    write_sentence_config(place)
    with pytest.raises(ConfigError, match=r"has no section \[search\]\. Add a section"):
        run(place)


@pytest.mark.parametrize("budget", ["0", "soon", "-1", ""])
def test_a_wrong_budget(place: Path, budget: str) -> None:
    with pytest.raises(ConfigError, match=f"^--budget: the budget is {int(budget) if budget == '0' else repr(budget)}"):
        run(place, budget=budget)


@pytest.mark.usefixtures("quick")
def test_a_search_ends_where_every_choice_was_tried(place: Path) -> None:
    said: list[str] = []
    ranges = ("search.roles.c=[1, 4]", "search.roles.min_count=[1, 2]")
    assert len(run(place, *ranges, progress=said.append).tries) == 4
    assert len(run(place, *ranges, budget="9", progress=said.append).tries) == 4
    assert "the ranges hold no settings that were not tried" in said


def test_what_cannot_be_learned_is_told_with_the_corpus(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise ValueError("nothing there")

    monkeypatch.setattr(search_workflow, "cross_validated", fail)
    with pytest.raises(AnnotationError, match="corpus: cannot be learned from or scored: nothing there"):
        run(place)


def test_the_model_has_the_best_settings_and_says_that_they_were_chosen(place: Path) -> None:
    found = run(place)
    trained = train_best(found)
    manifest = json.loads((place / "model" / "manifest.json").read_bytes())
    best = found.best.settings
    assert {f"roles.{key}": manifest["config"]["roles"][key] for key in ("c", "min_count")} == dict(best)
    assert (manifest["search"]["tries"], manifest["search"]["metric"]) == (4, "accuracy+macro_f1")
    assert manifest["search"]["best"]["settings"] == dict(best)
    assert manifest["search"]["ranges"]["roles.c"] == {"low": 0.001, "high": 8.0, "log": True}
    assert manifest["search"]["held_out"] == 0
    # The scores of the card are those by which the settings were chosen.
    assert tuple(manifest["scores"]["accuracy"]) == found.best.scores["accuracy"]
    assert f"[roles]\nc = {best['roles.c']}\nmin_count = {best['roles.min_count']}\n```" in trained.card
    assert "the best of 4 tries by accuracy and macro-F1 together" in trained.card
    assert "| `roles.c` | " in trained.card
    assert "**The scores of this card are optimistic**" in trained.card
    assert "keep documents apart and run `pipeline evaluate` on them" in trained.card
    assert "but the settings were chosen on these folds. Intervals" in trained.card
    assert "tuning included" not in trained.card


def test_a_part_kept_to_test_on_takes_no_part_and_is_named(place: Path) -> None:
    alone = run(place, name="alone")
    write_records(place / "corpus" / "test.jsonl", [record(20 + i) for i in range(2)])
    found = run(place)
    assert [t.scores for t in found.tries] == [t.scores for t in alone.tries]
    assert "The 2 documents that the corpus keeps to test on took no part" in train_best(found).card


def test_the_fragment_pasted_into_the_configuration_trains_the_same_model(place: Path) -> None:
    found = run(place)
    train_best(found)
    overrides = [f"{name}={json.dumps(value)}" for name, value in found.best.settings.items()]
    train(place / "abstracts.toml", out=place / "pasted", overrides=overrides)
    for file in ("arrays.npz", "settings.json"):
        assert (place / "model" / file).read_bytes() == (place / "pasted" / file).read_bytes()


def test_the_same_search_gives_the_same_bytes_and_a_model_trained_again_forgets_it(place: Path) -> None:
    files = []
    for name in ("a", "b"):
        train_best(run(place, name=name))
        files.append((place / name / "manifest.json").read_bytes())
    assert files[0] == files[1]
    card = train(place / "abstracts.toml", out=place / "a").card
    assert "Search" not in card
    assert "tuning included" in card
    assert "search" not in json.loads((place / "a" / "manifest.json").read_bytes())
