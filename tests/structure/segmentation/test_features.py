"""Tokens, sentences of tokens, and what is read of them."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.structure.segmentation.features import (
    VIEWS,
    sentence_features,
    sentences,
    shape,
    token_features,
    tokenize,
)

TOKENS = st.lists(st.sampled_from(["Boats", "sail", ",", ".", "?", '"', "渡", "。", "=", "12"]), max_size=40)


def test_words_are_tokens_and_so_is_every_chinese_character() -> None:
    said = "Fares don't fall, 渡船12条。"
    assert [said[a:b] for a, b in tokenize(said)] == [
        *("Fares", "don", "'", "t", "fall", ",", "渡", "船", "12", "条", "。"),
    ]


@given(st.text(max_size=80))
def test_tokens_leave_out_white_space_alone(said: str) -> None:
    spans = tokenize(said)
    assert "".join(said[a:b] for a, b in spans) == "".join(said.split())
    assert all(a < b for a, b in spans)


def test_sentences_take_what_closes_them() -> None:
    assert sentences(["Sail", ".", '"', "Row", "!", "!", "Wait"]) == [(0, 3), (3, 6), (6, 7)]
    assert sentences(["船", "。", "”", "桨"]) == [(0, 3), (3, 4)]
    assert sentences([]) == []


@given(TOKENS)
def test_sentences_divide_all_tokens(tokens: list[str]) -> None:
    spans = sentences(tokens)
    assert [k for a, b in spans for k in range(a, b)] == list(range(len(tokens)))
    assert len(list(token_features(tokens))) == len(tokens)
    assert len(list(sentence_features(tokens))) == len(spans)


def test_no_sentence_is_so_long_that_reading_it_takes_forever() -> None:
    spans = sentences(["row"] * 1000)
    assert max(b - a for a, b in spans) == 300
    assert max(len(f) for f in token_features([f"w{k}" for k in range(1000)])) < 400


def test_a_token_is_read_within_its_sentence() -> None:
    first, *_, last = token_features(["Row", "now", ".", "I", "think", "boats"])
    assert first["0=row"] == first["-1=<"] == first["1=now"] == first["after=now"] == first["shape=Xx"] == 1.0
    assert {"-1=think", "-2=i", "-3=<", "opening=i think", "from=2", "to=0", "before=think"} <= set(last)
    assert "before=row" not in last


def test_what_views_read_is_there() -> None:
    begins = {name.split("=", 1)[0] for f in token_features(["I", "hope", ",", "boats", "sail", "."]) for name in f}
    for read in VIEWS.values():
        assert read is None or read <= begins


def test_a_sentence_is_read_with_those_around_it() -> None:
    first, second = sentence_features(["Fares", "fall", ".", "However", ",", "we", "row", "."])
    assert {"fares fall", "1:opening=however", "1:has=we", "-1:none", "sentence=0", "sentences_left=1"} <= set(first)
    assert {"-1:opening=fares fall", "-1:last=.", "1:none"} <= set(second)


def test_shapes() -> None:
    assert [shape(t) for t in ("Thus", "NATO", "1.5", "渡船", "-")] == ["Xx", "X", "9.9", "x", "-"]
