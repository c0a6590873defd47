"""The spans of each family in documents."""

import numpy as np
import pytest

from pipeline.roles.stacked.families import FAMILIES, characters, fit_vocabularies, matrices, read_batch
from pipeline.roles.stacked.tokens import ngrams, tokenize
from tests.roles.stacked.samples import DOCUMENTS, document


def test_every_family_has_spans_of_the_sentences_of_the_batch() -> None:
    batch = read_batch(DOCUMENTS)
    assert tuple(batch.spans) == tuple(FAMILIES)
    assert len(batch) == sum(len(d.sentences) for d in DOCUMENTS)
    for kinds in batch.spans.values():
        for spans in kinds:
            assert len(spans.hashes) == len(spans.first)
            assert (np.diff(spans.lines) >= 0).all()
            assert len(spans.hashes) == 0 or spans.lines[-1] < len(batch)


def test_lengths_count_every_character_but_the_line_end() -> None:
    assert characters(tokenize(["渡 船", "", "a12。"]), 3).tolist() == [3, 0, 3]  # the number is one character


def headings_of(*documents) -> list[str]:
    return [line.strip() for line in read_batch(documents).headings.text.split("\n")[:-1]]


def test_the_headings_above_from_the_top_one_down() -> None:
    d = document(
        ["一", "二", "三", "四"],
        headings=[("渡口", None), ("夜班", "h1"), ("书屋", None)],
        sections=[1, 2, 3, 2],  # a section that is left and come back to is a run of its own
    )
    plain = document(["五"])
    assert headings_of(d, plain) == ["渡口", "渡口 夜班", "书屋", "渡口 夜班", ""]


def test_two_documents_with_sections_of_the_same_name_have_their_own_headings() -> None:
    a, b = (document(["一"], headings=[(name, None)], sections=[1]) for name in ("渡口", "书屋"))
    assert headings_of(a, b, a) == ["渡口", "书屋", "渡口"]


def test_headings_are_given_to_each_sentence_below() -> None:
    """书屋 is three spans: two units and the pair; the sentence without a heading has one of its own."""
    d = document(["一", "二", "三"], headings=[("书屋", None)], sections=[1, 1, 0])
    batch = read_batch([d])
    lines = [s.lines.tolist() for s in batch.spans["heading"]]
    assert lines == [[0, 0, 1, 1], [0, 1], [2]]
    units, pairs, _ = batch.spans["heading"]
    assert units.hashes[:2].tolist() == units.hashes[2:].tolist()
    assert pairs.hashes[0] == pairs.hashes[1]
    # The words of a heading are not those of a sentence.
    assert not set(units.hashes.tolist()) & set(ngrams(tokenize(["书屋"]).units, 1)[0].hashes.tolist())


def test_title_overlap_by_hand() -> None:
    """The title has the units 渡口之声 and three pairs; the second sentence has 口 and 渡, but no pair of it."""
    d = document(["渡口好", "口渡", "无", "渡渡渡渡渡渡"], title="渡口之声")
    assert read_batch([d]).title_overlap.tolist() == [[2 / 4, 1 / 3], [2 / 4, 0], [0, 0], [1, 0]]


def test_each_document_is_compared_with_its_own_title() -> None:
    """Also where a document before it has a title and no sentence."""
    a, b = document(["渡口"], title="渡口"), document(["渡口"], title="书屋")
    empty = document(title="门槛")
    assert read_batch([empty, a, b, empty, a]).title_overlap.tolist() == [[1, 1], [0, 0], [1, 1]]
    assert read_batch([document(["渡口"])]).title_overlap.tolist() == [[0, 0]]


def test_no_title_of_another_document_counts() -> None:
    together = read_batch(DOCUMENTS).title_overlap
    alone = np.concatenate([read_batch([d]).title_overlap for d in DOCUMENTS])
    np.testing.assert_array_equal(together, alone)


def test_places_by_hand() -> None:
    """Of five sentences in paragraphs of three, one and one."""
    batch = read_batch([document(["渡。", "船？", "停"], ["了。"], ["好"])])
    columns = [s.hashes for s in batch.spans["place"]]
    assert len(columns) == 14

    def alike(k: int) -> list[int]:
        """Each value by the place where it was first seen."""
        values = columns[k].tolist()
        return [values.index(v) for v in values]

    assert alike(0) == [0, 1, 2, 3, 3]  # first, between, last, alone, alone
    assert alike(1) == [0, 1, 2, 0, 0]  # place in the paragraph
    assert alike(2) == [0, 0, 0, 3, 3]  # sentences of it
    assert alike(3) == [0, 1, 2, 3, 4]  # eighth of the document
    assert alike(6) == [0, 0, 0, 3, 4]  # first paragraph, second, last
    assert alike(11) == [0, 1, 2, 0, 4]  # the last unit: 。 ？ 停 。 好
    assert len({int(c[0]) for c in columns}) == 14  # a category is known by its column too


def test_of_one_paragraph_fifths_tell_the_place() -> None:
    columns = [s.hashes.tolist() for s in read_batch([document(["一"] * 10)]).spans["place"]]
    assert [columns[6].index(v) for v in columns[6]] == [0, 0, 2, 2, 4, 4, 6, 6, 8, 8]


def test_words_are_crossed_with_two_places() -> None:
    """The same word is another span elsewhere, and the same one in the same place."""
    batch = read_batch([document(["渡口", "渡口", "渡口"], ["渡口"]), document(["渡口", "书屋", "渡口"], ["渡口"])])
    by_paragraph, by_place = batch.spans["cross"]
    assert by_paragraph.hashes[0] == by_paragraph.hashes[1] == by_paragraph.hashes[4] != by_paragraph.hashes[3]
    assert by_place.hashes[0] == by_place.hashes[4]
    assert len({*by_place.hashes[:4].tolist(), *by_paragraph.hashes.tolist()}) == 7


@pytest.mark.parametrize("texts", [["", ""], [" ", "\n"]])
def test_sentences_without_a_token_are_read(texts: list[str]) -> None:
    batch = read_batch([document(texts)])
    known = fit_vocabularies(batch, np.arange(2))
    rows = matrices(batch, known)
    assert [rows[name].shape for name in FAMILIES] == [(2, len(known[name])) for name in FAMILIES]
    assert len(known["word"]) == 0
    assert len(known["place"]) > 0


def test_vocabularies_are_of_the_sentences_given() -> None:
    batch = read_batch([document(["渡口"] * 3 + ["书屋"] * 3)])
    some, all_of_them = fit_vocabularies(batch, np.arange(3)), fit_vocabularies(batch, np.arange(6))
    assert (len(some["unit"]), len(all_of_them["unit"])) == (2, 4)
    rows = matrices(batch, some)["unit"].toarray()
    np.testing.assert_allclose((rows**2).sum(axis=1), [1, 1, 1, 0, 0, 0], rtol=1e-6)
