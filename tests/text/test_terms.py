from pipeline.text.terms import content_words, pairs_of_characters


def test_pairs_of_characters_and_whole_words() -> None:
    assert pairs_of_characters("停车难，Bus 42！") == ("停车", "车难", "bus")
    assert pairs_of_characters("路 42") == ()


def test_words_of_more_than_one_character() -> None:
    assert "水库" in content_words("水库的坝")
    assert all(len(w) > 1 for w in content_words("水库的坝，高5米。"))
