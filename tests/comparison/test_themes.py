"""Themes: named by words of their own, the same for the same recommendations."""

import re
from itertools import cycle, islice

import pytest

from pipeline.comparison.themes import themes
from tests.comparison.samples import recommendation

CARE = ["社区养老床位补贴", "养老护理员培训", "养老床位轮候公开", "护理员薪酬补贴", "社区养老食堂补贴"]
ROADS = ["公交夜班线路", "公交专用车道", "公交票价优惠", "夜班公交候车亭", "公交车道执法"]
WATER = ["灌溉水价改革", "灌溉渠道防渗", "水价分档计收", "渠道管护资金", "灌溉用水计量"]
ITEMS = [
    recommendation(f"d{k % 4}#{k}", f"{text}{n}。")
    for k, (text, n) in enumerate(zip([*CARE, *ROADS, *WATER] * 2, cycle("甲乙丙丁"), strict=False))
]


def test_what_speaks_of_one_thing_is_of_one_theme() -> None:
    found = themes(ITEMS)
    by_text = {item.text[:-2]: found.assignment[item.id] for item in ITEMS}
    assert by_text["社区养老床位补贴"] == by_text["养老床位轮候公开"]
    assert by_text["公交夜班线路"] == by_text["夜班公交候车亭"]
    assert by_text["灌溉水价改革"] == by_text["水价分档计收"]
    assert len({by_text["社区养老床位补贴"], by_text["公交夜班线路"], by_text["灌溉水价改革"]}) == 3


def test_labels_are_words_of_the_recommendations() -> None:
    found = themes(ITEMS)
    everything = "".join(item.text for item in ITEMS)
    assert len(found.labels) == len(found.words) == max(found.assignment.values()) + 1
    for label, words in zip(found.labels, found.words, strict=True):
        assert words
        assert all(word in everything for word in words)
        assert label == "·".join(words[:3])


def test_the_matrix_counts_recommendations_of_documents() -> None:
    found = themes(ITEMS)
    assert len(found.matrix) == 4
    assert sum(map(sum, found.matrix)) == len(ITEMS)
    first = [i for i in ITEMS if i.document == "d0"]
    assert found.matrix[0] == tuple(sum(found.assignment[i.id] == k for i in first) for k in range(len(found.labels)))


def test_the_same_recommendations_have_the_same_themes() -> None:
    assert themes(ITEMS) == themes(ITEMS)


def test_few_recommendations_are_of_one_theme_and_none_of_none() -> None:
    assert themes([]).labels == ()
    one = themes(ITEMS[:3])
    assert set(one.assignment.values()) == {0}
    assert len(one.labels) == 1


def test_documents_that_are_all_the_same() -> None:
    same = [recommendation(f"d{k}#1", "扩大灌溉面积。") for k in range(12)]
    found = themes(same)
    assert len(set(found.assignment.values())) == 1


def test_recommendations_without_words() -> None:
    blank = [recommendation(f"d{k}#1", "。") for k in range(10)]
    assert set(themes(blank).assignment.values()) == {0}


def test_english_words_stand_in_small_letters() -> None:
    said = ["Raise parking charges downtown", "Build parking garages", "Train rural vets", "Fund vets"]
    texts = islice(cycle(said), 12)
    found = themes([recommendation(f"d{k}#{k}", f"{text}.") for k, text in enumerate(texts)])
    assert {"parking", "vets"} <= {w for words in found.words for name in words for w in name.split()}


def test_empty_english_words_name_no_theme() -> None:
    texts = ("The council should extend the night bus to the harbour.", "Every fare to the harbour must be published.")
    found = themes([recommendation(f"d{k}#1", text) for k, text in enumerate(texts)])
    assert not {"to", "every", "be", "the"} & set(found.words[0])
    assert "harbour" in found.words[0]


@pytest.mark.parametrize("count", [6, 24])
def test_no_number_of_a_list_names_a_theme(count: int) -> None:
    marks = ("一是", "二是", "三是", "四要", "第五，", "（六）", "7.", "首先，", "第二，一是")
    said = ("修好水渠，二是列出清单", "修好水渠；三是备足砂石", "培训船工；二要配齐救生衣", "培训船工，二是检查渡口")
    items = [recommendation(f"d{i % 3}#{i}", f"{marks[i % 9]}{said[i % 4]}。") for i in range(count)]
    found = themes(items)
    told = [*found.labels, *(word for of in found.words for word in of)]
    assert not [
        name for name in told if re.search(r"[一二三四五六七]是|[一二三四五六七]要|第[一二五]|首先|（|\d", name)
    ]
    assert any("水渠" in name for name in told)


def test_no_words_of_time_or_frame_name_a_theme() -> None:
    frames = ("今年要抓好以下{}工作", "去年{}方面的问题要重点解决", "目前{}主要任务如下", "今后{}增长左右")
    said = [frame.format(what) for frame in frames for what in ("水渠", "渡口", "候车亭")]
    found = themes([recommendation(f"d{i % 3}#{i}", f"{text}。") for i, text in enumerate(said * 2)])
    told = {word for of in found.words for word in of}
    assert "水渠" in told
    assert not told & {"今年", "去年", "目前", "今后", "以下", "方面", "问题", "重点", "主要", "任务", "左右"}


def test_first_and_second_name_no_english_theme() -> None:
    marks = ("First, ", "Second, ", "Finally, ", "1. ", "b) ")
    items = [recommendation(f"d{i % 3}#{i}", f"{marks[i % 5]}repair the weir by spring.") for i in range(6)]
    [label] = themes(items).labels
    assert not {"first", "second", "finally"} & set(label.split("·"))
