"""The folder that a model is written to: which it is, what is refused, and what is left when a run fails."""

import errno
from pathlib import Path
from typing import Any

import pytest

from pipeline.bundles.bundle import read_bundle
from pipeline.errors import AnnotationError, OutputError
from pipeline.workflows import train as train_workflow
from pipeline.workflows.analyze import analyze_text
from pipeline.workflows.train import train

from .model_folders import bytes_of


def test_a_model_that_will_be_replaced_is_named_before_anything_is_learned(place: Path) -> None:
    first: list[str] = []
    train(place / "tiny.toml", out=place / "model", progress=first.append)
    second: list[str] = []
    train(place / "tiny.toml", out=place / "model", progress=second.append)
    assert second == [f"{place / 'model'} holds a model, which this run will replace", *first]


def test_without_out_the_model_goes_to_its_name(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    assert train(Path("tiny.toml")).folder == Path("models/tiny")
    assert (place / "models" / "tiny" / "manifest.json").is_file()


def test_a_folder_of_something_else_is_refused_before_any_fitting(place: Path) -> None:
    told: list[str] = []
    with pytest.raises(OutputError, match="no part of a model"):
        train(place / "tiny.toml", out=place / "corpus", progress=told.append)
    assert told == []


def test_a_model_trained_again_in_its_folder_is_not_mistaken_for_the_old_one(place: Path) -> None:
    model = str(place / "model")
    train(place / "tiny.toml", out=place / "model")
    before = analyze_text("渡口很要紧。", model=model)
    train(place / "tiny.toml", out=place / "model", overrides=["roles.c=0.1"])
    after = analyze_text("渡口很要紧。", model=model)
    assert before.model != after.model
    assert before.roles[0].probabilities != after.roles[0].probabilities


def test_what_a_component_cannot_learn_is_told_with_the_corpus(
    abstracts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ValueError("a feature is NaN")

    monkeypatch.setattr(train_workflow, "cross_validate", refuse)
    with pytest.raises(AnnotationError, match=r"corpus: cannot be learned from or scored: a feature is NaN\."):
        train(abstracts / "abstracts.toml", out=abstracts / "model")
    assert not (abstracts / "model").exists()


@pytest.mark.parametrize("anew", [True, False], ids=["new folder", "over an older model"])
def test_a_full_disk_leaves_what_was_there(abstracts: Path, monkeypatch: pytest.MonkeyPatch, anew: bool) -> None:
    config, out = abstracts / "abstracts.toml", abstracts / "models" / "m"
    if not anew:
        train(config, out=out)
    before = bytes_of(abstracts)
    opened = Path.open

    class Full:
        def __init__(self, stream: Any) -> None:
            self.stream = stream

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *_: object) -> None:
            self.stream.close()

        def write(self, data: bytes) -> None:
            self.stream.write(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")

    def full(self: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        stream = opened(self, mode, *rest, **named)
        return Full(stream) if mode == "xb" and ".manifest.json" in self.name else stream

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutputError, match=r"manifest\.json: cannot be written: No space left on device"):
        train(config, out=out, overrides=["version=v2"])
    assert bytes_of(abstracts) == before
    assert (abstracts / "models").exists() is not anew
    monkeypatch.undo()
    train(config, out=out, overrides=["version=v2"])
    assert read_bundle(out).ref.version == "v2"


def test_stopped_in_mid_training_nothing_is_left(abstracts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(message: str) -> None:
        if "fitting on all" in message:
            raise KeyboardInterrupt

    before = bytes_of(abstracts)
    with pytest.raises(KeyboardInterrupt):
        train(abstracts / "abstracts.toml", out=abstracts / "model", progress=stop)
    assert bytes_of(abstracts) == before
    assert not (abstracts / "model").exists()


def test_a_report_of_something_else_is_not_written_over(abstracts: Path) -> None:
    (abstracts / "model" / "evaluation").mkdir(parents=True)
    (abstracts / "model" / "evaluation" / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"holds evaluation/thesis\.txt, which is no part of a model"):
        train(abstracts / "abstracts.toml", out=abstracts / "model")
