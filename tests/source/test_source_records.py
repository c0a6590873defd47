"""Corpora in one file: JSON Lines, a document a line."""

import hashlib
import json

import pytest

from pipeline.errors import InputError
from pipeline.source.records import holds_records, read_records


def corpus(folder, *lines):
    path = folder / "reports.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return path


def test_each_line_is_a_document_with_what_is_known_of_it(tmp_path):
    first = json.dumps({"title": "甲", "year": 2021, "tags": ["x"], "none": None, "text": "第一句。\r\n第二句。"})
    path = corpus(tmp_path, "\ufeff" + first, "", json.dumps({"text": "只有正文。"}))
    one, two = read_records(path)
    assert one.source.name == f"{path}:1"
    assert one.source.text == "第一句。\n第二句。"
    assert one.source.sha256 == hashlib.sha256("第一句。\n第二句。".encode()).hexdigest()
    assert (one.title, one.about) == ("甲", {"year": "2021", "tags": '["x"]'})
    assert (two.source.name, two.title, two.about) == (f"{path}:3", "", {})


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"[]", 'has no "text"'),
        (b'{"text": "\xe4\xb8\x80", "text": "\xe4\xba\x8c"}', "the key 'text' stands twice in one object"),
        (b'{"text": 3}', 'has no "text"'),
        (b'{"text": " \\n "}', "nothing but white space"),
        (b'{"text": "\\ud800"}', "whole characters"),
        (b'{"text": "\xff"}', "is no UTF-8"),
    ],
)
def test_a_bad_line_is_told_and_stops_no_other(tmp_path, line, message):
    bad, good = read_records(corpus(tmp_path, line, '{"text": "一句话。"}'))
    assert isinstance(bad, InputError)
    assert message in str(bad)
    assert "reports.jsonl:1" in bad.where
    assert good.source.text == "一句话。"


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        list(read_records(tmp_path / "none.jsonl"))


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        ('{"title": "甲", "text": "乙"}', True),
        ('{"schema": "pipeline.annotation/1", "text": null}', False),
        ('{"id": 1, "sentences": [], "labels": [], "text": ""}', False),
        ('{"words": 3}', False),
        ("", False),
    ],
)
def test_label_files_hold_no_documents(tmp_path, head, answer):
    assert holds_records(corpus(tmp_path, head)) is answer
