"""Test documents that the training texts hold too."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluation.leaks import Leak, find_leaks

FERRY = ["渡轮票价五年没有变动。", "乘客却减少了三成。", "应当重新核算成本。"]  # 11, 9 and 9 characters
SENTENCES = st.lists(st.text(alphabet="ab。 ", max_size=12), min_size=1, max_size=5)


def test_the_share_by_hand() -> None:
    train = {"t1": ["港口的灯塔要重新上漆了。", FERRY[0]], "t2": [FERRY[1], FERRY[2], "别的句子也不算短的。"]}
    assert find_leaks(train, {"x": FERRY}) == (Leak("x", "t2", 18 / 29),)
    assert find_leaks(train, {"x": FERRY}, share=18 / 29) == (Leak("x", "t2", 18 / 29),)
    assert find_leaks(train, {"x": FERRY}, share=0.63) == ()


def test_shares_of_several_training_documents_do_not_add_up() -> None:
    assert find_leaks({f"t{i}": [sentence] for i, sentence in enumerate(FERRY)}, {"x": FERRY}) == ()


def test_white_space_and_case_do_not_count() -> None:
    found = find_leaks({"t": ["The ferry  is\nlate today"]}, {"x": ["the Ferry is late today", "no"]})
    assert found == (Leak("x", "t", 19 / 21),)


def test_short_sentences_are_shared_by_chance() -> None:
    other = "另外的一句话在这里"
    assert find_leaks({"t": ["一二三四五六七", other]}, {"x": ["一二三四五六七"]}) == ()
    assert find_leaks({"t": ["一二三四五六七八", other]}, {"x": ["一二三四五六七八"]}) == (Leak("x", "t", 1),)


def test_the_same_text_otherwise_divided() -> None:
    text = "".join(FERRY)
    assert find_leaks({"t": FERRY}, {"x": [text]}) == (Leak("x", "t", 1),)  # cut at end marks
    assert find_leaks({"t": [text[:4], text[4:20], text[20:], "后来又加上的一句话。"]}, {"x": FERRY}) == (
        Leak("x", "t", 1),
    )
    talk = ["好的", "明天见", "记得带伞", "嗯"]  # no sentence is long enough, the whole is
    assert find_leaks({"t": ["好的明天", "见记得带伞嗯"]}, {"x": talk}) == (Leak("x", "t", 1),)
    assert find_leaks({"t": ["好的明天", "见记得带伞嗯", "再见"]}, {"x": talk}) == ()


def test_the_division_that_shows_most_counts() -> None:
    # Cut at end marks, only the first sentence is shared: the other two run together, and differ there.
    first, second = "第二句没有写上句号", "第三句也没有写上句号"
    test = [FERRY[0], first, second]
    assert find_leaks({"t": [FERRY[0], first, "中间多出来的一句话", second]}, {"x": test}, share=0.1) == (
        Leak("x", "t", 1),
    )


def test_a_sentence_that_occurs_twice_counts_twice_in_the_test_document_only() -> None:
    train = {"t": [FERRY[0]] * 5}
    assert find_leaks(train, {"x": [FERRY[0], FERRY[0], FERRY[1]]}) == (Leak("x", "t", 22 / 31),)
    assert find_leaks(train, {"x": [FERRY[0], FERRY[1], FERRY[2]]}) == ()


def test_results_follow_the_test_documents() -> None:
    found = find_leaks({"t": FERRY}, {"b": FERRY, "new": ["全新的内容谁也没有见过"], "a": FERRY[:2]})
    assert [leak.document for leak in found] == ["b", "a"]


def test_nothing_to_compare() -> None:
    assert find_leaks({}, {"x": FERRY}) == ()
    assert find_leaks({"t": FERRY}, {}) == ()
    assert find_leaks({"t": []}, {"x": [], "y": [""]}) == ()


@pytest.mark.parametrize("share", [0, -0.5, 1.1])
def test_a_share_is_a_share(share: float) -> None:
    with pytest.raises(ValueError, match="at most 1"):
        find_leaks({}, {}, share=share)


def test_time_grows_with_length_not_with_pairs() -> None:
    def corpus(name: str, n: int) -> dict[str, list[str]]:
        return {f"{name}{d}": [f"sentence {s} of document {name} {d}" for s in range(20)] for d in range(n)}

    train, test = corpus("a", 3000), corpus("b", 3000)
    start = time.perf_counter()
    assert find_leaks(train, {**test, "same": train["a7"]}) == (Leak("same", "a7", 1),)
    assert time.perf_counter() - start < 10  # nine million pairs of documents would take minutes


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("tuv"), SENTENCES), SENTENCES)
def test_a_text_leaks_from_itself(train: dict[str, list[str]], sentences: list[str]) -> None:
    found = find_leaks({**train, "self": sentences}, {"x": sentences}, share=1)
    long_enough = len("".join("".join(sentences).split())) >= 8
    assert len(found) == long_enough
    assert all(0 < leak.share <= 1 for leak in find_leaks(train, {"x": sentences}, share=0.01))
