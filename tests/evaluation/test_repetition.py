"""Sentences that training texts repeat, word for word or in form."""

import time

from pipeline.evaluation.repetition import Repeated, repeated_sentences


def test_repeated_sentences_are_counted_whatever_their_numbers() -> None:
    train = [["今年新建养老床位120张。", "别的句子也不算短的。"], ["The ferry carried 1,200 people."]]
    test = [["今年新建养老床位95.5张。", "短句。"], ["the  ferry carried 7 people.", "去年关停了三家砖窑。"]]
    found = repeated_sentences(train, test)
    assert found == Repeated(4, 2, 2)
    assert (found.share, found.share_alike, Repeated(0, 0, 0).share_alike) == (0.5, 0.5, 0.0)
    assert found.plus(Repeated(1, 0, 1)) == Repeated(5, 2, 3)
    assert repeated_sentences([["短句。"]], [["短句。"]]) == Repeated(1, 0, 0)  # shared by chance


def test_a_form_filled_in_otherwise_is_alike_and_not_the_same() -> None:
    train = [["当前养老托育发展不平衡的问题仍然突出。"], ["The {} of the old harbour must be repaired by spring."]]
    test = [["当前污水处理发展不平衡的问题仍然突出。", "The crane of the old harbour must be repaired by autumn."]]
    assert repeated_sentences(train, test) == Repeated(2, 0, 2)
    other = [
        ["当前污水处理的资金缺口较大，制约了后续建设。", "Nobody knows what the crane of the harbour was built for."]
    ]
    assert repeated_sentences(train, other) == Repeated(2, 0, 0)


def test_runs_of_several_training_sentences_do_not_add_up() -> None:
    train = [["第一个半句说的是渡口，别的都另说。", "前面另有说法，后半句说的是码头。"]]
    assert repeated_sentences(
        train, [["第一个半句说的是渡口，又后半句说的是码头，还有没说完的话在这后面。"]]
    ) == Repeated(1, 0, 0)


def test_nothing_to_compare() -> None:
    assert repeated_sentences([], [["当前污水处理发展不平衡的问题仍然突出。"]]) == Repeated(1, 0, 0)
    assert repeated_sentences([["一句话而已。"]], []) == Repeated(0, 0, 0)


def test_many_sentences_take_no_long_time() -> None:
    words = [chr(0x4E00 + (i * i * 7 + i * 13) % 1500) for i in range(400_000)]
    sentences = ["".join(words[i : i + 20]) for i in range(0, len(words), 20)]
    started = time.perf_counter()
    repeated_sentences([sentences[:10_000]], [sentences[10_000:]])
    assert time.perf_counter() - started < 60
