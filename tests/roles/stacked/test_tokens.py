"""Sentences as arrays of tokens, and the spans in them."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.roles.stacked.tokens import (
    Spans,
    early,
    edged_ngrams,
    endings,
    hashed,
    inner_ngrams,
    late,
    ngrams,
    openings,
    tokenize,
)
from tests.roles.stacked.samples import odd_texts, shown, spans_shown

FROZEN = [1889484615, 3530016142, 4036968263, 887892595, 2223893191]


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("渡船停了。", ["渡", "船", "停", "了", "。"]),
        ("The ferry's late.", ["the", "ferry's", "late", "."]),
        ("增长12.5%，共1,200人", ["增", "长", "0", "%", "，", "共", "0", "人"]),
        ("２０２４年ＡＢ", ["0", "年", "ａ", "ｂ"]),  # full-width digits are a number, full-width letters one unit each
        ("渡\n船\u2028停\r\n了\x85", ["渡", "船", "停", "了"]),
        ("渡口😀好", ["渡", "口", "😀", "好"]),
        ("渡\ud800口", ["渡", "\ufffd", "口"]),
        ("café Ørsted", ["café", "ørsted"]),
        ("a-b", ["a", "-", "b"]),
        ("𠀀里", ["𠀀", "里"]),
        (" \t\u3000\xa0", []),
        ("", []),
    ],
)
def test_units(sentence: str, units: list[str]) -> None:
    text = tokenize([sentence, "完"])
    assert shown(text, text.units) == [units, ["完"]]


def test_words_are_those_of_jieba() -> None:
    text = tokenize(["渡口的意义重大。", "Two ferries"])
    assert shown(text, text.words) == [["渡口", "的", "意义", "重大", "。"], ["two", "ferries"]]


def test_the_arrays_by_hand() -> None:
    text = tokenize(["渡 12", "", "ab。"])
    assert text.text == "渡 0\n\nab。\n"
    assert text.lines.tolist() == [0, 0, 0, 0, 1, 2, 2, 2, 2]
    assert text.letters.tolist() == [False] * 5 + [True, True, False, False]
    assert text.units.lines.tolist() == [0, 0, 2, 2]
    assert text.units.begin.tolist() == [0, 2, 5, 7]
    assert text.units.end.tolist() == [1, 3, 7, 8]
    assert text.units.starts.tolist() == [0, 2, 2, 4]
    assert text.units.counts.tolist() == [2, 0, 2]


@pytest.mark.parametrize("sentences", [[], [""], ["", ""], [" "], ["\u3000", "\n"]])
def test_nothing_has_no_token_and_no_span(sentences: list[str]) -> None:
    text = tokenize(sentences)
    for tokens in (text.units, text.words):
        assert len(tokens.codes) == 0
        assert tokens.counts.tolist() == [0] * len(sentences)
        spans = [*ngrams(tokens, 3), openings(tokens, 1), endings(tokens, 2), early(tokens, 1, within=3)]
        assert [len(s.hashes) for s in [*spans, late(tokens, 2, within=3)]] == [0] * 7
    assert len(inner_ngrams(text, 3).hashes) == 0


def test_the_same_token_has_the_same_code_wherever_it_stands() -> None:
    text = tokenize(["渡口 ferry", "ferry", "口渡 yrref"])
    codes = text.units.codes.tolist()
    names = [name for row in shown(text, text.units) for name in row]
    assert names == ["渡", "口", "ferry", "ferry", "口", "渡", "yrref"]
    assert codes[2] == codes[3] != codes[6]
    assert (codes[0], codes[1]) == (codes[5], codes[4])
    assert len(set(codes)) == 4


def test_a_code_depends_on_the_whole_of_a_long_token() -> None:
    a, b, c = (tokenize(["x" * 64 + rest]).units.codes.tolist() for rest in ("", "y", "z"))
    assert len({*a, *b, *c}) == 3


def test_ngrams_by_their_text() -> None:
    text = tokenize(["渡船停", "门槛"])
    one, two, three = ngrams(text.units, 3)
    assert spans_shown(text, text.units, one) == [(0, "渡"), (0, "船"), (0, "停"), (1, "门"), (1, "槛")]
    assert spans_shown(text, text.units, two) == [(0, "渡船"), (0, "船停"), (1, "门槛")]
    assert spans_shown(text, text.units, three) == [(0, "渡船停")]


def test_edged_ngrams_count_the_ends_as_tokens() -> None:
    """渡船 is ^渡船$, the empty sentence ^$; token t of sentence i stands at t + 2i + 1."""
    text = tokenize(["渡船", "", "渡"])
    two, three = edged_ngrams(text.units, 3)
    assert two.first.tolist() == [0, 1, 2, 4, 6, 7]
    assert two.lines.tolist() == [0, 0, 0, 1, 2, 2]
    assert three.first.tolist() == [0, 1, 6]
    assert three.lines.tolist() == [0, 0, 2]
    assert two.hashes[0] == two.hashes[4]  # ^渡
    assert len(set(two.hashes.tolist())) == 5
    assert len({*two.hashes.tolist(), *three.hashes.tolist()}) == 8


def test_inner_ngrams_are_letters_within_a_word() -> None:
    text = tokenize(["go ferry渡abc", "ab", "cde"])
    found = inner_ngrams(text, 3)
    names = [text.text[i : i + 3] for i in found.first]
    assert list(zip(found.lines.tolist(), names, strict=True)) == [
        (0, "fer"),
        (0, "err"),
        (0, "rry"),
        (0, "abc"),
        (2, "cde"),
    ]


def test_openings_and_endings_are_of_sentences_long_enough() -> None:
    text = tokenize(["渡船停了", "门槛", "墙", ""])
    assert spans_shown(text, text.units, openings(text.units, 2)) == [(0, "渡船"), (1, "门槛")]
    assert spans_shown(text, text.units, endings(text.units, 2)) == [(0, "停了"), (1, "门槛")]
    assert spans_shown(text, text.units, openings(text.units, 1)) == [(0, "渡"), (1, "门"), (2, "墙")]
    assert spans_shown(text, text.units, endings(text.units, 4)) == [(0, "渡船停了")]


def test_early_and_late_spans_lie_within_so_many_tokens() -> None:
    text = tokenize(["渡船停了", "门槛", "墙"])
    assert spans_shown(text, text.units, early(text.units, 1, within=2)) == [
        (0, "渡"),
        (0, "船"),
        (1, "门"),
        (1, "槛"),
        (2, "墙"),
    ]
    assert spans_shown(text, text.units, early(text.units, 2, within=3)) == [(0, "渡船"), (0, "船停"), (1, "门槛")]
    assert spans_shown(text, text.units, late(text.units, 1, within=2)) == [
        (0, "停"),
        (0, "了"),
        (1, "门"),
        (1, "槛"),
        (2, "墙"),
    ]
    assert spans_shown(text, text.units, late(text.units, 2, within=3)) == [(0, "船停"), (0, "停了"), (1, "门槛")]


def test_kinds_of_span_do_not_share_hashes() -> None:
    units = tokenize(["渡船"]).units
    kinds = [*ngrams(units, 2), *edged_ngrams(units, 3), openings(units, 2), endings(units, 2)]
    kinds += [early(units, 2, within=8), late(units, 2, within=5), early(units, 1, within=8), late(units, 1, within=5)]
    hashes = [h for kind in kinds for h in kind.hashes.tolist()]
    assert len(set(hashes)) == len(hashes)


def test_hashes_are_those_that_stored_models_know() -> None:
    """Bundles hold hashes: another number here makes every model stored before say something else."""
    assert hashed(np.array([0, 1, 2**63], np.uint64), 3).tolist() == FROZEN[:3]
    two = ngrams(tokenize(["渡船 ab"]).units, 2)[1]
    assert two.hashes.tolist() == FROZEN[3:]


@settings(max_examples=80, deadline=None)
@given(st.lists(odd_texts, max_size=5), st.lists(odd_texts, max_size=3))
@example(["\u2003"], ["渡"])
@example(["Σ"], ["σ"])
def test_a_sentence_has_the_same_tokens_whatever_stands_beside_it(some: list[str], others: list[str]) -> None:
    together = tokenize([*others, *some, *others])
    for kind in ("units", "words"):
        tokens = getattr(together, kind)
        assert len(tokens.starts) == len(some) + 2 * len(others) + 1
        assert tokens.starts[-1] == len(tokens.codes) == tokens.counts.sum()
        assert (tokens.end > tokens.begin).all()
        assert (together.lines[tokens.begin] == tokens.lines).all()
        assert (together.lines[tokens.end - 1] == tokens.lines).all()
        for i, sentence in enumerate(some, len(others)):
            alone = getattr(tokenize([sentence]), kind)
            assert tokens.codes[tokens.starts[i] : tokens.starts[i + 1]].tolist() == alone.codes.tolist()


@settings(max_examples=80, deadline=None)
@given(st.lists(odd_texts, min_size=1, max_size=5), st.integers(1, 4), st.integers(4, 8))
def test_spans_lie_in_one_sentence_and_come_in_order(sentences: list[str], n: int, within: int) -> None:
    text = tokenize(sentences)
    found: list[Spans] = []
    for tokens in (text.units, text.words):
        of = [ngrams(tokens, n)[-1], openings(tokens, n), endings(tokens, n)]
        of += [early(tokens, n, within=within), late(tokens, n, within=within)]
        for spans in of:
            assert (tokens.lines[spans.first + n - 1] == spans.lines).all()
        # As many as can be: of k tokens in a row k - n + 1.
        assert np.bincount(of[0].lines, minlength=len(sentences)).tolist() == [
            max(0, k - n + 1) for k in tokens.counts.tolist()
        ]
        near = [max(0, min(k, within) - n + 1) for k in tokens.counts.tolist()]
        assert np.bincount(of[3].lines, minlength=len(sentences)).tolist() == near
        assert np.bincount(of[4].lines, minlength=len(sentences)).tolist() == near
        found += of
    for spans in [*found, *edged_ngrams(text.units, n + 1), inner_ngrams(text, n)]:
        assert (np.diff(spans.lines) >= 0).all()
        assert len(spans.hashes) == len(spans.first)
