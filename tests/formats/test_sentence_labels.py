"""Sentence-label files: read, made into documents, written back, and refused where they break the form."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import AnnotationError
from pipeline.formats import sentence_labels
from pipeline.formats.sentence_labels import (
    LabelledSentences,
    corpus_parts,
    is_sentence_labels,
    read_sentence_labels,
    to_document,
    write_sentence_labels,
)
from pipeline.text.normalize import normalize
from pipeline.text.segment import separators

BRIDGE = {
    "id": "bridge.txt",
    "title": "老桥",
    "sentences": ["老桥又封了一次。", "修，还是拆？", "先查桥墩。"],
    "labels": ["Evidence", "Thesis", "Thesis"],
    "paragraphs": [1, 1, 3],
}
FERRY = {"id": 17, "sentences": ["The ferry is late.", "It often is."], "labels": ["Thesis", "Evidence"]}

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6).filter(lambda t: t == t.strip())


def put(tmp_path: Path, *records: Any, name: str = "train.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def refusal(path: Path, labels: tuple[str, ...] | None = None, *, labels_needed: bool = True) -> str:
    with pytest.raises(AnnotationError) as caught:
        list(read_sentence_labels(path, labels, labels_needed=labels_needed))
    assert caught.value.remedy
    return str(caught.value)


def value(*sentences: str, paragraphs: tuple[int, ...] = ()) -> LabelledSentences:
    return LabelledSentences("d", "d", "Title", sentences, (), paragraphs)


@st.composite
def documents(draw: st.DrawFn) -> LabelledSentences:
    sentences = draw(st.lists(_TEXTS, min_size=1, max_size=6))
    size = len(sentences)

    def parallel(items: st.SearchStrategy[Any]) -> tuple[Any, ...]:
        return tuple(draw(st.one_of(st.just([]), st.lists(items, min_size=size, max_size=size))))

    key = draw(st.one_of(st.integers(), _NAMES))
    return LabelledSentences(
        id=str(key),
        key=key,
        title=draw(_TEXTS),
        sentences=tuple(sentences),
        labels=parallel(_NAMES),
        paragraphs=tuple(sorted(parallel(st.integers(0, 9)))),
        weights=parallel(st.floats(0, 1)),
    )


def test_documents_as_they_stand_in_the_file(tmp_path: Path) -> None:
    found = list(read_sentence_labels(put(tmp_path, BRIDGE, FERRY), ("Thesis", "Evidence")))
    assert found == [
        LabelledSentences(
            id="bridge.txt",
            key="bridge.txt",
            title="老桥",
            sentences=("老桥又封了一次。", "修，还是拆？", "先查桥墩。"),
            labels=("Evidence", "Thesis", "Thesis"),
            paragraphs=(1, 1, 3),
        ),
        LabelledSentences("17", 17, "", ("The ferry is late.", "It often is."), ("Thesis", "Evidence")),
    ]
    assert [type(d.key) for d in found] == [str, int]


@given(st.lists(documents(), min_size=1, max_size=4, unique_by=lambda d: d.id))
def test_round_trip(values: list[LabelledSentences]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.jsonl"
        write_sentence_labels(values, path)
        first = path.read_bytes()
        found = list(read_sentence_labels(path, labels_needed=False))
        assert found == values
        assert [type(d.key) for d in found] == [type(d.key) for d in values]
        write_sentence_labels(found, path)
        assert path.read_bytes() == first


def test_lines_as_written(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    write_sentence_labels(read_sentence_labels(put(tmp_path, BRIDGE, FERRY)), path)
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == [BRIDGE, FERRY]
    assert "老桥" in path.read_text(encoding="utf-8")


def test_a_faulty_line_is_met_when_it_is_reached(tmp_path: Path) -> None:
    found = read_sentence_labels(put(tmp_path, FERRY, "no document"))
    assert next(found).id == "17"
    with pytest.raises(AnnotationError):
        next(found)


def test_byte_order_mark_other_line_ends_and_blank_lines(tmp_path: Path) -> None:
    path = put(tmp_path, BRIDGE, FERRY, BRIDGE)
    first, second, third = path.read_bytes().splitlines()
    path.write_bytes(b"\xef\xbb\xbf" + first + b"\r\n\r\n \n" + second)
    assert [d.id for d in read_sentence_labels(path)] == ["bridge.txt", "17"]
    path.write_bytes(first + b"\r\n\r\n" + third)
    assert f"{path}:3: has the id" in refusal(path)


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    record = {"id": "a", "sentences": ["one\u2028two\x85three"], "labels": ["x"]}
    (found,) = read_sentence_labels(put(tmp_path, record))
    assert found.sentences == ("one\u2028two\x85three",)


@pytest.mark.parametrize(
    ("given_keys", "key"),
    [
        ({"abstract_id": 41}, 41),
        ({"abstract_id": "x-41"}, "x-41"),
        ({"id": None, "abstract_id": 41}, 41),
        ({"id": "own", "abstract_id": 41}, "own"),
        ({"abstract_id": None}, 2),
        ({"abstract_id": [4]}, 2),
        ({"abstract_id": 41, "journal_id": 7}, 2),
        ({"identity": 41}, 2),
        ({}, 2),
        ({"id": 0}, 0),
    ],
)
def test_what_names_a_document(tmp_path: Path, given_keys: dict[str, Any], key: str | int) -> None:
    found = list(read_sentence_labels(put(tmp_path, BRIDGE, {"sentences": ["One."], "labels": ["x"], **given_keys})))
    assert (found[1].id, found[1].key) == (str(key), key)


def test_documents_whose_key_is_the_same_are_told_apart_by_their_lines(tmp_path: Path) -> None:
    same = {"abstract_id": 0, "sentences": ["One."], "labels": ["x"]}
    path = put(tmp_path, same, same, {**same, "abstract_id": "0:4"}, same, {**same, "abstract_id": None})
    found = list(read_sentence_labels(path))
    assert [d.id for d in found] == ["0", "0:2", "0:4", "0:4:4", "5"]
    assert [d.key for d in found] == [0, 0, "0:4", 0, 5]
    write_sentence_labels(found, path)
    assert [d.id for d in read_sentence_labels(path)] == [d.id for d in found]


@pytest.mark.parametrize("again", ["17", 17])
def test_an_id_used_twice_is_refused(tmp_path: Path, again: str | int) -> None:
    path = put(tmp_path, FERRY, BRIDGE, {**FERRY, "id": again})
    assert refusal(path) == f'{path}:3: has the id "17", which line 1 has too. Give each document an id of its own'


def test_agreement_of_the_annotators(tmp_path: Path) -> None:
    (found,) = read_sentence_labels(put(tmp_path, {**FERRY, "confs": [0.6667, 1]}))
    assert found.weights == (0.6667, 1.0)
    assert all(type(w) is float for w in found.weights)


def test_a_file_to_predict_on(tmp_path: Path) -> None:
    path = put(tmp_path, {"id": 1, "sentences": ["One."]}, {"id": 2, "sentences": ["Two."], "labels": None}, FERRY)
    assert f'{path}:1: lacks "labels"' in refusal(path)
    found = list(read_sentence_labels(path, labels_needed=False))
    assert [d.labels for d in found] == [(), (), ("Thesis", "Evidence")]


def test_a_label_outside_the_set_names_the_nearest(tmp_path: Path) -> None:
    path = put(tmp_path, FERRY, {**BRIDGE, "labels": ["Evidence", "thesys", "Thesis"]})
    names = ("Thesis", "Evidence", "Other")
    where = f"{path}:2: the label of sentence 2 is"
    assert refusal(path, names) == f'{where} "thesys". It must be "Thesis" (nearest of Thesis, Evidence, Other)'
    # To predict on a file is no reason to overlook it.
    assert where in refusal(path, names, labels_needed=False)
    assert len(list(read_sentence_labels(path))) == 2
    path = put(tmp_path, FERRY, {**BRIDGE, "labels": ["Evidence", "Ω", None]})
    assert refusal(path, names) == f'{where} "Ω". It must be one of Thesis, Evidence, Other'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, '"id" is ""'),
        ({"id": " "}, '"id" is " "'),
        ({"id": True}, '"id" is true'),
        ({"id": 1.5}, '"id" is 1.5'),
        ({"id": ["a"]}, '"id" is a list of 1'),
        ({"title": 7}, '"title" is 7'),
        ({"sentences": None}, 'lacks "sentences"'),
        ({"sentences": "One. Two."}, '"sentences" is "One. Two."'),
        ({"sentences": []}, "has no sentence"),
        ({"sentences": ["One.", 2, "Three."]}, "sentence 2 is 2"),
        ({"sentences": ["One.", "Two.", None]}, "sentence 3 is null"),
        ({"labels": "Thesis"}, '"labels" is "Thesis"'),
        ({"labels": ["a", "b"]}, '"labels" has the length 2, "sentences" has 3'),
        ({"labels": []}, '"labels" has the length 0, "sentences" has 3'),
        ({"labels": ["a", 4, "b"]}, "the label of sentence 2 is 4"),
        ({"labels": ["a", "b", ""]}, 'the label of sentence 3 is ""'),
        ({"labels": ["a", " a", "a"]}, 'the label of sentence 2 is " a"'),
        ({"paragraphs": [0, 1]}, '"paragraphs" has the length 2, "sentences" has 3'),
        ({"paragraphs": [0, 2, 1]}, "the paragraph of sentence 3 is 1 after 2"),
        ({"paragraphs": [0, 1.0, 2]}, "the paragraph of sentence 2 is 1.0 after 0"),
        ({"paragraphs": [False, True, True]}, "the paragraph of sentence 1 is false"),
        ({"paragraphs": [-1, 0, 0]}, "the paragraph of sentence 1 is -1"),
        ({"paragraphs": [0, 0, -1]}, "the paragraph of sentence 3 is -1 after 0"),
        ({"confs": [1.0]}, '"confs" has the length 1, "sentences" has 3'),
        ({"confs": [1, float("nan"), 1]}, "the agreement on sentence 2 is NaN"),
        ({"confs": [1, 1, float("inf")]}, "the agreement on sentence 3 is Infinity"),
        ({"confs": [1.01, 1, 1]}, "the agreement on sentence 1 is 1.01"),
        ({"confs": [0, -0.1, 1]}, "the agreement on sentence 2 is -0.1"),
        ({"confs": ["1", 1, 1]}, 'the agreement on sentence 1 is "1"'),
        ({"confs": [True, 1, 1]}, "the agreement on sentence 1 is true"),
    ],
)
def test_what_breaks_the_form_is_refused_with_its_line(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    path = put(tmp_path, FERRY, {**BRIDGE, **change})
    assert f"{path}:2: {said}. " in refusal(path)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"id": 1, "sentences": ["a"]', "is no JSON: Expecting ',' delimiter"),
        (b'["a", "b"]', "is a list of 2, no object"),
        (b"null", "is null, no object"),
        ("文".encode("gb18030"), "is no UTF-8"),
        (b'{"sentences": ["\\ud83d"], "labels": ["x"]}', "holds half of a surrogate pair"),
        (b"[" * 200_000, "is JSON nested too deeply"),
        (b'{"id": ' + b"9" * 5000 + b"}", "is JSON with a number of too many digits"),
    ],
)
def test_what_is_no_object_in_utf8_is_refused_with_its_line(tmp_path: Path, line: bytes, said: str) -> None:
    path = put(tmp_path, FERRY)
    path.write_bytes(path.read_bytes() + b"\n" + line + b"\n")
    assert f"{path}:3: {said}" in refusal(path)


def test_a_line_too_long_is_refused_before_it_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, FERRY, BRIDGE)
    longest = max(map(len, path.read_bytes().splitlines(keepends=True)))
    monkeypatch.setattr(sentence_labels, "MAX_BYTES", longest)
    assert len(list(read_sentence_labels(path))) == 2
    monkeypatch.setattr(sentence_labels, "MAX_BYTES", longest - 1)
    assert f"{path}:2: this line is longer than" in refusal(path)


def test_files_that_hold_nothing_or_cannot_be_read(tmp_path: Path) -> None:
    for data in (b"", b"\n \n", b"\xef\xbb\xbf"):
        path = tmp_path / "empty.jsonl"
        path.write_bytes(data)
        assert f"{path}: holds no document. Put one document on a line" in refusal(path)
    assert "cannot be read: No such file" in refusal(tmp_path / "none.jsonl")
    assert "cannot be read: it is no file" in refusal(tmp_path)


def test_a_chinese_document() -> None:
    found = to_document(value("老桥又封了一次。", "修，還是拆？", "先查桥墩。", paragraphs=(1, 1, 3)), source="b.jsonl")
    assert found.text == "老桥又封了一次。修，還是拆？\n先查桥墩。"
    assert [(s.id, s.start, s.end, s.text, s.section, s.paragraph) for s in found.sentences] == [
        ("s1", 0, 8, "老桥又封了一次。", "c1", 0),
        ("s2", 8, 14, "修，还是拆？", "c1", 0),
        ("s3", 15, 20, "先查桥墩。", "c1", 1),
    ]
    assert [(c.id, c.heading, c.start, c.end) for c in found.sections] == [("c1", None, 0, 20)]
    assert (found.id, found.title, found.source, found.language) == ("d", "Title", "b.jsonl", "zh")
    # printf '老桥又封了一次。修，還是拆？\n先查桥墩。' | sha256sum
    assert found.sha256 == "a93de750792dd14317f1ae6e43e66d5e97837333f3b02c94a2de313b81a4cc10"
    assert (found.damage, found.headings) == ((), ())


def test_a_document_in_another_language_and_without_paragraphs() -> None:
    found = to_document(value("The ferry is late.", "It often is."))
    assert found.text == "The ferry is late. It often is."
    assert [(s.start, s.end, s.paragraph) for s in found.sentences] == [(0, 18, 0), (19, 31, 0)]
    assert found.language == "en"


def test_blank_sentences_keep_their_place_in_the_row() -> None:
    found = to_document(value("", "One.", " \n", "Two.", "\u3000", "Three.", paragraphs=(0, 0, 0, 0, 1, 2)))
    assert found.text == "One. Two.\nThree."
    assert [found.text[s.start : s.end] for s in found.sentences] == ["", "One.", "", "Two.", "", "Three."]
    assert [s.text for s in found.sentences] == ["", "One.", "", "Two.", "", "Three."]
    assert [s.paragraph for s in found.sentences] == [0, 0, 0, 0, 1, 2]
    nothing = to_document(value("", "\t"))
    assert (nothing.text, [(s.start, s.end) for s in nothing.sentences]) == ("", [(0, 0), (0, 0)])


def test_line_ends_and_white_space_of_a_sentence() -> None:
    found = to_document(value("One\r\nand a half. ", "\xa0Two\u2028halves.\n", "Three."))
    assert found.text == "One  and a half. Two halves. Three."
    assert [s.text for s in found.sentences] == ["One and a half.", "Two halves.", "Three."]


def test_damage_is_that_of_each_sentence() -> None:
    found = to_document(value("修桥?", "創(chuàng)新。"))
    # By itself the first sentence ends with a question mark; between two ideographs it would be a lost character.
    assert [(found.text[d.start : d.end], d.kind, d.repair) for d in found.damage] == [("(chuàng)", "gloss", "")]
    assert [s.text for s in found.sentences] == ["修桥？", "创新。"]


@given(documents())
def test_a_document_covers_its_text_and_runs_parallel(drawn: LabelledSentences) -> None:
    found = to_document(drawn)
    assert len(found.sentences) == len(drawn.sentences)
    assert [s.start for s in found.sentences] == sorted(s.start for s in found.sentences)
    for given_text, s in zip(drawn.sentences, found.sentences, strict=True):
        piece = found.text[s.start : s.end]
        assert piece == piece.strip()
        assert piece.split() == given_text.split()
        assert s.text == normalize(piece).text
    assert all(found.text[a:b] in ("\n", " ") for a, b in separators(found))
    filled = [p for p, s in zip(drawn.paragraphs, drawn.sentences, strict=False) if s.strip()]
    assert len(found.text.splitlines()) <= max(1, len(set(filled)))
    assert all(a < b <= len(found.text) for a, b in ((d.start, d.end) for d in found.damage))


def test_the_parts_of_a_corpus(tmp_path: Path) -> None:
    assert corpus_parts(tmp_path) == {}
    assert corpus_parts(tmp_path / "none") == {}
    test, train = put(tmp_path, FERRY, name="test.jsonl"), put(tmp_path, FERRY)
    put(tmp_path, FERRY, name="more.jsonl")
    assert list(corpus_parts(tmp_path).items()) == [("train", train), ("test", test)]
    (tmp_path / "dev.jsonl").mkdir()  # somebody's slip: to pass it over would be to learn from less
    with pytest.raises(AnnotationError, match=r"dev\.jsonl: cannot be read: it is no file"):
        corpus_parts(tmp_path)


def test_a_sentence_label_file_is_told_from_others(tmp_path: Path) -> None:
    assert is_sentence_labels(put(tmp_path, FERRY, name="any.txt"))
    assert is_sentence_labels(put(tmp_path, {"sentences": []}, {"schema": "x"}, name="any.jsonl"))
    assert not is_sentence_labels(put(tmp_path, {"schema": "pipeline.annotation/1"}, FERRY, name="labels.jsonl"))
    assert not is_sentence_labels(put(tmp_path, {"text": "One.", "entities": []}, name="doccano.jsonl"))
    broken = tmp_path / "broken.jsonl"
    for data in (b"", b"{", b"\xff\xfe", b"[1]"):
        broken.write_bytes(data)
        assert is_sentence_labels(broken)
        assert not is_sentence_labels(broken.rename(tmp_path / "broken.txt"))
    assert not is_sentence_labels(tmp_path / "none.jsonl")


def test_a_folder_of_sentence_labels_is_told_from_others(tmp_path: Path) -> None:
    (tmp_path / "labels" / "founders").mkdir(parents=True)
    put(tmp_path / "labels" / "founders", {"schema": "pipeline.annotation/1"}, name="a.jsonl")
    assert not is_sentence_labels(tmp_path)
    put(tmp_path, {"id": "t", "root": []}, name="train.jsonl")
    assert not is_sentence_labels(tmp_path)
    put(tmp_path, FERRY)
    assert is_sentence_labels(tmp_path)
    put(tmp_path, FERRY).rename(tmp_path / "test.jsonl")
    assert is_sentence_labels(tmp_path)


def test_a_file_or_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bool:
        raise PermissionError(13, "Permission denied")

    path = put(tmp_path, FERRY)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        with pytest.raises(AnnotationError, match="cannot be read: Permission denied"):
            is_sentence_labels(path)
    monkeypatch.setattr(Path, "is_file", refuse)
    with pytest.raises(AnnotationError, match="cannot be read: Permission denied"):
        corpus_parts(tmp_path)
