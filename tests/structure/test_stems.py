"""Terms of single sentences."""

from pipeline.structure.stems import stems


def test_english_words_count_by_how_they_begin_and_function_words_do_not() -> None:
    assert stems("The nurse was trained; nurses need training.") == ("nurse", "train", "nurse", "need", "train")


def test_chinese_counts_by_pairs() -> None:
    assert stems("停车难，停车位") == ("停车", "车难", "停车", "车位")
