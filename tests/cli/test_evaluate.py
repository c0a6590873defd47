"""`pipeline train` on sentence labels and `pipeline evaluate`, from end to end; and whatever can be wrong with them."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipeline.bundles.bundle import seal, write_sealed
from pipeline.cli.app import app
from pipeline.workflows import train as train_workflow
from tests.cli.running import COMMAND, run, tree
from tests.training.sentence_samples import CONFIG, record, write_records, write_sentence_config, write_sentence_corpus


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_sentence_corpus(tmp_path / "corpus")
    write_sentence_config(tmp_path)
    return tmp_path


def refused(folder: Path, *arguments: str | Path, code: int = 2) -> str:
    """The last line said; checks the exit code, and that nothing was written or printed."""
    before = tree(folder)
    result = invoke(*arguments)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert tree(folder) == before
    return result.stderr.splitlines()[-1].removeprefix("pipeline: ")


def test_train_then_evaluate(place: Path) -> None:
    model = place / "model"
    trained = invoke("train", place / "abstracts.toml", "--corpus", place / "corpus", "--out", model)
    assert (trained.exit_code, trained.stdout.splitlines()[0]) == (0, "# abstracts 1")
    assert "12 documents (train 9 + dev 3), 36 sentences" in trained.stderr
    assert sorted(tree(model)) == [
        *("arrays.npz", "card.md", "evaluation", "evaluation/predictions.json", "evaluation/report.html"),
        *("evaluation/report.json", "manifest.json", "settings.json"),
    ]
    assert invoke("models", "show", model).stdout == trained.stdout
    path = write_records(place / "unseen.jsonl", [record(20 + i) for i in range(3)])
    result = invoke("evaluate", model, path, "--out", place / "out", "--against", model)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.split("\t")[0] for line in lines[:3]] == ["accuracy", "macro-F1", "micro-F1"]
    names = ("report.html", "report.json", "predictions.json")
    against = "against abstracts 1\t{0:.3f}, {0:.3f} of the other; difference +0.000 [+0.000, +0.000], p = 1.0000"
    scores = json.loads((place / "out" / "report.json").read_bytes())["scores"]
    for line, (title, name) in zip(lines[3:5], (("accuracy", "accuracy"), ("macro-F1", "macro_f1")), strict=True):
        assert line == f"{title} {against.format(scores[name][0])} after Holm"
    assert lines[5:] == [str(place / "out" / name) for name in names]
    report = json.loads((place / "out" / "report.json").read_bytes())
    value, low, high = report["scores"]["accuracy"]
    assert lines[0].split("\t")[1] == f"{value:.3f} [{low:.3f}, {high:.3f}]"
    assert len(report["comparisons"]) == 2


ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def test_names_that_would_act_on_a_terminal_or_a_page_are_only_seen(place: Path) -> None:
    """Ids, titles and labels of others: escapes, a C1 introducer, overrides, a line that would be a heading."""
    label, other = "ai\x1b[31mm", "re\u202esult\n# Best of all"
    labels = json.dumps([label, "method", other])  # TOML writes it the same
    write_sentence_config(place, CONFIG.replace('["aim", "method", "result"]', labels))

    def acting(i: int) -> dict[str, Any]:
        return record(i, id=f"\x1b]0;mine\x07{i}\u009b2J", title="\u2067title\r", labels=[label, "method", other])

    train = write_records(place / "train.jsonl", [acting(i) for i in range(8)])
    model, twice = place / "model", write_records(place / "twice.jsonl", [acting(i) for i in range(2)])
    trained = invoke("train", place / "abstracts.toml", "--corpus", train, "--out", model)
    assert trained.exit_code == 0, trained.output
    assert "| ai␛[31mm |" in trained.stdout
    assert "\n# Best" not in trained.stdout
    card = model / "card.md"
    assert trained.stdout == card.read_text(encoding="utf-8")
    leaks = invoke("evaluate", model, twice, "--out", place / "out")
    assert "␛]0;mine␇" in leaks.stderr
    allowed = invoke("evaluate", model, twice, "--out", place / "out", "--allow-leaks")
    assert allowed.exit_code == 0
    pages = [page.read_text(encoding="utf-8") for page in (place / "out" / "report.html", card)]
    for text in (trained.stdout, trained.stderr, leaks.stderr, allowed.stdout, allowed.stderr, *pages):
        assert not ACTING.search(text)


def test_the_card_of_somebody_else_does_not_act_on_the_terminal(place: Path) -> None:
    card = "# evil\n\x1b[2Jgone \u202e\n".encode()
    sealed = seal(name="evil", version="1", about={}, settings={}, arrays={}, card=card.decode())
    write_sealed(place / "evil", sealed)
    assert invoke("models", "show", place / "evil").stdout == "# evil\n␛[2Jgone \ufffd\n"


def test_the_real_process(place: Path) -> None:
    write_records(place / "unseen.jsonl", [{"id": "a", "sentences": ["We ask?", "It held."]}])
    assert run("train", "abstracts.toml", "--out", "m", cwd=place).code == 0
    outcome = run("evaluate", "m", "unseen.jsonl", "--out", "out", cwd=place)
    assert (outcome.code, outcome.stdout.decode().splitlines()) == (0, ["out/predictions.json"])
    assert outcome.stderr.splitlines()[-1] == "pipeline: the documents have no labels: there is nothing to score"


def test_folds_are_frozen_and_named(place: Path) -> None:
    result = invoke("train", place / "abstracts.toml", "--write-folds", place / "folds.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[-1] == f"pipeline: wrote 3 folds to {place / 'folds.json'}"
    folds = json.loads((place / "folds.json").read_bytes())
    assert folds["schema"] == "pipeline.folds/1"
    assert sorted(id for fold in folds["folds"] for id in fold)[0] == "dev:0"
    line = refused(place, "train", place / "abstracts.toml", "--write-folds", place / "folds.json")
    assert line.startswith(f"{place / 'folds.json'}: is there already, and frozen folds are never redrawn.")
    named = invoke("train", place / "abstracts.toml", "--set", "evaluation.folds=folds.json", "--out", place / "m")
    assert "Cross-validated by document, frozen folds" in named.stdout


def test_leaks_stop_until_they_are_allowed(place: Path) -> None:
    write_records(place / "corpus" / "test.jsonl", [record(2, id="t")])
    arguments = ("train", place / "abstracts.toml", "--out", place / "model")
    line = refused(place, *arguments)
    assert "1 documents to score on stand in the training texts too: test:t (as train:2, 100%)" in line
    assert line.endswith("--allow-leaks")
    assert invoke(*arguments, "--allow-leaks").exit_code == 0
    arguments = ("evaluate", place / "model", place / "corpus" / "test.jsonl", "--out", place / "out")
    assert "t (as a training text of" in refused(place, *arguments)
    assert invoke(*arguments, "--allow-leaks").exit_code == 0


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"id": 1, "sentences": ["a b c"]}', 'train.jsonl:1: lacks "labels"'),
        (
            '{"id": 1, "sentences": ["a b c"], "labels": ["metod"]}',
            '"metod", which corpus.labels of the configuration abstracts lacks. The',
        ),
        ('{"id": 1, "sentences": ["a b c"], "labels": ["aim"]}', "holds one document only. Annotate a second"),
        ("", "train.jsonl: holds no document"),
        ("{", "train.jsonl:1: "),
    ],
)
def test_a_corpus_that_cannot_be_learned_from(place: Path, line: str, what: str) -> None:
    (place / "corpus" / "train.jsonl").write_text(line + "\n")
    (place / "corpus" / "dev.jsonl").unlink()
    assert what in refused(place, "train", place / "abstracts.toml", "--out", place / "model")


def test_one_label_only(place: Path) -> None:
    write_records(place / "corpus" / "train.jsonl", [record(i, labels=["aim"] * 3) for i in range(5)])
    (place / "corpus" / "dev.jsonl").unlink()
    line = refused(place, "train", place / "abstracts.toml", "--out", place / "model")
    assert "has one label only, aim: there is nothing to tell apart. Label some" in line


@pytest.mark.parametrize("kind", ["pipe", "folder", "broken link"])
def test_a_part_that_is_no_file_is_not_passed_over(place: Path, kind: str) -> None:
    part = place / "corpus" / "dev.jsonl"
    part.unlink()
    if kind == "pipe":
        os.mkfifo(part)
    elif kind == "folder":
        part.mkdir()
    else:
        part.symlink_to("gone.jsonl")
    line = refused(place, "train", place / "abstracts.toml", "--out", place / "model")
    assert line == f"{part}: cannot be read: it is no file. Check the path"


def test_a_place_that_may_not_be_written_to_is_found_before_any_fitting(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of the system, not tried: a test that runs as root may write anywhere."""
    monkeypatch.setattr(os, "access", lambda path, _: path != place / "mine")
    (place / "mine").mkdir()
    result = invoke("train", place / "abstracts.toml", "--out", place / "mine" / "model")
    assert result.exit_code == 2
    what = f"cannot be written into: {place / 'mine'} may not be written to by this user. Choose another place"
    assert result.stderr == f"pipeline: {place / 'mine' / 'model'}: {what}\n"


