"""Folders to train from: a corpus beside its configuration."""

from pathlib import Path

import pytest

from tests.training.samples import write_config, write_corpus
from tests.training.sentence_samples import write_sentence_config, write_sentence_corpus


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus")
    write_config(tmp_path)
    return tmp_path


@pytest.fixture
def abstracts(tmp_path: Path) -> Path:
    write_sentence_corpus(tmp_path / "corpus")
    write_sentence_config(tmp_path)
    return tmp_path
