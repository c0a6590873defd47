"""What near-duplicates are counted by, which depends on the script."""

from dataclasses import replace

from pipeline.workflows.corpus_check import _nearest
from tests.training.samples import article


def test_runs_of_eight_characters_in_chinese_and_of_twelve_elsewhere() -> None:
    zh = article("zh-ferry")
    pair = [replace(zh, text="渡口要有人守才能开船。"), replace(zh, id="b", text="渡口要有人守才不出事。")]
    assert [o.resemblance for o in _nearest(pair)] == [0.0]
    pair[1] = replace(pair[1], text="渡口要有人守才能靠岸。")
    assert [o.resemblance > 0 for o in _nearest(pair)] == [True]
    pair = [
        replace(zh, language="en", text="The ferry sails."),
        replace(zh, language="en", id="b", text="The ferry sank."),
    ]
    assert [o.resemblance for o in _nearest(pair)] == [0.0]  # `Theferrysa` is shared: ten characters
    pair[1] = replace(pair[1], text="The ferry sails at noon.")
    assert [o.resemblance > 0 for o in _nearest(pair)] == [True]


def test_texts_of_two_languages_are_not_compared() -> None:
    zh = article("zh-ferry")
    assert _nearest([zh, replace(zh, id="b", language="en")]) == []
