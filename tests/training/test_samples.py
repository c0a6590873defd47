"""The articles of these tests follow the scheme that the corpus follows."""

from pathlib import Path

from pipeline.formats.annotation_check import check_corpus
from tests.training.samples import write_corpus


def test_the_sample_corpus_has_no_faults(tmp_path: Path) -> None:
    found = check_corpus(write_corpus(tmp_path))
    assert [str(fault) for fault in found.faults] == []