def test_a_bundle_whose_parts_do_not_fit_is_named_by_its_file(place: Path) -> None:
    """Its hashes are right: somebody has sealed it so."""
    values = {"roles": {"component": "chain.v1"}}
    write_sealed(place / "odd", seal(name="odd", version="1", about={}, settings=values, arrays={}, card=""))
    data = write_records(place / "unseen.jsonl", [record(20)])
    line = refused(place, "evaluate", place / "odd", data, "--out", place / "out")
    assert line.startswith(f"{place / 'odd' / 'settings.json'}: lacks a part or has a malformed one")


def test_a_corpus_of_neither_form(place: Path) -> None:
    (place / "empty").mkdir()
    for name, what in (("empty", "is no corpus. Name a folder with labels/"), ("none", "there is no such corpus.")):
        line = refused(place, "train", place / "abstracts.toml", "--corpus", place / name, "--out", place / "model")
        assert line.startswith(f"{place / name}: {what}")


def test_stopped_in_mid_training(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(train_workflow, "fit", stop)
    assert refused(place, "train", place / "abstracts.toml", "--out", place / "model", code=130) == "stopped"


def test_a_full_disk(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def full(self: Path, mode: str = "r", *rest: object, **named: object) -> object:
        if mode == "xb" and ".arrays.npz" in self.name:
            raise OSError(28, "No space left on device")
        return opened(self, mode, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    line = refused(place, "train", place / "abstracts.toml", "--out", place / "model")
    assert line.endswith("arrays.npz: cannot be written: No space left on device. Choose another place")


def test_evaluation_that_cannot_begin(place: Path) -> None:
    assert "there is no model 'none'" in refused(place, "evaluate", "none", place / "corpus" / "dev.jsonl")
    line = refused(place, "evaluate", "policy-roles", place / "corpus" / "dev.jsonl", "--out", place / "out")
    assert 'the label of sentence 1 is "aim". It must be "claim" (nearest of claim' in line
    assert "there is no such file or folder" in refused(place, "evaluate", "policy-roles", place / "none.jsonl")


def test_a_report_is_never_written_into_a_model(place: Path) -> None:
    """Its folder would be a model no longer."""
    model = place / "model"
    assert invoke("train", place / "abstracts.toml", "--corpus", place / "corpus", "--out", model).exit_code == 0
    path = write_records(place / "unseen.jsonl", [record(20)])
    for out in (model, model / "evaluation"):
        assert "is a model's own folder" in refused(place, "evaluate", model, path, "--out", out)


def test_places_that_no_system_has(place: Path) -> None:
    """A name that is too long, a file in place of a folder: said before anything is fitted."""
    config, corpus = place / "abstracts.toml", place / "corpus"
    for out in (place / ("n" * 300), config / "below"):
        assert str(out)[:40] in refused(place, "train", config, "--corpus", corpus, "--out", out)
    assert "too long" in refused(place, "evaluate", "n" * 300, corpus / "dev.jsonl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_standard_output_that_is_full(place: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, "models", "show"], cwd=place, stdout=full, stderr=subprocess.PIPE, timeout=120)
    assert done.returncode == 2
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr
