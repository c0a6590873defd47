from pipeline.text.terms import content_words, pairs_of_characters


def test_pairs_of_characters_and_whole_words() -> None:
    assert pairs_of_characters("停车难，Bus 42！") == ("停车", "车难", "bus")
    assert pairs_of_characters("路 42") == ()


def test_words_of_more_than_one_character() -> None:
    assert "水库" in content_words("水库的坝")
    assert all(len(w) > 1 for w in content_words("水库的坝，高5米。"))


def test_words_that_only_count_are_none() -> None:
    found = content_words("一是修渠。二要补助。其三，落实。第一，首先，最后，第十一条。")
    assert not {"一是", "二要", "其三", "第一", "首先", "最后"} & set(found)
    assert {"修渠", "补助", "落实"} <= set(found)
    assert {"十四五", "十八"} <= set(content_words("落实十四五规划和十八大精神。"))
    assert "五一" in content_words("五一前完工。")
